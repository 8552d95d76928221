//! Which sent claim a payment answers, and which of its lines.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use remedi_claims::{DateRange, Money, Npi};

use crate::SentClaims;
use crate::acknowledged::Acknowledged;
use crate::ledger::shares_no_line;
use crate::lookup::Lookup;
use crate::member::HashedId;
use crate::record::{PaidLine, PaymentHead, PaymentRecord};
use crate::sent::{SentClaim, SentHead, SentLine};

words_of! {
    /// How a payment was matched with a claim.
    MatchedBy {
        /// CLP01 is CLM01.
        ClaimId = "claim_id",
        /// CLP01 is CLM01 but for the case of its letters.
        ClaimIdCase = "claim_id_case",
        /// CLP01 is CLM01 but for leading zeros, blanks and punctuation.
        ClaimIdForm = "claim_id_form",
        /// CLP07 is the number that an acknowledgement (277CA) gave the claim.
        PayerControl = "payer_control",
        /// CLP01 is the beginning of CLM01, with equal charge and dates.
        ClaimIdPrefix = "claim_id_prefix",
        /// CLP01 says nothing; member, dates and charge are equal.
        MemberDateCharge = "member_date_charge",
    }
}

words_of! {
    /// How a line of a payment was matched with a line of the claim.
    LineMatchedBy {
        /// By the line control number (REF*6R).
        LineControl = "line_control",
        /// By procedure, modifiers, charge and date.
        Service = "service",
        /// Lines of one procedure, whose charges the payer added up.
        RolledUp = "rolled_up",
    }
}

/// The claim that a payment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClaimMatch {
    /// Index of the claim.
    pub claim: u32,
    pub by: MatchedBy,
    /// In percent.
    pub confidence: u8,
}

/// The line of the claim that a line of a payment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineMatch {
    /// Index of the line in the claim.
    pub line: usize,
    pub by: LineMatchedBy,
    /// In percent.
    pub confidence: u8,
}

/// So many characters of a cut CLP01 tell enough, if charge and dates agree.
pub(crate) const LEAST_PREFIX: usize = 8;

/// Of a number that more claims have, member and charge have to be equal too: who numbers all claims alike is not looked
/// at claim by claim for each payment.
const MOST_OF_A_NUMBER: usize = 200;

/// A member who has more claims of one charge is no person, or claims are of a day each: then the first day of service has to be
/// equal, too.
const MOST_OF_A_MEMBER: usize = 1_000;

/// A payer may tell of a day of a stay, or of the day of another line; what is further apart is another claim.
const NEAR: TimeDelta = TimeDelta::days(31);

/// Finds the claims that payments answer.
#[derive(Debug)]
pub(crate) struct Matcher<'c> {
    sent: &'c SentClaims,
    /// By CLM01, whatever its form.
    by_id: Lookup,
    /// By member and charge; made when it is first asked for.
    by_member: OnceCell<Lookup>,
    /// By member, charge and first day of service; made when it is first asked for.
    by_day: OnceCell<Lookup>,
    /// In the order of CLM01, whatever its case; made when it is first asked for.
    in_order: OnceCell<Vec<u32>>,
    /// Acknowledgements by the payer's control number.
    by_control: Lookup,
    /// Claims that were rejected and never adjudicated.
    rejected: HashSet<u32>,
    /// Whether several claims fitted the payment that was looked at last.
    were_several: Cell<bool>,
}

fn capitals(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    text.iter().map(u8::to_ascii_uppercase)
}

/// Letters and digits behind leading zeros.
fn significant(id: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let significant = capitals(id).filter(u8::is_ascii_alphanumeric);
    significant.skip_while(|&byte| byte == b'0')
}

fn hash_of_member(member: HashedId, charge: Money) -> u32 {
    let member = u64::from(member.number());
    let mixed = (charge.cents() as u64 ^ member << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32
}

/// Of member and charge.
fn hash_of_claim(claim: &SentHead<'_>) -> Option<u32> {
    Some(hash_of_member(claim.member?, claim.charge?))
}

/// Of member, charge and day, from that of the first two.
fn hash_of_day(hash: u32, day: NaiveDate) -> u32 {
    let days = u64::from(day.num_days_from_ce().cast_unsigned());
    let mixed = (u64::from(hash) ^ days << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32
}

/// What a payment tells of the claim that it answers.
#[derive(Clone, Copy)]
struct Asked<'a> {
    payment: &'a PaymentHead<'a>,
    /// Its lines, which are read where nothing else tells claims apart.
    lines: &'a dyn Fn() -> Vec<PaidLine>,
    paid_on: Option<NaiveDate>,
    payer: Option<&'a str>,
}

impl<'c> Matcher<'c> {
    pub(crate) fn new(sent: &'c SentClaims) -> Matcher<'c> {
        let acknowledged = sent.acknowledged.iter().zip(0..);
        let controls = acknowledged.filter_map(|(one, index)| Some((one.control?.number(), index)));
        let mut matcher = Matcher {
            sent,
            by_id: Lookup::of(sent.len(), sent.numbers.iter().copied().zip(0..)),
            by_member: OnceCell::new(),
            by_day: OnceCell::new(),
            in_order: OnceCell::new(),
            by_control: Lookup::of(sent.acknowledged.len(), controls),
            rejected: HashSet::new(),
            were_several: Cell::new(false),
        };
        let rejections = sent.acknowledged.iter().filter(|one| one.is_rejected);
        let mut rejections: Vec<Acknowledged> = rejections.copied().collect();
        rejections.sort_unstable();
        rejections.dedup();
        // Those that say which version they mean leave the others to the rest.
        rejections.sort_by_key(|one| one.trace.is_none());
        for one in &rejections {
            let rejected = matcher.rejected(one);
            matcher.rejected.extend(rejected);
        }
        matcher
    }

    /// Claims that were rejected and never adjudicated.
    pub(crate) fn into_rejected(self) -> HashSet<u32> {
        self.rejected
    }

    /// The claims that an acknowledgement may mean.
    fn acknowledged(&self, by: &Acknowledged) -> impl Iterator<Item = u32> + Clone + '_ {
        let Acknowledged {
            id, trace, told_on, ..
        } = *by;
        let own = self.by_id.all(id as u32);
        own.take(MOST_OF_A_NUMBER).filter(move |&claim| {
            let head = self.sent.head(claim);
            let is_late = told_on.is_some() && head.sent_on > told_on;
            let is_other = trace.is_some() && head.trace.is_some() && head.trace != trace;
            !is_late && !is_other && self.sent.hash_of(self.sent.id(claim)) == id
        })
    }

    /// The claim that was rejected: what is sent again afterwards is another, and so is what is sent again on the same day.
    fn rejected(&self, by: &Acknowledged) -> Option<u32> {
        let version = |claim: u32| {
            let head = self.sent.head(claim);
            let is_named = head.trace.is_some() && head.trace == by.trace;
            (is_named, head.sent_on)
        };
        let newest = self.acknowledged(by).map(version).max()?;
        let versions = self.acknowledged(by);
        let open =
            versions.filter(|&claim| version(claim) == newest && !self.rejected.contains(&claim));
        open.min_by_key(|&claim| {
            let head = self.sent.head(claim);
            (head.input, head.byte)
        })
    }

    /// The claims that payments answer, of which the day and the payer are `told`, and the `lines` by their places here. What is
    /// ambiguous is no match; its place is given to `several`.
    pub(crate) fn find_all<'a>(
        &self,
        payments: &[PaymentHead<'_>],
        told: impl Fn(&PaymentHead<'_>) -> (Option<NaiveDate>, Option<&'a str>),
        lines: impl Fn(usize) -> Vec<PaidLine>,
        several: impl Fn(usize),
    ) -> Vec<Option<ClaimMatch>> {
        if self.sent.is_empty() {
            return vec![None; payments.len()];
        }
        let hashes = payments.iter().map(|one| self.sent.hash_of(one.id) as u32);
        let hashes: Vec<u32> = hashes.collect();
        self.look_ahead(&hashes);
        let asked = payments.iter().enumerate().zip(hashes);
        let asked = asked.map(|((at, payment), hash)| {
            let (paid_on, payer) = told(payment);
            let asked = Asked {
                payment,
                lines: &|| lines(at),
                paid_on,
                payer,
            };
            self.were_several.set(false);
            let found = self.find(asked, hash);
            if found.is_none() && self.were_several.get() {
                several(at);
            }
            found
        });
        asked.collect()
    }

    /// Looks at the claims of these hashes, so that nothing is waited for when they are asked for.
    fn look_ahead(&self, hashes: &[u32]) {
        let first = |&hash: &u32| self.by_id.all(hash).next();
        let claims: Vec<u32> = hashes.iter().filter_map(first).collect();
        self.sent.look_ahead(claims.into_iter());
    }

    /// The claim that a payment answers, by the hash of its CLP01.
    fn find(&self, asked: Asked<'_>, hash: u32) -> Option<ClaimMatch> {
        let payment = asked.payment;
        if payment.id_says_nothing() {
            let agrees = |agreement: Agreement| agreement == Agreement::FULL;
            return self.by_control(asked).or_else(|| {
                let own = self.of_member(payment);
                self.choose(own, asked, agrees, MatchedBy::MemberDateCharge)
            });
        }
        let own = self.by_id.all(hash);
        // Of several versions of a claim the payer's number may name one.
        let are_named = !self.sent.acknowledged.is_empty() && own.clone().nth(1).is_some();
        let named = match are_named {
            true => self.named_by_control(payment),
            false => Vec::new(),
        };
        if !named.is_empty() {
            let versions = own.clone().take(MOST_OF_A_NUMBER);
            let versions = versions.filter(|claim| named.binary_search(claim).is_ok());
            if let Some(found) = self.by_number(versions, asked) {
                return Some(found);
            }
        }
        let found = match own.clone().nth(MOST_OF_A_NUMBER) {
            Some(_) => self.by_number(self.of_member(payment), asked),
            None => self.by_number(own, asked),
        };
        found
            .or_else(|| self.by_control(asked))
            .or_else(|| self.by_prefix(asked))
    }

    /// The claim that was acknowledged under the payer's control number.
    fn by_control(&self, asked: Asked<'_>) -> Option<ClaimMatch> {
        let claims = self.named_by_control(asked.payment);
        let proven = |agreement: Agreement| agreement.proves();
        self.choose(claims.into_iter(), asked, proven, MatchedBy::PayerControl)
    }

    /// The claims that were acknowledged under the payer's control number of a payment, in order.
    fn named_by_control(&self, payment: &PaymentHead<'_>) -> Vec<u32> {
        if self.sent.acknowledged.is_empty() {
            return Vec::new();
        }
        let Some(control) = self.sent.key().hash(payment.control) else {
            return Vec::new();
        };
        let numbers = self.by_control.all(control.number());
        let named = numbers.take(MOST_OF_A_NUMBER);
        let mut claims: Vec<u32> = named
            .flat_map(|index| self.acknowledged(&self.sent.acknowledged[index as usize]))
            .collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// Of claims whose numbers may be that of the payment, the one that is meant.
    fn by_number(
        &self,
        candidates: impl Iterator<Item = u32> + Clone,
        asked: Asked<'_>,
    ) -> Option<ClaimMatch> {
        let id = asked.payment.id;
        let proven = |agreement: Agreement| agreement.proves();
        let choose = |is_it: &dyn Fn(&[u8]) -> bool, by| {
            let like = candidates.clone();
            let like = like.filter(|&claim| is_it(self.sent.id(claim)));
            self.choose(like, asked, proven, by)
        };
        choose(&|own| own == id, MatchedBy::ClaimId)
            .or_else(|| choose(&|own| own.eq_ignore_ascii_case(id), MatchedBy::ClaimIdCase))
            .or_else(|| {
                choose(
                    &|own| significant(own).eq(significant(id)),
                    MatchedBy::ClaimIdForm,
                )
            })
    }

    /// Of claims whose numbers begin with that of the payment, the one that is meant.
    fn by_prefix(&self, asked: Asked<'_>) -> Option<ClaimMatch> {
        let id = asked.payment.id;
        if id.len() < LEAST_PREFIX {
            return None;
        }
        let in_order = self.in_order.get_or_init(|| self.in_order_of_id());
        let start =
            in_order.partition_point(|&claim| capitals(self.sent.id(claim)).lt(capitals(id)));
        let longer = in_order[start..].iter().copied().take_while(|&claim| {
            let mut own = capitals(self.sent.id(claim));
            capitals(id).all(|byte| own.next() == Some(byte))
        });
        let longer = longer.filter(|&claim| self.sent.id(claim).len() > id.len());
        // A beginning that many have tells nothing.
        if longer.clone().nth(MOST_OF_A_NUMBER).is_some() {
            return None;
        }
        let exactly = |agreement: Agreement| agreement.charge && agreement.dates == Some(true);
        self.choose(longer, asked, exactly, MatchedBy::ClaimIdPrefix)
    }

    fn in_order_of_id(&self) -> Vec<u32> {
        // The first bytes decide most.
        let start = |id: &[u8]| {
            let mut start = [0; 16];
            for (own, byte) in start.iter_mut().zip(capitals(id)) {
                *own = byte;
            }
            u128::from_be_bytes(start)
        };
        let claims = 0..self.sent.len() as u32;
        let mut starts: Vec<(u128, u32)> = claims
            .map(|claim| (start(self.sent.id(claim)), claim))
            .collect();
        starts.sort_unstable_by(|one, other| {
            let rest = || capitals(self.sent.id(one.1)).cmp(capitals(self.sent.id(other.1)));
            let claim = || one.1.cmp(&other.1);
            one.0.cmp(&other.0).then_with(rest).then_with(claim)
        });
        starts.into_iter().map(|(_, claim)| claim).collect()
    }

    /// The claims of the member and charge of a payment; where those are many, of its first day of service, and none where even
    /// those are.
    fn of_member(&self, payment: &PaymentHead<'_>) -> impl Iterator<Item = u32> + Clone + '_ {
        let hash = payment
            .member
            .map(|member| hash_of_member(member, payment.charge.abs()));
        let by_member = self.by_member.get_or_init(|| self.by_hash(hash_of_claim));
        let is_large = |lookup: &Lookup, hash: Option<u32>| {
            hash.is_some_and(|hash| lookup.all(hash).nth(MOST_OF_A_MEMBER).is_some())
        };
        let (mut lookup, mut hash) = (by_member, hash);
        if is_large(lookup, hash) {
            let day = payment.dates.map(|dates| dates.from);
            hash = hash.zip(day).map(|(hash, day)| hash_of_day(hash, day));
            lookup = self.by_day.get_or_init(|| {
                self.by_hash(|claim| Some(hash_of_day(hash_of_claim(claim)?, claim.dates?.from)))
            });
            hash = hash.filter(|_| !is_large(lookup, hash));
        }
        hash.into_iter().flat_map(|hash| lookup.all(hash))
    }

    fn by_hash(&self, hash: impl Fn(&SentHead<'_>) -> Option<u32>) -> Lookup {
        let known = (0..self.sent.len() as u32)
            .filter_map(|claim| Some((hash(&self.sent.head(claim))?, claim)));
        Lookup::of(self.sent.len(), known)
    }

    /// Of claims that may be meant, the one that is.
    fn choose(
        &self,
        candidates: impl Iterator<Item = u32>,
        asked: Asked<'_>,
        agrees: impl Fn(Agreement) -> bool,
        by: MatchedBy,
    ) -> Option<ClaimMatch> {
        let mut found = candidates
            .filter(|index| self.rejected.is_empty() || !self.rejected.contains(index))
            .filter_map(|index| {
                let claim = self.sent.head(index);
                // What was sent later is not what the payer judged.
                let too_late = claim.sent_on > asked.paid_on && asked.paid_on.is_some();
                let agreement = Agreement::of(asked.payment, &claim);
                (!too_late && agrees(agreement)).then_some(Candidate {
                    index,
                    claim,
                    agreement,
                })
            });
        let first = found.next()?;
        let Some(second) = found.next() else {
            return Some(first.matched(by));
        };
        let mut found: Vec<Candidate<'_>> = [first, second].into_iter().chain(found).collect();
        // A claim to another payer with the same number is another claim.
        let same_payer =
            |one: &Candidate<'_>| asked.payer.is_some() && one.claim.payer() == asked.payer;
        if found.iter().any(same_payer) {
            found.retain(same_payer);
        }
        let identities = found.iter().map(|one| one.agreement.identity());
        let best = identities.max()?;
        found.retain(|one| one.agreement.identity() == best);
        // Versions of a claim have one number: nothing says which of two claims a beginning, or no number at all, stands for.
        let first = found.first()?;
        let number = |one: &Candidate<'_>| significant(self.sent.id(one.index));
        let is_version = |one: &Candidate<'_>| {
            number(one).eq(number(first)) && is_version_of(&first.claim, &one.claim)
        };
        if !found.iter().all(is_version) {
            self.were_several.set(true);
            return None;
        }
        let order =
            |one: &Candidate<'_>| (one.agreement.charge, one.claim.sent_on, one.claim.input);
        let by_place = |one: &&Candidate<'_>| (order(one), one.claim.byte);
        let newest = found.iter().max_by_key(by_place)?;
        // Of what was sent together none is newer.
        let (last, frequency) = (order(newest), newest.claim.frequency);
        let together = |one: &Candidate<'_>| order(one) == last && one.claim.frequency == frequency;
        if found.iter().filter(|one| together(one)).nth(1).is_none() {
            return Some(newest.matched(by));
        }
        found.retain(together);
        self.keep_meant(&mut found, asked);
        let newest = found.iter().max_by_key(by_place);
        self.were_several.set(newest.is_none());
        newest.map(|newest| newest.matched(by))
    }

    /// Of claims that nothing else tells apart, keeps those that the payment means by its lines, the rendering provider (of the claim or
    /// of lines) or the place of service (CLP08); none where it may mean several, unless they tell the same.
    fn keep_meant(&self, claims: &mut Vec<Candidate<'_>>, asked: Asked<'_>) {
        let (payment, paid) = (asked.payment, (asked.lines)());
        let told_by_line = paid.iter().filter_map(|line| line.provider);
        let providers: Vec<Npi> = payment.provider.into_iter().chain(told_by_line).collect();
        let likeness = |sent: &SentClaim<'_>| {
            let has = |is_it: &dyn Fn(&SentLine<'_>) -> bool| sent.lines.iter().any(is_it);
            let mut numbered = paid.iter().filter(|line| line.control.is_some());
            let mut providers = providers.iter();
            let mut places = sent.lines.iter().map(|line| line.pos).chain([sent.pos]);
            [
                numbered.all(|line| has(&|own| own.control == line.control)),
                providers.all(|&npi| has(&|own| own.provider == Some(npi))),
                paid.iter().all(|line| {
                    has(&|own| {
                        own.service == line.service
                            && own.modifiers.same_set(&line.modifiers)
                            && overlap(line.dates, own.dates) != Some(false)
                    })
                }),
                payment.pos.is_none() || places.any(|own| own == payment.pos),
            ]
        };
        let sent = claims.iter().map(|one| self.sent.claim(one.index));
        let sent: Vec<SentClaim<'_>> = sent.collect();
        let like: Vec<[bool; 4]> = sent.iter().map(likeness).collect();
        let best = like.iter().max().copied();
        let is_meant = |like: &[bool; 4]| Some(*like) == best;
        let meant = sent.iter().zip(&like).filter(|(_, like)| is_meant(like));
        let meant: Vec<&SentClaim<'_>> = meant.map(|(claim, _)| claim).collect();
        let are_alike = meant.windows(2).all(|two| tells_alike(two[0], two[1]));
        let mut like = like.iter();
        claims.retain(|_| like.next().is_some_and(is_meant) && are_alike);
    }
}

/// Whether it makes no difference which of two claims is meant.
fn tells_alike(one: &SentClaim<'_>, other: &SentClaim<'_>) -> bool {
    let told = |claim: &SentClaim<'_>| (claim.pos, claim.tin, claim.authorization);
    let of_line = |line: &SentLine<'_>| {
        let served = (line.charge, line.dates, line.pos, line.provider);
        (line.service, served, line.authorization)
    };
    let is_alike = |(one, other): (&SentLine<'_>, &SentLine<'_>)| {
        of_line(one) == of_line(other) && one.modifiers.same_set(&other.modifiers)
    };
    told(one) == told(other)
        && one.lines.len() == other.lines.len()
        && one.lines.iter().zip(&other.lines).all(is_alike)
}

/// A claim that a payment may answer.
#[derive(Clone, Copy, Debug)]
struct Candidate<'c> {
    index: u32,
    claim: SentHead<'c>,
    agreement: Agreement,
}

impl Candidate<'_> {
    fn matched(&self, by: MatchedBy) -> ClaimMatch {
        let confidence = self.agreement.confidence();
        let confidence = match by {
            MatchedBy::ClaimId => confidence,
            MatchedBy::ClaimIdCase => confidence - 5,
            MatchedBy::ClaimIdForm => confidence - 10,
            MatchedBy::PayerControl => confidence.min(90),
            MatchedBy::ClaimIdPrefix => confidence.min(75),
            MatchedBy::MemberDateCharge => 70,
        };
        ClaimMatch {
            claim: self.index,
            by,
            confidence,
        }
    }
}

/// Whether two claims of one number are versions of one claim: not of another member, nor of
/// other days.
pub(crate) fn is_version_of(one: &SentHead<'_>, other: &SentHead<'_>) -> bool {
    let same_member = one.member == other.member || one.member.is_none() || other.member.is_none();
    same_member && overlap(one.dates, other.dates) != Some(false)
}

/// Whether one range begins soon after the other ends.
fn are_near((one, other): (DateRange, DateRange)) -> bool {
    let between = one.from.max(other.from) - one.to.min(other.to);
    between <= NEAR
}

/// Whether two ranges have a day in common; `None` where one is not known.
pub(crate) fn overlap(one: Option<DateRange>, other: Option<DateRange>) -> Option<bool> {
    Some(one?.overlaps(other?))
}

/// In what a payment and a claim agree; `None` where one of them does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Agreement {
    charge: bool,
    dates: Option<bool>,
    /// Whether the days are at most [`NEAR`] apart.
    is_near: bool,
    member: Option<bool>,
}

impl Agreement {
    const FULL: Agreement = Agreement {
        charge: true,
        dates: Some(true),
        is_near: true,
        member: Some(true),
    };

    fn of(payment: &PaymentHead<'_>, claim: &SentHead<'_>) -> Agreement {
        let members = payment.member.zip(claim.member);
        Agreement {
            charge: claim
                .charge
                .is_some_and(|charge| charge == payment.charge.abs()),
            dates: overlap(payment.dates, claim.dates),
            is_near: payment.dates.zip(claim.dates).is_none_or(are_near),
            member: members.map(|(paid, sent)| paid == sent),
        }
    }

    /// Whether it proves, with an equal number, that the claim is meant. Numbers are used again
    /// in other years and for other patients, and charges are much the same: where the days differ, they have to be
    /// near, and all else has to agree.
    fn proves(self) -> bool {
        let same_member = self.member == Some(true);
        match self.dates {
            Some(false) => self.is_near && self.charge && same_member,
            dates => self.charge || dates == Some(true) || same_member,
        }
    }

    /// How well patient and days agree.
    fn identity(self) -> i8 {
        let weight = |agrees: Option<bool>| agrees.map_or(0, |agrees| if agrees { 1 } else { -1 });
        weight(self.dates) + weight(self.member)
    }

    fn confidence(self) -> u8 {
        match self.identity() + i8::from(self.charge) {
            3.. => 100,
            2 => 95,
            1 => 80,
            _ => 60,
        }
    }
}

/// The lines of the claim that the lines of a payment answer, each at most once unless the payer
/// split it. They are added to `matches`, which is empty.
pub(crate) fn match_lines(
    payment: &PaymentRecord<'_>,
    claim: &SentClaim<'_>,
    matches: &mut Vec<Option<LineMatch>>,
) {
    matches.extend(payment.lines.iter().map(|line| by_control(line, claim)));
    if matches.iter().all(Option::is_some) {
        return;
    }
    let mut taken = vec![false; claim.lines.len()];
    for found in matches.iter().flatten() {
        taken[found.line] = true;
    }
    for (line, found) in payment.lines.iter().zip(matches) {
        if found.is_none() {
            let is_free = |index: usize| !taken[index];
            *found = by_service(line, claim, is_free);
            if found.is_none()
                && let Some(all) = rolled_up(line, claim, is_free)
            {
                all.iter().for_each(|&index| taken[index] = true);
                *found = all.first().map(|&line| LineMatch {
                    line,
                    by: LineMatchedBy::RolledUp,
                    confidence: 75,
                });
            }
            // A line that the payer split is answered more than once.
            if found.is_none() {
                let is_larger = |index: usize| claim.lines[index].charge > Some(line.charge.abs());
                *found = by_service(line, claim, is_larger);
            }
        }
        if let Some(found) = found {
            taken[found.line] = true;
        }
    }
}

/// Whether two payments tell of other lines of the claim that they answer: all of theirs are lines of it, and none of both; or under
/// other numbers of the payer none is told twice. Under one number what is no line of the claim may be one of them with another code.
pub(crate) fn are_of_other_lines(
    claim: &SentClaim<'_>,
    one: &PaymentRecord<'_>,
    other: &PaymentRecord<'_>,
) -> bool {
    answer_other_lines(claim, one, other)
        || one.control != other.control && shares_no_line(one, other)
}

/// Whether all lines of two payments are lines of the claim that they answer, and none of both.
fn answer_other_lines(
    claim: &SentClaim<'_>,
    one: &PaymentRecord<'_>,
    other: &PaymentRecord<'_>,
) -> bool {
    let lines_of = |payment: &PaymentRecord<'_>| -> Option<Vec<usize>> {
        let mut found = Vec::new();
        match_lines(payment, claim, &mut found);
        let lines: Option<Vec<usize>> = found.into_iter().map(|one| Some(one?.line)).collect();
        lines.filter(|lines| !lines.is_empty())
    };
    let both = lines_of(one).zip(lines_of(other));
    both.is_some_and(|(one, other)| !one.iter().any(|line| other.contains(line)))
}

/// The lines whose charges add up to that of a payment's line, where nothing but charge and day tells them apart.
fn rolled_up(
    line: &PaidLine,
    claim: &SentClaim<'_>,
    is_free: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let is_part = |sent: &SentLine<'_>| {
        sent.service == line.service
            && sent.modifiers.same_set(&line.modifiers)
            && overlap(line.dates, sent.dates) != Some(false)
    };
    let lines = claim.lines.iter().enumerate();
    let parts = lines.filter(|(index, sent)| is_free(*index) && is_part(sent));
    let all: Vec<usize> = parts.map(|(index, _)| index).collect();
    let charges = all.iter().map(|&index| claim.lines[index].charge);
    let sum: Option<Money> = charges.sum();
    let (&first, others) = all.split_first()?;
    let alike = |&index: &usize| serves_alike(&claim.lines[first], &claim.lines[index]);
    let is_it = sum == Some(line.charge.abs()) && !line.service.is_empty();
    (is_it && !others.is_empty() && others.iter().all(alike)).then_some(all)
}

fn by_control(line: &PaidLine, claim: &SentClaim<'_>) -> Option<LineMatch> {
    let control = line.control?;
    let lines = claim.lines.iter().enumerate();
    let mut same = lines.filter(|(_, sent)| sent.control == Some(control));
    let (line, _) = same.next()?;
    same.next().is_none().then_some(LineMatch {
        line,
        by: LineMatchedBy::LineControl,
        confidence: 100,
    })
}

fn by_service(
    line: &PaidLine,
    claim: &SentClaim<'_>,
    is_free: impl Fn(usize) -> bool,
) -> Option<LineMatch> {
    let likeness = |sent: &SentLine<'_>| {
        let charge = sent.charge == Some(line.charge.abs());
        let dates = overlap(line.dates, sent.dates);
        let near =
            charge || dates == Some(true) || (line.dates.is_none() && claim.lines.len() == 1);
        let same = sent.service == line.service && !line.service.is_empty();
        (same && near && dates != Some(false)).then(|| {
            let modifiers = sent.modifiers.same_set(&line.modifiers);
            u8::from(charge) * 4 + u8::from(dates == Some(true)) * 2 + u8::from(modifiers)
        })
    };
    let free = claim
        .lines
        .iter()
        .enumerate()
        .filter(|(index, _)| is_free(*index));
    let like: Vec<(usize, u8)> = free
        .filter_map(|(index, sent)| Some((index, likeness(sent)?)))
        .collect();
    let best = like.iter().map(|&(_, likeness)| likeness).max()?;
    let mut best_lines = like.iter().filter(|&&(_, likeness)| likeness == best);
    let &(first, _) = best_lines.next()?;
    // Twin lines are taken in their order, unless it matters which is which.
    if !best_lines.all(|&(index, _)| is_twin(&claim.lines[first], &claim.lines[index])) {
        return None;
    }
    Some(LineMatch {
        line: first,
        by: LineMatchedBy::Service,
        confidence: if best == 7 { 95 } else { 80 },
    })
}

/// Whether it makes no difference which of two lines is meant.
fn is_twin(one: &SentLine<'_>, other: &SentLine<'_>) -> bool {
    (one.dates, one.charge) == (other.dates, other.charge) && serves_alike(one, other)
}

/// Whether two lines tell the same of who served where, and of what is wrong with that.
fn serves_alike(one: &SentLine<'_>, other: &SentLine<'_>) -> bool {
    // That a number or a line is there twice is told of the later one alone.
    let is_told_of_both = |rule: &&str| !matches!(*rule, "CTX-25" | "CTX-39");
    let rules = |line: &SentLine<'_>| -> Vec<_> {
        let rules = line.findings.iter().map(|finding| finding.rule);
        rules.filter(is_told_of_both).collect()
    };
    (one.pos, one.provider) == (other.pos, other.provider) && rules(one) == rules(other)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use remedi_claims::{Cutter, in_order};
    use remedi_validate::{Checker, Options};

    use super::*;
    use crate::read_claims;

    /// Claims of one number, member and charge, on these days.
    fn claims(days: &[NaiveDate]) -> SentClaims {
        let claims = days.iter().map(|day| {
            let day = day.format("%Y%m%d");
            format!("CLM*X*100***11:B:1*Y*A*Y*Y~HI*ABK:J069~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*{day}~")
        });
        let file = format!(
            "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250301*1200*^*00501*000000001*0*T*:~\
             GS*HC*A*B*20250301*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~HL*1**20*1~NM1*85*2*PRACTICE*****XX*1234567893~\
             HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*ANY****MI*M100~NM1*PR*2*ACME HEALTH*****PI*60054~{}\
             SE*1*0001~GE*1*1~IEA*1*000000001~",
            claims.collect::<String>()
        );
        let (checker, mut sent) = (
            Checker::new(None, Options::default()),
            SentClaims::default(),
        );
        let (input, key) = (sent.input("claims"), sent.key());
        let read = |batch: &mut _| read_claims(batch, &checker, input, key);
        in_order(Cutter::new(file.as_bytes()), read, |read| sent.add(read));
        sent
    }

    fn first_day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2015, 1, 1).unwrap()
    }

    /// How many claims are looked at for a payment on a day, and which is found.
    fn found(sent: &SentClaims, day: NaiveDate) -> (usize, Option<u32>) {
        let payment = PaymentHead {
            id: b"X",
            member: sent.key().hash(b"M100"),
            charge: Money::from_cents(10_000),
            dates: Some(DateRange { from: day, to: day }),
            ..PaymentHead::default()
        };
        let matcher = Matcher::new(sent);
        let looked_at = matcher.of_member(&payment).count();
        let found = matcher.find_all(&[payment], |_| (None, None), |_| Vec::new(), |_| ());
        (looked_at, found[0].map(|found| found.claim))
    }

    #[test]
    fn of_a_member_with_very_many_claims_those_of_the_day_are_looked_at() {
        let days: Vec<NaiveDate> = first_day().iter_days().take(MOST_OF_A_MEMBER + 1).collect();
        let sent = claims(&days);
        assert_eq!(found(&sent, days[500]), (1, Some(500)));
        assert_eq!(found(&sent, first_day() - Days::new(1)), (0, None));
        // Fewer are all looked at.
        let fewer = claims(&days[1..]);
        assert_eq!(found(&fewer, days[500]), (MOST_OF_A_MEMBER, Some(499)));
    }

    #[test]
    fn claims_that_nothing_tells_from_very_many_others_are_not_looked_at() {
        let sent = claims(&[first_day(); MOST_OF_A_MEMBER + 1]);
        assert_eq!(found(&sent, first_day()), (0, None));
    }
}
