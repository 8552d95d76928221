use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};
use remedi_enrollment::Shortfall;

rule! {
    /// ## What it is
    /// The enrollment of the provider with the payer, or else its location, lists places of
    /// service, and neither 02 nor 10 with which the line was sent is among them. By default
    /// telehealth follows the office: this speaks when the terms of the payer in the profile say
    /// `telehealth = "explicit"`, or when the office is not approved either. It is ENR-09 for
    /// telehealth.
    ///
    /// ## Why it matters
    /// The payer pays for telehealth only where it was approved, and denies the line.
    ///
    /// ## What to do
    /// Have telehealth added to the enrollment, or correct the place of service; if the payer lets
    /// telehealth follow the office, correct the profile.
    "TH-15" "telehealth-not-approved": Error, PlaceOfService;
    source: "contract of the roster: telehealth follows the office unless the payer's terms say explicit",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "place of service {pos} is telehealth, which is not approved for provider {who} at payer {payer}[; approved are {expected}]",
    help: "have telehealth added to the enrollment with payer {payer}, or correct the place of service[ of line {line}]",
    predicts: [CO "5" "M77", CO "58", CO "96" "N428"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[payers.60054.terms]\ntelehealth = \"explicit\"\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,approved_pos\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,11 22\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[payers.60054.terms]\ntelehealth = \"explicit\"\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,approved_pos\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,10 11\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[2, 10])
        && let Some((Shortfall::PlaceOfService { .. }, _)) = line.shortfall()
    {
        hits.push(line.enrollment_hit(claim).moved_to(line.pos_spot));
    }
}
