use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An address without a country (N404), so one in the United States, or one there by its country, has no state (N402)
    /// or no ZIP code (N403).
    ///
    /// ## Why it matters
    /// The guide wants both in the United States, and a country elsewhere: one of them is missing. Front ends refuse
    /// the claim, and of a patient the payer finds no member by it.
    ///
    /// ## What to do
    /// Send the state and the ZIP code, or the country of an address abroad.
    "COD-36" "address-incomplete": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 N402 and N403: required in the United States and Canada; N404: required elsewhere",
    watch: Code(&[CodeList::AddressPart], check),
    message: "the {part} of the {who} is missing, and no other country tells that the address is abroad",
    help: "send the state and the ZIP code, or the country of an address abroad",
    predicts: [CO "16"],
    ack: "A6" "126",
    rejected: [
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001", "N4*SPRINGFIELD**627010001"),
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001", "N4*SPRINGFIELD*IL"),
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001", "N4*SPRINGFIELD*IL**US"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001", "N4*LONDON***GB"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let part = match code.code {
        b"N402" => "state",
        _ => "ZIP code",
    };
    Some(code.address_hit().with("part", part))
}
