use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line has modifier SG, which says that a surgical center bills for its facility, and its
    /// place of service is not 24.
    ///
    /// ## Why it matters
    /// Payers that use SG pay it at 24 alone.
    ///
    /// ## What to do
    /// Send 24, or leave SG out. Medicare has not used SG since 2008.
    "PX-23" "surgical-center-modifier-elsewhere": Warning, PlaceOfService;
    source: "HCPCS modifier SG",
    watch: Line(check),
    cues: [MODIFIER],
    message: "modifier SG is of surgical centers, and the place of service is {pos}",
    help: "send 24 or leave SG out[ on line {line}]",
    predicts: [CO "4", CO "5" "M77"],
    ack: "A8" "453",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:45378:SG*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:45378:SG*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.place.is_some() && !line.is_at(&[24]) && line.has_modifier(&["SG"]) {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
