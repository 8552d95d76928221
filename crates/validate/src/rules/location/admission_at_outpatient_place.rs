use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::{ClaimKind, Pos};

rule! {
    /// ## What it is
    /// A professional claim tells an admission (DTP*435), no line is for an inpatient, and a line
    /// within the stay is at an office, at home, at an outpatient department, at a surgical center
    /// or by telehealth (11, 12, 19, 20, 22, 24, 02, 10).
    ///
    /// ## Why it matters
    /// The place follows the patient's status: for an inpatient it is 21 whatever the room, and the
    /// rate is that of a facility. The payer pays too much and takes it back, or denies the line
    /// beside the hospital's claim.
    ///
    /// ## What to do
    /// Send 21 if the patient was an inpatient on the day. If not, leave the admission date out.
    "LOC-11" "admission-at-outpatient-place": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 12 section 20.4.2",
    watch: Claim(check),
    cues: [STAY],
    message: "the claim tells an admission, and place of service {at} is not for inpatients[; {rate}]",
    help: "send 21 if the patient was an inpatient that day, or leave DTP*435 out",
    predicts: [CO "5" "M77", CO "60"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "PX-03", "PX-04", "PX-05"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*435*D8*20250114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*435*D8*20250110~DTP*096*D8*20250112~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(admitted) = claim.admitted_on.filter(|_| claim.kind == ClaimKind::Professional) else {
        return;
    };
    let is_for_outpatients = |line: &LineFacts<'_>| line.is_at(&[2, 10, 11, 12, 19, 20, 22, 24]);
    let is_in_stay = |line: &LineFacts<'_>| {
        line.dates.is_some_and(|dates| {
            admitted <= dates.from && claim.discharged_on.is_none_or(|day| dates.to < day)
        })
    };
    let is_contrary = |line: &LineFacts<'_>| is_for_outpatients(line) && is_in_stay(line);
    let stays = |line: &LineFacts<'_>| line.is_at(&[21, 31, 32, 34, 51, 52, 54, 55, 56, 61]);
    if lines.iter().any(stays) {
        return;
    }
    if let Some(line) = lines.iter().find(|line| is_contrary(line)) {
        let inpatient = Pos::new(21).into_iter().collect();
        let hit = Hit::at(line.pos_spot).with_known("at", line.pos());
        hits.push(hit.with_known("rate", line.rate_at(inpatient)));
    }
}
