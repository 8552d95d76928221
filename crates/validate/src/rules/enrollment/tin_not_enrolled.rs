use remedi_enrollment::Shortfall;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim's tax identification number (2010AA REF*EI or REF*SY) is none under which the
    /// provider is enrolled with the payer. An EIN and an SSN never match, whatever their digits.
    ///
    /// ## Why it matters
    /// Payers pay by TIN: the claim is denied, or processed as out of network.
    ///
    /// ## What to do
    /// Bill under the TIN of the contract. If the practice has a new one, tell the payer and the
    /// roster.
    "ENR-06" "tin-not-enrolled": Error, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} is not enrolled with payer {payer} under TIN {found}[; the roster has {expected}]",
    help: "send the TIN of the contract in 2010AA, or have the new one linked to the provider's enrollment",
    predicts: [CO "16" "N516" "N209", CO "299", CO "B7" "N521"],
    ack: "A8" "562" "85" + "A8" "128" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1234567893,987654321,EIN,approved,2023-01-01\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .changing("REF*EI*123456789~", "REF*SY*123456789~")
            .with_roster(&[ENROLLED]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::Tin, _)) = line.shortfall() {
        let billing = claim.practice.provider.map_or(claim.segment, |billing| billing.segment);
        let spot = match claim.practice.tin_segment {
            Some(reference) => Spot::element(reference, 2),
            None => Spot::segment(billing),
        };
        hits.push(line.enrollment_hit(claim).moved_to(spot));
    }
}
