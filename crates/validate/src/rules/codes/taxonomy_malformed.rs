use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A provider taxonomy (PRV03) is not ten capital letters and digits. Since 2001 the last is an X;
    /// older codes have a Y or N there, and are in no list any more.
    ///
    /// ## Why it matters
    /// Payers match providers by NPI and taxonomy; a code that can't be one matches nobody.
    ///
    /// ## What to do
    /// Take the taxonomy from the provider's enrollment or the NPI registry.
    "COD-13" "taxonomy-malformed": Error, ClaimData;
    source: "NUCC provider taxonomy (external code source 682)",
    watch: Code(&[CodeList::Taxonomy], check),
    message: "taxonomy[ {code}] is not ten letters and digits",
    help: "take the taxonomy from the enrollment and correct it",
    predicts: [CO "16" "N255"],
    ack: "A7" "145",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").billed_by("PRV*BI*PXC*207R00000~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").billed_by("PRV*BI*PXC*207R00000X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let fits = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let is_formed = code.code.len() == 10 && code.code.iter().all(fits);
    (!is_formed).then(|| code.hit().with_known("code", code.shown()))
}
