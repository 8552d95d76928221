//! What other payers did with a claim (2320, 2330B, 2430), as far as it can be held against the charges.

use remedi_claims::{Money, OtherPayer, Party, SegmentAt, SegmentId};

use crate::facts::{ClaimFacts, LineFacts};

const CAS: SegmentId = SegmentId::of(b"CAS");
const DTP: SegmentId = SegmentId::of(b"DTP");

/// What another payer did with a claim, by the amounts sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Adjudication<'b> {
    /// 2330B NM109.
    pub id: &'b [u8],
    /// AMT*D of loop 2320, by its index in the batch, and what the payer paid of the claim.
    pub paid: Option<(u32, Money)>,
    /// The CAS of loop 2320.
    pub adjusted: Money,
    pub has_claim_adjustments: bool,
    /// How many lines the payer adjudicated.
    pub lines: usize,
    /// The SVD02 of its loops 2430.
    pub lines_paid: Money,
    /// The CAS of its loops 2430.
    pub lines_adjusted: Money,
    /// Whether all lines that it adjudicated are in balance, none bundled.
    pub lines_balance: bool,
}

/// What another payer did with a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineSums {
    /// Its first SVD, by its index in the batch.
    pub segment: u32,
    pub paid: Money,
    pub adjusted: Money,
    /// Whether the payer put the line together with another (SVD06): its charge may be there.
    pub is_bundled: bool,
}

impl LineSums {
    /// What one payer did with a line; `None` when it says nothing of it, or an amount is malformed.
    pub fn of(line: &LineFacts<'_>, payer: &[u8]) -> Option<LineSums> {
        let mut sums: Option<LineSums> = None;
        let own = line.line.adjudications();
        for adjudication in own.filter(|one| one.payer_id() == payer) {
            let sums = sums.get_or_insert(LineSums {
                segment: adjudication.segment().index(),
                paid: Money::ZERO,
                adjusted: Money::ZERO,
                is_bundled: false,
            });
            sums.paid += adjudication.paid()?.ok()?;
            let amounts = adjudication.adjustments().map(|one| one.amount());
            for amount in amounts.flatten() {
                sums.adjusted += amount.ok()?;
            }
            sums.is_bundled |= adjudication.is_bundled();
        }
        sums
    }

    /// What of a charge is neither paid nor adjusted.
    pub fn open(&self, charge: Money) -> Money {
        charge - self.paid - self.adjusted
    }
}

/// Whether a payer tells of the claim what became of it (SBR01 = N, post-adjudicated data), and nobody is asked to pay.
pub(crate) fn is_reported(claim: &ClaimFacts<'_>) -> bool {
    claim
        .subscriber
        .is_some_and(|own| own.responsibility == b"N")
}

/// When another payer decided the claim as a whole: DTP*573 of its loop 2330B.
pub(crate) fn decided_on<'b>(payer: &Party<'b>) -> Option<SegmentAt<'b>> {
    let mut segments = payer.segments();
    segments.find(|one| one.id() == DTP && one.value(1) == b"573")
}

/// What the other payers of a claim with its lines did, those left out whose amounts do not have to balance, or can't be
/// told apart: of claims before 5010, of predeterminations, and of payers that share an identifier.
pub(crate) fn adjudications<'b>(
    claim: &ClaimFacts<'b>,
    lines: &[LineFacts<'b>],
) -> Vec<Adjudication<'b>> {
    if !claim.has_other_payers || !claim.is_5010() || claim.is_predetermination() {
        return Vec::new();
    }
    let payers = claim.claim.other_payers();
    let known: Vec<(OtherPayer<'b>, &[u8])> = payers
        .filter_map(|payer| Some((payer, payer.payer()?.id().1)))
        .filter(|(_, id)| !id.is_empty())
        .collect();
    let is_only = |id: &[u8]| known.iter().filter(|(_, other)| *other == id).count() == 1;
    let own = known.iter().filter(|(_, id)| is_only(id));
    own.filter_map(|&(payer, id)| Adjudication::read(payer, id, lines))
        .collect()
}

impl<'b> Adjudication<'b> {
    fn read(payer: OtherPayer<'b>, id: &'b [u8], lines: &[LineFacts<'b>]) -> Option<Self> {
        // What the payer was never asked for is in no balance.
        if payer.amount(b"A8").is_some() {
            return None;
        }
        let paid = match payer.amount(b"D") {
            Some(sent) => Some((sent.index(), Money::parse(sent.value(2)).ok()?)),
            None => None,
        };
        let adjusted: Option<Money> = payer
            .adjustments()
            .map(|one| one.amount().map_or(Some(Money::ZERO), Result::ok))
            .sum();
        let mut sums = Adjudication {
            id,
            paid,
            adjusted: adjusted?,
            has_claim_adjustments: payer.segments().any(|segment| segment.id() == CAS),
            lines: 0,
            lines_paid: Money::ZERO,
            lines_adjusted: Money::ZERO,
            lines_balance: true,
        };
        for line in lines {
            let mut own = line.line.adjudications();
            if !own.any(|one| one.payer_id() == id) {
                continue;
            }
            let own = LineSums::of(line, id)?;
            sums.lines += 1;
            sums.lines_paid += own.paid;
            sums.lines_adjusted += own.adjusted;
            sums.lines_balance &= !own.is_bundled && own.open(line.charge?) == Money::ZERO;
        }
        Some(sums)
    }
}
