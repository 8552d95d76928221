use remedi_claims::SegmentId;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The quantity of a drug (2410 CTP04) is zero or less.
    ///
    /// ## Why it matters
    /// The quantity says how much of the drug was given, in the unit behind it (CTP05). Medicaid and many plans pay by
    /// it, and claim the manufacturer's rebate with it: they refuse a line without any.
    ///
    /// ## What to do
    /// Send how much of the drug was given, in millilitres, grams or units as it is packed.
    "LOS-24" "drug-quantity-not-positive": Error, ClaimData;
    source: "005010X222A1 and X223A2 loop 2410 CTP04 national drug unit count; X12 request for interpretation 2499 on negative quantities; \
        https://www.stedi.com/changelog/page/17 (claim edit on drug unit counts, read 2026-11)",
    watch: Line(check),
    cues: [ODD],
    message: "the quantity of the drug is zero or less",
    help: "send how much of the drug was given in CTP04[ on line {line}]",
    predicts: [CO "16" "M53"],
    ack: "A7" "216",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:J1885*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*01234567890~CTP****0*ML~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:J1885*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*01234567890~CTP****0.00*ML~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:J1885*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*01234567890~CTP****-1*ML~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:J1885*100*UN*1***1~DTP*472*D8*20250115~LIN**N4*01234567890~CTP****0.5*ML~"),
    ],
}

const CTP: SegmentId = SegmentId::of(b"CTP");

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::ODD_UNITS) {
        return;
    }
    for quantity in line.line.drugs().filter(|one| one.id() == CTP) {
        if is_zero_or_less(quantity.value(4)) {
            hits.push(Hit::at(Spot::element(quantity.index(), 4)));
        }
    }
}

/// Whether a number is not above zero. What is no number is told by the guide.
fn is_zero_or_less(sent: &[u8]) -> bool {
    let unsigned = sent.strip_prefix(b"-").unwrap_or(sent);
    let is_number = unsigned.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_above = unsigned.iter().any(|byte| matches!(byte, b'1'..=b'9'));
    let is_below = is_above && unsigned.len() < sent.len();
    is_number && unsigned.iter().any(u8::is_ascii_digit) && (is_below || !is_above)
}
