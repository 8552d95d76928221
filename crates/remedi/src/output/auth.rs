//! The worklist of authorizations, in every format.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Money, Npi, Pos, ProcedureCode};
use remedi_enrollment::{Authorization, Roster};
use remedi_remit::Denial;
use remedi_validate::ElementAt;
use remedi_validate::authorization::{Deadline, Problem, Route, Status, Task, TaskService, Usage};
use serde::Serialize;

use super::csv::{Table, list};
use super::human;
use super::human::check_summary::count;
use super::json::{At, ClaimSent, Reason, Text, line};
use crate::cli::Format;
use crate::command::auth::{Item, Worklist};
use crate::exit::Failure;
use crate::session::Session;

/// Writes the worklist.
pub(crate) fn write(
    out: &mut dyn Write,
    session: &Session,
    list: &Worklist<'_>,
) -> Result<(), Failure> {
    match session.format {
        Format::Human => human::auth::write(out, list, session.palette()),
        Format::Json => json(out, list),
        Format::Csv => {
            csv(out, list)?;
            session.notice(&in_one_line(list));
            for line in over_used(list) {
                session.notice(&line);
            }
            Ok(())
        }
    }
}

/// The sums in one line.
pub(crate) fn in_one_line(list: &Worklist<'_>) -> String {
    let with = |status| {
        let items = list.items.iter();
        items.filter(|item| item.task.status == status).count() as u64
    };
    let amount: Money = list.items.iter().map(|item| item.task.amount).sum();
    format!(
        "as of {}: {} on {} with {}; {} due soon, {} open, {} without a known day, {} expired",
        list.as_of,
        count(list.items.len() as u64, "item"),
        count(list.counts.claims, "claim"),
        amount.dollars(),
        with(Status::DueSoon),
        with(Status::Open),
        with(Status::NotKnown),
        with(Status::Expired),
    )
}

/// Authorizations of which more was used than granted, a line each.
pub(crate) fn over_used(list: &Worklist<'_>) -> Vec<String> {
    let over = list.usages.iter().filter(|(_, usage)| usage.left() < 0);
    over.map(|(line, usage)| {
        format!(
            "authorization {} (authorizations.csv:{line}) grants {}, and {} use {}",
            usage.number,
            usage.granted,
            count(usage.claims, "claim"),
            usage.used
        )
    })
    .collect()
}

/// The row of an authorization that claims use.
pub(crate) fn row_of<'r>(
    roster: Option<&'r Roster>,
    line: u32,
    usage: &Usage,
) -> Option<&'r Authorization> {
    let mut rows = roster?.authorizations(usage.number.trim());
    rows.find(|row| row.line == line)
}

#[derive(Serialize)]
struct Object<'a> {
    schema: &'static str,
    problem: &'static str,
    route: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    sent: ClaimSent<'a>,
    amount: Text<Money>,
    lines: Vec<Line<'a>>,
    status: &'static str,
    deadline: Option<DeadlineObject>,
    emergency: Emergency,
    findings: Vec<Reason<'a>>,
    denials: Vec<DenialObject<'a>>,
    checklist: Vec<CheckObject<'a>>,
    channel: Option<&'a str>,
    after: Option<&'a str>,
    source: Option<&'a str>,
    help: &'static str,
    at: At<'a>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: Option<u32>,
    provider: Option<Text<Npi>>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    revenue_code: Option<&'a str>,
    modifiers: Vec<String>,
    quantity: &'a str,
    service_from: Option<NaiveDate>,
    service_to: Option<NaiveDate>,
    amount: Option<Text<Money>>,
    number: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(service: &'a TaskService) -> Line<'a> {
        Line {
            line: service.line,
            provider: service.provider.map(Text),
            pos: service.pos.map(Text),
            procedure: service.procedure.map(Text),
            revenue_code: Some(&*service.revenue_code).filter(|code| !code.is_empty()),
            modifiers: service.modifiers.iter().map(ToString::to_string).collect(),
            quantity: &service.quantity,
            service_from: service.dates.map(|dates| dates.from),
            service_to: service.dates.map(|dates| dates.to),
            amount: service.charge.map(Text),
            number: service.number.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct DeadlineObject {
    until: NaiveDate,
    ask_by: NaiveDate,
    days_left: i64,
    business_days_left: i64,
    days: u16,
    unit: &'static str,
    from: &'static str,
    counted_from: NaiveDate,
}

impl DeadlineObject {
    fn of(deadline: &Deadline, today: NaiveDate) -> DeadlineObject {
        DeadlineObject {
            until: deadline.until,
            ask_by: deadline.ask_by(today),
            days_left: deadline.days_left(today),
            business_days_left: deadline.business_days_left(today),
            days: deadline.window.days,
            unit: deadline.window.unit.word(),
            from: deadline.anchor.word(),
            counted_from: deadline.counted_from,
        }
    }
}

#[derive(Serialize)]
struct Emergency {
    points: u8,
    strong: bool,
    evidence: Vec<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    points: u8,
    what: &'static str,
}

#[derive(Serialize)]
struct DenialObject<'a> {
    line: Option<u32>,
    group: String,
    carc: String,
    rarcs: Vec<String>,
    amount: Text<Money>,
    payer_claim: &'a str,
    paid_on: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
}

impl<'a> DenialObject<'a> {
    fn of(denial: &'a Denial) -> DenialObject<'a> {
        DenialObject {
            line: denial.line,
            group: denial.group.to_string(),
            carc: denial.carc.to_string(),
            rarcs: denial.rarcs.iter().map(ToString::to_string).collect(),
            amount: Text(denial.amount),
            payer_claim: denial.payer_claim,
            paid_on: denial.paid_on,
            deadline: denial.deadline.map(|last| last.until),
        }
    }
}

/// A denial as checklists have it: `CO-197 N54, $900.00 on line 1, the payer's claim X1, 2025-03-20`.
pub(crate) fn denial_in_words(denial: &Denial) -> String {
    let mut text = format!("{}-{}", denial.group, denial.carc);
    for rarc in &denial.rarcs {
        text += &format!(" {rarc}");
    }
    text += &format!(", ${}", denial.amount);
    if let Some(line) = denial.line {
        text += &format!(" on line {line}");
    }
    if !denial.payer_claim.is_empty() {
        text += &format!(", the payer's claim {}", denial.payer_claim);
    }
    if let Some(day) = denial.paid_on {
        text += &format!(", {day}");
    }
    text
}

#[derive(Serialize)]
struct CheckObject<'a> {
    item: &'static str,
    there: bool,
    text: &'a str,
}

impl<'a> Object<'a> {
    fn of(item: &'a Item, today: NaiveDate) -> Object<'a> {
        let Item {
            file,
            task,
            denials,
            ..
        } = item;
        let subject = &*task.subject;
        let evidence = task.emergency.found.iter();
        let checklist = task.checklist.iter();
        Object {
            schema: "remedi.authorization/1",
            problem: task.problem.word(),
            route: task.route.word(),
            severity: task.severity.as_str(),
            sent: ClaimSent::of(file, subject),
            amount: Text(task.amount),
            lines: task.services.iter().map(Line::of).collect(),
            status: task.status.word(),
            deadline: task
                .deadline
                .as_ref()
                .map(|one| DeadlineObject::of(one, today)),
            emergency: Emergency {
                points: task.emergency.points(),
                strong: task.emergency.is_strong(),
                evidence: evidence
                    .map(|one| Evidence {
                        points: one.points,
                        what: one.what,
                    })
                    .collect(),
            },
            findings: task.findings.iter().map(Reason::from).collect(),
            denials: denials.iter().map(DenialObject::of).collect(),
            checklist: checklist
                .map(|check| CheckObject {
                    item: check.item.word(),
                    there: check.is_there,
                    text: &check.text,
                })
                .collect(),
            channel: task.channel.as_deref(),
            after: task.after.as_deref(),
            source: task.source.as_deref(),
            help: task.route.in_words(),
            at: At::new(task.place, Some("2300"), Some(ElementAt::new(b"CLM", 0, 0))),
        }
    }
}

#[derive(Serialize)]
struct UsageObject<'a> {
    schema: &'static str,
    number: &'a str,
    payer: Option<&'a str>,
    file: Option<&'a str>,
    line: u32,
    granted: u32,
    used: u64,
    left: i64,
    claims: u64,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Sums {
    schema: &'static str,
    as_of: NaiveDate,
    files: u64,
    claims: u64,
    lines: u64,
    lines_wanting: u64,
    lines_in_emergency_room: u64,
    lines_with_number: u64,
    lines_granted: u64,
    lines_not_on_file: u64,
    items: usize,
    amount: Text<Money>,
    denied_elsewhere: Elsewhere,
    settled: Settled,
    by_problem: Vec<Group>,
    by_route: Vec<Group>,
    by_status: Vec<Group>,
    exceeded: usize,
    seconds: f64,
}

#[derive(Serialize)]
struct Settled {
    items: u64,
    amount: Text<Money>,
}

#[derive(Serialize)]
struct Elsewhere {
    claims: u64,
    amount: Text<Money>,
}

#[derive(Serialize)]
struct Group {
    key: &'static str,
    items: u64,
    amount: Text<Money>,
}

/// Items and dollars by a word of theirs, in its order.
pub(crate) fn groups<K: Ord + Copy>(
    list: &Worklist<'_>,
    key: impl Fn(&Task) -> K,
) -> impl Iterator<Item = (K, u64, Money)> {
    let mut groups = std::collections::BTreeMap::<K, (u64, Money)>::new();
    for Item { task, .. } in &list.items {
        let own = groups.entry(key(task)).or_default();
        own.0 += 1;
        own.1 += task.amount;
    }
    groups
        .into_iter()
        .map(|(key, (items, amount))| (key, items, amount))
}

fn json(out: &mut dyn Write, list: &Worklist<'_>) -> Result<(), Failure> {
    for item in &list.items {
        line(out, &Object::of(item, list.as_of))?;
    }
    for (row, usage) in list.usages.iter() {
        let own = row_of(list.roster, row, usage);
        let payer = own.and_then(|own| own.payer).zip(list.roster);
        let object = UsageObject {
            schema: "remedi.authorization-use/1",
            number: &usage.number,
            payer: payer.map(|(payer, roster)| &*roster.payer(payer).id),
            file: own.map(|own| &*own.file),
            line: row,
            granted: usage.granted,
            used: usage.used,
            left: usage.left(),
            claims: usage.claims,
            valid_from: own.and_then(|own| own.valid_from),
            valid_to: own.and_then(|own| own.valid_to),
        };
        line(out, &object)?;
    }
    let group = |(key, items, amount): (&'static str, u64, Money)| Group {
        key,
        items,
        amount: Text(amount),
    };
    let counts = &list.counts;
    let sums = Sums {
        schema: "remedi.authorizations-summary/1",
        as_of: list.as_of,
        files: list.files,
        claims: counts.claims,
        lines: counts.lines,
        lines_wanting: counts.wanted,
        lines_in_emergency_room: counts.emergency_room,
        lines_with_number: counts.with_number,
        lines_granted: counts.granted,
        lines_not_on_file: counts.not_on_file,
        items: list.items.len(),
        amount: Text(list.items.iter().map(|item| item.task.amount).sum()),
        denied_elsewhere: Elsewhere {
            claims: list.denied_elsewhere.0,
            amount: Text(list.denied_elsewhere.1),
        },
        settled: Settled {
            items: list.settled.0,
            amount: Text(list.settled.1),
        },
        by_problem: groups(list, |task| task.problem)
            .map(|(key, items, amount)| group((Problem::word(key), items, amount)))
            .collect(),
        by_route: groups(list, |task| task.route)
            .map(|(key, items, amount)| group((Route::word(key), items, amount)))
            .collect(),
        by_status: groups(list, |task| task.status)
            .map(|(key, items, amount)| group((Status::word(key), items, amount)))
            .collect(),
        exceeded: over_used(list).len(),
        seconds: list.seconds,
    };
    line(out, &sums)
}

const COLUMNS: [&str; 32] = [
    "until",
    "ask_by",
    "days_left",
    "business_days_left",
    "status",
    "problem",
    "route",
    "severity",
    "file",
    "claim",
    "lines",
    "payer",
    "payer_sent",
    "billing_npi",
    "providers",
    "location",
    "pos",
    "procedures",
    "service_from",
    "service_to",
    "amount",
    "numbers",
    "rules",
    "emergency_points",
    "emergency_evidence",
    "denials",
    "to_get",
    "channel",
    "after",
    "source",
    "byte",
    "message",
];

/// A row an item; a list in a cell is separated by `|`.
fn csv(out: &mut dyn Write, worklist: &Worklist<'_>) -> Result<(), Failure> {
    let cell = |value: Option<String>| value.unwrap_or_default();
    let mut table = Table::new(out);
    table.row(COLUMNS)?;
    for item in &worklist.items {
        let Item {
            file,
            task,
            denials,
            ..
        } = item;
        let (subject, deadline) = (&*task.subject, task.deadline.as_ref());
        let each = |value: &dyn Fn(&TaskService) -> Option<String>| {
            let mut all: Vec<String> = task.services.iter().filter_map(value).collect();
            all.dedup();
            list(all)
        };
        let to_get = task.checklist.iter().filter(|check| !check.is_there);
        let cells: [String; COLUMNS.len()] = [
            cell(deadline.map(|one| one.until.to_string())),
            cell(deadline.map(|one| one.ask_by(worklist.as_of).to_string())),
            cell(deadline.map(|one| one.days_left(worklist.as_of).to_string())),
            cell(deadline.map(|one| one.business_days_left(worklist.as_of).to_string())),
            task.status.word().to_owned(),
            task.problem.word().to_owned(),
            task.route.word().to_owned(),
            task.severity.to_string(),
            file.clone(),
            subject.claim.to_string(),
            each(&|one| Some(one.line?.to_string())),
            cell(subject.payer.as_ref().map(ToString::to_string)),
            subject.payer_sent.to_string(),
            cell(subject.billing_npi.map(|npi| npi.to_string())),
            each(&|one| Some(one.provider?.to_string())),
            cell(subject.location.as_ref().map(ToString::to_string)),
            each(&|one| Some(one.pos?.to_string())),
            each(&|one| Some(one.procedure?.to_string())),
            cell(subject.dates.map(|dates| dates.from.to_string())),
            cell(subject.dates.map(|dates| dates.to.to_string())),
            task.amount.to_string(),
            each(&|one| Some(one.number.as_ref()?.to_string())),
            list(task.findings.iter().map(|one| one.rule.code.to_owned())),
            task.emergency.points().to_string(),
            list(task.emergency.found.iter().map(|one| one.what.to_owned())),
            list(denials.iter().map(denial_in_words)),
            list(to_get.map(|check| check.item.word().to_owned())),
            cell(task.channel.as_ref().map(ToString::to_string)),
            cell(task.after.as_ref().map(ToString::to_string)),
            cell(task.source.as_ref().map(ToString::to_string)),
            task.place.byte.to_string(),
            list(task.findings.iter().map(|one| one.message().to_string())),
        ];
        table.row(cells)?;
    }
    Ok(table.flush()?)
}
