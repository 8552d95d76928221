//! Families of procedures, by which the matrix asks: the table `data/procedure_families.csv`.

use std::sync::LazyLock;

use remedi_claims::{CodeRange, ProcedureCode};

use crate::scope::Scope;

/// Procedures that are asked about together, such as office visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureFamily {
    /// Our own label.
    pub name: &'static str,
    /// Its codes.
    pub ranges: Box<[CodeRange]>,
}

impl ProcedureFamily {
    /// Every family, in the order of the table.
    pub fn all() -> &'static [ProcedureFamily] {
        &FAMILIES
    }

    /// Whether the procedure is of the family.
    pub fn contains(&self, procedure: ProcedureCode) -> bool {
        self.ranges.iter().any(|range| range.contains(procedure))
    }

    /// Codes that stand for all of the family: whatever these scopes say of any code, they say of one of
    /// these. A range of codes between two bounds of scopes is judged alike, so that its first code will do.
    pub(crate) fn samples(&self, scopes: &[&Scope]) -> Vec<ProcedureCode> {
        let bounds = scopes
            .iter()
            .flat_map(|scope| scope.allow.iter().chain(&scope.deny))
            .flat_map(|range| [Some(range.first()), range.last().next()])
            .flatten();
        let inside = bounds.filter(|code| self.contains(*code));
        let mut samples: Vec<_> = self.ranges.iter().map(CodeRange::first).collect();
        samples.extend(inside);
        samples.sort_unstable();
        samples.dedup();
        samples
    }
}

static FAMILIES: LazyLock<Vec<ProcedureFamily>> = LazyLock::new(|| {
    let table = include_str!("../data/procedure_families.csv");
    let rows = table.lines().skip(1).map(|line| {
        let Some((name, codes)) = line.split_once(',') else {
            panic!("two cells wanted: {line:?}");
        };
        let range = |word| CodeRange::parse(word).unwrap_or_else(|| panic!("no codes: {word:?}"));
        ProcedureFamily {
            name,
            ranges: codes.split(' ').map(range).collect(),
        }
    });
    rows.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProcedureCode {
        ProcedureCode::parse(text.as_bytes()).unwrap()
    }

    fn family_of(text: &str) -> Option<&'static str> {
        let mut all = ProcedureFamily::all().iter();
        let found = all.find(|family| family.contains(code(text)));
        found.map(|family| family.name)
    }

    #[test]
    fn a_code_is_of_its_family() {
        assert_eq!(family_of("99213"), Some("office visits"));
        assert_eq!(family_of("99223"), Some("hospital visits"));
        assert_eq!(family_of("93306"), Some("heart and vessels"));
        assert_eq!(family_of("0017U"), Some("laboratory"));
        assert_eq!(family_of("99499"), None);
    }

    #[test]
    fn no_code_is_of_two_families() {
        for family in ProcedureFamily::all() {
            for range in &family.ranges {
                for other in ProcedureFamily::all() {
                    let shared = other.name != family.name
                        && (other.contains(range.first()) || other.contains(range.last()));
                    assert!(!shared, "{range} of {} and {}", family.name, other.name);
                }
            }
        }
    }

    #[test]
    fn samples_stand_on_both_sides_of_every_bound_of_a_scope() {
        let ranges = |text: &str| text.split(' ').filter_map(CodeRange::parse).collect();
        let scope = Scope {
            allow: ranges("99202-99205"),
            deny: ranges("99212"),
        };
        let office = &ProcedureFamily::all()[0];
        let samples = office.samples(&[&scope]);
        assert_eq!(samples, ["99202", "99206", "99212", "99213"].map(code));
        assert_eq!(office.samples(&[]), [code("99202")]);
    }
}
