use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The claim names a supervising provider (2310D, 2420D), as services incident to a physician's do, and the place
    /// of service is a hospital, an emergency room, a surgical center or a nursing facility with a covered stay (19,
    /// 21, 22, 23, 24, 31, 51, 61). For Medicare.
    ///
    /// ## Why it matters
    /// Medicare does not pay services incident to a physician's there: the one who rendered them bills, at that one's
    /// rate. Supervised diagnostic tests and students of teaching hospitals are other cases, hence a warning.
    ///
    /// ## What to do
    /// Bill under the provider who rendered the service.
    "CTX-02" "supervised-service-at-facility": Warning, ClaimData;
    source: "42 CFR 410.26(b)(1): services incident to a physician's are not rendered in institutions",
    watch: Line(check),
    cues: [SUPERVISED],
    message: "a supervising provider is named, as for services incident to a physician's, and the place of service is {pos}",
    help: "bill the service under the provider who rendered it, without a supervising provider, or correct the place of service[ of line {line}]",
    predicts: [CO "5", CO "B7"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB"),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD HOSPITAL*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_supervised = line.supervising.or(claim.supervising).is_some();
    let is_institution = matches!(line.pos_number(), Some(19 | 21 | 22 | 23 | 24 | 31 | 51 | 61));
    if is_supervised && is_institution && claim.is_for_medicare() {
        hits.push(Hit::at(line.pos_spot));
    }
}
