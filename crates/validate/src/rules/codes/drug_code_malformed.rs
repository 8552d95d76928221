use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A national drug code (LIN03 after LIN02 = N4) is not eleven digits, or eleven zeros, which is no drug's. On
    /// claims it is sent in the form 5-4-2 without hyphens, with a zero in the part that is short.
    ///
    /// ## Why it matters
    /// Medicaid and many plans deny drugs without a valid code: they can't claim the manufacturer's
    /// rebate.
    ///
    /// ## What to do
    /// Fill the short part of the code on the package with a leading zero, and leave the hyphens out:
    /// 1234-5678-90 is sent as 01234567890.
    "COD-17" "drug-code-malformed": Error, ClaimData;
    source: "FDA national drug code; HIPAA form of eleven digits (external code source 240)",
    watch: Code(&[CodeList::Ndc], check),
    message: "drug code[ {code}] is {fault}",
    help: "send the national drug code as eleven digits without hyphens[ on line {line}]",
    predicts: [CO "16" "M119"],
    ack: "A7" "218",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*1234-5678-90~CTP****1*UN~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*00000000000~CTP****1*UN~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*01234567890~CTP****1*UN~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let fault = match code.code {
        zeros if zeros.len() == 11 && zeros.iter().all(|byte| *byte == b'0') => "no drug's",
        digits if digits.len() == 11 && digits.iter().all(u8::is_ascii_digit) => return None,
        _ => "not eleven digits",
    };
    let hit = code.hit().with("fault", fault);
    Some(hit.with_known("code", code.shown()))
}
