//! Denial rates by their definitions.

use std::collections::BTreeMap;

use remedi_remit::{Measure, RatesBy};

use crate::support::{Files, claim, denied, remit};

/// Numerators and denominators by name; dollars in cents.
fn defined(files: &Files) -> BTreeMap<&'static str, (i64, i64)> {
    let rates = files.summary().defined_rates.into_iter();
    rates
        .map(|rate| {
            let both = match rate.measure {
                Measure::Count(ratio) => (ratio.numerator as i64, ratio.denominator as i64),
                Measure::Amount(ratio) => (ratio.numerator.cents(), ratio.denominator.cents()),
            };
            (rate.name, both)
        })
        .collect()
}

fn paid(id: &str, procedure: &str) -> String {
    format!(
        "CLP*{id}*1*100*100**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:{procedure}*100*100~DTM*472*20250115~"
    )
}

fn first(id: &str, reason: &str) -> String {
    denied(id, "100", "20250115", "99213", reason)
}

#[test]
fn first_answers_and_what_holds_now_are_two_rates() {
    let march = [
        first("A", "CO*B7"),
        first("B", "CO*50"),
        paid("C", "99213"),
        first("D", "CO*18"),
    ]
    .concat();
    // A is paid in the end; C is denied later.
    let april = [paid("A", "99213"), first("C", "CO*4")].concat();
    let files = remit("20250301", &march).remit("20250401", &april);
    let rates = defined(&files);
    // D is a duplicate: it is in no part, and told apart.
    assert_eq!(rates["initial_denial_claims"], (2, 3));
    assert_eq!(rates["duplicates"], (1, 4));
    assert_eq!(rates["initial_denial_dollars"], (20_000, 30_000));
    assert_eq!(rates["initial_denial_lines"], (2, 3));
    let by_month = files.summary().rates_by.month;
    let answered = by_month.iter().map(|one| one.first.claims.denominator);
    assert_eq!(answered.sum::<u64>(), 3);
    assert_eq!(rates["current_denial_claims"], (3, 4));
    assert_eq!(rates["current_denial_dollars"], (30_000, 40_000));
    assert_eq!(rates["overturned"], (10_000, 10_000));
    assert_eq!(rates["recovered"], (10_000, 30_000));
    // C was paid by the first answer, but not for good.
    assert_eq!(rates["first_pass"], (0, 4));
    assert_eq!(rates["zero_paid_primary"], (2, 3));
    assert!(!rates.contains_key("initial_denial_submitted"));
    let pass = defined(&remit(
        "20250301",
        &[paid("A", "99213"), first("B", "CO*50")].concat(),
    ));
    assert_eq!(pass["first_pass"], (1, 2));
}

#[test]
fn a_duplicate_in_two_parts_is_one_claim() {
    let part = |control: &str, procedure: &str, reason: &str| {
        format!(
            "CLP*A*1*100*0**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{procedure}*100*0~DTM*472*20250115~CAS*{reason}*100~"
        )
    };
    let both = [part("P1", "99213", "CO*18"), part("P2", "93000", "CO*18")];
    let rates = defined(&remit("20250301", &both.concat()));
    assert_eq!(
        (rates["duplicates"], rates["initial_denial_claims"]),
        ((1, 1), (0, 0))
    );
    // With another denial beside it, it is denied.
    let other = [part("P1", "99213", "CO*18"), part("P2", "93000", "CO*50")];
    let rates = defined(&remit("20250301", &other.concat()));
    assert_eq!(
        (rates["duplicates"], rates["initial_denial_claims"]),
        ((0, 1), (1, 1))
    );
}

#[test]
fn a_claim_with_a_duplicate_line_and_a_paid_one_is_no_duplicate() {
    let answer = "CLP*A*1*150*100**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*50*0~\
        DTM*472*20250115~CAS*OA*18*50~SVC*HC:93000*100*100~DTM*472*20250115~";
    let rates = defined(&remit("20250301", answer));
    assert_eq!(rates["duplicates"], (0, 1));
    assert_eq!(rates["initial_denial_claims"], (0, 1));
    assert_eq!(rates["initial_denial_lines"], (0, 2));
    assert_eq!(rates["initial_denial_dollars"], (0, 15_000));
}

#[test]
fn claims_sent_and_what_our_check_finds_are_counted_where_they_are_known() {
    let sent = ["A", "B", "C"].map(|id| claim(id, "100", "20250115", "99213"));
    // The NPI of one is none.
    let sent = sent.concat().replacen("1245319599", "1245319598", 1);
    let answers = [first("A", "CO*16") + "LQ*HE*N290~", first("B", "CO*50")];
    let files = Files::default()
        .sent("20250120", &sent)
        .remit("20250301", &answers.concat());
    let rates = defined(&files);
    assert_eq!(rates["initial_denial_submitted"], (2, 3));
    assert_eq!(rates["would_have_caught"], (1, 2));
    assert_eq!(rates["preventable"].1, 20_000);
    // What was not sent here is no part of it.
    let others = ["D", "E"].map(|id| first(id, "CO*50"));
    let rates = defined(&files.remit("20250302", &others.concat()));
    assert_eq!(rates["initial_denial_claims"], (4, 4));
    assert_eq!(rates["initial_denial_submitted"], (2, 3));
}

#[test]
fn reversals_and_what_was_only_passed_on_are_no_answers() {
    let reversal = "CLP*R*22*-100*-100**12*X*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*-100*-100~DTM*472*20250115~";
    let passed = "CLP*F*23*100*0**12*Y*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*100*0~DTM*472*20250115~CAS*OA*109*100~";
    let files = remit(
        "20250301",
        &[reversal, passed, &paid("A", "99213")].concat(),
    );
    let rates = defined(&files);
    assert_eq!(rates["initial_denial_claims"], (0, 1));
    assert_eq!(rates["current_denial_claims"], (0, 1));
    assert_eq!(rates["zero_paid_primary"], (0, 1));
    assert!(files.denials().is_empty());
    assert_eq!(files.summary().life_cycle.claims, 2);
    // One that was decided and then passed on is an answer.
    let decided = passed.replace("*23*", "*19*");
    let rates = defined(&remit("20250301", &decided));
    assert_eq!(rates["current_denial_claims"], (1, 1));
    // What the payer decides after all is its first answer.
    let later = remit("20250301", passed).remit("20250401", &first("F", "CO*B7"));
    let rates = defined(&later);
    assert_eq!(rates["initial_denial_claims"], (1, 1));
    assert_eq!(rates["current_denial_claims"], (1, 1));
}

/// Claims denied and adjudicated now, by each key of a part.
fn told<K: ToString>(
    rates: &[remedi_remit::KeyedRates<Option<K>>],
) -> Vec<(String, u64, u64, i64, i64)> {
    let told = rates.iter().map(|one| {
        let key = one
            .key
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string);
        let (claims, amount) = (one.now.claims, one.now.amount);
        (
            key,
            claims.numerator,
            claims.denominator,
            amount.numerator.cents(),
            amount.denominator.cents(),
        )
    });
    told.collect()
}

#[test]
fn parts_are_told_by_what_they_have_in_common() {
    // A visit that is paid and an ECG that is denied, on one claim; and a claim that is denied as a whole.
    let two = "CLP*A*1*250*200**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*200*200~DTM*472*20250115~SVC*HC:93000*50*0~DTM*472*20250115~CAS*CO*97*50~";
    let whole = "CLP*B*1*120*0**12*P2*22*1~CAS*CO*29*120~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*100*100~DTM*472*20250115~SVC*HC:93000*20*20~DTM*472*20250115~";
    let files = remit("20250301", two).remit("20250401", whole);
    let RatesBy {
        payer,
        pos,
        month,
        family,
        provider,
        ..
    } = files.summary().rates_by;
    let row = |key: &str, denied, claims, amount, charge| {
        (key.to_owned(), denied, claims, amount, charge)
    };
    assert_eq!(told(&payer), [row("60054", 2, 2, 17_000, 37_000)]);
    assert_eq!(told(&provider), [row("-", 2, 2, 17_000, 37_000)]);
    assert_eq!(
        told(&pos),
        [
            row("11", 1, 1, 5_000, 25_000),
            row("22", 1, 1, 12_000, 12_000)
        ]
    );
    assert_eq!(
        told(&month),
        [
            row("2025-03-01", 1, 1, 5_000, 25_000),
            row("2025-04-01", 1, 1, 12_000, 12_000)
        ]
    );
    // The claim-level denial is one of the visit, the dearest line.
    let of = |procedure: &str| {
        let code = remedi_claims::ProcedureCode::parse(procedure.as_bytes()).expect("a code");
        let all = remedi_enrollment::ProcedureFamily::all();
        all.iter()
            .find(|family| family.contains(code))
            .map_or("-", |family| family.name)
    };
    let mut expected = [
        row(of("99213"), 1, 2, 12_000, 30_000),
        row(of("93000"), 1, 2, 5_000, 7_000),
    ];
    expected.sort();
    assert_eq!(told(&family), expected);
    // Charges of the parts add up to those of all.
    let all: i64 = told(&family).iter().map(|row| row.4).sum();
    assert_eq!(all, files.summary().rates.amount.denominator.cents());
}

#[test]
fn a_duplicate_that_comes_before_its_decision_is_no_first_answer() {
    let duplicate = first("A", "CO*18").replace("ICNA", "ICNB");
    let denied = first("A", "CO*50");
    for both in [
        [duplicate.clone(), denied.clone()].concat(),
        [denied, duplicate].concat(),
    ] {
        let rates = defined(&remit("20250301", &both));
        assert_eq!(rates["initial_denial_dollars"], (10_000, 10_000));
        assert_eq!(rates["initial_denial_lines"], (1, 1));
        assert_eq!(
            (rates["initial_denial_claims"], rates["duplicates"]),
            ((1, 1), (0, 1))
        );
    }
}

#[test]
fn what_only_reports_services_is_in_no_rate() {
    let line = |charge: &str, paid: &str, rest: &str| {
        format!("SVC*HC:99213*{charge}*{paid}~DTM*472*20250115~{rest}")
    };
    let answer = |id: &str, charge: &str, paid: &str, lines: &str| {
        format!("CLP*{id}*1*{charge}*{paid}**12*P{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~{lines}")
    };
    let capitated = line("100", "0", "CAS*CO*24*80~CAS*PR*3*20~");
    let reported = line("0", "0", "CAS*CO*246*0~");
    let penny = line("0.01", "0", "CAS*CO*246*0.01~");
    let denied = line("100", "0", "CAS*CO*50*100~");
    let paid = line("100", "60", "CAS*CO*45*40~");
    let counted = [
        answer("A", "200", "60", &[&*paid, &denied, &reported].concat()),
        // What is carved out of the capitation is paid.
        answer("B", "200", "60", &[&*paid, &capitated].concat()),
    ];
    let encounters = [
        answer("C", "100", "0", &capitated),
        answer("D", "100", "0", "CAS*CO*24*100~"),
        answer("E", "0", "0", &reported),
        answer("F", "0", "0", ""),
        answer("G", "100.01", "0", &[&*capitated, &penny].concat()),
    ];
    let all = [counted.concat(), encounters.concat()].concat();
    let rates = defined(&remit("20250301", &all));
    for name in ["initial_denial", "current_denial"] {
        assert_eq!(rates[&*format!("{name}_claims")], (1, 2));
        assert_eq!(rates[&*format!("{name}_lines")], (1, 3));
        assert_eq!(rates[&*format!("{name}_dollars")], (10_000, 30_000));
    }
    assert_eq!(rates["zero_paid_primary"], (0, 2));
    assert_eq!(rates["first_pass"], (1, 2));
    // What is denied is denied, whatever else capitation pays for; and a charge that can't be read is none of nothing.
    let partly = line("100", "0", "CAS*CO*24*40~CAS*CO*50*60~");
    let unreadable = "CLP*I*1*X*0**12*PI*11*1~NM1*QC*1*DOE*ANY****MI*M100~";
    let both = [&*answer("H", "100", "0", &partly), unreadable].concat();
    let rates = defined(&remit("20250301", &both));
    assert_eq!(rates["initial_denial_claims"], (1, 2));
}

#[test]
fn what_was_pended_is_no_first_answer() {
    let pended = [
        first("A", "OA*133"),
        // As 4010 tells it.
        first("A", "CO*50").replacen("A*1*", "A*5*", 1),
        "CLP*A*13*100*0**12*ICNA*11*1~NM1*QC*1*DOE*ANY****MI*M100~".to_owned(),
    ];
    let back = |pended: &str| {
        let back = pended.replacen("*1*100*0", "*22*-100*0", 1);
        back.replace("*100*0~", "*-100*0~")
            .replace("*100~", "*-100~")
    };
    for pended in &pended {
        let waits = remit("20250301", pended);
        let rates = defined(&waits);
        assert_eq!(rates["initial_denial_claims"], (0, 0), "{pended}");
        assert_eq!(rates["current_denial_claims"], (0, 1), "{pended}");
        assert_eq!(rates["first_pass"], (0, 0));
        let life = waits.summary().life_cycle;
        let stands: Vec<&str> = life.outcomes.keys().map(|one| one.as_str()).collect();
        assert_eq!(stands, ["pending"], "{pended}");
        for twice in [waits.clone(), waits.remit("20250310", &back(pended))] {
            let is_denied = defined(&twice.clone().remit("20250315", &first("A", "CO*B7")));
            assert_eq!(is_denied["initial_denial_claims"], (1, 1), "{pended}");
            assert_eq!(is_denied["initial_denial_lines"], (1, 1));
            assert_eq!(is_denied["initial_denial_dollars"], (10_000, 10_000));
            assert_eq!(is_denied["first_pass"], (0, 1));
            let is_paid = twice.remit("20250315", &paid("A", "99213"));
            let rates = defined(&is_paid);
            assert_eq!(rates["initial_denial_claims"], (0, 1));
            assert_eq!(rates["first_pass"], (1, 1), "{pended}");
            let (decisions, on) = is_paid.tell(|analysis| {
                let told = analysis.histories().next().expect("a claim").course;
                (told.decisions, told.first_answered)
            });
            let on = on.map(|day| day.to_string());
            assert_eq!((decisions, on.as_deref()), (1, Some("2025-03-15")));
            // What is decided later is not first.
            let rates = defined(&is_paid.remit("20250401", &first("A", "CO*B7")));
            assert_eq!(rates["initial_denial_claims"], (0, 1));
        }
    }
}

#[test]
fn a_part_that_was_pended_is_first_decided_beside_the_other() {
    let part = |control: &str, procedure: &str, paid: &str, rest: &str| {
        format!(
            "CLP*A*1*100*{paid}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{procedure}*100*{paid}~DTM*472*20250115~{rest}"
        )
    };
    let parts = [
        part("P1", "99213", "100", ""),
        part("P2", "93000", "0", "CAS*OA*133*100~"),
    ];
    let mut turned = parts.clone();
    turned.reverse();
    let denied = part("P2", "93000", "0", "CAS*CO*50*100~");
    for parts in [parts, turned] {
        let files = remit("20250301", &parts.concat());
        let rates = defined(&files);
        assert_eq!(rates["initial_denial_dollars"], (0, 10_000));
        let rates = defined(&files.remit("20250401", &denied));
        assert_eq!(rates["initial_denial_dollars"], (10_000, 20_000));
        assert_eq!(rates["initial_denial_claims"], (1, 1));
        assert_eq!(rates["first_pass"], (0, 1));
    }
    // Of one answer, too, what it pays and denies is decided.
    let whole = |second: &str| {
        "CLP*A*1*200*100**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*100*100~\
         DTM*472*20250115~SVC*HC:93000*100*0~DTM*472*20250115~"
            .to_owned()
            + second
    };
    let files = remit("20250301", &whole("CAS*OA*133*100~"));
    assert_eq!(defined(&files)["initial_denial_dollars"], (0, 20_000));
    let files = files.remit("20250401", &whole("CAS*CO*50*100~"));
    assert_eq!(defined(&files)["initial_denial_dollars"], (10_000, 20_000));
}
