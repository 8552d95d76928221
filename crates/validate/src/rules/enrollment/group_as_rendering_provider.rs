use remedi_claims::EntityType;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A professional claim names an organization as rendering provider. The guide allows it; Medicare and the payers
    /// whose profile says `person_rendering = true` do not, but for what laboratories, suppliers, ambulances, surgical
    /// centers and other facilities bill, told by taxonomy, place of service or procedure.
    ///
    /// ## Why it matters
    /// The payer looks for the enrollment of a person and finds none: the line is denied.
    ///
    /// ## What to do
    /// Send the person. If the payer takes groups, say `person_rendering = false` in its profile.
    "ENR-20" "group-as-rendering-provider": Error, Credentialing;
    source: "CMS Claims Processing Manual (100-04) chapter 26 section 10.4 item 24J; companion guides of payers (person_rendering)",
    watch: Line(check),
    cues: [NO_PERSON],
    message: "the rendering provider {who} is an organization (NM102 = 2), and payer {payer} wants the person who rendered the service",
    help: "send the person who rendered the service in 2310B[, or in 2420A of line {line}]",
    predicts: [CO "16" "N290", CO "16" "N799"],
    ack: "A7" "562" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nperson_rendering = true\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_profile("[payers.\"60054\"]\nperson_rendering = false\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(provider) = line.own_rendering.or(claim.rendering) else {
        return;
    };
    if provider.entity_type != Some(EntityType::Organization) || !claim.has_roster || !claim.wants_person() {
        return;
    }
    let renders_itself = provider.taxonomy.is_some_and(records::renders_itself);
    if !renders_itself && !line.is_rendered_by_organization(claim) {
        hits.push(Hit::at(Spot::element(provider.segment, 2)).with_known("who", provider.npi()));
    }
}
