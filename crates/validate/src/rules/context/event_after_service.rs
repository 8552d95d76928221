use remedi_claims::{DateRange, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The accident (DTP*439) or the onset of the illness (DTP*431) of a claim is dated after its last day of service.
    ///
    /// ## Why it matters
    /// Nobody is treated for what has not happened yet. Payers return the claim, or ask who else should pay for an
    /// accident that does not fit.
    ///
    /// ## What to do
    /// Correct the date of the accident or the onset, or leave the onset out where it is not known; or correct the date
    /// of service.
    "CTX-30" "event-after-service": Warning, ClaimData;
    source: "005010X222A1 loop 2300 DTP accident and DTP onset of current illness or symptom, 005010X224A2 loop 2300 DTP accident; \
        https://www.stedi.com/changelog/claim-edit-accident-date-after-the-service-date (read 2026-11)",
    watch: Claim(check),
    cues: [DAYS],
    message: "the {event} is dated after the last day of service, {service}",
    help: "correct the date of the {event}, or the date of service",
    predicts: [CO "16" "N305"],
    ack: "A7" "187",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::IL~DTP*439*D8*20250116~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*431*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::IL~DTP*439*D8*20250115~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*130***11:B:1*Y*A*Y*Y~DTP*431*D8*20250116~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250116~"),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has.any(Has::ACCIDENT_DATE.or(Has::ONSET)) {
        return;
    }
    // A line whose days can't be read may be a later one.
    if claim.dates.is_none() && lines.iter().any(|line| line.dates.is_none()) {
        return;
    }
    let of_lines = lines.iter().filter_map(|line| line.dates);
    let Some(last) = of_lines.chain(claim.dates).map(|dates| dates.to).max() else { return };
    for segment in claim.claim.segments().filter(|one| one.id() == DTP) {
        let [qualifier, format, sent] = segment.values();
        let event = match qualifier {
            b"439" => "accident",
            b"431" => "onset",
            _ => continue,
        };
        if DateRange::parse(format, sent).is_ok_and(|own| last < own.from) {
            let hit = Hit::at(Spot::element(segment.index(), 3));
            hits.push(hit.with("event", event).with("service", last));
        }
    }
}
