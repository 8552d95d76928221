//! Arithmetic of remittances: what does not add up is told, and the analysis goes on (case 31).

use remedi_claims::codes::cause::Denial;
use remedi_remit::Category;

use crate::support::{Files, denied, remit};

#[test]
fn a_line_and_a_claim_that_do_not_add_up_are_told_where_they_stand() {
    let line = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*B7*90~";
    let files = remit("20250301", line);
    assert_eq!(
        files.faults(),
        ["claim-out-of-balance CLP04", "line-out-of-balance SVC03"]
    );
    assert_eq!(files.denial().amount.cents(), 9_000);
    assert_eq!(files.summary().faults, 2);
}

#[test]
fn claim_and_line_adjustments_together_make_the_balance() {
    let both = "CLP*A*1*100*10**12*P1*11*1~CAS*CO*A1*20~LQ*HE*N1~SVC*HC:99213*100*30~CAS*CO*45*70~";
    assert!(
        !remit("20250301", both)
            .faults()
            .iter()
            .any(|fault| fault.contains("balance"))
    );
    let once_more = both.replace("*A1*20", "*A1*30");
    assert!(
        remit("20250301", &once_more)
            .faults()
            .contains(&"claim-out-of-balance CLP04".to_owned())
    );
}

#[test]
fn line_charges_make_the_claim_charge() {
    let claim = "CLP*A*1*150*0**12*P1*11*1~CAS*CO*45*50~SVC*HC:99213*100*0~CAS*CO*45*100~";
    assert_eq!(
        remit("20250301", claim).faults(),
        ["line-charges-differ CLP03"]
    );
}

#[test]
fn a_remittance_without_claims_is_one() {
    let files = Files::default().remit_of("20250301", "1000", "");
    let summary = files.summary();
    assert_eq!((summary.remittances, summary.payments), (1, 0));
    assert_eq!(files.faults(), ["remittance-out-of-balance BPR02"]);
    // It is one however it is cut, and one of nothing balances.
    assert_eq!(files.cut_at(1).summary().remittances, 1);
    let nothing = Files::default().remit_of("20250301", "0", "");
    assert!(nothing.faults().is_empty());
}

#[test]
fn a_remittance_balances_with_its_provider_adjustments() {
    let claim = "CLP*A*1*100*100**12*P1*11*1~SVC*HC:99213*100*100~";
    let balanced = Files::default().remit_of(
        "20250301",
        "75",
        &format!("{claim}PLB*1234567893*20251231*WO:P1*30*L6*-5~"),
    );
    assert!(balanced.faults().is_empty());
    // Positive takes money away: who reads the sign the other way sees 125.
    let wrong = Files::default().remit_of(
        "20250301",
        "125",
        &format!("{claim}PLB*1234567893*20251231*WO:P1*30*L6*-5~"),
    );
    assert_eq!(wrong.faults(), ["remittance-out-of-balance BPR02"]);
}

#[test]
fn case_31_a_balance_carried_forward_leaves_a_payment_of_nothing() {
    let recovered = "CLP*A*22*-100*-100**12*P1*11*1~SVC*HC:99213*-100*-100~";
    let files = Files::default().remit_of(
        "20250301",
        "0",
        &format!("{recovered}PLB*1234567893*20251231*FB*-100~"),
    );
    assert!(files.faults().is_empty());
}

#[test]
fn case_31_a_remittance_cut_into_batches_is_one_remittance() {
    let claims: String = (0..40)
        .map(|n| denied(&format!("A{n}"), "100", "20250115", "99213", "CO*B7"))
        .map(|claim| {
            claim
                .replace("*100*0**12*", "*100*10**12*")
                .replace("*100*0~", "*100*10~")
        })
        .map(|claim| claim.replace("*B7*100~", "*B7*90~"))
        .collect();
    let files = remit(
        "20250301",
        &format!("{claims}PLB*1234567893*20251231*WO:X*0~"),
    )
    .remit("20250302", &claims.replace("CLP*A", "CLP*B"));
    let whole = files.summary();
    assert_eq!((whole.remittances, whole.denied.claims), (2, 80));
    for size in [1, 200, 1_000] {
        let cut = files.clone().cut_at(size);
        assert_eq!(cut.summary(), whole, "{size}");
        assert_eq!(cut.denials(), files.denials(), "{size}");
        assert!(cut.faults().is_empty());
    }
}

#[test]
fn a_fault_of_the_header_is_told_once() {
    let claims: String = (0..5)
        .map(|n| denied(&format!("A{n}"), "100", "20250115", "99213", "CO*B7"))
        .collect();
    let files = remit("20251399", &claims).cut_at(1);
    assert_eq!(files.faults(), ["malformed-date BPR16"]);
}

#[test]
fn case_31_several_payees_groups_of_claims_and_sets_are_read() {
    let body = "BPR*I*0*C*NON************20250303~TRN*1*T9*1999999999~N1*PR*ACME*XV*60054~\
                N1*PE*ONE*XX*1234567893~LX*1~TS3*1234567893*11*20251231*1*100~";
    let files = Files::default()
        .raw_remit(&format!(
            "{body}{}LX*2~{}",
            denied("A", "100", "20250115", "99213", "CO*B7"),
            denied("B", "100", "20250115", "99213", "CO*5")
        ))
        .raw_remit(&body.replace("1234567893~LX", "1245319599~LX"));
    assert_eq!(files.denials().len(), 2);
    assert!(files.faults().is_empty());
}

#[test]
fn what_is_no_amount_is_told_and_balances_nothing() {
    let claim = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*B7*1O0*1*50*100~";
    let files = remit("20250301", claim);
    assert_eq!(files.faults(), ["malformed-amount CAS03"]);
    assert_eq!(files.denial().carc.as_str(), "50");
    let day = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~DTM*472*2025~CAS*CO*B7*100~";
    assert_eq!(remit("20250301", day).faults(), ["malformed-date SVC"]);
}

#[test]
fn groups_of_no_list_are_told() {
    let claim = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*XX*B7*100~";
    let files = remit("20250301", claim);
    assert_eq!(files.faults(), ["unknown-adjustment-group CAS01"]);
    assert_eq!(files.denials().len(), 1);
}

#[test]
fn case_23_a_claim_that_repeats_its_lines_is_denied_once() {
    let repeated = "CLP*A*1*100*0**12*P1*11*1~CAS*CO*B7*100~SVC*HC:99213*100*0~CAS*CO*B7*100~";
    let files = remit("20250301", repeated);
    let denial = files.denial();
    assert_eq!((denial.line, denial.amount.cents()), (Some(1), 10_000));
    assert_eq!(files.faults(), ["claim-out-of-balance CLP04"]);
    let waterfall = files.summary().life_cycle.now;
    assert_eq!(waterfall.adjustments.total().cents(), 10_000);
    assert_eq!(waterfall.unbalanced.cents(), 0);
    // Different money at both levels, as it should be.
    let both = "CLP*A*1*100*0**12*P1*11*1~CAS*CO*29*40~SVC*HC:99213*100*40~CAS*CO*B7*60~";
    assert_eq!(remit("20250301", both).denials().len(), 2);
    // Where the lines do not come out even alone, both are told.
    let odd = "CLP*A*1*100*0**12*P1*11*1~CAS*CO*29*50~SVC*HC:99213*100*0~CAS*CO*B7*70~";
    assert_eq!(remit("20250301", odd).denials().len(), 2);
}

#[test]
fn what_stands_in_no_claim_payment_is_told() {
    let line = "SVC*HC:99214*50*0~DTM*472*20250115~CAS*CO*B7*50~";
    let claim = denied("A", "100", "20250115", "99213", "CO*B7");
    let plb = "PLB*1234567893*20251231*WO:X7*0~";
    let service = ["outside-of-claim-payment SVC"];
    assert_eq!(remit("20250301", line).faults(), service);
    for payments in [format!("{line}{claim}"), format!("{claim}{plb}{line}")] {
        let files = remit("20250301", &payments);
        assert_eq!(files.faults(), service, "{payments}");
        assert_eq!(files.summary().denied.amount.cents(), 10_000);
        assert_eq!(files.clone().cut_at(1).faults(), service);
    }
    let adjusted = remit("20250301", &format!("CAS*CO*45*10~CAS*CO*B7*10~{claim}"));
    assert_eq!(adjusted.faults(), ["outside-of-claim-payment CAS"]);
    assert_eq!(remit("20250301", &claim).faults(), [] as [&str; 0]);
}

#[test]
fn a_remittance_that_does_not_say_what_was_paid_or_when_is_told_of() {
    let claim = denied("A", "100", "20250115", "99213", "CO*B7");
    let of = |header: &str| {
        Files::default()
            .raw_remit(&format!("{header}{claim}"))
            .faults()
    };
    let parties =
        "TRN*1*T1*1999999999~N1*PR*ACME HEALTH*XV*60054~N1*PE*PRACTICE*XX*1234567893~LX*1~";
    assert_eq!(
        of(parties),
        ["payment-missing ST", "payment-day-missing ST"]
    );
    let unpaid = "BPR*I**C*NON************20250301~";
    assert_eq!(of(&format!("{unpaid}{parties}")), ["payment-missing BPR02"]);
    let undated = "BPR*I*0*C*NON~";
    assert_eq!(
        of(&format!("{undated}{parties}")),
        ["payment-day-missing BPR16"]
    );
    // The day of production will do.
    let produced = format!(
        "{undated}{}",
        parties.replace("N1*PR", "DTM*405*20250301~N1*PR")
    );
    assert_eq!(of(&produced), [] as [&str; 0]);
}

#[test]
fn reasons_that_a_segment_has_no_room_for_are_told_and_balance_nothing() {
    let of = |reasons: usize| {
        let charge = 10 * reasons;
        let all = "*B7*10*".repeat(reasons);
        let adjusted = all.trim_end_matches('*');
        remit(
            "20250301",
            &format!("CLP*A*1*{charge}*0**12*P1*11*1~SVC*HC:99213*{charge}*0~CAS*CO{adjusted}~"),
        )
    };
    assert_eq!(of(6).faults(), [] as [&str; 0]);
    let more = of(13);
    assert_eq!(more.faults(), ["too-many-reasons CAS20"]);
    assert_eq!(more.denials().len(), 6);
    let plb = |pairs: usize| {
        let plb = format!("PLB*1*20251231{}~", "*CS:X*10".repeat(pairs));
        Files::default()
            .remit_of("20250301", &format!("-{}", 10 * pairs), &plb)
            .faults()
    };
    assert_eq!(plb(6), [] as [&str; 0]);
    assert_eq!(plb(7), ["too-many-reasons PLB15"]);
}

#[test]
fn what_4010_alone_has_is_told_and_what_is_pended_is_not_denied_yet() {
    let of = |status: &str| {
        let payment = denied("A", "100", "20250115", "99213", "CO*B7");
        remit(
            "20250301",
            &payment.replace("*1*100", &format!("*{status}*100")),
        )
    };
    assert_eq!(of("1").denial().denied, Denial::Yes);
    for status in ["5", "10", "13", "15", "16", "17"] {
        let files = of(status);
        assert_eq!(files.denial().denied, Denial::Pending, "{status}");
        assert_eq!(files.faults(), ["old-claim-status CLP02"], "{status}");
        let summary = files.summary();
        let claims = (summary.denied.claims, summary.pending.claims);
        assert_eq!(claims, (0, 1), "{status}");
    }
    // A review is over.
    assert_eq!(of("27").denial().denied, Denial::Yes);
    assert_eq!(of("27").faults(), ["old-claim-status CLP02"]);
    for status in ["99", ""] {
        assert_eq!(of(status).faults(), ["unknown-claim-status CLP02"]);
    }
    let old = denied("A", "100", "20250115", "99213", "CR*B7");
    assert_eq!(
        remit("20250301", &old).faults(),
        ["old-adjustment-group CAS01"]
    );
}

#[test]
fn amounts_with_a_sign_that_is_not_that_of_the_status_are_told() {
    let of = |status: &str, charge: &str, paid: &str| {
        let line = format!("CLP*A*{status}*{charge}*{paid}**12*P1*11*1~");
        remit("20250301", &line).faults()
    };
    assert_eq!(of("22", "100", "100"), ["reversal-not-negative CLP03"]);
    assert_eq!(of("22", "0", "20")[0], "reversal-not-negative CLP04");
    assert_eq!(of("1", "-100", "-100"), ["negative-charge CLP03"]);
    assert!(of("22", "-100", "-100").is_empty());
    assert!(of("1", "100", "100").is_empty());
    assert!(of("1", "0", "0").is_empty());
}

#[test]
fn amounts_in_another_currency_are_told() {
    let of = |currency: &str| {
        let body = format!(
            "BPR*I*100*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*20250301~TRN*1*T1*1999999999~{currency}\
             N1*PR*PAYER*XV*60054~N1*PE*PRACTICE*XX*1234567893~LX*1~CLP*A*1*100*100**12*P1*11*1~"
        );
        Files::default().raw_remit(&body).faults()
    };
    assert_eq!(of("CUR*PR*CAD~"), ["other-currency CUR02"]);
    assert!(of("CUR*PR*USD~").is_empty());
    assert!(of("").is_empty());
}

#[test]
fn what_is_taken_and_given_back_by_one_reason_is_not_denied() {
    let of = |cas: &str, paid: &str| {
        let line = format!(
            "CLP*A*1*100*{paid}**12*P1*11*1~SVC*HC:99213*100*{paid}~DTM*472*20250115~{cas}"
        );
        let files = remit("20250301", &line);
        let denied: Vec<i64> = files
            .denials()
            .iter()
            .map(|one| one.amount.cents())
            .collect();
        let now = files.summary().life_cycle.now;
        let all: i64 = Category::ALL
            .map(|one| now.adjustments.get(one).cents())
            .iter()
            .sum();
        assert_eq!(now.charge.cents(), now.paid.cents() + all);
        (
            denied,
            now.adjustments.get(Category::Denied).cents(),
            files.faults(),
        )
    };
    let none: Vec<String> = Vec::new();
    for cas in ["CAS*CO*50*100~CAS*CO*50*-100~", "CAS*CO*50*-100**50*100~"] {
        assert_eq!(of(cas, "100"), (vec![], 0, none.clone()));
    }
    assert_eq!(
        of("CAS*CO*B7*100~CAS*CO*B7*-50~", "50"),
        (vec![5_000], 5_000, none.clone())
    );
    assert_eq!(
        of("CAS*CO*B7*60~CAS*CO*B7*40~CAS*CO*B7*-70~", "70"),
        (vec![3_000], 3_000, none.clone())
    );
    // Another reason gives back something else.
    assert_eq!(of("CAS*OA*B7*100~CAS*OA*94*-100~", "100").0, [10_000]);
}

#[test]
fn a_reversal_of_some_lines_is_told() {
    let line = |code: &str, charge: i32, paid: i32| {
        format!("SVC*HC:{code}*{charge}*{paid}~DTM*472*20250115~")
    };
    let whole = format!(
        "CLP*A*1*300*300**12*P1*11*1~{}{}",
        line("99213", 100, 100),
        line("93000", 200, 200)
    );
    let told = |back: &str| {
        let files = remit("20250301", &whole).remit("20250401", back);
        let partly = files.faults().into_iter();
        partly
            .filter(|fault| fault.starts_with("partly"))
            .collect::<Vec<_>>()
    };
    let part = format!(
        "CLP*A*22*-200*-200**12*P1*11*1~{}",
        line("93000", -200, -200)
    );
    assert_eq!(told(&part), ["partly-reversed BPR02"]);
    // Both lines in a reversal each.
    let rest = format!(
        "CLP*A*22*-100*-100**12*P1*11*1~{}",
        line("99213", -100, -100)
    );
    assert!(told(&format!("{part}{rest}")).is_empty());
    let all = whole
        .replace("*1*300*300", "*22*-300*-300")
        .replace("*100*100", "*-100*-100");
    assert!(told(&all.replace("*200*200", "*-200*-200")).is_empty());
}
