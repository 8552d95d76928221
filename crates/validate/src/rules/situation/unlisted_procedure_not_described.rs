use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The procedure is one that says little by itself: unlisted, not otherwise classified, miscellaneous,
    /// unspecified; and no description is sent (SV101-7, SV202-7, SV301-7). A warning, as the table is not all
    /// of them, and some payers read a note (NTE) instead. Of dialysis centers (type of bill 72) 90999 is the code of
    /// each treatment.
    ///
    /// ## Why it matters
    /// The payer can't tell what was done, and denies the line or asks for records.
    ///
    /// ## What to do
    /// Describe the service, supply or drug in the seventh component of the procedure, or use a code that tells
    /// what it was.
    "SIT-19" "unlisted-procedure-not-described": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2400 SV101-7, SV202-7 and SV301-7; the procedures are our own choice; 90999: Medicare claims processing manual chapter 8",
    watch: Line(check),
    cues: [UNLISTED],
    message: "procedure {procedure} does not tell what was done, and no description is sent",
    help: "describe it in the seventh component of the procedure",
    predicts: [CO "16" "N350"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:17999*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        // A group of inpatient rehabilitation, and no equipment.
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0024*HP:A9999*0*UN*1~LX*2~SV2*0120**100*DA*2~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***72:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:N186~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0821*HC:90999*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:17999:::::LASER OF SCAR*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let of_dialysis_center = claim.kind == ClaimKind::Institutional && claim.facility_code == b"72";
    let is_treatment = line.procedure.is_some_and(|own| own.to_string() == "90999");
    if !line.is_unlisted || !claim.is_5010() || of_dialysis_center && is_treatment {
        return;
    }
    if let Some(service) = line.line.service()
        && service.component(line.procedure_element.into(), 7).is_empty()
    {
        let spot = Spot::component(service.index(), line.procedure_element, 7);
        hits.push(Hit::at(spot).with_known("procedure", line.procedure));
    }
}
