use chrono::NaiveDate;
use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A claim to Medicare holds a form for medical equipment (2440 LQ*UT: a certificate of medical necessity or
    /// an information form) for a service from 2023 on.
    ///
    /// ## Why it matters
    /// Medicare gave these forms up, and rejects claims of services from 2023-01-01 that hold one.
    ///
    /// ## What to do
    /// Take loop 2440 out, and the certification (CR3) with it. What the form told belongs in the medical record.
    "LOS-18" "equipment-form-not-taken": Error, ClaimData;
    source: "CMS, elimination of certificates of medical necessity and DME information forms (MLN SE22002); CGS, CMN and DIF elimination",
    from: const { NaiveDate::from_ymd_opt(2023, 1, 1).unwrap() },
    watch: Line(check),
    cues: [MORE],
    message: "the line holds a form for medical equipment, which Medicare no longer takes",
    help: "take the form (loop 2440) and its certification (CR3) out",
    predicts: [CO "16"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*I*MO*12~DTP*472*D8*20250115~LQ*UT*484.03~FRM*1*Y~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:E1390:RR*100*UN*1***1~CR3*I*MO*12~DTP*472*D8*20221215~LQ*UT*484.03~FRM*1*Y~").filed_as("MB"),
    ],
}

const LQ: SegmentId = SegmentId::of(b"LQ");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    // Forms of services of unknown date may have been taken.
    if claim.kind != ClaimKind::Professional || line.dates.is_none() {
        return;
    }
    let mut forms = line.line.forms().filter(|segment| segment.id() == LQ);
    if let Some(form) = forms.find(|form| form.value(1) == b"UT")
        && claim.is_for_medicare()
    {
        hits.push(Hit::at(Spot::element(form.index(), 2)));
    }
}
