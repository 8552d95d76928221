//! Providers and places whose mix of places of service is not that of their peers.

use std::collections::{BTreeMap, BTreeSet};

use remedi_enrollment::Roster;

use super::places::{Measure, PlaceCounts, PlaceMix, Site, Who};
use crate::statistics::{false_discovery_rates, two_sided_probability};

/// The rate of false discoveries at which outliers are told.
const FALSE_DISCOVERIES: f64 = 0.05;
/// A share that differs by less is of no matter, however sure it is.
const LEAST_DIFFERENCE: f64 = 0.10;
/// Who has fewer claims is neither tested nor a peer.
const LEAST_CLAIMS: u64 = 10;
/// One other is no group to be compared with.
const LEAST_PEERS: usize = 2;

/// A share of claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are marked.
    pub marked: u64,
    /// All of which the measure speaks.
    pub of: u64,
}

impl Share {
    /// From 0 to 1; 0 of none.
    pub fn ratio(self) -> f64 {
        match self.of {
            0 => 0.0,
            of => self.marked as f64 / of as f64,
        }
    }
}

/// One whose share is far from that of its peers, by more than chance would have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlier {
    /// A provider or a place.
    pub who: Who,
    /// The kind that it shares with its peers: a taxonomy's first four characters, a type of facility.
    pub class: Box<str>,
    /// What is compared.
    pub measure: Measure,
    /// Its own share.
    pub own: Share,
    /// That of its peers, taken together.
    pub peers: Share,
    /// How many peers there are.
    pub peer_count: usize,
    /// From how many of them it differs far to the same side. It is more than half of them: else the pooled share of
    /// the peers would make an outlier of everyone who is not like the one that is.
    pub far_from: usize,
    /// The least and the greatest share of a peer.
    pub peer_range: (f64, f64),
    /// The probability of a share that is no likelier than this one, on either side, if all had the same (Fisher's
    /// exact test, two-sided).
    pub p_value: f64,
    /// The rate of false discoveries at which it is one (Benjamini and Hochberg).
    pub false_discovery_rate: f64,
}

/// Outliers, with what was tested.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outliers {
    /// The surest first.
    pub found: Vec<Outlier>,
    /// How many shares were tested.
    pub tests: usize,
    /// How many providers and places have claims enough, and no peers to be compared with, or are of a kind that is not
    /// known.
    pub without_peers: usize,
}

impl Outliers {
    /// What was done, in words.
    pub fn method(&self) -> String {
        let (rate, difference) = (FALSE_DISCOVERIES * 100.0, LEAST_DIFFERENCE * 100.0);
        format!(
            "each share of claims against that of all peers (others of the same taxonomy classification, or type of \
             facility) by Fisher's exact test, two-sided, {}, false discovery rate (Benjamini-Hochberg) held at \
             {rate:.0} %; told where it differs by {difference:.0} points or more from the peers together and from more \
             than half of them; at least {LEAST_PEERS} peers, of {LEAST_CLAIMS} claims or more each. It says where to \
             look, and not that anything is wrong",
            match self.tests {
                1 => "1 test".to_owned(),
                tests => format!("{tests} tests"),
            }
        )
    }
}

/// Those that are compared with each other.
type Group<'m> = Vec<(Who, &'m PlaceCounts)>;

impl PlaceMix {
    /// Compares providers, and places, with their peers.
    pub fn outliers(&self, roster: Option<&Roster>) -> Outliers {
        let (mut outliers, mut tested) = (Outliers::default(), Vec::new());
        let mut groups: BTreeMap<(bool, Box<str>), Group<'_>> = BTreeMap::new();
        for (who, counts) in self.rows() {
            let is_place = match who {
                // Nobody is no provider, and nowhere no place.
                Who::Provider(None) | Who::Site(Site::Unknown) | Who::ProviderAt(..) => continue,
                Who::Provider(Some(_)) => false,
                Who::Site(_) => true,
            };
            if counts.all.claims < LEAST_CLAIMS {
                continue;
            }
            match counts.class(who, roster) {
                Some(class) => groups
                    .entry((is_place, class))
                    .or_default()
                    .push((who, counts)),
                // Of what kind they are is not known, and so neither who their peers are.
                None => outliers.without_peers += 1,
            }
        }
        for ((_, class), group) in groups {
            if group.len() <= LEAST_PEERS {
                outliers.without_peers += group.len();
                continue;
            }
            for measure in measures(&group) {
                compare(measure, &class, &group, &mut tested);
            }
        }
        outliers.tests = tested.len();
        let probabilities: Vec<f64> = tested.iter().map(|one| one.p_value).collect();
        let rates = false_discovery_rates(&probabilities);
        let judged = tested.into_iter().zip(rates).map(|(one, rate)| Outlier {
            false_discovery_rate: rate,
            ..one
        });
        outliers.found = judged
            .filter(|one| {
                let difference = (one.own.ratio() - one.peers.ratio()).abs();
                one.false_discovery_rate <= FALSE_DISCOVERIES
                    && difference >= LEAST_DIFFERENCE
                    && 2 * one.far_from > one.peer_count
            })
            .collect();
        outliers.found.sort_by(|one, other| {
            let sure = one.p_value.total_cmp(&other.p_value);
            sure.then_with(|| (one.who, one.measure).cmp(&(other.who, other.measure)))
        });
        outliers
    }
}

/// What can be compared in a group: every place of service that it has, and the other measures.
fn measures(group: &Group<'_>) -> BTreeSet<Measure> {
    let places = group
        .iter()
        .flat_map(|(_, own)| own.places.keys().flatten());
    let mut measures: BTreeSet<Measure> = places.map(|pos| Measure::Place(*pos)).collect();
    measures.extend([
        Measure::Facility,
        Measure::TelehealthAtHome,
        Measure::OfficeAtHospital,
    ]);
    measures
}

/// Tests the share of each in a group against that of the others.
fn compare(measure: Measure, class: &str, group: &Group<'_>, tested: &mut Vec<Outlier>) {
    let shares = group.iter().map(|(who, own)| {
        let (marked, of) = own.share(measure);
        (*who, Share { marked, of })
    });
    let shares: Vec<(Who, Share)> = shares
        .filter(|(_, share)| share.of >= LEAST_CLAIMS)
        .collect();
    let marked: u64 = shares.iter().map(|(_, share)| share.marked).sum();
    let all: u64 = shares.iter().map(|(_, share)| share.of).sum();
    // Where all do it, or none does, there is nothing to tell apart.
    if shares.len() <= LEAST_PEERS || marked == 0 || marked == all {
        return;
    }
    for &(who, own) in &shares {
        let peers = Share {
            marked: marked - own.marked,
            of: all - own.of,
        };
        let others = shares.iter().filter(|(other, _)| *other != who);
        let others = others.map(|(_, share)| share.ratio());
        let side = if own.ratio() < peers.ratio() {
            -1.0
        } else {
            1.0
        };
        let is_far = |other: &f64| (own.ratio() - other) * side >= LEAST_DIFFERENCE;
        let range = others.clone().map(|ratio| (ratio, ratio));
        let range = range.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        tested.push(Outlier {
            who,
            class: class.into(),
            measure,
            own,
            peers,
            peer_count: shares.len() - 1,
            far_from: others.filter(is_far).count(),
            peer_range: range.unwrap_or_default(),
            p_value: two_sided_probability(own.marked, own.of, marked, all),
            false_discovery_rate: 1.0,
        });
    }
}
