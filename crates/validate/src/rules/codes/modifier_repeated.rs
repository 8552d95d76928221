use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// A line has the same modifier twice (SV101-3 to -6, SV202, SV301). An error for Medicare, a warning for others.
    ///
    /// ## Why it matters
    /// The second one says nothing new, and takes the place of another. Medicare's front end refuses the claim (277CA
    /// A7, status 453): it is among the edits that it reports most often.
    ///
    /// ## What to do
    /// Leave the second one out, or send the modifier that was meant.
    "COD-33" "modifier-repeated": Warning, ClaimData;
    source: "CMS front-end edit X222.351.2400.SV101-3.040: no modifier twice within a line; \
        https://www.ngscedi.com top ten edits (277CA A7, status 453; read 2026-11)",
    watch: Line(check),
    cues: [MODIFIER],
    message: "modifier {modifier} stands on the line twice",
    help: "leave the second one out[ on line {line}], or send the modifier that was meant",
    predicts: [CO "4" "N519"],
    ack: "A7" "453",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:25:25*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:73030:RT:59:LT:RT*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:25:57*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:73030:RT*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:73060:RT*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let own = &line.modifiers;
    for at in 1..own.len() {
        let Some(modifier) = own[at].filter(|_| own[..at].contains(&own[at])) else { continue };
        let Some(service) = line.service else { return };
        let spot = Spot::component(service, line.procedure_element, at as u8 + 3);
        let hit = Hit::at(spot).with("modifier", Value::sent(modifier.as_bytes()));
        hits.push(match claim.is_for_medicare() {
            true => hit.graded(Severity::Error),
            false => hit,
        });
    }
}
