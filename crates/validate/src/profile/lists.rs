//! Lists of the user that rules ask about procedures, members and diagnoses, each with its days.

use remedi_claims::{DateRange, PosSet};

use super::code_lists::{Code, Entry, Listed, Listing, Member};
use super::diagnosis_places::{DiagnosisPlaces, either};

/// What the user's lists say of a line on its first day; `None` where there is no such list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listings {
    /// Whether the payer pays for the procedure by telehealth.
    pub telehealth: Option<bool>,
    /// Whether Medicare pays for the procedure only when the patient is an inpatient.
    pub inpatient_only: Option<bool>,
    /// Whether the member is in a Part A stay at a skilled nursing facility.
    pub part_a_stay: Option<bool>,
    /// Whether the member has elected hospice.
    pub hospice: Option<bool>,
    /// The places of service that the diagnoses it points to go with; `None` where the principal one is not known.
    pub places: Option<PosSet>,
}

impl Listings {
    /// Whether a list says anything.
    pub(crate) fn is_any(self) -> bool {
        let all = [
            self.telehealth,
            self.inpatient_only,
            self.part_a_stay,
            self.hospice,
        ];
        self.places.is_some() || all.iter().any(Option::is_some)
    }
}

/// The lists (`[lists]`).
#[derive(Debug, Default)]
pub(crate) struct Lists {
    procedures: [Option<Listing<Code>>; 2],
    members: [Option<Listing<Member>>; 2],
    diagnoses: Option<DiagnosisPlaces>,
}

impl Lists {
    /// The keys of the lists of procedures.
    pub const PROCEDURES: [&'static str; 2] = ["telehealth", "inpatient_only"];

    /// The keys of the lists of members.
    pub const MEMBERS: [&'static str; 2] = ["part_a_stay", "hospice"];

    /// The key of the table of diagnoses.
    pub const DIAGNOSES: &'static str = "diagnosis_places";

    pub fn set_procedures(&mut self, key: usize, listing: Listing<Code>) {
        self.procedures[key] = Some(listing);
    }

    pub fn set_members(&mut self, key: usize, listing: Listing<Member>) {
        self.members[key] = Some(listing);
    }

    pub fn set_diagnoses(&mut self, table: DiagnosisPlaces) {
        self.diagnoses = Some(table);
    }

    pub fn is_empty(&self) -> bool {
        self.procedures.iter().all(Option::is_none)
            && self.members.iter().all(Option::is_none)
            && self.diagnoses.is_none()
    }

    /// What they say of a procedure, a member and the diagnoses of a line, the principal one first; nothing of one
    /// that is not sent.
    pub fn find<'c>(
        &self,
        procedure: &[u8],
        member: &[u8],
        diagnoses: impl Iterator<Item = Option<&'c [u8]>>,
        dates: Option<DateRange>,
    ) -> Listings {
        fn holds<E: Entry>(
            listing: &Option<Listing<E>>,
            sent: &[u8],
            dates: Option<DateRange>,
        ) -> Option<bool> {
            let listing = listing.as_ref().filter(|_| !sent.is_empty())?;
            Some(listing.find(sent, dates.map(|dates| dates.from)) == Listed::Valid)
        }
        let [telehealth, inpatient_only] = &self.procedures;
        let [part_a_stay, hospice] = &self.members;
        Listings {
            telehealth: holds(telehealth, procedure, dates),
            inpatient_only: holds(inpatient_only, procedure, dates),
            part_a_stay: holds(part_a_stay, member, dates),
            hospice: holds(hospice, member, dates),
            places: self.places(diagnoses, dates),
        }
    }

    /// The places that one of the diagnoses goes with; `None` where the principal one is not known.
    fn places<'c>(
        &self,
        mut diagnoses: impl Iterator<Item = Option<&'c [u8]>>,
        dates: Option<DateRange>,
    ) -> Option<PosSet> {
        let table = self.diagnoses.as_ref()?;
        let day = dates.map(|dates| dates.from);
        let principal = table.find(diagnoses.next()??, day)?;
        let others = diagnoses.flatten().filter_map(|code| table.find(code, day));
        Some(others.fold(principal, either))
    }
}
