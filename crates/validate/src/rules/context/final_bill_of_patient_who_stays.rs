use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The patient of an inpatient bill is still there by the status (CL103 = 30), and no further bill of the stay will
    /// come by the frequency (CLM05-3): 1, from admission to discharge, or 4, the last one. Of nursing facilities and
    /// swing beds (18, 21, 41) only 4 is told, as some payers want each month of theirs billed by 1.
    ///
    /// ## Why it matters
    /// The payer works out what it pays for the whole stay, and refuses the bills that follow, or returns this one.
    ///
    /// ## What to do
    /// Send frequency 2 (first bill) or 3 (continuing bill) while the patient stays, or the status that the stay ended
    /// with.
    "CTX-27" "final-bill-of-patient-who-stays": Warning, ClaimData;
    source: "NUBC form locators 4 and 17: status 30 goes with interim bills (frequency 2 or 3)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "no more bills of the stay will come by the frequency, and the patient is still there by the status 30",
    help: "send frequency 2 or 3 (CLM05-3), or the status at the end of the stay (CL103)",
    predicts: [CO "16" "MA43"],
    ack: "A7" "234",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:4**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:3**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***21:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:4**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let is_last = match claim.stay_severity() {
        Some(Severity::Error) => matches!(claim.frequency, b"1" | b"4"),
        Some(_) => claim.frequency == b"4",
        None => false,
    };
    if !is_last {
        return;
    }
    if let Some(stay) = claim.claim.admission()
        && stay.value(3) == b"30"
    {
        hits.push(Hit::at(Spot::element(stay.index(), 3)));
    }
}
