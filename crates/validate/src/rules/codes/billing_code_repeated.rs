use remedi_claims::{ClaimKind, SegmentId};

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// An institutional claim has the same condition code (HI with BG) or value code (BE) twice, or the same occurrence
    /// (BH) or occurrence span (BI) of the same days. An occurrence may be there again on other days, such as a leave of
    /// absence.
    ///
    /// ## Why it matters
    /// The second one says nothing new, and of two amounts of a value the payer can't tell which holds. Clearinghouses
    /// refuse the claim.
    ///
    /// ## What to do
    /// Leave the second one out, or send the code that was meant.
    "COD-37" "billing-code-repeated": Warning, ClaimData;
    source: "NUBC form locators 18 to 41: a code once; \
        https://www.stedi.com/changelog/claim-edit-duplicate-value-codes-in-institutional-claims (read 2026-11) and those on condition and occurrence codes",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the {kind} code[ {code}] stands in the claim twice",
    help: "leave the second one out, or send the code that was meant",
    predicts: [CO "16"],
    ack: "A7" "460",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BG:09*BG:09~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BE:80:::2*BE:80:::3~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BH:11:D8:20250113*BH:A1:D8:19800101*BH:11:D8:20250113~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BI:74:RD8:20250113-20250114*BI:74:RD8:20250113-20250114~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BI:74:RD8:20250113-20250113*BI:74:RD8:20250114-20250114~HI*BH:32:D8:20250110*BH:32:D8:20250111~HI*BE:80:::2*BE:81:::2~HI*BG:09*BG:10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

const HI: SegmentId = SegmentId::of(b"HI");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional {
        return;
    }
    let mut before: Vec<[&[u8]; 4]> = Vec::new();
    let own = claim.claim.segments().filter(|one| one.id() == HI);
    for segment in own {
        let Some((kind, status)) = kind(segment.component(1, 1)) else { continue };
        for position in (1..=12).take(segment.element_count() as usize) {
            let [qualifier, code, format, days] = segment.components(position.into());
            if code.is_empty() {
                continue;
            }
            let own = [qualifier, code, format, days];
            if before.contains(&own) {
                let hit = Hit::at(Spot::component(segment.index(), position, 2));
                let hit = hit.with("kind", kind).with_known("code", Value::code(code, 2));
                hits.push(hit.status(status));
            }
            before.push(own);
        }
    }
}

/// A code in words, and the claim status that is about it, by its qualifier.
fn kind(qualifier: &[u8]) -> Option<(&'static str, &'static str)> {
    Some(match qualifier {
        b"BG" => ("condition", "460"),
        b"BH" => ("occurrence", "461"),
        b"BI" => ("occurrence span", "462"),
        b"BE" => ("value", "463"),
        _ => return None,
    })
}
