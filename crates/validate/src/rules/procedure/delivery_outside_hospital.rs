use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A delivery (59400 to 59414, 59510 to 59525, 59610 to 59622) in an office or at an outpatient
    /// department (11, 22). Care before and after the delivery (59425, 59426, 59430) is of the
    /// office.
    ///
    /// ## Why it matters
    /// Deliveries are in a hospital, a birthing center or at home. The place of a package is where
    /// the child was born.
    ///
    /// ## What to do
    /// Send 21, 25, 26 or 12, the place of the delivery.
    "PX-31" "delivery-outside-hospital": Warning, PlaceOfService;
    source: "CPT maternity care and delivery",
    watch: Line(|claim, line, hits| check("PX-31", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a delivery, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send the place of the delivery[ on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:59400*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:59400*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:59425*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
