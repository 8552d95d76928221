use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A professional claim has a code that only facilities bill: the hospital's clinic visit
    /// (G0463), or a code of outpatient hospital payment (C1000 to C9999). Surgical centers (24)
    /// bill C codes on professional claims; they pass.
    ///
    /// ## Why it matters
    /// The code has no price on the physician fee schedule. Payers deny the line.
    ///
    /// ## What to do
    /// Bill the professional code of the service. The facility bills its own on an institutional
    /// claim.
    "PX-17" "facility-code-on-professional-claim": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 4 (outpatient hospital payment)",
    watch: Line(|claim, line, hits| check("PX-17", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure} is a code of facilities, and the claim is a professional one",
    help: "bill the professional code of the service[ on line {line}]",
    predicts: [CO "5" "M77", CO "16" "M51"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:G0463*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:C1713*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
