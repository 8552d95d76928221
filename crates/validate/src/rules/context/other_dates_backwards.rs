use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::Example;

rule! {
    /// ## What it is
    /// A range of days that are not those of the service, such as a disability (DTP*314 RD8) or an occurrence span (HI with
    /// BI), ends before it starts; or the patient was discharged (DTP*096) before being admitted (DTP*435).
    ///
    /// ## Why it matters
    /// One of the two days is wrong. Most payers pay all the same; those that need the days ask for them, or deny.
    ///
    /// ## What to do
    /// Send the first day before the last.
    "CTX-12" "other-dates-backwards": Warning, ClaimData;
    source: "005010X222A1 and X223A2 loop 2300 DTP and HI occurrence span: RD8 is a range from the first day to the last; \
        admission and discharge",
    watch: Claim(check),
    cues: [DAYS, STAY],
    message: "the days {days} end before they start",
    help: "send the first day before the last[ on line {line}]",
    predicts: [CO "16" "M52", CO "16" "M59"],
    yields_to: ["LOC-10"],
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BI:72:RD8:20250101-20250110*BI:74:RD8:20250110-20250101~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*314*RD8*20250120-20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BI:72:RD8:20250101-20250110*BI:74:RD8:20250101-20250101~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*314*RD8*20250110-20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    hits.extend(claim.days_backwards(lines, |qualifier| !matches!(qualifier, b"472" | b"434")));
    if let (Some(from), Some(to)) = (claim.admitted_on, claim.discharged_on)
        && to < from
    {
        let hit = Hit::at(Spot::segment(claim.segment));
        hits.push(hit.with("days", format!("{from} to {to}").into_boxed_str()));
    }
}
