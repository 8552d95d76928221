//! The cleared-to-bill matrix, in every format.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Npi, Pos, Tin};
use remedi_enrollment::{Cell, MatrixBlock, ProcedureFamily, Roster, Standing};
use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use super::human::table::table;
use super::json::Text;
use super::roster::{RowAt, named, payer_named};
use crate::cli::Format;
use crate::exit::Failure;
use crate::session::{Palette, Session};

#[derive(Serialize)]
struct Object<'a> {
    schema: &'static str,
    date: NaiveDate,
    provider: Option<Text<Npi>>,
    payer: &'a str,
    group_npi: Option<Text<Npi>>,
    tin: Option<Text<Tin>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedures: Option<&'static str>,
    answer: &'static str,
    fact: Option<&'static str>,
    row: Option<RowAt<'a>>,
    nonpar: bool,
    changes_on: Option<NaiveDate>,
    becomes: Option<&'static str>,
}

impl<'a> Object<'a> {
    fn of(roster: &'a Roster, date: NaiveDate, block: &MatrixBlock, cell: &Cell) -> Object<'a> {
        let state = &cell.state;
        Object {
            schema: "remedi.clearance-matrix/1",
            date,
            provider: block.provider.map(Text),
            payer: &roster.payer(block.payer).id,
            group_npi: block.practice.billing.map(Text),
            tin: block.practice.tin.map(Text),
            location: cell.location.map(|one| &*roster.location(one).id),
            pos: cell.pos.map(Text),
            procedures: cell.family.map(|family| family.name),
            answer: state.standing.word(),
            fact: state.column(),
            row: row_of(roster, cell),
            nonpar: state.nonpar,
            changes_on: cell.next.map(|(day, _)| day),
            becomes: cell.next.map(|(_, standing)| standing.word()),
        }
    }
}

/// The row that an answer is from: of `providers.csv` where the provider is barred.
fn row_of<'a>(roster: &'a Roster, cell: &Cell) -> Option<RowAt<'a>> {
    match cell.state.barred {
        Some(barred) => RowAt::of_provider(roster, barred.provider),
        None => Some(RowAt::of(roster.enrollment(cell.state.row?))),
    }
}

#[derive(Default, Serialize)]
struct Sums {
    schema: &'static str,
    date: NaiveDate,
    cells: u64,
    cleared: u64,
    in_part: u64,
    not_cleared: u64,
    unknown: u64,
}

impl Sums {
    fn add(&mut self, block: &MatrixBlock) {
        for cell in &block.cells {
            self.cells += 1;
            *match cell.state.standing {
                Standing::Cleared => &mut self.cleared,
                Standing::InPart => &mut self.in_part,
                Standing::NotCleared => &mut self.not_cleared,
                Standing::Unknown => &mut self.unknown,
            } += 1;
        }
    }

    fn in_words(&self) -> String {
        format!(
            "{} on {}: {} cleared, {} in part, {} not cleared, {} not known",
            count(self.cells, "cell"),
            self.date,
            self.cleared,
            self.in_part,
            self.not_cleared,
            self.unknown
        )
    }
}

/// Writes the blocks as they come, and how many cells are cleared.
pub(crate) fn write(
    out: &mut dyn Write,
    roster: &Roster,
    date: NaiveDate,
    blocks: impl Iterator<Item = MatrixBlock>,
    session: &Session,
) -> Result<(), Failure> {
    let mut sums = Sums {
        schema: "remedi.clearance-matrix-summary/1",
        date,
        ..Sums::default()
    };
    match session.format {
        Format::Human => {
            let paint = session.palette();
            for block in blocks {
                sums.add(&block);
                human(out, roster, &block, paint)?;
            }
            writeln!(out, "{}", paint.strong(sums.in_words()))?;
        }
        Format::Json => {
            for block in blocks {
                sums.add(&block);
                for cell in &block.cells {
                    let object = Object::of(roster, date, &block, cell);
                    serde_json::to_writer(&mut *out, &object)?;
                    out.write_all(b"\n")?;
                }
            }
            serde_json::to_writer(&mut *out, &sums)?;
            out.write_all(b"\n")?;
        }
        Format::Csv => {
            let mut table = Table::new(out);
            table.row([
                "provider",
                "payer",
                "group_npi",
                "tin",
                "location",
                "pos",
                "procedures",
                "answer",
                "fact",
                "file",
                "line",
                "nonpar",
                "changes_on",
                "becomes",
            ])?;
            for block in blocks {
                sums.add(&block);
                for cell in &block.cells {
                    table.row(record(&Object::of(roster, date, &block, cell)))?;
                }
            }
            table.flush()?;
            session.notice(&sums.in_words());
        }
    }
    Ok(())
}

fn record(object: &Object<'_>) -> [String; 14] {
    fn shown<T: std::fmt::Display>(value: &Option<Text<T>>) -> String {
        value
            .as_ref()
            .map(|one| one.0.to_string())
            .unwrap_or_default()
    }
    let plain = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let row = object.row.as_ref();
    [
        shown(&object.provider),
        object.payer.to_owned(),
        shown(&object.group_npi),
        shown(&object.tin),
        plain(object.location),
        shown(&object.pos),
        plain(object.procedures),
        object.answer.to_owned(),
        plain(object.fact),
        plain(row.map(|row| row.file)),
        row.map(|row| row.line.to_string()).unwrap_or_default(),
        if object.nonpar { "yes" } else { "no" }.to_owned(),
        object
            .changes_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        plain(object.becomes),
    ]
}

/// Cells of one location that say the same: places of service and families as a line of the table.
struct Alike<'c> {
    cell: &'c Cell,
    places: Vec<Pos>,
    families: Vec<&'static str>,
}

impl<'c> Alike<'c> {
    fn is_like(&self, cell: &Cell) -> bool {
        let own = self.cell;
        own.location == cell.location && own.state == cell.state && own.next == cell.next
    }

    /// Cells of a location that say the same: first those of each place of service, then places of which
    /// the same families say the same.
    fn of(cells: &'c [Cell]) -> Vec<Alike<'c>> {
        let mut of_places: Vec<Alike<'c>> = Vec::new();
        for cell in cells {
            let family = cell.family.map(|family| family.name);
            let same = of_places
                .iter_mut()
                .rev()
                .take_while(|one| one.cell.pos == cell.pos && one.cell.location == cell.location)
                .find(|one| one.is_like(cell));
            match same {
                Some(same) => same.families.extend(family),
                None => of_places.push(Alike {
                    cell,
                    places: cell.pos.into_iter().collect(),
                    families: family.into_iter().collect(),
                }),
            }
        }
        let mut all: Vec<Alike<'c>> = Vec::new();
        for one in of_places {
            let same = all
                .iter_mut()
                .find(|other| other.is_like(one.cell) && other.families == one.families);
            match same {
                Some(same) => same.places.extend(one.places),
                None => all.push(one),
            }
        }
        all
    }

    fn procedures(&self) -> String {
        let all = ProcedureFamily::all();
        let left: Vec<&str> = all
            .iter()
            .map(|family| family.name)
            .filter(|name| !self.families.contains(name))
            .collect();
        if self.families.is_empty() || left.is_empty() {
            "any".to_owned()
        } else if left.len() <= 3 {
            format!("any but {}", left.join(", "))
        } else {
            self.families.join(", ")
        }
    }
}

/// The longest list of procedures in a column; the rest is counted.
const MOST: usize = 60;

fn human(
    out: &mut dyn Write,
    roster: &Roster,
    block: &MatrixBlock,
    paint: Palette,
) -> Result<(), Failure> {
    let provider = match block.provider {
        Some(npi) => named(roster, npi),
        None => "anyone of the practice".to_owned(),
    };
    write!(
        out,
        "{} with {}",
        paint.name(provider),
        payer_named(roster, block.payer)
    )?;
    if let Some(billing) = block.practice.billing {
        write!(out, ", billed by {billing}")?;
    }
    if let Some(tin) = block.practice.tin {
        write!(out, ", TIN {tin}")?;
    }
    writeln!(out)?;
    let mut lines = table([
        "location",
        "POS",
        "procedures",
        "answer",
        "changes",
        "roster",
    ]);
    for alike in Alike::of(&block.cells) {
        let cell = alike.cell;
        let answer = match (cell.state.standing, cell.state.column()) {
            (Standing::Cleared, _) if cell.state.nonpar => "cleared, out of network".to_owned(),
            (Standing::Cleared, _) => "cleared".to_owned(),
            (Standing::InPart, _) => "in part".to_owned(),
            (Standing::NotCleared, Some(fact)) => format!("no: {fact}"),
            (Standing::NotCleared, None) => "no".to_owned(),
            (Standing::Unknown, Some(fact)) => format!("not known: {fact}"),
            (Standing::Unknown, None) => "not known".to_owned(),
        };
        let changes = cell.next.map(|(day, standing)| match standing {
            Standing::Cleared => format!("cleared from {day}"),
            Standing::InPart => format!("in part from {day}"),
            Standing::NotCleared => format!("no from {day}"),
            Standing::Unknown => format!("not known from {day}"),
        });
        let mut procedures = alike.procedures();
        if procedures.len() > MOST {
            let families = alike.families.len() as u64;
            procedures = format!("{families} families, such as {}", alike.families[0]);
        }
        let places: Vec<String> = alike.places.iter().map(Pos::to_string).collect();
        lines.add_row([
            cell.location
                .map_or("-".to_owned(), |one| roster.location(one).id.to_string()),
            match places.is_empty() {
                true => "any".to_owned(),
                false => places.join(" "),
            },
            procedures,
            answer,
            changes.unwrap_or_default(),
            row_of(roster, cell)
                .map(|row| row.to_string())
                .unwrap_or_default(),
        ]);
    }
    writeln!(out, "{lines}\n")?;
    Ok(())
}
