//! What the segments of health-care claims (837) and payments (835) mean.
//!
//! A [`Cutter`] makes [`Batch`]es of an input; a batch that is [walked](Batch::walk) gives
//! [`Claim`]s and [`ClaimPayment`]s, which borrow from it.

mod batch;
mod business_day;
mod claim;
pub mod codes;
mod cutter;
mod date;
mod drive;
mod guide;
mod money;
mod npi;
mod party;
mod payment;
mod place_of_service;
mod procedure;
mod tax_id;
mod taxonomy;

pub use batch::{Batch, SegmentAt, SegmentId, SegmentsAt, SetSeen};
pub use business_day::{
    business_days_after, business_days_between, is_business_day, is_federal_holiday,
    last_business_day_by,
};
pub use claim::{Claim, LineAdjudication, LoopAt, OtherPayer, ServiceLine};
pub use cutter::Cutter;
pub use date::{DateRange, MalformedDate, parse_date};
pub use drive::{Batches, Told, in_order};
pub use guide::{
    ClaimKind, GuideFault, GuideFaultKind, LayoutId, LoopKind, SetKind, claim_elements,
    is_claim_loop, knows_version,
};
pub use money::{MalformedMoney, Money};
pub use npi::{Npi, NpiFault};
pub use party::{Address, EntityType, Party};
pub use payment::{Adjustment, ClaimPayment, PaidProcedure, Remittance, ServicePayment};
pub use place_of_service::{Pos, PosSet};
pub use procedure::{CodeRange, Modifier, ProcedureCode};
pub use tax_id::{Tin, TinKind};
pub use taxonomy::Taxonomy;
