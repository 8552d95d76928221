use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::Pos;

rule! {
    /// ## What it is
    /// The place of service is a skilled nursing facility in a Part A stay (31) or a nursing
    /// facility without one (32), and the list of stays of the profile (`[lists] part_a_stay`:
    /// members with the days of their stays) says the other. Asked for Medicare only, and only when
    /// there is such a list.
    ///
    /// ## Why it matters
    /// In a Part A stay the facility is paid for most services, and professional ones are paid at
    /// the facility rate with 31. With 32 in a stay they are paid too high and taken back; with 31
    /// outside of one they are paid too low.
    ///
    /// ## What to do
    /// Ask the facility whether the stay was a covered Part A stay on the day, and send 31 or 32 by
    /// that; or correct the list.
    "LOC-12" "nursing-place-against-stay": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 6 section 20 and chapter 26 section 10.5",
    watch: Line(check),
    cues: [LISTED],
    message: "place of service {pos} {tells}, and the list of stays says otherwise[; {rate}]",
    help: "send {right}[ on line {line}] if the list is right",
    predicts: [CO "190" "N70", CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***32:B:1*Y*A*Y*Y~NM1*77*2*OAK CARE*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99308*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[lists]\npart_a_stay = [\"1S00E00AA00\"]\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***31:B:1*Y*A*Y*Y~NM1*77*2*OAK CARE*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99308*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[lists]\npart_a_stay = [\"1S00E00AA00\"]\n"),
        Example::claim("CLM*A1*100***32:B:1*Y*A*Y*Y~NM1*77*2*OAK CARE*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99308*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[lists]\npart_a_stay = [\"M2\"]\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(in_stay) = line.listings.part_a_stay else { return };
    let (tells, right) = match (line.pos_number(), in_stay) {
        (Some(31), false) => ("is for Part A stays", Pos::new(32)),
        (Some(32), true) => ("is for residents without a Part A stay", Pos::new(31)),
        _ => return,
    };
    if claim.is_for_medicare() {
        let hit = Hit::at(line.pos_spot).with("tells", tells).with_known("right", right);
        hits.push(hit.with_known("rate", line.rate_at(right.into_iter().collect())));
    }
}
