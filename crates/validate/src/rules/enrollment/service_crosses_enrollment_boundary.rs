use remedi_claims::DateRange;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The line covers a range of days (DTP*472 RD8), and the provider's enrollment with the payer
    /// starts or ends within it: some days are covered, others are not.
    ///
    /// ## Why it matters
    /// Payers deny the whole line, the covered days too.
    ///
    /// ## What to do
    /// Split the line at the boundary. Send the days that are covered, and treat the others as
    /// services before or after the enrollment.
    "ENR-05" "service-crosses-enrollment-boundary": Error, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "of the days {dates} the enrollment of provider {who} with payer {payer} does not cover {uncovered}",
    help: "split the line[ {line}] into {parts}, and hold {uncovered}; {first} is the first day that is not covered",
    predicts: [CO "B7", CO "239"],
    ack: "A7" "91" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20241230-20250102~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20241230-20241231~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(not) = line.not_cleared().filter(|not| line.crosses_boundary(not)) {
        let hit = line.provider_hit(claim).with("uncovered", not.uncovered);
        let parts = line.dates.map(|dates| parts(dates, not.uncovered));
        hits.push(hit.with("first", not.uncovered.from).with_known("parts", parts));
    }
}

/// The days of a service cut at the ends of those not covered.
fn parts(dates: DateRange, uncovered: DateRange) -> Box<str> {
    let before = uncovered.from.pred_opt().map(|to| DateRange { from: dates.from, to });
    let after = uncovered.to.succ_opt().map(|from| DateRange { from, to: dates.to });
    let all = [before, Some(uncovered), after].into_iter().flatten();
    let all = all.filter(|part| part.from <= part.to);
    let texts: Vec<String> = all.map(|part| part.to_string()).collect();
    texts.join(" and ").into()
}
