use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A diagnosis related group (HI with DR) is neither three nor four digits.
    ///
    /// ## Why it matters
    /// Inpatient bills are paid by it; what is none is refused, or replaced by the payer's own.
    ///
    /// ## What to do
    /// Send the three digits of the group with their leading zeros; groupers with a severity have a
    /// fourth.
    "COD-19" "drg-malformed": Error, ClaimData;
    source: "CMS MS-DRG (external code source 229)",
    watch: Code(&[CodeList::Drg], check),
    message: "diagnosis related group[ {code}] is not three or four digits",
    help: "send the digits of the group, with leading zeros",
    predicts: [CO "16"],
    ack: "A7" "256",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250115-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*DR:87A~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250115-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*DR:65~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250115-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*DR:065~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    (!is_formed(code.code)).then(|| code.hit().with_known("code", code.shown()))
}

fn is_formed(code: &[u8]) -> bool {
    matches!(code.len(), 3 | 4) && code.iter().all(u8::is_ascii_digit)
}
