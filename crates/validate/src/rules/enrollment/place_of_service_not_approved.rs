use remedi_enrollment::Shortfall;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Severity, rule};
use crate::sites;

rule! {
    /// ## What it is
    /// The place of service (SV105, else CLM05-1) is none that the payer has approved for the
    /// provider: by the enrollment's own list, else by that of its location. Telehealth (02, 10)
    /// follows the approval of offices unless the payer wants its own.
    ///
    /// By a location that is known by its address alone it is a warning, as others may have offices there:
    /// where the facility sent has another NPI, or no NPI and the enrollment does not name the location. So it is
    /// when the facility is the claim's for a place where the line was not (POS-S12).
    ///
    /// ## Why it matters
    /// The payer denies the line for its place of service, although provider and procedure are
    /// fine.
    ///
    /// ## What to do
    /// If the place is right, have it added to the enrollment. If it is not, correct the place of
    /// service.
    "ENR-09" "place-of-service-not-approved": Error, PlaceOfService;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "place of service {pos} is not approved for provider {who} at payer {payer}[; approved are {expected}]",
    help: "correct the place of service[ of line {line}], or have it added to the enrollment with payer {payer}",
    predicts: [CO "5" "M77", CO "58", CO "96" "N428", CO "171"],
    ack: "A8" "249",
    yields_to: ["TH-15", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,approved_pos\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,11 22\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,approved_pos\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,11 22\n"),
        ]),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,approved_pos\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,11 22\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some((Shortfall::PlaceOfService { location, is_sure }, _)) = line.shortfall() else {
        return;
    };
    let hit = line.enrollment_hit(claim).moved_to(line.pos_spot);
    let is_elsewhere = location.is_some() && sites::elsewhere_than(claim, line).is_some();
    hits.push(match is_sure && !is_elsewhere {
        true => hit,
        false => hit.graded(Severity::Warning),
    });
}
