use remedi_enrollment::PayerClass;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The rendering or billing provider has opted out of Medicare (`opted_out_from`, `opted_out_to` of
    /// `providers.csv`), and the claim goes to Medicare or a Medicare Advantage plan. Emergency and urgent services
    /// with modifier GJ pass.
    ///
    /// ## Why it matters
    /// Medicare pays neither the provider nor the patient. A claim by mistake can be taken as breach of the affidavit.
    ///
    /// ## What to do
    /// Do not send the claim. Bill the patient by the private contract. If the affidavit has ended, put the day into
    /// the roster.
    "ENR-18" "provider-opted-out": Error, Credentialing;
    source: "42 CFR 405.405 to 405.455, 422.220; CMS opt-out affidavits",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role} {who} has opted out of Medicare since {since}; the service is dated {dates}",
    help: "do not send the claim[ (line {line})]: the service is a matter of a private contract, or of modifier GJ in an emergency",
    predicts: [CO "B7", CO "96" "N905"],
    ack: "A7" "91",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,opted_out_from\n1245319599,1,Roe,2024-06-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,opted_out_from,opted_out_to\n1245319599,1,Roe,2022-06-01,2024-05-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,opted_out_from\n1245319599,1,Roe,2024-06-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:GJ*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name,opted_out_from\n1245319599,1,Roe,2024-06-01\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_advantage = claim.payer.class == Some(PayerClass::MedicareAdvantage);
    if line.records.is_empty() || !(is_advantage || claim.is_for_medicare()) || line.has_modifier(&["GJ"]) {
        return;
    }
    for record in &line.records {
        // Who has opted out may still order and refer.
        let bills = matches!(record.provider.role, b"82" | b"85");
        if let Amiss::OptedOut { since } = record.amiss
            && bills
        {
            hits.push(record.hit().with("since", since));
        }
    }
}
