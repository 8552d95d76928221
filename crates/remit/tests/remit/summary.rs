//! Denials counted: rates, shares and patterns.

use remedi_claims::codes::cause::RootCause;
use remedi_remit::{DenialsSummary, Measure, Ratio};

use crate::support::{Files, claim, denied, remit};

/// A claim payment of one line that is paid in full.
fn paid(id: &str, day: &str, procedure: &str) -> String {
    format!(
        "CLP*{id}*1*100*100**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:{procedure}*100*100~DTM*472*{day}~"
    )
}

#[test]
fn rates_tell_their_numerators_and_denominators() {
    let partly = "CLP*C*1*200*60**12*P3*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*45*30**B7*70~\
        SVC*HC:93000*100*60~DTM*472*20250115~CAS*PR*2*40~";
    let all = format!(
        "{}{}{partly}",
        paid("A", "20250115", "99213"),
        denied("B", "100", "20250115", "99213", "CO*50")
    );
    let rates = remit("20250301", &all).summary().rates;
    assert_eq!((rates.claims.numerator, rates.claims.denominator), (2, 3));
    assert_eq!((rates.lines.numerator, rates.lines.denominator), (2, 4));
    assert_eq!(rates.amount.numerator.cents(), 17_000);
    assert_eq!(rates.amount.denominator.cents(), 40_000);
}

#[test]
fn shares_count_a_claim_once_and_come_largest_first() {
    let twice = "CLP*A*1*300*0**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*B7*100~\
        SVC*HC:93000*200*0~DTM*472*20250115~CAS*CO*B7*150**50*50~";
    let files = remit(
        "20250301",
        &format!("{twice}{}", denied("B", "10", "20250115", "99213", "CO*5")),
    );
    let summary = files.summary();
    let causes: Vec<_> = summary
        .by_cause
        .iter()
        .map(|share| {
            (
                share.key,
                share.tally.claims,
                share.tally.denials,
                share.tally.amount.cents(),
            )
        })
        .collect();
    assert_eq!(
        causes,
        [
            (RootCause::Credentialing, 1, 2, 25_000),
            (RootCause::MedicalNecessity, 1, 1, 5_000),
            (RootCause::PlaceOfService, 1, 1, 1_000),
        ]
    );
    let procedures: Vec<_> = summary
        .by_procedure
        .iter()
        .map(|share| {
            (
                share.key.map(|code| code.to_string()),
                share.tally.amount.cents(),
            )
        })
        .collect();
    assert_eq!(
        procedures,
        [
            (Some("93000".into()), 20_000),
            (Some("99213".into()), 11_000)
        ]
    );
    assert_eq!((summary.denied.claims, summary.denied.denials), (2, 4));
    let carcs: Vec<_> = summary
        .by_carc
        .iter()
        .map(|share| share.key.as_str())
        .collect();
    assert_eq!(carcs, ["B7", "50", "5"]);
}

#[test]
fn a_pattern_is_what_hits_one_kind_of_service_more_than_others() {
    let mut payments = String::new();
    // Four of five ECGs are denied for the place, and one of forty visits.
    for n in 0..5 {
        payments += &match n {
            4 => paid("E4", "20250115", "93000"),
            _ => denied(&format!("E{n}"), "100", "20250115", "93000", "CO*5"),
        };
    }
    for n in 0..40 {
        payments += &match n {
            0 => denied("V0", "100", "20250115", "99213", "CO*5"),
            _ => paid(&format!("V{n}"), "20250115", "99213"),
        };
    }
    let patterns = remit("20250301", &payments).summary().patterns;
    assert_eq!(patterns.len(), 1, "{patterns:#?}");
    let pattern = &patterns[0];
    assert_eq!(
        pattern.procedure.map(|code| code.to_string()).as_deref(),
        Some("93000")
    );
    assert_eq!(
        (pattern.carc.as_str(), pattern.cause),
        ("5", RootCause::PlaceOfService)
    );
    assert_eq!((pattern.claims, pattern.amount.cents()), (4, 40_000));
    // 5 of 45 claims are ECGs, and 5 claims are hit.
    assert!((pattern.expected_claims - 25.0 / 45.0).abs() < 1e-12);
    assert!((pattern.lift - 4.0 / (25.0 / 45.0)).abs() < 1e-9);
    // Four or five of the five hit among the five: (5 * 40 + 1) / C(45, 5).
    assert!(
        (pattern.p_value - 201.0 / 1_221_759.0).abs() < 1e-12,
        "{}",
        pattern.p_value
    );
    assert_eq!(pattern.first_seen, "2025-03-01".parse().ok());
}

#[test]
fn patterns_are_tested_on_claims_and_not_on_lines() {
    // One claim with twenty denied lines is one claim.
    let lines = "SVC*HC:93000*100*0~DTM*472*20250115~CAS*CO*5*100~".repeat(20);
    let mut payments = format!("CLP*A*1*2000*0**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~{lines}");
    for n in 0..40 {
        payments += &paid(&format!("V{n}"), "20250115", "99213");
    }
    assert!(remit("20250301", &payments).summary().patterns.is_empty());
}

#[test]
fn nothing_read_is_nothing_counted() {
    let mut summary = Files::default().summary();
    assert!(!summary.defined_rates.is_empty());
    for rate in summary.defined_rates.drain(..) {
        match rate.measure {
            Measure::Count(ratio) => assert_eq!(ratio, Ratio::default()),
            Measure::Amount(ratio) => assert_eq!(ratio, Ratio::default()),
        }
    }
    assert_eq!(summary, DenialsSummary::default());
}

#[test]
fn claims_that_were_sent_but_not_answered_count_nowhere() {
    let files = Files::default().sent("20250120", &claim("A1", "100", "20250115", "99213"));
    assert_eq!(files.summary().rates.claims.denominator, 0);
}

#[test]
fn what_is_crossed_adds_up_to_what_is_denied() {
    let both = format!(
        "{}{}{}",
        denied("A", "100", "20250115", "99213", "CO*B7"),
        denied("B", "60", "20250115", "99214", "CO*5"),
        denied("C", "40", "20250116", "99214", "CO*B7"),
    );
    let summary = remit("20250301", &both).summary();
    let crossed = &summary.crossed;
    let march = chrono::NaiveDate::from_ymd_opt(2025, 3, 1);
    let months: Vec<_> = crossed
        .month_cause
        .iter()
        .map(|share| (share.key, share.tally.claims, share.tally.amount.cents()))
        .collect();
    assert_eq!(
        months,
        [
            ((march, RootCause::Credentialing), 2, 14_000),
            ((march, RootCause::PlaceOfService), 1, 6_000),
        ]
    );
    let sum = |amounts: &mut dyn Iterator<Item = remedi_claims::Money>| -> i64 {
        amounts.map(remedi_claims::Money::cents).sum()
    };
    let denied = summary.denied.amount.cents();
    assert_eq!(denied, 20_000);
    for crossed in [
        sum(&mut crossed.cause_evidence.iter().map(|one| one.tally.amount)),
        sum(&mut crossed.payer_pos.iter().map(|one| one.tally.amount)),
        sum(&mut crossed.payer_cause.iter().map(|one| one.tally.amount)),
        sum(&mut crossed.payer_provider.iter().map(|one| one.tally.amount)),
        sum(&mut crossed.provider_cause.iter().map(|one| one.tally.amount)),
        sum(&mut crossed.provider_pos.iter().map(|one| one.tally.amount)),
    ] {
        assert_eq!(crossed, denied);
    }
}
