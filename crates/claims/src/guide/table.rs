//! Reads the tables of `data/guides`.
//!
//! A loop a line, indented below the loop that it is in: its id, how it is used (R or S with the
//! number of times, `>1` for any), the segment that opens it, `element=codes` where one
//! tells it from its like, and `or` with another loop that can stand for it. Below it stand its
//! own segments in order: id, usage, and of each element the usage (R, S, `-` for one that is not
//! used) with `:codes` or the name of a list in braces; composites in brackets.
//!
//! `read-as` names versions whose sets are read by the table and not judged: a version that `versions`
//! names is judged all the same.
//!
//! Behind `variant` and a version stand the segments, as `loop/segment`, that this version has
//! otherwise: those with one of the codes of the first element, or the only one with the id.

use std::sync::LazyLock;

use remedi_x12::Segment;

use super::form::{Dictionary, Usage};
use super::layout::Qualifier;
use super::plan::{Like, LoopPlan, NONE, Node, Plan, What};
use super::shape::Shape;
use super::tag::{Tag, TagTable, tag};
use super::{Guide, LoopKind, SetKind};

#[derive(Debug)]
pub(super) struct Loop {
    pub id: &'static str,
    pub kind: LoopKind,
    /// Bit n: loop n may stand in this one.
    pub inner: u64,
    /// Bit n: tag n of the table is a segment of the loop's own.
    pub own: u64,
    /// The tag that opens it; 0 for the set.
    pub opener: Tag,
}

/// The loops that a tag may open.
#[derive(Clone, Debug, Default)]
pub(super) struct Opener {
    /// The position of the element that tells them apart; 0 when nothing does.
    qualifier: usize,
    /// Bit n: the tag opens loop n, by the value of the qualifier.
    pub loops: Vec<(&'static [u8], u64)>,
}

impl Opener {
    pub(super) fn loops(&self, segment: &Segment<'_>) -> u64 {
        match self.loops.as_slice() {
            [] => 0,
            [(_, loops)] if self.qualifier == 0 => *loops,
            _ => {
                let value = segment.value(self.qualifier);
                let mut known = self.loops.iter();
                known
                    .find(|(code, _)| *code == value)
                    .map_or(0, |(_, loops)| *loops)
            }
        }
    }

    fn add(&mut self, qualifier: usize, values: &'static str, index: u8) -> bool {
        let fits = self.loops.is_empty() || self.qualifier == qualifier;
        self.qualifier = qualifier;
        for code in values.split(',').map(str::as_bytes) {
            match self.loops.iter_mut().find(|(known, _)| *known == code) {
                Some((_, loops)) => *loops |= 1 << index,
                None => self.loops.push((code, 1 << index)),
            }
        }
        fits
    }
}

/// The segments of the standard, version 5010.
static STANDARD: LazyLock<Result<Dictionary, String>> =
    LazyLock::new(|| Dictionary::parse(include_str!("../../data/guides/005010.segments")));

/// Those of version 4010.
static FORMER_STANDARD: LazyLock<Result<Dictionary, String>> = LazyLock::new(|| {
    let former = Dictionary::parse(include_str!("../../data/guides/004010.segments"))?;
    Ok(former.over(STANDARD.as_ref().map_err(String::clone)?))
});

/// Whether the standard has a segment with this id.
pub(super) fn is_of_standard(id: &str) -> bool {
    STANDARD.as_ref().is_ok_and(|standard| standard.knows(id))
}

/// How many elements the segment has in either version of the standard.
pub(super) fn elements_of(id: &str) -> usize {
    let standards = [&STANDARD, &FORMER_STANDARD];
    let counts = standards.iter().filter_map(|one| one.as_ref().ok());
    counts.map(|one| one.elements(id)).max().unwrap_or_default()
}

/// Usage and number of times, such as `R1` or `S>1`.
fn usage(word: &str) -> Option<(Usage, u32)> {
    let (usage, times) = word.split_at_checked(1)?;
    let usage = match usage {
        "R" => Usage::Required,
        "S" => Usage::Situational,
        _ => return None,
    };
    let times = match times {
        ">1" => u32::MAX,
        times => times.parse().ok()?,
    };
    Some((usage, times))
}

impl Guide {
    /// Reads a table: its variants, and the guide itself.
    pub(super) fn parse(kind: Option<SetKind>, text: &'static str) -> Result<Vec<Guide>, String> {
        let mut parts = text.split("\nvariant ");
        let base = parts.next().unwrap_or_default();
        let variants = parts.map(|variant| variant.split_once('\n').unwrap_or((variant, "")));
        let variants = variants.map(|(version, lines)| {
            let other = lines.lines().filter(|line| !line.is_empty());
            let other: Option<Vec<_>> = other.map(Other::read).collect();
            Ok((
                Some(version),
                other.ok_or_else(|| format!("bad variant: {lines}"))?,
            ))
        });
        let all = variants.chain([Ok((None, Vec::new()))]);
        let read = |part: Result<(Option<&'static str>, Vec<Other>), String>| {
            let (version, other) = part?;
            let mut guide = Guide::read(kind, base, other)?;
            if let Some(version) = version {
                guide.versions = vec![version];
                guide.alike.clear();
                guide.is_variant = true;
            }
            Ok(guide)
        };
        all.map(read).collect()
    }

    fn read(kind: Option<SetKind>, text: &'static str, other: Vec<Other>) -> Result<Guide, String> {
        let guide = Guide {
            set: "",
            kind,
            versions: Vec::new(),
            alike: Vec::new(),
            is_variant: false,
            loops: Vec::new(),
            tags: TagTable::default(),
            openers: Vec::new(),
            plan: Plan::default(),
        };
        let mut table = Table {
            guide,
            plans: Vec::new(),
            alternatives: Vec::new(),
            above: Vec::new(),
            other,
        };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines.filter(|line| !line.trim().is_empty()) {
            table
                .read(line)
                .map_err(|fault| format!("{fault}: {line}"))?;
        }
        if table.other.iter().any(|other| !other.is_used) {
            return Err("a variant of nothing".to_owned());
        }
        table.finish()
    }

    fn tag_number(&mut self, tag: Tag) -> u8 {
        let number = self.tags.get(tag).unwrap_or_else(|| self.tags.insert(tag));
        self.openers
            .resize_with(usize::from(self.tags.count), Opener::default);
        number
    }
}

/// A guide that is being read.
struct Table {
    guide: Guide,
    plans: Vec<LoopPlan>,
    /// In the loop that is the first, the second and the third can stand for each other.
    alternatives: Vec<(u8, u8, &'static str)>,
    /// The loops that the line stands below.
    above: Vec<u8>,
    /// The segments that a variant has otherwise.
    other: Vec<Other>,
}

/// A segment that a variant of a guide has otherwise.
#[derive(Clone, Copy)]
struct Other {
    loop_id: &'static str,
    segment: &'static str,
    /// Usage and elements.
    rest: &'static str,
    is_used: bool,
}

impl Other {
    /// Reads a line such as `2300/CL1 R1 S S R`.
    fn read(line: &'static str) -> Option<Other> {
        let (path, rest) = line.split_once(' ')?;
        let (loop_id, segment) = path.split_once('/')?;
        Some(Other {
            loop_id,
            segment,
            rest,
            is_used: false,
        })
    }

    /// Whether it stands for a segment of the guide.
    fn is_of(&self, loop_id: &str, segment: &str, rest: &str) -> bool {
        let codes = |rest: &'static str| rest.split(' ').nth(1)?.split_once(':').map(|of| of.1);
        let own = rest
            .split(' ')
            .nth(1)
            .and_then(|element| element.split_once(':'));
        let same = match (codes(self.rest), own) {
            (Some(codes), Some((_, own))) => own
                .split(',')
                .all(|code| codes.split(',').any(|known| known == code)),
            _ => true,
        };
        self.loop_id == loop_id && self.segment == segment && same
    }
}

impl Table {
    fn read(&mut self, line: &'static str) -> Result<(), &'static str> {
        if let Some(versions) = line.strip_prefix("versions ") {
            self.guide.versions = versions.split(' ').collect();
            return Ok(());
        }
        if let Some(versions) = line.strip_prefix("read-as ") {
            self.guide.alike = versions.split(' ').collect();
            return Ok(());
        }
        if let Some(set) = line.strip_prefix("set ") {
            self.guide.set = set;
            return Ok(());
        }
        let indent = line.len() - line.trim_start().len();
        let level = indent / 2;
        if !indent.is_multiple_of(2) || level > self.above.len() {
            return Err("bad indent");
        }
        self.above.truncate(level);
        let line = line.trim();
        let (id, rest) = line.split_once(' ').unwrap_or((line, ""));
        let Some(&outer) = self.above.last() else {
            if !self.guide.loops.is_empty() {
                return Err("a second root");
            }
            return self.read_loop(None, line);
        };
        if rest == "as above" {
            return self.read_again(outer, id);
        }
        if id.starts_with(|first: char| first.is_ascii_digit()) {
            return self.read_loop(Some(outer), line);
        }
        self.read_segment(outer, id, rest)
    }

    /// A loop that stands in a second loop too.
    fn read_again(&mut self, outer: u8, id: &str) -> Result<(), &'static str> {
        let loops = &mut self.guide.loops;
        let again = loops.iter().position(|known| known.id == id);
        let again = again.ok_or("not above")?;
        loops[usize::from(outer)].inner |= 1 << again;
        let nodes = self.plans.iter().flat_map(|plan| &plan.nodes);
        let mut nodes =
            nodes.filter(|node| matches!(node.what, What::Loop(own) if own == again as u8));
        if let Some(&Node { tag, most, .. }) = nodes.next() {
            self.plans[usize::from(outer)].nodes.push(Node {
                shape: Shape::default(),
                what: What::Loop(again as u8),
                tag,
                usage: Usage::Required,
                most,
                position: 0,
                settles: 0,
            });
        }
        Ok(())
    }

    fn read_loop(&mut self, outer: Option<u8>, line: &'static str) -> Result<(), &'static str> {
        let mut words = line.split(' ').peekable();
        let id = words.next().ok_or("no id")?;
        let used = words.next_if(|word| usage(word).is_some()).and_then(usage);
        let index = self.guide.loops.len() as u8;
        if index == 64 {
            return Err("too many loops");
        }
        let mut opener = 0;
        if let Some(id) = words.next() {
            opener = tag(id.as_bytes());
            let qualifier = words.next_if(|word| word.contains('=')).unwrap_or("0=");
            let (element, values) = qualifier.split_once('=').ok_or("bad qualifier")?;
            let element = element.parse().map_err(|_| "bad qualifier")?;
            let number = self.guide.tag_number(opener);
            if !self.guide.openers[usize::from(number)].add(element, values, index) {
                return Err("another qualifier of the same segment");
            }
        }
        if words.next_if_eq(&"or").is_some() {
            let other = words.next().ok_or("or what")?;
            self.alternatives
                .push((outer.ok_or("or what")?, index, other));
        }
        if words.next().is_some() {
            return Err("more than a loop has");
        }
        self.guide.loops.push(Loop {
            id,
            kind: LoopKind::of(id, self.guide.kind).ok_or("unknown loop")?,
            inner: 0,
            own: 0,
            opener,
        });
        self.plans.push(LoopPlan::default());
        if let Some(outer) = outer {
            self.guide.loops[usize::from(outer)].inner |= 1 << index;
            if let Some((usage, most)) = used {
                self.plans[usize::from(outer)].nodes.push(Node {
                    shape: Shape::default(),
                    what: What::Loop(index),
                    tag: opener,
                    usage,
                    most,
                    position: 0,
                    settles: 0,
                });
            }
        }
        self.above.push(index);
        Ok(())
    }

    /// A segment of a loop's own.
    fn own(&mut self, index: u8, id: &str) -> Result<Tag, &'static str> {
        let tag = tag(id.as_bytes());
        let number = self.guide.tag_number(tag);
        if number > 63 {
            return Err("too many tags");
        }
        self.guide.loops[usize::from(index)].own |= 1 << number;
        Ok(tag)
    }

    fn read_segment(&mut self, outer: u8, id: &str, rest: &str) -> Result<(), &'static str> {
        let loop_id = self.guide.loops[usize::from(outer)].id;
        let mut other = self.other.iter_mut();
        let other = other.find(|other| other.is_of(loop_id, id, rest));
        let rest = other.map_or(rest, |other| {
            other.is_used = true;
            other.rest
        });
        let (used, elements) = rest.split_once(' ').unwrap_or((rest, ""));
        let (usage, most) = usage(used).ok_or("bad usage")?;
        let tag = self.own(outer, id)?;
        let standard = match self.guide.version().starts_with("004010") {
            true => &FORMER_STANDARD,
            false => &STANDARD,
        };
        let standard = standard.as_ref().map_err(|_| "no segments")?;
        let form = standard.form(id, elements).ok_or("bad elements")?;
        self.plans[usize::from(outer)].nodes.push(Node {
            shape: Shape::of(&form),
            what: What::Segment(form),
            tag,
            usage,
            most,
            position: 0,
            settles: 0,
        });
        Ok(())
    }

    fn finish(mut self) -> Result<Guide, String> {
        if self.guide.versions.is_empty() {
            return Err("no versions".to_owned());
        }
        let (tags, loops) = (self.guide.tags.tags(), self.guide.loops.len());
        for plan in &mut self.plans {
            plan.index(&tags, loops)?;
        }
        for (outer, one, other) in self.alternatives {
            let mut known = self.guide.loops.iter();
            let other = known.position(|looped| looped.id == other).ok_or(other)?;
            let plan = &mut self.plans[usize::from(outer)];
            let pair = [plan.inner[usize::from(one)], plan.inner[other]];
            if pair.contains(&NONE) {
                return Err(format!("no alternatives: {}", self.guide.loops[other].id));
            }
            for node in pair {
                plan.nodes[usize::from(node)].settles |= 1 << pair[0] | 1 << pair[1];
            }
        }
        let opens = self.guide.openers.iter();
        let opens = opens.map(|opener| !opener.loops.is_empty()).collect();
        let of_opener = |opener: &Opener| match opener.qualifier {
            0 => Qualifier::None,
            element => Qualifier::At {
                element: element as u8,
                is_composite: false,
            },
        };
        let of_like = |like: &Like| match like.element {
            0 => Qualifier::None,
            element => Qualifier::At {
                element,
                is_composite: like.component > 0,
            },
        };
        let mut qualifiers = Box::new([Qualifier::None; 256]);
        for (number, (opener, &tag)) in self.guide.openers.iter().zip(&tags).enumerate() {
            let likes = self.plans.iter().map(|plan| of_like(&plan.own[number]));
            let slot = self.guide.tags.slot(tag);
            qualifiers[usize::from(slot)] = likes.fold(of_opener(opener), Qualifier::and);
        }
        self.guide.plan = Plan {
            loops: self.plans,
            opens,
            qualifiers,
        };
        Ok(self.guide)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GUIDES, Guide};
    use super::What;

    #[test]
    fn every_loop_begins_with_the_required_segment_that_opens_it() {
        for guide in GUIDES.iter() {
            for (looped, plan) in guide.loops.iter().zip(&guide.plan.loops).skip(1) {
                let first = &plan.nodes[0];
                let place = format!("{} {}", guide.version(), looped.id);
                assert_eq!(first.tag, looped.opener, "{place}");
                assert!(matches!(first.what, What::Segment(_)), "{place}");
                // IK4 is required as its loop is.
                assert!(plan.required & 1 == 1 || looped.id == "2110", "{place}");
                assert!(plan.nodes.iter().all(|node| node.most > 0), "{place}");
            }
        }
    }

    #[test]
    fn a_variant_is_of_its_own_version_only() {
        let of = |version: &str| {
            let guides = GUIDES.iter();
            let mut judging = guides.filter(|guide| guide.judges(version.as_bytes()));
            judging.next().map(Guide::version)
        };
        assert_eq!(of("005010X223"), Some("005010X223"));
        assert_eq!(of("005010X223A3"), Some("005010X223A3"));
        assert_eq!(of("005010X222A1"), Some("005010X222"));
        assert_eq!(of("005010X298"), None);
        assert_eq!(of("005010X999"), None);
        assert_eq!(of("004010X098A1"), Some("004010X098A"));
        assert_eq!(of("004010X098DA1"), Some("004010X098A"));
        assert_eq!(of("004010X098"), None);
        let first = |version: &str| GUIDES.iter().find(|guide| guide.is_of(version.as_bytes()));
        assert!(first("005010X223A3").is_some_and(|guide| guide.is_variant));
        assert!(first("005010X223A2").is_some_and(|guide| !guide.is_variant));
    }

    #[test]
    fn tables_that_are_not_well_formed_are_refused() {
        let read = |lines: &'static str| Guide::parse(None, lines).map(|_| ()).err();
        let fault = |lines| read(lines).unwrap_or_default();
        assert_eq!(read("versions X\nST\n  ST R1 R:999 R S\n"), None);
        assert!(fault("ST\n  ST R1 R:999 R S\n").starts_with("no versions"));
        assert!(fault("versions X\nST\n   ST R1 R\n").starts_with("bad indent"));
        assert!(fault("versions X\nST\n  ST X1 R\n").starts_with("bad usage"));
        assert!(fault("versions X\nST\n  ST R1 R R R R\n").starts_with("bad elements"));
        assert!(fault("versions X\nST\n  QQQ R1 R\n").starts_with("bad elements"));
        assert!(fault("versions X\nST\n  2000 S1 HL or 9\n").starts_with("9"));
        assert!(fault("versions X\nST\n  REF S1 R R\n  REF S1 R R\n").starts_with("segments that"));
        assert!(
            fault("versions X\nST\n  ST R1 R\nvariant Y\nST/SE R1 R R\n")
                .starts_with("a variant of nothing")
        );
    }
}
