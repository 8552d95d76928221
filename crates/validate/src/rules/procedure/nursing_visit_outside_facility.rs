use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A nursing facility visit (99304 to 99310, 99315, 99316; until 2022 also 99318) in an office,
    /// at home, in assisted living, a group home, custodial care or a hospital (11, 12, 13, 14, 21,
    /// 22, 33). Its places are 31 in a Part A stay, 32 else, 54 and 56.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// If the patient was in a nursing facility, send 31 in a Part A stay and 32 else. Assisted
    /// living (13) and custodial care (33) have home visits, hospitals hospital visits; a swing bed
    /// used as nursing facility is 31.
    "PX-07" "nursing-visit-outside-facility": Error, PlaceOfService;
    source: "CPT nursing facility services; Palmetto GBA on place of service of nursing facility codes; Medicare Claims Processing Manual chapter 12 section 30.6.13",
    watch: Line(|claim, line, hits| check("PX-07", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a nursing facility visit, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "correct the place of service[ of line {line}], or bill the codes of where the patient was",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99308*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***32:B:1*Y*A*Y*Y~NM1*77*2*OAK CARE*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99308*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
