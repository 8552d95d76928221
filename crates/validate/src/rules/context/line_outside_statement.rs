use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line of an institutional claim (2400 DTP*472) is dated outside of the days of its statement (2300 DTP*434).
    ///
    /// ## Why it matters
    /// The statement says which days the bill is for. Medicare returns a bill with other days in its lines; a warning,
    /// as other payers differ.
    ///
    /// ## What to do
    /// Correct the date of the line, or the days of the statement.
    "CTX-18" "line-outside-statement": Warning, ClaimData;
    source: "Medicare I/OCE specifications V26.2 of July 2025, edit 23: days of service outside of the claim's from and through dates; \
        005010X223A2 loop 2400 DTP service date and loop 2300 DTP statement dates",
    watch: Line(check),
    cues: [INSTITUTIONAL],
    message: "the service of {dates} is outside of the statement, {statement}",
    help: "correct the date of service[ on line {line}], or the days of the statement (DTP*434)",
    predicts: [CO "16" "M52"],
    ack: "A7" "187",
    yields_to: ["CTX-13"],
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250116~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250114-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let (Some(statement), Some(dates)) = (claim.dates, line.dates) else { return };
    let is_inside = statement.contains(dates.from) && statement.contains(dates.to);
    if claim.kind == ClaimKind::Institutional && claim.is_5010() && line.has_own_dates && !is_inside {
        hits.push(Hit::at(line.days_spot(claim)).with("statement", statement));
    }
}
