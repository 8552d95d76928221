use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::services::Service;
use crate::rule::{Hit, Hits, Severity, rule};

rule! {
    /// ## What it is
    /// A mammography (77065 to 77067, 77061 to 77063, G0279) other than its reading alone (modifier 26) is
    /// billed without the number of the facility's certificate (REF*EW), at the claim and the line. A warning
    /// for payers other than Medicare.
    ///
    /// ## Why it matters
    /// Medicare denies the line; the law wants a certificate of every facility.
    ///
    /// ## What to do
    /// Send the number of the certificate in REF*EW.
    "LOS-08" "mammography-certificate-missing": Error, ClaimData;
    source: "005010X222A1 loop 2300 REF mammography certification number; Medicare Claims Processing Manual (100-04) chapter 18 section 20",
    watch: Line(check),
    cues: [SERVICE],
    message: "procedure {procedure} is a mammography, and the number of the facility's certificate is missing",
    help: "send the number of the mammography certificate in REF*EW",
    predicts: [CO "16" "MA128"],
    ack: "A6" "142" "77",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:77067*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*EW*123456~LX*1~SV1*HC:77067*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:77067:26*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let has = claim.has.or(line.has);
    if line.kind == Some(Service::Mammography)
        && !has.all(Has::MAMMOGRAPHY)
        && !line.has_modifier(&["26"])
    {
        let is_medicare = claim.is_for_medicare();
        let hit = Hit::at(line.procedure_spot()).with_known("procedure", line.procedure);
        hits.push(hit.graded(if is_medicare { Severity::Error } else { Severity::Warning }));
    }
}
