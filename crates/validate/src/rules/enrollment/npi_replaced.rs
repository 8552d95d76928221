use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The NPI registry (NPPES) had put the NPI of a provider out of use on the day of service and given another in its
    /// place: `replaced_by` and `npi_deactivated_on` of `providers.csv`, which `remedi roster import --from nppes` fills.
    /// Looked at are the rendering, billing, ordering or referring, and supervising providers. Where the roster tells no
    /// day of the replacement, nobody can say which of the two was the provider's: a warning. Of a deactivated NPI without
    /// a successor, as of a provider who died, NPI-03 tells.
    ///
    /// ## Why it matters
    /// Payers compare NPIs with the registry: the claim is refused by the front end (277CA A7, status 562) or denied.
    /// Somebody else using an NPI that was stolen is a reason for which NPIs are replaced, so that a claim under the old
    /// one may be taken for fraud.
    ///
    /// ## What to do
    /// Send the new NPI. See that payers have moved the enrollments to it, and the roster too.
    "ENR-28" "npi-replaced": Error, Credentialing;
    source: "45 CFR 162.412; Replacement NPI and deactivation date of the NPPES dissemination file",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role}'s NPI {who} was replaced by {instead}[ on {since}; the service is dated {day}]",
    help: "send NPI {instead} for the {role}[ on line {line}], once the payer has it",
    predicts: [CO "208", CO "16" "N290", CO "16" "N257"],
    ack: "A7" "562",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,npi_deactivated_on,replaced_by\n1245319599,2025-01-15,1811111115\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,npi_deactivated_on,replaced_by\n1911111114,2024-06-01,1811111115\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,npi_deactivated_on,replaced_by\n1245319599,2025-01-16,1811111115\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,npi_deactivated_on,npi_reactivated_on,replaced_by\n1245319599,2024-06-01,2025-01-15,1811111115\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        let Amiss::Replaced { by, since } = record.amiss else {
            continue;
        };
        let hit = record.hit().with("instead", by);
        hits.push(match since {
            Some((day, since)) => hit.with("since", since).with("day", day),
            None => hit.unknown(),
        });
    }
}
