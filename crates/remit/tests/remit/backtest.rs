//! Rules scored against what payers answered.

use remedi_remit::{Backtest, EvidenceVerdict, Mining, Proposals, RuleScore};

use crate::support::{DOCTOR, Files, PRACTICE, claim, denied};

/// Within the enrollment of the doctor, and after it.
const COVERED: &str = "20241115";
const ENDED: &str = "20250115";

/// A practice whose doctor is enrolled until the end of 2024, as was known from a day on.
fn practice(known_from: &str) -> Files {
    let enrollments = format!(
        "provider_npi,payer_id,group_npi,tin,status,effective_from,effective_to,recorded_from,recorded_to\n\
         {DOCTOR},60054,{PRACTICE},123456789,approved,2020-01-01,,2020-01-01,{known_from}\n\
         {DOCTOR},60054,{PRACTICE},123456789,terminated,2020-01-01,2024-12-31,{known_from},\n"
    );
    Files::default()
        .roster("enrollments.csv", &enrollments)
        .roster(
            "providers.csv",
            &format!(
                "npi,entity_type,last_or_organization_name\n{DOCTOR},1,DOCTOR\n{PRACTICE},2,PRACTICE\n"
            ),
        )
        .roster("payers.csv", "payer_id,name,class,aliases\n60054,Acme Health,commercial,\n")
}

fn paid(id: &str, day: &str) -> String {
    format!(
        "CLP*{id}*1*100*100**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*100*100~DTM*472*{day}~"
    )
}

/// A visit on a day, sent on 2025-01-20 and answered.
fn visit(day: &str, answer: &str) -> Files {
    practice("2025-01-02")
        .sent("20250120", &claim("A1", "100", day, "99213"))
        .remit("20250301", answer)
}

fn scored(files: &Files) -> Backtest {
    files.tell_as_sent(|analysis| analysis.backtest())
}

fn of_rule(scores: &Backtest, rule: &str) -> Option<RuleScore> {
    scores
        .rules
        .iter()
        .find(|score| score.rule == rule)
        .cloned()
}

#[test]
fn a_call_is_true_when_the_payer_says_the_same() {
    let scores = scored(&visit(ENDED, &denied("A1", "100", ENDED, "99213", "CO*B7")));
    let rule = of_rule(&scores, "ENR-04").unwrap();
    assert_eq!(
        (rule.calls.borne_out, rule.calls.off, rule.calls.unfounded),
        (1, 0, 0)
    );
    assert_eq!(
        (rule.errors, rule.missed, rule.caught.to_string().as_str()),
        (1, Some(0), "100.00")
    );
    let overall = scores.overall;
    assert_eq!((overall.caught, overall.held(), overall.missed), (1, 1, 0));
    assert_eq!(overall.amount_caught.to_string(), "100.00");
}

#[test]
fn a_call_is_off_when_the_payer_says_something_else() {
    let scores = scored(&visit(ENDED, &denied("A1", "100", ENDED, "99213", "CO*50")));
    let rule = of_rule(&scores, "ENR-04").unwrap();
    assert_eq!(
        (rule.calls.borne_out, rule.calls.off, rule.calls.unfounded),
        (0, 1, 0)
    );
    let overall = scores.overall;
    assert_eq!(
        (overall.held_for_other, overall.caught, overall.wrongly_held),
        (1, 0, 0)
    );
    assert_eq!(overall.amount_wrongly_held.to_string(), "0.00");
}

#[test]
fn a_call_is_false_when_the_payer_pays() {
    let scores = scored(&visit(ENDED, &paid("A1", ENDED)));
    let rule = of_rule(&scores, "ENR-04").unwrap();
    assert_eq!(
        (rule.calls.borne_out, rule.calls.off, rule.calls.unfounded),
        (0, 0, 1)
    );
    assert_eq!(rule.wrongly_held.to_string(), "100.00");
    assert_eq!(scores.overall.wrongly_held, 1);
    assert_eq!(scores.overall.amount_wrongly_held.to_string(), "100.00");
    assert_eq!(scores.overall.precision().numerator, 0);
}

#[test]
fn a_warning_holds_no_dollars() {
    // A visit of an office at a nursing facility is unusual, and no error.
    let sent = claim("A1", "100", COVERED, "99213").replace("***11:B", "***31:B");
    let files = practice("2025-01-02")
        .sent("20250120", &sent)
        .remit("20250301", &paid("A1", COVERED));
    let rule = of_rule(&scored(&files), "PX-01").unwrap();
    assert_eq!((rule.errors, rule.calls.unfounded), (0, 1));
    assert_eq!(rule.wrongly_held.cents(), 0);
}

#[test]
fn a_denial_that_nothing_foretold_is_missed() {
    let scores = scored(&visit(
        COVERED,
        &denied("A1", "100", COVERED, "99213", "CO*B7"),
    ));
    assert_eq!((scores.overall.held(), scores.overall.missed), (0, 1));
    assert_eq!(scores.overall.amount_missed.to_string(), "100.00");
    assert_eq!(
        (
            scores.overall.recall().numerator,
            scores.overall.recall().denominator
        ),
        (0, 1)
    );
}

#[test]
fn what_no_rule_looks_at_is_not_missed() {
    let scores = scored(&visit(
        COVERED,
        &denied("A1", "100", COVERED, "99213", "PR*27"),
    ));
    assert_eq!((scores.overall.denied, scores.overall.missed), (1, 0));
}

#[test]
fn what_was_learnt_after_the_claim_was_sent_is_not_called() {
    let late = practice("2025-02-15")
        .sent("20250120", &claim("A1", "100", ENDED, "99213"))
        .remit("20250301", &denied("A1", "100", ENDED, "99213", "CO*B7"));
    let scores = scored(&late);
    assert!(scores.rules.is_empty(), "{:?}", scores.rules);
    assert_eq!((scores.overall.held(), scores.overall.missed), (0, 1));
}

#[test]
fn the_first_answer_counts_and_no_later_one() {
    let first = denied("A1", "100", ENDED, "99213", "CO*B7");
    let files = visit(ENDED, &first).remit("20250401", &paid("A1", ENDED));
    assert_eq!(scored(&files).overall.caught, 1);
    let files = visit(ENDED, &paid("A1", ENDED)).remit("20250401", &first);
    assert_eq!(scored(&files).overall.wrongly_held, 1);
}

#[test]
fn the_first_answer_may_come_in_parts() {
    let second = format!("LX*2~SV1*HC:93000*40*UN*1***1~DTP*472*D8*{ENDED}~REF*6R*A1L2~");
    let sent = claim("A1", "100", ENDED, "99213").replace("CLM*A1*100*", "CLM*A1*140*") + &second;
    let part = |charge: &str, control: &str, procedure: &str| {
        denied("A1", charge, ENDED, procedure, "CO*B7").replace("ICNA1", control)
    };
    let missed = |later: &str| {
        let files = practice("2025-01-02")
            .sent("20250120", &sent)
            .remit("20250301", &paid("A1", ENDED))
            .remit("20250308", later);
        let overall = scored(&files).overall;
        (overall.caught, overall.wrongly_held)
    };
    assert_eq!(missed(&part("40", "P2", "93000")), (1, 0));
    assert_eq!(missed(&part("40", "ICNA1", "93000")), (1, 0));
    // What is decided anew is a later answer: the same line, another one that was not sent beside it, and under one number one with
    // another code.
    assert_eq!(missed(&part("100", "P2", "99213")), (0, 1));
    assert_eq!(missed(&part("60", "P2", "93000")), (0, 1));
    let back = paid("A1", ENDED).replace("*1*100*100", "*22*-100*-100");
    let back = back.replace("99213*100*100", "99213*-100*-100");
    assert_eq!(missed(&part("40", "ICNA1", "99212")), (0, 1));
    let corrected = |procedure: &str| missed(&(back.clone() + &part("40", "ICNA1", procedure)));
    assert_eq!(corrected("99212"), (0, 1));
    assert_eq!(corrected("93000"), (1, 0));
}

#[test]
fn claims_without_a_decision_are_left_out() {
    let unanswered = practice("2025-01-02").sent("20250120", &claim("A1", "100", ENDED, "99213"));
    let scores = scored(&unanswered);
    assert_eq!(
        (scores.sent, scores.answered, scores.overall.held()),
        (1, 0, 0)
    );
    let pending = visit(ENDED, &denied("A1", "100", ENDED, "99213", "OA*133"));
    assert_eq!(scored(&pending).answered, 0);
    // The first decision afterwards is the answer.
    let decided = pending
        .remit("20250401", &denied("A1", "100", ENDED, "99213", "CO*B7"))
        .remit("20250501", &paid("A1", ENDED));
    let scores = scored(&decided);
    assert_eq!((scores.answered, scores.overall.caught), (1, 1));
}

#[test]
fn payments_for_claims_that_are_not_there_are_counted() {
    let other = denied("Z9", "340", COVERED, "99215", "CO*B7");
    let scores = scored(&visit(ENDED, &paid("A1", ENDED)).remit("20250302", &other));
    assert_eq!((scores.unmatched, scores.answered), (1, 1));
}

#[test]
fn claims_are_told_by_the_month_they_were_sent_in() {
    let scores = scored(&visit(ENDED, &paid("A1", ENDED)));
    let months: Vec<_> = scores
        .months
        .iter()
        .map(|(month, score)| (*month, score.held()))
        .collect();
    assert_eq!(months, [(Some((2025, 1)), 1)]);
    let rule = of_rule(&scores, "ENR-04").unwrap();
    assert_eq!(rule.months.keys().collect::<Vec<_>>(), [&Some((2025, 1))]);
}

/// Visits of two kinds in two months, `denied` of ten of the one kind in each.
fn habit(denied_then: usize, denied_later: usize) -> Files {
    habit_told([denied_then, denied_later], |id, day, code| {
        denied(id, "100", day, code, "CO*50")
    })
}

/// The same, where the payer tells of a denied claim in these words.
fn habit_told(
    [denied_then, denied_later]: [usize; 2],
    denied: fn(&str, &str, &str) -> String,
) -> Files {
    let mut files = practice("2030-01-01");
    for (month, paid_on, often) in [
        ("10", "20241115", denied_then),
        ("12", "20250115", denied_later),
    ] {
        let day = format!("2024{month}03");
        let (mut claims, mut answers) = (String::new(), String::new());
        for number in 0..40 {
            let id = format!("V{month}{number:02}");
            let is_of_kind = number < 10;
            let code = if is_of_kind { "99204" } else { "93000" };
            claims += &claim(&id, "100", &day, code);
            answers += &match is_of_kind && number < often {
                true => denied(&id, &day, code),
                false => paid(&id, &day).replace("99213", code),
            };
        }
        files = files
            .sent(&format!("2024{month}10"), &claims)
            .remit(paid_on, &answers);
    }
    files
}

#[test]
fn a_habit_of_the_payer_is_mined_and_tried_on_later_claims() {
    let mining = Mining {
        split: "2024-11-30".parse().ok(),
        ..Mining::default()
    };
    let proposals = habit(9, 8).tell_as_sent(|analysis| analysis.proposals(&mining));
    let [found] = &proposals.all[..] else {
        panic!("{proposals:#?}");
    };
    assert_eq!(
        (&*found.payer, found.carc.as_str(), found.holds),
        ("60054", "50", true)
    );
    // One code says nothing of the others of its family.
    assert_eq!(
        (found.family, &found.procedures[..]),
        (None, &["99204".to_owned()][..])
    );
    assert_eq!(
        (found.mined.denied.numerator, found.mined.denied.denominator),
        (9, 10)
    );
    assert_eq!(
        (found.tried.denied.numerator, found.tried.denied.denominator),
        (8, 10)
    );
    assert_eq!(found.tried.amount_caught.to_string(), "800.00");
    assert_eq!(found.tried.amount_wrongly_held.to_string(), "200.00");
    assert!(!found.is_error());
    let toml = proposals.to_toml();
    assert!(
        toml.contains("8 of 10") && toml.contains("[[partner_rules]]"),
        "{toml}"
    );
    remedi_validate::Profile::parse(&toml, "proposed.toml").expect("a profile");
}

/// Whether codes of a family, so many visits of each, that are all denied, are proposed as a family.
fn is_family(codes: &[&str], visits: usize) -> bool {
    let mut files = practice("2030-01-01");
    for (month, paid_on) in [("10", "20241115"), ("12", "20250115")] {
        let day = format!("2024{month}03");
        let (mut claims, mut answers) = (String::new(), String::new());
        for number in 0..60 {
            let id = format!("V{month}{number:02}");
            let code = codes.get(number / visits).copied().unwrap_or("93000");
            claims += &claim(&id, "100", &day, code);
            answers += &match code {
                "93000" => paid(&id, &day).replace("99213", code),
                _ => denied(&id, "100", &day, code, "CO*50"),
            };
        }
        let sent_on = format!("2024{month}10");
        files = files.sent(&sent_on, &claims).remit(paid_on, &answers);
    }
    let proposals = mined(&files);
    let families: Vec<_> = proposals.all.iter().map(|one| one.family).collect();
    families == [Some("office visits")]
}

#[test]
fn a_habit_with_several_codes_of_a_family_is_one_with_the_family() {
    assert!(is_family(&["99204", "99214"], 10));
    // Few visits of each are enough together.
    assert!(is_family(
        &[
            "99202", "99203", "99204", "99212", "99213", "99214", "99215"
        ],
        3
    ));
    assert!(!is_family(&["99204"], 10));
}

fn mined(files: &Files) -> Proposals {
    let mining = Mining {
        split: "2024-11-30".parse().ok(),
        ..Mining::default()
    };
    files.tell_as_sent(|analysis| analysis.proposals(&mining))
}

#[test]
fn a_rule_that_was_mined_is_borne_out_by_what_it_was_mined_from() {
    let toml = mined(&habit(9, 8)).to_toml();
    assert!(toml.contains("predicts = [\"CO-50\"]"), "{toml}");
    let files = habit(9, 8).profile(&toml);
    let rule = of_rule(&scored(&files), "MINED-1").unwrap();
    let calls = (rule.calls.borne_out, rule.calls.off, rule.calls.unfounded);
    assert_eq!(calls, (17, 0, 3));
    for files in [files.clone(), files.kept()] {
        for denial in files.denials() {
            let said = (denial.evidence.verdict, denial.evidence.rule);
            assert_eq!(said, (EvidenceVerdict::Confirmed, Some("MINED-1")));
        }
    }
}

#[test]
fn a_rule_that_was_mined_of_a_generic_reason_knows_its_remark() {
    let files = habit_told([9, 8], |id, day, code| {
        denied(id, "100", day, code, "CO*16") + "LQ*HE*N290~LQ*HE*N522~"
    });
    let toml = mined(&files).to_toml();
    assert!(toml.contains("predicts = [\"CO-16 N290"), "{toml}");
    let rule = of_rule(&scored(&files.profile(&toml)), "MINED-1").unwrap();
    assert_eq!((rule.calls.borne_out, rule.calls.off), (17, 0));
}

/// What a payer does as a rule makes no claim wrong, and no denial right that the roster speaks against.
#[test]
fn a_habit_of_the_payer_is_no_fault_of_the_claim() {
    let answered = |reason| visit(COVERED, &denied("A1", "100", COVERED, "99213", reason));
    let rule = |predicts: &str| {
        format!(
            "[[partner_rules]]\ncode = 'MINED-1'\npath = '2400/SV101-2'\nforbid = true\nseverity = 'error'\n{predicts}\n"
        )
    };
    let verdict =
        |reason, profile: &str| answered(reason).profile(profile).denial().evidence.verdict;
    assert_eq!(verdict("CO*B7", ""), EvidenceVerdict::PayerSide);
    for (reason, predicts, expected) in [
        ("CO*B7", "", EvidenceVerdict::Contradicted),
        ("CO*B7", "predicts = ['CO-58']", EvidenceVerdict::PayerSide),
        ("CO*B7", "predicts = ['CO-B7']", EvidenceVerdict::PayerSide),
        ("CO*50", "predicts = ['CO-50']", EvidenceVerdict::Confirmed),
        ("CO*50", "predicts = ['CO-58']", EvidenceVerdict::Unknown),
    ] {
        assert_eq!(
            verdict(reason, &rule(predicts)),
            expected,
            "{reason} {predicts}"
        );
    }
}

#[test]
fn each_denial_of_a_claim_as_a_whole_counts_once_with_each_kind() {
    let files = habit_told([9, 8], |id, day, code| {
        format!(
            "CLP*{id}*1*100*0**12*ICN{id}*11*1~CAS*CO*50*80~CAS*PI*50*20~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:{code}*100*0~DTM*472*{day}~"
        )
    });
    let proposals = mined(&files);
    let caught: Vec<String> = proposals
        .all
        .iter()
        .map(|one| one.tried.amount_caught.to_string())
        .collect();
    assert_eq!(caught, ["800.00"]);
}

#[test]
fn unless_told_the_split_is_the_day_by_which_three_of_five_were_answered() {
    let mut files = practice("2025-01-02");
    for day in ["01", "02", "03", "04", "05"] {
        let id = format!("S{day}");
        let sent = claim(&id, "100", COVERED, "99213");
        let answer = denied(&id, "100", COVERED, "99213", "CO*50");
        files = files
            .sent("20241120", &sent)
            .remit(&format!("202503{day}"), &answer);
    }
    let proposals = files.tell_as_sent(|analysis| analysis.proposals(&Mining::default()));
    assert_eq!(proposals.split, "2025-03-03".parse().ok());
    assert_eq!(proposals.mined_from, 3);
}

#[test]
fn a_habit_that_has_ended_does_not_hold_and_is_not_written() {
    let mining = Mining {
        split: "2024-11-30".parse().ok(),
        ..Mining::default()
    };
    let proposals = habit(9, 1).tell_as_sent(|analysis| analysis.proposals(&mining));
    assert!(!proposals.all[0].holds);
    assert!(!proposals.to_toml().contains("[[partner_rules]]"));
}

#[test]
fn what_is_denied_now_and_then_is_no_habit() {
    let proposals = habit(2, 2).tell_as_sent(|analysis| analysis.proposals(&Mining::default()));
    assert!(proposals.all.is_empty(), "{proposals:#?}");
}

#[test]
fn without_payments_nothing_is_mined() {
    let files = practice("2025-01-02");
    let proposals = files.tell_as_sent(|analysis| analysis.proposals(&Mining::default()));
    assert_eq!(proposals.split, None);
}
