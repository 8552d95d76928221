use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A line repeats the place of service of the claim (SV105, of a dental claim SV303). The line
    /// inherits CLM05-1 anyway. Told once a claim.
    ///
    /// ## Why it matters
    /// It does no harm today. A claim that is corrected in one of the two places only then says two
    /// things, and the line wins.
    ///
    /// ## What to do
    /// Nothing, or send the element of the line only when its place differs.
    "POS-S04" "place-of-service-repeated-on-line": Info, PlaceOfService;
    source: "005010X222A1 loop 2400 SV105: sent when different from CLM05-1",
    watch: Claim(check),
    cues: [OWN_PLACE],
    message: "the place of service of the line repeats that of the claim",
    help: "leave the element of the line out when the place is the same",
    predicts: [],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*11**1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*12**1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let is_repeated = |line: &&LineFacts<'_>| line.has_own_pos && line.pos_sent == claim.facility_code;
    if let Some(line) = lines.iter().find(is_repeated) {
        hits.push(Hit::at(line.pos_spot));
    }
}
