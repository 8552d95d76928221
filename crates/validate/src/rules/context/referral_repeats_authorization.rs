use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, References};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The number of the referral (REF*9F) of the claim or a line is that of the prior authorization (REF*G1).
    ///
    /// ## Why it matters
    /// They are two answers of the payer, with a number each: of one number twice, one is in the wrong place, and the
    /// payer looks for it in vain. Clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Send the number in REF*G1 if the payer approved the service, in REF*9F if it is that of a referral.
    "CTX-38" "referral-repeats-authorization": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2300 and 2400 REF prior authorization and REF referral number; \
        https://www.stedi.com/changelog/claim-edit-prior-authorization-number-matches-the-referral-number (read 2026-11)",
    watch: Claim(check),
    cues: [AUTHORIZATION],
    message: "the number of the referral is that of the prior authorization",
    help: "send the number in REF*G1 or in REF*9F[ on line {line}], not in both",
    predicts: [CO "16"],
    ack: "A7" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*9F*AUTH7781~REF*G1*AUTH7781~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*G1*AUTH7781~REF*9F*AUTH7781~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*9F*REF9911~REF*G1*AUTH7781~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH7781~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    hits.extend(repeated(&claim.references));
    for (index, line) in lines.iter().enumerate() {
        hits.extend(repeated(&line.references).map(|hit| hit.on_line(index)));
    }
}

fn repeated(references: &References<'_>) -> Option<Hit> {
    let (authorization, referral) = (references.authorization?, references.referral?);
    let is_repeated = !referral.value.is_empty() && authorization.value == referral.value;
    is_repeated.then(|| Hit::at(Spot::element(referral.segment, 2)))
}
