use remedi_claims::codes::carc::{self, CodeStatus};
use remedi_claims::codes::rarc;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An adjustment reason or a remark of a payer was not in use when that payer decided: it was
    /// retired before, or came later. In claims these are CAS, MOA and MIA of 2320 and 2430, and
    /// the day is DTP*573; in remittances CAS, MOA, MIA and LQ*HE, and the day is BPR16. Silent where
    /// the day is not sent. Only a warning, as payers are late with new lists.
    ///
    /// ## Why it matters
    /// Nobody can look the code up in the list of that day; the next payer may refuse the claim.
    ///
    /// ## What to do
    /// In a claim compare the codes and the day with the other payer's remittance (835). In a
    /// remittance ask the payer what is meant.
    "COD-15" "payer-code-not-active": Warning, ClaimData;
    source: "X12 claim adjustment reason codes and remittance advice remark codes, with their dates",
    watch: Code(&[CodeList::AdjustmentReason, CodeList::Remark], check),
    message: "{kind} {code} was not in use on {days}[: it starts on {from}][: it was retired on {to}]",
    help: "{todo}",
    predicts: [],
    ack: "A7" "521",
    rejected: [
        Example::payment("CLP*A1*1*120*100**MC*77~CAS*CO*42*20~NM1*QC*1*DOE*PAT~DTM*232*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*42*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~\
            NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*256*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~\
            NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20100201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20100115~").filed_as("CI").replacing("HI*ABK:I10", "HI*BK:4019"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*45*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M1~\
            NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let dates = code.dates?;
    let (start, stop) = match code.list {
        CodeList::AdjustmentReason => {
            let known = carc::lookup(code.code)?;
            let is_retired = known.status == CodeStatus::Deactivated;
            (known.start, known.stop.filter(|_| is_retired))
        }
        _ => {
            let known = rarc::lookup(code.code)?;
            (known.start, known.stop)
        }
    };
    let from = start.filter(|&start| dates.to < start);
    let to = stop.filter(|&stop| stop < dates.from);
    if from.is_none() && to.is_none() {
        return None;
    }
    let hit = code.hit().with("todo", code.todo()).with("kind", code.list.name()).with_known("code", code.shown());
    Some(hit.with("days", dates).with_known("from", from).with_known("to", to))
}
