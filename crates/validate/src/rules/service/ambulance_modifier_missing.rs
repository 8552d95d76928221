use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A claim to Medicare bills an ambulance transport without the modifier that tells origin and destination,
    /// a letter each of D, E, G, H, I, J, N, P, R, S, X. Not asked for when the patient was pronounced dead
    /// before (QL).
    ///
    /// ## Why it matters
    /// Medicare denies the line.
    ///
    /// ## What to do
    /// Add the modifier, such as RH for residence to hospital.
    "LOS-03" "ambulance-modifier-missing": Error, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 15 section 30",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is an ambulance transport, and no modifier tells origin and destination",
    help: "add the modifier of origin and destination",
    predicts: [CO "4"],
    ack: "A6" "453",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:GM*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind != Some(Service::AmbulanceTransport)
        || !claim.is_for_medicare()
        || line.has_modifier(&["QL"])
    {
        return;
    }
    let mut modifiers = line.modifiers.iter().flatten();
    let is_place = |modifier: &str| modifier.bytes().all(|letter| b"DEGHIJNPRSX".contains(&letter));
    if !modifiers.any(|modifier| is_place(modifier.as_str())) {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
