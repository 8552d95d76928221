use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// The visit that needs no physician (99211) at a hospital, a surgical center, the emergency
    /// room or a Part A nursing facility (19, 21, 22, 23, 24, 31, 51, 61). An error for Medicare, a
    /// warning for others. Other services of that kind are PX-22, by your fee schedule.
    ///
    /// ## Why it matters
    /// The work is that of the facility's staff, whom the facility is paid for: services incident
    /// to a physician's are not paid to physicians there.
    ///
    /// ## What to do
    /// Do not bill the line when the facility's staff saw the patient. If a physician did, bill the
    /// visit by its level; if the patient was in the office, send 11.
    "PX-02" "nurse-visit-at-facility": Error, PlaceOfService;
    source: "Medicare Benefit Policy Manual chapter 15 section 60.1; physician fee schedule PC/TC indicator 5",
    watch: Line(|claim, line, hits| check("PX-02", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a visit without a physician, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "leave the line[ {line}] out, or bill the physician's visit, or send the place of the office",
    predicts: [CO "5" "M77", CO "97"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99211*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99211*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}
