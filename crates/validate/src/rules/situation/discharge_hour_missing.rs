use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The bill is the final one of an inpatient stay (frequency 1 or 4, and the patient is not still there),
    /// and the hour of discharge (2300 DTP*096) is missing. A warning for bills other than a hospital's (type
    /// 11), of which Medicare does not ask it.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send DTP*096, or the patient status 30 (CL103) when the patient is still there.
    "SIT-06" "discharge-hour-missing": Error, ClaimData;
    source: "005010X223A2 loop 2300 DTP discharge hour; Medicare Claims Processing Manual chapter 25 (form locator 16)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the bill is the final one of an inpatient stay, and the hour of discharge is missing",
    help: "send the hour of discharge in DTP*096, or correct frequency or patient status",
    predicts: [CO "16" "N317"],
    ack: "A6" "233",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***21:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let is_final = || matches!(claim.frequency, b"1" | b"4");
    let is_discharged = |status: &[u8]| !matches!(status, b"30" | b"");
    if let Some(severity) = claim.stay_severity()
        && !claim.has.all(Has::DISCHARGE_HOUR)
        && is_final()
        && claim.claim.admission().is_some_and(|stay| is_discharged(stay.value(3)))
    {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)).graded(severity));
    }
}
