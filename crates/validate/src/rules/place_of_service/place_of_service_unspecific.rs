use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The place of service is 99: a place that no other code describes.
    ///
    /// ## Why it matters
    /// Many payers refuse the code, or deny the line until they are told where the patient was.
    ///
    /// ## What to do
    /// Send the code of the place. There are codes for most: community places are 03, 04, 15, 16,
    /// 18 and 27. If none fits, keep 99 and be ready to tell the payer.
    "POS-S11" "place-of-service-unspecific": Warning, PlaceOfService;
    source: "CMS place of service code set, POS 99",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service 99 does not say where the service was",
    help: "send the code of the place[ on line {line}]; 99 is for places without one",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***99:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***15:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[99]) {
        hits.push(Hit::at(line.pos_spot));
    }
}
