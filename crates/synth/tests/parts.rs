//! Worlds of any size, made part by part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use remedi_synth::{World, WorldFolder, WorldOptions, WorldParts, WorldSize};

mod support;
use support::{Segment, cents, fnv, segments};

fn parts(claims: u64) -> Vec<World> {
    let options = WorldOptions {
        size: WorldSize::Claims(claims),
        ..WorldOptions::default()
    };
    WorldParts::new(options).collect()
}

/// A world of two parts.
fn two_parts() -> &'static [World] {
    static PARTS: OnceLock<Vec<World>> = OnceLock::new();
    PARTS.get_or_init(|| parts(17_000))
}

fn world(claims: u64) -> World {
    let mut parts = parts(claims);
    assert_eq!(parts.len(), 1);
    parts.remove(0)
}

fn parsed(files: &[(String, Vec<u8>)]) -> Vec<Vec<Segment>> {
    files.iter().map(|(_, bytes)| segments(bytes)).collect()
}

fn count(files: &[(String, Vec<u8>)], tag: &str) -> usize {
    let all = parsed(files);
    all.iter().flatten().filter(|s| s[0] == tag).count()
}

#[test]
fn a_seed_gives_the_same_bytes_for_good() {
    assert_eq!(world(600), world(600));
    // Scenarios come and go with the rules.
    let options = WorldOptions {
        scenarios: 0,
        size: WorldSize::Claims(600),
        ..WorldOptions::default()
    };
    let world = WorldParts::new(options).next().expect("a part");
    let mut all = Vec::new();
    for (name, bytes) in world.claims.iter().chain(&world.acks).chain(&world.remits) {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(bytes);
    }
    assert_eq!(fnv(&all), 16_027_233_605_613_704_559);
}

#[test]
fn there_are_just_so_many_claims() {
    for claims in [1, 2, 57, 600] {
        assert_eq!(count(&world(claims).claims, "CLM"), claims as usize);
    }
    let parts = two_parts().iter();
    let claims: Vec<usize> = parts.map(|part| count(&part.claims, "CLM")).collect();
    assert_eq!(claims, [16_000, 1_000]);
}

#[test]
fn claims_of_one_number_do_not_make_them_more() {
    for (seed, claims) in [(3, 1500), (3, 1), (5, 700)] {
        let options = WorldOptions {
            seed,
            size: WorldSize::Claims(claims),
            scenarios: 100,
            ..WorldOptions::default()
        };
        let world = WorldParts::new(options).next().expect("a part");
        assert_eq!(count(&world.claims, "CLM"), claims as usize, "seed {seed}");
    }
}

#[test]
fn a_pattern_that_hit_no_claim_is_none() {
    assert!(world(1).patterns.is_empty());
}

#[test]
fn claims_have_about_the_bytes_asked_for() {
    let options = WorldOptions {
        size: WorldSize::Bytes(12_000_000),
        ..WorldOptions::default()
    };
    let parts = WorldParts::new(options);
    let bytes: usize = parts
        .flat_map(|part| part.claims)
        .map(|(_, bytes)| bytes.len())
        .sum();
    assert!((11_900_000..12_200_000).contains(&bytes), "{bytes}");
}

#[test]
fn envelopes_levels_and_balances_are_right() {
    for part in two_parts() {
        for file in parsed(&part.claims).iter().chain(&parsed(&part.acks)) {
            support::check_envelopes(file);
        }
        for file in parsed(&part.remits) {
            support::check_envelopes(&file);
            support::check_balances(&file);
        }
    }
}

#[test]
fn control_numbers_of_a_sender_differ() {
    let mut seen = BTreeSet::new();
    for part in two_parts() {
        for file in parsed(&part.claims).iter().chain(&parsed(&part.remits)) {
            for isa in file.iter().filter(|s| s[0] == "ISA") {
                assert!(seen.insert((isa[6].clone(), isa[13].clone())), "{isa:?}");
            }
        }
    }
}

#[test]
fn parts_add_up_to_one_roster_without_doubles() {
    let dir = std::env::temp_dir().join(format!("remedi-parts-{}", std::process::id()));
    let mut folder = WorldFolder::create(&dir).expect("a writable folder");
    let parts = two_parts();
    for part in parts {
        folder.add(part).expect("a part");
    }
    let read = |path: &str| std::fs::read_to_string(dir.join(path)).expect(path);
    for name in ["providers.csv", "locations.csv", "payers.csv"] {
        let text = read(&format!("roster/{name}"));
        let keys: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split(',').next())
            .collect();
        let distinct: BTreeSet<&&str> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len(), "{name}");
    }
    let denials: usize = parts.iter().map(|part| part.denials.len()).sum();
    assert_eq!(read("truth/denials.csv").lines().count(), denials + 1);
    assert_eq!(
        std::fs::read_dir(dir.join("claims"))
            .expect("claims")
            .count(),
        { parts.iter().map(|part| part.claims.len()).sum::<usize>() }
    );
    std::fs::remove_dir_all(&dir).expect("a folder of our own");
}

/// CLP01, CLP07, group, CARC and cents of every triplet that denies, as the files have them.
fn denied(world: &World) -> Vec<(String, String, String, String, i64)> {
    let mut found = Vec::new();
    for file in parsed(&world.remits) {
        let mut clp = Vec::new();
        for segment in file {
            match segment[0].as_str() {
                "CLP" => clp = segment,
                "CAS" if clp[2] != "22" => {
                    for triplet in segment[2..].chunks(3) {
                        let carc = triplet[0].as_str();
                        if !["45", "1", "2", "3", "23", "253"].contains(&carc) {
                            found.push((
                                clp[1].clone(),
                                clp[7].clone(),
                                segment[1].clone(),
                                carc.to_owned(),
                                cents(&triplet[1]),
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_truth_lists_the_denied_adjustments_of_the_payments_copies_too() {
    for part in two_parts() {
        let mut expected: Vec<_> = part
            .denials
            .iter()
            .map(|denial| {
                (
                    denial.claim.clone(),
                    denial.payer_claim.clone(),
                    denial.group.to_owned(),
                    denial.carc.to_owned(),
                    denial.amount_cents,
                )
            })
            .collect();
        expected.sort();
        assert_eq!(denied(part), expected);
    }
}

#[test]
fn the_truth_lists_every_payment_with_its_dollars() {
    let world = world(3_000);
    let mut told: BTreeMap<(String, String, u32), Vec<(i64, i64)>> = BTreeMap::new();
    for payment in &world.payments {
        let key = (
            payment.claim.clone(),
            payment.payer_claim.clone(),
            payment.status,
        );
        let dollars = (payment.charge_cents, payment.paid_cents);
        told.entry(key).or_default().push(dollars);
    }
    for file in parsed(&world.remits) {
        for clp in file.iter().filter(|s| s[0] == "CLP") {
            let key = (clp[1].clone(), clp[7].clone(), clp[2].parse().unwrap_or(0));
            let dollars = told.get_mut(&key).and_then(Vec::pop);
            assert_eq!(dollars, Some((cents(&clp[3]), cents(&clp[4]))), "{key:?}");
        }
    }
    assert!(told.values().all(Vec::is_empty));
}

#[test]
fn everything_hard_about_payments_is_there() {
    let world = world(6_000);
    let files = parsed(&world.remits);
    let has = |test: &dyn Fn(&Segment) -> bool| files.iter().flatten().any(test);
    let sent: BTreeSet<String> = parsed(&world.claims)
        .into_iter()
        .flatten()
        .filter(|s| s[0] == "CLM")
        .map(|s| s[1].clone())
        .collect();
    let clp = |s: &Segment| s[0] == "CLP";
    assert!(has(&|s| clp(s) && s[2] == "22"));
    assert!(has(&|s| clp(s) && s[2] == "19"));
    assert!(has(&|s| clp(s) && s[2] == "2"));
    assert!(has(&|s| clp(s) && s[1] == "0"));
    let cut = |s: &Segment| !sent.contains(&s[1]) && sent.iter().any(|id| id.starts_with(&s[1]));
    assert!(has(&|s| clp(s) && s[1].len() >= 8 && cut(s)));
    let capital = |s: &Segment| !sent.contains(&s[1]) && sent.contains(&s[1].to_ascii_lowercase());
    assert!(has(&|s| clp(s) && capital(s)));
    for reason in ["WO:", "FB:", "L6:"] {
        let holds = |s: &Segment| s[3..].iter().any(|value| value.starts_with(reason));
        assert!(has(&|s| s[0] == "PLB" && holds(s)), "{reason}");
    }
    for state in ["current", "superseded", "reversal", "copy"] {
        assert!(
            world.payments.iter().any(|payment| payment.state == state),
            "{state}"
        );
    }
    assert!(!world.takebacks.is_empty());
    assert!(
        world
            .patterns
            .iter()
            .all(|pattern| pattern.hit * 2 > pattern.claims)
    );
    assert!(world.patterns.iter().all(|pattern| pattern.hit >= 5));
    assert!(count(&world.acks, "CLM") == 0 && count(&world.acks, "STC") > 6_000);
}

#[test]
fn without_scenarios_and_noise_claims_are_plain() {
    let options = WorldOptions {
        scenarios: 0,
        noise: 0,
        size: WorldSize::Claims(2_000),
        ..WorldOptions::default()
    };
    let world: Vec<World> = WorldParts::new(options).collect();
    let sent: BTreeSet<String> = parsed(&world[0].claims)
        .into_iter()
        .flatten()
        .filter(|s| s[0] == "CLM")
        .map(|s| s[1].clone())
        .collect();
    assert!(
        world[0]
            .payments
            .iter()
            .all(|payment| sent.contains(&payment.claim))
    );
    assert!(
        world[0]
            .findings
            .iter()
            .all(|finding| finding.rule == "PX-08")
    );
}
