use remedi_enrollment::Licence;

use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, RosterRow, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The rendering provider's licence in the state of the service (service facility N402, else
    /// billing provider N402) had expired on the day of service. Where the roster has no licence
    /// for that state, nothing is said: it may just not be on file.
    ///
    /// ## Why it matters
    /// Services without a licence are not payable; payers deny them and take back what was paid. It
    /// is a matter of compliance, too.
    ///
    /// ## What to do
    /// Do not send the claim. If the licence was renewed, put the renewal into the roster; else
    /// tell compliance.
    "ENR-14" "licence-expired": Error, Credentialing;
    source: "42 CFR 424.516 and 424.535 for Medicare; licensing law of the states",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the licence of provider {who} in {state} expired on {expired}; the service is dated {dates}",
    help: "do not send the claim[ (line {line})]; put the renewal into the roster, or tell compliance",
    predicts: [CO "B7", CO "16" "N665"],
    ack: "A7" "143" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L1,IL,2020-01-01,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L1,IL,2020-01-01,2025-01-15\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(Licence::Expired { on }) = line.licence {
        let row = match (line.provider.and_then(|provider| provider.npi()), line.licence_line) {
            (Some(npi), Some(number)) => RosterRow::Credential(npi, number, "expires"),
            _ => RosterRow::None,
        };
        let hit = line.provider_hit(claim).naming(row).with("expired", on);
        hits.push(hit.with("state", Value::sent(line.state(claim))));
    }
}
