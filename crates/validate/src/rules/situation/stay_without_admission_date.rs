use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The bill is for an inpatient stay (type of bill 11, 18, 21 or 41), and the day and hour of admission
    /// (2300 DTP*435) are missing.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation. The stay can't be priced without it.
    ///
    /// ## What to do
    /// Send DTP*435, or correct the type of bill.
    "SIT-05" "stay-without-admission-date": Error, ClaimData;
    source: "005010X223A2 loop 2300 DTP admission date and hour",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the bill is for an inpatient stay, and the admission date is missing",
    help: "send the admission date and hour in DTP*435, or correct the type of bill",
    predicts: [CO "16" "MA40"],
    ack: "A6" "189",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.stay_severity().is_some() && !claim.is_admitted {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)));
    }
}
