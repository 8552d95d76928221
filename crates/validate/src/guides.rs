//! Faults against the guides as findings.

use remedi_claims::{Batch, GuideFault, GuideFaultKind};
use remedi_x12::Level;

use crate::checker::GuideRule;
use crate::copied::is_copied;
use crate::excerpt::Excerpt;
use crate::facts::LineFacts;
use crate::finding::{At, ElementAt, Finding, Sent};
use crate::rule::{Hit, Rule, Spot, SyntaxCode};

/// What a rule found of a fault.
pub(crate) struct GuideHit<'f> {
    pub fault: &'f GuideFault,
    pub rule: &'static Rule,
    pub hit: Hit,
}

impl<'f> GuideHit<'f> {
    /// Asks the rules about a fault.
    pub fn of<'r>(
        fault: &'f GuideFault,
        rules: &'r [GuideRule],
    ) -> impl Iterator<Item = GuideHit<'f>> + use<'f, 'r> {
        rules.iter().filter_map(move |&(rule, check)| {
            let hit = check(fault)?;
            let segment: Box<str> = fault.segment_id().into();
            let hit = hit.with("segment", segment);
            let hit = hit.with_known("loop", fault.loop_id);
            Some(GuideHit { fault, rule, hit })
        })
    }

    /// The finding, but for its severity and its claim.
    pub fn finding(&self, batch: &Batch, excerpts: bool) -> Finding {
        let fault = self.fault;
        let last = batch.segment_count().saturating_sub(1);
        let spot = Spot::component(fault.segment.min(last), fault.element, fault.component);
        let element = ElementAt::new(
            fault.segment_id().as_bytes(),
            fault.element,
            fault.component,
        );
        Finding {
            rule: self.rule,
            severity: self.rule.severity,
            verdict: self.hit.verdict,
            at: At {
                place: batch.place(fault.segment),
                loop_id: fault.loop_id,
                element: Some(element.repeated(fault.repetition)),
            },
            subject: None,
            nearest: None,
            values: self.hit.values.clone(),
            excerpt: excerpts.then(|| Box::new(Excerpt::capture(batch, spot))),
            syntax: header_code(fault).or(self.hit.syntax).or(self.rule.syntax),
            sent: fault.is_of_value().then(|| sent(batch, fault)).flatten(),
            entity: None,
            status: None,
        }
    }

    /// The index of the line that the fault is about.
    pub fn line(&self, lines: &[LineFacts<'_>]) -> Option<usize> {
        let fault = self.fault;
        if !fault.loop_id.is_some_and(|id| id.starts_with("24")) {
            return None;
        }
        // What is missing in a line shows at the segment after it.
        let is_missing = matches!(fault.kind, GuideFaultKind::MissingSegment);
        let segment = fault.segment - u32::from(is_missing);
        let before = lines.partition_point(|line| line.segment <= segment);
        before.checked_sub(1)
    }
}

/// The level that a fault outside of claims is of: all its claims are at risk.
pub(crate) fn level_of(fault: &GuideFault) -> Option<Level> {
    match (fault.loop_id, fault.segment_id()) {
        (Some(_), _) => Some(Level::Set),
        (None, "GS" | "GE") => Some(Level::Group),
        // Files of a split have its header as it was sent.
        (None, "ISA") => Some(Level::Interchange),
        (None, _) => None,
    }
}

fn sent(batch: &Batch, fault: &GuideFault) -> Option<Sent> {
    let spot = Spot::component(fault.segment, fault.element, fault.component);
    sent_at(batch, spot, fault.repetition)
}

/// What stands at a spot, of an element that repeats in one of its repetitions, from 1; where that may be copied.
pub(crate) fn sent_at(batch: &Batch, spot: Spot, repetition: u8) -> Option<Sent> {
    let segment = batch.segment(spot.segment);
    let element = segment.element(spot.element.into())?;
    let repetition = usize::from(repetition.max(1)) - 1;
    let whole = element.repetitions().nth(repetition)?;
    let value = match spot.component {
        0 => whole.bytes(),
        component => whole.component(component.into())?,
    };
    is_copied(&segment, (spot.element, spot.component), value).then(|| Sent::new(value))
}

/// How a TA1 tells of an element of ISA, and a 999 of one of GS.
fn header_code(fault: &GuideFault) -> Option<SyntaxCode> {
    // The group is right, and the interchange is read all the same.
    if fault.loop_id.is_some() || fault.kind == GuideFaultKind::VersionOfInterchange {
        return None;
    }
    Some(match (fault.segment_id(), fault.element) {
        ("ISA", element) => SyntaxCode::Interchange(match element {
            1 | 2 => ["010", "011"][usize::from(element) - 1],
            3 | 4 => ["012", "013"][usize::from(element) - 3],
            5..=8 => ["005", "006", "007", "008"][usize::from(element) - 5],
            9 | 10 => ["014", "015"][usize::from(element) - 9],
            11 => "016",
            12 => "017",
            13 => "018",
            14 => "019",
            15 => "020",
            _ => "027",
        }),
        ("GS", 1) => SyntaxCode::Group("1"),
        ("GS", 8) => SyntaxCode::Group("2"),
        ("GS" | "GE", _) => SyntaxCode::Group("6"),
        _ => SyntaxCode::Interchange("024"),
    })
}
