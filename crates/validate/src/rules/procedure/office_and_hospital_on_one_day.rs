use std::collections::HashSet;

use chrono::NaiveDate;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// One claim has a line in an office (11) and one for an inpatient (21) on the same day.
    ///
    /// ## Why it matters
    /// It may be right: seen in the office and admitted. Payers bundle the visit into the
    /// admission, and what the hospital owns into the three days before it.
    ///
    /// ## What to do
    /// Check the places. Of several visits of one day bill the one of the admission, at its level.
    "PX-34" "office-and-hospital-on-one-day": Info, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 12 section 30.6.9.1",
    watch: Claim(check),
    cues: [ELSEWHERE],
    message: "lines of {day} have places of service 11 and 21",
    help: "check the places; bill one visit for the day of the admission",
    predicts: [CO "60", CO "97"],
    yields_to: ["POS-S12", "LOC-02"],
    rejected: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~DTP*435*D8*20250115~\
            LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99222*100*UN*1*21**1~DTP*472*D8*20250115~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~DTP*435*D8*20250116~\
            LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99222*100*UN*1*21**1~DTP*472*D8*20250116~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~").with_profile("[rules]\n\"POS-S08\" = \"off\"\n"),
    ],
}

fn check(_: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let at = |place: u8| {
        let own = lines.iter().filter(move |line| line.is_at(&[place]));
        own.filter_map(|line| Some((line.dates?.from, line.pos_spot)))
    };
    if at(21).next().is_none() {
        return;
    }
    let in_office: HashSet<NaiveDate> = at(11).map(|(day, _)| day).collect();
    if let Some((day, spot)) = at(21).find(|(day, _)| in_office.contains(day)) {
        hits.push(Hit::at(spot).with("day", day));
    }
}
