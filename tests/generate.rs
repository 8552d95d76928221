//! `remedi generate` as users and scripts see it.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod run;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use run::remedi;

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(open) = folders.pop() {
        for entry in fs::read_dir(open).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy();
                    found.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
                }
            }
        }
    }
    found
}

fn generate(folder: &Path, arguments: &[&str]) -> run::Ran {
    let out = ["generate", "--out", folder.to_str().unwrap()];
    remedi([&out[..], arguments].concat())
}

#[test]
fn a_seed_gives_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other, third] = ["one", "other", "third"].map(|name| folder.path().join(name));
    for target in [&one, &other] {
        let ran = generate(target, &["--claims", "300", "--seed", "4"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    }
    generate(&third, &["--claims", "300", "--seed", "5"]);
    assert_eq!(files(&one), files(&other));
    assert_ne!(files(&one), files(&third));
    let names: Vec<String> = files(&one).into_keys().collect();
    for name in [
        "claims/837p-2024.edi",
        "acks/277ca-p-2024.edi",
        "remits/835-90001.edi",
        "roster/enrollments.csv",
        "remedi.toml",
        "truth/findings.csv",
        "truth/clean.csv",
        "truth/denials.csv",
        "truth/payments.csv",
        "truth/takebacks.csv",
        "truth/patterns.csv",
    ] {
        assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
    }
}

#[test]
fn what_is_told_is_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let ran = generate(folder.path(), &["--bytes", "200kB", "--format", "json"]);
    let told = ran.summary();
    assert_eq!(told["schema"], "remedi.generated/1");
    let files = files(folder.path());
    let bytes = |of: &str| -> u64 {
        let own = files.iter().filter(|(name, _)| name.starts_with(of));
        own.map(|(_, bytes)| bytes.len() as u64).sum()
    };
    assert_eq!(told["claim_bytes"], bytes("claims/"));
    assert_eq!(told["ack_bytes"], bytes("acks/"));
    assert_eq!(told["remit_bytes"], bytes("remits/"));
    assert!((190_000..215_000).contains(&bytes("claims/")), "{told}");
    let claims: usize = files
        .iter()
        .filter(|(name, _)| name.starts_with("claims/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).matches("CLM*").count())
        .sum();
    assert_eq!(told["claims"], claims);
    let rows = |name: &str| String::from_utf8_lossy(&files[name]).lines().count() - 1;
    assert_eq!(told["expected_denials"], rows("truth/denials.csv"));
    assert_eq!(told["payments"], rows("truth/payments.csv"));
    let csv = generate(
        &folder.path().join("more"),
        &["--claims", "5", "--format", "csv"],
    );
    assert!(
        csv.out.starts_with("schema,folder,seed,claims,"),
        "{}",
        csv.out
    );
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "kept").unwrap();
    let ran = generate(folder.path(), &["--claims", "5"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("the folder is not empty"), "{}", ran.err);
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "kept").unwrap();
    let ran = generate(&file, &["--claims", "5"]);
    assert_eq!(ran.code, 2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
}

#[test]
fn sizes_and_shares_that_make_no_sense_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    for wrong in [
        &["--bytes", "0"][..],
        &["--bytes", "1.5GB"],
        &["--claims", "0"],
        &["--noise", "101"],
        &["--scenarios", "-1"],
        &["--claims", "5", "--bytes", "5MB"],
    ] {
        assert_eq!(generate(&new, wrong).code, 2, "{wrong:?}");
        assert!(!new.exists());
    }
}

#[test]
fn what_is_made_up_passes_its_own_roster_check() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &["--claims", "500"]);
    let roster = folder.path().join("roster");
    let ran = remedi(["roster", "check", roster.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
