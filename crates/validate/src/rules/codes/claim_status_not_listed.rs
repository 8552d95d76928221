use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A claim acknowledgement (277CA) tells a claim status (STC01, STC10, STC11) whose category or code is in no
    /// list that remedi knows. A warning, as the lists grow three times a year.
    ///
    /// ## Why it matters
    /// What happened to the claim can't be told from it, and programs that sort by status miss it.
    ///
    /// ## What to do
    /// Ask the payer what is meant, and take the claim as not accepted until that is known.
    "COD-23" "claim-status-not-listed": Warning, ClaimData;
    source: "005010X214 STC; X12 external code lists 507 and 508",
    watch: Guide(check),
    message: "the {list} is in no list that is known",
    help: "ask the payer what it means",
    predicts: [],
    rejected: [
        Example::usual().replacing("GE*1*1~IEA*1*000000001~", UNKNOWN_CATEGORY),
        Example::usual().replacing("GE*1*1~IEA*1*000000001~", UNKNOWN_STATUS),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing("GE*1*1~IEA*1*000000001~", KNOWN),
    ],
}

/// A claim acknowledgement behind the claims, of a claim with this status.
macro_rules! acknowledgement {
    ($status:literal) => {
        concat!(
            "GE*1*1~GS*HN*REC*SUB*20250201*0000*2*X*005010X214~ST*277*0001*005010X214~\
             BHT*0085*08*1*20250201*0000*TH~HL*1**20*1~NM1*PR*2*SAMPLE PAYER*****PI*60054~TRN*1*1~\
             DTP*050*D8*20250201~DTP*009*D8*20250201~HL*2*1*21*1~NM1*41*2*SUBMITTER*****46*SUB1~TRN*2*1~\
             STC*A1:19:PR*20250201*WQ*100~QTY*AA*1~AMT*YY*100~HL*3*2*19*1~\
             NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~TRN*1*0~STC*A1:19:PR**WQ*100~\
             HL*4*3*PT~NM1*QC*1*DOE*PAT****MI*M1~TRN*2*A1~STC*",
            $status,
            "*20250201*U*100~DTP*472*D8*20250115~SE*23*0001~GE*1*2~IEA*2*000000001~"
        )
    };
}

const UNKNOWN_CATEGORY: &str = acknowledgement!("A99:562:85");
const UNKNOWN_STATUS: &str = acknowledgement!("A7:9999:85");
const KNOWN: &str = acknowledgement!("A7:562:85");

fn check(fault: &GuideFault) -> Option<Hit> {
    let list = match fault.component {
        1 => "claim status category",
        _ => "claim status code",
    };
    let is_unlisted = fault.kind == GuideFaultKind::UnlistedCode;
    is_unlisted.then(|| Hit::of_guide().with("list", list))
}
