//! The claims as they were sent: what is kept of an 837 to hold a payment against.

use std::hint::black_box;
use std::ops::Deref;

use chrono::NaiveDate;
use foldhash::HashMap;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{DateRange, Money, Npi, Pos, Tin, TinKind};
use remedi_enrollment::{
    Clearance, Credential, CredentialKind, Licence, LocationIndex, PayerClass, Roster,
};
use remedi_validate::{
    ClaimFacts, Finding, JudgedClaim, LineFacts, Prediction, Severity, Verdict, Watch,
};

use crate::acknowledged::{Acknowledged, AcknowledgementsRead};
use crate::code::Billed;
use crate::member::{HashedId, IdKey};
use crate::packed::{HashedTable, Packer, Slot, Table, Unpacker, flags};
use crate::reading::{ReadClaim, ReadLine};
use crate::{Code, Modifiers};

/// What may be known of a line when it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// All that the rules of cause CREDENTIALING need for any service.
    Credentialing,
    /// All that the rules of cause PLACE_OF_SERVICE need.
    PlaceOfService,
    /// All that the rules of cause AUTHORIZATION need.
    Authorization,
    /// The provider's licence for the state of service (`credentials.csv`).
    Licence,
    /// When the enrollment or the credentials had to be renewed (`credentials.csv`).
    Renewal,
    /// Deactivation, exclusion and opt-out (`providers.csv`).
    Registration,
    /// That the payer is Medicaid, or a plan of it (`payers.csv`).
    Medicaid,
    /// The TINs of the enrollment.
    Tin,
    /// The groups of the enrollment.
    Group,
    /// The taxonomies of the enrollment, or of the provider (`providers.csv`).
    Taxonomy,
}

impl Fact {
    /// What the rules of a cause need, where there are rules.
    pub(crate) fn of(cause: RootCause) -> Option<Fact> {
        match cause {
            RootCause::Credentialing => Some(Fact::Credentialing),
            RootCause::PlaceOfService => Some(Fact::PlaceOfService),
            RootCause::Authorization => Some(Fact::Authorization),
            _ => None,
        }
    }
}

/// What was known of a line when it was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known(u32);

impl Known {
    /// With a fact, where it is known.
    fn with(self, fact: Fact, is_known: bool) -> Known {
        Known(self.0 | u32::from(is_known) << fact as u32)
    }

    pub(crate) fn contains(self, fact: Fact) -> bool {
        self.0 >> fact as u32 & 1 == 1
    }
}

/// What a rule found in a claim when it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentFinding {
    pub rule: &'static str,
    pub cause: RootCause,
    pub is_error: bool,
    pub predicts: &'static [Prediction],
    /// Whether it tells of a habit of the payer, by a rule of the user's own that predicts answers. What a payer does as a rule is no
    /// fault of the claim.
    pub is_habit: bool,
}

impl SentFinding {
    /// Whether it finds a fault of this cause in the claim: a habit of the payer is none.
    pub(crate) fn is_fault_of(&self, cause: RootCause) -> bool {
        self.cause == cause && !self.is_habit
    }

    /// What counts of a finding: something is wrong, and it is more than worth knowing. What only a front end warns of, such as a ZIP without its last
    /// four digits, is behind a claim that was adjudicated.
    fn of(finding: &Finding) -> Option<SentFinding> {
        let of_front_end = finding.rule.ack.is_some() && finding.rule.predicts.is_empty();
        let least = match of_front_end {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let counts = finding.verdict == Verdict::Fail && finding.severity >= least;
        counts.then_some(SentFinding {
            rule: finding.rule.code,
            cause: finding.rule.cause,
            is_error: finding.severity == Severity::Error,
            predicts: finding.rule.predicts,
            is_habit: matches!(finding.rule.watch, Watch::Profile)
                && !finding.rule.predicts.is_empty(),
        })
    }
}

/// A stay, as a claim tells of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stay {
    /// The day of the admission (2300 DTP*435).
    pub admitted: Option<NaiveDate>,
    /// The day of the discharge (2300 DTP*096); of an 837I the last day of its statement (DTP*434).
    pub discharged: Option<NaiveDate>,
}

/// A claim as it was sent, but for its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentHead<'a> {
    pub charge: Option<Money>,
    pub member: Option<HashedId>,
    /// The control number of the clearinghouse (REF*D9).
    pub trace: Option<HashedId>,
    /// The prior authorization (2300 REF*G1).
    pub authorization: Option<HashedId>,
    pub dates: Option<DateRange>,
    pub tin: Option<Tin>,
    /// Of the billing provider (2010AA NM109).
    pub npi: Option<Npi>,
    /// By its canonical id; empty where the roster does not know it.
    payer: &'a str,
    payer_sent: &'a str,
    pub input: u32,
    /// Offset of its CLM.
    pub byte: u64,
    /// CLM05-1 where it is a place of service.
    pub pos: Option<Pos>,
    /// CLM05-3; 1 where there is none.
    pub frequency: Code,
    /// The payer's number of the claim that it replaces or voids (REF*F8); empty where there is none, or the frequency is 1.
    pub original: &'a [u8],
    pub stay: Stay,
    pub sent_on: Option<NaiveDate>,
}

impl<'a> SentHead<'a> {
    /// The payer by its canonical id; `None` where the roster that the claim was read with does not know one.
    pub(crate) fn payer_known(&self) -> Option<&'a str> {
        (!self.payer.is_empty()).then_some(self.payer)
    }

    /// The payer by its canonical id, else as sent; `None` when the claim names none.
    pub(crate) fn payer(&self) -> Option<&'a str> {
        let mut known = [self.payer, self.payer_sent].into_iter();
        known.find(|payer| !payer.is_empty())
    }
}

/// A claim as it was sent, with what the check said of it.
#[derive(Clone, Debug)]
pub(crate) struct SentClaim<'a> {
    head: SentHead<'a>,
    /// Findings about the claim as a whole.
    pub findings: Vec<SentFinding>,
    pub lines: Vec<SentLine<'a>>,
}

impl<'a> Deref for SentClaim<'a> {
    type Target = SentHead<'a>;

    fn deref(&self) -> &SentHead<'a> {
        &self.head
    }
}

/// A service line as it was sent, with what the check said of it.
#[derive(Clone, Debug)]
pub(crate) struct SentLine<'a> {
    /// LX01, else its ordinal.
    pub number: u32,
    pub control: Option<HashedId>,
    /// The procedure, or a revenue code where there is none.
    pub service: Code,
    pub modifiers: Modifiers,
    pub charge: Option<Money>,
    pub dates: Option<DateRange>,
    pub pos: Option<Pos>,
    pub provider: Option<Npi>,
    /// The location of the roster.
    pub location: Option<&'a str>,
    /// A prior authorization of its own (2400 REF*G1).
    pub authorization: Option<HashedId>,
    pub findings: Vec<SentFinding>,
    /// Causes whose rules had every fact they need.
    pub known: Known,
}

/// What claims that are sent together share.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sending {
    pub tin: Option<Tin>,
    /// Of the billing provider.
    pub npi: Option<Npi>,
    pub payer: Box<str>,
    pub payer_sent: Box<str>,
    pub sent_on: Option<NaiveDate>,
}

/// The claims of a batch, in the bytes that [`ClaimsRead::pack`] writes.
#[derive(Debug, Default)]
pub(crate) struct SentPage {
    /// Number of the input.
    pub input: u32,
    /// Offset of the first claim in it.
    pub base: u64,
    pub bytes: Box<[u8]>,
    pub sendings: Vec<Sending>,
    pub providers: Vec<Npi>,
    pub billed: Vec<Billed>,
    pub locations: Vec<Box<str>>,
    pub findings: Vec<SentFinding>,
}

/// The claims that [`read_claims`](crate::read_claims) found in a batch, for [`SentClaims::add`].
#[derive(Debug, Default)]
pub struct ClaimsRead {
    input: u32,
    base: Option<u64>,
    packer: Packer,
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// Those that name another which they replace or void, by their places here.
    replacing: Vec<u32>,
    pub(crate) sendings: Vec<Sending>,
    providers: HashedTable<Npi>,
    billed: HashedTable<Billed>,
    locations: Vec<Box<str>>,
    /// Their numbers, from their indexes in the roster.
    location_numbers: HashMap<LocationIndex, u32>,
    findings: Table<SentFinding>,
    digest: u64,
}

/// A file of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SentInput {
    pub name: Box<str>,
    pub claims: u64,
    /// A sum over its claims: the same file has the same.
    pub digest: u64,
    /// Whether its end was not reached.
    pub broke_off: bool,
}

/// The claims of all 837 files, to match payments with.
///
/// They are held in some fifty bytes a line, and can be [saved](SentClaims::write) until the payer answers.
#[derive(Debug)]
pub struct SentClaims {
    pub(crate) key: IdKey,
    pub(crate) pages: Vec<SentPage>,
    pub(crate) slots: Vec<Slot>,
    /// The low half of [`SentClaims::hash_of`] of each, by which it is found.
    pub(crate) numbers: Vec<u32>,
    /// Those that name another which they replace or void, in order.
    pub(crate) replacing: Vec<u32>,
    pub(crate) inputs: Vec<SentInput>,
    pub(crate) acknowledged: Vec<Acknowledged>,
}

impl Default for SentClaims {
    fn default() -> SentClaims {
        SentClaims {
            key: IdKey::random(),
            pages: Vec::new(),
            slots: Vec::new(),
            numbers: Vec::new(),
            replacing: Vec::new(),
            inputs: Vec::new(),
            acknowledged: Vec::new(),
        }
    }
}

impl SentClaims {
    /// The key by which claims and payments are to be read.
    pub fn key(&self) -> IdKey {
        self.key
    }

    /// The number of the next input; its claims follow.
    pub fn input(&mut self, name: &str) -> u32 {
        self.inputs.push(SentInput {
            name: name.into(),
            ..SentInput::default()
        });
        self.inputs.len() as u32 - 1
    }

    /// The names of all inputs, by their numbers.
    pub fn input_names(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|input| &*input.name)
    }

    /// The SSNs that practices sent as their tax numbers, those of several batches again.
    pub(crate) fn ssns(&self) -> impl Iterator<Item = Tin> + '_ {
        let sendings = self.pages.iter().flat_map(|page| &page.sendings);
        let tins = sendings.filter_map(|sending| sending.tin);
        tins.filter(|tin| tin.kind() == TinKind::Ssn)
    }

    /// Takes the claims that were read of a batch, in the order of the input.
    pub fn add(&mut self, read: ClaimsRead) {
        if read.starts.is_empty() {
            return;
        }
        let page = self.pages.len() as u32;
        let first = self.slots.len() as u32;
        self.replacing
            .extend(read.replacing.iter().map(|place| first + place));
        let slots = read.starts.iter().map(|&offset| Slot { page, offset });
        self.slots.extend(slots);
        self.numbers.extend(read.numbers);
        if let Some(input) = self.inputs.get_mut(read.input as usize) {
            input.claims += read.starts.len() as u64;
            input.digest = input.digest.wrapping_add(read.digest);
        }
        self.pages.push(SentPage {
            input: read.input,
            base: read.base.unwrap_or_default(),
            bytes: read.packer.bytes.into(),
            sendings: read.sendings,
            providers: read.providers.values,
            billed: read.billed.values,
            locations: read.locations,
            findings: read.findings.values,
        });
    }

    /// Ends the last input. Where all its claims are those of an input before it, as when a file is read again into an
    /// index, it is forgotten, and the name is given that it was known by. One without claims is forgotten, too, and what broke
    /// off is not [written](SentClaims::write).
    pub fn end_input(&mut self, broke_off: bool) -> Option<&str> {
        let (last, before) = self.inputs.split_last_mut()?;
        last.broke_off = broke_off;
        let told = |one: &SentInput| (one.claims, one.digest);
        if last.claims == 0 {
            self.inputs.pop();
            return None;
        }
        if broke_off {
            return None;
        }
        let is_it = |one: &SentInput| !one.broke_off && told(one) == told(last);
        let known = before.iter().position(is_it)?;
        let number = before.len() as u32;
        let kept = self.pages.partition_point(|page| page.input < number);
        self.pages.truncate(kept);
        let kept = kept as u32;
        let slots = self.slots.partition_point(|slot| slot.page < kept);
        self.slots.truncate(slots);
        self.numbers.truncate(slots);
        let replacing = self
            .replacing
            .partition_point(|&one| (one as usize) < slots);
        self.replacing.truncate(replacing);
        self.inputs.pop();
        Some(&self.inputs[known].name)
    }

    /// Takes what acknowledgements (277CA) say of the claims.
    pub fn acknowledge(&mut self, read: AcknowledgementsRead) {
        self.acknowledged.extend(read.claims);
    }

    /// How many claims there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The memory that they are held in, in bytes, but for what the allocator adds.
    pub fn memory(&self) -> usize {
        let of_page = |page: &SentPage| {
            size_of::<SentPage>()
                + page.bytes.len()
                + page.sendings.capacity() * size_of::<Sending>()
                + page.providers.capacity() * size_of::<Npi>()
                + page.billed.capacity() * size_of::<Billed>()
                + page.locations.capacity() * size_of::<Box<str>>()
                + page.findings.capacity() * size_of::<SentFinding>()
        };
        let of_claim = size_of::<Slot>() + size_of::<u32>();
        self.pages.iter().map(of_page).sum::<usize>() + self.slots.capacity() * of_claim
    }

    /// A claim without its lines.
    pub(crate) fn head(&self, claim: u32) -> SentHead<'_> {
        let page = self.page(claim);
        page.head(&mut self.unpacker(claim, page)).0
    }

    /// CLM01 of a claim.
    pub(crate) fn id(&self, claim: u32) -> &[u8] {
        let mut from = self.unpacker(claim, self.page(claim));
        from.slice()
    }

    /// A hash of CLM01, whatever its form.
    pub(crate) fn hash_of(&self, id: &[u8]) -> u64 {
        self.key.hash_of_number(id)
    }

    /// A claim with its lines.
    pub(crate) fn claim(&self, claim: u32) -> SentClaim<'_> {
        self.claim_in(claim, Vec::new())
    }

    /// A claim with its lines, in the room that is given.
    pub(crate) fn claim_in<'s>(&'s self, claim: u32, lines: Vec<SentLine<'s>>) -> SentClaim<'s> {
        let page = self.page(claim);
        page.claim(&mut self.unpacker(claim, page), lines)
    }

    /// The payer's numbers of claims that others replace or void (REF*F8), by the claims that do.
    pub(crate) fn originals(&self) -> HashMap<u32, &[u8]> {
        let replacing = self.replacing.iter();
        replacing
            .map(|&claim| (claim, self.head(claim).original))
            .collect()
    }

    /// Looks at claims that will be asked for, so that nothing is waited for then: they may be far from each other.
    pub(crate) fn look_ahead(&self, claims: impl Iterator<Item = u32>) {
        black_box(claims.map(|claim| self.id(claim).len()).sum::<usize>());
    }

    fn page(&self, claim: u32) -> &SentPage {
        &self.pages[self.slots[claim as usize].page as usize]
    }

    fn unpacker<'a>(&self, claim: u32, page: &'a SentPage) -> Unpacker<'a> {
        let offset = self.slots[claim as usize].offset as usize;
        Unpacker::new(page.bytes.get(offset..).unwrap_or_default())
    }
}

// What is there of a claim.
const CHARGE: u8 = 1;
const MEMBER: u8 = 1 << 1;
const TRACE: u8 = 1 << 2;
const DATES: u8 = 1 << 3;
const PLACE: u8 = 1 << 4;
const MORE: u8 = 1 << 5;
const AUTHORIZATION: u8 = 1 << 6;
const FINDINGS: u8 = 1 << 7;
// And where there is more of it, in its second byte.
const FREQUENCY: u8 = 1;
const ADMITTED: u8 = 1 << 1;
const DISCHARGED: u8 = 1 << 2;
// What is there of a line.
const NUMBER: u8 = 1 << 1;
const CONTROL: u8 = 1 << 2;
const OWN_DATES: u8 = 1 << 3;
const NO_DATES: u8 = 1 << 4;
const POS: u8 = 1 << 5;
const PROVIDER: u8 = 1 << 6;
// And in its second byte.
const LOCATION: u8 = 1;
const KNOWN: u8 = 1 << 1;
const OWN_AUTHORIZATION: u8 = 1 << 2;

impl ClaimsRead {
    /// Of an input with this number, where the batch has so many bytes.
    pub(crate) fn of(input: u32, bytes: u64) -> ClaimsRead {
        ClaimsRead {
            input,
            packer: Packer::for_bytes(bytes),
            ..ClaimsRead::default()
        }
    }

    /// The same claims, of the input with another number, as where that is known only when they are [added](SentClaims::add).
    pub fn of_input(self, input: u32) -> ClaimsRead {
        ClaimsRead { input, ..self }
    }

    /// Writes CLM01, what there is of the claim, and its lines, each with what there is of it. Of one that was not judged there are
    /// no findings.
    pub(crate) fn pack(
        &mut self,
        claim: &ReadClaim<'_>,
        lines: &[ReadLine],
        judged: Option<&JudgedClaim<'_, '_>>,
        roster: Option<&Roster>,
    ) {
        let base = *self.base.get_or_insert(claim.byte);
        self.digest = self.digest.wrapping_add(claim.digest);
        let place = self.starts.len() as u32;
        self.starts.push(self.packer.bytes.len() as u32);
        self.numbers.push(claim.number as u32);
        let of_claim = judged.map_or_else(Vec::new, |judged| findings_about(judged, None));
        let to = &mut self.packer;
        to.text(claim.id);
        let more = flags([
            (FREQUENCY, !matches!(claim.frequency, b"" | b"1")),
            (ADMITTED, claim.stay.admitted.is_some()),
            (DISCHARGED, claim.stay.discharged.is_some()),
        ]);
        let there = flags([
            (CHARGE, claim.charge.is_some()),
            (MEMBER, claim.member.is_some()),
            (TRACE, claim.trace.is_some()),
            (DATES, claim.dates.is_some()),
            (PLACE, claim.pos.is_some()),
            (MORE, more != 0),
            (AUTHORIZATION, claim.authorization.is_some()),
            (FINDINGS, !of_claim.is_empty()),
        ]);
        to.byte(there);
        to.number(claim.byte - base);
        to.number(claim.sending.into());
        if let Some(charge) = claim.charge {
            to.money(charge);
        }
        let hashed = [claim.member, claim.trace, claim.authorization];
        for id in hashed.into_iter().flatten() {
            to.fixed(id.to_bytes());
        }
        if let Some(dates) = claim.dates {
            to.dates(dates);
        }
        if let Some(pos) = claim.pos {
            to.byte(pos.number());
        }
        if more != 0 {
            to.byte(more);
        }
        let stay = [claim.stay.admitted, claim.stay.discharged];
        stay.into_iter().flatten().for_each(|day| to.day(day));
        if more & FREQUENCY != 0 {
            to.code(Code::new(claim.frequency));
            to.slice(claim.original);
            if !claim.original.is_empty() {
                self.replacing.push(place);
            }
        }
        if !of_claim.is_empty() {
            write_findings(to, &mut self.findings, &of_claim);
        }
        to.number(lines.len() as u64);
        let mut before = claim.dates;
        for (ordinal, line) in (1..).zip(lines) {
            self.pack_line(line, (ordinal, before), judged, roster);
            before = line.dates;
        }
    }

    fn location_number(&mut self, index: LocationIndex, roster: &Roster) -> u32 {
        let next = self.locations.len() as u32;
        let number = *self.location_numbers.entry(index).or_insert(next);
        if number == next {
            self.locations
                .push(roster.location(index).id.as_ref().into());
        }
        number
    }

    /// Writes a line, by its ordinal and the days of the line before it.
    fn pack_line(
        &mut self,
        line: &ReadLine,
        (ordinal, before): (u32, Option<DateRange>),
        judged: Option<&JudgedClaim<'_, '_>>,
        roster: Option<&Roster>,
    ) {
        let number = line.number.unwrap_or(ordinal);
        let facts = judged.and_then(|judged| judged.lines.get(ordinal as usize - 1));
        let known = judged.zip(facts);
        let known = known.map_or_else(Known::default, |(judged, line)| {
            facts_known(&judged.claim, line, roster)
        });
        let findings = match judged.zip(line.number) {
            Some((judged, number)) => findings_about(judged, Some(number)),
            None => Vec::new(),
        };
        let location = line.location.zip(roster);
        let location = location.map(|(index, roster)| self.location_number(index, roster));
        let to = &mut self.packer;
        to.byte(flags([
            (CHARGE, line.charge.is_some()),
            (NUMBER, number != ordinal),
            (CONTROL, line.control.is_some()),
            (OWN_DATES, line.dates.is_some() && line.dates != before),
            (NO_DATES, line.dates.is_none()),
            (POS, line.pos.is_some()),
            (PROVIDER, line.provider.is_some()),
            (FINDINGS, !findings.is_empty()),
        ]));
        to.byte(flags([
            (LOCATION, location.is_some()),
            (KNOWN, known != Known::default()),
            (OWN_AUTHORIZATION, line.authorization.is_some()),
        ]));
        if number != ordinal {
            to.number(number.into());
        }
        if let Some(control) = line.control {
            to.fixed(control.to_bytes());
        }
        to.number(self.billed.number_of(Billed {
            service: line.service,
            modifiers: line.modifiers,
        }));
        if let Some(charge) = line.charge {
            to.money(charge);
        }
        if let Some(dates) = line.dates.filter(|_| line.dates != before) {
            to.dates(dates);
        }
        if let Some(pos) = line.pos {
            to.byte(pos.number());
        }
        if let Some(provider) = line.provider {
            to.number(self.providers.number_of(provider));
        }
        if let Some(location) = location {
            to.number(location.into());
        }
        if let Some(authorization) = line.authorization {
            to.fixed(authorization.to_bytes());
        }
        if known != Known::default() {
            to.number(known.0.into());
        }
        if !findings.is_empty() {
            write_findings(to, &mut self.findings, &findings);
        }
    }
}

/// What the rules found in a line, or without one in the claim as a whole.
fn findings_about(judged: &JudgedClaim<'_, '_>, line: Option<u32>) -> Vec<SentFinding> {
    let line_of = |finding: &Finding| finding.subject.as_ref().and_then(|subject| subject.line);
    let all = judged.findings.iter();
    let own = all.filter(|finding| line_of(finding) == line);
    own.filter_map(SentFinding::of).collect()
}

/// What was known of a line.
fn facts_known(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, roster: Option<&Roster>) -> Known {
    let known = Known::default().with(Fact::Authorization, line.is_authorization_known());
    let Some(roster) = roster.filter(|_| claim.has_roster) else {
        return known;
    };
    let known = known
        .with(Fact::Credentialing, line.is_credentialing_known())
        .with(Fact::PlaceOfService, line.is_place_of_service_known(claim));
    let Some(npi) = line.provider.and_then(|provider| provider.npi()) else {
        return known;
    };
    let row = match &line.clearance {
        Some(Clearance::Cleared(cleared)) => Some(roster.enrollment(cleared.row)),
        _ => None,
    };
    let payer = row.map(|row| row.payer());
    let class = payer.and_then(|payer| roster.payer(payer).class);
    let renews = |credential: &Credential| {
        matches!(
            credential.kind,
            CredentialKind::Revalidation | CredentialKind::Recredentialing
        ) && (credential.payer.is_none() || credential.payer == payer)
    };
    let provider = roster.provider(npi);
    let has_taxonomy = provider.is_some_and(|provider| !provider.taxonomies.is_empty())
        || row.is_some_and(|row| !row.taxonomies().is_empty());
    let licence = matches!(line.licence, Some(Licence::Held | Licence::Expired { .. }));
    known
        .with(Fact::Licence, licence)
        .with(Fact::Renewal, roster.credentials_of(npi).iter().any(renews))
        .with(Fact::Registration, provider.is_some())
        .with(Fact::Tin, row.is_some_and(|row| !row.tins().is_empty()))
        .with(
            Fact::Group,
            row.is_some_and(|row| !row.group_npis().is_empty()),
        )
        .with(Fact::Taxonomy, has_taxonomy)
        .with(
            Fact::Medicaid,
            matches!(class, Some(PayerClass::Medicaid | PayerClass::MedicaidMco)),
        )
}

fn write_findings(to: &mut Packer, table: &mut Table<SentFinding>, findings: &[SentFinding]) {
    to.number(findings.len() as u64);
    for &finding in findings {
        let told = |one: &SentFinding| (one.rule, one.cause, one.is_error);
        let is_it = |one: &SentFinding| told(one) == told(&finding);
        to.number(table.number(is_it, || finding));
    }
}

impl SentPage {
    /// The head of a claim, and what there is of it.
    fn head<'a>(&'a self, from: &mut Unpacker<'a>) -> (SentHead<'a>, u8) {
        from.slice();
        let flags = from.byte();
        let byte = self.base.wrapping_add(from.number());
        let sending = self.sendings.get(from.small() as usize);
        let charge = (flags & CHARGE != 0).then(|| from.money());
        let mut hashed = |flag| match flags & flag {
            0 => None,
            _ => HashedId::of_bytes(from.fixed()),
        };
        let (member, trace) = (hashed(MEMBER), hashed(TRACE));
        let authorization = hashed(AUTHORIZATION);
        let dates = (flags & DATES != 0).then(|| from.dates());
        let pos = match flags & PLACE {
            0 => None,
            _ => Pos::new(from.byte()),
        };
        let more = if flags & MORE != 0 { from.byte() } else { 0 };
        let mut day = |flag| (more & flag != 0).then(|| from.day());
        let stay = Stay {
            admitted: day(ADMITTED),
            discharged: day(DISCHARGED),
        };
        let (frequency, original) = match more & FREQUENCY {
            0 => (Code::kept(b"1"), &[][..]),
            _ => (from.code(), from.slice()),
        };
        let head = SentHead {
            charge,
            member,
            trace,
            authorization,
            dates,
            pos,
            frequency,
            original,
            stay,
            tin: sending.and_then(|sending| sending.tin),
            npi: sending.and_then(|sending| sending.npi),
            payer: sending.map_or("", |sending| &sending.payer),
            payer_sent: sending.map_or("", |sending| &sending.payer_sent),
            input: self.input,
            byte,
            sent_on: sending.and_then(|sending| sending.sent_on),
        };
        (head, flags)
    }

    fn claim<'a>(&'a self, from: &mut Unpacker<'a>, mut lines: Vec<SentLine<'a>>) -> SentClaim<'a> {
        let (head, flags) = self.head(from);
        let findings = self.findings(from, flags);
        let (count, mut before) = (from.count(), head.dates);
        lines.clear();
        for ordinal in (1..).take(count) {
            let line = self.line(from, ordinal, before);
            before = line.dates;
            lines.push(line);
        }
        SentClaim {
            head,
            findings,
            lines,
        }
    }

    fn line<'a>(
        &'a self,
        from: &mut Unpacker<'a>,
        ordinal: u32,
        before: Option<DateRange>,
    ) -> SentLine<'a> {
        let (flags, more) = (from.byte(), from.byte());
        let has = |flag| flags & flag != 0;
        let number = if has(NUMBER) { from.small() } else { ordinal };
        let control = match has(CONTROL) {
            true => HashedId::of_bytes(from.fixed()),
            false => None,
        };
        let billed = self.billed.get(from.small() as usize);
        let Billed { service, modifiers } = billed.copied().unwrap_or_default();
        SentLine {
            number,
            control,
            service,
            modifiers,
            charge: has(CHARGE).then(|| from.money()),
            dates: match (has(NO_DATES), has(OWN_DATES)) {
                (true, _) => None,
                (false, true) => Some(from.dates()),
                (false, false) => before,
            },
            pos: if has(POS) {
                Pos::new(from.byte())
            } else {
                None
            },
            provider: match has(PROVIDER) {
                true => self.providers.get(from.small() as usize).copied(),
                false => None,
            },
            location: match more & LOCATION {
                0 => None,
                _ => self.locations.get(from.small() as usize).map(|one| &**one),
            },
            authorization: match more & OWN_AUTHORIZATION {
                0 => None,
                _ => HashedId::of_bytes(from.fixed()),
            },
            known: Known(if more & KNOWN != 0 { from.small() } else { 0 }),
            findings: self.findings(from, flags),
        }
    }

    fn findings(&self, from: &mut Unpacker<'_>, flags: u8) -> Vec<SentFinding> {
        if flags & FINDINGS == 0 {
            return Vec::new();
        }
        let numbers = (0..from.count()).map(|_| from.small() as usize);
        let known = numbers.filter_map(|number| self.findings.get(number));
        known.copied().collect()
    }
}
