//! Codes of remittances (835).

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Options, Severity};

fn told(payment: &str) -> Vec<String> {
    let input = format!(
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *250131*1200*^*00501*000000001*0*T*:~\
         GS*HP*PAY*REC*20250131*1200*1*X*005010X221A1~ST*835*0001~BPR*I*80*C*CHK************20250131~\
         TRN*1*1*1512345678~N1*PR*SAMPLE PAYER~N1*PE*LAKESIDE*XX*1234567893~LX*1~{payment}SE*9*0001~GE*1*1~IEA*1*000000001~"
    );
    let checker = Checker::new(None, Options::default());
    let mut told = Vec::new();
    in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| {
            let codes = report.findings.iter();
            let codes = codes.filter(|one| one.rule.code.starts_with("COD-"));
            let codes = codes.inspect(|one| {
                let is_reason = one.rule.code == "COD-14";
                assert_eq!(
                    one.severity == Severity::Error,
                    is_reason,
                    "{}",
                    one.message()
                );
            });
            told.extend(
                codes.map(|one| format!("{} {}: {}", one.rule.code, one.at, one.message())),
            );
        },
    );
    told
}

#[test]
fn codes_in_use_are_left_alone() {
    let payment = "CLP*A1*1*100*80*20*MC*77~MOA***MA01~SVC*HC:99213:25*100*80*0300~DTM*472*20250115~\
        CAS*CO*45*20~LQ*HE*N130~LQ*RX*75~";
    assert!(told(payment).is_empty(), "{:?}", told(payment));
}

#[test]
fn reasons_and_remarks_that_are_none_are_told() {
    let payment = "CLP*A1*1*100*70*20*MC*77~CAS*CO*999*10~MOA***X999~SVC*HC:99213*90*70~\
        DTM*472*20250115~CAS*CO*45*10**998*10~LQ*HE*NX~";
    let expected = [
        "COD-14 2100/CAS02: adjustment reason 999 is not a claim adjustment reason code",
        "COD-16 2100/MOA03: remark X999 is not a remittance advice remark code that is known",
        "COD-14 2110/CAS05: adjustment reason 998 is not a claim adjustment reason code",
        "COD-16 2110/LQ02: remark NX is not a remittance advice remark code that is known",
    ];
    assert_eq!(told(payment), expected);
}

#[test]
fn codes_are_judged_on_the_day_of_payment() {
    let payment = "CLP*A1*1*100*80*20*MC*77~SVC*HC:99213*100*80~CAS*CO*42*20~";
    assert_eq!(
        told(payment),
        [
            "COD-15 2110/CAS02: adjustment reason 42 was not in use on 2025-01-31: it was retired on 2007-06-01"
        ]
    );
}

#[test]
fn procedures_and_revenue_codes_of_payments_have_a_form() {
    let payment = "CLP*A1*1*100*80*20*MC*77~SVC*HC:9921:2-*100*80*300~CAS*CO*45*20~";
    let codes: Vec<String> = told(payment)
        .iter()
        .map(|one| one[..6].to_owned())
        .collect();
    assert_eq!(codes, ["COD-05", "COD-06", "COD-07"]);
}
