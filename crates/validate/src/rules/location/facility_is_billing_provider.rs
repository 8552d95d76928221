use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// The service facility of a professional claim (2310C, 2420C) has the NPI of the billing
    /// provider (2010AA). The loop is for places other than the billing provider.
    ///
    /// ## Why it matters
    /// The guide does not allow it; some front ends refuse the claim, and a practice that names
    /// itself as a facility is paid by the wrong address.
    ///
    /// ## What to do
    /// Leave the loop out when the service was at the address of the billing provider. When it was
    /// at another address of the same provider, send the loop with that address and without the
    /// NPI, or with the NPI of that site.
    "LOC-04" "facility-is-billing-provider": Warning, PlaceOfService;
    source: "X12 request for interpretation 1845 on 005010X222A1 loop 2310C",
    watch: Line(check),
    cues: [FACILITY],
    message: "the service facility has the NPI of the billing provider",
    help: "leave the loop out, or name the site by its own NPI and address",
    predicts: [CO "16" "N293"],
    ack: "A7" "562" "77",
    yields_to: ["LOC-03", "LOC-06"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*LAKESIDE*****XX*1234567893~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*BRANCH*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let own = claim.practice.npi();
    if claim.kind == ClaimKind::Professional
        && let Some(facility) = line.facility
        && own.is_some()
        && facility.npi() == own
    {
        hits.push(Hit::at(Spot::element(facility.segment, 9)));
    }
}
