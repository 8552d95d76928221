//! A batch: some claims or payments of an input, with the bytes they are made of.

use std::fmt;
use std::ops::Range;

use remedi_x12::{Block, Element, Fault, Index, Place, Segment, SegmentSpan, Separators};

use crate::guide::{
    Alphabet, ClaimKind, Ends, Guide, GuideFault, GuideFaultKind, Judge, Judged, LaidLoop, Layout,
    LayoutId, Layouts, LoopKind, Own, Part, Seen, SetKind, Start, Step, Suspects, Tag, Text,
    Unseen, Walk, is_known_version, is_same_guide, is_set_of, is_version_of_set, judge_envelope,
    knows_version, tag,
};
use crate::{Claim, ClaimPayment, Remittance};

/// From this segment on the control numbers, or the count of segments, are another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub segment: u32,
    pub place: Place,
}

/// A loop as it occurs: its own segments, without those of the loops inside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoopSpan {
    pub first: u32,
    pub end: u32,
    pub kind: LoopKind,
    /// Index in the loops of the guide.
    pub index: u8,
    /// False for segments of an outer loop that stand behind its inner ones.
    pub opens: bool,
}

/// The loops above a claim or a payment, as indexes into the loops of the batch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Above {
    /// The set, 2000A or the 835's 2000, 2000B, 2000C.
    pub levels: [Option<u32>; 4],
}

/// A claim (2300) or a claim payment (2100) with all that is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub guide: &'static Guide,
    pub above: Above,
    /// Its loops, as a range of the loops of the batch.
    pub first: u32,
    pub end: u32,
    /// The first of them that is a service line, where there is one, else the end.
    pub lines: u32,
    /// How it is laid out, where that is known.
    pub layout: Option<LayoutId>,
}

/// Some claims or payments of an input, with the bytes they are made of.
///
/// A batch owns its bytes: raw segments of the open context (ISA, GS, ST, submitter, billing
/// provider, subscriber ...; for an 835 payer, payee and LX) with their places in the input, and
/// then a run of the input that ends where a claim or a payment does. What borrows from
/// a batch never refers to another one, so batches can be worked on side by side, and be
/// reused. [`Cutter`](crate::Cutter) makes them.
pub struct Batch {
    pub(crate) bytes: Vec<u8>,
    /// So many of `bytes` are filled.
    pub(crate) filled: usize,
    pub(crate) separators: Separators,
    pub(crate) segments: Vec<SegmentSpan>,
    /// Those with which a claim, a payment, a level or more begins or ends, by their indexes.
    pub(crate) bounds: Vec<u32>,
    /// The places of the context's segments, which come first.
    pub(crate) origins: Vec<Place>,
    /// Where in `bytes` the run of the input starts, and its offset in the input.
    pub(crate) run: usize,
    pub(crate) base: u64,
    pub(crate) marks: Vec<Mark>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) ordinal: u64,
    /// What the context does not tell a judge of the set that is open at its end.
    pub(crate) start: Start,
    /// The segment after the batch, where there is one.
    pub(crate) next: Option<(Tag, Place)>,
    /// What stands at each byte, and where elements end.
    pub(crate) index: Index,
    loops: Vec<LoopSpan>,
    /// How its parts are laid out, and those of the batches before it.
    layouts: Layouts,
    /// The claims, payments and headers of levels that have one of them, by their first segment, and its place.
    laid_out: Vec<(u32, u32)>,
    /// The first loop of each set, and the guide that its loops are of.
    guides: Vec<(u32, &'static Guide)>,
    claims: Vec<Item>,
    payments: Vec<Item>,
    sets: Vec<SetSeen>,
    /// The segments of envelopes, by their indexes.
    envelopes: Vec<u32>,
    interchanges: u32,
    walked: bool,
}

/// A transaction set that starts in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetSeen {
    /// The place of its ST.
    pub place: Place,
    /// What it carries, or `None` for a set that remedi has no view of.
    pub kind: Option<SetKind>,
    /// Whether remedi has a guide for it: claims, payments, and the acknowledgements 999 and 277CA.
    pub has_guide: bool,
}

impl fmt::Debug for Batch {
    /// How large it is and where it stands: what it holds may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("ordinal", &self.ordinal)
            .field("base", &self.base)
            .field("run", &(self.run..self.filled))
            .field("segments", &self.segments.len())
            .field("context", &self.origins.len())
            .field("loops", &self.loops.len())
            .field("claims", &self.claims.len())
            .field("payments", &self.payments.len())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}

impl Batch {
    /// An empty batch, for [`Cutter::next_batch`](crate::Cutter::next_batch) to fill.
    pub fn new() -> Batch {
        Batch {
            bytes: Vec::new(),
            filled: 0,
            separators: Separators::USUAL,
            segments: Vec::new(),
            bounds: Vec::new(),
            origins: Vec::new(),
            run: 0,
            base: 0,
            marks: Vec::new(),
            faults: Vec::new(),
            ordinal: 0,
            start: Start::default(),
            next: None,
            index: Index::default(),
            loops: Vec::new(),
            layouts: Layouts::default(),
            laid_out: Vec::new(),
            guides: Vec::new(),
            claims: Vec::new(),
            payments: Vec::new(),
            sets: Vec::new(),
            envelopes: Vec::new(),
            interchanges: 0,
            walked: false,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.filled = 0;
        self.segments.clear();
        self.bounds.clear();
        self.origins.clear();
        self.marks.clear();
        self.faults.clear();
        self.next = None;
        self.index.clear();
        self.loops.clear();
        self.layouts.trim();
        self.laid_out.clear();
        self.guides.clear();
        self.claims.clear();
        self.payments.clear();
        self.sets.clear();
        self.envelopes.clear();
        self.interchanges = 0;
        self.walked = false;
    }

    /// Makes room for so many bytes, if there is less.
    pub(crate) fn make_room(&mut self, bytes: usize) {
        if self.bytes.len() < bytes {
            self.bytes.resize(bytes, 0);
        }
    }

    /// Whether there is room for much more than a usual batch.
    pub(crate) fn is_large(&self) -> bool {
        self.bytes.len() > (4 << 20)
    }

    /// Looks at the bytes that were not looked at yet.
    pub(crate) fn look_on(&mut self) {
        let text = &self.bytes[..self.filled];
        self.index.look_on(text, self.separators);
    }

    /// Takes a segment behind those that are there, and finds where its elements end.
    pub(crate) fn push(&mut self, span: SegmentSpan) {
        let body = span.body as usize..span.body_end as usize;
        let ends = self.index.ends_of(body);
        self.see_bound(self.segments.len(), span.tag);
        self.segments.push(SegmentSpan {
            ends: ends.start,
            elements: ends.len() as u32 - 1,
            ..span
        });
    }

    /// Takes down a segment that is taken, if claims, payments or levels end there.
    #[inline]
    pub(crate) fn see_bound(&mut self, index: usize, tag: Tag) {
        if matches!(
            tag,
            CLM | CLP | HL | LX | PLB | SE | ST | GS | GE | ISA | IEA
        ) {
            self.bounds.push(index as u32);
        }
    }

    /// The number of the batch in its input, from 0.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// How many bytes of the input the batch stands for, its context left out.
    pub fn input_bytes(&self) -> u64 {
        (self.filled - self.run) as u64
    }

    /// The bytes of the input that the batch stands for, its context left out.
    pub fn input(&self) -> &[u8] {
        &self.bytes[self.run..self.filled]
    }

    /// Offset of [`Batch::input`] in the input.
    pub fn input_byte(&self) -> u64 {
        self.base
    }

    /// Faults of the envelope in these bytes, and bytes outside of it.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The indexes of ISA, GS, ST, SE, GE and IEA, the context left out (after [`Batch::walk`]).
    pub fn envelope_segments(&self) -> impl Iterator<Item = u32> {
        let context = self.context_segments();
        let all = self.envelopes.iter().copied();
        all.filter(move |&index| index >= context)
    }

    /// The transaction sets whose ST stands in these bytes (after [`Batch::walk`]).
    pub fn sets(&self) -> &[SetSeen] {
        &self.sets
    }

    /// How many interchanges have their ISA in these bytes (after [`Batch::walk`]).
    pub fn interchanges(&self) -> u32 {
        self.interchanges
    }

    /// How many of the segments are context, repeated from earlier in the input.
    pub fn context_segments(&self) -> u32 {
        self.origins.len() as u32
    }

    /// How many segments there are, the context included.
    pub fn segment_count(&self) -> u32 {
        self.segments.len() as u32
    }

    /// A segment by its index.
    ///
    /// # Panics
    /// When the index is not below [`Batch::segment_count`].
    #[inline]
    pub fn segment(&self, index: u32) -> Segment<'_> {
        let span = self.segments[index as usize];
        Segment::from_parts(
            &self.bytes[span.start as usize..span.end as usize],
            (span.body - span.start) as usize,
            (span.body_end - span.start) as usize,
            self.separators,
            self.byte_of(index, span),
        )
    }

    /// The id of a segment as a number: what tells segments apart at the least cost.
    ///
    /// # Panics
    /// When the index is not below [`Batch::segment_count`].
    #[inline]
    pub fn segment_id(&self, index: u32) -> SegmentId {
        SegmentId(self.segments[index as usize].tag)
    }

    #[inline]
    fn byte_of(&self, index: u32, span: SegmentSpan) -> u64 {
        match self.origins.get(index as usize) {
            Some(place) => place.byte,
            None => self.base + u64::from(span.body) - self.run as u64,
        }
    }

    /// The place of a segment in the input; of the one after the batch, by the index after the
    /// last, or of the last one where nothing follows.
    pub fn place(&self, index: u32) -> Place {
        if index >= self.segment_count() {
            let last = self.segment_count().checked_sub(1);
            let next = self.next.map(|(_, place)| place);
            return next
                .or_else(|| last.map(|last| self.place(last)))
                .unwrap_or_default();
        }
        if let Some(&origin) = self.origins.get(index as usize) {
            return origin;
        }
        let after = self.marks.partition_point(|mark| mark.segment <= index);
        let byte = self.byte_of(index, self.segments[index as usize]);
        match after.checked_sub(1).map(|before| self.marks[before]) {
            Some(Mark { segment, mut place }) => {
                if place.segment > 0 {
                    place.segment += index - segment;
                }
                Place { byte, ..place }
            }
            None => Place {
                byte,
                ..Place::default()
            },
        }
    }

    /// A segment with its place, by its index.
    ///
    /// # Panics
    /// When it is asked what it says, and the index is not below [`Batch::segment_count`].
    #[inline]
    pub fn segment_at(&self, index: u32) -> SegmentAt<'_> {
        SegmentAt::new(self, index)
    }

    /// The segments in a range of indexes.
    pub fn segments(&self, range: Range<u32>) -> SegmentsAt<'_> {
        SegmentsAt::new(self, range.start..range.end.min(self.segment_count()))
    }

    /// The bytes from the tag of the first of these segments to the last element of the last, as they stand in the input.
    pub(crate) fn text(&self, range: Range<u32>) -> &[u8] {
        match &self.segments[range.start as usize..range.end as usize] {
            [first, .., last] => &self.bytes[first.body as usize..last.body_end as usize],
            [one] => &self.bytes[one.body as usize..one.body_end as usize],
            [] => &[],
        }
    }

    /// The id of the loop that a segment is in, such as `2310B`; `None` outside of a set
    /// that remedi has a guide for (after [`Batch::walk`]).
    pub fn loop_id(&self, index: u32) -> Option<&'static str> {
        let at = self.loops.partition_point(|span| span.first <= index);
        let at = at.checked_sub(1)?;
        let span = &self.loops[at];
        let guide = self
            .guides
            .partition_point(|&(first, _)| first as usize <= at);
        let (_, guide) = self.guides[guide.checked_sub(1)?];
        (index < span.end).then(|| guide.loop_id(span.index))
    }

    /// Gives every segment its loop, and finds the claims and payments.
    pub fn walk(&mut self) {
        if std::mem::replace(&mut self.walked, true) {
            return;
        }
        let mut version = Version::default();
        let mut walker: Option<Walk> = None;
        let mut above = Above::default();
        let mut open: Option<Open> = None;
        // Borrowed apart from the segments that it is asked about.
        let mut layouts = std::mem::take(&mut self.layouts);
        layouts.read_by(self.separators.component);
        let mut unknown: Option<Unknown> = None;
        let mut passed = 0;
        let mut next = 0;
        while next < self.segment_count() {
            let index = next;
            next += 1;
            if let Some(own) = unknown.take_if(|own| own.end == index) {
                self.remember(own, &mut layouts);
            }
            let span = self.segments[index as usize];
            let id = span.tag;
            match id {
                ISA | IEA | GS | GE | ST => {
                    self.close(index, &mut open);
                    self.envelopes.push(index);
                    if id == ISA && index as usize >= self.origins.len() {
                        self.interchanges += 1;
                    }
                    match id {
                        GS => version = Version::new(self.segment(index).value(8)),
                        ISA | GE | IEA => version = Version::default(),
                        _ => {}
                    }
                    walker = None;
                    if id == ST {
                        let guide = self.guide_of(index, &version);
                        walker = guide.map(Walk::new);
                        if index as usize >= self.origins.len() {
                            let kind = guide.and_then(Guide::kind);
                            let place = self.place(index);
                            let has_guide = guide.is_some();
                            self.sets.push(SetSeen {
                                place,
                                kind,
                                has_guide,
                            });
                        }
                        if let Some(guide) = guide {
                            let at = self.open_loop(index, LoopKind::Set, 0, true);
                            self.guides.push((at, guide));
                            above = Above::default();
                            above.levels[0] = Some(at);
                        }
                    }
                    continue;
                }
                _ => {}
            }
            if id == SE {
                self.envelopes.push(index);
            }
            let Some(walk) = &mut walker else { continue };
            let (bytes, separators) = (&self.bytes, self.separators);
            let step = walk.step(id, || {
                let raw = &bytes[span.body as usize..span.end as usize];
                let end = (span.body_end - span.body) as usize;
                Segment::from_parts(raw, 0, end, separators, 0)
            });
            let guide = walk.guide();
            match step {
                Step::Same => {}
                Step::Back(loop_index) => {
                    let kind = guide.loop_kind(loop_index);
                    if kind == LoopKind::Set {
                        self.close(index, &mut open);
                    }
                    self.open_loop(index, kind, loop_index, false);
                }
                Step::Opens(loop_index) => {
                    let kind = guide.loop_kind(loop_index);
                    let level = match kind {
                        LoopKind::BillingLevel | LoopKind::PaymentGroup => Some(1),
                        LoopKind::SubscriberLevel => Some(2),
                        LoopKind::PatientLevel => Some(3),
                        _ => None,
                    };
                    let item = matches!(kind, LoopKind::Claim | LoopKind::ClaimPayment);
                    if item || level.is_some() {
                        self.close(index, &mut open);
                    }
                    let at = self.open_loop(index, kind, loop_index, true);
                    if let Some(level) = level {
                        above.levels[level] = Some(at);
                        above.levels[level + 1..].fill(None);
                    }
                    if item {
                        open = Some(Open {
                            guide,
                            above,
                            at,
                            layout: None,
                        });
                    }
                    if item || matches!(guide.kind(), Some(SetKind::Claims(_))) && level.is_some() {
                        let Some(end) = self.part_end(next, guide, &mut passed) else {
                            continue;
                        };
                        let segments = &self.segments[index as usize..end as usize];
                        let first = segments.first().map_or(u32::MAX, |span| span.ends);
                        let own = Own {
                            bytes: &self.bytes,
                            segments,
                            ends: self.index.ends_from(first),
                            component: self.separators.component,
                        };
                        match layouts.look_up(guide, walk.open(), &own) {
                            Seen::Before(place) => {
                                self.laid_out.push((index, place));
                                let layout = layouts.get(place);
                                if let Some(open) = &mut open {
                                    open.layout = Some(layout.id);
                                }
                                for inner in &layout.loops {
                                    let kind = guide.loop_kind(inner.index);
                                    let first = index + inner.first;
                                    self.open_loop(first, kind, inner.index, inner.opens);
                                }
                                next = end;
                            }
                            Seen::Never(unseen) => unknown = Some(Unknown { at, end, unseen }),
                            Seen::Odd => {}
                        }
                    }
                }
            }
            // What stands behind SE is in no set, and has no loop.
            if id == SE {
                self.close(index + 1, &mut open);
                walker = None;
            }
        }
        let end = self.segment_count();
        if let Some(own) = unknown.filter(|own| own.end == end) {
            self.remember(own, &mut layouts);
        }
        self.layouts = layouts;
        self.close(end, &mut open);
        self.end_loop(end);
    }

    /// Where the tag and the elements of a segment end.
    #[inline]
    fn ends_of(&self, index: u32) -> Ends<'_> {
        self.ends_at(&self.segments[index as usize])
    }

    #[inline]
    fn ends_at(&self, span: &SegmentSpan) -> Ends<'_> {
        Ends::new(self.index.ends_from(span.ends), span.elements as usize)
    }

    /// Where a claim, a payment or the header of a level ends whose first segment stands before this one: at a segment
    /// that closes it wherever it stands. `None` where it ends at one of which that is not sure.
    /// Of the bounds, so many stand before those looked at.
    fn part_end(&self, index: u32, guide: &Guide, passed: &mut usize) -> Option<u32> {
        let is_payment = guide.kind() == Some(SetKind::Payments);
        let ends_part = |&bound: &u32| {
            bound >= index && (is_payment || self.segments[bound as usize].tag != LX)
        };
        let rest = &self.bounds[*passed..];
        let Some(at) = rest.iter().position(ends_part) else {
            return Some(self.segment_count());
        };
        *passed += at;
        let end = rest[at];
        let is_closed = match self.segments[end as usize].tag {
            SE | ST | GS | GE | ISA | IEA => true,
            PLB => is_payment,
            tag => guide.opens_a_loop(tag, &self.segment(end)),
        };
        is_closed.then_some(end)
    }

    /// Remembers the layout of a part that has ended, if nothing led out of it.
    fn remember(&mut self, own: Unknown, layouts: &mut Layouts) {
        let (head, inside) = self.loops[own.at as usize..].split_at(1);
        let head = head[0];
        let stays = |span: &LoopSpan| {
            span.kind as u8 > head.kind as u8 || !span.opens && span.index == head.index
        };
        let guide = self.guides.last().map(|&(_, guide)| guide);
        let Some(guide) = guide.filter(|_| inside.iter().all(stays)) else {
            return;
        };
        let inside = inside.iter().map(|span| LaidLoop {
            first: span.first - head.first,
            index: span.index,
            opens: span.opens,
        });
        if let Some(place) = layouts.keep(guide, own.unseen, inside.collect()) {
            self.laid_out.push((head.first, place));
        }
    }

    /// The faults of the segments against the guides of their sets (after [`Batch::walk`]), in the
    /// order in which they show. Batches of any size tell the same faults.
    ///
    /// Sets that remedi has a table for are judged: 837 and 835 of 5010 and 4010, 999 and 277CA of 5010;
    /// and ISA, GS, GE, IEA and TA1 around them.
    pub fn guide_faults(&self) -> Vec<GuideFault> {
        let mut faults = Vec::new();
        let alphabet = Alphabet::new(self.separators);
        let header = Alphabet::of_header(self.separators);
        let mut suspects = Suspects::default();
        let mut spans = self.loops.iter().enumerate().peekable();
        let mut guides = self.guides.iter().peekable();
        let mut group = Group::default();
        let context = self.context_segments();
        let mut index = 0;
        while index < self.segment_count() {
            let span = self.segments[index as usize];
            match span.tag {
                ISA => group = Group::default(),
                GS => group = Group::of(&self.segment(index)),
                _ => {}
            }
            let in_envelope = match span.tag {
                ISA | IEA | TA1 => true,
                GS | GE => group.is_judged(),
                _ => false,
            };
            if index >= context {
                if in_envelope {
                    let body = &self.bytes[span.body as usize..span.body_end as usize];
                    let tag_end = if span.tag > 0xFFFF { 4 } else { 3 };
                    let elements = body.get(tag_end..).unwrap_or_default();
                    let alphabet = if span.tag == ISA { &header } else { &alphabet };
                    judge_envelope(
                        index,
                        (span.tag, elements),
                        alphabet,
                        group.is_former(),
                        &mut faults,
                    );
                }
                self.judge_header(index, &group, &mut faults);
            }
            if matches!(span.tag, GE | IEA) {
                group = Group::default();
            }
            index += 1;
            if span.tag != ST {
                continue;
            }
            // The set ends with SE, or before the next header, or trailer of a group.
            let after = self.envelopes.partition_point(|&own| own < index);
            let end = match self.envelopes.get(after) {
                Some(&end) => end + u32::from(self.segments[end as usize].tag == SE),
                None => self.segment_count(),
            };
            while spans.next_if(|(_, span)| span.first + 1 < index).is_some() {}
            let at = spans.next_if(|(_, span)| span.first + 1 == index);
            let Some((at, _)) = at else { continue };
            while guides
                .next_if(|(first, _)| (*first as usize) < at)
                .is_some()
            {}
            let Some(&(_, guide)) = guides.next() else {
                continue;
            };
            self.judge_set(
                index - 1..end,
                guide,
                &group.version,
                at,
                &alphabet,
                (&mut faults, &mut suspects),
            );
            index = end;
        }
        faults
    }

    /// Judges what the tables can't say of ISA, GS and ST.
    fn judge_header(&self, index: u32, group: &Group, faults: &mut Vec<GuideFault>) {
        use GuideFaultKind::{
            MissingElement, NotASeparator, SetNotOfGroup, UnknownVersion, VersionNotOfGroup,
            VersionOfInterchange,
        };
        let mut fault = |segment: &Segment<'_>, element, kind| {
            let is_set = segment.tag() == b"ST";
            faults.push(GuideFault {
                segment: index,
                tag: if is_set { *b"ST " } else { segment_id(segment) },
                loop_id: is_set.then_some("ST"),
                item: None,
                element,
                component: 0,
                repetition: 0,
                kind,
            });
        };
        match self.segments[index as usize].tag {
            ISA => {
                let isa = self.segment(index);
                // ISA11 may be what ends segments, which an index of the bytes takes for the end of this one.
                let version = isa.value(12);
                for (element, value) in [(6, isa.value(6)), (8, isa.value(8))] {
                    if !value.is_empty() && value.iter().all(|&byte| byte == b' ') {
                        fault(&isa, element, MissingElement);
                    }
                }
                let is_5010 = version.starts_with(b"005");
                if is_5010 && self.separators.repetition.is_none() {
                    fault(&isa, 11, NotASeparator);
                }
            }
            GS => {
                let gs = self.segment(index);
                let mut above = (0..index).rev();
                let isa = above.find(|&above| self.segments[above as usize].tag == ISA);
                let is_former = isa.is_some_and(|isa| self.segment(isa).value(12) == b"00401");
                if is_former && gs.value(8).starts_with(b"005") {
                    fault(&gs, 8, VersionOfInterchange);
                }
            }
            ST => {
                let st = self.segment(index);
                let (set, version) = (st.value(1), st.value(3));
                if set.is_empty() {
                    return fault(&st, 1, MissingElement);
                }
                // What is wrong with the group itself is told of GS.
                if group.is_known.is_some() && !is_set_of(set, &group.function) {
                    let is_received = matches!(set, b"277" | b"835" | b"997" | b"999");
                    return fault(&st, 1, SetNotOfGroup { is_received });
                }
                if group.is_known == Some(false) {
                    return;
                }
                let own = group.version.as_bytes();
                let meant = if version.is_empty() { own } else { version };
                // A set of 4010 names its version elsewhere.
                let is_former = group.is_former() && is_same_guide(meant, own);
                if !meant.is_empty() && !is_former && !is_version_of_set(set, meant) {
                    return fault(&st, 3, UnknownVersion);
                }
                if version.is_empty() {
                    let named = self.former_version(index, &group.version);
                    let is_other = |named: &[u8]| {
                        !is_same_guide(named, own)
                            || Guide::judges_any(set, own) && !Guide::judges_any(set, named)
                    };
                    if let Some((at, _)) = named.filter(|&(_, named)| is_other(named)) {
                        faults.push(GuideFault {
                            segment: at,
                            tag: *b"REF",
                            loop_id: Some("ST"),
                            item: None,
                            element: 2,
                            component: 0,
                            repetition: 0,
                            kind: VersionNotOfGroup,
                        });
                    }
                    return;
                }
                if version != own && !own.is_empty() {
                    fault(&st, 3, VersionNotOfGroup);
                }
            }
            _ => {}
        }
    }

    /// Judges a set, or the part of one that is in the batch.
    fn judge_set(
        &self,
        own: Range<u32>,
        guide: &'static Guide,
        group: &Version,
        first_loop: usize,
        alphabet: &Alphabet,
        (faults, suspects): (&mut Vec<GuideFault>, &mut Suspects),
    ) {
        let st = self.segment(own.start);
        let version = self.version_of(own.start, group);
        // What no set of its kind names in ST03 has been told of.
        let named = st.value(3);
        if !named.is_empty() && !is_version_of_set(st.value(1), named) {
            return;
        }
        let context = self.context_segments();
        // What has no claims or payments is told of only as a whole.
        let is_whole = own.start >= context || guide.kind().is_some();
        if !guide.judges(version) || !is_whole {
            return;
        }
        let mut judge = Judge::new(guide, own.start, alphabet, faults);
        if own.start < context {
            judge.follow_silently();
        }
        let mut spans = self.loops[first_loop + 1..].iter().peekable();
        let known = self
            .laid_out
            .partition_point(|&(first, _)| first < own.start);
        let mut known = self.laid_out[known..].iter().copied().peekable();
        let mut first_of: Option<FirstOf<'_>> = None;
        let text = |index: u32| {
            let span = self.segments[index as usize];
            let text = Text {
                batch: &self.bytes,
                at: span.body as usize,
                end: span.body_end as usize,
                blocks: self.index.blocks(),
                ends: self.ends_of(index),
            };
            (span.tag, text)
        };
        let mut next = own.start;
        while next < own.end {
            let index = next;
            next += 1;
            if index == context && own.start < context {
                judge.start(&self.start, index);
            }
            let step = match spans.next_if(|span| span.first == index) {
                Some(span) if span.opens => Step::Opens(span.index),
                Some(span) => Step::Back(span.index),
                None => Step::Same,
            };
            let layout = known.next_if(|&(first, _)| first == index);
            let layout = layout.map(|(_, place)| self.layouts.get(place));
            let ended = first_of.take_if(|first| first.end == index);
            let ended = ended.and_then(|first| Some((judge.state_of(first.segment)?, first)));
            let faults = judge.fault_count();
            let known_part = layout.and_then(|layout| {
                let known = layout.judged().filter(|_| index >= context)?;
                let own = index..index + layout.length();
                let is_right = self.sweep(known, own.clone(), suspects);
                Some((known, own, is_right))
            });
            let is_right = known_part.is_some() && !suspects.holds(0);
            let (tag, own_text) = text(index);
            judge.segment(index, tag, own_text, step, is_right);
            if let Some((state, first)) = ended
                && judge.is_sound_since(first.faults)
            {
                let part = self.part(first.segment);
                first.layout.keep(&judge.trace, part, state);
            }
            if first_of.is_none() {
                judge.forget_trace();
            }
            let Some(layout) = layout else { continue };
            match known_part {
                Some((known, own, is_right)) if judge.is_at_part(index) => {
                    next = own.end;
                    if is_right {
                        for &line in &known.lines {
                            let index = own.start + line;
                            judge.laid(index, text(index), known.laid[line as usize], false);
                        }
                    } else {
                        for (index, &laid) in own.clone().zip(&known.laid).skip(1) {
                            let is_suspected = suspects.holds(index - own.start);
                            judge.laid(index, text(index), laid, is_suspected);
                        }
                    }
                    judge.settle(&known.state);
                    while spans.next_if(|span| span.first < next).is_some() {}
                }
                None if judge.is_at_part(index) => {
                    first_of = Some(FirstOf {
                        layout,
                        segment: index,
                        end: index + layout.length(),
                        faults,
                    });
                }
                _ => {}
            }
        }
        if own.end == context && own.start < context {
            judge.start(&self.start, own.end);
        }
        let next = match self.segments.get(own.end as usize) {
            Some(span) => Some(span.tag),
            None => self.next.map(|(tag, _)| tag),
        };
        match next {
            Some(next @ (HL | CLM | CLP | LX | PLB)) => judge.pause(own.end, next),
            // There is no SE: what is missing shows at the last segment that there is.
            None | Some(ISA | IEA | GS | GE | ST) => judge.end(own.end - 1),
            // A large acknowledgement.
            Some(_) => {}
        }
    }

    /// What stands in the segments from one on, for a sweep.
    fn part(&self, first: u32) -> Part<'_> {
        let ends = self.segments.get(first as usize).map(|span| span.ends);
        Part {
            batch: &self.bytes,
            blocks: self.index.blocks(),
            ends: self.index.ends_from(ends.unwrap_or(u32::MAX)),
        }
    }

    /// Whether segments of which this is known have certainly no fault; else those are found that may have one.
    fn sweep(&self, known: &Judged, own: Range<u32>, suspects: &mut Suspects) -> bool {
        let spans = &self.segments[own.start as usize..own.end as usize];
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return true;
        };
        let range = first.body as usize..last.body_end as usize;
        // Line ends, and terminators that are.
        let odd = || {
            let between = spans
                .windows(2)
                .flat_map(|pair| &self.bytes[pair[0].body_end as usize..pair[1].body as usize]);
            between.filter(|byte| !(0x20..0x7F).contains(*byte)).count() as u32
        };
        known
            .sweep
            .finds_nothing(self.part(own.start), range, odd, suspects)
    }

    /// Ends the loop before segment `first`, and opens one there; gives its index.
    fn open_loop(&mut self, first: u32, kind: LoopKind, index: u8, opens: bool) -> u32 {
        self.end_loop(first);
        self.loops.push(LoopSpan {
            first,
            end: u32::MAX,
            kind,
            index,
            opens,
        });
        self.loops.len() as u32 - 1
    }

    fn end_loop(&mut self, end: u32) {
        if let Some(span) = self.loops.last_mut() {
            span.end = span.end.min(end);
        }
    }

    /// Ends the claim or payment that is open before segment `end`.
    fn close(&mut self, end: u32, open: &mut Option<Open>) {
        self.end_loop(end);
        let Some(open) = open.take() else { return };
        let own = &self.loops[open.at as usize..];
        let lines = own.iter().position(|span| span.kind == LoopKind::Line);
        let item = Item {
            guide: open.guide,
            above: open.above,
            first: open.at,
            lines: open.at + lines.unwrap_or(own.len()) as u32,
            end: self.loops.len() as u32,
            layout: open.layout,
        };
        match open.guide.kind() {
            Some(SetKind::Claims(_)) => self.claims.push(item),
            Some(SetKind::Payments) => self.payments.push(item),
            None => {}
        }
    }

    /// The version of the set whose ST is segment `index`: ST03, in 4010 REF02 of its header, else
    /// GS08.
    fn version_of<'b>(&'b self, index: u32, group: &'b Version) -> &'b [u8] {
        let named = match self.segment(index).value(3) {
            b"" => self
                .former_version(index, group)
                .map(|(_, version)| version),
            version => Some(version),
        };
        named.unwrap_or(group.as_bytes())
    }

    /// The version that a claim set of 4010, which has no ST03, names in its header (REF02 behind
    /// REF01 = 87), if it is one that is known; and the segment.
    fn former_version(&self, index: u32, group: &Version) -> Option<(u32, &[u8])> {
        let set = self.segment(index).value(1);
        if !group.as_bytes().starts_with(b"004010") {
            return None;
        }
        let header = (index + 1..self.segment_count()).take_while(|&index| {
            let tag = self.segments[index as usize].tag;
            matches!(tag, BHT | REF)
        });
        let mut named = header.filter_map(|index| {
            let segment = self.segment(index);
            let is_version = segment.tag() == b"REF" && segment.value(1) == b"87";
            is_version.then(|| (index, segment.value(2)))
        });
        named.find(|(_, version)| Guide::has(set, version))
    }

    /// The guide of the set whose ST is segment `index`, by its version. An 837 of an
    /// unknown version is of the kind that its first service line is.
    fn guide_of(&self, index: u32, group: &Version) -> Option<&'static Guide> {
        let st = self.segment(index);
        let version = self.version_of(index, group);
        let unknown = if st.value(1) == b"837" && !Guide::has(b"837", version) {
            let rest = self.segments[index as usize + 1..].iter();
            let mut own = rest.take_while(|span| !matches!(span.tag, ISA | IEA | GS | GE | ST));
            own.find_map(|span| match span.tag {
                SV1 => Some(ClaimKind::Professional),
                SV2 => Some(ClaimKind::Institutional),
                SV3 => Some(ClaimKind::Dental),
                _ => None,
            })
        } else {
            None
        };
        let unknown = unknown.unwrap_or(ClaimKind::Professional);
        Guide::of(st.value(1), version, unknown)
    }

    /// The claims (loop 2300) of the batch, in order (after [`Batch::walk`]).
    pub fn claims(&self) -> impl ExactSizeIterator<Item = Claim<'_>> {
        self.claims.iter().map(|item| Claim::new(self, item))
    }

    /// The claim payments (835 loop 2100) of the batch, in order (after [`Batch::walk`]).
    pub fn payments(&self) -> impl ExactSizeIterator<Item = ClaimPayment<'_>> {
        self.payments
            .iter()
            .map(|item| ClaimPayment::new(self, item))
    }

    /// The remittances (transaction sets of an 835) that stand in these bytes, that which is open where they start
    /// among them (after [`Batch::walk`]).
    pub fn remittances(&self) -> impl Iterator<Item = Remittance<'_>> {
        let guides = self.guides.iter();
        let own = guides.filter(|(_, guide)| guide.kind() == Some(SetKind::Payments));
        own.map(|&(first, _)| Remittance::new(self, first))
    }

    /// The provider-level adjustments (PLB) that stand in these bytes, with the remittance
    /// that each is of (after [`Batch::walk`]).
    pub fn provider_adjustments(&self) -> impl Iterator<Item = (Remittance<'_>, SegmentAt<'_>)> {
        // Where payer and payee are missing, the summary stands behind the header with no loop between.
        let own = self.loops.iter().enumerate();
        let own = own.filter(|(_, span)| span.kind == LoopKind::Set);
        own.flat_map(move |(at, span)| {
            let own = span.first.max(self.context_segments())..span.end;
            let plbs = SegmentsAt::new(self, own).filter(|plb| plb.id() == PLB_ID);
            plbs.filter_map(move |plb| Some((self.remittance_at(at as u32)?, plb)))
        })
    }

    /// The services (SVC) and adjustments (CAS) of remittances that stand in no claim payment, as where its CLP is missing,
    /// with the remittance that each is of (after [`Batch::walk`]): of each loop the first one.
    pub fn stray_payments(&self) -> impl Iterator<Item = (Remittance<'_>, SegmentAt<'_>)> {
        let ends = self.payments.iter().map(|item| item.end);
        let starts = self.payments.iter().map(|item| item.first);
        let starts = starts.chain([self.loops.len() as u32]);
        let between = [0].into_iter().chain(ends).zip(starts);
        between
            .flat_map(|(end, start)| end..start)
            .filter_map(|at| {
                let span = self.loops[at as usize];
                let own = span.first.max(self.context_segments())..span.end;
                let mut own = SegmentsAt::new(self, own);
                let stray = own.find(|segment| [SVC_ID, CAS_ID].contains(&segment.id()))?;
                Some((self.remittance_at(at)?, stray))
            })
    }

    /// The remittance that the loop at an index is in.
    fn remittance_at(&self, at: u32) -> Option<Remittance<'_>> {
        let before = self.guides.partition_point(|&(first, _)| first <= at);
        let (first, guide) = *self.guides.get(before.checked_sub(1)?)?;
        (guide.kind() == Some(SetKind::Payments)).then(|| Remittance::new(self, first))
    }

    pub(crate) fn loops(&self, range: Range<u32>) -> &[LoopSpan] {
        &self.loops[range.start as usize..range.end as usize]
    }

    /// The loops from one on.
    pub(crate) fn loops_from(&self, first: u32) -> &[LoopSpan] {
        &self.loops[first as usize..]
    }
}

const CAS_ID: SegmentId = SegmentId::of(b"CAS");
const PLB_ID: SegmentId = SegmentId::of(b"PLB");
const SVC_ID: SegmentId = SegmentId::of(b"SVC");
const ISA: Tag = tag(b"ISA");
const IEA: Tag = tag(b"IEA");
const GS: Tag = tag(b"GS");
const GE: Tag = tag(b"GE");
const ST: Tag = tag(b"ST");
const SE: Tag = tag(b"SE");
const TA1: Tag = tag(b"TA1");
const BHT: Tag = tag(b"BHT");
const REF: Tag = tag(b"REF");
const HL: Tag = tag(b"HL");
const CLM: Tag = tag(b"CLM");
const CLP: Tag = tag(b"CLP");
const LX: Tag = tag(b"LX");
const PLB: Tag = tag(b"PLB");
const SV1: Tag = tag(b"SV1");
const SV2: Tag = tag(b"SV2");
const SV3: Tag = tag(b"SV3");

/// A claim or payment whose end has not been seen yet.
struct Open {
    guide: &'static Guide,
    above: Above,
    at: u32,
    layout: Option<LayoutId>,
}

/// The first part of a layout that is judged.
struct FirstOf<'l> {
    layout: &'l Layout,
    /// Its first segment.
    segment: u32,
    /// The segment behind it.
    end: u32,
    /// How many faults were told before it.
    faults: usize,
}

/// A part of a set whose layout is not known yet: a claim, a payment or the header of a level.
struct Unknown {
    /// Its first loop.
    at: u32,
    /// The segment behind it.
    end: u32,
    unseen: Unseen,
}

/// What a GS says of its group.
#[derive(Clone, Copy, Default)]
struct Group {
    /// GS01.
    function: [u8; 2],
    version: Version,
    /// Whether the version is known for the function; `None` for functions that remedi has
    /// no guide of.
    is_known: Option<bool>,
}

impl Group {
    /// Whether it is of version 4010.
    fn is_former(&self) -> bool {
        self.version.as_bytes().starts_with(b"004010")
    }

    /// Whether its GS and GE are judged.
    fn is_judged(&self) -> bool {
        let is_5010 = self.version.as_bytes().starts_with(b"005010");
        (is_5010 || self.is_former()) && self.is_known != Some(false)
    }

    fn of(gs: &Segment<'_>) -> Group {
        let version = gs.value(8);
        Group {
            function: gs.value(1).try_into().unwrap_or_default(),
            version: Version::new(version),
            // A version of sets of another function is no fault of its own: see `is_set_of`.
            is_known: knows_version(gs.value(1), version)
                .map(|is_known| is_known || is_known_version(version)),
        }
    }
}

/// The id of a segment of the envelope.
fn segment_id(segment: &Segment<'_>) -> [u8; 3] {
    match segment.tag() {
        [a, b, c] => [*a, *b, *c],
        [a, b] => [*a, *b, b' '],
        _ => *b"   ",
    }
}

/// GS08, of which the first twelve bytes tell the guide.
#[derive(Clone, Copy, Default)]
struct Version([u8; 12], usize);

impl Version {
    fn new(sent: &[u8]) -> Version {
        let mut bytes = [0; 12];
        let length = sent.len().min(bytes.len());
        bytes[..length].copy_from_slice(&sent[..length]);
        Version(bytes, length)
    }

    fn as_bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// A segment id as a number: cheaper to compare than its bytes, and fit for a `match`.
///
/// ```
/// use remedi_claims::SegmentId;
/// const DTP: SegmentId = SegmentId::of(b"DTP");
/// assert_ne!(DTP, SegmentId::of(b"REF"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SegmentId(Tag);

impl SegmentId {
    /// The number of a segment id of two or three bytes.
    pub const fn of(id: &[u8]) -> SegmentId {
        SegmentId(tag(id))
    }
}

/// A segment of a batch. Its index tells its place: see [`Batch::place`] and [`Batch::loop_id`].
#[derive(Clone, Copy)]
pub struct SegmentAt<'b> {
    batch: &'b Batch,
    index: u32,
}

impl<'b> SegmentAt<'b> {
    pub(crate) fn new(batch: &'b Batch, index: u32) -> SegmentAt<'b> {
        SegmentAt { batch, index }
    }

    /// Its index in the batch.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The segment id as a number.
    #[inline]
    pub fn id(&self) -> SegmentId {
        SegmentId(self.batch.segments[self.index as usize].tag)
    }

    /// The segment with its offset in the input.
    pub fn segment(&self) -> Segment<'b> {
        self.batch.segment(self.index)
    }

    /// The segment as if the input started with it.
    #[inline]
    fn here(&self) -> Segment<'b> {
        let body = self.body();
        Segment::from_parts(body, 0, body.len(), self.batch.separators, 0)
    }

    /// The tag and the elements.
    #[inline]
    pub fn body(&self) -> &'b [u8] {
        let span = self.batch.segments[self.index as usize];
        &self.batch.bytes[span.body as usize..span.body_end as usize]
    }

    /// The separators of its interchange.
    pub fn separators(&self) -> Separators {
        self.batch.separators
    }

    /// The segment id, such as `CLM`.
    #[inline]
    pub fn tag(&self) -> &'b [u8] {
        self.here().tag()
    }

    /// The element at a position from 1, or `None` when the segment ends before it.
    pub fn element(&self, position: usize) -> Option<Element<'b>> {
        let (start, end) = self.batch.ends_of(self.index).element(position)?;
        Some(self.element_between(start, end))
    }

    /// The elements in order, the tag left out.
    #[inline]
    pub fn elements(&self) -> impl Iterator<Item = Element<'b>> + use<'b> {
        let own = *self;
        let ends = self.batch.ends_of(self.index);
        ends.all()
            .map(move |(start, end)| own.element_between(start, end))
    }

    #[inline]
    fn element_between(&self, start: usize, end: usize) -> Element<'b> {
        let batch = self.batch;
        let span = batch.segments[self.index as usize];
        let before = start as u64 - u64::from(span.body);
        let byte = batch.byte_of(self.index, span) + before;
        Element::of(&batch.bytes[start..end], byte, batch.separators)
    }

    /// How many elements there are.
    pub fn element_count(&self) -> u32 {
        self.batch.segments[self.index as usize].elements
    }

    /// The bytes of the element at a position from 1; none when it is absent or empty.
    #[inline]
    pub fn value(&self, position: usize) -> &'b [u8] {
        let batch = self.batch;
        match batch.ends_of(self.index).element(position) {
            Some((start, end)) => &batch.bytes[start..end],
            None => b"",
        }
    }

    /// The whole number that stands at a position from 1; `None` when there is none.
    pub fn number(&self, position: usize) -> Option<u32> {
        let sent = self.value(position);
        whole_number(sent).or_else(|| std::str::from_utf8(sent).ok()?.parse().ok())
    }

    /// The first elements, found in one go; those absent are empty.
    #[inline]
    pub fn values<const N: usize>(&self) -> [&'b [u8]; N] {
        let batch = self.batch;
        let mut all: [&[u8]; N] = [b""; N];
        for (value, (start, end)) in all.iter_mut().zip(batch.ends_of(self.index).all()) {
            *value = &batch.bytes[start..end];
        }
        all
    }

    /// The first components of the element at a position from 1, found in one go; those absent are empty.
    #[inline]
    pub fn components<const N: usize>(&self, position: usize) -> [&'b [u8]; N] {
        let mut all: [&[u8]; N] = [b""; N];
        let Some((start, end)) = self.batch.ends_of(self.index).element(position) else {
            return all;
        };
        let value = &self.batch.bytes[start..end];
        if value.len() > Block::SIZE {
            let separator = self.batch.separators.component;
            let parts = value.split(|&byte| byte == separator);
            all.iter_mut()
                .zip(parts)
                .for_each(|(own, part)| *own = part);
            return all;
        }
        let mut left = match value {
            [] => 0,
            _ => self.batch.index.blocks().components(start, value.len()),
        };
        let mut from = 0;
        for own in &mut all {
            if left == 0 {
                *own = &value[from..];
                break;
            }
            let to = left.trailing_zeros() as usize;
            *own = &value[from..to];
            left &= left - 1;
            from = to + 1;
        }
        all
    }

    /// Offset in the input of the first byte of the tag.
    pub fn byte(&self) -> u64 {
        self.segment().byte()
    }

    /// The bytes of a component, both positions from 1; none when it is absent or empty.
    #[inline]
    pub fn component(&self, position: usize, component: usize) -> &'b [u8] {
        let (mut rest, separator) = (self.value(position), self.batch.separators.component);
        for _ in 1..component {
            match rest.iter().position(|&byte| byte == separator) {
                Some(at) => rest = &rest[at + 1..],
                None => return b"",
            }
        }
        let end = rest.iter().position(|&byte| byte == separator);
        &rest[..end.unwrap_or(rest.len())]
    }
}

/// A number of at most nine digits and nothing else, as nearly all are.
#[inline]
pub(crate) fn whole_number(sent: &[u8]) -> Option<u32> {
    let is_one = matches!(sent.len(), 1..=9) && sent.iter().all(u8::is_ascii_digit);
    let value = |all: u32, digit: &u8| all * 10 + u32::from(digit - b'0');
    is_one.then(|| sent.iter().fold(0, value))
}

impl fmt::Debug for SegmentAt<'_> {
    /// Its place alone: what a segment says may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SegmentAt")
            .field(&self.batch.place(self.index))
            .finish()
    }
}

/// The segments of a batch in a range of indexes.
#[derive(Clone, Debug)]
pub struct SegmentsAt<'b> {
    batch: &'b Batch,
    range: Range<u32>,
}

impl<'b> SegmentsAt<'b> {
    pub(crate) fn new(batch: &'b Batch, range: Range<u32>) -> SegmentsAt<'b> {
        SegmentsAt { batch, range }
    }

    /// The segments of the loops of a kind, without those of the loops inside them.
    #[inline]
    pub(crate) fn of_loops(
        batch: &'b Batch,
        loops: &'b [LoopSpan],
        kind: LoopKind,
    ) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        let (mut own, mut loops) = (0..0, loops.iter());
        std::iter::from_fn(move || {
            loop {
                if let Some(index) = own.next() {
                    return Some(SegmentAt::new(batch, index));
                }
                let span = loops.find(|span| span.kind == kind)?;
                own = span.first..span.end;
            }
        })
    }

    /// The first of some segments with an id and a qualifier, which is the first element.
    pub(crate) fn first(
        mut segments: impl Iterator<Item = SegmentAt<'b>>,
        id: SegmentId,
        qualifier: &[u8],
    ) -> Option<SegmentAt<'b>> {
        segments.find(|segment| segment.id() == id && segment.value(1) == qualifier)
    }
}

impl<'b> Iterator for SegmentsAt<'b> {
    type Item = SegmentAt<'b>;

    #[inline]
    fn next(&mut self) -> Option<SegmentAt<'b>> {
        let index = self.range.next()?;
        Some(SegmentAt::new(self.batch, index))
    }
}
