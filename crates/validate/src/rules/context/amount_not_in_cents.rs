use remedi_claims::{ClaimKind, LoopKind, SegmentAt, SegmentId};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, is_no_amount, is_of_values};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// An amount other than the charge is none in dollars and cents: it has a fraction of a cent, or more than ten digits,
    /// cents included. Asked are AMT02, CN102, HCP02, HCP03, HCP07, PS102, SV207, SV504, SV505 and the amounts of value
    /// codes (HI, qualifier BE) of claims and lines, and what other payers paid or adjusted (loops 2320 and 2430: AMT02,
    /// SVD02, and the amounts of CAS, MIA and MOA).
    ///
    /// ## Why it matters
    /// Guides limit amounts to dollars and cents. The balance of what other payers did can't be judged, and a payer would have
    /// to round it. The 277CA tells what the amount is of: what the patient (183) or another payer paid (182), an
    /// adjustment (519), a value code (463), a charge or price (178).
    ///
    /// ## What to do
    /// Send the amount to the cent; copy that of another payer from its remittance.
    "CTX-19" "amount-not-in-cents": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 appendix B.1.1.3.1.2 on decimals: data element 782, monetary amount",
    watch: Claim(check),
    cues: [AMOUNT],
    message: "the amount is none in dollars and cents",
    help: "send the amount[ on line {line}] with two digits behind the decimal point at most",
    predicts: [CO "16"],
    ack: "A7" "178",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~AMT*F5*10.005~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~AMT*T*1.005~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~HCP*02*80.005~"),
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BE:A1:::10.005~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        // The weight of the patient.
        Example::claim("CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~HI*BE:A8:::70.125~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~").of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~AMT*F5*10.0500~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~AMT*T*1.05~"),
    ],
}

const AMT: SegmentId = SegmentId::of(b"AMT");
const CAS: SegmentId = SegmentId::of(b"CAS");
const CN1: SegmentId = SegmentId::of(b"CN1");
const HCP: SegmentId = SegmentId::of(b"HCP");
const HI: SegmentId = SegmentId::of(b"HI");
const MIA: SegmentId = SegmentId::of(b"MIA");
const MOA: SegmentId = SegmentId::of(b"MOA");
const PS1: SegmentId = SegmentId::of(b"PS1");
const SV2: SegmentId = SegmentId::of(b"SV2");
const SV5: SegmentId = SegmentId::of(b"SV5");
const SVD: SegmentId = SegmentId::of(b"SVD");

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.is_5010() {
        return;
    }
    let is_adjudicated = lines.iter().any(|line| line.is_adjudicated);
    for part in claim.claim.all_loops() {
        let of_payer = match part.kind() {
            LoopKind::Claim | LoopKind::Line => false,
            LoopKind::OtherSubscriber if claim.has_other_payers => true,
            LoopKind::LineAdjudication if is_adjudicated => true,
            _ => continue,
        };
        for segment in part.segments().filter(|one| may_tell_amounts(one.id())) {
            let line = lines.partition_point(|line| line.segment <= segment.index()).checked_sub(1);
            // Of several services the first is the line's.
            if segment.id() == SV2 && line.and_then(|line| lines[line].service) != Some(segment.index()) {
                continue;
            }
            let wrong = wrong_amounts(&segment, of_payer, claim.kind);
            hits.extend(wrong.map(|spot| {
                let hit = Hit::at(spot).on_line(line);
                match segment.id() {
                    CAS => hit.status("519"),
                    HI => hit.status("463"),
                    _ if of_payer => hit.status("182"),
                    AMT if line.is_none() => hit.status("183").entity("QC"),
                    _ => hit,
                }
            }));
        }
    }
}

/// Whether a value code tells dollars: rates of rooms, what is for the patient to pay, what payers before Medicare paid. Others tell
/// weights, readings, days and hours, of as many places as they are measured with. Source: NUBC, UB-04 data specifications, form
/// locators 39 to 41.
fn is_of_dollars(code: &[u8]) -> bool {
    match code {
        [b'A' | b'B' | b'C', b'1' | b'2' | b'7'] => true,
        [b'0', b'1' | b'2' | b'5' | b'6' | b'8' | b'9'] => true,
        [b'1', b'0'..=b'6'] | [b'4', b'1'..=b'4' | b'7'] => true,
        _ => code == b"FC",
    }
}

/// Whether any segment with this id tells amounts that are looked at.
fn may_tell_amounts(id: SegmentId) -> bool {
    matches!(id, AMT | CAS | CN1 | HCP | HI | MIA | MOA | PS1 | SV2 | SV5 | SVD)
}

/// Where a segment of a claim or line, or of what another payer did, has an amount (data element 782) that is none in
/// dollars and cents.
fn wrong_amounts(
    segment: &SegmentAt<'_>,
    of_payer: bool,
    kind: ClaimKind,
) -> impl Iterator<Item = Spot> {
    let amounts: &[u8] = match (segment.id(), of_payer) {
        (AMT, _) | (CN1 | PS1, false) | (SVD, true) => &[2],
        (CAS, true) => &[3, 6, 9, 12, 15, 18],
        (HCP, false) => &[2, 3, 7],
        (MIA, true) => &[2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 24],
        (MOA, true) => &[2, 8, 9],
        (SV2, false) => &[7],
        (SV5, false) => &[4, 5],
        _ => &[],
    };
    let wrong = amounts.iter().filter(|&&at| is_no_amount(segment.value(at.into())));
    let own = wrong.map(|&at| Spot::element(segment.index(), at));
    let values = if is_of_values(segment, kind) { 12 } else { 0 };
    let of_values = (1..=values).filter(move |&at| {
        let [qualifier, code, _, _, amount] = segment.components(at.into());
        qualifier == b"BE" && is_of_dollars(code) && is_no_amount(amount)
    });
    own.chain(of_values.map(|at| Spot::component(segment.index(), at, 5)))
}
