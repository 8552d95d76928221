//! What a batch shows of its envelope, its claims and their faults, in the order of the input: all that
//! acknowledgements need to know of it.

use std::sync::Arc;

use remedi_claims::{Batch, Claim, ClaimKind, DateRange, Money, Party, SegmentAt, SetKind};
use remedi_x12::{Fault, FaultKind, Level, Segment, Separators};

use crate::checker::segment_at;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Finding;
use crate::rule::{AckStatus, Severity};

/// A value as it was sent.
pub(super) type Sent = Box<[u8]>;

/// What acknowledgements need of a batch, in the order of the input.
#[derive(Debug, Default)]
pub(crate) struct Sightings(pub(super) Vec<Sighting>);

#[derive(Debug)]
pub(super) enum Sighting {
    Interchange(Box<Interchange>),
    Group(Box<Group>),
    Set(Box<Set>),
    /// A fault of the envelope, as it is graded.
    Fault(FaultKind, Severity),
    /// A fault of a segment of the open set.
    Note(Box<Note>),
    Claim(Box<ClaimSeen>),
    /// A trailer with its count, where that is a number.
    End(Level, Option<u64>),
}

/// An ISA.
#[derive(Clone, Debug)]
pub(super) struct Interchange {
    pub separators: Separators,
    pub elements: [Sent; 16],
}

impl Interchange {
    /// ISA01 to ISA16 by position.
    pub fn value(&self, position: usize) -> &[u8] {
        &self.elements[position - 1]
    }
}

/// A GS.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// GS01.
    pub id: Sent,
    /// GS02.
    pub sender: Sent,
    /// GS03.
    pub receiver: Sent,
    /// GS06.
    pub control: Sent,
    /// GS08.
    pub version: Sent,
}

/// An ST with the header of its set.
#[derive(Clone, Debug)]
pub(super) struct Set {
    /// ST01.
    pub id: Sent,
    /// ST02.
    pub control: Sent,
    /// ST03.
    pub convention: Sent,
    pub kind: Option<SetKind>,
    /// BHT03.
    pub reference: Sent,
    /// 1000A.
    pub submitter: Option<Name>,
    /// 1000B.
    pub receiver: Option<Name>,
}

/// The values of an NM1.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
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
pub(super) struct Note {
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

#[derive(Clone, Debug)]
pub(super) enum Noted {
    /// IK304.
    Segment(&'static str),
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
    pub(super) charge: Money,
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
    pub charge: Option<Money>,
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
#[derive(Debug, Default)]
pub(crate) struct ClaimsSeen {
    all: Vec<ClaimSeen>,
    provider: Option<Arc<Provider>>,
}

impl ClaimsSeen {
    /// Takes the next claim with what was found in it.
    pub fn push(&mut self, facts: &ClaimFacts<'_>, lines: &[LineFacts<'_>], findings: &[Finding]) {
        let claim = &facts.claim;
        let (batch, range) = (claim.batch(), claim.segment_range());
        let errors = || {
            findings
                .iter()
                .filter(|one| one.severity == Severity::Error)
        };
        let statuses = |line: Option<u32>| {
            let mut all = Vec::new();
            for finding in errors() {
                let own = finding.subject.as_ref().and_then(|subject| subject.line);
                let status = finding.ack().unwrap_or(INCONSISTENT);
                if own == line && !all.contains(&status) {
                    all.push(status);
                }
            }
            all
        };
        let held = errors().next().is_some();
        let mut refused = Vec::new();
        if held {
            for line in lines.iter().filter(|line| line.number.is_some()) {
                let statuses = statuses(line.number);
                if !statuses.is_empty() {
                    refused.push(LineSeen::of(line, statuses));
                }
            }
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
        let days = lines.iter().filter_map(|line| line.dates);
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
            charge: facts.charge.unwrap_or(Money::ZERO),
            payer_number: reference(b"F8"),
            clearinghouse_number: reference(b"D9"),
            bill_type: match claim.kind() {
                ClaimKind::Institutional => {
                    [claim.facility_code(), claim.frequency()].concat().into()
                }
                ClaimKind::Professional | ClaimKind::Dental => Sent::default(),
            },
            dates: facts.dates.or_else(|| {
                days.reduce(|one, other| DateRange {
                    from: one.from.min(other.from),
                    to: one.to.max(other.to),
                })
            }),
            held,
            statuses: statuses(None),
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
        let (procedure, units) = match &service {
            Some(service) => {
                let (element, units) = match service.tag() {
                    b"SV2" => (2, 5),
                    b"SV3" => (1, 6),
                    _ => (1, 4),
                };
                let composite = service.element(element);
                let parts = composite.iter().flat_map(|element| element.components());
                (
                    parts.take(6).map(Sent::from).collect(),
                    service.value(units),
                )
            }
            None => (Vec::new(), &b""[..]),
        };
        let control = reference(line.reference(b"6R"));
        LineSeen {
            procedure,
            revenue: line.revenue_code().into(),
            charge: facts.charge,
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

impl Sightings {
    /// What a batch shows, given its claims and how the rules grade the faults of its envelope.
    pub fn of(
        batch: &Batch,
        claims: ClaimsSeen,
        grade: impl Fn(&Fault) -> Option<Severity>,
    ) -> Sightings {
        let mut all: Vec<(u64, Rank, Sighting)> = Vec::new();
        // Headers and trailers by the byte where they stand.
        let mut levels: Vec<(u64, Level, bool)> = Vec::new();
        let mut sets = batch.sets().iter();
        for index in batch.context_segments()..batch.segment_count() {
            let segment = batch.segment(index);
            let (level, is_header) = match segment.tag() {
                b"ISA" => (Level::Interchange, true),
                b"GS" => (Level::Group, true),
                b"ST" => (Level::Set, true),
                b"IEA" => (Level::Interchange, false),
                b"GE" => (Level::Group, false),
                b"SE" => (Level::Set, false),
                _ => continue,
            };
            levels.push((segment.byte(), level, is_header));
            let (rank, sighting) = match (level, is_header) {
                (_, false) => {
                    let count = std::str::from_utf8(segment.value(1)).ok();
                    let count = count.and_then(|count| count.parse().ok());
                    (Rank::Trailer, Sighting::End(level, count))
                }
                (Level::Interchange, true) => (
                    Rank::Header,
                    Sighting::Interchange(Box::new(interchange(&segment))),
                ),
                (Level::Group, true) => (Rank::Header, Sighting::Group(Box::new(group(&segment)))),
                (Level::Set, true) => {
                    let kind = sets.next().and_then(|set| set.kind);
                    (
                        Rank::Header,
                        Sighting::Set(Box::new(set(batch, index, kind))),
                    )
                }
            };
            all.push((segment.byte(), rank, sighting));
        }
        for fault in batch.faults() {
            let Some(severity) = grade(fault) else {
                continue;
            };
            let byte = fault.place.byte;
            let rank = match fault.kind {
                FaultKind::MissingTrailer(level) => {
                    // What a header or trailer ends has ended before it, else the input ends behind it.
                    let at = levels.binary_search_by_key(&byte, |&(byte, ..)| byte);
                    match at.map(|at| levels[at]) {
                        Ok((_, own, true)) if level as u8 >= own as u8 => Rank::Missing,
                        Ok((_, own, false)) if level as u8 > own as u8 => Rank::Missing,
                        _ => Rank::MissingAtEnd,
                    }
                }
                _ => Rank::Within,
            };
            let sighting = match fault.kind {
                FaultKind::BadTag if fault.place.segment > 0 => {
                    Sighting::Note(Box::new(bad_tag(batch, fault, severity, &claims.all)))
                }
                kind => Sighting::Fault(kind, severity),
            };
            all.push((byte, rank, sighting));
        }
        all.extend(claims.all.into_iter().map(|claim| {
            let byte = claim.bytes.0;
            (byte, Rank::Within, Sighting::Claim(Box::new(claim)))
        }));
        all.sort_by_key(|&(byte, rank, _)| (byte, rank));
        Sightings(all.into_iter().map(|(_, _, sighting)| sighting).collect())
    }
}

fn bad_tag(batch: &Batch, fault: &Fault, severity: Severity, claims: &[ClaimSeen]) -> Note {
    let byte = fault.place.byte;
    let index = segment_at(batch, byte);
    let claim = claims.partition_point(|claim| claim.bytes.0 <= byte);
    let claim = claim.checked_sub(1).map(|at| &claims[at]);
    Note {
        severity,
        tag: index.map_or_else(Sent::default, |index| batch.segment(index).tag().into()),
        segment: fault.place.segment,
        loop_id: index.and_then(|index| batch.loop_id(index)),
        claim: claim
            .filter(|claim| byte <= claim.bytes.1)
            .map(|claim| claim.id.clone()),
        fault: Noted::Segment("1"),
    }
}

fn interchange(isa: &Segment<'_>) -> Interchange {
    Interchange {
        separators: isa.separators(),
        elements: std::array::from_fn(|index| isa.value(index + 1).into()),
    }
}

fn group(gs: &Segment<'_>) -> Group {
    Group {
        id: gs.value(1).into(),
        sender: gs.value(2).into(),
        receiver: gs.value(3).into(),
        control: gs.value(6).into(),
        version: gs.value(8).into(),
    }
}

fn set(batch: &Batch, index: u32, kind: Option<SetKind>) -> Set {
    let st = batch.segment(index);
    let mut set = Set {
        id: st.value(1).into(),
        control: st.value(2).into(),
        convention: st.value(3).into(),
        kind,
        reference: Sent::default(),
        submitter: None,
        receiver: None,
    };
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
