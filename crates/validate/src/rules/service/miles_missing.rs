use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::services::Service;

rule! {
    /// ## What it is
    /// A line bills the miles of an ambulance (A0425, A0435, A0436), and counts none: SV104 is zero.
    ///
    /// ## Why it matters
    /// The payer can't price the line, and returns or denies it.
    ///
    /// ## What to do
    /// Send the miles with the patient aboard in SV104, in tenths of a mile up to 100 miles.
    "LOS-12" "miles-missing": Error, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 15 section 30",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} bills miles of an ambulance, and counts none",
    help: "send the miles with the patient aboard in SV104",
    predicts: [CO "16" "M22"],
    ack: "A6" "267",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*0***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*.4***1~DTP*472*D8*20250115~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind != Some(Service::AmbulanceMileage) {
        return;
    }
    if let Some(service) = line.line.service() {
        let miles = service.value(4);
        // That nothing is sent the guide tells.
        if !miles.is_empty() && miles.iter().all(|byte| matches!(byte, b'0' | b'.')) {
            let hit = Hit::at(Spot::element(service.index(), 4));
            hits.push(hit.with_known("procedure", line.procedure));
        }
    }
}
