use crate::facts::{ClaimFacts, LineFacts, Reference, References};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// What stands as the number of an authorization (REF*G1) or a referral (REF*9F) is a word such as NONE, PENDING or
    /// N/A, or one character again and again, as 0000. Voids are not asked.
    ///
    /// ## Why it matters
    /// The payer looks the number up and denies the claim; without the segment it may have found the authorization by
    /// itself.
    ///
    /// ## What to do
    /// Send the number that the payer gave. Where the service needs none, leave the segment out.
    "AUTH-09" "authorization-number-placeholder": Error, Authorization;
    source: "005010X222A1, X223A2 and X224A2 REF prior authorization and referral: the number that the payer gave",
    watch: Claim(check),
    cues: [AUTHORIZATION],
    message: "{sent} is no number of {what}",
    help: "send the number that the payer gave, or leave the segment out[ on line {line}]",
    predicts: [CO "197", CO "16" "M62"],
    ack: "A7" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*PENDING~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*N/A~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*0000~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*9F*NONE~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*000123~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*ICN1~REF*G1*PENDING~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.claim.is_void() {
        return;
    }
    let of_claim = numbers(&claim.references).map(|found| (found, None));
    let of_lines = lines.iter().enumerate();
    let of_lines = of_lines.flat_map(|(index, line)| numbers(&line.references).map(move |found| (found, Some(index))));
    for ((what, sent), line) in of_claim.chain(of_lines) {
        if is_placeholder(sent.value) {
            let hit = Hit::at(Spot::element(sent.segment, 2)).with("what", what);
            let hit = hit.with("sent", Value::sent(sent.value));
            hits.push(hit.on_line(line));
        }
    }
}

fn numbers<'b>(references: &References<'b>) -> impl Iterator<Item = (&'static str, Reference<'b>)> + use<'b> {
    let authorization = references.authorization.map(|sent| ("an authorization", sent));
    authorization.into_iter().chain(references.referral.map(|sent| ("a referral", sent)))
}

fn is_placeholder(sent: &[u8]) -> bool {
    const WORDS: [&[u8]; 16] = [
        b"NONE", b"PENDING", b"PEND", b"N/A", b"NA", b"TBD", b"UNKNOWN", b"UNK", b"NO AUTH", b"NOAUTH", b"AUTH", b"NOT REQUIRED",
        b"NOT NEEDED", b"REQUESTED", b"SEE NOTES", b"TEST",
    ];
    let sent = sent.trim_ascii();
    let is_word = WORDS.iter().any(|word| sent.eq_ignore_ascii_case(word));
    let [first, rest @ ..] = sent else { return false };
    let is_repeated = rest.len() >= 2 && rest.iter().all(|byte| byte == first);
    is_word || is_repeated
}
