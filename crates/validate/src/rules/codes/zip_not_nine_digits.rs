use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The ZIP code of the billing provider (2010AA) or of a service facility (2310C, 2420C; 2310E
    /// of an 837I) has five digits, and the guide wants all nine. Only a warning, as many payers
    /// fill in the other four.
    ///
    /// ## Why it matters
    /// Where a locality ends inside a ZIP code, nine digits decide what is paid; some front ends
    /// refuse claims with five.
    ///
    /// ## What to do
    /// Take the nine digits from the postal service and put them into the practice and facility
    /// records.
    "COD-12" "zip-not-nine-digits": Warning, ClaimData;
    source: "005010X222A1 and X223A2 N403 of 2010AA and 2310: all nine digits",
    watch: Code(&[CodeList::Zip], check),
    message: "the ZIP code of the {who} has five digits, and the guide wants nine",
    help: "send all nine digits of the ZIP code",
    predicts: [],
    ack: "A7" "500",
    rejected: [
        Example::usual().changing("*627010001", "*62701"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_asked = matches!(code.role, b"85" | b"77" | b"FA" | b"LI" | b"TL");
    let is_short = code.code.len() == 5 && code.code.iter().all(u8::is_ascii_digit);
    (is_asked && is_short).then(|| code.hit().with("who", code.who()))
}
