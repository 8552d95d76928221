use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The service was at an office, a clinic or an urgent care center (11, 17, 20, 49, 50, 71, 72)
    /// that the roster has under another TIN than the billing provider's (2010AA REF*EI or REF*SY).
    /// At hospitals and other facilities the TIN is the facility's own, and is not compared.
    ///
    /// ## Why it matters
    /// The service is billed under another entity than the one that owns the site. Payers deny it,
    /// or pay by the wrong contract.
    ///
    /// ## What to do
    /// Bill under the TIN of the site, name the right site, or correct the TIN in locations.csv.
    "LOC-19" "site-of-another-tin": Warning, Credentialing;
    source: "contract of the roster: locations.csv says whose a location is",
    watch: Line(check),
    cues: [SITE],
    message: "the site is under TIN {site} in the roster, and the claim is billed under {tin}",
    help: "bill under the TIN of the site[ (line {line})], or correct the location in the roster",
    predicts: [CO "16" "N516", CO "16" "N521"],
    ack: "A8" "128" "85",
    yields_to: ["LOC-02", "ENR-06", "ENR-07", "ENR-08"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip,tin\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701,987654321\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip,tin\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701,123456789\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip,tin\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701,\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let (Some(site), Some(own)) = (line.site_tin, claim.practice.tin)
        && site.kind() == own.kind()
        && site != own
    {
        let spot = claim.practice.tin_segment.map(|segment| Spot::element(segment, 2));
        hits.push(Hit::at(spot.unwrap_or(line.pos_spot)).with("site", site));
    }
}
