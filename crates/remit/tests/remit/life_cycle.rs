//! Reversals, corrections, later decisions and copies (hard cases 21, 22, 29).

use remedi_claims::codes::cause::RootCause;
use remedi_remit::{Measure, Ratio, Reason, State};

use crate::support::{Files, claim, denied, remit};

/// A reversal of what `denied` gives.
fn reversal(id: &str, reason: &str) -> String {
    format!(
        "CLP*{id}*22*-100*0**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*-100*0~DTM*472*20250115~CAS*{reason}*-100~"
    )
}

/// A payment in full.
fn paid(id: &str, control: &str) -> String {
    format!(
        "CLP*{id}*1*100*100**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*100*100~DTM*472*20250115~"
    )
}

/// The taking back of a payment in full.
fn taken_back(id: &str, control: &str, more: &str) -> String {
    format!(
        "CLP*{id}*22*-100*-100**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~{more}\
         SVC*HC:99213*-100*-100~DTM*472*20250115~"
    )
}

fn first(reason: &str) -> String {
    denied("A", "100", "20250115", "99213", reason)
}

fn states(files: &Files) -> Vec<(String, State)> {
    let denials = files.denials().into_iter();
    denials
        .map(|denial| (denial.carc.to_string(), denial.state))
        .collect()
}

fn told(carc: &str, state: State) -> (String, State) {
    (carc.to_owned(), state)
}

#[test]
fn case_21_a_denial_that_is_reversed_and_corrected_counts_once() {
    let correction = denied("A", "100", "20250115", "99213", "CO*50").replace("ICNA", "ICNB");
    let in_one_file = format!("{}{}{correction}", first("CO*B7"), reversal("A", "CO*B7"));
    let later = format!("{}{correction}", reversal("A", "CO*B7"));
    let before = format!("{correction}{}", reversal("A", "CO*B7"));
    for files in [
        remit("20250301", &in_one_file),
        remit("20250301", &first("CO*B7")).remit("20250401", &later),
        remit("20250301", &first("CO*B7")).remit("20250401", &before),
        // The files in the wrong order.
        remit("20250401", &later).remit("20250301", &first("CO*B7")),
    ] {
        let mut states = states(&files);
        states.sort();
        assert_eq!(
            states,
            [told("50", State::Current), told("B7", State::Superseded)]
        );
        let summary = files.summary();
        assert_eq!(
            (summary.denied.claims, summary.denied.amount.cents()),
            (1, 10_000)
        );
        assert_eq!(summary.rates.claims.denominator, 1);
        assert_eq!(summary.paid.cents(), 0);
        assert!(files.faults().is_empty());
    }
}

#[test]
fn case_21_amounts_tell_what_is_reversed_where_the_control_number_stays() {
    let correction = denied("A", "100", "20250115", "99213", "CO*50");
    let files = remit("20250301", &first("CO*B7")).remit(
        "20250401",
        &format!("{correction}{}", reversal("A", "CO*B7")),
    );
    assert_eq!(
        states(&files),
        [told("B7", State::Superseded), told("50", State::Current)]
    );
}

#[test]
fn case_21_of_decisions_that_look_alike_the_last_is_reversed_whatever_the_order_of_the_files() {
    let decisions = [
        ("20250301", first("CO*B7")),
        ("20250401", first("CO*50")),
        ("20250501", reversal("A", "CO*16")),
    ];
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]] {
        let files = order.iter().fold(Files::default(), |files, &at| {
            let (day, payments) = &decisions[at];
            files.remit(day, payments)
        });
        let states = states(&files);
        let all = states.iter().all(|(_, state)| *state == State::Superseded);
        assert!(states.len() == 2 && all, "{order:?}: {states:?}");
    }
}

#[test]
fn a_reversal_that_looks_like_no_payment_takes_none_back() {
    let other = reversal("A", "CO*B7")
        .replace("-100", "-60")
        .replace("ICNA", "P9");
    let files = remit("20250301", &first("CO*B7")).remit("20250401", &other);
    assert_eq!(states(&files), [told("B7", State::Current)]);
}

#[test]
fn what_a_reversal_gives_back_is_no_denial_either() {
    let gift = "CLP*A*22*-100*-110**12*P1*11*1~SVC*HC:99213*-100*-110~CAS*CO*97*10~";
    assert!(states(&remit("20250301", gift)).is_empty());
}

#[test]
fn case_21_a_reversal_of_an_older_file_is_cash_and_no_denial() {
    let files = remit("20250301", &taken_back("A", "P1", ""));
    assert!(files.denials().is_empty());
    let summary = files.summary();
    assert_eq!(
        (summary.denied.claims, summary.rates.claims.denominator),
        (0, 0)
    );
    assert_eq!((summary.reversals, summary.paid.cents()), (1, -10_000));
}

#[test]
fn case_22_what_a_reversal_repeats_is_no_negative_denial() {
    let files = remit("20250301", &first("CO*B7")).remit("20250401", &reversal("A", "CO*B7"));
    assert_eq!(states(&files), [told("B7", State::Superseded)]);
    let summary = files.summary();
    assert_eq!(summary.denied.amount.cents(), 0);
    assert_eq!(summary.superseded.amount.cents(), 10_000);
}

#[test]
fn the_last_of_several_decisions_holds() {
    let files = remit("20250301", &first("CO*B7"))
        .remit("20250501", &paid("A", "P3"))
        .remit("20250401", &first("CO*5").replace("ICNA", "P2"));
    assert_eq!(
        states(&files),
        [told("B7", State::Superseded), told("5", State::Superseded)]
    );
    assert_eq!(files.summary().rates.claims.numerator, 0);
}

#[test]
fn a_reversed_payment_leaves_the_decision_before_it_superseded() {
    // Denied, paid, and then the payment is taken back: nothing holds.
    let files = remit("20250301", &first("CO*B7"))
        .remit("20250401", &paid("A", "P2"))
        .remit("20250501", &taken_back("A", "P2", ""));
    assert_eq!(states(&files), [told("B7", State::Superseded)]);
}

#[test]
fn the_same_remittance_read_twice_counts_once() {
    let files = remit("20250301", &first("CO*B7")).remit("20250301", &first("CO*B7"));
    let summary = files.summary();
    assert_eq!(
        (
            summary.denied.claims,
            summary.denied.denials,
            summary.copies
        ),
        (1, 1, 1)
    );
    assert_eq!(summary.rates.lines.denominator, 1);
    assert_eq!(
        states(&files),
        [told("B7", State::Current), told("B7", State::Superseded)]
    );
    // The copy says that it is one, since it is not among what was superseded.
    assert_eq!(summary.superseded.denials, 0);
    let denials = files.denials().into_iter();
    let copied = denials.map(|denial| denial.because.contains(&Reason::Copied));
    assert_eq!(copied.collect::<Vec<_>>(), [false, true]);
}

#[test]
fn what_one_remittance_pays_twice_is_one_decision_and_paid_twice() {
    let files = remit("20250301", &(paid("A", "P1") + &paid("A", "P1")));
    assert_eq!(files.faults(), [] as [&str; 0]);
    let told = |files: &Files| {
        let sums = files.summary();
        let now = sums.life_cycle.now;
        let amounts = [sums.paid, now.charge, now.paid].map(|amount| amount.cents());
        (sums.copies, amounts)
    };
    assert_eq!(told(&files), (1, [20_000, 10_000, 10_000]));
    // A copy of that remittance pays nothing.
    let again = files.remit("20250301", &(paid("A", "P1") + &paid("A", "P1")));
    assert_eq!(told(&again), (3, [20_000, 10_000, 10_000]));
}

#[test]
fn a_claim_that_the_payer_split_holds_in_all_its_parts() {
    let parts = format!(
        "{}{}",
        first("CO*B7"),
        denied("A", "50", "20250115", "93000", "CO*50").replace("ICNA", "P2")
    );
    let files = remit("20250301", &parts);
    assert_eq!(
        states(&files),
        [told("B7", State::Current), told("50", State::Current)]
    );
    let summary = files.summary();
    assert_eq!(
        (summary.denied.claims, summary.rates.claims.denominator),
        (1, 1)
    );
    // One part is decided anew; the other one still holds.
    let later = first("CO*5");
    assert_eq!(
        states(&files.remit("20250401", &later)),
        [
            told("B7", State::Superseded),
            told("50", State::Current),
            told("5", State::Current)
        ]
    );
}

#[test]
fn claims_of_other_days_members_and_payers_are_other_claims() {
    let other_day = denied("A", "100", "20260115", "99213", "CO*5").replace("ICNA", "P2");
    let other_member = first("CO*50").replace("M100", "M200").replace("ICNA", "P3");
    // Some payers, and some practices, number all claims alike.
    let alike = first("CO*97").replace("M100", "M300");
    let other_payer = first("CO*18");
    let files = remit("20250301", &first("CO*B7"))
        .remit("20260301", &other_day)
        .remit("20250302", &format!("{other_member}{alike}"))
        .raw_remit(&format!(
            "BPR*I*0*C*NON************20250303~TRN*1*T9*1888888888~N1*PR*OTHER PLAN*XV*99999~\
             N1*PE*PRACTICE*XX*1234567893~LX*1~{other_payer}"
        ));
    assert!(
        states(&files)
            .iter()
            .all(|(_, state)| *state == State::Current)
    );
    assert_eq!(files.summary().denied.claims, 5);
}

#[test]
fn what_was_paid_is_not_taken_back_of_a_decision_that_paid_nothing() {
    for control in ["ICNA", "P1"] {
        let reversal = taken_back("A", control, "");
        for files in [
            remit("20250301", &first("CO*B7")).remit("20250401", &reversal),
            // A correction before the reversal of what an older file holds.
            remit("20250301", &format!("{}{reversal}", first("CO*B7"))),
        ] {
            assert_eq!(states(&files), [told("B7", State::Current)], "{control}");
            let orphans = files.summary().life_cycle.orphan_reversals;
            assert_eq!((orphans.count, orphans.amount.cents()), (1, 10_000));
        }
    }
}

#[test]
fn what_follows_a_reversal_of_an_older_file_is_no_first_answer() {
    let reversal = taken_back("A", "P1", "");
    for files in [
        remit("20250301", &reversal).remit("20250401", &first("CO*B7")),
        remit("20250301", &format!("{reversal}{}", first("CO*B7"))),
        remit("20250301", &format!("{}{reversal}", first("CO*B7"))),
    ] {
        assert_eq!(states(&files), [told("B7", State::Current)]);
        let life = files.summary().life_cycle;
        assert_eq!(life.first_denied.count, 0);
        assert_eq!(life.decided_anew.count, 0);
        assert_eq!(
            (life.denied_later.count, life.denied_later.amount.cents()),
            (1, 10_000)
        );
    }
    // Another remittance of that day may have come before.
    let files = remit("20250301", &reversal).remit("20250301", &first("CO*B7"));
    assert_eq!(files.summary().life_cycle.first_denied.count, 1);
}

#[test]
fn a_claim_whose_number_is_cut_or_zeroed_is_one() {
    let numbered = |text: String, id: &str| text.replace("CLP*A*", &format!("CLP*{id}*"));
    let decision = numbered(first("CO*B7"), "ACCOUNT-1234");
    let reversal = reversal("A", "CO*B7");
    for id in ["0", "ACCOUNT-12", "account-1234567"] {
        let files = remit("20250301", &decision).remit("20250401", &numbered(reversal.clone(), id));
        assert_eq!(states(&files), [told("B7", State::Superseded)], "{id}");
    }
    // Another number, too little of it, another member, another charge.
    let others = [
        numbered(reversal.clone(), "ACCOUNT-99"),
        numbered(reversal.clone(), "ACCOU"),
        numbered(reversal.replace("M100", "M200"), "0"),
        numbered(reversal.replace("-100", "-90"), "0"),
    ];
    for other in others {
        let files = remit("20250301", &decision).remit("20250401", &other);
        assert_eq!(states(&files), [told("B7", State::Current)], "{other}");
    }
}

#[test]
fn case_30_payments_without_a_number_are_told_by_their_charge() {
    let one = denied("0", "100", "20250115", "99213", "CO*B7").replace("ICN0", "P1");
    let other = denied("0", "80", "20250115", "93000", "CO*50").replace("ICN0", "P2");
    let files = remit("20250301", &one).remit("20250401", &other);
    assert_eq!(
        states(&files),
        [told("B7", State::Current), told("50", State::Current)]
    );
    let again = files.remit("20250501", &one.replace("B7", "5").replace("P1", "P3"));
    assert_eq!(states(&again)[0], told("B7", State::Superseded));
}

#[test]
fn a_reversal_that_tells_neither_member_nor_days_is_paired_by_control_number() {
    let bare = "CLP*A*22*-100*0**12*ICNA*11*1~CAS*CO*B7*-100~";
    let files = remit("20250301", &first("CO*B7")).remit("20250401", bare);
    assert_eq!(states(&files), [told("B7", State::Superseded)]);
    let by_reference = "CLP*A*22*-100*0**12*P9*11*1~REF*F8*ICNA~CAS*CO*B7*-100~";
    let files = remit("20250301", &first("CO*B7")).remit("20250401", by_reference);
    assert_eq!(states(&files), [told("B7", State::Superseded)]);
    // Also by that of a later decision.
    let later = first("CO*50").replace("ICNA", "ICNB");
    let files = remit("20250301", &first("CO*B7"))
        .remit("20250315", &later)
        .remit(
            "20250401",
            &bare.replace("ICNA", "ICNB").replace("B7", "50"),
        );
    assert_eq!(states(&files)[1], told("50", State::Superseded));
    let of_another = bare.replace("ICNA", "P9").replace("CLP*A", "CLP*B");
    let files = remit("20250301", &first("CO*B7")).remit("20250401", &of_another);
    assert_eq!(states(&files), [told("B7", State::Current)]);
}

#[test]
fn an_estimate_decides_nothing() {
    let estimate = first("CO*50").replace("CLP*A*1*", "CLP*A*25*");
    let files = remit("20250301", &first("CO*B7")).remit("20250401", &estimate);
    assert_eq!(states(&files), [told("B7", State::Current)]);
}

#[test]
fn a_payment_taken_back_for_good_is_a_recoupment_by_cause() {
    let recouped = |more: &str| {
        let files =
            remit("20250301", &paid("A", "P1")).remit("20250601", &taken_back("A", "P1", more));
        let recoupments = files.summary().recoupments;
        assert_eq!(recoupments.len(), 1);
        (
            recoupments[0].cause.as_str(),
            recoupments[0].claims,
            recoupments[0].amount.cents(),
        )
    };
    // Revalidation was missed: no denial, and yet a credentialing loss.
    assert_eq!(recouped("MOA***N831~"), ("CREDENTIALING", 1, 10_000));
    assert_eq!(recouped("MOA***N687~"), ("ELIGIBILITY", 1, 10_000));
    assert_eq!(recouped(""), ("UNKNOWN", 1, 10_000));
    // What the payment said of itself is repeated by its reversal, and is no reason to take it back.
    let partly = "CLP*A*1*100*60**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                  SVC*HC:99213*100*60~DTM*472*20250115~CAS*CO*16*40~LQ*HE*M51~";
    let back = "CLP*A*22*-100*-60**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~MOA***N698~\
                SVC*HC:99213*-100*-60~DTM*472*20250115~CAS*CO*16*-40~LQ*HE*M51~";
    let files = remit("20250301", partly).remit("20250601", back);
    let recoupments = files.summary().recoupments;
    assert_eq!(recoupments[0].cause.as_str(), "ELIGIBILITY");
    // What is decided anew is no recoupment.
    let corrected = remit("20250301", &paid("A", "P1"))
        .remit("20250601", &(taken_back("A", "P1", "") + &first("CO*B7")));
    assert!(corrected.summary().recoupments.is_empty());
}

#[test]
fn case_29_a_takeback_of_the_provider_is_told_by_the_cause_of_the_claim_it_names() {
    let plb =
        |reference: &str, amount: &str| format!("PLB*1234567893*20251231*WO:{reference}*{amount}~");
    let partly = "CLP*A*1*100*40**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                  SVC*HC:99213*100*40~DTM*472*20250115~CAS*CO*B7*60~";
    let files = remit("20250301", partly);
    let taken = files.clone().remit_of("20250901", "-40", &plb("P1", "40"));
    let summary = taken.summary();
    assert_eq!(summary.recoupments.len(), 1);
    assert_eq!(summary.recoupments[0].cause.as_str(), "CREDENTIALING");
    assert_eq!(summary.recoupments[0].amount.cents(), 4_000);
    // By CLP01 as well; what names no claim is told apart.
    let by_id = files
        .clone()
        .remit_of("20250901", "-40", &plb("A", "40"))
        .summary();
    assert_eq!(by_id.recoupments, summary.recoupments);
    // So it is when both stand there, or one beside something else.
    for reference in ["P1 A", "X9 P1"] {
        let by_part = files
            .clone()
            .remit_of("20250901", "-40", &plb(reference, "40"))
            .summary();
        assert_eq!(by_part.recoupments, summary.recoupments, "{reference}");
    }
    let other = files
        .clone()
        .remit_of("20250901", "-40", &plb("P7", "40"))
        .summary();
    assert_eq!(
        (
            other.recoupments.len(),
            other.unattributed_takebacks.cents()
        ),
        (0, 4_000)
    );
    // A takeback that the provider has refunded leaves nothing.
    let refund = format!("{}PLB*1234567893*20251231*72:P1*-40~", plb("P1", "40"));
    assert!(
        files
            .remit_of("20250901", "0", &refund)
            .summary()
            .recoupments
            .is_empty()
    );
}

#[test]
fn a_takeback_of_a_reversed_claim_is_the_same_money() {
    let files = remit("20250301", &paid("A", "P1")).remit_of(
        "20250601",
        "0",
        &format!(
            "{}PLB*1234567893*20251231*FB*-100~",
            taken_back("A", "P1", "MOA***N831~")
        ),
    );
    let files = files.remit_of("20250701", "-100", "PLB*1234567893*20251231*WO:P1*100~");
    let recoupments = files.summary().recoupments;
    assert_eq!(recoupments.len(), 1);
    assert_eq!(recoupments[0].amount.cents(), 10_000);
    assert!(files.faults().is_empty());
}

/// The denial of a claim as the duplicate of another.
fn duplicate(control: &str) -> String {
    first("OA*18").replace("ICNA", control)
}

#[test]
fn a_duplicate_takes_the_place_of_no_other_decision() {
    let again = || duplicate("P2");
    let paid = || paid("A", "P1");
    for files in [
        remit("20250201", &paid()).remit("20250301", &again()),
        remit("20250201", &(paid() + &again())),
        remit("20250201", &(again() + &paid())),
    ] {
        assert_eq!(states(&files), [told("18", State::Superseded)]);
        let summary = files.summary();
        assert_eq!(summary.denied.amount.cents(), 0);
        let life = &summary.life_cycle;
        assert_eq!(
            (life.now.paid.cents(), life.now.charge.cents()),
            (10_000, 10_000)
        );
        assert_eq!(life.duplicates.amount.cents(), 10_000);
        let history = files.tell(|analysis| analysis.histories().next());
        let course = history.expect("a claim").course;
        assert_eq!((course.decisions, course.is_last), (1, true));
        let rates = summary.defined_rates.iter();
        let told = rates.filter(|rate| matches!(rate.name, "first_pass" | "zero_paid_primary"));
        let told: Vec<_> = told.map(|rate| rate.measure).collect();
        let of = |numerator| {
            Measure::Count(Ratio {
                numerator,
                denominator: 1,
            })
        };
        assert_eq!(told, [of(0), of(1)]);
    }
    // A denial stands as well, and what comes later takes its place.
    let denied = remit("20250201", &first("CO*B7")).remit("20250301", &again());
    let both = [told("B7", State::Current), told("18", State::Superseded)];
    assert_eq!(states(&denied), both);
    let later = denied.remit("20250401", &paid());
    assert!(
        states(&later)
            .iter()
            .all(|(_, state)| *state == State::Superseded)
    );
    // Alone it is a denial, but no payment of nothing.
    let alone = remit("20250301", &again());
    assert_eq!(states(&alone), [told("18", State::Current)]);
    let zero = alone.summary().defined_rates;
    let zero = zero.iter().find(|rate| rate.name == "zero_paid_primary");
    let none = Measure::Count(Ratio {
        numerator: 0,
        denominator: 0,
    });
    assert_eq!(zero.map(|rate| rate.measure), Some(none));
}

#[test]
fn answers_to_one_claim_follow_each_other_whatever_they_tell_of_its_number() {
    let id = "VISIT-12345-6789";
    let sent = Files::default().sent("20250120", &claim(id, "100", "20250115", "99213"));
    let denied = |id: &str| denied(id, "100", "20250115", "99213", "CO*B7");
    let paid = |id: &str| {
        format!(
            "CLP*{id}*1*100*80**12*NEXT*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*100*80~DTM*472*20250115~CAS*CO*45*20~"
        )
    };
    let member = "****MI*M100";
    let recovered = |files: &Files| {
        let summary = files.summary();
        let life = &summary.life_cycle;
        assert_eq!(life.now.charge, summary.rates.amount.denominator);
        (life.recovered.amount.cents(), life.now.charge.cents())
    };
    for later in [
        paid("VISIT-12345"),
        paid("VISIT123456789"),
        paid("0"),
        paid(id).replace(member, ""),
    ] {
        let files = sent.clone().remit("20250301", &denied(id));
        let files = files.remit("20250401", &later);
        assert_eq!(states(&files), [told("B7", State::Superseded)]);
        assert_eq!(recovered(&files), (8_000, 10_000));
    }
    // The first may be the one that is cut.
    let files = sent.clone().remit("20250301", &denied("VISIT-12345"));
    let files = files.remit("20250401", &paid(id));
    assert_eq!(recovered(&files), (8_000, 10_000));
    // Of another member, or without the claim, they may be two claims.
    let other = paid(id).replace(member, "****MI*M200");
    let without = Files::default();
    for (files, later) in [(sent, other), (without, paid("VISIT-12345"))] {
        let files = files
            .remit("20250301", &denied(id))
            .remit("20250401", &later);
        assert_eq!(states(&files), [told("B7", State::Current)]);
    }
}

#[test]
fn a_claim_that_names_another_by_the_payers_number_takes_its_place() {
    let again = |id: &str, frequency: &str| {
        let claim = claim(id, "100", "20250115", "99213");
        let claim = claim.replace("11:B:1", &format!("11:B:{frequency}"));
        claim.replace("HI*ABK", "REF*F8*ICNA~HI*ABK")
    };
    let files = |sent_again: &str, answer: &str| {
        let first_sent = claim("A", "100", "20250115", "99213");
        Files::default()
            .sent("20250120", &first_sent)
            .sent("20250310", sent_again)
            .remit("20250301", &first("CO*B7"))
            .remit("20250401", answer)
    };
    let other_member = paid("A", "P2").replace("M100", "M200");
    for (sent, answer) in [
        (again("B", "7"), paid("B", "P2")),
        (again("A", "7"), paid("A", "P2")),
        // The member was another one.
        (again("A", "7"), other_member.clone()),
        // Less is charged for.
        (again("B", "7"), paid("B", "P2").replace("*100", "*90")),
    ] {
        let files = files(&sent, &answer);
        assert_eq!(states(&files), [told("B7", State::Superseded)]);
        let summary = files.summary();
        assert_eq!(summary.life_cycle.claims, 1);
        assert_eq!(states(&files.kept()), [told("B7", State::Superseded)]);
    }
    // It says that it is another claim, or that of nobody who is known, or one that has nothing in common with it.
    let strange = again("B", "7").replace("20250115", "20250215");
    let strange_answer = other_member
        .replace("CLP*A", "CLP*B")
        .replace("20250115", "20250215");
    for (sent, answer) in [
        (again("B", "1"), paid("B", "P2")),
        (again("B", "7").replace("ICNA", "ICNX"), paid("B", "P2")),
        (strange, strange_answer),
    ] {
        assert_eq!(states(&files(&sent, &answer)), [told("B7", State::Current)]);
    }
}

#[test]
fn what_is_taken_back_by_the_number_of_a_replaced_claim_is_of_the_one_that_holds() {
    // The NPI of the claim that was sent again is none.
    let again = claim("B", "100", "20250115", "99213").replace("1245319599", "1245319598");
    let again = again.replace("11:B:1", "11:B:7");
    let files = Files::default()
        .sent("20250120", &claim("A", "100", "20250115", "99213"))
        .sent("20250310", &again.replace("HI*ABK", "REF*F8*P1~HI*ABK"))
        .remit("20250301", &paid("A", "P1"))
        .remit("20250401", &paid("B", "P2"));
    // What was paid twice is taken back once, and then again.
    let once = "PLB*1234567893*20251231*WO:P1*100~";
    let files = files.remit_of("20250501", "0", once);
    assert!(files.summary().recoupments.is_empty());
    let summary = files.remit_of("20250601", "0", once).summary();
    let taken = summary.recoupments.iter();
    let taken: Vec<_> = taken.map(|one| (one.cause, one.amount.cents())).collect();
    assert_eq!(taken, [(RootCause::Credentialing, 10_000)]);
    assert_eq!(summary.life_cycle.claims, 1);
}

#[test]
fn what_is_taken_back_of_a_claim_voided_under_another_number_was_asked_for() {
    let void = claim("V", "100", "20250115", "99213").replace("11:B:1", "11:B:8");
    let taken = |void: &str| {
        let files = Files::default()
            .sent("20250120", &claim("A", "100", "20250115", "99213"))
            .sent("20250310", void)
            .remit("20250301", &paid("A", "P1"))
            .remit("20250401", &taken_back("A", "P1", ""));
        let summary = files.summary();
        (summary.recoupments.len(), summary.voided_takebacks.count)
    };
    let naming = |original: &str| void.replace("HI*ABK", &format!("REF*F8*{original}~HI*ABK"));
    assert_eq!(taken(&naming("P1")), (0, 1));
    assert_eq!(taken(&naming("P2")), (1, 0));
}

#[test]
fn parts_of_a_claim_that_are_all_duplicates_are_counted() {
    let part = duplicate("P2")
        .replace("99213*100", "93000*50")
        .replace("*100", "*50");
    let files = remit("20250201", &(duplicate("P1") + &part));
    let rates = files.summary().defined_rates;
    let told = |name| {
        let rate = rates.iter().find(|rate| rate.name == name);
        rate.map(|rate| rate.measure)
    };
    let of = |numerator, denominator| {
        Some(Measure::Count(Ratio {
            numerator,
            denominator,
        }))
    };
    assert_eq!(told("initial_denial_claims"), of(0, 0));
    assert_eq!(told("duplicates"), of(1, 1));
}

#[test]
fn claims_without_number_and_member_are_told_by_the_number_of_the_payer() {
    let nameless = |control: &str, reason: &str| {
        let payment = denied("0", "100", "20250115", "99213", reason).replace("ICN0", control);
        payment.replace("NM1*QC*1*DOE*ANY****MI*M100~", "")
    };
    let files = remit("20250201", &nameless("P1", "CO*B7"))
        .remit("20250301", &nameless("P2", "CO*B7"))
        .remit("20250401", &nameless("P1", "CO*50"));
    assert_eq!(
        states(&files),
        [
            told("B7", State::Superseded),
            told("B7", State::Current),
            told("50", State::Current)
        ]
    );
    // A replacement names what it replaces.
    let replaces = nameless("P3", "CO*5").replace("SVC*", "REF*F8*P2~SVC*");
    let files = files.remit("20250501", &replaces);
    assert_eq!(states(&files)[1], told("B7", State::Superseded));
}

#[test]
fn a_takeback_after_a_correction_is_another_loss() {
    // Reversed and paid again, ten dollars less; months later the rest is taken.
    let less = paid("A", "P1").replace("*100*100", "*100*90") + "CAS*CO*45*10~";
    let files =
        remit("20250301", &paid("A", "P1")).remit("20250601", &(taken_back("A", "P1", "") + &less));
    assert!(files.summary().recoupments.is_empty());
    let taken = |amount: &str| {
        let plb = format!("PLB*1234567893*20251231*WO:P1*{amount}~");
        let files = files
            .clone()
            .remit_of("20250901", &format!("-{amount}"), &plb);
        let recoupments = files.summary().recoupments.into_iter();
        recoupments
            .map(|sum| sum.amount.cents())
            .collect::<Vec<_>>()
    };
    assert_eq!(taken("90"), [8_000]);
    // Ten dollars are what the correction is less by.
    assert!(taken("10").is_empty());
}

#[test]
fn a_remittance_that_is_given_twice_counts_once() {
    let plb = "PLB*1234567893*20251231*WO:P1*40*L6*-5~";
    let given = |times: usize| {
        let files = remit("20250301", &paid("A", "P1"));
        let with_claims = paid("B", "P2") + plb;
        (0..times).fold(files, |files, _| {
            files
                .remit_of("20250901", "65", &with_claims)
                // Of the same day and trace, without claims.
                .remit_of("20250901", "-35", plb)
        })
    };
    let (once, twice) = (given(1).summary(), given(2).summary());
    assert_eq!(once.recoupments[0].amount.cents(), 8_000);
    assert_eq!(twice.recoupments, once.recoupments);
    let life = &once.life_cycle;
    assert_eq!(life.interest.cents(), 1_000);
    assert_eq!(
        twice.life_cycle.provider_adjustments,
        life.provider_adjustments
    );
    assert_eq!((once.remittances, twice.remittances), (3, 3));
    // One with another claim is another.
    let other = given(1).remit_of("20250901", "65", &(paid("C", "P3") + plb));
    assert_eq!(other.summary().life_cycle.interest.cents(), 1_500);
    // Without a trace nothing tells that two of one day are one.
    let bare = "BPR*I*0*C*NON************20250901~N1*PR*ACME HEALTH*XV*60054~N1*PE*PRACTICE*XX*1234567893~";
    let bare = format!("{bare}PLB*1234567893*20251231*L6*-5*CS*5~");
    let both = Files::default().raw_remit(&bare).raw_remit(&bare).summary();
    assert_eq!(
        (both.remittances, both.life_cycle.interest.cents()),
        (2, 1_000)
    );
}

#[test]
fn parts_of_a_claim_may_come_one_after_the_other() {
    let part = |charge: &str, control: &str, procedure: &str| {
        let payment = denied("A", charge, "20250115", procedure, "CO*B7");
        payment.replace("ICNA", control)
    };
    let visit = || paid("A", "P1");
    let later = |payment: &str| remit("20250201", &visit()).remit("20250208", payment);
    let paid_in = |files: &Files| files.summary().life_cycle.now.paid.cents();
    let files = later(&part("40", "P2", "93000"));
    assert_eq!(states(&files), [told("B7", State::Current)]);
    assert_eq!(paid_in(&files), 10_000);
    assert_eq!(files.summary().life_cycle.now.charge.cents(), 14_000);
    // The same service, charge or number, and what says that it replaces, are no other part.
    let replacement = part("40", "P2", "93000").replace("*11*1~", "*11*7~");
    for other in [
        part("40", "P2", "99213"),
        part("100", "P2", "93000"),
        part("40", "P1", "93000"),
        replacement,
    ] {
        assert_eq!(paid_in(&later(&other)), 0, "{other}");
    }
    // So it is where nothing was paid, and the practice's numbers of the lines tell that they are others.
    let numbered = |payment: String, number: &str| format!("{payment}REF*6R*{number}~");
    let denied_first = |later: String| {
        let first = numbered(first("CO*50"), "L1");
        states(&remit("20250201", &first).remit("20250208", &later))
    };
    let second = |procedure: &str, charge: &str| part(charge, "P2", procedure);
    let both = [told("50", State::Current), told("B7", State::Current)];
    assert_eq!(denied_first(numbered(second("93000", "40"), "L2")), both);
    // The same service under another number may be sent anew, and so may what has no number, or the same charge.
    for other in [
        numbered(second("99213", "40"), "L2"),
        numbered(second("93000", "40"), "L1"),
        numbered(second("93000", "100"), "L2"),
        second("93000", "40"),
    ] {
        assert_eq!(
            denied_first(other.clone())[0].1,
            State::Superseded,
            "{other}"
        );
    }
    // Nor is what is sent anew when nothing was paid.
    let files = remit("20250201", &first("CO*50")).remit("20250208", &part("40", "P2", "93000"));
    let both = [told("50", State::Superseded), told("B7", State::Current)];
    assert_eq!(states(&files), both);
}

#[test]
fn parts_of_a_claim_that_is_known_add_up_to_what_was_sent() {
    let sent = |second: &str| {
        let line = format!("LX*2~SV1*HC:93000*{second}*UN*1***1~DTM*472*D8*20250115~REF*6R*AL2~");
        let claim = claim("A", "100", "20250115", "99213") + &line;
        let charge = 100 + second.parse::<u32>().expect("dollars");
        claim.replace("CLM*A*100*", &format!("CLM*A*{charge}*"))
    };
    let part = |charge: &str, control: &str, procedure: &str, reason: &str| {
        denied("A", charge, "20250115", procedure, reason).replace("ICNA", control)
    };
    let later = |claims: &str, payment: &str| {
        let files = Files::default().sent("20250120", claims);
        files
            .remit("20250201", &first("CO*50"))
            .remit("20250208", payment)
    };
    let current = |carc: &str| told(carc, State::Current);
    // Nothing was paid for the first part, and it stands; so it does where both charge the same.
    for charge in ["40", "100"] {
        let files = later(&sent(charge), &part(charge, "P2", "93000", "CO*B7"));
        assert_eq!(states(&files), [current("50"), current("B7")]);
        let summary = files.summary();
        assert_eq!(summary.rates.claims.denominator, 1);
        assert_eq!(
            summary.life_cycle.now.charge.cents(),
            10_000 + 100 * charge.parse::<i64>().expect("dollars")
        );
    }
    // More than was sent is the claim decided anew, even where the first part was paid.
    let files = later(&sent("40"), &part("60", "P2", "93000", "CO*B7"));
    assert_eq!(
        states(&files),
        [told("50", State::Superseded), current("B7")]
    );
    let paid = Files::default()
        .sent("20250120", &sent("40"))
        .remit("20250201", &paid("A", "P1"))
        .remit("20250208", &part("60", "P2", "93000", "CO*B7"));
    assert_eq!(paid.summary().life_cycle.now.paid.cents(), 0);
    // One part is decided anew under another number; the other one stands beside it.
    let files = later(&sent("40"), &part("40", "P2", "93000", "CO*B7"));
    let files = files.remit("20250301", &part("100", "P3", "99213", "CO*4"));
    assert_eq!(
        states(&files),
        [told("50", State::Superseded), current("B7"), current("4")]
    );
}

#[test]
fn a_part_of_a_claim_taken_back_is_lost_where_the_other_part_stands() {
    let answer = |status: &str, amount: &str, control: &str, procedure: &str| {
        format!(
            "CLP*A*{status}*{amount}*{amount}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{procedure}*{amount}*{amount}~DTM*472*20250115~"
        )
    };
    let lost = |files: &Files| -> Vec<i64> {
        let recoupments = files.summary().recoupments.into_iter();
        recoupments.map(|one| one.amount.cents()).collect()
    };
    let back = answer("22", "-60", "P1", "99213");
    // What was decided anew before, with other codes, stands.
    let anew = remit("20250301", &answer("1", "60", "P1", "99213")).remit(
        "20250401",
        &answer("1", "60", "P3", "99212").replace("*11*1~", "*11*7~"),
    );
    assert!(lost(&anew.remit("20250601", &back)).is_empty());
    let plb = "PLB*1234567893*20251231*WO:P1*60~";
    let of_lines = answer("1", "60", "P1", "99213") + &answer("1", "40", "P2", "93000");
    let of_coverages = answer("1", "60", "P1", "99213") + &answer("2", "40", "P2", "99213");
    for parts in [of_lines, of_coverages] {
        let files = remit("20250301", &parts).remit("20250601", &back);
        assert_eq!(lost(&files), [6_000], "{parts}");
        let taken_too = files.clone().remit_of("20250701", "-60", plb);
        assert_eq!(lost(&taken_too), [6_000], "{parts}");
        // The same is decided anew, with other codes.
        let anew = answer("1", "50", "P3", "99212");
        assert!(lost(&files.remit("20250608", &anew)).is_empty(), "{parts}");
    }
}

#[test]
fn what_is_paid_and_taken_back_twice_is_lost_once() {
    let files = remit("20250301", &paid("A", "P1")).remit("20250401", &taken_back("A", "P1", ""));
    let again = files
        .clone()
        .remit("20250501", &paid("A", "P2"))
        .remit("20250601", &taken_back("A", "P2", ""));
    for files in [files, again] {
        let lost = files.summary().recoupments;
        let lost: Vec<_> = lost
            .iter()
            .map(|one| (one.claims, one.amount.cents()))
            .collect();
        assert_eq!(lost, [(1, 10_000)]);
    }
}

#[test]
fn what_a_provider_level_takeback_took_and_a_new_decision_pays_is_not_lost() {
    let taken = "PLB*1234567893*20251231*WO:P1*80~";
    let decided = |amount: &str, control: &str, denied: &str| {
        format!(
            "CLP*A*1*100*{amount}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*100*{amount}~DTM*472*20250115~CAS*CO*45*20~{denied}"
        )
    };
    let lost = |files: Files| -> Vec<i64> {
        let lost = files.summary().recoupments;
        lost.iter().map(|one| one.amount.cents()).collect()
    };
    let files = remit("20250201", &decided("80", "P1", ""));
    let files = files.remit_of("20250301", "-80", taken);
    assert_eq!(lost(files.clone()), [8_000]);
    let none: [i64; 0] = [];
    for anew in [
        decided("80", "P7", ""),
        decided("80", "P1", ""),
        // What is not paid any more is denied, and not taken back.
        decided("50", "P7", "CAS*CO*50*30~"),
    ] {
        assert_eq!(lost(files.clone().remit("20250401", &anew)), none, "{anew}");
    }
    let again = files.remit("20250401", &decided("80", "P7", ""));
    let again = again.remit_of("20250501", "-80", &taken.replace("P1", "P7"));
    assert_eq!(lost(again), [8_000]);
    // What a reversal took is the same money, and is decided anew.
    let reversed = remit("20250301", &paid("A", "P1"))
        .remit("20250401", &taken_back("A", "P1", ""))
        .remit_of("20250501", "-100", &taken.replace("80", "100"))
        .remit("20250601", &paid("A", "P2"));
    assert_eq!(lost(reversed), none);
}

#[test]
fn a_later_part_of_a_claim_does_not_decide_a_reversed_one_anew() {
    let second = "LX*2~SV1*HC:93000*40*UN*1***1~DTP*472*D8*20250115~REF*6R*AL2~";
    let sent = claim("A", "60", "20250115", "99213").replace("CLM*A*60*", "CLM*A*100*") + second;
    let part = |status: &str, amount: &str, control: &str, procedure: &str| {
        format!(
            "CLP*A*{status}*{amount}*{amount}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{procedure}*{amount}*{amount}~DTM*472*20250115~"
        )
    };
    let files = Files::default()
        .sent("20250120", &sent)
        .remit("20250301", &part("1", "60", "P1", "99213"))
        .remit("20250601", &part("22", "-60", "P1", "99213"));
    let lost = |answer: &str| -> Vec<i64> {
        let recoupments = files
            .clone()
            .remit("20250608", answer)
            .summary()
            .recoupments;
        recoupments.iter().map(|one| one.amount.cents()).collect()
    };
    assert_eq!(lost(&part("1", "40", "P2", "93000")), [6_000]);
    // The same line, and more than is left beside it, is decided anew.
    assert_eq!(lost(&part("1", "50", "P2", "99213")), [] as [i64; 0]);
    assert_eq!(lost(&part("1", "50", "P2", "99212")), [] as [i64; 0]);
}

/// A part of a claim: its status, charge and payment, the payer's number, procedure, line, and reasons.
fn part_of(status: &str, (charge, amount): (&str, &str), told: (&str, &str, &str)) -> String {
    let (control, line, reasons) = told;
    let procedure = if line == "AL1" { "99213" } else { "93000" };
    format!(
        "CLP*A*{status}*{charge}*{amount}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:{procedure}*{charge}*{amount}~DTM*472*20250115~{reasons}REF*6R*{line}~"
    )
}

/// A claim of two lines, for 120 and 80 dollars.
fn of_two_lines() -> String {
    let line = "LX*2~SV1*HC:93000*80*UN*1***1~DTM*472*D8*20250115~REF*6R*AL2~";
    claim("A", "120", "20250115", "99213").replace("CLM*A*120*", "CLM*A*200*") + line
}

#[test]
fn parts_of_a_claim_may_come_one_after_the_other_under_one_number_of_the_payer() {
    let denied = part_of("1", ("120", "0"), ("X1", "AL1", "CAS*CO*50*120~"));
    let paid = part_of("1", ("80", "50"), ("X1", "AL2", "CAS*CO*45*30~"));
    let whole = "CLP*A*1*200*0**12*X1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                 SVC*HC:99213*120*0~DTM*472*20250115~CAS*CO*4*120~REF*6R*AL1~\
                 SVC*HC:93000*80*0~DTM*472*20250115~CAS*CO*4*80~REF*6R*AL2~";
    let sums = |files: &Files| {
        let summary = files.summary();
        let life = &summary.life_cycle;
        let denied = summary.denied.amount;
        [
            denied,
            life.now.charge,
            life.now.paid,
            life.recovered.amount,
        ]
        .map(|sum| sum.cents())
    };
    let known = Files::default().sent("20250120", &of_two_lines());
    for start in [known.clone(), Files::default()] {
        for [one, other] in [[&denied, &paid], [&paid, &denied]] {
            // On one day, too.
            for day in ["20250301", "20250308"] {
                let files = start.clone().remit("20250301", one).remit(day, other);
                assert_eq!(sums(&files), [12_000, 20_000, 5_000, 0]);
            }
        }
        let both = start.remit("20250301", &denied).remit("20250308", &paid);
        // The whole claim is decided anew, and so is one of the lines.
        let anew = both.clone().remit("20250401", whole);
        assert_eq!(sums(&anew), [20_000, 20_000, 0, 0]);
        let later = part_of("1", ("120", "70"), ("X1", "AL1", "CAS*CO*45*50~"));
        // What is paid for the other line was never denied.
        let anew = both.clone().remit("20250401", &later);
        assert_eq!(sums(&anew), [0, 20_000, 12_000, 7_000]);
        // A reversal takes back one part, or all of the claim.
        let back = part_of("22", ("-80", "-50"), ("X1", "AL2", "CAS*CO*45*-30~"));
        assert_eq!(
            sums(&both.clone().remit("20250401", &back))[..3],
            [12_000, 12_000, 0]
        );
        let back = "CLP*A*22*-200*-50**12*X1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                    SVC*HC:99213*-120*0~DTM*472*20250115~CAS*CO*50*-120~REF*6R*AL1~\
                    SVC*HC:93000*-80*-50~DTM*472*20250115~CAS*CO*45*-30~REF*6R*AL2~";
        assert_eq!(sums(&both.remit("20250401", back)), [0; 4]);
    }
}

#[test]
fn what_is_decided_under_the_number_of_a_whole_claim_is_no_part_of_it() {
    let known = Files::default().sent("20250120", &of_two_lines());
    let decided = |first: &str, later: &str| {
        let files = known
            .clone()
            .remit("20250301", first)
            .remit("20250308", later);
        let sums = files.summary();
        (
            sums.denied.amount.cents(),
            sums.life_cycle.now.charge.cents(),
        )
    };
    let whole = "CLP*A*1*200*0**12*X1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                 SVC*HC:99213*120*0~DTM*472*20250115~CAS*CO*4*120~REF*6R*AL1~\
                 SVC*HC:93000*80*0~DTM*472*20250115~CAS*CO*4*80~REF*6R*AL2~";
    let second = part_of("1", ("80", "50"), ("X1", "AL2", "CAS*CO*45*30~"));
    assert_eq!(decided(whole, &second), (0, 8_000));
    // Nor is what charges more than is left, what replaces, and what another coverage decides.
    let first = part_of("1", ("120", "0"), ("X1", "AL1", "CAS*CO*50*120~"));
    let more = part_of("1", ("90", "50"), ("X1", "AL2", "CAS*CO*45*40~"));
    assert_eq!(decided(&first, &more), (0, 9_000));
    assert_eq!(
        decided(&first, &second.replace("*11*1~", "*11*7~")),
        (0, 8_000)
    );
    let of_second_payer = part_of("2", ("80", "50"), ("X1", "AL2", "CAS*CO*45*30~"));
    assert_eq!(decided(&first, &of_second_payer), (0, 8_000));
    // A part that is decided under the number of another part takes the place of the line's decision alone.
    let apart = part_of("1", ("80", "0"), ("X2", "AL2", "CAS*CO*50*80~"));
    let files = known.remit("20250301", &first).remit("20250308", &apart);
    let sums = files.remit("20250315", &second).summary();
    let now = &sums.life_cycle.now;
    assert_eq!(
        (sums.denied.amount.cents(), now.charge.cents()),
        (12_000, 20_000)
    );
}

#[test]
fn a_later_part_under_the_same_number_does_not_decide_a_reversed_one_anew() {
    let files = Files::default()
        .sent("20250120", &of_two_lines())
        .remit("20250301", &part_of("1", ("120", "120"), ("X1", "AL1", "")))
        .remit(
            "20250601",
            &part_of("22", ("-120", "-120"), ("X1", "AL1", "")),
        );
    let lost = |answer: &str| -> Vec<i64> {
        let files = files.clone().remit("20250608", answer);
        let recoupments = files.summary().recoupments;
        recoupments.iter().map(|one| one.amount.cents()).collect()
    };
    assert_eq!(
        lost(&part_of("1", ("80", "80"), ("X1", "AL2", ""))),
        [12_000]
    );
    // Without the practice's numbers the lines of the claim tell; what is none of them may be the correction.
    let bare = part_of("1", ("80", "80"), ("X1", "AL2", "")).replace("REF*6R*AL2~", "");
    assert_eq!(lost(&bare), [12_000]);
    assert_eq!(lost(&bare.replace("93000", "99212")), [] as [i64; 0]);
}

/// A part of a claim without the practice's numbers of lines: its status, charge and payment, the payer's number, the procedure and
/// the reasons.
fn bare_part(status: &str, (charge, amount): (&str, &str), told: (&str, &str, &str)) -> String {
    let (control, procedure, reasons) = told;
    format!(
        "CLP*A*{status}*{charge}*{amount}**12*{control}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:{procedure}*{charge}*{amount}~DTM*472*20250115~{reasons}"
    )
}

/// A claim of two lines, each for 100 dollars.
fn of_two_alike(first: &str, second: &str) -> String {
    let sent = claim("A", "100", "20250115", first).replace("CLM*A*100*", "CLM*A*200*");
    sent + &format!("LX*2~SV1*HC:{second}*100*UN*1***1~DTP*472*D8*20250115~REF*6R*AL2~")
}

#[test]
fn what_is_no_line_of_the_claim_may_be_one_of_them_decided_anew() {
    let denied =
        |procedure: &str| bare_part("1", ("100", "0"), ("X1", procedure, "CAS*CO*50*100~"));
    let sum = |sent: &str, later: &str| {
        let files = Files::default().sent("20250120", sent);
        let first = sent.split("SV1*HC:").nth(1).unwrap();
        let first = first.split('*').next().unwrap();
        let files = files.remit("20250301", &denied(first));
        files
            .remit("20250308", later)
            .summary()
            .denied
            .amount
            .cents()
    };
    let sent = of_two_alike("99213", "93000");
    // With another code, and without the day.
    assert_eq!(sum(&sent, &denied("99212")), 10_000);
    let undated = denied("99213").replace("DTM*472*20250115~", "");
    assert_eq!(sum(&sent, &undated), 10_000);
    // The other line, which a modifier alone may tell.
    assert_eq!(sum(&sent, &denied("93000")), 20_000);
    let sides = of_two_alike("73030:RT", "73030:LT");
    assert_eq!(sum(&sides, &denied("73030:LT")), 20_000);
    assert_eq!(sum(&sides, &denied("73030:RT")), 10_000);
}

#[test]
fn a_reversal_takes_back_the_part_whose_line_it_tells() {
    let denied =
        |procedure: &str| bare_part("1", ("100", "0"), ("X1", procedure, "CAS*CO*50*100~"));
    let back =
        |procedure: &str| bare_part("22", ("-100", "0"), ("X1", procedure, "CAS*CO*50*-100~"));
    let files = Files::default()
        .sent("20250120", &of_two_alike("99213", "93000"))
        .remit("20250301", &denied("99213"))
        .remit("20250308", &denied("93000"));
    for (reversed, left) in [("99213", "93000"), ("93000", "99213")] {
        let files = files.clone().remit("20250401", &back(reversed));
        let hold = files.denials().into_iter().filter(|one| one.holds());
        let hold: Vec<_> = hold.map(|one| one.procedure.unwrap().to_string()).collect();
        assert_eq!(hold, [left]);
    }
}

#[test]
fn the_whole_claim_takes_the_place_of_all_its_parts() {
    let part =
        |control, procedure| bare_part("1", ("100", "0"), (control, procedure, "CAS*CO*50*100~"));
    let whole = "CLP*A*1*200*160**12*X1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
                 SVC*HC:99213*100*80~DTM*472*20250115~CAS*CO*45*20~\
                 SVC*HC:93000*100*80~DTM*472*20250115~CAS*CO*45*20~";
    let files = Files::default()
        .sent("20250120", &of_two_alike("99213", "93000"))
        .remit("20250301", &part("X1", "99213"))
        .remit("20250308", &part("Y1", "93000"));
    assert_eq!(files.summary().denied.amount.cents(), 20_000);
    let files = files.remit("20250401", whole);
    assert_eq!(files.summary().denied.amount.cents(), 0);
}

#[test]
fn a_takeback_of_one_part_is_not_undone_by_the_other() {
    let paid = |status: &str, sign: &str, procedure: &str| {
        let (charge, amount) = (format!("{sign}100"), format!("{sign}80"));
        let reasons = format!("CAS*CO*45*{sign}20~");
        bare_part(status, (&charge, &amount), ("X1", procedure, &reasons))
    };
    let files = Files::default()
        .sent("20250120", &of_two_alike("99213", "93000"))
        .remit("20250301", &paid("1", "", "99213"))
        .remit("20250401", &paid("22", "-", "99213"))
        .remit("20250408", &paid("1", "", "93000"));
    let taken: Vec<i64> = files
        .summary()
        .recoupments
        .iter()
        .map(|one| one.amount.cents())
        .collect();
    assert_eq!(taken, [8_000]);
}

/// What holds and what was first denied of the one claim of remittances, each with its day and trace, in whatever order the files are given.
fn stands(remittances: &[(&str, &str, String)]) -> (String, String, i64, i64) {
    let bodies: Vec<String> = remittances
        .iter()
        .map(|(day, trace, payments)| {
            format!(
                "BPR*I*0*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*{day}~TRN*1*{trace}*1999999999~\
                 N1*PR*ACME HEALTH*XV*60054~N1*PE*PRACTICE*XX*1234567893~LX*1~{payments}"
            )
        })
        .collect();
    let mut orders = vec![Vec::new()];
    for at in 0..bodies.len() {
        let longer = |order: Vec<usize>| {
            (0..=order.len()).map(move |place| {
                let mut longer = order.clone();
                longer.insert(place, at);
                longer
            })
        };
        orders = orders.into_iter().flat_map(longer).collect();
    }
    let told = orders.into_iter().map(|order| {
        let files = order
            .into_iter()
            .fold(Files::default(), |files, at| files.raw_remit(&bodies[at]));
        let course = files.tell(|analysis| {
            let mut all = analysis.histories();
            let course = all.next().expect("a claim").course;
            assert_eq!(all.next(), None);
            course
        });
        let summary = files.summary();
        let taken: i64 = summary
            .recoupments
            .iter()
            .map(|one| one.amount.cents())
            .sum();
        let holds = states(&files).into_iter();
        let holds = holds.filter(|(_, state)| *state == State::Current);
        let carcs: Vec<String> = holds.map(|(carc, _)| carc).collect();
        let outcome = course.outcome.as_str().to_owned();
        (outcome, carcs.concat(), course.first_denied.cents(), taken)
    });
    let mut told: Vec<_> = told.collect();
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

#[test]
fn remittances_of_one_day_count_alike_in_whatever_order() {
    let old = || ("20250301", "T1", first("CO*B7"));
    let back = reversal("A", "CO*B7");
    let anew = first("CO*50");
    let paid = paid("A", "ICNA");
    let expected = |outcome: &str, carc: &str, first: i64, taken: i64| {
        (outcome.to_owned(), carc.to_owned(), first, taken)
    };
    for (one, other) in [("T2", "T3"), ("T3", "T2"), ("T9", "T10"), ("", "")] {
        // A reversal and what is decided in its place, whether it tells the same or not.
        for (anew, outcome, carc) in [
            (&anew, "denied", "50"),
            (&paid, "settled", ""),
            (&first("CO*B7"), "denied", "B7"),
        ] {
            let day = "20250401";
            let all = [old(), (day, one, back.clone()), (day, other, anew.clone())];
            assert_eq!(stands(&all), expected(outcome, carc, 10_000, 0), "{carc}");
        }
        // Where the old decision is in no remittance, too.
        let both = [
            ("20250401", one, back.clone()),
            ("20250401", other, anew.clone()),
        ];
        assert_eq!(stands(&both), expected("denied", "50", 10_000, 0));
        // What is decided, reversed and decided anew on one day.
        let all = [
            ("20250401", one, first("CO*B7")),
            ("20250401", other, back.clone() + &paid),
        ];
        assert_eq!(stands(&all), expected("settled", "", 10_000, 0));
        // And what is paid and taken back.
        let all = [
            ("20250401", one, paid.clone()),
            ("20250401", other, taken_back("A", "ICNA", "")),
        ];
        assert_eq!(stands(&all), expected("reversed", "", 0, 10_000));
    }
    // Two decisions of one day: the remittance with the larger number is the later one.
    for (one, other, outcome) in [("T2", "T3", "settled"), ("T10", "T9", "denied")] {
        let both = [
            ("20250401", one, anew.clone()),
            ("20250401", other, paid.clone()),
        ];
        assert_eq!(stands(&both).0, outcome);
    }
}
