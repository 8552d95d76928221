use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// Critical care (99291, 99292) in an office, at home, in assisted living or by telehealth at
    /// home (10, 11, 12, 13). Only a warning: by its definition critical care is of no place.
    ///
    /// ## Why it matters
    /// Payers look at such claims, and most deny them.
    ///
    /// ## What to do
    /// Correct the place of service, or bill the visit by its level. If critical care was given
    /// there, keep the records at hand.
    "PX-06" "critical-care-outside-hospital": Warning, PlaceOfService;
    source: "CPT critical care services",
    watch: Line(|claim, line, hits| check("PX-06", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, critical care, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99291*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99291*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
