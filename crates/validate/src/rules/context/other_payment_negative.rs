use remedi_claims::Money;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, amount_of};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// What another payer paid for the claim (2320 AMT*D) or a line (2430 SVD02) is less than nothing.
    ///
    /// ## Why it matters
    /// A payer that takes money back decides the claim anew, and what holds then is no less than nothing.
    /// Clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Send what the payer's last decision pays, 0 included, and not the reversal of an earlier one.
    "CTX-35" "other-payment-negative": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2320 AMT payer paid amount and 2430 SVD02; \
        https://www.stedi.com/changelog/claim-edit-invalid-paid-amount (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "what the other payer paid is less than nothing",
    help: "send what the last decision of that payer pays[ for line {line}], 0 included",
    predicts: [CO "16" "N480"],
    ack: "A7" "182",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*OA*94*170~AMT*D*-70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*-70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*-70*HC:99213**1~CAS*OA*94*170~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*0~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*0*HC:99213**1~CAS*PR*1*100~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let is_negative = |sent: &[u8]| amount_of(sent).is_some_and(|amount| amount < Money::ZERO);
    for paid in claim.claim.other_payers().filter_map(|other| other.amount(b"D")) {
        if is_negative(paid.value(2)) {
            hits.push(Hit::at(Spot::element(paid.index(), 2)));
        }
    }
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.is_adjudicated) {
        for decided in line.line.adjudications().map(|one| one.segment()) {
            if is_negative(decided.value(2)) {
                hits.push(Hit::at(Spot::element(decided.index(), 2)).on_line(index));
            }
        }
    }
}
