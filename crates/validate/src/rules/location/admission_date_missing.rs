use remedi_claims::{ClaimKind, ProcedureCode};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A line is for an inpatient (place of service 21, 51 or 61), and the claim does not tell the
    /// day of admission (2300 DTP*435). An error for inpatient visits (99221 to 99239, 99251 to
    /// 99255), else a warning. Reported once a claim.
    ///
    /// ## Why it matters
    /// The guide wants the admission date on inpatient visits; payers refuse the claim or deny it
    /// as incomplete.
    ///
    /// ## What to do
    /// Send DTP*435 with the day the patient was admitted, or correct the place of service if there
    /// was no admission.
    "LOC-09" "admission-date-missing": Error, PlaceOfService;
    source: "005010X222A1 loop 2300 DTP admission date",
    watch: Claim(check),
    cues: [ELSEWHERE],
    message: "place of service {at} is for inpatients, and the claim has no admission date",
    help: "send the admission date in DTP*435, or correct the place of service[ of line {line}]",
    predicts: [CO "16" "MA40"],
    ack: "A6" "189",
    rejected: [
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.is_admitted || claim.kind != ClaimKind::Professional {
        return;
    }
    let inpatient = |line: &LineFacts<'_>| matches!(line.pos_number(), Some(21 | 51 | 61));
    let is_visit = |line: &LineFacts<'_>| inpatient(line) && line.procedure.is_some_and(is_visit);
    let Some(first) = lines.iter().position(is_visit).or(lines.iter().position(inpatient)) else {
        return;
    };
    let line = &lines[first];
    let hit = Hit::at(line.pos_spot).with_known("at", line.pos());
    let hit = hit.on_line((!lines.iter().all(inpatient)).then_some(first));
    hits.push(hit.graded(if is_visit(line) { Severity::Error } else { Severity::Warning }));
}

fn is_visit(procedure: ProcedureCode) -> bool {
    let code = procedure.as_str();
    ("99221"..="99239").contains(&code) || ("99251"..="99255").contains(&code)
}
