//! Why a payer paid less, and whether the record agrees.
//!
//! [`read_payments`] keeps of each claim payment what matters, [`read_claims`] of each claim what was
//! sent and what the rules say of it. [`Payments::analyse`] then sorts out reversals, corrections and
//! copies, matches payments with claims, and gives every [`Denial`] its root cause, its evidence and
//! the way on.
//!
//! ```
//! use remedi_claims::{Cutter, in_order};
//! use remedi_remit::{Payers, Payments, SentClaims, read_payments};
//!
//! let input = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *250301*1200*^*\
//! 00501*000000001*0*T*:~GS*HP*PAYER*PRACTICE*20250301*1200*1*X*005010X221A1~ST*835*0001~\
//! BPR*I*20*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*20250301~TRN*1*T100*1999999999~\
//! N1*PR*ANY PAYER~N1*PE*ANY PRACTICE*XX*1234567893~LX*1~CLP*A1*1*120*20**12*P1*11*1~\
//! SVC*HC:99213*120*20~DTM*472*20250115~CAS*CO*45*30**B7*70~SE*10*0001~GE*1*1~IEA*1*000000001~";
//!
//! let (claims, payers) = (SentClaims::default(), Payers::default());
//! let mut payments = Payments::default();
//! let read = |batch: &mut _| read_payments(batch, 0, claims.key());
//! let error = in_order(Cutter::new(input.as_bytes()), read, |read| payments.add(read));
//! assert!(error.is_none());
//!
//! let analysis = payments.analyse(&claims, &payers);
//! let denials: Vec<_> = analysis.denials().collect();
//! assert_eq!(denials.len(), 1);
//! assert_eq!((denials[0].carc.as_str(), denials[0].amount.to_string().as_str()), ("B7", "70.00"));
//! assert_eq!(denials[0].cause.as_str(), "CREDENTIALING");
//! assert!(analysis.faults().is_empty());
//! ```

#[macro_use]
mod words;

mod acknowledged;
mod analysis;
mod asked;
mod backtest;
mod category;
mod cause;
mod code;
mod coverage;
mod crossed;
mod denial;
mod dictionary;
mod enrolled;
mod evidence;
mod fault;
mod gathered;
mod index;
mod known;
mod ledger;
mod life_cycle;
mod lookup;
mod matching;
mod member;
mod named;
mod onset;
mod own;
mod packed;
mod paid;
mod pattern;
mod payer;
mod rates;
mod reading;
mod reason;
mod record;
mod recoupment;
mod repeated;
mod resent;
mod sent;
mod summary;
mod takeback;
mod undecided;
mod worklist;

pub use acknowledged::{AcknowledgementsRead, read_acknowledgements};
pub use analysis::{Analysis, Payments};
pub use asked::Asked;
pub use backtest::{Backtest, Calls, Mining, Month, Proposal, Proposals, RuleScore, Score, Tried};
pub use category::{Categories, Category, Waterfall};
pub use cause::{Diagnosis, Remarks, denial_of, diagnose};
pub use code::{Code, Modifiers};
pub use coverage::{Joined, JoinedBy};
pub use crossed::{Crossed, Pairs};
pub use denial::Denial;
pub use enrolled::{AuthorizationFact, FailedFact, RosterFact};
pub use evidence::{Evidence, EvidenceVerdict};
pub use fault::{RemitFault, RemitFaultKind, Spot};
pub use index::IndexError;
pub use ledger::State;
pub use life_cycle::{
    ClaimHistory, CountAndSum, Course, LifeCycle, Outcome, ProviderAdjustmentSum, Spread,
};
pub use matching::{LineMatchedBy, MatchedBy};
pub use member::IdKey;
pub use onset::Onset;
pub use pattern::Pattern;
pub use payer::{Deadline, DeadlineKind, Payers};
pub use rates::{DefinedRate, KeyedRates, Measure, Rates, RatesBy, Ratio};
pub use reading::{
    PaymentsRead, read_claims, read_claims_as_sent, read_claims_asked, read_payments,
    read_payments_by,
};
pub use reason::Reason;
pub use recoupment::Recoupment;
pub use resent::SentAgain;
pub use sent::{ClaimsRead, SentClaims};
pub use summary::{DenialsSummary, Matched, Share, Tally};
pub use worklist::{Action, ActionClaim, Disputed, Resubmission, Urgency};
