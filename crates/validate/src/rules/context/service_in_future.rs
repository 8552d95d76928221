use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A service is dated after the day of the run (`--as-of`, today unless given), and after the day on which its
    /// file was written (BHT04). Where its days have begun and only the last is still to come, it is a warning: rentals
    /// and supplies may be billed ahead.
    ///
    /// ## Why it matters
    /// What was not rendered yet can't be billed: front ends refuse a claim for a day after its receipt. Most often
    /// the year is mistyped.
    ///
    /// ## What to do
    /// Correct the date, or send the claim when the service has been rendered.
    "CTX-13" "service-in-future": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2, DTP service date; Medicare front-end edits refuse service dates after the receipt",
    watch: Line(check),
    cues: [DAYS],
    message: "the service is dated {dates}, and it is {today} by the day of the run and that of the file",
    help: "correct the date of service[ on line {line}], or send the claim when the service has been rendered",
    predicts: [CO "110"],
    ack: "A7" "187",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250201~").run_on("2025-01-31"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250131~").run_on("2025-01-31"),
        // The file was written later than the roster is asked about.
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250130~").run_on("2025-01-15"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let (true, Some(dates)) = (line.has.all(Has::FUTURE), line.dates) else { return };
    let Some(today) = claim.as_of.max(claim.claim.written_on()) else { return };
    let hit = Hit::at(line.days_spot(claim)).with("today", today);
    if today < dates.from {
        hits.push(hit);
    } else if today < dates.to {
        hits.push(hit.graded(Severity::Warning));
    }
}
