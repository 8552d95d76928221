//! What was right before, or is right at a glance, excuses nothing else.

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Example, Options};

/// The claims that a rule finds fault with.
fn found(claims: &'static str, code: &str) -> Vec<String> {
    let input = Example::claim(claims).to_input();
    let checker = Checker::new(None, Options::default());
    let mut found = Vec::new();
    let error = in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| {
            let own = report.findings.into_iter();
            let own = own.filter(|finding| finding.rule.code == code);
            found.extend(own.filter_map(|finding| Some(finding.subject?.claim.to_string())));
        },
    );
    assert!(error.is_none());
    found
}

#[test]
fn a_reason_that_was_in_use_then_is_not_now() {
    let claims = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~SBR*S*18*******CI~CAS*CO*B5*20~AMT*D*80~OI***Y***Y~\
        NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20160201~LX*1~\
        SV1*HC:99213*100*UN*1***1~DTP*472*D8*20160115~\
        CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~SBR*S*18*******CI~CAS*CO*B5*20~AMT*D*80~OI***Y***Y~\
        NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250215~LX*1~\
        SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert_eq!(found(claims, "COD-15"), ["A2"]);
}

#[test]
fn a_code_behind_a_control_character_is_another() {
    let claims = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
        CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:\0I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert_eq!(found(claims, "COD-02"), ["A2"]);
}

#[test]
fn what_has_no_code_is_no_diagnosis() {
    let claims = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF~LX*1~SV1*HC:99213*100*UN*1***1:2~DTP*472*D8*20250115~";
    assert_eq!(found(claims, "SIT-15"), ["A1"]);
}
