use remedi_claims::EntityType;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The claim sends a provider as a person (NM102 = 1) whose NPI is an organization's (`entity_type` 2 in
    /// `providers.csv`), or the other way round. Rendering providers are asked for either way, and ordering, referring and
    /// supervising ones, who are persons by the guide. A billing provider may be an organization that bills under its
    /// owner's NPI, and a service facility is not asked.
    ///
    /// ## Why it matters
    /// Payers that compare with the registry refuse the claim. Mostly the NPI of the practice was put where that of a
    /// person belongs.
    ///
    /// ## What to do
    /// Send the NPI of the person in the loops of persons, and that of the group as billing provider.
    "NPI-04" "npi-of-other-entity-type": Warning, Credentialing;
    source: "005010X222A1 NM102; NPPES entity type code",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role} {who} is sent as {sent_as}, and the registry has {registered}",
    help: "correct NM102[ on line {line}], or send the NPI that was meant",
    predicts: [CO "208", CO "16" "N799"],
    ack: "A8" "562",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name\n1245319599,2,Roe Medical\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name\n1245319599,1,Roe\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,entity_type,last_or_organization_name\n1234567893,1,Roe\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::OtherType(registered) = record.amiss {
            let word = |own: Option<EntityType>| match own {
                Some(EntityType::Person) => "a person",
                _ => "an organization",
            };
            let hit = record.hit().with("sent_as", word(record.provider.entity_type));
            hits.push(hit.with("registered", word(Some(registered))));
        }
    }
}
