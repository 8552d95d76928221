use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_claims::codes::pos;
use remedi_claims::codes::type_of_bill::{self, FacilityTypeFault};
use remedi_claims::{ClaimKind, Pos};

rule! {
    /// ## What it is
    /// CLM05-1 of an institutional claim is a place of service, such as 20, and no facility type of
    /// a type of bill that we know. On an 837I the element holds the first two digits of the type
    /// of bill, and CLM05-3 the frequency; places of service are of professional and dental claims.
    /// No rule on places of service judges an 837I. 65 and 66 are told by no rule: they are places of service (dialysis,
    /// PACE) and facility types (intermediate care) alike.
    ///
    /// ## Why it matters
    /// The payer reads the number as a type of bill, and refuses the claim or pays it as something
    /// else.
    ///
    /// ## What to do
    /// Send the facility type: 11 or 12 for inpatients of a hospital, 13, 14 or 85 for its
    /// outpatients, 21 to 23 and 18 for nursing care, 32 or 34 for home health, 71 and 77 for rural
    /// and federally qualified clinics, 72 for dialysis.
    "POS-S05" "place-of-service-for-type-of-bill": Warning, PlaceOfService;
    source: "NUBC type of bill; 005010X223A2 CLM05-1",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "{sent} is a place of service, and an institutional claim has the facility type of its type of bill there",
    help: "send the first two digits of the type of bill in CLM05-1, or the service on a professional claim",
    predicts: [CO "16" "MA30"],
    ack: "A7" "228",
    rejected: [
        Example::claim("CLM*A1*100***20:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~\
            LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~\
            LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let sent = claim.facility_code;
    if claim.kind == ClaimKind::Institutional
        && type_of_bill::facility(sent) == Err(FacilityTypeFault::Unknown)
        && let Some(pos) = Pos::parse(sent).filter(|&pos| pos::lookup(pos).is_some())
    {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)).with("sent", pos));
    }
}
