//! Pages that open anywhere: one file, which loads nothing and runs nothing but its own script.

pub(crate) mod denials;
mod figures;
mod pages;
mod policy;
mod trend;
