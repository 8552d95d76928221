//! What a whole input sums up to, whatever the size of its batches.

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Example, Grade, Options, Severity, Summary};

const CLAIM: &str =
    "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
const BAD: &str =
    "CLM*A2*50***2:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*50*UN*1***1~DTP*472*D8*20250115~";

/// Claims, and how many segments too many SE01 says.
type Set<'a> = (&'a [&'a str], u32);
/// Sets, and how many sets too many GE01 says.
type Group<'a> = (&'a [Set<'a>], u32);

/// An interchange of groups.
fn input(groups: &[Group]) -> String {
    let mut text = String::new();
    let isa = Example::usual().to_input();
    text.push_str(isa.split("GS*").next().unwrap_or_default());
    for (sets, sets_too_many) in groups {
        text.push_str("GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~");
        for (claims, segments_too_many) in *sets {
            let set = format!(
                "ST*837*0001*005010X222A1~BHT*0019*00*1*20250131*1200*CH~\
                 NM1*41*2*SUBMITTER*****46*SUB1~PER*IC*DESK*TE*5552345678~NM1*40*2*PAYER*****46*60054~\
                 HL*1**20*1~NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*627010001~\
                 REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~\
                 N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*19800101*F~NM1*PR*2*PAYER*****PI*60054~{}",
                claims.concat()
            );
            let count = set.matches('~').count() as u32 + 1 + segments_too_many;
            text.push_str(&format!("{set}SE*{count}*0001~"));
        }
        text.push_str(&format!("GE*{}*1~", sets.len() as u32 + sets_too_many));
    }
    text.push_str(&format!("IEA*{}*000000001~", groups.len()));
    text
}

fn sum(text: &str, size: usize) -> (Summary, Vec<String>) {
    sum_judged(text, size, false)
}

fn sum_judged(text: &str, size: usize, guides: bool) -> (Summary, Vec<String>) {
    let options = Options {
        excerpts: true,
        guides,
        ..Options::default()
    };
    let checker = Checker::new(None, options);
    let (mut summary, mut told) = (Summary::default(), Vec::new());
    let error = in_order(
        Cutter::with_size(text.as_bytes(), size),
        |batch| checker.check(batch),
        |report| {
            told.extend(
                report
                    .findings
                    .iter()
                    .map(|finding| format!("{:?} {}", finding.at, finding.message())),
            );
            summary.add(&report);
        },
    );
    assert!(error.is_none());
    summary.end_file();
    (summary, told)
}

fn held(groups: &[Group]) -> (u64, u64, String) {
    let text = input(groups);
    let (whole, told) = sum(&text, 1 << 20);
    for size in [1, 100, 400] {
        let (summary, same) = sum(&text, size);
        assert_eq!(same, told, "{size}");
        assert_eq!(format!("{summary:?}"), format!("{whole:?}"), "{size}");
    }
    assert_eq!(whole.clean() + whole.held(), whole.counts.claims);
    (whole.clean(), whole.held(), whole.amount_held().to_string())
}

#[test]
fn a_claim_with_an_error_is_held() {
    assert_eq!(
        held(&[(&[(&[CLAIM, BAD, CLAIM], 0)], 0)]),
        (2, 1, "50.00".to_owned())
    );
}

#[test]
fn a_set_at_fault_holds_its_claims_and_no_others() {
    let sets: &[Set] = &[(&[CLAIM], 0), (&[CLAIM, CLAIM], 1), (&[BAD], 0)];
    assert_eq!(held(&[(sets, 0)]), (1, 3, "250.00".to_owned()));
}

#[test]
fn a_group_at_fault_holds_all_its_sets_and_not_the_next_group() {
    let sets: &[Set] = &[(&[CLAIM], 0), (&[CLAIM], 0)];
    assert_eq!(held(&[(sets, 1), (sets, 0)]), (2, 2, "200.00".to_owned()));
}

#[test]
fn a_fault_of_a_groups_header_holds_that_group_and_not_the_one_before() {
    let text = input(&[(&[(&[CLAIM], 0)], 0), (&[(&[CLAIM, CLAIM], 0)], 0)]);
    let second = text.rfind("GS*HC*SUB").unwrap();
    let short = [&text[..second], &text[second..].replacen("SUB", "S", 1)].concat();
    for size in [1, 100, 1 << 20] {
        let (summary, _) = sum_judged(&text, size, true);
        assert_eq!((summary.clean(), summary.held()), (3, 0), "{size}");
        let (summary, _) = sum_judged(&short, size, true);
        assert_eq!((summary.clean(), summary.held()), (1, 2), "{size}");
    }
}

#[test]
fn a_set_without_trailer_holds_its_own_claims() {
    let text = input(&[(&[(&[CLAIM], 0), (&[CLAIM, CLAIM], 0)], 0)]);
    let start = text.find("SE*").unwrap();
    let end = start + text[start..].find('~').unwrap() + 1;
    let cut = [&text[..start], &text[end..]].concat();
    for size in [1, 100, 1 << 20] {
        let (summary, _) = sum(&cut, size);
        assert_eq!((summary.clean(), summary.held()), (2, 1), "{size}");
    }
}

#[test]
fn what_stands_between_sets_holds_their_group_and_between_groups_no_claim() {
    let sets: &[Set] = &[(&[CLAIM], 0), (&[CLAIM, CLAIM], 0)];
    let text = input(&[(sets, 0), (&[(&[CLAIM], 0)], 0)]);
    let with = |stray: &str, before: &str| {
        let at = text.find(before).unwrap_or_default();
        [&text[..at], stray, &text[at..]].concat()
    };
    let second_set = text.rmatch_indices("ST*837").nth(1).unwrap().0;
    let second_set = &text[second_set..];
    for (stray, place, held, interchange) in [
        ("", second_set, 0, [1, 0, 0]),
        ("NTE*ADD*X~", second_set, 3, [1, 0, 0]),
        ("SE*2*0001~", second_set, 3, [1, 0, 0]),
        ("SE*2*0001~", "GE*2*1~", 3, [1, 0, 0]),
        ("NTE*ADD*X~", "GS*HC", 0, [0, 0, 1]),
        ("NTE*ADD*X~", "IEA*", 0, [0, 0, 1]),
        ("SE*2*0001~", "IEA*", 0, [0, 0, 1]),
        ("GE*1*1~", "IEA*", 0, [0, 0, 1]),
    ] {
        for size in [1, 100, 1 << 20] {
            let (summary, _) = sum(&with(stray, place), size);
            let acknowledged = summary.acknowledged();
            let about = format!("{stray} at {size}");
            assert_eq!(
                (summary.clean(), summary.held()),
                (4 - held, held),
                "{about}"
            );
            assert_eq!(acknowledged.interchanges, interchange, "{about}");
            // A rejected interchange takes its claims along, which may go in another one.
            let rejected = if interchange[2] == 0 { held } else { 4 };
            assert_eq!(acknowledged.claims, [4 - rejected, rejected], "{about}");
        }
    }
}

#[test]
fn everything_is_counted() {
    let (summary, _) = sum(
        &input(&[(&[(&[CLAIM, BAD], 0)], 0), (&[(&[CLAIM], 0)], 0)]),
        300,
    );
    let counts = summary.counts;
    assert_eq!(
        (
            counts.interchanges,
            counts.sets,
            counts.claims,
            counts.lines
        ),
        (1, 2, 3, 3)
    );
    assert_eq!(
        counts.bytes,
        input(&[(&[(&[CLAIM, BAD], 0)], 0), (&[(&[CLAIM], 0)], 0)]).len() as u64
    );
    assert_eq!(counts.findings(Severity::Error), 1);
}

#[test]
fn rules_can_be_graded_and_switched_off() {
    let text = input(&[(&[(&[BAD], 0)], 0)]);
    let held_when = |grade| {
        let options = Options {
            grades: [("POS-S07".to_owned(), grade)].into(),
            ..Options::default()
        };
        let checker = Checker::new(None, options);
        let mut summary = Summary::default();
        in_order(
            Cutter::new(text.as_bytes()),
            |batch| checker.check(batch),
            |report| summary.add(&report),
        );
        summary.end_file();
        (summary.held(), summary.counts.findings(Severity::Warning))
    };
    assert_eq!(held_when(Grade::As(Severity::Error)), (1, 0));
    assert_eq!(held_when(Grade::As(Severity::Warning)), (0, 1));
    assert_eq!(held_when(Grade::Off), (0, 0));
}
