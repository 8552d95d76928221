//! Rules on claims: what is told once, of which line, how gravely, and with which claim status.

use remedi_claims::{ClaimKind, Cutter, in_order};
use remedi_validate::{Checker, Example, Finding, Options};

const PROFESSIONAL: Example = Example::usual();
const DENTAL: Example = Example::claim(
    "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2392*100****1~TOO*JP*3*M:O~DTP*472*D8*20250115~",
)
.of_kind(ClaimKind::Dental);
const INSTITUTIONAL: Example = Example::claim(
    "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~\
     NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~",
)
.of_kind(ClaimKind::Institutional);
fn findings(example: Example) -> Vec<Finding> {
    found(&example.to_input())
}

fn found(input: &str) -> Vec<Finding> {
    let options = Options {
        guides: true,
        as_of: "2025-02-01".parse().ok(),
        ..Options::default()
    };
    let (checker, mut all) = (Checker::new(None, options), Vec::new());
    let error = in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| all.extend(report.findings),
    );
    assert!(error.is_none());
    all
}

/// Each finding as `CODE severity loop/element line status`.
fn told(example: Example) -> Vec<String> {
    told_of(&example.to_input())
}

fn told_of(input: &str) -> Vec<String> {
    let told = |finding: &Finding| {
        let line = finding.subject.as_ref().and_then(|subject| subject.line);
        let line = line.map(|line| format!(" line {line}")).unwrap_or_default();
        let ack = finding.ack().map(|ack| format!(" {}", ack.status));
        let [code, severity] = [finding.rule.code, finding.severity.as_str()];
        format!(
            "{code} {severity} {}{line}{}",
            finding.at,
            ack.unwrap_or_default()
        )
    };
    found(input).iter().map(told).collect()
}

#[test]
fn an_amount_of_a_line_is_told_of_the_line_whether_another_payer_is_told_or_not() {
    let taxed = PROFESSIONAL.changing("D8*20250115~", "D8*20250115~AMT*T*1.005~");
    assert_eq!(told(taxed), ["CTX-19 error 2400/AMT02 line 1 178"]);
    let other = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~AMT*D*10~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
         NM1*PR*2*OTHER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~AMT*T*1.005~\
         SVD*12345*10*HC:99213**1~CAS*CO*45*90~DTP*573*D8*20250120~",
    );
    assert_eq!(told(other), ["CTX-19 error 2400/AMT02 line 1 178"]);
    assert_eq!(
        told(other.changing("AMT*T*1.005~SVD*12345*10*", "SVD*12345*10.005*")),
        ["CTX-19 error 2430/SVD02 line 1 182"]
    );
}

#[test]
fn amounts_are_asked_for_wherever_guides_have_them() {
    let with = |text, by| told(PROFESSIONAL.changing(text, by));
    assert_eq!(
        with("*Y*Y~", "*Y*Y~AMT*F5*10.005~"),
        ["CTX-19 error 2300/AMT02 183"]
    );
    assert_eq!(
        with("LX*1~", "HCP*02*10.005~LX*1~"),
        ["CTX-19 error 2300/HCP02 178"]
    );
    let value = INSTITUTIONAL.changing("ABK:I10~", "ABK:I10~HI*BE:A1:::10*BE:A2:::10.005~");
    assert_eq!(told(value), ["CTX-19 error 2300/HI02-5 463"]);
    let priced = PROFESSIONAL.changing(
        "SV1*HC:99213*100*UN*1***1~",
        "SV1*HC:E0601:RR*100*UN*1***1~SV5*HC:E0601*DA*30*50.005*900*4~",
    );
    assert!(told(priced).contains(&"CTX-19 error 2400/SV504 line 1 178".to_owned()));
    let not_covered = INSTITUTIONAL.changing("*100*UN*1~", "*100*UN*1**10.005~");
    assert_eq!(told(not_covered), ["CTX-19 error 2400/SV207 line 1 178"]);
    let earlier = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*45*90.001~AMT*D*9.999~OI***Y***Y~MOA**1.005~\
         NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*OTHER*****PI*12345~DTP*573*D8*20250120~LX*1~\
         SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(
        told(earlier),
        [
            "CTX-19 error 2320/CAS03 519",
            "CTX-19 error 2320/AMT02 182",
            "CTX-19 error 2320/MOA02 182"
        ]
    );
}

#[test]
fn a_number_with_more_digits_than_an_element_has_is_told_once() {
    for (text, by, place) in [
        (
            "SV1*HC:99213*100*",
            "SV1*HC:99213*100.0000000000000000001*",
            "2400/SV102",
        ),
        (
            "D8*20250115~",
            "D8*20250115~AMT*T*1.0000000000000000001~",
            "2400/AMT02",
        ),
    ] {
        let told = told(PROFESSIONAL.changing(text, by));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with(&format!("SYN-12 error {place}")),
            "{told:?}"
        );
    }
}

#[test]
fn each_surface_is_a_code_of_the_guide() {
    for (surfaces, at) in [("MOD", "1"), ("M:X", "2"), ("M:O:D:B:X", "5")] {
        let changed = surfaces.to_owned().leak();
        let example = DENTAL.changing("*M:O~", format!("*{changed}~").leak());
        let [finding] = &findings(example)[..] else {
            panic!("{surfaces}")
        };
        assert_eq!(finding.rule.code, "GDE-11");
        assert_eq!(finding.at.to_string(), format!("2400/TOO03-{at}"));
        assert_eq!(finding.syntax.map(|code| code.as_str()), Some("7"));
    }
    assert!(told(DENTAL.changing("*M:O~", "*B:D:F:I:L~")).is_empty());
}

#[test]
fn a_tooth_that_can_be_meant_is_a_warning_and_only_numbers_are_shown() {
    let tooth = |sent: &str| {
        let example = DENTAL.changing("TOO*JP*3*", format!("TOO*JP*{sent}*").leak());
        let [finding] = &findings(example)[..] else {
            panic!("{sent}")
        };
        assert_eq!(finding.rule.code, "LOS-19");
        [
            finding.severity.as_str().to_owned(),
            finding.message().to_string(),
            finding.help().to_string(),
        ]
    };
    for (sent, meant) in [("03", "3"), ("001", "1"), (" 3", "3"), ("a", "A")] {
        let [severity, message, help] = tooth(sent);
        assert_eq!(severity, "warning", "{sent}");
        assert_eq!(
            message,
            "the tooth is not numbered as 1 to 32, 51 to 82, A to T or AS to TS"
        );
        assert_eq!(
            help,
            format!("send the number of the tooth as in the chart: {meant}")
        );
    }
    for (sent, shown) in [("33", " 33"), ("LEE", ""), ("U", ""), ("1111", "")] {
        let [severity, message, _] = tooth(sent);
        assert_eq!(severity, "error", "{sent}");
        assert!(
            message.starts_with(&format!("the tooth{shown} is not")),
            "{message}"
        );
    }
}

#[test]
fn a_dental_line_that_tells_of_a_treatment_is_not_held_for_its_date() {
    assert_eq!(
        told(DENTAL.changing("DTP*472*D8*20250115~", "")),
        ["SIT-24 error 2400/SV301-2 line 1 187"]
    );
    for treatment in ["DTP*196*D8*20250115~", "DTP*198*D8*20250115~"] {
        let example = DENTAL.changing("DTP*472*D8*20250115~", treatment);
        assert_eq!(told(example), ["SIT-24 warning 2400/SV301-2 line 1 187"]);
    }
}

#[test]
fn a_line_in_the_future_is_not_told_to_be_outside_of_the_statement_too() {
    let later = INSTITUTIONAL.changing("472*D8*20250115", "472*D8*20260115");
    assert_eq!(told(later), ["CTX-13 error 2400/DTP03 line 1 187"]);
    let other = INSTITUTIONAL.changing("472*D8*20250115", "472*D8*20250114");
    assert_eq!(told(other), ["CTX-18 warning 2400/DTP03 line 1 187"]);
}

#[test]
fn a_void_is_not_held_for_days_that_the_payer_took() {
    let born = PROFESSIONAL.changing("D8*19800101", "D8*20250116");
    assert_eq!(told(born), ["CTX-16 error 2010BA/DMG02 158"]);
    let void = Example::claim(
        "CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*X1~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    let born = void.changing("D8*19800101", "D8*20250116");
    assert_eq!(told(born), ["CTX-16 warning 2010BA/DMG02 158"]);
    // An amount that nobody can read was not taken.
    let fraction = void
        .changing("*99213*100*", "")
        .changing("HC:99213*100*", "HC:99213*100.005*");
    assert_eq!(told(fraction), ["CTX-09 error 2400/SV102 line 1 178"]);
    let dental =
        Example::claim("CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*X1~LX*1~SV3*AD:D1110*100****1~")
            .of_kind(ClaimKind::Dental);
    assert_eq!(told(dental), ["SIT-24 warning 2400/SV301-2 line 1 187"]);
}

#[test]
fn a_set_without_the_name_of_its_guide_is_accepted_with_an_error() {
    let [finding] =
        &findings(PROFESSIONAL.changing("ST*837*0001*005010X222A1~", "ST*837*0001~"))[..]
    else {
        panic!("one finding");
    };
    assert_eq!(
        (finding.rule.code, finding.severity.as_str()),
        ("GDE-09", "warning")
    );
    assert!(
        finding
            .rule
            .explanation()
            .contains("accepted with an error (IK502 = 19)")
    );
}

#[test]
fn claims_of_4010_are_not_asked_what_guides_of_5010_say() {
    let path = format!(
        "{}/../../fixtures/guides/professional-4010.837",
        env!("CARGO_MANIFEST_DIR")
    );
    let input = std::fs::read_to_string(path).expect("a fixture");
    let changed = input
        .replace("D8*19700101", "D8*20080120")
        .replace("AMT*F5*10~", "AMT*F5*10.005~");
    assert_ne!(changed, input);
    assert_eq!(told_of(&changed), told_of(&input));
}

#[test]
fn amounts_that_stray_are_no_reason_to_ask() {
    let strays = [
        ("ABK:I10~", "ABK:I10~HI*BH:A1:D8:20250115*BE:A2:::10.005~"),
        ("ABK:I10~", "ABK:I10~MOA**10.005~"),
        ("ABK:I10~", "ABK:I10~SV5*HC:E0601*DA*30*50.005*900*4~"),
        (
            "*100*UN*1~",
            "*100*UN*1~SV2*0300*HC:80053*100*UN*1**10.005~",
        ),
        (
            "D8*20250115~",
            "D8*20250115~SBR*S*18*******CI~AMT*D*10.005~",
        ),
        ("D8*20250115~", "D8*20250115~CAS*CO*45*10.005~"),
        ("LX*1~", "SVD*12345*10.005~LX*1~"),
    ];
    for (text, by) in strays {
        let told = told(INSTITUTIONAL.changing(text, by));
        assert!(
            told.iter().any(|one| one.starts_with("GDE-")),
            "{by} {told:?}"
        );
    }
}
