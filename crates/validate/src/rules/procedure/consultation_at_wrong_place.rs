use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A consultation of an outpatient (99242 to 99245) with the place of service of an inpatient
    /// (21, 51, 61) or of a Part A stay (31), or an error: one of an inpatient or resident (99252
    /// to 99255) in an office (11) or at home (12). 99241 and 99251 ended with 2022.
    ///
    /// ## Why it matters
    /// The two families differ by the patient's status. Payers deny the one with the place of the
    /// other; Medicare pays no consultations at all.
    ///
    /// ## What to do
    /// Take the code of the patient's status on the day, or correct the place. To Medicare bill a
    /// visit.
    "PX-04" "consultation-at-wrong-place": Warning, PlaceOfService;
    source: "CPT consultations, as changed on 2023-01-01; Medicare Claims Processing Manual chapter 12 section 30.6.10",
    watch: Line(|claim, line, hits| check("PX-04", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a consultation, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["PX-36", "LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99243*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99253*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99243*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
