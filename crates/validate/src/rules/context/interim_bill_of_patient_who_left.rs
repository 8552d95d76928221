use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The bill of an inpatient stay (type 11, 18, 21 or 41) is the first or a continuing one of several (frequency 2
    /// or 3), after which more will come, and the status of the patient (CL103) is not 30, still a patient.
    ///
    /// ## Why it matters
    /// An interim bill says that the stay goes on, the status that it has ended. Medicare returns the bill; other
    /// payers may take the stay for ended, and deny the next one.
    ///
    /// ## What to do
    /// Send the status 30, or frequency 4 (last bill), or 1 where there is no bill before it.
    "CTX-21" "interim-bill-of-patient-who-left": Warning, ClaimData;
    source: "First Coast Service Options, interim billing guidelines (read 2026-11): status 30 with frequency 2 or 3; NUBC form locators 4 and 17",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "more bills of the stay will come by the frequency, and it has ended by the patient status[ {status}]",
    help: "send the patient status 30 (CL103), or the frequency of a last bill, 4 (CLM05-3)",
    predicts: [CO "16" "MA43"],
    ack: "A7" "234",
    rejected: [
        Example::claim("CLM*A1*100***11:A:2**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:3**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:2**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*30~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:4**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let is_interim = matches!(claim.frequency, b"2" | b"3");
    if !is_interim || claim.stay_severity().is_none() {
        return;
    }
    let Some(stay) = claim.claim.admission() else { return };
    let status = stay.value(3);
    if !matches!(status, b"30" | b"") {
        let hit = Hit::at(Spot::element(stay.index(), 3));
        hits.push(hit.with_known("status", Value::code(status, 2)));
    }
}
