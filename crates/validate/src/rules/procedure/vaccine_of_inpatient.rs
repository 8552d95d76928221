use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A vaccine or its administration (90460 to 90480, 90584 to 90759, G0008 to G0010) for an
    /// inpatient (21).
    ///
    /// ## Why it matters
    /// The hospital furnishes vaccines to its inpatients and is paid for them.
    ///
    /// ## What to do
    /// Leave the line to the hospital, or correct the place of service.
    "PX-33" "vaccine-of-inpatient": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 18 section 10",
    watch: Line(|claim, line, hits| check("PX-33", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a vaccination, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "leave the line[ {line}] to the hospital, or correct the place of service",
    predicts: [CO "96" "M97"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:90471*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:90471*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
