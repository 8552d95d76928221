use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A professional claim for Medicare has a visit (99202 to 99215, behavioral visits, preventive
    /// visits, the clinics' own G0466 to G0470) at a federally qualified (50) or rural health clinic (72).
    ///
    /// ## Why it matters
    /// Medicare pays visits of these clinics by the visit, on the institutional claim. The
    /// physician fee schedule does not.
    ///
    /// ## What to do
    /// Bill the visit on an 837I with type of bill 77x (federally qualified) or 71x (rural health).
    /// What is no clinic service, such as hospital visits, stays with its own place.
    "PX-29" "clinic-visit-on-professional-claim": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 9",
    watch: Line(|claim, line, hits| check("PX-29", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure} is a visit that Medicare pays to clinics of place of service {pos} on an institutional claim",
    help: "bill the visit[ of line {line}] on an institutional claim, type of bill 77x or 71x",
    predicts: [CO "16" "N34"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***50:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***50:B:1*Y*A*Y*Y~NM1*77*2*CITY CLINIC*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:G0466*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***50:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
