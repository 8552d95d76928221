use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A modifier is not two capital letters or digits.
    ///
    /// ## Why it matters
    /// The line is refused, or paid as if it had no modifier.
    ///
    /// ## What to do
    /// Correct the modifier, or leave the component empty where there is none.
    "COD-06" "modifier-malformed": Error, ClaimData;
    source: "HCPCS and CPT modifiers",
    watch: Code(&[CodeList::Modifier], check),
    message: "modifier[ {code}] is not two letters or digits",
    help: "correct the modifier[ of line {line}], or leave it out",
    predicts: [CO "4"],
    ack: "A7" "453",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:2-*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:25:LT*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    (!is_formed(code.code)).then(|| code.hit().with_known("code", code.shown()))
}

fn is_formed(code: &[u8]) -> bool {
    code.len() == 2 && code.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}
