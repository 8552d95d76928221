//! Kinds of services that rules ask for more of: the tables `data/services.csv` and `data/unlisted.csv`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use remedi_claims::{ClaimKind, CodeRange, ProcedureCode};

use crate::window::Window;

/// A kind of service that the guide or payers ask for more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    AmbulanceTransport,
    Anesthesia,
    SpinalManipulation,
    Mammography,
    Laboratory,
    AmbulanceMileage,
    /// Of a patient, other than [`Service::AmbulanceTransport`].
    PatientTransport,
    Filling,
    ToothTreatment,
    QuadrantTreatment,
}

impl Service {
    fn parse(word: &str) -> Service {
        match word {
            "ambulance_transport" => Service::AmbulanceTransport,
            "anesthesia" => Service::Anesthesia,
            "spinal_manipulation" => Service::SpinalManipulation,
            "mammography" => Service::Mammography,
            "laboratory" => Service::Laboratory,
            "ambulance_mileage" => Service::AmbulanceMileage,
            "patient_transport" => Service::PatientTransport,
            "filling" => Service::Filling,
            "quadrant_treatment" => Service::QuadrantTreatment,
            "tooth_treatment" => Service::ToothTreatment,
            _ => panic!("no service: {word:?}"),
        }
    }
}

impl Service {
    /// The kind of service that a line of an 837P or 837D is; `None` for those of no kind of the table.
    pub fn of_line(
        kind: ClaimKind,
        code: ProcedureCode,
        day: Option<NaiveDate>,
    ) -> Option<Service> {
        let is_dental = code.as_str().starts_with('D');
        match kind {
            ClaimKind::Institutional => None,
            ClaimKind::Dental if !is_dental => None,
            ClaimKind::Professional if is_dental => None,
            _ => Service::of(code, day),
        }
    }

    /// The kind of service that the procedure is on that day, on whatever claim.
    pub fn of(code: ProcedureCode, day: Option<NaiveDate>) -> Option<Service> {
        // Most lines are visits and treatments (9).
        let known = &TABLE[usize::from(code.as_bytes()[0] & 31)];
        let mut known = known.iter();
        let found = known.find(|(range, window, _)| range.contains(code) && window.may_hold(day));
        found.map(|(_, _, service)| *service)
    }
}

/// Whether the procedure does not tell what was done on that day: unlisted, not otherwise classified.
pub(crate) fn is_unlisted(code: ProcedureCode, day: Option<NaiveDate>) -> bool {
    let found = UNLISTED.binary_search_by_key(&code, |(known, _)| *known);
    found.is_ok_and(|place| UNLISTED[place].1.may_hold(day))
}

/// The codes of `data/unlisted.csv` in order.
static UNLISTED: LazyLock<Vec<(ProcedureCode, Window)>> = LazyLock::new(|| {
    let rows = rows(include_str!("../data/unlisted.csv"));
    let mut codes: Vec<(ProcedureCode, Window)> = rows
        .flat_map(|([codes], window)| codes.split(' ').map(move |word| (word, window)))
        .map(
            |(word, window)| match ProcedureCode::parse(word.as_bytes()) {
                Some(code) => (code, window),
                None => panic!("no code: {word:?}"),
            },
        )
        .collect();
    codes.sort_unstable_by_key(|(code, _)| *code);
    codes
});

/// Ranges of procedures by the lower bits of their first character.
static TABLE: LazyLock<[Vec<(CodeRange, Window, Service)>; 32]> = LazyLock::new(|| {
    let mut table = [const { Vec::new() }; 32];
    for ([service, codes], window) in rows(include_str!("../data/services.csv")) {
        for word in codes.split(' ') {
            let Some(range) = CodeRange::parse(word) else {
                panic!("no codes: {word:?}");
            };
            let first = usize::from(word.as_bytes()[0] & 31);
            table[first].push((range, window, Service::parse(service)));
        }
    }
    table
});

/// The rows of a table: so many cells and the days that they are for.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = ([&'static str; N], Window)> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        let mut next = || match cells.next() {
            Some(cell) => cell,
            None => panic!("too short: {line:?}"),
        };
        let own = std::array::from_fn(|_| next());
        (own, Window::parse(next(), next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str, day: &str) -> Option<Service> {
        let code = ProcedureCode::parse(code.as_bytes()).unwrap();
        Service::of(code, Some(day.parse().unwrap()))
    }

    #[test]
    fn codes_of_mammography_follow_each_other() {
        for (code, last) in [("77057", "2016-12-31"), ("G0202", "2017-12-31")] {
            assert_eq!(kind(code, last), Some(Service::Mammography), "{code}");
        }
        assert_eq!(kind("77057", "2017-01-01"), None);
        assert_eq!(kind("G0202", "2018-01-01"), None);
        assert_eq!(kind("77067", "2016-12-31"), None);
        assert_eq!(kind("77067", "2017-01-01"), Some(Service::Mammography));
        let code = ProcedureCode::parse(b"77067").unwrap();
        assert_eq!(Service::of(code, None), Some(Service::Mammography));
    }

    #[test]
    fn an_unlisted_code_is_one_from_its_first_day_on() {
        let on = |day: &str| {
            let code = ProcedureCode::parse(b"J7999").unwrap();
            is_unlisted(code, Some(day.parse().unwrap()))
        };
        assert!(!on("2015-12-31") && on("2016-01-01"));
    }
}
