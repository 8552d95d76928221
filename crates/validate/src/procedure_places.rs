//! Which procedures go with which places of service: the table `data/procedure_places.csv`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, DateRange, Pos, PosSet, ProcedureCode};

use crate::facts::LineFacts;
use crate::rule::{Hit, Hits, Severity};

/// Procedures that belong to some places, for services of some days.
pub(crate) struct Family {
    rule: &'static str,
    codes: Vec<CodeRange>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Places that the procedures go with.
    pub fits: PosSet,
    doubtful: PosSet,
    wrong: PosSet,
    /// Of places in no list.
    otherwise: Option<Severity>,
}

impl Family {
    fn grade(&self, pos: Pos) -> Option<Severity> {
        if self.fits.contains(pos) {
            None
        } else if self.doubtful.contains(pos) {
            Some(Severity::Warning)
        } else if self.wrong.contains(pos) {
            Some(Severity::Error)
        } else {
            self.otherwise
        }
    }

    fn holds(&self, rule: &str, procedure: ProcedureCode, day: NaiveDate) -> bool {
        self.rule == rule
            && self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && self.codes.iter().any(|codes| codes.contains(procedure))
    }
}

/// How badly the procedure goes with the place on the worst of the days, and the family that says so; `None` when it
/// goes well, or the rule does not know the procedure.
pub(crate) fn misfit(
    rule: &str,
    procedure: ProcedureCode,
    pos: Pos,
    dates: DateRange,
) -> Option<(Severity, &'static Family)> {
    if !MAY_HOLD.iter().any(|range| range.contains(procedure)) {
        return None;
    }
    let on = |day| {
        let family = FAMILIES
            .iter()
            .find(|family| family.holds(rule, procedure, day))?;
        Some((family.grade(pos)?, family))
    };
    let first = on(dates.from);
    if dates.to == dates.from {
        return first;
    }
    [first, on(dates.to)]
        .into_iter()
        .flatten()
        .max_by_key(|(severity, _)| *severity)
}

/// What a rule on a family of procedures finds in a line.
pub(crate) fn check(rule: &'static str, line: &LineFacts<'_>, hits: &mut Hits) {
    if let (Some(procedure), Some(pos), Some(dates)) = (line.procedure, line.pos(), line.dates)
        && let Some((severity, family)) = misfit(rule, procedure, pos, dates)
    {
        let hit = Hit::at(line.procedure_spot())
            .with("fits", family.fits)
            .graded(severity);
        hits.push(hit.with(
            "doubt",
            match severity {
                Severity::Error => "does not go",
                Severity::Warning | Severity::Info => "seldom goes",
            },
        ));
    }
}

/// Most procedures are in no family: one range tells.
static MAY_HOLD: LazyLock<Vec<CodeRange>> = LazyLock::new(|| {
    let mut codes: Vec<&str> = TABLE
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .flat_map(|cell| cell.split([' ', '-']))
        .collect();
    codes.sort_unstable();
    let span = codes.first().zip(codes.last());
    let all = span.and_then(|(first, last)| CodeRange::parse(&format!("{first}-{last}")));
    all.map_or_else(
        || {
            FAMILIES
                .iter()
                .flat_map(|family| family.codes.clone())
                .collect()
        },
        |all| vec![all],
    )
});

const TABLE: &str = include_str!("../data/procedure_places.csv");

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    TABLE
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&'static str> = line.split(',').collect();
            let [rule, codes, from, to, fits, doubtful, wrong, otherwise] = cells[..] else {
                panic!("eight cells wanted: {line:?}");
            };
            let words = |cell: &'static str| cell.split(' ').filter(|word| !word.is_empty());
            let places = |cell: &'static str| -> PosSet {
                let place = |word: &str| {
                    let pos = Pos::parse(word.as_bytes());
                    pos.unwrap_or_else(|| panic!("no place of service: {word:?}"))
                };
                words(cell).map(place).collect()
            };
            let day = |cell: &str| {
                let date = |_| panic!("no date: {cell:?}");
                (!cell.is_empty()).then(|| cell.parse().unwrap_or_else(date))
            };
            Family {
                rule,
                codes: words(codes)
                    .map(|word| {
                        CodeRange::parse(word).unwrap_or_else(|| panic!("no codes: {word:?}"))
                    })
                    .collect(),
                from: day(from),
                to: day(to),
                fits: places(fits),
                doubtful: places(doubtful),
                wrong: places(wrong),
                otherwise: match otherwise {
                    "pass" => None,
                    "error" => Some(Severity::Error),
                    word => panic!("neither pass nor error: {word:?}"),
                },
            }
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(rule: &str, code: &str, pos: u8, day: &str) -> Option<Severity> {
        let code = ProcedureCode::parse(code.as_bytes()).unwrap();
        let dates = DateRange::day(day.parse().unwrap());
        misfit(rule, code, Pos::new(pos).unwrap(), dates).map(|(severity, _)| severity)
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
    fn a_range_of_days_must_hold_on_both_its_ends() {
        let code = ProcedureCode::parse(b"99222").unwrap();
        let dates = DateRange::parse(b"RD8", b"20221231-20230101").unwrap();
        let (severity, _) = misfit("PX-03", code, Pos::new(22).unwrap(), dates).unwrap();
        assert_eq!(severity, Severity::Error);
    }

    #[test]
    fn no_code_is_in_two_families_on_one_day() {
        for number in 99_200..99_400 {
            let code = ProcedureCode::parse(format!("{number}").as_bytes()).unwrap();
            for day in ["2022-12-31", "2023-01-01"] {
                let day = day.parse().unwrap();
                for rule in ["PX-03", "PX-05", "PX-08"] {
                    let held = FAMILIES
                        .iter()
                        .filter(|family| family.holds(rule, code, day));
                    assert!(held.count() < 2, "{rule} {number} {day}");
                }
            }
        }
    }
}
