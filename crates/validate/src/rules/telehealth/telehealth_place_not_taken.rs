use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, TelehealthPlace};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A line is at 02 or 10, and the profile says that the payer wants telehealth at the place of a visit
    /// in person with a modifier such as 95 (`telehealth_place = "in_person"`). Without such a word in the
    /// profile no payer is judged.
    ///
    /// ## Why it matters
    /// The payer denies the line for its place, or pays it at another rate.
    ///
    /// ## What to do
    /// Send the place where the visit would have been in person, such as 11, with the modifier that the payer
    /// wants. If the payer has come to take 02 and 10, say so in the profile.
    "TH-18" "telehealth-place-not-taken": Error, PlaceOfService;
    source: "the payer's telehealth policy, by the profile",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "the place of service is {pos}, and payer {payer} wants telehealth at the place of a visit in person",
    help: "send the place of a visit in person, such as 11, with modifier 95[, on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249",
    yields_to: ["TH-01", "TH-02", "POS-S02", "POS-S03"],
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.60054]\ntelehealth_place = 'in_person'\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.60054]\ntelehealth_place = 'in_person'\n"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.60054]\ntelehealth_place = 'telehealth'\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[2, 10])
        && claim.payer.demands.telehealth_place == Some(TelehealthPlace::InPerson)
        && claim.kind == ClaimKind::Professional
    {
        hits.push(Hit::at(line.pos_spot));
    }
}
