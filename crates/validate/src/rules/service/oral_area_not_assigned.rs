use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The area of the mouth (SV304) is none of the list: 00 to 02 (mouth and arches), 03 to 08 (sixths), 09 (another
    /// area), 10, 20, 30 and 40 (quadrants), L and R (left and right). Letters for a quadrant (UR, UL, LL, LR) are a
    /// warning: it is clear what is meant.
    ///
    /// ## Why it matters
    /// Payers judge what is counted by quadrant or arch by this code, and refuse what is none.
    ///
    /// ## What to do
    /// Send the code of the area, of two digits.
    "LOS-22" "oral-area-not-assigned": Error, ClaimData;
    source: "005010X224A2 loop 2400 SV304 (external code source 135); the codes as in the T-MSIS data dictionary of CMS (tooth oral cavity area \
        designated code, read 2026-11), L and R as in the map of 004010X097A1",
    watch: Line(check),
    cues: [DENTAL],
    message: "the area of the mouth[ {area}] is none of 00 to 10, 20, 30, 40, L and R",
    help: "send the code of the area[: {meant}][ on line {line}]",
    predicts: [CO "16" "N346"],
    ack: "A7" "245",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100**50**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100**10:ZZ**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100**UR:99**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100**10:20:30:40:00**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D7510*100**L**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Dental || !claim.is_5010() {
        return;
    }
    let Some(service) = line.line.service().filter(|service| !service.value(4).is_empty()) else { return };
    let areas: [&[u8]; 5] = service.components(4);
    for (area, component) in areas.into_iter().zip(1..) {
        if area.is_empty() || is_assigned(area) {
            continue;
        }
        let hit = Hit::at(Spot::component(service.index(), 4, component));
        let hit = hit.with_known("area", Value::code(area, 2));
        hits.push(match meant(area) {
            Some(meant) => hit.with("meant", meant).graded(Severity::Warning),
            None => hit,
        });
    }
}

fn is_assigned(area: &[u8]) -> bool {
    matches!(area, [b'0', b'0'..=b'9'] | [b'1'..=b'4', b'0'] | b"L" | b"R")
}

/// The quadrant that letters stand for.
fn meant(area: &[u8]) -> Option<&'static str> {
    match area {
        b"UR" => Some("10"),
        b"UL" => Some("20"),
        b"LL" => Some("30"),
        b"LR" => Some("40"),
        _ => None,
    }
}
