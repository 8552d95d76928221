//! The end of `remedi check`: what was checked, and what came of it.

use std::io::Write;

use remedi_validate::acks::AckCounts;
use remedi_validate::{Severity, Summary};

use super::table::table;
use crate::command::check::RuleCount;
use crate::exit::Failure;
use crate::session::Palette;

/// `1 claim`, `2 claims`.
pub(crate) fn count(number: u64, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// The sums in one line.
pub(crate) fn in_one_line(summary: &Summary) -> String {
    let counts = &summary.counts;
    format!(
        "{} in {}: {} clean, {} held with {}; {}, {}, {}",
        count(counts.claims, "claim"),
        count(summary.files, "file"),
        summary.clean(),
        summary.held(),
        summary.amount_held().dollars(),
        count(counts.findings(Severity::Error), "error"),
        count(counts.findings(Severity::Warning), "warning"),
        counts.findings(Severity::Info).to_string() + " info",
    )
}

/// What becomes of each level, where there is any: `1 interchange accepted; 2 groups: 1 accepted, 1 rejected; ...`.
fn levels(levels: &AckCounts) -> Option<String> {
    let [accepted, with_errors, partial, rejected] = [
        "accepted",
        "accepted with errors",
        "accepted in part",
        "rejected",
    ];
    let three = [accepted, with_errors, rejected];
    let all = [
        ("interchange", &levels.interchanges[..], &three[..]),
        (
            "group",
            &levels.groups,
            &[accepted, with_errors, partial, rejected],
        ),
        ("set", &levels.sets, &three),
        ("claim", &levels.claims, &[accepted, rejected]),
    ];
    let level = |(name, counts, words): (&str, &[u64], &[&str])| {
        let total = count(counts.iter().sum(), name);
        let parts = counts.iter().zip(words).filter(|(count, _)| **count > 0);
        let parts: Vec<String> = match parts.clone().count() {
            1 => parts.map(|(_, word)| format!("{total} {word}")).collect(),
            _ => parts
                .map(|(count, word)| format!("{count} {word}"))
                .collect(),
        };
        match &parts[..] {
            [] => None,
            [one] => Some(one.clone()),
            several => Some(format!("{total}: {}", several.join(", "))),
        }
    };
    let told: Vec<String> = all.into_iter().filter_map(level).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Claims without a fault that go down with what they were sent in.
fn clean_but_rejected(summary: &Summary) -> Option<String> {
    let [_, rejected] = summary.acknowledged().claims;
    let apart = rejected.saturating_sub(summary.held());
    let (is, its, them) = match apart {
        1 => ("is", "its", "it"),
        _ => ("are", "their", "them"),
    };
    let claims = count(apart, "clean claim");
    (apart > 0).then(|| {
        format!("{claims} {is} rejected with {its} set, group or interchange as sent, and can go as --split writes {them}")
    })
}

/// Writes the sums, and the rules that found most.
pub(crate) fn write(
    out: &mut dyn Write,
    summary: &Summary,
    rules: &[RuleCount],
    paint: Palette,
) -> Result<(), Failure> {
    writeln!(out, "{}", paint.strong(in_one_line(summary)))?;
    if let Some(levels) = levels(&summary.acknowledged()) {
        writeln!(out, "{levels}")?;
    }
    if let Some(apart) = clean_but_rejected(summary) {
        writeln!(out, "{apart}")?;
    }
    let unjudged = summary.counts.unjudged_lines;
    if unjudged > 0 {
        let lines = count(unjudged, "line");
        writeln!(
            out,
            "{lines} not judged by the roster: it does not know the payer, the practice or the provider, or a fact is missing"
        )?;
    }
    let suppressed = summary.counts.suppressed;
    if suppressed > 0 {
        writeln!(
            out,
            "{} suppressed by the profile",
            count(suppressed, "finding")
        )?;
    }
    if rules.is_empty() {
        return Ok(());
    }
    let mut most = table(["rule", "severity", "#findings", "#charged", "fault"]);
    for count in rules {
        most.add_row([
            count.rule.code.to_owned(),
            count.severity.to_string(),
            count.findings.to_string(),
            count.amount.dollars().to_string(),
            count.rule.name.to_owned(),
        ]);
    }
    Ok(writeln!(out, "{}", most.trim_fmt())?)
}
