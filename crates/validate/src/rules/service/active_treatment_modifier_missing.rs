use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A claim to Medicare bills a spinal manipulation (98940 to 98942) without AT, and without GA, GY or GZ
    /// that says that it is known not to be covered.
    ///
    /// ## Why it matters
    /// Without AT Medicare takes the manipulation for maintenance, which it does not cover.
    ///
    /// ## What to do
    /// Add AT when the treatment is active.
    "LOS-06" "active-treatment-modifier-missing": Warning, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 12 section 220",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is a spinal manipulation, and modifier AT is missing",
    help: "add AT when the treatment is active, else GA, GY or GZ",
    predicts: [CO "50"],
    ack: "A6" "453",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*454*D8*20250101~LX*1~SV1*HC:98941*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*454*D8*20250101~LX*1~SV1*HC:98941:AT*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind == Some(Service::SpinalManipulation)
        && claim.is_for_medicare()
        && !line.has_modifier(&["AT", "GA", "GY", "GZ"])
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
