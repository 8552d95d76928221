use chrono::NaiveDate;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// Place of service 10, telehealth with the patient at home, on a day before the code existed:
    /// 2022-01-01. From then until 2022-03-31 it is a warning for Medicare, which took the code
    /// from 2022-04-01.
    ///
    /// ## Why it matters
    /// The payer's system has no such code for that day and denies the line.
    ///
    /// ## What to do
    /// Until 2021 POS 02 stood for all telehealth, at home too. During the public health emergency
    /// Medicare wanted the place where the visit would have been, with modifier 95.
    "TH-01" "telehealth-at-home-before-its-time": Error, PlaceOfService;
    source: "CMS place of service code set, POS 10; CMS MLN MM12427",
    to: MEDICARE_FROM.pred_opt().unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service 10 is for services from {first} on[ {whose}], and the service is dated {from}",
    help: "send the place of service that was valid on that day[ on line {line}]: 02, or the usual place with modifier 95",
    predicts: [CO "5" "M77", CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20210601~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20220101~"),
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20200601~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20210601~"),
    ],
}

const FROM: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap();
const MEDICARE_FROM: NaiveDate = NaiveDate::from_ymd_opt(2022, 4, 1).unwrap();

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(dates) = line.dates.filter(|_| line.pos_sent == b"10") else {
        return;
    };
    let (first, severity) = match (dates.from < FROM, claim.is_for_medicare()) {
        (true, _) => (FROM, Severity::Error),
        (false, true) => (MEDICARE_FROM, Severity::Warning),
        (false, false) => return,
    };
    let hit = Hit::at(line.pos_spot).with("first", first).with("from", dates.from);
    let whose = (first == MEDICARE_FROM).then_some("for Medicare");
    hits.push(hit.with_known("whose", whose).graded(severity));
}
