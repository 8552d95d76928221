use chrono::Datelike;
use remedi_claims::parse_date;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The patient (2010CA, else 2010BA) was born more than 150 years before the first day of service.
    ///
    /// ## Why it matters
    /// Nobody lived that long: most often the century is wrong, or a system filled an empty date. The payer does not
    /// find the member, and front ends refuse the claim (277CA A7, status 158).
    ///
    /// ## What to do
    /// Correct the birth date.
    "CTX-31" "patient-too-old": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2010BA and 2010CA DMG02; https://www.stedi.com/changelog/new-claim-edit-invalid-date-of-birth (read 2026-11)",
    watch: Claim(check),
    cues: [ODD],
    message: "the patient was born more than 150 years before the first day of service, {service}",
    help: "correct the birth date of the patient",
    predicts: [CO "16" "N329"],
    ack: "A7" "158" "QC",
    rejected: [
        Example::usual().changing("D8*19800101*", "D8*18700101*"),
    ],
    accepted: [
        Example::usual().changing("D8*19800101*", "D8*19100101*"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let (true, Some(birth)) = (claim.has.all(Has::ODD_BIRTH), claim.patient_birth) else { return };
    let of_lines = lines.iter().filter_map(|line| line.dates);
    let Some(service) = of_lines.chain(claim.dates).map(|dates| dates.from).min() else { return };
    let sent = claim.claim.batch().segment(birth).value(2);
    if parse_date(sent).is_ok_and(|born| born.year() + 150 < service.year()) {
        hits.push(Hit::at(Spot::element(birth, 2)).with("service", service));
    }
}
