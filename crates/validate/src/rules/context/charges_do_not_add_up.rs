use remedi_claims::Money;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The total charge of the claim (CLM02) is not the sum of the charges of its lines (SV102,
    /// SV203, SV302).
    ///
    /// ## Why it matters
    /// The guide wants them equal, and the payer's front end refuses the claim (277CA A7, status
    /// 178).
    ///
    /// ## What to do
    /// Look whether a line was lost or split before you correct the total.
    "CTX-08" "charges-do-not-add-up": Error, ClaimData;
    source: "005010X222A1 section 1.4.3 and loop 2300 CLM02",
    watch: Claim(check),
    message: "the total charge is {total}, and the charges of the lines add up to {sum}",
    help: "correct the charge of the claim, or the line that was lost or changed",
    predicts: [CO "16" "M54"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*120***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*130.5***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*30.50*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let sum = lines.iter().map(|line| line.charge).sum::<Option<Money>>();
    if let (Some(total), Some(sum)) = (claim.charge, sum)
        && !lines.is_empty()
        && total != sum
    {
        let hit = Hit::at(Spot::element(claim.segment, 2));
        hits.push(hit.with("total", total).with("sum", sum));
    }
}
