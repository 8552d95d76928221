//! The type of bill of an institutional claim: the facility type (837I CLM05-1) and the frequency
//! (CLM05-3, of professional and dental claims too).

use std::fmt;
use std::sync::LazyLock;

use super::table::{flag, rows, value};

/// What the two digits of a facility type say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityType {
    /// The two digits, without the zero that paper bills put before them.
    pub code: &'static str,
    /// Where the services were given.
    pub setting: BillSetting,
    /// Whether the patient stays at the facility.
    pub is_inpatient: bool,
    /// What the code says, in short.
    pub meaning: &'static str,
}

words! {
    /// Where the services of an institutional claim were given.
    BillSetting {
        /// Hospital, inpatient.
        InpatientHospital = "inpatient_hospital",
        /// Hospital, outpatient; critical access hospitals too.
        OutpatientHospital = "outpatient_hospital",
        /// Skilled nursing facility or swing bed.
        SkilledNursing = "skilled_nursing",
        /// Home health.
        HomeHealth = "home_health",
        /// Religious nonmedical institution.
        ReligiousNonmedical = "religious_nonmedical",
        /// Rural health clinic.
        RuralHealthClinic = "rural_health_clinic",
        /// Dialysis.
        Dialysis = "dialysis",
        /// Outpatient rehabilitation.
        Rehabilitation = "rehabilitation",
        /// Community mental health center.
        CommunityMentalHealth = "community_mental_health",
        /// Federally qualified health center.
        FederallyQualifiedHealthCenter = "federally_qualified_health_center",
        /// Hospice.
        Hospice = "hospice",
        /// Ambulatory surgical center.
        AmbulatorySurgery = "ambulatory_surgery",
        /// Residential facility.
        Residential = "residential",
        /// Intermediate care.
        IntermediateCare = "intermediate_care",
        /// A clinic of no other kind.
        Clinic = "clinic",
        /// An emergency facility away from a hospital.
        EmergencyFacility = "emergency_facility",
        /// A birthing center away from a hospital.
        BirthingCenter = "birthing_center",
        /// An opioid treatment program.
        OpioidTreatment = "opioid_treatment",
        /// Another special facility.
        Special = "special",
    }
}

/// Why a facility type could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FacilityTypeFault {
    /// It is not two digits: often the whole type of bill, frequency included.
    NotTwoDigits,
    /// It starts with the zero of paper bills.
    LeadingZero,
    /// remedi does not know the two digits.
    Unknown,
}

impl fmt::Display for FacilityTypeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FacilityTypeFault::NotTwoDigits => "not two digits",
            FacilityTypeFault::LeadingZero => "starts with a zero",
            FacilityTypeFault::Unknown => "not a known facility type",
        })
    }
}

impl std::error::Error for FacilityTypeFault {}

/// Reads the facility type of an institutional claim (CLM05-1 where CLM05-2 = A).
///
/// ```
/// use remedi_claims::codes::type_of_bill::{self, BillSetting, FacilityTypeFault};
/// assert_eq!(type_of_bill::facility(b"13").unwrap().setting, BillSetting::OutpatientHospital);
/// assert_eq!(type_of_bill::facility(b"013"), Err(FacilityTypeFault::LeadingZero));
/// ```
///
/// # Errors
/// [`FacilityTypeFault`] says what keeps the code from being one of the list.
pub fn facility(code: &[u8]) -> Result<&'static FacilityType, FacilityTypeFault> {
    if let [b'0', ..] = code {
        return Err(FacilityTypeFault::LeadingZero);
    }
    if code.len() != 2 || !code.iter().all(u8::is_ascii_digit) {
        return Err(FacilityTypeFault::NotTwoDigits);
    }
    FACILITIES
        .binary_search_by_key(&code, |facility| facility.code.as_bytes())
        .map(|index| &FACILITIES[index])
        .map_err(|_| FacilityTypeFault::Unknown)
}

/// Every known facility type, in order.
pub fn all() -> &'static [FacilityType] {
    &FACILITIES
}

static FACILITIES: LazyLock<Vec<FacilityType>> = LazyLock::new(|| {
    rows(
        include_str!("../../data/codes/type_of_bill.csv"),
        ["code", "setting", "inpatient", "meaning"],
    )
    .map(|[code, setting, inpatient, meaning]| FacilityType {
        code,
        setting: value(setting),
        is_inpatient: flag(inpatient),
        meaning,
    })
    .collect()
});

words! {
    /// What a claim is to the claims before it (CLM05-3).
    Frequency {
        /// A first claim.
        Original = "1",
        /// A replacement of a whole earlier claim.
        Replacement = "7",
        /// A void of an earlier claim.
        Void = "8",
    }
}

impl Frequency {
    /// Reads a code; `None` for the interim and other codes of institutional claims.
    pub fn parse(code: &[u8]) -> Option<Frequency> {
        match code {
            b"1" => Some(Frequency::Original),
            b"7" => Some(Frequency::Replacement),
            b"8" => Some(Frequency::Void),
            _ => None,
        }
    }

    /// What the code says, in short.
    pub const fn meaning(self) -> &'static str {
        match self {
            Frequency::Original => "original claim",
            Frequency::Replacement => "replacement of an earlier claim",
            Frequency::Void => "void of an earlier claim",
        }
    }

    /// Whether the claim must name the payer's control number of an earlier one (2300 REF*F8).
    pub const fn needs_reference(self) -> bool {
        !matches!(self, Frequency::Original)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_follow_the_two_digits() {
        for (code, setting, inpatient) in [
            ("11", BillSetting::InpatientHospital, true),
            ("85", BillSetting::OutpatientHospital, false),
            ("18", BillSetting::SkilledNursing, true),
            ("23", BillSetting::SkilledNursing, false),
            ("72", BillSetting::Dialysis, false),
            ("83", BillSetting::AmbulatorySurgery, false),
        ] {
            let facility = facility(code.as_bytes()).unwrap();
            assert_eq!(
                (facility.setting, facility.is_inpatient),
                (setting, inpatient),
                "{code}"
            );
        }
    }

    #[test]
    fn export_faults_are_told_apart() {
        for (code, fault) in [
            ("013", FacilityTypeFault::LeadingZero),
            ("0131", FacilityTypeFault::LeadingZero),
            ("131", FacilityTypeFault::NotTwoDigits),
            ("1", FacilityTypeFault::NotTwoDigits),
            ("", FacilityTypeFault::NotTwoDigits),
            ("1A", FacilityTypeFault::NotTwoDigits),
            ("99", FacilityTypeFault::Unknown),
        ] {
            assert_eq!(facility(code.as_bytes()), Err(fault), "{code}");
        }
    }

    #[test]
    fn replacements_and_voids_need_the_payers_control_number() {
        for &frequency in Frequency::ALL {
            let code = frequency.as_str();
            assert_eq!(Frequency::parse(code.as_bytes()), Some(frequency));
            assert_eq!(frequency.needs_reference(), code != "1");
        }
        assert_eq!(Frequency::parse(b"3"), None);
    }
}
