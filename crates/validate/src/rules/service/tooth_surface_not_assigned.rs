use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A surface of a tooth (TOO03) is none of M (mesial), O (occlusal), D (distal), B (buccal), L (lingual), F
    /// (facial) and I (incisal). Each is a component of its own: `M:O:D`, not `MOD`.
    ///
    /// ## Why it matters
    /// Payers hold the surfaces against the code of the filling, and refuse what they can't read.
    ///
    /// ## What to do
    /// Send each surface by its letter.
    "LOS-20" "tooth-surface-not-assigned": Error, ClaimData;
    source: "005010X224A2 loop 2400 TOO03",
    watch: Line(check),
    cues: [DENTAL],
    message: "a surface of the tooth is none of M, O, D, B, L, F and I",
    help: "send each surface by its letter, as a component of its own",
    predicts: [CO "16" "N75"],
    ack: "A7" "242",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2392*100****1~TOO*JP*3*M:X~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2394*100****1~TOO*JP*3*M:O:D:B:L~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2331*100****1~TOO*JP*8*F:I~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

const TOO: SegmentId = SegmentId::of(b"TOO");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::TOOTH) || claim.kind != ClaimKind::Dental || !claim.is_5010() {
        return;
    }
    for tooth in line.line.segments().filter(|segment| segment.id() == TOO) {
        let surfaces: [&[u8]; 5] = tooth.components(3);
        let is_wrong = |&at: &usize| {
            !surfaces[at].is_empty() && !matches!(surfaces[at], [one] if b"MODBLFI".contains(one))
        };
        if let Some(wrong) = (0..surfaces.len()).find(is_wrong) {
            hits.push(Hit::at(Spot::component(tooth.index(), 3, wrong as u8 + 1)));
        }
    }
}
