//! Pages that open anywhere: one file, which loads nothing and runs nothing but its own script.

pub(crate) mod denials;
mod figures;
mod heat;
mod names;
mod pages;
mod policy;
mod rates;
mod trend;
mod worklist;
