use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The patient of an inpatient bill (type 11, 18, 21 or 41) was admitted (DTP*435) on the last day of the statement
    /// (DTP*434), at a later hour than that of the discharge (DTP*096). Minutes are not compared, as many bills round
    /// one of them; nor are the hours of other bills, which no payer asks for.
    ///
    /// ## Why it matters
    /// Nobody leaves before coming. One of the hours or days is wrong; most often the hour of discharge is of an
    /// earlier visit, or the day of admission is that of the bill. Some payers return the bill, others pay all the
    /// same.
    ///
    /// ## What to do
    /// Correct the hour of discharge, or day and hour of the admission.
    "CTX-20" "discharge-before-admission": Warning, ClaimData;
    source: "005010X223A2 loop 2300 DTP discharge hour and DTP admission date and hour; NUBC form locators 12, 13 and 16",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the patient left in hour {left} of the day of the admission, which was in hour {came}",
    help: "correct the hour of discharge (DTP*096), or the admission (DTP*435)",
    predicts: [CO "16" "N317"],
    ack: "A7" "233",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*0700~DTP*434*RD8*20250113-20250113~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*0700~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        // Both in the same hour.
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*0800~DTP*434*RD8*20250113-20250113~DTP*435*DT*202501130830~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let is_of_one_day = claim.dates.is_some_and(|dates| Some(dates.to) == claim.admitted_on);
    if !is_of_one_day || !claim.has.all(Has::DISCHARGE_HOUR) || claim.stay_severity().is_none() {
        return;
    }
    let find = |qualifier: &[u8], format: &[u8]| {
        let mut all = claim.claim.segments();
        all.find(|one| one.id() == DTP && one.value(1) == qualifier && one.value(2) == format)
    };
    let (Some(admission), Some(discharge)) = (find(b"435", b"DT"), find(b"096", b"TM")) else { return };
    let (came, left) = (hour(admission.value(3), 8), hour(discharge.value(3), 0));
    if let (Some(came), Some(left)) = (came, left)
        && left < came
    {
        let hit = Hit::at(Spot::element(discharge.index(), 3));
        hits.push(hit.with("left", left).with("came", came));
    }
}

/// The hour behind so many digits of a day.
fn hour(sent: &[u8], at: usize) -> Option<u64> {
    let digits = sent.get(at..at + 2).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let hour = digits.iter().fold(0, |hour, digit| 10 * hour + u64::from(digit - b'0'));
    (hour < 24).then_some(hour)
}
