//! What a batch shows of its envelope, its claims and their faults, in the order of the input: what tells
//! which levels are accepted, and with the details of claims all that acknowledgements need to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use remedi_claims::{
    Batch, Claim, ClaimKind, DateRange, Party, SegmentAt, SegmentId, SetKind, knows_version,
};
use remedi_x12::{Level, Place, Segment, Separators};

use super::amount::Amount;
use crate::checker::segment_at;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Finding;
use crate::rule::{AckStatus, Severity, SyntaxCode};

/// A value as it was sent.
pub(crate) type Sent = Box<[u8]>;

/// What a batch shows, in the order of the input.
#[derive(Debug, Default)]
pub(crate) struct Sightings {
    pub all: Vec<Sighting>,
    /// Whether acknowledgements can be written from it.
    pub detailed: bool,
}

#[derive(Debug)]
pub(crate) enum Sighting {
    Interchange(Box<Interchange>),
    Group(Box<Group>),
    Set(Box<Set>),
    /// A fault of the interchange, the group or the set as a whole.
    Fault(SyntaxCode, Severity),
    /// A level that is open, or that the segment seen next opens, ends without its trailer.
    MissingTrailer(Level, SyntaxCode, Severity),
    /// A fault of a segment of the open set.
    Note(Box<Note>),
    /// A claim, whether it is held, and what acknowledgements tell of it.
    Claim {
        held: bool,
        seen: Option<Box<ClaimSeen>>,
    },
    /// A trailer with its count, where that is a number.
    End(Level, Option<u64>),
}

/// The elements of a segment as they were sent.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    /// The segment without its terminator.
    body: Sent,
    separators: Separators,
}

impl Values {
    fn of(segment: &Segment<'_>) -> Values {
        Values {
            body: segment.body().into(),
            separators: segment.separators(),
        }
    }

    /// The element at a position from 1; none when it is absent or empty.
    pub fn value(&self, position: usize) -> &[u8] {
        Segment::new(&self.body, self.separators).value(position)
    }
}

/// An ISA.
#[derive(Clone, Debug)]
pub(crate) struct Interchange {
    pub place: Place,
    pub separators: Separators,
    values: Values,
}

impl Interchange {
    /// ISA01 to ISA16 by position.
    pub fn value(&self, position: usize) -> &[u8] {
        self.values.value(position)
    }
}

/// A GS.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub place: Place,
    values: Values,
}

impl Group {
    /// GS01.
    pub fn id(&self) -> &[u8] {
        self.values.value(1)
    }

    /// GS02.
    pub fn sender(&self) -> &[u8] {
        self.values.value(2)
    }

    /// GS03.
    pub fn receiver(&self) -> &[u8] {
        self.values.value(3)
    }

    /// GS06.
    pub fn control(&self) -> &[u8] {
        self.values.value(6)
    }

    /// GS08.
    pub fn version(&self) -> &[u8] {
        self.values.value(8)
    }

    /// What is wrong with what the group says it holds (AK905).
    pub fn fault(&self) -> Option<&'static str> {
        group_fault(self.id(), self.version())
    }
}

/// What is wrong with a group of this functional identifier (GS01) and version (GS08): the one is not known (AK905
/// 1), or the other is not (2).
pub(crate) fn group_fault(id: &[u8], version: &[u8]) -> Option<&'static str> {
    match knows_version(id, version) {
        None => Some("1"),
        Some(false) => Some("2"),
        Some(true) => None,
    }
}

/// An ST with the header of its set.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub place: Place,
    values: Values,
    pub kind: Option<SetKind>,
    /// BHT03.
    pub reference: Sent,
    /// 1000A.
    pub submitter: Option<Name>,
    /// 1000B.
    pub receiver: Option<Name>,
}

impl Set {
    /// ST01.
    pub fn id(&self) -> &[u8] {
        self.values.value(1)
    }

    /// ST02.
    pub fn control(&self) -> &[u8] {
        self.values.value(2)
    }

    /// ST03.
    pub fn convention(&self) -> &[u8] {
        self.values.value(3)
    }

    /// What is wrong with what the set says it is (IK502): nothing is told (6), or it is not supported (1).
    pub fn fault(&self) -> Option<&'static str> {
        let expected = match self.kind {
            Some(SetKind::Claims(_)) => &b"837"[..],
            Some(SetKind::Payments) => b"835",
            None => b"",
        };
        match self.id() {
            b"" => Some("6"),
            // Acknowledgements are read as well, though nothing answers them.
            b"277" | b"997" | b"999" if self.kind.is_none() => None,
            id if id != expected => Some("1"),
            _ => None,
        }
    }
}

/// The values of an NM1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    /// NM102.
    pub entity_type: Sent,
    /// NM103.
    pub last: Sent,
    /// NM104.
    pub first: Sent,
    /// NM105.
    pub middle: Sent,
    /// NM107.
    pub suffix: Sent,
    /// NM108.
    pub qualifier: Sent,
    /// NM109.
    pub id: Sent,
}

impl Name {
    fn of(name: &Segment<'_>) -> Name {
        let value = |position| Sent::from(name.value(position));
        Name {
            entity_type: value(2),
            last: value(3),
            first: value(4),
            middle: value(5),
            suffix: value(7),
            qualifier: value(8),
            id: value(9),
        }
    }
}

/// A segment or element at fault, as IK3 and IK4 tell it.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub severity: Severity,
    /// The segment id.
    pub tag: Sent,
    /// The number of the segment in its set, from 1.
    pub segment: u32,
    pub loop_id: Option<&'static str>,
    /// CLM01 of the claim that the segment is in.
    pub claim: Option<Sent>,
    pub fault: Noted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    /// IK304.
    Segment(&'static str),
    /// An element or component.
    Element {
        /// IK401: element, component and repetition; 0 for none.
        position: [u8; 3],
        /// IK403.
        code: &'static str,
        /// What was sent, where that may be copied.
        copy: Sent,
    },
}

impl Noted {
    /// Whether the fault is one against the guide alone, not against the standard.
    pub fn is_of_guide(&self) -> bool {
        let (Noted::Segment(code) | Noted::Element { code, .. }) = self;
        code.starts_with('I')
    }

    /// Where in the segment it is; nothing for the segment itself, which comes first.
    pub fn position(&self) -> [u8; 3] {
        match self {
            Noted::Segment(_) => [0; 3],
            Noted::Element { position, .. } => *position,
        }
    }
}

/// A billing provider (2010AA).
#[derive(Debug)]
pub(super) struct Provider {
    /// Where its NM1 stands, by which it is known again; 0 for none.
    pub byte: u64,
    pub name: Option<Name>,
    /// REF*EI, or REF*SY.
    pub tax_id: Option<(&'static [u8], Sent)>,
    /// REF*G2 or another number of the payer's.
    pub payer_number: Sent,
}

/// A claim with what was found in it.
#[derive(Debug)]
pub(crate) struct ClaimSeen {
    /// Where its first and its last segment stand.
    bytes: (u64, u64),
    pub(super) provider: Arc<Provider>,
    /// The patient's name (2010CA, else 2010BA).
    pub(super) patient: Option<Name>,
    /// The member id with its qualifier (2010BA NM108 and NM109).
    pub(super) member: (Sent, Sent),
    /// CLM01.
    pub(super) id: Sent,
    /// CLM02 as sent; nothing where it is no number.
    pub(super) charge: Amount,
    /// REF*F8.
    pub(super) payer_number: Sent,
    /// REF*D9.
    pub(super) clearinghouse_number: Sent,
    /// The type of bill of an 837I.
    pub(super) bill_type: Sent,
    pub(super) dates: Option<DateRange>,
    pub(super) held: bool,
    /// What refuses the claim as a whole, each once.
    pub(super) statuses: Vec<AckStatus>,
    /// The lines that something refuses.
    pub(super) lines: Vec<LineSeen>,
}

/// A service line with what was found in it.
#[derive(Debug)]
pub(super) struct LineSeen {
    /// The composite of the procedure: qualifier, code, modifiers.
    pub procedure: Vec<Sent>,
    /// SV201.
    pub revenue: Sent,
    /// SV102, SV203 or SV302 as sent; nothing where it is no number.
    pub charge: Amount,
    pub units: Sent,
    /// REF*6R, else LX01.
    pub control: Sent,
    /// REF*XZ.
    pub prescription: Sent,
    pub dates: Option<DateRange>,
    pub statuses: Vec<AckStatus>,
}

/// What refuses a claim for a finding of a rule that names no claim status.
const INCONSISTENT: AckStatus = AckStatus {
    category: "A7",
    status: "732",
    entity: None,
};

/// Gathers the claims of a batch.
#[derive(Debug)]
pub(crate) struct ClaimsSeen {
    /// Where each stands, and whether it is held.
    judged: Vec<(u64, bool)>,
    /// What acknowledgements tell of each; empty when none are asked for.
    all: Vec<ClaimSeen>,
    provider: Option<Arc<Provider>>,
    details: bool,
}

impl ClaimsSeen {
    /// No claims yet; with `details` what acknowledgements tell is gathered as well.
    pub fn new(details: bool) -> ClaimsSeen {
        ClaimsSeen {
            judged: Vec::new(),
            all: Vec::new(),
            provider: None,
            details,
        }
    }

    /// Takes the next claim with what was found in it.
    pub fn push(&mut self, facts: &ClaimFacts<'_>, lines: &[LineFacts<'_>], findings: &[Finding]) {
        let held = findings.iter().any(|one| one.severity == Severity::Error);
        self.judged.push((facts.claim.segment().byte(), held));
        if self.details {
            self.detail(facts, lines, findings, held);
        }
    }

    fn detail(
        &mut self,
        facts: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        findings: &[Finding],
        held: bool,
    ) {
        let claim = &facts.claim;
        let (batch, range) = (claim.batch(), claim.segment_range());
        // By the number of the line; none for the claim as a whole.
        let mut statuses: BTreeMap<Option<u32>, Vec<AckStatus>> = BTreeMap::new();
        for finding in findings
            .iter()
            .filter(|one| one.severity == Severity::Error)
        {
            let line = finding.subject.as_ref().and_then(|subject| subject.line);
            let all = statuses.entry(line).or_default();
            let unsaid = finding.ack().is_none().then_some(INCONSISTENT);
            for status in finding.acks().chain(unsaid) {
                if !all.contains(&status) {
                    all.push(status);
                }
            }
        }
        let mut refused = Vec::new();
        if held {
            let numbered = lines.iter().filter(|line| line.number.is_some());
            refused.extend(numbered.filter_map(|line| {
                let own = statuses.get(&line.number)?;
                Some(LineSeen::of(line, own.clone()))
            }));
        }
        let subscriber = claim
            .subscriber()
            .map(|party| Name::of(&party.name_segment().segment()));
        let patient = claim
            .patient()
            .map(|party| Name::of(&party.name_segment().segment()));
        let mut known = subscriber.iter().chain(&patient);
        let member = known.find(|name| !name.id.is_empty());
        let member = member.map(|name| (name.qualifier.clone(), name.id.clone()));
        let provider = self.provider(claim);
        let reference = |qualifier: &[u8]| reference(claim.reference(qualifier));
        self.all.push(ClaimSeen {
            bytes: (
                batch.segment(range.start).byte(),
                batch.segment(range.end - 1).byte(),
            ),
            provider,
            member: member.unwrap_or_default(),
            patient: patient.or(subscriber),
            id: claim.id().into(),
            charge: Amount::of(claim.segment().value(2)).unwrap_or_default(),
            payer_number: reference(b"F8"),
            clearinghouse_number: reference(b"D9"),
            bill_type: match claim.kind() {
                ClaimKind::Institutional => {
                    [claim.facility_code(), claim.frequency()].concat().into()
                }
                ClaimKind::Professional | ClaimKind::Dental => Sent::default(),
            },
            dates: facts.dates_with(lines),
            held,
            statuses: statuses.remove(&None).unwrap_or_default(),
            lines: refused,
        });
    }

    fn provider(&mut self, claim: &Claim<'_>) -> Arc<Provider> {
        let party = claim.billing_provider();
        let byte = party.map_or(0, |party| party.name_segment().byte());
        match &self.provider {
            Some(same) if same.byte == byte => Arc::clone(same),
            _ => {
                let provider = Arc::new(Provider::of(byte, party.as_ref()));
                Arc::clone(self.provider.insert(provider))
            }
        }
    }
}

/// REF02.
fn reference(segment: Option<SegmentAt<'_>>) -> Sent {
    segment.map_or_else(Sent::default, |segment| segment.value(2).into())
}

impl Provider {
    fn of(byte: u64, party: Option<&Party<'_>>) -> Provider {
        let number = |qualifier: &[u8]| {
            let sent = reference(party?.reference(qualifier));
            (!sent.is_empty()).then_some(sent)
        };
        let payer_number = [b"G2", b"1C", b"1D"]
            .into_iter()
            .find_map(|qualifier| number(qualifier));
        Provider {
            byte,
            name: party.map(|party| Name::of(&party.name_segment().segment())),
            tax_id: number(b"EI")
                .map(|id| (&b"EI"[..], id))
                .or_else(|| number(b"SY").map(|id| (&b"SY"[..], id))),
            payer_number: payer_number.unwrap_or_default(),
        }
    }
}

impl LineSeen {
    fn of(facts: &LineFacts<'_>, statuses: Vec<AckStatus>) -> LineSeen {
        let line = &facts.line;
        let service = line.service();
        let (procedure, charge, units) = match &service {
            Some(service) => {
                // The charge stands behind the procedure.
                let (element, units) = match service.tag() {
                    b"SV2" => (2, 5),
                    b"SV3" => (1, 6),
                    _ => (1, 4),
                };
                let composite = service.element(element);
                let parts = composite.iter().flat_map(|element| element.components());
                (
                    parts.take(6).map(Sent::from).collect(),
                    Amount::of(service.value(element + 1)),
                    service.value(units),
                )
            }
            None => (Vec::new(), None, &b""[..]),
        };
        let control = reference(line.reference(b"6R"));
        LineSeen {
            procedure,
            revenue: line.revenue_code().into(),
            charge: charge.unwrap_or_default(),
            units: units.into(),
            control: match control.is_empty() {
                true => line.segment().value(1).into(),
                false => control,
            },
            prescription: reference(line.reference(b"XZ")),
            dates: facts.dates,
            statuses,
        }
    }
}

/// What stands at the same byte comes in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The missing trailer of a level that ends before this segment; or of the one that it opens, where
    /// the input ends behind it.
    Missing,
    Header,
    Within,
    Trailer,
    /// The missing trailer of a level that is open when the input ends behind this segment.
    MissingAtEnd,
}

/// A header (true) or a trailer of a level.
pub(crate) type Bound = (Level, bool);

const ISA: SegmentId = SegmentId::of(b"ISA");
const GS: SegmentId = SegmentId::of(b"GS");
const ST: SegmentId = SegmentId::of(b"ST");
const IEA: SegmentId = SegmentId::of(b"IEA");
const GE: SegmentId = SegmentId::of(b"GE");
const SE: SegmentId = SegmentId::of(b"SE");

/// What a segment is to the envelope.
pub(crate) fn bound(segment: SegmentId) -> Option<Bound> {
    Some(match segment {
        ISA => (Level::Interchange, true),
        GS => (Level::Group, true),
        ST => (Level::Set, true),
        IEA => (Level::Interchange, false),
        GE => (Level::Group, false),
        SE => (Level::Set, false),
        _ => return None,
    })
}

impl Sightings {
    /// What a batch shows, given its claims and all that was found in it.
    pub fn of(batch: &Batch, claims: ClaimsSeen, findings: &[Finding]) -> Sightings {
        let mut all: Vec<(u64, Rank, Sighting)> = Vec::new();
        let mut sets = batch.sets().iter();
        for index in batch.envelope_segments() {
            let Some(bound) = bound(batch.segment_id(index)) else {
                continue;
            };
            let segment = batch.segment(index);
            let (rank, sighting) = match bound {
                (level, false) => {
                    let count = std::str::from_utf8(segment.value(1)).ok();
                    let count = count.and_then(|count| count.parse().ok());
                    (Rank::Trailer, Sighting::End(level, count))
                }
                (Level::Interchange, true) => {
                    let seen = Box::new(interchange(batch.place(index), &segment));
                    (Rank::Header, Sighting::Interchange(seen))
                }
                (Level::Group, true) => (
                    Rank::Header,
                    Sighting::Group(Box::new(group(batch.place(index), &segment))),
                ),
                (Level::Set, true) => {
                    let kind = sets.next().and_then(|set| set.kind);
                    (
                        Rank::Header,
                        Sighting::Set(Box::new(set(batch, index, kind, claims.details))),
                    )
                }
            };
            all.push((segment.byte(), rank, sighting));
        }
        for finding in findings {
            let fault = Found::of(batch, finding).fault(&claims.all);
            all.extend(fault.map(|(rank, sighting)| (finding.at.place.byte, rank, sighting)));
        }
        let detailed = claims.details;
        let mut details = claims.all.into_iter();
        all.extend(claims.judged.into_iter().map(|(byte, held)| {
            let seen = details.next().map(Box::new);
            (byte, Rank::Within, Sighting::Claim { held, seen })
        }));
        all.sort_by_key(|&(byte, rank, _)| (byte, rank));
        Sightings {
            all: all.into_iter().map(|(_, _, sighting)| sighting).collect(),
            detailed,
        }
    }
}

/// A finding with the segment where it shows, when that is one of the batch's own.
struct Found<'b> {
    batch: &'b Batch,
    finding: &'b Finding,
    index: Option<u32>,
    bound: Option<Bound>,
}

impl<'b> Found<'b> {
    fn of(batch: &'b Batch, finding: &'b Finding) -> Found<'b> {
        let index = segment_at(batch, finding.at.place.byte);
        Found {
            batch,
            finding,
            index,
            bound: index.and_then(|index| bound(batch.segment_id(index))),
        }
    }

    /// What an acknowledgement tells of it.
    fn fault(&self, claims: &[ClaimSeen]) -> Option<(Rank, Sighting)> {
        let (finding, severity) = (self.finding, self.finding.severity);
        let code = match finding.syntax? {
            // Elements of the header and trailer of a set are told of the set.
            SyntaxCode::Element(_) => self.code_of_set().unwrap_or(finding.syntax?),
            code => code,
        };
        let missing = match code {
            SyntaxCode::Interchange("023") => Some(Level::Interchange),
            SyntaxCode::Group("3") => Some(Level::Group),
            SyntaxCode::Set("2") => Some(Level::Set),
            _ => None,
        };
        if let Some(level) = missing {
            // What a header or trailer ends has ended before it, else the input ends behind it.
            let rank = match self.bound {
                Some((own, true)) if level as u8 >= own as u8 => Rank::Missing,
                Some((own, false)) if level as u8 > own as u8 => Rank::Missing,
                _ => Rank::MissingAtEnd,
            };
            return Some((rank, Sighting::MissingTrailer(level, code, severity)));
        }
        let fault = match code {
            SyntaxCode::Segment(code) => Noted::Segment(code),
            SyntaxCode::Element(code) => {
                let at = finding.at.element?;
                let copy = finding.sent.as_ref().map(|sent| sent.as_bytes());
                Noted::Element {
                    position: [at.position, at.component, at.repetition],
                    code,
                    copy: copy.unwrap_or_default().into(),
                }
            }
            _ => return Some((Rank::Within, Sighting::Fault(code, severity))),
        };
        let segment = self.number();
        let note = Note {
            severity,
            tag: match (finding.at.element, self.index) {
                (Some(element), _) => element.segment_id().as_bytes().into(),
                (None, Some(index)) => self.batch.segment(index).tag().into(),
                (None, None) => Sent::default(),
            },
            segment,
            loop_id: finding.at.loop_id,
            // What a claim lacks at its end shows at the segment after it.
            claim: match &finding.subject {
                Some(subject) => Some(subject.claim.as_bytes().into()),
                None => claim_at(finding.at.place.byte, claims),
            },
            fault,
        };
        (segment > 0).then(|| (Rank::Within, Sighting::Note(Box::new(note))))
    }

    /// IK502 of a fault in an element of ST or SE.
    fn code_of_set(&self) -> Option<SyntaxCode> {
        let at = self.finding.at.element?;
        let code = match (at.segment_id(), at.position) {
            ("ST", 1) => "6",
            ("ST" | "SE", 2) => "7",
            ("ST", 3) => "19",
            ("SE", 1) => "4",
            ("ST" | "SE", _) => "5",
            _ => return None,
        };
        Some(SyntaxCode::Set(code))
    }

    /// The number of the segment in its set; of what the batch ends before, the one behind its last.
    fn number(&self) -> u32 {
        let place = self.finding.at.place;
        if self.index.is_some() {
            return place.segment;
        }
        let last = self.batch.segment_count().checked_sub(1);
        let last = last.filter(|&last| self.batch.segment(last).byte() < place.byte);
        last.map_or(place.segment, |last| self.batch.place(last).segment + 1)
    }
}

/// CLM01 of the claim that the segment at a byte is in.
fn claim_at(byte: u64, claims: &[ClaimSeen]) -> Option<Sent> {
    let before = claims.partition_point(|claim| claim.bytes.0 <= byte);
    let claim = &claims[before.checked_sub(1)?];
    (byte <= claim.bytes.1).then(|| claim.id.clone())
}

fn interchange(place: Place, isa: &Segment<'_>) -> Interchange {
    Interchange {
        place,
        separators: isa.separators(),
        values: Values::of(isa),
    }
}

fn group(place: Place, gs: &Segment<'_>) -> Group {
    Group {
        place,
        values: Values::of(gs),
    }
}

fn set(batch: &Batch, index: u32, kind: Option<SetKind>, details: bool) -> Set {
    let st = batch.segment(index);
    let mut set = Set {
        place: batch.place(index),
        values: Values::of(&st),
        kind,
        reference: Sent::default(),
        submitter: None,
        receiver: None,
    };
    if !details {
        return set;
    }
    // A batch never ends between ST and the first level.
    for index in index + 1..batch.segment_count() {
        let segment = batch.segment(index);
        match segment.tag() {
            b"BHT" => set.reference = segment.value(3).into(),
            b"NM1" if segment.value(1) == b"41" => set.submitter = Some(Name::of(&segment)),
            b"NM1" if segment.value(1) == b"40" => set.receiver = Some(Name::of(&segment)),
            b"HL" | b"CLM" | b"ST" | b"SE" | b"GE" | b"GS" | b"IEA" | b"ISA" | b"LX" | b"CLP" => {
                break;
            }
            _ => {}
        }
    }
    set
}
