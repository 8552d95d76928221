use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A line tells what a purchased service cost (2400 PS1), and does not name whom it was bought from (loop
    /// 2420B, NM1*QB).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants the provider of a purchased service. What may be paid
    /// depends on who gave it.
    ///
    /// ## What to do
    /// Name the provider in loop 2420B, with the NPI that PS101 bears, or take PS1 out when the practice gave the
    /// service itself.
    "SIT-18" "purchased-service-provider-missing": Error, ClaimData;
    source: "005010X222A1 loops 2400 PS1 and 2420B",
    watch: Line(check),
    cues: [MORE],
    message: "the line is a purchased service (PS1), and the provider it was bought from is missing",
    help: "name the provider in loop 2420B (NM1*QB), or take PS1 out",
    predicts: [CO "16" "N283"],
    ack: "A6" "124" "QB",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93005*100*UN*1***1~DTP*472*D8*20250115~PS1*1245319599*40~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93005*100*UN*1***1~DTP*472*D8*20250115~PS1*1245319599*40~NM1*QB*2******XX*1245319599~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.has.all(Has::PURCHASED)
        && !line.has.all(Has::PURCHASED_FROM)
        && claim.kind == ClaimKind::Professional
        && claim.is_5010()
    {
        hits.push(Hit::at(Spot::segment(line.segment)));
    }
}
