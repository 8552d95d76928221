//! What the segments of health-care claims (837) and payments (835) mean.

pub mod codes;
mod date;
mod money;
mod npi;
mod place_of_service;
mod procedure;
mod tax_id;
mod taxonomy;

pub use date::{DateRange, MalformedDate, parse_date};
pub use money::{MalformedMoney, Money};
pub use npi::{Npi, NpiFault};
pub use place_of_service::{Pos, PosSet};
pub use procedure::{CodeRange, Modifier, ProcedureCode};
pub use tax_id::{Tin, TinKind};
pub use taxonomy::Taxonomy;
