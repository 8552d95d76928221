//! The user's tables of what reason and remark codes of remittances mean (`[denials]`).
//!
//! A table of codes says of a CARC or a RARC what ours says otherwise, for one payer or for all. A list of
//! combinations says it of a reason that comes with a remark, as payers and CAQH CORE publish them. What a row leaves
//! empty stays as it is.

use std::fmt::Display;
use std::io::Read;
use std::str::FromStr;

use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::{Denial, Owner, Preventable, RootCause, Route};

use super::load::nearest;
use super::table::{Fault, read_rows};

/// What a row says; `None` where it leaves to ours what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CauseRow {
    /// The root cause.
    pub cause: Option<RootCause>,
    /// The cause more closely, in kebab-case.
    pub subcause: Option<&'static str>,
    /// Whether the adjustment denies.
    pub denial: Option<Denial>,
    /// Whose work it is.
    pub owner: Option<Owner>,
    /// What to do first.
    pub route: Option<Route>,
    /// Whether it could have been prevented.
    pub preventable: Option<Preventable>,
}

/// A row with what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnCause<'t> {
    /// The reason or remark code; of a combination the reason.
    pub code: &'t str,
    /// The remark code of a combination.
    pub remark: Option<&'t str>,
    /// The group that a combination is of; `None` for all.
    pub group: Option<AdjustmentGroup>,
    /// The payer as the user names it; `None` for all.
    pub payer: Option<&'t str>,
    /// What is said of it.
    pub says: &'t CauseRow,
}

/// The user's tables of causes.
///
/// ```
/// use remedi_claims::codes::cause::{Denial, RootCause};
/// use remedi_validate::Profile;
///
/// let profile = "[denials]\ncauses = { csv = \"code,payer,cause\\n24,60054,WRONG_PAYER\\n\" }\n";
/// let profile = Profile::parse(profile, "remedi.toml").unwrap();
/// let row = profile.causes().reason(Some("60054"), "24").unwrap();
/// assert_eq!(row.cause, Some(RootCause::WrongPayer));
/// assert_eq!(profile.causes().reason(Some("87726"), "24"), None);
/// ```
#[derive(Debug, Default)]
pub struct CauseTables {
    /// By their codes; a row of a payer before one of all.
    codes: Vec<Own>,
    /// By their reasons; what is said of a payer, and then of a group, before what is said of all.
    combinations: Vec<Own>,
    /// Whether 109 and 204 may stand for a provider that the payer does not know.
    loose_semantics: bool,
}

/// A row, and what it is about.
#[derive(Clone, Debug)]
struct Own {
    code: Box<str>,
    /// Of a combination: the remark that comes with the reason.
    remark: Option<Box<str>>,
    group: Option<AdjustmentGroup>,
    /// In capitals, with its aliases; empty for all.
    payers: Vec<Box<str>>,
    says: CauseRow,
}

impl Own {
    fn is_of(&self, payer: Option<&str>) -> bool {
        let is = |name: &str| self.payers.iter().any(|own| own.eq_ignore_ascii_case(name));
        self.payers.is_empty() || payer.is_some_and(is)
    }

    /// What tells rows of the same apart, the narrower first.
    fn key(&self) -> impl Ord + '_ {
        let Own {
            code,
            remark,
            group,
            payers,
            ..
        } = self;
        (
            code,
            payers.is_empty(),
            group.is_none(),
            group,
            remark,
            payers,
        )
    }
}

impl CauseTables {
    pub(super) fn new(loose_semantics: bool) -> CauseTables {
        CauseTables {
            loose_semantics,
            ..CauseTables::default()
        }
    }

    /// Whether the user has none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.combinations.is_empty() && !self.loose_semantics
    }

    /// Whether 109 and 204 may stand for a provider that the payer does not know (`loose_semantics`).
    pub fn are_loose(&self) -> bool {
        self.loose_semantics
    }

    /// What the user says of a reason code or a remark code: for the payer, else for all.
    pub fn reason(&self, payer: Option<&str>, code: &str) -> Option<&CauseRow> {
        let mut rows = of_code(&self.codes, code);
        rows.find(|row| row.is_of(payer)).map(|row| &row.says)
    }

    /// What the user says of a reason with one of these remarks, and the remark.
    pub fn combination<'r>(
        &self,
        payer: Option<&str>,
        group: Option<AdjustmentGroup>,
        reason: &str,
        remarks: impl Iterator<Item = &'r str> + Clone,
    ) -> Option<(&'r str, &CauseRow)> {
        let rows = of_code(&self.combinations, reason);
        let mut rows =
            rows.filter(|row| row.is_of(payer) && row.group.is_none_or(|own| group == Some(own)));
        rows.find_map(|row| {
            let mut remarks = remarks.clone();
            let remark = remarks.find(|&remark| row.remark.as_deref() == Some(remark))?;
            Some((remark, &row.says))
        })
    }

    /// Whether a row may make a denial of a reason, for some payer.
    pub fn may_deny(&self, reason: &str) -> bool {
        let mut rows = of_code(&self.codes, reason).chain(of_code(&self.combinations, reason));
        rows.any(|row| row.says.cause.is_some() || row.says.denial.is_some())
    }

    /// Every row that names a reason or remark code, in the order in which rows are asked.
    pub fn naming<'t>(&'t self, code: &'t str) -> impl Iterator<Item = OwnCause<'t>> {
        let names = move |row: &&Own| {
            let mut own = [Some(&row.code), row.remark.as_ref()].into_iter().flatten();
            own.any(|own| own.eq_ignore_ascii_case(code))
        };
        let rows = self.combinations.iter().chain(&self.codes).filter(names);
        rows.map(|row| OwnCause {
            code: &row.code,
            remark: row.remark.as_deref(),
            group: row.group,
            payer: row.payers.first().map(|payer| &**payer),
            says: &row.says,
        })
    }

    /// Reads a CSV file with the columns `code` (a CARC or a RARC), and where wanted `payer`, `cause`, `subcause`,
    /// `denial`, `owner`, `route` and `preventable`.
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub(super) fn read_codes(input: &mut dyn Read) -> Result<Codes, Fault> {
        let mut rows = Rows::default();
        let columns = [
            "code",
            "payer",
            "cause",
            "subcause",
            "denial",
            "owner",
            "route",
            "preventable",
        ];
        read_rows(input, columns, |[code, payer, said @ ..]| {
            let says = read(said)?;
            let code = code_of("code", code)?;
            if is_remark(&code) && (says.denial.is_some() || says.preventable.is_some()) {
                return Err(format!(
                    "`{code}` is a remark code: `denial` and `preventable` are said of a reason, or of both together in \
                     `combinations`"
                ));
            }
            rows.add(Own {
                code,
                remark: None,
                group: None,
                payers: payer_of(payer),
                says,
            })
        })?;
        Ok(Codes(rows.0))
    }

    /// Reads a CSV file with the columns `carc` and `rarc`, and where wanted `payer`, `group`, `cause`, `subcause`,
    /// `denial`, `owner`, `route` and `preventable`.
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub(super) fn read_combinations(input: &mut dyn Read) -> Result<Combinations, Fault> {
        let mut rows = Rows::default();
        let columns = [
            "carc",
            "rarc",
            "payer",
            "group",
            "cause",
            "subcause",
            "denial",
            "owner",
            "route",
            "preventable",
        ];
        read_rows(input, columns, |[carc, rarc, payer, group, said @ ..]| {
            let says = read(said)?;
            let (code, remark) = (code_of("carc", carc)?, code_of("rarc", rarc)?);
            if is_remark(&code) || !is_remark(&remark) {
                return Err(format!(
                    "`{code}` and `{remark}` are no reason and remark code, in this order"
                ));
            }
            rows.add(Own {
                code,
                remark: Some(remark),
                group: word("group", group, AdjustmentGroup::ALL)?,
                payers: payer_of(payer),
                says,
            })
        })?;
        Ok(Combinations(rows.0))
    }

    pub(super) fn set_codes(&mut self, Codes(rows): Codes) {
        self.codes = rows;
    }

    pub(super) fn set_combinations(&mut self, Combinations(rows): Combinations) {
        self.combinations = rows;
    }

    /// The names of payers in rows, to be completed by their aliases.
    pub(super) fn payers(&mut self) -> impl Iterator<Item = &mut Vec<Box<str>>> {
        let rows = self.codes.iter_mut().chain(&mut self.combinations);
        rows.map(|row| &mut row.payers)
    }
}

/// The rows of a table of codes.
#[derive(Debug)]
pub(super) struct Codes(Vec<Own>);

/// The rows of a list of combinations.
#[derive(Debug)]
pub(super) struct Combinations(Vec<Own>);

/// Rows in their order, each about something else.
#[derive(Default)]
struct Rows(Vec<Own>);

impl Rows {
    fn add(&mut self, row: Own) -> Result<(), String> {
        match self.0.binary_search_by(|own| own.key().cmp(&row.key())) {
            Ok(_) => Err("an earlier line says something of the same".to_owned()),
            Err(at) => {
                self.0.insert(at, row);
                Ok(())
            }
        }
    }
}

/// The rows of a code.
fn of_code<'t>(rows: &'t [Own], code: &str) -> impl Iterator<Item = &'t Own> + use<'t> {
    let start = rows.partition_point(|row| *row.code < *code);
    let end = start + rows[start..].partition_point(|row| *row.code == *code);
    rows[start..end].iter()
}

/// The remark codes of the list start with M, MA or N; no reason code does.
fn is_remark(code: &str) -> bool {
    code.starts_with(['M', 'N'])
}

fn code_of(column: &str, cell: &str) -> Result<Box<str>, String> {
    let code = cell.to_ascii_uppercase();
    let digits = code.trim_start_matches(|char: char| char.is_ascii_uppercase());
    let is_code = code.len() - digits.len() <= 2
        && (1..=4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    match is_code {
        true => Ok(code.into()),
        false => Err(format!(
            "{column}: `{cell}` is no code such as B7, 16 or N290"
        )),
    }
}

fn payer_of(cell: &str) -> Vec<Box<str>> {
    let name = Some(cell.to_ascii_uppercase().into()).filter(|_| !cell.is_empty());
    name.into_iter().collect()
}

/// A word of a list, in any case; `None` of an empty cell.
fn word<T: Copy + Display + FromStr>(
    column: &str,
    cell: &str,
    all: &[T],
) -> Result<Option<T>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let words: Vec<(String, T)> = all.iter().map(|one| (one.to_string(), *one)).collect();
    let known = words
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(cell));
    if let Some(&(_, known)) = known {
        return Ok(Some(known));
    }
    let all = words.iter().map(|(word, _)| word.as_str());
    Err(match nearest(cell, all.clone()) {
        Some(right) => format!("{column}: there is no `{cell}`; did you mean `{right}`?"),
        None => {
            let all: Vec<&str> = all.collect();
            format!("{column}: `{cell}` is none of {}", all.join(", "))
        }
    })
}

/// The cells from `cause` on.
fn read(
    [cause, subcause, denial, owner, route, preventable]: [&str; 6],
) -> Result<CauseRow, String> {
    let is_kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !subcause.bytes().all(is_kebab) {
        return Err(format!(
            "subcause: `{subcause}` is not in small letters, digits and hyphens"
        ));
    }
    let row = CauseRow {
        cause: word("cause", cause, RootCause::ALL)?,
        // Words of the tables that are compiled in live as long as the program, and so does a profile.
        subcause: (!subcause.is_empty())
            .then(|| -> &'static str { Box::leak(Box::from(subcause)) }),
        denial: word("denial", denial, Denial::ALL)?,
        owner: word("owner", owner, Owner::ALL)?,
        route: word("route", route, Route::ALL)?,
        preventable: word("preventable", preventable, Preventable::ALL)?,
    };
    let never = row.cause.filter(|cause| cause.is_never_a_denial());
    match (never, row.denial) {
        (Some(cause), Some(Denial::Yes | Denial::Pending)) => {
            Err(format!("denial: {cause} is never a denial"))
        }
        _ if row == CauseRow::default() => Err("this says nothing of the code".to_owned()),
        _ => Ok(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Profile;

    fn tables(codes: &str, combinations: &str) -> CauseTables {
        let mut tables = CauseTables::default();
        tables.set_codes(CauseTables::read_codes(&mut codes.as_bytes()).unwrap());
        let combinations = CauseTables::read_combinations(&mut combinations.as_bytes());
        tables.set_combinations(combinations.unwrap());
        tables
    }

    #[test]
    fn a_row_of_the_payer_comes_before_one_of_all() {
        let tables = tables(
            "code,payer,cause,owner\n24,,,billing\n24,60054,WRONG_PAYER,\nn130,,coding,\n",
            "carc,rarc\n",
        );
        let cause = |payer| tables.reason(payer, "24").and_then(|row| row.cause);
        assert_eq!(cause(Some("60054")), Some(RootCause::WrongPayer));
        assert_eq!(cause(Some("1")), None);
        assert_eq!(cause(None), None);
        let owner = tables.reason(None, "24").and_then(|row| row.owner);
        assert_eq!(owner, Some(Owner::Billing));
        let remark = tables.reason(None, "N130").and_then(|row| row.cause);
        assert_eq!(remark, Some(RootCause::Coding));
        assert!(tables.may_deny("24") && !tables.may_deny("45"));
    }

    #[test]
    fn of_combinations_payer_and_group_are_narrower_than_none() {
        let tables = tables(
            "code\n",
            "carc,rarc,payer,group,subcause\n96,N130,,,all\n96,N130,,PR,patient\n96,N130,60054,,payer\n97,M15,,CO,other\n",
        );
        let find = |payer, group: &str, reason, remarks: &[&'static str]| {
            let group = group.parse().ok();
            let found = tables.combination(payer, group, reason, remarks.iter().copied());
            found.and_then(|(_, row)| row.subcause)
        };
        assert_eq!(find(None, "CO", "96", &["N130"]), Some("all"));
        assert_eq!(find(None, "PR", "96", &["M1", "N130"]), Some("patient"));
        assert_eq!(find(Some("60054"), "PR", "96", &["N130"]), Some("payer"));
        assert_eq!(find(None, "PR", "97", &["M15"]), None);
        assert_eq!(find(None, "CO", "96", &["M15"]), None);
    }

    #[test]
    fn payers_are_told_by_any_of_their_names() {
        let profile = "[payers.60054]\naliases = [\"ACME\"]\n[denials]\n\
            causes = { csv = \"code,payer,cause\\n24,acme,NETWORK\\n\" }\n";
        let profile = Profile::parse(profile, "remedi.toml").unwrap();
        let cause = |payer| profile.causes().reason(Some(payer), "24");
        assert!(cause("60054").is_some() && cause("Acme").is_some());
        assert!(cause("87726").is_none());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_right_word() {
        let codes = |text: &str| CauseTables::read_codes(&mut text.as_bytes()).unwrap_err();
        let pairs = |text: &str| CauseTables::read_combinations(&mut text.as_bytes()).unwrap_err();
        for ((line, message), at, said) in [
            (codes("carc,cause\n16,CODING\n"), 1, "no column `code`"),
            (
                codes("code,cause\n16,CODING\n18,CREDENTIAL\n"),
                3,
                "did you mean `CREDENTIALING`?",
            ),
            (
                codes("code,denial\n16,maybe\n"),
                2,
                "`maybe` is none of yes, no, pending",
            ),
            (
                codes("code,owner\n16,front-desk\n"),
                2,
                "did you mean `front_desk`?",
            ),
            (
                codes("code,route\n16,corrected\n"),
                2,
                "did you mean `corrected_claim`?",
            ),
            (
                codes("code,subcause\n16,Two Words\n"),
                2,
                "`Two Words` is not in small letters",
            ),
            (codes("code,cause\nCO-16,CODING\n"), 2, "`CO-16` is no code"),
            (codes("code,cause\n16,\n"), 2, "says nothing"),
            (
                codes("code,cause,denial\n16,CONTRACTUAL,yes\n"),
                2,
                "CONTRACTUAL is never a denial",
            ),
            (
                codes("code,denial\nN130,yes\n"),
                2,
                "`N130` is a remark code",
            ),
            (
                codes("code,cause\n16,CODING\n16,NETWORK\n"),
                3,
                "says something of the same",
            ),
            (
                pairs("carc,rarc,cause\nM15,97,CODING\n"),
                2,
                "in this order",
            ),
            (
                pairs("carc,rarc,group,cause\n97,M15,XX,CODING\n"),
                2,
                "`XX`",
            ),
            (pairs("carc,cause\n97,CODING\n"), 2, "rarc: `` is no code"),
        ] {
            assert_eq!(line, Some(at), "{message}");
            assert!(message.contains(said), "{message}");
        }
    }
}
