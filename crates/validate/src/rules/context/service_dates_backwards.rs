use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The days of a service (DTP*472 RD8) end before they start, such as `20250310-20250301`.
    ///
    /// ## Why it matters
    /// Nobody knows when the service was: payers refuse the claim. No rule that asks for the day can judge the
    /// line either, so that enrollment, place of service and codes are not checked.
    ///
    /// ## What to do
    /// Send the first day before the last.
    "CTX-10" "service-dates-backwards": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2, DTP service date: RD8 is a range from the first day to the last",
    watch: Claim(check),
    cues: [DAYS],
    message: "the days of service {days} end before they start",
    help: "send the first day of service before the last[ on line {line}]",
    predicts: [CO "16" "M52", CO "16" "M59"],
    ack: "A7" "187",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20250115-20250114~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*50*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*50*UN*1***1~DTP*472*RD8*20250115-20241231~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20250114-20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    hits.extend(claim.days_backwards(lines, |qualifier| qualifier == b"472"));
}
