use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// An air ambulance service (A0430, A0431, A0435, A0436) at another place of service than 42.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// Send 42 for the lines of the flight.
    "PX-13" "air-ambulance-elsewhere": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 15; CMS place of service code set, POS 42",
    watch: Line(|claim, line, hits| check("PX-13", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, an air ambulance service, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send 42[ on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 LANE~N4*SPRINGFIELD*IL*62701~NM1*45*2~N3*2 LANE~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:A0431:RH*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***42:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 LANE~N4*SPRINGFIELD*IL*62701~NM1*45*2~N3*2 LANE~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:A0431:RH*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
