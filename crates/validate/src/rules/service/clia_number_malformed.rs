use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// A CLIA number (REF*X4, or REF*F4 of the laboratory referred to) has not the form of one: two digits, the letter
    /// D and seven digits. An error for Medicare, a warning for others.
    ///
    /// ## Why it matters
    /// Medicare returns the claim as incomplete, and clearinghouses refuse it.
    ///
    /// ## What to do
    /// Send the ten characters of the number on the laboratory's certificate, without spaces and without `CLIA`.
    "LOS-25" "clia-number-malformed": Warning, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 16 section 70.10: a number that has not the form of a CLIA number is returned; \
        https://www.stedi.com/changelog/claim-edit-invalid-clia-number-format (read 2026-11)",
    watch: Claim(check),
    cues: [MORE],
    message: "the CLIA number is not two digits, the letter D and seven digits",
    help: "send the CLIA number as it is on the certificate of the laboratory[, on line {line}]",
    predicts: [CO "16" "MA120"],
    ack: "A7" "142" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*45X2167451~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D000001~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402:90*100*UN*1***1~DTP*472*D8*20250115~REF*F4*CLIA14D0000001~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402:90*100*UN*1***1~DTP*472*D8*20250115~REF*F4*05D0000002~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let mut judge = |spot: Spot, sent: &[u8], line: Option<usize>| {
        if !is_formed(sent) {
            let hit = Hit::at(spot).on_line(line);
            hits.push(match claim.is_for_medicare() {
                true => hit.graded(Severity::Error),
                false => hit,
            });
        }
    };
    if let Some(own) = claim.references.clia {
        judge(Spot::element(own.segment, 2), own.value, None);
    }
    for (index, line) in lines.iter().enumerate() {
        if !line.has.all(Has::CLIA) {
            continue;
        }
        for own in [&b"X4"[..], b"F4"].into_iter().filter_map(|kind| line.line.reference(kind)) {
            judge(Spot::element(own.index(), 2), own.value(2), Some(index));
        }
    }
}

fn is_formed(sent: &[u8]) -> bool {
    let are_digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    match sent {
        [state @ .., b'D' | b'd', _, _, _, _, _, _, _] => {
            state.len() == 2 && are_digits(state) && are_digits(&sent[3..])
        }
        _ => false,
    }
}
