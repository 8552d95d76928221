use remedi_enrollment::{Clearance, Unknown};

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The roster has rows of the provider with the payer, but for other practices: no row of this payer names the
    /// billing NPI or the TIN of the claim. The rows of one practice say nothing about another, so that nobody can say
    /// whether the claim may be billed.
    ///
    /// ## Why it matters
    /// If NPI and TIN are mistaken, the claim is denied: they are not linked to the provider. If they are right, the
    /// enrollment was never looked at.
    ///
    /// ## What to do
    /// Correct NPI and TIN of the billing provider, or put the practice into the roster. Where the roster is not meant
    /// to have it, say so in `coverage.csv` (complete: no).
    "ENR-33" "practice-not-in-roster": Warning, Credentialing;
    source: "contract of the roster: what is not known is unknown, at most a warning",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the roster has provider {who} with payer {payer} for other practices only, and none of this billing NPI[ {billing}] or TIN",
    help: "correct NPI and TIN of the billing provider, or add the practice to the roster",
    predicts: [CO "16" "N516", CO "16" "N198"],
    ack: "A8" "562" "85" + "A8" "128" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*OTHER*****XX*1944444441~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*111222333~")
            .with_roster(&[ENROLLED]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*OTHER*****XX*1944444441~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*111222333~")
            .with_roster(&[
                ENROLLED,
                ("coverage.csv", "group_npi,tin,payer_id,complete,as_of\n1944444441,111222333,60054,no,2025-01-01\n"),
            ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.clearance == Some(Clearance::Unknown(Unknown::EnrolledElsewhere)) {
        let billing = claim.practice.provider;
        let spot = billing.map_or(Spot::segment(claim.segment), |billing| billing.npi_spot());
        hits.push(line.enrollment_hit(claim).without_row().moved_to(spot).unknown());
    }
}
