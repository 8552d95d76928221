use chrono::NaiveDate;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, SubscriberSent};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The number of the subscriber (2010BA NM109) of a claim to Medicare (SBR09 = MA or MB) has not the form of a
    /// Medicare number (MBI): eleven capital letters and digits, a digit 1 to 9 first, then a letter, a letter or digit,
    /// a digit, a letter, a letter or digit, a digit, two letters and two digits, none of the letters S, L, O, I, B and
    /// Z. An S in the second place is let pass: CMS gives it to the people of its test data. An error where roster or
    /// profile call the payer Medicare, a warning where SBR09 alone does. The number is not shown.
    ///
    /// ## Why it matters
    /// Medicare's front end refuses the claim (277CA A7, status 164): it is among the edits that it reports most often.
    /// Since 2020 the older numbers (HICN, and those of the Railroad Retirement Board) are not taken any more.
    ///
    /// ## What to do
    /// Send the number on the patient's Medicare card, without hyphens. Where the claim is for a Medicare Advantage
    /// plan, send its filing indicator (SBR09) and its own number.
    "COD-38" "medicare-number-malformed": Warning, ClaimData;
    source: "CMS front-end edit X222.121.2010BA.NM109.020 and its format of the MBI; MBI only from 2020-01-01 (CMS MLN SE18006); \
        https://www.ngscedi.com top ten edits (277CA A7, status 164; read 2026-11)",
    from: const { NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() },
    watch: Claim(check),
    message: "the number of the subscriber has not the form of a Medicare number",
    help: "send the number on the Medicare card, without hyphens, or the filing indicator of a Medicare Advantage plan",
    predicts: [CO "16" "N382", CO "31"],
    ack: "A7" "164" "IL",
    rejected: [
        Example::usual().filed_as("MB").changing("*MI*1S00E00AA00~", "*MI*123456789A~"),
        Example::usual().filed_as("MB").changing("*MI*1S00E00AA00~", "*MI*1EG4TE5MK7~"),
        Example::usual().filed_as("MB").changing("*MI*1S00E00AA00~", "*MI*1LG4TE5MK73~"),
        Example::usual().filed_as("MB").changing("*MI*1S00E00AA00~", "*MI*1EG4-TE5-MK73~"),
    ],
    accepted: [
        Example::usual().filed_as("MB"),
        Example::usual().filed_as("MB").changing("*MI*1S00E00AA00~", "*MI*1EG4TE5MK73~"),
        Example::usual().filed_as("16"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    // Where the filing indicator is another, it may be the one that is right.
    let is_filed = |own: SubscriberSent<'_>| matches!(own.filing, b"MA" | b"MB");
    if !claim.is_for_medicare() || !claim.subscriber.is_some_and(is_filed) {
        return;
    }
    let Some(subscriber) = claim.claim.subscriber() else { return };
    let (qualifier, id) = subscriber.id();
    if qualifier == b"MI" && !id.is_empty() && !is_formed(id) {
        let hit = Hit::at(Spot::element(subscriber.name_segment().index(), 9));
        hits.push(match claim.payer.class {
            Some(_) => hit.graded(Severity::Error),
            None => hit,
        });
    }
}

fn is_formed(id: &[u8]) -> bool {
    const FORM: &[u8; 11] = b"CTXNAXNAANN";
    let is_letter =
        |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    let fits = |(&byte, &form): (&u8, &u8)| match form {
        b'C' => matches!(byte, b'1'..=b'9'),
        b'N' => byte.is_ascii_digit(),
        b'A' => is_letter(byte),
        b'T' => is_letter(byte) || byte == b'S',
        _ => byte.is_ascii_digit() || is_letter(byte),
    };
    id.len() == FORM.len() && id.iter().zip(FORM).all(fits)
}
