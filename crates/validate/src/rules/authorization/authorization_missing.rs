use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The profile says that the payer wants an authorization for such a service (procedure, place of service, day),
    /// and neither the line nor the claim has a number (REF*G1); one that names another payer (REF04 = 2U) is not
    /// counted.
    ///
    /// Emergencies need none: in an emergency room (23) nothing is said, and where the claim speaks for an emergency
    /// otherwise (SV109, REF*4N, CLM11, modifiers and procedures, the admission type) it is a warning.
    ///
    /// ## Why it matters
    /// The payer denies the line, and the patient can't be billed for it.
    ///
    /// ## What to do
    /// Ask for it before the service. After it, ask whether the payer takes late requests, and say so in the profile
    /// (`retro_authorization_days`).
    "AUTH-01" "authorization-missing": Error, Authorization;
    source: "terms of payers, as the profile says ([[payers.ID.authorization]]); 45 CFR 149.110 for emergencies",
    watch: Line(check),
    message: "payer {payer} wants an authorization for this service, and no number is sent[; {emergency} speaks for an emergency]",
    help: "ask for the authorization before the claim is sent[ (line {line})], and send its number in REF*G1[; as {emergency} speaks for an emergency, appeal on that ground if it is denied]",
    predicts: [CO "197"],
    ack: "A6" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*G1*AUTH77~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99212*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~LX*1~SV1*HC:99213*100*UN*1***1**Y~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.lacks_authorization(claim) || line.may_still_be_authorized(claim).is_some() {
        return;
    }
    let emergency = line.emergency_evidence(claim);
    let hit = Hit::at(Spot::segment(line.segment)).with_known("emergency", emergency);
    hits.push(match emergency {
        Some(_) => hit.graded(Severity::Warning),
        None => hit,
    });
}
