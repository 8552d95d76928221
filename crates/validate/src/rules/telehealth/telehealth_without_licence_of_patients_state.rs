use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A telehealth line (02, 10) for a patient whose address is in a state for which the roster
    /// has no licence of the rendering provider, and it has a good one for another state. Without
    /// any licence on file the rule is silent.
    ///
    /// ## Why it matters
    /// Telehealth is practised where the patient is. Payers deny it without a licence there, and
    /// boards act on it.
    ///
    /// ## What to do
    /// Check where the patient was, and whether a compact or a registration covers the provider;
    /// put the licence into credentials.csv.
    "TH-16" "telehealth-without-licence-of-patients-state": Warning, PlaceOfService;
    source: "telehealth law of the states",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the roster has no licence of the rendering provider for the state of the patient's address, and one for another state",
    help: "check where the patient was, or put the licence into the roster[ (line {line})]",
    predicts: [CO "B7", CO "16" "N665"],
    ack: "A7" "143" "82",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L2,WI,2020-01-01,2026-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L2,WI,2020-01-01,2026-12-31\n1245319599,license,L1,IL,2020-01-01,2026-12-31\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_licensed_away_from_patient {
        hits.push(Hit::at(line.provider_spot()));
    }
}
