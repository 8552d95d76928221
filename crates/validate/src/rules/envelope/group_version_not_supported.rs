use remedi_claims::knows_version;
use remedi_x12::Segment;

use crate::Example;
use crate::acks::group_fault;
use crate::rule::{Hit, Severity, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// A functional group says that it holds something else than claims or remittances (GS01), or a version of them
    /// that is not known (GS08), such as a guide of another transaction set.
    ///
    /// ## Why it matters
    /// The receiver rejects the group with all its sets (999 AK905 = 1 or 2), whatever they hold. Its claims are
    /// held. Where the version is one of sets that you receive, such as payments, it is a warning: they can be
    /// read all the same.
    ///
    /// ## What to do
    /// Send HC in GS01 for claims, and in GS08 the version that the payer's companion guide names, the same as in
    /// ST03.
    "SYN-27" "group-version-not-supported": Error, ClaimData;
    source: "X12.6 application control structure; 005010X231A1 2-2, AK905",
    watch: Group(check),
    message: "{what}",
    help: "send the functional identifier (GS01) and the version (GS08) of the guide that the sets follow",
    predicts: [],
    rejected: [
        Example::usual().replacing("*1*X*005010X222A1~", "*1*X*005010X999~"),
        Example::usual().replacing("GS*HC*", "GS*HS*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(gs: &Segment<'_>) -> Option<Hit> {
    let version = gs.value(8);
    let received: [&[u8]; 3] = [b"HP", b"HN", b"FA"];
    let is_received = |own: &&[u8]| knows_version(own, version) == Some(true);
    let is_read = received.iter().any(is_received);
    let hit = |element, what| {
        let hit = Hit::at(Spot::element(0, element)).with("what", what);
        if is_read { hit.graded(Severity::Warning) } else { hit }
    };
    match group_fault(gs.value(1), version)? {
        "1" => Some(
            hit(1, "the functional identifier of the group is none of claims, remittances or acknowledgements").syntax(SyntaxCode::Group("1")),
        ),
        code => Some(hit(8, "the version of the group is not known").syntax(SyntaxCode::Group(code))),
    }
}
