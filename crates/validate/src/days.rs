//! Days of a claim and its lines that can't be right: ranges that run backwards.

use remedi_claims::{DateRange, LoopKind, SegmentAt, SegmentId};

use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Spot};

const DTP: SegmentId = SegmentId::of(b"DTP");

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
    /// Its ranges of days, and those of its lines, that end before they start and whose qualifier (DTP01) is asked for.
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
            for segment in part.segments().filter(|segment| segment.id() == DTP) {
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
