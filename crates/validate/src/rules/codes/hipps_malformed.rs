use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A code of prospective payment (qualifier HP) is not five capital letters or digits. Such a code is judged by
    /// this form alone: the groups of skilled nursing, home health and rehabilitation each make theirs in a way of
    /// their own.
    ///
    /// ## Why it matters
    /// The line is priced by it. What is none can't be priced, and the bill is returned.
    ///
    /// ## What to do
    /// Copy the code from the software that groups the assessment. What is a procedure has the qualifier HC.
    "COD-28" "hipps-malformed": Error, ClaimData;
    source: "CMS, Definition and Uses of Health Insurance Prospective Payment System Codes (HIPPS codes): five positions, letters and digits",
    watch: Code(&[CodeList::Hipps], check),
    message: "HIPPS code[ {code}] is not five capital letters or digits",
    help: "look the code up and correct it[ on line {line}], or send HC before a procedure",
    predicts: [CO "16" "N471"],
    ack: "A7" "513",
    rejected: [
        Example::claim("CLM*A1*100***21:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0022*HP:NHNN*0*UN*2~LX*2~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***21:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0022*HP:nhnn1*0*UN*2~LX*2~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***21:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0022*HP:NHNN1*0*UN*2~LX*2~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_one = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_formed = code.code.len() == 5 && code.code.iter().all(is_one);
    (!is_formed).then(|| code.hit().with_known("code", code.shown()))
}
