use remedi_claims::ClaimKind;
use remedi_claims::codes::type_of_bill::{self, FacilityTypeFault};

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, Severity, rule};

rule! {
    /// ## What it is
    /// The facility type of an institutional claim (CLM05-1) is not two digits: the second and third of
    /// the type of bill. The leading zero of paper bills is not sent, and the frequency has its own
    /// component (CLM05-3).
    ///
    /// Two digits that remedi does not know are only a warning.
    ///
    /// ## Why it matters
    /// The bill is refused, or read as one of another setting.
    ///
    /// ## What to do
    /// Of a type of bill such as 0131 send `13:A:1`.
    "COD-08" "facility-type-malformed": Error, ClaimData;
    source: "NUBC type of bill; 005010X223A2 CLM05",
    watch: Code(&[CodeList::FacilityType], check),
    message: "facility type[ {code}] of the type of bill {fault}",
    help: "send the two digits of the facility type without the leading zero, and the frequency in CLM05-3",
    predicts: [CO "16" "MA30"],
    ack: "A7" "228",
    yields_to: ["POS-S05", "POS-S06"],
    rejected: [
        Example::claim("CLM*A1*100***A3:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***1:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let fault = type_of_bill::facility(code.code).err()?;
    let word = match fault {
        FacilityTypeFault::NotTwoDigits => "is not two digits",
        FacilityTypeFault::LeadingZero => "starts with a zero",
        FacilityTypeFault::Unknown => "is none that remedi knows",
    };
    let hit = code.hit().with("fault", word).with_known("code", code.shown());
    Some(match fault {
        FacilityTypeFault::Unknown => hit.graded(Severity::Warning),
        _ => hit,
    })
}
