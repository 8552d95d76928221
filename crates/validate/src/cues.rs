//! Cues: what a claim or a line has that rules look at. Most have few, so that most rules are not asked of most lines.

use remedi_claims::ClaimKind;
use remedi_enrollment::{Clearance, Licence};

use crate::facts::{ClaimFacts, Has, HospitalEvidence, LineFacts};
use crate::procedure_places::Families;
use crate::rule::Rule;
use crate::sites;

const AMOUNTS: Has = Has::AMOUNT.or(Has::PURCHASED).or(Has::EQUIPMENT_PRICED);
const ODD: Has = Has::ODD_CHARGE
    .or(Has::ODD_UNITS)
    .or(Has::ODD_BIRTH)
    .or(Has::REPEATED);
const DATED: Has = Has::BACKWARDS
    .or(Has::FUTURE)
    .or(Has::ACCIDENT_DATE)
    .or(Has::ONSET);

/// What is there to look at: a bit each. A rule is asked where one of its cues is given; a claim gives those of its
/// lines too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cues(u128);

impl Cues {
    /// Nothing.
    pub const NONE: Cues = Cues(0);
    /// A claim, or a line.
    pub const ANY: Cues = Cues(1);
    /// A place of service that is not an office (11).
    pub const ELSEWHERE: Cues = Cues(1 << 1);
    /// A place of service of the line itself (SV105, SV303).
    pub const OWN_PLACE: Cues = Cues(1 << 2);
    /// A place of service that has not been assigned, or not on the days of service.
    pub const PLACE_UNKNOWN: Cues = Cues(1 << 3);
    /// A service facility, or a place of service that asks for one.
    pub const FACILITY: Cues = Cues(1 << 4);
    /// What is known of the site: its kind, whose it is, or that it may be a hospital.
    pub const SITE: Cues = Cues(1 << 5);
    /// A modifier.
    pub const MODIFIER: Cues = Cues(1 << 6);
    /// A procedure of the families of the rule.
    pub const FAMILY: Cues = Cues(1 << 7);
    /// A service of a kind that the guide or payers ask for more of.
    pub const SERVICE: Cues = Cues(1 << 8);
    /// A procedure that does not tell what was done.
    pub const UNLISTED: Cues = Cues(1 << 9);
    /// What the user's fee schedule or lists say.
    pub const LISTED: Cues = Cues(1 << 10);
    /// A number of an authorization or a referral, or that the payer wants one.
    pub const AUTHORIZATION: Cues = Cues(1 << 11);
    /// What speaks for an emergency.
    pub const EMERGENCY: Cues = Cues(1 << 12);
    /// A rendering provider that is not a person, or none.
    pub const NO_PERSON: Cues = Cues(1 << 13);
    /// A supervising provider.
    pub const SUPERVISED: Cues = Cues(1 << 14);
    /// Something other than a plain yes from the roster.
    pub const CLEARANCE: Cues = Cues(1 << 15);
    /// What the roster says against a provider.
    pub const RECORD: Cues = Cues(1 << 16);
    /// Segments that lines seldom have, or forms; a CLIA number of the claim.
    pub const MORE: Cues = Cues(1 << 17);
    /// Another payer (2320), or what one did with a line (2430).
    pub const OTHER_PAYER: Cues = Cues(1 << 18);
    /// An admission or a discharge.
    pub const STAY: Cues = Cues(1 << 19);
    /// An institutional claim.
    pub const INSTITUTIONAL: Cues = Cues(1 << 20);
    /// A dental claim.
    pub const DENTAL: Cues = Cues(1 << 21);
    /// Elements of CLM behind the tenth.
    pub const LONG_HEADER: Cues = Cues(1 << 22);
    /// An attachment (PWK).
    pub const ATTACHMENT: Cues = Cues(1 << 23);
    /// Another frequency than that of a first claim (CLM05-3), or the payer's number of an earlier one.
    pub const REFILED: Cues = Cues(1 << 24);
    /// Days that run backwards, or are still to come; those of an accident or an onset.
    pub const DAYS: Cues = Cues(1 << 25);
    /// Amounts other than charges.
    pub const AMOUNT: Cues = Cues(1 << 26);
    /// A charge, units, a birth date or a tax number that most are not like, or what may stand there twice.
    pub const ODD: Cues = Cues(1 << 27);

    /// What either gives.
    pub const fn or(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }

    /// These, when that is so.
    fn when(self, is_so: bool) -> Cues {
        if is_so { self } else { Cues::NONE }
    }

    /// A procedure of these families.
    fn of_families(families: Families) -> Cues {
        Cues(u128::from(families.bits()) << 64)
    }

    /// What a rule asks for.
    fn of_rule(rule: &Rule) -> Cues {
        match rule.cues.0 & Cues::FAMILY.0 {
            0 => rule.cues,
            _ => Cues(rule.cues.0 & !Cues::FAMILY.0)
                .or(Cues::of_families(Families::all_of(rule.code))),
        }
    }

    fn each(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            next
        })
    }
}

impl ClaimFacts<'_> {
    /// What the claim gives besides its lines.
    pub(crate) fn cues(&self) -> Cues {
        let references = &self.references;
        let is_numbered = references.authorization.or(references.referral).is_some();
        Cues::ANY
            .or(Cues::AUTHORIZATION.when(is_numbered))
            .or(Cues::FACILITY.when(self.facility.is_some()))
            .or(Cues::SUPERVISED.when(self.supervising.is_some()))
            .or(Cues::OTHER_PAYER.when(self.has_other_payers))
            .or(Cues::STAY.when(self.is_admitted || self.discharged_on.is_some()))
            .or(Cues::INSTITUTIONAL.when(self.kind == ClaimKind::Institutional))
            .or(Cues::DENTAL.when(self.kind == ClaimKind::Dental))
            .or(Cues::LONG_HEADER.when(self.claim.segment().element_count() > 10))
            .or(Cues::ATTACHMENT.when(self.has.all(Has::ATTACHMENT)))
            .or(Cues::MORE.when(self.has.all(Has::CLIA)))
            .or(Cues::DAYS.when(self.has.any(DATED)))
            .or(Cues::REFILED.when(self.has.all(Has::ORIGINAL_NUMBER) || self.frequency != b"1"))
            .or(Cues::AMOUNT.when(self.has_other_payers || self.has.any(AMOUNTS)))
            .or(Cues::ODD.when(self.has.any(ODD) || self.practice.has_odd_tin))
    }
}

impl LineFacts<'_> {
    /// What the line gives of a claim that gives these.
    pub(crate) fn cues(&self, of_claim: Cues) -> Cues {
        let references = &self.references;
        let is_numbered = references.authorization.or(references.referral).is_some();
        let wants_number = self.needs_authorization || self.needs_referral;
        let is_plainly_cleared = match self.clearance {
            None => true,
            Some(Clearance::Cleared(cleared)) => cleared.nonpar.is_none(),
            Some(_) => false,
        };
        let is_licensed = matches!(self.licence, None | Some(Licence::Held))
            && !self.is_licensed_elsewhere
            && !self.is_licensed_away_from_patient;
        let is_hospital = !matches!(
            self.hospital,
            HospitalEvidence::NotAsked | HospitalEvidence::None | HospitalEvidence::Unknown
        );
        let asks_for_facility = self.pos().is_some_and(sites::needs_facility);
        of_claim
            .or(Cues::of_families(self.families))
            .or(Cues::ELSEWHERE.when(self.pos_sent != b"11"))
            .or(Cues::OWN_PLACE.when(self.has_own_pos))
            .or(Cues::PLACE_UNKNOWN.when(self.place.is_none()))
            .or(Cues::FACILITY.when(self.facility.is_some() || asks_for_facility))
            .or(Cues::SITE.when(self.site.is_some() || self.site_tin.is_some() || is_hospital))
            .or(Cues::MODIFIER.when(self.modifiers.iter().any(Option::is_some)))
            .or(Cues::SERVICE.when(self.kind.is_some()))
            .or(Cues::UNLISTED.when(self.is_unlisted))
            .or(Cues::LISTED.when(self.fee.is_some() || self.listings.is_any()))
            .or(Cues::AUTHORIZATION.when(is_numbered || wants_number))
            .or(Cues::EMERGENCY.when(!self.emergency.is_empty() || self.pos_sent == b"23"))
            .or(Cues::NO_PERSON.when(!self.is_rendered_by_person()))
            .or(Cues::SUPERVISED.when(self.supervising.is_some()))
            .or(Cues::OTHER_PAYER.when(self.is_adjudicated))
            .or(Cues::CLEARANCE
                .when(!is_plainly_cleared || !is_licensed || self.outdated.is_some()))
            .or(Cues::RECORD.when(!self.records.is_empty()))
            .or(Cues::MORE.when(self.has != Has::default()))
            .or(Cues::DAYS.when(self.has.any(Has::BACKWARDS.or(Has::FUTURE))))
            .or(Cues::ATTACHMENT.when(self.has.all(Has::ATTACHMENT)))
            .or(Cues::AMOUNT.when(self.is_adjudicated || self.has.any(AMOUNTS)))
            .or(Cues::ODD.when(self.has.any(ODD)))
    }
}

/// A bit for each of some rules, by its place among them.
type Places = [u64; 4];

/// The rules that were asked for not long ago, by their places and by the cues: claims give the same again and again. One for
/// each [`Cued`].
#[derive(Debug)]
pub(crate) struct Asked(Box<[(Cues, Box<[u8]>)]>);

impl Asked {
    const SLOTS: usize = 1024;
}

impl Default for Asked {
    fn default() -> Asked {
        // No claim gives no cue at all.
        let free = std::iter::repeat_with(|| (Cues::NONE, Box::default()));
        Asked(free.take(Asked::SLOTS).collect())
    }
}

/// Rules by their cues.
#[derive(Debug)]
pub(crate) struct Cued<F> {
    rules: Vec<(&'static Rule, F)>,
    by_cue: Vec<Places>,
}

impl<F> Default for Cued<F> {
    fn default() -> Cued<F> {
        Cued {
            rules: Vec::new(),
            by_cue: Vec::new(),
        }
    }
}

impl<F: Copy> Cued<F> {
    /// Of some rules, which stay in this order.
    pub fn new(rules: Vec<(&'static Rule, F)>) -> Cued<F> {
        let mut by_cue = vec![Places::default(); 128];
        assert!(rules.len() <= 256, "a bit each");
        for (place, (rule, _)) in rules.iter().enumerate() {
            for cue in Cues::of_rule(rule).each() {
                by_cue[cue][place / 64] |= 1 << (place % 64);
            }
        }
        Cued { rules, by_cue }
    }

    /// The rules that these cues ask for, in order.
    #[inline]
    pub fn asked_for<'s>(
        &'s self,
        cues: Cues,
        asked: &'s mut Asked,
    ) -> impl Iterator<Item = (&'static Rule, F)> + use<'s, F> {
        let hash = (cues.0 as u64 ^ (cues.0 >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let known = &mut asked.0[(hash >> 48) as usize % Asked::SLOTS];
        if known.0 != cues {
            *known = (cues, self.places(cues));
        }
        known.1.iter().map(|&place| self.rules[usize::from(place)])
    }

    #[cold]
    fn places(&self, cues: Cues) -> Box<[u8]> {
        let mut places = Places::default();
        for cue in cues.each() {
            for (all, own) in places.iter_mut().zip(&self.by_cue[cue]) {
                *all |= own;
            }
        }
        let words = places.into_iter().enumerate();
        let each = words.flat_map(|(word, bits)| {
            let each = Cues(bits.into()).each();
            each.map(move |bit| (64 * word + bit) as u8)
        });
        each.collect()
    }

    /// The rules that they do not ask for, which would find nothing.
    #[cfg(debug_assertions)]
    pub fn left_out(&self, cues: Cues) -> impl Iterator<Item = (&'static Rule, F)> {
        let is_left = move |rule: &Rule| Cues::of_rule(rule).0 & cues.0 == 0;
        self.rules
            .iter()
            .copied()
            .filter(move |(rule, _)| is_left(rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn what_was_asked_for_before_does_not_change_what_is_asked_for() {
        let rules = rules::ALL.iter().take(256).map(|&rule| (rule, ()));
        let cued = Cued::new(rules.collect());
        let mut asked = Asked::default();
        // More cues than are remembered.
        for bits in (0..2_000_u128).chain((0..128).map(|bit| 1 << bit)) {
            let cues = Cues(bits).or(Cues::ANY);
            let codes = |asked: &mut Asked| -> Vec<_> {
                let own = cued.asked_for(cues, asked);
                own.map(|(rule, ())| rule.code).collect()
            };
            assert_eq!(codes(&mut asked), codes(&mut Asked::default()), "{bits:b}");
        }
    }
}
