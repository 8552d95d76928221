use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// The lines of a professional claim have different places of service.
    ///
    /// ## Why it matters
    /// The guide allows it. Some payers want a claim a place, and deny what stands on one claim as
    /// impossible to process (remark N93).
    ///
    /// ## What to do
    /// Nothing, unless the payer wants separate claims: split the claim by place. Say so in the profile
    /// (`one_pos_per_claim`), and the finding is a warning.
    "POS-S08" "places-of-service-differ-between-lines": Info, PlaceOfService;
    source: "005010X222A1 loop 2400 SV105; RARC N93",
    watch: Claim(check),
    cues: [OWN_PLACE],
    message: "the lines have places of service {one} and {other}",
    help: "nothing, or send a claim for each place if the payer wants that",
    predicts: [CO "16" "N93"],
    yields_to: ["PX-34", "POS-S12"],
    rejected: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*100*UN*1*12**1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(one) = lines.first().and_then(|line| line.pos()) else { return };
    let places = lines.iter().filter_map(|line| line.pos());
    let other = places.filter(|&other| other != one).min_by_key(|other| other.number());
    if let Some(other) = other.filter(|_| claim.kind == ClaimKind::Professional) {
        let spot = Spot::component(claim.segment, 5, 1);
        let severity = match claim.payer.demands.one_pos_per_claim {
            true => Severity::Warning,
            false => Severity::Info,
        };
        let hit = Hit::at(spot).with("one", one).with("other", other);
        hits.push(hit.graded(severity));
    }
}
