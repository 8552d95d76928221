use remedi_claims::ClaimKind;

use crate::Example;
use crate::days;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// An occurrence of an institutional claim (HI with BH) is dated after the day of the run (`--as-of`, today unless
    /// given), and after the day on which its file was written (BHT04). Scheduled admissions and surgeries (codes 40
    /// and 43) may be still to come.
    ///
    /// ## Why it matters
    /// An occurrence is something that has happened: an accident, the start of a therapy, the end of benefits. Most
    /// often the year is mistyped, and payers that need the day ask for it.
    ///
    /// ## What to do
    /// Correct the day.
    "CTX-22" "occurrence-in-future": Warning, ClaimData;
    source: "NUBC form locators 31 to 34: a code and the day of an event that bears on the bill; 005010X223A2 loop 2300 HI occurrence information",
    watch: Claim(check),
    cues: [DAYS],
    message: "the occurrence is dated {day}, and it is {today} by the day of the run and that of the file",
    help: "correct the day of the occurrence (HI with BH)",
    predicts: [CO "16" "M45"],
    ack: "A7" "461",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BH:11:D8:20250113*BH:A1:D8:20260101~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional).run_on("2025-01-31"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BH:11:D8:20250113~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional).run_on("2025-01-31"),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BH:40:D8:20250301~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional).run_on("2025-01-31"),
        // The file was written later than the roster is asked about.
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BH:11:D8:20250130~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional).run_on("2025-01-20"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has.all(Has::FUTURE) {
        return;
    }
    let Some(today) = claim.as_of.max(claim.claim.written_on()) else { return };
    for segment in claim.claim.segments() {
        let ahead = days::occurrences_after(&segment, claim.kind, today);
        hits.extend(ahead.map(|(spot, day)| Hit::at(spot).with("day", day).with("today", today)));
    }
}
