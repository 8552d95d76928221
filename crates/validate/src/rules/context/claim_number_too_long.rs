use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The patient account number (CLM01) has more than 20 characters. The element has room for more, but payers need
    /// not keep or return more than 20.
    ///
    /// ## Why it matters
    /// Acknowledgements and remittances come back with a number that is cut off, so that nobody finds the claim by it;
    /// clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Number claims with 20 characters at most.
    "CTX-33" "claim-number-too-long": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2300 CLM01: receivers support 20 characters; \
        https://www.stedi.com/changelog/new-claim-edit-invalid-patient-control-number (read 2026-11)",
    watch: Claim(check),
    message: "the patient account number has {length} characters, and payers need to return but 20",
    help: "number the claim with 20 characters at most (CLM01)",
    predicts: [CO "16"],
    ack: "A7" "478",
    rejected: [
        Example::claim("CLM*A12345678901234567890*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1234567890123456789*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    // What is longer than the element may be is told by the guide.
    if let length @ 21..=38 = claim.id.len() {
        hits.push(Hit::at(Spot::element(claim.segment, 1)).with("length", length as u64));
    }
}
