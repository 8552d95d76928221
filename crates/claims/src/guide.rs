//! Guides as tables: which loops a transaction set has, and what opens them.
//!
//! The tables are the files of `data/guides`. They say how loops nest and which segments
//! are theirs; [`Guide::walk`] uses them to give every segment its loop.

use std::sync::LazyLock;

use remedi_x12::Segment;

/// The kind of claim that an 837 carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    /// 837P: X222, 4010 X098.
    Professional,
    /// 837I: X223, 4010 X096.
    Institutional,
    /// 837D: X224, 4010 X097.
    Dental,
}

/// What a transaction set carries that remedi has a view of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetKind {
    /// Claims (837).
    Claims(ClaimKind),
    /// Payments (835).
    Payments,
}

/// What a loop is for, by the digits of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum LoopKind {
    /// The segments of the set itself, outside of any other loop.
    Set,
    /// 1000A or 1000B: submitter and receiver of an 837, payer and payee of an 835.
    Header,
    /// 2000A: billing provider level.
    BillingLevel,
    /// 2000B: subscriber level.
    SubscriberLevel,
    /// 2000C: patient level.
    PatientLevel,
    /// 2010: a party of one of these levels.
    LevelParty,
    /// 2300: a claim.
    Claim,
    /// 2305: a home health care plan (4010).
    CarePlan,
    /// 2310: a provider of the claim.
    ClaimProvider,
    /// 2320: another subscriber and payer of the claim.
    OtherSubscriber,
    /// 2330: a party of an other payer.
    OtherParty,
    /// 2400: a service line.
    Line,
    /// 2410: the drug of a line.
    Drug,
    /// 2420: a provider of the line.
    LineProvider,
    /// 2430: what another payer did with the line.
    LineAdjudication,
    /// 2440: answers to a form.
    Form,
    /// 835 2000: payments behind one LX.
    PaymentGroup,
    /// 835 2100: a claim payment.
    ClaimPayment,
    /// 835 2110: a service payment.
    ServicePayment,
}

impl LoopKind {
    /// Whether the loop is what a set is for: a claim or a claim payment.
    fn is_item(self) -> bool {
        matches!(self, LoopKind::Claim | LoopKind::ClaimPayment)
    }

    fn of(id: &str, payments: bool) -> Option<LoopKind> {
        Some(match (id, payments) {
            ("ST", _) => LoopKind::Set,
            ("1000A" | "1000B", _) => LoopKind::Header,
            ("2000", true) => LoopKind::PaymentGroup,
            ("2100", true) => LoopKind::ClaimPayment,
            ("2110", true) => LoopKind::ServicePayment,
            ("2000A", false) => LoopKind::BillingLevel,
            ("2000B", false) => LoopKind::SubscriberLevel,
            ("2000C", false) => LoopKind::PatientLevel,
            ("2300", false) => LoopKind::Claim,
            ("2305", false) => LoopKind::CarePlan,
            ("2320", false) => LoopKind::OtherSubscriber,
            ("2400", false) => LoopKind::Line,
            ("2410", false) => LoopKind::Drug,
            ("2430", false) => LoopKind::LineAdjudication,
            ("2440", false) => LoopKind::Form,
            (id, false) if id.starts_with("2010") => LoopKind::LevelParty,
            (id, false) if id.starts_with("2310") => LoopKind::ClaimProvider,
            (id, false) if id.starts_with("2330") => LoopKind::OtherParty,
            (id, false) if id.starts_with("2420") => LoopKind::LineProvider,
            _ => return None,
        })
    }
}

/// A segment id as a number: its bytes, big end first.
pub(crate) type Tag = u32;

/// The number of a segment id; 0 for one that is not two or three bytes long.
#[inline]
pub(crate) fn tag_of(body: &[u8], separator: u8) -> Tag {
    match *body {
        [a, b, c, d, ..] if d == separator => u32::from_be_bytes([0, a, b, c]),
        [a, b, c, ..] if c == separator => u32::from_be_bytes([0, 0, a, b]),
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        [a, b] => u32::from_be_bytes([0, 0, a, b]),
        _ => 0,
    }
}

/// Whether the number is that of two or three capital letters and digits.
#[inline]
pub(crate) fn is_well_formed(tag: Tag) -> bool {
    let [_, a, b, c] = tag.to_be_bytes();
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (a == 0 || capital(a)) && capital(b) && capital(c)
}

/// The number of a segment id that is known when the program is built.
pub(crate) const fn tag(id: &[u8]) -> Tag {
    let mut number = 0;
    let mut index = 0;
    while index < id.len() {
        number = number << 8 | id[index] as u32;
        index += 1;
    }
    number
}

#[derive(Debug)]
struct Loop {
    id: &'static str,
    kind: LoopKind,
    /// Bit n: loop n may stand in this one.
    inner: u64,
    /// Bit n: tag n of the table is a segment of the loop's own.
    own: u64,
}

/// The loops that a tag may open.
#[derive(Clone, Debug, Default)]
struct Opener {
    /// The position of the element that tells them apart; 0 when nothing does.
    qualifier: usize,
    /// Bit n: the tag opens loop n, by the value of the qualifier.
    loops: Vec<(&'static [u8], u64)>,
}

impl Opener {
    fn loops(&self, segment: &Segment<'_>) -> u64 {
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

/// The loops of one implementation guide.
#[derive(Debug)]
pub struct Guide {
    kind: SetKind,
    versions: Vec<&'static str>,
    loops: Vec<Loop>,
    tags: TagTable,
    /// For each tag of the table what it opens.
    openers: Vec<Opener>,
}

static GUIDES: LazyLock<Vec<Guide>> = LazyLock::new(|| {
    use ClaimKind::{Dental, Institutional, Professional};
    use SetKind::{Claims, Payments};
    macro_rules! guide {
        ($kind:expr, $file:literal) => {
            Guide::parse(
                $kind,
                include_str!(concat!("../data/guides/", $file, ".guide")),
            )
        };
    }
    let parsed: Result<Vec<Guide>, String> = [
        guide!(Claims(Professional), "837P-5010"),
        guide!(Claims(Institutional), "837I-5010"),
        guide!(Claims(Dental), "837D-5010"),
        guide!(Payments, "835-5010"),
        guide!(Claims(Professional), "837P-4010"),
        guide!(Claims(Institutional), "837I-4010"),
        guide!(Claims(Dental), "837D-4010"),
        guide!(Payments, "835-4010"),
    ]
    .into_iter()
    .collect();
    // The tables are part of the program, and a test reads every one of them.
    #[allow(clippy::expect_used)]
    parsed.expect("the guide tables are well formed")
});

impl Guide {
    /// The guide of a set by ST01 and the version (ST03, else GS08), such as `837` and
    /// `005010X222A1`. An 837 or 835 of an unknown version is read as a 5010 one, an
    /// 837 as the kind that `unknown` names. `None` for other sets.
    pub fn of(set: &[u8], version: &[u8], unknown: ClaimKind) -> Option<&'static Guide> {
        let guides = GUIDES.iter().filter(|guide| match guide.kind {
            SetKind::Claims(_) => set == b"837",
            SetKind::Payments => set == b"835",
        });
        let named = guides.clone().find(|guide| {
            let mut versions = guide.versions.iter();
            versions.any(|known| version.starts_with(known.as_bytes()))
        });
        named.or_else(|| {
            let mut guides = guides;
            guides.find(|guide| match guide.kind {
                SetKind::Claims(kind) => kind == unknown,
                SetKind::Payments => true,
            })
        })
    }

    /// Whether an 837 of this version is none that remedi has a table for.
    pub(crate) fn is_unknown(version: &[u8]) -> bool {
        let mut versions = GUIDES.iter().flat_map(|guide| &guide.versions);
        !versions.any(|known| version.starts_with(known.as_bytes()))
    }

    /// The first of the versions that the table is for.
    pub fn version(&self) -> &'static str {
        self.versions.first().copied().unwrap_or_default()
    }

    /// What the set carries.
    pub fn kind(&self) -> SetKind {
        self.kind
    }

    /// The id of a loop, such as `2310B`, by its index in the table.
    pub(crate) fn loop_id(&self, index: u8) -> &'static str {
        self.loops[usize::from(index)].id
    }

    pub(crate) fn loop_kind(&self, index: u8) -> LoopKind {
        self.loops[usize::from(index)].kind
    }

    fn parse(kind: SetKind, text: &'static str) -> Result<Guide, String> {
        let mut guide = Guide {
            kind,
            versions: Vec::new(),
            loops: Vec::new(),
            tags: TagTable::default(),
            openers: Vec::new(),
        };
        let mut above: Vec<u8> = Vec::new();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines.filter(|line| !line.trim().is_empty()) {
            let fault = |what: &str| format!("{what}: {line}");
            if let Some(versions) = line.strip_prefix("versions ") {
                guide.versions = versions.split(' ').collect();
                continue;
            }
            if line.starts_with("set ") {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            let level = indent / 2;
            if indent % 2 != 0 || level > above.len() {
                return Err(fault("bad indent"));
            }
            above.truncate(level);
            if above.is_empty() && !guide.loops.is_empty() {
                return Err(fault("a second root"));
            }
            let outer = above.last().map(|&outer| usize::from(outer));
            if let Some(id) = line.trim().strip_suffix(" as above") {
                let again = guide.loops.iter().position(|known| known.id == id);
                let again = again.ok_or_else(|| fault("not above"))?;
                guide.loops[outer.ok_or_else(|| fault("in nothing"))?].inner |= 1 << again;
                continue;
            }
            let (head, own) = line.split_once(':').ok_or_else(|| fault("no colon"))?;
            let mut words = head.split_whitespace();
            let id = words.next().ok_or_else(|| fault("no id"))?;
            let index = guide.loops.len();
            if index == 64 {
                return Err(fault("too many loops"));
            }
            if let Some(opener) = words.next() {
                let (element, values) = words.next().unwrap_or("0=").split_once('=').unzip();
                let element = element.and_then(|element| element.parse().ok());
                let (element, values) =
                    element.zip(values).ok_or_else(|| fault("bad qualifier"))?;
                let number = guide.tag_number(tag(opener.as_bytes()));
                if !guide.openers[usize::from(number)].add(element, values, index as u8) {
                    return Err(fault("another qualifier of the same segment"));
                }
            }
            let own = own.split_whitespace().try_fold(0u64, |own, id| {
                let number = guide.tag_number(tag(id.as_bytes()));
                (number < 64).then(|| own | 1 << number)
            });
            if let Some(outer) = outer {
                guide.loops[outer].inner |= 1 << index;
            }
            guide.loops.push(Loop {
                id,
                kind: LoopKind::of(id, kind == SetKind::Payments)
                    .ok_or_else(|| fault("unknown loop"))?,
                inner: 0,
                own: own.ok_or_else(|| fault("too many tags"))?,
            });
            let index = index as u8;
            above.push(index);
        }
        if guide.versions.is_empty() {
            return Err("no versions".to_owned());
        }
        Ok(guide)
    }

    fn tag_number(&mut self, tag: Tag) -> u8 {
        let number = self.tags.get(tag).unwrap_or_else(|| self.tags.insert(tag));
        self.openers
            .resize_with(usize::from(self.tags.count), Opener::default);
        number
    }
}

/// Numbers the tags of a guide: an open-addressed table over a multiplicative hash.
#[derive(Debug)]
struct TagTable {
    slots: [(Tag, u8); 256],
    count: u8,
}

impl Default for TagTable {
    fn default() -> TagTable {
        TagTable {
            slots: [(0, 0); 256],
            count: 0,
        }
    }
}

impl TagTable {
    #[inline]
    fn slot(&self, tag: Tag) -> usize {
        let mut slot = (tag.wrapping_mul(0x9E37_79B1) >> 24) as usize;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != tag {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    #[inline]
    fn get(&self, tag: Tag) -> Option<u8> {
        let (found, number) = self.slots[self.slot(tag)];
        (found == tag && tag != 0).then_some(number)
    }

    fn insert(&mut self, tag: Tag) -> u8 {
        let number = self.count;
        self.slots[self.slot(tag)] = (tag, number);
        self.count += 1;
        number
    }
}

/// Where a walk through a set stands: the open loops, outermost first.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    guide: &'static Guide,
    open: [u8; 8],
    depth: usize,
}

/// The loop that a segment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The loop of the segment before it.
    Same,
    /// A loop that it opens.
    Opens(u8),
    /// A loop further out, whose segments come after its inner loops.
    Back(u8),
}

impl Walk {
    /// A walk that stands at ST.
    pub(crate) fn new(guide: &'static Guide) -> Walk {
        Walk {
            guide,
            open: [0; 8],
            depth: 1,
        }
    }

    pub(crate) fn guide(&self) -> &'static Guide {
        self.guide
    }

    /// Gives the next segment its loop. A segment that has no place in the guide stays in
    /// the loop where it stands; a claim, line or payment opens its loop wherever it stands.
    #[inline]
    pub(crate) fn step<'s>(&mut self, tag: Tag, segment: impl FnOnce() -> Segment<'s>) -> Step {
        let Some(number) = self.guide.tags.get(tag) else {
            return Step::Same;
        };
        let opener = &self.guide.openers[usize::from(number)];
        if opener.loops.is_empty() {
            return self.own(number);
        }
        let candidates = opener.loops(&segment());
        let mut left = false;
        for level in (0..self.depth).rev() {
            let outer = &self.guide.loops[usize::from(self.open[level])];
            let inner = outer.inner & candidates;
            if inner != 0 {
                let index = inner.trailing_zeros() as u8;
                if left && !self.must_open(index) {
                    break;
                }
                self.open[level + 1] = index;
                self.depth = level + 2;
                return Step::Opens(index);
            }
            // What ends a claim or payment is a level, another one, or the end of the set: no stray
            // party or segment takes the lines behind it out of their claim.
            left |= outer.kind.is_item();
        }
        // SBR is of 2000B as well as of 2320: what may stay is not moved.
        if candidates == 0 || self.is_own(self.depth - 1, number) {
            return self.own(number);
        }
        let index = candidates.trailing_zeros() as u8;
        if self.must_open(index) {
            self.adopt(index);
            return Step::Opens(index);
        }
        self.own(number)
    }

    fn is_own(&self, level: usize, number: u8) -> bool {
        self.guide.loops[usize::from(self.open[level])].own >> number & 1 == 1
    }

    fn own(&mut self, number: u8) -> Step {
        if self.is_own(self.depth - 1, number) {
            return Step::Same;
        }
        let kind = |level: usize| self.guide.loop_kind(self.open[level]);
        let item = (0..self.depth).find(|&level| kind(level).is_item());
        let mut outer = (0..self.depth - 1).rev();
        let home = outer.find(|&level| {
            (level == 0 || item.is_none_or(|item| level >= item)) && self.is_own(level, number)
        });
        match home {
            Some(level) => {
                self.depth = level + 1;
                Step::Back(self.open[level])
            }
            None => self.line_without_a_head(number),
        }
    }

    /// A service (SV1, SV2, SV3) outside of any line opens one: its LX is missing.
    fn line_without_a_head(&mut self, number: u8) -> Step {
        let is_service = [b"SV1", b"SV2", b"SV3"]
            .iter()
            .any(|id| self.guide.tags.get(tag(*id)) == Some(number));
        let mut loops = self.guide.loops.iter();
        match loops.position(|looped| looped.kind == LoopKind::Line) {
            Some(line) if is_service => {
                self.adopt(line as u8);
                Step::Opens(line as u8)
            }
            _ => Step::Same,
        }
    }

    /// Whether a loop is opened even where its parent is missing, so that no claim, line or
    /// payment is lost to a broken hierarchy.
    fn must_open(&self, index: u8) -> bool {
        use LoopKind::{
            BillingLevel, Claim, ClaimPayment, Line, PatientLevel, PaymentGroup, ServicePayment,
            SubscriberLevel,
        };
        matches!(
            self.guide.loop_kind(index),
            PaymentGroup
                | BillingLevel
                | SubscriberLevel
                | PatientLevel
                | Claim
                | Line
                | ClaimPayment
                | ServicePayment
        )
    }

    /// Opens a loop under the innermost open loop that is further out than it.
    fn adopt(&mut self, index: u8) {
        let rank = self.guide.loop_kind(index) as u8;
        while self.depth > 1 && self.guide.loop_kind(self.open[self.depth - 1]) as u8 >= rank {
            self.depth -= 1;
        }
        self.open[self.depth] = index;
        self.depth += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use remedi_x12::Separators;

    fn loops(guide: &'static Guide, segments: &[&str]) -> Vec<&'static str> {
        let mut walk = Walk::new(guide);
        let mut at = "ST";
        segments
            .iter()
            .map(|text| {
                let segment = Segment::new(text.as_bytes(), Separators::USUAL);
                let tag = tag_of(segment.body(), b'*');
                at = match walk.step(tag, || segment) {
                    Step::Same => at,
                    Step::Opens(index) | Step::Back(index) => guide.loop_id(index),
                };
                at
            })
            .collect()
    }

    fn guide(set: &str, version: &str) -> &'static Guide {
        Guide::of(set.as_bytes(), version.as_bytes(), ClaimKind::Professional).unwrap()
    }

    #[test]
    fn every_table_is_well_formed() {
        assert_eq!(GUIDES.len(), 8);
        for guide in GUIDES.iter() {
            let inner = guide.loops.iter().fold(0, |all, looped| all | looped.inner);
            let opened = guide.openers.iter().flat_map(|opener| &opener.loops);
            let opened = opened.fold(0, |all, (_, loops)| all | loops);
            let all_but_root = (1u64 << guide.loops.len()) - 2;
            assert_eq!(
                (inner, opened),
                (all_but_root, all_but_root),
                "{:?}",
                guide.kind
            );
        }
    }

    #[test]
    fn the_version_chooses_the_guide() {
        let kind = |version| guide("837", version).kind();
        assert_eq!(
            kind("005010X222A1"),
            SetKind::Claims(ClaimKind::Professional)
        );
        assert_eq!(
            kind("005010X223A3"),
            SetKind::Claims(ClaimKind::Institutional)
        );
        assert_eq!(kind("004010X097A1"), SetKind::Claims(ClaimKind::Dental));
        assert_eq!(
            kind("999999X999X9"),
            SetKind::Claims(ClaimKind::Professional)
        );
        assert_eq!(guide("835", "004010X091A1").kind(), SetKind::Payments);
        assert!(Guide::of(b"270", b"005010X279A1", ClaimKind::Dental).is_none());
    }

    #[test]
    fn the_same_segment_opens_what_its_place_allows() {
        let p = guide("837", "005010X222A1");
        assert_eq!(
            loops(
                p,
                &[
                    "BHT*0019",
                    "NM1*41*2",
                    "PER*IC",
                    "NM1*40*2",
                    "HL*1**20*1",
                    "PRV*BI",
                    "NM1*85*2",
                    "N3*1",
                    "REF*EI*1",
                    "HL*2*1*22*0",
                    "SBR*P",
                    "NM1*IL*1",
                    "NM1*PR*2",
                    "CLM*1*1",
                    "DTP*435*D8",
                    "NM1*82*1",
                    "PRV*PE",
                    "NM1*77*2",
                    "SBR*S",
                    "NM1*IL*1",
                    "NM1*PR*2",
                    "NM1*82*1",
                    "LX*1",
                    "SV1*HC",
                    "NM1*82*1",
                    "SVD*1",
                    "CAS*CO",
                    "LX*2",
                    "SV1*HC",
                    "LIN*",
                    "HL*3*2*23*0",
                    "PAT*19",
                    "NM1*QC*1",
                    "CLM*2*1",
                    "SE*9"
                ]
            ),
            [
                "ST", "1000A", "1000A", "1000B", "2000A", "2000A", "2010AA", "2010AA", "2010AA",
                "2000B", "2000B", "2010BA", "2010BB", "2300", "2300", "2310B", "2310B", "2310C",
                "2320", "2330A", "2330B", "2330D", "2400", "2400", "2420A", "2430", "2430", "2400",
                "2400", "2410", "2000C", "2000C", "2010CA", "2300", "ST"
            ]
        );
    }

    #[test]
    fn institutional_letters_are_their_own() {
        let i = guide("837", "005010X223A2");
        assert_eq!(
            loops(
                i,
                &[
                    "HL*1**20",
                    "HL*2*1*22",
                    "CLM*1",
                    "NM1*71*1",
                    "NM1*82*1",
                    "NM1*77*2"
                ]
            ),
            ["2000A", "2000B", "2300", "2310A", "2310D", "2310E"]
        );
    }

    #[test]
    fn a_segment_of_an_outer_loop_goes_back_to_it() {
        let p = guide("837", "005010X222A1");
        assert_eq!(
            loops(
                p,
                &[
                    "HL*1**20",
                    "HL*2*1*22",
                    "CLM*1",
                    "NM1*82*1",
                    "HI*BK:1",
                    "ZZZ*1"
                ]
            ),
            ["2000A", "2000B", "2300", "2310B", "2300", "2300"]
        );
    }

    #[test]
    fn a_stray_segment_takes_no_line_out_of_its_claim() {
        let i = guide("837", "005010X223A2");
        assert_eq!(
            loops(
                i,
                &[
                    "HL*1**20",
                    "HL*2*1*22",
                    "CLM*1",
                    "NM1*82*1",
                    "PRV*PE",
                    "LX*1",
                    "SV2*1",
                    "NM1*85*2",
                    "LX*2"
                ]
            ),
            [
                "2000A", "2000B", "2300", "2310D", "2310D", "2400", "2400", "2400", "2400"
            ]
        );
    }

    #[test]
    fn no_claim_or_payment_is_lost_to_a_broken_hierarchy() {
        let p = guide("837", "005010X222A1");
        assert_eq!(
            loops(
                p,
                &["CLM*1", "LX*1", "NM1*82*1", "CLM*2", "HL*9*8*23", "CLM*3"]
            ),
            ["2300", "2400", "2420A", "2300", "2000C", "2300"]
        );
        let remittance = guide("835", "005010X221A1");
        assert_eq!(
            loops(
                remittance,
                &["N1*PR", "CLP*1", "SVC*HC", "CAS*CO", "CLP*2", "PLB*1"]
            ),
            ["1000A", "2100", "2110", "2110", "2100", "ST"]
        );
        assert_eq!(
            loops(
                p,
                &["HL*1**20", "HL*2*1*22", "CLM*1", "SV1*HC:99213", "DTP*472"]
            ),
            ["2000A", "2000B", "2300", "2400", "2400"]
        );
    }
}
