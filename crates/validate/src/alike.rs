//! Compares what the rules found in one claim: what another rule tells better, and what lines have alike.

use std::collections::HashMap;

use crate::rule::{Hit, Rule, Severity, Spot, Verdict};

/// What a rule found.
pub(crate) type Found = (&'static Rule, Hit);

/// Of no more hits each is compared with all: a claim has mostly none to three. More are grouped by what they are
/// compared by.
const FEW: usize = 32;

/// Without what another rule tells better of the same line, or of the whole claim. What is graded `None` is off.
pub(crate) fn told_best(
    all: &[Found],
    severity: impl Fn(&Found) -> Option<Severity>,
) -> Vec<&Found> {
    match all.len() > FEW {
        true => best_of_many(all, severity),
        false => best_of_few(all, severity),
    }
}

fn best_of_few(all: &[Found], severity: impl Fn(&Found) -> Option<Severity>) -> Vec<&Found> {
    let told_better = |hit: &Found| {
        let is_better = |other: &Found| is_better(hit, other, &severity);
        !hit.0.yields_to.is_empty() && all.iter().any(is_better)
    };
    all.iter().filter(|hit| !told_better(hit)).collect()
}

/// Whether the other hit tells the same fault better.
fn is_better(one: &Found, other: &Found, severity: impl Fn(&Found) -> Option<Severity>) -> bool {
    #[cfg(test)]
    tests::count(1);
    let (line, own) = (one.1.line, other.1.line);
    one.0.yields_to.contains(&other.0.code)
        && (line == own || line.is_none() || own.is_none())
        && severity(other) >= severity(one)
}

/// Where hits of a rule are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Where {
    Anywhere,
    WholeClaim,
    Line(usize),
}

/// The same of any number of hits: each is compared with the gravest of each better rule.
fn best_of_many(all: &[Found], severity: impl Fn(&Found) -> Option<Severity>) -> Vec<&Found> {
    let mut gravest: HashMap<(&str, Where), Option<Severity>> = HashMap::new();
    for found in all {
        let own = found.1.line.map_or(Where::WholeClaim, Where::Line);
        let graded = severity(found);
        for at in [own, Where::Anywhere] {
            let known = gravest.entry((found.0.code, at)).or_insert(graded);
            *known = graded.max(*known);
        }
    }
    let kept = all.iter().filter(|&found| {
        let places = match found.1.line {
            Some(line) => [Where::Line(line), Where::WholeClaim],
            None => [Where::Anywhere; 2],
        };
        let better = found.0.yields_to.iter();
        let mut better = better.flat_map(|&code| places.map(|at| gravest.get(&(code, at))));
        !better.any(|other| {
            #[cfg(test)]
            tests::count(1);
            other.is_some_and(|&other| other >= severity(found))
        })
    });
    kept.collect()
}

/// By what hits of several lines are one.
type Likeness = (*const Rule, Spot, Option<Severity>, Verdict);

fn likeness((rule, hit): &Found) -> Likeness {
    (*rule, hit.spot, hit.severity, hit.verdict)
}

/// How many hits are alike, and the index of the first of them.
fn groups(all: &[&Found]) -> HashMap<Likeness, (usize, usize)> {
    let mut groups = HashMap::new();
    for (index, found) in all.iter().enumerate() {
        #[cfg(test)]
        tests::count(1);
        groups.entry(likeness(found)).or_insert((0, index)).0 += 1;
    }
    groups
}

/// Which hits all lines of a claim have alike.
pub(crate) struct Alike<'h> {
    all: &'h [&'h Found],
    lines: usize,
    /// Of many hits.
    groups: Option<HashMap<Likeness, (usize, usize)>>,
}

impl<'h> Alike<'h> {
    pub(crate) fn of(all: &'h [&'h Found], lines: usize) -> Alike<'h> {
        let is_many = all.len() > FEW && Alike::may_be(all, lines);
        let groups = is_many.then(|| groups(all));
        Alike { all, lines, groups }
    }

    /// What all lines share is found once for each.
    fn may_be(all: &[&Found], lines: usize) -> bool {
        lines > 1 && all.len() >= lines
    }

    /// The first of the hits that all lines share with this one.
    pub(crate) fn first_of(&self, index: usize) -> Option<usize> {
        if !Alike::may_be(self.all, self.lines) {
            return None;
        }
        let own = likeness(self.all[index]);
        let (count, first) = match &self.groups {
            Some(groups) => groups.get(&own).copied()?,
            None => {
                #[cfg(test)]
                tests::count(self.all.len());
                let alike = |other: &&Found| likeness(other) == own;
                let count = self.all.iter().filter(|other| alike(other)).count();
                (count, self.all.iter().position(alike)?)
            }
        };
        (count == self.lines).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use remedi_claims::{Cutter, in_order};

    use super::*;
    use crate::{Checker, Example, Options, rules};

    thread_local! {
        static COMPARISONS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count(comparisons: usize) {
        COMPARISONS.set(COMPARISONS.get() + comparisons);
    }

    /// How often hits are compared for a claim of so many lines that are all the same, at an office that bills hospital
    /// visits: PX-03 and CTX-39 find fault with them, and PX-03 yields to others.
    fn comparisons_of(lines: usize) -> usize {
        let mut text = format!("CLM*A1*{}***11:B:1*Y*A*Y*Y~HI*ABK:I10~", 100 * lines);
        for line in 1..=lines {
            text += &format!("LX*{line}~SV1*HC:99223*100*UN*1***1~DTP*472*D8*20250115~");
        }
        let input = Example::claim(text.leak()).to_input();
        let checker = Checker::new(None, Options::default());
        let mut found = 0;
        COMPARISONS.set(0);
        let error = in_order(
            Cutter::new(input.as_bytes()),
            |batch| checker.check(batch),
            |report| found += report.findings.len(),
        );
        assert!(error.is_none());
        assert!(found >= 2 * lines - 1, "{found} findings");
        COMPARISONS.get()
    }

    #[test]
    fn hits_of_many_alike_lines_are_not_compared_with_each_other() {
        let (few, many) = (comparisons_of(1000), comparisons_of(2000));
        assert!(few > 0 && many <= 2 * few + 100, "{few}, then {many}");
    }

    /// Any hits, by a number for each: of rules that yield to each other, on few lines and at few places.
    fn any_hits(mut seed: u64, count: usize) -> Vec<Found> {
        let codes = ["PX-08", "LOC-02", "LOC-03", "POS-S12", "PX-34", "CTX-39"];
        let rule = |code: &str| rules::ALL.iter().copied().find(|rule| rule.code == code);
        let rules: Vec<&'static Rule> = codes.into_iter().filter_map(rule).collect();
        assert_eq!(rules.len(), codes.len());
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        let mut any = || {
            let hit = Hit::at(Spot::segment(next(2) as u32)).on_line(next(4).checked_sub(1));
            let hit = match next(4) {
                0 => hit.graded(Severity::Info),
                1 => hit.unknown(),
                2 => hit.graded(Severity::Error),
                _ => hit,
            };
            (rules[next(codes.len())], hit)
        };
        (0..count).map(|_| any()).collect()
    }

    #[test]
    fn many_hits_are_compared_as_few_are() {
        let severity = |(rule, hit): &Found| match (rule.code, hit.verdict) {
            ("LOC-03", Verdict::Unknown) => None,
            (_, Verdict::Unknown) => Some(Severity::Warning),
            _ => Some(hit.severity.unwrap_or(rule.severity)),
        };
        for seed in 0..2000 {
            let all = any_hits(seed, seed as usize % 12);
            let kept =
                |own: Vec<&Found>| own.into_iter().map(std::ptr::from_ref).collect::<Vec<_>>();
            let (few, many) = (best_of_few(&all, severity), best_of_many(&all, severity));
            assert_eq!(kept(few.clone()), kept(many), "{all:?}");
            let of_few = Alike {
                all: &few,
                lines: 2,
                groups: None,
            };
            let of_many = Alike {
                groups: Some(groups(&few)),
                ..of_few
            };
            for index in 0..few.len() {
                assert_eq!(of_few.first_of(index), of_many.first_of(index), "{few:?}");
            }
        }
    }
}
