use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A laboratory test (80047 to 89398 but for consultations and those that need no CLIA
    /// certificate; 0001U to 0999U) at a hospital (21, 22) that a practice bills without modifier
    /// 26. A laboratory that bills, or a hospital, passes. A CLIA number that is missing is LOS-09.
    ///
    /// ## Why it matters
    /// A hospital bills the tests of its patients, and is paid for them.
    ///
    /// ## What to do
    /// Bill interpretations with 26 and leave the test to the hospital, or correct the place.
    "PX-30" "laboratory-place-against-test": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 16 section 40; CMS list of codes outside of CLIA, as of 2024, not complete",
    watch: Line(check),
    cues: [FAMILY],
    message: "procedure {procedure} is a laboratory test, which the hospital bills for its patients at place of service {pos}",
    help: "leave the test[ of line {line}] to the hospital, or bill the interpretation with 26",
    predicts: [CO "96" "M97"],
    yields_to: ["PX-20", "LOC-03"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:88305:26*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:80503*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if claim.kind != ClaimKind::Professional
        || !line.is_at(&[21, 22])
        || family("PX-30", line).is_none()
        || line.has_modifier(&["26"])
        || claim.practice.is_hospital
    {
        return;
    }
    let taxonomy = claim.practice.provider.and_then(|provider| provider.taxonomy);
    if !taxonomy.is_some_and(|own| own.as_str().starts_with("29")) {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
