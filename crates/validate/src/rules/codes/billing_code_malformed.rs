use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A condition, occurrence, occurrence span or value code (HI with BG, BH, BI, BE) is not two
    /// capital letters or digits, or a patient discharge status (CL103) is not two digits.
    ///
    /// Whether a code of the right form is assigned is judged where the profile names a list.
    ///
    /// ## Why it matters
    /// Institutional payers refuse the bill, or miss what the code would have told.
    ///
    /// ## What to do
    /// Look the code up in the billing manual; `1` is sent as `01`.
    "COD-18" "billing-code-malformed": Error, ClaimData;
    source: "NUBC data specifications; 005010X223A2 loop 2300 HI and CL1",
    watch: Code(&[CodeList::ConditionCode, CodeList::OccurrenceCode, CodeList::OccurrenceSpanCode, CodeList::ValueCode, CodeList::DischargeStatus], check),
    message: "{kind}[ {code}] is not two {signs}",
    help: "look the code up and correct it; a leading zero belongs to it",
    predicts: [CO "16" "M44", CO "16" "M45", CO "16" "M46", CO "16" "M49", CO "16" "MA43"],
    ack: "A7" "460",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BG:9~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*1~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BH:11:D8:20250110~HI*BE:A1:::100~HI*BG:C5~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let signs = match code.list {
        CodeList::DischargeStatus => "digits",
        _ => "letters or digits",
    };
    let fits = |byte: &u8| byte.is_ascii_digit() || signs != "digits" && byte.is_ascii_uppercase();
    let is_formed = code.code.len() == 2 && code.code.iter().all(fits);
    let hit = || code.hit().with("kind", code.list.name()).with("signs", signs);
    (!is_formed).then(|| hit().with_known("code", code.shown()))
}
