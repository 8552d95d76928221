use crate::Example;
use crate::procedure_places::check_presence;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A telephone visit (99441 to 99443) or a virtual check-in (G2012) on a day from 2025-01-01
    /// on, when the codes had ended.
    ///
    /// ## Why it matters
    /// Payers deny codes outside of their time.
    ///
    /// ## What to do
    /// Bill 98016 for a check-in. For a visit by voice bill the visit with modifier 93 to Medicare,
    /// or 98008 to 98015 to payers that take them.
    "TH-09" "telephone-code-ended": Error, PlaceOfService;
    source: "CPT and HCPCS changes of 2025-01-01",
    watch: Line(|_, line, hits| check_presence("TH-09", line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure} ended with 2024, and the service is dated {dates}",
    help: "bill the code that took its place[ on line {line}]: 98016 for G2012, a visit with modifier 93 for 99441 to 99443",
    predicts: [CO "181", CO "16" "M51"],
    ack: "A7" "454",
    yields_to: ["COD-20", "COD-21"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:G2012*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99442:93*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:G2012*100*UN*1***1~DTP*472*D8*20241231~"),
    ],
}
