use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The patient discharge status (CL103) is not two digits, or 00, which is none.
    ///
    /// Whether a code of the right form is assigned is judged where the profile names a list.
    ///
    /// ## Why it matters
    /// Institutional payers refuse the bill, or do not know how the stay ended.
    ///
    /// ## What to do
    /// Look the code up in the billing manual; `1` is sent as `01`.
    "COD-27" "discharge-status-malformed": Error, ClaimData;
    source: "NUBC data specifications; 005010X223A2 loop 2300 CL1",
    watch: Code(&[CodeList::DischargeStatus], check),
    message: "patient discharge status[ {code}] {fault}",
    help: "look the code up and correct it; a leading zero belongs to it",
    predicts: [CO "16" "MA43"],
    ack: "A7" "234",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*00~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*1~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_formed = code.code.len() == 2 && code.code.iter().all(u8::is_ascii_digit);
    let fault = match code.code {
        b"00" => "is none that has been assigned",
        _ if !is_formed => "is not two digits",
        _ => return None,
    };
    Some(code.hit().with("fault", fault).with_known("code", code.shown()))
}
