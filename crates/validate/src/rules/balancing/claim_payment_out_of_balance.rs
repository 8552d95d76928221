use remedi_claims::Money;

use crate::Example;
use crate::remittance::{PaymentFacts, ServiceFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The total charge of a claim (CLP03) less all its adjustments (CAS of 2100 and of its services, 2110) is not the
    /// payment of the claim (CLP04).
    ///
    /// ## Why it matters
    /// The guide wants every remittance in balance at each level. One that is not can't be posted without someone's
    /// guess at which amount is wrong.
    ///
    /// ## What to do
    /// Post by hand what can be told, and ask the payer for a corrected remittance.
    "BAL-05" "claim-payment-out-of-balance": Error, ClaimData;
    source: "005010X221A1 section 1.10.2.1.2 and loop 2100 CLP",
    watch: Payment(check),
    message: "the total charge of {charge} less all adjustments of {adjusted} is {computed}, and the payment is {paid}: \
        the difference is {by}",
    help: "ask the payer for a remittance that balances, or look for the adjustment that is missing",
    predicts: [],
    rejected: [
        Example::payment("CLP*A1*1*120*100**12*P1*11*1~CAS*CO*45*10~NM1*QC*1*DOE*PAT~"),
    ],
    accepted: [
        Example::payment("CLP*A1*1*120*100**12*P1*11*1~CAS*CO*45*10~NM1*QC*1*DOE*PAT~\
            SVC*HC:99213*120*110~DTM*472*20250115~CAS*CO*45*10~"),
    ],
}

fn check(payment: &PaymentFacts<'_>, _: &[ServiceFacts], hits: &mut Hits) {
    let amounts = (payment.charge, payment.adjusted, payment.paid);
    let (Some(charge), Some(adjusted), Some(paid)) = amounts else {
        return;
    };
    let by = charge - adjusted - paid;
    if by != Money::ZERO {
        let hit = Hit::at(Spot::element(payment.segment, 4));
        hits.push(
            hit.with("charge", charge)
                .with("adjusted", adjusted)
                .with("computed", charge - adjusted)
                .with("paid", paid)
                .with("by", by),
        );
    }
}
