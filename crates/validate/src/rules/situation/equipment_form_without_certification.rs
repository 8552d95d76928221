use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A line holds a form for medical equipment (2440 LQ*UT: a certificate of medical necessity or an
    /// information form), and no certification of the equipment (2400 CR3).
    ///
    /// ## Why it matters
    /// The form is not read without knowing whether it is a first, a renewed or a revised one, and for how many
    /// months.
    ///
    /// ## What to do
    /// Send CR3 with the line.
    "SIT-23" "equipment-form-without-certification": Warning, ClaimData;
    source: "005010X222A1 loops 2400 CR3 and 2440; a warning, as forms that payers other than Medicare take may need none",
    watch: Line(check),
    cues: [MORE],
    message: "the line holds a form for medical equipment, and no certification (CR3)",
    help: "send the certification of the equipment in CR3",
    predicts: [CO "16" "M60"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~DTP*472*D8*20250115~LQ*UT*484.03~FRM*1*Y~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*I*MO*12~DTP*472*D8*20250115~LQ*UT*484.03~FRM*1*Y~"),
    ],
}

const LQ: SegmentId = SegmentId::of(b"LQ");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Professional
        || line.has.all(Has::EQUIPMENT_CERTIFIED)
        || !claim.is_5010()
    {
        return;
    }
    let mut forms = line.line.forms().filter(|segment| segment.id() == LQ);
    if let Some(form) = forms.find(|form| form.value(1) == b"UT") {
        hits.push(Hit::at(Spot::element(form.index(), 2)));
    }
}
