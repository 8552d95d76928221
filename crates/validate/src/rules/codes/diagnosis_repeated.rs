use remedi_claims::{ClaimKind, SegmentId};

use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The same diagnosis stands twice in a claim: among those of a professional or dental claim, or among the
    /// principal and the other ones of an institutional claim (HI with ABK and ABF). The reason for the visit, the
    /// admitting diagnosis and external causes may be one of them.
    ///
    /// ## Why it matters
    /// The second one says nothing new, and takes the place of another. Clearinghouses and payers refuse such claims,
    /// and lines that point to the second one are read as if they told something else. ICD-10-CM wants each code but
    /// once.
    ///
    /// ## What to do
    /// Leave the second one out, and let the lines point to the first; or send what was meant.
    "COD-29" "diagnosis-repeated": Warning, ClaimData;
    source: "ICD-10-CM Official Guidelines section I.B.12: a code is reported once for an encounter; \
        https://www.stedi.com/changelog/claim-edit-duplicate-diagnosis-codes (read 2026-11)",
    watch: Claim(check),
    cues: [ODD, INSTITUTIONAL],
    message: "diagnosis[ {code}] stands in the claim twice",
    help: "leave the second one out, and let lines point to the first",
    predicts: [CO "16" "M76"],
    ack: "A7" "255",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:E119*ABF:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:K0262*ABF:K0262~LX*1~SV3*AD:D1110*100****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*ABF:E119*ABF:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*ABF:E119*ABF:E119~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:E119*ABF:I101~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*APR:I10~HI*ABF:E119~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

const HI: SegmentId = SegmentId::of(b"HI");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional && !claim.has.all(Has::REPEATED) {
        return;
    }
    // The principal one, and the others of two segments.
    let mut before: [&[u8]; 25] = [b""; 25];
    let mut count = 0;
    let own = claim.claim.segments().filter(|one| one.id() == HI);
    for segment in own.filter(|one| is_asked(one.component(1, 1))) {
        for position in (1..=12).take(segment.element_count() as usize) {
            let [qualifier, code] = segment.components(position.into());
            if code.is_empty() || !is_asked(qualifier) {
                continue;
            }
            if before[..count].contains(&code) {
                let hit = Hit::at(Spot::component(segment.index(), position, 2));
                hits.push(hit.with_known("code", Value::code(code, 7)));
            } else if let Some(free) = before.get_mut(count) {
                *free = code;
                count += 1;
            }
        }
    }
}

fn is_asked(qualifier: &[u8]) -> bool {
    matches!(qualifier, b"ABK" | b"ABF" | b"BK" | b"BF")
}
