use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim is said to come from a car accident (CLM11 AA), and neither the state (CLM11-4) nor the country
    /// (CLM11-5) of the accident is given.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation. Which insurer is liable depends on the
    /// state.
    ///
    /// ## What to do
    /// Send the state in CLM11-4, or the country in CLM11-5 when it was abroad.
    "SIT-04" "accident-state-missing": Error, ClaimData;
    source: "005010X222A1 and X224A2 loop 2300 CLM11-4 and CLM11-5",
    watch: Claim(check),
    cues: [LONG_HEADER],
    message: "the claim comes from a car accident, and neither state nor country of the accident is given",
    help: "send the state of the accident in CLM11-4, or the country in CLM11-5",
    predicts: [CO "16"],
    ack: "A6" "248",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA~DTP*439*D8*20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::IL~DTP*439*D8*20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional || !claim.is_5010() {
        return;
    }
    let header = claim.claim.segment();
    let is_car = (1..=3).any(|at| header.component(11, at) == b"AA");
    if is_car && header.component(11, 4).is_empty() && header.component(11, 5).is_empty() {
        hits.push(Hit::at(Spot::component(claim.segment, 11, 4)));
    }
}
