use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A line tells what medical equipment costs to rent and to buy (2400 SV5), for another procedure (SV501-2)
    /// than the one it bills (SV101-2).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants the same code in both.
    ///
    /// ## What to do
    /// Send the code of the equipment that is billed in both.
    "LOS-17" "equipment-code-differs": Error, ClaimData;
    source: "005010X222A1 loop 2400 SV501-2",
    watch: Line(check),
    cues: [MORE],
    message: "the prices of the equipment (SV5) are for another procedure than {procedure}",
    help: "send the same procedure in SV101-2 and SV501-2",
    predicts: [CO "16" "M20"],
    ack: "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E0601:RR*100*UN*1***1~SV5*HC:E0470*DA*30*100*900*4~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E0601:RR*100*UN*1***1~SV5*HC:E0601*DA*30*100*900*4~DTP*472*D8*20250115~"),
    ],
}

const SV5: SegmentId = SegmentId::of(b"SV5");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::EQUIPMENT_PRICED) || claim.kind != ClaimKind::Professional {
        return;
    }
    let (Some(procedure), true) = (line.procedure, claim.is_5010()) else {
        return;
    };
    let mut segments = line.line.segments();
    if let Some(prices) = segments.find(|segment| segment.id() == SV5) {
        let priced = prices.component(1, 2);
        if !priced.is_empty() && priced != procedure.as_str().as_bytes() {
            let hit = Hit::at(Spot::component(prices.index(), 1, 2));
            hits.push(hit.with("procedure", procedure));
        }
    }
}
