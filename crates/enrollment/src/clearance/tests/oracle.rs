//! Clearance against the plainest reading of the rules: day by day and row by row, from the cells.

use proptest::prelude::*;
use remedi_claims::TinKind;

use super::*;

/// The cells of one enrollment; the places of pools below.
#[derive(Clone, Debug)]
struct Cells {
    provider: usize,
    payer: usize,
    group: usize,
    tin: usize,
    status: &'static str,
    from: u32,
    to: Option<u32>,
    places: &'static str,
    taxonomy: &'static str,
    deny: &'static str,
    nonpar: bool,
}

const PROVIDERS: [&str; 3] = ["", DOCTOR, OTHER_DOCTOR];
const PAYERS: [&str; 2] = ["PAYER", "OTHER"];
const GROUPS: [&str; 3] = ["", GROUP, OTHER_GROUP];
const TINS: [&str; 3] = ["", "111111111", "222222222"];

fn day(number: u32) -> NaiveDate {
    date("2024-01-01") + chrono::Days::new(u64::from(number))
}

fn cells() -> impl Strategy<Value = Cells> {
    let who = (0..3usize, 0..2usize, 0..3usize, 0..3usize);
    let status = prop_oneof![
        6 => Just("approved"),
        2 => Just("terminated"),
        1 => Just("pending"),
        1 => Just("denied"),
    ];
    let when = (0..12u32, prop::option::of(0..8u32));
    let what = (
        prop_oneof![3 => Just(""), 1 => Just("11"), 1 => Just("21 22")],
        prop_oneof![3 => Just(""), 1 => Just("207RC0000X"), 1 => Just("208D00000X")],
        prop_oneof![3 => Just(""), 1 => Just("99211-99215")],
        any::<bool>(),
    );
    (who, status, when, what).prop_map(|(who, status, (from, length), what)| {
        let needs_end = status == "terminated";
        Cells {
            provider: who.0,
            payer: who.1,
            // A row must name someone.
            group: if who.0 == 0 && who.3 == 0 {
                who.2.max(1)
            } else {
                who.2
            },
            tin: who.3,
            status,
            from,
            to: length
                .or(needs_end.then_some(3))
                .map(|length| from + length),
            places: what.0,
            taxonomy: what.1,
            deny: what.2,
            nonpar: what.3,
        }
    })
}

/// A claim by places of the same pools; none is a fact not sent.
#[derive(Clone, Debug)]
struct Sent {
    rendering: usize,
    billing: usize,
    tin: usize,
    taxonomy: Option<&'static str>,
    pos: u8,
    procedure: &'static str,
    from: u32,
    length: u32,
}

fn sent() -> impl Strategy<Value = Sent> {
    (
        1..3usize,
        0..3usize,
        0..3usize,
        prop::option::of(prop_oneof![Just("207RC0000X"), Just("208D00000X")]),
        prop_oneof![Just(11u8), Just(21), Just(2)],
        prop_oneof![Just("99213"), Just("93306")],
        0..16u32,
        0..6u32,
    )
        .prop_map(
            |(rendering, billing, tin, taxonomy, pos, procedure, from, length)| Sent {
                rendering,
                billing,
                tin,
                taxonomy,
                pos,
                procedure,
                from,
                length,
            },
        )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Passes,
    Fails,
    Missing,
}

impl Sent {
    fn compare(own: usize, sent: usize) -> Answer {
        match (own, sent) {
            (0, _) => Answer::Passes,
            (_, 0) => Answer::Missing,
            (own, sent) if own == sent => Answer::Passes,
            _ => Answer::Fails,
        }
    }

    /// The row names another group, and its TIN does not name this practice.
    fn elsewhere(&self, row: &Cells) -> bool {
        let same_tin = row.tin != 0 && row.tin == self.tin;
        Sent::compare(row.group, self.billing) == Answer::Fails && !same_tin
    }

    fn answer(&self, row: &Cells) -> Answer {
        let taxonomy = match (row.taxonomy, self.taxonomy) {
            ("", _) => Answer::Passes,
            (_, None) => Answer::Missing,
            (own, Some(sent)) if own == sent => Answer::Passes,
            _ => Answer::Fails,
        };
        let place = match row.places {
            "" => true,
            "11" => self.pos == 11 || self.pos == 2,
            _ => self.pos == 21,
        };
        let denied = !row.deny.is_empty() && self.procedure == "99213";
        let all = [
            Sent::compare(row.group, self.billing),
            Sent::compare(row.tin, self.tin),
            taxonomy,
            if place { Answer::Passes } else { Answer::Fails },
            if denied {
                Answer::Fails
            } else {
                Answer::Passes
            },
        ];
        if all.contains(&Answer::Fails) {
            Answer::Fails
        } else if all.contains(&Answer::Missing) {
            Answer::Missing
        } else {
            Answer::Passes
        }
    }
}

impl Cells {
    fn covers(&self, day: u32) -> bool {
        matches!(self.status, "approved" | "terminated")
            && self.from <= day
            && self.to.is_none_or(|to| day <= to)
    }
}

fn csv(rows: &[Cells]) -> String {
    let mut text =
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to,\
         approved_pos,taxonomy,scope_deny,participation\n"
            .to_owned();
    for row in rows {
        let cells = [
            PROVIDERS[row.provider].to_owned(),
            PAYERS[row.payer].to_owned(),
            GROUPS[row.group].to_owned(),
            TINS[row.tin].to_owned(),
            "EIN".to_owned(),
            row.status.to_owned(),
            day(row.from).to_string(),
            row.to.map(|to| day(to).to_string()).unwrap_or_default(),
            row.places.to_owned(),
            row.taxonomy.to_owned(),
            row.deny.to_owned(),
            if row.nonpar { "nonpar" } else { "par" }.to_owned(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// What the rules say, told as simply as can be.
#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Cleared { nonpar: bool },
    FactMissing,
    ProviderNotInRoster,
    PracticeNotInRoster,
    Not { first_uncovered: u32, has_row: bool },
}

fn expected(rows: &[Cells], sent: &Sent) -> Expected {
    let days = || sent.from..=sent.from + sent.length;
    let of_payer = || rows.iter().filter(|row| row.payer == 0);
    let named: Vec<&Cells> = of_payer()
        .filter(|row| row.provider == sent.rendering)
        .collect();
    let beaten = named.iter().any(|row| !sent.elsewhere(row));
    let own = of_payer().filter(|row| {
        row.provider == 0
            && if sent.billing != 0 && row.group != 0 {
                row.group == sent.billing
            } else {
                row.tin != 0 && row.tin == sent.tin
            }
    });
    let rows_asked: Vec<&Cells> = named
        .iter()
        .copied()
        .chain(own.filter(|_| !beaten))
        .collect();

    let covered = |day: u32, fits: &dyn Fn(&Cells) -> bool| {
        rows_asked.iter().any(|row| row.covers(day) && fits(row))
    };
    let passes = |row: &Cells| sent.answer(row) == Answer::Passes;
    let passes_par = |row: &Cells| passes(row) && !row.nonpar;
    let may_pass = |row: &Cells| sent.answer(row) != Answer::Fails;
    if days().all(|day| covered(day, &passes_par)) {
        return Expected::Cleared { nonpar: false };
    }
    if days().all(|day| covered(day, &passes)) {
        return Expected::Cleared { nonpar: true };
    }
    let Some(first_uncovered) = days().find(|&day| !covered(day, &may_pass)) else {
        return Expected::FactMissing;
    };
    let has_row = !rows_asked.is_empty();
    if rows_asked.iter().all(|row| sent.elsewhere(row)) {
        let provider_known = rows.iter().any(|row| row.provider == sent.rendering);
        let practice_known = of_payer().any(|row| {
            (sent.billing != 0 && row.group == sent.billing)
                || (sent.tin != 0 && row.tin == sent.tin)
        });
        if !provider_known {
            return Expected::ProviderNotInRoster;
        }
        if !practice_known {
            return Expected::PracticeNotInRoster;
        }
    }
    Expected::Not {
        first_uncovered,
        has_row,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clearance_is_what_a_reader_of_the_rows_would_say(
        rows in prop::collection::vec(cells(), 0..7),
        sent in sent(),
    ) {
        // One row of each payer that is about nobody here makes both payers known.
        let mut text = csv(&rows);
        for payer in PAYERS {
            text.push_str(&format!("{HOSPITAL},{payer},{OFFICE},,EIN,denied,,,,,,\n"));
        }
        let loaded = Roster::from_csv(&[("enrollments.csv", &text)]).unwrap();
        prop_assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        let roster = loaded.roster;
        let service = Service {
            rendering: Some(npi(PROVIDERS[sent.rendering])),
            billing: GROUPS[sent.billing].parse().ok(),
            tin: Tin::parse(TINS[sent.tin].as_bytes(), TinKind::Ein),
            taxonomy: sent.taxonomy.and_then(|text| Taxonomy::parse(text.as_bytes())),
            pos: Pos::new(sent.pos),
            procedure: code(sent.procedure),
            dates: DateRange { from: day(sent.from), to: day(sent.from + sent.length) },
            ..visit(&roster, "2024-01-01")
        };
        let found = match roster.clearance(&service) {
            Clearance::Cleared(cleared) => {
                let row = roster.enrollment(cleared.row);
                prop_assert!(row.starts() <= Some(service.dates.from));
                Expected::Cleared { nonpar: cleared.nonpar.is_some() }
            }
            Clearance::Unknown(Unknown::FactMissing { .. }) => Expected::FactMissing,
            Clearance::Unknown(Unknown::ProviderNotInRoster) => Expected::ProviderNotInRoster,
            Clearance::Unknown(Unknown::PracticeNotInRoster | Unknown::EnrolledElsewhere) => Expected::PracticeNotInRoster,
            Clearance::Not(not) => {
                prop_assert_eq!(not.nearest.is_none(), not.shortfall == Shortfall::NoRow);
                prop_assert_eq!(roster.nearest(&not, &service).is_some(), not.nearest.is_some());
                Expected::Not {
                    first_uncovered: (not.uncovered.from - day(0)).num_days() as u32,
                    has_row: not.nearest.is_some(),
                }
            }
        };
        prop_assert_eq!(found, expected(&rows, &sent));
    }
}
