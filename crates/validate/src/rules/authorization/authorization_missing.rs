use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The profile says that the payer wants an authorization for such a service (procedure, place of service, day),
    /// and neither the line nor the claim has a number (REF*G1); one that names another payer (REF04 = 2U) is not
    /// counted.
    ///
    /// Emergencies need none: in an emergency room (23) nothing is said, and where the claim speaks for an emergency
    /// otherwise (SV109, REF*4N, CLM11, modifiers and procedures, the admission type) it is a warning. So it is where
    /// the claim gives any other exception (REF*4N), such as services in a retroactive period (2). Voids need none.
    ///
    /// ## Why it matters
    /// The payer denies the line, and the patient can't be billed for it.
    ///
    /// ## What to do
    /// Ask for it before the service. After it, ask whether the payer takes late requests, and say so in the profile
    /// (`retro_authorization`). `remedi auth` lists what is to be asked for, with a checklist.
    "AUTH-01" "authorization-missing": Error, Authorization;
    source: "terms of payers, as the profile says ([[payers.ID.authorization]]); 45 CFR 149.110 for emergencies",
    watch: Claim(check),
    cues: [AUTHORIZATION],
    message: "payer {payer} wants an authorization for this service, and no number is sent[; {emergency} speaks for an emergency][; exception {exception} is given as the reason]",
    help: "ask for the authorization before the claim is sent[ (line {line})], and send its number in REF*G1[; as {emergency} speaks for an emergency, appeal on that ground if it is denied][; where the payer takes exception {exception} (REF*4N), none is needed]",
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
        Example::claim("CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*ICN1~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = \"99213\"\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let lacks = claim.authorization_lacks(lines);
    let lacks = lacks.filter(|(line, _)| line.may_still_be_authorized(claim).is_none());
    hits.extend(lacks.map(|(_, hit)| hit));
}
