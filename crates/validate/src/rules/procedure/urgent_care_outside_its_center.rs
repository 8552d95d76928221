use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// An urgent care service (S9083, S9088) at another place than an urgent care center (20). The
    /// codes are of commercial payers.
    ///
    /// ## Why it matters
    /// The payer pays the codes to urgent care centers alone.
    ///
    /// ## What to do
    /// Send 20 if the service was in an urgent care center, or leave the line out.
    "PX-11" "urgent-care-outside-its-center": Warning, PlaceOfService;
    source: "HCPCS S9083 and S9088; contracts of commercial payers",
    watch: Line(|claim, line, hits| check("PX-11", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, an urgent care service, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send 20[ on line {line}], or leave the line out",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:S9083*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***20:B:1*Y*A*Y*Y~LX*1~SV1*HC:S9083*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
