use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A home visit (99341, 99342, 99344, 99345, 99347 to 99350) at a place where nobody lives:
    /// office, hospital or nursing facility. Since 2023 these codes hold for every residence (12,
    /// 13, 14, 16, 33, 55). Before that they were for private homes (12) only, and assisted living
    /// and group homes had 99324 to 99337.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// Correct the place of service, or bill the visit with the codes of the place; for days before
    /// 2023 with the codes of that time.
    "PX-08" "home-visit-outside-home": Error, PlaceOfService;
    source: "CPT home or residence services, as changed on 2023-01-01; CMS MLN MM13004",
    watch: Line(|claim, line, hits| check("PX-08", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a home visit, {doubt} with place of service {pos} on {dates}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the visit with the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*150***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99348*150*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*150***13:B:1*Y*A*Y*Y~LX*1~SV1*HC:99348*150*UN*1***1~DTP*472*D8*20221231~"),
    ],
    accepted: [
        Example::claim("CLM*A1*150***13:B:1*Y*A*Y*Y~LX*1~SV1*HC:99348*150*UN*1***1~DTP*472*D8*20230101~"),
        Example::claim("CLM*A1*150***13:B:1*Y*A*Y*Y~LX*1~SV1*HC:99335*150*UN*1***1~DTP*472*D8*20220601~"),
    ],
}
