use remedi_enrollment::Shortfall;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The taxonomy sent for the provider (PRV03) is none of those that the enrollment with the
    /// payer names.
    ///
    /// ## Why it matters
    /// Payers that pay by taxonomy deny the line or price it as another specialty; others do not
    /// look. Hence a warning.
    ///
    /// ## What to do
    /// Send the taxonomy of the enrollment, or have the new one added.
    "ENR-10" "taxonomy-not-enrolled": Warning, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "taxonomy {taxonomy} is none under which provider {who} is enrolled with payer {payer}[; the roster has {expected}]",
    help: "send the enrolled taxonomy in PRV03[ for line {line}], or have this one added to the enrollment",
    predicts: [CO "8", CO "172", CO "16" "N288" "N255"],
    ack: "A7" "145" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RI0011X~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,taxonomy,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,207RC0000X,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RC0000X~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,taxonomy,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,207RC0000X,approved,2023-01-01\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::Taxonomy, _)) = line.shortfall() {
        let hit = line.provider_hit(claim);
        let hit = hit.with_known("taxonomy", line.provider.and_then(|provider| provider.taxonomy));
        let segment = line.provider.and_then(|provider| provider.taxonomy_segment);
        hits.push(match segment {
            Some(segment) => hit.moved_to(Spot::element(segment, 3)),
            None => hit,
        });
    }
}
