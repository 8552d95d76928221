use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The claim tells why it is late (CLM20), such as an authorization, a certification or the patient's eligibility
    /// that came late.
    ///
    /// ## Why it matters
    /// Payers take some reasons and want proof of them; else the claim is denied for timely filing.
    ///
    /// ## What to do
    /// Keep the proof: the letter of authorization, the notice of eligibility.
    "CTX-07" "delay-reason-given": Info, ClaimData;
    source: "005010X222A1 and X223A2 CLM20",
    watch: Claim(check),
    cues: [LONG_HEADER],
    message: "the claim gives reason[ {sent}] for its delay[: {meaning}]",
    help: "keep the proof of the delay at hand: the payer may refuse the reason",
    predicts: [CO "29", CO "16" "N892"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y***********3~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    // CLM20 is there only where the segment is long.
    let sent = claim.claim.segment().value(20);
    if !sent.is_empty() {
        let meaning = match sent {
            b"3" => Some("the authorization was late"),
            b"4" => Some("the certification of the provider was late"),
            b"8" => Some("the patient's eligibility was late"),
            b"10" => Some("the prior approval was late"),
            _ => None,
        };
        let hit = Hit::at(Spot::element(claim.segment, 20)).with_known("sent", Value::code(sent, 2));
        hits.push(hit.with_known("meaning", meaning));
    }
}
