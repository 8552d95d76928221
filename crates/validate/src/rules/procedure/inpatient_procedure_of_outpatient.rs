use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::Pos;

rule! {
    /// ## What it is
    /// A procedure of your list of those that Medicare pays for inpatients alone (`[lists]
    /// inpatient_only`) at an outpatient department, a surgical center or an office (19, 22, 24,
    /// 11). Silent without the list.
    ///
    /// ## Why it matters
    /// The hospital is not paid for the procedure on an outpatient, and payers deny the surgeon
    /// with it.
    ///
    /// ## What to do
    /// Send 21 if the patient was an inpatient. If not, ask the hospital before the claim goes.
    "PX-25" "inpatient-procedure-of-outpatient": Warning, PlaceOfService;
    source: "42 CFR 419.22(n); list of the user",
    watch: Line(check),
    cues: [LISTED],
    message: "procedure {procedure} is for inpatients by your list, and the place of service is {pos}[; {rate}]",
    help: "send 21[ on line {line}] if the patient was an inpatient",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["LOC-02", "PX-24", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:33533*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[lists]\ninpatient_only = [\"33533\"]\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:33533*100*UN*1***1~DTP*472*D8*20250115~").with_profile("[lists]\ninpatient_only = [\"33533\"]\n"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.listings.inpatient_only == Some(true) && line.is_at(&[11, 19, 22, 24]) {
        let inpatient = Pos::new(21).into_iter().collect();
        let hit = Hit::at(line.procedure_spot());
        hits.push(hit.with_known("rate", line.rate_at(inpatient)));
    }
}
