//! The segments and elements of a set that are at fault: IK3, CTX and IK4, or AK3 and AK4 in a 997.

use remedi_x12::SegmentBuf;

use super::form::Form;
use super::functional::Dialect;
use super::levels::Standing;
use super::seen::{Note, Noted};

/// IK304 as AK304.
const SEGMENT_CODES: [(&str, &str); 5] = [
    ("I4", "2"),
    ("I6", "3"),
    ("I7", "3"),
    ("I8", "3"),
    ("I9", "2"),
];
/// IK403 as AK403.
const ELEMENT_CODES: [(&str, &str); 8] = [
    ("I6", "7"),
    ("I9", "2"),
    ("I10", "10"),
    ("I11", "1"),
    ("I12", "7"),
    ("I13", "10"),
    ("12", "3"),
    ("13", "3"),
];
/// IK304 of a segment whose elements are at fault.
const IN_ELEMENTS: &str = "8";

/// The segments that tell faults in the order of the set: those of a segment's elements together.
pub(super) fn segments(notes: &mut Vec<Note>, dialect: Dialect, form: Form) -> Vec<SegmentBuf> {
    notes.retain(|note| Standing::of(note.severity) > Standing::Accepted);
    notes.sort_by_key(|note| (note.segment, note.fault.position()));
    // What two rules say of one place is told once; several segments can be missing there.
    notes.dedup_by(|one, other| {
        let is_same = match one.fault {
            Noted::Segment(_) => one.tag == other.tag && one.loop_id == other.loop_id,
            Noted::Element { .. } => true,
        };
        one.segment == other.segment && one.fault == other.fault && is_same
    });
    let mut segments = Vec::new();
    let mut open = None;
    for note in notes.iter() {
        match &note.fault {
            Noted::Segment(code) => {
                open = None;
                segments.extend(at_segment(note, code, dialect, form));
            }
            Noted::Element {
                position,
                code,
                copy,
            } => {
                if open.replace(note.segment) != Some(note.segment) {
                    segments.extend(at_segment(note, IN_ELEMENTS, dialect, form));
                }
                segments.push(at_element(*position, code, copy, dialect, form));
            }
        }
    }
    segments
}

fn at_segment(
    note: &Note,
    code: &'static str,
    dialect: Dialect,
    form: Form,
) -> impl Iterator<Item = SegmentBuf> {
    let tag = match dialect {
        Dialect::Functional => "AK3",
        Dialect::Implementation => "IK3",
    };
    // The set itself is no loop; and IK303 has room for the number of a loop, not for its letters.
    let loop_id = note.loop_id.filter(|id| *id != "ST").unwrap_or_default();
    let segment = SegmentBuf::new(tag)
        .element(segment_id(&note.tag))
        .element(note.segment.to_string())
        .element(&loop_id[..loop_id.len().min(4)])
        .element(dialect.code(code, &SEGMENT_CODES));
    let claim = note
        .claim
        .as_deref()
        .filter(|_| dialect == Dialect::Implementation);
    let claim = claim.map(|claim| form.text(claim, 35));
    let claim = claim.filter(|claim| !claim.is_empty());
    let context = claim.map(|claim| SegmentBuf::new("CTX").composite([&b"CLM01"[..], &claim]));
    [segment].into_iter().chain(context)
}

fn at_element(
    position: [u8; 3],
    code: &'static str,
    copy: &[u8],
    dialect: Dialect,
    form: Form,
) -> SegmentBuf {
    let tag = match dialect {
        Dialect::Functional => "AK4",
        Dialect::Implementation => "IK4",
    };
    let parts = position.map(|part| match part {
        0 => String::new(),
        part => part.to_string(),
    });
    // A 997 of 4010 knows no repetitions.
    let parts = match dialect {
        Dialect::Functional => &parts[..2],
        Dialect::Implementation => &parts[..],
    };
    let sent = &copy[..copy.len().min(99)];
    let copied = form.text(sent, 99);
    // What can't be written as it was sent would tell of another value.
    let copied = if copied == sent.trim_ascii() {
        copied
    } else {
        Vec::new()
    };
    SegmentBuf::new(tag)
        .composite(parts)
        .element("")
        .element(dialect.code(code, &ELEMENT_CODES))
        .element(copied)
}

/// A segment id of two or three characters, whatever was sent.
fn segment_id(sent: &[u8]) -> String {
    let fitting = sent.iter().filter(|byte| byte.is_ascii_alphanumeric());
    let id: String = fitting.take(3).map(|&byte| char::from(byte)).collect();
    match id.len() < 2 {
        true => "ZZZ".to_owned(),
        false => id,
    }
}

#[cfg(test)]
mod tests {
    use remedi_x12::Separators;

    use super::*;
    use crate::rule::Severity;

    fn note(segment: u32, fault: Noted) -> Note {
        Note {
            severity: Severity::Error,
            tag: b"CLM"[..].into(),
            segment,
            loop_id: Some("2300"),
            claim: None,
            fault,
        }
    }

    fn element(position: [u8; 3], code: &'static str, copy: &[u8]) -> Noted {
        Noted::Element {
            position,
            code,
            copy: copy.into(),
        }
    }

    fn told(notes: impl Into<Vec<Note>>, dialect: Dialect) -> String {
        let form = Form::of(Separators::USUAL);
        let segments = segments(&mut notes.into(), dialect, form);
        String::from_utf8(form.render(&segments).unwrap()).unwrap()
    }

    #[test]
    fn elements_of_a_segment_are_told_together_in_the_order_of_the_set() {
        let notes = [
            note(22, element([5, 1, 0], "7", b"28")),
            note(9, Noted::Segment("3")),
            note(22, element([2, 0, 0], "1", b"")),
            note(22, Noted::Segment("5")),
            note(23, element([1, 2, 4], "I12", b"X1")),
        ];
        assert_eq!(
            told(notes, Dialect::Implementation),
            "IK3*CLM*9*2300*3~IK3*CLM*22*2300*5~IK3*CLM*22*2300*8~IK4*2**1~IK4*5:1**7*28~\
             IK3*CLM*23*2300*8~IK4*1:2:4**I12*X1~"
        );
    }

    #[test]
    fn a_997_has_the_codes_of_the_standard_and_no_claim() {
        let mut unexpected = note(9, Noted::Segment("I4"));
        unexpected.claim = Some(b"A1"[..].into());
        let notes = [unexpected, note(10, element([5, 1, 2], "I6", b"28"))];
        assert_eq!(
            told(notes, Dialect::Functional),
            "AK3*CLM*9*2300*2~AK3*CLM*10*2300*8~AK4*5:1**7*28~"
        );
    }

    #[test]
    fn what_two_rules_say_is_told_once_and_what_is_only_information_not_at_all() {
        let mut information = note(4, Noted::Segment("2"));
        information.severity = Severity::Info;
        let notes = [
            information,
            note(9, Noted::Segment("1")),
            note(9, Noted::Segment("1")),
        ];
        assert_eq!(told(notes, Dialect::Implementation), "IK3*CLM*9*2300*1~");
    }

    #[test]
    fn several_segments_that_are_missing_at_one_place_are_told_each() {
        let missing = |tag: &[u8], loop_id| Note {
            tag: tag.into(),
            loop_id: Some(loop_id),
            ..note(9, Noted::Segment("3"))
        };
        let notes = [
            missing(b"REF", "2010AA"),
            missing(b"NM1", "2010BA"),
            missing(b"NM1", "2010BB"),
        ];
        assert_eq!(
            told(notes, Dialect::Implementation),
            "IK3*REF*9*2010*3~IK3*NM1*9*2010*3~IK3*NM1*9*2010*3~"
        );
    }

    #[test]
    fn a_value_that_cannot_be_copied_is_left_out() {
        let notes = [note(9, element([1, 0, 0], "6", b"A~\x07"))];
        assert_eq!(
            told(notes, Dialect::Implementation),
            "IK3*CLM*9*2300*8~IK4*1**6~"
        );
        let long = [b'9'; 120];
        let text = told(
            [note(9, element([1, 0, 0], "5", &long))],
            Dialect::Implementation,
        );
        assert!(text.ends_with(&format!("*5*{}~", "9".repeat(99))), "{text}");
    }

    #[test]
    fn what_is_not_printable_ascii_is_not_copied_and_blank_in_the_number_of_a_claim() {
        let mut note = note(9, element([1, 0, 0], "6", "C\u{e9}1".as_bytes()));
        note.claim = Some("C\u{e9}1".as_bytes().into());
        assert_eq!(
            told([note], Dialect::Implementation),
            "IK3*CLM*9*2300*8~CTX*CLM01:C  1~IK4*1**6~"
        );
    }

    #[test]
    fn a_loop_is_told_by_its_number_and_a_segment_by_two_or_three_characters() {
        let mut party = note(9, Noted::Segment("1"));
        party.loop_id = Some("2010AA");
        party.tag = b"a-b12"[..].into();
        assert_eq!(told([party], Dialect::Implementation), "IK3*ab1*9*2010*1~");
        let mut set = note(9, Noted::Segment("1"));
        set.loop_id = Some("ST");
        set.tag = b"?"[..].into();
        assert_eq!(told([set], Dialect::Implementation), "IK3*ZZZ*9**1~");
    }
}
