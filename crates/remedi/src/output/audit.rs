//! What an audit found, in every format.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Money, Npi, Pos};
use remedi_enrollment::{FacilityType, Roster};
use remedi_validate::ElementAt;
use remedi_validate::audit::{
    Change, ChangedClaim, Counted, OfficesAtHospitals, Outlier, PlaceCounts, Share, Site, Who,
};
use serde::Serialize;

use super::json::{At, ClaimSent, Reason, Text, line};
use super::roster::name_of;
use super::{csv, human};
use crate::cli::Format;
use crate::command::audit::Audited;
use crate::exit::Failure;
use crate::session::{Palette, Session};

/// Writes an audit in the format that was asked for.
pub(crate) enum Writer {
    /// For reading.
    Human(Palette),
    /// JSON objects.
    Json,
    /// One table, whose first column says what a row is.
    Csv,
}

impl Writer {
    pub(crate) fn new(session: &Session) -> Writer {
        match session.format {
            Format::Human => Writer::Human(session.palette()),
            Format::Json => Writer::Json,
            Format::Csv => Writer::Csv,
        }
    }

    /// Starts the output.
    pub(crate) fn start(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self {
            Writer::Human(_) | Writer::Json => Ok(()),
            Writer::Csv => csv::audit::header(out),
        }
    }

    /// Adds a claim whose verdict differs.
    pub(crate) fn change(
        &self,
        file: &str,
        claim: &ChangedClaim,
        to: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        match self {
            Writer::Human(paint) => human::audit::change(to, file, claim, *paint),
            Writer::Json => line(to, &ChangeObject::of(file, claim)),
            Writer::Csv => csv::audit::change(to, file, claim),
        }
    }

    /// Writes what was added up.
    pub(crate) fn end(
        &self,
        out: &mut dyn Write,
        session: &Session,
        audited: &Audited<'_>,
    ) -> Result<(), Failure> {
        match self {
            Writer::Human(paint) => human::audit::end(out, audited, *paint),
            Writer::Json => json(out, audited),
            Writer::Csv => {
                csv::audit::end(out, audited)?;
                session.notice(&human::audit::in_one_line(audited));
                Ok(())
            }
        }
    }
}

impl Audited<'_> {
    /// Office services by rendering provider: each line once.
    pub(crate) fn offices(&self) -> impl Iterator<Item = &OfficesAtHospitals> {
        let rows = self.places.rows();
        let providers = rows.filter(|(who, _)| matches!(who, Who::Provider(_)));
        providers.map(|(_, counts)| &counts.office)
    }
}

/// A provider, a place, or both, with what the roster says of them.
#[derive(Serialize)]
pub(crate) struct Named<'a> {
    pub(crate) by: &'static str,
    pub(crate) provider: Option<Text<Npi>>,
    pub(crate) name: Option<String>,
    pub(crate) location: Option<&'a str>,
    pub(crate) facility_npi: Option<Text<Npi>>,
    pub(crate) facility_type: Option<&'static str>,
}

impl<'a> Named<'a> {
    pub(crate) fn of(who: Who, roster: Option<&'a Roster>) -> Named<'a> {
        let (by, provider, site) = match who {
            Who::Provider(npi) => ("provider", npi, None),
            Who::Site(site) => ("location", None, Some(site)),
            Who::ProviderAt(npi, site) => ("provider_at_location", npi, Some(site)),
        };
        let location = match (site, roster) {
            (Some(Site::Location(index)), Some(roster)) => Some(roster.location(index)),
            _ => None,
        };
        Named {
            by,
            provider: provider.map(Text),
            name: provider
                .zip(roster)
                .and_then(|(npi, roster)| name_of(roster, npi)),
            location: location.map(|location| &*location.id),
            facility_npi: match site {
                Some(Site::Npi(npi)) => Some(Text(npi)),
                _ => location.and_then(|location| location.npi).map(Text),
            },
            facility_type: location
                .and_then(|location| location.facility_type)
                .map(FacilityType::word),
        }
    }

    /// The provider, as tables for reading have it.
    pub(crate) fn provider_in_words(&self) -> String {
        match (&self.provider, &self.name) {
            (Some(npi), Some(name)) => format!("{} {name}", npi.0),
            (Some(npi), None) => npi.0.to_string(),
            (None, _) => "-".to_owned(),
        }
    }

    /// The place, as tables for reading have it.
    pub(crate) fn place_in_words(&self) -> String {
        match (self.location, &self.facility_npi) {
            (Some(id), _) => id.to_owned(),
            (None, Some(npi)) => format!("{} (not in the roster)", npi.0),
            (None, None) => "not known".to_owned(),
        }
    }
}

/// A share as a number from 0 to 1, to four places.
pub(crate) fn rounded(ratio: f64) -> f64 {
    (ratio * 1e4).round() / 1e4
}

#[derive(Serialize)]
struct ChangeObject<'a> {
    schema: &'static str,
    change: &'static str,
    event: &'static str,
    was: &'static str,
    now: &'static str,
    #[serde(flatten)]
    sent: ClaimSent<'a>,
    amount: Option<Text<Money>>,
    at_risk: Text<Money>,
    recoverable: Text<Money>,
    lines: Vec<LineObject>,
    appeared: Vec<Reason<'a>>,
    gone: Vec<Reason<'a>>,
    help: &'static str,
    at: At<'a>,
}

#[derive(Serialize)]
struct LineObject {
    line: Option<u32>,
    was: &'static str,
    now: &'static str,
    amount: Option<Text<Money>>,
}

impl<'a> ChangeObject<'a> {
    fn of(file: &'a str, claim: &'a ChangedClaim) -> ChangeObject<'a> {
        let subject = &*claim.subject;
        let each = claim.lines.iter();
        ChangeObject {
            schema: "remedi.audit-change/1",
            change: claim.change.word(),
            event: claim.event.word(),
            was: claim.was.word(),
            now: claim.now.word(),
            sent: ClaimSent::of(file, subject),
            amount: subject.amount.map(Text),
            at_risk: Text(claim.at_risk),
            recoverable: Text(claim.recoverable),
            lines: each
                .map(|line| LineObject {
                    line: line.number,
                    was: line.was.word(),
                    now: line.now.word(),
                    amount: line.charge.map(Text),
                })
                .collect(),
            appeared: claim.appeared.iter().map(Reason::from).collect(),
            gone: claim.gone.iter().map(Reason::from).collect(),
            help: claim.help(),
            at: At::new(
                claim.place,
                Some("2300"),
                Some(ElementAt::new(b"CLM", 0, 0)),
            ),
        }
    }
}

#[derive(Serialize)]
struct Sum {
    claims: u64,
    lines: u64,
    amount: Text<Money>,
}

impl Sum {
    fn of(counted: &Counted) -> Sum {
        Sum {
            claims: counted.claims,
            lines: counted.lines,
            amount: Text(counted.amount),
        }
    }
}

#[derive(Serialize)]
struct PlaceObject {
    pos: Option<Text<Pos>>,
    #[serde(flatten)]
    sum: Sum,
    share: f64,
}

#[derive(Serialize)]
struct ShareObject {
    claims: u64,
    of: u64,
    share: f64,
}

impl ShareObject {
    /// None where there is nothing of which the share could be one.
    fn of(marked: &Counted, of: &Counted) -> Option<ShareObject> {
        let share = Share {
            marked: marked.claims,
            of: of.claims,
        };
        (share.of > 0).then(|| ShareObject::from(share))
    }
}

impl From<Share> for ShareObject {
    fn from(share: Share) -> ShareObject {
        ShareObject {
            claims: share.marked,
            of: share.of,
            share: rounded(share.ratio()),
        }
    }
}

#[derive(Serialize)]
struct MixObject<'a> {
    schema: &'static str,
    #[serde(flatten)]
    who: Named<'a>,
    #[serde(flatten)]
    all: Sum,
    mix: Vec<PlaceObject>,
    facility: Option<ShareObject>,
    telehealth_at_home: Option<ShareObject>,
    office_at_hospital: Option<OfficeObject>,
}

#[derive(Serialize)]
struct OfficeObject {
    #[serde(flatten)]
    share: ShareObject,
    sure: u64,
    lines: u64,
    amount: Text<Money>,
}

impl<'a> MixObject<'a> {
    fn of(who: Who, counts: &PlaceCounts, roster: Option<&'a Roster>) -> MixObject<'a> {
        let office = &counts.office;
        let share = |counted: &Counted| Share {
            marked: counted.claims,
            of: counts.all.claims,
        };
        MixObject {
            schema: "remedi.audit-places/1",
            who: Named::of(who, roster),
            all: Sum::of(&counts.all),
            mix: counts
                .places
                .iter()
                .map(|(pos, counted)| PlaceObject {
                    pos: pos.map(Text),
                    sum: Sum::of(counted),
                    share: rounded(share(counted).ratio()),
                })
                .collect(),
            facility: ShareObject::of(&counts.facility, &counts.rated),
            telehealth_at_home: ShareObject::of(&counts.at_home, &counts.telehealth),
            office_at_hospital: ShareObject::of(&office.at_hospital, &office.known).map(|share| {
                OfficeObject {
                    share,
                    sure: office.sure.claims,
                    lines: office.at_hospital.lines,
                    amount: Text(office.at_hospital.amount),
                }
            }),
        }
    }
}

#[derive(Serialize)]
struct OutlierObject<'a> {
    schema: &'static str,
    #[serde(flatten)]
    who: Named<'a>,
    class: &'a str,
    measure: String,
    own: ShareObject,
    peers: ShareObject,
    peer_count: usize,
    far_from: usize,
    peers_least: f64,
    peers_most: f64,
    p_value: f64,
    false_discovery_rate: f64,
    message: String,
}

impl<'a> OutlierObject<'a> {
    fn of(one: &'a Outlier, roster: Option<&'a Roster>) -> OutlierObject<'a> {
        OutlierObject {
            schema: "remedi.audit-outlier/1",
            who: Named::of(one.who, roster),
            class: &one.class,
            measure: one.measure.word(),
            own: one.own.into(),
            peers: one.peers.into(),
            peer_count: one.peer_count,
            far_from: one.far_from,
            peers_least: rounded(one.peer_range.0),
            peers_most: rounded(one.peer_range.1),
            p_value: one.p_value,
            false_discovery_rate: one.false_discovery_rate,
            message: human::audit::outlier_in_words(one),
        }
    }
}

#[derive(Serialize)]
struct ChangeSumObject<'a> {
    change: &'static str,
    event: &'static str,
    payer: &'a str,
    provider: Option<Text<Npi>>,
    claims: u64,
    at_risk: Text<Money>,
    recoverable: Text<Money>,
}

#[derive(Serialize)]
struct SumsOfChange {
    claims: u64,
    at_risk: Text<Money>,
    recoverable: Text<Money>,
}

#[derive(Serialize)]
struct Changes<'a> {
    takeback_risk: SumsOfChange,
    recoverable: SumsOfChange,
    both: SumsOfChange,
    other_reason: SumsOfChange,
    no_longer_judged: SumsOfChange,
    by: Vec<ChangeSumObject<'a>>,
}

impl<'a> Changes<'a> {
    fn of(audited: &'a Audited<'_>) -> Changes<'a> {
        let of = |change| {
            let sum = audited.changes.of(change);
            SumsOfChange {
                claims: sum.claims,
                at_risk: Text(sum.at_risk),
                recoverable: Text(sum.recoverable),
            }
        };
        let by = audited.changes.iter().map(|(kind, sum)| ChangeSumObject {
            change: kind.change.word(),
            event: kind.event.word(),
            payer: &kind.payer,
            provider: kind.provider.map(Text),
            claims: sum.claims,
            at_risk: Text(sum.at_risk),
            recoverable: Text(sum.recoverable),
        });
        Changes {
            takeback_risk: of(Change::TakebackRisk),
            recoverable: of(Change::Recoverable),
            both: of(Change::Both),
            other_reason: of(Change::OtherReason),
            no_longer_judged: of(Change::NoLongerJudged),
            by: by.collect(),
        }
    }
}

#[derive(Serialize)]
struct Sums<'a> {
    schema: &'static str,
    as_of: NaiveDate,
    files: u64,
    claims: u64,
    lines: u64,
    voids: u64,
    replacements: u64,
    institutional: u64,
    unjudged: u64,
    /// None where no verdicts were compared.
    changes: Option<Changes<'a>>,
    outliers: usize,
    tests: usize,
    without_peers: usize,
    method: String,
    seconds: f64,
}

fn json(out: &mut dyn Write, audited: &Audited<'_>) -> Result<(), Failure> {
    for (who, counts) in audited.places.rows() {
        line(out, &MixObject::of(who, counts, audited.roster))?;
    }
    let outliers = audited.places.outliers(audited.roster);
    for one in &outliers.found {
        line(out, &OutlierObject::of(one, audited.roster))?;
    }
    let counts = &audited.counts;
    let sums = Sums {
        schema: "remedi.audit-summary/1",
        as_of: audited.as_of,
        files: audited.files,
        claims: counts.claims,
        lines: counts.lines,
        voids: counts.voids,
        replacements: counts.replacements,
        institutional: counts.institutional,
        unjudged: counts.unjudged,
        changes: audited.compared.then(|| Changes::of(audited)),
        outliers: outliers.found.len(),
        tests: outliers.tests,
        without_peers: outliers.without_peers,
        method: outliers.method(),
        seconds: audited.seconds,
    };
    line(out, &sums)
}
