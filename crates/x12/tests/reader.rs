//! What the readers make of inputs, one case a test.

use remedi_x12::{
    Error, ErrorKind, Fault, FaultKind, Level, Place, Scanner, SliceReader, StreamReader, Token,
};

/// An interchange whose segments end in `end`, with one set of three segments.
fn interchange(number: u32, end: &str) -> String {
    let isa = format!(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
         *250131*1200*^*00501*{number:09}*0*T*:"
    );
    let gs = "GS*HC*SENDER*RECEIVER*20250131*1200*7*X*005010X222A1";
    let segments = [
        isa.as_str(),
        gs,
        "ST*837*0001",
        "LX*1",
        "SE*3*0001",
        "GE*1*7",
    ];
    let iea = format!("IEA*1*{number:09}");
    let all = segments.iter().copied().chain([iea.as_str()]);
    all.flat_map(|segment| [segment, end]).collect()
}

/// Tags with their place, gaps as `-` and their length, the faults; and how reading ended.
#[derive(Debug, Default, PartialEq)]
struct Read {
    tokens: Vec<(String, Place)>,
    faults: Vec<Fault>,
    bytes: Vec<u8>,
    error: Option<(String, u64)>,
}

impl Read {
    fn token(&mut self, token: &Token<'_>) {
        self.bytes.extend_from_slice(token.raw());
        self.tokens.push(match token {
            Token::Segment(segment, place) => {
                (String::from_utf8_lossy(segment.tag()).into_owned(), *place)
            }
            Token::Gap(gap) => (
                format!("-{}", gap.bytes.len()),
                Place {
                    byte: gap.byte,
                    ..Place::default()
                },
            ),
        });
    }

    fn error(&mut self, error: &Error) {
        self.error = Some((error.to_string(), error.byte()));
    }

    fn tags(&self) -> String {
        let tags: Vec<&str> = self.tokens.iter().map(|(tag, _)| tag.as_str()).collect();
        tags.join(" ")
    }

    fn kinds(&self) -> Vec<FaultKind> {
        self.faults.iter().map(|fault| fault.kind).collect()
    }
}

fn slice(input: &[u8], scanner: Scanner) -> Read {
    let mut read = Read::default();
    let mut reader = SliceReader::with_scanner(input, scanner);
    loop {
        let token = reader.next_token();
        match &token {
            Ok(Some(token)) => read.token(token),
            Ok(None) => {}
            Err(error) => read.error(error),
        }
        read.faults.extend(reader.faults());
        if !matches!(token, Ok(Some(_))) {
            return read;
        }
    }
}

fn stream(input: &[u8], scanner: Scanner, chunk: usize) -> Read {
    let mut read = Read::default();
    let mut reader = StreamReader::with_scanner(Trickle { input, chunk }, scanner, chunk);
    loop {
        let more = match reader.next_token() {
            Ok(Some(token)) => {
                read.token(&token);
                true
            }
            Ok(None) => false,
            Err(error) => {
                read.error(&error);
                false
            }
        };
        read.faults.extend(reader.faults());
        if !more {
            return read;
        }
    }
}

/// An input that gives at most so many bytes at a time.
struct Trickle<'a> {
    input: &'a [u8],
    chunk: usize,
}

impl std::io::Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.chunk.min(buffer.len()).min(self.input.len());
        let (now, later) = self.input.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.input = later;
        Ok(count)
    }
}

/// Reads the input both ways, which must agree, and account for every byte.
fn read(input: impl AsRef<[u8]>) -> Read {
    let input = input.as_ref();
    let read = slice(input, Scanner::new());
    for chunk in [1, 7, 64, 100_000] {
        assert_eq!(
            stream(input, Scanner::new(), chunk),
            read,
            "chunks of {chunk}"
        );
    }
    if read.error.is_none() {
        assert_eq!(read.bytes, input);
    }
    read
}

const WHOLE: &str = "ISA GS ST LX SE GE IEA";

#[test]
fn line_ends_of_any_kind_or_none_are_padding() {
    for end in ["~", "~\n", "~\r\n", "~\r", "~ \t\n"] {
        let read = read(interchange(1, end));
        let tags = read.tags();
        let (tags, gap) = tags.split_once(" -").unwrap_or((&tags, ""));
        assert_eq!(tags, WHOLE, "{end:?}");
        let padding = end.len() - 1;
        let trailing = if padding == 0 {
            String::new()
        } else {
            padding.to_string()
        };
        assert_eq!(gap, trailing, "the line end of IEA is a gap");
        assert_eq!(read.faults, []);
    }
}

#[test]
fn a_line_end_can_be_the_terminator() {
    for end in ["\n", "\r", "\r\n"] {
        let read = read(interchange(1, end));
        assert!(read.tags().starts_with(WHOLE), "{end:?}: {}", read.tags());
        assert_eq!(read.faults, [], "{end:?}");
    }
    let declared_lf = interchange(1, "\r\n").replacen("\r\n", "\n", 1);
    let mut reader = SliceReader::new(declared_lf.as_bytes());
    while let Some(Token::Segment(segment, _)) = reader.next_token().unwrap() {
        assert!(
            !segment.body().ends_with(b"\r"),
            "a CR is no part of an element"
        );
    }
}

#[test]
fn repetitions_are_parted_from_00402_on() {
    for (isa11, version, count) in [("^", "00501", 2), ("U", "00401", 1), ("U", "00501", 1)] {
        let text = interchange(1, "~")
            .replace("*^*00501*", &format!("*{isa11}*{version}*"))
            .replace("LX*1", "LX*1^2");
        let mut reader = SliceReader::new(text.as_bytes());
        let mut seen = 0;
        while let Some(Token::Segment(segment, _)) = reader.next_token().unwrap() {
            if segment.tag() == b"LX" {
                seen = segment.element(1).unwrap().repetitions().count();
            }
        }
        assert_eq!(seen, count, "{isa11} {version}");
    }
}

#[test]
fn control_characters_can_be_separators() {
    let text = interchange(1, "\u{1C}")
        .replace('*', "\u{1D}")
        .replace('^', "\u{1E}")
        .replace(':', "\u{1F}");
    let read = read(&text);
    assert_eq!((read.tags().as_str(), read.faults.len()), (WHOLE, 0));
}

#[test]
fn a_byte_order_mark_and_blank_lines_are_no_fault() {
    let text = format!("\u{FEFF}\n\n{}\n\n \n", interchange(1, "~\n\n"));
    let read = read(&text);
    assert_eq!(read.tags(), format!("-5 {WHOLE} -6"));
    assert_eq!(read.faults, []);
}

#[test]
fn an_isa_of_another_width_is_read_and_told() {
    let text = interchange(1, "~").replace("SENDER         ", "SENDER");
    let read = read(&text);
    assert_eq!(read.tags(), WHOLE);
    assert_eq!(read.kinds(), [FaultKind::HeaderWidth]);
    assert_eq!(read.faults[0].place.byte, 0);
}

#[test]
fn a_terminator_on_the_next_line_is_found() {
    let read = read(interchange(1, "\n~"));
    assert_eq!(read.tags(), WHOLE);
    assert_eq!(read.faults, []);
    let text = interchange(1, "\n~");
    let mut reader = SliceReader::new(text.as_bytes());
    let Some(Token::Segment(isa, _)) = reader.next_token().unwrap() else {
        panic!("no ISA");
    };
    assert_eq!(isa.value(16), b":");
}

#[test]
fn a_ta1_stands_between_isa_and_gs_without_a_set() {
    let text = interchange(1, "~").replace("~GS", "~TA1*000000001*250131*1200*A*000~GS");
    let read = read(&text);
    assert_eq!(read.tags(), "ISA TA1 GS ST LX SE GE IEA");
    assert_eq!(read.faults, []);
    assert_eq!(read.tokens[1].1.segment, 0);
}

#[test]
fn each_interchange_has_its_own_separators() {
    let other = interchange(2, "!\n").replace('*', "|").replace(':', "*");
    let text = interchange(1, "~") + &other + &interchange(3, "\n");
    let read = read(&text);
    assert_eq!(read.tags(), format!("{WHOLE} {WHOLE} {WHOLE}"));
    assert_eq!(read.faults, []);
    let isa13 = |at: usize| read.tokens[at].1.interchange.to_string();
    assert_eq!(
        (isa13(3), isa13(10)),
        ("000000001".into(), "000000002".into())
    );
}

#[test]
fn several_groups_and_sets_are_counted() {
    let group =
        "GS*HC*S*R*20250131*1200*8*X*005010X222A1~ST*837*1~SE*2*1~ST*837*2~LX*1~SE*3*2~GE*2*8~";
    let text = interchange(1, "~").replace("IEA*1*", &format!("{group}IEA*2*"));
    let read = read(&text);
    assert_eq!(read.tags(), "ISA GS ST LX SE GE GS ST SE ST LX SE GE IEA");
    assert_eq!(read.faults, []);
    let (_, place) = &read.tokens[10];
    assert_eq!(
        (
            place.group.to_string(),
            place.set.to_string(),
            place.segment
        ),
        ("8".into(), "2".into(), 2)
    );
    assert_eq!(place.byte as usize, text.rfind("LX*1").unwrap());
}

#[test]
fn a_missing_trailer_is_told_where_the_next_level_starts() {
    let whole = interchange(1, "~");
    for (trailer, level, kinds) in [
        (
            "SE*3*0001~",
            Level::Set,
            vec![FaultKind::MissingTrailer(Level::Set)],
        ),
        (
            "GE*1*7~",
            Level::Group,
            vec![FaultKind::MissingTrailer(Level::Group)],
        ),
        (
            "IEA*1*000000001~",
            Level::Interchange,
            vec![FaultKind::MissingTrailer(Level::Interchange)],
        ),
    ] {
        let read = read(whole.replace(trailer, ""));
        assert_eq!(read.kinds(), kinds, "{level}");
        assert!(!read.tags().contains(level.trailer()));
    }
    let two = whole.replace("IEA*1*000000001~", "") + &interchange(2, "~");
    let read = read(&two);
    assert_eq!(
        read.kinds(),
        [FaultKind::MissingTrailer(Level::Interchange)]
    );
    assert_eq!(
        read.faults[0].place.byte as usize,
        two.rfind("ISA*").unwrap()
    );
    assert_eq!(read.faults[0].place.interchange.as_bytes(), b"000000001");
}

#[test]
fn a_trailer_of_nothing_is_told() {
    for (trailer, level) in [("SE*3*0001~", Level::Set), ("GE*1*7~", Level::Group)] {
        let read = read(interchange(1, "~").replace(trailer, &trailer.repeat(2)));
        assert_eq!(read.kinds(), [FaultKind::UnexpectedTrailer(level)]);
    }
}

#[test]
fn wrong_counts_and_control_numbers_are_told() {
    for (right, wrong, kind) in [
        (
            "SE*3",
            "SE*4",
            FaultKind::CountMismatch {
                level: Level::Set,
                declared: Some(4),
                counted: 3,
            },
        ),
        (
            "SE*3",
            "SE*x",
            FaultKind::CountMismatch {
                level: Level::Set,
                declared: None,
                counted: 3,
            },
        ),
        (
            "GE*1",
            "GE*",
            FaultKind::CountMismatch {
                level: Level::Group,
                declared: None,
                counted: 1,
            },
        ),
        (
            "IEA*1",
            "IEA*0",
            FaultKind::CountMismatch {
                level: Level::Interchange,
                declared: Some(0),
                counted: 1,
            },
        ),
        (
            "SE*3*0001",
            "SE*3*1",
            FaultKind::ControlNumberMismatch(Level::Set),
        ),
        (
            "GE*1*7",
            "GE*1*8",
            FaultKind::ControlNumberMismatch(Level::Group),
        ),
        (
            "IEA*1*000000001",
            "IEA*1*2",
            FaultKind::ControlNumberMismatch(Level::Interchange),
        ),
    ] {
        let text = interchange(1, "~").replace(right, wrong);
        let read = read(&text);
        assert_eq!(read.kinds(), [kind]);
        assert_eq!(
            read.faults[0].place.byte as usize,
            text.find(wrong).unwrap()
        );
    }
    let zeros = interchange(1, "~").replace("GE*1*7", "GE*01*0007");
    assert_eq!(
        read(zeros).faults,
        [],
        "zeros in front of a number say nothing"
    );
}

#[test]
fn bytes_between_interchanges_are_skipped_and_told() {
    let text = format!("{}\nnot X12\n{}", interchange(1, "~"), interchange(2, "~"));
    let read = read(&text);
    assert_eq!(read.tags(), format!("{WHOLE} -9 {WHOLE}"));
    assert_eq!(read.kinds(), [FaultKind::SkippedBytes(9)]);
    assert_eq!(
        read.faults[0].place.byte as usize,
        text.find("\nnot").unwrap()
    );
}

#[test]
fn text_before_the_isa_is_skipped_and_told() {
    let read = read(format!(
        "Subject: ISABEL's claims\n\n{}",
        interchange(1, "~")
    ));
    assert_eq!(read.tags(), format!("-26 {WHOLE}"));
    assert_eq!(read.kinds(), [FaultKind::SkippedBytes(26)]);
}

#[test]
fn an_input_without_isa_is_no_x12() {
    for text in ["GS*HC*S~ST*837*1~SE*2*1~", "", "I", "\n", "ISA", "ISA*00*"] {
        let read = read(text);
        let (message, byte) = read.error.expect(text);
        assert_eq!(message, "is not X12: no ISA segment in it");
        assert_eq!(byte as usize, text.len());
    }
}

#[test]
fn an_input_may_end_within_a_segment() {
    let whole = interchange(1, "~\n");
    let cut = &whole[..whole.find("SE*").unwrap() + 4];
    let read = read(cut);
    assert_eq!(read.tags(), "ISA GS ST LX SE");
    assert_eq!(
        read.kinds(),
        [
            FaultKind::ControlNumberMismatch(Level::Set),
            FaultKind::Unterminated,
            FaultKind::MissingTrailer(Level::Group),
            FaultKind::MissingTrailer(Level::Interchange),
        ]
    );
}

#[test]
fn an_empty_segment_is_told_and_not_counted() {
    let text = interchange(1, "~").replace("LX*1~", "LX*1~~");
    let read = read(&text);
    assert_eq!(read.tags(), "ISA GS ST LX  SE GE IEA");
    assert_eq!(read.kinds(), [FaultKind::EmptySegment]);
    assert_eq!(
        read.faults[0].place.byte as usize,
        text.find("~~").unwrap() + 1
    );
}

#[test]
fn empty_segments_on_both_sides_of_another_are_two_faults() {
    let text = interchange(1, "~").replace("LX*1~SE*3", "LX*1~~LX*2~~SE*4");
    let read = read(&text);
    assert_eq!(read.tags(), "ISA GS ST LX  LX  SE GE IEA");
    assert_eq!(read.kinds(), [FaultKind::EmptySegment; 2]);
}

#[test]
fn a_lower_case_tag_is_a_segment_and_a_fault() {
    let read = read(interchange(1, "~").replace("LX*1", "lx*1"));
    assert_eq!(read.tags(), WHOLE.replace("LX", "lx"));
    assert_eq!(read.kinds(), [FaultKind::BadTag]);
}

#[test]
fn a_segment_outside_of_any_set_is_told() {
    let one = read(interchange(1, "~").replace("~GE", "~LX*2~GE"));
    assert_eq!(one.kinds(), [FaultKind::OutsideOfSets(1)]);
    let text = interchange(1, "~").replace("~GE", "~LX*2~lx*3~LX*4~GE");
    let run = read(&text);
    assert_eq!(run.kinds(), [FaultKind::OutsideOfSets(3)]);
    assert_eq!(
        run.faults[0].place.byte as usize,
        text.find("LX*2").unwrap()
    );
    let text = interchange(1, "~");
    let start = text.find("GS*").unwrap();
    let without_gs = text.replace(&text[start..text.find("ST*").unwrap()], "");
    let kinds = read(&without_gs).kinds();
    assert_eq!(kinds[0], FaultKind::OutsideOf(Level::Group));
}

#[test]
fn a_segment_longer_than_the_limit_stops_reading_at_its_place() {
    let text = interchange(1, "~").replace("LX*1", &format!("LX*{}", "1".repeat(500)));
    let at = text.find("LX*").unwrap() as u64;
    let limited = slice(text.as_bytes(), Scanner::new().with_limit(200));
    assert_eq!(limited.tags(), "ISA GS ST");
    let (message, byte) = limited.error.clone().unwrap();
    assert!(message.contains("more than 200 bytes"), "{message}");
    assert_eq!(byte, at);
    for chunk in [1, 7, 199, 200, 201, 10_000] {
        let scanner = Scanner::new().with_limit(200);
        assert_eq!(
            stream(text.as_bytes(), scanner, chunk),
            limited,
            "chunks of {chunk}"
        );
    }
    let fits = slice(text.as_bytes(), Scanner::new().with_limit(504));
    assert_eq!((fits.tags().as_str(), fits.error), (WHOLE, None));
}

#[test]
fn the_limit_means_the_same_in_chunks_of_any_size() {
    let whole = interchange(1, "~");
    let second_isa = whole.replace("IEA*1*", "XEA*1*") + &whole;
    let padded_isa = whole.replace("IEA*1*000000001~", &" ".repeat(60)) + &whole;
    let padded_end = whole.replace("IEA*1*000000001~", &format!("IEA{}", " ".repeat(60)));
    let only_padding = whole.replace("IEA*1*000000001~", &" ".repeat(60));
    for (text, too_long) in [
        (second_isa, false),
        (padded_isa, true),
        (padded_end, true),
        (only_padding, true),
    ] {
        let scanner = || Scanner::new().with_limit(55);
        let seen = slice(text.as_bytes(), scanner());
        assert_eq!(seen.error.is_some(), too_long, "{}", seen.tags());
        for chunk in [1, 2, 3, 54, 55, 56, 1000] {
            assert_eq!(stream(text.as_bytes(), scanner(), chunk), seen);
        }
    }
}

#[test]
fn a_large_file_that_is_no_x12_is_read_in_pieces() {
    struct Letters(usize);
    impl std::io::Read for Letters {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.min(buffer.len());
            assert!(count <= 512 * 1024, "the buffer stays small");
            buffer[..count].fill(b'I');
            self.0 -= count;
            Ok(count)
        }
    }
    let mut reader = StreamReader::new(Letters(3 << 20));
    let mut bytes = 0;
    let error = loop {
        match reader.next_token() {
            Ok(Some(token)) => {
                assert!(token.raw().len() <= 64 * 1024);
                bytes += token.raw().len();
            }
            Ok(None) => panic!("no interchange is an error"),
            Err(error) => break error,
        }
    };
    assert_eq!(bytes, 3 << 20);
    assert!(matches!(error.kind(), ErrorKind::NoInterchange));
}

#[test]
fn pieces_of_a_gap_are_one_fault() {
    let text = interchange(1, "~") + &"x".repeat(200_000) + &interchange(2, "~");
    let read = read(&text);
    assert_eq!(read.kinds(), [FaultKind::SkippedBytes(200_000)]);
    assert_eq!(
        read.tags(),
        format!("{WHOLE} -65536 -65536 -65536 -3392 {WHOLE}")
    );
}

#[test]
fn an_input_that_fails_says_where() {
    struct Broken<'a>(&'a [u8]);
    impl std::io::Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(std::io::Error::other("the line went dead")),
                count => Ok(count),
            }
        }
    }
    let text = &interchange(1, "~")[..120];
    let mut reader = StreamReader::new(Broken(text.as_bytes()));
    assert!(reader.next_token().unwrap().is_some());
    let error = reader.next_token().unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot be read at byte 120: the line went dead"
    );
}
