use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A filling (D2140 to D2394), sealant (D1351), inlay, crown or veneer (D2510 to D2799, D2930 to D2962), root
    /// canal (D3220 to D3348) or extraction (D7111 to D7250) is billed without the tooth (TOO).
    ///
    /// ## Why it matters
    /// Payers judge these by tooth, and deny what tells none.
    ///
    /// ## What to do
    /// Send the tooth in TOO, with its surfaces for a filling.
    "LOS-10" "tooth-number-missing": Warning, ClaimData;
    source: "005010X224A2 loop 2400 TOO; the procedures are our own choice",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is for a tooth, and no tooth is given",
    help: "send the number of the tooth in TOO",
    predicts: [CO "16" "N37"],
    ack: "A6" "244",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100****1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if matches!(line.kind, Some(Service::ToothTreatment | Service::Filling))
        && claim.is_5010()
        && !line.has.all(Has::TOOTH)
        && !claim.is_predetermination()
    {
        hits.push(Hit::at(line.procedure_spot()).with_known("procedure", line.procedure));
    }
}
