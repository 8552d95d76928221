use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A month of dialysis care (90951 to 90966) with the place of service of an inpatient (21).
    /// Months are for dialysis facilities (65), offices and outpatient departments, those at home
    /// (90963 to 90966) for 12 as well.
    ///
    /// ## Why it matters
    /// Days in hospital are not part of the month: inpatient dialysis has codes of its own. Payers
    /// deny or cut the line.
    ///
    /// ## What to do
    /// Send the place where the patient has dialysis as an outpatient, and bill days in hospital
    /// apart.
    "PX-14" "dialysis-month-of-inpatient": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 8 section 140",
    watch: Line(|claim, line, hits| check("PX-14", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a month of dialysis care, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:90960*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:90960*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:90966*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
