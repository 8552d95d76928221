use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// A prosthesis, crown or inlay replaces another (SV305 = R), and the day on which that was placed (DTP*441, or
    /// DTP*139 where it is estimated) is missing. A warning where the claim asks what would be paid (CLM19 = PB).
    ///
    /// ## Why it matters
    /// Plans pay for a replacement after so many years. The guide wants the day in this situation; front ends refuse
    /// the claim, or payers ask for it.
    ///
    /// ## What to do
    /// Send the day of the prior placement in the line, as far as the patient knows it, or I in SV305 when it is the
    /// first.
    "SIT-25" "prior-placement-date-missing": Error, ClaimData;
    source: "005010X224A2 loop 2400 SV305 and DTP prior placement, as public programs that write X224A2 have it (read 2026-11)",
    watch: Line(check),
    cues: [DENTAL],
    message: "the prosthesis, crown or inlay is a replacement, and the day of the prior placement is missing",
    help: "send the day of the prior placement in DTP*441 (DTP*139 if estimated)[ on line {line}], or correct SV305",
    predicts: [CO "16" "N333"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100***R*1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100***R*1~TOO*JP*3~DTP*472*D8*20250115~DTP*441*D8*20100115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100***R*1~TOO*JP*3~DTP*472*D8*20250115~DTP*139*D8*20100101~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100***I*1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Dental || !claim.is_5010() {
        return;
    }
    let Some(service) = line.line.service().filter(|service| service.value(5) == b"R") else { return };
    let is_day = |qualifier: &[u8]| matches!(qualifier, b"441" | b"139");
    let mut segments = line.line.segments();
    if !segments.any(|one| one.id() == DTP && is_day(one.value(1))) {
        let hit = Hit::at(Spot::element(service.index(), 5));
        hits.push(if claim.is_predetermination() { hit.graded(Severity::Warning) } else { hit });
    }
}
