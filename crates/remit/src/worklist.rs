//! What to do about denials: a row for what one person does once, not for each line.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Days, NaiveDate};
use remedi_claims::codes::cause::{self, Owner, RootCause, Route};
use remedi_claims::{Money, Npi, Pos, PosSet, ProcedureCode};
use remedi_enrollment::Roster;

use crate::analysis::Room;
use crate::enrolled::{AuthorizationFact, Authorizations, Enrolled, RosterFact};
use crate::gathered::{ActionClaims, Parts, Shared};
use crate::rates::Answer;
use crate::takeback::Unnamed;
use crate::undecided::Undecided;
use crate::{Analysis, Deadline, Denial, EvidenceVerdict, Modifiers, SentAgain, State};

words_of! {
    /// How urgent an action is.
    Urgency {
        /// Fourteen days are left, or fewer.
        DueSoon = "due_soon",
        /// There is time.
        Open = "open",
        /// The payer's terms are not known, or there is no last day.
        NotKnown = "not_known",
        /// The last day is past.
        Expired = "expired",
    }
}

/// The subcause of what a payer took back without naming a claim that is known.
const NAMES_NO_CLAIM: &str = "names-no-claim";
/// The subcause of what was reversed and not decided since.
const REVERSED: &str = "reversed-not-decided";
/// So many days are soon.
const SOON: Days = Days::new(14);

/// What one person does once: one fix of an enrollment, one corrected claim, one appeal, one dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Action<'a> {
    /// Whose work it is; of several that of most dollars.
    pub owner: Owner,
    /// What to do.
    pub route: Route,
    /// The payer.
    pub payer: Option<&'a str>,
    /// The root cause; of several that of most dollars.
    pub cause: RootCause,
    /// The cause more closely, in kebab-case; of several that of most dollars.
    pub subcause: &'static str,
    /// The provider that all of it has in common.
    pub provider: Option<Npi>,
    /// The location of the roster that all of it has in common.
    pub location: Option<&'a str>,
    /// The place of service that all of it has in common.
    pub pos: Option<Pos>,
    /// The procedure that all of it has in common.
    pub procedure: Option<ProcedureCode>,
    /// What the payer answered, such as `CO-B7 N290`, most dollars first.
    pub answers: Vec<String>,
    /// What our check of the claims finds.
    pub rules: Vec<&'static str>,
    /// The denied amount, and what the payer has not decided yet, as each payer and coverage tells it.
    pub amount: Money,
    /// How much of that is not decided yet.
    pub pending: Money,
    /// How much of it is denied in the sums of the summary: what several coverages deny of a claim counts once, in one of the actions.
    pub denied_once: Money,
    /// What was paid and then taken back without a new decision; no part of the denied amount.
    pub taken_back: Money,
    /// What may be had from the payer, at most: the denied amount, and what was taken back, where the way on leads back to the
    /// payer and its last day is not past. Of a claim that several coverages deny or reverse, all of it together is no more than
    /// what is not paid, and what provider-level adjustments took.
    pub recoverable: Money,
    /// The earliest last day that is not past; else the latest that is.
    pub deadline: Option<Deadline>,
    /// How urgent that is.
    pub urgency: Urgency,
    /// The claims, largest amount first.
    pub claims: Vec<ActionClaim<'a>>,
    /// That the claims were sent again, or voided, since the payer answered, which is why nothing else is to be done, or that this was not
    /// answered in time; of several the last.
    pub sent_again: Option<SentAgain>,
    /// How to send the claim again, where that is what to do.
    pub resubmission: Option<Resubmission<'a>>,
    /// Rows of the roster that bear on it: those to put right, or those that prove a dispute.
    pub roster: Vec<RosterFact>,
    /// For a dispute, and where claim and roster were right, what was sent and what the roster says, line by line.
    pub packet: Vec<Disputed<'a>>,
}

/// A claim that an action is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionClaim<'a> {
    /// The patient account number as sent (CLM01), else as the payer gave it back (CLP01); empty where the payer took money
    /// back for a claim that is not known.
    pub claim: &'a str,
    /// The payer's control number (CLP07), or what it names a takeback by (PLB03-2).
    pub payer_claim: &'a str,
    /// The denied amount, and what the payer has not decided yet.
    pub amount: Money,
    /// How much of that is not decided yet.
    pub pending: Money,
    /// What was taken back of it.
    pub taken_back: Money,
    /// Check or EFT trace number (TRN02) of the answer.
    pub trace: &'a str,
    /// When the payer answered.
    pub paid_on: Option<NaiveDate>,
    /// The first day of service.
    pub service_from: Option<NaiveDate>,
    /// The earliest last day for it.
    pub deadline: Option<Deadline>,
}

/// How to send a claim again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resubmission<'a> {
    /// The claim frequency code (CLM05-3): 1, 7 or 8.
    pub frequency: &'static str,
    /// The payer's control number of the claim it replaces or voids (REF*F8); `None` for a new claim, and where the
    /// payer told none.
    pub original: Option<&'a str>,
    /// Where the place of service sent is wrong for the location, the places that this takes by the roster.
    pub places: PosSet,
}

/// A denied service in a dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Disputed<'a> {
    /// The patient account number as sent (CLM01).
    pub claim: &'a str,
    /// The payer's control number (CLP07).
    pub payer_claim: &'a str,
    /// The line; `None` for the whole claim.
    pub line: Option<u32>,
    /// Check or EFT trace number (TRN02) of the answer.
    pub trace: &'a str,
    /// When the payer answered.
    pub paid_on: Option<NaiveDate>,
    /// The first day of service.
    pub service_from: Option<NaiveDate>,
    /// The last day of service.
    pub service_to: Option<NaiveDate>,
    /// The provider as sent.
    pub provider: Option<Npi>,
    /// The location of the roster.
    pub location: Option<&'a str>,
    /// The place of service as sent.
    pub pos: Option<Pos>,
    /// The procedure as sent.
    pub procedure: Option<ProcedureCode>,
    /// Its modifiers.
    pub modifiers: Modifiers,
    /// The payer's answer, such as `CO-B7 N290`.
    pub answer: String,
    /// The denied amount.
    pub amount: Money,
    /// What the check of the claim as sent says.
    pub verdict: EvidenceVerdict,
    /// When the claim was sent.
    pub sent_on: Option<NaiveDate>,
    /// Number of the input with the claim.
    pub claim_input: Option<u32>,
    /// Offset of its CLM there.
    pub claim_byte: Option<u64>,
    /// The last day for it.
    pub deadline: Option<Deadline>,
    /// What the roster says about the service.
    pub roster: Option<RosterFact>,
    /// What `authorizations.csv` says of the number that was sent, where the denial is about authorizations.
    pub authorization: Option<Box<AuthorizationFact>>,
}

impl<'a> Disputed<'a> {
    fn new(denial: &Denial<'a>, of: ClaimAt, proof: Proof) -> Disputed<'a> {
        Disputed {
            claim: denial.account_number(),
            payer_claim: denial.payer_claim,
            line: denial.line,
            trace: denial.trace,
            paid_on: denial.paid_on,
            service_from: denial.service_from,
            service_to: denial.service_to,
            provider: denial.provider,
            location: denial.location,
            pos: denial.pos,
            procedure: denial.procedure,
            modifiers: denial.modifiers,
            answer: denial.answer(),
            amount: denial.amount,
            verdict: denial.evidence.verdict,
            sent_on: of.sent_on,
            claim_input: denial.evidence.claim_input,
            claim_byte: denial.evidence.claim_byte,
            deadline: denial.deadline,
            roster: proof.roster,
            authorization: proof.authorization.map(Box::new),
        }
    }
}

/// What proves a denial wrong.
#[derive(Clone, Debug, Default)]
struct Proof {
    roster: Option<RosterFact>,
    authorization: Option<AuthorizationFact>,
}

/// How dollars were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    Denied,
    /// By a remittance, with this place in their order.
    TakenBack(u32),
}

/// What is done at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job<'a> {
    /// A letter or a claim of its own: by the account of the claim.
    Claim(Route, u32),
    /// Putting an enrollment right: payer, provider and location.
    Enrollment(Option<&'a str>, Option<Npi>, Option<&'a str>),
    /// Claims that were sent again, or voided, and are not answered yet, but for those that are worked on one by one.
    SentAgain(Route, Option<&'a str>),
    /// All else goes by payer and cause.
    Batch(Route, Option<&'a str>, RootCause),
    /// What a remittance, by its day and its place in their order, took back for one cause.
    TakenBack(Route, Option<NaiveDate>, u32, RootCause),
    /// What a payer took back without naming a claim that is known.
    Unnamed(Option<&'a str>),
    /// Claims whose answer a payer reversed without deciding them anew.
    Undecided(Option<&'a str>),
}

impl<'a> Job<'a> {
    fn of(denial: &Denial<'a>, account: u32, loss: Loss) -> Job<'a> {
        let is_sent_again = denial.sent_again.is_some();
        match denial.route {
            Route::Dispute | Route::PatientBill | Route::WriteOff | Route::Wait | Route::None
                if is_sent_again =>
            {
                Job::SentAgain(denial.route, denial.payer)
            }
            Route::CorrectedClaim
            | Route::NewClaim
            | Route::VoidAndReplace
            | Route::Reopening
            | Route::Appeal
            | Route::RetroAuthorization
            | Route::RebillOtherPayer
            | Route::SendRecords => Job::Claim(denial.route, account),
            Route::EnrollmentThenReprocess => {
                Job::Enrollment(denial.payer, denial.provider, denial.location)
            }
            Route::Dispute | Route::PatientBill | Route::WriteOff | Route::Wait | Route::None => {
                match loss {
                    Loss::Denied => Job::Batch(denial.route, denial.payer, denial.cause),
                    Loss::TakenBack(by) => {
                        Job::TakenBack(denial.route, denial.paid_on, by, denial.cause)
                    }
                }
            }
        }
    }
}

/// Whether a route leads to money of the payer that denied.
pub(crate) const fn recovers(route: Route) -> bool {
    !matches!(
        route,
        Route::PatientBill | Route::WriteOff | Route::Wait | Route::None
    )
}

/// Whether a denial needs what proves it wrong.
fn is_disputed(denial: &Denial<'_>) -> bool {
    denial.route == Route::Dispute || denial.evidence.verdict == EvidenceVerdict::PayerSide
}

/// Whether the place of service to send is one that the location takes: a rule says that the place was none, or does
/// not go with the location. Where it does not go with the procedure, the location may be wrong as well.
fn is_told_by_location(rule: &str) -> bool {
    rule.starts_with("LOC-") || matches!(rule, "POS-S02" | "POS-S03" | "ENR-09")
}

fn earliest<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.into_iter().chain(other).min()
}

/// A claim that is denied: its account, and when it was sent, as far as that is known.
#[derive(Clone, Copy, Debug)]
struct ClaimAt {
    account: u32,
    sent_on: Option<NaiveDate>,
}

/// An action that is being put together.
#[derive(Clone, Debug)]
struct Draft<'a> {
    owners: Parts<Owner>,
    causes: Parts<(RootCause, &'static str)>,
    answers: Parts<String>,
    /// Each once, in order.
    rules: Vec<&'static str>,
    payer: Shared<&'a str>,
    provider: Shared<Npi>,
    location: Shared<&'a str>,
    pos: Shared<Pos>,
    procedure: Shared<ProcedureCode>,
    recoverable: Money,
    denied_once: Money,
    taken_back: Money,
    claims: ActionClaims<'a>,
    deadlines: Deadlines,
    sent_again: Option<SentAgain>,
    places: PosSet,
    roster: BTreeSet<RosterFact>,
    packet: Vec<Disputed<'a>>,
}

/// The last days of what an action is about.
#[derive(Clone, Copy, Debug, Default)]
struct Deadlines {
    /// The earliest that is not past.
    open: Option<Deadline>,
    /// The latest that is.
    past: Option<Deadline>,
}

impl Deadlines {
    fn add(&mut self, last: Option<Deadline>, is_past: bool) {
        match is_past {
            true => self.past = self.past.max(last),
            false => self.open = earliest(self.open, last),
        }
    }

    fn to_tell(self) -> Option<Deadline> {
        self.open.or(self.past)
    }
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Draft {
            owners: Parts::default(),
            causes: Parts::default(),
            answers: Parts::default(),
            rules: Vec::new(),
            payer: Shared::Nothing,
            provider: Shared::Nothing,
            location: Shared::Nothing,
            pos: Shared::Nothing,
            procedure: Shared::Nothing,
            recoverable: Money::ZERO,
            denied_once: Money::ZERO,
            taken_back: Money::ZERO,
            claims: ActionClaims::default(),
            deadlines: Deadlines::default(),
            sent_again: None,
            places: PosSet::default(),
            roster: BTreeSet::new(),
            packet: Vec::new(),
        }
    }
}

impl<'a> Draft<'a> {
    fn add(
        &mut self,
        denial: Denial<'a>,
        of: ClaimAt,
        enrolled: Option<Enrolled<'_>>,
        authorization: Option<AuthorizationFact>,
        loss: Loss,
        recoverable: Money,
    ) {
        let amount = denial.amount;
        self.owners.add(denial.owner, amount);
        self.causes.add((denial.cause, denial.subcause), amount);
        self.answers.add(denial.answer(), amount);
        if let Some(rule) = denial.evidence.rule
            && let Err(at) = self.rules.binary_search(&rule)
        {
            // Most have one.
            self.rules.reserve_exact(usize::from(self.rules.is_empty()));
            self.rules.insert(at, rule);
        }
        self.payer.add(&denial.payer);
        self.provider.add(&denial.provider);
        self.location.add(&denial.location);
        self.pos.add(&denial.pos);
        self.procedure.add(&denial.procedure);
        self.recoverable += recoverable;
        self.sent_again = self.sent_again.max(denial.sent_again);
        let claim = self.claims.of(of.account, || ActionClaim {
            claim: denial.account_number(),
            payer_claim: denial.payer_claim,
            amount: Money::ZERO,
            pending: Money::ZERO,
            taken_back: Money::ZERO,
            trace: denial.trace,
            paid_on: denial.paid_on,
            service_from: denial.service_from,
            deadline: None,
        });
        match loss {
            Loss::Denied => {
                claim.amount += amount;
                if denial.denied == cause::Denial::Pending {
                    claim.pending += amount;
                }
            }
            Loss::TakenBack(_) => {
                claim.taken_back += amount;
                self.taken_back += amount;
            }
        }
        claim.service_from = earliest(claim.service_from, denial.service_from);
        claim.deadline = earliest(claim.deadline, denial.deadline);
        let Some(enrolled) = enrolled else {
            return self.dispute(&denial, of, Proof::default());
        };
        let asks = match denial.cause {
            RootCause::Credentialing | RootCause::Network => true,
            // Where the place of service is wrong, no row need be put right.
            RootCause::PlaceOfService => is_disputed(&denial),
            _ => denial.route == Route::EnrollmentThenReprocess,
        };
        let said = if asks {
            enrolled.says_of(&denial)
        } else {
            None
        };
        self.roster.extend(said.clone());
        if denial.evidence.rule.is_some_and(is_told_by_location) {
            let places = enrolled.places_at(&denial);
            places.iter().for_each(|place| self.places.insert(place));
        }
        let proof = Proof {
            roster: said,
            authorization,
        };
        self.dispute(&denial, of, proof);
    }

    /// Adds what was taken back for claims that are not known.
    fn ask_about(&mut self, unnamed: Unnamed<'a>, is_past: bool) {
        let Unnamed {
            payer,
            reference,
            amount,
            answer,
            trace,
            paid_on,
            deadline,
        } = unnamed;
        self.owners.add(Owner::Billing, amount);
        self.causes
            .add((RootCause::Unknown, NAMES_NO_CLAIM), amount);
        self.answers.add(answer, amount);
        let claim = ActionClaim {
            claim: "",
            payer_claim: reference,
            amount: Money::ZERO,
            pending: Money::ZERO,
            taken_back: amount,
            trace,
            paid_on,
            service_from: None,
            deadline,
        };
        let number = self.claims.len() as u32;
        self.claims.of(number, || claim);
        self.payer.add(&payer);
        self.taken_back += amount;
        if !is_past {
            self.recoverable += amount;
        }
        self.deadlines.add(deadline, is_past);
    }

    /// Adds a claim of which nothing was decided since its answer was reversed: nothing is denied of it, nor told to be pending.
    fn ask_where(&mut self, undecided: Undecided<'a>, recoverable: Money) {
        let Undecided { account, as_denial } = undecided;
        let amount = as_denial.amount;
        self.owners.add(Owner::Billing, amount);
        self.causes.add((RootCause::PayerAdmin, REVERSED), amount);
        self.answers.add("CLP02-22".to_owned(), amount);
        self.payer.add(&as_denial.payer);
        self.provider.add(&as_denial.provider);
        self.location.add(&as_denial.location);
        self.pos.add(&as_denial.pos);
        self.procedure.add(&as_denial.procedure);
        self.sent_again = self.sent_again.max(as_denial.sent_again);
        self.recoverable += recoverable;
        self.claims.of(account, || ActionClaim {
            claim: as_denial.account_number(),
            payer_claim: as_denial.payer_claim,
            amount: Money::ZERO,
            pending: Money::ZERO,
            taken_back: Money::ZERO,
            trace: as_denial.trace,
            paid_on: as_denial.paid_on,
            service_from: as_denial.service_from,
            deadline: None,
        });
    }

    fn dispute(&mut self, denial: &Denial<'a>, of: ClaimAt, proof: Proof) {
        if is_disputed(denial) {
            // Most have one.
            self.packet
                .reserve_exact(usize::from(self.packet.is_empty()));
            self.packet.push(Disputed::new(denial, of, proof));
        }
    }

    fn into_action(mut self, route: Route, as_of: NaiveDate) -> Action<'a> {
        self.packet.shrink_to_fit();
        let deadline = self.deadlines.to_tell();
        let soon = as_of.checked_add_days(SOON);
        let urgency = match deadline {
            None => Urgency::NotKnown,
            Some(last) if last.until < as_of => Urgency::Expired,
            Some(last) if soon.is_none_or(|soon| last.until <= soon) => Urgency::DueSoon,
            Some(_) => Urgency::Open,
        };
        let claims = self.claims.into_sorted();
        let original = || {
            let [only] = &claims[..] else { return None };
            (!only.payer_claim.is_empty()).then_some(only.payer_claim)
        };
        let again = |frequency, original| Resubmission {
            frequency,
            original,
            places: self.places,
        };
        let resubmission = match route {
            Route::CorrectedClaim => Some(again("7", original())),
            Route::VoidAndReplace => Some(again("8", original())),
            Route::NewClaim => Some(again("1", None)),
            _ => None,
        };
        let (cause, subcause) = self
            .causes
            .into_sorted()
            .into_iter()
            .next()
            .unwrap_or((RootCause::Unknown, ""));
        Action {
            owner: self
                .owners
                .into_sorted()
                .into_iter()
                .next()
                .unwrap_or(Owner::None),
            route,
            payer: self.payer.into_value(),
            cause,
            subcause,
            provider: self.provider.into_value(),
            location: self.location.into_value(),
            pos: self.pos.into_value(),
            procedure: self.procedure.into_value(),
            answers: self.answers.into_sorted(),
            rules: self.rules,
            amount: claims.iter().map(|claim| claim.amount).sum(),
            pending: claims.iter().map(|claim| claim.pending).sum(),
            denied_once: self.denied_once,
            taken_back: self.taken_back,
            recoverable: self.recoverable,
            deadline,
            urgency,
            claims,
            sent_again: self.sent_again,
            resubmission,
            roster: self.roster.into_iter().collect(),
            packet: self.packet,
        }
    }
}

impl Analysis<'_> {
    /// What to do about the denials that hold, about what was taken back without a new decision, and about claims whose denial was reversed and that are not
    /// decided since, on that day: most recoverable dollars first, then by deadline. Where the way
    /// on is closed by then and an appeal is not, the appeal is told.
    ///
    /// The roster is the one by which the claims were judged; without it no row is told that bears on a denial.
    pub fn worklist<'a>(&'a self, as_of: NaiveDate, roster: Option<&Roster>) -> Vec<Action<'a>> {
        let profile = self.payers.profile();
        let enrolled = roster.map(|roster| Enrolled {
            roster,
            profile,
            as_of,
        });
        let on_file = OnceCell::new();
        let mut open = self.coverages().open_with_reversed();
        let mut open_now = self.coverages().open(Answer::Now);
        let mut jobs: BTreeMap<Job<'_>, (Route, Box<Draft<'_>>)> = BTreeMap::new();
        // `unpaid` is what of the amount is not paid by what stands; a provider-level adjustment takes what is.
        let mut add = |(payment, account), denial: Denial<'a>, unpaid: Money, loss: Loss| {
            let of = ClaimAt {
                account,
                sent_on: self.claim_of(payment).and_then(|claim| claim.sent_on),
            };
            let is_past = denial.deadline.is_some_and(|last| last.until < as_of);
            let recoverable = match recovers(denial.route) && !is_past {
                false => Money::ZERO,
                true => open.take(account, unpaid) + (denial.amount - unpaid),
            };
            let is_asked = denial.cause == RootCause::Authorization && is_disputed(&denial);
            let asked = enrolled.filter(|_| is_asked);
            let authorization = asked.and_then(|Enrolled { roster, .. }| {
                let sent = self.authorization_sent(payment, &denial)?;
                let key = self.claims_sent().key();
                let on_file = on_file.get_or_init(|| Authorizations::new(roster, key));
                on_file.says_of(&denial, sent)
            });
            let denied_once = match loss {
                Loss::Denied if denial.holds() => open_now.take(account, denial.amount),
                _ => Money::ZERO,
            };
            let job = Job::of(&denial, account, loss);
            let (_, draft) = jobs
                .entry(job)
                .or_insert_with(|| (denial.route, Box::default()));
            draft.denied_once += denied_once;
            draft.deadlines.add(denial.deadline, is_past);
            draft.add(denial, of, enrolled, authorization, loss, recoverable);
        };
        let mut room = Room::default();
        let denies = |&payment: &u32| {
            let holds = self.ledger.standing(payment).state == State::Current;
            holds && self.payments.brief(payment).denies
        };
        let mut denying: Vec<u32> = (0..self.payments.len() as u32).filter(denies).collect();
        // What is open falls to the first, whatever the order of the files.
        denying.sort_by_key(|&payment| self.turn_of(payment));
        for payment in denying {
            let account = self.ledger.standing(payment).account;
            for mut denial in self.denials_of(payment, &mut room) {
                self.appeal_instead(payment, &mut denial, as_of);
                let amount = denial.amount;
                add((payment, account), denial, amount, Loss::Denied);
            }
        }
        let (taken, unnamed) = self.takebacks(as_of);
        for one in taken {
            let loss = Loss::TakenBack(self.ledger.turn(one.remittance));
            let of = (one.payment, one.account);
            add(of, one.as_denial, one.reversed, loss);
        }
        for one in unnamed {
            let job = Job::Unnamed(one.payer);
            let (_, draft) = jobs
                .entry(job)
                .or_insert_with(|| (Route::Dispute, Box::default()));
            let is_past = one.deadline.is_some_and(|last| last.until < as_of);
            draft.ask_about(one, is_past);
        }
        for one in self.undecided(as_of) {
            let job = Job::Undecided(one.as_denial.payer);
            let (_, draft) = jobs
                .entry(job)
                .or_insert_with(|| (Route::Dispute, Box::default()));
            let recoverable = open.take(one.account, one.as_denial.amount);
            draft.ask_where(one, recoverable);
        }
        let actions = jobs.into_values();
        let mut actions: Vec<Action<'_>> = actions
            .map(|(route, draft)| draft.into_action(route, as_of))
            .collect();
        // Equal ones stay in the order of their jobs.
        actions.sort_by_key(|action| {
            let until = action.deadline.map_or(NaiveDate::MAX, |last| last.until);
            let lost = action.amount + action.taken_back;
            (Reverse(action.recoverable), until, Reverse(lost))
        });
        actions
    }
}

impl Denial<'_> {
    /// The payer's answer: the group, the reason and the remarks that bear on it, such as `CO-16 N290`.
    pub fn answer(&self) -> String {
        let mut answer = format!("{}-{}", self.group, self.carc);
        for rarc in &self.rarcs {
            answer += " ";
            answer += rarc.as_str();
        }
        answer
    }

    /// Whether it counts: it still holds, and the payer has decided.
    pub fn holds(&self) -> bool {
        self.state == State::Current && self.denied == cause::Denial::Yes
    }
}

impl Action<'_> {
    /// The day of what was done to its claims, of several the last.
    fn on(&self, day: NaiveDate) -> String {
        match &self.claims[..] {
            [_] => format!("on {day}"),
            _ => format!("the last on {day}"),
        }
    }
}

impl fmt::Display for Action<'_> {
    /// What to do, in a sentence; with `{:#}` the payer's number of the claim (REF*F8) is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let payer = self.payer.unwrap_or("the payer");
        if self.subcause == NAMES_NO_CLAIM {
            let taken = self.taken_back;
            return write!(f, "ask {payer} of which claims ${taken} was taken back");
        }
        let claims = match &self.claims[..] {
            [only] if only.claim.is_empty() => "1 claim".to_owned(),
            [only] => format!("claim {}", only.claim),
            all => format!("{} claims", all.len()),
        };
        if self.subcause == REVERSED {
            let (are, behind) = match &self.claims[..] {
                [_] => ("is", ""),
                _ => ("are", ","),
            };
            write!(
                f,
                "ask {payer} where {claims} {are} (276): reversed{behind}"
            )?;
            let days = self.claims.iter().filter_map(|claim| claim.paid_on);
            if let Some(last) = days.max() {
                write!(f, " {}", self.on(last))?;
            }
            return f.write_str(", and nothing decided since");
        }
        match self.route {
            Route::EnrollmentThenReprocess => {
                write!(f, "have {payer} put right the enrollment of ")?;
                match self.provider {
                    Some(npi) => write!(f, "{npi}")?,
                    None => f.write_str("the provider")?,
                }
                if let Some(location) = &self.location {
                    write!(f, " at {location}")?;
                }
                write!(f, ", then process {claims} again")?;
            }
            Route::CorrectedClaim | Route::VoidAndReplace | Route::NewClaim => {
                match self.route {
                    Route::CorrectedClaim => write!(f, "correct {claims} and send a replacement")?,
                    Route::VoidAndReplace => write!(f, "void {claims} and send a new one")?,
                    _ => write!(f, "correct {claims} and send a new one")?,
                }
                if let Some(again) = &self.resubmission {
                    write!(f, " (CLM05-3 = {}", again.frequency)?;
                    if let Some(original) = again.original.filter(|_| !f.alternate()) {
                        write!(f, ", REF*F8 = {original}")?;
                    }
                    if !again.places.is_empty() {
                        write!(f, ", POS {}", again.places)?;
                    }
                    f.write_str(")")?;
                }
            }
            Route::Reopening => write!(f, "ask {payer} to reopen {claims}")?,
            Route::Appeal => write!(f, "appeal {claims} to {payer}")?,
            Route::RetroAuthorization => {
                write!(
                    f,
                    "ask {payer} for an authorization of {claims} after the fact"
                )?;
            }
            Route::RebillOtherPayer => write!(f, "bill another payer than {payer} for {claims}")?,
            Route::SendRecords => write!(f, "send {payer} the records of {claims}")?,
            Route::Dispute => {
                write!(f, "dispute {claims} with {payer}")?;
                let proven = |one: &Disputed| one.verdict == EvidenceVerdict::PayerSide;
                if !self.packet.is_empty() && self.packet.iter().all(proven) {
                    f.write_str(": by the roster all was right")?;
                }
            }
            Route::PatientBill => write!(f, "bill the patient for {claims}")?,
            Route::WriteOff => write!(f, "write off {claims}")?,
            Route::Wait => write!(f, "wait for {payer} to decide {claims}")?,
            Route::None => write!(f, "nothing to do about {claims}")?,
        }
        if let Some(again) = self.sent_again {
            let on = self.on(again.on);
            match again {
                SentAgain { is_void: true, .. } => write!(f, ": voided {on}")?,
                SentAgain {
                    is_overdue: true, ..
                } => write!(
                    f,
                    "; sent again {on} and never answered: first ask where it is (276)"
                )?,
                _ => write!(f, ": sent again {on}, not answered yet")?,
            }
        }
        if self.taken_back > Money::ZERO {
            write!(f, "; ${} was taken back", self.taken_back)?;
        }
        if let [first, ..] = &self.rules[..] {
            write!(f, "; our check finds {first}")?;
            for rule in &self.rules[1..] {
                write!(f, ", {rule}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Disputed<'_> {
    /// What was sent and what the payer answered, in a line of a letter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "claim {}", self.claim)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(from) = self.service_from {
            write!(f, " of {from}")?;
        }
        if let Some(procedure) = self.procedure {
            write!(f, ", {procedure}")?;
        }
        for modifier in self.modifiers.iter() {
            write!(f, " {modifier}")?;
        }
        if let Some(pos) = self.pos {
            write!(f, " at POS {pos}")?;
        }
        if let Some(provider) = self.provider {
            write!(f, " by {provider}")?;
        }
        if let Some(sent_on) = self.sent_on {
            write!(f, ", sent on {sent_on}")?;
        }
        write!(f, ": ${} {}", self.amount, self.answer)?;
        if let Some(paid_on) = self.paid_on {
            write!(f, " on {paid_on}")?;
        }
        if let Some(last) = self.deadline {
            write!(f, ", until {}", last.until)?;
        }
        if let Some(roster) = &self.roster {
            write!(f, "; roster {roster}")?;
        }
        if let Some(authorization) = &self.authorization {
            write!(f, "; {authorization}")?;
        }
        Ok(())
    }
}
