use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A diagnosis code has not the form of its list. ICD-10-CM (ABK, ABF, ABJ, APR, ABN): a letter, a
    /// digit (or A) and one to five letters or digits, three to seven characters in all. ICD-9-CM (BK,
    /// BF and so on): three to five digits, or V and two to four digits, or E and three or four.
    ///
    /// Whether a code of the right form is in the list is judged where the profile names one.
    ///
    /// ## Why it matters
    /// A code that can't be one is refused by the front end.
    ///
    /// ## What to do
    /// Look the code up. Often a character is missing, the letter O stands for the digit 0, or the
    /// qualifier is of the other version.
    "COD-02" "diagnosis-malformed": Error, ClaimData;
    source: "ICD-10-CM Official Guidelines section I.A.2; ICD-9-CM",
    watch: Code(&[CodeList::Icd10Cm, CodeList::Icd9Cm], check),
    message: "diagnosis code[ {code}] has not the form of {list}",
    help: "look the code up and correct it, or its qualifier",
    predicts: [CO "16" "M76"],
    ack: "A7" "255",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I1O000000~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*BK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20140115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:C7A00*ABF:S72001A~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*BK:V700*BF:E8859~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20140115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    // A decimal point is told by a rule of its own.
    if code.code.contains(&b'.') {
        return None;
    }
    let (is_formed, list) = match code.list {
        CodeList::Icd9Cm => (is_icd_9(code.code), "ICD-9-CM"),
        _ => (is_icd_10(code.code), "ICD-10-CM"),
    };
    (!is_formed).then(|| code.hit().with("list", list).with_known("code", code.shown()))
}

fn is_icd_10(code: &[u8]) -> bool {
    let [b'A'..=b'Z', b'0'..=b'9' | b'A', rest @ ..] = code else {
        return false;
    };
    (1..=5).contains(&rest.len()) && rest.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn is_icd_9(code: &[u8]) -> bool {
    let (digits, count) = match code {
        [b'V', digits @ ..] => (digits, 2..=4),
        [b'E', digits @ ..] => (digits, 3..=4),
        digits => (digits, 3..=5),
    };
    count.contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}
