//! What payers, providers and places are called.

use remedi_claims::codes::pos;
use remedi_claims::{Npi, Pos};
use remedi_enrollment::Roster;

/// What the roster calls payers, providers and locations.
#[derive(Clone, Copy)]
pub(super) struct Names<'a>(pub(super) Option<&'a Roster>);

impl Names<'_> {
    /// A payer's id with its name.
    pub(super) fn payer(self, id: Option<&str>) -> String {
        let Some(id) = id else {
            return "payer not known".to_owned();
        };
        let known = self.0.and_then(|roster| {
            let payer = roster.payer_of(id).one()?;
            Some(&*roster.payer(payer).name)
        });
        beside(id, known.unwrap_or_default())
    }

    /// A provider's NPI with the name.
    pub(super) fn provider(self, npi: Option<Npi>) -> String {
        let Some(npi) = npi else {
            return "provider not known".to_owned();
        };
        let known = self.0.and_then(|roster| roster.provider(npi));
        let name = known.map(|provider| match &*provider.first_name {
            "" => provider.last_or_organization_name.to_string(),
            first => format!("{}, {first}", provider.last_or_organization_name),
        });
        beside(&npi.to_string(), &name.unwrap_or_default())
    }
}

fn beside(id: &str, name: &str) -> String {
    match name {
        "" => id.to_owned(),
        same if same == id => id.to_owned(),
        name => format!("{id} {name}"),
    }
}

/// A place of service with its name.
pub(super) fn place_name(place: Option<Pos>) -> String {
    match place {
        None => "place not known".to_owned(),
        Some(place) => match pos::lookup(place) {
            Some(known) => format!("{place} {}", known.name),
            None => place.to_string(),
        },
    }
}
