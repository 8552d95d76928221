use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line has modifiers of two means: 93 (voice) with 95 (video), GT with 95, or GQ (stored and
    /// forwarded) with 93 or 95.
    ///
    /// ## Why it matters
    /// A service is by one means. Payers deny the line for its modifiers.
    ///
    /// ## What to do
    /// Keep the modifier that is true and that the payer takes.
    "TH-07" "telehealth-modifiers-contradict": Error, PlaceOfService;
    source: "CPT modifiers 93 and 95; HCPCS modifiers GT and GQ",
    watch: Line(check),
    cues: [MODIFIER],
    message: "modifiers {one} and {other} contradict each other",
    help: "keep one of the modifiers[ on line {line}]",
    predicts: [CO "4"],
    ack: "A8" "453",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:93:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:GT:95*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

const PAIRS: [(&str, &str); 4] = [("93", "95"), ("GT", "95"), ("GQ", "95"), ("GQ", "93")];

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    // Most lines have no second modifier.
    if line.modifiers[1].is_none() {
        return;
    }
    let has = |one| line.has_modifier(&[one]);
    if let Some((one, other)) = PAIRS.into_iter().find(|&(one, other)| has(one) && has(other)) {
        hits.push(Hit::at(line.procedure_spot()).with("one", one).with("other", other));
    }
}
