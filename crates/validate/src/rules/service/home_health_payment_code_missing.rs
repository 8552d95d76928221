use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A home health claim to Medicare (type of bill 329, or 327 that replaces it) has no line of revenue code
    /// 0023 with the payment group (a HIPPS code behind HP in SV202).
    ///
    /// ## Why it matters
    /// Medicare pays the period of care by that code, and returns a claim without it.
    ///
    /// ## What to do
    /// Send a line of revenue code 0023 with the HIPPS code and the day of the first visit.
    "LOS-13" "home-health-payment-code-missing": Error, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 10 section 40.2",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the home health claim has no line of revenue code 0023 with a HIPPS code",
    help: "send a line of revenue code 0023 with the HIPPS code of the period",
    predicts: [CO "16" "N471"],
    ack: "A6" "513",
    rejected: [
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20250113-20250211~DTP*435*DT*202501130800~CL1*9*1*30~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20250113~").of_kind(ClaimKind::Institutional).filed_as("MA"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20250113-20250211~DTP*435*DT*202501130800~CL1*9*1*30~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0023*HP:2DB21*0*UN*1~DTP*472*D8*20250113~LX*2~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20250113~").of_kind(ClaimKind::Institutional).filed_as("MA"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.is_home_health_period() {
        return;
    }
    let has_group = |line: &LineFacts<'_>| {
        line.line.revenue_code() == b"0023" && !line.line.procedure_sent().is_empty()
    };
    if !lines.iter().any(has_group) {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)));
    }
}
