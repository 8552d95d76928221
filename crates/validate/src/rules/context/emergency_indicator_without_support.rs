use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The line says that it was an emergency (SV109 = Y), and neither the place of service (20, 23, 41, 42) nor an
    /// accident (CLM11) nor the service authorization exception (REF*4N) speaks for it; or the place of service is an
    /// emergency room (23), the line does not say so, and the payer wants an authorization for it but in an emergency
    /// (by the profile).
    ///
    /// ## Why it matters
    /// The indicator decides whether an authorization is wanted, what the patient pays, and whether the protections
    /// against surprise bills hold.
    ///
    /// ## What to do
    /// Correct the indicator or the place of service.
    "CTX-01" "emergency-indicator-without-support": Info, ClaimData;
    source: "005010X222A1 SV109; No Surprises Act, 45 CFR 149.110",
    watch: Line(check),
    cues: [EMERGENCY],
    message: "{what}",
    help: "send the emergency indicator (SV109 = Y) where the service was an emergency, and nowhere else",
    predicts: [CO "40"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1**Y~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~LX*1~SV1*HC:99284*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[[payers.\"60054\".authorization]]\nprocedure = \"99284\"\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~LX*1~SV1*HC:99284*100*UN*1***1**Y~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~LX*1~SV1*HC:99284*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*4N*3~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1**Y~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Professional {
        return;
    }
    let what = match (line.emergency, line.pos_number()) {
        (b"Y", Some(20 | 23 | 41 | 42)) => return,
        (b"Y", _) if claim.references.exception.is_none() && claim.claim.segment().value(11).is_empty() => {
            "the line is sent as an emergency (SV109 = Y), and nothing else on the claim speaks for one"
        }
        (b"Y", _) => return,
        (_, Some(23)) if line.needs_authorization => "the place of service is an emergency room (23), and the emergency indicator (SV109) is missing",
        _ => return,
    };
    let service = line.service.unwrap_or(line.segment);
    hits.push(Hit::at(Spot::element(service, 9)).with("what", what));
}
