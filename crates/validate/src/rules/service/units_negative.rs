use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The units of a line (SV104, SV205, SV306) are less than zero.
    ///
    /// ## Why it matters
    /// Units count what was rendered; a claim takes nothing back. Front ends refuse the line (277CA A7, status 476).
    ///
    /// ## What to do
    /// Send how often the service was rendered; correct an earlier claim by replacing or voiding it as a whole.
    "LOS-23" "units-negative": Error, ClaimData;
    source: "X12 request for interpretation 2499: a negative value is none of a charge or of units, and claims are corrected by a void or a replacement",
    watch: Line(check),
    cues: [ODD],
    message: "the units are less than zero",
    help: "send how often the service was rendered[ on line {line}]",
    predicts: [CO "16" "M53"],
    ack: "A7" "476",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*-1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****-1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*-2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*0.5***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**100*DA*0~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::ODD_UNITS) {
        return;
    }
    let element = match claim.kind {
        ClaimKind::Professional => 4,
        ClaimKind::Institutional => 5,
        ClaimKind::Dental => 6,
    };
    let Some(service) = line.line.service() else { return };
    let Some(unsigned) = service.value(element.into()).strip_prefix(b"-") else { return };
    let is_number = unsigned.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if is_number && unsigned.iter().any(|byte| matches!(byte, b'1'..=b'9')) {
        hits.push(Hit::at(Spot::element(service.index(), element)));
    }
}
