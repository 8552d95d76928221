//! What was right before, or is right at a glance, excuses nothing else.

use std::sync::Arc;

use remedi_claims::{ClaimKind, Cutter, in_order};
use remedi_enrollment::Roster;
use remedi_validate::{Checker, Example, Finding, Options, Profile};

/// All that is found in an input.
fn findings(checker: &Checker<'_>, input: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let error = in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| found.extend(report.findings),
    );
    assert!(error.is_none());
    found
}

/// The claims that a rule finds fault with.
fn found(claims: &'static str, code: &str) -> Vec<String> {
    let input = Example::claim(claims).to_input();
    let all = findings(&Checker::new(None, Options::default()), &input).into_iter();
    let own = all.filter(|finding| finding.rule.code == code);
    own.filter_map(|finding| Some(finding.subject?.claim.to_string()))
        .collect()
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

#[test]
fn a_code_is_judged_wherever_it_stands_in_claims_that_are_laid_out_alike() {
    let right = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:E785~\
        NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207Q00000X~\
        NM1*77*2*CLINIC*****XX*1993999998~N3*9 OAK RD~N4*MADISON*WI*537031234~\
        SBR*S*18*******CI~CAS*CO*45*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~N3*1 ELM ST~N4*MADISON*WI*537031234~\
        NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250215~\
        LX*1~SV1*HC:99213:25*60*UN*1***1~DTP*472*D8*20250115~\
        LX*2~SV1*HC:J1100*40*UN*1***1~DTP*472*D8*20250115~LIN**N4*63323016501~CTP****1*UN~\
        NM1*82*1*POE*ANN****XX*1911111114~PRV*PE*PXC*207Q00000X~";
    let wrongs = [
        ("HI*ABK:I10*", "HI*ABK:I1O.1*"),
        ("ABF:E785", "ABF:785"),
        (
            "PRV*PE*PXC*207Q00000X~NM1*77",
            "PRV*PE*PXC*207Q00009X~NM1*77",
        ),
        ("RD~N4*MADISON*WI", "RD~N4*MADISON*WX"),
        ("CO*45*20", "CO*0*20"),
        ("ELM ST~N4*MADISON*WI", "ELM ST~N4*MADISON*WX"),
        ("99213:25", "99213:2$"),
        ("HC:J1100*", "HC:J110*"),
        ("N4*63323016501~CTP", "N4*6332301650~CTP"),
        ("PRV*PE*PXC*207Q00000X~CLM", "PRV*PE*PXC*207Q0000~CLM"),
    ];
    let checker = Checker::new(None, Options::default());
    let codes_in = |claims: String| -> Vec<(String, &'static str)> {
        let input = Example::claim(Box::leak(claims.into_boxed_str())).to_input();
        let all = findings(&checker, &input).into_iter();
        let own = all.filter(|finding| finding.rule.code.starts_with("COD"));
        own.filter_map(|finding| Some((finding.subject?.claim.to_string(), finding.rule.code)))
            .collect()
    };
    assert_eq!(codes_in(right.repeat(4)), []);
    for (from, to) in wrongs {
        let last = right.replace("CLM*A1*", "CLM*Z9*");
        let both = format!("{last}CLM");
        assert!(both.contains(from), "{from}");
        let wrong = both.replacen(from, to, 1);
        let wrong = wrong.strip_suffix("CLM").unwrap();
        let alone = codes_in(wrong.to_owned());
        assert_eq!(alone.len(), 1, "{to}: {alone:?}");
        assert_eq!(codes_in(right.repeat(4) + wrong), alone, "{to}");
    }
}

#[test]
fn an_element_of_any_length_is_judged_alike_behind_claims_that_are_laid_out_alike() {
    let professional = "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH1~HI*ABK:I10*ABF:E785~NM1*82*1*ROE*SAM****XX*1245319599~\
        PRV*PE*PXC*207Q00000X~LX*1~SV1*HC:99213:25*100*UN*1***1:2~DTP*472*RD8*20250115-20250115~";
    let institutional = "CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250110-20250115~DTP*435*DT*202501101200~\
        CL1*1*1*01~HI*ABK:I10:::::::Y~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300**100*UN*1~";
    for (kind, right) in [
        (ClaimKind::Professional, professional),
        (ClaimKind::Institutional, institutional),
    ] {
        judged_alike_behind_others(kind, right);
    }
}

/// Puts values of many lengths into each element of a claim, alone and behind claims that are laid out alike.
fn judged_alike_behind_others(kind: ClaimKind, right: &str) {
    let values = [
        "",
        "2",
        "2025",
        "20250115",
        "20250115-",
        "20250115-20250116",
        "20259915-20250116",
        "20250115-2025011600",
        "-1",
        "1.005",
        "A:B",
        "HC:99213:25:::::::",
        "RD8",
        "A^B",
        "9999999999999999999999999",
    ];
    let options = Options {
        guides: true,
        ..Options::default()
    };
    let checker = Checker::new(None, options);
    let found_in = |claims: &str| -> Vec<(&'static str, Option<u32>, String)> {
        let claims = Box::leak(claims.to_owned().into_boxed_str());
        let input = Example::claim(claims).of_kind(kind).to_input();
        let is_own = |finding: &Finding| {
            let subject = finding.subject.as_ref();
            subject.is_some_and(|subject| &*subject.claim == "Z9")
        };
        let own = findings(&checker, &input).into_iter().filter(is_own);
        let told = own.map(|finding| {
            let line = finding.subject.as_ref().and_then(|subject| subject.line);
            (finding.rule.code, line, finding.at.to_string())
        });
        told.collect()
    };
    let last = right.replace("CLM*A1*", "CLM*Z9*");
    assert_eq!(found_in(&last), [], "{kind:?}");
    let segments: Vec<&str> = last.split_terminator('~').collect();
    let mut with_fault = 0;
    for (at, segment) in segments.iter().enumerate() {
        let count = segment.split('*').count();
        for (element, value) in (1..count).flat_map(|one| values.map(|value| (one, value))) {
            if (at, element) == (0, 1) {
                continue;
            }
            let mut elements: Vec<&str> = segment.split('*').collect();
            elements[element] = value;
            let changed = elements.join("*");
            let mut all = segments.clone();
            all[at] = &changed;
            let wrong = all.join("~") + "~";
            let alone = found_in(&wrong);
            with_fault += usize::from(!alone.is_empty());
            assert_eq!(found_in(&(right.repeat(3) + &wrong)), alone, "{changed}");
        }
    }
    assert!(with_fault > 200, "{kind:?}: {with_fault}");
}

/// What rules about enrollments find in each line, by LX01, and in all of the claim.
fn found_of_lines(roster: &Roster, lines: &[&str]) -> Vec<(Option<u32>, &'static str)> {
    found_by_profile(roster, "", lines)
}

fn found_by_profile(
    roster: &Roster,
    profile: &str,
    lines: &[&str],
) -> Vec<(Option<u32>, &'static str)> {
    let all: String = (1..)
        .zip(lines)
        .map(|(number, line)| format!("LX*{number}~{line}"))
        .collect();
    let input = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*DN*1*POE*ANN****XX*1911111114~\
         NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207Q00000X~",
    );
    let input = input
        .to_input()
        .replace("PXC*207Q00000X~", &format!("PXC*207Q00000X~{all}"));
    let total = format!("CLM*A1*{}00", lines.len());
    let input = input.replace("CLM*A1*100", &total);
    let profile = Profile::parse(profile, "remedi.toml").expect("a right profile");
    let options = Options {
        profile: Some(Arc::new(profile)),
        ..Options::default()
    };
    let all = findings(&Checker::new(Some(roster), options), &input).into_iter();
    let own = all.filter(|finding| finding.rule.code.starts_with("ENR"));
    own.map(|finding| {
        let line = finding.subject.and_then(|subject| subject.line);
        (line, finding.rule.code)
    })
    .collect()
}

#[test]
fn what_was_told_of_one_line_is_told_of_no_other_that_differs() {
    let enrollments = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to,approved_pos,scope_deny\n\
        1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2025-01-31,11 22,SCOPE\n\
        1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31,,\n";
    let credentials = "provider_npi,kind,number,state,issued,expires\n\
        1245319599,license,L1,IL,2020-01-01,2025-01-20\n\
        1245319599,license,L2,WI,2020-01-01,2030-01-01\n\
        1245319599,substitution,1911111114,,2024-10-16,\n\
        1234567893,clia,14D0000001,,2022-01-01,2024-12-31\n";
    let providers = "npi,entity_type,order_refer,opted_out_from,opted_out_to\n\
        1911111114,1,DME,,\n1245319599,1,,2025-01-16,2025-01-17\n";
    let payers = "payer_id,name,class\n60054,Sample,CLASS\n";
    let lines = [
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
        "SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~",
        "SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250115~",
        "SV1*HC:99213*100*UN*1*21**1~DTP*472*D8*20250115~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250117~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250125~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250205~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20250115-20250205~",
        "SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~REF*X4*14D0000001~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~NM1*82*1*POE*ANN****XX*1911111114~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~NM1*DQ*1*POE*ANN****XX*1911111114~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         NM1*77*2*ELSEWHERE*****XX*1993999998~N3*9 OAK RD~N4*MADISON*WI*537031234~",
    ];
    let mut any = 0;
    for (class, scope) in [
        ("commercial", ""),
        ("commercial", "71046"),
        ("medicare", ""),
    ] {
        let enrollments = enrollments.replace("SCOPE", scope);
        let payers = payers.replace("CLASS", class);
        let files = [
            ("enrollments.csv", &*enrollments),
            ("credentials.csv", credentials),
            ("providers.csv", providers),
            ("payers.csv", &payers),
        ];
        let loaded = Roster::from_csv(&files).unwrap();
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        for second in lines {
            let alone = found_of_lines(&loaded.roster, &[second]);
            any += alone.len();
            for first in lines {
                let both = found_of_lines(&loaded.roster, &[first, second]);
                let is_told = |code: &str| both.iter().any(|(_, own)| *own == code);
                let told =
                    format!("{class} {scope}: {first} then {second}: {both:?}, alone {alone:?}");
                let is_alone = |code: &str| alone.iter().any(|(_, own)| *own == code);
                for (line, code) in &both {
                    assert!(*line != Some(2) || is_alone(code), "{told}");
                }
                // Some rules tell once what several lines share.
                assert!(alone.iter().all(|(_, code)| is_told(code)), "{told}");
            }
        }
    }
    assert!(any > 15, "{any}");
}

#[test]
fn a_row_for_any_procedure_does_not_stand_in_for_one_with_a_scope_before_it() {
    let enrollments = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,scope_allow,verified_on\n\
        1245319599,60054,1234567893,123456789,EIN,approved,2020-01-01,99202-99499,2020-10-01\n\
        1245319599,60054,1234567893,123456789,EIN,approved,2021-01-01,,2025-01-01\n";
    let loaded = Roster::from_csv(&[("enrollments.csv", enrollments)]).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let profile = "[payers.60054]\nmax_data_age_days = 365\n";
    let lines = [
        "SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~",
        "SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    ];
    let alone = found_by_profile(&loaded.roster, profile, &lines[1..]);
    assert_eq!(alone.len(), 1);
    let both = found_by_profile(&loaded.roster, profile, &lines);
    assert_eq!(both, [(Some(2), alone[0].1)]);
}

/// What is found in each claim, by CLM01.
fn found_of_claims(roster: &Roster, input: &str) -> Vec<(String, &'static str)> {
    let all = findings(&Checker::new(Some(roster), Options::default()), input).into_iter();
    all.map(|finding| {
        let claim = finding.subject.map(|subject| subject.claim.to_string());
        (claim.unwrap_or_default(), finding.rule.code)
    })
    .collect()
}

#[test]
fn a_roster_that_is_told_of_claims_ahead_says_the_same() {
    let mut enrollments =
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
        1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n\
        1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"
            .to_owned();
    let locations = "location_id,npi,facility_type,address_1,city,state,zip\n\
         H,1993999998,hospital,9 Oak Rd,Madison,WI,53703\nE,1993999998,emergency_department,9 Oak Rd,Madison,WI,53703\n";
    let providers = ["1245319599", "1911111114", "1000000004", "1245319590", ""];
    let facility = "NM1*77*2*ELSEWHERE*****XX*1993999998~N3*9 OAK RD~N4*MADISON*WI*537031234~";
    let mut claims = String::new();
    for number in 0..100 {
        let provider = providers[number % providers.len()];
        let (pos, facility) = [("11", ""), ("21", facility), ("11", facility)][number % 3];
        claims += &format!(
            "CLM*C{number}*100***{pos}:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*82*1*ROE*SAM****XX*{provider}~{facility}\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"
        );
    }
    let usual = Example::usual().to_input();
    let first = usual.find("CLM*").unwrap();
    let end = usual.find("SE*").unwrap();
    let input = format!("{}{claims}{}", &usual[..first], &usual[end..]);

    let load = |enrollments: &str| {
        let files = [
            ("enrollments.csv", enrollments),
            ("locations.csv", locations),
        ];
        let loaded = Roster::from_csv(&files).unwrap();
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        loaded.roster
    };
    let small = load(&enrollments);
    for row in 0..70_000 {
        enrollments += &format!("1000000012,X{},,,,approved,2023-01-01,\n", row % 100);
    }
    let large = load(&enrollments);
    assert!(large.is_large() && !small.is_large());
    let found = found_of_claims(&small, &input);
    assert!(found.len() > 100, "{found:?}");
    assert_eq!(found_of_claims(&large, &input), found);
}
