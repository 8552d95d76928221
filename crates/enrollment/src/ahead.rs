//! Looking at what claims will ask about before they ask.
//!
//! Each claim asks about other providers than the one before, and of a large roster that is seldom in a cache: to ask and
//! wait, claim by claim, costs more than all tests. So the checker tells of some claims ahead what they will ask, and all
//! that lies behind it is read in loops whose reads do not wait for each other.

use std::hint::black_box;

use remedi_claims::Npi;

use crate::on_file::Card;
use crate::payers::PayerIndex;
use crate::roster::Roster;
use crate::rows::Tenure;

/// What a claim will ask about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outlook {
    /// The provider whose enrollment will be asked for.
    pub provider: Option<Npi>,
    /// The payer.
    pub payer: Option<PayerIndex>,
    /// The billing provider.
    pub billing: Option<Npi>,
    /// The service facility.
    pub facility: Option<Npi>,
}

/// Sites that are looked at ahead of one NPI.
const SITES: usize = 4;

impl Roster {
    /// Whether the roster is so large that [`Roster::look_ahead`] pays: larger than what a core has of cache to itself.
    pub fn is_large(&self) -> bool {
        self.cards.len() * size_of::<Card>() + self.len() * size_of::<Tenure>() > 1 << 20
    }

    /// Reads what is on file about what claims will ask, so that it is in the cache when they do. Tells nothing.
    pub fn look_ahead<const CLAIMS: usize>(&self, outlooks: &[Outlook; CLAIMS]) {
        let card = |npi: Option<Npi>| self.cards.get(npi?);
        let cards = outlooks.map(|one| [one.provider, one.billing, one.facility].map(card));
        let mut sum = 0;
        let mut tenures = [None; CLAIMS];
        for ((tenure, [provider, billing, facility]), outlook) in
            tenures.iter_mut().zip(cards).zip(outlooks)
        {
            *tenure = provider.zip(outlook.payer).and_then(|(card, payer)| {
                let places = self.cards.rows_with(card, &self.rows.all, payer);
                self.rows.all[places].first()
            });
            for card in [facility, billing].into_iter().flatten() {
                let sites = card.sites.of(self.locations.by_npi()).iter();
                sum += sites.take(SITES).map(|site| site.npi & 1).sum::<u32>();
            }
        }
        for tenure in tenures.into_iter().flatten() {
            sum += u32::from(self.rows.row(tenure).status.ever_in_force());
        }
        black_box(sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_file_is_looked_for_in_vain() {
        let text =
            "provider_npi,payer_id,status,effective_from\n1245319599,A,approved,2020-01-01\n";
        let roster = Roster::from_csv(&[("enrollments.csv", text)])
            .unwrap()
            .roster;
        let known = Outlook {
            provider: "1245319599".parse().ok(),
            payer: roster.payer_of("A").one(),
            billing: "1234567893".parse().ok(),
            facility: None,
        };
        roster.look_ahead(&[known, Outlook::default()]);
        Roster::default().look_ahead(&[known, Outlook::default()]);
        assert!(!roster.is_large());
    }
}
