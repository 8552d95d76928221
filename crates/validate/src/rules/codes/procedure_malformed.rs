use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A procedure has not the form of its list. HCPCS (qualifier HC): five digits, four digits and a
    /// letter, or a letter and four digits. Dental (AD): D and four digits.
    ///
    /// Whether a code of the right form is in the list is judged where the profile names one.
    ///
    /// ## Why it matters
    /// A code that can't be one is refused, or the line denied.
    ///
    /// ## What to do
    /// Look the code up. Often a modifier stands in the place of the code or behind it without a
    /// separator, or a digit is missing.
    "COD-05" "procedure-malformed": Error, ClaimData;
    source: "HCPCS levels I and II; CDT",
    watch: Code(&[CodeList::Hcpcs, CodeList::Cdt], check),
    message: "procedure code[ {code}] has not the form of {list}",
    help: "look the code up and correct it[ on line {line}]",
    predicts: [CO "16" "M51", CO "181"],
    ack: "A7" "454",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:9921*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:9921325*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:K021~LX*1~SV3*AD:0120*100~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:G0438*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:0001F*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:K021~LX*1~SV3*AD:D0120*100~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let (is_formed, list) = match code.list {
        CodeList::Cdt => (is_dental(code.code), "CDT"),
        _ => (is_hcpcs(code.code), "HCPCS"),
    };
    (!is_formed).then(|| code.hit().with("list", list).with_known("code", code.shown()))
}

fn is_hcpcs(code: &[u8]) -> bool {
    let [first, middle @ .., last] = code else {
        return false;
    };
    let (is_letter, is_digit) = (u8::is_ascii_uppercase, u8::is_ascii_digit);
    middle.len() == 3
        && middle.iter().all(is_digit)
        && (is_digit(first) && (is_digit(last) || is_letter(last)) || is_letter(first) && is_digit(last))
}

fn is_dental(code: &[u8]) -> bool {
    matches!(code, [b'D', digits @ ..] if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit))
}
