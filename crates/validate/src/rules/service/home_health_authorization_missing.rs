use chrono::NaiveDate;
use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A home health claim to Medicare (type of bill 329, or 327 that replaces it) of an episode before 2020 has no
    /// treatment authorization code (2300 REF*G1), the key that ties it to the patient's assessment. Since the
    /// periods of 30 days of 2020 Medicare finds the assessment without it.
    ///
    /// ## Why it matters
    /// Medicare can't find the assessment, and returns the claim.
    ///
    /// ## What to do
    /// Send the code that the assessment software gives in REF*G1.
    "LOS-14" "home-health-authorization-missing": Warning, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 10 section 40.2, before the changes for 2020",
    to: const { NaiveDate::from_ymd_opt(2019, 12, 31).unwrap() },
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the home health claim has no treatment authorization code",
    help: "send the code that ties the claim to the assessment in REF*G1",
    predicts: [CO "16" "M62"],
    ack: "A6" "252",
    rejected: [
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20190113-20190211~DTP*435*DT*201901130800~CL1*9*1*30~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0023*HP:2DB21*0*UN*1~DTP*472*D8*20190113~LX*2~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20190113~").of_kind(ClaimKind::Institutional).filed_as("MA"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20190113-20190211~DTP*435*DT*201901130800~CL1*9*1*30~REF*G1*11AA11AA11AAAAAAAA~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0023*HP:2DB21*0*UN*1~DTP*472*D8*20190113~LX*2~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20190113~").of_kind(ClaimKind::Institutional).filed_as("MA"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.is_home_health_period() && claim.claim.reference(b"G1").is_none() {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)));
    }
}
