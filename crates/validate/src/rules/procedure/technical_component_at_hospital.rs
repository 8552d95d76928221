use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A technical component (modifier TC, or a code that your fee schedule has as technical only,
    /// PC/TC indicator 3) of a practice at a hospital or in a Part A stay (19, 21, 22, 23, 31, 51,
    /// 61). An error for Medicare, a warning for others; a billing provider that is itself a
    /// hospital passes.
    ///
    /// ## Why it matters
    /// Equipment and staff there are the facility's, which is paid for them. Payers deny the line,
    /// or take it back.
    ///
    /// ## What to do
    /// Leave the technical component to the facility and bill the professional one with 26; or
    /// correct the place.
    "PX-19" "technical-component-at-hospital": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 13 section 20 and chapter 26; physician fee schedule PC/TC indicators 1 and 3",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "procedure {procedure} is billed as a technical component, which is the facility's at place of service {pos}",
    help: "leave the line[ {line}] to the facility, or bill the professional component with 26",
    predicts: [CO "96" "M97", CO "190" "N70"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:71046:TC*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:71046:26*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:71046:TC*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_technical = || line.fee.is_some_and(|fee| fee.pctc == Some(3));
    if line.is_at(&[19, 21, 22, 23, 31, 51, 61])
        && !claim.practice.is_hospital
        && (line.has_modifier(&["TC"]) || is_technical())
    {
        hits.push(Hit::at(line.procedure_spot()).graded(match claim.is_for_medicare() {
            true => Severity::Error,
            false => Severity::Warning,
        }));
    }
}
