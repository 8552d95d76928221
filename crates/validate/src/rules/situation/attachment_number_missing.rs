use remedi_claims::{SegmentAt, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// An attachment is sent apart from the claim by mail, electronically, by e-mail, fax or file transfer
    /// (PWK02 BM, EL, EM, FX, FT), and its control number (PWK06) is missing.
    ///
    /// ## Why it matters
    /// The payer can't bring claim and attachment together, and denies for want of it.
    ///
    /// ## What to do
    /// Send the number that the attachment bears in PWK06, with AC in PWK05.
    "SIT-14" "attachment-number-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2300 and 2400 PWK05 and PWK06",
    watch: Claim(check),
    cues: [ATTACHMENT],
    message: "an attachment is sent apart from the claim, and its control number is missing",
    help: "send the number that the attachment bears in PWK06",
    predicts: [CO "16" "N706"],
    ack: "A6" "489",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~PWK*OZ*FX~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~PWK*OZ*FX***AC*A123~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~PWK*OZ*AA~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

const PWK: SegmentId = SegmentId::of(b"PWK");

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.is_5010() {
        return;
    }
    let mut look = |segment: SegmentAt<'_>, line: Option<usize>| {
        let [_, how, _, _, _, number] = segment.values();
        let is_apart = matches!(how, b"BM" | b"EL" | b"EM" | b"FX" | b"FT");
        if segment.id() == PWK && is_apart && number.is_empty() {
            let hit = Hit::at(Spot::element(segment.index(), 6));
            hits.push(hit.on_line(line));
        }
    };
    if claim.has.all(Has::ATTACHMENT) {
        claim.claim.segments().for_each(|segment| look(segment, None));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.has.all(Has::ATTACHMENT) {
            line.line.segments().for_each(|segment| look(segment, Some(index)));
        }
    }
}
