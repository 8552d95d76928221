use remedi_claims::ClaimKind;
use remedi_enrollment::{Clearance, Unknown};

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The roster knows the practice (billing NPI or TIN), and neither `providers.csv` nor any
    /// enrollment names the rendering provider. Whether the provider is enrolled is not known.
    ///
    /// ## Why it matters
    /// Most often a new provider bills before credentialing has told the roster, or an NPI was
    /// mistaken for another. If the payer does not know the provider either, the line is denied.
    ///
    /// ## What to do
    /// Ask credentialing whether the provider is enrolled, and put the enrollment into the roster.
    /// If nobody knows the provider, check the NPI.
    "ENR-01" "rendering-provider-not-in-roster": Warning, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "rendering provider {who} is not in the roster, which knows the practice",
    help: "add the provider's enrollments to the roster, or correct the NPI[ on line {line}]",
    predicts: [CO "B7", CO "185"],
    ack: "A7" "26" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1911111114~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let not_in_roster = Some(Clearance::Unknown(Unknown::ProviderNotInRoster));
    if line.clearance == not_in_roster
        && claim.practice.is_in_roster
        && claim.kind != ClaimKind::Institutional
    {
        hits.push(line.provider_hit(claim).unknown());
    }
}
