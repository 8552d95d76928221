use remedi_enrollment::PayerMatch;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The roster knows the practice or the provider, but not the payer of the claim: its id (2010BB NM109) is no
    /// payer's id, name or alias, or it is an alias of several. The enrollment rules were not
    /// asked. Reported once a claim; an alias of several is a warning.
    ///
    /// ## Why it matters
    /// Nothing is wrong with the claim as far as is known; but nobody has looked whether the
    /// provider may bill this payer. An id that nobody knows may also be the wrong payer's.
    ///
    /// ## What to do
    /// Add the id to the aliases of the payer in `payers.csv`. If several payers share it, give it
    /// to one.
    "ENR-26" "payer-not-in-roster": Info, WrongPayer;
    source: "contract of the roster: payers and their aliases",
    watch: Claim(check),
    message: "payer {payer_sent} is {match} in the roster, so that enrollment was not checked",
    help: "add the payer's id to the aliases in payers.csv, or correct it on the claim",
    predicts: [OA "109"],
    ack: "A7" "116",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,00430,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let (found, severity) = match claim.payer.found {
        Some(PayerMatch::Unknown) => ("not known", Severity::Info),
        Some(PayerMatch::Ambiguous) => ("an alias of several payers", Severity::Warning),
        Some(PayerMatch::One(_)) | None => return,
    };
    if claim.is_known {
        let spot = match claim.payer.segment {
            Some(segment) => Spot::element(segment, 9),
            None => Spot::segment(claim.segment),
        };
        hits.push(Hit::at(spot).with("match", found).graded(severity).unknown());
    }
}
