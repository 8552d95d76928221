//! Lists of the user that rules ask about procedures and members, each with its days.

use remedi_claims::DateRange;

use super::code_lists::{CodeTable, Listed};

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
    of_kind: [Option<CodeTable>; 4],
}

impl Lists {
    /// Their keys.
    pub const KEYS: [&'static str; 4] = ["telehealth", "inpatient_only", "part_a_stay", "hospice"];

    pub fn set(&mut self, key: usize, table: CodeTable) {
        self.of_kind[key] = Some(table);
    }

    pub fn is_empty(&self) -> bool {
        self.of_kind.iter().all(Option::is_none)
    }

    /// What they say of a procedure and a member.
    pub fn find(&self, procedure: &[u8], member: &[u8], dates: Option<DateRange>) -> Listings {
        let [telehealth, inpatient_only, part_a_stay, hospice] = &self.of_kind;
        let day = dates.map(|dates| dates.from);
        let holds = |table: &Option<CodeTable>, code| {
            let listed = table.as_ref().map(|table| table.find(code, day));
            listed.map(|listed| listed == Listed::Valid)
        };
        Listings {
            telehealth: holds(telehealth, procedure),
            inpatient_only: holds(inpatient_only, procedure),
            part_a_stay: holds(part_a_stay, member),
            hospice: holds(hospice, member),
        }
    }
}
