use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The control number of a line (2400 REF*6R) has more than 30 characters. The element has room for more, but
    /// payers need not keep or return more than 30.
    ///
    /// ## Why it matters
    /// The remittance comes back with a number that is cut off, so that what was paid or denied is posted to no line or
    /// the wrong one; clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Number lines with 30 characters at most.
    "CTX-34" "line-control-number-too-long": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2400 REF line item control number: receivers support 30 characters; \
        https://www.stedi.com/changelog/new-claim-edit-limit-line-item-control-number-to-30-characters (read 2026-11)",
    watch: Claim(check),
    cues: [ODD],
    message: "the control number of the line has {length} characters, and payers need to return but 30",
    help: "give the line a control number of 30 characters at most (REF*6R)[ on line {line}]",
    predicts: [CO "16"],
    ack: "A7" "247",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*A123456789012345678901234567890~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*A12345678901234567890123456789~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has.all(Has::REPEATED) {
        return;
    }
    for (index, line) in lines.iter().enumerate() {
        // What is longer than the element may be is told by the guide.
        if let Some(control) = line.references.line_control
            && let length @ 31..=50 = control.value.len()
        {
            let hit = Hit::at(Spot::element(control.segment, 2)).with("length", length as u64);
            hits.push(hit.on_line(index));
        }
    }
}
