//! What is kept of the claims and of the payments of a batch, read while its bytes are there.

mod claims;
mod meanings;
mod payments;

pub(crate) use claims::{ReadClaim, ReadLine};
pub use claims::{read_claims, read_claims_as_sent, read_claims_asked};
pub use payments::{PaymentsRead, read_payments, read_payments_by};
