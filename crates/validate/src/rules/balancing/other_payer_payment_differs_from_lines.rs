use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Another payer's payment for the claim (2320 AMT*D) is not the sum of its payments for the lines (2430 SVD02)
    /// less its adjustments of the claim as a whole (2320 CAS). Judged where the payer adjudicated lines.
    ///
    /// ## Why it matters
    /// The next payer can't tell how much was paid. Front ends refuse a claim whose other payer is out of balance
    /// (277CA A7, status 672).
    ///
    /// ## What to do
    /// Take the payment from CLP04 of the other payer's remittance (835), and those of the lines from its SVC03; do not
    /// send an adjustment at both levels.
    "BAL-03" "other-payer-payment-differs-from-lines": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 section 1.4.4 (balancing of other payers' claims), loops 2320 and 2430",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "payer[ {other}] paid {paid} of the claim, and its lines less its adjustments of the claim make {sum}: \
        the difference is {by}",
    help: "send the payments of the claim (AMT*D) and of its lines (SVD02) as the remittance of that payer has them",
    predicts: [CO "16" "N480"],
    ack: "A7" "672",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~AMT*D*60~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            SVD*12345*70*HC:99213**1~CAS*CO*45*30~DTP*573*D8*20250120~")
            .changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~CAS*CO*23*10~AMT*D*60~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
            NM1*PR*2*FIRST PAYER*****PI*12345~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            SVD*12345*70*HC:99213**1~CAS*CO*45*30~DTP*573*D8*20250120~")
            .changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    for payer in &claim.adjudications {
        let Some((at, paid)) = payer.paid.filter(|_| payer.lines > 0) else {
            continue;
        };
        let sum = payer.lines_paid - payer.adjusted;
        if paid != sum {
            let hit = Hit::at(Spot::element(at, 2)).with_known("other", Value::payer_id(payer.id));
            hits.push(hit.with("paid", paid).with("sum", sum).with("by", paid - sum));
        }
    }
}
