//! Code lists, each entry with its dates.
//!
//! The tables are files of `crates/claims/data/codes`, compiled in and parsed once. They hold code
//! values, dates and meanings in remedi's own words; where they come from is in
//! `crates/claims/data/SOURCES.md`.

#[macro_use]
mod table;

pub mod acknowledgement;
pub mod adjustment_group;
pub mod carc;
pub mod cause;
pub mod claim_payment_status;
pub mod claim_status;
pub mod pos;
pub mod provider_adjustment;
pub mod rarc;
pub mod region;
pub mod taxonomy;
pub mod type_of_bill;

pub use table::UnknownWord;
