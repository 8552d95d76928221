use remedi_claims::ClaimKind;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The frequency of a professional or dental claim (CLM05-3) is not 1 for a first claim, 7 for one that replaces
    /// another, 8 for one that voids it, or 6 for one that corrects it. Those of stays and interim bills (2 to 5 and 9)
    /// are for institutional claims; they are a warning, as some payers take them.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim (277CA A7, status 535): they can't tell whether it is new or replaces another.
    ///
    /// ## What to do
    /// Send 1, or 7 or 8 with the payer's number of the earlier claim in REF*F8.
    "CTX-14" "frequency-not-of-claims": Error, ClaimData;
    source: "005010X222A1 and X224A2 loop 2300 CLM05-3; NUBC claim frequency codes as professional payers take them",
    watch: Claim(check),
    cues: [REFILED],
    message: "the frequency `{frequency}` is none of this kind of claim",
    help: "send 1 for a first claim, 7 for a replacement or 8 for a void in CLM05-3",
    predicts: [CO "16"],
    ack: "A7" "535",
    rejected: [
        Example::claim("CLM*A1*100***11:B:0*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:Z*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:6*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***13:A:3**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*30~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let severity = match claim.frequency {
        b"1" | b"6" | b"7" | b"8" => return,
        // What is longer stands at a wrong place, and may be anything: SYN-12 tells it.
        other if other.len() != 1 => return,
        _ if claim.kind == ClaimKind::Institutional => return,
        b"2" | b"3" | b"4" | b"5" | b"9" => Severity::Warning,
        _ => Severity::Error,
    };
    let hit = Hit::at(Spot::component(claim.segment, 5, 3)).graded(severity);
    hits.push(hit.with("frequency", Value::sent(claim.frequency)));
}
