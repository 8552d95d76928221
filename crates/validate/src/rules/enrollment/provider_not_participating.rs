use remedi_enrollment::Clearance;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The provider is enrolled with the payer and may bill the service, but does not take part in
    /// the payer's network (`nonpar`). The service passes; this is a note. Its verdict is `fail` as
    /// all facts are known: what fails is participation.
    ///
    /// ## Why it matters
    /// The payer pays less, pays the patient instead of the practice, or leaves more to the
    /// patient.
    ///
    /// ## What to do
    /// Nothing, if that is meant. Else send the claim under a participating provider, or have the
    /// provider join the network.
    "ENR-30" "provider-not-participating": Info, Credentialing;
    source: "contract of the roster: participation",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} is enrolled with payer {payer} outside of its network",
    help: "expect the benefits of a provider who does not participate",
    predicts: [PR "242", CO "45"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,participation\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,nonpar\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,participation\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,par\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,participation\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,nonpar\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2024-01-01,par\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(Clearance::Cleared(cleared)) = line.clearance
        && cleared.nonpar.is_some()
    {
        hits.push(line.enrollment_hit(claim));
    }
}
