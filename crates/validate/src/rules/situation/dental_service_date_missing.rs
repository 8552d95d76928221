use remedi_claims::{ClaimKind, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A dental service has no date: neither its line (2400 DTP*472) nor the claim (2300 DTP*472) tells one, and the
    /// claim is no predetermination (CLM19 = PB). Where the line tells when a treatment started or ended (DTP*196, DTP*198), it
    /// is a warning: some payers take that day.
    ///
    /// ## Why it matters
    /// The guide leaves both dates open, since one of them will do, and a claim without any gets past the 999. The
    /// payer refuses it (277CA A6, status 187): only a predetermination is about what was not rendered yet.
    ///
    /// ## What to do
    /// Send the date of service in the line, or in the claim where it is the same for all lines; or CLM19 = PB where
    /// the claim asks what would be paid.
    "SIT-24" "dental-service-date-missing": Error, ClaimData;
    source: "005010X224A2 loops 2300 and 2400 DTP service date, CLM19",
    watch: Line(check),
    cues: [DENTAL],
    message: "neither the line nor the claim has a date of service, and the claim is no predetermination",
    help: "send DTP*472 in the line or in the claim, or CLM19 = PB for a predetermination",
    predicts: [CO "16" "M52"],
    ack: "A6" "187",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****1~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*150***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D1110*100****1~DTP*472*D8*20250115~\
            LX*2~SV3*AD:D0120*50****1~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20250115~LX*1~SV3*AD:D1110*100****1~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**********PB~LX*1~SV3*AD:D1110*100****1~").of_kind(ClaimKind::Dental),
    ],
}

const DTP: SegmentId = SegmentId::of(b"DTP");

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_asked = claim.kind == ClaimKind::Dental && claim.is_5010() && !claim.is_predetermination();
    // A date that can't be read is another fault.
    if is_asked
        && line.dates.is_none()
        && line.line.dates().is_none()
        && claim.claim.date(b"472").is_none()
    {
        let mut segments = line.line.segments();
        let is_treated = segments.any(|one| one.id() == DTP && matches!(one.value(1), b"196" | b"198"));
        let hit = Hit::at(line.procedure_spot());
        hits.push(if is_treated { hit.graded(Severity::Warning) } else { hit });
    }
}
