use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A ground ambulance service (A0425 to A0429, A0433, A0434) at another place of service than
    /// 41. At 42 (air or water) it is a warning, as ambulances on water bill them too.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// Send 41 for every line of the trip.
    "PX-12" "ground-ambulance-elsewhere": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 15; CMS place of service code set, POS 41",
    watch: Line(|claim, line, hits| check("PX-12", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a ground ambulance service, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send 41[ on line {line}], or 42 for an ambulance on water",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 LANE~N4*SPRINGFIELD*IL*62701~NM1*45*2~N3*2 LANE~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:A0429:RH*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 LANE~N4*SPRINGFIELD*IL*62701~NM1*45*2~N3*2 LANE~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:A0429:RH*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
