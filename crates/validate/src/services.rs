//! Kinds of services that rules ask for more of: the tables `data/services.csv` and `data/unlisted.csv`.

use std::sync::LazyLock;

use remedi_claims::{ClaimKind, CodeRange, ProcedureCode};

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
    pub fn of_line(kind: ClaimKind, code: ProcedureCode) -> Option<Service> {
        let is_dental = code.as_str().starts_with('D');
        match kind {
            ClaimKind::Institutional => None,
            ClaimKind::Dental if !is_dental => None,
            ClaimKind::Professional if is_dental => None,
            _ => Service::of(code),
        }
    }

    /// The kind of service that the procedure is, on whatever claim.
    pub fn of(code: ProcedureCode) -> Option<Service> {
        // Most lines are visits and treatments (9).
        let known = &TABLE[usize::from(code.as_str().as_bytes()[0] & 31)];
        let found = known.iter().find(|(range, _)| range.contains(code));
        found.map(|(_, service)| *service)
    }
}

/// Whether the procedure does not tell what was done: unlisted, not otherwise classified.
pub(crate) fn is_unlisted(code: ProcedureCode) -> bool {
    UNLISTED.binary_search(&code).is_ok()
}

/// The codes of `data/unlisted.csv` in order.
static UNLISTED: LazyLock<Vec<ProcedureCode>> = LazyLock::new(|| {
    let rows = include_str!("../data/unlisted.csv").lines().skip(1);
    let mut codes: Vec<ProcedureCode> = rows
        .flat_map(|row| row.split(' '))
        .map(|word| match ProcedureCode::parse(word.as_bytes()) {
            Some(code) => code,
            None => panic!("no code: {word:?}"),
        })
        .collect();
    codes.sort_unstable();
    codes
});

/// Ranges of procedures by the lower bits of their first character.
static TABLE: LazyLock<[Vec<(CodeRange, Service)>; 32]> = LazyLock::new(|| {
    let mut table = [const { Vec::new() }; 32];
    for line in include_str!("../data/services.csv").lines().skip(1) {
        let Some((service, codes)) = line.split_once(',') else {
            panic!("two cells wanted: {line:?}");
        };
        for word in codes.split(' ') {
            let Some(range) = CodeRange::parse(word) else {
                panic!("no codes: {word:?}");
            };
            let first = usize::from(word.as_bytes()[0] & 31);
            table[first].push((range, Service::parse(service)));
        }
    }
    table
});
