use remedi_claims::{Money, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts, is_decimal};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// What the patient or another payer paid, owes or adjusted (AMT02 of loops 2300 and 2320; SVD02 and the amounts of CAS,
    /// where other payers are told) is no amount in dollars and cents: it has a fraction of a cent, or more than ten
    /// digits, cents included.
    ///
    /// ## Why it matters
    /// Guides limit amounts to dollars and cents. The balance of what other payers did can't be judged, and a payer would have
    /// to round it.
    ///
    /// ## What to do
    /// Copy the amount from the remittance of the other payer, to the cent.
    "CTX-19" "amount-not-in-cents": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 appendix B.1.1.3.1.2 on decimals: data element 782, monetary amount",
    watch: Claim(check),
    message: "the amount is none in dollars and cents",
    help: "send the amount with two digits behind the decimal point at most",
    predicts: [CO "16"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~AMT*F5*10.005~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~AMT*F5*10.0500~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

const AMT: SegmentId = SegmentId::of(b"AMT");
const CAS: SegmentId = SegmentId::of(b"CAS");
const SVD: SegmentId = SegmentId::of(b"SVD");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let batch = claim.claim.batch();
    let mut look_at = |index: u32| {
        let amounts: &[u8] = match batch.segment_id(index) {
            AMT | SVD => &[2],
            CAS => &[3, 6, 9, 12, 15, 18],
            _ => return,
        };
        let segment = batch.segment(index);
        let wrong = amounts.iter().filter(|&&at| is_finer(segment.value(at.into())));
        hits.extend(wrong.map(|&at| Hit::at(Spot::element(index, at))));
    };
    if claim.has_other_payers {
        claim.claim.segment_range().for_each(look_at);
    } else if claim.has.any(Has::AMOUNT) {
        claim.claim.segments().for_each(|segment| look_at(segment.index()));
    }
}

/// What is no number at all is told by the guide (SYN-14).
fn is_finer(sent: &[u8]) -> bool {
    const MOST: Money = Money::from_cents(9_999_999_999);
    is_decimal(sent) && Money::parse(sent).map_or(true, |amount| amount.abs() > MOST)
}
