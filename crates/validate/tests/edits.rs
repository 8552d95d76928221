//! Edits of clearinghouses: what is right and looks as if it were not, and what weighs otherwise than in the examples of the
//! rules.

use std::sync::Arc;

use remedi_claims::{Batch, ClaimKind, Cutter};
use remedi_validate::{Checker, Example, Options, Profile};

fn told(example: Example) -> Vec<String> {
    let profile = Profile::parse(example.profile(), "remedi.toml").expect("a right profile");
    let options = Options {
        guides: true,
        profile: Some(Arc::new(profile)),
        ..Options::default()
    };
    let checker = Checker::new(None, options);
    let input = example.to_input();
    let mut cutter = Cutter::new(input.as_bytes());
    let (mut batch, mut told) = (Batch::new(), Vec::new());
    while cutter.next_batch(&mut batch).expect("readable") {
        let findings = checker.check(&mut batch).findings;
        told.extend(findings.iter().map(|finding| {
            let [code, severity] = [finding.rule.code, finding.severity.as_str()];
            format!("{code} {severity} {}: {}", finding.at, finding.message())
        }));
    }
    told
}

fn codes(example: Example) -> Vec<String> {
    let words = |text: String| text.split(' ').take(2).collect::<Vec<_>>().join(" ");
    told(example).into_iter().map(words).collect()
}

#[test]
fn what_medicare_returns_is_an_error_for_it_and_a_warning_for_others() {
    let twice = Example::usual().changing("HC:99213*", "HC:99213:25:25*");
    assert_eq!(codes(twice), ["COD-33 warning"]);
    assert_eq!(codes(twice.filed_as("MB")), ["COD-33 error"]);
    let laboratory = Example::usual().changing("*Y*Y~", "*Y*Y~REF*X4*14-D0000001~");
    assert_eq!(codes(laboratory), ["LOS-25 warning"]);
    assert_eq!(codes(laboratory.filed_as("MB")), ["LOS-25 error"]);
}

#[test]
fn a_number_that_is_not_of_medicare_is_an_error_where_the_payer_is_known_to_be_medicare() {
    let claim = Example::usual().changing("*MI*M1~", "*MI*123456789A~");
    assert_eq!(told(claim), Vec::<String>::new());
    let profile = "[payers.\"60054\"]\nclass = \"medicare\"\n";
    let to_medicare = Example::usual().filed_as("MB");
    let numbered = to_medicare.changing("*MI*1S00E00AA00~", "*MI*123456789A~");
    assert_eq!(codes(numbered), ["COD-38 warning"]);
    let found = told(numbered.with_profile(profile));
    assert_eq!(
        found,
        [
            "COD-38 error 2010BA/NM109: the number of the subscriber has not the form of a Medicare number"
        ]
    );
    assert_eq!(
        codes(numbered.replacing("DTP*472*D8*2025", "DTP*472*D8*2019")),
        Vec::<String>::new()
    );
}

#[test]
fn a_claim_for_the_third_payer_tells_of_each_before_it_in_its_own_way() {
    // The first decided by line, the second the claim as a whole, and the fourth nothing yet.
    let claim = Example::claim(
        "CLM*A1*130***11:B:1*Y*A*Y*Y~\
         SBR*P*18*******CI~AMT*D*90~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST*****PI*11111~\
         SBR*S*18*******CI~CAS*OA*23*90~CAS*PR*2*30~AMT*D*10~AMT*EAF*30~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M3~\
         NM1*PR*2*SECOND*****PI*22222~DTP*573*D8*20250125~\
         SBR*A*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M4~NM1*PR*2*FOURTH*****PI*44444~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         SVD*11111*70*HC:99213**1~CAS*CO*45*10~CAS*PR*2*20~DTP*573*D8*20250120~AMT*EAF*20~\
         LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~\
         SVD*11111*20*HC:93000**1~CAS*PR*2*10~DTP*573*D8*20250120~AMT*EAF*10~",
    )
    .changing("SBR*P*18*******CI~", "SBR*T*18*******CI~");
    assert_eq!(told(claim), Vec::<String>::new());
}

#[test]
fn the_kind_of_insurance_of_another_payer_is_a_warning() {
    let claim = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
         NM1*PR*2*NEXT*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(codes(claim), ["SIT-31 warning"]);
}

#[test]
fn lines_that_differ_in_anything_but_their_numbers_are_two() {
    const LINES: Example = Example::claim(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~\
         LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(codes(LINES), ["CTX-39 warning"]);
    for (text, by) in [
        ("UN*1***1~", "UN*2***1~"),
        ("HC:93000*", "HC:93000:59*"),
        (
            "20250115~LX*2",
            "20250115~NM1*82*1*ROE*SAM****XX*1245319599~LX*2",
        ),
        ("20250115~LX*2", "20250115~NTE*ADD*AT NOON~LX*2"),
    ] {
        assert_eq!(
            codes(LINES.changing(text, by)),
            Vec::<String>::new(),
            "{by}"
        );
    }
    let teeth = Example::claim(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2140*100****1~TOO*JP*3*O~DTP*472*D8*20250115~\
         LX*2~SV3*AD:D2140*100****1~TOO*JP*14*O~DTP*472*D8*20250115~",
    )
    .of_kind(ClaimKind::Dental);
    assert_eq!(told(teeth), Vec::<String>::new());
}

#[test]
fn of_very_many_lines_the_one_that_is_there_twice_is_told() {
    let line = |number: u32, charge: u32| {
        format!("LX*{number}~SV1*HC:93000*{charge}*UN*1***1~DTP*472*D8*20250115~REF*6R*{number}~")
    };
    let of = |last: u32| {
        let lines: String = (1..60).map(|number| line(number, 100 + number)).collect();
        let charge: u32 = (1..60).map(|number| 100 + number).sum::<u32>() + last;
        let claim = format!(
            "CLM*A1*{charge}***11:B:1*Y*A*Y*Y~HI*ABK:I10~{lines}{}",
            line(60, last)
        );
        let found = codes(Example::claim(Box::leak(claim.into_boxed_str())));
        found
            .into_iter()
            .filter(|told| told == "CTX-39 warning")
            .count()
    };
    assert_eq!((of(101), of(160)), (1, 0));
}

#[test]
fn an_address_abroad_needs_no_state_and_no_number_of_a_member_is_shown() {
    let abroad = |by| told(Example::usual().changing("N4*SPRINGFIELD*IL*627010001", by));
    assert_eq!(abroad("N4*PARIS**75001*FR"), Vec::<String>::new());
    assert_eq!(
        abroad("N4*GUADALAJARA**44100*MX***JAL"),
        Vec::<String>::new()
    );
    let claim = Example::usual().changing(
        "DMG*D8*19800101*F~",
        "DMG*D8*19800101*F~REF*Y4*CASE7~PER*IC*DOE*TE*5551112222~",
    );
    assert_eq!(
        told(claim),
        [
            "COD-34 warning 2010BA/PER04: the telephone number of the subscriber has an exchange that starts with 0 or 1"
        ]
    );
}
