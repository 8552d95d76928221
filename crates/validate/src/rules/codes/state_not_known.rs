use remedi_claims::codes::region;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A state or province (N402, or CLM11-4 for accidents) is none of the United States or Canada. It
    /// is judged where the address has no country, or one of these.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end, or the payer pays at the rate of no locality.
    ///
    /// ## What to do
    /// Send the two capital letters of the state, as the postal service has them.
    "COD-09" "state-not-known": Error, ClaimData;
    source: "USPS and Canada Post codes (external code source 22)",
    watch: Code(&[CodeList::State], check),
    message: "state[ {code}] of the {who} is none of the United States or Canada",
    help: "send the two letters of the state",
    predicts: [CO "16"],
    ack: "A7" "501",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SPRINGFIELD*IL*", "SPRINGFIELD*XX*"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::ZZ~DTP*439*D8*20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SPRINGFIELD*IL*627010001", "TORONTO*ON*M4B1B3*CA"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::IL~DTP*439*D8*20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let hit = || code.address_hit().with_known("code", code.shown());
    (!region::is_state(code.code)).then(hit)
}
