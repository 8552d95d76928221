//! Claims that stand behind what expires: services dated after the last day of an enrollment or a credential.

use std::collections::{BTreeMap, HashMap};

use remedi_claims::{Batch, Money, Npi};
use remedi_enrollment::{Expires, Expiring, PayerIndex, Roster};

use crate::reading::{Question, Shared};

/// Adds up, for each thing that expires, the claims with services dated after its last day.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_enrollment::Roster;
/// use remedi_validate::{Example, Exposure};
///
/// let roster = Roster::from_csv(&[(
///     "enrollments.csv",
///     "provider_npi,payer_id,status,effective_from,effective_to\n\
///      1245319599,60054,approved,2020-01-01,2025-01-10\n",
/// )])?
/// .roster;
/// let expiring = roster.expiring("2025-01-01".parse()?, 30);
/// let claim = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*82*1*TEST*ADA****XX*1245319599~\
///     LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
/// let input = Example::claim(claim).to_input();
/// let mut exposure = Exposure::new(&roster, &expiring);
/// let mut found = Vec::new();
/// let error = in_order(
///     Cutter::new(input.as_bytes()),
///     |batch| exposure.services(batch),
///     |services| found.push(services),
/// );
/// assert!(error.is_none());
/// found.into_iter().for_each(|services| exposure.add(services));
/// let at_risk: Vec<_> = exposure.of(0).collect();
/// assert_eq!(at_risk.len(), 1);
/// assert_eq!((at_risk[0].1.claims, at_risk[0].1.amount.to_string()), (1, "100.00".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Exposure<'r> {
    roster: &'r Roster,
    question: Question<'r>,
    expiring: &'r [Expiring<'r>],
    by_provider: HashMap<Option<Npi>, Vec<usize>>,
    sums: Vec<BTreeMap<Option<PayerIndex>, AtRisk>>,
    claims: u64,
}

/// The claims of one payer that are at risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtRisk {
    /// How many claims.
    pub claims: u64,
    /// The charges of their lines that are dated after the last day.
    pub amount: Money,
    last_claim: u64,
}

/// The services of one claim, as far as anything expires before them.
#[derive(Debug)]
pub struct ClaimServices(Vec<(usize, Option<PayerIndex>, Money)>);

impl<'r> Exposure<'r> {
    /// For what expires.
    pub fn new(roster: &'r Roster, expiring: &'r [Expiring<'r>]) -> Exposure<'r> {
        let mut by_provider: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, one) in expiring.iter().enumerate() {
            by_provider.entry(one.provider).or_default().push(place);
        }
        Exposure {
            by_provider,
            roster,
            question: Question::of(Some(roster)),
            expiring,
            sums: vec![BTreeMap::new(); expiring.len()],
            claims: 0,
        }
    }

    /// Finds the services of a batch that are dated after something has expired, a claim each. Claims that void others
    /// (CLM05-3 = 8) are left out. May be asked side by side.
    pub fn services(&self, batch: &mut Batch) -> Vec<ClaimServices> {
        batch.walk();
        let batch = &*batch;
        let (mut lines, mut shared) = (Vec::new(), Shared::default());
        let mut found = Vec::new();
        for claim in batch.claims() {
            // Who takes a claim back is not paid for it.
            if claim.is_void() {
                continue;
            }
            let facts = self.question.read(claim, &mut lines, &mut shared);
            let (payer, billing) = (facts.payer.index(), facts.practice.npi());
            let mut services = Vec::new();
            for line in &lines {
                let Some(dates) = line.dates else { continue };
                let provider = line.provider.and_then(|provider| provider.npi());
                let own = provider.and_then(|npi| self.by_provider.get(&Some(npi)));
                let of_practices = self.by_provider.get(&None);
                let places = own.into_iter().chain(of_practices).flatten().copied();
                let behind = places.filter(|&place| {
                    let one = &self.expiring[place];
                    one.on < dates.to && self.is_about(one, billing, payer)
                });
                let charge = line.charge.unwrap_or(Money::ZERO);
                services.extend(behind.map(|place| (place, payer, charge)));
            }
            if !services.is_empty() {
                found.push(ClaimServices(services));
            }
        }
        found
    }

    /// Whether what expires of the provider is needed for this payer and practice.
    fn is_about(
        &self,
        one: &Expiring<'_>,
        billing: Option<Npi>,
        payer: Option<PayerIndex>,
    ) -> bool {
        if one.payer.is_some() && one.payer != payer {
            return false;
        }
        let groups = match one.what {
            Expires::Enrollment(row) => self.roster.enrollment(row).group_npis(),
            Expires::Credential(_) => &[],
        };
        let is_any_practice = groups.is_empty() && one.provider.is_some();
        is_any_practice || billing.is_some_and(|npi| groups.contains(&npi))
    }

    /// Adds the claims of a batch.
    pub fn add(&mut self, services: Vec<ClaimServices>) {
        for ClaimServices(lines) in services {
            self.claims += 1;
            for (place, payer, charge) in lines {
                let sum = self.sums[place].entry(payer).or_default();
                sum.claims += u64::from(sum.last_claim != self.claims);
                sum.last_claim = self.claims;
                sum.amount += charge;
            }
        }
    }

    /// The claims behind what stands at a place in the list of what expires, by payer. Those of payers that the roster
    /// does not know go together.
    pub fn of(&self, place: usize) -> impl Iterator<Item = (Option<PayerIndex>, &AtRisk)> {
        let sums = self.sums.get(place).into_iter().flatten();
        sums.map(|(payer, sum)| (*payer, sum))
    }
}
