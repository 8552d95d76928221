//! Claims of a batch, each read in one go for what is kept of it. Most of them are only held against a payment: what the rules
//! are asked about is read of those alone that are judged.

use std::collections::hash_map::Entry;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use foldhash::HashMap;
use remedi_claims::{
    Batch, Claim, ClaimKind, DateRange, EntityType, LoopAt, LoopKind, Modifier, Money, Npi, Party,
    Pos, ProcedureCode, SegmentAt, SegmentId, Tin,
};
use remedi_enrollment::{AddressKey, LocationIndex, Roster};
use remedi_validate::Checker;

use crate::asked::Asked;
use crate::code::word;
use crate::member::{HashedId, IdKey};
use crate::sent::{ClaimsRead, Sending, Stay};
use crate::{Code, Modifiers};

const DTP: SegmentId = SegmentId::of(b"DTP");
const LX: SegmentId = SegmentId::of(b"LX");
const REF: SegmentId = SegmentId::of(b"REF");
const SV1: SegmentId = SegmentId::of(b"SV1");
const SV2: SegmentId = SegmentId::of(b"SV2");
const SV3: SegmentId = SegmentId::of(b"SV3");

/// Reads the claims of a batch of the input with this number, and judges each by the rules: the
/// bytes are gone when the payer's answer is read.
pub fn read_claims(batch: &mut Batch, checker: &Checker<'_>, input: u32, key: IdKey) -> ClaimsRead {
    read_all(batch, checker, (input, key), |_, _| true, |_| None)
}

/// Does as [`read_claims`], but judges only claims of which it is [asked](crate::Payments::asked) what is wrong with
/// them. The others are for matching alone, and not to be kept for payments that come later.
pub fn read_claims_asked(
    batch: &mut Batch,
    checker: &Checker<'_>,
    input: u32,
    key: IdKey,
    asked: &Asked,
) -> ClaimsRead {
    let is_asked = |claim: &ReadClaim<'_>, lines: &[ReadLine]| {
        Asked::has_twins(lines.iter().map(|line| line.service)) || asked.may_mean(claim)
    };
    read_all(batch, checker, (input, key), is_asked, |_| None)
}

/// Does as [`read_claims`], but judges each claim as on the day it was sent, by the roster as it was known then.
pub fn read_claims_as_sent(
    batch: &mut Batch,
    checker: &Checker<'_>,
    input: u32,
    key: IdKey,
) -> ClaimsRead {
    let day = |claim: &ReadClaim<'_>| claim.sent_on;
    read_all(batch, checker, (input, key), |_, _| true, day)
}

fn read_all(
    batch: &mut Batch,
    checker: &Checker<'_>,
    (input, key): (u32, IdKey),
    is_asked: impl Fn(&ReadClaim<'_>, &[ReadLine]) -> bool,
    day: impl Fn(&ReadClaim<'_>) -> Option<NaiveDate>,
) -> ClaimsRead {
    batch.walk();
    let mut read = ClaimsRead::of(input, batch.input_bytes());
    let mut reader = Reader::new(key, checker.roster());
    let mut judging = checker.judging();
    for claim in batch.claims() {
        let sent = reader.read(claim, &mut read);
        let judged = is_asked(&sent, &reader.lines).then(|| judging.judge_as_of(claim, day(&sent)));
        read.pack(&sent, &reader.lines, judged.as_ref(), checker.roster());
    }
    read
}

/// What is kept of a claim as it was sent, but for its lines.
#[derive(Debug)]
pub(crate) struct ReadClaim<'b> {
    /// CLM01.
    pub id: &'b [u8],
    /// Its hash, whatever its form.
    pub number: u64,
    pub charge: Option<Money>,
    pub member: Option<HashedId>,
    /// The control number of the clearinghouse (REF*D9).
    pub trace: Option<HashedId>,
    /// The prior authorization (2300 REF*G1).
    pub authorization: Option<HashedId>,
    /// From the first day of its lines to the last; where they have none, of the claim itself.
    pub dates: Option<DateRange>,
    /// CLM05-1 where it is a place of service.
    pub pos: Option<Pos>,
    /// CLM05-3.
    pub frequency: &'b [u8],
    /// The payer's number of the claim that it replaces or voids (REF*F8); empty where there is none.
    pub original: &'b [u8],
    pub stay: Stay,
    pub sent_on: Option<NaiveDate>,
    /// The number of what it shares with others that are sent with it.
    pub sending: u32,
    /// Offset of its CLM in the input.
    pub byte: u64,
    /// A sum over all that it says, and over the levels it stands under.
    pub digest: u64,
}

/// What is kept of a service line as it was sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReadLine {
    /// LX01.
    pub number: Option<u32>,
    /// REF*6R.
    pub control: Option<HashedId>,
    /// REF*G1.
    pub authorization: Option<HashedId>,
    /// The procedure, or a revenue code where there is none.
    pub service: Code,
    pub modifiers: Modifiers,
    pub charge: Option<Money>,
    /// Its own, else those of the claim.
    pub dates: Option<DateRange>,
    has_own_dates: bool,
    pub pos: Option<Pos>,
    pub provider: Option<Npi>,
    pub location: Option<LocationIndex>,
}

/// Reads claims one after the other. What they share is read once.
struct Reader<'b, 'r> {
    key: IdKey,
    roster: Option<&'r Roster>,
    /// The lines of the claim that was read last.
    lines: Vec<ReadLine>,
    above: [Above; 4],
    set: SetRead,
    practice: PracticeRead,
    subscriber: SubscriberRead<'b>,
    /// The days that were read last, as they were sent.
    days: ([&'b [u8]; 2], Option<DateRange>),
    sendings: HashMap<SendingKey<'b>, u32>,
}

/// The payer as it was sent, the practice, and the day.
type SendingKey<'b> = (&'b [u8], Option<Tin>, Option<Npi>, Option<NaiveDate>);

/// A level that claims stand under: its segments, and a sum over them.
#[derive(Clone, Debug, Default)]
struct Above {
    segments: Range<u32>,
    sum: u64,
}

/// What the header of a set tells.
#[derive(Debug, Default)]
struct SetRead {
    sent_on: Option<NaiveDate>,
    /// A sum over the control numbers.
    controls: u64,
}

/// The billing provider (2010AA).
#[derive(Debug, Default)]
struct PracticeRead {
    tin: Option<Tin>,
    npi: Option<Npi>,
    address: Option<AddressKey>,
    is_person: bool,
}

/// The subscriber (2010BA), and the payer that the claim is sent to (2010BB).
#[derive(Debug, Default)]
struct SubscriberRead<'b> {
    member: Option<HashedId>,
    payer: &'b [u8],
}

/// The facility of a claim or a line, by its NPI and address.
type FacilityRead = (Option<Npi>, Option<AddressKey>);

/// What lines take from their claim.
#[derive(Debug)]
struct Head<'b> {
    kind: ClaimKind,
    facility_code: &'b [u8],
    /// Whom the claim names as rendering provider, by an NPI or without.
    rendering: Option<Option<Npi>>,
    facility: Option<FacilityRead>,
    /// The location of lines at this place that name no facility.
    located: Option<(Option<Pos>, Option<LocationIndex>)>,
}

/// What is known of the last line while it is read.
#[derive(Debug, Default)]
struct OpenLine<'b> {
    is_open: bool,
    has_service: bool,
    numbers: Numbers<'b>,
    pos_sent: &'b [u8],
    rendering: Option<Option<Npi>>,
    facility: Option<FacilityRead>,
}

/// Numbers that a claim or a line gives: of several of a kind the first counts.
#[derive(Debug, Default)]
struct Numbers<'b> {
    authorization: Option<&'b [u8]>,
    trace: Option<&'b [u8]>,
    original: Option<&'b [u8]>,
    line_control: Option<&'b [u8]>,
}

impl<'b> Numbers<'b> {
    /// Takes down a REF. An authorization that names another payer (REF04-1 = 2U) is that one's.
    fn see(&mut self, segment: &SegmentAt<'b>) {
        let [qualifier, number] = segment.values();
        let place = match qualifier {
            b"G1" if self.authorization.is_none() && segment.component(4, 1) == b"2U" => return,
            b"G1" => &mut self.authorization,
            b"6R" => &mut self.line_control,
            b"D9" => &mut self.trace,
            b"F8" => &mut self.original,
            _ => return,
        };
        place.get_or_insert(number);
    }
}

impl<'b, 'r> Reader<'b, 'r> {
    fn new(key: IdKey, roster: Option<&'r Roster>) -> Self {
        Reader {
            key,
            roster,
            lines: Vec::new(),
            above: Default::default(),
            set: SetRead::default(),
            practice: PracticeRead::default(),
            subscriber: SubscriberRead::default(),
            days: Default::default(),
            sendings: HashMap::default(),
        }
    }

    /// Reads a claim, and its lines into `lines`. It is numbered among the sendings of `read`.
    fn read(&mut self, claim: Claim<'b>, read: &mut ClaimsRead) -> ReadClaim<'b> {
        self.look_above(&claim);
        self.lines.clear();
        let header = claim.segment();
        let [id, charge] = header.values();
        let [facility_code, _, frequency] = header.components(5);
        let kind = claim.kind();
        let mut head = Head {
            kind,
            facility_code: match kind {
                ClaimKind::Institutional => b"",
                ClaimKind::Professional | ClaimKind::Dental => facility_code,
            },
            rendering: None,
            facility: None,
            located: None,
        };
        let mut numbers = Numbers::default();
        // DTP*434, 472, 435 and 096 of the claim.
        let mut days: [Option<[&[u8]; 2]>; 4] = [None; 4];
        // The last of DTP*434 and 472, which are those of lines that say none.
        let mut of_claim = None;
        let mut open = OpenLine::default();
        let mut has_lines = false;
        for part in claim.all_loops() {
            match part.kind() {
                LoopKind::Line => {
                    has_lines = true;
                    if part.opens() {
                        self.end_line(&mut open, &mut head);
                        self.open_line(&part.segment(), &mut open, &head);
                    }
                    if open.is_open {
                        self.read_line(&part, &mut open);
                    }
                }
                LoopKind::LineProvider if open.is_open && part.opens() => {
                    let party = part.party();
                    self.see_provider(&party, &mut open.rendering, &mut open.facility);
                }
                LoopKind::Claim => {
                    self.end_line(&mut open, &mut head);
                    for segment in part.segments() {
                        match segment.id() {
                            REF => numbers.see(&segment),
                            DTP => {
                                let [qualifier, day @ ..] = segment.values::<3>();
                                let known = [b"434", b"472", b"435", b"096"];
                                let known = known.iter().position(|known| qualifier == *known);
                                if let Some(known) = known {
                                    days[known].get_or_insert(day);
                                    if known < 2 {
                                        of_claim = Some(day);
                                    }
                                }
                            }
                            _ => {}
                        }
                    }
                }
                kind if kind < LoopKind::Line => {
                    self.end_line(&mut open, &mut head);
                    if kind == LoopKind::ClaimProvider && part.opens() && !has_lines {
                        let party = part.party();
                        self.see_provider(&party, &mut head.rendering, &mut head.facility);
                    }
                }
                _ => {}
            }
        }
        self.end_line(&mut open, &mut head);
        let parse = |[format, day]: [&[u8]; 2]| DateRange::parse(format, day).ok();
        if let Some(of_claim) = of_claim {
            let of_claim = parse(of_claim);
            let undated = self.lines.iter_mut().filter(|line| !line.has_own_dates);
            undated.for_each(|line| line.dates = of_claim);
        }
        let of_lines = self.lines.iter().filter_map(|line| line.dates);
        let dates = of_lines
            .reduce(DateRange::span)
            .or_else(|| days[..3].iter().flatten().copied().find_map(parse));
        let [statement, _, admitted, discharged] = days;
        // An 837I tells of the discharge the hour alone: the day is the last one of the statement.
        let discharged = match kind {
            ClaimKind::Institutional => statement,
            ClaimKind::Professional | ClaimKind::Dental => discharged,
        };
        let stay = Stay {
            admitted: admitted.and_then(parse).map(|days| days.from),
            discharged: discharged.and_then(parse).map(|days| days.to),
        };
        let byte = header.byte();
        ReadClaim {
            id,
            number: self.key.hash_of_number(id),
            charge: Money::parse(charge).ok(),
            member: self.subscriber.member,
            trace: self.hash(numbers.trace),
            authorization: self.hash(numbers.authorization),
            dates,
            pos: Pos::parse(head.facility_code),
            frequency,
            original: numbers.original.unwrap_or_default(),
            stay,
            sent_on: self.set.sent_on,
            sending: self.sending(read),
            byte,
            digest: self.digest(&claim, byte, dates),
        }
    }

    /// Reads what is new of the levels above the claim.
    fn look_above(&mut self, claim: &Claim<'b>) {
        for (level, segments) in claim.ranges_above().into_iter().enumerate() {
            let known = &mut self.above[level];
            if known.segments == segments && !segments.is_empty() {
                continue;
            }
            known.sum = sum_of(claim.batch().segments(segments.clone()));
            known.segments = segments;
            match level {
                0 => self.set = SetRead::of(claim),
                1 => self.practice = PracticeRead::of(claim, self.roster.is_some()),
                2 => self.subscriber = SubscriberRead::of(claim, self.key),
                _ => {}
            }
        }
    }

    fn open_line(&mut self, first: &SegmentAt<'b>, open: &mut OpenLine<'b>, head: &Head<'b>) {
        *open = OpenLine {
            is_open: true,
            pos_sent: head.facility_code,
            ..OpenLine::default()
        };
        self.lines.push(ReadLine {
            number: if first.id() == LX {
                first.number(1)
            } else {
                None
            },
            ..ReadLine::default()
        });
    }

    /// The segments of a line itself.
    fn read_line(&mut self, part: &LoopAt<'b>, open: &mut OpenLine<'b>) {
        let Reader { lines, days, .. } = self;
        let Some(line) = lines.last_mut() else { return };
        for segment in part.segments() {
            match segment.id() {
                SV1 | SV2 | SV3 if !open.has_service => {
                    open.has_service = true;
                    let pos = line.read_service(&segment);
                    if !pos.is_empty() {
                        open.pos_sent = pos;
                    }
                }
                DTP if !line.has_own_dates => {
                    let [qualifier, day @ ..] = segment.values::<3>();
                    if qualifier == b"472" {
                        line.has_own_dates = true;
                        // Lines that follow each other mostly have the same days.
                        if days.0 != day {
                            *days = (day, DateRange::parse(day[0], day[1]).ok());
                        }
                        line.dates = days.1;
                    }
                }
                REF => open.numbers.see(&segment),
                _ => {}
            }
        }
    }

    /// Takes down a rendering provider (82) or a facility, the first of each.
    fn see_provider(
        &self,
        party: &Party<'b>,
        rendering: &mut Option<Option<Npi>>,
        facility: &mut Option<FacilityRead>,
    ) {
        let [role, _, _, _, _, _, _, qualifier, id] = party.name_segment().values();
        let npi = || (qualifier == b"XX").then(|| Npi::parse(id).ok()).flatten();
        match role {
            b"82" if rendering.is_none() => *rendering = Some(npi()),
            b"77" | b"FA" | b"LI" | b"TL" if facility.is_none() => {
                *facility = Some((npi(), address(party, self.roster.is_some())));
            }
            _ => {}
        }
    }

    /// Ends the line that is open: who rendered it, and where.
    fn end_line(&mut self, open: &mut OpenLine<'b>, head: &mut Head<'b>) {
        let Some(line) = self.lines.last_mut().filter(|_| open.is_open) else {
            return;
        };
        open.is_open = false;
        let hash = |number: Option<&[u8]>| self.key.hash(number?);
        line.authorization = hash(open.numbers.authorization);
        line.control = hash(open.numbers.line_control);
        line.pos = Pos::parse(open.pos_sent);
        let practice = &self.practice;
        line.provider = match head.kind {
            ClaimKind::Institutional => practice.npi,
            ClaimKind::Professional | ClaimKind::Dental => {
                let named = open.rendering.or(head.rendering);
                named.unwrap_or_else(|| practice.npi.filter(|_| practice.is_person))
            }
        };
        let at = |pos, (npi, address)| self.roster?.location_at(npi, address, pos);
        line.location = match (&open.facility, &head.located) {
            (Some(own), _) => at(line.pos, *own),
            (None, Some((pos, location))) if *pos == line.pos => *location,
            (None, _) => {
                let site = head.facility.unwrap_or((practice.npi, practice.address));
                let location = at(line.pos, site);
                head.located = Some((line.pos, location));
                location
            }
        };
    }

    fn hash(&self, number: Option<&[u8]>) -> Option<HashedId> {
        self.key.hash(number?)
    }

    /// The number of what the claim shares with those that are sent with it.
    fn sending(&mut self, read: &mut ClaimsRead) -> u32 {
        let payer_sent = self.subscriber.payer;
        let (tin, npi, sent_on) = (self.practice.tin, self.practice.npi, self.set.sent_on);
        let next = read.sendings.len() as u32;
        match self.sendings.entry((payer_sent, tin, npi, sent_on)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let found = |roster: &'r Roster| {
                    let payer = roster.payer_sent(payer_sent);
                    payer.one().map(|payer| &*roster.payer(payer).id)
                };
                let payer = self.roster.and_then(found).unwrap_or_default();
                read.sendings.push(Sending {
                    tin,
                    npi,
                    payer: payer.into(),
                    payer_sent: String::from_utf8_lossy(payer_sent.trim_ascii()).into(),
                    sent_on,
                });
                *new.insert(next)
            }
        }
    }

    /// A sum over all that a claim says. A file that was put right may be as long as before, and keep its numbers.
    fn digest(&self, claim: &Claim<'b>, byte: u64, dates: Option<DateRange>) -> u64 {
        let day = |day: Option<NaiveDate>| day.map_or(0, |day| day.num_days_from_ce() as u64);
        let told = [
            self.set.controls,
            day(self.set.sent_on),
            day(dates.map(|dates| dates.from)),
            day(dates.map(|dates| dates.to)),
            byte,
            sum_of_bytes(claim.text()),
            self.lines.len() as u64,
        ];
        let levels = self.above.iter().map(|level| level.sum);
        told.into_iter().chain(levels).fold(0, mix)
    }
}

impl SetRead {
    fn of(claim: &Claim<'_>) -> SetRead {
        let place = claim.batch().place(claim.segment().index());
        let controls = [place.interchange, place.group, place.set];
        let controls = controls.map(|control| sum_of_bytes(control.as_bytes()));
        SetRead {
            sent_on: claim.written_on(),
            controls: controls.into_iter().fold(0, mix),
        }
    }
}

impl PracticeRead {
    fn of(claim: &Claim<'_>, has_roster: bool) -> PracticeRead {
        let Some(party) = claim.billing_provider() else {
            return PracticeRead::default();
        };
        PracticeRead {
            tin: party.tin(),
            npi: party.npi().and_then(Result::ok),
            address: address(&party, has_roster),
            is_person: party.entity_type() == Some(EntityType::Person),
        }
    }
}

impl<'b> SubscriberRead<'b> {
    fn of(claim: &Claim<'b>, key: IdKey) -> SubscriberRead<'b> {
        let (mut member, mut payer) = (None, None);
        for part in claim.loops_above(2) {
            if part.kind() == LoopKind::LevelParty && part.opens() {
                let [role, _, _, _, _, _, _, _, id] = part.segment().values();
                match role {
                    b"IL" => member = member.or(Some(id)),
                    b"PR" => payer = payer.or(Some(id)),
                    _ => {}
                }
            }
        }
        SubscriberRead {
            member: member.and_then(|id| key.hash(id)),
            payer: payer.unwrap_or_default(),
        }
    }
}

impl ReadLine {
    /// Reads SV1, SV2 or SV3; gives the place of service that it names.
    fn read_service<'b>(&mut self, segment: &SegmentAt<'b>) -> &'b [u8] {
        let [first, second, third, _, fifth] = segment.values();
        let (composite, charge, pos, revenue) = match segment.id() {
            SV2 => (2, third, &b""[..], first),
            SV3 => (1, second, third, &b""[..]),
            _ => (1, second, fifth, &b""[..]),
        };
        let [_, code, modifiers @ ..] = segment.components::<6>(composite);
        self.service = match ProcedureCode::parse(code) {
            Some(procedure) => Code::kept(procedure.as_bytes()),
            None if code.is_empty() => Code::new(revenue),
            None => Code::new(code),
        };
        self.modifiers = modifiers.into_iter().filter_map(Modifier::parse).collect();
        self.charge = Money::parse(charge).ok();
        pos
    }
}

/// What is compared of the address of a party (N3, N4), which only a roster asks for.
fn address(party: &Party<'_>, has_roster: bool) -> Option<AddressKey> {
    let sent = party.address().filter(|_| has_roster)?;
    Some(AddressKey::of(&sent.into()))
}

/// Adds a word to a sum. Such sums are in indexes, so that they have to stay as they are.
fn mix(sum: u64, word: u64) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    fold(sum ^ ODD, word ^ 0xD6E8_FEB8_6659_FD93).wrapping_add(word)
}

/// The halves of a product as one word.
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

fn sum_of_bytes(bytes: &[u8]) -> u64 {
    let (pairs, rest) = bytes.as_chunks::<16>();
    let mut sum = bytes.len() as u64;
    for pair in pairs {
        let both = u128::from_le_bytes(*pair);
        sum = mix(sum ^ both as u64, (both >> 64) as u64);
    }
    let (one, other) = rest.split_at(rest.len().min(8));
    mix(sum ^ word(one), word(other))
}

/// A sum over segments, without what is between them: where those of levels stand in a batch, nothing may be.
fn sum_of<'b>(segments: impl Iterator<Item = SegmentAt<'b>>) -> u64 {
    segments.fold(0, |sum, segment| mix(sum, sum_of_bytes(segment.body())))
}

#[cfg(test)]
mod tests;
