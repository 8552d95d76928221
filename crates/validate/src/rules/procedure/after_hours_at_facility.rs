use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A service after office hours (99050, 99051) at a facility such as a hospital or a surgical
    /// center.
    ///
    /// ## Why it matters
    /// The codes are for offices that open for it. Facilities that are open around the clock have
    /// no office hours, and payers deny the line.
    ///
    /// ## What to do
    /// Leave the line out, or correct the place of service.
    "PX-10" "after-hours-at-facility": Warning, PlaceOfService;
    source: "CPT special services 99050 and 99051",
    watch: Line(|claim, line, hits| check("PX-10", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a service after office hours, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "leave the line[ {line}] out, or correct the place of service",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99050*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99050*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
