use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The form W-9 that the payer has on file (`credentials.csv`, kind `w9`) had run out on the day of service. Where
    /// the roster has none, nothing is said: it may just not be on file here.
    ///
    /// ## Why it matters
    /// Payers hold payments, or pay less backup withholding, until they have a form that agrees with the TIN and the
    /// name.
    ///
    /// ## What to do
    /// Send a new form, and put its day into the roster.
    "ENR-29" "tax-form-expired": Warning, Credentialing;
    source: "IRS form W-9 and contracts of payers",
    watch: Line(check),
    cues: [RECORD],
    message: "the W-9 of the {role} {who} that payer {payer} has on file ran out on {due}; the service is dated {dates}",
    help: "send the payer a new W-9 of the {role}",
    predicts: [CO "16" "N836", CO "16" "N24"],
    ack: "A7" "128",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,w9,60054,,,,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,w9,60054,,,,2025-12-31\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::TaxFormExpired(due) = record.amiss {
            hits.push(record.hit().with("due", due));
        }
    }
}
