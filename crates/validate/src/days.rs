//! Days of a claim and its lines that can't be right: ranges that run backwards, events that are still to come.

use chrono::NaiveDate;
use remedi_claims::{ClaimKind, DateRange, LoopKind, SegmentAt, SegmentId};

use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Spot};

const DTP: SegmentId = SegmentId::of(b"DTP");
const HI: SegmentId = SegmentId::of(b"HI");

/// Where the occurrence spans of an institutional claim (HI with qualifier BI) end before they start, with their days.
pub(crate) fn spans_backwards<'b>(
    segment: &SegmentAt<'b>,
    kind: ClaimKind,
) -> impl Iterator<Item = (Spot, &'b [u8])> + use<'b> {
    let segment = *segment;
    let positions = 1..=if is_of(&segment, kind, b"BI") { 12 } else { 0 };
    positions.filter_map(move |position| {
        let [_, _, format, days] = segment.components(position.into());
        let spot = Spot::component(segment.index(), position, 4);
        DateRange::is_backwards(format, days).then_some((spot, days))
    })
}

/// Where the occurrences of an institutional claim (HI with qualifier BH) are dated after a day, and when; not those that
/// are scheduled (40, an admission; 43, a surgery that was canceled).
pub(crate) fn occurrences_after<'b>(
    segment: &SegmentAt<'b>,
    kind: ClaimKind,
    day: NaiveDate,
) -> impl Iterator<Item = (Spot, NaiveDate)> + use<'b> {
    let segment = *segment;
    let positions = 1..=if is_of(&segment, kind, b"BH") { 12 } else { 0 };
    positions.filter_map(move |position| {
        let [_, code, format, sent] = segment.components(position.into());
        let own = DateRange::parse(format, sent).ok()?.from;
        let is_ahead = day < own && !matches!(code, b"40" | b"43");
        is_ahead.then_some((Spot::component(segment.index(), position, 4), own))
    })
}

/// Whether a segment is HI of an institutional claim with this qualifier.
fn is_of(segment: &SegmentAt<'_>, kind: ClaimKind, qualifier: &[u8]) -> bool {
    kind == ClaimKind::Institutional && segment.id() == HI && segment.component(1, 1) == qualifier
}

impl LineFacts<'_> {
    /// Where its days stand: those of the claim, where it has none of its own.
    pub(crate) fn days_spot(&self, claim: &ClaimFacts<'_>) -> Spot {
        let is_days = |segment: &SegmentAt<'_>| {
            segment.id() == DTP && matches!(segment.value(1), b"472" | b"434")
        };
        let own = self.line.segments().find(is_days);
        let found = own.or_else(|| claim.claim.segments().find(is_days));
        Spot::element(found.map_or(self.segment, |found| found.index()), 3)
    }
}

impl ClaimFacts<'_> {
    /// Its ranges of days, and those of its lines, that end before they start and whose qualifier (DTP01, BI of HI) is
    /// asked for.
    pub(crate) fn days_backwards(
        &self,
        lines: &[LineFacts<'_>],
        is_asked: fn(&[u8]) -> bool,
    ) -> Vec<Hit> {
        let mut all = lines.iter().map(|line| line.has).chain([self.has]);
        if !all.any(|has| has.all(Has::BACKWARDS)) {
            return Vec::new();
        }
        let (mut hits, mut begun) = (Vec::new(), 0_usize);
        for part in self.claim.all_loops() {
            begun += usize::from(part.kind() == LoopKind::Line && part.opens());
            let line = begun
                .checked_sub(1)
                .filter(|_| part.kind() >= LoopKind::Line);
            for segment in part.segments() {
                if part.kind() == LoopKind::Claim && is_asked(b"BI") {
                    hits.extend(
                        spans_backwards(&segment, self.kind)
                            .map(|(spot, days)| Hit::at(spot).with("days", Value::sent(days))),
                    );
                }
                if segment.id() != DTP {
                    continue;
                }
                let [qualifier, format, value] = segment.values();
                if is_asked(qualifier) && DateRange::is_backwards(format, value) {
                    let hit = Hit::at(Spot::element(segment.index(), 3)).on_line(line);
                    hits.push(
                        hit.with("days", Value::sent(value))
                            .with("qualifier", Value::sent(qualifier)),
                    );
                }
            }
        }
        hits
    }
}
