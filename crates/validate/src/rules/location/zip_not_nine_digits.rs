use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The ZIP code of the billing provider (2010AA) or of a service facility (2310C, 2420C; 2310E
    /// of an 837I) has five digits where the guide wants all nine, or its last four are 0000, which
    /// no address has. Only a warning, as many payers fill in the other four; raise it for front
    /// ends that refuse five.
    ///
    /// ## Why it matters
    /// Where a locality ends inside a ZIP code, nine digits decide what is paid; some front ends
    /// refuse claims with five (277CA status 500).
    ///
    /// ## What to do
    /// Take the nine digits from the postal service and put them into the practice and facility
    /// records.
    "LOC-07" "zip-not-nine-digits": Warning, PlaceOfService;
    source: "005010X222A1 and X223A2 N403 of 2010AA and 2310: all nine digits",
    watch: Code(&[CodeList::Zip], check),
    message: "the ZIP code of the {who} {fault}",
    help: "send all nine digits of the ZIP code",
    predicts: [],
    ack: "A7" "500",
    rejected: [
        Example::usual().changing("*627010001", "*62701"),
        Example::usual().changing("*627010001", "*627010000"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    if !code.in_5010_claim || !matches!(code.role, b"85" | b"77" | b"FA" | b"LI" | b"TL") {
        return None;
    }
    if !code.code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let fault = match code.code {
        [_, _, _, _, _] => "has five digits, and the guide wants nine",
        [_, _, _, _, _, b'0', b'0', b'0', b'0'] => "ends in 0000, which no address has",
        _ => return None,
    };
    Some(code.address_hit().with("fault", fault))
}
