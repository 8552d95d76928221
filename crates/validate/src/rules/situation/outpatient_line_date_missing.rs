use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The statement of an outpatient bill (types 12 to 14, 22, 23, 34, 71 to 79, 83 to 85 and 87) is of more than one day
    /// (DTP*434), and a line does not say on which of them it was (2400 DTP*472). Lines that bill drugs (2410 LIN) are not
    /// meant. A warning, as some payers take the first day for it.
    ///
    /// ## Why it matters
    /// Outpatient services are priced day by day. Medicare returns the bill, and others may take services of two days for
    /// the same one, or for one that is not covered yet.
    ///
    /// ## What to do
    /// Send the day of each line in DTP*472.
    "SIT-26" "outpatient-line-date-missing": Warning, ClaimData;
    source: "005010X223A2 loop 2400 DTP service date: for outpatient lines without a drug where the statement is of more than one day; X12 request for interpretation 1435",
    watch: Line(check),
    cues: [INSTITUTIONAL],
    message: "the statement is of several days, {statement}, and the line does not tell its own",
    help: "send the date of service[ of line {line}] (DTP*472)",
    predicts: [CO "16" "M52"],
    ack: "A6" "187",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250114-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250114-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0636*HC:J1885*100*UN*1~LIN**N4*00409379501~CTP****1*ML~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_outpatient = matches!(
        claim.facility_code,
        b"12" | b"13" | b"14" | b"22" | b"23" | b"34" | b"83" | b"84" | b"85" | b"87"
    ) || claim.facility_code.starts_with(b"7");
    if claim.kind != ClaimKind::Institutional || !is_outpatient || !claim.is_5010() || line.has_own_dates {
        return;
    }
    let Some(statement) = claim.dates.filter(|dates| dates.from < dates.to) else { return };
    if line.line.drugs().next().is_none() {
        hits.push(Hit::at(line.procedure_spot()).with("statement", statement));
    }
}
