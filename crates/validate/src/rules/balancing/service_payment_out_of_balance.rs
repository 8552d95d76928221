use remedi_claims::Money;

use crate::Example;
use crate::remittance::{PaymentFacts, ServiceFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The charge of a service (SVC02) less its adjustments (2110 CAS) is not its payment (SVC03).
    ///
    /// ## Why it matters
    /// The guide wants every remittance in balance at each level. One that is not can't be posted without someone's
    /// guess at which amount is wrong.
    ///
    /// ## What to do
    /// Post by hand what can be told, and ask the payer for a corrected remittance.
    "BAL-04" "service-payment-out-of-balance": Error, ClaimData;
    source: "005010X221A1 section 1.10.2.1.1 and loop 2110 SVC",
    watch: Payment(check),
    message: "the charge of {charge} less the adjustments of {adjusted} is {computed}, and the payment is {paid}: \
        the difference is {by}",
    help: "ask the payer for a remittance that balances, or look for the adjustment that is missing",
    predicts: [],
    rejected: [
        Example::payment("CLP*A1*1*100*100**12*P1*11*1~NM1*QC*1*DOE*PAT~\
            SVC*HC:99213*100*90~DTM*472*20250115~CAS*CO*45*20~SVC*HC:93000*0*10~DTM*472*20250115~CAS*CO*45*-20~"),
    ],
    accepted: [
        Example::payment("CLP*A1*1*120*100**12*P1*11*1~NM1*QC*1*DOE*PAT~\
            SVC*HC:99213*120*100~DTM*472*20250115~CAS*CO*45*15**253*5~"),
    ],
}

fn check(_: &PaymentFacts<'_>, services: &[ServiceFacts], hits: &mut Hits) {
    for service in services {
        let amounts = (service.charge, service.adjusted, service.paid);
        let (Some(charge), Some(adjusted), Some(paid)) = amounts else {
            continue;
        };
        let by = charge - adjusted - paid;
        if by != Money::ZERO {
            let hit = Hit::at(Spot::element(service.segment, 3));
            hits.push(
                hit.with("charge", charge)
                    .with("adjusted", adjusted)
                    .with("computed", charge - adjusted)
                    .with("paid", paid)
                    .with("by", by),
            );
        }
    }
}
