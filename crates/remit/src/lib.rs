//! Why a payer paid less, and whether the record agrees.
