//! Acknowledgements: what they answer, to whom, and with which codes.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use remedi_claims::{Batch, Cutter, in_order};
use remedi_validate::acks::{Accepted, AckCounts, AckKind, AckOptions, Acknowledger};
use remedi_validate::{Checker, Example, Grade, Options, Severity, Summary};

const CLAIM: &str =
    "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
/// A place of service that is none.
const BAD: &str =
    "CLM*A2*50.5***28:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*50.5*UN*1***1~DTP*472*D8*20250115~";
/// The same in its second line.
const BAD_LINE: &str = "CLM*A3*70***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*30*UN*1***1~DTP*472*D8*20250114~\
    LX*2~SV1*HC:99214:25*40*UN*2*28**1~DTP*472*D8*20250115~REF*6R*L-2~";
const ISA: &str = "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       \
    *250131*1200*^*00501*000000001*0*T*:~";
const GS: &str = "GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~";
const HEADER: &str = "BHT*0019*00*REF7*20250131*1200*CH~NM1*41*2*SUBMITTER*****46*SUB1~\
    PER*IC*DESK*TE*5552345678~NM1*40*2*SAMPLE PAYER*****46*60054~\
    HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~\
    N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~\
    HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~\
    DMG*D8*19800101*F~NM1*PR*2*SAMPLE PAYER*****PI*60054~";

fn set(control: &str, claims: &str) -> String {
    let body = format!("ST*837*{control}*005010X222A1~{HEADER}{claims}");
    let count = body.matches('~').count() + 1;
    format!("{body}SE*{count}*{control}~")
}

fn group(sets: &[String]) -> String {
    format!("{GS}{}GE*{}*1~", sets.concat(), sets.len())
}

fn interchange(groups: &[String]) -> String {
    format!("{ISA}{}IEA*{}*000000001~", groups.concat(), groups.len())
}

fn one(claims: &str) -> String {
    interchange(&[group(&[set("0001", claims)])])
}

fn options() -> AckOptions {
    AckOptions {
        as_of: NaiveDate::from_ymd_opt(2025, 2, 1).expect("a day"),
        time: NaiveTime::MIN,
        control_number: 7,
        accepted: Accepted::default(),
    }
}

/// Acknowledgements of inputs, by kind.
struct Answers {
    files: Vec<(AckKind, String)>,
    counts: AckCounts,
}

impl Answers {
    fn of(inputs: &[&str], options: AckOptions, grades: &[(&str, Grade)]) -> Answers {
        let whole = Answers::by_batches(inputs, options, grades, 1 << 20);
        for size in [1, 150, 700] {
            let same = Answers::by_batches(inputs, options, grades, size);
            assert_eq!(same.files, whole.files, "batches of {size} bytes");
        }
        for (kind, text) in &whole.files {
            read_without_fault(*kind, text);
        }
        whole
    }

    fn by_batches(
        inputs: &[&str],
        options: AckOptions,
        grades: &[(&str, Grade)],
        size: usize,
    ) -> Answers {
        let grades = grades.iter().map(|&(rule, grade)| (rule.to_owned(), grade));
        let checker = Checker::new(
            None,
            Options {
                acks: true,
                grades: grades.collect(),
                ..Options::default()
            },
        );
        let (mut acks, mut files) = (Acknowledger::new(options), Vec::new());
        let (mut duplicates, mut summary) = (checker.duplicates(), Summary::default());
        for (index, input) in inputs.iter().enumerate() {
            duplicates.start_input(&format!("input {index}"));
            let error = in_order(
                Cutter::with_size(input.as_bytes(), size),
                |batch| checker.check(batch),
                |mut report| {
                    duplicates.add(&mut report);
                    summary.add(&report);
                    acks.add(&report).expect("no input or output fails");
                },
            );
            assert!(error.is_none());
            summary.end_file();
            for mut file in acks.end_input().expect("no input or output fails") {
                let mut text = Vec::new();
                let length = file.copy_to(&mut text).expect("no input or output fails");
                assert_eq!(length, text.len() as u64);
                files.push((file.kind, String::from_utf8(text).expect("text")));
            }
        }
        let counts = summary.acknowledged();
        let all = (
            summary.counts.interchanges,
            summary.counts.sets,
            summary.counts.claims,
        );
        let [interchanges, sets] =
            [counts.interchanges, counts.sets].map(|of| of.iter().sum::<u64>());
        assert_eq!((interchanges, sets, counts.claims.iter().sum()), all);
        Answers { files, counts }
    }

    fn text(&self, kind: AckKind) -> &str {
        let mut files = self.files.iter();
        files
            .find(|(own, _)| *own == kind)
            .map_or("", |(_, text)| text)
    }

    /// The segments of a kind with one of these tags.
    fn segments(&self, kind: AckKind, tags: &[&str]) -> String {
        let all = self.text(kind).split_inclusive('~');
        let tagged = all.filter(|segment| {
            tags.iter()
                .any(|tag| segment.starts_with(&format!("{tag}*")))
        });
        tagged.collect()
    }

    fn ta1(&self) -> String {
        self.segments(AckKind::Interchange, &["TA1"])
    }

    fn sets(&self) -> String {
        self.segments(
            AckKind::Implementation,
            &["IK3", "CTX", "IK4", "IK5", "AK9"],
        )
    }

    fn claims(&self) -> String {
        self.segments(AckKind::ClaimStatus, &["STC", "QTY", "AMT"])
    }
}

/// Reads acknowledgements back: neither their envelope nor a segment is at fault.
fn read_without_fault(kind: AckKind, text: &str) {
    let (mut cutter, mut batch) = (Cutter::new(text.as_bytes()), Batch::new());
    while cutter
        .next_batch(&mut batch)
        .expect("no input or output fails")
    {
        batch.walk();
        assert_eq!(batch.faults(), [], "{kind:?} {text}");
        assert_eq!(batch.guide_faults(), [], "{kind:?} {text}");
    }
}

fn answer(input: &str) -> Answers {
    Answers::of(&[input], options(), &[])
}

#[test]
fn what_is_clean_is_accepted_at_every_level() {
    let acks = answer(&one(CLAIM));
    assert_eq!(acks.ta1(), "");
    assert_eq!(acks.sets(), "IK5*A~AK9*A*1*1*1~");
    assert_eq!(
        acks.claims(),
        "STC*A1:19:PR*20250201*WQ*100~QTY*90*1~AMT*YU*100~STC*A1:19:PR**WQ*100~QTY*QA*1~AMT*YU*100~\
         STC*A2:20*20250201*WQ*100~"
    );
    assert_eq!(acks.counts.claims, [1, 0]);
}

#[test]
fn a_wrong_facility_code_qualifier_is_told_of_its_component() {
    let acks = answer(&one(&CLAIM.replace("11:B:1", "11:A:1")));
    assert_eq!(
        acks.sets(),
        "IK3*CLM*18*2300*8~CTX*CLM01:A1~IK4*5:2**7*A~IK5*R*5~AK9*R*1*1*0~"
    );
    assert_eq!(acks.claims(), "");
}

#[test]
fn what_does_not_agree_is_told_by_both_statuses() {
    let statuses = |claim: &str, grades: &[(&str, Grade)]| {
        let acks = Answers::of(&[&one(claim)], options(), grades);
        let all = acks.segments(AckKind::ClaimStatus, &["STC"]);
        let told = all.split_inclusive('~').filter(|stc| stc.contains("*U*"));
        told.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        statuses(&CLAIM.replace("99213", "99304"), &[]),
        [
            "STC*A8:247*20250201*U*100~",
            "STC*A8:249*20250201*U*******A8:454~"
        ]
    );
    let short = CLAIM.replace(
        "~LX*1",
        "~NM1*77*2*OAK ROAD~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~LX*1",
    );
    assert_eq!(
        statuses(&short, &[("LOC-07", Grade::As(Severity::Error))]),
        ["STC*A7:500:77*20250201*U*100~"]
    );
    let hospital = CLAIM.replace("11:B:1", "22:B:1");
    let by_person = one(&hospital).replace(
        "NM1*85*2*LAKESIDE MEDICAL GROUP*****XX",
        "NM1*85*1*ROE*SAM****XX",
    );
    let acks = answer(&by_person);
    assert!(
        acks.claims().contains("STC*A6:124:77*"),
        "{}",
        acks.claims()
    );
}

#[test]
fn the_receiver_answers_the_sender() {
    let acks = answer(&one(CLAIM));
    for kind in [AckKind::Implementation, AckKind::ClaimStatus] {
        let head = acks.segments(kind, &["ISA", "GS"]);
        assert!(
            head.contains("*ZZ*RECEIVER       *ZZ*SUBMITTER      *250201*0000*^*00501*"),
            "{head}"
        );
        assert!(head.contains("*REC*SUB*20250201*0000*"), "{head}");
    }
}

#[test]
fn control_numbers_count_on_from_the_first() {
    let acks = answer(&one(CLAIM).replace("*0*T*", "*1*T*"));
    let number = |kind| acks.segments(kind, &["IEA"]);
    assert_eq!(number(AckKind::Interchange), "IEA*0*000000007~");
    assert_eq!(number(AckKind::Implementation), "IEA*1*000000008~");
    assert_eq!(number(AckKind::ClaimStatus), "IEA*1*000000009~");
    assert_eq!(acks.segments(AckKind::Implementation, &["GE"]), "GE*1*7~");
    assert_eq!(acks.segments(AckKind::ClaimStatus, &["GE"]), "GE*1*8~");
}

#[test]
fn an_interchange_that_asks_for_it_gets_a_ta1() {
    let acks = answer(&one(CLAIM).replace("*0*T*", "*1*T*"));
    assert_eq!(acks.ta1(), "TA1*000000001*250131*1200*A*000~");
}

#[test]
fn faults_of_an_interchange_reject_all_that_is_in_it() {
    let sent = one(CLAIM);
    let trailer = "IEA*1*000000001~";
    for (input, note) in [
        (sent.replace(trailer, "IEA*1*000000002~"), "001"),
        (sent.replace(trailer, "IEA*2*000000001~"), "021"),
        (sent.replace(trailer, ""), "023"),
        (sent.replace("GE*1*1~", "GE*1*1~GE*1*1~"), "022"),
        (
            sent.replace(GS, "")
                .replace("GE*1*1~", "")
                .replace("IEA*1", "IEA*0"),
            "022",
        ),
    ] {
        let acks = answer(&input);
        assert_eq!(acks.ta1(), format!("TA1*000000001*250131*1200*R*{note}~"));
        assert!(
            ["", "IK5*A~AK9*R*1*1*0~"].contains(&&*acks.sets()),
            "{note}"
        );
        assert_eq!(acks.text(AckKind::ClaimStatus), "", "{note}");
        assert_eq!(acks.counts.interchanges, [0, 0, 1]);
    }
}

#[test]
fn what_could_not_be_read_to_its_end_is_rejected() {
    let input = one(CLAIM);
    let options_of_check = Options {
        acks: true,
        ..Options::default()
    };
    let checker = Checker::new(None, options_of_check);
    let mut acks = Acknowledger::new(options());
    let mut batch = Batch::new();
    let mut cutter = Cutter::with_size(input.as_bytes(), 400);
    assert!(cutter.next_batch(&mut batch).unwrap());
    acks.add(&checker.check(&mut batch)).unwrap();
    acks.cut_off().unwrap();
    let mut text = Vec::new();
    for mut file in acks.end_input().unwrap() {
        file.copy_to(&mut text).unwrap();
    }
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("*R*023~"), "{text}");
    assert!(text.contains("~IK5*R*2~AK9*R*1*1*0*3~"), "{text}");
}

#[test]
fn a_header_of_other_widths_is_accepted_with_errors() {
    let acks = answer(&one(CLAIM).replace("SUBMITTER      ", "SUBMITTER"));
    assert_eq!(acks.ta1(), "TA1*000000001*250131*1200*E*024~");
    assert_eq!(acks.sets(), "IK5*A~AK9*A*1*1*1~");
}

#[test]
fn a_set_whose_trailer_is_wrong_is_rejected_and_its_claims_are_not_answered() {
    let sent = one(CLAIM);
    for (input, ik5) in [
        (sent.replace("SE*23*0001~", "SE*24*0001~"), "IK5*R*4~"),
        (sent.replace("SE*23*0001~", "SE*23*0002~"), "IK5*R*3~"),
        (sent.replace("SE*23*0001~", "SE*24*0002~"), "IK5*R*3*4~"),
        (sent.replace("SE*23*0001~", ""), "IK5*R*2~"),
    ] {
        let acks = answer(&input);
        assert_eq!(acks.sets(), format!("{ik5}AK9*R*1*1*0~"));
        assert_eq!(acks.text(AckKind::ClaimStatus), "");
        assert_eq!(acks.ta1(), "");
    }
}

#[test]
fn what_a_set_without_trailer_lacks_is_told_of_it() {
    let first = set("0001", CLAIM).replace("SE*23*0001~", "");
    let lone = "ST*837*0002*005010X222A1~".to_owned();
    let acks = answer(&interchange(&[group(&[first, lone, set("0003", CLAIM)])]));
    let told = acks.segments(AckKind::Implementation, &["AK2", "IK3", "IK5", "AK9"]);
    let expected = "AK2*837*0001*005010X222A1~IK5*R*2~AK2*837*0002*005010X222A1~IK3*BHT*1**3~\
        IK3*NM1*1*1000*3~IK3*NM1*1*1000*3~IK3*HL*1*2000*3~IK5*R*2*5~AK2*837*0003*005010X222A1~IK5*A~\
        AK9*P*3*3*1~";
    assert_eq!(told, expected);
}

#[test]
fn a_group_with_a_rejected_set_is_accepted_in_part() {
    let bad = set("0002", CLAIM).replace("SE*23", "SE*22");
    let acks = answer(&interchange(&[group(&[
        set("0001", CLAIM),
        bad,
        set("0003", BAD),
    ])]));
    assert_eq!(acks.sets(), "IK5*A~IK5*R*4~IK5*A~AK9*P*3*3*2~");
    let answered = acks.segments(AckKind::ClaimStatus, &["TRN"]);
    assert_eq!(
        answered,
        "TRN*1*000000008-0001~TRN*2*REF7~TRN*1*0~TRN*2*A1~TRN*1*000000008-0002~TRN*2*REF7~TRN*1*0~TRN*2*A2~"
    );
    assert_eq!(acks.counts.sets, [2, 0, 1]);
    assert_eq!(acks.counts.groups, [0, 0, 1, 0]);
    assert_eq!(acks.counts.claims, [1, 2]);
}

#[test]
fn a_group_at_fault_is_rejected_with_all_its_sets() {
    let sent = one(CLAIM);
    for (trailer, ak9) in [
        ("GE*2*1~", "AK9*R*2*1*0*5~"),
        ("GE*1*2~", "AK9*R*1*1*0*4~"),
        ("", "AK9*R*1*1*0*3~"),
    ] {
        let acks = answer(&sent.replace("GE*1*1~", trailer));
        assert_eq!(acks.sets(), format!("IK5*A~{ak9}"));
        assert_eq!(acks.text(AckKind::ClaimStatus), "");
        assert_eq!(acks.counts.groups, [0, 0, 0, 1]);
        assert_eq!(acks.counts.claims, [0, 1]);
    }
}

#[test]
fn a_rejected_group_takes_no_claims_of_another_with_it() {
    let bad = group(&[set("0001", BAD)]).replace("GE*1*1~", "GE*9*1~");
    let good = group(&[set("0001", CLAIM)])
        .replace("*1*X*", "*2*X*")
        .replace("GE*1*1~", "GE*1*2~");
    let acks = answer(&interchange(&[bad, good]));
    assert_eq!(
        acks.segments(AckKind::Implementation, &["AK9"]),
        "AK9*R*9*1*0*5~AK9*A*1*1*1~"
    );
    assert_eq!(
        acks.segments(AckKind::ClaimStatus, &["QTY"]),
        "QTY*90*1~QTY*QA*1~"
    );
    assert!(acks.text(AckKind::ClaimStatus).contains("TRN*2*A1~"));
}

#[test]
fn an_unknown_version_or_function_is_answered() {
    let sent = one(CLAIM);
    let acks = answer(&sent.replace("005010X222A1~ST", "005010X999~ST"));
    assert_eq!(acks.sets(), "IK5*R*I6~AK9*R*1*1*0*2~");
    assert!(
        acks.text(AckKind::Implementation)
            .contains("~AK1*HC*1*005010X999~")
    );
    let acks = answer(&sent.replace("GS*HC", "GS*HS"));
    assert_eq!(acks.sets(), "IK5*R*I6~AK9*R*1*1*0*1~");
    let acks = answer(&sent.replace("ST*837*", "ST*270*"));
    assert_eq!(acks.sets(), "IK5*R*1~AK9*R*1*1*0~");
}

#[test]
fn the_same_control_number_again_is_rejected() {
    let same = group(&[set("0001", CLAIM), set("0001", BAD)]);
    assert_eq!(
        answer(&interchange(&[same])).sets(),
        "IK5*A~IK5*R*23~AK9*P*2*2*1~"
    );
    let groups = [group(&[set("0001", CLAIM)]), group(&[set("0001", CLAIM)])];
    assert_eq!(
        answer(&interchange(&groups)).sets(),
        "IK5*A~AK9*A*1*1*1~IK5*A~AK9*R*1*1*0*19~"
    );
    let (first, other) = (
        one(CLAIM),
        one(CLAIM).replace("SUBMITTER      ", "ANOTHER        "),
    );
    let acks = answer(&[&*first, &other, &first].concat());
    assert_eq!(acks.ta1(), "TA1*000000001*250131*1200*R*025~");
    assert_eq!(acks.counts.interchanges, [2, 0, 1]);
    assert_eq!(acks.counts.claims, [2, 1]);
}

#[test]
fn an_interchange_of_two_inputs_is_accepted_with_errors_unless_the_rule_is_graded_otherwise() {
    let input = one(CLAIM);
    let acks = Answers::of(&[&input, &input], options(), &[]);
    assert_eq!(acks.ta1(), "TA1*000000001*250131*1200*E*025~");
    assert_eq!(acks.counts.interchanges, [1, 1, 0]);
    for (grade, ta1, interchanges) in [
        (
            Grade::As(Severity::Error),
            "TA1*000000001*250131*1200*R*025~",
            [1, 0, 1],
        ),
        (Grade::Off, "", [2, 0, 0]),
    ] {
        let acks = Answers::of(&[&input, &input], options(), &[("SYN-24", grade)]);
        assert_eq!(
            (&*acks.ta1(), acks.counts.interchanges),
            (ta1, interchanges)
        );
    }
}

#[test]
fn a_malformed_segment_is_told_with_its_place_and_its_claim() {
    let bad = CLAIM.replace("LX*1~", "nte*ADD*X~LX*1~");
    let acks = answer(&one(&format!("{CLAIM}{bad}")));
    assert_eq!(
        acks.sets(),
        "IK3*nte*25*2300*1~CTX*CLM01:A1~IK5*R*5~AK9*R*1*1*0~"
    );
}

#[test]
fn faults_against_the_guide_are_told_with_their_places_and_what_was_sent() {
    let told = |from: &str, to: &str| {
        let input = set("0001", &format!("{CLAIM}{}", CLAIM.replace(from, to)));
        answer(&interchange(&[group(&[input])])).sets()
    };
    // The second claim starts with segment 23.
    let end = "IK5*R*5~AK9*R*1*1*0~";
    assert_eq!(
        told("11:B:1*Y*A", "11:B:1*Q*A"),
        format!("IK3*CLM*23*2300*8~CTX*CLM01:A1~IK4*6**7*Q~{end}")
    );
    assert_eq!(
        told("*D8*20250115", "*D8*20250199"),
        format!("IK3*DTP*27*2400*8~CTX*CLM01:A1~IK4*3**8*20250199~{end}")
    );
    assert_eq!(
        told("HC:99213*", ":99213*"),
        format!("IK3*SV1*26*2400*8~CTX*CLM01:A1~IK4*1:1**1~{end}")
    );
    assert_eq!(
        told("HI*ABK:I10~", ""),
        format!("IK3*HI*24*2300*3~CTX*CLM01:A1~{end}")
    );
    assert_eq!(
        told("DTP*472*D8*20250115~", ""),
        format!("IK3*DTP*27*2400*3~CTX*CLM01:A1~{end}")
    );
    assert_eq!(
        told("LX*1~", "BPR*I~LX*1~"),
        format!("IK3*BPR*25*2300*2~CTX*CLM01:A1~{end}")
    );
}

#[test]
fn what_is_told_of_patients_is_not_copied() {
    let long = "SECRET".repeat(20);
    let name = "*1*".to_owned() + &long;
    for (from, to, tag) in [
        ("HI*", format!("NTE*ADD*{long}~HI*"), "NTE"),
        ("HI*", format!("REF*EA*{long}~HI*"), "REF"),
        ("HI*", format!("K3*{long}~HI*"), "K3"),
        ("ABK:I10", format!("ABK:{long}"), "HI"),
        ("SBR*P*18**", format!("SBR*P*18*{long}*"), "SBR"),
        (
            "NM1*IL*1*DOE",
            "PAT*****D8*SECRET~NM1*IL*1*DOE".to_owned(),
            "PAT",
        ),
        ("*1*DOE", name.clone(), "NM1"),
        ("HI*", format!("NM1*QC{name}~HI*"), "NM1"),
        ("LX*1~", format!("NM1*IL{name}~N3*{long}~LX*1~"), "NM1"),
        ("DTP*472", format!("MSG*{long}~DTP*472"), "MSG"),
    ] {
        let sets = answer(&one(CLAIM).replace(from, &to)).sets();
        assert!(sets.contains(&format!("IK3*{tag}*")), "{tag} {sets}");
        assert!(!sets.contains("SECRET"), "{tag} {sets}");
    }
}

#[test]
fn faults_of_headers_are_told_of_what_they_open() {
    let sent = one(CLAIM);
    let ta1 = |from: &str, to: &str| answer(&sent.replace(from, to)).ta1();
    assert_eq!(
        ta1("*250131*1200*^", "*250131*3339*^"),
        "TA1*000000001*250131*0000*R*015~"
    );
    assert_eq!(ta1("*0*T*:", "*0*Q*:"), "TA1*000000001*250131*1200*R*020~");
    let sets = |from: &str, to: &str| answer(&sent.replace(from, to)).sets();
    assert_eq!(
        sets("GS*HC*SUB*REC*20250131", "GS*HC*SUB*REC*20250199"),
        "IK5*A~AK9*R*1*1*0*6~"
    );
    let short = answer(&interchange(&[group(&[set("1", CLAIM)])]));
    assert_eq!(short.sets(), "IK5*R*7~AK9*R*1*1*0~");
    let numbers = ["1", "1234567890"].map(|number| set(number, CLAIM));
    let wrong = answer(&interchange(&[group(&numbers)]));
    assert_eq!(
        wrong.segments(AckKind::Implementation, &["AK2"]),
        "AK2*837*0001*005010X222A1~AK2*837*123456789*005010X222A1~"
    );
}

#[test]
fn a_set_that_does_not_name_its_guide_is_accepted_with_errors_whatever_its_kind() {
    use remedi_claims::ClaimKind::{Dental, Institutional, Professional};
    let hospital = "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~\
        NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~";
    let dental = "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****1~DTP*472*D8*20250115~";
    for (kind, claim, guide) in [
        (Professional, CLAIM, "*005010X222A1~BHT"),
        (Institutional, hospital, "*005010X223A2~BHT"),
        (Dental, dental, "*005010X224A2~BHT"),
    ] {
        let whole = Example::claim(claim).of_kind(kind).to_input();
        let acks = answer(&whole.replace(guide, "~BHT"));
        assert_eq!(acks.sets(), "IK5*E*19~AK9*E*1*1*1~", "{kind:?}");
        assert_eq!(acks.counts.claims, [1, 0], "{kind:?}");
    }
}

#[test]
fn messages_tell_counts_that_are_no_numbers_and_places_that_are_no_ids() {
    let told = |from: &str, to: &str| {
        let checker = Checker::new(
            None,
            Options {
                guides: true,
                ..Options::default()
            },
        );
        let (mut told, input) = (Vec::new(), one(CLAIM).replace(from, to));
        let error = in_order(
            Cutter::new(input.as_bytes()),
            |batch| checker.check(batch),
            |report| {
                let findings = report.findings.iter();
                told.extend(findings.map(|one| format!("{}: {}", one.at, one.message())));
            },
        );
        assert!(error.is_none());
        told.join("; ")
    };
    let count = told("SE*23*", "SE*-23*");
    assert!(
        count.contains("SE01 says no number, and 23 segments were read"),
        "{count}"
    );
    let level = told("HL*2*1*22*0~", "HL*2*1*22*1~");
    assert_eq!(level, "2000B/HL04: HL04 is 1, and there is no level below");
    let level = told("HL*1**20*1~", "HL*1**20*0~");
    assert!(
        level.ends_with("2000A/HL04: HL04 is 0, and there are levels below"),
        "{level}"
    );
    let broken = told("~LX*1~", "~L\nX*1~");
    assert!(!broken.contains('\n'), "{broken}");
}

#[test]
fn warnings_alone_accept_with_errors() {
    let graded = |severity| {
        let bad = one(CLAIM).replace("SE*23", "SE*9");
        Answers::of(&[&bad], options(), &[("SYN-06", Grade::As(severity))])
    };
    assert_eq!(graded(Severity::Warning).sets(), "IK5*E*4~AK9*E*1*1*1~");
    assert_eq!(graded(Severity::Warning).counts.claims, [1, 0]);
    assert_eq!(graded(Severity::Info).sets(), "IK5*A~AK9*A*1*1*1~");
}

#[test]
fn case_39_a_set_accepted_with_errors_is_processed_and_one_of_its_claims_refused() {
    let input = one(&format!("{CLAIM}{BAD}"));
    let end = input.find("SE*").unwrap();
    let count = input[end + 3..].split('*').next().unwrap();
    let bad = input.replace(&format!("SE*{count}*"), "SE*9*");
    let grades = [("SYN-06", Grade::As(Severity::Warning))];
    let acks = Answers::of(&[&bad], options(), &grades);
    assert_eq!(acks.sets(), "IK5*E*4~AK9*E*1*1*1~");
    assert_eq!(acks.counts.claims, [1, 1]);
    let claims = acks.segments(AckKind::ClaimStatus, &["TRN", "STC"]);
    let (of_first, of_second) = claims.split_once("TRN*2*A2~").unwrap();
    assert!(
        of_first.ends_with("TRN*2*A1~STC*A2:20*20250201*WQ*100~"),
        "{claims}"
    );
    assert_eq!(of_second, "STC*A7:249*20250201*U*50.5~");
}

#[test]
fn what_stands_between_sets_rejects_their_group() {
    let input = one(CLAIM).replace("GE*1*1~", "NTE*ADD*X~GE*1*1~");
    let acks = answer(&input);
    assert_eq!(acks.sets(), "IK5*A~AK9*R*1*1*0*6~");
    assert_eq!(acks.ta1(), "");
}

#[test]
fn groups_of_4010_get_a_997() {
    let input = one(CLAIM)
        .replace("^*00501", "U*00401")
        .replace(
            "005010X222A1~ST*837*0001*005010X222A1~",
            "004010X098A1~ST*837*0001~",
        )
        .replace("*CH~", "*CH~REF*87*004010X098A1~")
        .replace("11:B:1", "11::1")
        .replace("HI*ABK:", "HI*BK:")
        .replace("SE*23*0001~", "nte*X~SE*23*0009~");
    let acks = answer(&input);
    assert_eq!(
        acks.text(AckKind::Functional),
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SUBMITTER      *250201*0000*U*00401*000000007*0*T*:~\
         GS*FA*REC*SUB*20250201*0000*7*X*004010~ST*997*0001~AK1*HC*1~AK2*837*0001~AK3*nte*24*2400*1~\
         AK5*R*3*4*5~AK9*R*1*1*0~SE*7*0001~GE*1*7~IEA*1*000000007~"
    );
    assert_eq!(acks.files.len(), 1);
}

#[test]
fn a_held_claim_is_refused_with_what_its_findings_say() {
    let acks = answer(&one(&format!("{CLAIM}{BAD}")));
    assert_eq!(acks.sets(), "IK5*A~AK9*A*1*1*1~");
    assert_eq!(
        acks.claims(),
        "STC*A1:19:PR*20250201*WQ*150.5~QTY*90*1~QTY*AA*1~AMT*YU*100~AMT*YY*50.5~\
         STC*A1:19:PR**WQ*150.5~QTY*QA*1~QTY*QC*1~AMT*YU*100~AMT*YY*50.5~\
         STC*A2:20*20250201*WQ*100~STC*A7:249*20250201*U*50.5~"
    );
}

#[test]
fn a_charge_that_is_not_in_cents_refuses_its_claim_and_is_repeated_as_sent() {
    let total = CLAIM.replace("CLM*A1*100*", "CLM*A1*100.0010*");
    let line = BAD_LINE
        .replace("A3*70*", "A3*70.125*")
        .replace("30*UN", "30.125*UN")
        .replace("*2*28**1", "*2***1");
    let answers = answer(&one(&(total + &line)));
    let told = answers.segments(AckKind::ClaimStatus, &["STC", "SVC", "QTY", "AMT"]);
    let rejected = "QTY*{}*2~AMT*YY*170.126~";
    assert_eq!(
        told,
        format!(
            "STC*A1:19:PR*20250201*WQ*170.126~{}STC*A1:19:PR**WQ*170.126~{}\
             STC*A7:178*20250201*U*100.001~STC*A7:178*20250201*U*70.125~\
             SVC*HC:99213*30.125*****1~STC*A7:178*20250201*U~",
            rejected.replace("{}", "AA"),
            rejected.replace("{}", "QC")
        )
    );
    // What is longer than any amount is cut where the element ends.
    let charge = "9999999999999999.99";
    let long = CLAIM.replace("*100*", &format!("*{charge}*"));
    let told = answer(&one(&(long + BAD)));
    let told = told.segments(AckKind::ClaimStatus, &["STC", "AMT"]);
    assert!(told.contains(&format!("*U*{charge}~")), "{told}");
    assert!(told.contains("AMT*YY*10000000000000050.4~"), "{told}");
}

#[test]
fn a_dental_claim_without_a_date_of_service_is_refused_and_a_predetermination_is_not() {
    use remedi_claims::ClaimKind::Dental;
    const FIRST: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****1~";
    let told = |example: Example| {
        let answers = answer(&example.of_kind(Dental).to_input());
        let claim = answers.segments(AckKind::ClaimStatus, &["STC", "DTP"]);
        let at = claim.rfind("WQ*100~").or(claim.rfind("STC*A6:187"));
        claim[at.unwrap()..].to_owned()
    };
    assert!(told(Example::claim(FIRST)).ends_with("STC*A6:187*20250201*U~"));
    // There is no date to repeat.
    let asked = "CLM*A1*100***11:B:1*Y*A*Y*Y**********PB~LX*1~SV3*AD:D1110*100****1~";
    assert_eq!(told(Example::claim(asked)), "WQ*100~");
}

#[test]
fn a_line_at_fault_is_named_under_its_claim() {
    let acks = answer(&one(BAD_LINE));
    let text = acks.text(AckKind::ClaimStatus);
    let at = text.find("TRN*2*A3~").unwrap();
    let end = text.find("SE*").unwrap();
    assert_eq!(
        &text[at..end],
        "TRN*2*A3~STC*A7:247*20250201*U*70~DTP*472*RD8*20250114-20250115~\
         SVC*HC:99214:25*40*****2~STC*A7:249*20250201*U~REF*FJ*L-2~DTP*472*D8*20250115~"
    );
}

#[test]
fn accepted_claims_are_told_as_configured() {
    for (accepted, source, status) in [
        (
            Accepted::IntoAdjudication,
            "NM1*PR*2*SAMPLE PAYER*****46*60054~",
            "STC*A2:20*",
        ),
        (
            Accepted::Received,
            "NM1*PR*2*SAMPLE PAYER*****46*60054~",
            "STC*A1:19:PR*",
        ),
        (
            Accepted::Forwarded,
            "NM1*AY*2*SAMPLE PAYER*****46*60054~",
            "STC*A0:16:PR*",
        ),
    ] {
        let acks = Answers::of(
            &[&one(CLAIM)],
            AckOptions {
                accepted,
                ..options()
            },
            &[],
        );
        let text = acks.text(AckKind::ClaimStatus);
        assert!(text.contains(source), "{text}");
        let last = text.rfind("STC*").unwrap();
        assert!(text[last..].starts_with(status), "{text}");
    }
}

#[test]
fn each_billing_provider_has_a_level_with_its_claims() {
    let second = "HL*3**20*1~NM1*85*1*ROE*SAM*Q**JR~N3*9 OAK ST~N4*SPRINGFIELD*IL*627010001~REF*EI*987654321~\
        HL*4*3*22*1~SBR*P********CI~\
        NM1*IL*1*DOE*KIM****MI*M2~NM1*PR*2*SAMPLE PAYER*****PI*60054~HL*5*4*23*0~PAT*19~NM1*QC*1*DOE*LEE~\
        N3*9 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20150101*M~";
    let acks = answer(&one(&format!("{CLAIM}{second}{BAD}")));
    assert_eq!(acks.sets(), "IK5*A~AK9*A*1*1*1~");
    assert_eq!(
        acks.segments(AckKind::ClaimStatus, &["HL", "NM1", "REF"]),
        "HL*1**20*1~NM1*PR*2*SAMPLE PAYER*****46*60054~HL*2*1*21*1~NM1*41*2*SUBMITTER*****46*SUB1~\
         HL*3*2*19*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~REF*TJ*123456789~\
         HL*4*3*PT~NM1*QC*1*DOE*PAT****MI*M1~\
         HL*5*2*19*1~NM1*85*1*ROE*SAM*Q**JR*FI*987654321~HL*6*5*PT~NM1*QC*1*DOE*LEE****MI*M2~"
    );
}

#[test]
fn numbers_that_others_know_the_claim_by_are_told() {
    let claim = CLAIM.replace("HI*ABK", "REF*F8*PAYER-9~REF*D9*HOUSE-3~HI*ABK");
    let acks = answer(&one(&claim));
    assert_eq!(
        acks.segments(AckKind::ClaimStatus, &["REF"]),
        "REF*TJ*123456789~REF*1K*PAYER-9~REF*D9*HOUSE-3~"
    );
}

#[test]
fn a_hospital_claim_tells_its_type_of_bill() {
    let claim = "CLM*H1*500***13:A:1**A*Y*Y~DTP*434*RD8*20250101-20250103~CL1*3*1*01~HI*ABK:I10~LX*1~SV2*0450*HC:99283*500*UN*1~";
    let input = one(claim).replace("005010X222A1", "005010X223A2");
    let acks = answer(&input);
    let text = acks.text(AckKind::ClaimStatus);
    assert!(
        text.contains("REF*BLT*131~DTP*472*RD8*20250101-20250103~"),
        "{text}"
    );
}

#[test]
fn separators_are_those_of_the_interchange() {
    let input = one(CLAIM)
        .replace('*', "|")
        .replace('~', "\n")
        .replace(':', ">");
    let checked = Answers::by_batches(&[&input], options(), &[], 1 << 20);
    let text = checked.text(AckKind::ClaimStatus);
    assert!(text.contains("\nSTC|A2>20|20250201|WQ|100\n"), "{text}");
    read_without_fault(AckKind::ClaimStatus, text);
}

#[test]
fn several_interchanges_of_an_input_are_answered_one_by_one() {
    let second = one(BAD).replace("*000000001", "*000000002");
    let acks = answer(&format!("{}{second}", one(CLAIM)));
    assert_eq!(
        acks.segments(AckKind::Implementation, &["IEA"]),
        "IEA*1*000000007~IEA*1*000000009~"
    );
    assert_eq!(
        acks.segments(AckKind::ClaimStatus, &["IEA"]),
        "IEA*1*000000008~IEA*1*000000010~"
    );
}

#[test]
fn without_claims_or_without_being_asked_there_is_no_answer_to_claims() {
    let acks = answer(&one(""));
    assert_eq!(acks.text(AckKind::ClaimStatus), "");
    let checker = Checker::new(None, Options::default());
    let mut acks = Acknowledger::new(options());
    let input = Example::usual().to_input();
    in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| acks.add(&report).unwrap(),
    );
    assert!(acks.end_input().unwrap().is_empty());
}

#[test]
fn acknowledgements_are_not_acknowledged() {
    let sent = answer(&one(CLAIM));
    let acks = answer(sent.text(AckKind::Implementation));
    assert_eq!(acks.files, []);
    assert_eq!(acks.counts.sets, [1, 0, 0]);
}

/// What a 999 or a 997 may copy of words that stand in all elements: codes and qualifiers of sets and services, amounts and counts,
/// and numbers of providers, payers and submitters by their qualifiers. No name, address, free text, diagnosis, condition or day.
const COPIED: &str = "AMT01 AMT02 AMT03 BHT01 BHT02 BHT04 BHT05 BHT06 BPR01 BPR02 BPR03 BPR04 BPR05 CAS01 CAS02 CAS03 CAS04 \
    CAS05 CAS06 CAS07 CAS08 CAS09 CAS10 CAS11 CAS12 CLM02 CLM05-1 CLM05-2 CLM05-3 CLM06 CLM07 CLM08 CLM09 CLM10 CLP02 \
    CLP03 CLP04 CLP05 CLP06 CLP08 CLP09 CTP03 CTP04 DTM01 DTP01 DTP02 \
    HCP01 HCP02 HCP03 HCP05 HCP07 HCP09 HCP11 HCP12 LIN02 LIN03 LQ01 LQ02 MOA01 MOA02 MOA03 MOA04 MOA05 MOA06 MOA07 \
    MOA08 MOA09 N103 \
    NM109*40 NM109*41 NM109*82 NM109*85 NM109*DN NM109*DK NM109*71 NM109*72 NM109*77 NM109*FA NM109*PR PER01 PER03 PER05 PER07 \
    PLB02 PLB04 PLB06 PLB08 PLB10 PLB12 PRV01 PRV02 PRV03 PWK01 PWK02 PWK05 QTY01 REF01 REF02*2U REF02*G2 \
    REF02*LU SV101-1 SV101-2 SV101-3 SV101-4 SV101-5 SV101-6 SV102 SV103 SV104 SV105 \
    SV107-1 SV107-2 SV107-3 SV107-4 SV201 SV202-1 SV202-2 SV202-3 SV202-4 SV202-5 SV202-6 SV203 SV204 SV205 SV207 \
    SV301-1 SV301-2 SV301-3 SV301-4 SV301-5 SV301-6 SV302 SV303 SV304-1 SV304-2 SV304-3 SV304-4 SV304-5 SV305 SV306 \
    SVC01-1 SVC01-2 SVC01-3 SVC01-4 SVC01-5 SVC01-6 SVC02 SVC03 SVC04 SVC05 SVC06-1 \
    SVC07 SVD02 SVD03-1 SVD03-2 SVD03-3 SVD03-4 SVD03-5 SVD03-6 SVD04 SVD05 TOO03-1 TOO03-2 TOO03-3 TOO03-4 TOO03-5";

#[test]
fn nothing_is_copied_that_may_tell_of_a_patient() {
    let file = |name: &str| {
        let path = format!(
            "{}/../../fixtures/guides/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read_to_string(path)
            .expect("a fixture")
            .replace('\n', "")
    };
    let conditions = "CR2********A**BACK*FALL~K3*TEXT~DTP*484*D8*20250101~DTP*439*D8*20250110~";
    let people =
        "NM1*QD*1*DOE*ANN~N3*1 ELM ST~N4*SPRINGFIELD*IL*62701~NM1*AO*1*DOE*LEE~REF*BB*4111~";
    let inputs = [
        file("professional.837").replacen("HI*", &format!("{conditions}HI*"), 1),
        file("institutional.837"),
        file("dental.837"),
        file("professional-4010.837").replacen("CLM*", &format!("{people}CLM*"), 1),
        file("remittance.835"),
    ];
    let mut copied = BTreeSet::new();
    for input in &inputs {
        // By what segments are known stays, or is all that is changed.
        for (mark, known) in [
            ("SECRET".repeat(16), false),
            ("SEC".to_owned(), false),
            ("SEC".to_owned(), true),
        ] {
            let segments = input.split_inclusive('~');
            let marked: String = segments
                .map(|segment| marked(segment, &mark, known))
                .collect();
            let acks = Answers::by_batches(&[&marked], options(), &[], 1 << 20);
            for (_, text) in acks
                .files
                .iter()
                .filter(|(kind, _)| *kind != AckKind::ClaimStatus)
            {
                copied.extend(places_copied(text, &marked));
            }
        }
    }
    let allowed: BTreeSet<String> = COPIED.split_whitespace().map(str::to_owned).collect();
    let told: Vec<_> = copied.difference(&allowed).collect();
    assert!(told.is_empty(), "{told:?}");
    assert!(copied.len() > 100, "{copied:?}");
}

/// A segment with a mark in all elements and components, but in those by which it is known; or in its first alone.
fn marked(segment: &str, mark: &str, known: bool) -> String {
    const COMPOSITES: [(&str, usize); 11] = [
        ("CLM", 5),
        ("HI", 1),
        ("HI", 2),
        ("SV1", 1),
        ("SV1", 7),
        ("SV2", 2),
        ("SV3", 1),
        ("SV3", 4),
        ("SVC", 1),
        ("SVD", 3),
        ("TOO", 3),
    ];
    let mut elements: Vec<&str> = segment.trim_end_matches('~').split('*').collect();
    let tag = elements[0];
    if matches!(tag, "ISA" | "GS" | "ST" | "SE" | "GE" | "IEA" | "HL" | "LX") || elements[1] == "87"
    {
        return segment.to_owned();
    }
    elements.resize(elements.len().max(13), "");
    let composite = [mark; 8].join(":");
    for (at, element) in elements.iter_mut().enumerate().take(13).skip(1) {
        let names = match tag {
            "NM1" => matches!(at, 1 | 2 | 8),
            "DTP" => at < 3,
            "CLM" | "REF" | "N1" => at == 1,
            _ => false,
        };
        if if known { at == 1 } else { !names } {
            *element = if COMPOSITES.contains(&(tag, at)) {
                &composite
            } else {
                mark
            };
        }
    }
    let text = elements.join("*");
    text.trim_end_matches('*').to_owned() + "~"
}

/// The places whose values a 999 or 997 repeats, with the qualifiers of numbers, days and names.
fn places_copied(answer: &str, sent: &str) -> Vec<String> {
    let sets: Vec<Vec<&str>> = sent
        .split("~ST*")
        .skip(1)
        .map(|set| set.split('~').collect())
        .collect();
    let (mut set, mut segment, mut places) = (0, "", Vec::new());
    for own in answer.split('~') {
        let elements: Vec<&str> = own.split('*').collect();
        match &elements[..] {
            ["AK2", ..] => set += 1,
            ["IK3" | "AK3", _, number, ..] => {
                let number: usize = number.parse().expect("a number");
                segment = sets[set - 1][number - 1];
            }
            ["IK4" | "AK4", place, _, _, _copy] => {
                let (tag, values) = segment.split_once('*').expect("elements");
                let mut place = place.split(':');
                let element: usize = place.next().expect("an element").parse().expect("a number");
                let component = place
                    .next()
                    .filter(|one| !one.is_empty())
                    .map(|one| format!("-{one}"));
                let is_named = matches!((tag, element), ("REF", 2) | ("DTP", 3) | ("NM1", 9));
                let name = values
                    .split('*')
                    .next()
                    .filter(|_| is_named)
                    .map(|name| format!("*{name}"));
                let [component, name] = [component, name].map(Option::unwrap_or_default);
                places.push(format!("{tag}{element:02}{component}{name}"));
            }
            _ => {}
        }
    }
    places
}
