//! What results look like: a module a format, in it one a kind of result.

pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod backtest;
pub(crate) mod csv;
pub(crate) mod generate;
pub(crate) mod html;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod roster;
pub(crate) mod roster_clearance;
pub(crate) mod roster_expiring;
pub(crate) mod roster_import;
pub(crate) mod roster_matrix;
pub(crate) mod roster_provider;
pub(crate) mod words;
