//! Numbers for payers, providers, locations, places and procedures: what counts by the million counts by numbers.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

use foldhash::{HashMap, HashMapExt};
use remedi_claims::{Npi, Pos, ProcedureCode};
use remedi_enrollment::ProcedureFamily;

use crate::Code;
use crate::analysis::{Answered, ServiceAt};

/// What a kind of service can be told by.
pub(crate) const FIELDS: usize = 5;

/// The field of the payer.
pub(crate) const PAYER: usize = 0;

/// The field of the procedure, the last one.
pub(crate) const PROCEDURE: usize = FIELDS - 1;

/// The numbers of payer, provider, location, place and procedure; 0 for one that is not known.
pub(crate) type Cell = [u32; FIELDS];

/// A cell but for its procedure: lines of a claim mostly have it in common.
type Ground = [u32; PROCEDURE];

/// A ground as the key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GroundKey(Ground);

impl Hash for GroundKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [payer, provider, location, place] = self.0.map(u64::from);
        state.write_u64(payer << 32 | provider);
        state.write_u64(location << 32 | place);
    }
}

/// What was billed on a ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Billed(u32, Code);

/// Numbers from 1 for values as they come.
#[derive(Debug)]
pub(crate) struct Numbers<T> {
    numbers: HashMap<T, u32>,
    values: Vec<T>,
    /// What was asked for last: claims that follow each other share much.
    last: u32,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers {
            numbers: HashMap::new(),
            values: Vec::new(),
            last: 0,
        }
    }
}

impl<T: Eq + Hash + Clone> Numbers<T> {
    pub(crate) fn of<Q>(&mut self, value: Option<&Q>) -> u32
    where
        T: Borrow<Q> + From<Q::Owned>,
        Q: Eq + Hash + ToOwned + ?Sized,
    {
        let Some(value) = value else { return 0 };
        let last = (self.last as usize).checked_sub(1);
        let last = last.and_then(|index| self.values.get(index));
        if last.is_none_or(|last| last.borrow() != value) {
            self.last = self.look_up(value);
        }
        self.last
    }

    fn look_up<Q>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q> + From<Q::Owned>,
        Q: Eq + Hash + ToOwned + ?Sized,
    {
        if let Some(&known) = self.numbers.get(value) {
            return known;
        }
        self.values.push(T::from(value.to_owned()));
        let number = self.values.len() as u32;
        self.numbers.insert(T::from(value.to_owned()), number);
        number
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value of a number; that of 0 is `None`.
    pub(crate) fn value(&self, number: u32) -> Option<T> {
        let index = (number as usize).checked_sub(1)?;
        self.values.get(index).cloned()
    }
}

/// The kinds of services there are, down to the last field.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    pub payers: Numbers<Box<str>>,
    pub providers: Numbers<Npi>,
    pub locations: Numbers<Box<str>>,
    pub places: Numbers<Pos>,
    pub procedures: Numbers<ProcedureCode>,
    /// By the number of the procedure, from 1, the number of its family, from 1.
    families: Vec<u32>,
    by_ground: HashMap<GroundKey, u32>,
    /// The ground that was asked for last, with its number.
    last: Option<(Ground, u32)>,
    /// Cells by the number of the ground and that of the procedure.
    by_procedure: HashMap<u64, u32>,
    /// The same by what was billed, which is looked up without the procedure.
    by_billed: HashMap<Billed, u32>,
    pub cells: Vec<Cell>,
    /// By cell, its ground.
    pub of_cells: Vec<u32>,
    /// By ground, the first cell of it.
    pub grounds: Vec<u32>,
    of_grounds: Vec<Ground>,
}

impl Dictionary {
    /// The cells of the lines of a payment; of one without lines that of the claim.
    pub(crate) fn cells_of(&mut self, answered: &Answered<'_>, cells: &mut Vec<u32>) {
        cells.clear();
        // Lines of a claim mostly have one.
        let mut last: Option<(ServiceAt<'_>, u32)> = None;
        for (line, paid) in answered.payment.lines.iter().enumerate() {
            let at = answered.ground(line);
            let ground = match &last {
                Some((same, ground)) if *same == at => *ground,
                _ => self.ground_at(answered.payer, &at),
            };
            last = Some((at, ground));
            let own = Billed(ground, paid.service);
            let cell = self.by_billed.get(&own).copied();
            cells.push(cell.unwrap_or_else(|| {
                let procedure = ProcedureCode::parse(paid.service.as_bytes());
                let cell = self.cell_in(ground, procedure);
                self.by_billed.insert(own, cell);
                cell
            }));
        }
        if cells.is_empty() {
            cells.push(self.cell(answered.payer, answered.common()));
        }
    }

    pub(crate) fn cell(&mut self, payer: Option<&str>, service: ServiceAt<'_>) -> u32 {
        let ground = self.ground_at(payer, &service);
        self.cell_in(ground, service.procedure)
    }

    /// The ground of a service. It may be new: then a cell has to follow.
    fn ground_at(&mut self, payer: Option<&str>, service: &ServiceAt<'_>) -> u32 {
        let own = [
            self.payers.of(payer),
            self.providers.of(service.provider.as_ref()),
            self.locations.of(service.location),
            self.places.of(service.pos.as_ref()),
        ];
        if let Some((last, number)) = self.last
            && last == own
        {
            return number;
        }
        let new = self.of_grounds.len() as u32;
        let number = *self.by_ground.entry(GroundKey(own)).or_insert(new);
        if number == new {
            self.of_grounds.push(own);
            self.grounds.push(self.cells.len() as u32);
        }
        self.last = Some((own, number));
        number
    }

    /// The cell of a procedure in a ground.
    fn cell_in(&mut self, ground: u32, procedure: Option<ProcedureCode>) -> u32 {
        let procedure = self.procedures.of(procedure.as_ref());
        while self.families.len() < self.procedures.values.len() {
            let procedure = self.procedures.values[self.families.len()];
            let mut families = ProcedureFamily::all().iter();
            let family = families.position(|family| family.contains(procedure));
            self.families
                .push(family.map_or(0, |index| index as u32 + 1));
        }
        let next = self.cells.len() as u32;
        let key = u64::from(ground) << 32 | u64::from(procedure);
        let number = *self.by_procedure.entry(key).or_insert(next);
        if number == next {
            let [payer, provider, location, place] = self.of_grounds[ground as usize];
            self.cells
                .push([payer, provider, location, place, procedure]);
            self.of_cells.push(ground);
        }
        number
    }

    /// How many values a field has.
    pub(crate) fn values_of(&self, field: usize) -> usize {
        let all = [
            self.payers.len(),
            self.providers.len(),
            self.locations.len(),
            self.places.len(),
            self.procedures.len(),
        ];
        all[field]
    }

    /// The ground of a cell.
    pub(crate) fn ground(&self, cell: u32) -> u32 {
        self.of_cells[cell as usize]
    }

    /// The ground that all of these cells have, if they have one.
    pub(crate) fn ground_of(&self, cells: &[u32]) -> Option<u32> {
        let (&first, others) = cells.split_first()?;
        let ground = self.ground(first);
        let mut others = others.iter();
        others
            .all(|&other| self.ground(other) == ground)
            .then_some(ground)
    }

    /// A cell with the family of the procedure in the place of the procedure.
    pub(crate) fn with_family(&self, cell: u32) -> Cell {
        let [payer, provider, location, place, procedure] = self.cells[cell as usize];
        let index = (procedure as usize).checked_sub(1);
        let family = index.and_then(|index| self.families.get(index).copied());
        [payer, provider, location, place, family.unwrap_or(0)]
    }
}

/// The name of the family of a number.
pub(crate) fn family_of(number: u32) -> Option<&'static str> {
    let index = (number as usize).checked_sub(1)?;
    ProcedureFamily::all().get(index).map(|family| family.name)
}
