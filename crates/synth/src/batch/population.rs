//! Practices, hospitals, providers and payers of a batch.

use std::ops::Range;

use super::Cast;
use crate::identity::{Npis, WORDS, ein, with_wrong_check_digit};
use crate::rng::{Purpose, Rng};

/// A place with an address.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) location_id: String,
    pub(super) npi: String,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) city: String,
    pub(super) zip: String,
}

/// All sites of a batch are in one state.
pub(super) const STATE: &str = "OH";

#[derive(Debug)]
pub(super) struct Practice {
    pub(super) office: Site,
    pub(super) tin: String,
    /// The hospital its doctors visit.
    pub(super) hospital: Site,
    /// Indices of those who work here.
    pub(super) staff: Range<usize>,
    /// Index of one whose enrollments ended before all services.
    pub(super) departed: usize,
}

#[derive(Debug)]
pub(super) struct Provider {
    pub(super) npi: String,
    /// The NPI with a wrong check digit.
    pub(super) mistyped_npi: String,
    pub(super) last: String,
    pub(super) first: &'static str,
    pub(super) taxonomy: &'static str,
}

#[derive(Debug)]
pub(super) struct Payer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) ein: String,
}

#[derive(Debug)]
pub(super) struct Population {
    pub(super) seed: u64,
    pub(super) practices: Vec<Practice>,
    pub(super) providers: Vec<Provider>,
    pub(super) payers: Vec<Payer>,
    /// Where NPIs of further people come from.
    pub(super) npis: Npis,
}

const TAXONOMIES: [&str; 4] = ["207Q00000X", "207R00000X", "208D00000X", "363LF0000X"];
const CITIES: [&str; 5] = [
    "SAMPLETON",
    "MOCKVILLE",
    "TESTBURG",
    "FIXTURE FALLS",
    "DUMMYDALE",
];

impl Population {
    pub(super) fn new(cast: &Cast) -> Population {
        let mut rng = Rng::for_item(cast.seed, Purpose::Population, 0);
        let mut npis = Npis::new(cast.seed);
        let practices_wanted = cast.practices.max(1) as usize;
        let per_practice = (cast.providers as usize).div_ceil(practices_wanted).max(1);
        let mut practices = Vec::with_capacity(practices_wanted);
        let mut providers = Vec::new();
        for number in 0..practices_wanted {
            let start = providers.len();
            // One more than works here: the last has left.
            for _ in 0..=per_practice {
                let npi = npis.draw();
                providers.push(Provider {
                    mistyped_npi: with_wrong_check_digit(&npi),
                    npi,
                    last: format!("TESTDOCTOR {} {}", rng.pick(&WORDS), providers.len() + 1),
                    first: rng.pick(&WORDS),
                    taxonomy: rng.pick(&TAXONOMIES),
                });
            }
            let departed = providers.len() - 1;
            let mut site = |kind: &str, prefix: &str| Site {
                location_id: format!("{prefix}{:04}", number + 1),
                npi: npis.draw(),
                name: format!("INVENTED {kind} {}", number + 1),
                street: format!("{} {} ST", 100 + rng.below(9_900), rng.pick(&WORDS)),
                city: rng.pick(&CITIES).to_owned(),
                zip: format!("{}{:04}", 43_001 + rng.below(900), 1 + rng.below(9_998)),
            };
            practices.push(Practice {
                office: site("MEDICAL GROUP", "OFF"),
                hospital: site("HOSPITAL", "HOS"),
                tin: ein(number as u32 + 1),
                staff: start..departed,
                departed,
            });
        }
        let payers = (0..cast.payers.max(1))
            .map(|number| Payer {
                id: format!("9{:04}", number + 1),
                name: format!("INVENTED HEALTH PLAN {}", number + 1),
                ein: ein(5_000_000 + number),
            })
            .collect();
        Population {
            seed: cast.seed,
            practices,
            providers,
            payers,
            npis,
        }
    }
}
