use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A telemedicine visit of 2025 (98000 to 98015) is billed to Medicare.
    ///
    /// ## Why it matters
    /// Medicare does not pay these codes (status I) and denies the line. It pays the office visit
    /// by telehealth.
    ///
    /// ## What to do
    /// Bill 99202 to 99215 with 10 or 02; for voice alone with modifier 93.
    "TH-10" "telemedicine-code-to-medicare": Error, PlaceOfService;
    source: "CMS physician fee schedule rule of 2025: status I",
    watch: Line(check),
    cues: [FAMILY],
    message: "procedure {procedure} is not valid for Medicare",
    help: "bill 99202 to 99215 with place of service 10 or 02[ on line {line}]",
    predicts: [CO "16" "M51", CO "96" "N776"],
    ack: "A7" "454",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:98005:95*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:98005:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if family("TH-10", line).is_some() && claim.is_for_medicare() {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
