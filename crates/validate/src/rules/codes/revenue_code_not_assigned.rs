use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, Severity, rule};

rule! {
    /// ## What it is
    /// A revenue code of an institutional claim (SV201) has four digits, and starts with one from 4 to 9: all that have
    /// been assigned start with 0 to 3. A warning is a line with 0001, the total of a paper bill, which the claim has
    /// in CLM02.
    ///
    /// ## Why it matters
    /// Payers know no such code, and return the bill or deny the line. A line with the total counts all charges twice.
    ///
    /// ## What to do
    /// Look the code up in the billing manual; leave the line with the total out.
    "COD-31" "revenue-code-not-assigned": Error, ClaimData;
    source: "NUBC form locator 42; CMS Pub. 100-04 chapter 25 section 75.4: 0001 is for paper bills, electronic ones have the total in an element of its own",
    watch: Code(&[CodeList::RevenueCode], check),
    message: "revenue code[ {code}] is {what}",
    help: "look the revenue code up and correct it; the total of the bill is CLM02, and no line",
    predicts: [CO "16" "M50"],
    ack: "A7" "455",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*4500*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*3101*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let (what, severity) = match code.code {
        b"0001" => ("the total of a paper bill", Severity::Warning),
        [b'4'..=b'9', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit) => {
            ("none that has been assigned", Severity::Error)
        }
        _ => return None,
    };
    let hit = code.hit().with("what", what).graded(severity);
    Some(hit.with_known("code", code.shown()))
}
