use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The units of a professional or dental line (SV104, SV306) are zero. A warning, as payers differ in what they make of it.
    ///
    /// ## Why it matters
    /// Nothing was rendered no times. Front ends refuse the line (277CA A7, status 476), or payers take it for one unit.
    ///
    /// ## What to do
    /// Send how often the service was rendered, at least 1.
    "LOS-21" "units-zero": Warning, ClaimData;
    source: "X12 request for interpretation 2557: 5010 allows zero units, receivers may refuse them by 277CA, and later guides do not \
        allow them; 005010X222A1 loop 2400 SV104, 005010X224A2 loop 2400 SV306",
    watch: Line(check),
    cues: [ODD],
    message: "procedure {procedure} has zero units",
    help: "send how often the service was rendered[ on line {line}]",
    predicts: [CO "16" "M53"],
    ack: "A7" "476",
    yields_to: ["LOS-12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*0***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****0~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*0.5***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::ODD_UNITS) {
        return;
    }
    let element = match claim.kind {
        ClaimKind::Professional => 4,
        ClaimKind::Dental => 6,
        ClaimKind::Institutional => return,
    };
    let Some(service) = line.line.service() else { return };
    let sent = service.value(element);
    let is_zero = |byte: &u8| matches!(byte, b'0' | b'.');
    if sent.contains(&b'0') && sent.iter().all(is_zero) {
        let hit = Hit::at(Spot::element(service.index(), element as u8));
        hits.push(hit.with_known("procedure", line.procedure));
    }
}
