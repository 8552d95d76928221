use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The rendering, billing, ordering, referring or supervising provider was excluded from federal health programs on
    /// the day of service (`excluded_from`, `excluded_to` of `providers.csv`).
    ///
    /// ## Why it matters
    /// Nothing that an excluded provider does, orders or supervises is payable by a federal program, and a claim for it
    /// can cost a civil penalty. Most other payers refuse it by contract.
    ///
    /// ## What to do
    /// Do not send the claim to any payer before compliance has looked at it. If the provider was reinstated, put the
    /// day into the roster.
    "ENR-17" "provider-excluded": Error, Credentialing;
    source: "42 CFR 1001.1901; OIG list of excluded individuals and entities (LEIE), SAM",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role} {who} is excluded from federal health programs since {since}; the service is dated {dates}",
    help: "do not send the claim[ (line {line})], and tell compliance",
    predicts: [CO "B7", CO "96" "N132"],
    ack: "A7" "25",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,excluded_from\n1245319599,1,Roe,2024-06-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,excluded_from,excluded_to\n1245319599,1,Roe,2024-06-01,2025-01-14\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::Excluded { since } = record.amiss {
            hits.push(record.hit().with("since", since));
        }
    }
}
