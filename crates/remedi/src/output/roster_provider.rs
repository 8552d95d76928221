//! One provider as the roster has it, in every format.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Npi, Tin};
use remedi_enrollment::{Enrollment, EntityType, Provider, Roster, Span};
use serde::Serialize;

use super::csv::{Table, list};
use super::human::check_summary::count;
use super::human::table::table;
use super::json::Text;
use super::roster::{RowAt, name_of, payer_named};
use crate::cli::Format;
use crate::exit::Failure;
use crate::session::{Palette, Session};

#[derive(Serialize)]
struct Profile<'a> {
    schema: &'static str,
    npi: Text<Npi>,
    as_of: NaiveDate,
    name: Option<String>,
    entity_type: Option<&'static str>,
    taxonomies: Vec<String>,
    deactivated: bool,
    npi_deactivated_on: Option<NaiveDate>,
    npi_reactivated_on: Option<NaiveDate>,
    replaced_by: Option<Text<Npi>>,
    opted_out: Option<Days>,
    excluded: Option<Days>,
    enrollments: Vec<Row<'a>>,
    gaps: Vec<Gap<'a>>,
    credentials: Vec<Credential<'a>>,
}

/// Days from one to another, and whether the day asked is among them.
#[derive(Serialize)]
struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    on_the_day: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    row: RowAt<'a>,
    payer: &'a str,
    plan: &'a str,
    network: &'a str,
    status: &'static str,
    in_force: bool,
    replaced: bool,
    /// Recorded after the day that is asked.
    not_yet_recorded: bool,
    effective_from: Option<NaiveDate>,
    billing_effective_from: Option<NaiveDate>,
    effective_to: Option<NaiveDate>,
    application_received: Option<NaiveDate>,
    group_npis: Vec<Text<Npi>>,
    tins: Vec<Text<Tin>>,
    locations: Vec<&'a str>,
    taxonomies: Vec<String>,
    approved_pos: Vec<String>,
    scope: Option<String>,
    participation: Option<&'static str>,
    payer_provider_id: &'a str,
    verified_on: Option<NaiveDate>,
    recorded_from: Option<NaiveDate>,
    recorded_to: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Gap<'a> {
    payer: &'a str,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Serialize)]
struct Credential<'a> {
    row: RowAt<'a>,
    kind: &'static str,
    payer: Option<&'a str>,
    location: Option<&'a str>,
    number: &'a str,
    state: &'a str,
    level: &'a str,
    issued: Option<NaiveDate>,
    expires: Option<NaiveDate>,
    days_left: Option<i64>,
}

impl Days {
    fn of(span: Span, day: NaiveDate) -> Option<Days> {
        (span != Span::default()).then(|| Days {
            from: span.from,
            to: span.to,
            on_the_day: span.contains(day),
        })
    }

    /// `from 2024-01-01 (on the day)`.
    fn in_words(&self) -> String {
        let from = self.from.map(|day| format!("from {day}"));
        let to = self.to.map(|day| format!("to {day}"));
        let ends: Vec<String> = [from, to].into_iter().flatten().collect();
        let now = if self.on_the_day {
            ""
        } else {
            " (not on the day)"
        };
        format!("{}{now}", ends.join(" "))
    }
}

fn row<'a>(roster: &'a Roster, own: Enrollment<'a>, as_of: NaiveDate) -> Row<'a> {
    let is_known = own.known_on(as_of);
    let is_to_come = own.recorded_from().is_some_and(|from| as_of < from);
    Row {
        row: RowAt::of(own),
        payer: &roster.payer(own.payer()).id,
        plan: own.plan(),
        network: own.network(),
        status: own.status().word(),
        in_force: is_known && own.in_force(as_of),
        replaced: !is_known && !is_to_come,
        not_yet_recorded: is_to_come,
        effective_from: own.effective_from(),
        billing_effective_from: own.billing_effective_from(),
        effective_to: own.ends(),
        application_received: own.application_received(),
        group_npis: own.group_npis().iter().copied().map(Text).collect(),
        tins: own.distinct_tins().map(Text).collect(),
        locations: own
            .locations()
            .iter()
            .map(|&place| &*roster.location(place).id)
            .collect(),
        taxonomies: own.taxonomies().iter().map(ToString::to_string).collect(),
        approved_pos: own
            .approved_pos()
            .iter()
            .map(|pos| pos.to_string())
            .collect(),
        scope: own.scope().map(ToString::to_string),
        participation: own.participation().map(|word| word.word()),
        payer_provider_id: own.payer_provider_id(),
        verified_on: own.verified_on(),
        recorded_from: own.recorded_from(),
        recorded_to: own.recorded_to(),
    }
}

fn profile(roster: &Roster, npi: Npi, as_of: NaiveDate) -> Profile<'_> {
    let known: Option<&Provider> = roster.provider(npi);
    let enrollments: Vec<Enrollment<'_>> = roster.enrollments_of(npi).collect();
    let mut payers: Vec<_> = enrollments.iter().map(|own| own.payer()).collect();
    payers.dedup();
    let gaps = payers.iter().flat_map(|&payer| {
        let id = &*roster.payer(payer).id;
        let gaps = roster.gaps(npi, payer, as_of).into_iter();
        gaps.map(move |gap| Gap {
            payer: id,
            from: gap.from,
            to: gap.to,
        })
    });
    let credentials = roster.credentials_of(npi).iter().map(|own| Credential {
        row: RowAt {
            file: &own.file,
            line: own.line,
        },
        kind: own.kind.word(),
        payer: own.payer.map(|payer| &*roster.payer(payer).id),
        location: own.location.map(|place| &*roster.location(place).id),
        number: &own.number,
        state: &own.state,
        level: &own.level,
        issued: own.issued,
        expires: own.expires,
        days_left: own.last_day().map(|on| (on - as_of).num_days()),
    });
    Profile {
        schema: "remedi.provider/1",
        npi: Text(npi),
        as_of,
        name: name_of(roster, npi),
        entity_type: known
            .and_then(|one| one.entity_type)
            .map(|kind| match kind {
                EntityType::Individual => "individual",
                EntityType::Organization => "organization",
            }),
        taxonomies: known.map_or(Vec::new(), |one| {
            one.taxonomies.iter().map(ToString::to_string).collect()
        }),
        deactivated: known.is_some_and(|one| one.deactivated_on(as_of)),
        npi_deactivated_on: known.and_then(|one| one.npi_deactivated_on),
        npi_reactivated_on: known.and_then(|one| one.npi_reactivated_on),
        replaced_by: known.and_then(|one| one.replaced_by).map(Text),
        opted_out: known.and_then(|one| Days::of(one.opted_out, as_of)),
        excluded: known.and_then(|one| Days::of(one.excluded, as_of)),
        gaps: gaps.collect(),
        credentials: credentials.collect(),
        enrollments: enrollments
            .into_iter()
            .map(|own| row(roster, own, as_of))
            .collect(),
    }
}

/// Writes the provider; as a table, its enrollments.
pub(crate) fn write(
    out: &mut dyn Write,
    roster: &Roster,
    npi: Npi,
    as_of: NaiveDate,
    session: &Session,
) -> Result<(), Failure> {
    let profile = profile(roster, npi, as_of);
    match session.format {
        Format::Human => human(out, roster, &profile, session.palette()),
        Format::Json => {
            serde_json::to_writer(&mut *out, &profile)?;
            Ok(out.write_all(b"\n")?)
        }
        Format::Csv => csv(out, &profile),
    }
}

fn human(
    out: &mut dyn Write,
    roster: &Roster,
    profile: &Profile<'_>,
    paint: Palette,
) -> Result<(), Failure> {
    let name = profile.name.as_deref().unwrap_or("no name in the roster");
    let heading = format!("{} {name}", profile.npi.0);
    writeln!(out, "{}, as of {}", paint.strong(heading), profile.as_of)?;
    if let Some(kind) = profile.entity_type {
        writeln!(out, "   {kind}")?;
    }
    if let [primary, others @ ..] = &profile.taxonomies[..] {
        let others = match others.is_empty() {
            true => String::new(),
            false => format!(" (primary), {}", others.join(", ")),
        };
        writeln!(out, "   taxonomy {primary}{others}")?;
    }
    if let Some(on) = profile.npi_deactivated_on {
        let back = profile.npi_reactivated_on;
        let back = back.map(|day| format!(", activated again on {day}"));
        let text = format!("NPI deactivated on {on}{}", back.unwrap_or_default());
        match profile.deactivated {
            true => writeln!(out, "   {}", paint.error(text))?,
            false => writeln!(out, "   {text}")?,
        }
    }
    if let Some(instead) = &profile.replaced_by {
        let text = format!("replaced by NPI {}", instead.0);
        match profile.deactivated {
            true => writeln!(out, "   {}", paint.error(text))?,
            false => writeln!(out, "   {text}")?,
        }
    }
    for (what, days) in [
        ("opted out of Medicare", &profile.opted_out),
        ("excluded from federal programs", &profile.excluded),
    ] {
        let Some(days) = days else { continue };
        let text = format!("{what} {}", days.in_words());
        match days.on_the_day {
            true => writeln!(out, "   {}", paint.error(text))?,
            false => writeln!(out, "   {text}")?,
        }
    }
    let (now, others): (Vec<_>, Vec<_>) = profile
        .enrollments
        .iter()
        .partition(|own| !own.replaced && !own.not_yet_recorded);
    enrollments(out, roster, "enrollments", &now, paint)?;
    if !profile.gaps.is_empty() {
        writeln!(out, "\n{}", paint.strong("days between enrollments"))?;
        for gap in &profile.gaps {
            writeln!(out, "   {}: {} to {}", gap.payer, gap.from, gap.to)?;
        }
    }
    let title = "rows replaced, or not yet recorded on the day";
    if !others.is_empty() {
        enrollments(out, roster, title, &others, paint)?;
    }
    credentials(out, profile, paint)
}

fn enrollments(
    out: &mut dyn Write,
    roster: &Roster,
    title: &str,
    rows: &[&Row<'_>],
    paint: Palette,
) -> Result<(), Failure> {
    let in_force = rows.iter().filter(|own| own.in_force).count();
    let told = count(rows.len() as u64, "row");
    writeln!(
        out,
        "\n{}: {told}, {in_force} in force",
        paint.strong(title)
    )?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut lines = table([
        "payer",
        "status",
        "from",
        "to",
        "in force",
        "billing NPI",
        "TIN",
        "details",
        "roster",
    ]);
    for own in rows {
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let payer = roster.payer_of(own.payer).one();
        lines.add_row([
            payer.map_or(own.payer.to_owned(), |payer| payer_named(roster, payer)),
            own.status.to_owned(),
            day(own.billing_effective_from.or(own.effective_from)),
            day(own.effective_to),
            if own.in_force { "yes" } else { "no" }.to_owned(),
            joined(&own.group_npis),
            joined(&own.tins),
            details(own),
            own.row.to_string(),
        ]);
    }
    writeln!(out, "{lines}")?;
    Ok(())
}

fn joined<T: std::fmt::Display>(all: &[Text<T>]) -> String {
    let all: Vec<String> = all.iter().map(|one| one.0.to_string()).collect();
    all.join(" ")
}

/// What else the row asks of a service, and what is known of it.
fn details(own: &Row<'_>) -> String {
    let list =
        |name: &str, all: &[String]| (!all.is_empty()).then(|| format!("{name} {}", all.join(" ")));
    let named = |name: &str, text: &str| (!text.is_empty()).then(|| format!("{name} {text}"));
    let dated = |name: &str, day: Option<NaiveDate>| day.map(|day| format!("{name} {day}"));
    let all = [
        list("POS", &own.approved_pos),
        (!own.locations.is_empty()).then(|| format!("at {}", own.locations.join(" "))),
        list("taxonomy", &own.taxonomies),
        own.scope
            .as_ref()
            .map(|scope| format!("procedures {scope}")),
        named("plan", own.plan),
        named("network", own.network),
        own.participation.map(str::to_owned),
        named("number", own.payer_provider_id),
        dated("applied for on", own.application_received),
        dated("verified on", own.verified_on),
        dated("recorded from", own.recorded_from),
        dated("recorded to", own.recorded_to),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    all.join("; ")
}

fn credentials(out: &mut dyn Write, profile: &Profile<'_>, paint: Palette) -> Result<(), Failure> {
    let told = profile.credentials.len() as u64;
    writeln!(
        out,
        "\n{}: {}",
        paint.strong("credentials"),
        count(told, "row")
    )?;
    if profile.credentials.is_empty() {
        return Ok(());
    }
    let mut lines = table([
        "what",
        "for",
        "number",
        "issued",
        "expires",
        "#days left",
        "roster",
    ]);
    for own in &profile.credentials {
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let about = [own.state, own.level]
            .into_iter()
            .chain(own.payer)
            .chain(own.location);
        let about: Vec<&str> = about.filter(|text| !text.is_empty()).collect();
        lines.add_row([
            own.kind.to_owned(),
            about.join(" "),
            own.number.to_owned(),
            day(own.issued),
            day(own.expires),
            match own.days_left {
                None => String::new(),
                Some(left) if left < 0 => format!("expired {}", -left),
                Some(left) => left.to_string(),
            },
            own.row.to_string(),
        ]);
    }
    writeln!(out, "{lines}")?;
    Ok(())
}

fn csv(out: &mut dyn Write, profile: &Profile<'_>) -> Result<(), Failure> {
    let mut table = Table::new(out);
    table.row([
        "npi",
        "payer",
        "status",
        "in_force",
        "effective_from",
        "billing_effective_from",
        "effective_to",
        "group_npi",
        "tin",
        "location",
        "taxonomy",
        "approved_pos",
        "scope",
        "participation",
        "replaced",
        "file",
        "line",
        "not_yet_recorded",
    ])?;
    for own in &profile.enrollments {
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        table.row([
            profile.npi.0.to_string(),
            own.payer.to_owned(),
            own.status.to_owned(),
            yes(own.in_force),
            day(own.effective_from),
            day(own.billing_effective_from),
            day(own.effective_to),
            joined(&own.group_npis),
            joined(&own.tins),
            list(&own.locations),
            own.taxonomies.join(" "),
            own.approved_pos.join(" "),
            own.scope.clone().unwrap_or_default(),
            own.participation.unwrap_or_default().to_owned(),
            yes(own.replaced),
            own.row.file.to_owned(),
            own.row.line.to_string(),
            yes(own.not_yet_recorded),
        ])?;
    }
    Ok(table.flush()?)
}
