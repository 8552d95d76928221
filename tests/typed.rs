//! Another reader of X12, x12-types, sees in the fixtures what our views see.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

use std::path::{Path, PathBuf};

use remedi_claims::{Batch, Cutter, Money};
use remedi_x12::TransactionSet;
use serde_json::Value;

/// Rows of text, as a segment and some of its elements.
type Rows = Vec<String>;

/// The elements of every segment with this id, in the order sent: the objects under its key.
fn typed(value: &Value, id: &str, elements: &[&str], rows: &mut Rows) {
    match value {
        Value::Array(values) => values
            .iter()
            .for_each(|value| typed(value, id, elements, rows)),
        Value::Object(fields) => {
            for (key, value) in fields {
                if key != id {
                    typed(value, id, elements, rows);
                    continue;
                }
                let segments = match value {
                    Value::Array(segments) => segments.as_slice(),
                    Value::Null => &[],
                    segment => std::slice::from_ref(segment),
                };
                for segment in segments {
                    let text = |element: &&str| segment[*element].as_str().unwrap_or_default();
                    rows.push(elements.iter().map(text).collect::<Vec<_>>().join(" "));
                }
            }
        }
        _ => {}
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn amount<E>(money: Option<Result<Money, E>>) -> String {
    money.map_or_else(String::new, |money| money.ok().unwrap().to_string())
}

/// Rewrites the amounts of a row, those words that are one, as we write them.
fn amounts(row: String) -> String {
    let words = row
        .split(' ')
        .map(|word| match Money::parse(word.as_bytes()) {
            Ok(money) => money.to_string(),
            Err(_) => word.to_owned(),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// What our views say: claims, lines, payments, services and adjustments.
fn ours(input: &[u8]) -> [Rows; 5] {
    let mut rows: [Rows; 5] = Default::default();
    let [claims, lines, payments, services, adjustments] = &mut rows;
    let (mut cutter, mut batch) = (Cutter::new(input), Batch::new());
    while cutter.next_batch(&mut batch).unwrap() {
        batch.walk();
        for claim in batch.claims() {
            claims.push(format!("{} {}", text(claim.id()), amount(claim.charge())));
            for line in claim.lines() {
                let procedure = text(line.service().unwrap().value(1));
                lines.push(format!("{procedure} {}", amount(line.charge())));
            }
        }
        for payment in batch.payments() {
            let (id, status) = (text(payment.id()), text(payment.status()));
            let (charge, paid) = (amount(payment.charge()), amount(payment.paid()));
            payments.push(format!("{id} {status} {charge} {paid}"));
            let mut all: Vec<_> = payment.adjustments().collect();
            for service in payment.services() {
                let procedure = text(service.segment().value(1));
                let (charge, paid) = (amount(service.charge()), amount(service.paid()));
                services.push(format!("{procedure} {charge} {paid}"));
                all.extend(service.adjustments());
            }
            for cas in all.iter().filter(|cas| cas.element() == 2) {
                let (group, reason) = (text(cas.group()), text(cas.reason()));
                adjustments.push(format!("{group} {reason} {}", amount(cas.amount())));
            }
        }
    }
    rows
}

fn fixtures(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => fixtures(&path, files),
            Some("837" | "835") => files.push(path),
            _ => {}
        }
    }
}

#[test]
fn x12_types_reads_in_the_fixtures_what_we_read() {
    let mut files = Vec::new();
    fixtures(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"),
        &mut files,
    );
    let (mut read, mut compared) = (0, 0);
    for file in files {
        let input = std::fs::read(&file).unwrap();
        let sets: Vec<_> = TransactionSet::of(&input).filter_map(Result::ok).collect();
        let documents: Vec<Value> = sets
            .iter()
            .filter_map(|set| set.to_typed().ok()?.to_json().ok())
            .collect();
        if documents.len() < sets.len() || sets.is_empty() {
            continue;
        }
        let mut theirs = [
            &[("clm", &["01", "02"][..])][..],
            &[
                ("sv1", &["01", "02"]),
                ("sv2", &["01", "03"]),
                ("sv3", &["01", "02"]),
            ],
            &[("clp", &["01", "02", "03", "04"])],
            &[("svc", &["01", "02", "03"])],
            &[("cas", &["01", "02", "03"])],
        ]
        .map(|segments| {
            let mut rows = Rows::new();
            for (id, elements) in segments {
                let all = documents.iter();
                all.for_each(|document| typed(document, id, elements, &mut rows));
            }
            rows.into_iter().map(amounts).collect::<Rows>()
        });
        // Those of claims are of other payers, which our rows leave out.
        if theirs[2].is_empty() {
            theirs[4].clear();
        }
        let ours = ours(&input).map(|rows| rows.into_iter().map(amounts).collect::<Rows>());
        assert_eq!(theirs, ours, "{}", file.display());
        read += 1;
        compared += ours.iter().map(Vec::len).sum::<usize>();
    }
    assert!(
        read >= 4 && compared >= 200,
        "{read} files, {compared} segments"
    );
}
