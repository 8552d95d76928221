use remedi_claims::ClaimKind;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts, ProviderFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The payer finds enrollments by taxonomy (`taxonomy_required = true` in the profile), and the rendering provider
    /// (2310B or 2420A PRV*PE) or the billing provider (2000A PRV*BI) is sent without one. On institutional claims only
    /// the billing provider is meant.
    ///
    /// ## Why it matters
    /// The payer can't tell under which enrollment the service falls: it refuses the claim, or prices it by another
    /// specialty.
    ///
    /// ## What to do
    /// Send the taxonomy under which the provider is enrolled with this payer.
    "ENR-11" "taxonomy-missing": Warning, Credentialing;
    source: "companion guides of payers, as the profile says (taxonomy_required)",
    watch: Claim(check),
    message: "payer {payer} wants the taxonomy of the {role}, and it is missing",
    help: "send the enrolled taxonomy of the {role} in PRV03[ on line {line}]",
    predicts: [CO "16" "N288", CO "16" "N255"],
    ack: "A6" "145",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*261QM1300X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_profile("[payers.\"60054\"]\ntaxonomy_required = true\n")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RC0000X~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\ntaxonomy_required = true\n")
            .with_roster(&[ENROLLED]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RC0000X~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*261QM1300X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_profile("[payers.\"60054\"]\ntaxonomy_required = true\n")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.payer.demands.taxonomy || !claim.has_roster {
        return;
    }
    let lacks = |one: &ProviderFacts<'_>| one.taxonomy_segment.is_none() && one.taxonomy.is_none();
    let hit = |one: ProviderFacts<'_>| {
        let (role, entity) = one.role_in_words();
        let hit = Hit::at(Spot::segment(one.segment)).with("role", role);
        entity.map_or(hit.clone(), |entity| hit.entity(entity))
    };
    if let Some(billing) = claim.practice.provider.filter(lacks) {
        hits.push(hit(billing));
    }
    if claim.kind == ClaimKind::Institutional {
        return;
    }
    if let Some(rendering) = claim.rendering.filter(lacks) {
        hits.push(hit(rendering));
    }
    for (index, line) in lines.iter().enumerate() {
        if let Some(rendering) = line.own_rendering.filter(lacks) {
            hits.push(hit(rendering).on_line(index));
        }
    }
}
