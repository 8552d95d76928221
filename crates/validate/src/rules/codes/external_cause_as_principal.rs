use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The principal diagnosis (HI with ABK) is an external cause of ICD-10-CM: a code from V00 to Y99, which tells how
    /// or where an injury came about.
    ///
    /// ## Why it matters
    /// Such a code says nothing of what is wrong with the patient. The guidelines let it stand behind a diagnosis only, and
    /// front ends refuse the claim.
    ///
    /// ## What to do
    /// Send the injury or the illness first, and the external cause behind it: with ABF on a professional claim, with ABN
    /// on an institutional one.
    "COD-30" "external-cause-as-principal": Error, ClaimData;
    source: "ICD-10-CM Official Guidelines section I.C.20.a.6: an external cause is never the first or principal diagnosis",
    watch: Code(&[CodeList::Icd10Cm], check),
    message: "the principal diagnosis[ {code}] is an external cause",
    help: "send what is wrong with the patient as the principal diagnosis, and the external cause behind it",
    predicts: [CO "16" "MA63"],
    ack: "A7" "254",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:W19XXXA*ABF:S72001A~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:Y92009~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:S72001A*ABF:W19XXXA~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:S72001A~HI*ABN:W19XXXA~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_cause = matches!(code.code, [b'V'..=b'Y', b'0'..=b'9', ..]);
    let is_wrong = is_cause && code.is_principal;
    is_wrong.then(|| code.hit().with_known("code", code.shown()))
}
