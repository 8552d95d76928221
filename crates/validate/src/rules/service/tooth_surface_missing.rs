use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::services::Service;

rule! {
    /// ## What it is
    /// A filling (D2140 to D2161, D2330 to D2335, D2391 to D2394) is billed with its tooth, and without the
    /// surfaces that it covers (TOO03).
    ///
    /// ## Why it matters
    /// The code of a filling tells how many surfaces it has; payers want to know which, and deny what does not
    /// tell.
    ///
    /// ## What to do
    /// Send the surfaces in TOO03, a component each: M, O, D, B, L, F or I.
    "LOS-16" "tooth-surface-missing": Warning, ClaimData;
    source: "005010X224A2 loop 2400 TOO03; the procedures are our own choice",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is a filling, and no surface of the tooth is given",
    help: "send the surfaces of the tooth in TOO03",
    predicts: [CO "16" "N75"],
    ack: "A6" "240",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2392*100****1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2392*100****1~TOO*JP*3*M:O~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

const TOO: SegmentId = SegmentId::of(b"TOO");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind != Some(Service::Filling)
        || !line.has.all(Has::TOOTH)
        || claim.is_predetermination()
        || !claim.is_5010()
    {
        return;
    }
    let mut teeth = line.line.segments().filter(|segment| segment.id() == TOO);
    if let Some(tooth) = teeth.find(|tooth| tooth.value(3).is_empty()) {
        let hit = Hit::at(Spot::element(tooth.index(), 3));
        hits.push(hit.with_known("procedure", line.procedure));
    }
}
