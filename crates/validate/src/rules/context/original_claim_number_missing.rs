use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim replaces or voids an earlier one (CLM05-3 = 7 or 8), and the payer's number of that claim (2300
    /// REF*F8) is missing.
    ///
    /// ## Why it matters
    /// The payer can't find the claim to replace: it refuses this one, or takes it for a duplicate.
    ///
    /// ## What to do
    /// Send the payer's claim control number (CLP07 of the 835) in REF*F8; or send an original claim (1).
    "CTX-04" "original-claim-number-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2300 REF payer claim control number",
    watch: Claim(check),
    cues: [REFILED],
    message: "the claim has frequency {frequency}, and the payer's number of the earlier claim is missing",
    help: "send the payer's number of the claim that this one replaces or voids in REF*F8",
    predicts: [CO "16" "N152"],
    ack: "A7" "464",
    rejected: [
        Example::claim("CLM*A1*100***11:B:7*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:7*Y*A*Y*Y~REF*F8*P123~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let frequency = claim.frequency;
    if matches!(frequency, b"7" | b"8") && !claim.has.all(Has::ORIGINAL_NUMBER) {
        let hit = Hit::at(Spot::component(claim.segment, 5, 3));
        hits.push(hit.with("frequency", Value::sent(frequency)));
    }
}
