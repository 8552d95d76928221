use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A line points to a diagnosis (SV107; of a dental line SV311) that the claim does not have: it points to a
    /// number, and HI has fewer.
    ///
    /// ## Why it matters
    /// The payer can't tell what the service was for, and denies it as incomplete.
    ///
    /// ## What to do
    /// Point to one of the diagnoses of the claim (1 is the first of HI), or send the diagnosis.
    "SIT-15" "diagnosis-pointer-without-diagnosis": Error, ClaimData;
    source: "005010X222A1 and X224A2 loops 2400 SV107, SV311 and 2300 HI",
    watch: Claim(check),
    message: "the line points to diagnosis[ {pointer}], and the claim has {count}",
    help: "point to one of the diagnoses of the claim, or send the one that is missing",
    predicts: [CO "16" "M76"],
    ack: "A7" "477",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:K029~LX*1~SV3*AD:D1110*100****1*****2~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1:2~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:K029*ABF:K0401~LX*1~SV3*AD:D1110*100****1*****1:2~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:E785~LX*1~SV1*HC:99213*100*UN*1***1:2~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional || !claim.is_5010() {
        return;
    }
    let (element, is_dental) = match claim.kind {
        ClaimKind::Dental => (11, true),
        _ => (7, false),
    };
    let (mut plain, mut known) = (None, None);
    let separator = claim.claim.segment().separators().component;
    // A claim with any diagnosis has a first.
    let points_on = |pointers: &[u8]| !pointers.is_empty() && (pointers != b"1" || is_dental);
    for (index, line) in lines.iter().enumerate() {
        let pointers = match line.line.service() {
            Some(service) if is_dental => service.value(element.into()),
            _ => line.pointers,
        };
        if !points_on(pointers) {
            continue;
        }
        let pointers = pointers.split(|&byte| byte == separator);
        for (pointer, component) in pointers.zip(1..=u8::MAX) {
            // What is no number is a fault of syntax, and so is one of more digits.
            let is_number = matches!(pointer.len(), 1..=9) && pointer.iter().all(u8::is_ascii_digit);
            if !is_number {
                continue;
            }
            let pointer = pointer.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
            let plain = *plain.get_or_insert_with(|| plain_diagnoses(claim));
            if (1..=plain).contains(&pointer) {
                continue;
            }
            let count = *known.get_or_insert_with(|| {
                let is_own = |qualifier: &[u8]| matches!(qualifier, b"ABK" | b"ABF" | b"BK" | b"BF");
                claim.claim.diagnoses().filter(|(qualifier, _)| is_own(qualifier)).count() as u64
            });
            // A professional claim without any diagnosis is told by the guide.
            if ((count > 0 || is_dental) && pointer > count) || pointer == 0 {
                let spot = Spot::component(line.service.unwrap_or(line.segment), element, component);
                let hit = Hit::at(spot).with_known("pointer", (pointer < 100).then_some(pointer)).with("count", count);
                hits.push(hit.on_line(index));
            }
        }
    }
}

/// How many diagnoses the first HI starts with.
fn plain_diagnoses(claim: &ClaimFacts<'_>) -> u64 {
    let Some(first) = claim.diagnoses else {
        return 0;
    };
    let first = claim.claim.batch().segment_at(first);
    let separator = first.separators().component;
    let is_own = |position: &u32| match *first.value(*position as usize) {
        [b'A', b'B', b'K' | b'F', next, ..] | [b'B', b'K' | b'F', next, ..] => next == separator,
        _ => false,
    };
    (1..=first.element_count()).take_while(is_own).count() as u64
}
