//! Claims in a file, between the day they are sent and the day they are answered.

use remedi_claims::{Cutter, in_order};
use remedi_enrollment::Roster;
use remedi_remit::{Denial, IndexError, SentClaims, read_claims};
use remedi_synth::{BatchOptions, BatchSize, RosterOptions, professional_batch, roster};
use remedi_validate::{Checker, Options};

use crate::support::{DOCTOR, Files, claim, denied, written_and_read};

/// Claims of a generated batch, cut into batches of so many bytes.
fn generated(claims: u64, size: usize) -> (SentClaims, u64) {
    let options = BatchOptions {
        size: BatchSize::Claims(claims),
        ..BatchOptions::default()
    };
    let mut file = Vec::new();
    let totals = professional_batch(&options, &mut file).expect("memory can be written to");
    let files = roster(&RosterOptions::default());
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&texts).expect("the roster can be read");
    let checker = Checker::new(Some(&loaded.roster), Options::default());
    let mut sent = SentClaims::default();
    let (input, key) = (sent.input("claims.837"), sent.key());
    let cutter = Cutter::with_size(&file[..], size);
    let read = |batch: &mut _| read_claims(batch, &checker, input, key);
    assert!(in_order(cutter, read, |read| sent.add(read)).is_none());
    assert_eq!(sent.end_input(false), None);
    (sent, totals.lines)
}

fn file_of(sent: &SentClaims) -> Vec<u8> {
    let mut file = Vec::new();
    sent.write(&mut file).expect("memory can be written to");
    file
}

#[test]
fn a_line_takes_less_than_200_bytes_in_memory_and_in_the_file() {
    let (sent, lines) = generated(2_000, Cutter::<&[u8]>::USUAL_SIZE);
    let (memory, file) = (
        sent.memory() as u64 / lines,
        file_of(&sent).len() as u64 / lines,
    );
    assert!((20..100).contains(&memory), "{memory} bytes a line");
    assert!((20..100).contains(&file), "{file} bytes a line");
}

/// A practice with a doctor who left, one claim in time and one too late.
fn practice() -> Files {
    Files::default()
        .roster(
            "enrollments.csv",
            &format!(
                "provider_npi,payer_id,status,effective_from,effective_to,location_id\n\
                 {DOCTOR},60054,terminated,2020-01-01,2025-01-31,L1\n"
            ),
        )
        .roster(
            "locations.csv",
            "location_id,npi,name,address_1,city,state,zip\nL1,1234567893,Main,1 MAIN ST,AKRON,OH,443011234\n",
        )
        .sole_proprietor()
        .sent("20250220", &claim("A1", "100", "20250115", "99213"))
        .sent(
            "20250220",
            &claim("A2", "100", "20250215", "99213").replace("99213*", "99213:25:59*"),
        )
        .remit("20250301", &denied("A1", "100", "20250115", "99213", "CO*B7"))
        .remit("20250302", &denied("A2", "100", "20250215", "99213", "CO*B7"))
}

#[test]
fn claims_that_were_kept_explain_denials_as_well_as_those_just_read() {
    let (now, later): (Vec<Denial>, Vec<Denial>) =
        (practice().denials(), practice().kept().denials());
    // Of an SSN the last four digits are kept, and those are shown.
    assert_eq!(format!("{now:?}"), format!("{later:?}"));
    let rules: Vec<_> = now.iter().map(|denial| denial.evidence.rule).collect();
    assert_eq!(rules, [None, Some("ENR-04")]);
    assert!(now.iter().all(|denial| denial.location.is_some()));
    assert_eq!(now[1].evidence.claim_input, Some(1));
}

#[test]
fn batches_of_any_size_are_kept_alike() {
    let whole = format!("{:?}", practice().kept().denials());
    for size in [1, 100, 700] {
        let cut = practice().cut_at(size).kept().denials();
        assert_eq!(format!("{cut:?}"), whole, "{size}");
    }
}

#[test]
fn no_patient_and_no_ssn_can_be_read_in_the_file() {
    let (sent, _) = generated(50, 1_000);
    let file = file_of(&sent);
    let holds = |text: &str| {
        let mut windows = file.windows(text.len());
        windows.any(|window| window == text.as_bytes())
    };
    // What is kept, so that the next line means something.
    assert!(holds("B000000007"));
    for secret in ["TESTPATIENT", "M000000007", "19310215", "INVENTED LN"] {
        assert!(!holds(secret), "{secret}");
    }
    practice().tell_claims(|sent| {
        let file = file_of(sent);
        let ssn = [&b"123456789"[..], &123_456_789_u32.to_le_bytes()];
        for form in ssn {
            assert!(!file.windows(form.len()).any(|window| window == form));
        }
    });
}

#[test]
fn what_was_written_twice_is_the_same() {
    let (sent, _) = generated(300, 5_000);
    let file = file_of(&sent);
    assert_eq!(file_of(&written_and_read(&sent)), file);
    assert_eq!(written_and_read(&sent).len(), sent.len());
    let names: Vec<String> = written_and_read(&sent)
        .input_names()
        .map(str::to_owned)
        .collect();
    assert_eq!(names, ["claims.837"]);
}

#[test]
fn a_file_that_is_damaged_cut_or_of_another_version_is_refused() {
    let (sent, _) = generated(20, 3_000);
    let file = file_of(&sent);
    let opened = |file: &[u8]| SentClaims::read(file).map(|claims| claims.len());
    assert!(matches!(opened(&file), Ok(20)));
    for at in (20..file.len()).step_by(5) {
        let mut damaged = file.clone();
        damaged[at] ^= 0x10;
        assert!(matches!(opened(&damaged), Err(IndexError::Damaged)), "{at}");
        let cut = opened(&file[..at]);
        assert!(matches!(cut, Err(IndexError::Damaged)), "{at}");
    }
    let mut longer = file.clone();
    longer.push(0);
    assert!(matches!(opened(&longer), Err(IndexError::Damaged)));
    let mut newer = file.clone();
    newer[16] = 99;
    let told = opened(&newer).expect_err("another version").to_string();
    assert!(told.contains("its format is 99"), "{told}");
    // With the claims alone it would be refused again.
    assert!(
        told.ends_with("remove it and give the claims again"),
        "{told}"
    );
    for other in [&b""[..], b"ISA*00*", &file[..15]] {
        assert!(matches!(opened(other), Err(IndexError::NotAnIndex)));
    }
}

#[test]
fn a_file_that_is_read_again_is_known() {
    let (text, other, put_right) = (
        claim("A1", "100", "20250115", "99213"),
        claim("A2", "100", "20250115", "99213"),
        claim("A1", "100", "20250115", "99214"),
    );
    let files = |texts: &[&String]| {
        let files = Files::default();
        texts
            .iter()
            .fold(files, |files, text| files.sent("20250120", text))
    };
    files(&[&text, &other, &text]).tell_inputs(|known| {
        assert_eq!(known, [None, None, Some("0.837".to_owned())]);
    });
    // Sent again as long as before and by the same numbers, with another procedure.
    files(&[&text, &put_right]).tell_inputs(|known| assert_eq!(known, [None, None]));
}

#[test]
fn an_input_that_broke_off_is_not_kept() {
    practice().tell_claims(|sent| {
        assert_eq!((sent.len(), written_and_read(sent).len()), (2, 2));
        assert_eq!(sent.end_input(true), None);
        assert_eq!((sent.len(), written_and_read(sent).len()), (2, 1));
    });
}
