use remedi_claims::SegmentId;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A certification of medical equipment is renewed or revised (2400 CR301 = R or S), and the day on which
    /// that was done (DTP*607) is missing.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation.
    ///
    /// ## What to do
    /// Send the day in DTP*607, or I in CR301 when the certification is the first.
    "SIT-22" "recertification-date-missing": Error, ClaimData;
    source: "005010X222A1 loop 2400 CR301 and DTP certification revision or recertification date",
    watch: Line(check),
    cues: [MORE],
    message: "the certification is a renewed or revised one, and the day of that is missing",
    help: "send the day of the renewal or revision in DTP*607, or correct CR301",
    predicts: [CO "16"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*R*MO*12~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*R*MO*12~DTP*472*D8*20250115~DTP*607*D8*20250101~"),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*I*MO*12~DTP*472*D8*20250115~"),
    ],
}

const CR3: SegmentId = SegmentId::of(b"CR3");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.has.all(Has::EQUIPMENT_CERTIFIED)
        || line.has.all(Has::RECERTIFIED)
        || !claim.is_5010()
    {
        return;
    }
    let mut segments = line.line.segments();
    if let Some(certification) = segments.find(|segment| segment.id() == CR3)
        && matches!(certification.value(1), b"R" | b"S")
    {
        hits.push(Hit::at(Spot::element(certification.index(), 1)));
    }
}
