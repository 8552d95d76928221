use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A diagnosis code is sent with its decimal point (HI, such as `E11.9`). On claims the point is
    /// understood and never sent: `E119`.
    ///
    /// ## Why it matters
    /// The code matches no code of the list, and the claim is refused by the front end.
    ///
    /// ## What to do
    /// Send diagnosis codes without the point; correct the export of the billing system.
    "COD-01" "diagnosis-with-decimal-point": Error, ClaimData;
    source: "005010X222A1 and X223A2 loop 2300 HI: decimal points are assumed",
    watch: Code(&[CodeList::Icd10Cm, CodeList::Icd9Cm], check),
    message: "diagnosis code[ {code}] is sent with its decimal point",
    help: "leave out the decimal point, which is understood",
    predicts: [CO "16" "M76"],
    ack: "A7" "255",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E11.9~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:E119~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let has_point = code.code.contains(&b'.');
    has_point.then(|| code.hit().with_known("code", code.shown()))
}
