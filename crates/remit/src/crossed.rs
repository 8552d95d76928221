//! Denials by two things at once: for trends, for tables of one thing against another, and for a page on each payer and
//! provider.

use chrono::{Datelike, NaiveDate};
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Npi, Pos};

use crate::summary::{Counters, Names};
use crate::{Denial, EvidenceVerdict, Share};

/// Sums by two keys, the largest amount first.
pub type Pairs<K, L> = Vec<Share<(K, L)>>;

/// What holds now, added up by two keys. What is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    /// By the month of the payment (its first day) and the cause.
    pub month_cause: Pairs<Option<NaiveDate>, RootCause>,
    /// By cause and by what the check of the sent claim says.
    pub cause_evidence: Pairs<RootCause, EvidenceVerdict>,
    /// By payer and place of service.
    pub payer_pos: Pairs<Option<Box<str>>, Option<Pos>>,
    /// By payer and cause.
    pub payer_cause: Pairs<Option<Box<str>>, RootCause>,
    /// By payer and provider.
    pub payer_provider: Pairs<Option<Box<str>>, Option<Npi>>,
    /// By provider and cause.
    pub provider_cause: Pairs<Option<Npi>, RootCause>,
    /// By provider and place of service.
    pub provider_pos: Pairs<Option<Npi>, Option<Pos>>,
}

/// Adds up denials by two keys. Payers, providers and places are numbers.
#[derive(Default)]
pub(crate) struct Crossing {
    month_cause: Counters<(Option<NaiveDate>, RootCause)>,
    cause_evidence: Counters<(RootCause, EvidenceVerdict)>,
    payer_pos: Counters<(u32, u32)>,
    payer_cause: Counters<(u32, RootCause)>,
    payer_provider: Counters<(u32, u32)>,
    provider_cause: Counters<(u32, RootCause)>,
    provider_pos: Counters<(u32, u32)>,
}

impl Crossing {
    /// Counts a denial that holds, with the numbers of its payer, provider and place; those of one claim follow each other.
    pub(crate) fn add(&mut self, claim: u32, denial: &Denial, [payer, provider, pos]: [u32; 3]) {
        let Denial { amount, cause, .. } = *denial;
        let month = denial.paid_on.and_then(|day| day.with_day(1));
        let verdict = denial.evidence.verdict;
        self.month_cause.add((month, cause), claim, amount);
        self.cause_evidence.add((cause, verdict), claim, amount);
        self.payer_pos.add((payer, pos), claim, amount);
        self.payer_cause.add((payer, cause), claim, amount);
        self.payer_provider.add((payer, provider), claim, amount);
        self.provider_cause.add((provider, cause), claim, amount);
        self.provider_pos.add((provider, pos), claim, amount);
    }

    pub(crate) fn into_crossed(self, names: &Names) -> Crossed {
        let payer = |number| names.payers.value(number);
        let provider = |number| names.providers.value(number);
        let pos = |number| names.places.value(number);
        Crossed {
            month_cause: self.month_cause.into_shares(|keys| keys),
            cause_evidence: self.cause_evidence.into_shares(|keys| keys),
            payer_pos: self
                .payer_pos
                .into_shares(|(one, other)| (payer(one), pos(other))),
            payer_cause: self
                .payer_cause
                .into_shares(|(one, cause)| (payer(one), cause)),
            payer_provider: self
                .payer_provider
                .into_shares(|(one, other)| (payer(one), provider(other))),
            provider_cause: self
                .provider_cause
                .into_shares(|(one, cause)| (provider(one), cause)),
            provider_pos: self
                .provider_pos
                .into_shares(|(one, other)| (provider(one), pos(other))),
        }
    }
}
