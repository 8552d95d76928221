use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, rule};
use crate::services::Service;
use remedi_claims::{ClaimKind, ProcedureCode};

rule! {
    /// ## What it is
    /// A line with a service of an ambulance (A0225, A0382 to A0424, A0432, A0999) is at 41 or 42, and the
    /// claim or the line lacks the trip: where the patient was picked up (2310E, 2420G), where dropped off
    /// (2310F, 2420H), or why (CR1). Transports and miles themselves are the rules of services (LOS-*). A
    /// physician who treats in an ambulance needs none of it, nor does treatment without a transport (A0998).
    ///
    /// ## Why it matters
    /// Ambulance services are paid by the trip. Without it payers refuse the claim or deny the line
    /// as incomplete.
    ///
    /// ## What to do
    /// Send both addresses and CR1, for the claim or for the line.
    "LOC-17" "ambulance-place-without-trip": Error, PlaceOfService;
    source: "005010X222A1 loops 2310E, 2310F and 2300 CR1",
    watch: Claim(check),
    cues: [ELSEWHERE],
    message: "place of service {at} is an ambulance, and the claim lacks {lack}",
    help: "send where the patient was picked up and dropped off, and CR1",
    predicts: [CO "16" "N53"],
    ack: "A6" "266",
    rejected: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:A0422*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:99291*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:A0998*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*10~NM1*PW*2~N3*1 LANE~N4*SPRINGFIELD*IL*62701~NM1*45*2~N3*2 LANE~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:A0422*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let is_ambulance = |code: ProcedureCode| match code.as_str() {
        "A0225" | "A0432" | "A0999" => true,
        code => ("A0382"..="A0424").contains(&code),
    };
    let is_asked =
        |line: &LineFacts<'_>| line.is_at(&[41, 42]) && line.procedure.is_some_and(is_ambulance);
    let Some(first) = lines.iter().position(is_asked) else { return };
    // The rules of services speak of a trip that is billed.
    let is_trip = |line: &LineFacts<'_>| line.kind == Some(Service::AmbulanceTransport);
    if claim.kind != ClaimKind::Professional || !claim.is_5010() || lines.iter().any(is_trip) {
        return;
    }
    let line = &lines[first];
    let has = claim.has.or(line.has);
    let wanted = [
        (Has::PICK_UP, "the address where the patient was picked up"),
        (Has::DROP_OFF, "the address where the patient was dropped off"),
        (Has::AMBULANCE, "the transport information (CR1)"),
    ];
    if let Some((_, lack)) = wanted.into_iter().find(|(what, _)| !has.all(*what)) {
        hits.push(Hit::at(line.procedure_spot()).with("lack", lack).with_known("at", line.pos()));
    }
}
