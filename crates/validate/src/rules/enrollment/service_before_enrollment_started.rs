use remedi_enrollment::Shortfall;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The service is dated before the enrollment of the provider with the payer takes effect, or
    /// the application is still under way. The start is the date agreed for billing, else the
    /// effective date.
    ///
    /// ## Why it matters
    /// The payer denies the line. Some payers let services before the receipt of the application be billed once it is
    /// approved: Medicare those of 30 days, others as the profile says (`retro_billing_days`).
    ///
    /// ## What to do
    /// Where the payer can date back far enough, hold the claim until the application is approved and the date agreed
    /// for billing is in the roster (`billing_effective_from`). Where it can't, ask for an earlier effective date; if
    /// the payer refuses, the service is a write-off or another enrolled provider's.
    "ENR-03" "service-before-enrollment-started": Error, Credentialing;
    source: "42 CFR 424.521 for Medicare; contracts of payers",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} was not yet enrolled with payer {payer} on {day}[: the enrollment starts {starts}][: the application is {status}][, received {received}][; the payer can let be billed from {back_to}][; the payer lets be billed no earlier than {reach}]",
    help: "hold the claim[ (line {line})] until the enrollment is in force[: once approved, bill back to {back_to}][, and ask the payer for an earlier effective date than {asked}]",
    predicts: [CO "B7", CO "185"],
    ack: "A7" "91" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20221231~")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,application_received\n\
             1245319599,60054,1234567893,123456789,EIN,pending,2023-01-01,2025-01-02\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some((shortfall, not)) = line.shortfall() else { return };
    let starts = match shortfall {
        Shortfall::BeforeStart { starts } => Some(starts),
        Shortfall::NotApproved(_) if LineFacts::awaits_approval(shortfall) => None,
        _ => return,
    };
    let (status, received) = line.application.unzip();
    let hit = line.provider_hit(claim).with("day", not.uncovered.from);
    let hit = hit.with_known("starts", starts);
    let hit = hit.with_known("status", status.filter(|_| starts.is_none()).map(|status| status.word()));
    let hit = hit.with_known("received", received.flatten());
    let (day, reach) = (not.uncovered.from, line.back_to);
    let back_to = reach.filter(|reach| *reach <= day);
    let hit = hit.with_known("back_to", back_to).with_known("reach", reach.filter(|reach| day < *reach));
    // What is billed back needs no earlier date.
    let asked = starts.or(received.flatten()).or(Some(day)).filter(|_| back_to.is_none());
    hits.push(hit.with_known("asked", asked));
}
