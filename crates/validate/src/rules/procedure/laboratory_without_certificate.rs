use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, Severity, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A laboratory test (80047 to 89398 but for those that need no CLIA certificate; 0001U to
    /// 0999U) at an independent laboratory or an office (81, 11) without the CLIA number (REF*X4);
    /// an error for Medicare. Or a test at a hospital (21, 22) that a practice bills without
    /// modifier 26; a warning, as the hospital bills its tests. The most common tests without a
    /// number are LOS-09, whatever the place.
    ///
    /// ## Why it matters
    /// Payers refuse tests without the certificate of the laboratory. A hospital is paid for the
    /// tests of its patients.
    ///
    /// ## What to do
    /// Send the CLIA number, or the referring laboratory's with modifier 90. At a hospital bill
    /// interpretations with 26 and leave the test to the hospital.
    "PX-30" "laboratory-place-against-test": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 16 sections 40 and 70; CMS list of codes outside of CLIA, as of 2024, not complete",
    watch: Line(check),
    cues: [FAMILY],
    message: "procedure {procedure} is a laboratory test, and {fault}",
    help: "send the CLIA number in REF*X4, or leave the test[ of line {line}] to the hospital",
    predicts: [CO "16" "MA120", CO "B23"],
    yields_to: ["LOS-09", "PX-20", "LOC-03"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:88305:26*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Professional
        || family("PX-30", line).is_none()
        || line.has_modifier(&["26"])
    {
        return;
    }
    let taxonomy = claim.practice.provider.and_then(|provider| provider.taxonomy);
    let is_laboratory = taxonomy.is_some_and(|own| own.as_str().starts_with("29"));
    let has_number = claim.has.or(line.has).all(Has::CLIA);
    let (fault, severity) = match line.pos_number() {
        Some(11 | 81) if !has_number => (
            "the CLIA number is missing",
            match claim.is_for_medicare() {
                true => Severity::Error,
                false => Severity::Warning,
            },
        ),
        Some(21 | 22) if !is_laboratory && !claim.practice.is_hospital => {
            ("the hospital bills its tests", Severity::Warning)
        }
        _ => return,
    };
    hits.push(Hit::at(line.procedure_spot()).with("fault", fault).graded(severity));
}
