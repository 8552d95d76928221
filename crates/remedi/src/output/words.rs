//! What stands in an element, in words: names of loops, and of codes that remedi has tables for.

use std::borrow::Cow;

use remedi_claims::codes::acknowledgement::{self, AckElement};
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::type_of_bill::{self, Frequency};
use remedi_claims::codes::{
    carc, claim_payment_status, claim_status, pos, provider_adjustment, rarc,
};
use remedi_claims::{ClaimKind, Pos, SetKind};
use remedi_x12::Segment;

/// A text of the input as it may go to a terminal: control characters, which can rewrite what is on it, as `\u{fffd}`.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(is_hidden) {
        text.replace(is_hidden, "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// What a row of the roster has, of what was expected and what was found: a status or a participation is the row's own,
/// where all else is found in the claim.
pub(crate) fn row_has<'a>(fact: &str, expected: &'a str, found: &'a str) -> &'a str {
    match fact {
        "status" | "participation" => found,
        _ => expected,
    }
}

/// What a row of the roster has of a fact, and what was needed, or told by the one who asks.
pub(crate) fn row_against(fact: &str, expected: &str, found: &str, by: &str) -> String {
    match fact {
        "status" | "participation" => format!("has {fact} `{found}`, not `{expected}`"),
        _ => format!("has {fact} `{expected}`, {by} `{found}`"),
    }
}

/// Whether a character is not seen, and changes how others are: controls of terminals and of the direction of writing.
pub(crate) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The name of a loop of a set, where it has one: that of its party, or by its id.
pub(crate) fn loop_name(kind: Option<SetKind>, id: &str, opener: &Segment<'_>) -> &'static str {
    match (id, opener.tag()) {
        (_, b"NM1" | b"N1") => party(opener.value(1)).unwrap_or("party"),
        // Of a 999 or a 277CA.
        (_, b"HL") if kind.is_none() => level(opener.value(3)).unwrap_or("level"),
        (_, b"AK2") => "transaction set",
        (_, b"IK3") => "segment at fault",
        (_, b"IK4") => "element at fault",
        (_, b"TRN") if kind.is_none() => "status",
        (_, b"SVC") if kind.is_none() => "service line",
        ("2000A", _) => "billing provider level",
        ("2000B", _) => "subscriber level",
        ("2000C", _) => "patient level",
        ("2300", _) => "claim",
        ("2305", _) => "home health care plan",
        ("2320", _) => "other subscriber",
        ("2400", _) => "service line",
        ("2410", _) => "drug",
        ("2430", _) => "what another payer did with the line",
        ("2440", _) => "form",
        ("2000", _) => "payment group",
        ("2100", _) => "claim payment",
        ("2110", _) => "service payment",
        _ => "loop",
    }
}

/// What a set is for, by ST01.
pub(crate) fn set_name(id: &[u8]) -> Option<&'static str> {
    Some(match id {
        b"270" => "eligibility inquiry",
        b"271" => "eligibility response",
        b"276" => "claim status inquiry",
        b"277" => "claim status, or claim acknowledgement",
        b"278" => "authorization request or response",
        b"820" => "premium payment",
        b"834" => "enrollment in a plan",
        b"835" => "remittance",
        b"837" => "claims",
        b"997" | b"999" => "acknowledgement of syntax",
        _ => return None,
    })
}

/// The words for the element of a segment at a position from 1; `None` when there is nothing to say.
pub(crate) fn element(
    kind: Option<SetKind>,
    segment: &Segment<'_>,
    position: usize,
) -> Option<Cow<'static, str>> {
    let value = segment.value(position);
    let plain = |text: Option<&'static str>| text.map(Cow::Borrowed);
    match (segment.tag(), position) {
        (b"ST", 1) => plain(set_name(value)),
        (b"NM1" | b"N1", 1) => plain(party(value)),
        (b"HL", 3) if kind.is_none() => plain(level(value)),
        (b"HL", 3) => plain(match value {
            b"20" => Some("billing provider"),
            b"22" => Some("subscriber"),
            b"23" => Some("patient"),
            _ => None,
        }),
        (b"AK1", 1) => plain(match value {
            b"HC" => Some("claims"),
            b"HP" => Some("remittances"),
            b"HN" => Some("claim status"),
            _ => None,
        }),
        (b"AK2", 1) => plain(set_name(value)),
        (b"IK4" | b"AK4", 1) => at_element(segment),
        (b"STC", 1 | 10 | 11) => claim_status(segment, position),
        (b"STC", 3) => plain(match value {
            b"U" => Some("refused"),
            b"WQ" => Some("accepted"),
            _ => None,
        }),
        (b"QTY", 1) => plain(match value {
            b"90" | b"QA" => Some("claims accepted"),
            b"AA" | b"QC" => Some("claims refused"),
            _ => None,
        }),
        (b"IK3" | b"AK3", 3) => plain(match value {
            b"2300" => Some("claim"),
            b"2400" => Some("service line"),
            b"2430" => Some("what another payer did with the line"),
            _ => None,
        }),
        (b"TA1" | b"IK3" | b"AK3" | b"IK5" | b"AK5" | b"AK9", _) | (b"IK4" | b"AK4", 3) => {
            let element = AckElement::at(segment.tag(), position)?;
            plain(acknowledgement::lookup(element, value).map(|code| code.meaning))
        }
        (b"CLM", 5) => facility(kind, segment),
        (b"SV1", 5) | (b"SV3", 3) => place(value),
        (b"CAS", 1) => plain(AdjustmentGroup::parse(value).map(AdjustmentGroup::meaning)),
        (b"CAS", 2 | 5 | 8 | 11 | 14 | 17) => {
            plain(carc::lookup(value).map(|carc| carc.mapping.meaning))
        }
        (b"LQ", 2) if segment.value(1) == b"HE" => remark(value),
        (b"MOA", 3..=7) | (b"MIA", 5 | 20..=23) => remark(value),
        (b"CLP", 2) => plain(claim_payment_status::lookup(value).map(|status| status.meaning)),
        (b"CLP", 9) => plain(Frequency::parse(value).map(Frequency::meaning)),
        (b"PLB", 3 | 5 | 7 | 9 | 11 | 13) => {
            let reason = provider_adjustment::lookup(segment.component(position, 1));
            plain(reason.map(|reason| reason.meaning))
        }
        (b"DTP" | b"DTM", 1) => plain(date(value)),
        (b"REF", 1) => plain(reference(value)),
        (b"AMT", 1) => plain(amount(value)),
        (b"SBR", 1) => plain(match value {
            b"P" => Some("primary payer"),
            b"S" => Some("secondary payer"),
            b"T" => Some("tertiary payer"),
            _ => None,
        }),
        _ => None,
    }
}

/// CLM05: the place of service, or on an 837I the type of bill; and the frequency.
fn facility(kind: Option<SetKind>, clm: &Segment<'_>) -> Option<Cow<'static, str>> {
    let code = clm.component(5, 1);
    let what = match kind {
        Some(SetKind::Claims(ClaimKind::Institutional)) => type_of_bill::facility(code)
            .ok()
            .map(|facility| Cow::Borrowed(facility.meaning)),
        _ => place(code),
    };
    let frequency = Frequency::parse(clm.component(5, 3)).map(Frequency::meaning);
    match (what, frequency) {
        (Some(what), Some(frequency)) => Some(format!("{what}; {frequency}").into()),
        (what, frequency) => what.or(frequency.map(Cow::Borrowed)),
    }
}

/// IK401: the element, its component and its repetition.
fn at_element(ik4: &Segment<'_>) -> Option<Cow<'static, str>> {
    let part = |name: &str, position| {
        let number = String::from_utf8_lossy(ik4.component(1, position));
        (!number.is_empty()).then(|| format!("{name} {number}"))
    };
    let parts = [
        part("element", 1),
        part("component", 2),
        part("repetition", 3),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" ").into())
}

/// Category, status and entity of an element of STC, as far as there are words for them.
pub(crate) fn claim_status(stc: &Segment<'_>, position: usize) -> Option<Cow<'static, str>> {
    let code = |component| stc.component(position, component);
    let entity = claim_status::entity(code(3)).and_then(|code| code.meaning);
    let parts = [
        claim_status::category(code(1)).and_then(|code| code.meaning),
        claim_status::status(code(2)).and_then(|code| code.meaning),
        entity.or_else(|| party(code(3))),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; ").into())
}

/// HL03 of sets other than claims.
fn level(code: &[u8]) -> Option<&'static str> {
    Some(match code {
        b"20" => "source of the information",
        b"21" => "receiver of the information",
        b"19" => "billing provider level",
        b"22" => "subscriber",
        b"23" => "dependent",
        b"PT" => "patient and claim",
        _ => return None,
    })
}

fn place(code: &[u8]) -> Option<Cow<'static, str>> {
    Some(pos::lookup(Pos::parse(code)?)?.name.into())
}

fn remark(code: &[u8]) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(rarc::lookup(code)?.meaning))
}

fn party(role: &[u8]) -> Option<&'static str> {
    Some(match role {
        b"AY" => "clearinghouse",
        b"40" => "receiver",
        b"41" => "submitter",
        b"45" => "drop-off location",
        b"71" => "attending provider",
        b"72" => "operating provider",
        b"74" => "corrected insured",
        b"77" => "service facility",
        b"82" => "rendering provider",
        b"85" => "billing provider",
        b"87" => "pay-to address",
        b"DD" => "assistant surgeon",
        b"DK" => "ordering provider",
        b"DN" => "referring provider",
        b"DQ" => "supervising provider",
        b"FA" | b"LI" | b"TL" => "service facility",
        b"IL" => "subscriber",
        b"P3" => "primary care provider",
        b"PE" => "payee",
        b"PR" => "payer",
        b"PW" => "pickup location",
        b"QB" => "purchased service provider",
        b"QC" => "patient",
        b"TT" => "crossover carrier",
        b"ZZ" => "other operating provider",
        _ => return None,
    })
}

fn date(qualifier: &[u8]) -> Option<&'static str> {
    Some(match qualifier {
        b"009" => "processing",
        b"036" => "end of coverage",
        b"050" => "received",
        b"096" => "discharge",
        b"150" => "first day of service",
        b"151" => "last day of service",
        b"232" => "start of the claim period",
        b"233" => "end of the claim period",
        b"304" => "latest visit",
        b"405" => "production",
        b"431" => "onset of the illness",
        b"434" => "statement period",
        b"435" => "admission",
        b"439" => "accident",
        b"454" => "first treatment",
        b"472" => "service",
        _ => return None,
    })
}

fn reference(qualifier: &[u8]) -> Option<&'static str> {
    Some(match qualifier {
        b"0B" => "state licence",
        b"1K" => "payer's claim number",
        b"1L" => "group or policy number",
        b"1W" => "member id",
        b"2U" => "payer id",
        b"4N" => "authorization exception",
        b"6R" => "line control number",
        b"9F" => "referral number",
        b"BLT" => "type of bill",
        b"D9" => "clearinghouse's claim number",
        b"EA" => "medical record number",
        b"EI" => "TIN of an employer",
        b"EV" => "receiver id",
        b"F8" => "payer's number of the original claim",
        b"FJ" => "line control number",
        b"G1" => "authorization number",
        b"G2" => "payer's own provider number",
        b"HPI" => "NPI",
        b"LU" => "location number",
        b"SY" => "TIN that is an SSN",
        b"TJ" => "TIN",
        b"X4" => "CLIA number",
        _ => return None,
    })
}

fn amount(qualifier: &[u8]) -> Option<&'static str> {
    Some(match qualifier {
        b"AU" => "covered",
        b"B6" => "allowed",
        b"D" => "paid by this payer",
        b"EAF" => "left to the patient",
        b"F5" => "paid by the patient",
        b"I" => "interest",
        b"YU" => "charges of claims accepted",
        b"YY" => "charges of claims refused",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use remedi_x12::Separators;

    use super::*;

    fn words(kind: ClaimKind, text: &str, position: usize) -> String {
        let segment = Segment::new(text.as_bytes(), Separators::USUAL);
        let kind = Some(SetKind::Claims(kind));
        element(kind, &segment, position)
            .unwrap_or_default()
            .into_owned()
    }

    #[test]
    fn the_same_digits_are_a_place_on_one_claim_and_a_bill_on_another() {
        let clm = "CLM*A1*125***13:B:7~";
        let professional = words(ClaimKind::Professional, clm, 5);
        assert!(
            professional.starts_with("Assisted living"),
            "{professional}"
        );
        assert!(professional.ends_with("; replacement of an earlier claim"));
        assert!(words(ClaimKind::Institutional, clm, 5).contains("ospital"));
    }

    #[test]
    fn a_remark_is_one_only_in_its_list() {
        assert_eq!(words(ClaimKind::Professional, "LQ*RX*70~", 2), "");
        assert_ne!(words(ClaimKind::Professional, "LQ*HE*N290~", 2), "");
    }
}
