//! What the analysis makes of small remittances and claims, a case at a time.

mod adjustments;
mod backtest;
mod balance;
mod coverages;
mod evidence;
mod histories;
mod index;
mod life_cycle;
mod matching;
mod own_tables;
mod patterns;
mod rates;
mod summary;
mod support;
mod worklist;
