//! From the payments of all remittances to denials.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::{self, Owner, Preventable, RootCause, Route};
use remedi_claims::{DateRange, Money, Npi, Pos, ProcedureCode, Tin};
use remedi_enrollment::PayerMatch;

use crate::asked::Asked;
use crate::cause::{Diagnosis, diagnose_by};
use crate::coverage::Coverages;
use crate::enrolled::AuthorizationSent;
use crate::evidence::{
    Answer, Evidence, EvidenceVerdict, Scope, adjudicated_otherwise, is_loose, weigh,
};
use crate::ledger::{Ledger, MOST_PARTS, is_same_line};
use crate::matching::{ClaimMatch, LineMatch, Matcher, are_of_other_lines, match_lines, overlap};
use crate::member::HashedId;
use crate::own::OwnTables;
use crate::packed::{Slot, text};
use crate::paid::{Brief, PaidPage};
use crate::payer::{Denied, normalised};
use crate::record::{
    PaidLine, PayerTold, PaymentHead, PaymentRecord, ProviderMove, RemittanceRecord, Triplet,
    decides_nothing, is_reversal,
};
use crate::recoupment::AllTaken;
use crate::repeated::Unheard;
use crate::resent::Unanswered;
use crate::sent::{SentClaim, SentHead, SentLine};
use crate::worklist::recovers;
use crate::{
    Code, Deadline, Denial, Payers, PaymentsRead, Reason, RemitFault, RemitFaultKind, SentAgain,
    SentClaims, Spot, State,
};

/// The claim payments of all remittances.
#[derive(Debug, Default)]
pub struct Payments {
    pages: Vec<PaidPage>,
    /// By the index of the payment.
    slots: Vec<Slot>,
    pub(crate) remittances: Vec<RemittanceRecord>,
    pub(crate) moves: Vec<ProviderMove>,
    pub(crate) faults: Vec<RemitFault>,
    /// The remittances by input and place: a batch may end within one.
    known: HashMap<(u32, u64), u32>,
    /// What remittances tell of their payers.
    told_of_payers: HashSet<Arc<PayerTold>>,
}

impl Payments {
    /// Takes what was read of a batch, in the order of the input.
    pub fn add(&mut self, read: PaymentsRead) {
        let numbers: Vec<u32> = read
            .remittances
            .into_iter()
            .map(|part| self.part(part))
            .collect();
        self.moves
            .extend(read.moves.into_iter().map(|one| ProviderMove {
                remittance: numbers[one.remittance as usize],
                ..one
            }));
        self.faults.extend(read.faults);
        if read.payments.len() > 0 {
            let page = self.pages.len() as u32;
            let starts = read.payments.starts.iter();
            self.slots
                .extend(starts.map(|&offset| Slot { page, offset }));
            self.pages.push(read.payments.into_page(numbers));
        }
    }

    fn part(&mut self, mut part: RemittanceRecord) -> u32 {
        let next = self.remittances.len() as u32;
        let index = *self
            .known
            .entry((part.input, part.place.byte))
            .or_insert(next);
        match self.remittances.get_mut(index as usize) {
            Some(known) => {
                known.claims_paid += part.claims_paid;
                known.adjusted += part.adjusted;
                known.unreadable |= part.unreadable;
            }
            None => {
                self.faults.append(&mut part.faults);
                match self.told_of_payers.get(&part.payer) {
                    Some(told) => part.payer = Arc::clone(told),
                    None => _ = self.told_of_payers.insert(Arc::clone(&part.payer)),
                }
                self.remittances.push(part);
            }
        }
        index
    }

    /// How many claim payments there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many remittances were paid after a day.
    pub fn paid_after(&self, day: NaiveDate) -> usize {
        let days = self.remittances.iter().filter_map(|one| one.paid_on);
        days.filter(|&paid_on| paid_on > day).count()
    }

    /// A payment with its lines.
    pub(crate) fn payment(&self, index: u32) -> PaymentRecord<'_> {
        self.payment_in(index, Vec::new())
    }

    /// A payment with its lines, in the room that is given.
    fn payment_in(&self, index: u32, lines: Vec<PaidLine>) -> PaymentRecord<'_> {
        let (page, offset) = self.page(index);
        page.payment(offset, lines)
    }

    /// A payment without its lines.
    pub(crate) fn head(&self, index: u32) -> PaymentHead<'_> {
        let (page, offset) = self.page(index);
        page.head(offset)
    }

    /// What stands first of a payment.
    pub(crate) fn brief(&self, index: u32) -> Brief {
        let (page, offset) = self.page(index);
        page.brief(offset)
    }

    /// Whether an adjustment of a payment or of one of its lines denies.
    pub(crate) fn denies(&self, index: u32) -> bool {
        let (page, offset) = self.page(index);
        page.denies(offset)
    }

    /// What stands first of all payments, in the order of the input.
    pub(crate) fn briefs(&self) -> impl Iterator<Item = Brief> {
        (0..self.slots.len() as u32).map(|index| self.brief(index))
    }

    /// CLP02, CLP01 and CLP07 of all payments, in the order of the input.
    pub(crate) fn names(&self) -> impl Iterator<Item = (Code, &[u8], &[u8])> {
        (0..self.slots.len() as u32).map(|index| {
            let (page, offset) = self.page(index);
            page.names(offset)
        })
    }

    /// All payments without their lines, in the order of the input.
    pub(crate) fn heads(&self) -> impl Iterator<Item = PaymentHead<'_>> {
        (0..self.slots.len() as u32).map(|index| self.head(index))
    }

    fn page(&self, index: u32) -> (&PaidPage, u32) {
        let Slot { page, offset } = self.slots[index as usize];
        (&self.pages[page as usize], offset)
    }

    /// The remittances that were given before: one of the same payer, trace, day and amounts, with no payment that is new.
    fn copies(&self, ledger: &Ledger, payers: &[u32]) -> HashSet<u32> {
        let mut tells = vec![false; self.remittances.len()];
        for (index, payment) in (0..).zip(self.briefs()) {
            if !decides_nothing(payment.status) && !ledger.standing(index).is_copy {
                tells[payment.remittance as usize] = true;
            }
        }
        let (mut known, mut copies) = (HashSet::new(), HashSet::new());
        for (index, (remittance, payer)) in self.remittances.iter().zip(payers).enumerate() {
            let amounts = (remittance.paid, remittance.claims_paid, remittance.adjusted);
            // The ledger takes equals in this order too, so that the first of them is no copy.
            let is_new = known.insert((payer, &remittance.trace, remittance.paid_on, amounts));
            if !is_new && !remittance.trace.is_empty() && !tells[index] {
                copies.insert(index as u32);
            }
        }
        copies
    }

    /// Which claims will be asked what is wrong with them: those that a payment may answer which denies, takes back, or is taken
    /// back. `acknowledged` holds the acknowledgements already, and the key by which the payments were read.
    pub fn asked(&self, acknowledged: &SentClaims) -> Asked {
        let key = acknowledged.key();
        let named: HashSet<HashedId> = self
            .moves
            .iter()
            .filter(|one| one.takes_back())
            .flat_map(|one| {
                [&*one.reference]
                    .into_iter()
                    .chain(one.reference.split_whitespace())
            })
            .filter_map(|name| key.hash(name.as_bytes()))
            .collect();
        let is_named = |text: &[u8]| key.hash(text).is_some_and(|own| named.contains(&own));
        let (mut asked, mut controls) = (Asked::new(key), HashSet::new());
        if !named.is_empty() {
            asked.ask_replacing();
        }
        for (index, one) in (0..).zip(self.briefs()) {
            let denies = one.denies && !decides_nothing(one.status);
            // What is taken back may be another decision of the claim; those that replace one have numbers of their own.
            let is_taken_back = || {
                let head = self.head(index);
                one.has_original || is_named(head.id) || is_named(head.control)
            };
            let asks = denies || is_reversal(one.status);
            if asks || !named.is_empty() && is_taken_back() {
                let payment = self.head(index);
                asked.ask(&payment);
                if !acknowledged.acknowledged.is_empty() {
                    controls.extend(key.hash(payment.control));
                }
            }
        }
        for one in &acknowledged.acknowledged {
            if one.control.is_some_and(|own| controls.contains(&own)) {
                asked.ask_number(one.id);
            }
        }
        asked
    }

    /// Tells of reversals that take back less than what they reverse. The guide (005010X221A1, reversals and corrections; X12 RFI 1147) has a claim
    /// reversed as a whole and decided anew; where lines of the decision are in no reversal, nobody knows whether they still stand.
    fn tell_partly_reversed(&mut self, ledger: &Ledger) {
        let mut found = Vec::new();
        let mut pairs: Vec<(u32, u32)> = ledger.reversed().collect();
        pairs.sort_unstable();
        for (reversal, reversed) in pairs {
            let charge = |payment: u32| self.brief(payment).charge.abs();
            if charge(reversed) <= charge(reversal) {
                continue;
            }
            let account = ledger.standing(reversal).account;
            let reversals = ledger.account(account).reversals();
            // Where all claims have one number, nothing tells which reversals belong together.
            if reversals.len() > MOST_PARTS {
                continue;
            }
            let left = charge(reversed) - reversals.iter().map(|&one| charge(one)).sum();
            if left <= Money::ZERO || !self.leaves_lines(reversed, reversals) {
                continue;
            }
            let payment = self.head(reversal);
            found.push(RemitFault {
                kind: RemitFaultKind::PartlyReversed(left),
                at: self.remittances[payment.remittance as usize].paid_at,
                claim: text(payment.id).into(),
            });
        }
        self.faults.extend(found);
        self.faults
            .sort_by_key(|fault| (fault.at.input, fault.at.place.byte));
    }

    /// Whether a decision has a line that none of the reversals tells, all of which tell lines.
    fn leaves_lines(&self, decision: u32, reversals: &[u32]) -> bool {
        let mut lines = self.payment(decision).lines;
        for &reversal in reversals {
            let told = self.payment(reversal).lines;
            if told.is_empty() {
                return false;
            }
            lines.retain(|line| !told.iter().any(|other| is_same_line(line, other)));
        }
        !lines.is_empty()
    }

    /// Takes the number of a payee for an SSN where a claim tells that it is one: any that tells all of its digits, or one that the remittance, or
    /// another to the same number, answers; but not where one that the remittance answers tells that it is an EIN. An 835 does not tell the kinds
    /// apart, and one denial that shows an SSN would show it of all.
    fn know_ssns(&mut self, claims: &SentClaims, matches: &[Option<ClaimMatch>]) {
        let mut ssns: HashSet<Tin> = claims.ssns().collect();
        if ssns.is_empty() {
            return;
        }
        let mut is_ein = vec![false; self.remittances.len()];
        for (index, found) in (0..).zip(matches) {
            let Some(found) = found else { continue };
            let remittance = self.brief(index).remittance as usize;
            let payee = self.remittances[remittance].payee_tin;
            let Some((payee, of_claim)) = payee.zip(claims.head(found.claim).tin) else {
                continue;
            };
            is_ein[remittance] |= of_claim == payee;
            ssns.extend(
                payee
                    .taken_for_ssn()
                    .filter(|ssn| ssn.agrees_with(&of_claim)),
            );
        }
        for (remittance, is_ein) in self.remittances.iter_mut().zip(is_ein) {
            let ssn = remittance.payee_tin.and_then(|tin| tin.taken_for_ssn());
            if let Some(ssn) = ssn.filter(|ssn| !is_ein && ssns.contains(ssn)) {
                remittance.payee_tin = Some(ssn);
            }
        }
    }

    /// Holds the payments against each other and against the claims.
    pub fn analyse<'a>(mut self, claims: &'a SentClaims, payers: &'a Payers<'a>) -> Analysis<'a> {
        for remittance in &self.remittances {
            let Some(paid) = remittance.paid.filter(|_| !remittance.unreadable) else {
                continue;
            };
            let by = remittance.claims_paid - remittance.adjusted - paid;
            if by != Money::ZERO {
                self.faults.push(RemitFault {
                    kind: RemitFaultKind::SetOutOfBalance(by),
                    at: remittance.paid_at,
                    claim: Box::default(),
                });
            }
        }
        self.faults
            .sort_by_key(|fault| (fault.at.input, fault.at.place.byte));
        let names: Vec<Option<Box<str>>> = self
            .remittances
            .iter()
            .map(|remittance| payers.payer(remittance))
            .collect();
        let mut numbers: HashMap<Option<&str>, u32> = HashMap::new();
        let numbered: Vec<u32> = names
            .iter()
            .map(|name| {
                let next = numbers.len() as u32;
                *numbers.entry(name.as_deref()).or_insert(next)
            })
            .collect();
        let identified = self.remittances.iter();
        let identified = identified.map(|one| payers.identified(one)).collect();
        let matcher = Matcher::new(claims);
        let told = |payment: &PaymentHead<'_>| {
            let index = payment.remittance as usize;
            (self.remittances[index].paid_on, names[index].as_deref())
        };
        let ambiguous = RefCell::new(HashSet::new());
        let find = |payments: &[PaymentHead<'_>], order: &[(u32, u32)]| {
            let lines = |at: usize| self.payment(order[at].1).lines;
            let several = |at: usize| _ = ambiguous.borrow_mut().insert(order[at].1);
            matcher.find_all(payments, told, lines, several)
        };
        let charge = |claim: u32| claims.head(claim).charge;
        let originals = claims.originals();
        let apart = |one: u32, other: u32| {
            let told = |claim: u32| {
                let head = claims.head(claim);
                (head.sent_on, head.input, head.frequency)
            };
            told(one) == told(other)
        };
        let other_lines = |claim: u32, one: &PaymentRecord<'_>, other: &PaymentRecord<'_>| {
            are_of_other_lines(&claims.claim(claim), one, other)
        };
        let (ledger, matches) = Ledger::new(
            &self,
            &numbered,
            find,
            charge,
            apart,
            other_lines,
            &originals,
        );
        let (rejected, ambiguous) = (matcher.into_rejected(), ambiguous.into_inner());
        self.know_ssns(claims, &matches);
        self.tell_partly_reversed(&ledger);
        let copies = self.copies(&ledger, &numbered);
        self.moves.retain(|one| !copies.contains(&one.remittance));
        Analysis {
            matches,
            ledger,
            copies: copies.len() as u64,
            payer_numbers: numbered,
            coverages: OnceLock::new(),
            taken: OnceLock::new(),
            unanswered: OnceLock::new(),
            unheard: OnceLock::new(),
            rejected,
            ambiguous,
            payers_named: names,
            identified,
            payments: self,
            claims,
            payers,
            as_of: None,
        }
    }
}

/// What became of every claim payment, and why.
#[derive(Debug)]
pub struct Analysis<'a> {
    pub(crate) payments: Payments,
    pub(crate) ledger: Ledger,
    /// How many remittances are copies of others. Their provider-level adjustments are left out.
    pub(crate) copies: u64,
    /// By the index of the payment.
    pub(crate) matches: Vec<Option<ClaimMatch>>,
    /// By the index of the remittance.
    pub(crate) payers_named: Vec<Option<Box<str>>>,
    /// What the roster knows the payer by, where the ids of the remittance mean one, by the index of the remittance.
    identified: Vec<Option<&'a str>>,
    pub(crate) payer_numbers: Vec<u32>,
    /// Found when they are first asked for.
    pub(crate) coverages: OnceLock<Coverages>,
    /// The same.
    pub(crate) taken: OnceLock<AllTaken>,
    /// The same.
    pub(crate) unanswered: OnceLock<Unanswered>,
    /// The same.
    pub(crate) unheard: OnceLock<Unheard>,
    /// Claims that were rejected and never adjudicated.
    pub(crate) rejected: HashSet<u32>,
    /// Payments that several claims fit.
    pub(crate) ambiguous: HashSet<u32>,
    pub(crate) claims: &'a SentClaims,
    pub(crate) payers: &'a Payers<'a>,
    /// The day on which it is asked.
    pub(crate) as_of: Option<NaiveDate>,
}

/// A payment with the claim that it answers.
pub(crate) struct Answered<'a> {
    pub payment: PaymentRecord<'a>,
    pub remittance: &'a RemittanceRecord,
    pub payer: Option<&'a str>,
    pub found: Option<(ClaimMatch, SentClaim<'a>)>,
    /// By the line of the payment.
    pub lines: Vec<Option<LineMatch>>,
}

/// Room for the lines of one payment after the other.
#[derive(Debug, Default)]
pub(crate) struct Room<'a> {
    paid: Vec<PaidLine>,
    sent: Vec<SentLine<'a>>,
    matches: Vec<Option<LineMatch>>,
}

/// The values that tell one service from others; those that are not known are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ServiceAt<'a> {
    pub provider: Option<Npi>,
    pub location: Option<&'a str>,
    pub pos: Option<Pos>,
    pub procedure: Option<ProcedureCode>,
}

impl<'a> Answered<'a> {
    /// The room that it was read in.
    pub(crate) fn into_room(self) -> Room<'a> {
        Room {
            paid: self.payment.lines,
            sent: self.found.map_or_else(Vec::new, |(_, claim)| claim.lines),
            matches: self.lines,
        }
    }

    /// The line of the claim that a line of the payment answers.
    pub(crate) fn sent(&self, line: usize) -> Option<&SentLine<'a>> {
        let (_, claim) = self.found.as_ref()?;
        let found = self.lines.get(line).copied().flatten()?;
        claim.lines.get(found.line)
    }

    /// The service that a line of the payment is about.
    pub(crate) fn service(&self, line: usize) -> ServiceAt<'a> {
        let sent = self.payment.lines[line].service;
        ServiceAt {
            procedure: ProcedureCode::parse(sent.as_bytes()),
            ..self.ground(line)
        }
    }

    /// The same but for the procedure.
    pub(crate) fn ground(&self, line: usize) -> ServiceAt<'a> {
        let (paid, sent) = (&self.payment.lines[line], self.sent(line));
        let provider = sent.and_then(|sent| sent.provider).or(paid.provider);
        let location = sent.and_then(|sent| sent.location);
        let pos = sent.and_then(|sent| sent.pos);
        ServiceAt {
            provider: provider.or_else(|| self.common_provider()),
            location: location.or_else(|| common(self.sent_lines(), |line| line.location)),
            pos: pos.or_else(|| self.common_pos()),
            procedure: None,
        }
    }

    /// The days of a line, or of the claim as a whole.
    pub(crate) fn dates(&self, line: Option<usize>) -> Option<DateRange> {
        let payment = &self.payment;
        match line {
            Some(line) => payment.lines[line]
                .dates
                .or(self.sent(line).and_then(|sent| sent.dates))
                .or(payment.dates),
            None => payment
                .dates
                .or(self.found.as_ref().and_then(|(_, claim)| claim.dates)),
        }
    }

    /// What all lines of the claim have in common, else what the payment says of the claim.
    pub(crate) fn common(&self) -> ServiceAt<'a> {
        let lines = self.sent_lines();
        // A payment without lines is of all that was sent.
        let procedure = match &self.payment.lines[..] {
            [] => common(lines, |line| Some(line.service)),
            [only] => Some(only.service),
            _ => None,
        };
        ServiceAt {
            provider: self.common_provider(),
            location: common(lines, |line| line.location),
            pos: self.common_pos(),
            procedure: procedure.and_then(|code| ProcedureCode::parse(code.as_bytes())),
        }
    }

    fn sent_lines(&self) -> &[SentLine<'a>] {
        self.found.as_ref().map_or(&[], |(_, claim)| &claim.lines)
    }

    fn common_provider(&self) -> Option<Npi> {
        common(self.sent_lines(), |line| line.provider).or(self.payment.provider)
    }

    fn common_pos(&self) -> Option<Pos> {
        match self.sent_lines() {
            [] => self.payment.pos,
            lines => common(lines, |line| line.pos),
        }
    }
}

/// The value that all lines share.
fn common<'a, T: PartialEq>(
    lines: &[SentLine<'a>],
    value: impl Fn(&SentLine<'a>) -> Option<T>,
) -> Option<T> {
    let first = value(lines.first()?)?;
    let mut others = lines.iter();
    others
        .all(|line| value(line).as_ref() == Some(&first))
        .then_some(first)
}

impl<'a> Analysis<'a> {
    /// The same on a day: what was sent again and should have been answered by then is worked on again. Without a day, it is waited for.
    pub fn as_of(self, day: NaiveDate) -> Analysis<'a> {
        let as_of = Some(day);
        Analysis { as_of, ..self }
    }
}

impl Analysis<'_> {
    /// Every adjustment that denies or may yet deny, in the order of the input: claim level
    /// first, then the lines. Reversals deny nothing.
    pub fn denials(&self) -> impl Iterator<Item = Denial<'_>> + '_ {
        let mut room = Room::default();
        let payments = 0..self.payments.len() as u32;
        payments.flat_map(move |payment| self.denials_of(payment, &mut room))
    }

    /// The claims as sent that what holds now answers as a whole, without denying or pending anything: the number of the input and the
    /// offset of CLM.
    pub fn settled_claims(&self) -> HashSet<(u32, u64)> {
        let mut room = Room::default();
        // What of the charge is not answered; `None` where something is open.
        let mut left: HashMap<(u32, u64), Option<Money>> = HashMap::new();
        for index in 0..self.payments.len() as u32 {
            let holds = self.ledger.standing(index).state == State::Current;
            let Some(claim) = self.claim_of(index).filter(|_| holds) else {
                continue;
            };
            let payment = self.payments.head(index);
            // Where nothing is paid and nothing taken off, it is not known what became of it.
            let tells = payment.paid != Money::ZERO || payment.adjusted.total() != Money::ZERO;
            let is_settled = tells && self.denials_of(index, &mut room).is_empty();
            let left = left
                .entry((claim.input, claim.byte))
                .or_insert(claim.charge);
            *left = left
                .filter(|_| is_settled)
                .map(|left| left - payment.charge);
        }
        let settled = left.into_iter();
        let settled = settled.filter(|(_, left)| left.is_some_and(|left| left <= Money::ZERO));
        settled.map(|(claim, _)| claim).collect()
    }

    /// What is wrong with the data of the remittances, in the order of the inputs.
    pub fn faults(&self) -> &[RemitFault] {
        &self.payments.faults
    }

    /// A payment, with what denies by the user's tables for its payer.
    pub(crate) fn payment(&self, index: u32) -> PaymentRecord<'_> {
        let mut payment = self.payments.payment(index);
        if self.payers.own_tables(None).is_empty() {
            return payment;
        }
        let claim = self.claim_of(index);
        let payer = self.payer_in(payment.remittance, claim.as_ref());
        payment.deny_by(self.payers.own_tables(payer));
        payment
    }

    /// A payment without its lines, with what denies by the user's tables for its payer.
    pub(crate) fn head(&self, index: u32) -> PaymentHead<'_> {
        match self.payers.own_tables(None).is_empty() {
            true => self.payments.head(index),
            false => self.payment(index).head,
        }
    }

    pub(crate) fn claims_sent(&self) -> &SentClaims {
        self.claims
    }

    /// The claim that a payment answers, without its lines.
    pub(crate) fn claim_of(&self, payment: u32) -> Option<SentHead<'_>> {
        let found = self.matches[payment as usize]?;
        Some(self.claims.head(found.claim))
    }

    /// Where the last day of the way on is past and an appeal is still open, the appeal.
    pub(crate) fn appeal_instead(&self, payment: u32, denial: &mut Denial, as_of: NaiveDate) {
        if let Some(appeal) = self.open_appeal(payment, denial, as_of) {
            (denial.route, denial.deadline) = (Route::Appeal, Some(appeal));
        }
    }

    /// Whether the way on leads to money of the payer, and is open on the day on which it is asked.
    pub(crate) fn may_recover(&self, payment: u32, denial: &Denial) -> bool {
        let is_open = |as_of: NaiveDate| {
            let is_past = denial.deadline.is_some_and(|last| last.until < as_of);
            !is_past || self.open_appeal(payment, denial, as_of).is_some()
        };
        recovers(denial.route) && self.as_of.is_none_or(is_open)
    }

    /// The last day for an appeal that is still open, where that of the way on is past.
    fn open_appeal(&self, payment: u32, denial: &Denial, as_of: NaiveDate) -> Option<Deadline> {
        let is_past = denial.deadline.is_some_and(|last| last.until < as_of);
        let may_appeal = matches!(
            denial.route,
            Route::RetroAuthorization
                | Route::CorrectedClaim
                | Route::VoidAndReplace
                | Route::Reopening
                | Route::EnrollmentThenReprocess
        );
        if !is_past || !may_appeal {
            return None;
        }
        let appeal = self.payers.deadline(&Denied {
            route: Route::Appeal,
            payer: denial.payer,
            filing: self.payments.head(payment).filing,
            paid_on: denial.paid_on,
            dates: None,
            stay: None,
        });
        appeal.filter(|last| last.until >= as_of)
    }

    /// The prior authorization that was sent with a denied service: the line's own, else the claim's. Of a claim that is
    /// denied as a whole, that of its lines where all have one.
    pub(crate) fn authorization_sent(
        &self,
        payment: u32,
        denial: &Denial,
    ) -> Option<AuthorizationSent> {
        let found = self.matches[payment as usize]?;
        let claim = self.claims.claim(found.claim);
        let line = denial
            .line
            .filter(|_| denial.evidence.line_matched_by.is_some());
        let lines = claim.lines.iter();
        let lines = lines.filter(|own| line.is_none_or(|line| own.number == line));
        let mut numbers = lines.map(|own| own.authorization.or(claim.authorization));
        let first = numbers.next().flatten();
        let of_lines = first.filter(|_| numbers.all(|other| other == first));
        Some(AuthorizationSent {
            number: of_lines.or(claim.authorization)?,
            member: claim.member,
        })
    }

    /// CLM01 of the claim that a payment answers.
    pub(crate) fn id_sent(&self, payment: u32) -> Option<&str> {
        let found = self.matches[payment as usize]?;
        Some(text(self.claims.id(found.claim)))
    }

    /// The place of the remittance of a payment in the order in which remittances count.
    pub(crate) fn turn_of(&self, payment: u32) -> u32 {
        self.ledger.turn(self.payments.brief(payment).remittance)
    }

    /// The day of the remittance of a payment.
    pub(crate) fn day_of(&self, payment: u32) -> Option<NaiveDate> {
        let remittance = self.payments.brief(payment).remittance;
        self.payments.remittances[remittance as usize].paid_on
    }

    /// The payer of a payment: the matched claim's, else that of the remittance. Another one that pays for the same
    /// claim is told by the ids of the remittance.
    pub(crate) fn payer_of(&self, payment: u32) -> Option<Box<str>> {
        let claim = self.claim_of(payment);
        let remittance = self.payments.brief(payment).remittance;
        self.payer_in(remittance, claim.as_ref()).map(Into::into)
    }

    /// The payer of the payments of a remittance for this claim. A claim whose payer means none of the roster, or several, says less
    /// than the ids of the remittance.
    fn payer_in<'p>(&'p self, remittance: u32, claim: Option<&SentHead<'p>>) -> Option<&'p str> {
        let identified = self.identified[remittance as usize];
        let named = || self.payers_named[remittance as usize].as_deref();
        let Some(sent) = claim.and_then(SentHead::payer) else {
            return named();
        };
        let own = match (claim.and_then(SentHead::payer_known), self.payers.parties()) {
            (Some(known), _) => known,
            (None, None) => sent,
            (None, Some(parties)) => match parties.payer_of(sent) {
                PayerMatch::One(known) => &parties.payer(known).id,
                PayerMatch::Ambiguous => return identified.or_else(named),
                PayerMatch::Unknown => return identified.or(Some(sent)),
            },
        };
        match self.is_of_another(remittance, own) {
            true => identified,
            false => Some(own),
        }
    }

    /// What a remittance tells of its payer: the number of the payer, which one its ids mean, and the name (N102).
    pub(crate) fn told_of_payer(&self, remittance: u32) -> (u32, Option<&str>, &str) {
        let index = remittance as usize;
        let name = &*self.payments.remittances[index].payer.name;
        (self.payer_numbers[index], self.identified[index], name)
    }

    /// Whether two remittances name one payer alike, and their ids do not mean two that the roster knows.
    pub(crate) fn may_be_of_one_payer(&self, one: u32, other: u32) -> bool {
        let (_, meant, name) = self.told_of_payer(one);
        let (_, other_meant, other_name) = self.told_of_payer(other);
        let are_two = meant.is_some() && other_meant.is_some() && meant != other_meant;
        let are_alike = || name == other_name || normalised(name) == normalised(other_name);
        !are_two && !name.is_empty() && are_alike()
    }

    /// Whether the ids of a remittance mean another payer than this one; the roster has to know both.
    fn is_of_another(&self, remittance: u32, payer: &str) -> bool {
        let identified = self.identified[remittance as usize];
        identified.is_some_and(|told| told != payer && self.payers.are_others(told, payer))
    }

    /// Whether a payment is of another payer than the claim was sent to and judged for.
    pub(crate) fn is_of_other_payer(
        &self,
        payment: &PaymentHead<'_>,
        claim: &SentHead<'_>,
    ) -> bool {
        let to = claim.payer();
        to.is_some_and(|to| self.is_of_another(payment.remittance, to))
    }

    /// What the user says of reason and remark codes of a payer.
    pub(crate) fn own_tables<'p>(&'p self, payer: Option<&'p str>) -> OwnTables<'p> {
        self.payers.own_tables(payer)
    }

    /// A payment with what it answers.
    pub(crate) fn answered(&self, payment: u32) -> Answered<'_> {
        self.answered_in(payment, Room::default())
    }

    /// A payment with what it answers, in the room that is given.
    pub(crate) fn answered_in<'s>(&'s self, payment: u32, room: Room<'s>) -> Answered<'s> {
        let Room {
            paid,
            sent,
            mut matches,
        } = room;
        let found = self.matches[payment as usize];
        let found = found.map(|found| (found, self.claims.claim_in(found.claim, sent)));
        let mut payment = self.payments.payment_in(payment, paid);
        let claim = found.as_ref().map(|(_, claim)| &**claim);
        let payer = self.payer_in(payment.remittance, claim);
        payment.deny_by(self.payers.own_tables(payer));
        Answered {
            remittance: &self.payments.remittances[payment.remittance as usize],
            payer,
            lines: {
                matches.clear();
                if let Some((_, claim)) = &found {
                    match_lines(&payment, claim, &mut matches);
                }
                matches
            },
            payment,
            found,
        }
    }

    /// The denials of one payment, read in the room that is given.
    pub(crate) fn denials_of<'s>(&'s self, index: u32, room: &mut Room<'s>) -> Vec<Denial<'s>> {
        if !self.payments.denies(index) {
            return Vec::new();
        }
        let answered = self.answered_in(index, std::mem::take(room));
        let denials = self.denials_in(index, &answered);
        *room = answered.into_room();
        denials
    }

    /// The denials of one payment, with what it answers.
    pub(crate) fn denials_in<'s>(&'s self, index: u32, answered: &Answered<'s>) -> Vec<Denial<'s>> {
        let payment = &answered.payment;
        let is_decided = !payment.is_reversal() && !payment.decides_nothing();
        if !payment.denies || !is_decided {
            return Vec::new();
        }
        let standing = self.ledger.standing(index);
        let copied = standing.is_copy.then_some(Reason::Copied);
        let is_ambiguous = self.ambiguous.contains(&index);
        let several = is_ambiguous.then_some(Reason::SeveralClaims);
        let again = (standing.state == State::Current).then(|| self.sent_again(answered));
        let again = again.flatten();
        let of_claim = payment.denying.iter();
        let of_claim = of_claim.map(|triplet| (None, triplet));
        let of_lines = payment.lines.iter().enumerate().flat_map(|(line, paid)| {
            paid.denying
                .iter()
                .map(move |triplet| (Some(line), triplet))
        });
        of_claim
            .chain(of_lines)
            .filter_map(|(line, triplet)| {
                let mut denial = self.denial(answered, standing.state, line, triplet)?;
                denial.because.extend(several.into_iter().chain(copied));
                self.look_for_first(index, &mut denial, answered);
                if let Some(again) = again {
                    wait(&mut denial, again);
                }
                Some(denial)
            })
            .collect()
    }

    fn denial<'s>(
        &'s self,
        answered: &Answered<'s>,
        state: State,
        line: Option<usize>,
        triplet: &Triplet,
    ) -> Option<Denial<'s>> {
        let denied = triplet.denied();
        if denied == cause::Denial::No {
            return None;
        }
        let (payment, remittance) = (&answered.payment, answered.remittance);
        let paid: Option<&PaidLine> = line.map(|line| &payment.lines[line]);
        let sent = line.and_then(|line| answered.sent(line));
        let own = self.payers.own_tables(answered.payer);
        let remarks = payment.remarks_on(paid);
        let rarcs: Vec<Code> = remarks.bearing().collect();
        let mut diagnosis = diagnose_by(own, triplet.group, triplet.carc, remarks);
        let about = Denial::about(self, remittance, answered, line);
        let evidence = answered
            .found
            .as_ref()
            .map_or(Evidence::NONE, |(found, claim)| {
                let days = paid.and_then(|paid| paid.dates).or(payment.dates);
                let matched = line.and_then(|line| answered.lines[line]);
                let was_sent = |paid: &PaidLine| {
                    let mut sent = claim.lines.iter();
                    // Of a facility's line with a procedure the revenue code is not kept.
                    let is_revenue = claim.pos.is_none() && is_revenue_code(paid.service);
                    paid.service.is_empty()
                        || is_revenue
                        || sent.any(|line| line.service == paid.service)
                };
                let scope = match (paid, matched) {
                    (_, Some(matched)) => Scope::One(matched),
                    _ if overlap(days, claim.dates) == Some(false) => Scope::NotSent,
                    (None, None) => Scope::All,
                    (Some(paid), None) if was_sent(paid) => Scope::NotFound,
                    (Some(_), None) => Scope::NotSent,
                };
                let answer = Answer {
                    carc: triplet.carc,
                    rarcs: &rarcs,
                    cause: diagnosis.cause,
                    subcause: diagnosis.subcause,
                };
                let evidence = weigh(answer, claim, *found, scope);
                // The roster was asked about the payer that the claim was sent to.
                match self.is_of_other_payer(payment, claim) {
                    true => evidence.without_verdict(),
                    false => evidence,
                }
            });
        let suspects = suspected(own, triplet.carc, &evidence, &mut diagnosis);
        let preventable = settle(&mut diagnosis, &evidence, denied, about.pos, payment.filing);
        if let Some((_, claim)) = &answered.found {
            let lines = match line {
                None => &claim.lines[..],
                Some(_) => sent.map_or(&[][..], std::slice::from_ref),
            };
            diagnosis.because.extend(adjudicated_otherwise(
                payment,
                (remittance.payee_tin, remittance.payee_npi),
                paid,
                claim,
                lines,
            ));
        }
        let dates = answered.dates(line);
        let deadline = self.payers.deadline(&Denied {
            route: diagnosis.route,
            payer: answered.payer,
            filing: payment.filing,
            paid_on: remittance.paid_on,
            dates,
            stay: answered.found.as_ref().map(|(_, claim)| claim.stay),
        });
        let group = AdjustmentGroup::parse(triplet.group.as_bytes());
        Some(Denial {
            group: triplet.group,
            carc: triplet.carc,
            rarcs,
            amount: triplet.amount,
            denied,
            state,
            billable_to_patient: group.is_some_and(AdjustmentGroup::is_billable_to_patient),
            cause: diagnosis.cause,
            subcause: diagnosis.subcause,
            confidence: diagnosis.confidence,
            because: diagnosis.because,
            evidence,
            suspects,
            pharmacy_rejects: remarks.pharmacy.to_vec(),
            preventable,
            owner: diagnosis.owner,
            route: diagnosis.route,
            deadline,
            at: Spot {
                place: remedi_x12::Place {
                    byte: triplet.byte,
                    segment: triplet.segment,
                    ..remittance.place
                },
                loop_id: if line.is_some() { "2110" } else { "2100" },
                tag: "CAS",
                element: triplet.element,
                ..about.at
            },
            ..about
        })
    }
}

/// Whether it may be a revenue code: four digits.
fn is_revenue_code(service: Code) -> bool {
    let digits = service.as_bytes();
    digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
}

/// Leaves nothing to do about a denial but to wait, where the claim was sent again since; nothing at all where it was voided. An enrollment
/// has to be put right all the same, for the claim that was sent again. What was not answered in time is worked on again.
fn wait(denial: &mut Denial<'_>, again: SentAgain) {
    denial.because.push(Reason::SentAgain(again));
    let route = match denial.route {
        _ if again.is_void => Route::None,
        Route::EnrollmentThenReprocess | Route::None => return,
        _ => Route::Wait,
    };
    denial.sent_again = Some(again);
    if again.is_overdue {
        return;
    }
    (denial.owner, denial.route) = (Owner::None, route);
    // The days for an appeal go on while the practice waits.
    denial.deadline = denial.deadline.filter(|_| route == Route::Wait);
}

/// What the payer's answer may stand for beyond its own meaning: what the check finds where the verdict is `suspected`;
/// else, where the user reads 109 and 204 so, a provider that the payer does not know.
fn suspected(
    own: OwnTables<'_>,
    carc: Code,
    evidence: &Evidence,
    diagnosis: &mut Diagnosis,
) -> Option<RootCause> {
    let is_open =
        evidence.verdict == EvidenceVerdict::Unknown && diagnosis.cause != RootCause::Credentialing;
    if evidence.verdict == EvidenceVerdict::Suspected {
        evidence.cause
    } else if is_open && own.are_loose() && is_loose(carc) {
        diagnosis.because.push(Reason::LooseSemantics(carc));
        Some(RootCause::Credentialing)
    } else {
        None
    }
}

/// Brings the evidence to bear on a diagnosis; tells whether the denial could have been prevented.
fn settle(
    diagnosis: &mut Diagnosis,
    evidence: &Evidence,
    denied: cause::Denial,
    pos: Option<Pos>,
    filing: Code,
) -> bool {
    let before = diagnosis.confidence;
    let (confidence, reason) = match (evidence.verdict, evidence.rule) {
        (EvidenceVerdict::Confirmed, Some(rule)) => (
            before.max(evidence.confidence.min(98)),
            Some(Reason::CheckAgrees(rule)),
        ),
        (EvidenceVerdict::Contradicted, Some(rule)) => (
            before.saturating_sub(25).max(10),
            Some(Reason::CheckDisagrees(rule)),
        ),
        (EvidenceVerdict::Suspected, Some(rule)) => (
            before.saturating_sub(10).max(10),
            Some(Reason::CheckSuspects(rule)),
        ),
        (EvidenceVerdict::PayerSide, _) => (before, Some(Reason::NothingWrong)),
        _ => (before, None),
    };
    diagnosis.confidence = confidence;
    diagnosis.because.extend(reason);
    if denied == cause::Denial::Pending {
        (diagnosis.owner, diagnosis.route) = (Owner::None, Route::Wait);
        return false;
    }
    // Emergency services need no authorization in advance.
    let is_emergency = pos.is_some_and(|pos| pos.number() == 23);
    if diagnosis.cause == RootCause::Authorization
        && diagnosis.route == Route::RetroAuthorization
        && is_emergency
    {
        diagnosis.route = Route::Appeal;
        diagnosis.because.push(Reason::Emergency);
    }
    // Medicare Part B takes no replacement claims.
    if diagnosis.route == Route::CorrectedClaim && filing.as_str() == "MB" {
        diagnosis.route = Route::Reopening;
    }
    if evidence.verdict == EvidenceVerdict::PayerSide
        && matches!(
            diagnosis.route,
            Route::CorrectedClaim
                | Route::Reopening
                | Route::EnrollmentThenReprocess
                | Route::RetroAuthorization
        )
    {
        diagnosis.route = Route::Dispute;
    }
    match evidence.verdict {
        EvidenceVerdict::PayerSide => false,
        EvidenceVerdict::Confirmed | EvidenceVerdict::Suspected => true,
        EvidenceVerdict::Contradicted | EvidenceVerdict::Unknown => {
            diagnosis.preventable == Preventable::Yes
        }
    }
}
