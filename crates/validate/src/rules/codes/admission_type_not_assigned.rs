use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The priority of the admission or visit of an institutional claim (CL101) is none of 1 to 5 and 9. 6 to 8 are
    /// kept for later, and 0 is none.
    ///
    /// ## Why it matters
    /// Payers know no other, and return the bill (277CA A7, status 231).
    ///
    /// ## What to do
    /// Send 1 for an emergency, 2 urgent, 3 elective, 4 newborn, 5 trauma, or 9 where it is not known.
    "COD-32" "admission-type-not-assigned": Error, ClaimData;
    source: "NUBC form locator 14, priority (type) of admission or visit; 005010X223A2 loop 2300 CL101; \
        https://www.stedi.com/site/changelog/claim-edit-invalid-admission-type-code (read 2026-11)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "admission type {code} is none that has been assigned",
    help: "send one of 1 to 5 or 9 in CL101",
    predicts: [CO "16" "MA41"],
    ack: "A7" "231",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*6*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*0*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*9*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*5*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional {
        return;
    }
    let Some(stay) = claim.claim.admission() else { return };
    // What is longer is told by SYN-12.
    if let sent @ [code] = stay.value(1)
        && !matches!(code, b'1'..=b'5' | b'9')
    {
        hits.push(Hit::at(Spot::element(stay.index(), 1)).with("code", Value::sent(sent)));
    }
}
