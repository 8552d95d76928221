//! A made-up practice whose denials are known: the analysis finds each, and nothing else.

use std::collections::BTreeMap;

use remedi_claims::{Cutter, in_order};
use remedi_enrollment::Roster;
use remedi_remit::{Payers, Payments, SentClaims, read_claims, read_payments};
use remedi_synth::World;
use remedi_validate::{Checker, Options};

/// What is told of a denial, by what tells it from others.
type Told = BTreeMap<String, Vec<String>>;

fn key(claim: &str, control: &str, line: Option<u32>, group: &str, carc: &str) -> String {
    format!("{claim} {control} {line:?} {group}-{carc}")
}

fn expected(world: &World) -> Told {
    let mut told = Told::new();
    for denial in &world.denials {
        let cents = denial.amount_cents;
        let (cause, verdict) = (denial.cause, denial.verdict);
        let (rule, denied, state) = (denial.rule, denial.denied, denial.state);
        told.entry(key(
            &denial.claim,
            &denial.payer_claim,
            denial.line,
            denial.group,
            denial.carc,
        ))
        .or_default()
        .push(format!(
            "{cents} {cause} {denied} {state} {verdict} {rule:?}"
        ));
    }
    told
}

fn found(world: &World) -> Told {
    let files: Vec<_> = world
        .roster
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&files).expect("the roster can be read");
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let checker = Checker::new(Some(&loaded.roster), Options::default());
    let mut sent = SentClaims::default();
    let id_key = sent.key();
    for (input, (_, bytes)) in (0..).zip(&world.claims) {
        let read = |batch: &mut _| read_claims(batch, &checker, input, id_key);
        assert!(in_order(Cutter::new(&bytes[..]), read, |read| sent.add(read)).is_none());
    }
    let mut payments = Payments::default();
    for (input, (_, bytes)) in (0..).zip(&world.remits) {
        let read = |batch: &mut _| read_payments(batch, input, id_key);
        assert!(in_order(Cutter::new(&bytes[..]), read, |read| payments.add(read)).is_none());
    }
    let payers = Payers::of(&loaded.roster);
    let analysis = payments.analyse(&sent, &payers);
    let errors: Vec<_> = analysis
        .faults()
        .iter()
        .filter(|fault| fault.kind.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut told = Told::new();
    for denial in analysis.denials() {
        let (group, carc) = (denial.group.as_str(), denial.carc.as_str());
        let cents = denial.amount.cents();
        let (cause, denied, state) = (denial.cause, denial.denied, denial.state);
        let (verdict, rule) = (denial.evidence.verdict, denial.evidence.rule);
        told.entry(key(
            denial.claim,
            denial.payer_claim,
            denial.line,
            group,
            carc,
        ))
        .or_default()
        .push(format!(
            "{cents} {cause} {denied} {state} {verdict} {rule:?}"
        ));
    }
    told
}

#[test]
fn every_denial_of_a_known_world_is_told_as_it_is() {
    for seed in [1, 2] {
        let world = World::linked(seed);
        let (expected, found) = (expected(&world), found(&world));
        let mut wrong = Vec::new();
        for key in expected.keys().chain(found.keys()) {
            if expected.get(key) != found.get(key) {
                wrong.push(format!(
                    "{key}: {:?}, not {:?}",
                    found.get(key),
                    expected.get(key)
                ));
            }
        }
        wrong.sort();
        wrong.dedup();
        assert!(
            wrong.is_empty(),
            "seed {seed}, {} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}
