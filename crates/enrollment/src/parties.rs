//! What is asked of a roster when claims are judged already: who the payers are, and whose a TIN is.

use remedi_claims::Tin;

use crate::index::Multimap;
use crate::payers::{Payer, PayerIndex, PayerMatch, Payers};
use crate::roster::{Roster, tin_key};

/// The payers of a roster, and the TINs that its enrollments name: little, however large the roster is.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    payers: Payers,
    tins: Multimap<Tin>,
}

impl Parties {
    /// Those of this roster.
    pub fn of(roster: &Roster) -> Parties {
        let tins = roster.rows.tins.items().iter();
        Parties {
            payers: roster.payers.clone(),
            tins: Multimap::new(tins.map(|&tin| (tin_key(tin).into(), tin)).collect()),
        }
    }

    /// The payer of an id, name or alias, as [`Roster::payer_of`].
    pub fn payer_of(&self, sent: &str) -> PayerMatch {
        self.payers.find(sent.as_bytes())
    }

    /// The payer's canonical id, name, class and state.
    pub fn payer(&self, payer: PayerIndex) -> &Payer {
        self.payers.get(payer)
    }

    /// Whether any enrollment names this TIN.
    ///
    /// ```
    /// # use remedi_claims::{Tin, TinKind};
    /// # use remedi_enrollment::{Parties, Roster};
    /// let csv = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
    ///            ,60054,1234567893,123456789,EIN,approved,2024-01-01\n";
    /// let parties = Parties::of(&Roster::from_csv(&[("enrollments.csv", csv)])?.roster);
    /// assert!(parties.knows_tin(Tin::parse(b"123456789", TinKind::Ein).unwrap()));
    /// assert!(!parties.knows_tin(Tin::parse(b"987654321", TinKind::Ein).unwrap()));
    /// # Ok::<(), remedi_enrollment::RosterError>(())
    /// ```
    pub fn knows_tin(&self, tin: Tin) -> bool {
        let alike = self.tins.get(tin_key(tin).into());
        alike.iter().any(|own| own.agrees_with(&tin))
    }
}
