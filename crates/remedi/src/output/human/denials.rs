//! Denials for reading: the answer first, then what to do, then each of them.

use std::collections::BTreeMap;
use std::io::Write;

use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;
use remedi_remit::{Action, Category, Denial, DenialsSummary, Matched, Measure, Ratio, Urgency};

use super::check_summary::count;
use super::table::table;
use crate::command::denials::Told;
use crate::exit::Failure;
use crate::output::words::printable;
use crate::session::Palette;

/// So many denials of one cause are listed.
const LISTED: usize = 25;
/// So many of the things to do are listed.
const ACTIONS: usize = 8;

/// A part of a sum in percent, to one place: `12.5 %`.
pub(crate) fn share(part: Money, whole: Money) -> String {
    percent(part.cents(), whole.cents())
}

/// A part in percent, to one place; `-` of nothing.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "-".to_owned();
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let permille = (part.abs() * 1000 + whole / 2) / whole;
    let sign = if part < 0 && permille > 0 { "-" } else { "" };
    format!("{sign}{}.{} %", permille / 10, permille % 10)
}

/// The sums in one line.
pub(crate) fn in_one_line(sums: &DenialsSummary) -> String {
    let rates = &sums.rates;
    let mut line = format!(
        "${} denied on {} of {}, {} of {} charged; ${} could have been prevented",
        sums.denied.amount,
        sums.denied.claims,
        count(rates.claims.denominator, "claim"),
        share(sums.denied.amount, rates.amount.denominator),
        rates.amount.denominator.dollars(),
        sums.preventable.amount,
    );
    if sums.pending.denials > 0 {
        line += &format!("; ${} pending", sums.pending.amount);
    }
    line
}

/// How many payments no claim that was sent fits, or several do.
fn unmatched(matched: Matched) -> Option<String> {
    let Matched { one, several, none } = matched;
    let all = count(one + several + none, "payment");
    match (none, several) {
        (0, 0) => None,
        (_, 0) => Some(format!("no claim that was sent fits {none} of {all}")),
        (0, _) => Some(format!("several claims fit {several} of {all}")),
        _ => Some(format!(
            "no claim that was sent fits {none} of {all}, several fit {several}"
        )),
    }
}

/// Writes all of it.
pub(crate) fn write(out: &mut dyn Write, told: &Told<'_>, paint: Palette) -> Result<(), Failure> {
    let sums = &told.sums;
    writeln!(out, "{}", paint.strong(in_one_line(sums)))?;
    if let Some(unmatched) = sums.matched.and_then(unmatched) {
        writeln!(out, "{unmatched}")?;
    }
    let mut largest: BTreeMap<RootCause, Largest> = BTreeMap::new();
    for denial in told.analysis.denials().filter(Denial::holds) {
        largest.entry(denial.cause).or_default().add(denial);
    }
    if !sums.by_cause.is_empty() {
        let mut causes = table(["root cause", "#claims", "#denied", "#share"]);
        for one in &sums.by_cause {
            causes.add_row([
                one.key.to_string(),
                one.tally.claims.to_string(),
                format!("${}", one.tally.amount),
                share(one.tally.amount, sums.denied.amount),
            ]);
        }
        writeln!(out, "{}\n", causes.trim_fmt())?;
    }
    if !told.worklist.is_empty() {
        actions(out, &told.worklist, paint)?;
    }
    for one in &sums.by_cause {
        let own = largest.remove(&one.key).unwrap_or_default();
        by_cause(out, one.key, &own, paint)?;
    }
    rest(out, sums, paint)?;
    life_cycle(out, sums, paint)?;
    rates(out, sums, paint)?;
    let faults = faults(told);
    if !faults.is_empty() {
        writeln!(out, "{}", paint.strong("Faults in the remittances"))?;
        for fault in faults {
            writeln!(out, "  {fault}")?;
        }
    }
    Ok(())
}

/// What to do, most recoverable dollars first.
fn actions(out: &mut dyn Write, worklist: &[Action], paint: Palette) -> Result<(), Failure> {
    writeln!(out, "{}", paint.strong("What to do first"))?;
    let shown = || worklist.iter().take(ACTIONS);
    let is_pending = shown().any(|action| action.pending > Money::ZERO);
    let not_decided = is_pending.then_some("#not decided");
    let columns = ["owner", "until", "#claims", "#denied"].into_iter();
    let columns = columns.chain(not_decided);
    let columns: Vec<&str> = columns.chain(["#recoverable", "what"]).collect();
    let mut first = table(columns);
    for action in shown() {
        let until = match action.deadline {
            Some(last) if action.urgency == Urgency::Expired => format!("{} (past)", last.until),
            Some(last) => last.until.to_string(),
            None => "-".to_owned(),
        };
        let mut cells = vec![
            action.owner.to_string(),
            until,
            action.claims.len().to_string(),
            format!("${}", action.amount - action.pending),
        ];
        cells.extend(is_pending.then(|| format!("${}", action.pending)));
        cells.push(format!("${}", action.recoverable));
        cells.push(printable(&action.to_string()).into_owned());
        first.add_row(cells);
    }
    writeln!(out, "{}", first.trim_fmt())?;
    let told = worklist.iter().map(|action| action.amount - action.pending);
    let once = worklist.iter().map(|action| action.denied_once).sum();
    if told.sum::<Money>() > once {
        writeln!(
            out,
            " what several coverages deny of a claim is told by each; together it is ${once}"
        )?;
    }
    if let Some(more) = worklist.len().checked_sub(ACTIONS + 1) {
        let more = count(more as u64 + 1, "more action");
        writeln!(out, " and {more}; --worklist FILE.csv lists all")?;
    }
    Ok(writeln!(out)?)
}

/// Those of many denials that are listed: of millions, only they are kept.
#[derive(Debug, Default)]
struct Largest<'a> {
    /// Most dollars first, equal ones in the order of the input.
    listed: Vec<Denial<'a>>,
    /// How many there are in all.
    all: usize,
}

impl<'a> Largest<'a> {
    fn add(&mut self, denial: Denial<'a>) {
        self.all += 1;
        let listed = &mut self.listed;
        let place = listed.partition_point(|own| own.amount >= denial.amount);
        if place < LISTED {
            listed.truncate(LISTED - 1);
            listed.insert(place, denial);
        }
    }
}

/// The denials of one cause, most dollars first.
fn by_cause(
    out: &mut dyn Write,
    cause: RootCause,
    denials: &Largest<'_>,
    paint: Palette,
) -> Result<(), Failure> {
    writeln!(out, "{}", paint.strong(cause))?;
    let mut rows = table([
        "claim", "line", "service", "payer", "provider", "POS", "code", "answer", "#denied",
        "evidence", "why",
    ]);
    let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    for denial in &denials.listed {
        let mut answer = denial.answer();
        for reject in &denial.pharmacy_rejects {
            answer += &format!(" RX:{reject}");
        }
        let mut evidence = denial.evidence.verdict.to_string();
        match (denial.evidence.rule, denial.suspects) {
            (Some(rule), _) => evidence += &format!(" {rule}"),
            (None, Some(cause)) => evidence += &format!("; may be {cause}"),
            (None, None) => {}
        }
        rows.add_row([
            printable(denial.account_number()).into_owned(),
            text(denial.line.map(|line| line.to_string())),
            text(denial.service_from.map(|from| from.to_string())),
            text(denial.payer.map(|payer| printable(payer).into_owned())),
            text(denial.provider.map(|npi| npi.to_string())),
            text(denial.pos.map(|pos| pos.to_string())),
            text(denial.procedure.map(|code| code.to_string())),
            answer,
            format!("${}", denial.amount),
            evidence,
            denial.subcause.to_owned(),
        ]);
    }
    writeln!(out, "{}", rows.trim_fmt())?;
    if let Some(more) = denials.all.checked_sub(LISTED + 1) {
        let more = count(more as u64 + 1, "more denial");
        writeln!(out, " and {more}; --format csv or json lists all")?;
    }
    Ok(writeln!(out)?)
}

/// Patterns, and money taken back.
fn rest(out: &mut dyn Write, sums: &DenialsSummary, paint: Palette) -> Result<(), Failure> {
    if !sums.patterns.is_empty() {
        writeln!(
            out,
            "{}",
            paint.strong("What hits some services more than others")
        )?;
        for (rank, one) in (1..).zip(sums.patterns.iter().take(ACTIONS)) {
            let rank: usize = rank;
            writeln!(out, " {rank}. {one}")?;
        }
        if let Some(more) = sums.patterns.len().checked_sub(ACTIONS + 1) {
            let more = count(more as u64 + 1, "more pattern");
            writeln!(out, " and {more}; --format json lists all")?;
        }
        writeln!(out)?;
    }
    let voided = sums.voided_takebacks;
    if !sums.recoupments.is_empty()
        || sums.unattributed_takebacks != Money::ZERO
        || voided.count > 0
    {
        writeln!(out, "{}", paint.strong("Taken back without a new decision"))?;
        let mut rows = table(["root cause", "#claims", "#taken back"]);
        for one in &sums.recoupments {
            let amount = one.amount.dollars().to_string();
            rows.add_row([one.cause.to_string(), one.claims.to_string(), amount]);
        }
        if sums.unattributed_takebacks != Money::ZERO {
            let amount = sums.unattributed_takebacks.dollars().to_string();
            rows.add_row(["of claims not in these remittances", "-", &amount]);
        }
        if voided.count > 0 {
            let (claims, amount) = (voided.count.to_string(), format!("${}", voided.amount));
            rows.add_row([
                "no loss: voided or sent anew by the practice",
                &claims,
                &amount,
            ]);
        }
        writeln!(out, "{}\n", rows.trim_fmt())?;
    }
    Ok(())
}

/// Where the charges went, and what became of first denials.
fn life_cycle(out: &mut dyn Write, sums: &DenialsSummary, paint: Palette) -> Result<(), Failure> {
    let all = &sums.life_cycle;
    let now = &all.now;
    if now.charge != Money::ZERO {
        writeln!(out, "{}", paint.strong("Where the charges went"))?;
        let mut rows = table(["", "#amount", "#share"]);
        let adjusted = Category::ALL.map(|one| (one.as_str(), now.adjustments.get(one)));
        let ends = [("charged", now.charge), ("paid", now.paid)];
        let parts = ends.into_iter().chain(adjusted);
        for (name, amount) in parts.chain([("unbalanced", now.unbalanced)]) {
            if amount != Money::ZERO {
                let name = name.replace('_', " ");
                rows.add_row([
                    name,
                    amount.dollars().to_string(),
                    share(amount, now.charge),
                ]);
            }
        }
        writeln!(out, "{}\n", rows.trim_fmt())?;
    }
    let mut told = Vec::new();
    let first = all.first_denied;
    if first.count > 0 {
        let (recovered, still) = (all.recovered, all.still_denied);
        told.push(format!(
            "${} denied at first on {}; ${} of it paid later on {}, ${} still denied on {}",
            first.amount,
            count(first.count, "claim"),
            recovered.amount,
            count(recovered.count, "claim"),
            still.amount,
            count(still.count, "claim"),
        ));
    }
    if all.denied_later.count > 0 {
        let (amount, claims) = (all.denied_later.amount, all.denied_later.count);
        told.push(format!(
            "${amount} denied later on {}",
            count(claims, "claim")
        ));
    }
    let orphans = all.orphan_reversals;
    if orphans.amount != Money::ZERO {
        told.push(format!(
            "{} taken back by {} of payments that are not in these remittances",
            orphans.amount.dollars(),
            count(orphans.count, "reversal")
        ));
    }
    let spread = all.from_service;
    if spread.claims > 0 {
        let mut text = format!(
            "first money after {} from the service for half of the claims, {} for nine of ten",
            count(spread.median.unsigned_abs(), "day"),
            spread.ninth_decile
        );
        if all.from_sent.claims > 0 {
            text += &format!("; {} from the sending for half", all.from_sent.median);
        }
        told.push(text);
    }
    if all.interest != Money::ZERO {
        told.push(format!("{} of interest", all.interest.dollars()));
    }
    if all.forward_balance > Money::ZERO {
        let amount = all.forward_balance;
        told.push(format!(
            "${amount} moved to later remittances and not taken up here"
        ));
    }
    if !all.provider_adjustments.is_empty() {
        let parts = all.provider_adjustments.iter().map(|one| {
            let kind = one.kind.as_str().replace('_', " ");
            format!("{} {} ({kind})", one.code, (-one.sum.amount).dollars())
        });
        let parts: Vec<String> = parts.collect();
        told.push(format!("outside of claims (PLB): {}", parts.join(", ")));
    }
    let with_payers = sums.rates_by.payer.iter();
    let with_payers: u64 = with_payers.map(|one| one.now.claims.denominator).sum();
    if first.count > 0 && with_payers > sums.rates.claims.denominator {
        told.push("a claim that several payers decided counts here with each of them".to_owned());
    }
    if !told.is_empty() {
        writeln!(out, "{}", paint.strong("From the first answer on"))?;
        for line in told {
            writeln!(out, " {line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The denial rates that count anything, each with what it counts.
fn rates(out: &mut dyn Write, sums: &DenialsSummary, paint: Palette) -> Result<(), Failure> {
    let mut rows = table(["rate", "#part", "#of", "#share", "of what"]);
    for rate in &sums.defined_rates {
        let (part, whole, share) = match rate.measure {
            Measure::Count(Ratio { denominator: 0, .. }) => continue,
            Measure::Count(Ratio {
                numerator,
                denominator,
            }) => {
                let cents = |count: u64| Money::from_cents(count as i64);
                let share = share(cents(numerator), cents(denominator));
                (numerator.to_string(), denominator.to_string(), share)
            }
            Measure::Amount(ratio) if ratio.denominator == Money::ZERO => continue,
            Measure::Amount(Ratio {
                numerator,
                denominator,
            }) => {
                let share = share(numerator, denominator);
                let [part, whole] = [numerator, denominator].map(Money::dollars);
                (part.to_string(), whole.to_string(), share)
            }
        };
        let name = rate.name.replace('_', " ");
        rows.add_row([name, part, whole, share, rate.whole.to_owned()]);
    }
    if !rows.is_empty() {
        writeln!(out, "{}", paint.strong("Denial rates"))?;
        writeln!(out, "{}\n", rows.trim_fmt())?;
    }
    Ok(())
}

/// The faults of the remittances themselves, a line each.
pub(crate) fn faults(told: &Told<'_>) -> Vec<String> {
    let envelope = told.envelope.iter().map(|(file, fault)| {
        let (severity, byte) = (fault.severity, fault.at.place.byte);
        format!("{severity}: {file}: byte {byte}: {}", fault.message())
    });
    let data = told.analysis.faults().iter().map(|fault| {
        let severity = if fault.kind.is_error() {
            "error"
        } else {
            "warning"
        };
        let file = told.remits.get(fault.at.input as usize);
        let file = file.map_or("", String::as_str);
        let (place, element) = (fault.at.place, fault.at.element_name());
        let mut text = format!("{severity}: {file}: byte {} ({element}", place.byte);
        if !fault.claim.is_empty() {
            text += &format!(", claim {}", printable(&fault.claim));
        }
        format!("{text}): {}", fault.kind)
    });
    envelope.chain(data).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_that_fit_no_claim_or_several_are_told() {
        let told = |one, several, none| unmatched(Matched { one, several, none });
        assert_eq!(told(7, 0, 0), None);
        let text = "no claim that was sent fits 1 of 3 payments, several fit 1";
        assert_eq!(told(1, 1, 1).as_deref(), Some(text));
        let text = "several claims fit 1 of 1 payment";
        assert_eq!(told(0, 1, 0).as_deref(), Some(text));
    }

    #[test]
    fn shares_are_rounded_to_one_place() {
        let money = Money::from_cents;
        assert_eq!(share(money(1), money(3)), "33.3 %");
        assert_eq!(share(money(2), money(3)), "66.7 %");
        assert_eq!(share(money(5), money(5)), "100.0 %");
        assert_eq!(share(money(-29), money(1000)), "-2.9 %");
        assert_eq!(share(money(-1), money(5000)), "0.0 %");
        assert_eq!(share(money(5), Money::ZERO), "-");
    }
}
