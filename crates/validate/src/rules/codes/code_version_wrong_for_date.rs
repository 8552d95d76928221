use crate::Example;
use crate::codes::{CodeList, CodeSent, ICD_10_START};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The version of diagnosis or hospital procedure codes does not go with the dates: ICD-10 (ABK, ABF
    /// and so on; BBR, BBQ) is for services and discharges from 2015-10-01 on, ICD-9 (BK, BF; BR, BQ)
    /// for those before. Claims that span the day may use either here.
    ///
    /// ## Why it matters
    /// Payers refuse the claim: the code set is not valid on the date of service.
    ///
    /// ## What to do
    /// Use the version of the day, and its qualifier. Bills that span 2015-10-01 are split by most
    /// payers.
    "COD-03" "code-version-wrong-for-date": Error, ClaimData;
    source: "45 CFR 162.1002(b) and (c)",
    watch: Code(&[CodeList::Icd10Cm, CodeList::Icd9Cm, CodeList::Icd10Pcs, CodeList::Icd9Procedure], check),
    message: "{list} codes are not valid for {days}: ICD-10 starts on 2015-10-01",
    help: "use the version of the day, with its qualifier",
    predicts: [CO "16" "M76"],
    ack: "A7" "255",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*BK:4019~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20150930~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*BK:4019~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20150930~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20151001~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let dates = code.dates?;
    let (is_wrong, list) = match code.list {
        CodeList::Icd9Cm | CodeList::Icd9Procedure => (dates.from >= ICD_10_START, "ICD-9"),
        _ => (dates.to < ICD_10_START, "ICD-10"),
    };
    is_wrong.then(|| code.hit().with("list", list).with("days", dates))
}
