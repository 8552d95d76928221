//! Patterns: planted ones are found at the level they were planted at, and chance is taken for none.

use std::cell::Cell;

use remedi_remit::Pattern;

use crate::support::Files;

const PROVIDERS: [&str; 4] = ["1245319599", "1234567893", "1396837399", "1679576722"];
const PROCEDURES: [&str; 4] = ["99213", "99214", "93000", "36415"];
const PLACES: [&str; 3] = ["11", "22", "23"];
const PAYERS: [&str; 3] = ["60054", "62308", "87726"];

/// A generator of numbers that looks like chance (Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.below(values.len())]
    }
}

/// A claim of one line, about to be answered.
struct Service<'a> {
    payer: &'a str,
    provider: &'a str,
    pos: &'a str,
    procedure: &'a str,
    /// From the first of January 2025 on.
    day: usize,
}

/// So many claims by chance, one in ten of them denied for one of two reasons; `planted` says which are denied besides.
fn world(
    seed: u64,
    claims: usize,
    planted: impl Fn(&Service<'_>, &mut Chance) -> Option<&'static str>,
) -> Vec<Pattern> {
    remits(seed, claims, planted).summary().patterns
}

fn remits(
    seed: u64,
    claims: usize,
    planted: impl Fn(&Service<'_>, &mut Chance) -> Option<&'static str>,
) -> Files {
    let mut chance = Chance(seed);
    let mut by_payer = PAYERS.map(|_| String::new());
    for number in 0..claims {
        let payer = chance.below(PAYERS.len());
        let service = Service {
            payer: PAYERS[payer],
            provider: chance.of(&PROVIDERS),
            pos: chance.of(&PLACES),
            procedure: chance.of(&PROCEDURES),
            day: chance.below(28),
        };
        let random = match chance.below(20) {
            0 => Some("CO*50"),
            1 => Some("CO*16"),
            _ => None,
        };
        let reason = planted(&service, &mut chance).or(random);
        let (paid, cas) = match reason {
            Some(reason) => (0, format!("CAS*{reason}*100~")),
            None => (100, String::new()),
        };
        let Service {
            provider,
            pos,
            procedure,
            day,
            ..
        } = service;
        by_payer[payer] += &format!(
            "CLP*N{number}*1*100*{paid}**12*P{number}*{pos}*1~NM1*QC*1*DOE*ANY****MI*M{number}~NM1*82*1*DR*ANY****XX*{provider}~\
             SVC*HC:{procedure}*100*{paid}~DTM*472*202501{:02}~{cas}",
            day + 1
        );
    }
    let mut files = Files::default();
    for (payer, payments) in PAYERS.iter().zip(by_payer) {
        files = files.raw_remit(&format!(
            "BPR*I*0*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*20250301~TRN*1*T{payer}*1999999999~\
             N1*PR*PAYER {payer}*XV*{payer}~N1*PE*PRACTICE*XX*1234567893~LX*1~{payments}"
        ));
    }
    files
}

/// The payer, provider, place and procedure of a pattern, where it has them.
fn told(pattern: &Pattern) -> [Option<String>; 4] {
    [
        pattern.payer.as_deref().map(ToOwned::to_owned),
        pattern.provider.map(|npi| npi.to_string()),
        pattern.pos.map(|pos| pos.to_string()),
        pattern.procedure.map(|code| code.to_string()),
    ]
}

fn text(values: [Option<&str>; 4]) -> [Option<String>; 4] {
    values.map(|value| value.map(ToOwned::to_owned))
}

#[test]
fn where_there_is_no_pattern_hardly_any_is_told() {
    // At a rate of 0.05 two worlds of forty may have one.
    let worlds = (0..40).filter(|&seed| !world(seed, 300, |_, _| None).is_empty());
    assert!(worlds.count() <= 2);
}

#[test]
fn lines_of_one_claim_make_no_pattern_by_chance() {
    // Claims of three lines at one place, of which one in five has a line that is denied.
    let worlds = (100..130).filter(|&seed| {
        let mut chance = Chance(seed);
        let mut payments = String::new();
        for number in 0..300 {
            let (provider, pos) = (chance.of(&PROVIDERS), chance.of(&PLACES));
            let hit = chance.below(15);
            let paid = if hit < 3 { 200 } else { 300 };
            payments += &format!(
                "CLP*N{number}*1*300*{paid}**12*P{number}*{pos}*1~NM1*QC*1*DOE*ANY****MI*M{number}~\
                 NM1*82*1*DR*ANY****XX*{provider}~"
            );
            for line in 0..3 {
                let procedure = chance.of(&PROCEDURES);
                let (paid, cas) = if hit == line {
                    (0, "CAS*CO*50*100~")
                } else {
                    (100, "")
                };
                payments += &format!("SVC*HC:{procedure}*100*{paid}~DTM*472*20250110~{cas}");
            }
        }
        !Files::default()
            .remit("20250301", &payments)
            .summary()
            .patterns
            .is_empty()
    });
    assert!(worlds.count() <= 1);
}

#[test]
fn a_planted_pattern_is_told_once_at_its_own_level() {
    let (payer, provider) = (PAYERS[1], PROVIDERS[2]);
    for seed in 0..10 {
        let patterns = world(seed, 600, |service, chance| {
            let is_hit =
                service.payer == payer && service.provider == provider && chance.below(10) < 8;
            is_hit.then_some("CO*B7")
        });
        let own: Vec<_> = patterns
            .iter()
            .filter(|one| one.carc.as_str() == "B7")
            .collect();
        assert_eq!(own.len(), 1, "{seed}: {own:#?}");
        assert_eq!(
            told(own[0]),
            text([Some(payer), Some(provider), None, None]),
            "{seed}"
        );
        assert!(own[0].q_value <= 0.05 && own[0].p_value <= own[0].q_value);
        assert!(own[0].onset.is_none(), "{seed}: {:#?}", own[0].onset);
        assert_eq!(own[0].amount.cents(), own[0].claims as i64 * 10_000);
    }
}

#[test]
fn what_is_past_recovers_nothing() {
    let files = remits(1, 600, |service, _| {
        let is_hit = service.procedure == "36415" && service.pos == "23";
        is_hit.then_some("CO*50")
    });
    let terms = PAYERS.map(|payer| format!("[payers.{payer}]\nappeal_days = 60\n"));
    let files = files.profile(&terms.concat());
    let told = |day: &str| {
        let patterns = files.summary_on(day).patterns;
        let sums = patterns.iter().map(|one| (one.amount, one.recoverable));
        sums.collect::<Vec<_>>()
    };
    let (open, past) = (told("2025-04-01"), told("2025-12-01"));
    assert!(!open.is_empty() && open.len() == past.len());
    assert!(
        open.iter()
            .all(|(amount, recoverable)| amount == recoverable)
    );
    assert!(past.iter().all(|(_, recoverable)| recoverable.cents() == 0));
}

#[test]
fn two_patterns_of_one_reason_are_told_apart_and_what_recovers_most_comes_first() {
    for seed in 0..5 {
        let hit = Cell::new(0);
        let patterns = world(seed, 800, |service, _| {
            let by_place = service.procedure == "36415" && service.pos == "23";
            let by_payer = service.payer == PAYERS[0] && service.provider == PROVIDERS[0];
            hit.set(hit.get() + u64::from(by_place || by_payer));
            (by_place || by_payer).then_some("CO*5")
        });
        let own: Vec<_> = patterns
            .iter()
            .filter(|one| one.carc.as_str() == "5")
            .collect();
        let mut levels: Vec<_> = own.iter().map(|one| told(one)).collect();
        levels.sort();
        assert_eq!(
            levels,
            [
                text([None, None, Some("23"), Some("36415")]),
                text([Some(PAYERS[0]), Some(PROVIDERS[0]), None, None]),
            ],
            "{seed}"
        );
        assert!(patterns.is_sorted_by(|one, other| one.recoverable >= other.recoverable));
        // No claim is in both: of the second the rest counts, against the rest.
        let all: u64 = own.iter().map(|one| one.claims).sum();
        let denied: i64 = own.iter().map(|one| one.amount.cents()).sum();
        assert_eq!(denied, all as i64 * 10_000);
        assert_eq!(all, hit.get());
        let share = |one: &Pattern, marked: u64, claims: u64| {
            (one.of_claims * marked) as f64 / claims as f64 - one.expected_claims
        };
        let is_first = |one: &&&Pattern| share(one, all, 800).abs() < 1e-9;
        let first = own.iter().find(is_first).expect("one is found first");
        let second = own
            .iter()
            .find(|one| one.claims != first.claims)
            .expect("the other");
        assert!(share(second, second.claims, 800 - first.of_claims).abs() < 1e-9);
        assert_eq!(second.of_claims, second.claims);
    }
}

#[test]
fn a_pattern_that_began_has_its_day() {
    for seed in 0..5 {
        let patterns = world(seed, 800, |service, chance| {
            let is_hit = service.payer == PAYERS[2] && service.day >= 14 && chance.below(10) < 9;
            is_hit.then_some("CO*B7")
        });
        let own = patterns
            .iter()
            .find(|one| one.carc.as_str() == "B7")
            .expect("it was planted");
        assert_eq!(
            told(own),
            text([Some(PAYERS[2]), None, None, None]),
            "{seed}"
        );
        let onset = own.onset.expect("it began");
        assert_eq!(onset.from.to_string(), "2025-01-15", "{seed}");
        assert_eq!(onset.before.0, 0);
        assert_eq!(onset.after.0, own.claims);
        assert_eq!(onset.before.1 + onset.after.1, own.of_claims);
        let sentence = own.to_string();
        let (after, before) = (onset.after, onset.before);
        assert!(
            sentence.contains(&format!(
                "; for services from 2025-01-15 on {} of {}, before 0 of {}.",
                after.0, after.1, before.1
            )),
            "{sentence}"
        );
    }
}

#[test]
fn what_all_claims_of_a_pattern_share_is_told_with_it() {
    // One provider has a place and a procedure of its own.
    let (payer, place) = (PAYERS[0], ["21", "11"]);
    let mut payments = String::new();
    for number in 0..60 {
        let own = number < 20;
        let reason = if own && number < 15 {
            "CAS*CO*B7*100~"
        } else {
            ""
        };
        let (provider, procedure) = if own {
            (PROVIDERS[3], "99223")
        } else {
            (PROVIDERS[0], "99213")
        };
        let (pos, paid) = (
            place[usize::from(!own)],
            if reason.is_empty() { 100 } else { 0 },
        );
        payments += &format!(
            "CLP*N{number}*1*100*{paid}**12*P{number}*{pos}*1~NM1*QC*1*DOE*ANY****MI*M{number}~\
             NM1*82*1*DR*ANY****XX*{provider}~SVC*HC:{procedure}*100*{paid}~DTM*472*20250110~{reason}"
        );
    }
    let patterns = Files::default()
        .remit("20250301", &payments)
        .summary()
        .patterns;
    assert_eq!(patterns.len(), 1, "{patterns:#?}");
    let all = [Some(payer), Some(PROVIDERS[3]), Some("21"), Some("99223")];
    assert_eq!(told(&patterns[0]), text(all));
    assert_eq!((patterns[0].claims, patterns[0].of_claims), (15, 20));
}
