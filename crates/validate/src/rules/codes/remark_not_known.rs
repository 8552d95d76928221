use remedi_claims::codes::rarc;

use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A remark of a payer (MOA03 to MOA07, MIA05, MIA20 to MIA23; LQ02 after LQ01 = HE in an 835) is
    /// none of the remittance advice remark codes (RARC) that remedi holds. Only a warning, as the
    /// list grows three times a year.
    ///
    /// ## Why it matters
    /// Nobody can tell what the payer remarked, and remarks often say why a line was denied.
    ///
    /// ## What to do
    /// In a claim copy the remarks from the other payer's remittance (835) as they are. In a
    /// remittance look the code up in the current list, or ask the payer.
    "COD-16" "remark-not-known": Warning, ClaimData;
    source: "CMS and X12 remittance advice remark codes (external code source 411)",
    watch: Code(&[CodeList::Remark], check),
    message: "remark[ {code}] is not a remittance advice remark code that is known",
    help: "{todo}",
    predicts: [],
    rejected: [
        Example::payment("CLP*A1*1*100*100**MC*77~NM1*QC*1*DOE*PAT~MOA***X999~DTM*232*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*45*20~AMT*D*80~OI***Y***Y~MOA***X999~NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~CAS*CO*45*20~AMT*D*80~OI***Y***Y~MOA***MA01~NM1*IL*1*DOE*PAT****MI*M1~NM1*PR*2*OTHER PAYER*****PI*99999~DTP*573*D8*20250201~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_known = rarc::lookup(code.code).is_some();
    (!is_known).then(|| code.hit().with("todo", code.todo()).with_known("code", code.shown()))
}
