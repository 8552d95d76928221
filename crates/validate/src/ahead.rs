//! Tells a large roster what the next claims will ask it.

use remedi_claims::{Claim, ClaimKind, Npi};
use remedi_enrollment::{Outlook, Roster};

/// So many claims are looked at ahead: enough that their waits for memory overlap, and few enough that what was read is
/// still there when it is asked for.
const CLAIMS: usize = 32;

/// Claims that a roster will be asked about, in their order.
pub(crate) struct Ahead<'r, C> {
    roster: Option<&'r Roster>,
    claims: C,
    /// How many more were looked at.
    left: usize,
}

impl<'r, 'b, C: Iterator<Item = Claim<'b>>> Ahead<'r, C> {
    pub(crate) fn of(roster: Option<&'r Roster>, claims: C) -> Ahead<'r, C> {
        let roster = roster.filter(|roster| roster.is_large());
        Ahead {
            roster,
            claims,
            left: 0,
        }
    }

    /// Comes before each claim is asked about.
    pub(crate) fn step(&mut self) {
        let Some(roster) = self.roster else { return };
        if self.left == 0 {
            self.left = CLAIMS;
            let mut outlooks = [Outlook::default(); CLAIMS];
            for (outlook, claim) in outlooks.iter_mut().zip(&mut self.claims) {
                *outlook = outlook_of(roster, &claim);
            }
            roster.look_ahead(&outlooks);
        }
        self.left -= 1;
    }
}

fn outlook_of(roster: &Roster, claim: &Claim<'_>) -> Outlook {
    let payer = claim.payer();
    let payer = payer.and_then(|payer| roster.payer_sent(payer.id().1).one());
    let billing = claim.billing_provider().and_then(|party| party.npi()?.ok());
    let mut outlook = Outlook {
        provider: billing,
        payer,
        billing,
        facility: None,
    };
    if claim.kind() != ClaimKind::Institutional {
        for party in claim.providers() {
            let [role, _, _, _, _, _, _, _, id] = party.name_segment().values();
            match role {
                b"82" => outlook.provider = Npi::parse(id).ok(),
                b"77" => outlook.facility = Npi::parse(id).ok(),
                _ => {}
            }
        }
    }
    outlook
}
