use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line of a professional claim is for an inpatient (place of service 21, 51 or 61), and its
    /// days are before the admission (DTP*435) or after the discharge (DTP*096).
    ///
    /// ## Why it matters
    /// Nobody is an inpatient before the admission or after the discharge. Payers deny the line, or
    /// ask for the right dates.
    ///
    /// ## What to do
    /// Correct the date of the admission, the discharge or the service; or send the place of
    /// service of an outpatient for days outside of the stay: 22, 19 or 23.
    "LOC-10" "service-outside-stay": Error, PlaceOfService;
    source: "005010X222A1 loop 2300 DTP admission and discharge dates",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service {pos} is for inpatients, and the service of {dates} is {when} {day}",
    help: "correct the dates, or send the place of service of an outpatient[ on line {line}]",
    predicts: [CO "16" "MA40" "N318"],
    ack: "A7" "189",
    rejected: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250120~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250110~DTP*096*D8*20250112~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250115~DTP*096*D8*20250115~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let (Some(dates), true) = (line.dates, line.is_at(&[21, 51, 61])) else { return };
    let before = claim.admitted_on.filter(|&day| dates.from < day);
    let after = claim.discharged_on.filter(|&day| day < dates.to);
    let fault = match (before, after) {
        (Some(day), _) => ("before the admission on", day),
        (None, Some(day)) => ("after the discharge on", day),
        (None, None) => return,
    };
    hits.push(Hit::at(line.pos_spot).with("when", fault.0).with("day", fault.1));
}
