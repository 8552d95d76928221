//! What forbids a provider to bill, whatever the enrollments say.

use std::fmt;

use chrono::NaiveDate;
use remedi_claims::Npi;

use crate::payers::{PayerClass, PayerIndex};
use crate::providers::{Provider, Span};
use crate::roster::Roster;
use crate::service::Service;

/// A provider who may not bill a payer on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Barred {
    /// The provider: the one who renders the service, or who bills it.
    pub provider: Npi,
    /// Why.
    pub by: Bar,
    /// Since when.
    pub since: NaiveDate,
}

/// Why a provider may not bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bar {
    /// Excluded from federal health programs (ENR-17). Other payers refuse the excluded by contract.
    Excluded,
    /// The NPI is out of use (NPI-03).
    Deactivated,
    /// The NPI is out of use, and another is used in its place (ENR-28).
    Replaced,
    /// Opted out of Medicare, which is asked of Medicare and Medicare Advantage (ENR-18).
    OptedOut,
}

impl Bar {
    /// The column of `providers.csv` that says so.
    pub const fn column(self) -> &'static str {
        match self {
            Bar::Excluded => "excluded_from",
            Bar::Deactivated => "npi_deactivated_on",
            Bar::Replaced => "replaced_by",
            Bar::OptedOut => "opted_out_from",
        }
    }

    fn since(self, provider: &Provider, day: NaiveDate) -> Option<NaiveDate> {
        let within = |span: Span| span.from.filter(|_| span.contains(day));
        match self {
            Bar::Excluded => within(provider.excluded),
            Bar::Deactivated | Bar::Replaced => {
                let is_replaced = provider.replaced_by.is_some();
                let since = provider
                    .npi_deactivated_on
                    .filter(|_| provider.deactivated_on(day));
                since.filter(|_| is_replaced == (self == Bar::Replaced))
            }
            Bar::OptedOut => within(provider.opted_out),
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bar::Excluded => "excluded from federal health programs",
            Bar::Deactivated => "deactivated",
            Bar::Replaced => "replaced",
            Bar::OptedOut => "opted out of Medicare",
        })
    }
}

impl Roster {
    /// What forbids this provider to bill this payer on that day, the gravest first, by `providers.csv`.
    ///
    /// ```
    /// # use remedi_enrollment::{Bar, Roster};
    /// let files = [
    ///     ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2024-01-01\n"),
    ///     ("providers.csv", "npi,excluded_from\n1245319599,2025-02-01\n"),
    /// ];
    /// let roster = Roster::from_csv(&files)?.roster;
    /// let payer = roster.payer_of("60054").one().unwrap();
    /// let on = |day: &str| roster.barred("1245319599".parse().unwrap(), payer, day.parse().unwrap());
    /// assert_eq!(on("2025-01-31"), None);
    /// assert_eq!(on("2025-02-01").map(|barred| barred.by), Some(Bar::Excluded));
    /// # Ok::<(), remedi_enrollment::RosterError>(())
    /// ```
    pub fn barred(&self, provider: Npi, payer: PayerIndex, day: NaiveDate) -> Option<Barred> {
        let own = self.provider(provider)?;
        let mut bars = self.bars_asked_by(payer);
        bars.find_map(|by| {
            let since = by.since(own, day)?;
            Some(Barred {
                provider,
                by,
                since,
            })
        })
    }

    /// The same for a service on its first day: of who renders it, then of who bills it.
    pub fn barred_from(&self, service: &Service<'_>) -> Option<Barred> {
        let mut billers = [service.rendering, service.billing].into_iter().flatten();
        billers.find_map(|npi| self.barred(npi, service.payer, service.dates.from))
    }

    /// The days on which it changes whether this provider is barred from billing this payer.
    pub(crate) fn bar_turns(&self, provider: Npi, payer: PayerIndex) -> Vec<NaiveDate> {
        let Some(own) = self.provider(provider) else {
            return Vec::new();
        };
        let ends = |span: Span| [span.from, span.to.and_then(|day| day.succ_opt())];
        let turns = self.bars_asked_by(payer).flat_map(|by| match by {
            Bar::Excluded => ends(own.excluded),
            Bar::Deactivated | Bar::Replaced => [own.npi_deactivated_on, own.npi_reactivated_on],
            Bar::OptedOut => ends(own.opted_out),
        });
        turns.flatten().collect()
    }

    fn bars_asked_by(&self, payer: PayerIndex) -> impl Iterator<Item = Bar> + use<> {
        let is_medicare = matches!(
            self.payer(payer).class,
            Some(PayerClass::Medicare | PayerClass::MedicareAdvantage)
        );
        let every = [
            Bar::Excluded,
            Bar::Deactivated,
            Bar::Replaced,
            Bar::OptedOut,
        ];
        every
            .into_iter()
            .filter(move |by| is_medicare || *by != Bar::OptedOut)
    }
}
