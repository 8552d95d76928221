use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::misfit;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A procedure that needs hands on the patient is at 02 or 10: surgery (10004 to 69990
    /// but for care before and after a birth, 59425, 59426, 59430), vaccinations, injections and
    /// infusions (90460 to 90480, 96360 to 96379, 96401 to 96549), or a technical component (TC).
    /// Anesthesia is PX-32, emergency visits PX-05. What is on your list of what may be done by
    /// telehealth (`[lists] telehealth`) passes.
    ///
    /// ## Why it matters
    /// It can not be done at a distance. Payers deny the line.
    ///
    /// ## What to do
    /// Send the place where the patient was treated.
    "TH-11" "hands-on-procedure-by-telehealth": Error, PlaceOfService;
    source: "CPT sections of surgery and medicine; CMS list of telehealth services holds none of them",
    watch: Line(check),
    cues: [FAMILY, ELSEWHERE],
    message: "procedure {procedure} needs hands on the patient, and the place of service is {pos}",
    help: "send the place where the patient was treated[ on line {line}]",
    predicts: [CO "5" "M77", CO "96" "N776"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:20610:95*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:20610*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:59425:95*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:59430:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:96377:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[lists]\ntelehealth = [\"96377\"]\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.listings.telehealth == Some(true) {
        return;
    }
    let is_technical = || line.is_at(&[2, 10]) && line.has_modifier(&["TC"]);
    if misfit("TH-11", claim, line).is_some() || is_technical() {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
