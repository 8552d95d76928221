use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A professional or dental claim has the same line twice: each segment of the one stands in the other too, but for
    /// the numbers of the lines (LX01, REF*6R). No modifier tells that the service was rendered again (59, 76, 77, 91,
    /// XE, XP, XS, XU).
    ///
    /// ## Why it matters
    /// The payer denies the second line as a duplicate of the first (CARC 18), also where the service was rendered
    /// twice.
    ///
    /// ## What to do
    /// Leave the second line out. If the service was rendered more than once, send it on one line with its units, or
    /// tell by a modifier that it is another.
    "CTX-39" "line-repeated": Warning, ClaimData;
    source: "First Coast, NGS and BCBS of North Dakota on duplicate services: the same line is denied (CARC 18) unless a modifier tells that it was repeated \
        (https://medicare.fcso.com/Inquiries_and_denials/255391.asp, read 2026-11)",
    watch: Claim(check),
    message: "the line is the same as an earlier one of the claim, and no modifier tells that the service was repeated",
    help: "leave line {line} out, or tell by units or a modifier (76, 77, 91, 59) that the service was repeated",
    predicts: [CO "18"],
    ack: "A7" "247",
    rejected: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~REF*6R*1~LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~REF*6R*2~"),
        Example::claim("CLM*A1*300***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*3~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000:76*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:93000:76*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250116~"),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~NTE*ADD*SECOND TRACING AT NOON~"),
    ],
}

const REF: SegmentId = SegmentId::of(b"REF");

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional {
        return;
    }
    if lines.len() > FEW {
        return check_many(claim, lines, hits);
    }
    for (index, line) in lines.iter().enumerate().skip(1) {
        let is_like = |other: &LineFacts<'_>| {
            other.procedure == line.procedure
                && other.charge == line.charge
                && other.modifiers == line.modifiers
                && other.dates == line.dates
        };
        for (at, other) in lines[..index].iter().enumerate() {
            if is_like(other) && is_told_once(line) && is_same(claim, lines, [at, index]) {
                hits.push(repeated(line, index));
                break;
            }
        }
    }
}

/// Of no more lines each is compared with all before it.
const FEW: usize = 50;

/// The same of any number of lines: each is compared with the first one that has its hash.
fn check_many(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let mut first: HashMap<u64, usize> = HashMap::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_told_once(line)) {
        let mut hasher = DefaultHasher::new();
        bodies(claim, lines, index).for_each(|body| body.hash(&mut hasher));
        match first.entry(hasher.finish()) {
            Entry::Occupied(at) if is_same(claim, lines, [*at.get(), index]) => {
                hits.push(repeated(line, index));
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(free) => _ = free.insert(index),
        }
    }
}

fn repeated(line: &LineFacts<'_>, index: usize) -> Hit {
    Hit::at(Spot::segment(line.segment)).on_line(index)
}

/// Whether nothing tells that the service may have been rendered again.
fn is_told_once(line: &LineFacts<'_>) -> bool {
    let repeats = ["59", "76", "77", "91", "XE", "XP", "XS", "XU"];
    line.procedure.is_some() && !line.has_modifier(&repeats)
}

/// Whether two lines differ in their numbers alone.
fn is_same(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], pair: [usize; 2]) -> bool {
    let [first, second] = pair.map(|index| bodies(claim, lines, index));
    first.eq(second)
}

/// What a line says, without its numbers.
fn bodies<'b>(
    claim: &ClaimFacts<'b>,
    lines: &[LineFacts<'_>],
    index: usize,
) -> impl Iterator<Item = &'b [u8]> + use<'b> {
    let end = match lines.get(index + 1) {
        Some(next) => next.segment,
        None => claim.claim.segment_range().end,
    };
    let own = claim.claim.batch().segments(lines[index].segment + 1..end);
    let own = own.filter(|one| !(one.id() == REF && one.value(1) == b"6R"));
    own.map(|one| one.body())
}
