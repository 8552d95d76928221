use crate::Example;
use crate::procedure_places::check_presence;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A visit code that did not exist on the day of service: 99201 ended with 2020; 99217 to
    /// 99220, 99224 to 99226, 99241, 99251, 99318, 99324 to 99328, 99334 to 99337 and 99343 with
    /// 2022; 98000 to 98016 began with 2025. 99441 to 99443 and G2012 are TH-09.
    ///
    /// ## Why it matters
    /// Payers deny codes outside of their time, often after an update of their system and not of
    /// yours.
    ///
    /// ## What to do
    /// Bill the code of the day. Observation care went into 99221 to 99239, domiciliary visits into
    /// 99341 to 99350.
    "PX-35" "procedure-not-of-its-day": Error, Coding;
    source: "CPT evaluation and management changes of 2021, 2023 and 2025",
    watch: Line(|_, line, hits| check_presence("PX-35", line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure} was not in use {on} {dates}",
    help: "bill the code that was in use on the day[ on line {line}], and split days on which different ones were",
    predicts: [CO "181", CO "16" "M51"],
    ack: "A7" "454",
    yields_to: ["COD-20", "COD-21"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99201*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:99343*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99201*100*UN*1***1~DTP*472*D8*20201231~"),
    ],
}
