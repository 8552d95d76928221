use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::{ClaimKind, ProcedureCode};

rule! {
    /// ## What it is
    /// A dental claim has a telehealth procedure (D9995 at the same time, D9996 stored and
    /// forwarded), and its place of service (SV303, else CLM05-1) is neither 02 nor 10. Only a
    /// warning, as we know of no source that binds all payers.
    ///
    /// ## Why it matters
    /// The procedure says that the patient was elsewhere, and the place that the patient was there.
    ///
    /// ## What to do
    /// Send 02, or 10 when the patient was at home, for all lines of the visit; or leave the
    /// telehealth procedure out.
    "POS-S10" "dental-telehealth-at-another-place": Warning, PlaceOfService;
    source: "005010X224A2 loops 2300 CLM05-1 and 2400 SV303; practice of dental payers, not confirmed",
    watch: Line(check),
    cues: [DENTAL],
    message: "procedure {procedure} is dental telehealth, and the place of service is {pos}",
    help: "send 02 or 10[ on line {line}], or leave the procedure out",
    predicts: [CO "16" "M77"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*80***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D9995*80****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*80***02:B:1*Y*A*Y*Y~LX*1~SV3*AD:D9995*80****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
        Example::claim("CLM*A1*80***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D0120*80****1~DTP*472*D8*20250115~").of_kind(ClaimKind::Dental),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let is_telehealth = |code: ProcedureCode| matches!(code.as_str(), "D9995" | "D9996");
    if claim.kind == ClaimKind::Dental
        && line.procedure.is_some_and(is_telehealth)
        && line.pos_number().is_some_and(|number| !matches!(number, 2 | 10))
    {
        hits.push(Hit::at(line.pos_spot));
    }
}
