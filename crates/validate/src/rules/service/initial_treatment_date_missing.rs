use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A claim to Medicare bills a spinal manipulation as active treatment (AT), and the day on which the
    /// treatment began (DTP*454) is missing, at the claim and the line.
    ///
    /// ## Why it matters
    /// Medicare returns the claim as incomplete.
    ///
    /// ## What to do
    /// Send the first day of this course of treatment in DTP*454.
    "LOS-07" "initial-treatment-date-missing": Error, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 12 section 220; 005010X222A1 loops 2300 and 2400 DTP initial treatment date",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is a spinal manipulation, and the day on which the treatment began is missing",
    help: "send the first day of the treatment in DTP*454",
    predicts: [CO "16" "MA122"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:98941:AT*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*454*D8*20250101~LX*1~SV1*HC:98941:AT*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let has = claim.has.or(line.has);
    if line.kind == Some(Service::SpinalManipulation)
        && claim.is_for_medicare()
        && line.has_modifier(&["AT"])
        && !has.all(Has::INITIAL_TREATMENT)
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
