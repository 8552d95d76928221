use remedi_claims::Money;

use crate::Example;
use crate::remittance::RemittanceSums;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// The claim payments of a remittance (CLP04) less its provider-level adjustments (PLB; a positive one takes money
    /// away) are not the amount paid (BPR02). Told at the end of the file, as a remittance must be read whole.
    ///
    /// ## Why it matters
    /// The check or transfer can't be reconciled with what is posted.
    ///
    /// ## What to do
    /// Look whether the file was cut off or a payment is missing; else ask the payer for a corrected remittance.
    "BAL-07" "remittance-out-of-balance": Error, ClaimData;
    source: "005010X221A1 section 1.10.2.1.3, BPR and PLB",
    watch: Remittance(check),
    message: "the claim payments of {claims} less the provider-level adjustments of {adjusted} are {computed}, and \
        {paid} was paid: the difference is {by}",
    help: "look whether payments are missing from the file, or ask the payer for a remittance that balances",
    predicts: [],
    rejected: [
        Example::payment("CLP*A1*1*120*120**12*P1*11*1~NM1*QC*1*DOE*PAT~"),
        Example::payment("CLP*A1*1*120*120**12*P1*11*1~NM1*QC*1*DOE*PAT~PLB*1234567893*20251231*WO:P1*-20~"),
    ],
    accepted: [
        Example::payment("CLP*A1*1*120*120**12*P1*11*1~NM1*QC*1*DOE*PAT~PLB*1234567893*20251231*WO:P1*30*L6:P1*-10~"),
    ],
}

fn check(sums: &RemittanceSums) -> Option<Hit> {
    let (paid, claims, adjusted) = (sums.paid?, sums.claims_paid?, sums.adjusted?);
    let by = claims - adjusted - paid;
    (by != Money::ZERO).then(|| {
        Hit::at(Spot::segment(0))
            .with("claims", claims)
            .with("adjusted", adjusted)
            .with("computed", claims - adjusted)
            .with("paid", paid)
            .with("by", by)
    })
}
