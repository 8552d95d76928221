//! Which claim and which line a payment answers (hard cases 28 and 30).

use remedi_remit::{LineMatchedBy, Matched, MatchedBy, Reason};

use crate::support::{DOCTOR, Files, PRACTICE, claim, denied, remit};

fn sent(id: &str) -> Files {
    Files::default().sent("20250120", &claim(id, "100", "20250115", "99213"))
}

fn answer(id: &str) -> String {
    denied(id, "100", "20250115", "99213", "CO*50")
}

#[test]
fn an_equal_number_needs_a_day_the_member_or_the_charge_to_agree() {
    let matched = |change: fn(String) -> String| {
        let files = sent("A1").remit("20250301", &change(answer("A1")));
        files.denial().evidence.matched_by
    };
    assert_eq!(matched(|all| all), Some(MatchedBy::ClaimId));
    assert_eq!(
        matched(|all| all.replace("*100*", "*90*").replace("*100~", "*90~")),
        Some(MatchedBy::ClaimId)
    );
    assert_eq!(
        matched(|all| all.replace("20250115", "20250116")),
        Some(MatchedBy::ClaimId)
    );
    assert_eq!(
        matched(|all| all.replace("M100", "M200")),
        Some(MatchedBy::ClaimId)
    );
    // On another day all else has to agree, and the day has to be near.
    let no_member = |all: String| all.replace("****MI*M100", "");
    assert_eq!(matched(|all| all.replace("20250115", "20240115")), None);
    assert_eq!(matched(no_member), Some(MatchedBy::ClaimId));
    assert_eq!(
        matched(|all| all
            .replace("20250115", "20250116")
            .replace("****MI*M100", "")),
        None
    );
    // Nothing agrees; and of another patient on other days, an equal charge is no proof.
    let other = |all: String| all.replace("20250115", "20240115").replace("M100", "M200");
    assert_eq!(matched(other), None);
    assert_eq!(
        matched(|all| {
            let all = all.replace("20250115", "20240115").replace("M100", "M200");
            all.replace("*100*", "*90*").replace("*100~", "*90~")
        }),
        None
    );
}

#[test]
fn case_30_a_number_in_capitals_or_cut_is_the_same() {
    let long = "ab12-cd34-ef56-gh78-ij90";
    let matched = |answered: &str| {
        let files = sent(long).remit("20250301", &answer(answered));
        files.denial().evidence.matched_by
    };
    assert_eq!(matched(long), Some(MatchedBy::ClaimId));
    assert_eq!(matched(&long.to_uppercase()), Some(MatchedBy::ClaimIdCase));
    assert_eq!(
        matched(&long.to_uppercase()[..20]),
        Some(MatchedBy::ClaimIdPrefix)
    );
    assert_eq!(matched("AB12"), None);
    // A cut number proves nothing unless both charge and days agree.
    let other_day = answer(&long[..20]).replace("20250115", "20250117");
    assert_eq!(
        sent(long)
            .remit("20250301", &other_day)
            .denial()
            .evidence
            .matched_by,
        None
    );
}

#[test]
fn case_30_a_number_of_zero_is_found_by_member_day_and_charge() {
    let files = sent("A1").remit("20250301", &answer("0"));
    assert_eq!(
        files.denial().evidence.matched_by,
        Some(MatchedBy::MemberDateCharge)
    );
    let other = sent("A1").remit("20250301", &answer("0").replace("M100", "M200"));
    assert_eq!(other.denial().evidence.matched_by, None);
}

#[test]
fn case_30_a_number_used_again_is_told_by_the_day() {
    let files = Files::default()
        .sent("20240120", &claim("A1", "100", "20240115", "99213"))
        .sent("20250120", &claim("A1", "100", "20250115", "99213"))
        .remit("20250301", &answer("A1"));
    assert_eq!(files.denial().evidence.claim_input, Some(1));
}

#[test]
fn case_30_what_is_ambiguous_is_not_guessed() {
    let twins = claim("A1", "100", "20250115", "99213");
    let other = twins.replace("20250115", "20250220");
    // Only the charge tells, and it tells both.
    let unclear = "CLP*A1*1*100*0**12*P1*11*1~CAS*CO*50*100~";
    let files = Files::default()
        .sent("20250222", &format!("{twins}{other}"))
        .remit("20250301", unclear);
    let denial = files.denial();
    assert_eq!(denial.evidence.matched_by, None);
    assert_eq!(denial.because.last(), Some(&Reason::SeveralClaims));
    let known = denied("A1", "100", "20250220", "99213", "CO*50");
    let other = known.replace("CLP*A1", "CLP*B1");
    let files = files.remit("20250302", &format!("{known}{other}"));
    let matched = Matched {
        one: 1,
        several: 1,
        none: 1,
    };
    assert_eq!(files.summary().matched, Some(matched));
    assert_eq!(remit("20250301", unclear).summary().matched, None);
}

#[test]
fn case_30_of_two_claims_that_agree_alike_none_is_guessed() {
    let sent = |ids: [&str; 2]| {
        let claims = ids.map(|id| claim(id, "100", "20250115", "99213"));
        Files::default().sent("20250120", &claims.concat())
    };
    let matched = |ids, answered: &str| {
        let files = sent(ids).remit("20250301", &answer(answered));
        files.denial().evidence.matched_by
    };
    // A number that says nothing, and the beginning of both.
    assert_eq!(matched(["A1", "B1"], "0"), None);
    assert_eq!(
        matched(["VISIT-1234-1", "VISIT-1234-2"], "VISIT-1234"),
        None
    );
    // Versions of one claim are one.
    let versions = [MatchedBy::MemberDateCharge, MatchedBy::ClaimIdPrefix].map(Some);
    assert_eq!(matched(["A1", "A1"], "0"), versions[0]);
    let cut = matched(["VISIT-1234-1", "visit-1234-1"], "VISIT-1234");
    assert_eq!(cut, versions[1]);
}

#[test]
fn case_30_of_claims_sent_together_under_one_number_the_payment_tells_which_is_meant() {
    const OTHER: &str = "1234567018";
    let own = claim("A1", "100", "20250115", "99213");
    let by_other = own.replace(DOCTOR, OTHER);
    let elsewhere = own.replace("11:B:1", "22:B:1");
    let answer = answer("A1");
    let of_claim = |npi: &str| answer.replace("SVC*", &format!("NM1*82*1*X*Y****XX*{npi}~SVC*"));
    let of_line = |npi: &str| format!("{answer}REF*HPI*{npi}~");
    // The offset of the claim that is found tells which of the two it is.
    let second = |claims: [&String; 2], payment: &str| {
        let files = Files::default().sent("20250120", &claims.map(String::as_str).concat());
        let found = |files: Files| files.denial().evidence.claim_byte;
        let only = found(files.clone().remit("20250301", &answer.replace("A1", "B1")));
        assert_eq!(only, None);
        let start = Files::default().sent("20250120", claims[0]);
        let first = found(start.remit("20250301", &answer));
        found(files.remit("20250301", payment)).map(|byte| Some(byte) > first)
    };
    for payment in [of_claim(OTHER), of_line(OTHER)] {
        assert_eq!(second([&own, &by_other], &payment), Some(true), "{payment}");
        assert_eq!(
            second([&by_other, &own], &payment),
            Some(false),
            "{payment}"
        );
    }
    let at = answer.replace("*11*1~", "*22*1~");
    assert_eq!(second([&own, &elsewhere], &at), Some(true));
    assert_eq!(second([&elsewhere, &own], &at), Some(false));
    let tested = claim("A1", "100", "20250115", "93000").replace("A1L1", "A1L2");
    assert_eq!(second([&tested, &own], &answer), Some(true));
    assert_eq!(
        second([&own, &tested], &format!("{answer}REF*6R*A1L2~")),
        Some(true)
    );
    // Nothing tells, or what is told is neither.
    assert_eq!(second([&own, &by_other], &answer), None);
    assert_eq!(second([&own, &by_other], &of_claim(PRACTICE)), None);
    // It makes no difference, or the later one says that it replaces the other.
    assert_eq!(second([&own, &own], &answer), Some(true));
    let replacing = by_other.replace("11:B:1", "11:B:7");
    assert_eq!(second([&own, &replacing], &answer), Some(true));
}

#[test]
fn answers_to_two_claims_that_were_sent_together_under_one_number_hold_both() {
    const OTHER: &str = "1234567018";
    let own = claim("A1", "100", "20250115", "99213");
    let answer = |npi: &str, control: &str| {
        let answer = answer("A1").replace("SVC*", &format!("NM1*82*1*X*Y****XX*{npi}~SVC*"));
        answer.replace("ICNA1", control)
    };
    let current = |again: &Files| {
        let files = again.clone().remit("20250301", &answer(DOCTOR, "X1"));
        let files = files.remit("20250308", &answer(OTHER, "X2"));
        files.summary().denied.amount.cents()
    };
    let by_other = own.replace(DOCTOR, OTHER);
    let together = Files::default().sent("20250120", &(own.clone() + &by_other));
    assert_eq!(current(&together), 20_000);
    // What was sent on another day is the claim sent anew.
    let anew = Files::default()
        .sent("20250120", &own)
        .sent("20250305", &by_other);
    assert_eq!(current(&anew), 10_000);
}

#[test]
fn of_resubmissions_the_newest_sent_before_the_payment_is_meant() {
    let version = claim("A1", "100", "20250115", "99213");
    let files = Files::default()
        .sent("20250120", &version)
        .sent("20250220", &version)
        .sent("20250310", &version);
    let of = |day| {
        files
            .clone()
            .remit(day, &answer("A1"))
            .denial()
            .evidence
            .claim_input
    };
    assert_eq!(of("20250301"), Some(1));
    assert_eq!(of("20250215"), Some(0));
    assert_eq!(of("20250401"), Some(2));
    // Nothing was sent yet.
    assert_eq!(of("20250110"), None);
}

#[test]
fn of_resubmissions_one_of_equal_charge_is_preferred() {
    let files = Files::default()
        .sent("20250120", &claim("A1", "100", "20250115", "99213"))
        .sent("20250220", &claim("A1", "130", "20250115", "99213"))
        .remit("20250301", &answer("A1"));
    assert_eq!(files.denial().evidence.claim_input, Some(0));
}

#[test]
fn case_7_the_remittance_may_name_the_payer_by_another_id() {
    let payers = |rows: &str| {
        let files = Files::default()
            .roster(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from\n1245319599,AETNA,approved,2020-01-01\n",
            )
            .roster("payers.csv", rows)
            .sent_to("20250120", "AETCH", &claim("A1", "100", "20250115", "99213"));
        // N104 is 60054, and the claim went to AETCH.
        files.remit("20250301", &answer("A1")).denial()
    };
    let known = payers("payer_id,name,aliases\nAETNA,Aetna Health,60054|AETCH\n");
    assert_eq!(known.payer, Some("AETNA"));
    assert_eq!(known.evidence.matched_by, Some(MatchedBy::ClaimId));
    // Where the id is one of two payers, the claim tells which of them is meant.
    let shared =
        payers("payer_id,name,aliases\nAETNA,Aetna Health,60054|AETCH\nOTHER,Other Plan,60054\n");
    assert_eq!(shared.payer, Some("AETNA"));
}

#[test]
fn a_claim_to_another_payer_is_another_claim() {
    let second = claim("A1", "100", "20250115", "99213");
    let files = sent("A1")
        .sent("20250220", &second)
        .remit("20250301", &answer("A1"));
    let to_other = files.clone();
    assert_eq!(to_other.denial().evidence.claim_input, Some(1));
    let files = sent("A1")
        .sent_to("20250220", "OTHER", &second)
        .remit("20250301", &answer("A1"));
    assert_eq!(files.denial().evidence.claim_input, Some(0));
}

/// A claim of two visits and a test, which differ in their place and control number.
const LINES: &str = "CLM*A1*300***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99215*150*UN*1***1~\
     DTP*472*D8*20250115~REF*6R*C1~LX*2~SV1*HC:93000:59:25*100*UN*1*22**1~DTP*472*D8*20250115~\
     REF*6R*C2~LX*3~SV1*HC:99215*50*UN*1*23**1~DTP*472*D8*20250116~REF*6R*C3~";

fn line_of(service: &str) -> (Option<u32>, Option<LineMatchedBy>, Option<String>) {
    let payment = format!(
        "CLP*A1*1*300*0**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~CAS*CO*45*1~{service}CAS*CO*50*1~"
    );
    let files = Files::default()
        .sent("20250120", LINES)
        .remit("20250301", &payment);
    let denial = files.denial();
    (
        denial.line,
        denial.evidence.line_matched_by,
        denial.pos.map(|pos| pos.to_string()),
    )
}

#[test]
fn lines_are_found_by_their_control_number() {
    let own = line_of("SVC*HC:99215*50*0~DTM*472*20250115~REF*6R*C2~");
    assert_eq!(
        own,
        (
            Some(2),
            Some(LineMatchedBy::LineControl),
            Some("22".to_owned())
        )
    );
}

#[test]
fn case_28_lines_are_found_by_what_was_billed() {
    let by_service = Some(LineMatchedBy::Service);
    let line = |service: &str| {
        let (line, by, _) = line_of(service);
        (line, by)
    };
    assert_eq!(
        line("SVC*HC:99215*150*0~DTM*472*20250115~"),
        (Some(1), by_service)
    );
    assert_eq!(
        line("SVC*HC:99215*50*0~DTM*472*20250116~"),
        (Some(3), by_service)
    );
    // The payer paid another code: SVC06 tells which one was billed.
    let recoded = "SVC*HC:99213*150*0***HC:99215~DTM*472*20250115~";
    assert_eq!(line(recoded), (Some(1), by_service));
    assert_eq!(line(&recoded.replace("***HC:99215", "")), (Some(1), None));
    // Modifiers are a set.
    assert_eq!(
        line("SVC*HC:93000:25:59*100*0~DTM*472*20250115~"),
        (Some(2), by_service)
    );
    // A line that the payer split keeps its number.
    assert_eq!(
        line("SVC*HC:93000:25:59*60*0~DTM*472*20250115~"),
        (Some(2), by_service)
    );
    // Nothing but the code agrees: the SVC is told by its ordinal.
    assert_eq!(line("SVC*HC:93000*77*0~DTM*472*20250120~"), (Some(1), None));
}

#[test]
fn lines_in_another_order_are_told_apart() {
    let payment = "CLP*A1*1*300*0**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99215*50*0~DTM*472*20250116~CAS*CO*50*50~\
        SVC*HC:93000:59:25*100*0~DTM*472*20250115~CAS*CO*50*100~\
        SVC*HC:99215*150*0~DTM*472*20250115~CAS*CO*50*150~";
    let files = Files::default()
        .sent("20250120", LINES)
        .remit("20250301", payment);
    let lines: Vec<_> = files.denials().iter().map(|denial| denial.line).collect();
    assert_eq!(lines, [Some(3), Some(2), Some(1)]);
}

#[test]
fn twin_lines_of_different_places_are_not_guessed() {
    let twins = "CLM*A1*200***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~\
        DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1*22**1~DTP*472*D8*20250115~";
    let payment = "CLP*A1*1*200*100**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*100*100~DTM*472*20250115~SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*50*100~";
    let differ = Files::default()
        .sent("20250120", twins)
        .remit("20250301", payment);
    let denial = differ.denial();
    assert_eq!(
        (denial.line, denial.evidence.line_matched_by),
        (Some(2), None)
    );
    assert_eq!(denial.pos, None);
    // Where it makes no difference, they are taken in their order.
    let alike = Files::default()
        .sent("20250120", &twins.replace("*22*", "**"))
        .remit("20250301", payment);
    assert_eq!(alike.denial().line, Some(2));
    assert_eq!(
        alike.denial().evidence.line_matched_by,
        Some(LineMatchedBy::Service)
    );
}

#[test]
fn a_denial_has_the_values_of_the_line_that_was_sent() {
    let files = sent("A1").remit("20250301", &answer("A1"));
    let denial = files.denial();
    let shown = |value: Option<&dyn std::fmt::Display>| value.map(ToString::to_string);
    assert_eq!(denial.payer, Some("60054"));
    assert_eq!(
        shown(denial.provider.as_ref().map(|npi| npi as _)).as_deref(),
        Some(DOCTOR)
    );
    assert_eq!(
        shown(denial.pos.as_ref().map(|pos| pos as _)).as_deref(),
        Some("11")
    );
    assert_eq!(
        shown(denial.procedure.as_ref().map(|code| code as _)).as_deref(),
        Some("99213")
    );
    assert_eq!(denial.service_from, denial.service_to);
    assert_eq!(denial.evidence.confidence, 95);
}

#[test]
fn case_30_leading_zeros_blanks_and_dashes_do_not_count() {
    let matched = |sent_as: &str, answered: &str| {
        let files = sent(sent_as).remit("20250301", &answer(answered));
        let evidence = files.denial().evidence;
        evidence.matched_by.map(|by| (by, evidence.confidence))
    };
    let form = MatchedBy::ClaimIdForm;
    assert_eq!(matched("000123", "123"), Some((form, 85)));
    assert_eq!(matched("123", "0000000123"), Some((form, 85)));
    assert_eq!(matched("AB-12 3", "ab123"), Some((form, 85)));
    assert_eq!(matched("1230", "123"), None);
    // The very number goes before its forms.
    let both = sent("0123")
        .sent("20250121", &claim("123", "100", "20250115", "99213"))
        .remit("20250301", &answer("0123"));
    assert_eq!(both.denial().evidence.claim_input, Some(0));
}

#[test]
fn a_number_that_all_claims_have_is_told_by_member_and_charge() {
    let mut claims = String::new();
    for charge in 1..=300 {
        claims += &claim("SAME", &format!("{charge}"), "20250115", "99213");
    }
    let files = Files::default().sent("20250120", &claims).remit(
        "20250301",
        &denied("SAME", "77", "20250115", "99213", "CO*50"),
    );
    let evidence = files.denial().evidence;
    assert_eq!(evidence.matched_by, Some(MatchedBy::ClaimId));
    let other = files.remit(
        "20250302",
        &denied("SAME", "777", "20250115", "99213", "CO*50"),
    );
    assert_eq!(other.denials()[1].evidence.matched_by, None);
}

/// A 277CA's level of a patient: CLM01, the status, the numbers of payer and clearinghouse.
fn acknowledged(id: &str, status: &str, control: &str, trace: &str) -> String {
    format!(
        "HL*4*3*PT~NM1*QC*1*DOE*ANY****MI*M100~TRN*2*{id}~STC*{status}:20*20250121*WQ*100~\
         REF*1K*{control}~REF*D9*{trace}~DTP*472*D8*20250115~"
    )
}

/// Of versions of a claim the newest is answered, unless the payer's number names another.
#[test]
fn an_acknowledgement_tells_which_version_of_a_claim_is_answered() {
    let files = Files::default()
        .sent("20250120", &with_trace("A1", "CH1"))
        .sent("20250210", &with_trace("A1", "CH2"))
        .remit("20250301", &answer("A1"));
    let newest = files.denial().evidence;
    assert_eq!(newest.claim_input, Some(1));
    let first = acknowledged("A1", "A2", "ICNA1", "CH1");
    let second = acknowledged("A1", "A2", "ICN1", "CH2");
    let told = files
        .acknowledged("20250121", &first)
        .acknowledged("20250211", &second);
    let evidence = told.denial().evidence;
    assert_eq!(evidence.claim_input, Some(0));
    assert_eq!(evidence.matched_by, Some(MatchedBy::ClaimId));
    assert_eq!(told.kept().denial().evidence, evidence);
}

fn with_trace(id: &str, trace: &str) -> String {
    claim(id, "100", "20250115", "99213").replace("~HI*", &format!("~REF*D9*{trace}~HI*"))
}

#[test]
fn an_acknowledgement_gives_the_payers_number_of_a_claim() {
    // The payer gives its own number only, and nothing for CLM01.
    let unnamed = answer("0").replace("M100", "M999");
    let files = Files::default()
        .sent("20250120", &with_trace("A1", "CH1"))
        .remit("20250301", &unnamed);
    assert_eq!(files.denial().evidence.matched_by, None);
    let named = files
        .clone()
        .acknowledged("20250121", &acknowledged("A1", "A2", "ICN0", "CH1"));
    let evidence = named.denial().evidence;
    assert_eq!(evidence.matched_by, Some(MatchedBy::PayerControl));
    assert_eq!(named.kept().denial().evidence, evidence);
    // Of a claim that was sent later, or with another number of the clearinghouse, it does not speak.
    let early = files
        .clone()
        .acknowledged("20250119", &acknowledged("A1", "A2", "ICN0", "CH1"));
    assert_eq!(early.denial().evidence.matched_by, None);
    let other = files.acknowledged("20250121", &acknowledged("A1", "A2", "ICN0", "CH2"));
    assert_eq!(other.denial().evidence.matched_by, None);
}

#[test]
fn what_was_rejected_was_never_adjudicated() {
    let files = Files::default()
        .sent("20250120", &with_trace("A1", "CH1"))
        .sent("20250121", &with_trace("A1", "CH2"))
        .remit("20250301", &answer("A1"));
    assert_eq!(files.denial().evidence.claim_input, Some(1));
    let rejected = |day, trace| {
        let acknowledged = acknowledged("A1", "A7", "X1", trace);
        let files = files.clone().acknowledged(day, &acknowledged);
        files.denial().evidence.claim_input
    };
    assert_eq!(rejected("20250122", "CH2"), Some(0));
    assert_eq!(rejected("20250122", "CH1"), Some(1));
    // By the day, where no number tells: the newest that was there.
    assert_eq!(rejected("20250122", ""), Some(0));
    assert_eq!(rejected("20250120", ""), Some(1));
    let all = files
        .acknowledged("20250122", &acknowledged("A1", "A3", "X1", "CH1"))
        .acknowledged("20250122", &acknowledged("A1", "A6", "X2", "CH2"));
    assert_eq!(all.denial().evidence.matched_by, None);
}

#[test]
fn what_is_said_of_lines_rejects_no_claim() {
    let sent = Files::default()
        .sent("20250120", &with_trace("A1", "CH1"))
        .remit("20250301", &answer("A1"));
    let of_claim = acknowledged("A1", "A2", "X1", "CH1");
    let line = "SVC*HC:99213*100****1~STC*A7:20*20250121*U*100~REF*1K*X9~DTP*472*D8*20250115~";
    let matched = |patient: &str| {
        let files = sent.clone().acknowledged("20250122", patient);
        files.denial().evidence.matched_by
    };
    assert_eq!(
        matched(&format!("{of_claim}{line}")),
        Some(MatchedBy::ClaimId)
    );
    assert_eq!(matched(&of_claim.replace("A2:20", "A7:20")), None);
}

#[test]
fn what_is_sent_again_on_the_day_of_its_rejection_is_answered() {
    let version = claim("A1", "100", "20250115", "99213");
    let other = claim("B2", "40", "20250115", "99213");
    let files = Files::default()
        .sent("20250120", &format!("{version}{other}"))
        .sent("20250120", &version)
        .remit("20250301", &answer("A1"));
    let once = files.acknowledged("20250120", &acknowledged("A1", "A7", "", ""));
    assert_eq!(once.denial().evidence.claim_input, Some(1));
    // The same file once more tells nothing new; another rejection does.
    let same = once
        .clone()
        .acknowledged("20250120", &acknowledged("A1", "A7", "", ""));
    assert_eq!(same.denial().evidence.claim_input, Some(1));
    let both = once.acknowledged("20250121", &acknowledged("A1", "A7", "", ""));
    assert_eq!(both.denial().evidence.matched_by, None);
}

#[test]
fn lines_of_one_procedure_that_the_payer_added_up_are_found() {
    let lines = "CLM*A1*300***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:97110*100*UN*1***1~\
        DTP*472*D8*20250115~LX*2~SV1*HC:97110*150*UN*1***1~DTP*472*D8*20250115~\
        LX*3~SV1*HC:97140*50*UN*1***1~DTP*472*D8*20250115~";
    let payment = "CLP*A1*1*300*50**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:97110*250*0~DTM*472*20250115~CAS*CO*50*250~SVC*HC:97140*50*50~DTM*472*20250115~";
    let files = |lines: &str| {
        Files::default()
            .sent("20250120", lines)
            .remit("20250301", payment)
    };
    let denial = files(lines).denial();
    assert_eq!(
        denial.evidence.line_matched_by,
        Some(LineMatchedBy::RolledUp)
    );
    assert_eq!(denial.line, Some(1));
    // Not where they differ in what matters.
    let differ = files(&lines.replace("150*UN*1***1", "150*UN*1*22**1")).denial();
    assert_eq!(differ.evidence.line_matched_by, None);
}
