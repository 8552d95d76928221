//! What became of claims over time, and where their charges went.

use remedi_claims::Money;
use remedi_remit::{Category, ClaimHistory, Course, LifeCycle, Outcome, Waterfall};

use crate::support::{Files, claim, denied, remit};

const DAY: &str = "20250115";

fn histories(files: &Files) -> Vec<ClaimHistory> {
    files.tell(|analysis| analysis.histories().collect())
}

/// The one claim there is.
fn history(files: &Files) -> Course {
    let mut all = histories(files);
    assert_eq!(all.len(), 1, "{all:#?}");
    let claim = all.remove(0);
    assert_eq!(claim.payer.as_deref(), Some("60054"));
    claim.course
}

fn life_cycle(files: &Files) -> LifeCycle {
    files.summary().life_cycle
}

/// A claim payment of one line, of CLP02, with what is paid and adjustments such as `CO*45*30`.
fn answer(id: &str, status: &str, control: &str, paid: &str, adjustments: &str) -> String {
    let sign = if status == "22" { "-" } else { "" };
    let cas: String = adjustments
        .split(' ')
        .filter(|cas| !cas.is_empty())
        .map(|cas| format!("CAS*{cas}~"))
        .collect();
    format!(
        "CLP*{id}*{status}*{sign}100*{paid}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*{sign}100*{paid}~DTM*472*{DAY}~{cas}"
    )
}

fn cents(amount: Money) -> i64 {
    amount.cents()
}

/// That charges are what was paid and each category, with nothing left.
fn assert_whole(now: &Waterfall) {
    let adjusted: Money = Category::ALL
        .iter()
        .map(|one| now.adjustments.get(*one))
        .sum();
    assert_eq!(now.charge, now.paid + adjusted);
    assert_eq!(now.unbalanced, Money::ZERO);
}

#[test]
fn a_denial_that_is_paid_later_is_recovered() {
    let files = Files::default()
        .sent("20250120", &claim("A", "100", DAY, "99213"))
        .remit("20250301", &answer("A", "1", "P1", "0", "CO*45*30**B7*70"))
        .remit(
            "20250401",
            &answer("A", "22", "P1", "0", "CO*45*-30**B7*-70"),
        )
        .remit(
            "20250401",
            &answer("A", "1", "P2", "60", "CO*45*30 PR*2*10"),
        );
    let claim = history(&files);
    assert_eq!(
        (cents(claim.first_denied), cents(claim.recovered)),
        (7_000, 6_000)
    );
    assert_eq!(claim.first_denied_on, "2025-03-01".parse().ok());
    assert_eq!(claim.first_paid_on, "2025-04-01".parse().ok());
    // From the fifteenth of January, and from the twentieth.
    assert_eq!(
        (claim.days_from_service, claim.days_from_sent),
        (Some(76), Some(71))
    );
    assert_eq!((claim.outcome, claim.is_last), (Outcome::Settled, false));
    assert_eq!(
        (
            claim.decisions,
            claim.reversals,
            claim.orphan_reversals.count
        ),
        (2, 1, 0)
    );
    assert_eq!(&*histories(&files)[0].payer_claim, "P2");
    assert_whole(&claim.now);
    assert_eq!(
        cents(claim.now.adjustments.get(Category::PatientResponsibility)),
        1_000
    );
    let all = life_cycle(&files);
    assert_eq!(
        (all.recovered.count, cents(all.recovered.amount)),
        (1, 6_000)
    );
    assert_eq!((all.still_denied.count, all.denied_later.count), (0, 0));
    // What is superseded is nowhere.
    assert_eq!(
        (cents(all.now.charge), cents(all.now.paid)),
        (10_000, 6_000)
    );
    assert_eq!(all.now.adjustments.get(Category::Denied), Money::ZERO);
}

#[test]
fn charges_go_to_one_category_each() {
    let cas = "CO*45*10 PR*1*20 OA*23*5 CO*253*1 CO*B7*30 OA*133*4";
    let all = life_cycle(&remit("20250301", &answer("A", "1", "P1", "30", cas)));
    let told = Category::ALL.map(|one| cents(all.now.adjustments.get(one)));
    assert_eq!(told, [3_000, 400, 1_000, 2_000, 500, 100, 0]);
    assert_whole(&all.now);
    // What does not add up is told, and nothing else changes.
    let wrong = life_cycle(&remit("20250301", &answer("A", "1", "P1", "25", cas)));
    assert_eq!(cents(wrong.now.unbalanced), 500);
}

#[test]
fn what_the_user_calls_a_denial_moves_and_the_sum_stays() {
    let cas = "CO*45*30 CO*B7*50";
    let told = |profile| {
        let files = remit("20250301", &answer("A", "1", "P1", "20", cas)).profile(profile);
        let all = life_cycle(&files);
        assert_whole(&all.now);
        let of = |category| cents(all.now.adjustments.get(category));
        let denied = cents(files.summary().denied.amount);
        assert_eq!(of(Category::Denied), denied);
        (denied, of(Category::Contractual), of(Category::Other))
    };
    assert_eq!(told(""), (5_000, 3_000, 0));
    let more = "[denials]\ncauses = { csv = \"code,cause,denial\\n45,CONTRACT,yes\\n\" }\n";
    assert_eq!(told(more), (8_000, 0, 0));
    let less = "[denials]\ncauses = { csv = \"code,denial\\nB7,no\\n\" }\n";
    assert_eq!(told(less), (0, 3_000, 5_000));
}

#[test]
fn money_given_back_is_no_denial_and_keeps_the_sum() {
    let all = life_cycle(&remit(
        "20250301",
        &answer("A", "1", "P1", "110", "CO*B7*-10"),
    ));
    assert_eq!(cents(all.now.adjustments.get(Category::Other)), -1_000);
    assert_whole(&all.now);
}

#[test]
fn first_and_second_coverage_of_one_payer_both_hold() {
    let first = answer("A", "1", "P1", "60", "PR*2*40");
    let second = answer("A", "2", "P2", "30", "OA*23*60 PR*2*10");
    let files = remit("20250301", &first).remit("20250320", &second);
    let all = life_cycle(&files);
    let paid: Vec<_> = all
        .by_responsibility
        .iter()
        .map(|(place, sum)| (*place, cents(sum.amount)))
        .collect();
    assert_eq!(paid, [(1, 6_000), (2, 3_000)]);
    assert_whole(&all.now);
    // Under the same control number the payer found out that it comes second.
    let found_out = remit("20250301", &first).remit("20250320", &second.replace("P2", "P1"));
    assert_eq!(cents(life_cycle(&found_out).now.paid), 3_000);
    // So it does where it says that it replaces its first answer.
    let replacing = second.replace("~SVC", "~REF*F8*P1~SVC");
    let replaced = remit("20250301", &first).remit("20250320", &replacing);
    assert_eq!(cents(life_cycle(&replaced).now.paid), 3_000);
    // A second answer of the same coverage takes the place of the first.
    let again =
        remit("20250301", &first).remit("20250320", &answer("A", "1", "P2", "50", "PR*2*50"));
    assert_eq!(cents(life_cycle(&again).now.paid), 5_000);
}

#[test]
fn a_replacement_takes_the_place_of_what_it_names_whatever_its_number() {
    let replacement = answer("B", "1", "P2", "100", "").replace("~SVC", "~REF*F8*P1~SVC");
    let first = answer("A", "1", "P1", "0", "CO*4*100");
    for files in [
        remit("20250301", &first).remit("20250401", &replacement),
        remit("20250301", &format!("{first}{replacement}")),
    ] {
        let claim = history(&files);
        assert_eq!(
            (
                claim.replacements.count,
                claim.decisions,
                cents(claim.recovered)
            ),
            (1, 2, 10_000)
        );
        let summary = files.summary();
        assert_eq!((summary.denied.claims, summary.superseded.claims), (0, 1));
        assert_eq!(summary.life_cycle.replacements.count, 1);
    }
    // Of another patient it is another claim, whatever it names.
    let other = replacement.replace("MI*M100", "MI*M200");
    let files = remit("20250301", &first).remit("20250401", &other);
    assert_eq!(histories(&files).len(), 2);
    // Where the member is not told, the days tell.
    let bare = replacement.replace("NM1*QC*1*DOE*ANY****MI*M100~", "");
    let files = |later: &str| remit("20250301", &first).remit("20250401", later);
    assert_eq!(histories(&files(&bare)).len(), 1);
    assert_eq!(histories(&files(&bare.replace(DAY, "20250220"))).len(), 2);
    // A number that no decision here has names nothing.
    let other = replacement.replace("REF*F8*P1", "REF*F8*P9");
    let files = remit("20250301", &first).remit("20250401", &other);
    assert_eq!(histories(&files).len(), 2);
}

#[test]
fn the_first_money_answers_the_claim_that_was_sent_before_it() {
    let again = claim("A", "100", DAY, "99213").replace("11:B:1", "11:B:7");
    let files = Files::default()
        .sent("20250120", &claim("A", "100", DAY, "99213"))
        .sent("20250210", &again.replace("HI*ABK", "REF*F8*P1~HI*ABK"))
        .remit("20250201", &answer("A", "1", "P1", "30", "CO*45*20**97*50"))
        .remit("20250301", &answer("A", "1", "P2", "80", "CO*45*20"));
    assert_eq!(history(&files).days_from_sent, Some(12));
    // Where only the later one is known, nobody can say.
    let late = Files::default()
        .sent("20250210", &claim("A", "100", DAY, "99213"))
        .remit("20250201", &answer("A", "1", "P1", "80", "CO*45*20"));
    assert_eq!(history(&late).days_from_sent, None);
}

#[test]
fn what_was_taken_back_without_a_new_decision_is_told_beside_what_holds() {
    let files = remit("20250301", &answer("A", "1", "P1", "80", "CO*45*20"));
    let files = files.remit_of("20250401", "-80", "PLB*1234567893*20251231*WO:P1*80~");
    let told = |files: &Files| {
        let history = &histories(files)[0];
        (cents(history.course.now.paid), cents(history.taken_back))
    };
    assert_eq!(told(&files), (8_000, 8_000));
    let again = files.remit("20250501", &answer("A", "1", "P2", "80", "CO*45*20"));
    assert_eq!(told(&again), (8_000, 0));
    // What a reversal takes is not paid any more, and told apart, also where it is decided anew.
    let reversed = remit("20250301", &answer("A", "1", "P1", "80", "CO*45*20"))
        .remit("20250401", &answer("A", "22", "P1", "-80", "CO*45*-20"));
    assert_eq!(told(&reversed), (0, 0));
    assert_eq!(cents(history(&reversed).reversed), 8_000);
    let anew = reversed.remit("20250402", &answer("A", "1", "P1", "50", "CO*45*50"));
    assert_eq!(told(&anew), (5_000, 0));
    assert_eq!(cents(history(&anew).reversed), 8_000);
    assert_eq!(cents(history(&again).reversed), 0);
}

#[test]
fn a_void_that_names_what_it_voids_replaces_nothing() {
    let void = answer("A", "1", "P2", "0", "CO*45*100").replace("*P2*11*1", "*P2*11*8");
    let void = void.replace("SVC*", "REF*F8*P1~SVC*");
    let files =
        remit("20250301", &answer("A", "1", "P1", "80", "CO*45*20")).remit("20250401", &void);
    let claim = history(&files);
    assert_eq!((claim.voids, claim.replacements.count), (1, 0));
}

#[test]
fn a_reversal_of_nothing_known_is_told_apart() {
    let all = life_cycle(&remit(
        "20250301",
        &answer("A", "22", "P1", "-80", "CO*45*-20"),
    ));
    assert_eq!(
        (
            all.orphan_reversals.count,
            cents(all.orphan_reversals.amount)
        ),
        (1, 8_000)
    );
    assert_eq!(
        all.outcomes.keys().collect::<Vec<_>>(),
        [&Outcome::Reversed]
    );
    assert_eq!(all.now, Waterfall::default());
}

#[test]
fn outcomes_are_told_by_what_holds() {
    let payments = [
        answer("A", "1", "P1", "100", ""),
        answer("B", "1", "P2", "40", "CO*B7*60"),
        answer("C", "1", "P3", "0", "CO*B7*100"),
        answer("D", "1", "P4", "0", "OA*133*100"),
        // The amount can't be read, or leaves a part of the charge open.
        answer("E", "1", "P5", "0", "CO*50*10x0"),
        answer("F", "1", "P6", "0", "CO*45*60"),
    ];
    let all = life_cycle(&remit("20250301", &payments.concat()));
    let told: Vec<_> = all
        .outcomes
        .iter()
        .map(|(outcome, sum)| (*outcome, sum.count))
        .collect();
    let expected = [
        (Outcome::Settled, 1),
        (Outcome::PartlyDenied, 1),
        (Outcome::Denied, 1),
        (Outcome::Pending, 1),
        (Outcome::NotKnown, 2),
    ];
    assert_eq!(told, expected);
    assert_eq!(all.claims, 6);
}

#[test]
fn all_six_pairs_of_a_plb_are_told_by_reason_with_their_sign() {
    let plb = "PLB*1234567893*20251231*WO:P1*30*L6*-5*FB:T1*-100*72:P1*-30*CS*1*L6*2~\
        PLB*1234567893*20251231*FB:T0*40~";
    let all = life_cycle(&remit(
        "20250301",
        &format!("{}{plb}", answer("A", "1", "P1", "100", "")),
    ));
    let told: Vec<_> = all
        .provider_adjustments
        .iter()
        .map(|one| {
            (
                one.code.as_str().to_owned(),
                one.kind.as_str(),
                one.sum.count,
                cents(one.sum.amount),
            )
        })
        .collect();
    let row = |code: &str, kind, count, amount| (code.to_owned(), kind, count, amount);
    assert_eq!(
        told,
        [
            row("72", "provider_refund", 1, -3_000),
            row("CS", "other", 1, 100),
            row("FB", "forward_balance", 2, -6_000),
            row("L6", "interest", 2, -300),
            row("WO", "takeback", 1, 3_000),
        ]
    );
    // 100 were moved on, of which 40 were taken up; interest of 5 was paid, and 2 were taken back.
    assert_eq!(
        (cents(all.forward_balance), cents(all.interest)),
        (6_000, 300)
    );
}

#[test]
fn half_of_the_claims_are_paid_within_the_median() {
    let mut files = Files::default();
    for (index, day) in ["20250125", "20250204", "20250214"].iter().enumerate() {
        let id = format!("A{index}");
        files = files.remit(day, &answer(&id, "1", &format!("P{index}"), "100", ""));
    }
    let spread = life_cycle(&files).from_service;
    assert_eq!(
        (
            spread.claims,
            spread.median,
            spread.ninth_decile,
            spread.longest
        ),
        (3, 20, 30, 30)
    );
    assert_eq!(life_cycle(&files).from_sent.claims, 0);
    assert_eq!(
        life_cycle(&remit(
            "20250301",
            &denied("A", "100", DAY, "99213", "CO*B7")
        ))
        .from_service
        .claims,
        0
    );
}

#[test]
fn what_several_coverages_deny_is_open_once() {
    let denied = |status: &str, control: &str| answer("A", status, control, "0", "CO*B7*100");
    let open = |files: &Files| {
        let summary = files.summary();
        let of_causes: Money = summary.by_cause.iter().map(|one| one.tally.amount).sum();
        assert_eq!(of_causes, summary.denied.amount);
        let actions = files.worklist("2025-03-15");
        let recoverable: Money = actions.iter().map(|one| one.recoverable).sum();
        (cents(summary.denied.amount), cents(recoverable))
    };
    let first = remit("20250301", &denied("1", "P1"));
    assert_eq!(open(&first), (10_000, 10_000));
    let both = first.clone().remit("20250302", &denied("2", "P2"));
    assert_eq!(open(&both), (10_000, 10_000));
    // What the second coverage pays is no longer open.
    let partly = answer("A", "2", "P2", "80", "CO*45*20");
    assert_eq!(
        open(&first.clone().remit("20250302", &partly)),
        (2_000, 2_000)
    );
    // So with the claim known and another payer.
    let header = "BPR*I*0*C*NON************20250303~TRN*1*T9*1888888888~N1*PR*OTHER PLAN*XV*99999~\
                  N1*PE*PRACTICE*XX*1234567893~LX*1~";
    let other = first.raw_remit(&format!("{header}{}", denied("2", "P2")));
    let known = other.sent("20250120", &claim("A", "100", DAY, "99213"));
    assert_eq!(open(&known), (10_000, 10_000));
    // Parts of one coverage add up.
    let part = answer("A", "1", "P2", "0", "CO*B7*100").replace("99213", "93000");
    let parts = remit("20250301", &(denied("1", "P1") + &part));
    assert_eq!(open(&parts), (20_000, 20_000));
}

#[test]
fn a_charge_that_cannot_be_read_settles_nothing() {
    for paid in ["0", "50"] {
        let unreadable = answer("A", "1", "P1", paid, "").replacen("*1*100*", "*1*1OO*", 1);
        let files = remit("20250301", &unreadable);
        assert_eq!(history(&files).outcome, Outcome::NotKnown);
        assert!(files.faults()[0].starts_with("malformed-amount CLP03"));
    }
    // What is denied is, whatever was charged.
    let denied = answer("A", "1", "P1", "0", "CO*50*100").replacen("*1*100*", "*1*1OO*", 1);
    let course = history(&remit("20250301", &denied));
    assert_eq!(course.outcome, Outcome::Denied);
}
