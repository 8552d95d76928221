//! Who is cleared to bill what where: every question that a practice asks, answered at once.

use chrono::NaiveDate;
use remedi_claims::{DateRange, Npi, Pos, PosSet, ProcedureCode, Taxonomy};

use crate::barred::Barred;
use crate::clearance::{Clearance, Fact, Unknown};
use crate::families::ProcedureFamily;
use crate::locations::LocationIndex;
use crate::payers::PayerIndex;
use crate::practice::Practice;
use crate::roster::Roster;
use crate::rows::RowIndex;
use crate::scope::Scope;
use crate::service::{Facility, Service, Subject, Terms};

/// Places of service that are asked about whether or not they are approved.
const USUAL: [u8; 9] = [2, 10, 11, 12, 21, 22, 23, 31, 32];

/// What of the matrix is wanted.
#[derive(Clone, Copy, Debug)]
pub struct MatrixQuery {
    /// The day of service.
    pub day: NaiveDate,
    /// The day whose roster is asked; without one, rows that were never replaced.
    pub known_on: Option<NaiveDate>,
    /// One provider; else all.
    pub provider: Option<Npi>,
    /// One payer; else all.
    pub payer: Option<PayerIndex>,
    /// One location; else all in use on the day, and services without one.
    pub location: Option<LocationIndex>,
}

/// What the roster says of a family of procedures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// All of its codes may be billed.
    Cleared,
    /// Some of its codes may be billed.
    InPart,
    /// None may.
    NotCleared,
    /// The roster does not tell.
    Unknown,
}

impl Standing {
    /// The word of outputs for it.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Cleared => "cleared",
            Standing::InPart => "in_part",
            Standing::NotCleared => "not_cleared",
            Standing::Unknown => "unknown",
        }
    }
}

/// The cells of one provider and payer under one practice.
#[derive(Clone, Debug)]
pub struct MatrixBlock {
    /// The provider; none for anyone who bills under the practice's own enrollment.
    pub provider: Option<Npi>,
    /// The payer.
    pub payer: PayerIndex,
    /// Under whom the provider bills.
    pub practice: Practice,
    /// By location, place of service and family. Where there is no row to ask, one cell for all.
    pub cells: Vec<Cell>,
}

/// Whether a provider may bill a payer for a family of procedures at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The location; none where no location of the roster is such a place.
    pub location: Option<LocationIndex>,
    /// The place of service; none when any.
    pub pos: Option<Pos>,
    /// The family; none when any procedure.
    pub family: Option<&'static ProcedureFamily>,
    /// The answer.
    pub state: CellState,
    /// The first later day on which the answer is another, with that answer.
    pub next: Option<(NaiveDate, Standing)>,
}

/// The answer of a cell on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellState {
    /// Cleared or not.
    pub standing: Standing,
    /// The one fact that failed or is missing.
    pub fact: Option<Fact>,
    /// What forbids it whatever the enrollments say; neither a fact nor a row is told then.
    pub barred: Option<Barred>,
    /// The row that clears it, or that comes nearest.
    pub row: Option<RowIndex>,
    /// Whether a row outside of the payer's network is needed.
    pub nonpar: bool,
}

impl CellState {
    /// The answer without its reasons.
    fn of(standing: Standing) -> CellState {
        CellState {
            standing,
            fact: None,
            barred: None,
            row: None,
            nonpar: false,
        }
    }

    /// The column that fails or is missing: of `providers.csv` where the provider is barred, else of `enrollments.csv`.
    pub fn column(&self) -> Option<&'static str> {
        let barred = self.barred.map(|barred| barred.by.column());
        barred.or(self.fact.map(Fact::column))
    }
}

impl Roster {
    /// The cleared-to-bill matrix, a block at a time: each provider with each payer, under each of its practices. `terms`
    /// tells how a payer reads its enrollments.
    ///
    /// The provider is taken to send a taxonomy of its own that the row wants.
    pub fn matrix<'r>(
        &'r self,
        query: MatrixQuery,
        terms: impl Fn(PayerIndex) -> Terms + 'r,
    ) -> impl Iterator<Item = MatrixBlock> + 'r {
        let providers = match query.provider {
            Some(npi) => vec![Some(npi)],
            None => self.billers(),
        };
        let payers: Vec<PayerIndex> = match query.payer {
            Some(payer) => vec![payer],
            None => self.payers().map(|(payer, _)| payer).collect(),
        };
        providers
            .into_iter()
            .flat_map(move |provider| {
                payers
                    .clone()
                    .into_iter()
                    .map(move |payer| (provider, payer))
            })
            .flat_map(move |(provider, payer)| {
                let mut practices = self.practices_of(provider, payer, query.known_on);
                if practices.is_empty() && provider.is_some() {
                    practices.push(Practice::default());
                }
                practices
                    .into_iter()
                    .map(move |practice| (provider, payer, practice))
            })
            .map(move |(provider, payer, practice)| {
                Asking::new(self, query, provider, payer, practice, terms(payer)).block()
            })
    }

    /// Providers that render services: persons of `providers.csv` and whom enrollments name; and none, for practices
    /// with enrollments of their own.
    fn billers(&self) -> Vec<Option<Npi>> {
        let persons = self
            .providers
            .iter()
            .filter(|one| one.entity_type != Some(crate::EntityType::Organization))
            .map(|one| Some(one.npi));
        let named = self.enrollments().map(|row| row.provider());
        let mut all: Vec<Option<Npi>> = persons.chain(named).collect();
        // The practices' own stand behind their providers.
        all.sort_unstable_by_key(|npi| (npi.is_none(), *npi));
        all.dedup();
        all
    }
}

/// The questions of one block with what they share.
struct Asking<'r> {
    roster: &'r Roster,
    query: MatrixQuery,
    service: Service<'static>,
    practice: Practice,
    taxonomies: Vec<Option<Taxonomy>>,
    scopes: Vec<&'r Scope>,
    /// Places that the rows approve themselves.
    approved: PosSet,
    named: Vec<LocationIndex>,
    /// Days behind the query's on which an answer may change.
    turns: Vec<NaiveDate>,
    has_rows: bool,
}

impl<'r> Asking<'r> {
    fn new(
        roster: &'r Roster,
        query: MatrixQuery,
        provider: Option<Npi>,
        payer: PayerIndex,
        practice: Practice,
        terms: Terms,
    ) -> Asking<'r> {
        let mut asking = Asking {
            roster,
            query,
            service: Service {
                payer,
                subject: Subject::RenderingProvider,
                rendering: provider,
                billing: practice.billing,
                tin: practice.tin,
                facility: Facility::default(),
                taxonomy: None,
                plan: None,
                network: None,
                pos: None,
                procedure: None,
                dates: DateRange::day(query.day),
                known_on: query.known_on,
                terms,
            },
            practice,
            taxonomies: provider.map_or(Vec::new(), |npi| {
                let own = roster.taxonomies_of(npi, payer);
                own.into_iter().map(Some).collect()
            }),
            scopes: Vec::new(),
            approved: PosSet::default(),
            named: Vec::new(),
            turns: Vec::new(),
            has_rows: false,
        };
        if asking.taxonomies.is_empty() {
            asking.taxonomies.push(None);
        }
        let own = roster.own_rows_of(practice.billing, practice.tin, payer);
        let rows = roster.rows_of(provider, payer).chain(own);
        for (_, row) in rows.filter(|(_, row)| row.known(query.known_on)) {
            asking.has_rows = true;
            asking.scopes.extend(roster.rows.scope(&row));
            roster
                .rows
                .approved_pos(&row)
                .iter()
                .for_each(|pos| asking.approved.insert(pos));
            asking
                .named
                .extend(roster.rows.locations.get(row.locations));
            asking.turns.push(row.starts);
            asking.turns.extend(row.ends.succ_opt());
        }
        for npi in [provider, practice.billing].into_iter().flatten() {
            asking.turns.extend(roster.bar_turns(npi, payer));
        }
        asking.turns.retain(|day| *day > query.day);
        asking.turns.sort_unstable();
        asking.turns.dedup();
        asking
    }

    fn block(&self) -> MatrixBlock {
        let mut cells = Vec::new();
        if self.has_rows {
            for (location, pos) in self.places() {
                self.ask_families(location, pos, &mut cells);
            }
        } else {
            cells.push(self.cell(None, None, None, &[None]));
        }
        MatrixBlock {
            provider: self.service.rendering,
            payer: self.service.payer,
            practice: self.practice,
            cells,
        }
    }

    /// The places to ask about: those that each location is, and those that none is.
    fn places(&self) -> Vec<(Option<LocationIndex>, Pos)> {
        let locations: Vec<LocationIndex> = match self.query.location {
            Some(location) => vec![location],
            None => {
                let all = self.roster.locations();
                all.filter(|(index, location)| {
                    let is_ours = match (location.tin, self.practice.tin) {
                        // Nine bare digits are an EIN in one file, and may be an SSN in another.
                        (Some(tin), Some(own)) => tin.agrees_with(&own) || tin.has_digits_of(&own),
                        _ => true,
                    };
                    location.valid_on(self.query.day) && (is_ours || self.named.contains(index))
                })
                .map(|(index, _)| index)
                .collect()
            }
        };
        let mut asked: PosSet = USUAL.into_iter().filter_map(Pos::new).collect();
        self.approved.iter().for_each(|pos| asked.insert(pos));
        for &location in &locations {
            let approved = self.roster.location(location).approved_pos;
            approved.iter().for_each(|pos| asked.insert(pos));
        }
        let mut left = asked;
        let mut places = Vec::new();
        for location in locations {
            let own = self.roster.location(location);
            for pos in asked.iter().filter(|pos| own.may_be(*pos)) {
                places.push((Some(location), pos));
                left.remove(pos);
            }
        }
        if self.query.location.is_none() {
            places.extend(left.iter().map(|pos| (None, pos)));
        }
        places
    }

    /// The cells of a place, one a family.
    fn ask_families(&self, location: Option<LocationIndex>, pos: Pos, cells: &mut Vec<Cell>) {
        let mut same_for_all = None;
        for family in ProcedureFamily::all() {
            // Without a scope a row does not ask for the procedure.
            let cell = match same_for_all {
                Some(cell) if self.scopes.is_empty() => cell,
                _ => {
                    let samples = family.samples(&self.scopes).into_iter().map(Some);
                    let samples: Vec<_> = samples.collect();
                    self.cell(location, Some(pos), Some(family), &samples)
                }
            };
            same_for_all = Some(cell);
            cells.push(Cell {
                family: Some(family),
                ..cell
            });
        }
    }

    fn cell(
        &self,
        location: Option<LocationIndex>,
        pos: Option<Pos>,
        family: Option<&'static ProcedureFamily>,
        samples: &[Option<ProcedureCode>],
    ) -> Cell {
        let service = Service {
            pos,
            facility: location.map_or(Facility::default(), |one| self.roster.facility_of(one)),
            ..self.service
        };
        let state = self.state(&service, samples);
        let next = self.turns.iter().find_map(|&day| {
            let then = Service {
                dates: DateRange::day(day),
                ..service
            };
            let standing = self.state(&then, samples).standing;
            (standing != state.standing).then_some((day, standing))
        });
        Cell {
            location,
            pos,
            family,
            state,
            next,
        }
    }

    fn state(&self, service: &Service<'_>, samples: &[Option<ProcedureCode>]) -> CellState {
        let mut cleared = None;
        let mut other = None;
        for &procedure in samples {
            let state = self.best(&Service {
                procedure,
                ..*service
            });
            match state.standing {
                Standing::Cleared => cleared = cleared.or(Some(state)),
                Standing::NotCleared => other = Some(state),
                Standing::Unknown | Standing::InPart => other = other.or(Some(state)),
            }
        }
        match (cleared, other) {
            (Some(cleared), Some(other)) => CellState {
                standing: Standing::InPart,
                nonpar: cleared.nonpar,
                ..other
            },
            (Some(state), None) | (None, Some(state)) => state,
            (None, None) => CellState::of(Standing::Unknown),
        }
    }

    /// The answer with the taxonomy that helps most.
    fn best(&self, service: &Service<'_>) -> CellState {
        let mut first = None;
        for &taxonomy in &self.taxonomies {
            let state = self.one(&Service {
                taxonomy,
                ..*service
            });
            if state.standing == Standing::Cleared {
                return state;
            }
            first = first.or(Some(state));
        }
        first.unwrap_or_else(|| self.one(service))
    }

    fn one(&self, service: &Service<'_>) -> CellState {
        if let Some(barred) = self.roster.barred_from(service) {
            return CellState {
                barred: Some(barred),
                ..CellState::of(Standing::NotCleared)
            };
        }
        match self.roster.clearance(service) {
            Clearance::Cleared(cleared) => CellState {
                row: Some(cleared.row),
                nonpar: cleared.nonpar.is_some(),
                ..CellState::of(Standing::Cleared)
            },
            Clearance::Not(not) => {
                let row = not.nearest.map(|row| self.roster.enrollment(row));
                let fact = row.map_or(Fact::Provider, |row| not.shortfall.fact(&row));
                CellState {
                    fact: Some(fact),
                    row: not.nearest,
                    ..CellState::of(Standing::NotCleared)
                }
            }
            Clearance::Unknown(Unknown::FactMissing { fact, row }) => CellState {
                fact: Some(fact),
                row,
                ..CellState::of(Standing::Unknown)
            },
            Clearance::Unknown(_) => CellState::of(Standing::Unknown),
        }
    }
}

#[cfg(test)]
mod tests;
