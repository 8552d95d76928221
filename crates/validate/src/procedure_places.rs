//! Which procedures go with which places of service: the table `data/procedure_places.csv`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, DateRange, Pos, PosSet, ProcedureCode};

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity};
use crate::window::Window;

/// Procedures that rules are about, for services of some days, and how they go with places.
pub(crate) struct Family {
    rules: Vec<&'static str>,
    codes: Vec<CodeRange>,
    window: Window,
    payers: Payers,
    /// Places that the procedures go with.
    pub fits: PosSet,
    doubtful: PosSet,
    wrong: PosSet,
    /// Of places in no list.
    otherwise: Option<Severity>,
}

/// Whose claims a family is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Payers {
    All,
    /// All; errors are Medicare's, and warnings for others.
    StricterMedicare,
    Medicare,
}

impl Family {
    fn grade(&self, pos: Pos, for_medicare: bool) -> Option<Severity> {
        let severity = if self.fits.contains(pos) {
            None
        } else if self.doubtful.contains(pos) {
            Some(Severity::Warning)
        } else if self.wrong.contains(pos) {
            Some(Severity::Error)
        } else {
            self.otherwise
        };
        match (self.payers, for_medicare) {
            (Payers::All, _) | (_, true) => severity,
            (Payers::StricterMedicare, false) => severity.map(|one| one.min(Severity::Warning)),
            (Payers::Medicare, false) => None,
        }
    }

    fn applies_on(&self, day: NaiveDate) -> bool {
        self.window.holds(day)
    }

    fn applies_throughout(&self, days: DateRange) -> bool {
        self.applies_on(days.from) && self.applies_on(days.to)
    }
}

/// The families that hold a procedure, on whatever day: a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u64);

impl Families {
    /// Those of a procedure.
    pub(crate) fn of(procedure: ProcedureCode) -> Families {
        // Most families are of a few codes that begin alike.
        let first = procedure.as_bytes()[0];
        let known = &BY_FIRST[usize::from(first & 63)];
        let own = known.iter().filter(|(codes, _)| codes.contains(procedure));
        Families(own.fold(0, |all, (_, family)| all | 1 << family))
    }

    /// All that a rule knows.
    pub(crate) fn all_of(rule: &str) -> Families {
        Families(OF_RULE[slot(rule)])
    }

    /// A bit each.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    fn of_rule(self, rule: &str) -> impl Iterator<Item = &'static Family> {
        let mut left = self.0 & OF_RULE[slot(rule)];
        let each = std::iter::from_fn(move || {
            let next = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            next
        });
        each.map(|index| &FAMILIES[index])
    }
}

/// Where the families of a rule are found: by its family and its number.
fn slot(rule: &str) -> usize {
    let (family, number) = match rule.as_bytes() {
        [b'P', b'X', b'-', number @ ..] => (0, number),
        [b'T', b'H', b'-', number @ ..] => (1, number),
        [b'L', b'O', b'S', b'-', number @ ..] => (2, number),
        _ => panic!("no rule on procedures: {rule:?}"),
    };
    match *number {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            family * 100 + usize::from(tens - b'0') * 10 + usize::from(ones - b'0')
        }
        _ => panic!("no rule of two digits: {rule:?}"),
    }
}

/// The families of each rule, by its slot: a bit each.
static OF_RULE: LazyLock<Box<[u64; 300]>> = LazyLock::new(|| {
    let mut rules = Box::new([0; 300]);
    for (index, family) in FAMILIES.iter().enumerate() {
        for rule in &family.rules {
            rules[slot(rule)] |= 1 << index;
        }
    }
    rules
});

/// The family of the rule that holds the procedure of the line on its first or its last day.
pub(crate) fn family(rule: &str, line: &LineFacts<'_>) -> Option<&'static Family> {
    let dates = line.dates?;
    let mut own = line.families.of_rule(rule);
    own.find(|family| family.applies_on(dates.from) || family.applies_on(dates.to))
}

/// How badly the procedure goes with the place on the worst of the days, and the family that says so; `None` when it
/// goes well, or the rule does not know the procedure.
pub(crate) fn misfit(
    rule: &str,
    claim: &ClaimFacts<'_>,
    line: &LineFacts<'_>,
) -> Option<(Severity, &'static Family)> {
    let mut own = line.families.of_rule(rule).peekable();
    own.peek()?;
    let (pos, dates) = (line.pos()?, line.dates?);
    let for_medicare = claim.is_for_medicare();
    own.filter(|family| family.applies_on(dates.from) || family.applies_on(dates.to))
        .filter_map(|family| Some((family.grade(pos, for_medicare)?, family)))
        .max_by_key(|(severity, _)| *severity)
}

/// Whether the procedure goes badly with the place on the first as on the last day.
fn misfits_throughout(rule: &str, claim: &ClaimFacts<'_>, line: &LineFacts<'_>) -> bool {
    let (Some(pos), Some(days)) = (line.pos(), line.dates) else {
        return false;
    };
    let for_medicare = claim.is_for_medicare();
    [days.from, days.to].into_iter().all(|day| {
        let mut own = line.families.of_rule(rule);
        own.any(|family| family.applies_on(day) && family.grade(pos, for_medicare).is_some())
    })
}

/// What a rule on a family of procedures finds in a line.
pub(crate) fn check(
    rule: &'static str,
    claim: &ClaimFacts<'_>,
    line: &LineFacts<'_>,
    hits: &mut Hits,
) {
    if let Some((severity, family)) = misfit(rule, claim, line) {
        let hit = Hit::at(line.procedure_spot())
            .with("fits", family.fits)
            .with_known("rate", line.rate_at(family.fits))
            .graded(severity);
        hits.push(hit.with(
            "doubt",
            match (severity, misfits_throughout(rule, claim, line)) {
                (Severity::Error, true) => "does not go",
                (Severity::Error, false) => "on some of its days does not go",
                (Severity::Warning | Severity::Info, _) => "seldom goes",
            },
        ));
    }
}

/// What a rule finds that is about every line with a procedure of its family.
pub(crate) fn check_presence(rule: &'static str, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(family) = family(rule, line) {
        let is_whole = line
            .dates
            .is_none_or(|days| family.applies_throughout(days));
        let on = if is_whole { "on" } else { "on all days of" };
        hits.push(Hit::at(line.procedure_spot()).with("on", on));
    }
}

const TABLE: &str = include_str!("../data/procedure_places.csv");

/// Ranges of procedures with the index of their family, by the lower bits of their first character.
static BY_FIRST: LazyLock<[Vec<(CodeRange, usize)>; 64]> = LazyLock::new(|| {
    let mut table = [const { Vec::new() }; 64];
    for (index, family) in FAMILIES.iter().enumerate() {
        for codes in &family.codes {
            let text = codes.to_string().into_bytes();
            let last = text[text.len() - 5];
            for first in text[0]..=last {
                table[usize::from(first & 63)].push((*codes, index));
            }
        }
    }
    table
});

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    let families: Vec<Family> = TABLE.lines().skip(1).map(parse).collect();
    assert!(families.len() <= 64, "a bit each");
    families
});

fn parse(line: &'static str) -> Family {
    let cells: Vec<&'static str> = line.split(',').collect();
    let [
        rules,
        codes,
        from,
        to,
        payers,
        fits,
        doubtful,
        wrong,
        otherwise,
    ] = cells[..]
    else {
        panic!("nine cells wanted: {line:?}");
    };
    let words = |cell: &'static str| cell.split(' ').filter(|word| !word.is_empty());
    let places = |cell: &'static str| -> PosSet {
        let place = |word: &str| {
            let pos = Pos::parse(word.as_bytes());
            pos.unwrap_or_else(|| panic!("no place of service: {word:?}"))
        };
        words(cell).map(place).collect()
    };
    let range = |word: &str| CodeRange::parse(word).unwrap_or_else(|| panic!("no codes: {word:?}"));
    Family {
        rules: words(rules).collect(),
        codes: words(codes).map(range).collect(),
        window: Window::parse(from, to),
        payers: match payers {
            "all" => Payers::All,
            "medicare" => Payers::StricterMedicare,
            "medicare_only" => Payers::Medicare,
            word => panic!("no payers: {word:?}"),
        },
        fits: places(fits),
        doubtful: places(doubtful),
        wrong: places(wrong),
        otherwise: match otherwise {
            "pass" => None,
            "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            word => panic!("neither pass nor a severity: {word:?}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(rule: &str, code: &str, pos: u8, day: &str, for_medicare: bool) -> Option<Severity> {
        let (pos, day) = (Pos::new(pos).unwrap(), day.parse().unwrap());
        let all = Families::of(ProcedureCode::parse(code.as_bytes()).unwrap());
        let mut own = all.of_rule(rule).filter(|family| family.applies_on(day));
        own.next()?.grade(pos, for_medicare)
    }

    fn grade(rule: &str, code: &str, pos: u8, day: &str) -> Option<Severity> {
        graded(rule, code, pos, day, false)
    }

    const E: Option<Severity> = Some(Severity::Error);
    const W: Option<Severity> = Some(Severity::Warning);

    #[test]
    fn hospital_care_changed_its_places_in_2023() {
        assert_eq!(grade("PX-03", "99222", 22, "2023-01-02"), None);
        assert_eq!(grade("PX-03", "99222", 22, "2022-12-31"), E);
        assert_eq!(grade("PX-03", "99219", 22, "2022-06-01"), None);
        assert_eq!(grade("PX-03", "99235", 22, "2022-06-01"), None);
        assert_eq!(grade("PX-03", "99223", 11, "2024-06-01"), E);
        assert_eq!(grade("PX-03", "99223", 19, "2024-06-01"), W);
        assert_eq!(grade("PX-03", "99237", 11, "2024-06-01"), None);
    }

    #[test]
    fn home_visits_took_in_domiciliary_care_in_2023() {
        assert_eq!(grade("PX-08", "99348", 13, "2023-01-01"), None);
        assert_eq!(grade("PX-08", "99348", 13, "2022-12-31"), E);
        assert_eq!(grade("PX-08", "99335", 13, "2022-12-31"), None);
        assert_eq!(grade("PX-08", "99335", 12, "2022-12-31"), E);
        assert_eq!(grade("PX-08", "99348", 11, "2024-01-01"), E);
    }

    #[test]
    fn emergency_visits_are_for_the_emergency_room() {
        assert_eq!(grade("PX-05", "99283", 23, "2024-01-01"), None);
        assert_eq!(grade("PX-05", "99283", 22, "2024-01-01"), E);
        assert_eq!(grade("PX-05", "99283", 49, "2024-01-01"), W);
    }

    #[test]
    fn some_families_are_stricter_for_medicare_or_for_it_alone() {
        assert_eq!(graded("PX-02", "99211", 22, "2025-01-01", true), E);
        assert_eq!(graded("PX-02", "99211", 22, "2025-01-01", false), W);
        assert_eq!(graded("PX-29", "99213", 50, "2025-01-01", true), W);
        assert_eq!(graded("PX-29", "99213", 50, "2025-01-01", false), None);
        assert_eq!(graded("TH-10", "98005", 10, "2025-01-01", false), None);
    }

    #[test]
    fn a_range_whose_codes_begin_differently_holds_them_all() {
        for code in ["10004", "36415", "69990"] {
            assert_eq!(grade("TH-11", code, 10, "2025-01-01"), E, "{code}");
        }
        assert_eq!(grade("TH-11", "70450", 10, "2025-01-01"), None);
    }

    #[test]
    fn no_code_is_in_two_families_of_a_rule_on_one_day() {
        let codes = (0..100_000).map(|number| format!("{number:05}"));
        let others = ["A", "C", "E", "G", "K", "L", "Q", "S"]
            .into_iter()
            .flat_map(|letter| (0..10_000).map(move |number| format!("{letter}{number:04}")));
        for code in codes.chain(others) {
            let all = Families::of(ProcedureCode::parse(code.as_bytes()).unwrap());
            for day in ["2022-12-31", "2023-01-01", "2025-01-01"] {
                let day = day.parse().unwrap();
                let held = FAMILIES.iter().enumerate();
                let held = held.filter(|(bit, one)| all.0 >> bit & 1 == 1 && one.applies_on(day));
                let mut rules: Vec<&str> = held.flat_map(|(_, one)| one.rules.clone()).collect();
                rules.sort_unstable();
                assert!(
                    rules.is_sorted_by(|one, other| one < other),
                    "{code} {rules:?}"
                );
            }
        }
    }
}
