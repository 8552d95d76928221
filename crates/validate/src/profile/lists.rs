//! Lists of the user that rules ask about procedures and members, each with its days.

use remedi_claims::DateRange;

use super::code_lists::{Code, Entry, Listed, Listing, Member};

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
        all.iter().any(Option::is_some)
    }
}

/// The lists (`[lists]`).
#[derive(Debug, Default)]
pub(crate) struct Lists {
    procedures: [Option<Listing<Code>>; 2],
    members: [Option<Listing<Member>>; 2],
}

impl Lists {
    /// The keys of the lists of procedures.
    pub const PROCEDURES: [&'static str; 2] = ["telehealth", "inpatient_only"];

    /// The keys of the lists of members.
    pub const MEMBERS: [&'static str; 2] = ["part_a_stay", "hospice"];

    pub fn set_procedures(&mut self, key: usize, listing: Listing<Code>) {
        self.procedures[key] = Some(listing);
    }

    pub fn set_members(&mut self, key: usize, listing: Listing<Member>) {
        self.members[key] = Some(listing);
    }

    pub fn is_empty(&self) -> bool {
        self.procedures.iter().all(Option::is_none) && self.members.iter().all(Option::is_none)
    }

    /// What they say of a procedure and a member; nothing of one that is not sent.
    pub fn find(&self, procedure: &[u8], member: &[u8], dates: Option<DateRange>) -> Listings {
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
        }
    }
}
