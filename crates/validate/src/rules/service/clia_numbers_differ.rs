use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A professional claim to Medicare has several CLIA numbers (REF*X4), and no test of it was referred to another
    /// laboratory (modifier 90, or REF*F4).
    ///
    /// ## Why it matters
    /// Medicare wants a claim for each laboratory that did the tests, and returns one with several numbers.
    ///
    /// ## What to do
    /// Send a claim for each CLIA number; or mark tests that another laboratory did with modifier 90.
    "LOS-26" "clia-numbers-differ": Warning, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 16 section 70.10: a claim with more than one CLIA number is returned, but for reference laboratories",
    watch: Claim(check),
    cues: [MORE],
    message: "the claim has another CLIA number too, and no test was referred",
    help: "send a claim for each CLIA number, or mark referred tests with modifier 90",
    predicts: [CO "16" "MA120"],
    ack: "A7" "142" "85",
    rejected: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~LX*2~SV1*HC:84403*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000002~").filed_as("MB"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:84403*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000002~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~LX*2~SV1*HC:84403:90*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000002~").filed_as("MB"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:84403*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~").filed_as("MB"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~LX*2~SV1*HC:84403*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000002~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let mut own = lines.iter().enumerate();
    let own = own.by_ref().filter(|(_, line)| line.has.all(Has::CLIA));
    let own = own.filter_map(|(index, line)| Some((index, line.references.clia?)));
    let mut first = claim.references.clia;
    for (index, number) in own {
        let is_other = first.is_some_and(|first| first.value != number.value);
        if is_other && is_asked(claim, lines) {
            hits.push(Hit::at(Spot::element(number.segment, 2)).on_line(index));
            return;
        }
        first = first.or(Some(number));
    }
}

/// Whether the payer wants but one number: Medicare does, where no test was referred.
fn is_asked(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>]) -> bool {
    let is_referred =
        |line: &LineFacts<'_>| line.has_modifier(&["90"]) || line.line.reference(b"F4").is_some();
    claim.kind == ClaimKind::Professional
        && claim.is_for_medicare()
        && claim.claim.reference(b"F4").is_none()
        && !lines.iter().any(is_referred)
}
