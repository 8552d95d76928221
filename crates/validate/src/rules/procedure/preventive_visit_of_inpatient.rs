use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A preventive visit (99381 to 99387, 99391 to 99397, G0402, G0438, G0439) in a hospital, an
    /// emergency room or a Part A stay (21, 23, 31, 51).
    ///
    /// ## Why it matters
    /// Preventive visits are for people who are well. Payers deny them for inpatients.
    ///
    /// ## What to do
    /// Correct the place of service, or bill the service with the codes of where the patient was.
    "PX-09" "preventive-visit-of-inpatient": Warning, PlaceOfService;
    source: "CPT preventive medicine services; Medicare Claims Processing Manual chapter 18",
    watch: Line(|claim, line, hits| check("PX-09", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a preventive visit, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99396*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99396*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
