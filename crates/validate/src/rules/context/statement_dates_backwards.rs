use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The statement dates of an institutional claim (DTP*434 RD8) end before they start.
    ///
    /// ## Why it matters
    /// Payers refuse the claim: what it bills for has no days. Lines without days of their own have those of the
    /// statement, and no rule that asks for the day can judge them.
    ///
    /// ## What to do
    /// Send the first day of the statement before the last.
    "CTX-11" "statement-dates-backwards": Error, ClaimData;
    source: "005010X223A2 loop 2300 DTP statement dates: RD8 is a range from the first day to the last",
    watch: Claim(check),
    cues: [DAYS],
    message: "the statement dates {days} end before they start",
    help: "send the first day of the statement before the last",
    predicts: [CO "16" "M52", CO "16" "M59"],
    ack: "A7" "188",
    rejected: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250114~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250114-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Institutional),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    hits.extend(claim.days_backwards(lines, |qualifier| qualifier == b"434"));
}
