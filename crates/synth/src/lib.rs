//! Invented claims, payments and rosters, from a seed.
//!
//! Nothing here is anybody's data: patients are called TESTPATIENT, NPIs begin with 2 and tax
//! numbers with prefixes that are not given out. Equal seeds give equal bytes, on every machine
//! and for good; nothing of remedi's reading or judging code takes part.
//!
//! ```
//! use remedi_synth::{BatchOptions, BatchSize, professional_batch};
//!
//! let options = BatchOptions { size: BatchSize::Claims(20), ..BatchOptions::default() };
//! let mut file = Vec::new();
//! let totals = professional_batch(&options, &mut file)?;
//! assert_eq!(totals.claims, 20);
//! assert_eq!(totals.bytes, file.len() as u64);
//! # std::io::Result::Ok(())
//! ```

mod batch;
mod identity;
mod rng;
mod segments;
mod world;

pub use batch::{
    BatchOptions, BatchSize, BatchTotals, Cast, Newline, RosterOptions, professional_batch,
    remittance_batch, roster,
};
pub use world::{
    ExpectedDenial, ExpectedFinding, ExpectedPayment, ExpectedTakeback, PlantedPattern, RULES,
    World, WorldFolder, WorldOptions, WorldParts, WorldSize,
};
