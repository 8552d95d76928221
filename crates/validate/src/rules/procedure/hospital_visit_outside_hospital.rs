use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A hospital visit (99221 to 99223, 99231 to 99236, 99238, 99239; until 2022 also 99217 to
    /// 99220 and 99224 to 99226) at a place that is no hospital. Since 2023 these codes are for
    /// inpatients and for patients under observation: 21, 22, 51, 52, 61. Before that they were for
    /// inpatients only (21, 51, 61), but for 99234 to 99236, while observation had its own codes
    /// (22, 23). 19, 23 and 26 are doubtful.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// If the patient was in hospital, correct the place of service. If not, bill the visit with
    /// the codes of the place: office, nursing facility or home.
    "PX-03" "hospital-visit-outside-hospital": Error, PlaceOfService;
    source: "CPT hospital inpatient and observation care, as changed on 2023-01-01; CMS MLN MM13004",
    watch: Line(|claim, line, hits| check("PX-03", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a hospital visit, {doubt} with place of service {pos} on {dates}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the visit with the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99222*200*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99222*200*UN*1***1~DTP*472*D8*20221231~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99222*200*UN*1***1~DTP*472*D8*20230102~"),
        Example::claim("CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99219*200*UN*1***1~DTP*472*D8*20220601~"),
    ],
}
