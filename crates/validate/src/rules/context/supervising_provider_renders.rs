use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The supervising provider of the claim or a line (NM101 = DQ) has the NPI of the one who rendered the service.
    ///
    /// ## Why it matters
    /// Nobody supervises themselves: the guide wants the supervising provider only where another one rendered the
    /// service. Clearinghouses refuse the claim, and payers ask who did it.
    ///
    /// ## What to do
    /// Leave the supervising provider out, or send the one who rendered the service (2310B, 2420A).
    "CTX-37" "supervising-provider-renders": Warning, ClaimData;
    source: "005010X222A1 loops 2310D and 2420D, 005010X224A2 loop 2310E: the supervisor of who rendered the service; \
        https://www.stedi.com/changelog/claim-edit-supervising-provider-matches-the-rendering-provider (read 2026-11)",
    watch: Line(check),
    cues: [SUPERVISED],
    message: "the supervising provider is the one who rendered the service",
    help: "leave the supervising provider out[ on line {line}], or send who rendered the service",
    predicts: [CO "16" "N290"],
    ack: "A7" "562" "DQ",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~NM1*DQ*1*ROE*SAM****XX*1245319599~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*BOSS*KIM****XX*1407812365~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*BOSS*KIM****XX*1407812365~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~NM1*82*1*POE*ANN****XX*1003000126~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let supervising = line.supervising.or(claim.supervising);
    let rendering = line.own_rendering.or(claim.rendering);
    let (Some(supervising), Some(rendering)) = (supervising, rendering) else { return };
    if supervising.npi().is_some() && supervising.npi() == rendering.npi() {
        hits.push(Hit::at(supervising.npi_spot()));
    }
}
