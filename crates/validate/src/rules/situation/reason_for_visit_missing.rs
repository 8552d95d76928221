use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The bill is for an outpatient visit that was not scheduled: type of bill 13, 78 or 85, admission type 1, 2
    /// or 5 (CL101), with emergency room, urgent care or observation (revenue codes 045x, 0516, 0762); and the
    /// patient's reason for the visit (HI with APR) is missing. A warning, as not all payers ask for it.
    ///
    /// ## Why it matters
    /// Payers judge by the reason, not by the diagnosis made later, whether it was an emergency; many return the
    /// bill without it.
    ///
    /// ## What to do
    /// Send what the patient came for in HI with APR, up to three codes.
    "SIT-20" "reason-for-visit-missing": Warning, ClaimData;
    source: "005010X223A2 loop 2300 HI patient's reason for visit; Medicare Claims Processing Manual (100-04) chapter 25 (form locator 70)",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the bill is for an outpatient visit that was not scheduled, and the patient's reason for it is missing",
    help: "send the patient's reason for the visit in HI*APR",
    predicts: [CO "16"],
    ack: "A6" "255",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0450*HC:99283*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*APR:R079~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0450*HC:99283*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        // The visit was scheduled.
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0762*HC:G0378*100*UN*8~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Institutional
        || !matches!(claim.facility_code, b"13" | b"78" | b"85")
        || !claim.is_5010()
    {
        return;
    }
    let is_unscheduled = |line: &LineFacts<'_>| {
        let revenue = line.line.revenue_code();
        revenue.starts_with(b"045") || matches!(revenue, b"0516" | b"0762")
    };
    let Some(admission) = claim.claim.admission() else {
        return;
    };
    if !matches!(admission.value(1), b"1" | b"2" | b"5") || !lines.iter().any(is_unscheduled) {
        return;
    }
    let mut diagnoses = claim.claim.diagnoses();
    if !diagnoses.any(|(qualifier, _)| matches!(qualifier, b"APR" | b"PR")) {
        hits.push(Hit::at(Spot::element(admission.index(), 1)));
    }
}
