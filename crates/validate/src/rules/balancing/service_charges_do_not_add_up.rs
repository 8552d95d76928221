use remedi_claims::Money;

use crate::Example;
use crate::remittance::{PaymentFacts, ServiceFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The charges of the services (SVC02) of a claim payment do not add up to its total charge (CLP03). Judged where
    /// the payer gives services.
    ///
    /// ## Why it matters
    /// A service is missing, split wrongly, or its charge changed: what is posted line by line will not meet the claim.
    ///
    /// ## What to do
    /// Compare the services with the lines of your claim, and ask the payer for what is missing.
    "BAL-06" "service-charges-do-not-add-up": Error, ClaimData;
    source: "005010X221A1 section 1.10.2.1.2, loops 2100 CLP and 2110 SVC",
    watch: Payment(check),
    message: "the total charge is {charge}, and the charges of the services add up to {sum}: the difference is {by}",
    help: "compare the services with the lines of the claim, and ask the payer for what is missing",
    predicts: [],
    rejected: [
        Example::payment("CLP*A1*1*150*100**12*P1*11*1~CAS*CO*45*30~NM1*QC*1*DOE*PAT~\
            SVC*HC:99213*120*100~DTM*472*20250115~CAS*CO*45*20~"),
    ],
    accepted: [
        Example::payment("CLP*A1*1*150*100**12*P1*11*1~NM1*QC*1*DOE*PAT~\
            SVC*HC:99213*120*100~DTM*472*20250115~CAS*CO*45*20~SVC*HC:93000*30*0~DTM*472*20250115~CAS*CO*97*30~"),
    ],
}

fn check(payment: &PaymentFacts<'_>, services: &[ServiceFacts], hits: &mut Hits) {
    let sum = services.iter().map(|service| service.charge).sum::<Option<Money>>();
    if let (Some(charge), Some(sum)) = (payment.charge, sum)
        && !services.is_empty()
        && charge != sum
    {
        let hit = Hit::at(Spot::element(payment.segment, 3));
        hits.push(hit.with("charge", charge).with("sum", sum).with("by", charge - sum));
    }
}
