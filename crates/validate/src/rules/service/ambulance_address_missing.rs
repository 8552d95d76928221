use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The claim bills an ambulance transport, and does not tell where it picked up (2310E or 2420G) and dropped
    /// off (2310F or 2420H) the patient.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation. The price depends on the ZIP code of
    /// the pick-up.
    ///
    /// ## What to do
    /// Send both addresses.
    "LOS-02" "ambulance-address-missing": Error, ClaimData;
    source: "005010X222A1 loops 2310E, 2310F, 2420G and 2420H",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is an ambulance transport, and the address of pick-up or drop-off is missing",
    help: "send where the patient was picked up (NM1*PW) and dropped off (NM1*45)",
    predicts: [CO "16" "N53"],
    ack: "A6" "266",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let has = claim.has.or(line.has);
    if line.kind == Some(Service::AmbulanceTransport)
        && claim.is_5010()
        && !has.all(Has::PICK_UP.or(Has::DROP_OFF))
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
