use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The admission (DTP*435) of an institutional claim is after the last day of its statement (DTP*434).
    ///
    /// ## Why it matters
    /// Nobody can bill a stay that had not begun. Payers return the bill, as the stay can't be priced.
    ///
    /// ## What to do
    /// Correct the admission, or the days of the statement.
    "CTX-17" "admission-after-statement": Error, ClaimData;
    source: "005010X223A2 loop 2300 DTP admission date and DTP statement dates; NUBC form locators 6 and 12",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the admission is on {admission}, after the statement has ended on {end}",
    help: "correct the admission (DTP*435) or the days of the statement (DTP*434)",
    predicts: [CO "16" "MA40"],
    ack: "A7" "189",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501160800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional || !claim.is_5010() {
        return;
    }
    let (Some(admission), Some(statement)) = (claim.admitted_on, claim.dates) else { return };
    if statement.to < admission {
        let own = claim.claim.segments().find(|one| one.id() == DTP && one.value(1) == b"435");
        let hit = Hit::at(Spot::element(own.map_or(claim.segment, |own| own.index()), 3));
        hits.push(hit.with("admission", admission).with("end", statement.to));
    }
}
