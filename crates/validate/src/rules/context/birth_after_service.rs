use remedi_claims::parse_date;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The patient (2010CA, else 2010BA) was born after a day of service of the claim.
    ///
    /// ## Why it matters
    /// One of the two dates is wrong, most often the year of birth. Front ends refuse the claim (277CA A7, status 158),
    /// and payers deny it as for a service before birth.
    ///
    /// ## What to do
    /// Correct the birth date, or the day of service; a newborn's claim names the newborn, not the mother, as the
    /// patient where the payer wants it so.
    "CTX-16" "birth-after-service": Error, ClaimData;
    source: "claim adjustment reason 14 (X12, in use since 1995-01-01) denies services dated before the birth; 005010X222A1, X223A2 and \
        X224A2 loops 2010BA and 2010CA DMG02",
    watch: Claim(check),
    cues: [ODD],
    message: "the patient's birth date is after the first day of service, {service}",
    help: "correct the birth date of the patient, or the date of service",
    predicts: [CO "14"],
    ack: "A7" "158" "QC",
    rejected: [
        Example::usual().changing("D8*19800101*", "D8*20250116*"),
    ],
    accepted: [
        Example::usual().changing("D8*19800101*", "D8*20250115*"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let (true, Some(birth)) = (claim.has.all(Has::ODD_BIRTH) && claim.is_5010(), claim.patient_birth) else { return };
    let of_lines = lines.iter().filter_map(|line| line.dates);
    let Some(service) = of_lines.chain(claim.dates).map(|dates| dates.from).min() else { return };
    let sent = claim.claim.batch().segment(birth).value(2);
    if parse_date(sent).is_ok_and(|born| service < born) {
        hits.push(Hit::at(Spot::element(birth, 2)).with("service", service));
    }
}
