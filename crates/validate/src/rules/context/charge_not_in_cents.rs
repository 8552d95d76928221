use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, is_no_amount};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The charge of the claim (CLM02) or of a line (SV102, SV203, SV302) is no amount in dollars and cents: it has a
    /// fraction of a cent, or more than the ten digits, cents included, that guides allow (99,999,999.99). What it
    /// comes to is not known, so that the charges of the claim are not added up (CTX-08) and count in no sum.
    ///
    /// ## Why it matters
    /// Guides limit amounts to dollars and cents. A payer that took such a claim would round the charge, and the
    /// remittance then tells another one than was sent; front ends refuse it (277CA A7, status 178). The 277CA repeats
    /// it as sent.
    ///
    /// ## What to do
    /// Round the charge to the cent, in the line and in the total alike.
    "CTX-09" "charge-not-in-cents": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 appendix B.1.1.3.1.2 on decimals: data element 782, monetary amount",
    watch: Claim(check),
    cues: [ODD],
    message: "the charge is no amount in dollars and cents, and can't be added up",
    help: "send the charge with two digits behind the decimal point at most",
    predicts: [CO "16" "M54"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*100.005***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*130.13***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            LX*2~SV1*HC:93000*30.125*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100000000***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100000000*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*99999999.99***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*99999999.99*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100.000***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100.0*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.charge.is_none() && is_no_amount(claim.claim.segment().value(2)) {
        hits.push(Hit::at(Spot::element(claim.segment, 2)));
    }
    for (index, line) in lines.iter().enumerate() {
        if line.charge.is_none()
            && let Some(service) = line.line.service()
        {
            // SV203 behind the procedure of SV202, else SV102 and SV302.
            let element = line.procedure_element + 1;
            if is_no_amount(service.value(element.into())) {
                hits.push(Hit::at(Spot::element(service.index(), element)).on_line(index));
            }
        }
    }
}
