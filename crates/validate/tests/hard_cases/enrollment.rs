//! Payers, plans, taxonomies and rosters: cases 3, 7, 8, 12, 19 and 38.

use remedi_enrollment::Roster;
use remedi_validate::{Example, Severity, Verdict};

use super::{Files, codes, only};

const VISIT: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
     LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~";

#[test]
fn case_3_suppliers_of_many_kinds_bill_without_a_rendering_provider_and_practices_do_not() {
    const GROUP: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
         1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
    )];
    let billed = |billing: &'static str, claim: &'static str| {
        let example = Example::claim(claim).billed_by(billing).with_roster(GROUP);
        codes(example)
    };
    let practice =
        "NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    let surgery_center = "PRV*BI*PXC*261QA1903X~NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    let supplier = "PRV*BI*PXC*332B00000X~NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    let ambulance = "PRV*BI*PXC*341600000X~NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    let visit = "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~";
    let surgery = "CLM*A1*100***24:B:1*Y*A*Y*Y~LX*1~SV1*HC:66984*100*UN*1***1~DTP*472*D8*20240115~";
    let equipment =
        "CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E0601:NU*100*UN*1***1~DTP*472*D8*20240115~";
    let trip = "CLM*A1*100***41:B:1*Y*A*Y*Y~CR1****A*DH*5~NM1*PW*2~N3*1 A ST~N4*SPRINGFIELD*IL*62701~\
        NM1*45*2~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:A0429:RH*100*UN*1***1~DTP*472*D8*20240115~";
    let tests = "CLM*A1*100***81:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20240115~";
    assert_eq!(billed(practice, visit), ["ENR-21@1"]);
    assert!(billed(practice, tests).is_empty());
    assert!(billed(surgery_center, surgery).is_empty());
    assert!(billed(supplier, equipment).is_empty());
    assert!(billed(ambulance, trip).is_empty());
}

#[test]
fn case_7_a_payer_is_known_by_any_of_its_ids() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,AETNA,1234567893,123456789,EIN,approved,2023-01-01\n\
             1911111114,OTHER,1234567893,123456789,EIN,approved,2023-01-01\n",
        ),
        (
            "payers.csv",
            "payer_id,name,aliases\nAETNA,Aetna Health,60054|AETCH\nOTHER,Other Plan,\n",
        ),
    ];
    let sent = |payer| Example::claim(VISIT).sent_to(payer).with_roster(FILES);
    for payer in [
        "NM1*PR*2*AETNA*****PI*60054~",
        "NM1*PR*2*AETNA*****PI*AETNA~",
        "NM1*PR*2*AETNA*****XV*aetch~",
    ] {
        assert!(codes(sent(payer)).is_empty(), "{payer}");
    }
    // Another payer of the roster is another payer, and the provider is not enrolled with it.
    let other = only(sent("NM1*PR*2*OTHER*****PI*OTHER~"));
    assert_eq!(other.rule.code, "ENR-02");
    assert_eq!(other.subject.unwrap().payer.as_deref(), Some("OTHER"));
}

#[test]
fn case_7_an_id_of_two_payers_is_not_guessed() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,status,effective_from\n\
             1245319599,AETNA,1234567893,approved,2023-01-01\n",
        ),
        (
            "payers.csv",
            "payer_id,name,aliases\nAETNA,First,60054\nOTHER,Second,60054\n",
        ),
    ];
    let finding = only(Example::claim(VISIT).with_roster(FILES));
    assert_eq!(
        (finding.rule.code, finding.verdict, finding.severity),
        ("ENR-26", Verdict::Unknown, Severity::Warning)
    );
    assert_eq!(finding.subject.unwrap().payer, None);
}

#[test]
fn case_8_an_enrollment_for_another_plan_is_not_none_at_all() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,plan,group_npi,tin,tin_kind,status,effective_from\n\
         1245319599,60054,PPO,1234567893,123456789,EIN,approved,2023-01-01\n",
    )];
    let filed = |product| Example::claim(VISIT).filed_as(product).with_roster(FILES);
    let finding = only(filed("HM"));
    assert_eq!(finding.rule.code, "ENR-13");
    assert_eq!(finding.at.to_string(), "2000B/SBR09");
    let nearest = finding.nearest.unwrap();
    assert_eq!((nearest.line, &*nearest.expected), (2, "PPO"));
    assert!(codes(filed("12")).is_empty(), "a claim of the PPO");
    assert!(codes(filed("CI")).is_empty(), "the product is not told");
}

#[test]
fn case_12_the_first_day_is_covered_and_dates_of_other_forms_are_faults_of_the_roster() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
         1245319599,60054,1234567893,123456789,EIN,approved,2024-01-15,2024-01-15\n",
    )];
    assert!(codes(Example::claim(VISIT).with_roster(FILES)).is_empty());
    for date in ["01/31/2024", "31-Jan-24", "20240131", "45322"] {
        let rows = format!(
            "provider_npi,payer_id,status,effective_from,effective_to\n\
             1245319599,60054,approved,2023-01-01,{date}\n"
        );
        let loaded = Roster::from_csv(&[("enrollments.csv", &*rows)]).expect("readable");
        assert!(loaded.has_errors(), "{date}");
        let told = loaded.problems[0].to_string();
        assert!(
            told.contains("effective_to") && told.contains(":2"),
            "{told}"
        );
    }
}

#[test]
fn case_19_what_a_spreadsheet_broke_is_a_fault_of_the_roster() {
    for (npi, places, column) in [
        ("1245319599", "2", "approved_pos"),
        ("1.24532E+09", "02", "provider_npi"),
        ("1245319598", "02", "provider_npi"),
    ] {
        let rows = format!(
            "provider_npi,payer_id,status,effective_from,approved_pos\n\
             {npi},60054,approved,2023-01-01,{places}\n"
        );
        let loaded = Roster::from_csv(&[("enrollments.csv", &*rows)]).expect("readable");
        let told = loaded.problems.iter().map(ToString::to_string);
        let told: Vec<_> = told.collect();
        assert!(
            told.iter()
                .any(|one| one.contains(column) && one.contains(":2")),
            "{told:?}"
        );
    }
}

/// A cardiologist enrolled for all but interventions, whose claim names a taxonomy.
fn as_taxonomy(
    taxonomy: &'static str,
    procedure: &'static str,
    terms: &'static str,
) -> Vec<String> {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,taxonomy,status,effective_from,scope_deny\n\
         1245319599,60054,1234567893,123456789,EIN,207RC0000X,approved,2023-01-01,92920-92945\n",
    )];
    let claim = match (taxonomy, procedure) {
        ("207RC0000X", _) => {
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RC0000X~LX*1~SV1*HC:93306*100*UN*1***1~DTP*472*D8*20240115~"
        }
        ("207R00000X", _) => {
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207R00000X~LX*1~SV1*HC:93306*100*UN*1***1~DTP*472*D8*20240115~"
        }
        ("208000000X", _) => {
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*208000000X~LX*1~SV1*HC:93306*100*UN*1***1~DTP*472*D8*20240115~"
        }
        (_, "93306") => {
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RI0011X~LX*1~SV1*HC:93306*100*UN*1***1~DTP*472*D8*20240115~"
        }
        _ => {
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RI0011X~LX*1~SV1*HC:92928*100*UN*1***1~DTP*472*D8*20240115~"
        }
    };
    codes(Example::claim(claim).with_roster(FILES).with_profile(terms))
}

#[test]
fn case_38_taxonomies_agree_as_the_payer_has_it() {
    let exact = "";
    let classification = "[payers.60054.terms]\ntaxonomy = 'classification'\n";
    let grouping = "[payers.60054.terms]\ntaxonomy = 'grouping'\n";
    for (taxonomy, passes) in [
        ("207RC0000X", [true, true, true]),
        // The parent of the one enrolled, and its sibling: interventional cardiology.
        ("207R00000X", [false, true, true]),
        ("207RI0011X", [false, true, true]),
        // Of the same grouping alone: pediatrics.
        ("208000000X", [false, false, true]),
    ] {
        for (terms, passes) in [exact, classification, grouping].into_iter().zip(passes) {
            let found = as_taxonomy(taxonomy, "93306", terms);
            let wanted: &[&str] = if passes { &[] } else { &["ENR-10@1"] };
            assert_eq!(found, wanted, "{taxonomy} {terms}");
        }
    }
    // Who may bill as cardiologist may still not intervene.
    let found = as_taxonomy("207RI0011X", "92928", classification);
    assert_eq!(found, ["ENR-12@1"]);
}
