use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line at 02 or 10 has a procedure that is not in your list of what may be done by
    /// telehealth (`[lists] telehealth`) on the day. Silent without the list.
    ///
    /// ## Why it matters
    /// Payers deny what is not on their list, by telehealth.
    ///
    /// ## What to do
    /// Correct the place of service if the visit was in person. If it was not, do not bill the
    /// line, or bring the list up to date.
    "TH-08" "procedure-not-on-telehealth-list": Error, PlaceOfService;
    source: "the payer's telehealth list, given by the user; 42 CFR 410.78",
    watch: Line(check),
    cues: [LISTED],
    message: "procedure {procedure} is not on your telehealth list, and the place of service is {pos}",
    help: "correct the place of service[ of line {line}], or the list",
    predicts: [CO "96" "N776"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["TH-09", "TH-10", "TH-11", "PX-18", "PX-24", "PX-32", "PX-35"],
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:93306:95*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[lists]\ntelehealth = [\"99213\"]\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[lists]\ntelehealth = [\"99213\"]\n"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.listings.telehealth == Some(false) && line.is_at(&[2, 10]) {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
