use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim is for the subscriber, and the subscriber's address (2010BA N3 and N4) is missing or half
    /// given. It may be left out only when the patient is a dependent with a level of his or her own (2000C).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send the street in N3, and city, state and ZIP code in N4.
    "SIT-16" "subscriber-address-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2010BA N3 and N4",
    watch: Claim(check),
    message: "the subscriber is the patient, and the subscriber's {part} is missing",
    help: "send the subscriber's street in N3, and city, state and ZIP code in N4",
    predicts: [CO "16" "MA37"],
    ack: "A6" "126" "IL",
    rejected: [
        Example::usual().changing("N3*7 OAK ST~N4*SPRINGFIELD*IL*627010001~", ""),
        Example::usual().changing("N3*7 OAK ST~", ""),
    ],
    accepted: [
        Example::usual(),
        // The patient is a dependent.
        Example::usual().sent_to("NM1*PR*2*SAMPLE PAYER*****PI*60054~HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*KIM~N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20100101*F~").changing("HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~N3*7 OAK ST~N4*SPRINGFIELD*IL*627010001~DMG*D8*19800101*F~", "HL*2*1*22*1~SBR*P********CI~NM1*IL*1*DOE*PAT****MI*M1~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let part = match (
        claim.has.all(Has::SUBSCRIBER_STREET),
        claim.has.all(Has::SUBSCRIBER_CITY),
    ) {
        (true, true) => return,
        (false, false) => "address (N3, N4)",
        (false, true) => "street (N3)",
        (true, false) => "city (N4)",
    };
    if let Some(subscriber) = claim.subscriber_as_patient() {
        let hit = Hit::at(Spot::segment(subscriber.name_segment().index()));
        hits.push(hit.with("part", part));
    }
}
