//! Guides as tables: which loops a transaction set has, and what opens them.
//!
//! The tables are the files of `data/guides`. They say how loops nest and which segments
//! are theirs: [`Walk`] gives every segment its loop by them. They also say what is required, how
//! often it may come and what its elements hold: [`Judge`] finds [`GuideFault`]s by them.

mod elements;
mod ends;
mod fault;
mod form;
mod judge;
mod layout;
mod plan;
mod shape;
mod standard;
mod sweep;
mod table;
mod tag;
mod version;
mod walk;

use std::sync::LazyLock;

use remedi_x12::Segment;

pub(crate) use elements::Alphabet;
pub(crate) use ends::Ends;
pub use fault::{GuideFault, GuideFaultKind};
pub(crate) use judge::{Judge, Known, Start, Text, judge_envelope};
pub use layout::LayoutId;
pub(crate) use layout::{Judged, LaidLoop, Layout, Layouts, Own, Seen, Unseen};
use plan::Plan;
pub(crate) use sweep::{Part, Suspects};
use table::{Loop, Opener};
use tag::TagTable;
pub(crate) use tag::{Tag, is_well_formed, tag, tag_of};
pub use version::knows_version;
pub(crate) use version::{is_known_version, is_same_guide, is_set_of, is_version_of_set};
pub(crate) use walk::{Step, Walk};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// A loop of an acknowledgement (999, 277CA).
    Reply,
}

impl LoopKind {
    /// Whether the loop is what a set is for: a claim or a claim payment.
    fn is_item(self) -> bool {
        matches!(self, LoopKind::Claim | LoopKind::ClaimPayment)
    }

    fn of(id: &str, kind: Option<SetKind>) -> Option<LoopKind> {
        let Some(kind) = kind else {
            return Some(match id {
                "ST" => LoopKind::Set,
                _ => LoopKind::Reply,
            });
        };
        Some(match (id, kind == SetKind::Payments) {
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

/// One implementation guide.
#[derive(Debug)]
pub struct Guide {
    /// ST01.
    set: &'static str,
    kind: Option<SetKind>,
    versions: Vec<&'static str>,
    /// Versions that have the same loops, and other rules.
    alike: Vec<&'static str>,
    /// It is of the version that it names, and of no other that starts alike.
    is_variant: bool,
    loops: Vec<Loop>,
    tags: TagTable,
    /// For each tag of the table what it opens.
    openers: Vec<Opener>,
    plan: Plan,
}

static GUIDES: LazyLock<Vec<Guide>> = LazyLock::new(|| {
    use ClaimKind::{Dental, Institutional, Professional};
    use SetKind::{Claims, Payments};
    macro_rules! guide {
        ($kind:expr, $file:literal) => {
            Guide::parse(
                $kind,
                include_str!(concat!("../../data/guides/", $file, ".guide")),
            )
        };
    }
    let parsed: Result<Vec<Vec<Guide>>, String> = [
        guide!(Some(Claims(Professional)), "837P-5010"),
        guide!(Some(Claims(Institutional)), "837I-5010"),
        guide!(Some(Claims(Dental)), "837D-5010"),
        guide!(Some(Payments), "835-5010"),
        guide!(Some(Claims(Professional)), "837P-4010"),
        guide!(Some(Claims(Institutional)), "837I-4010"),
        guide!(Some(Claims(Dental)), "837D-4010"),
        guide!(Some(Payments), "835-4010"),
        guide!(None, "999-5010"),
        guide!(None, "277CA-5010"),
        guide!(None, "envelope-5010"),
    ]
    .into_iter()
    .collect();
    // The tables are part of the program, and a test reads every one of them.
    #[allow(clippy::expect_used)]
    let parsed = parsed.expect("the guide tables are well formed");
    parsed.into_iter().flatten().collect()
});

/// Whether claims (837) have a loop of this id.
///
/// ```
/// use remedi_claims::is_claim_loop;
/// assert!(is_claim_loop("2310B"));
/// assert!(!is_claim_loop("2310X"));
/// ```
pub fn is_claim_loop(id: &str) -> bool {
    let of_claims = |guide: &&Guide| matches!(guide.kind, Some(SetKind::Claims(_)));
    let mut guides = GUIDES.iter().filter(of_claims);
    guides.any(|guide| guide.loops.iter().any(|one| one.id == id))
}

/// How many elements a segment of claims (837) may have, in a loop of this id or in any; none where they have no such
/// segment there.
///
/// ```
/// use remedi_claims::claim_elements;
/// assert_eq!(claim_elements(Some("2300"), "CLM"), Some(20));
/// assert_eq!(claim_elements(Some("2300"), "SV1"), None);
/// assert!(claim_elements(None, "SV1").is_some());
/// ```
pub fn claim_elements(id: Option<&str>, segment: &str) -> Option<usize> {
    let tag = tag(segment.as_bytes());
    let has = |guide: &Guide| {
        let number = guide.tags.get(tag).filter(|number| *number < 64);
        number.is_some_and(|number| {
            let mut loops = guide.loops.iter();
            loops.any(|one| id.is_none_or(|id| one.id == id) && one.own & (1 << number) != 0)
        })
    };
    let of_claims = |guide: &&Guide| matches!(guide.kind, Some(SetKind::Claims(_)));
    let mut guides = GUIDES.iter().filter(of_claims);
    guides.any(has).then(|| table::elements_of(segment))
}

impl Guide {
    /// The guide of a set by ST01 and the version (ST03, in 4010 REF02, else GS08), such as `837` and
    /// `005010X222A1`. An 837 or 835 of an unknown version is read as a 5010 one, an
    /// 837 as the kind that `unknown` names. `None` for other sets.
    pub fn of(set: &[u8], version: &[u8], unknown: ClaimKind) -> Option<&'static Guide> {
        let guides = GUIDES
            .iter()
            .filter(|guide| guide.set.as_bytes() == set && !set.is_empty());
        let named = guides.clone().find(|guide| guide.is_of(version));
        named.or_else(|| {
            let mut guides = guides;
            guides.find(|guide| match guide.kind {
                _ if guide.is_variant => false,
                Some(SetKind::Claims(kind)) => kind == unknown,
                Some(SetKind::Payments) => true,
                None => false,
            })
        })
    }

    /// Whether there is a table for sets (ST01) of a version.
    pub(crate) fn has(set: &[u8], version: &[u8]) -> bool {
        let mut guides = GUIDES.iter();
        guides.any(|guide| guide.set.as_bytes() == set && guide.is_of(version))
    }

    /// Whether sets (ST01) of a version are judged by a table.
    pub(crate) fn judges_any(set: &[u8], version: &[u8]) -> bool {
        let mut guides = GUIDES.iter();
        guides.any(|guide| guide.set.as_bytes() == set && guide.judges(version))
    }

    /// The guide of ISA, GS, GE, IEA and TA1, around sets of 5010 or (`is_former`) of 4010.
    pub(crate) fn of_envelope(is_former: bool) -> Option<&'static Guide> {
        let mut guides = GUIDES.iter();
        guides.find(|guide| guide.set.is_empty() && guide.is_variant == is_former)
    }

    fn is_of(&self, version: &[u8]) -> bool {
        let mut alike = self.alike.iter();
        self.names(version) || alike.any(|known| version.starts_with(known.as_bytes()))
    }

    fn names(&self, version: &[u8]) -> bool {
        let mut versions = self.versions.iter().map(|known| known.as_bytes());
        versions.any(|known| match self.is_variant {
            true => version == known,
            false => version.starts_with(known),
        })
    }

    /// Whether sets of this version are judged by the table, and not only read by it.
    pub(crate) fn judges(&self, version: &[u8]) -> bool {
        self.names(version)
    }

    /// The first of the versions that the table is for.
    pub fn version(&self) -> &'static str {
        self.versions.first().copied().unwrap_or_default()
    }

    /// What the set carries; `None` for acknowledgements.
    pub fn kind(&self) -> Option<SetKind> {
        self.kind
    }

    /// The id of a loop, such as `2310B`, by its index in the table.
    pub(crate) fn loop_id(&self, index: u8) -> &'static str {
        self.loops[usize::from(index)].id
    }

    /// Whether a segment opens a loop, wherever it stands.
    pub(crate) fn opens_a_loop(&self, tag: Tag, segment: &Segment<'_>) -> bool {
        let number = self.tags.get(tag).map(usize::from);
        number.is_some_and(|number| self.openers[number].loops(segment) != 0)
    }

    pub(crate) fn loop_kind(&self, index: u8) -> LoopKind {
        self.loops[usize::from(index)].kind
    }
}
