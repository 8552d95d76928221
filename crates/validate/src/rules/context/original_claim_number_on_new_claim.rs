use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim names the payer's number of an earlier claim (REF*F8), and its frequency says that it is an original
    /// (CLM05-3 = 1): one of the two is wrong. After a denial, a claim that changes only the place of service or a
    /// provider keeps its account number (CLM01) and REF*F8, and has frequency 7.
    ///
    /// ## Why it matters
    /// Taken as original it is denied as a duplicate; some payers want just that after they denied the whole claim
    /// (RARC N142).
    ///
    /// ## What to do
    /// Look what became of the earlier claim: replace what was adjudicated, send anew what was refused.
    "CTX-05" "original-claim-number-on-new-claim": Info, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 CLM05-3 and loop 2300 REF payer claim control number",
    watch: Claim(check),
    cues: [REFILED],
    message: "the claim is sent as a new one (CLM05-3 = 1) with the payer's number of an earlier claim (REF*F8)",
    help: "send a claim that changes one that was paid or denied in part as a replacement (7), and one that was refused or denied whole as a new one without REF*F8",
    predicts: [CO "18", CO "16" "N142"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*F8*P123~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:7*Y*A*Y*Y~REF*F8*P123~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.has.all(Has::ORIGINAL_NUMBER) && claim.frequency == b"1" {
        hits.push(Hit::at(Spot::component(claim.segment, 5, 3)));
    }
}
