use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// An anesthesia service (00100 to 01999) is not counted in minutes (SV103 = MJ). Those that are paid
    /// otherwise (01953, 01967 to 01969, 01996) are left out.
    ///
    /// ## Why it matters
    /// Anesthesia is paid by time; units are read as minutes or refused.
    ///
    /// ## What to do
    /// Send the minutes in SV104 and MJ in SV103.
    "LOS-04" "anesthesia-minutes-missing": Error, ClaimData;
    source: "005010X222A1 loop 2400 SV103; Medicare Claims Processing Manual (100-04) chapter 12 section 50",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is anesthesia, and is not counted in minutes",
    help: "send MJ in SV103 and the minutes in SV104",
    predicts: [CO "16" "M53"],
    ack: "A6" "251",
    rejected: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:00400*100*UN*30***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:00400*100*MJ*30***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.kind != Some(Service::Anesthesia) || !claim.is_5010() {
        return;
    }
    if let Some(service) = line.line.service()
        && service.value(3) != b"MJ"
    {
        let hit = Hit::at(Spot::element(service.index(), 3));
        hits.push(hit.with_known("procedure", line.procedure));
    }
}
