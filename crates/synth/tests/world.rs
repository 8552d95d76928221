//! The linked set hangs together, and its truth covers what it promises.

use std::collections::{HashMap, HashSet};

use remedi_synth::{RULES, World};

mod support;
use support::{Segment, cents, fnv, npi_is_valid, segments};

fn world() -> World {
    World::linked(1)
}

/// Segments of each file.
fn parsed(files: &[(String, Vec<u8>)]) -> Vec<Vec<Segment>> {
    files.iter().map(|(_, bytes)| segments(bytes)).collect()
}

/// The claims of one transaction kind, each from its CLM on.
fn claims_of(world: &World, letter: char) -> Vec<Vec<Segment>> {
    world
        .claims
        .iter()
        .filter(|(name, _)| name.starts_with(&format!("837{letter}")))
        .flat_map(|(_, bytes)| {
            let file = segments(bytes);
            support::claims(&file)
                .iter()
                .map(|claim| claim.to_vec())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What comes before the serial number of a claim.
fn kind(claim: &str) -> &str {
    claim.split('-').next().unwrap_or_default()
}

#[test]
fn a_seed_gives_the_same_world_for_good() {
    let world = world();
    let mut all = Vec::new();
    for (name, bytes) in world.claims.iter().chain(&world.remits) {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(bytes);
    }
    for (name, text) in &world.roster {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(text.as_bytes());
    }
    assert_eq!(fnv(&all), 12_068_056_761_166_304_146);
}

#[test]
fn another_seed_gives_another_world() {
    assert_ne!(World::linked(1).claims, World::linked(2).claims);
}

#[test]
fn trailers_and_levels_are_right() {
    let world = world();
    for file in parsed(&world.claims).iter().chain(&parsed(&world.remits)) {
        support::check_envelopes(file);
    }
}

#[test]
fn there_are_enough_claims_of_each_kind() {
    let world = world();
    assert!(claims_of(&world, 'p').len() >= 600);
    assert!(claims_of(&world, 'i').len() >= 12);
    assert!(claims_of(&world, 'd').len() >= 12);
}

#[test]
fn charges_add_up_but_where_the_truth_says_otherwise() {
    let world = world();
    let wrong: HashSet<&str> = world
        .findings
        .iter()
        .filter(|finding| finding.rule == "CTX-08")
        .map(|finding| finding.claim.as_str())
        .collect();
    for letter in ['p', 'i', 'd'] {
        for claim in claims_of(&world, letter) {
            let lines: i64 = claim
                .iter()
                .filter_map(|s| match s[0].as_str() {
                    "SV1" | "SV3" => Some(cents(&s[2])),
                    "SV2" => Some(cents(&s[3])),
                    _ => None,
                })
                .sum();
            let id = claim[0][1].as_str();
            assert_eq!(lines != cents(&claim[0][2]), wrong.contains(id), "{id}");
        }
    }
}

#[test]
fn npis_are_valid_but_where_the_truth_says_otherwise() {
    let world = world();
    let wrong: HashSet<&str> = world
        .findings
        .iter()
        .filter(|finding| finding.rule == "NPI-01")
        .map(|finding| finding.claim.as_str())
        .collect();
    for file in parsed(&world.claims) {
        // Of the open billing provider; then of the open claim.
        let (mut billing, mut claim) = (true, None::<(String, bool)>);
        for segment in &file {
            let valid = segment[0] != "NM1"
                || segment.get(8).is_none_or(|qualifier| qualifier != "XX")
                || npi_is_valid(&segment[9]);
            match segment[0].as_str() {
                "HL" | "CLM" | "SE" => {
                    if let Some((id, valid)) = claim.take() {
                        assert_eq!(!valid, wrong.contains(id.as_str()), "{id}");
                    }
                    if segment[0] == "CLM" {
                        claim = Some((segment[1].clone(), billing));
                    }
                }
                "NM1" if segment[1] == "85" => billing = valid,
                _ => {
                    if let Some((_, all)) = &mut claim {
                        *all &= valid;
                    }
                }
            }
        }
    }
}

#[test]
fn every_rule_has_at_least_five_findings_on_claims_and_lines_that_exist() {
    let world = world();
    for rule in RULES {
        let found = world
            .findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .count();
        assert!(found >= 5, "{rule}: {found}");
    }
    let mut lines: HashMap<String, usize> = HashMap::new();
    for letter in ['p', 'i', 'd'] {
        for claim in claims_of(&world, letter) {
            let count = claim.iter().filter(|s| s[0] == "LX").count();
            lines.insert(claim[0][1].clone(), count);
        }
    }
    for finding in &world.findings {
        let count = lines[&finding.claim];
        assert!(
            finding.line.is_none_or(|line| line as usize <= count),
            "{finding:?}"
        );
    }
    assert!(world.clean.iter().all(|claim| lines.contains_key(claim)));
}

#[test]
fn each_faulty_claim_has_one_finding_and_is_not_called_clean() {
    let world = world();
    let faulty: HashSet<&String> = world
        .findings
        .iter()
        .map(|finding| &finding.claim)
        .collect();
    assert_eq!(faulty.len(), world.findings.len());
    let clean: HashSet<&String> = world.clean.iter().collect();
    assert_eq!(clean.len(), world.clean.len());
    assert!(clean.is_disjoint(&faulty));
}

#[test]
fn every_claim_is_judged() {
    let world = world();
    let mut judged: Vec<&str> = world.clean.iter().map(String::as_str).collect();
    judged.extend(world.findings.iter().map(|finding| finding.claim.as_str()));
    let judged: HashSet<&str> = judged.into_iter().collect();
    let mut seen = HashSet::new();
    for letter in ['p', 'i', 'd'] {
        for claim in claims_of(&world, letter) {
            let id = claim[0][1].clone();
            assert!(judged.contains(id.as_str()), "{id}");
            assert!(seen.insert(id.clone()) || kind(&id) == "REUSED", "{id}");
        }
    }
}

#[test]
fn every_hard_negative_is_there_ten_times() {
    let world = world();
    for name in [
        "TOB13",
        "DENTAL",
        "ROUNDS",
        "TELE02",
        "TELE10",
        "TELE2020",
        "UNLISTED",
        "NEWPLAN",
        "NEWHIRE",
        "ALIAS",
        "ADJOINING",
        "NONPAR",
        "LASTDAY",
        "FIRSTDAY",
        "RETRO",
        "PENDING",
        "EITHERROW",
        "LICENSEEND",
        "TWOTINS",
        "TINLIST",
        "SOLESSN",
        "HOSPBILLS",
        "LAB",
        "ASC",
        "OWNROW",
        "PHE",
        "ATYPICAL",
        "SCOPE",
        "OVERRIDDEN",
        "LINEPOS",
        "TECHNICAL",
        "KNEE",
        "READING",
        "INFUSION",
        "INJECTION",
        "NURSEVISIT",
        "VACCINE",
        "DELIVERY",
        "OPIOID",
        "CUSTODY",
        "DIALYSIS",
        "URGENT",
        "ASSISTED",
        "CRITICAL",
        "STAYCONSULT",
        "AFTERHOURS",
        "NURSINGVISIT",
        "SKILLED",
        "SHELTER",
        "STREET",
        "BYPASS",
        "LABOFFICE",
        "EQUIPMENT",
        "DEVICE",
        "HOSPICE",
        "GROUND",
        "AIR",
        "OBSERVED",
        "OFFCAMPUS",
        "BRANCH",
        "TWOSTATES",
        "HOSPITALATHOME",
        "BOXWOOD",
        "VOICE",
        "THERAPY",
        "VIDEO",
        "CALL",
        "INPERSON",
        "PATIENTSTATE",
        "ANESTHESIA",
        "STAY",
        "REINSTATED",
        "REACTIVATED",
        "LATERINACTIVE",
        "BACKINMEDICARE",
        "OPTEDOUT",
        "REFERRED",
        "REVALIDATED",
        "RECREDENTIALED",
        "ATTESTED",
        "LOCUM",
        "LICENSEANEW",
        "AUTHORIZED",
        "AUTHORIZEDLAST",
        "AUTHELSEWHERE",
        "EMERGENCYSCAN",
        "CONSULTED",
        "MANAGED",
        "TELEAPPROVED",
        "PLAN",
        "TAXONOMIES",
        "SUPERVISED",
        "FILED",
        "REPLACED",
        "NOTASSIGNED",
        "VERIFIED",
        "ONBOARD",
    ] {
        let count = world
            .clean
            .iter()
            .filter(|claim| kind(claim) == name)
            .count();
        assert!(count >= 10, "{name}: {count}");
    }
}

#[test]
fn payments_balance_by_line_claim_and_transaction() {
    for seed in 1..6 {
        for file in parsed(&World::linked(seed).remits) {
            support::check_balances(&file);
        }
    }
}

#[test]
fn payments_come_from_several_payers_in_several_sets_and_interchanges() {
    let world = world();
    assert!(world.remits.len() >= 4);
    let files = parsed(&world.remits);
    let most = |tag: &str| {
        let count = |file: &Vec<Segment>| file.iter().filter(|s| s[0] == tag).count();
        files.iter().map(count).max()
    };
    assert!(most("ISA") >= Some(2));
    assert!(most("ST") >= Some(10));
    assert!(
        files
            .iter()
            .flatten()
            .any(|s| s[0] == "PLB" && s[3].starts_with("FB"))
    );
    assert!(
        files
            .iter()
            .flatten()
            .any(|s| s[0] == "PLB" && s[3].starts_with("L6"))
    );
}

#[test]
fn every_verdict_and_state_is_there_eight_times() {
    let world = world();
    let count = |wanted: &dyn Fn(&&remedi_synth::ExpectedDenial) -> bool| {
        world.denials.iter().filter(wanted).count()
    };
    for verdict in [
        "confirmed",
        "contradicted",
        "payer_side",
        "suspected",
        "unknown",
    ] {
        assert!(count(&|denial| denial.verdict == verdict) >= 8, "{verdict}");
    }
    assert!(count(&|denial| denial.state == "superseded") >= 8);
    assert!(count(&|denial| denial.denied == "pending") >= 8);
    assert!(count(&|denial| denial.line.is_none()) >= 8);
}

/// A denied adjustment: CLP01, CLP07, the line it belongs to, group, CARC, cents.
type Denied = (String, String, Option<u32>, String, String, i64);

/// All adjustments of the payments that are neither reversals nor of a kind that denies nothing.
fn denied_adjustments(world: &World) -> Vec<Denied> {
    // Code and first day of each line of a claim.
    let mut sent: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for claim in claims_of(world, 'p') {
        let of = |tag: &str| {
            claim
                .iter()
                .filter(|s| s[0] == tag)
                .cloned()
                .collect::<Vec<_>>()
        };
        let dates = of("DTP")
            .into_iter()
            .filter(|s| s[1] == "472")
            .map(|s| s[3][..8].to_owned());
        let codes = of("SV1").into_iter().map(|s| s[1].clone());
        sent.insert(claim[0][1].clone(), codes.zip(dates).collect());
    }
    let mut found = Vec::new();
    for file in parsed(&world.remits) {
        let (mut clp, mut svc, mut ordinal) = (Vec::new(), None::<(String, String)>, 0);
        for segment in file {
            match segment[0].as_str() {
                "CLP" => (clp, svc, ordinal) = (segment, None, 0),
                "SVC" => {
                    ordinal += 1;
                    svc = Some((segment.get(6).unwrap_or(&segment[1]).clone(), String::new()));
                }
                "DTM" if ["472", "150"].contains(&segment[1].as_str()) => {
                    if let Some((_, date)) = &mut svc {
                        date.clone_from(&segment[2]);
                    }
                }
                "CAS" if clp[2] != "22" => {
                    let line = svc.as_ref().map(|svc| {
                        let lines = sent.get(&clp[1]);
                        let at = lines.and_then(|lines| lines.iter().position(|sent| sent == svc));
                        at.map_or(ordinal, |at| at as u32 + 1)
                    });
                    for triplet in segment[2..].chunks(3) {
                        if !["45", "1", "2", "3", "23", "253"].contains(&triplet[0].as_str()) {
                            found.push((
                                clp[1].clone(),
                                clp[7].clone(),
                                line,
                                segment[1].clone(),
                                triplet[0].clone(),
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
fn the_truth_lists_exactly_the_denied_adjustments_of_the_payments() {
    for seed in 1..6 {
        let world = World::linked(seed);
        let mut expected: Vec<Denied> = world
            .denials
            .iter()
            .map(|denial| {
                (
                    denial.claim.clone(),
                    denial.payer_claim.clone(),
                    denial.line,
                    denial.group.to_owned(),
                    denial.carc.to_owned(),
                    denial.amount_cents,
                )
            })
            .collect();
        expected.sort();
        let found = denied_adjustments(&world);
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "seed {seed}");
        }
        assert_eq!(found.len(), expected.len(), "seed {seed}");
    }
}

#[test]
fn no_payment_is_dated_before_its_claim_was_sent() {
    let world = world();
    let mut sent = HashMap::new();
    for file in parsed(&world.claims) {
        let mut date = String::new();
        for segment in file {
            match segment[0].as_str() {
                "BHT" => date.clone_from(&segment[4]),
                "CLM" => {
                    // Of two claims of one number, the earlier.
                    let entry = sent
                        .entry(segment[1].clone())
                        .or_insert_with(|| date.clone());
                    if date < *entry {
                        entry.clone_from(&date);
                    }
                }
                "DTP" if segment[1] == "472" => {
                    let last = segment[3].rsplit('-').next().unwrap_or_default();
                    assert!(last <= date.as_str());
                }
                _ => {}
            }
        }
    }
    for file in parsed(&world.remits) {
        let mut date = String::new();
        for segment in file {
            match segment[0].as_str() {
                "BPR" => date.clone_from(&segment[16]),
                "CLP" => {
                    if let Some(sent) = sent.get(&segment[1]) {
                        assert!(*sent < date, "{}", segment[1]);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn rosters_have_as_many_cells_as_columns() {
    for (name, text) in world().roster {
        let mut lines = text.lines();
        let columns = lines.next().map(|header| header.split(',').count());
        assert!(lines.clone().count() > 0, "{name}");
        for line in lines {
            assert_eq!(Some(line.split(',').count()), columns, "{name}: {line}");
        }
    }
}

#[test]
fn a_world_is_written_as_folders() {
    let world = world();
    let dir = std::env::temp_dir().join(format!("remedi-synth-{}", std::process::id()));
    world.write_to(&dir).expect("a writable folder");
    let read = |path: &str| std::fs::read_to_string(dir.join(path)).expect(path);
    assert_eq!(
        read("truth/findings.csv").lines().count(),
        world.findings.len() + 1
    );
    assert_eq!(
        read("truth/denials.csv").lines().count(),
        world.denials.len() + 1
    );
    assert_eq!(
        read("truth/clean.csv").lines().count(),
        world.clean.len() + 1
    );
    assert_eq!(read("roster/enrollments.csv"), world.roster[0].1);
    let (name, bytes) = &world.remits[0];
    assert_eq!(read(&format!("remits/{name}")).as_bytes(), bytes);
    std::fs::remove_dir_all(&dir).expect("a folder of our own");
}
