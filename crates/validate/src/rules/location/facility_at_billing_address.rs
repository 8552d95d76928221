use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_claims::ClaimKind;
use remedi_enrollment::AddressKey;

rule! {
    /// ## What it is
    /// The service facility of a professional claim has the address of the billing provider: the
    /// same street and ZIP code when usual words are written alike and suites are left out.
    ///
    /// ## Why it matters
    /// The loop is for places with another address. Payers may read it as a second site, or refuse
    /// it.
    ///
    /// ## What to do
    /// Leave the loop out, unless a facility of its own, such as a hospital, is at that address.
    "LOC-05" "facility-at-billing-address": Info, PlaceOfService;
    source: "X12 request for interpretation 2810 on 005010X222A1 loop 2310C",
    watch: Claim(check),
    cues: [FACILITY],
    message: "the service facility has the address of the billing provider",
    help: "leave the loop out when the service was at the billing provider",
    predicts: [],
    yields_to: ["LOC-03", "LOC-04", "LOC-06"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*LAKESIDE*****XX*1922222223~N3*100 MAIN STREET STE 5~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*BRANCH*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(facility) = claim.facility.filter(|_| claim.kind == ClaimKind::Professional) else {
        return;
    };
    // Most are elsewhere.
    let is_near = facility.zip.get(..5).is_some_and(|zip| claim.practice.zip.starts_with(zip));
    if !is_near {
        return;
    }
    let own = claim.claim.facility().and_then(|party| party.address());
    let practice = claim.claim.billing_provider().and_then(|party| party.address());
    let (Some(own), Some(practice)) = (own, practice) else { return };
    if !own.line_1.is_empty() && AddressKey::of(&own.into()) == AddressKey::of(&practice.into()) {
        hits.push(Hit::at(Spot::segment(facility.segment)));
    }
}
