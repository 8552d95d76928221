use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A diagnostic test (PC/TC indicator 1 of your fee schedule) is billed whole, without 26 or
    /// TC, at a hospital, a surgical center or in a Part A stay (19, 21, 22, 23, 24, 31, 51, 61).
    /// An error for Medicare, a warning for others; silent without a fee schedule.
    ///
    /// ## Why it matters
    /// The technical part is the facility's. Payers deny the whole line.
    ///
    /// ## What to do
    /// Bill the interpretation with modifier 26.
    "PX-20" "test-without-professional-modifier": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 13 section 20; physician fee schedule PC/TC indicator 1",
    watch: Line(check),
    cues: [LISTED],
    message: "procedure {procedure} is billed with its technical component, which is the facility's at place of service {pos}",
    help: "add modifier 26[ on line {line}]",
    predicts: [CO "5" "M77", CO "96" "M97"],
    ack: "A8" "453",
    yields_to: ["LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n71046,,30.00,30.00,1,\n'''\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:71046:26*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n71046,,30.00,30.00,1,\n'''\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n71046,,30.00,30.00,1,\n'''\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.fee.is_some_and(|fee| fee.pctc == Some(1))
        && line.is_at(&[19, 21, 22, 23, 24, 31, 51, 61])
        && !claim.practice.is_hospital
        && !line.has_modifier(&["26", "TC"])
    {
        hits.push(Hit::at(line.procedure_spot()).graded(match claim.is_for_medicare() {
            true => Severity::Error,
            false => Severity::Warning,
        }));
    }
}
