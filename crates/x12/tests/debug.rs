//! What is printed for debugging says where things stand and how large they are, and no value.

use remedi_x12::{
    Gap, Header, Segment, SegmentBuf, Separators, SliceReader, StreamReader, Token, Writer,
};

const INPUT: &str = "ISA*00*SECRETS*00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\
GS*HC*S*R*20250131*1200*1*X*005010X222A1~ST*837*1~NM1*IL*1*SECRETS*JO~SE*3*1~GE*1*1~IEA*1*1~";

/// Neither as text nor as numbers.
fn assert_hides(name: &str, printed: &str) {
    assert!(!printed.contains("SECRETS"), "{name}: {printed}");
    let printed: String = printed.split_whitespace().collect();
    assert!(!printed.contains("83,69,67,82"), "{name}: {printed}");
}

#[test]
fn no_value_is_printed() {
    let nm1 = Segment::new(b"NM1*IL*1*SECRETS*JO~", Separators::USUAL);
    assert_hides("a segment", &format!("{nm1:#?}"));
    assert_hides("an element", &format!("{:?}", nm1.element(3)));
    assert_hides("elements", &format!("{:?}", nm1.elements()));
    let gap = Gap {
        bytes: b"SECRETS",
        byte: 0,
    };
    assert_hides("a gap", &format!("{gap:?} {:?}", Token::Gap(gap)));
    assert_hides(
        "a header",
        &format!("{:?}", Header::parse(INPUT.as_bytes())),
    );
    let built = SegmentBuf::new("NM1").elements(["IL", "1", "SECRETS"]);
    assert_hides("a built segment", &format!("{built:?}"));
    let mut writer = Writer::new(Vec::new(), Separators::USUAL);
    writer.write(&built).unwrap();
    assert_hides("a writer", &format!("{writer:?}"));
}

#[test]
fn readers_print_no_input() {
    let mut slice = SliceReader::new(INPUT.as_bytes());
    let mut stream = StreamReader::new(INPUT.as_bytes());
    while let Some(token) = slice.next_token().unwrap() {
        assert_hides("a token", &format!("{token:?}"));
        assert!(stream.next_token().unwrap().is_some());
        assert_hides("a slice", &format!("{slice:?}"));
        assert_hides("a stream", &format!("{stream:?}"));
    }
}

#[test]
fn a_segment_prints_its_tag_and_place() {
    let clm = Segment::new(b"\nCLM*A1*125~", Separators::USUAL);
    assert_eq!(
        format!("{clm:?}"),
        r#"Segment { tag: "CLM", byte: 1, length: 10 }"#
    );
    // What is no tag may be a value.
    let astray = Segment::new(b"SECRETS*X~", Separators::USUAL);
    assert_hides("a segment without tag", &format!("{astray:?}"));
}
