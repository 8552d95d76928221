use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The bill is for an inpatient stay, and where the patient came from (point of origin, CL102) is missing. A
    /// warning for bills other than a hospital's (type 11).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send the point of origin in CL102.
    "SIT-21" "admission-source-missing": Error, ClaimData;
    source: "005010X223A2 loop 2300 CL102; Medicare Claims Processing Manual (100-04) chapter 25 (form locator 15)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the bill is for an inpatient stay, and where the patient came from is missing",
    help: "send the point of origin in CL102",
    predicts: [CO "16" "MA42"],
    ack: "A6" "229",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1**01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    // That all of CL1 is missing the guide tells.
    if let Some(severity) = claim.stay_severity()
        && let Some(admission) = claim.claim.admission()
        && admission.value(2).is_empty()
    {
        hits.push(Hit::at(Spot::element(admission.index(), 2)).graded(severity));
    }
}
