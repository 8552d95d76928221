//! The clean and the held claims of an input, as two files.

// Not all of it is used by every test; a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::io::{self, Read};

use remedi_claims::{Cutter, in_order};
use remedi_validate::split::{Entry, Side, Sink, SplitCounts, Splitter, Why};
use remedi_validate::{Checker, Example, Options, Summary};
use remedi_x12::{FaultKind, SliceReader, Token};

const BHT: &str = "BHT*0019*00*1*20250131*1200*CH~NM1*41*2*SUBMITTER*****46*SUB1~\
    PER*IC*DESK*TE*5552345678~NM1*40*2*PAYER*****46*60054~";
const PRACTICE: &str = "NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~\
    REF*EI*123456789~";
const SUBSCRIBER: &str = "SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~N3*1 A ST~N4*SPRINGFIELD*IL*62701~\
    DMG*D8*19800101*F~NM1*PR*2*PAYER*****PI*60054~";
const PATIENT: &str =
    "PAT*19~NM1*QC*1*DOE*KIM~N3*1 A ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20150101*F~";

fn good(id: &str) -> String {
    claim(id, "11")
}

/// A claim that is held: its place of service is none.
fn bad(id: &str) -> String {
    claim(id, "2")
}

fn claim(id: &str, place: &str) -> String {
    format!(
        "CLM*{id}*100***{place}:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"
    )
}

/// A set of one practice and one subscriber.
fn claims(control: &str, claims: &[String]) -> String {
    let levels = format!("HL*1**20*1~{PRACTICE}HL*2*1*22*0~{SUBSCRIBER}");
    set(control, &(levels + &claims.concat()))
}

fn set(control: &str, body: &str) -> String {
    let set = format!("ST*837*{control}*005010X222A1~{BHT}{body}");
    let count = set.matches('~').count() + 1;
    format!("{set}SE*{count}*{control}~")
}

fn group(control: u32, sets: &[String]) -> String {
    let count = sets.len();
    let sets = sets.concat();
    format!("GS*HC*SUB*REC*20250131*1200*{control}*X*005010X222A1~{sets}GE*{count}*{control}~")
}

fn interchange(groups: &[String]) -> String {
    let isa = Example::usual().to_input();
    let isa = isa.split("GS*").next().unwrap().to_owned();
    format!("{isa}{}IEA*{}*000000001~", groups.concat(), groups.len())
}

fn one_set(claims: &[String]) -> String {
    interchange(&[group(1, &[self::claims("0001", claims)])])
}

/// The same input with another control number of its interchange.
fn numbered(input: &str, number: u32) -> String {
    input.replace("000000001", &format!("{number:09}"))
}

/// What a split gave.
#[derive(Debug, Default, PartialEq, Eq)]
struct Files {
    clean: Vec<u8>,
    held: Vec<u8>,
    entries: Vec<String>,
    whys: Vec<(Why, Option<String>)>,
}

impl Sink for Files {
    fn write(&mut self, side: Side, bytes: &[u8]) -> io::Result<()> {
        match side {
            Side::Clean => self.clean.extend(bytes),
            Side::Held => self.held.extend(bytes),
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let Entry {
            why,
            claim,
            charge,
            line,
            place,
            rule,
            message,
        } = *entry;
        let claim = claim.map(|claim| String::from_utf8_lossy(claim).into_owned());
        self.whys.push((why, claim.clone()));
        self.entries.push(format!(
            "{} {} {} {} @{} {}/{}/{} {}: {} {message}",
            why.as_str(),
            claim.unwrap_or_default(),
            charge.map(|charge| charge.to_string()).unwrap_or_default(),
            line.map(|line| line.to_string()).unwrap_or_default(),
            place.byte,
            place.interchange,
            place.group,
            place.set,
            place.segment,
            rule.unwrap_or_default(),
        ));
        Ok(())
    }
}

impl Files {
    fn clean(&self) -> &str {
        std::str::from_utf8(&self.clean).unwrap()
    }

    fn held(&self) -> &str {
        std::str::from_utf8(&self.held).unwrap()
    }
}

/// Splits an input in batches of a size.
fn split_once(input: impl Read + Send, size: usize, guides: bool) -> (Files, SplitCounts, Summary) {
    let options = Options {
        split: true,
        guides,
        ..Options::default()
    };
    let checker = Checker::new(None, options);
    let (mut splitter, mut files) = (Splitter::default(), Files::default());
    let (mut summary, mut duplicates) = (Summary::default(), checker.duplicates());
    duplicates.start_input("claims.837");
    let error = in_order(
        Cutter::with_size(input, size),
        |batch| checker.check(batch),
        |mut report| {
            duplicates.add(&mut report);
            summary.add(&report);
            splitter.add(&report, &mut files).unwrap();
        },
    );
    if error.is_some() {
        summary.cut_off();
        splitter.cut_off();
    }
    summary.end_file();
    let counts = splitter.end_input(&mut files).unwrap();
    (files, counts, summary)
}

/// Splits an input, and sees to what holds of every split.
fn split_bytes(input: &[u8], guides: bool) -> (Files, SplitCounts) {
    let (files, counts, summary) = split_once(input, 1 << 20, guides);
    assert_eq!(
        (counts.clean, counts.held),
        (summary.clean(), summary.held())
    );
    for size in [1, 60, 700] {
        let (same, _, _) = split_once(input, size, guides);
        assert_eq!(same, files, "batches of {size}");
    }
    // Every claim once, as sent.
    let mut both = [claims_of(&files.clean), claims_of(&files.held)].concat();
    let mut sent = claims_of(input);
    assert_eq!(claims_of(&files.clean).len() as u64, counts.clean);
    both.sort();
    sent.sort();
    assert_eq!(both, sent);
    for file in [&files.clean, &files.held] {
        assert_eq!(envelope_faults(file), []);
    }
    // What is clean stays clean.
    if !files.clean.is_empty() {
        let (again, counts, _) = split_once(&files.clean[..], 1 << 20, guides);
        assert_eq!((again.clean, counts.held), (files.clean.clone(), 0));
    }
    (files, counts)
}

fn split(input: &str) -> (Files, SplitCounts) {
    split_bytes(input.as_bytes(), true)
}

/// The claims of an input: from CLM to before the next claim, level or part of the envelope. The white space
/// behind the last segment of an input that breaks off is none of the claim's.
fn claims_of(input: &[u8]) -> Vec<Vec<u8>> {
    let (mut all, mut open): (Vec<Vec<u8>>, bool) = (Vec::new(), false);
    let mut reader = SliceReader::new(input);
    let mut is_claims = false;
    while let Ok(Some(token)) = reader.next_token() {
        let Token::Segment(segment, _) = token else {
            open = false;
            continue;
        };
        let (raw, body) = (segment.raw(), segment.body());
        let padding = body.as_ptr() as usize - raw.as_ptr() as usize;
        if open && let Some(claim) = all.last_mut() {
            claim.extend(&raw[..padding]);
        }
        match segment.tag() {
            b"ST" => {
                is_claims = segment.value(1) == b"837";
                open = false;
            }
            b"CLM" if is_claims => {
                open = true;
                all.push(Vec::new());
            }
            b"HL" | b"SE" | b"GE" | b"IEA" | b"ISA" | b"GS" => open = false,
            _ => {}
        }
        if open && let Some(claim) = all.last_mut() {
            claim.extend(&raw[padding..]);
            if raw.last() != Some(&segment.separators().segment) {
                // The input breaks off here, and the files do not.
                claim.push(segment.separators().segment);
            }
        }
    }
    for claim in &mut all {
        let blank = claim
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_whitespace());
        let length = claim.len() - blank.count();
        claim.truncate(length);
    }
    all
}

/// The faults of an envelope that a split may not have.
fn envelope_faults(input: &[u8]) -> Vec<FaultKind> {
    let mut reader = SliceReader::new(input);
    while let Ok(Some(_)) = reader.next_token() {}
    let faults = reader.faults().map(|fault| fault.kind);
    faults
        .filter(|kind| {
            matches!(
                kind,
                FaultKind::SkippedBytes(_)
                    | FaultKind::MissingTrailer(_)
                    | FaultKind::UnexpectedTrailer(_)
                    | FaultKind::ControlNumberMismatch(_)
                    | FaultKind::CountMismatch { .. }
                    | FaultKind::Unterminated
            )
        })
        .collect()
}

/// What is held of a file that is held already.
fn held_again(files: &Files) -> String {
    let (again, counts, _) = split_once(&files.held[..], 1 << 20, true);
    assert_eq!(counts.clean, 0);
    again.held().to_owned()
}

/// HL01 to HL04 of all levels.
fn levels(file: &str) -> Vec<&str> {
    file.split('~')
        .filter(|one| one.starts_with("HL*"))
        .collect()
}

#[test]
fn each_claim_goes_into_one_file_with_what_it_stands_under() {
    let input = one_set(&[good("A"), bad("B"), good("C")]);
    let (files, counts) = split(&input);
    assert_eq!((counts.clean, counts.held), (2, 1));
    assert_eq!(files.clean(), one_set(&[good("A"), good("C")]));
    assert_eq!(files.held(), one_set(&[bad("B")]));
    let byte = input.find("CLM*B").unwrap();
    assert_eq!(files.entries.len(), 1);
    let entry = &files.entries[0];
    let start = format!("claim B 100.00  @{byte} 000000001/1/0001 23: POS-S07 ");
    assert!(entry.starts_with(&start), "{entry}");
    assert_eq!(held_again(&files), files.held());
}

#[test]
fn a_file_without_claims_of_its_own_is_empty() {
    let input = one_set(&[good("A")]);
    let (files, _) = split(&input);
    assert_eq!((files.clean(), files.held()), (&input[..], ""));
    assert_eq!(files.entries, Vec::<String>::new());
    let input = one_set(&[bad("A")]);
    let (files, _) = split(&input);
    assert_eq!((files.clean(), files.held()), ("", &input[..]));
}

#[test]
fn levels_are_dropped_and_numbered_anew() {
    let subscriber = |number: u32, practice: u32, claims: &[String]| {
        format!(
            "HL*{number}*{practice}*22*0~{SUBSCRIBER}{}",
            claims.concat()
        )
    };
    let practice = |number: u32| format!("HL*{number}**20*1~{PRACTICE}");
    let body = [
        practice(1),
        subscriber(2, 1, &[bad("A")]),
        practice(3),
        subscriber(4, 3, &[good("B")]),
        subscriber(5, 3, &[bad("C"), good("D")]),
    ];
    let whole = |body: &[String]| interchange(&[group(1, &[set("0001", &body.concat())])]);
    let (files, counts) = split(&whole(&body));
    assert_eq!((counts.clean, counts.held), (2, 2));
    let clean = [
        practice(1),
        subscriber(2, 1, &[good("B")]),
        subscriber(3, 1, &[good("D")]),
    ];
    let held = [
        practice(1),
        subscriber(2, 1, &[bad("A")]),
        practice(3),
        subscriber(4, 3, &[bad("C")]),
    ];
    assert_eq!(files.clean(), whole(&clean));
    assert_eq!(files.held(), whole(&held));
    assert_eq!(held_again(&files), files.held());
}

#[test]
fn dependents_keep_their_subscriber_and_child_codes_fit() {
    let patient =
        |number: u32, claims: &[String]| format!("HL*{number}*2*23*0~{PATIENT}{}", claims.concat());
    let body = [
        format!("HL*1**20*1~{PRACTICE}HL*2*1*22*1~{SUBSCRIBER}"),
        good("A"),
        bad("B"),
        patient(3, &[good("C"), good("D")]),
        patient(4, &[good("E")]),
    ];
    let input = interchange(&[group(1, &[set("0001", &body.concat())])]);
    let (files, counts) = split_bytes(input.as_bytes(), false);
    assert_eq!((counts.clean, counts.held), (4, 1));
    let all = ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "HL*4*2*23*0"];
    assert_eq!(levels(files.clean()), all);
    // The subscriber of the held file has no dependents.
    assert_eq!(levels(files.held()), ["HL*1**20*1", "HL*2*1*22*0"]);
    // And one whose own claims are clean is a subscriber of dependents alone there.
    let swapped = input.replace("CLM*B*100***2:", "CLM*B*100***11:");
    let swapped = swapped.replace("CLM*E*100***11:", "CLM*E*100***2:");
    let (files, _) = split_bytes(swapped.as_bytes(), false);
    assert_eq!(levels(files.clean()), all[..3]);
    assert_eq!(
        levels(files.held()),
        ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0"]
    );
}

#[test]
fn a_set_at_fault_is_held_whole_and_its_count_made_right() {
    let broken = claims("0002", &[good("B"), bad("C")]).replace("SE*", "SE*9");
    let sets =
        |second: &str| interchange(&[group(1, &[claims("0001", &[good("A")]), second.to_owned()])]);
    let (files, counts) = split(&sets(&broken));
    assert_eq!((counts.clean, counts.held), (1, 2));
    assert_eq!(files.clean(), one_set(&[good("A")]));
    let whole = interchange(&[group(1, &[claims("0002", &[good("B"), bad("C")])])]);
    assert_eq!(files.held(), whole);
    let whys = [(Why::Set, "B"), (Why::Claim, "C"), (Why::Set, "C")];
    assert_eq!(
        files.whys,
        whys.map(|(why, claim)| (why, Some(claim.to_owned())))
    );
    assert!(
        files.entries[0].contains(": SYN-06 its set is rejected: "),
        "{}",
        files.entries[0]
    );
}

#[test]
fn levels_at_fault_stay_as_sent_in_a_set_that_is_held_for_them() {
    let input = one_set(&[good("A"), bad("B")]).replace("HL*2*1*22", "HL*7*4*22");
    let (files, counts) = split(&input);
    assert_eq!((counts.clean, counts.held), (0, 2));
    assert_eq!(files.held(), input);
    // When nobody judges them, the numbers fit.
    let (files, counts) = split_bytes(input.as_bytes(), false);
    assert_eq!((counts.clean, counts.held), (1, 1));
    assert_eq!(levels(files.clean()), ["HL*1**20*1", "HL*2*1*22*0"]);
}

#[test]
fn a_group_at_fault_is_held_whole_and_not_the_next_one() {
    let sets = || [claims("0001", &[good("A")]), claims("0002", &[good("B")])];
    let input = interchange(&[
        group(1, &sets()).replace("GE*2*1~", "GE*3*1~"),
        group(2, &sets()),
    ]);
    let (files, counts) = split(&input);
    assert_eq!((counts.clean, counts.held), (2, 2));
    assert_eq!(files.clean(), interchange(&[group(2, &sets())]));
    assert_eq!(files.held(), interchange(&[group(1, &sets())]));
    assert_eq!(files.whys[0], (Why::Group, Some("A".to_owned())));
}

#[test]
fn a_groups_header_at_fault_holds_that_group() {
    let sets = || [claims("0001", &[good("A")])];
    let second = group(2, &sets()).replace("*SUB*", "*S*");
    let input = interchange(&[group(1, &sets()), second.clone()]);
    let (files, _) = split(&input);
    assert_eq!(files.clean(), interchange(&[group(1, &sets())]));
    assert_eq!(files.held(), interchange(&[second]));
}

/// Splits an input of which acknowledgements accept what the split calls clean, and no more.
fn split_as_acknowledged(input: &str) -> Files {
    let (files, counts) = split(input);
    let (_, _, summary) = split_once(input.as_bytes(), 1 << 20, true);
    let claims = summary.acknowledged().claims;
    assert_eq!(claims, [counts.clean, counts.held]);
    files
}

#[test]
fn a_group_without_sets_holds_no_claim_of_the_group_before() {
    let first = group(1, &[claims("0001", &[good("A")])]);
    let second = group(2, &[]).replace("*SUB*", "*S*");
    let files = split_as_acknowledged(&interchange(&[first.clone(), second]));
    assert_eq!(files.clean(), interchange(&[first]));
    let last = group(2, &[]).replace("GE*0*2~", "GE*1*2~");
    let first = group(1, &[claims("0001", &[good("A")])]);
    let files = split_as_acknowledged(&interchange(&[first.clone(), last]));
    assert_eq!(files.clean(), interchange(&[first]));
}

#[test]
fn a_stray_segment_holds_the_group_that_it_stands_in_and_no_other() {
    let sets = || [claims("0001", &[good("A")])];
    let (first, second) = (group(1, &sets()), group(2, &sets()));
    for stray in ["X222A1~ST", "0001~GE"] {
        let (before, behind) = stray.split_once('~').unwrap();
        let strayed = second.replace(stray, &format!("{before}~NTE*ADD*X~{behind}"));
        assert_ne!(strayed, second);
        let files = split_as_acknowledged(&interchange(&[first.clone(), strayed.clone()]));
        assert_eq!(
            files.clean(),
            interchange(std::slice::from_ref(&first)),
            "{stray}"
        );
        let files = split_as_acknowledged(&interchange(&[strayed, first.clone()]));
        assert_eq!(
            files.clean(),
            interchange(std::slice::from_ref(&first)),
            "{stray}"
        );
    }
    // Between groups it is in none.
    let (files, counts) = split(&interchange(&[
        first.clone() + "NTE*ADD*X~",
        second.clone(),
    ]));
    assert_eq!((counts.clean, counts.held), (2, 0));
    assert_eq!(files.clean(), interchange(&[first, second]));
}

#[test]
fn a_header_at_fault_holds_its_group_wherever_a_segment_strays() {
    let sets = || [claims("0001", &[good("A")])];
    let strayed = group(2, &sets()).replace("*SUB*", "*S*");
    let strayed = strayed.replace("X222A1~ST", "X222A1~NTE*ADD*X~ST");
    let files = split_as_acknowledged(&interchange(&[group(1, &sets()), strayed]));
    assert_eq!(files.clean(), interchange(&[group(1, &sets())]));
}

#[test]
fn what_a_set_without_trailer_lacks_is_no_fault_of_those_around_it() {
    let first = claims("0001", &[good("A")]);
    let lone = "ST*837*0003*005010X222A1~".to_owned();
    let second = claims("0002", &[good("B")]);
    let files = split_as_acknowledged(&interchange(&[group(
        1,
        &[first.clone(), lone, second.clone()],
    )]));
    assert_eq!(files.clean(), interchange(&[group(1, &[first, second])]));
}

#[test]
fn a_fault_of_the_header_of_an_interchange_holds_what_is_in_it_and_one_of_its_trailer_nothing() {
    let first = interchange(&[group(1, &[claims("0001", &[good("A")])])]);
    let second = numbered(
        &interchange(&[group(1, &[claims("0001", &[good("B")])])]),
        2,
    );
    // ISA12 is no version, ISA15 no use.
    for (sent, by) in [("*00501*", "*00599*"), ("*0*T*:", "*0*X*:")] {
        let input = first.replace(sent, by) + &second;
        let (files, counts) = split(&input);
        assert_eq!((counts.clean, counts.held), (1, 1));
        assert_eq!(files.clean(), second);
        assert_eq!(files.held(), first.replace(sent, by));
        assert!(
            files.entries[0].starts_with("interchange A ")
                && files.entries[0].contains("GDE-11 its interchange is rejected: ISA1")
                && files.entries[0].contains(" @0 "),
            "{}",
            files.entries[0]
        );
    }
    for by in ["IEA*7*000000001~", "IEA*1*000000009~", ""] {
        let (files, counts) = split(&first.replace("IEA*1*000000001~", by));
        assert_eq!((counts.clean, counts.held), (1, 0));
        assert_eq!(files.clean(), first);
    }
}

#[test]
fn a_control_number_that_is_used_again_holds_what_has_it() {
    let sets = [claims("0001", &[good("A")]), claims("0001", &[good("B")])];
    let again = group(2, &[claims("0001", &[good("C")])]);
    let input = interchange(&[group(1, &sets), again.clone(), again.clone()]);
    let (files, counts) = split(&input);
    assert_eq!((counts.clean, counts.held), (2, 2));
    let [first, second] = sets;
    assert_eq!(
        files.clean(),
        interchange(&[group(1, &[first]), again.clone()])
    );
    assert_eq!(files.held(), interchange(&[group(1, &[second]), again]));
    assert!(
        files.entries[0].starts_with("set B "),
        "{}",
        files.entries[0]
    );
    assert!(
        files.entries[1].starts_with("group C "),
        "{}",
        files.entries[1]
    );
    let twice = one_set(&[good("A")]).repeat(2);
    let (files, _) = split(&twice);
    assert_eq!(
        (files.clean(), files.held()),
        (&twice[..twice.len() / 2], files.clean())
    );
}

#[test]
fn what_breaks_off_is_held_and_closed() {
    let input = interchange(&[
        group(1, &[claims("0001", &[good("A")])]),
        group(2, &[claims("0001", &[good("B"), good("C")])]),
    ]);
    let end = input.rfind("SE*").unwrap();
    for end in [end, end - 1, end - 5] {
        let (files, counts) = split(&input[..end]);
        assert_eq!((counts.clean, counts.held), (1, 2));
        assert!(files.held().ends_with("GE*1*2~IEA*1*000000001~"));
        assert_eq!(files.whys[0], (Why::Set, Some("B".to_owned())));
        assert_eq!(files.whys[1], (Why::Group, Some("B".to_owned())));
    }
}

/// Some bytes, and then an error.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::ErrorKind::InvalidData.into()),
            count => Ok(count),
        }
    }
}

#[test]
fn an_input_that_cannot_be_read_on_holds_what_is_open() {
    let input = interchange(&[
        group(1, &[claims("0001", &[good("A")])]),
        group(2, &[claims("0001", &[good("B"), good("C")])]),
    ]);
    let at = |text| input.rfind(text).unwrap();
    for (end, held) in [
        (at("CLM*C") + 30, 2),
        (at("CLM*C") + 3, 1),
        (at("SE*"), 2),
        (at("GE*"), 2),
        (at("IEA*"), 0),
        (at("GS*"), 0),
    ] {
        for size in [1, 1 << 20] {
            let (files, counts, summary) = split_once(Broken(&input.as_bytes()[..end]), size, true);
            assert_eq!(counts.held, held, "{end}");
            assert_eq!(
                (counts.clean, counts.held),
                (summary.clean(), summary.held())
            );
            assert_eq!(envelope_faults(&files.held), []);
            assert_eq!(envelope_faults(&files.clean), []);
            let whole = input[..end].rfind('~').unwrap() + 1;
            let is_lost = end > whole;
            assert_eq!(counts.left_out, u64::from(is_lost));
            if held > 0 {
                assert!(files.entries[0].contains("could not be read to its end"));
                let last = files.entries.last().unwrap();
                assert_eq!(
                    last.starts_with(&format!("left-out    @{whole} 000000001/2/")),
                    is_lost
                );
            }
        }
    }
}

#[test]
fn line_ends_and_separators_stay_as_sent() {
    let input = interchange(&[
        group(1, &[claims("0001", &[good("A"), bad("B")])]),
        group(
            2,
            &[claims("0001", &[bad("C")]), claims("0002", &[good("D")])],
        ),
    ]);
    let clean = interchange(&[
        group(1, &[claims("0001", &[good("A")])]),
        group(2, &[claims("0002", &[good("D")])]),
    ]);
    for end in ["~\n", "~\r\n", "\n", "\r\n", "'"] {
        let as_sent = |text: &str| text.replace('~', end).replace('*', "|");
        let (files, _) = split(&as_sent(&input));
        assert_eq!(files.clean(), as_sent(&clean), "{end:?}");
        // A trailer that is missing is written as the others are.
        let text = as_sent(&input);
        let without = text[..text.rfind("IEA").unwrap()].to_owned();
        let (files, _) = split_bytes(without.as_bytes(), false);
        assert_eq!(files.clean(), as_sent(&clean), "{end:?}");
    }
}

#[test]
fn interchanges_have_their_own_separators_and_are_left_out_where_they_hold_nothing() {
    let first = one_set(&[bad("A")]);
    let second = numbered(&one_set(&[good("B")]), 2);
    let second = second.replace('~', "!\n").replace(':', "<");
    let third = numbered(&one_set(&[good("C"), bad("D")]), 3);
    let input = format!("\r\n{first}\r\n\r\n{second}{third}\n");
    let (files, counts) = split(&input);
    assert_eq!((counts.clean, counts.held), (2, 2));
    let clean = format!("{second}{}\n", numbered(&one_set(&[good("C")]), 3));
    assert_eq!(files.clean(), clean);
    let held = format!("{first}\r\n\r\n{}\n", numbered(&one_set(&[bad("D")]), 3));
    assert_eq!(files.held(), held);
}

#[test]
fn control_numbers_of_trailers_are_those_of_headers() {
    let input = one_set(&[good("A")]).replace("*0001~GE*", "*0009~GE*");
    let input = input.replace("IEA*1*000000001~", "IEA*01*1~");
    assert!(input.contains("*0009~GE*"));
    let (files, _) = split(&input);
    assert_eq!(
        files.held(),
        one_set(&[good("A")]).replace("IEA*1*000000001~", "IEA*01*1~")
    );
}

#[test]
fn what_holds_no_claims_is_kept_in_the_held_file() {
    let empty_level = format!("HL*3*1*22*0~{SUBSCRIBER}");
    let body = format!(
        "HL*1**20*1~{PRACTICE}HL*2*1*22*0~{SUBSCRIBER}{}{empty_level}",
        good("A")
    );
    let input = interchange(&[group(1, &[set("0001", &body)])]);
    let (files, counts) = split_bytes(input.as_bytes(), false);
    assert_eq!((counts.clean, counts.held, counts.kept), (1, 0, 1));
    assert_eq!(files.clean(), one_set(&[good("A")]));
    assert_eq!(files.held(), one_set(&[]));
    assert_eq!(files.whys, [(Why::NoClaims, None)]);
    let byte = input.find(&empty_level).unwrap();
    assert!(files.entries[0].contains(&format!("@{byte} 000000001/1/0001 23: ")));

    let empty = set("0002", "");
    let input = interchange(&[group(1, &[claims("0001", &[good("A")]), empty.clone()])]);
    let (files, _) = split_bytes(input.as_bytes(), false);
    assert_eq!(files.held(), interchange(&[group(1, &[empty])]));
    assert_eq!(files.whys, [(Why::NoClaims, None)]);

    for nothing in [interchange(&[]), interchange(&[group(1, &[])])] {
        let nothing = numbered(&nothing, 2);
        let input = format!("{nothing}{}", one_set(&[good("A")]));
        let (files, _) = split_bytes(input.as_bytes(), false);
        assert_eq!(
            (files.held(), files.clean()),
            (&nothing[..], &one_set(&[good("A")])[..])
        );
        assert_eq!(files.whys, [(Why::NoClaims, None)]);
    }
}

#[test]
fn a_set_of_another_type_is_kept_in_the_held_file() {
    let other = "ST*277*0002~BHT*0010*08*1*20250131*1200*TH~HL*1**20*1~NM1*PR*2*PAYER~SE*5*0002~";
    let input = interchange(&[group(1, &[claims("0001", &[good("A")]), other.to_owned()])]);
    let (files, _) = split_bytes(input.as_bytes(), false);
    assert_eq!(files.clean(), one_set(&[good("A")]));
    assert_eq!(files.held(), interchange(&[group(1, &[other.to_owned()])]));
    assert_eq!(files.whys, [(Why::OtherSet, None)]);
    assert!(files.entries[0].contains("of type 277"));
}

#[test]
fn what_no_file_can_hold_is_told() {
    let input = one_set(&[good("A"), bad("B")]);
    let input = input
        .replace("GE*1*1~", "REF*X*1~GE*1*1~")
        .replace("IEA*", "SE*1*1~IEA*");
    let input = format!("junk {input}more junk");
    let (files, counts) = split_bytes(input.as_bytes(), false);
    assert_eq!(counts.left_out, 4);
    let told: Vec<_> = files
        .whys
        .iter()
        .filter(|(why, _)| *why == Why::LeftOut)
        .collect();
    assert_eq!(told.len(), 4);
    let places = ["junk", "REF*X", "SE*1*1~", "more junk"].map(|text| input.find(text).unwrap());
    for place in places {
        let at = format!("@{place} ");
        assert_eq!(
            files
                .entries
                .iter()
                .filter(|entry| entry.starts_with("left-out ") && entry.contains(&at))
                .count(),
            1,
            "{at}"
        );
    }
}

#[test]
fn an_acknowledgement_behind_an_isa_stays_there() {
    let ta1 = "TA1*000000001*250131*1200*A*000~";
    let with = |text: String| text.replacen("GS*", &format!("{ta1}GS*"), 1);
    let (files, _) = split(&with(one_set(&[good("A"), bad("B")])));
    assert_eq!(files.clean(), with(one_set(&[good("A")])));
    assert_eq!(files.held(), with(one_set(&[bad("B")])));
}

#[test]
fn a_strange_level_goes_with_the_claims_in_it() {
    let body = [
        format!("HL*1**20*1~{PRACTICE}HL*2*1*22*1~{SUBSCRIBER}"),
        bad("A"),
        format!("HL*3*2*99*0~{PATIENT}"),
        good("B"),
        format!("HL*4*2*23*0~{PATIENT}"),
        good("C"),
    ];
    let input = interchange(&[group(1, &[set("0001", &body.concat())])]);
    let (files, _, _) = split_once(input.as_bytes(), 1 << 20, false);
    assert_eq!(
        levels(files.clean()),
        ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*99*0", "HL*4*2*23*0"]
    );
    assert!(
        files
            .clean()
            .contains(&format!("HL*3*2*99*0~{PATIENT}{}", good("B")))
    );
}

#[test]
fn empty_segments_stay_where_they_are() {
    let input = one_set(&[good("A"), bad("B")]).replace("LX*1~", "~LX*1~~");
    let (files, counts) = split_bytes(input.as_bytes(), false);
    assert_eq!(counts.clean + counts.held, 2);
    let both = format!("{}{}", files.clean(), files.held());
    assert_eq!(both.matches("~~LX*1~~").count(), 2);
}

#[test]
fn claims_of_4010_and_of_institutions_and_dentists_are_split_as_well() {
    for version in ["004010X098A1", "005010X223A2", "005010X224A2", "006020X999"] {
        let input = one_set(&[good("A"), bad("B")]).replace("005010X222A1", version);
        let (files, counts) = split_bytes(input.as_bytes(), false);
        assert_eq!(counts.clean + counts.held, 2, "{version}");
        assert_eq!(files.clean().matches("CLM*").count() as u64, counts.clean);
    }
}

#[test]
fn more_than_memory_holds_waits_on_the_disk() {
    let notes = format!("~NTE*ADD*{}", "X".repeat(75)).repeat(100);
    let sent: Vec<String> = (0..2_500)
        .map(|number| match number % 10 {
            0 => bad(&format!("B{number}")),
            _ => good(&format!("A{number}")),
        })
        .map(|claim| claim.replace("~HI", &format!("{notes}~HI")))
        .collect();
    let input = one_set(&sent);
    assert!(input.len() > 16 << 20);
    let (files, counts, _) = split_once(input.as_bytes(), 1 << 19, false);
    assert_eq!((counts.clean, counts.held), (2_250, 250));
    let is_bad = |claim: &&String| claim.starts_with("CLM*B");
    let (bad, good): (Vec<&String>, Vec<&String>) = sent.iter().partition(is_bad);
    let whole = |claims: Vec<&String>| one_set(&claims.into_iter().cloned().collect::<Vec<_>>());
    assert!(files.clean() == whole(good));
    assert!(files.held() == whole(bad));
}

/// Every claim of every sample is in one of the files, whatever the size of the batches. `REMEDI_SAMPLES` names their
/// folder, and without it there is nothing to split.
#[test]
fn no_claim_of_a_sample_is_lost() {
    let Some(folder) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let (mut folders, mut claims) = (vec![std::path::PathBuf::from(folder)], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let input = std::fs::read(&path).unwrap();
            for guides in [false, true] {
                eprintln!("{} {guides}", path.display());
                let (_, counts) = split_bytes(&input, guides);
                claims += counts.clean + counts.held;
            }
        }
    }
    assert!(claims > 500, "{claims}");
}
