use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, SyntaxCode, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// CLM05-2 says which code list CLM05-1 is from: `B` for a place of service on professional and
    /// dental claims, `A` for a type of bill on institutional ones. The claim says another, or
    /// none.
    ///
    /// ## Why it matters
    /// The payer's front end refuses the claim (999, code value not in the guide), or reads the
    /// place of service as something else.
    ///
    /// ## What to do
    /// Send the qualifier of the claim's kind. If the claim is of the other kind, send it in the
    /// other transaction.
    "POS-S01" "facility-code-qualifier-wrong": Error, PlaceOfService;
    source: "005010X222A1, X223A2 and X224A2, loop 2300 CLM05-2",
    watch: Claim(check),
    message: "the facility code qualifier[ `{sent}`] is not {expected}, the one of this kind of claim",
    help: "send {expected} in CLM05-2",
    predicts: [CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***11:A:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:B:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let expected = match claim.kind {
        ClaimKind::Institutional => "A",
        ClaimKind::Professional | ClaimKind::Dental => "B",
    };
    let sent = claim.facility_qualifier;
    // The 4010 guides of professional and dental claims do not use the qualifier.
    let unused = sent.is_empty() && expected == "B" && claim.claim.version().starts_with("004");
    if sent == expected.as_bytes() || unused {
        return;
    }
    let hit = Hit::at(Spot::component(claim.segment, 5, 2)).with("expected", expected);
    // A 999 tells of one that is missing by GDE-09.
    hits.push(match sent {
        b"" => hit,
        // What is longer stands at a wrong place, and may be anything.
        sent if sent.len() > 2 => hit,
        _ => hit.with("sent", Value::sent(sent)).syntax(SyntaxCode::Element("7")),
    });
}
