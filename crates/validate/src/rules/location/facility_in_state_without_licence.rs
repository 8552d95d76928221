use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The service facility, or else the practice, is in a state for which the roster has no
    /// licence of the rendering provider, and it has a good one for another state. Without any
    /// licence on file the rule is silent; an expired one is ENR-14. Telehealth (02, 10) is TH-16.
    ///
    /// ## Why it matters
    /// A provider may practise where licensed. Payers deny services in other states, and a wrong
    /// state most often means a wrong facility.
    ///
    /// ## What to do
    /// Check the state of the facility. If it is right, put the licence into credentials.csv, or do
    /// not bill the service.
    "LOC-16" "facility-in-state-without-licence": Warning, PlaceOfService;
    source: "licensing law of the states; 42 CFR 424.516",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the roster has no licence of the rendering provider for {state}, where the service was, and one for another state",
    help: "check the facility, or put the licence into the roster[ (line {line})]",
    predicts: [CO "B7", CO "16" "N665"],
    ack: "A7" "143" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L1,WI,2020-01-01,2026-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,number,state,issued,expires\n1245319599,license,L1,IL,2020-01-01,2026-12-31\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_licensed_elsewhere {
        let hit = Hit::at(line.provider_spot());
        hits.push(hit.with("state", Value::sent(line.state(claim))));
    }
}
