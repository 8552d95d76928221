//! What stands in the file where a finding is: fit to be shown, free of patients.

use std::ops::Range;

use remedi_claims::Batch;
use remedi_x12::Segment;

use crate::rule::Spot;

/// The segment at fault with its neighbours, as they stand in the file.
///
/// Only segments that tell of claims, services, providers, payers and the envelope are shown; of others the
/// segment id is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The segments in order.
    pub segments: Vec<ExcerptSegment>,
    /// Which of them is at fault.
    pub at_fault: usize,
    /// What to underline in the text of that segment; empty at the place of what is missing.
    pub underline: Range<usize>,
}

/// A segment of an [`Excerpt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcerptSegment {
    /// Its number in the set, with ST as 1; 0 outside of a set.
    pub number: u32,
    /// Offset of its first byte in the input.
    pub byte: u64,
    /// Tag and elements without the terminator; bytes that are not printable ASCII are dots.
    pub text: Box<str>,
}

/// Segments longer than this are cut.
const LONGEST: usize = 240;

impl Excerpt {
    /// The segment of a spot with its two neighbours.
    pub(crate) fn capture(batch: &Batch, spot: Spot) -> Excerpt {
        let first = spot.segment.saturating_sub(1);
        let last = (spot.segment + 1).min(batch.segment_count().saturating_sub(1));
        let segments: Vec<ExcerptSegment> = (first..=last)
            .map(|index| {
                let segment = batch.segment(index);
                ExcerptSegment {
                    number: batch.place(index).segment,
                    byte: segment.byte(),
                    text: shown(&segment).into(),
                }
            })
            .collect();
        let at_fault = (spot.segment - first) as usize;
        let underline = underline(&batch.segment(spot.segment), &segments[at_fault].text, spot);
        Excerpt {
            segments,
            at_fault,
            underline,
        }
    }
}

fn underline(segment: &Segment<'_>, text: &str, spot: Spot) -> Range<usize> {
    let tag = segment.tag().len();
    let range = if spot.element == 0 {
        0..tag
    } else {
        match segment.element(usize::from(spot.element)) {
            None => text.len()..text.len(),
            Some(element) => {
                let start = (element.byte() - segment.byte()) as usize;
                let whole = start..start + element.bytes().len();
                let separator = segment.separators().component;
                let component = usize::from(spot.component);
                let mut parts = element.bytes().split(|&byte| byte == separator);
                let before: usize = parts
                    .by_ref()
                    .take(component.saturating_sub(1))
                    .map(|part| part.len() + 1)
                    .sum();
                match parts.next() {
                    Some(part) if component > 0 => start + before..start + before + part.len(),
                    _ => whole,
                }
            }
        }
    };
    range.start.min(text.len())..range.end.min(text.len())
}

/// Roles of parties (NM101) that are no patients.
const ROLES: [&[u8]; 22] = [
    b"85", b"87", b"82", b"77", b"71", b"72", b"ZZ", b"DN", b"P3", b"DK", b"DQ", b"DD", b"QB",
    b"PR", b"41", b"40", b"FA", b"LI", b"TL", b"PE", b"PW", b"45",
];

/// Dates (DTP01) of services and stays.
const DATES: [&[u8]; 6] = [b"472", b"434", b"435", b"096", b"573", b"050"];

fn digits(value: &[u8]) -> usize {
    value.iter().filter(|byte| byte.is_ascii_digit()).count()
}

fn shown(segment: &Segment<'_>) -> String {
    let body = segment.body();
    let separators = segment.separators();
    let mask = |elements: &[usize]| {
        let mut bytes = segment.tag().to_vec();
        for (index, element) in segment.elements().enumerate() {
            bytes.push(separators.element);
            let blank = element.bytes().iter().all(|&byte| byte == b' ');
            let masked = elements.contains(&(index + 1)) && !blank;
            bytes.extend(
                element
                    .bytes()
                    .iter()
                    .map(|&byte| if masked { b'*' } else { byte }),
            );
        }
        printable(&bytes)
    };
    match segment.tag() {
        b"ISA" => mask(&[2, 4]),
        b"GS" | b"ST" | b"BHT" | b"SE" | b"GE" | b"IEA" | b"HL" | b"CLM" | b"LX" | b"SV1"
        | b"SV2" | b"SV3" | b"PRV" => printable(body),
        b"NM1" if ROLES.contains(&segment.value(1)) => match segment.value(8) {
            b"34" => mask(&[9]),
            // Nine digits of a person are no NPI, and may be an SSN.
            b"XX" if segment.value(2) != b"2" && digits(segment.value(9)) == 9 => mask(&[9]),
            _ => printable(body),
        },
        b"DTP" if DATES.contains(&segment.value(1)) => printable(body),
        b"REF" => match segment.value(1) {
            b"EI" => printable(body),
            b"SY" => mask(&[2]),
            _ => hidden(segment),
        },
        _ => hidden(segment),
    }
}

/// The tag alone.
fn hidden(segment: &Segment<'_>) -> String {
    let mut bytes = segment.tag().to_vec();
    bytes.truncate(3);
    bytes.push(segment.separators().element);
    printable(&bytes) + "..."
}

fn printable(bytes: &[u8]) -> String {
    let shown = |&byte: &u8| match byte {
        b' '..=b'~' => char::from(byte),
        _ => '.',
    };
    bytes.iter().take(LONGEST).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use remedi_x12::Separators;

    use super::*;

    fn text(segment: &str) -> String {
        shown(&Segment::new(segment.as_bytes(), Separators::USUAL))
    }

    #[test]
    fn patients_are_not_shown() {
        assert_eq!(text("NM1*IL*1*DOE*PAT****MI*M1~"), "NM1*...");
        assert_eq!(text("DMG*D8*19800101*F~"), "DMG*...");
        assert_eq!(text("REF*1W*M1~"), "REF*...");
        assert_eq!(text("N3*1 HOME ST~"), "N3*...");
    }

    #[test]
    fn providers_and_services_are_shown() {
        for segment in [
            "NM1*82*1*ROE*SAM****XX*1245319599",
            "CLM*A1*100***11:B:1*Y",
            "DTP*472*D8*20250115",
        ] {
            assert_eq!(text(&format!("{segment}~")), segment);
        }
    }

    #[test]
    fn social_security_numbers_and_passwords_are_masked() {
        assert_eq!(text("REF*SY*123456789~"), "REF*SY**********");
        assert_eq!(
            text("NM1*82*1*ROE*SAM****XX*123-45-6789~"),
            "NM1*82*1*ROE*SAM****XX************"
        );
        let isa = "ISA*00*          *01*SECRET    *ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~";
        assert!(!text(isa).contains("SECRET"));
        assert!(text(isa).ends_with("*T*:"));
    }

    #[test]
    fn the_element_at_fault_is_underlined() {
        let segment = Segment::new(b"CLM*A1*100***11:B:1*Y~", Separators::USUAL);
        let marked = |spot: Spot| {
            let text = shown(&segment);
            text[underline(&segment, &text, spot)].to_owned()
        };
        assert_eq!(marked(Spot::component(0, 5, 2)), "B");
        assert_eq!(marked(Spot::component(0, 5, 1)), "11");
        assert_eq!(marked(Spot::element(0, 2)), "100");
        assert_eq!(marked(Spot::segment(0)), "CLM");
        assert_eq!(marked(Spot::element(0, 19)), "");
    }
}
