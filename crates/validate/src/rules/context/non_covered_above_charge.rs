use remedi_claims::{ClaimKind, Money};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, amount_of};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// More of an institutional line is not covered (SV207) than is charged (SV203). A warning, as payers differ in
    /// what they make of it.
    ///
    /// ## Why it matters
    /// The non-covered charge is a part of the charge. What is left to cover would be less than nothing, and payers
    /// that work it out return the bill.
    ///
    /// ## What to do
    /// Correct either amount; where nothing of the line is covered, both are the same.
    "CTX-24" "non-covered-above-charge": Warning, ClaimData;
    source: "005010X223A2 loop 2400 SV203 and SV207; NUBC form locators 47 (total charges) and 48 (non-covered charges)",
    watch: Line(check),
    cues: [AMOUNT],
    message: "of a charge of {charge} there is {part} that is not covered",
    help: "correct the charge (SV203) or what of it is not covered (SV207)[ on line {line}]",
    predicts: [CO "16" "M79"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2**100.01~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2**100~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional {
        return;
    }
    let (Some(service), Some(charge)) = (line.line.service(), line.charge) else { return };
    if let Some(part) = amount_of(service.value(7))
        && charge >= Money::ZERO
        && charge < part
    {
        let hit = Hit::at(Spot::element(service.index(), 7));
        hits.push(hit.with("charge", charge).with("part", part));
    }
}
