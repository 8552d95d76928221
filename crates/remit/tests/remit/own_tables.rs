//! The user's tables of what reason and remark codes mean (`[denials]` of the profile).

use remedi_claims::codes::cause::{Denial as Denies, Owner, RootCause, Route};
use remedi_remit::{Category, Denial, EvidenceVerdict, Reason};

use crate::support::{Files, claim, denied, remit};

/// A visit denied with an adjustment such as `CO*24`, and what else stands in its line.
fn answered(profile: &'static str, reason: &str, rest: &str) -> Files {
    let payment = denied("A1", "100", "20250115", "99213", reason) + rest;
    remit("20250301", &payment).profile(profile)
}

fn cause(files: Files) -> (RootCause, &'static str) {
    let denial = files.denial();
    (denial.cause, denial.subcause)
}

const CODES: &str = "[payers.60054]\naliases = [\"ACME\"]\n[denials.causes]\ncsv = \"\"\"
code,payer,cause,subcause,denial,owner,route,preventable
24,acme,WRONG_PAYER,medical-group,,,,
45,87726,CONTRACT,,yes,,,
B7,,CONTRACTUAL,,,,,
50,,,,pending,,,
150,,,,,clinical,,yes
997,,DOCUMENTATION,,,,,
N130,,BENEFIT_LIMIT,visits,,,,
N998,,AUTHORIZATION,,,,,
\"\"\"
";

#[test]
fn a_reason_means_what_the_users_row_of_its_payer_says() {
    assert!(answered("", "CO*24", "").denials().is_empty());
    let denial = answered(CODES, "CO*24", "").denial();
    assert_eq!(
        (denial.cause, denial.subcause),
        (RootCause::WrongPayer, "medical-group")
    );
    assert_eq!(
        (denial.owner, denial.route),
        (Owner::FrontDesk, Route::RebillOtherPayer)
    );
    assert!(
        denial
            .because
            .iter()
            .any(|one| matches!(one, Reason::OwnTable(_)))
    );
    // Of another payer.
    assert!(answered(CODES, "CO*45", "").denials().is_empty());
}

#[test]
fn a_row_says_whether_a_code_denies() {
    assert!(answered(CODES, "CO*B7", "").denials().is_empty());
    let denial = answered(CODES, "CO*50", "").denial();
    assert_eq!(denial.denied, Denies::Pending);
    assert_eq!(denial.cause, RootCause::MedicalNecessity);
    // Sums go by the same.
    let summary = answered(CODES, "CO*24", "").summary();
    assert_eq!(summary.rates.lines.numerator, 1);
    let now = answered(CODES, "CO*B7", "").summary().life_cycle.now;
    assert_eq!(now.adjustments.get(Category::Contractual).cents(), 10_000);
    let summary = answered(CODES, "CO*B7", "").summary();
    assert_eq!(
        (
            summary.rates.lines.numerator,
            summary.rates.claims.numerator
        ),
        (0, 0)
    );
}

#[test]
fn what_a_row_leaves_empty_stays_as_it_is() {
    let denial = answered(CODES, "CO*150", "").denial();
    assert_eq!(
        (denial.cause, denial.subcause),
        (RootCause::Coding, "level-of-service")
    );
    assert_eq!(
        (denial.owner, denial.route),
        (Owner::Clinical, Route::Appeal)
    );
    assert!(denial.preventable);
}

#[test]
fn codes_that_are_newer_than_ours_can_be_added() {
    assert_eq!(cause(answered("", "CO*997", "")).0, RootCause::Unknown);
    let (told, subcause) = cause(answered(CODES, "CO*997", ""));
    assert_eq!((told, subcause), (RootCause::Documentation, "by-own-table"));
    assert_eq!(
        cause(answered(CODES, "CO*16", "LQ*HE*N998~")).0,
        RootCause::Authorization
    );
}

#[test]
fn a_remark_that_decides_nothing_for_us_may_decide_for_the_user() {
    assert_eq!(
        cause(answered("", "CO*96", "LQ*HE*N130~")).0,
        RootCause::Unknown
    );
    let told = cause(answered(CODES, "CO*96", "LQ*HE*N130~"));
    assert_eq!(told, (RootCause::BenefitLimit, "visits"));
    // A specific reason keeps its cause.
    assert_eq!(
        cause(answered(CODES, "CO*29", "LQ*HE*N130~")).0,
        RootCause::TimelyFiling
    );
}

const PAIRS: &str = "[denials.combinations]\ncsv = \"\"\"
carc,rarc,payer,group,cause,subcause,denial,owner,route,preventable
29,N130,,PR,NON_COVERED,too-late-for-plan,,,,
45,M15,,,BUNDLING,,,coding,,
50,MA130,,,,,,,appeal,
96,N30,,,,,no,,,
\"\"\"
";

#[test]
fn a_combination_decides_alone() {
    let told = answered(PAIRS, "PR*29", "LQ*HE*N130~").denial();
    assert_eq!(
        (told.cause, told.subcause),
        (RootCause::NonCovered, "too-late-for-plan")
    );
    assert_eq!(told.confidence, 95);
    assert_eq!(told.because.len(), 1);
    let told = answered(PAIRS, "CO*50", "LQ*HE*MA130~").denial();
    assert_eq!(
        (told.cause, told.route),
        (RootCause::MedicalNecessity, Route::Appeal)
    );
    assert_eq!(
        answered("", "CO*50", "LQ*HE*MA130~").denial().route,
        Route::NewClaim
    );
    // Not in another group, nor without the remark.
    assert_eq!(
        cause(answered(PAIRS, "CO*29", "LQ*HE*N130~")).0,
        RootCause::TimelyFiling
    );
    assert_eq!(
        cause(answered(PAIRS, "PR*29", "")).0,
        RootCause::TimelyFiling
    );
}

#[test]
fn a_combination_may_make_a_denial_and_unmake_one() {
    let bundled = answered(PAIRS, "CO*45", "LQ*HE*M15~").denial();
    assert_eq!(
        (bundled.cause, bundled.owner),
        (RootCause::Bundling, Owner::Coding)
    );
    assert!(answered(PAIRS, "CO*45", "").denials().is_empty());
    assert!(answered(PAIRS, "CO*96", "LQ*HE*N30~").denials().is_empty());
    assert_eq!(answered(PAIRS, "CO*96", "").denials().len(), 1);
}

const LOOSE: &str = "[denials]\nloose_semantics = true\n";

#[test]
fn loosely_read_codes_are_suspected_and_keep_their_cause() {
    let suspected = |profile, reason| {
        let denial: Denial = answered(profile, reason, "").denial();
        (denial.cause, denial.suspects)
    };
    assert_eq!(suspected("", "CO*109"), (RootCause::WrongPayer, None));
    let credentialing = Some(RootCause::Credentialing);
    assert_eq!(
        suspected(LOOSE, "CO*109"),
        (RootCause::WrongPayer, credentialing)
    );
    assert_eq!(
        suspected(LOOSE, "PR*204"),
        (RootCause::NonCovered, credentialing)
    );
    assert_eq!(
        suspected(LOOSE, "CO*50"),
        (RootCause::MedicalNecessity, None)
    );
}

#[test]
fn what_the_payer_adjudicated_otherwise_is_told() {
    let because = |change: fn(String) -> String| {
        let payment = change(denied("A1", "100", "20250115", "99213", "CO*58"));
        let files = Files::default().sent("20250120", &claim("A1", "100", "20250115", "99213"));
        let denial = files.remit("20250301", &payment).denial();
        assert_eq!(denial.evidence.verdict, EvidenceVerdict::Unknown);
        let told = denial.because.iter().map(ToString::to_string);
        told.filter(|reason| reason.contains("adjudicated"))
            .collect::<Vec<_>>()
    };
    assert!(because(|same| same).is_empty());
    assert_eq!(
        because(|payment| payment.replace("ICNA1*11*1~", "ICNA1*22*1~")),
        ["the payer adjudicated POS 22; POS 11 was sent"]
    );
    assert_eq!(
        because(|payment| payment.replace("ICNA1*11*1~", "ICNA1*11*7~")),
        ["the payer adjudicated claim frequency 7; 1 was sent"]
    );
    assert_eq!(
        because(|payment| payment + "REF*HPI*1234567893~"),
        ["the payer adjudicated rendering provider 1234567893; 1245319599 was sent"]
    );
    assert_eq!(
        because(|payment| payment.replace("MI*M100~", "MI*M100~NM1*82*1*OTHER*****XX*1234567893~")),
        ["the payer adjudicated rendering provider 1234567893; 1245319599 was sent"]
    );
    // The line's own says it better.
    let own = because(|payment| {
        payment.replace("MI*M100~", "MI*M100~NM1*82*1*OTHER*****XX*1234567893~")
            + "REF*HPI*1245319599~"
    });
    assert!(own.is_empty());
    // Paid to another practice.
    let payment = denied("A1", "100", "20250115", "99213", "CO*58");
    let files = Files::default().sent("20250120", &claim("A1", "100", "20250115", "99213"));
    let header = "BPR*I*0*C*NON************20250301~TRN*1*T1*1999999999~N1*PR*ACME~N1*PE*OTHER*FI*987654321~LX*1~";
    let denial = files.raw_remit(&format!("{header}{payment}")).denial();
    assert!(
        denial.because.contains(&Reason::OtherPayee),
        "{:?}",
        denial.because
    );
    assert!(
        !denial
            .because
            .iter()
            .any(|one| one.to_string().contains("987654321"))
    );
    let header = header.replace("FI*987654321", "XX*1245319599");
    let files = Files::default().sent("20250120", &claim("A1", "100", "20250115", "99213"));
    let paid_to = files.raw_remit(&format!("{header}{payment}"));
    // Also by a claim that was kept.
    for files in [paid_to.clone(), paid_to.kept()] {
        let because = files.denial().because;
        let told = "the payer adjudicated payee 1245319599; billing provider 1234567893 was sent";
        assert!(
            because.iter().any(|one| one.to_string() == told),
            "{because:?}"
        );
    }
    // An institutional claim has no place of service, whatever CLP08 says.
    let revenue = because(|payment| {
        let payment = payment.replace("ICNA1*11*1~", "ICNA1*13*1~");
        payment.replace("SVC*HC:99213*100*0~", "SVC*HC:99213*100*0*0300~")
    });
    assert!(revenue.is_empty());
}

#[test]
fn rejects_of_pharmacies_stand_apart_and_are_no_missing_remark() {
    let line = |list: &str| {
        let line = format!("CLP*A*1*100*0**13*P1*11*1~SVC*HC:99213*100*0~CAS*CO*16*100~{list}");
        remit("20250301", &line)
    };
    let denial = line("LQ*RX*75~LQ*RX*N290~").denial();
    let rejects: Vec<_> = denial
        .pharmacy_rejects
        .iter()
        .map(|one| one.as_str())
        .collect();
    assert_eq!(rejects, ["75", "N290"]);
    assert!(denial.rarcs.is_empty());
    assert_eq!(denial.cause, RootCause::ClaimData);
    assert!(line("LQ*RX*75~").faults().is_empty());
    assert_eq!(line("").faults().len(), 1);
}
