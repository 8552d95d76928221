use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The bill is for an inpatient stay, and the diagnosis at admission (2300 HI with ABJ) is missing. A
    /// warning for bills other than a hospital's (type 11).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send the admitting diagnosis in an HI of its own.
    "SIT-07" "admitting-diagnosis-missing": Error, ClaimData;
    source: "005010X223A2 loop 2300 HI admitting diagnosis",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the bill is for an inpatient stay, and the admitting diagnosis is missing",
    help: "send the admitting diagnosis in HI*ABJ",
    predicts: [CO "16" "MA65"],
    ack: "A6" "232",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(severity) = claim.stay_severity() else {
        return;
    };
    let mut diagnoses = claim.claim.diagnoses();
    if !diagnoses.any(|(qualifier, _)| matches!(qualifier, b"ABJ" | b"BJ")) {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)).graded(severity));
    }
}
