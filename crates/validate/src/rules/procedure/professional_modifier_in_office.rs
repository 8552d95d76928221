use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A diagnostic test (PC/TC indicator 1 of your fee schedule) has modifier 26 in the office
    /// (11), and no service facility is named. Right only when the practice does not own the
    /// equipment. Silent without a fee schedule.
    ///
    /// ## Why it matters
    /// In its own office the practice is paid for both parts; with 26 it loses the technical one.
    /// If the test was at a hospital, the place is wrong.
    ///
    /// ## What to do
    /// Leave 26 out if the equipment is the practice's. Else send the place where the patient had
    /// the test, and name it.
    "PX-21" "professional-modifier-in-office": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 13 section 20 and chapter 26 section 10.5",
    watch: Line(check),
    cues: [LISTED],
    message: "procedure {procedure} has modifier 26 in the office, where the practice may bill the whole test",
    help: "leave 26 out[ on line {line}] if the equipment is yours, or name the place of the test",
    predicts: [CO "4" "N13"],
    ack: "A8" "453",
    yields_to: ["LOC-02"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:71046:26*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n71046,,30.00,30.00,1,\n'''\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n71046,,30.00,30.00,1,\n'''\n"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.fee.is_some_and(|fee| fee.pctc == Some(1))
        && line.is_at(&[11])
        && line.facility.is_none()
        && line.has_modifier(&["26"])
    {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
