use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts, is_of_values};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The amount of a value code (HI with BE) of an institutional claim is less than nothing. A warning, as payers
    /// differ in what they make of it.
    ///
    /// ## Why it matters
    /// Values are rates, what was paid, days, hours, readings and weights: none of them is below zero. Most often an
    /// adjustment was copied with its sign.
    ///
    /// ## What to do
    /// Send the amount without the sign, or leave the value code out.
    "CTX-23" "value-amount-negative": Warning, ClaimData;
    source: "NUBC form locators 39 to 41; 005010X223A2 loop 2300 HI value information",
    watch: Claim(check),
    cues: [AMOUNT],
    message: "the amount of the value code is less than nothing",
    help: "correct the amount of the value code (HI with BE)",
    predicts: [CO "16" "M49"],
    ack: "A7" "463",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BE:A1:::10*BE:80:::-2~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BE:A1:::-10.5~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BE:A1:::10*BE:80:::-0~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has.all(Has::AMOUNT) {
        return;
    }
    for segment in claim.claim.segments().filter(|one| is_of_values(one, claim.kind)) {
        for position in 1..=12 {
            let [qualifier, _, _, _, amount] = segment.components(position.into());
            if qualifier == b"BE" && is_negative(amount) {
                hits.push(Hit::at(Spot::component(segment.index(), position, 5)));
            }
        }
    }
}

/// Whether a number is below zero. What is no number is told by the guide.
fn is_negative(sent: &[u8]) -> bool {
    let Some(unsigned) = sent.strip_prefix(b"-") else { return false };
    unsigned.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && unsigned.iter().any(|byte| matches!(byte, b'1'..=b'9'))
}
