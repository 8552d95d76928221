use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// An office visit (99202 to 99205, 99212 to 99215) with the place of service of an inpatient
    /// (21, 51, 61), of a surgical center (24) or of a nursing facility (31, 32). Only a warning:
    /// the place follows the patient's status, and an inpatient who is seen in an office keeps 21.
    /// Outpatient departments and the emergency room (19, 22, 23) pass, as specialists bill these
    /// codes there.
    ///
    /// ## Why it matters
    /// Visits to inpatients and to residents have codes of their own. Payers deny the line, or ask
    /// for records.
    ///
    /// ## What to do
    /// Correct the place of service, or bill the service with the codes of where the patient was.
    "PX-01" "office-visit-of-inpatient": Warning, PlaceOfService;
    source: "CPT office and outpatient visits; Medicare Claims Processing Manual chapter 12 section 30.6",
    watch: Line(|claim, line, hits| check("PX-01", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, an office visit, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12", "LOC-13"],
    rejected: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
