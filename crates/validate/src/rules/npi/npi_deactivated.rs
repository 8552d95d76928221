use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The NPI registry (NPPES) had put the NPI of a provider out of use on the day of service: from the day of
    /// deactivation to the day before it was activated again. Looked at are the rendering, billing, ordering or
    /// referring, and supervising providers, by `npi_deactivated_on` and `npi_reactivated_on` of `providers.csv`.
    /// Deactivated are NPIs of providers who died, retired or got another.
    ///
    /// ## Why it matters
    /// Payers compare NPIs with the registry: the claim is refused by the front end (277CA A7, status 562) or denied.
    /// An NPI that is used after its owner died points to fraud.
    ///
    /// ## What to do
    /// Find out why the NPI was deactivated. If it was a mistake, have it reactivated and put the date into the roster;
    /// services of the gap stay doubtful.
    "NPI-03" "npi-deactivated": Error, Credentialing;
    source: "45 CFR 162.412; NPPES deactivation and reactivation dates",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role}'s NPI {who} was deactivated on {since}[ and activated again on {until}]; the service is dated {day}",
    help: "have the NPI of the {role} reactivated, or correct it[ on line {line}]",
    predicts: [CO "208", CO "16" "N290", CO "16" "N257"],
    ack: "A7" "562",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,npi_deactivated_on\n1245319599,1,Roe,2025-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,npi_deactivated_on,npi_reactivated_on\n1245319599,1,Roe,2025-01-01,2025-01-16\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,npi_deactivated_on\n1245319599,1,Roe,2025-01-16\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,npi_deactivated_on,npi_reactivated_on\n1245319599,1,Roe,2025-01-01,2025-01-15\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::Deactivated { day, since, until } = record.amiss {
            hits.push(record.hit().with("since", since).with("day", day).with_known("until", until));
        }
    }
}
