use remedi_claims::Taxonomy;
use remedi_claims::codes::taxonomy;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A provider taxonomy (PRV03) has the right form and is not in the list that remedi holds, which is
    /// version 21.1. Only a warning, as codes have been added since.
    ///
    /// ## Why it matters
    /// Payers match providers by NPI and taxonomy; a code that nobody has matches nobody.
    ///
    /// ## What to do
    /// Compare it with the provider's enrollment and the current list.
    "COD-22" "taxonomy-not-listed": Warning, ClaimData;
    source: "NUCC provider taxonomy version 21.1 (external code source 682)",
    watch: Code(&[CodeList::Taxonomy], check),
    message: "taxonomy[ {code}] is not in version 21.1 of the list",
    help: "compare the taxonomy with the enrollment and the current list",
    predicts: [CO "16" "N255"],
    ack: "A7" "145",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").billed_by("PRV*BI*PXC*207R00009X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").billed_by("PRV*BI*PXC*207RC0000X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    // What has not the form of a code is told by a rule of its own.
    let is_listed = match Taxonomy::parse(code.code) {
        Some(taxonomy) => taxonomy::is_listed(taxonomy),
        None => code.code.len() != 10,
    };
    (!is_listed).then(|| code.hit().with_known("code", code.shown()))
}
