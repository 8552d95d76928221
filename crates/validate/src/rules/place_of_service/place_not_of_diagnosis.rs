use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The line is at a place of service that none of the diagnoses it points to (SV107) goes with by your table of
    /// diagnoses and places (`[lists] diagnosis_places`). Silent without the table, and where it has no row for the
    /// principal diagnosis of the line, the first that it points to, on the day. A row of any other that it points to
    /// is enough to let the place pass.
    ///
    /// ## Why it matters
    /// A payer that does not expect the service for that diagnosis at that place denies the line, or asks for the
    /// records.
    ///
    /// ## What to do
    /// Look up where the patient was. Correct the place of service, the diagnosis or the pointer that is wrong; or, if
    /// all are right, the table.
    "POS-S13" "place-not-of-diagnosis": Warning, PlaceOfService;
    source: "table of the user; 005010X222A1 loops 2400 SV107 and 2300 HI",
    watch: Line(check),
    cues: [LISTED],
    message: "the diagnoses that the line points to ({diagnosis} first) go with {places} by your table, and the place of service is {pos}",
    help: "correct the place of service, the diagnosis or the pointer[ of line {line}], or the table",
    predicts: [CO "58"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:O80~LX*1~SV1*HC:99213*100*UN*1***2:1~DTP*472*D8*20250115~")
            .with_profile("[lists]\ndiagnosis_places = { csv = \"diagnosis,pos\\nO80*,21 25\\n\" }\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:A090~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[lists]\ndiagnosis_places = { csv = \"diagnosis,pos\\nA00-A09,23\\n\" }\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:O80~LX*1~SV1*HC:99213*100*UN*1***1:2~DTP*472*D8*20250115~")
            .with_profile("[lists]\ndiagnosis_places = { csv = \"diagnosis,pos\\nO80*,21 25\\n\" }\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10*ABF:O80~LX*1~SV1*HC:99213*100*UN*1***2:1~DTP*472*D8*20250115~")
            .with_profile("[lists]\ndiagnosis_places = { csv = \"diagnosis,pos\\nO80*,21 25\\nI10,11\\n\" }\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:O80~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[lists]\ndiagnosis_places = { csv = \"diagnosis,pos,valid_from\\nO80,21,2025-01-16\\n\" }\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(places) = line.listings.places
        && let Some(pos) = line.pos()
        && !places.contains(pos)
        && let Some(principal) = line.diagnoses(&claim.claim).next().flatten()
        && let Ok(principal) = std::str::from_utf8(principal)
    {
        let hit = Hit::at(line.pos_spot).with("places", places);
        hits.push(hit.with("diagnosis", Box::<str>::from(principal)));
    }
}
