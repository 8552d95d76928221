//! Judges the segments of a set by their guide.

use remedi_x12::{Blocks, Separators};

use super::elements::Alphabet;
use super::ends::Ends;
use super::fault::{GuideFault, GuideFaultKind as Kind};
use super::form::key;
use super::layout::{Laid, Placed, State};
use super::plan::{NONE, Node, Plan, What};
use super::tag::{Tag, is_well_formed, tag};
use super::{Guide, LoopKind, SetKind, Step, standard, table};
use crate::batch::whole_number;

/// Numbers that count on from 1: HL01 in a set, LX01 in a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    last: u32,
    count: u32,
}

impl Numbers {
    /// Takes the next number; gives what it should be when it is another.
    ///
    /// One wrong number, and one that was left out, are told once: both what follows the last
    /// number and what their count says are right.
    pub(crate) fn take(&mut self, sent: &[u8]) -> Option<u32> {
        self.count = self.count.saturating_add(1);
        if sent.is_empty() {
            return None;
        }
        let expected = self.last.saturating_add(1);
        let number = match whole_number(sent) {
            Some(number) => number,
            None => std::str::from_utf8(sent).ok()?.parse().unwrap_or(0),
        };
        self.last = number;
        if number == expected || number == self.count {
            self.count = number;
            return None;
        }
        Some(expected)
    }
}

/// What the context does not tell of a level that is open.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    /// Whether its HL01 counts on.
    pub is_sound: bool,
    /// Whether a level below it has come, known or not.
    pub has_child: bool,
    /// Whether one has come whose HL01 counts on: where HL04 denies it, that has been told.
    pub has_sound_child: bool,
}

/// What a batch that starts inside of a set can't tell from its context.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Start {
    /// The HL01s so far.
    pub hierarchy: Numbers,
    /// Of the open 2000A, 2000B and 2000C.
    pub levels: [Known; 3],
    /// The claims or payments so far under the innermost open level.
    pub items: u32,
    /// Whether the summary (PLB) of a remittance has begun.
    pub summary: bool,
}

/// A level (HL) that is open.
#[derive(Clone, Copy, Debug)]
struct Level {
    /// HL01 by its first bytes.
    number: [u8; 12],
    /// HL04.
    child_code: u8,
    /// HL01 counts on, so that HL02 of the levels below can be judged.
    is_sound: bool,
    has_child: bool,
    /// That HL04 is wrong has been told.
    is_told: bool,
}

/// A loop that is open.
#[derive(Clone, Debug)]
struct Frame {
    index: u8,
    /// The segment that opened it.
    segment: u32,
    position: u8,
    /// Bit n: node n has come.
    seen: u128,
    /// Bit n: node n is required, and has not come.
    owed: u128,
    level: Option<Level>,
}

/// A required node that something came after: it is missing, unless it comes out of sequence.
#[derive(Clone, Copy, Debug)]
struct Late {
    depth: usize,
    node: u8,
    segment: u32,
}

const HL: Tag = tag(b"HL");
const SE: Tag = tag(b"SE");
const LX: Tag = tag(b"LX");
const CLM: Tag = tag(b"CLM");
const CLP: Tag = tag(b"CLP");
const PLB: Tag = tag(b"PLB");

/// A segment, or what is behind its tag, without its terminator.
#[derive(Clone, Copy)]
pub(crate) struct Text<'b> {
    /// The bytes of the batch.
    pub batch: &'b [u8],
    /// Where it starts in them, and ends.
    pub at: usize,
    pub end: usize,
    /// What stands at each byte of the batch.
    pub blocks: &'b Blocks,
    /// Where its tag and its elements end in the batch.
    pub ends: Ends<'b>,
}

impl<'b> Text<'b> {
    fn value(&self) -> &'b [u8] {
        &self.batch[self.at..self.end]
    }

    /// The element at a position from 1; of a composite its first component.
    fn element(&self, position: u8, is_composite: bool, separators: Separators) -> &'b [u8] {
        let Some((start, end)) = self.ends.element(position.into()) else {
            return b"";
        };
        let value = &self.batch[start..end];
        let mut parts = value.split(|&byte| is_composite && byte == separators.component);
        parts.next().unwrap_or_default()
    }

    /// What is behind so many bytes of it.
    fn behind(&self, bytes: usize) -> Text<'b> {
        Text {
            at: (self.at + bytes).min(self.end),
            ..*self
        }
    }
}

/// Judges the segments of a set as they come.
pub(crate) struct Judge<'a> {
    guide: &'static Guide,
    plan: &'static Plan,
    alphabet: &'a Alphabet,
    frames: Vec<Frame>,
    /// How often the nodes that are seen came, for each of the frames; of the others it means nothing.
    counts: Vec<[u16; 128]>,
    late: Vec<Late>,
    hierarchy: Numbers,
    lines: Numbers,
    /// Behind a segment that should have opened a loop, until a loop opens: nothing can be said.
    is_lost: bool,
    /// The last segment had no place, and has been told of: what follows it and has none either
    /// most likely belongs to it.
    is_astray: bool,
    /// Behind an HL of no known level, until the next level or claim: nothing can be said.
    is_level_lost: bool,
    /// Loops were opened here that the walk knows nothing of.
    has_diverged: bool,
    /// The id that a malformed one most likely stands for, and for how many more segments that begin a claim, a payment or
    /// a level it excuses what they find missing: of a claim it is the next, of a header the one behind it too.
    misspelt: (Tag, u8),
    /// Segments of the context are followed and not judged.
    is_silent: bool,
    /// What the segments are that had a place, as they came.
    pub(crate) trace: Vec<Placed>,
    faults: &'a mut Vec<GuideFault>,
}

/// Judges ISA, GS, GE, IEA and TA1, which stand outside of sets, by their id and elements; `is_former`
/// in a group of 4010.
pub(crate) fn judge_envelope(
    segment: u32,
    (id, elements): (Tag, &[u8]),
    alphabet: &Alphabet,
    is_former: bool,
    faults: &mut Vec<GuideFault>,
) {
    let Some(guide) = Guide::of_envelope(is_former) else {
        return;
    };
    let nodes = guide.plan.loops.iter().take(1).flat_map(|plan| &plan.nodes);
    for node in nodes.filter(|node| node.tag == id) {
        if let What::Segment(form) = &node.what {
            alphabet.check(elements, form, |fault| {
                faults.push(GuideFault {
                    segment,
                    tag: letters(id),
                    loop_id: None,
                    item: None,
                    element: fault.element,
                    component: fault.component,
                    repetition: fault.repetition,
                    kind: fault.kind,
                });
            });
        }
    }
}

/// The id in capital letters.
fn upper(tag: Tag) -> Tag {
    u32::from_be_bytes(tag.to_be_bytes().map(|byte| byte.to_ascii_uppercase()))
}

/// Where the first element starts behind a well-formed segment id.
fn tag_end(id: Tag) -> usize {
    if id > 0xFFFF { 4 } else { 3 }
}

/// The letters of a segment id.
fn letters(tag: Tag) -> [u8; 3] {
    match tag.to_be_bytes() {
        [0, 0, a, b] => [a, b, b' '],
        [_, a, b, c] => [a, b, c],
    }
}

impl<'a> Judge<'a> {
    /// A judge of a set that starts with the ST at `segment`.
    pub(crate) fn new(
        guide: &'static Guide,
        segment: u32,
        alphabet: &'a Alphabet,
        faults: &'a mut Vec<GuideFault>,
    ) -> Judge<'a> {
        let plan = &guide.plan;
        let mut judge = Judge {
            guide,
            plan,
            alphabet,
            frames: Vec::with_capacity(8),
            counts: Vec::with_capacity(8),
            late: Vec::new(),
            hierarchy: Numbers::default(),
            lines: Numbers::default(),
            is_lost: false,
            is_astray: false,
            is_level_lost: false,
            has_diverged: false,
            misspelt: (0, 0),
            is_silent: false,
            trace: Vec::new(),
            faults,
        };
        judge.push(0, segment);
        judge
    }

    /// Follows segments without judging them: they are context.
    pub(crate) fn follow_silently(&mut self) {
        self.is_silent = true;
    }

    /// Judges from here on, at `segment`, with what the context does not tell.
    pub(crate) fn start(&mut self, start: &Start, segment: u32) {
        self.close_item(segment);
        if start.items > 0 {
            let loops = self.guide.loops.iter();
            let item = loops.clone().position(|looped| looped.kind.is_item());
            if let Some(item) = item {
                self.open(segment, item as u8);
                self.close_item(segment);
                if let Some(frame) = self.frames.last() {
                    let node = self.plan.loops[usize::from(frame.index)].inner[item];
                    if node != NONE {
                        let more = (start.items - 1).min(u16::MAX.into());
                        let count = &mut self.counts[self.frames.len() - 1][usize::from(node)];
                        *count = count.saturating_add(more as u16);
                    }
                }
            }
        }
        self.flush(0);
        for frame in &mut self.frames {
            let known = match self.guide.loop_kind(frame.index) {
                LoopKind::BillingLevel => start.levels[0],
                LoopKind::SubscriberLevel => start.levels[1],
                LoopKind::PatientLevel => start.levels[2],
                _ => continue,
            };
            if let Some(level) = &mut frame.level {
                level.is_sound = known.is_sound;
                level.has_child = known.has_child;
                level.is_told = known.has_sound_child;
            }
        }
        if start.summary {
            let nodes = self.plan.loops[0].nodes.iter();
            let summary = nodes.clone().find(|node| node.tag == PLB);
            if let (Some(root), Some(summary)) = (self.frames.first_mut(), summary) {
                root.position = summary.position;
            }
        }
        if start.items > 0 {
            // What it excuses was in a claim or payment that the context does not hold.
            self.misspelt = (0, 0);
        }
        self.hierarchy = start.hierarchy;
        self.is_silent = false;
    }

    /// Judges the next segment, which the walk gave a loop; its elements only where it is not known that they are right.
    pub(crate) fn segment(
        &mut self,
        index: u32,
        id: Tag,
        text: Text<'_>,
        step: Step,
        is_right: bool,
    ) {
        if self.frames.is_empty() {
            return;
        }
        let is_boundary = matches!(id, HL | CLM | CLP | PLB)
            || id == LX && self.guide.kind == Some(SetKind::Payments);
        if self.misspelt.1 == 0 {
            self.misspelt.0 = 0;
        }
        if is_boundary {
            self.flush(0);
            self.misspelt.1 = self.misspelt.1.saturating_sub(1);
            self.lines = Numbers::default();
        }
        let was_level_lost = self.is_level_lost;
        self.is_level_lost &= !is_boundary;
        if self.is_level_lost && id != SE {
            return;
        }
        if let Step::Opens(inner) = step {
            self.forgive_swapped(index, inner);
        }
        if is_boundary && self.guide.kind.is_some() {
            self.has_diverged = false;
        }
        let step = match self.has_diverged {
            true => self.own_step(id, text.value(), step),
            false => step,
        };
        if id == HL && !matches!(step, Step::Opens(_)) {
            return self.lose_level(index, text.value(), was_level_lost);
        }
        match step {
            Step::Opens(inner) => {
                self.open(index, inner);
                (self.is_lost, self.is_level_lost) = (false, false);
            }
            Step::Back(outer) if !self.is_lost || id == SE => {
                let mut frames = self.frames.iter();
                let at = frames.rposition(|frame| frame.index == outer);
                match at {
                    Some(at) if self.is_misplaced(at, id) => {
                        return self.misplaced(at, index, id);
                    }
                    Some(at) => self.close_to(at + 1, index),
                    None => {}
                }
            }
            _ => {}
        }
        self.is_lost &= id != SE;
        if !self.is_lost {
            self.own(index, id, text, matches!(step, Step::Opens(_)), is_right);
        }
        if id == SE {
            self.close_to(0, index);
        }
    }

    /// Where a segment belongs by the loops that are open here, which the walk does not know.
    fn own_step(&mut self, id: Tag, body: &[u8], step: Step) -> Step {
        let Some(number) = self.guide.tags.get(id).map(usize::from) else {
            return step;
        };
        let opened = match self.plan.opens[number] {
            true => self.loop_opened_by(number, body),
            false => None,
        };
        match (opened, step) {
            (Some(inner), _) => {
                self.has_diverged = !matches!(step, Step::Opens(own) if own == inner);
                return Step::Opens(inner);
            }
            // A service opens a line for the walk, and is of the one that is open here.
            (None, Step::Opens(inner)) if !self.plan.opens[number] && self.lacks(inner, number) => {
                return Step::Back(inner);
            }
            (None, Step::Opens(_)) => {
                self.has_diverged = false;
                return step;
            }
            (None, _) if self.plan.opens[number] => return Step::Same,
            (None, _) => {}
        }
        let own = |frame: &&Frame| {
            let like = &self.plan.loops[usize::from(frame.index)].own[number];
            !like.nodes.is_empty()
        };
        let home = self.frames.iter().rev().find(own);
        home.map_or(step, |frame| Step::Back(frame.index))
    }

    /// Whether a loop is open that still has to have a segment.
    fn lacks(&self, index: u8, number: usize) -> bool {
        let frame = self.frames.iter().rev().find(|frame| frame.index == index);
        let like = &self.plan.loops[usize::from(index)].own[number];
        frame.is_some_and(|frame| like.nodes.iter().any(|node| frame.owed >> node & 1 == 1))
    }

    /// The loop that a segment opens in the innermost open loop that can hold it.
    fn loop_opened_by(&self, number: usize, body: &[u8]) -> Option<u8> {
        let candidates = self.candidates(number, body);
        for frame in self.frames.iter().rev() {
            let inner = self.guide.loops[usize::from(frame.index)].inner & candidates;
            if inner != 0 {
                return Some(inner.trailing_zeros() as u8);
            }
            // No stray party ends a claim or payment: see `Walk`.
            if self.guide.loop_kind(frame.index).is_item() {
                break;
            }
        }
        None
    }

    /// The loops that a segment may open, wherever it stands.
    fn candidates(&self, number: usize, body: &[u8]) -> u64 {
        let separators = self.alphabet.separators();
        let segment = remedi_x12::Segment::from_parts(body, 0, body.len(), separators, 0);
        self.guide.openers[number].loops(&segment)
    }

    /// Whether a segment of an outer loop comes after what follows it there, so that what stands
    /// behind it is most likely still of the loops further in.
    fn is_misplaced(&self, depth: usize, id: Tag) -> bool {
        let Some(number) = self.guide.tags.get(id) else {
            return false;
        };
        let frame = &self.frames[depth];
        let plan = &self.plan.loops[usize::from(frame.index)];
        let nodes = &plan.own[usize::from(number)].nodes;
        let is_late = |&node: &u8| plan.nodes[usize::from(node)].position < frame.position;
        !nodes.is_empty() && nodes.iter().all(is_late)
    }

    /// Tells of a segment of an outer loop that comes too late, and stays in the loops further in.
    fn misplaced(&mut self, depth: usize, index: u32, id: Tag) {
        let frame = &mut self.frames[depth];
        let (loop_index, plan) = (frame.index, &self.plan.loops[usize::from(frame.index)]);
        // One that is required and comes late is not missing too.
        for (node, own) in plan.nodes.iter().enumerate() {
            if own.tag == id && matches!(own.what, What::Segment(_)) {
                frame.owed &= !(1 << node);
                let is_it = |late: &Late| late.depth == depth && usize::from(late.node) == node;
                self.late.retain(|late| !is_it(late));
            }
        }
        self.has_diverged = true;
        let id_of_loop = self.guide.loop_id(loop_index);
        self.fault(index, id, Some(id_of_loop), Kind::OutOfSequence);
    }

    /// The batch ends before a segment (`next`) at which a claim, a payment or a level begins.
    pub(crate) fn pause(&mut self, index: u32, next: Tag) {
        self.flush(0);
        if matches!(next, CLM | CLP) {
            let mut loops = self.guide.loops.iter();
            let item = loops.position(|looped| looped.kind.is_item());
            self.forgive_swapped(index, item.unwrap_or_default() as u8);
        }
        self.close_item(index);
    }

    /// Closes the claim or payment that is open.
    fn close_item(&mut self, index: u32) {
        let mut frames = self.frames.iter();
        let item = frames.position(|frame| self.guide.loop_kind(frame.index).is_item());
        if let Some(item) = item {
            self.close_to(item, index);
        }
    }

    /// The set ends without SE, with this segment. That SE is missing is a fault of the envelope.
    pub(crate) fn end(&mut self, index: u32) {
        self.close_to(1, index);
        if let Some(root) = self.frames.first_mut() {
            let nodes = &self.plan.loops[0].nodes;
            let trailer = nodes.iter().position(|node| node.tag == SE);
            root.owed &= trailer.map_or(u128::MAX, |trailer| !(1 << trailer));
        }
        self.close_to(0, index);
    }

    fn fault(&mut self, segment: u32, tag: Tag, loop_id: Option<&'static str>, kind: Kind) {
        self.element_fault(segment, tag, loop_id, (0, 0, 0), kind);
    }

    fn element_fault(
        &mut self,
        segment: u32,
        tag: Tag,
        loop_id: Option<&'static str>,
        (element, component, repetition): (u8, u8, u8),
        kind: Kind,
    ) {
        if self.is_silent {
            return;
        }
        let item = self.item_in(self.frames.len());
        self.faults.push(GuideFault {
            segment,
            tag: letters(tag),
            loop_id: loop_id.or_else(|| {
                let top = self.frames.last()?;
                Some(self.guide.loop_id(top.index))
            }),
            item,
            element,
            component,
            repetition,
            kind,
        });
    }

    /// The claim or payment that is among the outermost open loops.
    fn item_in(&self, depth: usize) -> Option<u32> {
        let mut frames = self.frames[..depth].iter();
        let item = frames.find(|frame| self.guide.loop_kind(frame.index).is_item());
        item.map(|frame| frame.segment)
    }

    fn push(&mut self, index: u8, segment: u32) {
        self.frames.push(Frame {
            index,
            segment,
            position: 0,
            seen: 0,
            owed: self.plan.loops[usize::from(index)].required,
            level: None,
        });
        if self.counts.len() < self.frames.len() {
            self.counts.push([0; 128]);
        }
        if self.guide.loop_kind(index).is_item() {
            self.lines = Numbers::default();
        }
    }

    /// Opens a loop in the innermost open one that can hold it.
    fn open(&mut self, segment: u32, inner: u8) {
        let holds = |frame: &Frame, inner: u8| {
            self.plan.loops[usize::from(frame.index)].inner[usize::from(inner)] != NONE
        };
        if let Some(at) = self.frames.iter().rposition(|frame| holds(frame, inner)) {
            self.close_to(at + 1, segment);
            let node =
                self.plan.loops[usize::from(self.frames[at].index)].inner[usize::from(inner)];
            self.place(at, node, segment);
        } else {
            // The outermost of the loops that are missing around it.
            let (mut missing, mut at) = (inner, None);
            while at.is_none() {
                let mut loops = self.plan.loops.iter();
                let parent = loops.position(|plan| plan.inner[usize::from(missing)] != NONE);
                let Some(parent) = parent.filter(|&parent| parent > 0) else {
                    break;
                };
                missing = parent as u8;
                at = self.frames.iter().rposition(|frame| holds(frame, missing));
            }
            let at = at.unwrap_or(0);
            self.close_to(at + 1, segment);
            let node =
                self.plan.loops[usize::from(self.frames[at].index)].inner[usize::from(missing)];
            if node != NONE && self.frames[at].seen >> node & 1 == 0 {
                if !self.is_lost {
                    let looped = &self.guide.loops[usize::from(missing)];
                    self.fault(segment, looped.opener, Some(looped.id), Kind::MissingLoop);
                }
                self.place(at, node, segment);
            }
        }
        self.push(inner, segment);
    }

    /// Counts a node of an open loop and looks at its sequence; whether it may still come.
    fn place(&mut self, depth: usize, node: u8, segment: u32) -> bool {
        let frame = &mut self.frames[depth];
        let loop_index = frame.index;
        let own = &self.plan.loops[usize::from(loop_index)].nodes[usize::from(node)];
        let bit = 1u128 << node;
        let count = &mut self.counts[depth][usize::from(node)];
        *count = if frame.seen & bit == 0 {
            1
        } else {
            count.saturating_add(1)
        };
        let count = u32::from(*count);
        frame.seen |= bit;
        let is_late = own.position < frame.position;
        frame.owed &= !own.settles;
        frame.position = own.position;
        // What comes first in the guide is missing here, unless it comes later among its like.
        let passed = frame.owed & (bit - 1);
        frame.owed &= !passed;
        if !self.late.is_empty() {
            let is_it = |late: &Late| late.depth == depth && late.node == node;
            self.late.retain(|late| !is_it(late));
        }
        if passed != 0 {
            let nodes = (0..128u8).filter(|node| passed >> node & 1 == 1);
            self.late.extend(nodes.map(|node| Late {
                depth,
                node,
                segment,
            }));
        }
        if count <= own.most && !is_late {
            return true;
        }
        let (id, repeats): (_, fn(u32) -> Kind) = match own.what {
            What::Loop(inner) => (self.guide.loop_id(inner), Kind::LoopRepeats),
            What::Segment(_) => (self.guide.loop_id(loop_index), Kind::SegmentRepeats),
        };
        if count > own.most {
            if count == own.most + 1 {
                self.fault(segment, own.tag, Some(id), repeats(own.most));
            }
            return false;
        }
        let late = |late: &Late| late.depth == depth && late.node == node;
        self.late.retain(|one| !late(one));
        self.fault(segment, own.tag, Some(id), Kind::OutOfSequence);
        true
    }

    /// Tells what is missing in the open loops from a depth on.
    fn flush(&mut self, depth: usize) {
        if self.late.is_empty() {
            return;
        }
        let late = std::mem::take(&mut self.late);
        for one in &late {
            if one.depth >= depth {
                self.missing(one.depth, one.node, one.segment);
            }
        }
        self.late = late;
        self.late.retain(|one| one.depth < depth);
    }

    fn missing(&mut self, depth: usize, node: u8, segment: u32) {
        let outer = self.frames[depth].index;
        let node = &self.plan.loops[usize::from(outer)].nodes[usize::from(node)];
        let (id, kind) = match node.what {
            What::Loop(inner) => (self.guide.loop_id(inner), Kind::MissingLoop),
            What::Segment(_) => (self.guide.loop_id(outer), Kind::MissingSegment),
        };
        if node.tag == self.misspelt.0 {
            self.misspelt = (0, 0);
            return;
        }
        let item = self.item_in(depth + 1);
        self.fault(segment, node.tag, Some(id), kind);
        if let Some(fault) = self.faults.last_mut().filter(|_| !self.is_silent) {
            // Loops further in may still be open.
            fault.item = item;
        }
    }

    /// Closes the open loops from a depth on before a segment.
    fn close_to(&mut self, depth: usize, segment: u32) {
        if self.frames.len() > depth {
            self.flush(depth);
        }
        while self.frames.len() > depth {
            let last = self.frames.len() - 1;
            let frame = &self.frames[last];
            let (mut owed, opened) = (frame.owed, frame.segment);
            let childless = frame.level.is_some_and(|level| {
                level.child_code == b'1' && !level.has_child && !level.is_told
            });
            while owed != 0 {
                self.missing(last, owed.trailing_zeros() as u8, segment);
                owed &= owed - 1;
            }
            if childless {
                self.element_fault(opened, HL, None, (4, 0, 0), Kind::HierarchyChild(false));
            }
            self.frames.pop();
        }
    }

    /// Judges a segment in the loop that is open; its elements only where it is not known that they are right.
    fn own(&mut self, index: u32, id: Tag, text: Text<'_>, opens: bool, is_right: bool) {
        let Some(number) = self.guide.tags.get(id) else {
            if !is_well_formed(id) {
                // A fault of syntax that others tell; what is meant is not missing too.
                let is_in_item = self.item_in(self.frames.len()).is_some();
                self.misspelt = (upper(id), if is_in_item { 1 } else { 2 });
                return;
            }
            return self.no_place(index, id);
        };
        let number = usize::from(number);
        let Some(top) = self.frames.last() else {
            return;
        };
        let (loop_index, opened) = (usize::from(top.index), top.segment);
        let plan = self.plan;
        let like = &plan.loops[loop_index].own[number];
        let is_stray = self.guide.loops[loop_index].opener == id && opened != index;
        if like.nodes.is_empty() || is_stray {
            let is_unused = self.is_of_standard_loop(loop_index, id);
            if !opens && !is_unused && self.find_place(index, id, text, number) {
                return;
            }
            self.no_place(index, id);
            if plan.opens[number] {
                self.is_lost = true;
                self.forgive(id);
            }
            return;
        }
        self.is_astray = false;
        let depth = self.frames.len() - 1;
        let separators = self.alphabet.separators();
        let text = text.behind(tag_end(id));
        let elements = text.value();
        let node = match *like.nodes.as_slice() {
            [node] => node,
            _ => {
                let is_composite = like.component > 0;
                let code = text.element(like.element, is_composite, separators);
                let has_room = |&node: &u8| {
                    let frame = &self.frames[depth];
                    let most = plan.loops[loop_index].nodes[usize::from(node)].most;
                    let count = self.counts[depth][usize::from(node)];
                    frame.seen >> node & 1 == 0 || u32::from(count) < most
                };
                let key = key(code);
                let told = like.codes.iter().filter(|own| own.0 == key);
                let mut known = told.map(|&(_, node)| node);
                let free = known.clone().find(has_room);
                let Some(node) = free.or_else(|| known.next()) else {
                    let kind = if code.is_empty() {
                        Kind::MissingElement
                    } else {
                        Kind::BadCode
                    };
                    let at = (like.element, like.component, 0);
                    return self.element_fault(index, id, None, at, kind);
                };
                node
            }
        };
        self.trace.push(Placed {
            loop_index: loop_index as u8,
            node,
        });
        let own = &plan.loops[loop_index].nodes[usize::from(node)];
        if self.place(depth, node, index) && !self.is_silent && !is_right {
            self.check(index, id, text, own, loop_index as u8);
        }
        if opens && opened == index {
            match (id, self.guide.loop_kind(loop_index as u8)) {
                (HL, _) => self.level(index, elements, separators.element),
                (LX, LoopKind::Line) => self.line(index, text, loop_index as u8),
                // A line without LX counts.
                (_, LoopKind::Line) => drop(self.lines.take(b"")),
                _ => {}
            }
        }
    }

    /// Judges LX01 of the line that has just opened, behind the tag.
    fn line(&mut self, index: u32, text: Text<'_>, loop_index: u8) {
        let separator = self.alphabet.separators().element;
        let number = text.value().split(|&byte| byte == separator).next();
        if let Some(expected) = self.lines.take(number.unwrap_or_default()) {
            let (loop_id, kind) = (self.guide.loop_id(loop_index), Kind::LineNumber(expected));
            self.element_fault(index, LX, Some(loop_id), (1, 0, 0), kind);
        }
    }

    /// Whether nothing but the part that has just opened with this segment is to be judged, so that its segments can be
    /// taken as they are laid out.
    pub(crate) fn is_at_part(&self, segment: u32) -> bool {
        let is_sure = !(self.is_silent || self.is_lost || self.is_astray || self.is_level_lost);
        is_sure
            && !self.has_diverged
            // What is forgiven for a malformed id is no part of a layout.
            && self.misspelt.0 == 0
            && self.late.is_empty()
            && self
                .frames
                .last()
                .is_some_and(|frame| frame.segment == segment)
    }

    /// How the loop stands that opened with a segment, when it is open.
    pub(crate) fn state_of(&self, segment: u32) -> Option<State> {
        let depth = self
            .frames
            .iter()
            .rposition(|frame| frame.segment == segment)?;
        let frame = &self.frames[depth];
        let seen = (0..128_u8).filter(|node| frame.seen >> node & 1 == 1);
        let count = |node: u8| (node, self.counts[depth][usize::from(node)]);
        Some(State {
            seen: frame.seen,
            owed: frame.owed,
            position: frame.position,
            counts: seen.map(count).collect(),
        })
    }

    /// Whether no fault has been told since there were so many, and none is about to be.
    pub(crate) fn is_sound_since(&self, faults: usize) -> bool {
        self.faults.len() == faults && self.late.is_empty()
    }

    /// Keeps of the trace only the last.
    pub(crate) fn forget_trace(&mut self) {
        let last = self.trace.pop();
        self.trace.clear();
        self.trace.extend(last);
    }

    /// Judges a segment of a part whose layout has no fault, by what it is; of one that is not suspected, no more than the
    /// number of a line.
    pub(crate) fn laid(
        &mut self,
        index: u32,
        (id, text): (Tag, Text<'_>),
        laid: Laid,
        is_suspected: bool,
    ) {
        let text = text.behind(tag_end(id));
        if is_suspected {
            self.check(index, id, text, laid.node, laid.loop_index);
        }
        if laid.is_line {
            self.line(index, text, laid.loop_index);
        }
    }

    /// Behind the last segment of such a part: its loop stands as it did when it was judged.
    pub(crate) fn settle(&mut self, state: &State) {
        let depth = self.frames.len() - 1;
        if let Some(frame) = self.frames.last_mut() {
            (frame.seen, frame.owed, frame.position) = (state.seen, state.owed, state.position);
            for &(node, count) in &state.counts {
                self.counts[depth][usize::from(node)] = count;
            }
        }
    }

    /// How many faults have been told.
    pub(crate) fn fault_count(&self) -> usize {
        self.faults.len()
    }

    /// Whether the standard has a segment in a loop, other than the one that opens it.
    fn is_of_standard_loop(&self, index: usize, id: Tag) -> bool {
        let looped = &self.guide.loops[index];
        let letters = letters(id);
        let text = std::str::from_utf8(&letters).unwrap_or_default();
        looped.opener != id && standard::is_of_set(self.guide.set, looped.id, text.trim_end())
    }

    /// Tells of a segment that the guide does not have in the open loop.
    fn no_place(&mut self, index: u32, id: Tag) {
        let letters = letters(id);
        let text = std::str::from_utf8(&letters).unwrap_or_default().trim_end();
        let top = self.frames.last().map(|frame| usize::from(frame.index));
        let top = top.unwrap_or(0);
        let was_astray = std::mem::take(&mut self.is_astray);
        let kind = if !table::is_of_standard(text) {
            Kind::UnknownSegment
        } else if self.is_of_standard_loop(top, id) {
            Kind::SegmentNotUsed
        } else {
            self.is_astray = true;
            if was_astray {
                return;
            }
            Kind::UnexpectedSegment
        };
        self.fault(index, id, None, kind);
    }

    fn check(&mut self, index: u32, id: Tag, text: Text<'_>, node: &'static Node, loop_index: u8) {
        let What::Segment(form) = &node.what else {
            return;
        };
        if node.shape.fits(text.batch, text.blocks, text.ends) {
            return;
        }
        if text.value().last() == Some(&self.alphabet.separators().element) {
            let loop_id = self.guide.loop_id(loop_index);
            self.fault(index, id, Some(loop_id), Kind::SeparatorsAtEnd);
        }
        let before = self.faults.len();
        let (alphabet, faults) = (self.alphabet, &mut *self.faults);
        alphabet.check(text.value(), form, |fault| {
            faults.push(GuideFault {
                segment: index,
                tag: letters(id),
                loop_id: None,
                item: None,
                element: fault.element,
                component: fault.component,
                repetition: fault.repetition,
                kind: fault.kind,
            });
        });
        if self.faults.len() > before {
            let item = self.item_in(self.frames.len());
            let loop_id = Some(self.guide.loop_id(loop_index));
            for fault in &mut self.faults[before..] {
                (fault.loop_id, fault.item) = (loop_id, item);
            }
        }
    }

    /// A segment that has no place in the open loop: where the segment that opens a required loop
    /// is missing, the loop is told of and opened without it.
    fn find_place(&mut self, index: u32, id: Tag, text: Text<'_>, number: usize) -> bool {
        let plan = self.plan;
        let candidates = self.candidates(number, text.value());
        let found = self
            .frames
            .iter()
            .enumerate()
            .rev()
            .find_map(|(depth, frame)| {
                let nodes = &plan.loops[usize::from(frame.index)].nodes;
                let owed = (0..nodes.len()).filter(|&node| frame.owed >> node & 1 == 1);
                let mut inner = owed.filter_map(|node| match nodes[node].what {
                    What::Loop(inner) => Some((depth, node as u8, inner)),
                    What::Segment(_) => None,
                });
                // The first loop that is still to come, if the segment is one of its own or
                // opens a loop that it requires.
                let (depth, node, inner) = inner.next()?;
                let own = &plan.loops[usize::from(inner)];
                let is_own = !own.own[number].nodes.is_empty()
                    && self.guide.loops[usize::from(inner)].opener != id;
                let opens = || {
                    let mut own = own.nodes.iter().enumerate();
                    own.any(|(node, one)| {
                        let is_required = plan.loops[usize::from(inner)].required >> node & 1 == 1;
                        is_required
                            && matches!(one.what, What::Loop(own) if candidates >> own & 1 == 1)
                    })
                };
                (is_own || opens()).then_some((depth, node, inner, is_own))
            });
        let Some((depth, node, inner, is_own)) = found else {
            return self.find_level(index, id, text, candidates);
        };
        self.close_to(depth + 1, index);
        self.place(depth, node, index);
        self.open_without_head(index, inner);
        if !is_own && let Some(own) = self.loop_opened_by(number, text.value()) {
            self.open(index, own);
        }
        self.own(index, id, text, !is_own, false);
        true
    }

    /// A loop that was opened without its head, just before that head comes: they are swapped, and
    /// nothing is missing in the first of the two.
    fn forgive_swapped(&mut self, index: u32, inner: u8) {
        if self.has_diverged
            && let Some(frame) = self.frames.last_mut()
            && frame.index == inner
            && frame.segment + 1 == index
        {
            frame.owed = 0;
        }
    }

    /// A party of an acknowledgement whose level is not required and has no HL: the level is told of
    /// and opened.
    fn find_level(&mut self, index: u32, id: Tag, text: Text<'_>, candidates: u64) -> bool {
        let plan = self.plan;
        let mut loops = plan.loops.iter().enumerate();
        let level = loops.find_map(|(level, own)| {
            let depth = self
                .frames
                .iter()
                .rposition(|frame| plan.loops[usize::from(frame.index)].inner[level] != NONE)?;
            let party = (0..own.inner.len())
                .find(|&party| own.inner[party] != NONE && candidates >> party & 1 == 1)?;
            Some((depth, level as u8, party as u8))
        });
        let Some((depth, level, party)) = level.filter(|_| self.guide.kind.is_none()) else {
            return false;
        };
        self.close_to(depth + 1, index);
        self.open_without_head(index, level);
        self.open(index, party);
        self.own(index, id, text, true, false);
        true
    }

    /// Opens a loop whose first segment is missing, and tells so.
    fn open_without_head(&mut self, index: u32, inner: u8) {
        let looped = &self.guide.loops[usize::from(inner)];
        self.fault(index, looped.opener, Some(looped.id), Kind::MissingLoop);
        self.push(inner, index);
        if let Some(frame) = self.frames.last_mut() {
            frame.owed &= !1;
            frame.seen |= 1;
        }
        self.has_diverged = true;
    }

    /// Tells of an HL of no known level: it counts, the levels around are not judged by what is below
    /// them, and what follows it is not judged. Levels below it, which have no place for that alone,
    /// are not told of.
    fn lose_level(&mut self, index: u32, body: &[u8], was_lost: bool) {
        let number = self.guide.tags.get(HL).map_or(0, usize::from);
        if !was_lost || self.candidates(number, body) == 0 {
            self.fault(index, HL, None, Kind::UnexpectedSegment);
        }
        self.forgive(HL);
        (self.is_lost, self.is_level_lost) = (true, true);
        let separator = self.alphabet.separators().element;
        let number = body.split(|&byte| byte == separator).nth(1);
        if !self.is_silent {
            self.hierarchy.take(number.unwrap_or_default());
        }
        for level in self
            .frames
            .iter_mut()
            .filter_map(|frame| frame.level.as_mut())
        {
            (level.has_child, level.is_sound) = (true, false);
        }
    }

    /// A segment that should open a loop opens none: most likely the first required one that is
    /// still to come is meant, which then is not missing too.
    fn forgive(&mut self, id: Tag) {
        for frame in self.frames.iter_mut().rev() {
            let nodes = &self.plan.loops[usize::from(frame.index)].nodes;
            let meant = nodes.iter().enumerate().position(|(node, own)| {
                frame.owed >> node & 1 == 1 && own.tag == id && matches!(own.what, What::Loop(_))
            });
            if let Some(meant) = meant {
                frame.owed &= !(1 << meant);
                return;
            }
        }
    }

    /// Judges HL01, HL02 and HL04 of the level that has just opened.
    fn level(&mut self, index: u32, elements: &[u8], separator: u8) {
        let mut values = elements.split(|&byte| byte == separator);
        let mut value = || values.next().unwrap_or_default();
        let (number, parent, _, child_code) = (value(), value(), value(), value());
        let expected = if self.is_silent {
            None
        } else {
            self.hierarchy.take(number)
        };
        if let Some(expected) = expected {
            let kind = Kind::HierarchyNumber(expected);
            self.element_fault(index, HL, None, (1, 0, 0), kind);
        }
        let last = self.frames.len() - 1;
        let above = self.frames[..last]
            .iter()
            .rposition(|frame| frame.level.is_some());
        if let Some(above) = above {
            let (segment, outer) = (self.frames[above].segment, self.frames[above].index);
            if let Some(level) = &mut self.frames[above].level {
                level.has_child = true;
                let denies = level.child_code == b'0'
                    && expected.is_none()
                    && !std::mem::replace(&mut level.is_told, true);
                // Where a number is missing the level above may be, too.
                let is_other = level.is_sound
                    && expected.is_none()
                    && !parent.is_empty()
                    && number_of(parent) != number_of_level(&level.number);
                if is_other {
                    self.element_fault(index, HL, None, (2, 0, 0), Kind::HierarchyParent);
                }
                if denies {
                    let outer = Some(self.guide.loop_id(outer));
                    let kind = Kind::HierarchyChild(true);
                    self.element_fault(segment, HL, outer, (4, 0, 0), kind);
                }
            }
        }
        let mut own = [0; 12];
        let length = number.len().min(own.len());
        own[..length].copy_from_slice(&number[..length]);
        if let Some(frame) = self.frames.last_mut() {
            frame.level = Some(Level {
                number: own,
                child_code: child_code.first().copied().unwrap_or(0),
                is_sound: expected.is_none(),
                has_child: false,
                is_told: false,
            });
        }
    }
}

/// The digits of a number without zeros in front.
fn number_of(sent: &[u8]) -> &[u8] {
    let zeros = sent.iter().take_while(|&&byte| byte == b'0').count();
    &sent[zeros..]
}

/// HL01 as kept.
fn number_of_level(kept: &[u8; 12]) -> &[u8] {
    let length = kept.iter().position(|&byte| byte == 0).unwrap_or(12);
    number_of(&kept[..length])
}
