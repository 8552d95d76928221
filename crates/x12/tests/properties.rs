//! What holds for any bytes.

use std::io::Read;

use proptest::prelude::*;
use remedi_x12::{
    Cut, Fault, Index, Place, Scanner, Segment, SegmentBuf, Separators, SliceReader, Step,
    StreamReader, Token, Writer,
};

const VALID: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
    *250131*1200*^*00501*000000001*0*T*:~\r\nTA1*000000009*250131*1200*A*000~\r\n\
    GS*HC*SENDER*RECEIVER*20250131*1200*7*X*005010X222A1~\r\nST*837*0001~\r\n\
    HI*ABK:J0190^ABF:M810~\r\nLX*1~\r\nSE*4*0001~\r\nGE*1*7~\r\nIEA*1*000000001~\r\n\
    ISA|00||00||ZZ|S|ZZ|R|250131|1200|U|00401|2|0|T|>!GS|HP|S|R|20250131|1200|8|X|004010!\
    ST|835|1!LX|1!SE|3|1!GE|1|8!IEA|1|2!";

/// A token without its borrow: raw bytes, body and place.
type Owned = (Vec<u8>, Option<(Vec<u8>, Place)>);

#[derive(Debug, Default, PartialEq)]
struct Seen {
    tokens: Vec<Owned>,
    faults: Vec<Fault>,
    error: Option<(String, u64)>,
}

fn owned(token: &Token<'_>) -> Owned {
    match token {
        Token::Segment(segment, place) => (
            segment.raw().to_vec(),
            Some((segment.body().to_vec(), *place)),
        ),
        Token::Gap(gap) => (gap.bytes.to_vec(), None),
    }
}

fn slice(input: &[u8], limit: usize) -> Seen {
    let scanner = Scanner::new().with_limit(limit);
    let mut reader = SliceReader::with_scanner(input, scanner);
    let mut seen = Seen::default();
    loop {
        match reader.next_token() {
            Ok(Some(token)) => seen.tokens.push(owned(&token)),
            Ok(None) => break,
            Err(error) => {
                seen.error = Some((error.to_string(), error.byte()));
                break;
            }
        }
    }
    seen.faults.extend(reader.faults());
    seen
}

fn stream(input: &[u8], limit: usize, chunk: usize) -> Seen {
    let scanner = Scanner::new().with_limit(limit);
    let mut reader = StreamReader::with_scanner(Chunks(input, chunk), scanner, chunk);
    let mut seen = Seen::default();
    loop {
        match reader.next_token() {
            Ok(Some(token)) => seen.tokens.push(owned(&token)),
            Ok(None) => break,
            Err(error) => {
                seen.error = Some((error.to_string(), error.byte()));
                break;
            }
        }
    }
    seen.faults.extend(reader.faults());
    seen
}

struct Chunks<'a>(&'a [u8], usize);

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(buffer.len());
        self.0.read(&mut buffer[..count])
    }
}

/// One change of a valid input, at a place that is a fraction of its length.
#[derive(Clone, Debug)]
enum Change {
    Flip(f64, u8),
    Delete(f64, usize),
    Repeat(f64, usize),
    Insert(f64, &'static str),
    Truncate(f64),
}

fn change() -> impl Strategy<Value = Change> {
    let at = 0.0..1.0;
    let signs = prop::sample::select(vec![
        "~",
        "~~",
        "*",
        "\r\n",
        "\n",
        " ",
        "\0",
        "ISA",
        "ISA*",
        "IEA",
        "IEA*",
        "SE*1*1~",
        "GE",
        "ST",
        "GS",
        "\u{1A}",
        "ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:\n",
    ]);
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (at.clone(), 1..60usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (at.clone(), 1..200usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        (at.clone(), signs).prop_map(|(at, sign)| Change::Insert(at, sign)),
        at.prop_map(Change::Truncate),
    ]
}

fn changed(changes: Vec<Change>) -> Vec<u8> {
    let mut bytes = VALID.as_bytes().to_vec();
    for change in changes {
        let place = |at: f64| (at * bytes.len() as f64) as usize;
        match change {
            Change::Flip(at, byte) => {
                let at = place(at);
                bytes.get_mut(at).into_iter().for_each(|old| *old = byte);
            }
            Change::Delete(at, length) => {
                let at = place(at);
                bytes.drain(at..bytes.len().min(at + length));
            }
            Change::Repeat(at, length) => {
                let at = place(at);
                let piece = bytes[at..bytes.len().min(at + length)].to_vec();
                bytes.splice(at..at, piece);
            }
            Change::Insert(at, sign) => {
                let at = place(at);
                bytes.splice(at..at, sign.bytes());
            }
            Change::Truncate(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

/// Inputs of all sorts: arbitrary bytes, interchanges with changes, and the two end to end.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let mutated = || prop::collection::vec(change(), 0..6).prop_map(changed);
    let bytes = || prop::collection::vec(any::<u8>(), 0..400);
    prop_oneof![
        1 => bytes(),
        6 => mutated(),
        2 => (bytes(), mutated(), bytes()).prop_map(|(a, b, c)| [a, b, c].concat()),
        2 => (mutated(), mutated()).prop_map(|(a, b)| [a, b].concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        // What a run finds becomes a case of its own in reader.rs.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_byte_is_in_one_token(input in input()) {
        let seen = slice(&input, Scanner::USUAL_LIMIT);
        let end_to_end: Vec<u8> = seen.tokens.iter().flat_map(|(raw, _)| raw.clone()).collect();
        prop_assert_eq!(&end_to_end, &input);
        prop_assert!(seen.tokens.iter().all(|(raw, _)| !raw.is_empty()));
        for fault in &seen.faults {
            prop_assert!(fault.place.byte <= input.len() as u64);
        }
    }

    #[test]
    fn chunks_change_nothing(input in input(), chunk in 1..200usize, limit in 1..400usize) {
        for limit in [limit, Scanner::USUAL_LIMIT] {
            prop_assert_eq!(stream(&input, limit, chunk), slice(&input, limit));
        }
    }

    #[test]
    fn what_is_read_is_written_back(input in input()) {
        let mut reader = SliceReader::new(&input);
        let mut writer = Writer::new(Vec::new(), Separators::USUAL).with_line_end("\n");
        while let Ok(Some(token)) = reader.next_token() {
            match token {
                Token::Segment(segment, _) => writer.segment(&segment).unwrap(),
                Token::Gap(gap) => writer.copy(gap.bytes).unwrap(),
            }
        }
        prop_assert_eq!(writer.finish().unwrap(), input);
    }

    #[test]
    fn elements_are_the_body(body in "[A-Z*^:~0-9\r\n ]{0,40}") {
        let segment = Segment::new(body.as_bytes(), Separators::USUAL);
        let mut parts = vec![segment.tag().to_vec()];
        parts.extend(segment.elements().map(|element| element.bytes().to_vec()));
        prop_assert_eq!(parts.join(&b'*'), segment.body().to_vec());
        for (element, position) in segment.elements().zip(1..) {
            prop_assert_eq!(segment.element(position), Some(element));
            prop_assert_eq!(segment.value(position), element.bytes());
            let at = (element.byte()) as usize;
            prop_assert_eq!(&body.as_bytes()[at..at + element.bytes().len()], element.bytes());
        }
    }

    #[test]
    fn separators_there_and_back_are_the_same_bytes(
        values in prop::collection::vec(prop::collection::vec("[A-Z0-9 é.]{0,6}", 1..4), 0..6),
    ) {
        let mut built = SegmentBuf::new("NTE");
        for components in values {
            built = built.composite(components);
        }
        let bytes = built.to_bytes(Separators::USUAL).unwrap();
        let odd = Separators { element: 1, component: 2, segment: 3, repetition: Some(4) };
        let there = Segment::new(&bytes, Separators::USUAL).reseparate(odd).unwrap();
        prop_assert_eq!(&there, &built.to_bytes(odd).unwrap());
        let back = Segment::new(&there, odd).reseparate(Separators::USUAL).unwrap();
        prop_assert_eq!(back, bytes);
    }

    #[test]
    fn what_is_built_is_read_as_it_was_built(
        values in prop::collection::vec(prop::collection::vec("[A-Z*:~^]{0,4}", 1..4), 0..6),
    ) {
        let mut built = SegmentBuf::new("NTE");
        for components in &values {
            built = built.composite(components);
        }
        let holds_none = values.concat().concat().chars().all(|c| c.is_ascii_uppercase());
        match built.to_bytes(Separators::USUAL) {
            Err(_) => prop_assert!(!holds_none),
            Ok(bytes) => {
                prop_assert!(holds_none);
                let segment = Segment::new(&bytes, Separators::USUAL);
                for (components, position) in values.iter().zip(1..) {
                    for (component, at) in components.iter().zip(1..) {
                        prop_assert_eq!(segment.component(position, at), component.as_bytes());
                    }
                }
            }
        }
    }
}

/// Interchanges of other separators and paddings, longer than what is looked at in one go, and the bodies of their segments.
fn long_input(seed: u64) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut state = seed;
    let mut below = move |limit: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % limit
    };
    let (mut input, mut bodies) = (Vec::new(), Vec::new());
    while input.len() < 200_000 {
        let pick = below(5) as usize;
        let terminator = [b'~', b'~', b'\n', 0x1D, b'!'][pick];
        let padding: &[u8] = [&b""[..], b"\r\n", b"", b"\n", b""][pick];
        // Often short, so that what was found for one interchange is of use for the next.
        let segments = [3, 20, 4_000][below(3) as usize];
        let mut add = |body: Vec<u8>| {
            input.extend(&body);
            // A line end of CR LF, where LF is the terminator.
            if terminator == b'\n' && body.len().is_multiple_of(3) {
                input.push(b'\r');
            }
            input.push(terminator);
            input.extend(padding);
            bodies.push(body);
        };
        let isa = "ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:";
        add(isa.as_bytes().to_vec());
        for _ in 0..below(segments) {
            let length = match below(500) {
                0 => below(70_000),
                1..20 => below(300),
                _ => below(40),
            };
            let tag = [&b"HI*"[..], b"SV1*", b"ISX*", b"IEB*", b"I1*", b"N3*"][below(6) as usize];
            let mut body = tag.to_vec();
            body.extend((0..length).map(|at| b'A' + (at % 26) as u8));
            add(body);
        }
        add(b"IEA*0*1".to_vec());
    }
    (input, bodies)
}

#[test]
fn long_inputs_are_cut_where_their_segments_end() {
    for seed in 1..8 {
        let (input, bodies) = long_input(seed);
        let read = |seen: Seen| -> Vec<Vec<u8>> {
            assert_eq!(seen.error, None);
            let segments = seen.tokens.into_iter().filter_map(|(_, segment)| segment);
            segments.map(|(body, _)| body).collect()
        };
        let limit = Scanner::USUAL_LIMIT;
        assert!(read(slice(&input, limit)) == bodies, "slice, seed {seed}");
        for chunk in [1, 700, 64 * 1024] {
            let same = read(stream(&input, limit, chunk)) == bodies;
            assert!(same, "chunks of {chunk}, seed {seed}");
        }
        // By plain segments that are looked at ahead, as many as may be, and steps between them; the text is known by parts.
        let (mut scanner, mut at, mut cuts) = (Scanner::new(), 0, Vec::new());
        let (mut index, mut passed, mut known) = (Index::default(), 0, 0);
        loop {
            let mut spans = Vec::new();
            let text = &input[..known];
            index.look_on(text, scanner.separators());
            let most = 1 + cuts.len() % 50;
            scanner.look_ahead((text, &mut index), at, &mut passed, most, &mut spans);
            for span in &spans {
                let ends = &index.ends_from(span.ends)[..=span.elements as usize];
                let body = &input[span.body as usize..span.body_end as usize];
                let expected = memchr::memchr_iter(scanner.separators().element, body);
                let expected: Vec<u32> = expected.map(|end| end as u32 + span.body).collect();
                assert_eq!(ends.split_last(), Some((&span.body_end, &*expected)));
                let tag = &body[..ends[0] as usize - span.body as usize];
                let number = tag.iter().fold(0, |all, &byte| all << 8 | u32::from(byte));
                let is_id = matches!(tag.len(), 2 | 3);
                assert_eq!(span.tag, if is_id { number } else { 0 });
                scanner.pass_over(span.end as usize - at);
                at = span.end as usize;
                cuts.push(Cut {
                    body: span.body as usize,
                    body_end: span.body_end as usize,
                    end: at,
                });
            }
            if !spans.is_empty() {
                continue;
            }
            let separators = scanner.separators();
            match scanner.next(text, at, known == input.len()).unwrap() {
                Step::Segment(cut) => {
                    at = cut.end;
                    cuts.push(cut);
                }
                Step::Gap { end } => at = end,
                Step::More => known = (known + 1 + known % 777).min(input.len()),
                Step::End => break,
            }
            if scanner.separators() != separators {
                (index, passed) = (Index::default(), 0);
            }
        }
        let cut = cuts.iter().map(|cut| &input[cut.body..cut.body_end]);
        assert!(cut.eq(bodies.iter()), "ahead, seed {seed}");
    }
}
