//! Profiles: what they change, and what is said of one that is wrong.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use remedi_claims::{ClaimKind, Cutter, in_order};
use remedi_validate::{
    BatchReport, Checker, Example, Finding, Options, Profile, Remittances, Severity,
};
use serde_json::Value;

const OFFICE: &str =
    "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
/// A hospital visit in an office: PX-03.
const VISIT: &str =
    "CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99222*200*UN*1***1~DTP*472*D8*20250115~";
const TWO: &str = "CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*50*UN*1***1~DTP*472*D8*20250115~\
LX*2~SV1*HC:93306*150*UN*1***1~DTP*472*D8*20250115~";

struct Checked {
    findings: Vec<Finding>,
    suppressed: u64,
}

impl Checked {
    /// Code, severity and place of each finding.
    fn told(&self) -> Vec<String> {
        let told = |one: &Finding| format!("{} {} {}", one.rule.code, one.severity, one.at);
        self.findings.iter().map(told).collect()
    }
}

fn check(profile: &str, example: Example) -> Checked {
    check_on("2025-02-01", profile, example)
}

fn check_on(day: &str, profile: &str, example: Example) -> Checked {
    check_input(day, profile, &example.to_input())
}

fn check_input(day: &str, profile: &str, input: &str) -> Checked {
    check_by(Options::default(), day, profile, input)
}

fn check_by(options: Options, day: &str, profile: &str, input: &str) -> Checked {
    let profile = Profile::parse(profile, "remedi.toml").unwrap();
    let options = Options {
        as_of: Some(day.parse().unwrap()),
        profile: Some(Arc::new(profile)),
        ..options
    };
    let checker = Checker::new(None, options);
    let (mut duplicates, mut remittances) = (checker.duplicates(), Remittances::new(&checker));
    let mut checked = Checked {
        findings: Vec::new(),
        suppressed: 0,
    };
    let mut take = |report: BatchReport| {
        checked.suppressed += report.counts.suppressed;
        checked.findings.extend(report.findings);
    };
    in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |mut report| {
            duplicates.add(&mut report);
            remittances.add(&report);
            take(report);
        },
    );
    take(remittances.end_input());
    checked
}

fn told(profile: &str, claim: &'static str) -> Vec<String> {
    check(profile, Example::claim(claim)).told()
}

fn faults(profile: &str) -> String {
    Profile::parse(profile, "remedi.toml")
        .unwrap_err()
        .to_string()
}

#[test]
fn severities_are_of_the_payer_then_the_submitter_then_all() {
    let all = "[rules]\n'PX-03' = 'info'\n";
    let submitter = "[submitters.SUB1.rules]\n'PX-03' = 'off'\n";
    let payer = "[payers.60054.rules]\n'PX-03' = 'warning'\n";
    let other = "[payers.99999.rules]\n'PX-03' = 'warning'\n";
    let alias = "[payers.AETNA]\naliases = ['60054']\nrules = { 'PX-03' = 'warning' }\n";
    let found = |profile: &str| told(profile, VISIT);
    assert_eq!(found(""), ["PX-03 error 2400/SV101-2"]);
    assert_eq!(found(all), ["PX-03 info 2400/SV101-2"]);
    assert_eq!(found(other), ["PX-03 error 2400/SV101-2"]);
    assert_eq!(found(alias), ["PX-03 warning 2400/SV101-2"]);
    assert!(found(&[all, submitter].concat()).is_empty());
    assert_eq!(
        found(&[all, submitter, payer].concat()),
        ["PX-03 warning 2400/SV101-2"]
    );
}

#[test]
fn a_rule_that_is_off_may_be_on_for_one_payer() {
    let off = "[rules]\n'PX-03' = 'off'\n";
    assert!(told(off, VISIT).is_empty());
    let on = "[payers.60054.rules]\n'PX-03' = 'error'\n";
    assert_eq!(
        told(&[off, on].concat(), VISIT),
        ["PX-03 error 2400/SV101-2"]
    );
}

#[test]
fn the_sender_is_known_by_the_interchange_and_the_group_too() {
    // ISA06 is SUBMITTER, GS02 is SUB.
    for id in ["SUB1", "SUBMITTER", "SUB"] {
        let profile = format!("[submitters.{id}.rules]\n'PX-03' = 'info'\n");
        assert_eq!(told(&profile, VISIT), ["PX-03 info 2400/SV101-2"], "{id}");
    }
    let other = "[submitters.SUB2.rules]\n'PX-03' = 'info'\n";
    assert_eq!(told(other, VISIT), ["PX-03 error 2400/SV101-2"]);
}

#[test]
fn each_claim_of_a_batch_has_its_own_sender() {
    let first = Example::claim(VISIT).to_input();
    let second = first
        .replace("000000001", "000000002")
        .replace("*SUB1~", "*SUB2~");
    let groups = first
        .replace("*SUB1~", "*SUB3~")
        .replace("GS*HC*SUB*", "GS*HC*OTHER*");
    let input = [first, second, groups.replace("000000001", "000000003")].concat();
    for (id, severities) in [
        ("SUB1", ["info", "error", "error"]),
        ("SUB2", ["error", "info", "error"]),
        ("OTHER", ["error", "error", "info"]),
        ("SUB", ["info", "info", "error"]),
        ("SUBMITTER", ["info", "info", "info"]),
    ] {
        let profile = format!("[submitters.{id}.rules]\n'PX-03' = 'info'\n");
        let told = check_input("2025-02-01", &profile, &input).told();
        let expected = severities.map(|severity| format!("PX-03 {severity} 2400/SV101-2"));
        assert_eq!(told, expected, "{id}");
    }
}

#[test]
fn severities_hold_for_faults_of_the_envelope_and_the_guide() {
    let wrong_count = Example::usual().replacing("SE*23*", "SE*22*");
    let before = check("", wrong_count).told();
    assert_eq!(before.len(), 1, "{before:?}");
    let code = before[0].split(' ').next().unwrap();
    let info = check(&format!("[rules]\n'{code}' = 'info'\n"), wrong_count);
    assert_eq!(info.findings[0].severity, Severity::Info);
    let off = check(&format!("[rules]\n'{code}' = 'off'\n"), wrong_count);
    assert!(off.findings.is_empty());
}

#[test]
fn suppressed_findings_are_counted_until_their_day() {
    let profile = "[[suppressions]]\nrule = 'PX-03'\nreason = 'known'\nuntil = 2025-03-31\n";
    let before = check_on("2025-03-31", profile, Example::claim(VISIT));
    assert_eq!((before.findings.len(), before.suppressed), (0, 1));
    let after = check_on("2025-04-01", profile, Example::claim(VISIT));
    assert_eq!((after.findings.len(), after.suppressed), (1, 0));
    let profile = Profile::parse(profile, "remedi.toml").unwrap();
    assert!(profile.notices("2025-03-31".parse().unwrap()).is_empty());
    assert_eq!(
        profile.notices("2025-04-01".parse().unwrap()),
        ["the suppression of PX-03 (known) ran out on 2025-03-31: its findings are told again"]
    );
}

#[test]
fn what_is_found_behind_the_batches_is_graded_and_suppressed_too() {
    let unbalanced = Example::payment("CLP*A1*1*120*120**12*P1*11*1~NM1*QC*1*DOE*PAT~");
    let twice = Example::usual().replacing(
        "GE*1*1~",
        "GE*1*1~GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~GE*0*1~",
    );
    for (code, example, place) in [
        ("BAL-07", unbalanced, "ST/BPR02"),
        ("SYN-25", twice, "GS06"),
    ] {
        let own = |profile: &str| {
            let checked = check(profile, example);
            let told = checked.told();
            let own = told.into_iter().filter(|told| told.starts_with(code));
            (own.collect::<Vec<_>>(), checked.suppressed)
        };
        assert_eq!(own(""), (vec![format!("{code} error {place}")], 0));
        let suppression = format!(
            "[[suppressions]]\nrule = \"{code}\"\nreason = \"known\"\nuntil = 2025-02-01\n"
        );
        assert_eq!(own(&suppression), (vec![], 1));
        let others = suppression + "payer = \"1\"\n";
        assert_eq!(own(&others).0.len(), 1);
    }
    let graded = |payer, grade| {
        let profile = format!("[payers.{payer}.rules]\n\"BAL-07\" = \"{grade}\"\n");
        check(&profile, unbalanced).told()
    };
    assert_eq!(graded("60054", "warning"), ["BAL-07 warning ST/BPR02"]);
    assert!(graded("60054", "off").is_empty());
    assert_eq!(graded("1", "warning"), ["BAL-07 error ST/BPR02"]);
}

#[test]
fn suppressions_and_severities_by_payer_hold_in_remittances() {
    // Out of balance in a claim payment, in the remittance, and a code that the guide has not.
    let payment = Example::payment("CLP*A1*1*120*100**12*P1*11*1~NM1*QC*1*DOE*PAT~");
    let whole = Example::payment("CLP*A1*1*120*120**12*P1*11*1~NM1*QC*1*DOE*PAT~");
    let unlisted = whole.replacing("BPR*I*", "BPR*9*");
    for (code, example) in [("BAL-05", payment), ("BAL-07", whole), ("GDE-11", unlisted)] {
        let told = |profile: &str| {
            let options = Options {
                guides: true,
                ..Options::default()
            };
            let checked = check_by(options, "2025-02-01", profile, &example.to_input());
            let own = checked.findings.iter().filter(|one| one.rule.code == code);
            let own: Vec<_> = own.map(|one| one.severity).collect();
            (own, checked.suppressed)
        };
        let suppressed = |payer: &str| {
            told(&format!(
                "[[suppressions]]\nrule = '{code}'\nreason = 'known'\nuntil = 2030-01-01\npayer = '{payer}'\n"
            ))
        };
        assert_eq!(told("").0, [Severity::Error], "{code}");
        assert_eq!(suppressed("60054"), (vec![], 1), "{code}");
        assert_eq!(suppressed("1"), (vec![Severity::Error], 0), "{code}");
        let graded = told(&format!("[payers.60054.rules]\n'{code}' = 'info'\n"));
        assert_eq!(graded.0, [Severity::Info], "{code}");
    }
}

#[test]
fn suppressions_are_limited_to_what_they_name() {
    for (limit, suppresses) in [
        ("payer = '60054'", true),
        ("payer = ['1', '60054']", true),
        ("payer = '60055'", false),
        ("submitter = 'SUB1'", true),
        ("submitter = 'SUB2'", false),
        ("provider = '1234567893'", true),
        ("provider = '1245319599'", false),
        ("pos = '11'", true),
        ("pos = ['21']", false),
        ("procedure = '99221-99223'", true),
        ("procedure = '99231'", false),
    ] {
        let profile = format!(
            "[[suppressions]]\nrule = 'px-03'\nreason = 'known'\nuntil = '2030-01-01'\n{limit}\n"
        );
        let checked = check(&profile, Example::claim(VISIT));
        assert_eq!(checked.suppressed, u64::from(suppresses), "{limit}");
        assert_eq!(checked.findings.is_empty(), suppresses, "{limit}");
    }
}

#[test]
fn a_class_and_terms_may_be_set_for_a_payer() {
    // TH-01 is Medicare's: telehealth at home did not exist for it before April 2022.
    let claim =
        "CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20220115~";
    let class = |class: &str| {
        let profile =
            format!("[payers.60054]\nclass = '{class}'\nterms = {{ location = 'strict' }}\n");
        let findings = check(&profile, Example::claim(claim).filed_as("MB")).findings;
        let codes = findings.iter().map(|finding| finding.rule.code);
        codes.collect::<Vec<_>>()
    };
    assert_eq!(class("medicare"), ["TH-01"]);
    assert_eq!(class("commercial"), ["CTX-03"]);
}

#[test]
fn telehealth_stands_where_the_payer_wants_it() {
    let at = |place: &str, profile: &str| {
        let claim = match place {
            "10" => {
                "CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"
            }
            _ => {
                "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"
            }
        };
        told(profile, claim)
    };
    let telehealth = "[payers.60054]\ntelehealth_place = 'telehealth'\n";
    let in_person = "[payers.60054]\ntelehealth_place = 'in_person'\n";
    assert!(at("10", "").is_empty() && at("11", "").is_empty());
    assert!(at("10", telehealth).is_empty());
    assert_eq!(at("11", telehealth), ["TH-04 warning 2300/CLM05-1"]);
    assert_eq!(at("10", in_person), ["TH-18 error 2300/CLM05-1"]);
    assert!(at("11", in_person).is_empty());
}

#[test]
fn a_telehealth_modifier_is_missed_as_the_payer_has_it() {
    const VIDEO: &str =
        "CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    let found =
        |profile: &str, filed_as| check(profile, Example::claim(VIDEO).filed_as(filed_as)).told();
    let wanted = "[payers.60054]\ntelehealth_modifier = true\n";
    let unwanted = "[payers.60054]\ntelehealth_modifier = false\n";
    for (profile, filed_as, severity) in [
        ("", "CI", "info"),
        (wanted, "CI", "warning"),
        (wanted, "MB", "warning"),
    ] {
        let told = format!("TH-05 {severity} 2400/SV101-2");
        assert_eq!(found(profile, filed_as), [told], "{filed_as}");
    }
    assert!(found("", "MB").is_empty() && found(unwanted, "CI").is_empty());
}

#[test]
fn a_payer_that_wants_a_claim_for_each_place_gets_a_warning() {
    const PLACES: &str = "CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
        LX*2~SV1*HC:93000*100*UN*1*12**1~DTP*472*D8*20250115~";
    assert_eq!(told("", PLACES), ["POS-S08 info 2300/CLM05-1"]);
    let profile = "[payers.60054]\none_pos_per_claim = true\n";
    assert_eq!(told(profile, PLACES), ["POS-S08 warning 2300/CLM05-1"]);
    let graded = format!("{profile}rules = {{ 'POS-S08' = 'error' }}\n");
    assert_eq!(told(&graded, PLACES), ["POS-S08 error 2300/CLM05-1"]);
}

/// A rule of a trading partner, and what it says of a claim.
fn partner(rule: &str, claim: &'static str) -> Vec<String> {
    told(
        &format!("[[partner_rules]]\ncode = 'TPA-1'\n{rule}\n"),
        claim,
    )
}

#[test]
fn a_partner_requires() {
    let rule = "path = '2300/REF[G1]02'\nrequire = true";
    assert_eq!(partner(rule, OFFICE), ["TPA-1 error 2300/CLM"]);
    let sent =
        "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*X7~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert!(partner(rule, sent).is_empty());
    let other =
        "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*9F*X7~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert_eq!(partner(rule, other), ["TPA-1 error 2300/CLM"]);
    // Of a line each line, and what stands above the claim too.
    assert_eq!(
        partner("path = '2400/REF[6R]/REF02'\nrequire = true", TWO),
        ["TPA-1 error 2400/LX", "TPA-1 error 2400/LX"]
    );
    assert!(partner("path = '2010AA/NM109'\nrequire = true", OFFICE).is_empty());
    assert_eq!(
        partner(
            "path = '2000A/PRV[BI]03'\nrequire = true\nseverity = 'warning'",
            OFFICE
        ),
        ["TPA-1 warning 2300/CLM"]
    );
}

#[test]
fn a_partner_forbids() {
    let rule = "path = '2300/REF[G1]02'\nforbid = true";
    assert!(partner(rule, OFFICE).is_empty());
    let sent =
        "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*X7~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert_eq!(partner(rule, sent), ["TPA-1 error 2300/REF02"]);
}

#[test]
fn a_partner_limits() {
    assert!(partner("path = '2300/CLM01'\nmax_length = 2", OFFICE).is_empty());
    assert_eq!(
        partner("path = '2300/CLM01'\nmax_length = 1", OFFICE),
        ["TPA-1 error 2300/CLM01"]
    );
    assert_eq!(
        partner("path = '2300/CLM01'\nmin_length = 3", OFFICE),
        ["TPA-1 error 2300/CLM01"]
    );
    assert!(partner("max_lines = 2", TWO).is_empty());
    assert_eq!(partner("max_lines = 1", TWO), ["TPA-1 error 2300/CLM"]);
    assert_eq!(
        partner("path = '2400/SV102'\nmax_amount = '149.99'", TWO),
        ["TPA-1 error 2400/SV102"]
    );
    assert!(partner("path = '2400/SV102'\nmax_amount = '150'", TWO).is_empty());
    let notes = "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*4N*3~REF*G1*X7~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert!(partner("path = '2300/REF'\nmax_repeats = 2", notes).is_empty());
    assert_eq!(
        partner("path = '2300/REF'\nmax_repeats = 1", notes),
        ["TPA-1 error 2300/REF"]
    );
}

#[test]
fn a_partner_takes_certain_values() {
    let rule = "path = '2300/CLM05-3'\none_of = ['7', '8']";
    assert_eq!(partner(rule, OFFICE), ["TPA-1 error 2300/CLM05-3"]);
    assert!(partner("path = '2300/CLM05-3'\none_of = ['1']", OFFICE).is_empty());
    assert_eq!(
        partner("path = '2010BB/NM109'\npattern = '^[A-Z]+$'", OFFICE),
        ["TPA-1 error 2010BB/NM109"]
    );
    assert!(partner("path = '2010BB/NM109'\npattern = '^[0-9]{5}$'", OFFICE).is_empty());
}

#[test]
fn a_partner_rule_is_for_the_claims_that_it_names() {
    for (when, judged) in [
        ("payer = '60054'", 1),
        ("payer = '1'", 0),
        ("kind = 'professional'", 1),
        ("kind = 'institutional'", 0),
        ("pos = '11'", 1),
        ("pos = '21'", 0),
        ("submitter = 'SUB1'", 1),
        ("submitter = 'SUB9'", 0),
        ("procedure = '93306'", 1),
        ("procedure = '99231-99239'", 0),
        ("provider = '1234567893'", 1),
        ("provider = '1245319599'", 0),
    ] {
        let rule = format!("when = {{ {when} }}\npath = '2300/NTE'\nrequire = true");
        assert_eq!(partner(&rule, TWO).len(), judged, "{when}");
    }
    // Of the lines only those of the procedure.
    let rule = "when = { procedure = '93306' }\npath = '2400/REF[6R]02'\nrequire = true";
    assert_eq!(partner(rule, TWO), ["TPA-1 error 2400/LX"]);
}

#[test]
fn a_partner_rule_of_a_provider_takes_claims_without_lines() {
    let claim = "CLM*A1*100***11:B:1*Y*A*Y*Y~";
    let judged = |npi| {
        let rule =
            format!("path = '2300/REF[G1]02'\nrequire = true\nwhen = {{ provider = '{npi}' }}");
        let told = partner(&rule, claim);
        told.iter()
            .filter(|told| told.starts_with("TPA-1 "))
            .count()
    };
    assert_eq!((judged("1234567893"), judged("1245319599")), (1, 0));
}

#[test]
fn a_partner_rule_speaks_its_own_words_and_can_be_graded_and_suppressed() {
    let rule = "[[partner_rules]]\ncode = 'TPA-7'\nname = 'note-missing'\npath = '2300/NTE02'\nrequire = true\n\
        message = 'payer {payer} wants a note in {path}.'\nhelp = 'write one'\n";
    let checked = check(rule, Example::usual());
    let finding = &checked.findings[0];
    assert_eq!(finding.rule.name, "note-missing");
    assert_eq!(
        finding.message().to_string(),
        "payer 60054 wants a note in 2300/NTE02"
    );
    assert_eq!(finding.help().to_string(), "write one");
    let graded = format!("{rule}[rules]\n'TPA-7' = 'info'\n");
    assert_eq!(told(&graded, OFFICE), ["TPA-7 info 2300/CLM"]);
    let suppressed =
        format!("{rule}[[suppressions]]\nrule = 'TPA-7'\nreason = 'x'\nuntil = 2030-01-01\n");
    assert_eq!(check(&suppressed, Example::usual()).suppressed, 1);
}

#[test]
fn a_partner_rule_says_what_the_payer_answers() {
    let rule = |predicts: &str| {
        format!(
            "[[partner_rules]]\ncode = 'TPA-7'\npath = '2300/NTE02'\nrequire = true\npredicts = {predicts}\n"
        )
    };
    let checked = check(&rule("['CO-16  N290 M76', 'PR-204']"), Example::usual());
    let answers: Vec<String> = checked.findings[0]
        .rule
        .predicts
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(answers, ["CO-16 N290 M76", "PR-204"]);
    for wrong in ["58", "CO58", "XX-58", "CO-", "CO-58 n290", "", "CO-1234567"] {
        let told = faults(&rule(&format!("['CO-50', '{wrong}']")));
        assert!(
            told.starts_with("remedi.toml:5: `predicts` takes"),
            "{wrong}: {told}"
        );
    }
}

#[test]
fn usual_messages_of_partner_rules_know_their_values() {
    for rule in [
        "path = '2300/NTE02'\nrequire = true",
        "path = '2300/CLM01'\nforbid = true",
        "path = '2300/CLM01'\nmax_length = 1",
        "path = '2300/CLM01'\nmin_length = 9\nmax_length = 10",
        "path = '2400/LX'\nmax_repeats = 0",
        "max_lines = 0",
        "path = '2400/SV102'\nmax_amount = '1'",
        "path = '2300/CLM05-3'\none_of = ['7', '8']",
        "path = '2300/CLM05-3'\npattern = '^[78]$'",
    ] {
        let profile = format!("[[partner_rules]]\ncode = 'TPA-1'\n{rule}\n");
        let checked = check(&profile, Example::usual());
        assert_eq!(checked.findings.len(), 1, "{rule}");
        for text in [checked.findings[0].message(), checked.findings[0].help()] {
            let text = text.to_string();
            assert!(
                !text.contains("(not known)") && !text.contains('{'),
                "{text}"
            );
        }
    }
}

#[test]
fn codes_are_judged_by_the_lists_of_the_user() {
    let lists = "[codes]\nhcpcs = ['99213', { code = '93306', valid_to = 2025-01-14 }]\nicd_10_cm = ['I10']\n";
    let checked = check(lists, Example::claim(TWO));
    assert_eq!(checked.told(), ["COD-21 error 2400/SV101-2"]);
    assert_eq!(
        checked.findings[0].message().to_string(),
        "procedure code 93306 is not valid on 2025-01-15, its last day is 2025-01-14"
    );
    let none = "[codes]\nicd_10_cm = ['E119']\n";
    assert_eq!(told(none, OFFICE), ["COD-20 error 2300/HI01-2"]);
    let text = "[codes]\nicd_10_cm = { csv = \"code\\nE11.9\\n\" }\n";
    assert_eq!(told(text, OFFICE), ["COD-20 error 2300/HI01-2"]);
    let inpatient = "CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250901-20251002~\
        DTP*435*DT*202509010800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*DR:470~NM1*71*1*ROE*SAM****XX*1245319599~\
        LX*1~SV2*0300**100*UN*1~";
    let dated = "[codes]\nicd_10_cm = [{ code = 'I10', valid_from = 2025-10-01 }]\n\
        drg = [{ code = '470', valid_from = 2025-10-01 }]\n\
        discharge_status = [{ code = '01', valid_from = 2025-10-02 }]\n";
    let bill = Example::claim(inpatient).of_kind(ClaimKind::Institutional);
    assert!(
        check_on("2025-10-03", dated, bill).told().is_empty(),
        "by the day of discharge"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
    for (profile, fault) in [
        (
            "[denials]\nloose_semantic = true\n",
            "remedi.toml:2: there is no key `loose_semantic` here; did you mean `loose_semantics`?",
        ),
        (
            "[denials]\n\ncauses = { csv = \"code,cause\\n16,CODING\\n18,DUPLICAT\\n\" }\n",
            "remedi.toml:3: csv:3: cause: there is no `DUPLICAT`; did you mean `DUPLICATE`?",
        ),
        (
            "[denials]\ncombinations = \"nowhere.csv\"\n",
            "remedi.toml:2: nowhere.csv: no such file or folder",
        ),
        (
            "[ruls]\n",
            "remedi.toml:1: there is no key `ruls` here; did you mean `rules`?",
        ),
        (
            "[rules]\n'ENR-4' = 'error'\n",
            "remedi.toml:2: there is no rule `ENR-4`; did you mean `ENR-04`?",
        ),
        (
            "[rules]\n'ENR-04' = 'warn'\n",
            "remedi.toml:2: there is no word `warn` here; did you mean `warning`?",
        ),
        (
            "[payers.1]\nclas = 'auto'\n",
            "remedi.toml:2: there is no key `clas` here; did you mean `class`?",
        ),
        (
            "[payers.1.terms]\ntelehealth = 'explicitly'\n",
            "remedi.toml:2: there is no word `explicitly` here; did you mean `explicit`?",
        ),
        (
            "[payers.1]\naliases = ['A']\n[payers.2]\naliases = ['a']\n",
            "remedi.toml:4: `A` is an id or alias of two payers",
        ),
        (
            "[codes]\nhpcs = 'x.csv'\n",
            "remedi.toml:2: there is no code list `hpcs`; did you mean `hcpcs`?",
        ),
        (
            "[[suppressions]]\nrule = 'ENR-04'\nreason = ' '\nuntil = 2025-13-01\n",
            "remedi.toml:4: ",
        ),
        (
            "[[suppressions]]\nrule = 'ENR-04'\nreason = ' '\nuntil = '1/1/2025'\n",
            "remedi.toml:3: a suppression needs a reason\nremedi.toml:4: `until` is no day such as 2025-12-31",
        ),
        (
            "[[suppressions]]\nrule = 'ENR-04'\nreason = 'x'\n",
            "remedi.toml:1: missing field `until`",
        ),
        (
            "[[suppressions]]\nrule = 'ENR-04'\nreason = 'x'\nuntil = 2025-12-31\nprovider = '1234567890'\n",
            "remedi.toml:5: `1234567890` is no NPI",
        ),
        (
            "[[partner_rules]]\ncode = 'ENR-99'\nmax_lines = 1\n",
            "remedi.toml:2: `ENR-99`: the codes ENR-* are remedi's own",
        ),
        (
            "[[partner_rules]]\ncode = 'mine'\nmax_lines = 1\n",
            "remedi.toml:2: `mine` is no code of two to eight capitals, a hyphen and digits, such as TPA-101",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\nrequire = true\n",
            "remedi.toml:1: `TPA-1` needs a `path`",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/clm05'\nrequire = true\n",
            "remedi.toml:3: `2300/clm05` is no path: a segment id such as CLM expected at `clm05`",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2310X/NM103'\nforbid = true\n",
            "remedi.toml:3: claims have no loop `2310X`",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/CLM01'\n",
            "remedi.toml:1: `TPA-1` needs just one of ",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/CLM01'\npattern = '('\n",
            "remedi.toml:4: `pattern` is no pattern: ",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\nmax_lines = 1\nmessage = 'for {patient}'\n",
            "remedi.toml:4: `{patient}` is none of path, ",
        ),
        ("rules = 3\n", "remedi.toml:1: "),
        ("[rules\n", "remedi.toml:1: "),
        ("[fee_schedule]\n", "remedi.toml:1: "),
        (
            "\n[fee_schedule]\npath = 'x.csv'\ncsv = 'code'\n",
            "remedi.toml:2: `fee_schedule` has `path` and `csv`",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/CLM01'\nmin_length = 3\nmax_length = 2\n",
            "remedi.toml:5: `max_length` is less than `min_length`",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/CLM01'\none_of = []\n",
            "remedi.toml:4: `one_of` names no value",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\nmax_lines = 1\n[partner_rules.when]\npos = []\n",
            "remedi.toml:5: this names no place of service",
        ),
        (
            "[[payers.1.authorization]]\nfrom = 2025-02-01\nto = 2025-01-31\n",
            "remedi.toml:2: `from` is later than `to`",
        ),
        (
            "[codes]\nhcpcs = [{ code = 'A1', valid_from = 2025-02-01, valid_to = 2025-01-31 }]\n",
            "remedi.toml:2: valid_from is later than valid_to",
        ),
    ] {
        let told = faults(profile);
        assert!(told.starts_with(fault), "{profile}\n{told}");
    }
}

/// The first fault of a partner rule with this in it.
fn rule_fault(rule: &str) -> String {
    faults(&format!("[[partner_rules]]\ncode = 'TPA-1'\n{rule}\n"))
}

#[test]
fn a_limit_of_amounts_is_for_amounts_and_tells_nothing_else() {
    for path in [
        "2010BA/NM109",
        "2010BA/DMG02",
        "2300/CLM01",
        "2300/CLM05-1",
        "2300/HI[BK]01-5",
        "2400/SV104",
    ] {
        let told = rule_fault(&format!(
            "path = '{path}'\nmax_amount = '1'\nmessage = 'has {{count}}'"
        ));
        let wanted = format!(
            "remedi.toml:3: `max_amount` is for an amount, such as 2300/CLM02, and {path} is none"
        );
        assert_eq!(told, wanted);
    }
    for path in [
        "2300/CLM02",
        "2400/SV102",
        "2320/CAS[CO]06",
        "2300/HI[BE]01-5",
        "AMT[F5]02",
    ] {
        let rule =
            format!("[[partner_rules]]\ncode = 'TPA-1'\npath = '{path}'\nmax_amount = '1'\n");
        assert!(Profile::parse(&rule, "remedi.toml").is_ok(), "{path}");
    }
}

#[test]
fn a_message_names_what_its_rule_has() {
    for (rule, name) in [
        ("pattern = 'A'", "count"),
        ("one_of = ['A']", "count"),
        ("require = true", "count"),
        ("forbid = true", "limit"),
    ] {
        let told = rule_fault(&format!(
            "path = '2010BA/NM109'\n{rule}\nmessage = 'is {{{name}}}'"
        ));
        let wanted = format!("remedi.toml:5: the rule has no `{{{name}}}`, by what it demands");
        assert_eq!(told, wanted);
    }
}

#[test]
fn a_rule_that_no_claim_can_meet_is_told() {
    for (rule, fault) in [
        (
            "path = '2300/SV1'\nrequire = true",
            "3: claims have no SV1 in their loop 2300",
        ),
        ("path = 'CLP01'\nrequire = true", "3: claims have no CLP"),
        (
            "path = '2300/CLM99'\nrequire = true",
            "3: CLM has no element 99: its last is 20",
        ),
        (
            "path = '2300/CLM02'\nmax_amount = '-1'",
            "4: `max_amount` is no amount",
        ),
        (
            "max_lines = 1\npath = '2300/NTE'\npredicts = ['CO-9999']",
            "5: `predicts` takes answers",
        ),
        (
            "max_lines = 1\npredicts = ['CO-16 QQ99']",
            "4: `predicts` takes answers",
        ),
        (
            "max_length = 1\npath = '2300/CLM'",
            "4: the path of `TPA-1` must lead to an element",
        ),
    ] {
        let told = rule_fault(rule);
        assert!(
            told.starts_with(&format!("remedi.toml:{fault}")),
            "{rule}\n{told}"
        );
    }
    let known = "[[partner_rules]]\ncode = 'TPA-1'\nmax_lines = 1\npredicts = ['CO-B7 N290 MA130', 'PR-242 M77', 'OA-P12']\n";
    assert!(Profile::parse(known, "remedi.toml").is_ok());
    // What is not of the guides may be sent, and forbidden.
    let forbidden = "[[partner_rules]]\ncode = 'TPA-1'\npath = '2300/SV1'\nforbid = true\n";
    assert!(Profile::parse(forbidden, "remedi.toml").is_ok());
}

#[test]
fn ids_of_payers_and_submitters_are_told_at_their_line() {
    for (profile, fault) in [
        (
            "[payers.A]\naliases = ['X', 'B']\n[payers.B]\nperson_rendering = true\n",
            "remedi.toml:3: `B` is an id or alias of two payers",
        ),
        (
            "[payers.A]\n[payers.B]\naliases = [\n  'X',\n  'A',\n]\n",
            "remedi.toml:5: `A` is an id or alias of two payers",
        ),
        (
            "[rules]\n[payers.'']\n",
            "remedi.toml:2: an id or alias of a payer is empty",
        ),
        (
            "[payers.A]\naliases = [' ']\n",
            "remedi.toml:2: an id or alias of a payer is empty",
        ),
        (
            "[submitters.'']\n",
            "remedi.toml:1: the id of a submitter is empty",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\nmax_lines = 1\n[[partner_rules]]\nmax_lines = 1\ncode = 'TPA-1'\n",
            "remedi.toml:6: there are two rules `TPA-1`",
        ),
    ] {
        assert_eq!(faults(profile), fault, "{profile}");
    }
}

#[test]
fn a_value_of_another_kind_is_told_in_plain_words() {
    for (profile, fault) in [
        (
            "[codes]\nhcpcs = 5\n",
            "2: expected the name of a CSV file, a list of codes, or { csv = ",
        ),
        (
            "[denials]\ncauses = 5\n",
            "2: expected the name of a CSV file, or { csv = ",
        ),
        (
            "[[suppressions]]\nrule = 'ENR-04'\nreason = 'x'\nuntil = 5\n",
            "4: expected a day such as 2025-12-31",
        ),
        (
            "[[partner_rules]]\ncode = 'TPA-1'\nmax_lines = 1\nwhen = { payer = 5 }\n",
            "4: expected a text in quotes, or a list of them",
        ),
        (
            "[payers.A]\nappeal_days = -1\n",
            "2: expected a whole number from 0 to 65535, found integer `-1`",
        ),
        (
            "[payers.A]\nappeal_days = 99999999999999999999\n",
            "2: expected a whole number from 0 to 65535, found integer `99999999999999999999`",
        ),
        (
            "[payers.A]\naliases = 'B'\n",
            "2: expected a list, such as [\"A\", \"B\"], found string \"B\"",
        ),
        ("[rules]\n'ENR-04' = {}\n", "2: expected a word in quotes"),
        ("[rules]\n'ENR-04' = 5\n", "2: expected a word in quotes"),
        ("payers = 3\n", "1: expected a table, found integer `3`"),
        (
            "[payers.A]\nretro_authorization = 3\n",
            "2: expected a table, found integer `3`",
        ),
    ] {
        let told = faults(profile);
        assert!(
            told.starts_with(&format!("remedi.toml:{fault}")),
            "{profile}\n{told}"
        );
    }
}

#[test]
fn members_are_listed_as_on_their_cards_and_shown_in_no_error() {
    const HOME: &str =
        "CLM*A1*100***34:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    let codes = |listed: &str, sent: &'static str| {
        let profile = format!("[lists]\nhospice = ['{listed}']\n");
        let claim = Example::claim(HOME).changing("*MI*M1~", sent);
        let told = check(&profile, claim).told();
        told.iter().any(|told| told.starts_with("PX-27 "))
    };
    assert!(codes("M2", "*MI*M1~"));
    assert!(!codes("1EG4-TE5-MK73", "*MI*1EG4TE5MK73~"));
    assert!(!codes("xqz123456789012", "*MI*XQZ123456789012~"));
    assert!(!codes("M2", "~"), "nobody knows");
    for list in [
        "['A 4711']",
        "[{ code = 'A4711', valid_from = 2025-02-01, valid_to = 2025-01-31 }]",
        "[{ code = 'A4711', valid_from = '1/1/2025' }]",
    ] {
        let told = faults(&format!("[lists]\nhospice = {list}\n"));
        assert!(told.starts_with("remedi.toml:2: "), "{told}");
        assert!(!told.contains("4711"), "{told}");
    }
}

#[test]
fn a_table_of_diagnoses_is_read_and_its_bad_rows_are_told() {
    const BIRTH: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:O80~LX*1~SV1*HC:99213*100*UN*1***2~DTP*472*D8*20250115~";
    let table = |csv: &str| format!("[lists]\ndiagnosis_places = {{ csv = '{csv}' }}\n");
    let text = "[lists]\ndiagnosis_places = { csv = \"diagnosis,pos\\nO80,21 25\\n\" }\n";
    let checked = check(text, Example::claim(BIRTH));
    assert_eq!(checked.told(), ["POS-S13 warning 2300/CLM05-1"]);
    assert_eq!(
        checked.findings[0].message().to_string(),
        "the diagnoses that the line points to (O80 first) go with 21, 25 by your table, and the place of service is 11"
    );
    assert!(told(&table("diagnosis,pos"), BIRTH).is_empty());
    for (value, said) in [
        (
            "{ csv = \"diagnosis,pos\\nO80,21\\nO81,7\\n\" }",
            "remedi.toml:2: csv:3: pos: `7` is no place of service of two digits",
        ),
        (
            "'no/such.csv'",
            "remedi.toml:2: no/such.csv: no such file or folder",
        ),
        (
            "['O80']",
            "remedi.toml:2: `diagnosis_places` is a CSV file, or ",
        ),
    ] {
        let told = faults(&format!("[lists]\ndiagnosis_places = {value}\n"));
        assert!(told.starts_with(said), "{told}");
    }
}

#[test]
fn a_code_list_that_cannot_be_read_is_an_error() {
    let told = faults("[codes]\n\nhcpcs = 'no/such.csv'\n");
    assert!(
        told.starts_with("remedi.toml:3: no/such.csv: no such file or folder"),
        "{told}"
    );
}

#[test]
fn the_annotated_example_loads_with_every_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/rules/remedi.toml");
    Profile::load(&path).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    for (table, key) in keys_of_schema() {
        // Grades are words of their own, and lists are named in a comment.
        assert!(text.contains(&key), "{table}: {key}");
    }
}

fn schema() -> Value {
    let text = include_str!("../data/remedi.schema.json");
    serde_json::from_str(text).unwrap()
}

fn keys(table: &Value) -> BTreeSet<String> {
    table["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// Every key of the schema, with its table; that of the file is empty.
fn keys_of_schema() -> Vec<(String, String)> {
    let schema = schema();
    let mut all: Vec<_> = keys(&schema)
        .into_iter()
        .map(|key| (String::new(), key))
        .collect();
    for (name, table) in schema["$defs"].as_object().unwrap() {
        if table["properties"].is_object() {
            all.extend(keys(table).into_iter().map(|key| (name.clone(), key)));
        }
    }
    all
}

/// The reader names the keys that a table can have when it meets one that it can't.
#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let schema = schema();
    for (table, text) in [
        ("", ""),
        ("payer", "[payers.1]\n"),
        ("terms", "[payers.1.terms]\n"),
        (
            "retro_authorization",
            "[payers.1.retro_authorization]\ndays = 1\n",
        ),
        ("submitter", "[submitters.1]\n"),
        ("suppression", "[[suppressions]]\n"),
        ("partner_rule", "[[partner_rules]]\n"),
        (
            "when",
            "[[partner_rules]]\ncode = 'TPA-1'\n[partner_rules.when]\n",
        ),
    ] {
        let told = faults(&format!("{text}zzzzzzzzzzzz = 1\n"));
        let named = told
            .split('`')
            .skip(1)
            .step_by(2)
            .skip(1)
            .map(str::to_owned);
        let own = match table {
            "" => keys(&schema),
            table => keys(&schema["$defs"][table]),
        };
        assert_eq!(named.collect::<BTreeSet<_>>(), own, "{table}: {told}");
    }
    let lists = keys(&schema["$defs"]["codes"]);
    for list in &lists {
        assert!(
            Profile::parse(&format!("[codes]\n{list} = []\n"), "x").is_ok(),
            "{list}"
        );
    }
    assert_eq!(lists.len(), 17);
}

#[test]
fn a_roster_that_is_complete_as_of_long_ago_is_told_once() {
    let files = [
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2023-01-01\n",
        ),
        (
            "coverage.csv",
            "group_npi,payer_id,complete,as_of\n1234567893,60054,yes,2025-01-01\n\
             1911111114,60054,yes,2025-01-01\n",
        ),
    ];
    let roster = remedi_enrollment::Roster::from_csv(&files).unwrap().roster;
    let told = |days: u16, today: &str| {
        let profile = format!("[payers.60054]\nmax_data_age_days = {days}\n");
        let options = Options {
            profile: Some(Arc::new(Profile::parse(&profile, "p").unwrap())),
            ..Options::default()
        };
        Checker::new(Some(&roster), options).outdated(today.parse().unwrap())
    };
    assert_eq!(told(30, "2025-02-01").len(), 1);
    assert!(told(30, "2025-01-31").is_empty());
}
