use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A service that is incident to a physician's (PC/TC indicator 5 of your fee schedule; without one
    /// infusions, injections, chemotherapy and drugs, J0120 to J9999) at a hospital, a surgical center or in
    /// a Part A stay (19, 21, 22, 23, 24, 31, 51, 61). An error for Medicare, a warning for others. Without the
    /// indicator it is a warning at surgical centers, which bill some drugs, and in stays (24, 31), which do not
    /// include all chemotherapy.
    ///
    /// ## Why it matters
    /// The facility's staff and drugs are paid to the facility. Payers deny the line.
    ///
    /// ## What to do
    /// Leave the line to the facility, or correct the place of service.
    "PX-22" "incident-service-at-facility": Error, PlaceOfService;
    source: "Medicare Benefit Policy Manual chapter 15 section 60.1; physician fee schedule PC/TC indicator 5",
    watch: Line(check),
    cues: [LISTED, FAMILY],
    message: "procedure {procedure} is incident to a physician's service, which is the facility's at place of service {pos}",
    help: "leave the line[ {line}] to the facility, or correct the place of service",
    predicts: [CO "96" "M97", CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["PX-02", "LOC-03", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:96372*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n96372,,,15.00,5,\n'''\n"),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:96372*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        // A surgical center's own drug.
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~LX*1~SV1*HC:J1096*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB")
            .billed_by("PRV*BI*PXC*261QA1903X~NM1*85*2*SURGERY CENTER*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:96372*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").with_profile("[fee_schedule]\ncsv = '''\ncode,modifier,facility,non_facility,pctc,na_indicator\n96372,,,15.00,5,\n'''\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let indicator = line.fee.and_then(|fee| fee.pctc);
    let is_incident = match indicator {
        Some(indicator) => indicator == 5,
        None => family("PX-22", line).is_some(),
    };
    let is_the_facilitys = claim.practice.is_hospital || line.practice_is_site == Some(true);
    if is_incident && line.is_at(&[19, 21, 22, 23, 24, 31, 51, 61]) && !is_the_facilitys {
        let is_sure = indicator.is_some() || !line.is_at(&[24, 31]);
        hits.push(Hit::at(line.procedure_spot()).graded(match is_sure && claim.is_for_medicare() {
            true => Severity::Error,
            false => Severity::Warning,
        }));
    }
}
