use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
rule! {
    /// ## What it is
    /// The address of the billing provider (2010AA N301) is a post office box or a lockbox.
    ///
    /// ## Why it matters
    /// The guide wants the street address of the billing provider. Front ends refuse the claim
    /// (277CA A7, status 126, entity 85).
    ///
    /// ## What to do
    /// Send the street address in 2010AA, and the box as the pay-to address in 2010AB.
    "LOC-08" "post-office-box-billed-from": Error, PlaceOfService;
    source: "005010X222A1, X223A2 and X224A2 loop 2010AA N3: a street address",
    watch: Claim(check),
    message: "the address of the billing provider is a post office box",
    help: "send the street address in 2010AA, and the box in 2010AB",
    predicts: [CO "16" "N258"],
    ack: "A7" "126" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("100 MAIN ST", "PO BOX 100"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("100 MAIN ST", "P.O. Box 100"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("100 MAIN ST", "LOCK BOX 7"),
    ],
    accepted: [
        Example::usual(),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("100 MAIN ST", "100 BOXWOOD ST"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    // 4010 took any mailing address.
    if !claim.is_5010() {
        return;
    }
    if let Some(street) = claim.practice.street
        && is_box(street.value)
    {
        hits.push(Hit::at(Spot::element(street.segment, 1)));
    }
}

/// Whether a street is a post office box, with or without dots and spaces.
fn is_box(street: &[u8]) -> bool {
    if !matches!(street.first(), Some(b'P' | b'p' | b'L' | b'l' | b'B' | b'b')) {
        return false;
    }
    let letters = street.iter().filter(|byte| byte.is_ascii_alphanumeric());
    let mut letters = letters.map(u8::to_ascii_uppercase);
    let start: [u8; 14] = std::array::from_fn(|_| letters.next().unwrap_or(b' '));
    let is_numbered = |name: &[u8]| {
        start.starts_with(name) && !start.get(name.len()).is_some_and(u8::is_ascii_alphabetic)
    };
    let names: [&[u8]; 5] = [b"POBOX", b"POSTOFFICEBOX", b"LOCKBOX", b"PBOX", b"BOX"];
    names.into_iter().any(is_numbered)
}
