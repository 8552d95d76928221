use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A claim to Medicare bills anesthesia without the modifier that tells who gave it: AA, AD, QK, QX, QY or
    /// QZ.
    ///
    /// ## Why it matters
    /// Medicare can't tell what share to pay, and returns the claim.
    ///
    /// ## What to do
    /// Add the modifier.
    "LOS-05" "anesthesia-modifier-missing": Error, ClaimData;
    source: "Medicare Claims Processing Manual (100-04) chapter 12 sections 50 and 140",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is anesthesia, and no modifier tells who gave it",
    help: "add AA, AD, QK, QX, QY or QZ",
    predicts: [CO "4"],
    ack: "A6" "453",
    rejected: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:00400*100*MJ*30***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:00400:AA*100*MJ*30***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind == Some(Service::Anesthesia)
        && claim.is_for_medicare()
        && !line.has_modifier(&["AA", "AD", "QK", "QX", "QY", "QZ"])
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
