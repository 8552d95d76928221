use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// Durable equipment, prosthetics or supplies (E0100 to E8002, K0001 to K1036, L0112 to L9900,
    /// most A4206 to A7527, B4034 to B9999) for a patient at a hospital (21), a nursing facility in
    /// a Part A stay (31) or a hospice (34). The place is where the patient uses the item.
    /// Equipment (E, K) for an inpatient is an error for Medicare; braces and prosthetics pass at
    /// 31.
    ///
    /// ## Why it matters
    /// Facilities furnish what their patients need, and are paid for it.
    ///
    /// ## What to do
    /// Send 12 when the item was for use at home, such as one handed out up to two days before the
    /// discharge. Else leave it to the facility.
    "PX-26" "equipment-at-facility": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 20; grading is our own",
    watch: Line(|claim, line, hits| check("PX-26", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, equipment or a supply, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send the place where the patient uses the item[ on line {line}]",
    predicts: [CO "96" "M18", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-03"],
    rejected: [
        Example::claim("CLM*A1*100***34:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:E0601:RR*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E0601:RR*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
