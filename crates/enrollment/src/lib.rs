//! Who may bill which payer, for what, where and when.
//!
//! A [`Roster`] is read from CSV files once; [`Roster::clearance`] then tells of each service line whether
//! it may be billed, and if not, which row came nearest and the one fact that failed. What the roster
//! or the claim does not tell is unknown, never a fault.
//!
//! ```
//! use remedi_claims::{DateRange, Pos, ProcedureCode};
//! use remedi_enrollment::{Clearance, Facility, Roster, Service, Shortfall, Subject, Terms};
//!
//! let loaded = Roster::from_csv(&[(
//!     "enrollments.csv",
//!     "provider_npi,payer_id,status,effective_from,effective_to,approved_pos\n\
//!      1245319599,60054,approved,2023-01-01,2024-12-31,11 22\n",
//! )])?;
//! assert!(!loaded.has_errors());
//! let roster = loaded.roster;
//!
//! let service = Service {
//!     payer: roster.payer_of("60054").one().unwrap(),
//!     subject: Subject::RenderingProvider,
//!     rendering: "1245319599".parse().ok(),
//!     billing: "1234567893".parse().ok(),
//!     tin: None,
//!     facility: Facility::default(),
//!     taxonomy: None,
//!     plan: None,
//!     network: None,
//!     pos: Pos::new(11),
//!     procedure: ProcedureCode::parse(b"99213"),
//!     dates: DateRange::parse(b"D8", b"20241231").unwrap(),
//!     known_on: None,
//!     terms: Terms::default(),
//! };
//! assert!(matches!(roster.clearance(&service), Clearance::Cleared(_)));
//!
//! let later = Service { dates: DateRange::parse(b"D8", b"20250115").unwrap(), ..service };
//! let Clearance::Not(not) = roster.clearance(&later) else { panic!("enrolled until 2024-12-31") };
//! assert!(matches!(not.shortfall, Shortfall::AfterEnd { .. }));
//! let nearest = roster.nearest(&not, &later).unwrap();
//! assert_eq!((nearest.line, nearest.fact), (2, "effective_to"));
//! assert_eq!((&*nearest.expected, &*nearest.found), ("2024-12-31", "2025-01-15"));
//! # Ok::<(), remedi_enrollment::RosterError>(())
//! ```

mod address;
mod ahead;
mod authorizations;
mod barred;
mod cells;
mod clearance;
mod expiring;
mod families;
mod history;
#[cfg(feature = "import")]
pub mod import;
mod index;
mod load;
mod locations;
mod matrix;
mod nearest;
mod on_file;
mod parties;
mod payers;
mod pool;
mod practice;
mod problem;
mod providers;
mod roster;
mod rows;
mod scope;
mod service;
pub mod spreadsheet;
mod table;

pub use address::{Address, AddressKey};
pub use ahead::Outlook;
pub use authorizations::{Authorization, Authorized, AuthorizedService, Difference};
pub use barred::{Bar, Barred};
pub use clearance::{Clearance, Cleared, Fact, NotCleared, Shortfall, Unknown};
pub use expiring::{Expires, Expiring};
pub use families::ProcedureFamily;
pub use load::Loaded;
pub use locations::{FacilityType, Location, LocationIndex, Site};
pub use matrix::{Cell, CellState, MatrixBlock, MatrixQuery, Standing};
pub use nearest::Nearest;
pub use on_file::OnFile;
pub use parties::Parties;
pub use payers::{Payer, PayerClass, PayerIndex, PayerMatch};
pub use practice::Practice;
pub use problem::{
    ProblemKind, RosterError, RosterErrorKind, RosterProblem, Severity, why_unreadable,
};
pub use providers::{Credential, CredentialKind, EntityType, Licence, Provider, Span};
pub use roster::{Coverage, Roster};
pub use rows::{Enrollment, Participation, RowIndex, Status};
pub use scope::Scope;
pub use service::{
    Facility, FacilitySource, LocationTest, Service, Subject, TaxonomyTest, Telehealth, Terms,
};
