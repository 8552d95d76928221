use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A revenue code (SV201) is not four digits. `300` is sent as `0300`.
    ///
    /// ## Why it matters
    /// The line is refused: revenue codes are the first thing that an institutional payer reads.
    ///
    /// ## What to do
    /// Send all four digits, leading zero included.
    "COD-07" "revenue-code-malformed": Error, ClaimData;
    source: "NUBC: revenue codes have four digits; 005010X223A2 SV201",
    watch: Code(&[CodeList::RevenueCode], check),
    message: "revenue code[ {code}] is not four digits",
    help: "send the four digits of the revenue code, leading zero included",
    predicts: [CO "16" "M50"],
    ack: "A7" "455",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    (!is_formed(code.code)).then(|| code.hit().with_known("code", code.shown()))
}

fn is_formed(code: &[u8]) -> bool {
    code.len() == 4 && code.iter().all(u8::is_ascii_digit)
}
