use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// CLM05-1 of an institutional claim has the zero that paper bills put before the type of bill,
    /// or all of its three or four digits: `013` or `131` for 13. The frequency, the last digit,
    /// belongs into CLM05-3.
    ///
    /// ## Why it matters
    /// The element holds two characters: the file is rejected for its length (999), or the claim
    /// for its type of bill.
    ///
    /// ## What to do
    /// Send the two digits of the facility type in CLM05-1 and the frequency in CLM05-3: `13:A:1`
    /// for type of bill 0131. Exports of billing systems have a setting for that.
    "POS-S06" "type-of-bill-whole": Error, PlaceOfService;
    source: "NUBC type of bill; 005010X223A2 CLM05-1 and CLM05-3",
    watch: Claim(check),
    cues: [INSTITUTIONAL],
    message: "the facility type[ {sent}] has a leading zero or more digits than two",
    help: "send the two digits of the facility type in CLM05-1, and the frequency in CLM05-3",
    predicts: [CO "16" "MA30"],
    ack: "A7" "228",
    rejected: [
        Example::claim("CLM*A1*100***01:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~\
            LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~\
            LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let sent = claim.facility_code;
    let is_whole = sent.first() == Some(&b'0') || matches!(sent.len(), 3 | 4);
    if claim.kind == ClaimKind::Institutional && is_whole && sent.iter().all(u8::is_ascii_digit) {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 1)).with_known("sent", Value::code(sent, 4)));
    }
}
