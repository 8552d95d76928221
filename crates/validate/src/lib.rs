//! Rules that find the faults of a claim before a payer does.
//!
//! A [`Checker`] runs the [`rules`] over the batches of an input and gives [`Finding`]s, which own what
//! they tell. A [`Rule`] is a value: a file a rule, with its explanation, examples and predictions.

pub mod acks;
mod ahead;
mod alike;
pub mod audit;
pub mod authorization;
mod authorizing;
mod checker;
mod codes;
mod coordination;
mod copied;
mod cues;
mod days;
mod duplicates;
mod example;
mod excerpt;
mod exposure;
mod facts;
mod finding;
mod guides;
mod holding;
mod message;
mod procedure_places;
mod procedures;
mod profile;
mod reading;
mod records;
mod remittance;
mod rows;
mod rule;
pub mod rules;
mod services;
mod sites;
pub mod split;
mod spool;
mod standing;
mod statistics;
mod summary;
mod window;

pub use checker::{
    BatchReport, Checker, ClaimJudgement, Grade, JudgedClaim, Judging, LineJudgement, Options,
};
pub use codes::{CodeList, CodeSent};
pub use duplicates::Duplicates;
pub use example::Example;
pub use excerpt::{Excerpt, ExcerptSegment};
pub use exposure::{AtRisk, ClaimServices, Exposure};
pub use facts::{
    ClaimFacts, Demands, FacilityFacts, FilingCode, Has, HospitalEvidence, LineFacts, PayerFacts,
    Practice, ProviderFacts, Reference, References,
};
pub use finding::{At, ElementAt, Finding, Nearest, Sent, Subject, Value, Values};
pub use message::Message;
pub use procedure_places::Families;
pub use profile::{CauseRow, CauseTables, Fee, Listings, OwnCause, Profile, ProfileError};
pub use records::{Amiss, CliaLevel, Record};
pub use remittance::{PaymentFacts, RemittanceSums, Remittances, ServiceFacts};
pub use rule::{
    AckStatus, Hit, Hits, Prediction, RosterRow, Rule, Severity, Spot, SyntaxCode, Verdict, Watch,
};
pub use sites::SiteFacts;
pub use statistics::{
    false_discovery_rates, false_discovery_rates_of, tail_probability, two_sided_probability,
};
pub use summary::{Counts, Summary};
