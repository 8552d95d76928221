//! Which values a 999 or a 997 copies (IK404, AK404). They go through more hands than claims do, and place and code tell the
//! fault, so that only what can't tell of a patient is copied.

use remedi_x12::Segment;

/// Elements that hold codes of sets and services, qualifiers, amounts and counts, by segment.
const ELEMENTS: [(&[u8], &[u8]); 30] = [
    (b"AMT", &[1, 2, 3]),
    (b"BHT", &[1, 2, 4, 5, 6]),
    (b"BPR", &[1, 2, 3, 4, 5, 16]),
    (
        b"CAS",
        &[
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
        ],
    ),
    (b"CLM", &[2, 6, 7, 8, 9, 10, 18, 19, 20]),
    (b"CLP", &[2, 3, 4, 5, 6, 8, 9]),
    (b"CN1", &[1, 2, 3, 5]),
    (b"CTP", &[3, 4]),
    (b"CUR", &[1, 2, 3]),
    (b"DTM", &[1]),
    (b"DTP", &[1, 2]),
    (b"HCP", &[1, 2, 3, 5, 7, 9, 11, 12, 13, 14, 15]),
    (b"HL", &[1, 2, 3, 4]),
    (b"LIN", &[2, 3]),
    (b"LQ", &[1, 2]),
    (b"LX", &[1]),
    (b"MOA", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (b"N1", &[1, 3]),
    (b"PER", &[1, 3, 5, 7]),
    (b"PLB", &[2, 4, 6, 8, 10, 12, 14]),
    (b"PRV", &[1, 2, 3]),
    (b"PS1", &[2]),
    (b"PWK", &[1, 2, 5]),
    (b"QTY", &[1, 2]),
    (b"REF", &[1]),
    (b"SV1", &[2, 3, 4, 5]),
    (b"SV2", &[1, 3, 4, 5, 7]),
    (b"SV3", &[2, 3, 5, 6]),
    (b"SVC", &[2, 3, 4, 5, 7]),
    (b"SVD", &[2, 4, 5]),
];

/// Composite elements, and how many of their components are codes: a procedure is described behind its modifiers.
const COMPOSITES: [(&[u8], u8, u8); 10] = [
    (b"CLM", 5, 3),
    (b"SV1", 1, 6),
    (b"SV1", 7, 4),
    (b"SV2", 2, 6),
    (b"SV3", 1, 6),
    (b"SV3", 4, 5),
    (b"SVC", 1, 6),
    (b"SVC", 6, 6),
    (b"SVD", 3, 6),
    (b"TOO", 3, 5),
];

/// Roles (NM101) of providers, payers, submitters and receivers.
const ROLES: [&[u8]; 20] = [
    b"40", b"41", b"71", b"72", b"77", b"82", b"85", b"87", b"DD", b"DK", b"DN", b"DQ", b"FA",
    b"LI", b"P3", b"PE", b"PR", b"QB", b"TL", b"ZZ",
];

/// Whether a value at a place in a segment (element and component; 0 for none) is copied.
pub(crate) fn is_copied(
    segment: &Segment<'_>,
    (element, component): (u8, u8),
    sent: &[u8],
) -> bool {
    let tag = segment.tag();
    // What has blanks or punctuation is text.
    let is_code = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    if !sent.trim_ascii().iter().all(is_code) {
        return false;
    }
    if component > 0 {
        let mut all = COMPOSITES.iter();
        return all.any(|&(own, at, codes)| own == tag && at == element && component <= codes);
    }
    let mut all = ELEMENTS.iter();
    let is_listed = all.any(|(own, elements)| *own == tag && elements.contains(&element));
    is_listed
        || match (tag, element) {
            // The days of the service, of the statement and of another payer's payment.
            (b"DTP", 3) => {
                let is_of_date = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
                matches!(segment.value(1), b"472" | b"434" | b"573") && sent.iter().all(is_of_date)
            }
            (b"NM1", 1 | 2 | 8) => ROLES.contains(&segment.value(1)),
            // An NPI or the id of a payer or submitter; nine digits of a person may be an SSN.
            (b"NM1", 9) => {
                let is_person = segment.value(2) != b"2";
                ROLES.contains(&segment.value(1))
                    && matches!(segment.value(8), b"XX" | b"PI" | b"XV" | b"46")
                    && !(is_person && sent.iter().filter(|byte| byte.is_ascii_digit()).count() == 9)
            }
            // Numbers of laboratories, licences and guides, and those that payers give to providers.
            (b"REF", 2) => matches!(
                segment.value(1),
                b"0B" | b"1G" | b"2U" | b"87" | b"EW" | b"F4" | b"G2" | b"LU" | b"X4"
            ),
            _ => false,
        }
}
