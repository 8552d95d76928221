//! The worklist of authorizations for reading: what is to be asked for first, then each with its checklist.

use std::io::Write;

use remedi_validate::authorization::{CheckItem, Deadline, Status, Task};

use super::check_summary::count;
use super::table::table;
use crate::command::auth::{Item, Worklist};
use crate::exit::Failure;
use crate::output::auth::{groups, in_one_line, over_used, row_of};
use crate::output::words::{printable, row_has};
use crate::session::Palette;

/// Writes the list, the checklists, what was used, and the sums.
pub(crate) fn write(
    out: &mut dyn Write,
    list: &Worklist<'_>,
    paint: Palette,
) -> Result<(), Failure> {
    if !list.items.is_empty() {
        worklist(out, list, paint)?;
        if !list.brief {
            for item in &list.items {
                checklist(out, list, item, paint)?;
            }
        }
    }
    used(out, list, paint)?;
    if !list.items.is_empty() {
        writeln!(out, "{}", paint.strong("What to do"))?;
        let mut rows = table(["route", "#items", "#charged", "what"]);
        for (route, items, amount) in groups(list, |task| task.route) {
            rows.add_row([
                route.word().replace('_', " "),
                items.to_string(),
                amount.dollars().to_string(),
                route.in_words().to_owned(),
            ]);
        }
        writeln!(out, "{}\n", rows.trim_fmt())?;
    }
    writeln!(out, "{}", paint.strong(in_one_line(list)))?;
    let counts = &list.counts;
    writeln!(
        out,
        "of {} {} want an authorization by the profile ({} in an emergency room, which need none); {} sent with a \
         number, of which {} granted by what is on file, {} not on file",
        count(counts.lines, "line"),
        counts.wanted,
        counts.emergency_room,
        counts.with_number,
        counts.granted,
        counts.not_on_file,
    )?;
    let (items, amount) = list.settled;
    if items > 0 {
        writeln!(
            out,
            "{} with {} left out: the payer has decided these claims and denied nothing",
            count(items, "item"),
            amount.dollars()
        )?;
    }
    let (claims, amount) = list.denied_elsewhere;
    if claims > 0 {
        writeln!(
            out,
            "{} denied for authorization with ${amount}, in which nothing is wrong by what is known: see `remedi denials`",
            count(claims, "more claim")
        )?;
    }
    for line in over_used(list) {
        writeln!(out, "{}: {line}", paint.error("error"))?;
    }
    Ok(())
}

fn lines_in_words(task: &Task) -> String {
    let numbers = task.services.iter().filter_map(|service| service.line);
    let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
    numbers.join(" ")
}

fn worklist(out: &mut dyn Write, list: &Worklist<'_>, paint: Palette) -> Result<(), Failure> {
    writeln!(out, "{}", paint.strong("Authorizations to see to"))?;
    let mut rows = table([
        "ask by",
        "until",
        "#days",
        "#business",
        "status",
        "claim",
        "lines",
        "payer",
        "service",
        "problem",
        "#charged",
        "#emergency",
        "route",
    ]);
    for Item { task, .. } in &list.items {
        let (subject, deadline) = (&*task.subject, task.deadline.as_ref());
        let told = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let from = task.services.iter().filter_map(|one| one.dates).next();
        rows.add_row([
            told(deadline.map(|one| one.ask_by(list.as_of).to_string())),
            told(deadline.map(|one| one.until.to_string())),
            told(deadline.map(|one| one.days_left(list.as_of).to_string())),
            told(deadline.map(|one| one.business_days_left(list.as_of).to_string())),
            task.status.word().replace('_', " "),
            printable(&subject.claim).into_owned(),
            lines_in_words(task),
            subject
                .payer
                .as_ref()
                .unwrap_or(&subject.payer_sent)
                .to_string(),
            told(from.map(|dates| dates.from.to_string())),
            task.problem.word().replace('_', " "),
            task.amount.dollars().to_string(),
            match task.emergency.points() {
                0 => "-".to_owned(),
                points => points.to_string(),
            },
            task.route.word().replace('_', " "),
        ]);
    }
    Ok(writeln!(out, "{}\n", rows.trim_fmt())?)
}

/// `until 2025-02-14: 30 calendar days from the service 2025-01-15; 3 days left, 2 business days`.
fn deadline_in_words(deadline: &Deadline, status: Status, list: &Worklist<'_>) -> String {
    let anchor = match deadline.anchor.word() {
        "last_service" => "last day of service",
        "service" => "first day of service",
        other => other,
    };
    let mut text = format!(
        "until {}: {} {} from the {anchor}, {}",
        deadline.until,
        deadline.window.days,
        match deadline.window.days {
            1 => format!("{} day", deadline.window.unit.word()),
            _ => format!("{} days", deadline.window.unit.word()),
        },
        deadline.counted_from,
    );
    let left = deadline.days_left(list.as_of);
    text += &match (status, u64::try_from(left)) {
        (Status::Expired, _) | (_, Err(_)) => {
            format!("; past for {}", count(left.unsigned_abs(), "day"))
        }
        (_, Ok(0)) => "; today is the last day".to_owned(),
        (_, Ok(left)) => format!(
            "; {} left, {}",
            count(left, "day"),
            count(
                deadline.business_days_left(list.as_of).unsigned_abs(),
                "business day"
            )
        ),
    };
    let ask_by = deadline.ask_by(list.as_of);
    if ask_by != deadline.until && left >= 0 {
        text += &format!("; that is no business day: ask by {ask_by}");
    }
    text
}

fn checklist(
    out: &mut dyn Write,
    list: &Worklist<'_>,
    item: &Item,
    paint: Palette,
) -> Result<(), Failure> {
    let Item { file, task, .. } = item;
    let subject = &*task.subject;
    let payer = subject.payer.as_ref().unwrap_or(&subject.payer_sent);
    let title = format!(
        "claim {}, payer {payer}: {}",
        printable(&subject.claim),
        task.problem.word().replace('_', " ")
    );
    writeln!(out, "{}", paint.strong(title))?;
    let place = task.place;
    writeln!(
        out,
        "  {} {file}: set {}, segment {} (byte {})",
        paint.rule("-->"),
        place.set,
        place.segment,
        place.byte
    )?;
    for finding in &task.findings {
        write!(out, "  = {}: {}", finding.rule.code, finding.message())?;
        if let Some(row) = &finding.nearest {
            let (file, line, fact) = (&row.file, row.line, row.fact);
            let has = row_has(fact, &row.expected, &row.found);
            write!(out, " ({file}:{line} has {fact} `{has}`)")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "  = to do: {}", task.route.in_words())?;
    if let Some(deadline) = &task.deadline {
        let text = deadline_in_words(deadline, task.status, list);
        writeln!(out, "  = {text}")?;
    }
    if let Some(source) = &task.source {
        writeln!(out, "  = by: {source}")?;
    }
    for check in &task.checklist {
        let mark = match (check.item, check.is_there) {
            (CheckItem::Channel | CheckItem::NextRoute, _) => " - ",
            (_, true) => "[x]",
            (_, false) => "[ ]",
        };
        let name = check.item.word().replace('_', " ");
        writeln!(out, "  {mark} {name}: {}", check.text)?;
    }
    Ok(writeln!(out)?)
}

fn used(out: &mut dyn Write, list: &Worklist<'_>, paint: Palette) -> Result<(), Failure> {
    let mut rows = table([
        "authorization",
        "payer",
        "#granted",
        "#used",
        "#left",
        "#claims",
        "valid to",
        "roster",
    ]);
    for (line, usage) in list.usages.iter() {
        let own = row_of(list.roster, line, usage);
        let payer = own.and_then(|own| own.payer).zip(list.roster);
        let valid_to = own.and_then(|own| own.valid_to);
        rows.add_row([
            usage.number.to_string(),
            payer.map_or(String::new(), |(payer, roster)| {
                roster.payer(payer).id.to_string()
            }),
            usage.granted.to_string(),
            usage.used.to_string(),
            usage.left().to_string(),
            usage.claims.to_string(),
            valid_to.map_or(String::new(), |day| day.to_string()),
            format!("authorizations.csv:{line}"),
        ]);
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint.strong("Units used by these claims"))?;
    Ok(writeln!(out, "{}\n", rows.trim_fmt())?)
}
