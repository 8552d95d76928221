use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A service of opioid treatment programs (G2067 to G2080) at another place of service than 58.
    /// From 2020-01-01; an error for Medicare, a warning for others.
    ///
    /// ## Why it matters
    /// Payers deny the line: the procedure does not go with the place of service.
    ///
    /// ## What to do
    /// Send 58, and bill as the enrolled program.
    "PX-15" "opioid-treatment-elsewhere": Error, PlaceOfService;
    source: "CMS change request 11353, from 2020-01-01",
    watch: Line(|claim, line, hits| check("PX-15", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, a service of opioid treatment programs, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send 58[ on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:G2067*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***58:B:1*Y*A*Y*Y~NM1*77*2*OAK CARE*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:G2067*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}
