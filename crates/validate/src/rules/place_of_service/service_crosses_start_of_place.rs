use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::Pos;
use remedi_claims::codes::pos;

rule! {
    /// ## What it is
    /// The days of a line (DTP*472 RD8) begin or end when its place of service was not in use, and
    /// the other end of them is in its time: such as 19 from December 2015 to January 2016. What
    /// crosses the dates of an enrollment is ENR-05; POS 02 and 10 before their time are TH-02 and
    /// TH-01.
    ///
    /// ## Why it matters
    /// A code must be valid on every day of the line. Payers judge the first day, or refuse the
    /// range.
    ///
    /// ## What to do
    /// Split the line at the day the code began, and send what was valid before on the first part.
    "POS-S09" "service-crosses-start-of-place": Error, PlaceOfService;
    source: "CMS place of service code set with its dates",
    watch: Line(check),
    cues: [PLACE_UNKNOWN],
    message: "place of service {place} was not in use on all days of {days}",
    help: "split the line[ {line}] by the days on which the code was in use",
    predicts: [CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***27:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20230928-20231002~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***27:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20231001-20231002~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.place.is_some() || line.pos_sent.is_empty() {
        return;
    }
    let place = Pos::parse(line.pos_sent).and_then(pos::lookup);
    if let (Some(place), Some(dates)) = (place, line.dates)
        && place.is_active_on(dates.from) != place.is_active_on(dates.to)
        && !matches!(place.code.number(), 2 | 10)
    {
        hits.push(Hit::at(line.pos_spot).with("place", place.code).with("days", dates));
    }
}
