//! What runs out, in every format.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Money, Npi};
use remedi_enrollment::{Expires, Expiring, Roster};
use remedi_validate::Exposure;
use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use super::human::table::table;
use super::json::Text;
use super::roster::{RowAt, name_of, payer_named};
use crate::cli::Format;
use crate::exit::Failure;
use crate::session::Session;

/// Days left at which credentialing staff is used to look again.
const BUCKETS: [u32; 6] = [0, 7, 30, 60, 90, 120];

/// What runs out, with the claims behind it.
pub(crate) struct List<'r> {
    pub(crate) roster: &'r Roster,
    pub(crate) expiring: &'r [Expiring<'r>],
    /// None where no claims were given.
    pub(crate) exposure: Option<&'r Exposure<'r>>,
    pub(crate) as_of: NaiveDate,
    pub(crate) within: u32,
}

#[derive(Serialize)]
struct Object<'a> {
    schema: &'static str,
    bucket: String,
    expires: NaiveDate,
    days_left: i64,
    kind: &'static str,
    provider: Option<Text<Npi>>,
    name: String,
    payer: Option<&'a str>,
    location: Option<&'a str>,
    state: Option<&'a str>,
    status: Option<&'static str>,
    row: RowAt<'a>,
    at_risk: Option<Vec<OfPayer<'a>>>,
}

#[derive(Serialize)]
struct OfPayer<'a> {
    payer: Option<&'a str>,
    claims: u64,
    amount: Text<Money>,
}

#[derive(Serialize)]
struct Sums {
    schema: &'static str,
    as_of: NaiveDate,
    within: u32,
    expired: u64,
    expiring: u64,
    buckets: BTreeMap<String, u64>,
}

impl List<'_> {
    /// Writes the list.
    pub(crate) fn write(&self, out: &mut dyn Write, session: &Session) -> Result<(), Failure> {
        match session.format {
            Format::Human => self.human(out, session),
            Format::Json => self.json(out),
            Format::Csv => self.csv(out, session),
        }
    }

    /// The least number of days in which it falls: 0, 7, 30, 60, 90, 120, or what was asked for.
    fn bucket(&self, one: &Expiring<'_>) -> String {
        let Ok(left) = u32::try_from(one.days_left) else {
            return "expired".to_owned();
        };
        let usual = BUCKETS.into_iter().find(|days| left <= *days);
        let bucket = usual.map_or(self.within, |days| days.min(self.within));
        bucket.to_string()
    }

    fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.expiring.iter().enumerate().map(|(place, one)| {
            let roster = self.roster;
            let (kind, state, status, row) = match one.what {
                Expires::Enrollment(row) => {
                    let row = roster.enrollment(row);
                    let status = Some(row.status().word());
                    ("enrollment", None, status, RowAt::of(row))
                }
                Expires::Credential(own) => {
                    let state = Some(&*own.state).filter(|state| !state.is_empty());
                    let row = RowAt {
                        file: &own.file,
                        line: own.line,
                    };
                    (own.kind.word(), state, None, row)
                }
            };
            let at_risk = self.exposure.map(|exposure| {
                let all = exposure.of(place).map(|(payer, sum)| OfPayer {
                    payer: payer.map(|payer| &*roster.payer(payer).id),
                    claims: sum.claims,
                    amount: Text(sum.amount),
                });
                all.collect()
            });
            Object {
                schema: "remedi.expiring/1",
                bucket: self.bucket(one),
                expires: one.on,
                days_left: one.days_left,
                kind,
                provider: one.provider.map(Text),
                name: one
                    .provider
                    .and_then(|npi| name_of(roster, npi))
                    .unwrap_or_default(),
                payer: one.payer.map(|payer| &*roster.payer(payer).id),
                location: one.location.map(|place| &*roster.location(place).id),
                state,
                status,
                row,
                at_risk,
            }
        })
    }

    fn sums(&self) -> Sums {
        let expired = self.expiring.iter().filter(|one| one.days_left < 0).count() as u64;
        let mut buckets = BTreeMap::new();
        for one in self.expiring {
            *buckets.entry(self.bucket(one)).or_default() += 1;
        }
        Sums {
            schema: "remedi.expiring-summary/1",
            as_of: self.as_of,
            within: self.within,
            expired,
            expiring: self.expiring.len() as u64 - expired,
            buckets,
        }
    }

    fn in_words(&self) -> String {
        let sums = self.sums();
        format!(
            "as of {}: {} expired, {} within {}",
            sums.as_of,
            sums.expired,
            match sums.expiring {
                0 => "nothing expires".to_owned(),
                1 => "1 expires".to_owned(),
                more => format!("{more} expire"),
            },
            count(self.within.into(), "day"),
        )
    }

    fn human(&self, out: &mut dyn Write, session: &Session) -> Result<(), Failure> {
        let paint = session.palette();
        let mut open: Option<(String, _)> = None;
        for (object, one) in self.objects().zip(self.expiring) {
            if open.as_ref().is_none_or(|(own, _)| *own != object.bucket) {
                if let Some((_, lines)) = open.take() {
                    writeln!(out, "{lines}\n")?;
                }
                let heading = match &*object.bucket {
                    "expired" => "expired".to_owned(),
                    "0" => "expires today".to_owned(),
                    "1" => "expires within 1 day".to_owned(),
                    days => format!("expires within {days} days"),
                };
                writeln!(out, "{}", paint.strong(heading))?;
                let lines = table([
                    "expires", "#days", "what", "provider", "name", "payer", "location", "at risk",
                    "roster",
                ]);
                open = Some((object.bucket.clone(), lines));
            }
            let what = match object.state {
                Some(state) => format!("{} {state}", object.kind),
                None => match object.status {
                    Some(status) if status != "approved" => format!("{} ({status})", object.kind),
                    _ => object.kind.to_owned(),
                },
            };
            if let Some((_, lines)) = &mut open {
                lines.add_row([
                    object.expires.to_string(),
                    object.days_left.to_string(),
                    what,
                    one.provider.map(|npi| npi.to_string()).unwrap_or_default(),
                    object.name.clone(),
                    one.payer
                        .map(|payer| payer_named(self.roster, payer))
                        .unwrap_or_default(),
                    object.location.unwrap_or_default().to_owned(),
                    at_risk_in_words(&object),
                    object.row.to_string(),
                ]);
            }
        }
        if let Some((_, lines)) = open {
            writeln!(out, "{lines}\n")?;
        }
        writeln!(out, "{}", paint.strong(self.in_words()))?;
        Ok(())
    }

    fn json(&self, out: &mut dyn Write) -> Result<(), Failure> {
        for object in self.objects() {
            serde_json::to_writer(&mut *out, &object)?;
            out.write_all(b"\n")?;
        }
        serde_json::to_writer(&mut *out, &self.sums())?;
        Ok(out.write_all(b"\n")?)
    }

    fn csv(&self, out: &mut dyn Write, session: &Session) -> Result<(), Failure> {
        let mut table = Table::new(out);
        table.row([
            "bucket",
            "expires",
            "days_left",
            "kind",
            "provider",
            "name",
            "payer",
            "location",
            "state",
            "status",
            "file",
            "line",
            "claims_at_risk",
            "amount_at_risk",
        ])?;
        for object in self.objects() {
            let risk = object.at_risk.as_deref().map(total);
            let plain = |text: Option<&str>| text.unwrap_or_default().to_owned();
            table.row([
                object.bucket,
                object.expires.to_string(),
                object.days_left.to_string(),
                object.kind.to_owned(),
                object
                    .provider
                    .map(|npi| npi.0.to_string())
                    .unwrap_or_default(),
                object.name,
                plain(object.payer),
                plain(object.location),
                plain(object.state),
                plain(object.status),
                object.row.file.to_owned(),
                object.row.line.to_string(),
                risk.map(|(claims, _)| claims.to_string())
                    .unwrap_or_default(),
                risk.map(|(_, amount)| amount.to_string())
                    .unwrap_or_default(),
            ])?;
        }
        table.flush()?;
        session.notice(&self.in_words());
        Ok(())
    }
}

fn total(at_risk: &[OfPayer<'_>]) -> (u64, Money) {
    let claims = at_risk.iter().map(|one| one.claims).sum();
    (claims, at_risk.iter().map(|one| one.amount.0).sum())
}

/// `2 claims, $410.00`; of several payers each.
fn at_risk_in_words(object: &Object<'_>) -> String {
    let all = object.at_risk.as_deref().unwrap_or_default();
    let told = all.iter().map(|one| {
        let sum = format!("{}, {}", count(one.claims, "claim"), one.amount.0.dollars());
        match (object.payer, one.payer) {
            (None, payer) => format!("{}: {sum}", payer.unwrap_or("payer not in the roster")),
            (Some(_), _) => sum,
        }
    });
    let told: Vec<String> = told.collect();
    told.join("; ")
}
