use remedi_claims::Money;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The charge of a claim (CLM02) or of a line (SV102, SV203, SV302) is less than nothing.
    ///
    /// ## Why it matters
    /// A charge is what was charged for services; a claim takes nothing back. Who wants to correct an earlier claim
    /// replaces or voids it as a whole. Front ends refuse the claim (277CA A7, status 178).
    ///
    /// ## What to do
    /// Send the charge without the sign; correct earlier claims by frequency 7 or 8. A void has the charges of the
    /// claim that it voids.
    "CTX-29" "charge-negative": Error, ClaimData;
    source: "X12 request for interpretation 2499: a negative value is none of a charge or of units, and claims are corrected by a void or a replacement",
    watch: Claim(check),
    cues: [ODD],
    message: "the charge {charge} is less than nothing",
    help: "send what was charged; to correct an earlier claim replace or void it (CLM05-3)",
    predicts: [CO "16" "M54"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*75***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:93000*-25*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*-100***11:B:8*Y*A*Y*Y~REF*F8*P123~LX*1~SV1*HC:99213*-100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:3074F*-0*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let negative = |charge: Option<Money>| charge.filter(|&charge| charge < Money::ZERO);
    if let Some(charge) = negative(claim.charge) {
        hits.push(Hit::at(Spot::element(claim.segment, 2)).with("charge", charge));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.has.all(Has::ODD_CHARGE)
            && let (Some(charge), Some(service)) = (negative(line.charge), line.service)
        {
            // SV203 behind the procedure of SV202, else SV102 and SV302.
            let spot = Spot::element(service, line.procedure_element + 1);
            hits.push(Hit::at(spot).on_line(index).with("charge", charge));
        }
    }
}
