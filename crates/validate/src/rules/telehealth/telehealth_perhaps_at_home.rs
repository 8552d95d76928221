use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::{ClaimKind, Pos};

rule! {
    /// ## What it is
    /// A line for Medicare from 2024 on is at 02, the patient not at home, and the claim names no
    /// facility where the patient was. Claims do not tell where the patient was; the verdict is
    /// unknown. For days before 2022 the rule is silent, as 02 stood for telehealth at home too.
    ///
    /// ## Why it matters
    /// 02 is paid at the lower facility rate, 10 at the non-facility rate: money is left if the
    /// patient was at home.
    ///
    /// ## What to do
    /// Ask the scheduling record. Send 10 if the patient was at home.
    "TH-13" "telehealth-perhaps-at-home": Info, PlaceOfService;
    source: "CMS transmittal 12671: rates of POS 02 and 10 from 2024",
    from: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service 02 is paid at the facility rate, and no facility is named[; {rate}]",
    help: "send 10[ on line {line}] if the patient was at home",
    predicts: [],
    yields_to: ["TH-06", "TH-08", "TH-10", "TH-11", "PX-18", "PX-05", "PX-32"],
    rejected: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20210601~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[2])
        && line.facility.is_none()
        && claim.is_for_medicare()
        && claim.kind == ClaimKind::Professional
    {
        let home = Pos::new(10).into_iter().collect();
        hits.push(Hit::at(line.pos_spot).unknown().with_known("rate", line.rate_at(home)));
    }
}
