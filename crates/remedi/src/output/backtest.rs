//! How rules would have done, in every format.

use std::io::Write;

use remedi_claims::Money;
use remedi_remit::{Calls, Month, Proposal, Proposals, Ratio, RuleScore, Score, Tried};
use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use super::human::table::table;
use super::json::Text;
use crate::cli::Format;
use crate::command::backtest::Backtested;
use crate::exit::Failure;
use crate::session::Session;

/// Writes scores by rule and month, proposals, and the sums.
pub(crate) fn write(
    out: &mut dyn Write,
    told: &Backtested,
    session: &Session,
) -> Result<(), Failure> {
    match session.format {
        Format::Human => human(out, told, session),
        Format::Json => json(out, told),
        Format::Csv => csv(out, told),
    }
}

/// A month as `2025-03`.
fn month(month: Option<Month>) -> Option<String> {
    month.map(|(year, month)| format!("{year:04}-{month:02}"))
}

/// A part in percent, to one place; `-` where there is no whole.
fn percent(ratio: Ratio<u64>) -> String {
    if ratio.denominator == 0 {
        return "-".to_owned();
    }
    let (part, whole) = (u128::from(ratio.numerator), u128::from(ratio.denominator));
    let permille = (part * 1000 + whole / 2) / whole;
    format!("{}.{} %", permille / 10, permille % 10)
}

/// A part, to four places.
fn part(ratio: Ratio<u64>) -> Option<f64> {
    let part = ratio.numerator as f64 / ratio.denominator as f64;
    (ratio.denominator > 0).then_some((part * 10_000.0).round() / 10_000.0)
}

/// What one line of a table of scores tells: calls of a rule, or claims that were held.
#[derive(Serialize)]
struct Row {
    schema: &'static str,
    /// `rule`, `rule-month` or `month`.
    what: &'static str,
    rule: Option<&'static str>,
    month: Option<String>,
    cause: Option<&'static str>,
    calls: u64,
    errors: Option<u64>,
    #[serde(rename = "true")]
    borne_out: u64,
    off: u64,
    #[serde(rename = "false")]
    unfounded: u64,
    missed: Option<u64>,
    precision: Option<f64>,
    recall: Option<f64>,
    amount_caught: Option<Text<Money>>,
    amount_wrongly_held: Option<Text<Money>>,
}

impl Row {
    fn of_rule(score: &RuleScore) -> Row {
        Row {
            what: "rule",
            errors: Some(score.errors),
            missed: score.missed,
            recall: score.recall().and_then(part),
            amount_caught: Some(Text(score.caught)),
            amount_wrongly_held: Some(Text(score.wrongly_held)),
            ..Row::of_calls(score, &score.calls)
        }
    }

    fn of_rule_in(score: &RuleScore, (of, calls): (&Option<Month>, &Calls)) -> Row {
        Row {
            what: "rule-month",
            month: month(*of),
            ..Row::of_calls(score, calls)
        }
    }

    fn of_calls(score: &RuleScore, calls: &Calls) -> Row {
        Row {
            schema: "remedi.backtest/1",
            what: "rule",
            rule: Some(score.rule),
            month: None,
            cause: Some(score.cause.as_str()),
            calls: calls.all(),
            errors: None,
            borne_out: calls.borne_out,
            off: calls.off,
            unfounded: calls.unfounded,
            missed: None,
            precision: part(Ratio {
                numerator: calls.borne_out,
                denominator: calls.all(),
            }),
            recall: None,
            amount_caught: None,
            amount_wrongly_held: None,
        }
    }

    fn of_month((of, score): &(Option<Month>, Score)) -> Row {
        Row {
            schema: "remedi.backtest/1",
            what: "month",
            rule: None,
            month: month(*of),
            cause: None,
            calls: score.held(),
            errors: Some(score.held()),
            borne_out: score.caught,
            off: score.held_for_other,
            unfounded: score.wrongly_held,
            missed: Some(score.missed),
            precision: part(score.precision()),
            recall: part(score.recall()),
            amount_caught: Some(Text(score.amount_caught)),
            amount_wrongly_held: Some(Text(score.amount_wrongly_held)),
        }
    }
}

fn rows(told: &Backtested) -> impl Iterator<Item = Row> {
    let scores = &told.backtest;
    let of_rules = scores.rules.iter().map(Row::of_rule);
    let drift = scores.rules.iter().flat_map(|score| {
        let months = score.months.iter();
        months.map(move |month| Row::of_rule_in(score, month))
    });
    let months = scores.months.iter().map(Row::of_month);
    of_rules.chain(drift).chain(months)
}

#[derive(Serialize)]
struct Candidate<'a> {
    schema: &'static str,
    what: &'static str,
    payer: &'a str,
    pos: String,
    family: Option<&'static str>,
    procedures: &'a [String],
    carc: String,
    cause: &'static str,
    q_value: f64,
    mined: Figures,
    tried: Figures,
    missed: u64,
    holds: bool,
    severity: Option<&'static str>,
}

#[derive(Serialize)]
struct Figures {
    claims: u64,
    denied: u64,
    precision: Option<f64>,
    amount_caught: Text<Money>,
    amount_wrongly_held: Text<Money>,
}

impl From<&Tried> for Figures {
    fn from(tried: &Tried) -> Figures {
        Figures {
            claims: tried.denied.denominator,
            denied: tried.denied.numerator,
            precision: part(tried.denied),
            amount_caught: Text(tried.amount_caught),
            amount_wrongly_held: Text(tried.amount_wrongly_held),
        }
    }
}

impl<'a> From<&'a Proposal> for Candidate<'a> {
    fn from(proposal: &'a Proposal) -> Candidate<'a> {
        Candidate {
            schema: "remedi.backtest/1",
            what: "proposal",
            payer: &proposal.payer,
            pos: proposal.pos.to_string(),
            family: proposal.family,
            procedures: &proposal.procedures,
            carc: proposal.carc.to_string(),
            cause: proposal.cause.as_str(),
            q_value: proposal.q_value,
            mined: (&proposal.mined).into(),
            tried: (&proposal.tried).into(),
            missed: proposal.missed,
            holds: proposal.holds,
            severity: proposal.holds.then(|| severity(proposal)),
        }
    }
}

fn severity(proposal: &Proposal) -> &'static str {
    if proposal.is_error() {
        "error"
    } else {
        "warning"
    }
}

#[derive(Serialize)]
struct Sums {
    schema: &'static str,
    files: u64,
    sent: u64,
    answered: u64,
    unmatched_payments: u64,
    sent_from: Option<String>,
    sent_to: Option<String>,
    denied: u64,
    held: u64,
    #[serde(rename = "true")]
    caught: u64,
    off: u64,
    #[serde(rename = "false")]
    wrongly_held: u64,
    missed: u64,
    precision: Option<f64>,
    recall: Option<f64>,
    amount_caught: Text<Money>,
    amount_missed: Text<Money>,
    amount_wrongly_held: Text<Money>,
    proposals: Option<Mined>,
    seconds: f64,
}

#[derive(Serialize)]
struct Mined {
    since: Option<String>,
    split: Option<String>,
    mined_from: u64,
    tried_on: u64,
    candidates: usize,
    hold: usize,
}

impl From<&Proposals> for Mined {
    fn from(proposals: &Proposals) -> Mined {
        Mined {
            since: proposals.since.map(|day| day.to_string()),
            split: proposals.split.map(|day| day.to_string()),
            mined_from: proposals.mined_from,
            tried_on: proposals.tried_on,
            candidates: proposals.all.len(),
            hold: proposals.all.iter().filter(|one| one.holds).count(),
        }
    }
}

fn json(out: &mut dyn Write, told: &Backtested) -> Result<(), Failure> {
    for row in rows(told) {
        line(out, &row)?;
    }
    let proposals = told.proposals.as_ref();
    for proposal in proposals.iter().flat_map(|proposals| &proposals.all) {
        line(out, &Candidate::from(proposal))?;
    }
    let (scores, overall) = (&told.backtest, &told.backtest.overall);
    line(
        out,
        &Sums {
            schema: "remedi.backtest-summary/1",
            files: told.files,
            sent: scores.sent,
            answered: scores.answered,
            unmatched_payments: scores.unmatched,
            sent_from: scores.days.map(|(first, _)| first.to_string()),
            sent_to: scores.days.map(|(_, last)| last.to_string()),
            denied: overall.denied,
            held: overall.held(),
            caught: overall.caught,
            off: overall.held_for_other,
            wrongly_held: overall.wrongly_held,
            missed: overall.missed,
            precision: part(overall.precision()),
            recall: part(overall.recall()),
            amount_caught: Text(overall.amount_caught),
            amount_missed: Text(overall.amount_missed),
            amount_wrongly_held: Text(overall.amount_wrongly_held),
            proposals: proposals.map(Mined::from),
            seconds: told.seconds,
        },
    )
}

fn line(out: &mut dyn Write, object: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, object)?;
    Ok(out.write_all(b"\n")?)
}

fn csv(out: &mut dyn Write, told: &Backtested) -> Result<(), Failure> {
    let mut table = Table::new(out);
    for row in rows(told) {
        table.serialize(row)?;
    }
    Ok(table.flush()?)
}

fn human(out: &mut dyn Write, told: &Backtested, session: &Session) -> Result<(), Failure> {
    let (paint, scores, overall) = (session.palette(), &told.backtest, &told.backtest.overall);
    let headline = format!(
        "{} held: {} denied as called, {} for something else, {} not denied; {} missed",
        count(overall.held(), "claim"),
        overall.caught,
        overall.held_for_other,
        overall.wrongly_held,
        overall.missed
    );
    writeln!(out, "{}", paint.strong(headline))?;
    writeln!(
        out,
        "precision {}, recall {}; {} caught, {} missed, {} wrongly held",
        percent(overall.precision()),
        percent(overall.recall()),
        overall.amount_caught.dollars(),
        overall.amount_missed.dollars(),
        overall.amount_wrongly_held.dollars()
    )?;
    let days = scores.days.map_or_else(String::new, |(first, last)| {
        format!(", sent {first} to {last}")
    });
    writeln!(
        out,
        "first answers to {} of {}{days}; {} were denied something",
        scores.answered,
        count(scores.sent, "claim"),
        overall.denied
    )?;
    if scores.unmatched > 0 {
        let unmatched = count(scores.unmatched, "payment");
        writeln!(out, "{unmatched} could not be matched with any of them")?;
    }
    if !scores.rules.is_empty() {
        let mut rules = table([
            "rule",
            "#calls",
            "#errors",
            "#true",
            "#off",
            "#false",
            "#missed",
            "#precision",
            "#recall",
            "#caught",
            "#wrongly held",
        ]);
        for score in &scores.rules {
            let missed = score
                .missed
                .map_or_else(|| "-".to_owned(), |missed| missed.to_string());
            rules.add_row([
                score.rule.to_owned(),
                score.calls.all().to_string(),
                score.errors.to_string(),
                score.calls.borne_out.to_string(),
                score.calls.off.to_string(),
                score.calls.unfounded.to_string(),
                missed,
                percent(score.precision()),
                score.recall().map_or_else(|| "-".to_owned(), percent),
                score.caught.dollars().to_string(),
                score.wrongly_held.dollars().to_string(),
            ]);
        }
        writeln!(out, "\n{}", rules.trim_fmt())?;
    }
    let mut months = table([
        "sent in",
        "#claims",
        "#denied",
        "#held",
        "#true",
        "#off",
        "#false",
        "#missed",
        "#precision",
        "#recall",
    ]);
    for (of, score) in &scores.months {
        months.add_row([
            month(*of).unwrap_or_else(|| "not known".to_owned()),
            score.claims.to_string(),
            score.denied.to_string(),
            score.held().to_string(),
            score.caught.to_string(),
            score.held_for_other.to_string(),
            score.wrongly_held.to_string(),
            score.missed.to_string(),
            percent(score.precision()),
            percent(score.recall()),
        ]);
    }
    if !scores.months.is_empty() {
        writeln!(out, "\n{}", months.trim_fmt())?;
    }
    match &told.proposals {
        Some(proposals) => candidates(out, proposals),
        None => Ok(()),
    }
}

fn candidates(out: &mut dyn Write, proposals: &Proposals) -> Result<(), Failure> {
    let Some((since, split)) = proposals.since.zip(proposals.split) else {
        let up_to = proposals.split.map_or_else(String::new, |split| {
            format!(": none was answered in the days up to {split}")
        });
        return Ok(writeln!(out, "\nno claims to mine from{up_to}")?);
    };
    writeln!(
        out,
        "\n{} mined from {} answered from {since} to {split}, tried on {} sent after that",
        count(proposals.all.len() as u64, "candidate"),
        count(proposals.mined_from, "claim"),
        proposals.tried_on
    )?;
    let mut found = table([
        "payer",
        "pos",
        "procedures",
        "reason",
        "#mined",
        "#later",
        "#caught",
        "#wrongly held",
        "",
    ]);
    let of = |tried: &Tried| format!("{} of {}", tried.denied.numerator, tried.denied.denominator);
    for one in &proposals.all {
        let procedures = one
            .family
            .map_or_else(|| one.procedures.join(" "), str::to_owned);
        found.add_row([
            one.payer.to_string(),
            one.pos.to_string(),
            procedures,
            format!("{} ({})", one.carc, one.cause),
            of(&one.mined),
            of(&one.tried),
            one.tried.amount_caught.dollars().to_string(),
            one.tried.amount_wrongly_held.dollars().to_string(),
            if one.holds {
                severity(one)
            } else {
                "does not hold"
            }
            .to_owned(),
        ]);
    }
    if !proposals.all.is_empty() {
        writeln!(out, "{}", found.trim_fmt())?;
    }
    Ok(())
}
