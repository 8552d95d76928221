//! Payers and the many ids and names they go by.

use crate::cells::words;
use crate::index::{Multimap, TextHash};

/// A payer of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayerIndex(pub(crate) u32);

words! {
    /// What kind of payer it is (`class`).
    PayerClass, "medicare, medicare_advantage, medicaid, medicaid_mco, commercial, tricare, va, \
workers_comp, auto or other" {
        /// Medicare fee for service.
        Medicare = "medicare",
        /// A Medicare Advantage plan.
        MedicareAdvantage = "medicare_advantage",
        /// A state's Medicaid agency.
        Medicaid = "medicaid",
        /// A managed care organisation of Medicaid.
        MedicaidMco = "medicaid_mco",
        /// A commercial insurer.
        Commercial = "commercial",
        /// TRICARE.
        Tricare = "tricare",
        /// Veterans Affairs.
        Va = "va",
        /// Workers' compensation.
        WorkersComp = "workers_comp",
        /// Automobile insurance.
        Auto = "auto",
        /// Anything else.
        Other = "other",
    }
}

/// One payer: a row of `payers.csv`, or an id that only enrollments name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// The canonical id.
    pub id: Box<str>,
    /// The name; empty when not told. It is an alias like the others.
    pub name: Box<str>,
    /// What kind of payer it is.
    pub class: Option<PayerClass>,
    /// The state, two letters, of a payer that has one; else empty.
    pub state: Box<str>,
    /// Other ids and names it goes by.
    pub aliases: Box<[Box<str>]>,
}

/// Whom an id or name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayerMatch {
    /// One payer.
    One(PayerIndex),
    /// Several payers: nobody can say which is meant.
    Ambiguous,
    /// No payer of the roster.
    Unknown,
}

impl PayerMatch {
    /// The payer when there is just one.
    pub fn one(self) -> Option<PayerIndex> {
        match self {
            PayerMatch::One(payer) => Some(payer),
            _ => None,
        }
    }
}

/// All payers with the way to find them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payers {
    all: Vec<Payer>,
    by_alias: Multimap<(PayerIndex, Box<str>)>,
    /// By aliases of up to eight characters, as most ids are.
    by_short_alias: Multimap<PayerIndex>,
}

impl Payers {
    pub(crate) fn new(all: Vec<Payer>) -> Payers {
        let aliases = || {
            let indexed = (0..).map(PayerIndex).zip(&all);
            indexed.flat_map(|(index, payer)| payer.every_alias().map(move |own| (index, own)))
        };
        let entries = aliases().map(|(index, own)| (TextHash::of(own), (index, own.into())));
        let short =
            aliases().filter_map(|(index, own)| Some((short_alias(own.as_bytes())?, index)));
        Payers {
            by_alias: Multimap::new(entries.collect()),
            by_short_alias: Multimap::new(short.collect()),
            all,
        }
    }

    pub(crate) fn get(&self, index: PayerIndex) -> &Payer {
        &self.all[index.0 as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (PayerIndex, &Payer)> {
        (0..).map(PayerIndex).zip(&self.all)
    }

    pub(crate) fn find(&self, sent: &[u8]) -> PayerMatch {
        if let Some(short) = short_alias(sent) {
            return match self.by_short_alias.get(short) {
                [] => PayerMatch::Unknown,
                [first, others @ ..] if others.iter().all(|other| other == first) => {
                    PayerMatch::One(*first)
                }
                _ => PayerMatch::Ambiguous,
            };
        }
        let Ok(sent) = std::str::from_utf8(sent).map(str::trim) else {
            return PayerMatch::Unknown;
        };
        if sent.is_empty() {
            return PayerMatch::Unknown;
        }
        let mut found = PayerMatch::Unknown;
        for (index, alias) in self.by_alias.get(TextHash::of(sent)) {
            if alias.eq_ignore_ascii_case(sent) {
                match found {
                    PayerMatch::One(first) if first != *index => return PayerMatch::Ambiguous,
                    _ => found = PayerMatch::One(*index),
                }
            }
        }
        found
    }
}

/// Up to eight characters of ASCII without spaces as a number, in upper case.
fn short_alias(text: &[u8]) -> Option<u64> {
    if !(1..=8).contains(&text.len()) {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        let upper = u64::from(byte.to_ascii_uppercase());
        byte.is_ascii_graphic().then_some(number << 8 | upper)
    })
}

impl Payer {
    /// A payer of whom only the id is known.
    pub(crate) fn named(id: &str) -> Payer {
        Payer {
            id: id.into(),
            name: Box::default(),
            class: None,
            state: Box::default(),
            aliases: Box::default(),
        }
    }

    /// The id, the name and the aliases.
    pub(crate) fn every_alias(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.name]
            .into_iter()
            .chain(&self.aliases)
            .map(|alias| alias.trim())
            .filter(|alias| !alias.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payers() -> Payers {
        Payers::new(vec![
            Payer {
                name: "Aetna".into(),
                aliases: ["AETNA", "SHARED", "SHARED ALIAS"].map(Into::into).into(),
                ..Payer::named("60054")
            },
            Payer {
                name: "Blue Plan".into(),
                aliases: ["Shared".into(), "Shared alias".into()].into(),
                ..Payer::named("00430")
            },
        ])
    }

    #[test]
    fn ids_names_and_aliases_find_the_payer_in_any_case() {
        let payers = payers();
        for sent in ["60054", "aetna", " AETNA "] {
            assert_eq!(
                payers.find(sent.as_bytes()),
                PayerMatch::One(PayerIndex(0)),
                "{sent}"
            );
        }
        assert_eq!(payers.find(b"blue plan"), PayerMatch::One(PayerIndex(1)));
    }

    #[test]
    fn ambiguous_is_told_from_unknown() {
        let payers = payers();
        assert_eq!(payers.find(b"shared"), PayerMatch::Ambiguous);
        assert_eq!(payers.find(b"shared alias"), PayerMatch::Ambiguous);
        assert_eq!(payers.find(b"430"), PayerMatch::Unknown);
        assert_eq!(payers.find(b" "), PayerMatch::Unknown);
    }
}
