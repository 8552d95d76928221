use remedi_enrollment::Shortfall;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The provider is enrolled with the payer for certain plans or networks, and the claim is
    /// filed for another. Claims do not name plans; what they tell is the kind of product (SBR09:
    /// HMO, PPO, POS or EPO). It is compared only when the roster names plans and networks by these
    /// words.
    ///
    /// ## Why it matters
    /// The line is denied, or processed as out of network.
    ///
    /// ## What to do
    /// Verify the member's plan. If it is right, the provider needs the network's participation, or
    /// the member a referral; if not, correct SBR09.
    "ENR-13" "plan-not-enrolled": Warning, Network;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} is enrolled with payer {payer} for {expected}, and the claim is filed for {product}",
    help: "verify the member's plan before the claim is sent, and have the provider added to it if need be",
    predicts: [CO "242", PR "242", CO "279"],
    ack: "A7" "96",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("HM")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,plan\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,PPO\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("HM")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,plan\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,HMO\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("HM")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,plan\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,Gold Select\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("HM")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,plan\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01,Gold Select\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::Plan | Shortfall::Network, _)) = line.shortfall() {
        let hit = line.enrollment_hit(claim).with_known("product", line.product);
        hits.push(match claim.subscriber {
            Some(filed) => hit.moved_to(Spot::element(filed.segment, 9)),
            None => hit,
        });
    }
}
