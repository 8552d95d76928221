use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A condition code (HI with BG) is not two capital letters or digits.
    ///
    /// Whether a code of the right form is assigned is judged where the profile names a list.
    ///
    /// ## Why it matters
    /// Institutional payers refuse the bill, or miss what the code would have told.
    ///
    /// ## What to do
    /// Look the code up in the billing manual; `1` is sent as `01`.
    "COD-18" "condition-code-malformed": Error, ClaimData;
    source: "NUBC data specifications; 005010X223A2 loop 2300 HI",
    watch: Code(&[CodeList::ConditionCode], check),
    message: "condition code[ {code}] is not two letters or digits",
    help: "look the code up and correct it; a leading zero belongs to it",
    predicts: [CO "16" "M44"],
    ack: "A7" "460",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BG:9~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BG:C5*BG:09~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    code.not_two_signs()
}
