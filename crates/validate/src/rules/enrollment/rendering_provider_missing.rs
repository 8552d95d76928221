use remedi_claims::{ClaimKind, EntityType};
use remedi_enrollment::{Clearance, Fact, Unknown};

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// A group bills a professional claim (2010AA NM102 = 2) that names no rendering provider, neither for the claim
    /// nor for the line. Medicare and the payers whose profile says `person_rendering = true` want one; with other
    /// payers it is a warning where the roster knows the practice and has no enrollment of the group itself.
    /// Laboratories, suppliers, ambulances, surgical centers and other facilities bill without, told by taxonomy, place
    /// of service or procedure.
    ///
    /// ## Why it matters
    /// The payer does not know whose enrollment the service falls under: the claim is refused or denied.
    ///
    /// ## What to do
    /// Name the person. A group that is enrolled itself gets a row of its own in the roster.
    "ENR-21" "rendering-provider-missing": Error, Credentialing;
    source: "005010X222A1 loops 2310B and 2420A; CMS Claims Processing Manual (100-04) chapter 26 section 10.4 item 24J",
    watch: Line(check),
    cues: [NO_PERSON],
    message: "the billing provider is a group, and nobody is named who rendered the service",
    help: "send the person who rendered the service in 2310B[, or in 2420A of line {line}]",
    predicts: [CO "16" "N290"],
    ack: "A6" "562" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nperson_rendering = true\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .billed_by("PRV*BI*PXC*207RC0000X~NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2023-01-01\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_group = claim.has_roster
        && claim.kind == ClaimKind::Professional
        && line.provider.is_none()
        && claim.practice.provider.is_some_and(|own| own.entity_type == Some(EntityType::Organization));
    if !is_group {
        return;
    }
    let is_missed = matches!(
        line.clearance,
        Some(Clearance::Unknown(Unknown::FactMissing { fact: Fact::Provider, .. }))
    );
    let severity = match claim.payer.demands.person_rendering {
        _ if claim.wants_person() => Severity::Error,
        None if is_missed && claim.practice.is_in_roster => Severity::Warning,
        _ => return,
    };
    if !line.is_rendered_by_organization(claim) {
        hits.push(Hit::at(Spot::segment(claim.segment)).graded(severity));
    }
}
