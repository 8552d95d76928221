use remedi_claims::codes::region;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A country (N404, or CLM11-5 for accidents abroad) is not a code of two letters of ISO 3166-1. The
    /// element is for addresses outside of the United States.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end.
    ///
    /// ## What to do
    /// Send the code of two letters, such as `MX`; leave the element empty for the United States.
    "COD-10" "country-not-known": Error, ClaimData;
    source: "ISO 3166-1 (external code source 5)",
    watch: Code(&[CodeList::Country], check),
    message: "country[ {code}] of the {who} is not a code of two letters that is assigned",
    help: "send the country of two letters, or none for the United States",
    predicts: [CO "16"],
    ack: "A7" "126",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SPRINGFIELD*IL*627010001", "TIJUANA**22000*MEX"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SPRINGFIELD*IL*627010001", "TIJUANA**22000*MX"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let hit = || code.address_hit().with_known("code", code.shown());
    (!region::is_country(code.code)).then(hit)
}
