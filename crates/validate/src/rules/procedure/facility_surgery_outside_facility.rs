use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A procedure that your fee schedule has as not done outside of facilities (NA indicator) is
    /// billed in an office, at home, or by telehealth. A warning at 11 and 12, an error at 02 and
    /// 10. Silent without a fee schedule.
    ///
    /// ## Why it matters
    /// The procedure has no rate for such places. Payers deny the line, and ask where it was done.
    ///
    /// ## What to do
    /// Send the place where the procedure was done: 21, 22, 19 or 24.
    "PX-24" "facility-surgery-outside-facility": Warning, PlaceOfService;
    source: "physician fee schedule, NA indicator of the non-facility rate",
    watch: Line(check),
    cues: [LISTED],
    message: "procedure {procedure} is not done outside of facilities by the fee schedule, and the place of service is {pos}",
    help: "send the place where the procedure was done[ on line {line}]",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "TH-11"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:33533*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n33533,,1800.00,,0,NA\n'''\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:33533*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n33533,,1800.00,,0,NA\n'''\n"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.fee.is_some_and(|fee| fee.is_facility_only) && line.is_at(&[2, 10, 11, 12]) {
        hits.push(Hit::at(line.procedure_spot()).graded(match line.is_at(&[2, 10]) {
            true => Severity::Error,
            false => Severity::Warning,
        }));
    }
}
