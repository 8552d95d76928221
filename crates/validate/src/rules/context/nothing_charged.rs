use remedi_claims::{ClaimKind, Money, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The charge of a claim (CLM02) is zero, and its set is of claims that ask for payment (BHT06 = CH). Voids are not
    /// meant, nor are institutional notices and others whose frequency is not 1, 3, 4 or 7.
    ///
    /// ## Why it matters
    /// Most payers refuse a claim that asks for nothing (277CA A7, status 178). What is only told of, as under a
    /// capitation, goes into a set of encounters.
    ///
    /// ## What to do
    /// Send the charge, or the claim as an encounter (BHT06 = RP) where the payer wants it so.
    "CTX-26" "nothing-charged": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 BHT06 (CH asks for payment, RP reports) and CLM02; \
        https://www.stedi.com/changelog/new-claim-edit-zero-charge-claims (read 2026-11)",
    watch: Claim(check),
    cues: [ODD],
    message: "the claim asks for payment and charges nothing",
    help: "send what is charged in CLM02 and the lines, or the claim as an encounter (BHT06 = RP)",
    predicts: [CO "16" "M54"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*0***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*0.00***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**0*DA*2~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*0***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20250115~").changing("*1200*CH~", "*1200*RP~"),
        Example::claim("CLM*A1*0***11:B:8*Y*A*Y*Y~REF*F8*P123~LX*1~SV1*HC:99213*0*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:3074F*0*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

const BHT: SegmentId = SegmentId::of(b"BHT");

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let asks = match claim.kind {
        ClaimKind::Institutional => matches!(claim.frequency, b"1" | b"3" | b"4" | b"7"),
        ClaimKind::Professional | ClaimKind::Dental => claim.frequency != b"8",
    };
    if !asks || !claim.has.all(Has::ODD_CHARGE) || claim.charge != Some(Money::ZERO) {
        return;
    }
    let [header, ..] = claim.claim.ranges_above();
    let mut header = claim.claim.batch().segments(header);
    if header.any(|one| one.id() == BHT && one.value(6) == b"CH") {
        hits.push(Hit::at(Spot::element(claim.segment, 2)));
    }
}
