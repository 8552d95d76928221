use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The ZIP code of an address in the United States (N403) is neither five nor nine digits. The
    /// hyphen is not sent. The value is not shown, as it may be a patient's.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end.
    ///
    /// ## What to do
    /// Send `627010001` for 62701-0001. A leading zero is part of the code: `021390001`.
    "COD-11" "zip-malformed": Error, ClaimData;
    source: "USPS ZIP code (external code source 51)",
    watch: Code(&[CodeList::Zip], check),
    message: "the ZIP code of the {who} is not five or nine digits",
    help: "send the five or nine digits of the ZIP code, without the hyphen and with its leading zero",
    predicts: [CO "16"],
    ack: "A7" "500",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("*627010001", "*62701-0001"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("*627010001", "*6270"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_formed = matches!(code.code.len(), 5 | 9) && code.code.iter().all(u8::is_ascii_digit);
    (!is_formed).then(|| code.address_hit())
}
