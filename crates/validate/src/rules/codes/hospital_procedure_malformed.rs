use remedi_claims::ClaimKind;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A procedure of an inpatient bill (HI with BBR or BBQ) has not the form of ICD-10-PCS: seven
    /// letters or digits, never I or O. Of ICD-9-CM (BR, BQ): three or four digits.
    ///
    /// ## Why it matters
    /// The code can't be one of the list; the bill is refused, or grouped wrongly.
    ///
    /// ## What to do
    /// Look the code up. The letters I and O are not used: the digits 1 and 0 are meant.
    "COD-04" "hospital-procedure-malformed": Error, ClaimData;
    source: "ICD-10-PCS Official Guidelines A1 to A5; ICD-9-CM volume 3",
    watch: Code(&[CodeList::Icd10Pcs, CodeList::Icd9Procedure], check),
    message: "hospital procedure code[ {code}] has not the form of {list}",
    help: "look the code up and correct it",
    predicts: [CO "16" "M67"],
    ack: "A7" "465",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250115-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BBR:ODTJ4ZZ:D8:20250115~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250115-20250115~DTP*435*DT*202501150800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*BBR:0DTJ4ZZ:D8:20250115~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let (is_formed, list) = match code.list {
        CodeList::Icd9Procedure => (is_icd_9(code.code), "ICD-9-CM volume 3"),
        _ => (is_pcs(code.code), "ICD-10-PCS"),
    };
    (!is_formed).then(|| code.hit().with("list", list).with_known("code", code.shown()))
}

fn is_pcs(code: &[u8]) -> bool {
    let fits = |byte: &u8| match byte {
        b'I' | b'O' => false,
        byte => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
    };
    code.len() == 7 && code.iter().all(fits)
}

fn is_icd_9(code: &[u8]) -> bool {
    matches!(code.len(), 3 | 4) && code.iter().all(u8::is_ascii_digit)
}
