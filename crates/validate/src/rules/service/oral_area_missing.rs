use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::services::Service;

rule! {
    /// ## What it is
    /// A treatment that is counted by quadrant (scaling D4341 and D4342, gum surgery D4210 to D4261, alveoloplasty
    /// D7310 to D7321) is billed without the quadrant (SV304), and without teeth (TOO). A warning, as payers
    /// differ in what they ask for.
    ///
    /// ## Why it matters
    /// Payers limit these by quadrant, and deny what tells none.
    ///
    /// ## What to do
    /// Send the quadrant in SV304: 10, 20, 30 or 40.
    "LOS-15" "oral-area-missing": Warning, ClaimData;
    source: "005010X224A2 loop 2400 SV304; the procedures are our own choice",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is counted by quadrant, and no quadrant is given",
    help: "send the quadrant in SV304: 10, 20, 30 or 40",
    predicts: [CO "16" "N346"],
    ack: "A6" "245",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4341*100**10**1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D4342*100****1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind != Some(Service::QuadrantTreatment)
        || line.has.all(Has::TOOTH)
        || claim.is_predetermination()
        || !claim.is_5010()
    {
        return;
    }
    if let Some(service) = line.line.service()
        && service.value(4).is_empty()
    {
        let hit = Hit::at(Spot::element(service.index(), 4));
        hits.push(hit.with_known("procedure", line.procedure));
    }
}
