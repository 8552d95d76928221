//! Rules that find the faults of a claim before a payer does.
