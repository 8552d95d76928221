use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use crate::services::Service;

rule! {
    /// ## What it is
    /// The claim bills the miles of an ambulance (A0425, A0435, A0436), and no line of it bills the transport. A
    /// warning, as some payers take miles on a claim of their own.
    ///
    /// ## Why it matters
    /// Miles are paid with the transport they belong to; without it most payers deny them.
    ///
    /// ## What to do
    /// Bill the transport, such as A0429, and its miles on one claim.
    "LOS-11" "mileage-without-transport": Warning, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 15 section 30",
    watch: Claim(check),
    cues: [SERVICE, INSTITUTIONAL],
    message: "procedure {procedure} bills miles of an ambulance, and the claim bills no transport",
    help: "bill the transport and its miles on one claim",
    predicts: [CO "107"],
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:A0425:RH*100*UN*10***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*45*2*CITY HOSPITAL~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425:RH*10*UN*10***1~DTP*472*D8*20250115~"),
        // A wheelchair van.
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:A0130*90*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:A0425*10*UN*10***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Dental {
        return;
    }
    let day = |line: &LineFacts<'_>| line.dates.map(|dates| dates.from);
    let kind = |line: &LineFacts<'_>| Service::of(line.procedure?, day(line));
    let is_mileage = |line: &LineFacts<'_>| kind(line) == Some(Service::AmbulanceMileage);
    let Some(miles) = lines.iter().position(is_mileage) else {
        return;
    };
    let is_transport = |line: &LineFacts<'_>| {
        matches!(
            kind(line),
            Some(Service::AmbulanceTransport | Service::PatientTransport)
        )
    };
    if !lines.iter().any(is_transport) {
        let line = &lines[miles];
        let hit = Hit::at(line.procedure_spot()).with_known("procedure", line.procedure);
        hits.push(hit.on_line(miles));
    }
}
