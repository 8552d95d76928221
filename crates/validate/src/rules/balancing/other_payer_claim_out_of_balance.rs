use remedi_claims::Money;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// What another payer paid of the claim (2320 AMT*D) and what it adjusted (CAS of 2320 and 2430) do not make up
    /// the total charge (CLM02). Judged where the payer's lines do not show the fault already. A warning where the
    /// payer's adjustments are missing altogether, or it says nothing of some lines (2430).
    ///
    /// ## Why it matters
    /// The next payer works out its share from what the one before left open. Front ends refuse a claim whose other
    /// payer is out of balance (277CA A7, status 672).
    ///
    /// ## What to do
    /// Take the payment and every adjustment from the other payer's remittance (835), with their signs.
    "BAL-01" "other-payer-claim-out-of-balance": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 section 1.4.4 (balancing of other payers' claims) and loop 2320",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "payer[ {other}] paid {paid} and adjusted {adjusted} of the charge of {total}: the difference is {by}",
    help: "send the payment (AMT*D) and all adjustments (CAS) as the remittance of that payer has them",
    predicts: [CO "16" "N480"],
    ack: "A7" "672",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~CAS*CO*45*20~CAS*PR*2*10~AMT*D*60~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
            NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~CAS*CO*45*20~CAS*PR*2*10~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
            NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    for payer in &claim.adjudications {
        let (Some(total), Some((at, paid))) = (claim.charge, payer.paid) else {
            continue;
        };
        let adjusted = payer.adjusted + payer.lines_adjusted;
        let by = total - paid - adjusted;
        // Of a payer that adjudicated every line the lines tell, and its payment against theirs.
        let is_told = payer.lines > 0
            && (payer.lines == lines.len()
                || !payer.lines_balance
                || paid != payer.lines_paid - payer.adjusted);
        if by == Money::ZERO || is_told {
            continue;
        }
        let is_sure = payer.lines == 0 && payer.has_claim_adjustments;
        let hit = Hit::at(Spot::element(at, 2))
            .with_known("other", Value::payer_id(payer.id))
            .with("paid", paid)
            .with("adjusted", adjusted)
            .with("total", total)
            .with("by", by);
        hits.push(hit.graded(if is_sure { Severity::Error } else { Severity::Warning }));
    }
}
