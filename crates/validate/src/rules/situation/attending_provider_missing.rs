use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// An institutional claim has no attending provider (2310A). It needs one unless all that it bills is an
    /// ambulance (revenue codes 0540 to 0549).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send the provider who was responsible for the patient's care in 2310A, with the NPI.
    "SIT-08" "attending-provider-missing": Error, ClaimData;
    source: "005010X223A2 loop 2310A",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the attending provider is missing",
    help: "send the provider responsible for the care in loop 2310A (NM1*71)",
    predicts: [CO "16" "N253"],
    ack: "A6" "124" "71",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional
        || claim.has.all(Has::ATTENDING)
        || !claim.is_5010()
    {
        return;
    }
    let is_ambulance = |line: &LineFacts<'_>| line.line.revenue_code().starts_with(b"054");
    if !lines.iter().all(is_ambulance) {
        hits.push(Hit::at(Spot::segment(claim.segment)));
    }
}
