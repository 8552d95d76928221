use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Two lines of a claim have the same control number (2400 REF*6R).
    ///
    /// ## Why it matters
    /// The payer repeats the number in its remittance, so that the practice knows which line was paid or denied. Where
    /// two lines share one, postings and denials go to the wrong line, also in `remedi denials`. Clearinghouses refuse
    /// such claims.
    ///
    /// ## What to do
    /// Give each line of a claim a number of its own. Other claims may have the same ones.
    "CTX-25" "line-control-number-repeated": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2400 REF line item control number: each line of a claim has its own; \
        https://www.stedi.com/changelog/new-claim-edit-line-item-control-numbers-must-be-unique (read 2026-11)",
    watch: Claim(check),
    cues: [ODD],
    message: "another line of the claim has the same control number",
    help: "give each line a control number of its own (REF*6R)[ on line {line}]",
    predicts: [CO "16"],
    ack: "A7" "247",
    rejected: [
        Example::claim("CLM*A1*130***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*1~LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~REF*6R*1~"),
        Example::claim("CLM*A1*140***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*ABCDEFGHI1~LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~REF*6R*ABCDEFGHI2~LX*3~SV1*HC:94010*10*UN*1***1~DTP*472*D8*20250115~REF*6R*ABCDEFGHI1~"),
    ],
    accepted: [
        Example::claim("CLM*A1*130***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*2~LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~REF*6R*1~"),
        Example::claim("CLM*A1*130***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~REF*6R*BBCDEFGHI1~LX*2~SV1*HC:93000*30*UN*1***1~DTP*472*D8*20250115~REF*6R*ABCDEFGHI1~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has.all(Has::REPEATED) {
        return;
    }
    let own = lines.iter().enumerate();
    let own = own.filter_map(|(index, line)| Some((line.references.line_control?.value, index)));
    let mut own: Vec<(&[u8], usize)> = own.filter(|(value, _)| !value.is_empty()).collect();
    own.sort_unstable();
    let again = own.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let mut again: Vec<usize> = again.map(|pair| pair[1].1).collect();
    again.sort_unstable();
    for index in again {
        if let Some(control) = lines[index].references.line_control {
            hits.push(Hit::at(Spot::element(control.segment, 2)).on_line(index));
        }
    }
}
