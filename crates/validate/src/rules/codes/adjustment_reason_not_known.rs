use remedi_claims::codes::carc;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An adjustment (CAS of an 835; of 2320 or 2430 in a claim, where another payer adjusted) has a
    /// reason that is none of the claim adjustment reason codes (CARC), in force or retired.
    ///
    /// ## Why it matters
    /// Nobody can tell what the payer did. A claim that says so is refused.
    ///
    /// ## What to do
    /// In a claim copy the reasons from the other payer's remittance (835) as they are; leading
    /// zeros do not belong to a code. In a remittance ask the payer what is meant.
    "COD-14" "adjustment-reason-not-known": Error, ClaimData;
    source: "X12 claim adjustment reason codes (external code source 139), as of 2026",
    watch: Code(&[CodeList::AdjustmentReason], check),
    message: "adjustment reason[ {code}] is not a claim adjustment reason code",
    help: "{todo}",
    predicts: [CO "16"],
    ack: "A7" "521",
    rejected: [
        Example::payment("CLP*A1*1*120*100**MC*77~CAS*CO*999*20~NM1*QC*1*DOE*PAT~DTM*232*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*999*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*45*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_known = carc::lookup(code.code).is_some();
    (!is_known).then(|| code.hit().with("todo", code.todo()).with_known("code", code.shown()))
}
