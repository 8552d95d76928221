//! What is true of a world, as those who made it wrote it down.

use std::fmt::{self, Write as _};

/// A finding of verdict `fail` that a check of the claims under the roster must make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFinding {
    /// CLM01.
    pub claim: String,
    /// LX01 where only this line is at fault; `None` where the claim is, at whatever
    /// line or lines a rule may report that.
    pub line: Option<u32>,
    /// Its code, one of [`RULES`](crate::RULES).
    pub rule: &'static str,
    /// Rules whose wording covers the same fault: they may stand beside it or in its place.
    pub or: &'static [&'static str],
}

/// A denied adjustment that an analysis of the payments must report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedDenial {
    /// CLP01, which need not be the CLM01 that was sent. Two claims of a world may share it; see `payer_claim`.
    pub claim: String,
    /// CLP07, different for each adjudication.
    pub payer_claim: String,
    /// The line of the 837; the ordinal of the SVC where no claim was sent, and where the payer put lines
    /// together; `None` at claim level.
    pub line: Option<u32>,
    /// CAS01.
    pub group: &'static str,
    /// The claim adjustment reason code.
    pub carc: &'static str,
    /// The amount of the triplet, in cents.
    pub amount_cents: i64,
    /// The root-cause word.
    pub cause: &'static str,
    /// `confirmed`, `contradicted`, `payer_side`, `suspected` or `unknown`.
    pub verdict: &'static str,
    /// The rule that the evidence names, for the verdicts that name one.
    pub rule: Option<&'static str>,
    /// `yes` or `pending`.
    pub denied: &'static str,
    /// `current` or `superseded`; a copy of a payment is superseded from the first.
    pub state: &'static str,
    /// Whether the roster knew all that speaks against the claim when it was sent; else the evidence is of later.
    pub foreseeable: bool,
}

/// What a claim payment comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPayment {
    /// CLP01.
    pub claim: String,
    /// CLP07.
    pub payer_claim: String,
    /// CLP02.
    pub status: u32,
    /// `current`, `superseded` by a reversal or a later adjudication, `reversal`, or `copy`.
    pub state: &'static str,
    /// CLP03, in cents.
    pub charge_cents: i64,
    /// CLP04, in cents.
    pub paid_cents: i64,
}

/// Money that was taken back outside of claims (PLB WO).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedTakeback {
    /// CLM01.
    pub claim: String,
    /// CLP07 of the payment that was taken back.
    pub payer_claim: String,
    /// In cents.
    pub amount_cents: i64,
}

/// A kind of service that a payer denies, by chance or not, far more often than others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantedPattern {
    /// Canonical id.
    pub payer: &'static str,
    /// NPI; `None` for any provider.
    pub provider: Option<String>,
    /// Place of service; `None` for any.
    pub pos: Option<&'static str>,
    /// Procedure; `None` for any.
    pub procedure: Option<&'static str>,
    /// The claim adjustment reason code.
    pub carc: &'static str,
    /// The root-cause word.
    pub cause: &'static str,
    /// The first day of service that it hits, `2024-07-01`.
    pub from: &'static str,
    /// How many claims of the kind were sent since.
    pub claims: u64,
    /// How many of them it hit.
    pub hit: u64,
    /// What it denied of them, in cents.
    pub amount_cents: i64,
}

/// Cents as dollars.
struct Dollars(i64);

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

fn line(line: Option<u32>) -> String {
    line.map(|line| line.to_string()).unwrap_or_default()
}

/// A table with a row a thing.
fn table<T>(header: &str, all: &[T], row: impl Fn(&T) -> String) -> String {
    all.iter().fold(format!("{header}\n"), |mut csv, one| {
        let _ = writeln!(csv, "{}", row(one));
        csv
    })
}

pub(super) fn findings(all: &[ExpectedFinding]) -> String {
    table("claim,line,rule,or", all, |finding| {
        let (claim, rule, or) = (&finding.claim, finding.rule, finding.or.join("|"));
        format!("{claim},{},{rule},{or}", line(finding.line))
    })
}

pub(super) fn clean(all: &[String]) -> String {
    table("claim", all, Clone::clone)
}

pub(super) fn denials(all: &[ExpectedDenial]) -> String {
    let header = "claim,payer_claim,line,group,carc,amount,cause,verdict,rule,denied,state,\
                  foreseeable";
    table(header, all, |denial| {
        format!(
            "{},{},{},{},{},{},{},{},{},{},{},{}",
            denial.claim,
            denial.payer_claim,
            line(denial.line),
            denial.group,
            denial.carc,
            Dollars(denial.amount_cents),
            denial.cause,
            denial.verdict,
            denial.rule.unwrap_or_default(),
            denial.denied,
            denial.state,
            if denial.foreseeable { "yes" } else { "no" }
        )
    })
}

pub(super) fn payments(all: &[ExpectedPayment]) -> String {
    let header = "claim,payer_claim,status,state,charge,paid";
    table(header, all, |payment| {
        format!(
            "{},{},{},{},{},{}",
            payment.claim,
            payment.payer_claim,
            payment.status,
            payment.state,
            Dollars(payment.charge_cents),
            Dollars(payment.paid_cents)
        )
    })
}

pub(super) fn takebacks(all: &[ExpectedTakeback]) -> String {
    table("claim,payer_claim,amount", all, |takeback| {
        let (claim, payer_claim) = (&takeback.claim, &takeback.payer_claim);
        format!("{claim},{payer_claim},{}", Dollars(takeback.amount_cents))
    })
}

pub(super) fn patterns(all: &[PlantedPattern]) -> String {
    let header = "payer,provider,pos,procedure,carc,cause,from,claims,hit,amount";
    table(header, all, |pattern| {
        format!(
            "{},{},{},{},{},{},{},{},{},{}",
            pattern.payer,
            pattern.provider.as_deref().unwrap_or_default(),
            pattern.pos.unwrap_or_default(),
            pattern.procedure.unwrap_or_default(),
            pattern.carc,
            pattern.cause,
            pattern.from,
            pattern.claims,
            pattern.hit,
            Dollars(pattern.amount_cents)
        )
    })
}
