use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A place of service of a professional or dental claim is one digit: `2` for 02 or `1` for 01.
    /// Spreadsheets drop leading zeros when a code passes through them. Told where the code stands:
    /// CLM05-1, SV105 or SV303.
    ///
    /// ## Why it matters
    /// The front end refuses the claim: one digit is no code (277CA A7, status 249).
    ///
    /// ## What to do
    /// Send two digits. Format the column of the spreadsheet as text before the next export, and
    /// look at the codes beside it: NPIs, ZIP codes and payer ids suffer the same.
    "POS-S07" "place-of-service-without-its-zero": Error, PlaceOfService;
    source: "005010X222A1 CLM05-1 and SV105; CMS place of service code set",
    watch: Claim(check),
    message: "the place of service {sent} is one digit: its leading zero is lost",
    help: "send two digits[, on line {line}]",
    predicts: [CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***2:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*9**1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1*09**1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let hit = |spot, sent: &[u8]| Hit::at(spot).with("sent", Value::sent(sent));
    if claim.kind != ClaimKind::Institutional && is_one_digit(claim.facility_code) {
        hits.push(hit(Spot::component(claim.segment, 5, 1), claim.facility_code));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.has_own_pos && is_one_digit(line.pos_sent) {
            hits.push(hit(line.pos_spot, line.pos_sent).on_line(index));
        }
    }
}

/// Whether a place of service is one digit, which no other rule tells of.
pub(super) fn is_one_digit(sent: &[u8]) -> bool {
    matches!(sent, [b'0'..=b'9'])
}
