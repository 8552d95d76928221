//! The life cycle of claims: what of several adjudications, reversals and copies counts now.

use std::cell::{LazyCell, OnceCell};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::num::NonZeroU32;

use remedi_claims::codes::cause::Denial;
use remedi_claims::{DateRange, Money};

use crate::category::Category;
use crate::known::{AHEAD, Ahead, Hashes, Known, Names, Repeated};
use crate::lookup::Lookup;
use crate::matching::{ClaimMatch, LEAST_PREFIX, overlap};
use crate::record::{
    PaidLine, PaymentHead, PaymentRecord, RemittanceRecord, Triplet, decides_nothing,
};
use crate::{Code, Payments};

words_of! {
    /// Whether an adjudication still holds.
    State {
        /// It is the last word so far.
        Current = "current",
        /// A reversal or a later adjudication took its place; or it only denies a duplicate of another.
        Superseded = "superseded",
    }
}

/// What became of each claim payment.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// By the index of the payment.
    standing: Vec<Standing>,
    /// By reversals, what they take back.
    reversed: foldhash::HashMap<u32, u32>,
    accounts: Vec<Kept>,
    /// Of accounts with more than one decision.
    decided: Vec<Decisions>,
    /// The same until all payments are entered.
    entered: Vec<Entered>,
    /// By these, the reversals of what was not seen before them.
    orphans: foldhash::HashMap<u32, Vec<Reversible>>,
    /// By remittance, its place in the order in which they count.
    turns: Vec<u32>,
    /// Payments by CLP07 and by CLP01 that provider-level adjustments name; made when one asks.
    by_reference: OnceCell<[Lookup; 2]>,
    hashes: Hashes,
}

/// What became of one claim payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub state: State,
    /// The account of the claim that it is about.
    pub account: u32,
    /// Whether the very same payment was seen before.
    pub is_copy: bool,
    /// Whether that was in the same remittance: it decides nothing, but was paid once more.
    pub is_repeated: bool,
    /// Whether it is of the first decision, which may have several parts, in one remittance or one after the other. What pends is only
    /// where nothing is decided later.
    pub is_first: bool,
    /// Whether it only denies a duplicate of a decision that is known.
    pub is_duplicate: bool,
    /// Whether it pends something, and denies nothing.
    pub pends: bool,
    /// Whether it says that another payer came first.
    pub is_later: bool,
    /// Whether it is a reversal of what held until then.
    pub took: bool,
    /// A hash of its charge and days, `None` where it tells none: they tell most claims apart without a look at the payment.
    pub served: Option<NonZeroU32>,
}

/// Where the decisions on a claim are.
#[derive(Clone, Copy, Debug)]
enum Kept {
    /// There is one, this payment, as for most claims.
    One(u32),
    /// There are more, at this index.
    Many(u32),
}

/// All that a payer did with one claim, as indexes of payments in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account<'a> {
    /// One decision, as for most claims.
    One(&'a u32),
    Many(&'a Decisions),
}

/// What a payer decided on a claim, and took back.
#[derive(Debug)]
pub(crate) struct Decisions {
    adjudications: Vec<u32>,
    current: Vec<u32>,
    reversals: Vec<u32>,
    /// The last of all, without copies.
    last: u32,
}

/// The same while payments are entered, with what tells where the next one belongs.
#[derive(Debug, Default)]
struct Entered {
    adjudications: Vec<u32>,
    /// So many of them, from the first on, are no first decision: they only deny duplicates, or what they pend was decided since.
    leading: u32,
    /// So many of them decide: they are no duplicates, and do not pend.
    decided: u32,
    current: Vec<u32>,
    /// What tells whether others may take the place of the last of those that hold, in the same order.
    held: VecDeque<Held>,
    reversals: Vec<u32>,
    /// Adjudications that are not reversed.
    open: Vec<Reversible>,
    /// All of them but copies, each with a hash of what it tells.
    told: Vec<(u64, u32)>,
    /// By that hash, the first of them, as many as are looked up so.
    by_hash: HashMap<u64, Vec<u32>>,
    looked_up: u32,
}

/// A payer splits a claim into no more parts than it has lines. Of an account that has more decisions which hold, as when all claims have one
/// number, a later one takes the place of no other than of the last, and a reversal takes back none but one of the last.
pub(crate) const MOST_PARTS: usize = 200;

impl Entered {
    /// Where a first decision is known, and more are to come.
    fn of(first: u32, payments: &Payments, hashes: &Hashes) -> Entered {
        let payment = &payments.payment(first);
        let hash = hashes.of_decision(payment, payments);
        let held = Held::of(first, payment, hashes);
        Entered {
            decided: u32::from(!held.pends),
            held: VecDeque::from([held]),
            open: vec![Reversible::of(first, payment, hashes)],
            adjudications: vec![first],
            current: vec![first],
            told: vec![(hash, first)],
            ..Entered::default()
        }
    }

    /// The last of all payments but copies.
    fn last(&self) -> u32 {
        let &(_, last) = self.told.last().expect("it starts with a payment");
        last
    }

    /// Adds a decision that holds.
    fn enter(&mut self, new: Held) {
        if self.held.len() == MOST_PARTS {
            self.held.pop_front();
        }
        self.current.push(new.payment);
        self.held.push_back(new);
    }

    /// Lets go of those of the last that no longer hold.
    fn hold(&mut self, holds: impl FnMut(&Held) -> bool) {
        let earlier = self.current.len() - self.held.len();
        self.held.retain(holds);
        self.current.truncate(earlier);
        self.current
            .extend(self.held.iter().map(|held| held.payment));
    }

    /// Lets go of a decision, and tells whether it held.
    fn let_go(&mut self, payment: u32) -> bool {
        let held = self.current.iter().rposition(|&held| held == payment);
        if let Some(at) = held {
            self.current.remove(at);
            self.held.retain(|held| held.payment != payment);
        }
        held.is_some()
    }

    /// Lets go of the other parts of a split claim that a reversal takes back with one of them: under its number, of its lines, and
    /// together no more than it charges.
    fn let_go_of_parts(
        &mut self,
        reversed: u32,
        reversal: &PaymentRecord<'_>,
        payments: &Payments,
        hashes: &Hashes,
    ) {
        let control = hashes.of_reference(reversal.control);
        let mut left = reversal.charge.abs() - payments.brief(reversed).charge.abs();
        if control.is_none() || left <= Money::ZERO {
            return;
        }
        let held = self.held.iter().copied();
        let of_claim: Vec<Held> = held.filter(|one| one.control == control).collect();
        for part in of_claim {
            let of_lines = || tells_lines_of(reversal, &payments.payment(part.payment));
            if part.charge <= left && of_lines() {
                left -= part.charge;
                self.let_go(part.payment);
                self.open.retain(|one| one.payment != part.payment);
            }
        }
    }

    /// Those that tell the same, as far as the hash goes.
    fn alike(&mut self, hash: u64) -> Vec<u32> {
        const FEW: usize = 16;
        if self.told.len() <= FEW {
            let alike = self.told.iter().filter(|(other, _)| *other == hash);
            return alike.map(|&(_, index)| index).collect();
        }
        for &(hash, index) in &self.told[self.looked_up as usize..] {
            self.by_hash.entry(hash).or_default().push(index);
        }
        self.looked_up = self.told.len() as u32;
        self.by_hash.get(&hash).cloned().unwrap_or_default()
    }

    /// The decision that a reversal takes back: of those that look alike the one of its lines, else the last. What another remittance of that day,
    /// one that `is_beside`, decides is rather what follows the reversal.
    fn reversed_by(
        &mut self,
        own: &Reversible,
        reversal: &PaymentRecord<'_>,
        is_beside: impl Fn(u32) -> bool,
        hashes: &Hashes,
    ) -> Option<u32> {
        let named = [reversal.control, reversal.original].map(|name| hashes.of_reference(name));
        let last = self.open.iter().enumerate().rev().take(MOST_PARTS);
        // In the order of their days, whatever that of the files.
        let like = last.map(|(at, one)| {
            let is_beside = is_beside(one.remittance);
            let likeness = match is_beside && !one.is_taken_by(own) {
                true => 0,
                false => one.likeness(reversal, named),
            };
            (likeness, one.lines.are_those_of(own.lines), !is_beside, at)
        });
        let (.., at) = like.filter(|&(likeness, ..)| likeness > 0).max()?;
        Some(self.open.remove(at).payment)
    }
}

/// The reversal of a decision that comes behind it, as remittances of one day may stand in any order: one of those of its account that take back nothing
/// yet.
fn taken_ahead(
    orphans: &mut Vec<Reversible>,
    own: &Reversible,
    is_beside: impl Fn(u32) -> bool,
) -> Option<u32> {
    let mut last = orphans.iter().rev().take(MOST_PARTS);
    let found = last.position(|one| is_beside(one.remittance) && own.is_taken_by(one))?;
    let at = orphans.len() - 1 - found;
    Some(orphans.remove(at).payment)
}

/// What tells whether a reversal takes back a decision.
#[derive(Clone, Copy, Debug)]
struct Reversible {
    payment: u32,
    remittance: u32,
    /// A hash of CLP07; `None` where it is empty.
    control: Option<u64>,
    charge: Money,
    paid: Money,
    mirror: u64,
    lines: LinesTold,
}

/// Which lines a payment tells, in any order; zeros where it tells none.
#[derive(Clone, Copy, Debug)]
struct LinesTold {
    /// A sum over the practice's numbers (REF*6R), 0 where a line has none.
    by_control: u64,
    /// A sum over services, modifiers and days.
    by_service: u64,
}

impl LinesTold {
    fn of(payment: &PaymentRecord<'_>, hashes: &Hashes) -> LinesTold {
        let lines = payment.lines.iter();
        let are_numbered = lines.clone().all(|line| line.control.is_some());
        let sum = |all: u64, one: u64| all.wrapping_add(one);
        let controls = lines.clone().map(|line| hashes.of(line.control));
        let services = lines.map(|line| {
            let modifiers: Vec<_> = line.modifiers.iter().collect();
            hashes.of((line.service, modifiers, line.dates))
        });
        LinesTold {
            by_control: if are_numbered {
                controls.fold(0, sum)
            } else {
                0
            },
            by_service: services.fold(0, sum),
        }
    }

    fn are_those_of(self, other: LinesTold) -> bool {
        let is_same = |one: u64, other: u64| one != 0 && one == other;
        is_same(self.by_control, other.by_control) || is_same(self.by_service, other.by_service)
    }
}

impl Reversible {
    fn of(index: u32, payment: &PaymentRecord<'_>, hashes: &Hashes) -> Reversible {
        Reversible {
            payment: index,
            remittance: payment.remittance,
            control: hashes.of_reference(payment.control),
            charge: payment.charge,
            paid: payment.paid,
            mirror: payment.mirror,
            lines: LinesTold::of(payment, hashes),
        }
    }

    /// Whether a reversal takes back exactly this.
    fn is_taken_by(&self, reversal: &Reversible) -> bool {
        let amounts = (-reversal.charge, -reversal.paid, reversal.mirror);
        self.control == reversal.control && (self.charge, self.paid, self.mirror) == amounts
    }

    /// How much a reversal, which names these numbers, looks like the taking back; 0 for not at all. What was paid is not taken back of
    /// a decision of the same charge that paid nothing.
    fn likeness(&self, reversal: &PaymentHead<'_>, named: [Option<u64>; 2]) -> u8 {
        let by_control = self.control.is_some() && named.contains(&self.control);
        let mirrored = reversal.mirror == self.mirror && reversal.paid == -self.paid;
        let by_charge = reversal.charge.abs() == self.charge.abs();
        if by_charge && self.paid == Money::ZERO && reversal.paid != Money::ZERO {
            return 0;
        }
        u8::from(by_control) * 4 + u8::from(mirrored) * 2 + u8::from(by_charge)
    }
}

/// What a decision tells of itself to those that come later, without its lines.
#[derive(Clone, Copy, Debug)]
struct Held {
    payment: u32,
    remittance: u32,
    /// A hash of CLP07; `None` where it is empty.
    control: Option<u64>,
    place: Responsibility,
    charge: Money,
    is_paid: bool,
    /// Whether duplicates are all that it denies.
    is_duplicate: bool,
    /// Whether it pends something, and denies nothing.
    pends: bool,
}

impl Held {
    fn of(index: u32, payment: &PaymentRecord<'_>, hashes: &Hashes) -> Held {
        Held {
            payment: index,
            remittance: payment.remittance,
            control: hashes.of_reference(payment.control),
            place: Responsibility::of(payment.status),
            charge: payment.charge,
            is_paid: payment.paid > Money::ZERO,
            is_duplicate: denies_duplicate(payment),
            pends: payment.pends(),
        }
    }
}

/// Whether nothing is paid, and duplicates (reason 18) are all that is denied.
pub(crate) fn denies_duplicate(payment: &PaymentRecord<'_>) -> bool {
    let of_lines = payment.lines.iter().flat_map(|line| &line.denying);
    let mut denying = payment.denying.iter().chain(of_lines);
    let is_duplicate = |triplet: &Triplet| triplet.carc.as_str() == "18";
    payment.paid == Money::ZERO
        && payment.adjusted.get(Category::Denied) > Money::ZERO
        && denying.all(|triplet| triplet.denied() == Denial::No || is_duplicate(triplet))
}

/// Whether the payer came first, second or third (CLP02); other words do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Responsibility(Option<u8>);

impl Responsibility {
    pub(crate) fn of(status: Code) -> Responsibility {
        Responsibility(match status.as_bytes() {
            b"1" | b"19" => Some(1),
            b"2" | b"20" => Some(2),
            b"3" | b"21" => Some(3),
            _ => None,
        })
    }

    pub(crate) fn known(self) -> Option<u8> {
        self.0
    }

    /// Whether two decisions are about different coverages of one payer: neither takes the other's place.
    pub(crate) fn differs(self, other: Responsibility) -> bool {
        self.0.zip(other.0).is_some_and(|(one, other)| one != other)
    }
}

impl Ledger {
    /// Puts the payments in the order of their remittances, then of the files, and goes through them. Gives the claims that they answer,
    /// too, by the index of the payment: each is read once for both.
    ///
    /// `payers` gives each remittance the number of its payer, `find` payments, with their indexes, the claims that they answer, `charge` what was
    /// sent as the charge of a claim, `apart` whether two claims were sent together, `other_lines` whether two
    /// payments answer lines of a claim that are others, and `originals` the payer's numbers of claims that others replace or void.
    pub(crate) fn new(
        payments: &Payments,
        payers: &[u32],
        find: impl Fn(&[PaymentHead<'_>], &[(u32, u32)]) -> Vec<Option<ClaimMatch>>,
        charge: impl Fn(u32) -> Option<Money>,
        apart: impl Fn(u32, u32) -> bool,
        other_lines: impl Fn(u32, &PaymentRecord<'_>, &PaymentRecord<'_>) -> bool,
        originals: &foldhash::HashMap<u32, &[u8]>,
    ) -> (Ledger, Vec<Option<ClaimMatch>>) {
        let turns = turns(&payments.remittances);
        let mut order: Vec<(u32, u32)> = Vec::with_capacity(payments.len());
        let hashes = Hashes::default();
        let (mut replaced, mut repeated) = (Vec::new(), Repeated::with_room(3 * payments.len()));
        for (index, payment) in (0..).zip(payments.heads()) {
            order.push((turns[payment.remittance as usize], index));
            let payer = payers[payment.remittance as usize];
            if !payment.original.is_empty() {
                replaced.push(hashes.of_control(payer, payment.original));
            }
            repeated.see_all(&Names::of(&payment, payer, &hashes));
        }
        order.sort_unstable();
        let unseen = Standing {
            state: State::Superseded,
            account: 0,
            is_copy: false,
            is_repeated: false,
            is_first: false,
            is_duplicate: false,
            pends: false,
            is_later: false,
            took: false,
            served: None,
        };
        let mut ledger = Ledger {
            standing: vec![unseen; payments.len()],
            turns,
            hashes,
            ..Ledger::default()
        };
        let hashes = &ledger.hashes;
        let originals_named = originals.values().map(|original| hashes.of_text(original));
        let mut known = Known::new(repeated, replaced.into_iter(), originals_named);
        let mut matches: Vec<Option<ClaimMatch>> = vec![None; payments.len()];
        let mut seen = Ahead::default();
        for (at, &(_, index)) in order.iter().enumerate() {
            if at.is_multiple_of(AHEAD) {
                let next = &order[at..order.len().min(at + AHEAD)];
                seen = Ahead::of(next, payments, payers, &ledger.hashes);
                known.look_ahead(&seen.names);
                seen.matches = find(&seen.heads, next);
            }
            let (payment, names) = (&seen.heads[at % AHEAD], &seen.names[at % AHEAD]);
            let found = seen.matches[at % AHEAD];
            matches[index as usize] = found;
            if payment.decides_nothing() {
                continue;
            }
            let claim = found.map(|found| found.claim);
            let original = claim.and_then(|claim| originals.get(&claim).copied());
            let sent = (claim, original.unwrap_or_default());
            let (account, is_new) =
                ledger.account_of(payment, names, sent, payments, payers, &mut known);
            let place = Responsibility::of(payment.status).known();
            let served = payment
                .dates
                .map(|dates| ledger.served(dates, payment.charge));
            let takes_off = payment.adjusted.get(Category::CobEffect) > Money::ZERO;
            let standing = &mut ledger.standing[index as usize];
            standing.account = account;
            standing.served = served;
            standing.pends = payment.pends();
            standing.is_later = takes_off || place.is_some_and(|place| place > 1);
            if !is_new {
                // Those before it have theirs.
                let charged = |payment: u32| {
                    let claim = matches[payment as usize]?.claim;
                    Some((claim, charge(claim)?))
                };
                let are_apart = |one: u32, other: u32| {
                    let claim = |payment: u32| Some(matches[payment as usize]?.claim);
                    let both = claim(one).zip(claim(other));
                    both.is_some_and(|(one, other)| one != other && apart(one, other))
                };
                let of = (index, sent.1);
                ledger.enter(of, account, payments, &charged, &are_apart, &other_lines);
            } else if payment.is_reversal() {
                let own = &payments.payment(index);
                let hash = ledger.hashes.of_decision(own, payments);
                let number = ledger.entered.len() as u32;
                ledger.accounts.push(Kept::Many(number));
                let orphan = Reversible::of(index, own, &ledger.hashes);
                ledger.orphans.insert(number, vec![orphan]);
                ledger.entered.push(Entered {
                    reversals: vec![index],
                    told: vec![(hash, index)],
                    ..Entered::default()
                });
            } else {
                ledger.standing[index as usize].is_first = true;
                ledger.accounts.push(Kept::One(index));
            }
        }
        ledger.accounts.shrink_to_fit();
        ledger.orphans = foldhash::HashMap::default();
        let entered = std::mem::take(&mut ledger.entered);
        ledger.decided = entered.into_iter().map(Decisions::from).collect();
        // They stand where what was entered stood, which takes more room.
        ledger.decided.shrink_to_fit();
        let mut standing = std::mem::take(&mut ledger.standing);
        for account in ledger.accounts() {
            for &current in account.current() {
                standing[current as usize].state = State::Current;
            }
        }
        ledger.standing = standing;
        (ledger, matches)
    }

    /// A hash of days and charge.
    pub(crate) fn served(&self, dates: DateRange, charge: Money) -> NonZeroU32 {
        let hash = self.hashes.of((dates, charge)) as u32;
        NonZeroU32::new(hash).unwrap_or(NonZeroU32::MIN)
    }

    pub(crate) fn standing(&self, payment: u32) -> Standing {
        self.standing[payment as usize]
    }

    /// The payment that a reversal takes back, if that was seen.
    pub(crate) fn reversed_by(&self, reversal: u32) -> Option<u32> {
        self.reversed.get(&reversal).copied()
    }

    /// Reversals with the payments that they take back.
    pub(crate) fn reversed(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let reversed = self.reversed.iter();
        reversed.map(|(&reversal, &payment)| (reversal, payment))
    }

    /// The place of a remittance in the order in which they count.
    pub(crate) fn turn(&self, remittance: u32) -> u32 {
        self.turns[remittance as usize]
    }

    /// Whether an account has one decision, and nothing else but copies of it.
    pub(crate) fn is_only(&self, account: u32) -> bool {
        matches!(self.accounts[account as usize], Kept::One(_))
    }

    /// All that payers did with claims, in the order of the first payments.
    pub(crate) fn accounts(&self) -> impl ExactSizeIterator<Item = Account<'_>> {
        self.accounts.iter().map(|kept| self.told(kept))
    }

    /// All that a payer did with one claim.
    pub(crate) fn account(&self, account: u32) -> Account<'_> {
        self.told(&self.accounts[account as usize])
    }

    fn told<'a>(&'a self, kept: &'a Kept) -> Account<'a> {
        match kept {
            Kept::One(payment) => Account::One(payment),
            &Kept::Many(at) => Account::Many(&self.decided[at as usize]),
        }
    }

    /// The payments of an account that hold now.
    pub(crate) fn current(&self, account: u32) -> &[u32] {
        self.account(account).current()
    }

    /// A hash of a reference in capitals.
    pub(crate) fn hash_of(&self, reference: &[u8]) -> u64 {
        self.hashes.of_text(reference)
    }

    /// Payments by CLP07 and by CLP01, those that provider-level adjustments may name: by the lower half of the hash.
    pub(crate) fn by_reference(&self, payments: &Payments) -> &[Lookup; 2] {
        self.by_reference.get_or_init(|| {
            let hash = |text: &[u8]| self.hashes.of_text(text) as u32;
            let named = payments.moves.iter().flat_map(|one| {
                let parts = one.reference.split_whitespace();
                [&*one.reference].into_iter().chain(parts)
            });
            let named: foldhash::HashSet<u32> = named.map(|name| hash(name.as_bytes())).collect();
            let (mut controls, mut ids) = (Vec::new(), Vec::new());
            for (index, (status, id, control)) in (0..).zip(payments.names()) {
                if decides_nothing(status) {
                    continue;
                }
                for (found, text) in [(&mut controls, control), (&mut ids, id)] {
                    let hash = hash(text);
                    if named.contains(&hash) {
                        found.push((hash, index));
                    }
                }
            }
            [controls, ids].map(|found| Lookup::of(found.len(), found.iter().copied()))
        })
    }

    /// The account of a payment, and whether it is a new one: by its key, else by the payer's control number of the same
    /// CLP01, as when a reversal leaves the member or the days out, or of the same member, day and charge, as when one of
    /// them cuts or zeroes CLP01, else by the claim that it answers, or by the payer's number of the claim that this one
    /// replaces.
    fn account_of(
        &self,
        payment: &PaymentHead<'_>,
        names: &Names,
        (claim, original): (Option<u32>, &[u8]),
        payments: &Payments,
        payers: &[u32],
        known: &mut Known,
    ) -> (u32, bool) {
        let next = self.accounts.len() as u32;
        let hashes = &self.hashes;
        let &Names {
            payer,
            key,
            control,
            ..
        } = names;
        if let Some(account) = known.named(key) {
            for name in [control, names.service].into_iter().flatten() {
                known.name(name, account);
            }
            known.see(names, payment.control, account, hashes);
            return (account, false);
        }
        // A replacement may have a number of its own, and names the decision that it replaces. Some payers say the same of
        // all claims there.
        let replaced = || {
            let original = (!payment.original.is_empty()).then_some(payment.original)?;
            let hash = hashes.of_control(payer, original);
            let account = known.replaced.get(hash).flatten()?;
            let replaced = self.last_entered(account);
            let replaced = payments.head(replaced);
            let is_same = match (payment.member, replaced.member) {
                (Some(own), Some(other)) => own == other,
                _ => payment.dates == replaced.dates,
            };
            is_same.then_some(account)
        };
        // Some payers say the same of all claims there, too, and some practices number them alike.
        let of_control = |control: u64| {
            let account = known.named(control)?;
            let other = payments.head(self.last_entered(account));
            let are_two = payment
                .member
                .zip(other.member)
                .is_some_and(|(own, other)| own != other);
            (!are_two).then_some(account)
        };
        // Of one claim the payer may give CLM01 back once, and once a part of it, or zeros.
        let of_service = |service: u64| {
            let account = known.named(service)?;
            let other = payments.head(self.last_entered(account));
            let are_one = payment.id_says_nothing()
                || other.id_says_nothing()
                || is_cut(payment.id, other.id);
            (are_one && payment.charge.abs() == other.charge.abs()).then_some(account)
        };
        let found = control.and_then(of_control);
        let found = found.or_else(|| names.replaced.and_then(of_control));
        let found = found.or_else(|| names.service.and_then(of_service));
        let of_claim = || {
            let account = known.of_claim(claim?)?;
            let other = self.last_entered(account);
            let other = payments.head(other);
            let are_others = payers[other.remittance as usize] != payer
                || payment.member.is_some()
                    && other.member.is_some()
                    && payment.member != other.member
                || overlap(payment.dates, other.dates) == Some(false);
            (!are_others).then_some(account)
        };
        // The practice's own word for it; that the number was mistaken is not to join claims that have nothing in common.
        let of_original = || {
            let account = known.of_original(hashes.of_reference(original)?, payer)?;
            let other = self.last_entered(account);
            let other = payments.head(other);
            let same_member = payment.member.is_some() && payment.member == other.member;
            let same_days = overlap(payment.dates, other.dates) == Some(true);
            (same_member || same_days).then_some(account)
        };
        let found = found.or_else(replaced).or_else(of_claim);
        let found = found.or_else(of_original);
        let account = found.unwrap_or(next);
        if let Some(claim) = claim {
            known.answers(claim, account);
        }
        for name in [Some(key), control, names.service].into_iter().flatten() {
            known.name(name, account);
        }
        known.see(names, payment.control, account, hashes);
        (account, found.is_none())
    }

    /// The last payment of an account that is entered so far, but for copies.
    fn last_entered(&self, account: u32) -> u32 {
        match self.accounts[account as usize] {
            Kept::One(payment) => payment,
            Kept::Many(at) => self.entered[at as usize].last(),
        }
    }

    /// Enters a payment into a known account, with what its claim says it replaces.
    fn enter(
        &mut self,
        (index, replaced): (u32, &[u8]),
        number: u32,
        payments: &Payments,
        sent: &impl Fn(u32) -> Option<(u32, Money)>,
        are_apart: &impl Fn(u32, u32) -> bool,
        of_other_lines: &impl Fn(u32, &PaymentRecord<'_>, &PaymentRecord<'_>) -> bool,
    ) {
        let own = &payments.payment(index);
        let of = |payment: &PaymentHead<'_>| &payments.remittances[payment.remittance as usize];
        let hashes = &self.hashes;
        let at = match self.accounts[number as usize] {
            Kept::Many(at) => at,
            Kept::One(first) => {
                let at = self.entered.len() as u32;
                self.entered.push(Entered::of(first, payments, hashes));
                self.accounts[number as usize] = Kept::Many(at);
                at
            }
        };
        let account = &mut self.entered[at as usize];
        let hash = hashes.of_decision(own, payments);
        let copied = account.alike(hash).into_iter().find(|&earlier| {
            let earlier = &payments.payment(earlier);
            let told = |payment: &PaymentHead<'_>| {
                let remittance = of(payment);
                let amounts = (payment.charge, payment.paid, payment.mirror);
                (payment.status, amounts, remittance.paid_on)
            };
            told(own) == told(earlier)
                && of(own).trace == of(earlier).trace
                && same_decision(own, earlier)
        });
        if let Some(copied) = copied {
            let standing = &mut self.standing[index as usize];
            standing.is_copy = true;
            standing.is_repeated = payments.brief(copied).remittance == own.remittance;
            return;
        }
        account.told.push((hash, index));
        // Another remittance of that day.
        let is_beside = |other: u32| {
            let day = |remittance: u32| payments.remittances[remittance as usize].paid_on;
            let own_day = day(own.remittance);
            other != own.remittance && own_day.is_some() && day(other) == own_day
        };
        if own.is_reversal() {
            account.reversals.push(index);
            let reversible = Reversible::of(index, own, hashes);
            let reversed = account.reversed_by(&reversible, own, is_beside, hashes);
            if reversed.is_none() {
                self.orphans.entry(at).or_default().push(reversible);
                // What stands beside it was decided after what it takes back.
                let beside = account
                    .held
                    .iter()
                    .filter(|held| held.remittance == own.remittance);
                for held in beside {
                    self.standing[held.payment as usize].is_first = false;
                }
            }
            if let Some(reversed) = reversed {
                if account.let_go(reversed) {
                    self.standing[index as usize].took = true;
                }
                account.let_go_of_parts(reversed, own, payments, hashes);
                self.reversed.insert(index, reversed);
            }
            return;
        }
        let reversible = Reversible::of(index, own, hashes);
        let orphans = self.orphans.get_mut(&at);
        let ahead = orphans.and_then(|own| taken_ahead(own, &reversible, is_beside));
        if let Some(reversal) = ahead {
            return self.enter_reversed(index, reversal, at, payments);
        }
        account.open.push(reversible);
        let new = Held::of(index, own, hashes);
        let named = [own.original, replaced].map(|name| self.hashes.of_reference(name));
        let decided = |other: &Held| new.control.is_some() && new.control == other.control;
        // Parts of a claim that is known add up to no more than what was sent.
        let claim = sent(index);
        let is_of_claim = |other: &Held| {
            let of_other = sent(other.payment);
            let both = claim.zip(of_other);
            both.is_some_and(|((one, _), (other, _))| one == other)
        };
        // Only parts of other remittances ask, and all lines are read for it.
        let fits = LazyCell::new(|| {
            let Some((_, charge)) = claim else {
                return true;
            };
            let parts = account.held.iter().filter(|other| {
                is_of_claim(other) && !new.place.differs(other.place) && {
                    let other = &payments.payment(other.payment);
                    shares_no_line(own, other)
                        || claim.is_some_and(|(claim, _)| of_other_lines(claim, own, other))
                }
            });
            parts.map(|other| other.charge).sum::<Money>() + new.charge <= charge
        });
        let stands_beside = |other: &Held| {
            let replaces = other.control.is_some() && named.contains(&other.control);
            let is_duplicate = new.is_duplicate || other.is_duplicate;
            let is_alike = decided(other) || is_duplicate;
            // A payer may split a claim into several payments; then none takes another's place.
            let has_own_lines = || shares_no_line(own, &payments.payment(other.payment));
            let is_numbered_apart = || are_numbered_apart(own, &payments.payment(other.payment));
            let is_part = match new.remittance == other.remittance {
                true => !replaces && (!is_alike || has_own_lines()),
                // The parts may come one after the other. Where the claim as sent is not known and nothing was paid for the
                // earlier one, the later one may as well be the claim sent anew with other codes, and takes its place, unless the
                // practice's own numbers of the lines tell that they are others. Under one number of the payer that it was paid
                // tells nothing, as what was paid is decided anew, too.
                false => {
                    let is_numbered = new.control.is_some() && other.control.is_some();
                    let is_other_coverage = decided(other) && new.place.differs(other.place);
                    let may_be = is_numbered
                        && !is_duplicate
                        && !is_other_coverage
                        && !replaces
                        && !own.replaces();
                    let are_other_lines = || match claim.filter(|_| is_of_claim(other)) {
                        Some((claim, _)) => {
                            of_other_lines(claim, own, &payments.payment(other.payment))
                        }
                        None => has_own_lines(),
                    };
                    let is_likely = match is_of_claim(other) {
                        true => *fits,
                        false => {
                            let is_paid_apart = other.is_paid && !decided(other);
                            new.charge != other.charge && (is_paid_apart || is_numbered_apart())
                        }
                    };
                    may_be && is_likely && are_other_lines()
                }
            };
            // Two claims of one number that were sent together are two.
            let is_other_claim = || !is_alike && !replaces && are_apart(index, other.payment);
            // Under the same control number the payer only found out which coverage it is.
            is_part
                || is_other_claim()
                || new.place.differs(other.place) && !replaces && !decided(other)
        };
        let is_known = |other: &Held| !other.is_duplicate && !stands_beside(other);
        if new.is_duplicate && account.held.iter().any(is_known) {
            account.adjudications.push(index);
            self.standing[index as usize].is_duplicate = true;
            return;
        }
        // Where it takes the place of one under its own number, it is no word about those under others. What it does not tell of that
        // one's lines goes with it: the last decision is the one that holds, and of two that share a line both would count it.
        let beside: Vec<bool> = account.held.iter().map(stands_beside).collect();
        let mut held = account.held.iter().zip(&beside);
        let same_claim = held.any(|(other, &stands)| decided(other) && !stands);
        let held = account.held.iter().zip(beside);
        let stay: Vec<bool> = held
            .map(|(other, stands)| {
                let tells_others = || shares_no_line(own, &payments.payment(other.payment));
                stands || (same_claim && !decided(other) && tells_others())
            })
            .collect();
        // Further lines that are decided later are first decided then, as long as nothing else was.
        let is_first = |held: &Held| {
            self.standing[held.payment as usize].is_first && !held.place.differs(new.place)
        };
        let held = account.held.iter().zip(&stay);
        let mut decisions = held.filter(|(held, _)| !held.pends);
        let is_further = decisions.clone().count() == account.decided as usize
            && decisions.all(|(held, &stays)| stays && is_first(held));
        let mut stay = stay.into_iter();
        let (standing, mut duplicates) = (&mut self.standing, 0);
        account.hold(|other| {
            let stands = stay.next() == Some(true);
            // What was pended until now is no first answer.
            if !stands && other.pends {
                standing[other.payment as usize].is_first = false;
            }
            // Of one remittance, the duplicate may come first.
            let is_duplicate = other.is_duplicate && !new.is_duplicate;
            if !stands && is_duplicate && other.remittance == new.remittance {
                let duplicate = &mut standing[other.payment as usize];
                (duplicate.is_duplicate, duplicate.is_first) = (true, false);
                duplicates += 1;
            }
            stands
        });
        account.decided -= duplicates;
        // What is a duplicate stays one.
        for &index in &account.adjudications[account.leading as usize..] {
            let earlier = &mut self.standing[index as usize];
            let is_beside = || account.held.iter().any(|held| held.payment == index);
            let was_pended = earlier.pends && !(new.pends && is_beside());
            if !earlier.is_duplicate && !was_pended {
                break;
            }
            earlier.is_first = false;
            account.leading += 1;
        }
        // What a reversal takes back that is not known was decided before. The first is the earliest, and those of this remittance are the last.
        let orphans = self.orphans.get(&at).map_or(&[][..], Vec::as_slice);
        let mut ends = [orphans.first(), orphans.last()].into_iter().flatten();
        let was_decided = ends.any(|one| !is_beside(one.remittance));
        let first = account.adjudications.get(account.leading as usize).copied();
        let is_beside_first = |first: u32| {
            let holds = account.current.first() == Some(&first);
            holds && payments.brief(first).remittance == new.remittance
        };
        let is_first = is_further || first.is_none_or(is_beside_first);
        self.standing[index as usize].is_first = is_first && !was_decided;
        account.adjudications.push(index);
        account.decided += u32::from(!new.pends);
        account.enter(new);
    }

    /// Enters a decision behind its reversal into an account. What else was decided that day came after it.
    fn enter_reversed(&mut self, index: u32, reversal: u32, at: u32, payments: &Payments) {
        let account = &mut self.entered[at as usize];
        let day = |payment: u32| {
            let remittance = payments.brief(payment).remittance;
            payments.remittances[remittance as usize].paid_on
        };
        let own = &mut self.standing[index as usize];
        account.decided += u32::from(!own.pends);
        // They are entered in the order of their days.
        let first = account.adjudications.first();
        let is_first_day = first.is_none_or(|&first| day(first) == day(index));
        let is_duplicate = denies_duplicate(&payments.payment(index));
        own.is_first = is_first_day && !own.pends && !is_duplicate;
        if own.is_first {
            // What was first until now stands at either end.
            let (one, other) = (account.adjudications.iter(), account.adjudications.iter());
            for &other in one.take(MOST_PARTS).chain(other.rev().take(MOST_PARTS)) {
                self.standing[other as usize].is_first = false;
            }
        }
        account.adjudications.push(index);
        self.standing[reversal as usize].took = true;
        self.reversed.insert(reversal, index);
    }
}

/// The place of each remittance in the order in which they count: by their days, then by what they tell, so that the order of the files does not
/// matter. Copies tell the same; they stay in that order.
fn turns(remittances: &[RemittanceRecord]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..remittances.len() as u32).collect();
    // The longer of two numbers is the larger one.
    order.sort_by(|&one, &other| {
        let told = |index: u32| {
            let one = &remittances[index as usize];
            let amounts = (one.paid, one.claims_paid, one.adjusted);
            (one.paid_on, one.trace.len(), &one.trace, amounts)
        };
        told(one).cmp(&told(other))
    });
    let mut turns = vec![0; order.len()];
    for (turn, index) in (0..).zip(order) {
        turns[index as usize] = turn;
    }
    turns
}

impl<'a> Account<'a> {
    /// Decisions, without reversals and copies.
    pub(crate) fn adjudications(self) -> &'a [u32] {
        match self {
            Account::One(index) => std::slice::from_ref(index),
            Account::Many(decisions) => &decisions.adjudications,
        }
    }

    /// Those that hold now.
    pub(crate) fn current(self) -> &'a [u32] {
        match self {
            Account::One(index) => std::slice::from_ref(index),
            Account::Many(decisions) => &decisions.current,
        }
    }

    pub(crate) fn reversals(self) -> &'a [u32] {
        match self {
            Account::One(_) => &[],
            Account::Many(decisions) => &decisions.reversals,
        }
    }

    /// The last of all payments but copies.
    pub(crate) fn last(self) -> u32 {
        match self {
            Account::One(index) => *index,
            Account::Many(decisions) => decisions.last,
        }
    }
}

impl From<Entered> for Decisions {
    fn from(entered: Entered) -> Decisions {
        Decisions {
            last: entered.last(),
            adjudications: entered.adjudications,
            current: entered.current,
            reversals: entered.reversals,
        }
    }
}

/// Whether two payments of equal amounts tell the same decision.
fn same_decision(one: &PaymentRecord<'_>, other: &PaymentRecord<'_>) -> bool {
    one.control == other.control
        && one.lines.len() == other.lines.len()
        && one
            .lines
            .iter()
            .zip(&other.lines)
            .all(|(one, other)| told_of_line(one) == told_of_line(other))
}

/// What copies of a line have in common.
pub(crate) fn told_of_line(line: &PaidLine) -> impl Hash + PartialEq + use<> {
    let amounts = (line.charge, line.paid);
    (line.control, line.service, amounts, line.dates)
}

/// Whether two payments tell of other lines, and both of some.
pub(crate) fn shares_no_line(one: &PaymentRecord<'_>, other: &PaymentRecord<'_>) -> bool {
    let mut own = one.lines.iter();
    let is_shared = |line: &PaidLine| other.lines.iter().any(|other| is_same_line(line, other));
    !one.lines.is_empty() && !other.lines.is_empty() && !own.any(is_shared)
}

/// Whether two lines are one: by the practice's numbers (REF*6R), else by service and days.
pub(crate) fn is_same_line(one: &PaidLine, other: &PaidLine) -> bool {
    match (one.control, other.control) {
        (Some(own), Some(other)) => own == other,
        _ => (one.service, one.dates) == (other.service, other.dates),
    }
}

/// Whether one of two numbers is the beginning of the other, whatever the case of their letters, and long enough to tell something.
fn is_cut(one: &[u8], other: &[u8]) -> bool {
    let length = one.len().min(other.len());
    length >= LEAST_PREFIX && one[..length].eq_ignore_ascii_case(&other[..length])
}

/// Whether all lines of a part are lines of a payment, or the payment tells none.
fn tells_lines_of(payment: &PaymentRecord<'_>, part: &PaymentRecord<'_>) -> bool {
    let mut lines = part.lines.iter();
    payment.lines.is_empty()
        || lines.all(|line| payment.lines.iter().any(|own| is_same_line(own, line)))
}

/// Whether all lines of two payments have numbers of the practice (REF*6R), none of them in both, and no service is in both.
fn are_numbered_apart(one: &PaymentRecord<'_>, other: &PaymentRecord<'_>) -> bool {
    let mut all = one.lines.iter().chain(&other.lines);
    let is_other = |line: &PaidLine| {
        let served = |line: &PaidLine| (line.service, line.dates);
        let mut others = other.lines.iter();
        others.all(|other| line.control != other.control && served(line) != served(other))
    };
    all.all(|line| line.control.is_some()) && one.lines.iter().all(is_other)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    use remedi_claims::{Cutter, in_order};

    use super::*;
    use crate::matching::MatchedBy;
    use crate::paid::READS;
    use crate::{IdKey, read_payments};

    /// The payments of a remittance.
    fn read(payments: &str) -> Payments {
        read_all(&[("20250301", "ACME HEALTH", payments)])
    }

    /// The payments of remittances, by their days and the names of the payers.
    pub(crate) fn read_all(remittances: &[(&str, &str, &str)]) -> Payments {
        let sets = remittances.iter().zip(1..).map(|((day, payer, payments), number)| {
            format!(
                "ST*835*{number:04}~BPR*I*50*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*{day}~\
                 TRN*1*T{number}*1999999999~N1*PR*{payer}*XV*60054~N1*PE*PRACTICE*XX*1234567893~LX*1~\
                 {payments}SE*1*{number:04}~"
            )
        });
        let file = format!(
            "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250301*1200*^*00501*000000001*0*T*:~\
             GS*HP*A*B*20250301*1200*1*X*005010X221A1~{}GE*1*1~IEA*1*000000001~",
            sets.collect::<String>()
        );
        let mut all = Payments::default();
        let read = |batch: &mut _| read_payments(batch, 0, IdKey::random());
        in_order(Cutter::new(file.as_bytes()), read, |read| all.add(read));
        all
    }

    /// A payment of one line.
    pub(crate) fn answer(status: &str, amount: i32, control: &str, line: usize) -> String {
        format!(
            "CLP*ACCT*{status}*{amount}*{amount}**12*{control}~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*{amount}*{amount}~DTM*472*20250115~REF*6R*L{line}~"
        )
    }

    /// How often payments are read for the ledger, and how many hold in its first account.
    fn reads(all: &Payments) -> (u64, usize) {
        READS.set(0);
        let (ledger, _) = Ledger::new(
            all,
            &[0],
            |payments, _| vec![None; payments.len()],
            |_| None,
            |_, _| false,
            |_, _, _| false,
            &foldhash::HashMap::default(),
        );
        (READS.get(), ledger.current(0).len())
    }

    #[test]
    fn many_payments_of_one_number_are_not_read_for_each_of_them() {
        const MANY: usize = 3 * MOST_PARTS;
        let parts: String = (0..MANY).map(|n| answer("1", 1, "P", n)).collect();
        let (parts_read, hold) = reads(&read(&parts));
        assert_eq!(hold, MANY);
        assert!(
            parts_read < (MANY * (MOST_PARTS + 5)) as u64,
            "{parts_read}"
        );
        // The last are taken back first.
        let back = (0..MANY).rev().map(|n| answer("22", -1, "P", n));
        let (read_in_all, hold) = reads(&read(&(parts + &back.collect::<String>())));
        assert_eq!(hold, 0);
        let for_reversals = read_in_all - parts_read;
        assert!(for_reversals < 5 * MANY as u64, "{for_reversals}");
    }

    #[test]
    fn copies_of_many_payments_of_one_number_are_found() {
        let all: String = (0..100).map(|n| answer("1", 1, "P", n)).collect();
        let payments = read(&all.repeat(2));
        let (read, hold) = reads(&payments);
        assert_eq!(hold, 100);
        assert!(read < 100 * 100, "{read}");
    }

    #[test]
    fn parts_of_one_remittance_are_not_asked_whether_they_fit_the_claim() {
        let payments: String = (0..50)
            .map(|part| {
                format!(
                    "CLP*ACCT*1*1*1**12*P{part}~NM1*QC*1*DOE*ANY****MI*M100~\
                     SVC*HC:99213*1*1~DTM*472*20250115~"
                )
            })
            .collect();
        let all = read(&payments);
        assert_eq!(all.len(), 50);
        let asked = Cell::new(0);
        let found = ClaimMatch {
            claim: 0,
            by: MatchedBy::ClaimId,
            confidence: 100,
        };
        let charge = |_| {
            asked.set(asked.get() + 1);
            Some(Money::from_cents(5_000))
        };
        let find = |payments: &[PaymentHead<'_>], _: &[_]| vec![Some(found); payments.len()];
        let (ledger, _) = Ledger::new(
            &all,
            &[0],
            find,
            charge,
            |_, _| false,
            |_, _, _| false,
            &foldhash::HashMap::default(),
        );
        assert_eq!(ledger.current(0).len(), 50);
        assert!(asked.get() < 50, "{}", asked.get());
    }
}
