use remedi_enrollment::PayerClass;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The claim does not accept assignment (CLM07 = C), or only for laboratory services (B), and the payer pays only
    /// providers who accept what it allows: Medicaid agencies, and payers whose profile says `assignment_required =
    /// true`.
    ///
    /// ## Why it matters
    /// The payer denies the claim.
    ///
    /// ## What to do
    /// Accept assignment. Providers in the network of a payer are bound to.
    "CTX-06" "assignment-not-accepted": Warning, ClaimData;
    source: "42 CFR 447.15 for Medicaid; contracts of payers (assignment_required); 005010X222A1 CLM07",
    watch: Claim(check),
    message: "assignment is not accepted (CLM07 = {sent}), and payer {payer} pays only with it",
    help: "send CLM07 = A, or bill the patient where the contract permits",
    predicts: [CO "111"],
    ack: "A8" "732",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*C*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nassignment_required = true\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*C*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nclass = \"medicaid\"\n")
            .filed_as("MC"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nassignment_required = true\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*C*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*B*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let by_class = || claim.payer.class == Some(PayerClass::Medicaid);
    if !claim.payer.demands.assignment.unwrap_or_else(by_class) {
        return;
    }
    let sent = claim.claim.segment().value(7);
    if matches!(sent, b"B" | b"C") {
        let hit = Hit::at(Spot::element(claim.segment, 7));
        hits.push(hit.with("sent", Value::sent(sent)));
    }
}
