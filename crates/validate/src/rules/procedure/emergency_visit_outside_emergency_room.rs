use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// An emergency department visit (99281 to 99285) with a place of service other than 23.
    /// Telehealth (02, 10) and independent clinics (49) are doubtful, as sources disagree.
    ///
    /// ## Why it matters
    /// Payers deny the line: these codes belong to the emergency room of a hospital. A wrong place
    /// also loses the protection that emergency care has from authorization rules.
    ///
    /// ## What to do
    /// If the patient was in the emergency room, send 23. An urgent care center is 20 and bills
    /// office visits.
    "PX-05" "emergency-visit-outside-emergency-room": Error, PlaceOfService;
    source: "CPT emergency department services",
    watch: Line(|claim, line, hits| check("PX-05", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, an emergency department visit, {doubt} with place of service {pos}; its place is {fits}[; {rate}]",
    help: "send 23[ on line {line}] if the patient was in the emergency room, else bill the visit with the codes of the place",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*300***20:B:1*Y*A*Y*Y~LX*1~SV1*HC:99283*300*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*300***23:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99283*300*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
