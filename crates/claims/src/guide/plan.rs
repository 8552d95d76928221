//! The part of a guide that judges: which segments and loops follow each other in a loop, how
//! often, and the forms of the segments.

use super::form::{Codes, SegmentForm, Usage};
use super::layout::Qualifier;
use super::shape::Shape;
use super::tag::Tag;

/// What may stand in a loop, in order: a segment of its own, or a loop inside it.
#[derive(Debug)]
pub(super) struct Node {
    pub what: What,
    /// The segment, or the one that opens the loop.
    pub tag: Tag,
    pub usage: Usage,
    /// How often it may come; `u32::MAX` for any number.
    pub most: u32,
    /// Where it comes in the loop: what opens with the same segment, one behind the other in
    /// the guide, comes in any order.
    pub position: u8,
    /// What tells in a moment that a segment is as its form asks; empty for a loop.
    pub shape: Shape,
    /// Bit n: node n of the loop is no longer required when this one is there.
    pub settles: u128,
}

#[derive(Debug)]
pub(super) enum What {
    /// A segment with its form, and the codes of the qualifier that tells it from its like.
    Segment(SegmentForm),
    /// A loop, by its index in the guide.
    Loop(u8),
}

/// The nodes of a loop.
#[derive(Debug, Default)]
pub(super) struct LoopPlan {
    pub nodes: Vec<Node>,
    /// Bit n: node n is required.
    pub required: u128,
    /// For each tag of the guide, by its number, the segments of the loop with it.
    pub own: Vec<Like>,
    /// For each loop of the guide its node here; `NONE` where it has none.
    pub inner: Vec<u8>,
}

/// Segments of a loop with the same id.
#[derive(Clone, Debug, Default)]
pub(super) struct Like {
    /// Their nodes.
    pub nodes: Vec<u8>,
    /// The element whose code tells them apart, and its component; 0 where there is but one.
    pub element: u8,
    pub component: u8,
    /// The [`key`](super::form::key)s of the codes there, each with its node, in the order of the nodes.
    pub codes: Vec<(u64, u8)>,
}

pub(super) const NONE: u8 = u8::MAX;

/// The plans of the loops of a guide, in the order of its table.
#[derive(Debug)]
pub(super) struct Plan {
    pub loops: Vec<LoopPlan>,
    /// For each tag of the guide by its number: whether it opens a loop.
    pub opens: Vec<bool>,
    /// For each slot of the guide's [`TagTable`](super::TagTable) what tells segments with its tag apart.
    pub qualifiers: Box<[Qualifier; 256]>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            loops: Vec::new(),
            opens: Vec::new(),
            qualifiers: Box::new([Qualifier::None; 256]),
        }
    }
}

impl LoopPlan {
    /// Makes the look-ups when all nodes are there.
    pub(super) fn index(&mut self, tags: &[Tag], loops: usize) -> Result<(), String> {
        if self.nodes.len() > 127 {
            return Err("too many segments and loops in a loop".to_owned());
        }
        let mut position = 0u8;
        for index in 0..self.nodes.len() {
            let same = index > 0 && {
                let (last, own) = (&self.nodes[index - 1], &self.nodes[index]);
                last.tag == own.tag
                    && matches!(last.what, What::Loop(_)) == matches!(own.what, What::Loop(_))
            };
            position += u8::from(!same);
            let node = &mut self.nodes[index];
            node.position = position;
            node.settles |= 1 << index;
            if node.usage == Usage::Required {
                self.required |= 1 << index;
            }
        }
        self.inner = vec![NONE; loops];
        self.own = vec![Like::default(); tags.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            match node.what {
                What::Loop(inner) => self.inner[usize::from(inner)] = index as u8,
                What::Segment(_) => {
                    let number = tags.iter().position(|&tag| tag == node.tag);
                    let number = number.ok_or("a segment without a number")?;
                    self.own[number].nodes.push(index as u8);
                }
            }
        }
        let mut own = std::mem::take(&mut self.own);
        for like in own.iter_mut().filter(|like| like.nodes.len() > 1) {
            (like.element, like.component) = self
                .qualifier(&like.nodes)
                .ok_or("segments that nothing tells apart")?;
            for &node in &like.nodes {
                let codes = self.codes(node, like.element, like.component);
                let keys = codes.into_iter().flat_map(Codes::keys);
                like.codes.extend(keys.map(|key| (key, node)));
            }
        }
        self.own = own;
        Ok(())
    }

    /// The codes of an element of a segment, or of the first component of a composite.
    fn codes(&self, node: u8, element: u8, component: u8) -> Option<&Codes> {
        let What::Segment(form) = &self.nodes[usize::from(node)].what else {
            return None;
        };
        let form = form.all.get(usize::from(element) - 1)?;
        let form = match component {
            0 => form,
            _ => form.parts.as_ref()?.all.first()?,
        };
        (!form.codes.is_empty()).then_some(&form.codes)
    }

    /// The element that has codes in all of these segments: if possible, never the same.
    fn qualifier(&self, nodes: &[u8]) -> Option<(u8, u8)> {
        let tells = |element: u8, component: u8, apart: bool| {
            let codes = nodes
                .iter()
                .map(|&node| self.codes(node, element, component));
            let Some(codes) = codes.collect::<Option<Vec<_>>>() else {
                return false;
            };
            let mut pairs = (0..codes.len()).flat_map(|one| (0..one).map(move |two| (one, two)));
            !apart || pairs.all(|(one, two)| !codes[one].meet(codes[two]))
        };
        let places = (1..=3).flat_map(|element| [(element, 0), (element, 1)]);
        let find = |apart| places.clone().find(|&(at, part)| tells(at, part, apart));
        find(true).or_else(|| find(false))
    }
}
