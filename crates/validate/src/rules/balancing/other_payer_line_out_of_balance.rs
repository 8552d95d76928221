use remedi_claims::Money;

use crate::Example;
use crate::coordination::LineSums;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// What another payer paid of a line (2430 SVD02) and what it adjusted there (2430 CAS) do not make up the charge
    /// of the line (SV102, SV203, SV302). All its loops 2430 of the line count together, as a payer may split a line;
    /// lines that it bundled (SVD06) are left out.
    ///
    /// ## Why it matters
    /// The next payer works out its share line by line. Front ends refuse a claim whose other payer is out of balance
    /// (277CA A7, status 672).
    ///
    /// ## What to do
    /// Take the payment and every adjustment of the line from the other payer's remittance (835 loop 2110), with their
    /// signs.
    "BAL-02" "other-payer-line-out-of-balance": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 section 1.4.4 (balancing of other payers' lines) and loop 2430",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "payer[ {other}] paid {paid} and adjusted {adjusted} of the line's charge of {charge}: the difference is {by}",
    help: "send the payment (SVD02) and all adjustments (CAS) of line {line} as the remittance of that payer has them",
    predicts: [CO "16" "N480"],
    ack: "A7" "672",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            SVD*12345*70*HC:99213**1~CAS*CO*45*20~DTP*573*D8*20250120~")
            .changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~\
            SBR*P*18*******MB~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            SVD*12345*70*HC:99213**1~CAS*CO*45*20~CAS*PR*2*10~DTP*573*D8*20250120~")
            .changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    for payer in &claim.adjudications {
        if payer.lines_balance {
            continue;
        }
        for (index, line) in lines.iter().enumerate() {
            let sums = LineSums::of(line, payer.id).filter(|sums| !sums.is_bundled);
            if let (Some(sums), Some(charge)) = (sums, line.charge)
                && sums.open(charge) != Money::ZERO
            {
                let hit = Hit::at(Spot::element(sums.segment, 2)).on_line(index);
                hits.push(
                    hit.with_known("other", Value::payer_id(payer.id))
                        .with("paid", sums.paid)
                        .with("adjusted", sums.adjusted)
                        .with("charge", charge)
                        .with("by", sums.open(charge)),
                );
            }
        }
    }
}
