use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// An inpatient bill tells the hour of the discharge (DTP*096), and is the first or a continuing one of several
    /// (frequency 2 or 3).
    ///
    /// ## Why it matters
    /// After such a bill more will come, as the patient stays; a discharge ends the stay. The guide wants the hour on
    /// final bills, and payers refuse it on others.
    ///
    /// ## What to do
    /// Leave the hour out, or send frequency 4 (last bill).
    "CTX-28" "discharge-hour-on-interim-bill": Warning, ClaimData;
    source: "005010X223A2 loop 2300 DTP discharge hour: for final inpatient claims, and not sent otherwise; \
        https://www.stedi.com/changelog/page/9 (claim edit on discharge hours, read 2026-11)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "more bills of the stay will come by the frequency, and the patient was discharged",
    help: "leave the discharge hour out (DTP*096), or send the frequency of a last bill, 4 (CLM05-3)",
    predicts: [CO "16" "N317"],
    ack: "A7" "233",
    rejected: [
        Example::claim("CLM*A1*100***11:A:2**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:2**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:4**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let is_interim = matches!(claim.frequency, b"2" | b"3") && claim.stay_severity().is_some();
    if !is_interim || !claim.has.all(Has::DISCHARGE_HOUR) {
        return;
    }
    let mut all = claim.claim.segments();
    if let Some(hour) = all.find(|one| one.id() == DTP && one.value(1) == b"096") {
        hits.push(Hit::at(Spot::element(hour.index(), 3)));
    }
}
