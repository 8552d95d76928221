//! Invented claims, payments and rosters, from a seed.
