//! Places of service (CLM05-1, SV105, SV303; CLP08 of professional claims).

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::table::{flag, optional, rows, value};
use crate::Pos;

/// An assigned place of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOfService {
    /// The code.
    pub code: Pos,
    /// A short name.
    pub name: &'static str,
    /// The first day of the code; `None` for codes older than the dates of the list.
    pub valid_from: Option<NaiveDate>,
    /// The last day of the code; `None` while it is in use.
    pub valid_to: Option<NaiveDate>,
    /// The day from which the code means what it means now, where that is not its first.
    pub meaning_changed_on: Option<NaiveDate>,
    /// The rate of the Medicare physician fee schedule.
    pub medicare_rate: MedicareRate,
    /// The first day of service of that rate, where it is known to be younger than the code.
    pub medicare_rate_since: Option<NaiveDate>,
    /// The day from which Medicare takes the code, where that is not its first.
    pub medicare_from: Option<NaiveDate>,
    /// The kind of place.
    pub class: PlaceClass,
    /// Whether the place is one of telehealth.
    pub telehealth: bool,
    /// Whether a claim names the service facility (2310C, 2420C).
    pub facility_loop: FacilityLoop,
    /// What else a biller should know.
    pub note: Option<&'static str>,
}

impl PlaceOfService {
    /// Whether the code is assigned on the day of service.
    pub fn is_active_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// The rate of the Medicare physician fee schedule on the day of service.
    pub fn medicare_rate_on(&self, date: NaiveDate) -> MedicareRate {
        if self.medicare_rate_since.is_some_and(|since| date < since) {
            MedicareRate::Unknown
        } else {
            self.medicare_rate
        }
    }
}

words! {
    /// Which rate of the Medicare physician fee schedule a place has.
    MedicareRate {
        /// The facility rate.
        Facility = "facility",
        /// The non-facility rate.
        NonFacility = "non_facility",
        /// Not confirmed.
        Unknown = "unknown",
    }
}

words! {
    /// Whether a claim names the service facility in a loop of its own (2310C, 2420C).
    FacilityLoop {
        /// Yes, unless the billing provider is the facility.
        Expected = "expected",
        /// Where the service was given elsewhere than at the billing provider's address.
        Conditional = "conditional",
        /// No.
        Unused = "unused",
        /// As the payer wants it.
        Payer = "payer",
        /// Pick-up and drop-off instead (2310E, 2310F).
        Ambulance = "ambulance",
    }
}

words! {
    /// The kind of a place.
    PlaceClass {
        /// Pharmacy.
        Pharmacy = "pharmacy",
        /// Telehealth.
        Telehealth = "telehealth",
        /// School, shelter, prison, worksite, street, mobile unit.
        Community = "community",
        /// Indian Health Service and tribal facilities.
        IhsTribal = "ihs_tribal",
        /// Office.
        Office = "office",
        /// The patient's home.
        Home = "home",
        /// Where people live together with some care.
        Residential = "residential",
        /// Clinics that work as an office does.
        OfficeLike = "office_like",
        /// Hospital, outpatient.
        HospitalOutpatient = "hospital_outpatient",
        /// Hospital, inpatient; psychiatric and rehabilitation hospitals too.
        HospitalInpatient = "hospital_inpatient",
        /// Emergency department of a hospital.
        EmergencyDepartment = "emergency_department",
        /// Ambulatory surgical center.
        Asc = "asc",
        /// Birthing center.
        BirthingCenter = "birthing_center",
        /// Military treatment facility.
        Military = "military",
        /// Skilled nursing facility, in a Part A stay.
        Snf = "snf",
        /// Nursing and intermediate care facilities.
        NursingFacility = "nursing_facility",
        /// Hospice.
        Hospice = "hospice",
        /// Ambulance.
        Ambulance = "ambulance",
        /// Federally qualified, rural and public health clinics.
        SafetyNetClinic = "safety_net_clinic",
        /// Community mental health center.
        Cmhc = "cmhc",
        /// Psychiatric residential treatment.
        PsychiatricResidential = "psychiatric_residential",
        /// Opioid treatment program.
        Otp = "otp",
        /// Mass immunization.
        MassImmunization = "mass_immunization",
        /// Comprehensive outpatient rehabilitation.
        Rehabilitation = "rehabilitation",
        /// Dialysis.
        Dialysis = "dialysis",
        /// Center of a program of all-inclusive care for the elderly.
        Pace = "pace",
        /// Independent laboratory.
        Laboratory = "laboratory",
        /// None of these.
        Other = "other",
    }
}

/// Finds an assigned place, whatever its dates; `None` for codes never assigned.
///
/// ```
/// use remedi_claims::{Pos, codes::pos};
///
/// let telehealth_at_home = pos::lookup(Pos::new(10).unwrap()).unwrap();
/// assert!(telehealth_at_home.is_active_on("2022-01-01".parse().unwrap()));
/// assert!(!telehealth_at_home.is_active_on("2021-12-31".parse().unwrap()));
/// ```
pub fn lookup(pos: Pos) -> Option<&'static PlaceOfService> {
    PLACES[usize::from(pos.number())].as_ref()
}

/// Every assigned place, in order.
pub fn all() -> impl Iterator<Item = &'static PlaceOfService> {
    PLACES.iter().flatten()
}

static PLACES: LazyLock<[Option<PlaceOfService>; 100]> = LazyLock::new(|| {
    let mut places = [const { None }; 100];
    for [
        code,
        name,
        valid_from,
        valid_to,
        meaning_changed_on,
        medicare_rate,
        medicare_rate_since,
        medicare_from,
        class,
        telehealth,
        facility_loop,
        note,
    ] in rows(
        include_str!("../../data/codes/pos.csv"),
        [
            "code",
            "name",
            "valid_from",
            "valid_to",
            "meaning_changed_on",
            "medicare_rate",
            "medicare_rate_since",
            "medicare_from",
            "class",
            "telehealth",
            "facility_loop",
            "note",
        ],
    ) {
        let code = Pos::parse(code.as_bytes()).unwrap_or_else(|| panic!("{code:?} is no place"));
        places[usize::from(code.number())] = Some(PlaceOfService {
            code,
            name,
            valid_from: optional(valid_from),
            valid_to: optional(valid_to),
            meaning_changed_on: optional(meaning_changed_on),
            medicare_rate: value(medicare_rate),
            medicare_rate_since: optional(medicare_rate_since),
            medicare_from: optional(medicare_from),
            class: value(class),
            telehealth: flag(telehealth),
            facility_loop: value(facility_loop),
            note: (!note.is_empty()).then_some(note),
        });
    }
    places
});

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: u8) -> &'static PlaceOfService {
        lookup(Pos::new(number).unwrap()).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn fifty_two_codes_are_assigned() {
        assert_eq!(all().count(), 52);
        for number in (28..=30)
            .chain(35..=40)
            .chain(43..=48)
            .chain([0, 59, 63, 64])
            .chain(67..=70)
            .chain(73..=80)
            .chain(82..=98)
        {
            assert_eq!(lookup(Pos::new(number).unwrap()), None, "{number}");
        }
    }

    #[test]
    fn a_code_starts_on_its_first_day() {
        for (number, first) in [
            (2, "2017-01-01"),
            (10, "2022-01-01"),
            (19, "2016-01-01"),
            (27, "2023-10-01"),
            (49, "2003-10-01"),
            (57, "2003-10-01"),
            (58, "2020-01-01"),
            (66, "2024-08-01"),
        ] {
            let first = date(first);
            assert!(place(number).is_active_on(first), "{number}");
            assert!(
                !place(number).is_active_on(first.pred_opt().unwrap()),
                "{number}"
            );
        }
    }

    #[test]
    fn codes_older_than_the_list_have_always_been_there() {
        assert!(place(11).is_active_on(date("1998-06-01")));
        assert_eq!(place(11).valid_from, None);
    }

    #[test]
    fn a_changed_meaning_is_dated_within_the_life_of_the_code() {
        assert_eq!(place(2).meaning_changed_on, Some(date("2022-01-01")));
        assert_eq!(place(22).meaning_changed_on, Some(date("2016-01-01")));
        for place in all() {
            for later in [
                place.meaning_changed_on,
                place.medicare_from,
                place.valid_to,
            ] {
                assert!(
                    later.is_none_or(|later| place.valid_from.is_none_or(|from| from < later)),
                    "{}",
                    place.code
                );
            }
        }
    }

    #[test]
    fn rates_hold_from_their_date() {
        assert_eq!(
            place(10).medicare_rate_on(date("2024-01-01")),
            MedicareRate::NonFacility
        );
        assert_eq!(
            place(10).medicare_rate_on(date("2023-12-31")),
            MedicareRate::Unknown
        );
        assert_eq!(
            place(11).medicare_rate_on(date("2000-01-01")),
            MedicareRate::NonFacility
        );
        let facility: Vec<_> = all()
            .filter(|place| place.medicare_rate == MedicareRate::Facility)
            .map(|place| place.code.number())
            .collect();
        assert_eq!(
            facility,
            [
                2, 19, 21, 22, 23, 24, 26, 31, 34, 41, 42, 51, 52, 53, 56, 61
            ]
        );
        let unknown: Vec<_> = all()
            .filter(|place| place.medicare_rate == MedicareRate::Unknown)
            .map(|place| place.code.number())
            .collect();
        assert_eq!(unknown, [5, 6, 7, 8, 18, 66]);
    }

    #[test]
    fn telehealth_is_two_codes() {
        let telehealth: Vec<_> = all()
            .filter(|place| place.telehealth)
            .map(|place| place.code.number())
            .collect();
        assert_eq!(telehealth, [2, 10]);
    }

    #[test]
    fn hospitals_are_named_on_the_claim_and_homes_are_not() {
        assert_eq!(place(21).facility_loop, FacilityLoop::Expected);
        assert_eq!(place(11).facility_loop, FacilityLoop::Conditional);
        assert_eq!(place(12).facility_loop, FacilityLoop::Unused);
        assert_eq!(place(41).facility_loop, FacilityLoop::Ambulance);
    }
}
