use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::procedure_places::family;
use crate::services::Service;
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A laboratory test that needs a CLIA certificate is billed without its number (REF*X4, or REF*F4 of the
    /// laboratory it was sent to), at the claim and the line: the most common tests (`data/services.csv`) and
    /// those with modifier QW anywhere; at an office or an independent laboratory (11, 81) of a professional
    /// claim all tests of `data/procedure_places.csv` without modifier 26. A warning for payers other than
    /// Medicare.
    ///
    /// ## Why it matters
    /// Medicare returns the claim as incomplete.
    ///
    /// ## What to do
    /// Send the CLIA number of the laboratory that did the test.
    "LOS-09" "clia-number-missing": Error, ClaimData;
    source: "005010X222A1 loops 2300 and 2400 REF CLIA number; Medicare Claims Processing Manual (100-04) chapter 16 section 70",
    watch: Line(check),
    cues: [SERVICE, MODIFIER, FAMILY],
    message: "procedure {procedure} is a laboratory test, and the CLIA number is missing",
    help: "send the CLIA number of the laboratory in REF*X4",
    predicts: [CO "16" "MA120", CO "B23"],
    ack: "A6" "142" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:85025*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:84402*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:80503*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:85025*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let has = claim.has.or(line.has);
    let is_tested_here = || {
        line.is_at(&[11, 81]) && family("LOS-09", line).is_some() && !line.has_modifier(&["26"])
    };
    let is_other_test = || {
        claim.kind == ClaimKind::Professional && (line.has_modifier(&["QW"]) || is_tested_here())
    };
    if !has.all(Has::CLIA) && (line.kind == Some(Service::Laboratory) || is_other_test()) {
        let is_medicare = claim.is_for_medicare();
        let hit = Hit::at(line.procedure_spot()).with_known("procedure", line.procedure);
        hits.push(hit.graded(if is_medicare { Severity::Error } else { Severity::Warning }));
    }
}
