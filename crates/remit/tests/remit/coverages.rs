//! Claims that several coverages or payers decide: what each of them tells is one claim's.

use std::collections::BTreeMap;

use remedi_claims::Money;
use remedi_remit::{Action, Category, DenialsSummary, JoinedBy, Measure};

use crate::support::{Files, claim, remit};

const DAY: &str = "20250115";

/// A claim payment of one line of $100: CLP02, what is paid, and the adjustments.
fn answer(status: &str, paid: &str, adjustments: &str) -> String {
    format!(
        "CLP*ACCT77*{status}*100*{paid}**12*P{status}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*100*{paid}~DTM*472*{DAY}~{adjustments}"
    )
}

/// With a remittance of another payer than those of the other tests.
fn by_other(files: Files, paid: &str, payments: &str) -> Files {
    let header = format!(
        "BPR*I*{paid}*C*ACH*CCP*01*1*DA*1*1888888888**01*1*DA*1*20250401~TRN*1*T9*1888888888~\
         N1*PR*OTHER PLAN*XV*99999~N1*PE*PRACTICE*XX*1234567893~LX*1~"
    );
    files.raw_remit(&format!("{header}{payments}"))
}

fn first() -> String {
    answer("1", "60", "CAS*CO*45*20~CAS*PR*2*20~")
}

fn second() -> String {
    answer("2", "15", "CAS*OA*23*80~CAS*PR*2*5~")
}

/// A claim that two payers deny is one claim to a pattern.
#[test]
fn a_pattern_counts_a_claim_of_two_payers_once() {
    let answers = |place: &str,
                   ids: std::ops::Range<u32>,
                   code: &str,
                   paid: &str,
                   adjustment: &str| {
        let one = |id| {
            format!(
                "CLP*Q{id:03}*{place}*100*{paid}**12*P{place}{id:03}*11*1~NM1*QC*1*DOE*ANY****MI*M{id:03}~\
                 SVC*HC:{code}*100*{paid}~DTM*472*{DAY}~{adjustment}"
            )
        };
        ids.map(one).collect::<String>()
    };
    let denied = |place| answers(place, 0..20, "99213", "0", "CAS*CO*50*100~");
    let files = remit(
        "20250301",
        &(denied("1") + &answers("1", 20..60, "93000", "100", "")),
    );
    let files = by_other(files, "0", &denied("2"));
    let summary = files.summary();
    let [pattern] = &summary.patterns[..] else {
        panic!("{:#?}", summary.patterns);
    };
    assert_eq!((pattern.claims, pattern.of_claims), (20, 20));
}

/// Numerators and denominators by name; dollars in cents.
fn defined(summary: &DenialsSummary) -> BTreeMap<&'static str, (i64, i64)> {
    let rates = summary.defined_rates.iter();
    let both = rates.map(|rate| match rate.measure {
        Measure::Count(ratio) => (ratio.numerator as i64, ratio.denominator as i64),
        Measure::Amount(ratio) => (ratio.numerator.cents(), ratio.denominator.cents()),
    });
    let names = summary.defined_rates.iter().map(|rate| rate.name);
    names.zip(both).collect()
}

/// Charge, paid, denied, contractual, the patient's, another payer's, and what is left open.
fn where_it_went(summary: &DenialsSummary) -> [i64; 7] {
    let now = &summary.life_cycle.now;
    let of = |category| now.adjustments.get(category);
    [
        now.charge,
        now.paid,
        of(Category::Denied),
        of(Category::Contractual),
        of(Category::PatientResponsibility),
        of(Category::CobEffect),
        now.unbalanced,
    ]
    .map(|amount| amount.cents())
}

#[test]
fn the_charge_of_two_coverages_is_one() {
    let one_payer = remit("20250301", &first()).remit("20250401", &second());
    let two_payers = by_other(remit("20250301", &first()), "15", &second());
    let known = two_payers
        .clone()
        .sent("20250120", &claim("ACCT77", "100", DAY, "99213"));
    for files in [one_payer, two_payers, known] {
        let summary = files.summary();
        let rates = defined(&summary);
        for name in ["initial_denial_claims", "current_denial_claims"] {
            assert_eq!(rates[name], (0, 1), "{name}");
        }
        for name in ["initial_denial_dollars", "current_denial_dollars"] {
            assert_eq!(rates[name], (0, 10_000), "{name}");
        }
        assert_eq!(summary.rates.amount.denominator.cents(), 10_000);
        // What the second payer says of the first is told by the first itself.
        assert_eq!(
            where_it_went(&summary),
            [10_000, 7_500, 0, 2_000, 500, 0, 0]
        );
        let outcomes: i64 = summary
            .life_cycle
            .outcomes
            .values()
            .map(|one| one.amount.cents())
            .sum();
        assert_eq!(outcomes, 10_000);
        let by_month: i64 = summary
            .rates_by
            .month
            .iter()
            .map(|one| one.now.amount.denominator.cents())
            .sum();
        assert_eq!(by_month, 10_000);
    }
}

#[test]
fn what_two_payers_deny_is_denied_once_and_by_each() {
    let none = |status: &str| answer(status, "0", "CAS*CO*50*100~");
    let summary = by_other(remit("20250301", &none("1")), "0", &none("2")).summary();
    let rates = defined(&summary);
    for name in ["initial_denial_claims", "current_denial_claims"] {
        assert_eq!(rates[name], (1, 1), "{name}");
    }
    for name in ["initial_denial_dollars", "current_denial_dollars"] {
        assert_eq!(rates[name], (10_000, 10_000), "{name}");
    }
    assert_eq!(rates["current_denial_lines"], (2, 2));
    assert_eq!(
        (summary.denied.claims, summary.denied.amount.cents()),
        (1, 10_000)
    );
    assert_eq!(where_it_went(&summary), [10_000, 0, 10_000, 0, 0, 0, 0]);
    let life = &summary.life_cycle;
    assert_eq!(life.still_denied.amount.cents(), 10_000);
    assert_eq!(life.first_denied.amount.cents(), 10_000);
    // Each payer is told by its own words.
    let by_payer = summary.rates_by.payer.iter().map(|one| {
        let amount = one.now.amount;
        let cents = [amount.numerator, amount.denominator].map(|one| one.cents());
        (one.key.as_deref(), one.now.claims.denominator, cents)
    });
    assert_eq!(
        by_payer.collect::<Vec<_>>(),
        [
            (Some("60054"), 1, [10_000, 10_000]),
            (Some("99999"), 1, [10_000, 10_000])
        ]
    );
}

#[test]
fn payers_are_joined_by_what_one_says_of_another() {
    let joined = |files: &Files| {
        let all = files.tell(|analysis| analysis.histories().collect::<Vec<_>>());
        let joined: Vec<_> = all.iter().map(|one| one.joined).collect();
        assert!(
            joined.windows(2).all(|pair| pair[0] == pair[1]),
            "{joined:?}"
        );
        joined[0].map(|one| (one.by, one.confidence))
    };
    let charged = |files: &Files| files.summary().rates.amount.denominator.cents();
    let with = |other: &str| by_other(remit("20250301", &first()), "15", other);
    let known = with(&second()).sent("20250120", &claim("ACCT77", "100", DAY, "99213"));
    assert_eq!(joined(&known), Some((JoinedBy::Claim, 100)));
    assert_eq!(joined(&with(&second())), Some((JoinedBy::SecondPayer, 95)));
    let bare = second().replace("OA*23", "CO*45");
    assert_eq!(joined(&with(&bare)), Some((JoinedBy::SecondPayer, 85)));
    let unsaid = second().replace("*2*100*15", "*1*100*15");
    assert_eq!(joined(&with(&unsaid)), Some((JoinedBy::PriorPayer, 80)));
    // Nothing says that another payer came first; or it is another claim.
    let alone = unsaid.replace("OA*23", "CO*45");
    let other_day = second().replace(DAY, "20250116");
    let other_number = second().replace("ACCT77", "ACCT78");
    let no_number = second().replace("ACCT77", "0");
    let other_charge = second()
        .replace("*100*", "*101*")
        .replace("OA*23*80", "OA*23*81");
    for other in [alone, other_day, other_number, no_number, other_charge] {
        let files = with(&other);
        assert_eq!(joined(&files), None, "{other}");
        assert!(charged(&files) >= 20_000);
    }
    // Of two claims of the first payer it is not told which the second one means.
    let twin = first().replace("M100", "M200").replace("P1", "P9");
    let two = by_other(remit("20250301", &(first() + &twin)), "15", &second());
    assert_eq!(joined(&two), None);
    assert_eq!(charged(&two), 30_000);
}

/// By payer, the claims and the dollars denied and charged now; dollars in cents.
fn by_payer(summary: &DenialsSummary) -> Vec<(Option<&str>, [u64; 2], [i64; 2])> {
    let all = summary.rates_by.payer.iter().map(|one| {
        let (claims, amount) = (one.now.claims, one.now.amount);
        let cents = [amount.numerator, amount.denominator].map(|one| one.cents());
        assert_eq!(one.now.amount, one.first.amount);
        (
            one.key.as_deref(),
            [claims.numerator, claims.denominator],
            cents,
        )
    });
    all.collect()
}

#[test]
fn what_one_payer_tells_as_two_coverages_counts_once_with_that_payer() {
    let none = |status: &str| answer(status, "0", "CAS*CO*50*100~");
    let both = remit("20250301", &none("1")).remit("20250401", &none("2"));
    assert_eq!(
        by_payer(&both.summary()),
        [(Some("60054"), [1, 1], [10_000, 10_000])]
    );
    // Behind another payer, too.
    let later = none("2") + &none("3");
    let behind = by_other(remit("20250301", &first()), "0", &later);
    assert_eq!(
        by_payer(&behind.summary()),
        [
            (Some("60054"), [0, 1], [0, 10_000]),
            (Some("99999"), [1, 1], [10_000, 10_000])
        ]
    );
}

#[test]
fn a_claim_is_a_duplicate_only_if_every_coverage_says_so() {
    let again = |status: &str| answer(status, "0", "CAS*OA*18*100~");
    let rates = |second: &str, first: &str| {
        defined(&by_other(remit("20250301", first), "0", second).summary())
    };
    let paid = rates(&again("2"), &first());
    assert_eq!(paid["duplicates"], (0, 1));
    assert_eq!(paid["initial_denial_claims"], (0, 1));
    let denied = rates(&again("2"), &again("1"));
    assert_eq!(denied["duplicates"], (1, 1));
    assert_eq!(denied["initial_denial_claims"], (0, 0));
}

#[test]
fn a_claim_is_paid_at_once_though_nothing_is_left_for_the_second_payer() {
    let pass = |first: &str, paid: &str, second: &str| {
        let both = by_other(remit("20250301", first), paid, second);
        defined(&both.summary())["first_pass"]
    };
    let all = answer("1", "80", "CAS*CO*45*20~");
    let nothing = answer("2", "0", "CAS*OA*23*100~");
    assert_eq!(pass(&all, "0", &nothing), (1, 1));
    assert_eq!(pass(&first(), "15", &second()), (1, 1));
    // One that denies does not let it pass, nor do two that pay nothing.
    let denied = answer("2", "0", "CAS*OA*23*80~CAS*CO*29*20~");
    assert_eq!(pass(&first(), "0", &denied), (0, 1));
    let patient = answer("1", "0", "CAS*PR*1*100~");
    let his = answer("2", "0", "CAS*PR*1*100~");
    assert_eq!(pass(&patient, "0", &his), (0, 1));
}

#[test]
fn a_claim_that_one_coverage_denies_is_denied_though_nothing_is_open() {
    let denied = answer("1", "0", "CAS*CO*50*100~");
    let paid = answer("2", "100", "");
    let summary = by_other(remit("20250301", &denied), "100", &paid).summary();
    let rates = defined(&summary);
    for name in ["initial_denial_claims", "current_denial_claims"] {
        assert_eq!(rates[name], (1, 1), "{name}");
    }
    assert_eq!(rates["current_denial_dollars"], (0, 10_000));
    let (denied, amount) = (summary.denied.claims, summary.denied.amount.cents());
    assert_eq!((denied, amount), (1, 0));
    let life = &summary.life_cycle;
    for denied in [life.first_denied, life.still_denied] {
        assert_eq!((denied.count, denied.amount.cents()), (1, 0));
    }
}

/// Why each account is joined to others, and how surely.
fn joined(files: &Files) -> Vec<Option<(JoinedBy, u8)>> {
    let all = files.tell(|analysis| analysis.histories().collect::<Vec<_>>());
    let joined = all.iter().map(|one| one.joined);
    joined
        .map(|joined| joined.map(|one| (one.by, one.confidence)))
        .collect()
}

#[test]
fn a_claim_that_one_payer_splits_is_joined_to_no_other_payer() {
    let sent = claim("ACCT77", "200", DAY, "99213");
    let split = |other: String| {
        remit("20250301", &(first() + &other.replace("P1", "P9"))).sent("20250120", &sent)
    };
    // A part without the member is of the same account, one of another member is not.
    assert_eq!(joined(&split(first().replace("M100", ""))), [None]);
    let split = split(first().replace("M100", "M200"));
    assert_eq!(joined(&split), [None, None]);
    // One more payer is another one to both parts.
    let with_other = by_other(split, "15", &second());
    let by: Vec<_> = joined(&with_other)
        .into_iter()
        .map(|joined| joined.map(|(by, _)| by))
        .collect();
    assert_eq!(by, [Some(JoinedBy::Claim); 3]);
}

#[test]
fn payers_are_joined_by_a_claim_as_surely_as_they_answer_it() {
    let known = |second: &str| {
        by_other(remit("20250301", &first()), "15", second)
            .sent("20250120", &claim("ACCT77", "100", DAY, "99213"))
    };
    // Its member is another, and it comes after another payer.
    let other_member = second().replace("M100", "M200");
    let surely = Some((JoinedBy::Claim, 80));
    assert_eq!(joined(&known(&other_member)), [surely, surely]);
    let files = known(&other_member);
    assert_eq!(files.summary().rates.amount.denominator.cents(), 10_000);
    // It does not say that it does.
    let alone = answer("1", "15", "CAS*CO*45*85~").replace("M100", "M200");
    let files = known(&alone);
    assert_eq!(joined(&files), [None, None]);
    assert_eq!(files.summary().rates.amount.denominator.cents(), 20_000);
}

#[test]
fn payers_that_know_the_member_otherwise_than_the_claim_are_joined_where_one_came_second() {
    let other_member = |payment: String| payment.replace("M100", "M999");
    // The second payer tells another charge, so that nothing but the claim that was sent joins the two.
    let second = other_member(second()).replace("ACCT77*2*100*", "ACCT77*2*95*");
    let files = |sent: &str| {
        let files = Files::default().sent("20250120", sent);
        let files = files.remit("20250301", &other_member(first()));
        by_other(files, "15", &second)
    };
    let claims = |files: &Files| files.summary().rates.claims.denominator;
    assert_eq!(claims(&files(&claim("ACCT77", "100", DAY, "99213"))), 1);
    assert_eq!(claims(&files(&claim("B2", "100", DAY, "99213"))), 2);
}

#[test]
fn no_more_is_denied_of_a_claim_in_part_reversed_than_what_stands_charges() {
    let part = |status: &str, code: &str, sign: &str| {
        format!(
            "CLP*ACCT77*{status}*{sign}50*{sign}50**12*P{code}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{code}*{sign}50*{sign}50~DTM*472*{DAY}~"
        )
    };
    let parts = part("1", "99213", "") + &part("1", "93000", "");
    let denied = answer("2", "0", "CAS*CO*B7*100~");
    let files = remit("20250301", &parts)
        .remit("20250401", &denied)
        .remit("20250501", &part("22", "93000", "-"));
    let summary = files.summary();
    let [charge, paid, denied, ..] = where_it_went(&summary);
    assert_eq!((charge, paid, denied), (5_000, 5_000, 0));
    assert_eq!(summary.denied.amount.cents(), 0);
    assert_eq!(summary.rates.amount.numerator.cents(), 0);
}

#[test]
fn what_comes_first_is_told_by_the_day_whatever_the_order_of_the_files() {
    // Of two payers that both came first, the charge is that of the one that answered first.
    let sent = Files::default().sent("20250120", &claim("ACCT77", "100", DAY, "99213"));
    let own = answer("1", "100", "");
    let others = own.replace("*100", "*90");
    let charged = |files: Files| files.summary().life_cycle.now.charge.cents();
    let own_first = by_other(sent.clone().remit("20250301", &own), "90", &others);
    assert_eq!(charged(own_first), 10_000);
    let other_first = by_other(sent, "90", &others).remit("20250301", &own);
    assert_eq!(charged(other_first), 10_000);
    // What is open falls to the first denial.
    let first = answer("1", "60", "CAS*CO*B7*40~");
    let second = answer("2", "0", "CAS*CO*50*100~");
    let denied = |files: Files| {
        let by_carc = files.summary().by_carc.into_iter();
        let amounts = by_carc.map(|one| (one.key.to_string(), one.tally.amount.cents()));
        let actions = files.worklist("2025-05-01").into_iter();
        let recoverable = actions.map(|one| (one.answers.join(" "), one.recoverable.cents()));
        (
            amounts.collect::<BTreeMap<_, _>>(),
            recoverable.collect::<Vec<_>>(),
        )
    };
    let in_order = denied(remit("20250301", &first).remit("20250401", &second));
    assert_eq!((in_order.0["B7"], in_order.0["50"]), (4_000, 0));
    assert_eq!(
        in_order.1,
        [("CO-B7".to_owned(), 4_000), ("CO-50".to_owned(), 0)]
    );
    assert_eq!(
        denied(remit("20250401", &second).remit("20250301", &first)),
        in_order
    );
}

#[test]
fn the_actions_of_several_coverages_count_their_dollars_once() {
    let pended = answer("1", "0", "CAS*OA*133*100~").replace("ACCT77", "ACCT78");
    let first = answer("1", "0", "CAS*CO*B7*100~");
    let files = remit("20250301", &(first + &pended));
    let files = by_other(files, "0", &answer("2", "0", "CAS*CO*50*100~"));
    let actions = files.worklist("2025-06-01");
    let sum =
        |of: fn(&Action<'_>) -> Money| -> i64 { actions.iter().map(of).sum::<Money>().cents() };
    assert_eq!(actions.len(), 3);
    // Each payer is told what it denies; the sum is that of the summary.
    assert_eq!(sum(|action| action.amount - action.pending), 20_000);
    assert_eq!(sum(|action| action.denied_once), 10_000);
    assert_eq!(
        sum(|action| action.denied_once),
        files.summary().denied.amount.cents()
    );
    assert_eq!(sum(|action| action.pending), 10_000);
    let claims = actions.iter().flat_map(|action| &action.claims);
    assert_eq!(
        claims.map(|claim| claim.pending.cents()).sum::<i64>(),
        10_000
    );
}
