//! Rules scored against what payers answered.
//!
//! Claims are judged as on the day they were sent ([`read_claims_as_sent`](crate::read_claims_as_sent)), and held against the
//! *first answer* to each: all payments for it of the first day with one, but for reversals, copies and estimates, and those of
//! later days that are further parts of it (other lines, another CLP07, no more in all than was sent). Claims without an
//! answer, or which the payer has not decided, are left out. Rules that judge the file and the guide (SNIP types 1 and 2) are
//! left out too: what fails them is not adjudicated.
//!
//! - A **call** is what a rule says of one line of such a claim, or of the claim as a whole, as a warning or an error.
//! - A call is **true** when the first answer denies that line for the cause of the rule, or with a reason or remark
//!   code that the rule predicts. A call about the claim may be borne out by any of its lines, and a denial at
//!   claim level bears out calls on any line.
//! - It is **off** when the line was denied, but for something else, and **false** when it was not denied.
//! - A denial is **missed** by a rule that predicts its codes when nothing at error severity was called true of it.
//! - A claim is **held** when a call about it is at error severity. It is caught, held for something else or
//!   wrongly held as the best of these calls is true, off or false. It is missed when it is not held, and denied for a
//!   cause that some rule looks at.

mod answers;
mod propose;
mod score;

use chrono::NaiveDate;

pub use propose::{Mining, Proposal, Proposals, Tried};
pub use score::{Calls, Month, RuleScore, Score};

use crate::Analysis;

/// How well the rules would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backtest {
    /// Claims that were sent.
    pub sent: u64,
    /// Those of them that the payers have decided.
    pub answered: u64,
    /// Payments, reversals and copies left out, that answer none of them.
    pub unmatched: u64,
    /// The first and the last day on which those were sent.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// All rules together.
    pub overall: Score,
    /// By the month of sending, in order; `None` for claims that don't say when.
    pub months: Vec<(Option<Month>, Score)>,
    /// The rules that called something, most dollars caught first.
    pub rules: Vec<RuleScore>,
}

impl Analysis<'_> {
    /// Scores the rules against the payers' answers. The claims should have been read by
    /// [`read_claims_as_sent`](crate::read_claims_as_sent), or what was known later counts, too.
    pub fn backtest(&self) -> Backtest {
        let decisions = (0..).zip(self.payments.heads());
        let decisions = decisions.filter(|(index, payment)| self.decides(*index, payment));
        let unmatched = decisions.filter(|(index, _)| self.matches[*index as usize].is_none());
        Backtest {
            sent: self.claims.len() as u64,
            unmatched: unmatched.count() as u64,
            ..score::score(self.first_answers())
        }
    }

    /// Looks for services that payers deny as a rule, and tries what is found on claims that were sent later.
    pub fn proposals(&self, mining: &Mining) -> Proposals {
        propose::propose(|| self.first_answers(), mining)
    }
}
