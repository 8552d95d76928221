//! Code lists, each entry with its dates.
pub mod pos;
