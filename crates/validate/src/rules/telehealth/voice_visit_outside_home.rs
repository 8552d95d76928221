use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::Pos;

rule! {
    /// ## What it is
    /// A line for Medicare from 2025 on is by voice alone (modifier 93 or FQ) with place of service
    /// 02, the patient not at home.
    ///
    /// ## Why it matters
    /// Medicare pays voice alone when the patient is at home and can not or will not use video.
    ///
    /// ## What to do
    /// Send 10 if the patient was at home. If the visit was by video, leave 93 out.
    "TH-06" "voice-visit-outside-home": Warning, PlaceOfService;
    source: "42 CFR 410.78(a)(3) from 2025; AAFP on telehealth in 2025; not confirmed for every case",
    from: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "the modifier says voice alone, and place of service 02 says that the patient was not at home[; {rate}]",
    help: "send 10[ on line {line}] if the patient was at home, or leave the modifier out",
    predicts: [CO "4", CO "5" "M77"],
    ack: "A8" "453",
    rejected: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213:93*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:93*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[2]) && line.has_modifier(&["93", "FQ"]) && claim.is_for_medicare() {
        let home = Pos::new(10).into_iter().collect();
        hits.push(Hit::at(line.procedure_spot()).with_known("rate", line.rate_at(home)));
    }
}
