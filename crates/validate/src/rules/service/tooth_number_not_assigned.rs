use remedi_claims::{ClaimKind, SegmentId};

use crate::{Example, Value};
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The number of a tooth (TOO02 after TOO01 = JP, DN201 of the tooth status) is none of the universal system: 1 to
    /// 32 and 51 to 82 (supernumerary) for permanent teeth, A to T and AS to TS (supernumerary) for primary ones. Zeros
    /// or blanks in front and small letters are a warning: it is clear what is meant.
    ///
    /// ## Why it matters
    /// Payers judge dental services by tooth, and refuse numbers that no tooth has.
    ///
    /// ## What to do
    /// Send the number of the chart, without a zero in front.
    "LOS-19" "tooth-number-not-assigned": Error, ClaimData;
    source: "005010X224A2 loop 2400 TOO02 and loop 2300 DN201; the ADA's universal national tooth designation system (accepted 1994), as HL7 terminology has \
        it: ADAUniversalToothDesignationSystem 1.0.0 of 2022-04-07",
    watch: Claim(check),
    cues: [DENTAL],
    message: "the tooth[ {tooth}] is not numbered as 1 to 32, 51 to 82, A to T or AS to TS",
    help: "send the number of the tooth as in the chart[: {meant}]",
    predicts: [CO "16" "N37"],
    ack: "A7" "242",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100****1~TOO*JP*33~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100****1~TOO*JP*U~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DN2*1*M****JP~DN2*40*M****JP~LX*1~SV3*AD:D2740*100****1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DN2*32*M****JP~DN2*A*E****JP~LX*1~SV3*AD:D2740*100****1~TOO*JP*3~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D2740*100****1~TOO*JP*32~TOO*JP*82~TOO*JP*T~TOO*JP*AS~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

const DN2: SegmentId = SegmentId::of(b"DN2");
const TOO: SegmentId = SegmentId::of(b"TOO");

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Dental || !claim.is_5010() {
        return;
    }
    for status in claim.claim.segments().filter(|segment| segment.id() == DN2) {
        if matches!(status.value(6), b"JP" | b"") {
            hits.extend(wrong_tooth(status.value(1), Spot::element(status.index(), 1)));
        }
    }
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.has.all(Has::TOOTH)) {
        for tooth in line.line.segments().filter(|segment| segment.id() == TOO) {
            if tooth.value(1) == b"JP" {
                let wrong = wrong_tooth(tooth.value(2), Spot::element(tooth.index(), 2));
                hits.extend(wrong.map(|hit| hit.on_line(Some(number))));
            }
        }
    }
}

fn wrong_tooth(sent: &[u8], spot: Spot) -> Option<Hit> {
    if sent.is_empty() || is_assigned(sent) {
        return None;
    }
    let hit = Hit::at(spot);
    let meant = sent.trim_ascii().to_ascii_uppercase();
    let zeros = meant.iter().take_while(|&&byte| byte == b'0').count();
    let meant = &meant[zeros..];
    Some(if is_assigned(meant) {
        hit.with("meant", Value::sent(meant)).graded(Severity::Warning)
    } else {
        // What is no number may be anything.
        let is_number = sent.len() < 4 && sent.iter().all(u8::is_ascii_digit);
        hit.with_known("tooth", is_number.then(|| Value::sent(sent)))
    })
}

fn is_assigned(sent: &[u8]) -> bool {
    match sent {
        [b'A'..=b'T'] | [b'A'..=b'T', b'S'] | [b'1'..=b'9'] => true,
        [tens @ b'1'..=b'8', ones @ b'0'..=b'9'] => {
            let number = (tens - b'0') * 10 + (ones - b'0');
            matches!(number, 10..=32 | 51..=82)
        }
        _ => false,
    }
}
