//! The remedi program.
