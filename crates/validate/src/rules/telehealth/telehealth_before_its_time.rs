use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// Place of service 02, telehealth, on a day before the code existed: 2017-01-01. From then
    /// until the end of 2021 it stood for all telehealth, at home too, and is right.
    ///
    /// ## Why it matters
    /// The payer has no such code for that day and denies the line.
    ///
    /// ## What to do
    /// Send the place where the patient was, with modifier GT or GQ.
    "TH-02" "telehealth-before-its-time": Error, PlaceOfService;
    source: "CMS place of service code set, POS 02, from 2017-01-01",
    to: FROM.pred_opt().unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service 02 is for services from 2017-01-01 on, and the service is dated {from}",
    help: "send the place where the patient was[ on line {line}], with modifier GT",
    predicts: [CO "5" "M77", CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20161231~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20170101~"),
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20200601~"),
    ],
}

const FROM: NaiveDate = NaiveDate::from_ymd_opt(2017, 1, 1).unwrap();

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(dates) = line.dates.filter(|dates| line.pos_sent == b"02" && dates.from < FROM) {
        hits.push(Hit::at(line.pos_spot).with("from", dates.from));
    }
}
