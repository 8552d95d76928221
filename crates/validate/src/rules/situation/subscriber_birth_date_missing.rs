use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim is for the subscriber, and the subscriber's birth date and gender (2010BA DMG) are missing.
    /// They may be left out only when the patient is a dependent with a level of his or her own (2000C).
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants them in this situation. Payers find the member by them.
    ///
    /// ## What to do
    /// Send birth date and gender in DMG.
    "SIT-17" "subscriber-birth-date-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2010BA DMG",
    watch: Claim(check),
    message: "the subscriber is the patient, and the subscriber's birth date and gender (DMG) are missing",
    help: "send the subscriber's birth date and gender in DMG",
    predicts: [CO "16" "N329"],
    ack: "A6" "158" "IL",
    rejected: [
        Example::usual().changing("DMG*D8*19800101*F~", ""),
    ],
    accepted: [
        Example::usual(),
        // The patient is a dependent.
        Example::usual().sent_to("NM1*PR*2*SAMPLE PAYER*****PI*60054~HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*KIM~N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20100101*F~").changing("HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~N3*7 OAK ST~N4*SPRINGFIELD*IL*627010001~DMG*D8*19800101*F~", "HL*2*1*22*1~SBR*P********CI~NM1*IL*1*DOE*PAT****MI*M1~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.has.all(Has::SUBSCRIBER_BIRTH) {
        return;
    }
    if let Some(subscriber) = claim.subscriber_as_patient() {
        hits.push(Hit::at(Spot::segment(subscriber.name_segment().index())));
    }
}
