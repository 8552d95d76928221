//! Reads and writes X12 interchanges without copying them.
