//! Claims, payments and a roster of any size, for benchmarks and soak tests.
//!
//! Claim number *i* depends on the seed and *i* alone, so that claims, payments and
//! roster agree without any of them being kept.

mod claims;
mod payments;
mod population;
mod professional;
mod remittance;
mod roster;

pub use professional::professional_batch;
pub use remittance::remittance_batch;
pub use roster::{RosterOptions, roster};

pub use crate::segments::Newline;

/// Who takes part: claims, payments and roster made from equal casts belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// What everything is drawn from.
    pub seed: u64,
    /// Practices that bill (2010AA), at least 1.
    pub practices: u32,
    /// Providers who render, spread over the practices; at least one a practice.
    pub providers: u32,
    /// Payers (2010BB), at least 1.
    pub payers: u32,
}

impl Default for Cast {
    /// Four practices, forty providers and twenty payers of seed 1.
    fn default() -> Cast {
        Cast {
            seed: 1,
            practices: 4,
            providers: 40,
            payers: 20,
        }
    }
}

/// When a batch is long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchSize {
    /// After so many claims (one at least).
    Claims(u64),
    /// With the claim (837) or the set (835) that passes so many bytes.
    Bytes(u64),
}

/// What a batch of claims or payments looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchOptions {
    /// Who takes part.
    pub cast: Cast,
    /// How long it is.
    pub size: BatchSize,
    /// Claims in one ST to SE of an 837; `None` puts all claims into a single set.
    /// An 835 has a set for each practice and payer in any case.
    pub claims_per_set: Option<u32>,
    /// What follows each `~`.
    pub newline: Newline,
    /// The share of service lines, 0 to 1, that carry one fault each: POS-S03, PX-05, PX-08,
    /// NPI-01 or ENR-04, about as often each.
    pub fault_share: f64,
}

impl Default for BatchOptions {
    /// A thousand claims, a hundred a set, no newlines, one line of a hundred at fault.
    fn default() -> BatchOptions {
        BatchOptions {
            cast: Cast::default(),
            size: BatchSize::Claims(1_000),
            claims_per_set: Some(100),
            newline: Newline::None,
            fault_share: 0.01,
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchTotals {
    /// Transaction sets, ST to SE.
    pub sets: u64,
    /// Claims (CLM) or claim payments (CLP).
    pub claims: u64,
    /// Service lines (LX of an 837, SVC of an 835).
    pub lines: u64,
    /// Lines with a fault (837) or a denial (835).
    pub marked_lines: u64,
    /// Segments, envelopes included.
    pub segments: u64,
    /// Bytes.
    pub bytes: u64,
    /// All charges (CLM02 or CLP03), in cents.
    pub charged_cents: i64,
    /// All payments (CLP04), in cents; 0 for an 837.
    pub paid_cents: i64,
}
