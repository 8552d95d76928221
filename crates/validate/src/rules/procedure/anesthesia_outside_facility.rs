use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// Anesthesia (00100 to 01999) by telehealth or at home (02, 10, 12). In an office (11) it is a
    /// warning: some payers pay office-based anesthesia.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// Send the place of the procedure.
    "PX-32" "anesthesia-outside-facility": Error, PlaceOfService;
    source: "CPT anesthesia; Medicare Claims Processing Manual chapter 12 section 50",
    watch: Line(|claim, line, hits| check("PX-32", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, anesthesia, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send the place where the procedure was done[ on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:00810:AA*100*MJ*30***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:00810:AA*100*MJ*30***1~DTP*472*D8*20250115~"),
    ],
}
