//! Gives the segments of a set their loops.

use remedi_x12::Segment;

use super::tag::{Tag, tag};
use super::{Guide, LoopKind};

/// Where a walk through a set stands: the open loops, outermost first.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    guide: &'static Guide,
    open: [u8; DEEPEST],
    depth: usize,
}

/// So many loops at most are open: of each kind one, as each stands further in than the one around it.
const DEEPEST: usize = 24;

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
            open: [0; DEEPEST],
            depth: 1,
        }
    }

    pub(crate) fn guide(&self) -> &'static Guide {
        self.guide
    }

    /// The open loops, outermost first.
    pub(crate) fn open(&self) -> &[u8] {
        &self.open[..self.depth]
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
        let (mut left, mut left_line) = (false, false);
        for level in (0..self.depth).rev() {
            let outer = &self.guide.loops[usize::from(self.open[level])];
            let inner = outer.inner & candidates;
            if inner != 0 && level + 1 < DEEPEST {
                let index = inner.trailing_zeros() as u8;
                let is_provider = self.guide.loop_kind(index) == LoopKind::ClaimProvider;
                if left && !self.must_open(index) || left_line && is_provider {
                    break;
                }
                self.open[level + 1] = index;
                self.depth = level + 2;
                return Step::Opens(index);
            }
            // What ends a claim or payment is a level, another one, or the end of the set: no stray
            // party or segment takes the lines behind it out of their claim.
            left |= outer.kind.is_item();
            // A provider behind a line is none of the claim.
            left_line |= outer.kind == LoopKind::Line;
        }
        let index = candidates.trailing_zeros() as u8;
        if candidates != 0 && self.must_open(index) {
            self.adopt(index);
            return Step::Opens(index);
        }
        // SBR is of 2000B as well as of 2320: what may stay is not moved.
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
        let is_inside = |level: usize| self.guide.loop_kind(self.open[level]) as u8 >= rank;
        while self.depth == DEEPEST || self.depth > 1 && is_inside(self.depth - 1) {
            self.depth -= 1;
        }
        self.open[self.depth] = index;
        self.depth += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{ClaimKind, GUIDES, SetKind, tag_of};
    use proptest::prelude::*;
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
        assert_eq!(GUIDES.len(), 15);
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
    fn loops_without_their_parents_lie_as_deep_as_there_are_kinds() {
        let professional = guide("837", "005010X222A1");
        let segments = [
            "NM1*40*2*TO",
            "HL*1**22*1",
            "HL*2*1*23*0",
            "CLM*A1*1",
            "SBR*P",
            "NM1*PR*2*OTHER",
            "SV1*HC:99213*1",
            "SVD*1*1",
        ];
        let expected = [
            "1000B", "2000B", "2000C", "2300", "2320", "2330B", "2400", "2430",
        ];
        assert_eq!(loops(professional, &segments), expected);
    }

    proptest! {
        #[test]
        fn segments_in_any_order_have_loops(
            guide in 0..GUIDES.len(),
            picks in prop::collection::vec((0..64usize, 0..40usize), 1..60),
        ) {
            let guide = &GUIDES[guide];
            let tags = guide.tags.tags();
            let qualifiers = [
                "85", "87", "PR", "IL", "QC", "82", "77", "DK", "40", "41", "DQ", "1P", "72", "TT", "PE", "DN",
            ];
            let texts: Vec<String> = picks
                .iter()
                .map(|&(tag, pick)| {
                    let [a, b, c, d] = tags[tag % tags.len()].to_be_bytes();
                    let id: String = [a, b, c, d].iter().filter(|&&byte| byte > 0).map(|&byte| char::from(byte)).collect();
                    let level = ["20", "22", "23", "19", "PT"][pick % 5];
                    format!("{id}*{}*1*{level}*1", qualifiers[pick % qualifiers.len()])
                })
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(loops(guide, &texts).len(), texts.len());
        }
    }

    #[test]
    fn the_version_chooses_the_guide() {
        let kind = |version| guide("837", version).kind().unwrap();
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
        assert_eq!(guide("835", "004010X091A1").kind(), Some(SetKind::Payments));
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
    fn a_provider_whom_lines_have_not_stays_in_the_line_where_it_stands() {
        let i = guide("837", "005010X223A2");
        let segments = [
            "CLM*1", "NM1*71*1", "LX*1", "SV2*1", "NM1*71*1", "REF*1G*1", "NM1*77*2", "LX*2",
        ];
        assert_eq!(
            loops(i, &segments),
            [
                "2300", "2310A", "2400", "2400", "2400", "2400", "2400", "2400"
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
        // Levels and lines without what should be around them are parted all the same.
        let mut walk = Walk::new(p);
        let steps = ["HL*1**22", "HL*2**22", "LX*1", "LX*2"].map(|text| {
            let segment = Segment::new(text.as_bytes(), Separators::USUAL);
            walk.step(tag_of(segment.body(), b'*'), || segment)
        });
        assert!(
            steps.iter().all(|step| matches!(step, Step::Opens(_))),
            "{steps:?}"
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
