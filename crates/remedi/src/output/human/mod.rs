//! Results for reading.

pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod check_summary;
pub(crate) mod denials;
pub(crate) mod explanation;
pub(crate) mod finding;
pub(crate) mod table;
pub(crate) mod tree;
mod verdict;
