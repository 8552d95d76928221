use remedi_claims::ClaimKind;

use super::place_of_service_not_assigned::{fault_of, hit};
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// A line has its own place of service (SV105 of a professional, SV303 of a dental claim), and
    /// that is no code, or none that was in use on the line's days of service. A single
    /// digit is POS-S07, POS 10 before 2022 TH-01, and POS 02 before 2017 TH-02.
    ///
    /// ## Why it matters
    /// The line's code beats the claim's: the line is refused (277CA A7, status 249) or denied for
    /// an invalid place of service, however right CLM05-1 is.
    ///
    /// ## What to do
    /// Send the two-digit code that was valid on the day of service, or leave the element out when
    /// the line's place is the claim's.
    "POS-S03" "line-place-of-service-not-assigned": Error, PlaceOfService;
    source: "005010X222A1 loop 2400 SV105; 005010X224A2 loop 2400 SV303; CMS place of service code set with its dates",
    watch: Line(check),
    cues: [OWN_PLACE],
    message: "the place of service of the line[ `{sent}`] is {fault}[ on {days}]",
    help: "send the two-digit code that was valid on the day of service[ on line {line}], or none when the place is the claim's",
    predicts: [CO "16" "M77", CO "5" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*40**1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*80***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D0120*80*68***1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*12**1~DTP*472*D8*20250115~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.has_own_pos
        && line.place.is_none()
        && let Some(fault) = fault_of(line.pos_sent, line.dates)
    {
        hits.push(hit(line.pos_spot, line.pos_sent, fault, line.dates));
    }
}
