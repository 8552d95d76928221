use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// The place of service is a hospice (34) and the member is not in your list of hospice
    /// elections (`[lists] hospice`: members with their days); or, for Medicare, the member is in
    /// the list and the line has neither GV (attending physician not of the hospice) nor GW
    /// (service not related). Silent without the list.
    ///
    /// ## Why it matters
    /// Under an election the hospice is paid for all that is related. Other lines need the
    /// modifier, or are denied.
    ///
    /// ## What to do
    /// Add GV or GW where it is true, bill the hospice, or correct the list or the place.
    "PX-27" "hospice-unclear": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 11 section 40",
    watch: Line(check),
    cues: [LISTED],
    message: "{fault}",
    help: "{todo}[ (line {line})]",
    predicts: [CO "B9"],
    ack: "A8" "453",
    rejected: [
        Example::claim("CLM*A1*100***34:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[lists]\nhospice = [\"M2\"]\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[lists]\nhospice = [\"1S00E00AA00\"]\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:GW*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[lists]\nhospice = [\"1S00E00AA00\"]\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_at_hospice = line.is_at(&[34]);
    let (fault, todo) = match line.listings.hospice {
        Some(false) if is_at_hospice => (
            "place of service 34 is a hospice, and the member is not in your list of elections",
            "correct the place of service or the list",
        ),
        Some(true) if claim.is_for_medicare() && !line.has_modifier(&["GV", "GW"]) => (
            "the member has elected hospice by your list, and the line has neither GV nor GW",
            "add the modifier that is true, or bill the hospice",
        ),
        _ => return,
    };
    if claim.kind == ClaimKind::Professional {
        hits.push(Hit::at(line.procedure_spot()).with("fault", fault).with("todo", todo));
    }
}
