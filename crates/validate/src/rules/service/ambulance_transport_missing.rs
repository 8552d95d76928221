use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The claim bills an ambulance transport (A0426 to A0431, A0433, A0434), and has no ambulance transport
    /// information (CR1), at the claim or the line.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send CR1 with the reason for the transport and the miles.
    "LOS-01" "ambulance-transport-missing": Error, ClaimData;
    source: "005010X222A1 loops 2300 and 2400 CR1",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is an ambulance transport, and the claim has no transport information",
    help: "send the ambulance transport information in CR1",
    predicts: [CO "16"],
    ack: "A6" "267",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let has = claim.has.or(line.has);
    if line.kind == Some(Service::AmbulanceTransport)
        && claim.is_5010()
        && !has.all(Has::AMBULANCE)
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
