use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line at a mass immunization center (60) is neither a vaccine nor an antibody against an
    /// infection, nor the administration of one.
    ///
    /// ## Why it matters
    /// Mass immunizers are enrolled for vaccines alone. Payers deny all else there.
    ///
    /// ## What to do
    /// Correct the place of service, or bill the service under the enrollment that covers it.
    "PX-16" "other-service-at-mass-immunization": Error, PlaceOfService;
    source: "CMS place of service code set, POS 60; NGS Medicare on specialty and POS 60",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "procedure {procedure} is no immunization, and place of service 60 is for immunizations",
    help: "correct the place of service[ of line {line}]",
    predicts: [CO "B7", CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***60:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***60:B:1*Y*A*Y*Y~LX*1~SV1*HC:90471*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***60:B:1*Y*A*Y*Y~LX*1~SV1*HC:90380*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:96380*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*300***60:B:1*Y*A*Y*Y~LX*1~SV1*HC:90584*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:Q0224*100*UN*1***1~DTP*472*D8*20250115~LX*3~SV1*HC:M0224*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[60]) && line.procedure.is_some() && family("PX-16", line).is_none() && line.dates.is_some() {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
