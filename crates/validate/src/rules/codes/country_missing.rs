use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The postal code of an address (N403) starts with a letter, as those of Canada do, and the country (N404) is
    /// missing. The value is not shown, as it may be a patient's.
    ///
    /// ## Why it matters
    /// Without a country an address is one of the United States, where postal codes are digits. Clearinghouses refuse
    /// the claim.
    ///
    /// ## What to do
    /// Send the two letters of the country in N404, such as CA.
    "COD-35" "country-missing": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 N404: required outside of the United States; \
        https://www.stedi.com/changelog/claim-edit-missing-country-code-for-non-us-addresses (read 2026-11)",
    watch: Code(&[CodeList::PostalCode], check),
    message: "the postal code of the {who} is of another country, and the country is missing",
    help: "send the two letters of the country in N404",
    predicts: [CO "16"],
    ack: "A6" "126",
    rejected: [
        Example::usual().changing("SPRINGFIELD*IL*627010001", "TORONTO*ON*M4B1B3"),
    ],
    accepted: [
        Example::usual().changing("SPRINGFIELD*IL*627010001", "TORONTO*ON*M4B1B3*CA"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    Some(code.address_hit())
}
