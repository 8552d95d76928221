//! An audit for reading: changed claims as they come, then the sums, the mix of places, and who stands out.

use std::io::Write;

use remedi_validate::Finding;
use remedi_validate::audit::{Change, ChangedClaim, Outlier, PlaceCounts, Share, Who};

use super::check_summary::count;
use super::table::table;
use crate::command::audit::Audited;
use crate::exit::Failure;
use crate::output::audit::Named;
use crate::output::words::{printable, row_has};
use crate::session::Palette;

/// So many rows of a table are listed.
const LISTED: usize = 25;

fn percent(share: Share) -> String {
    format!("{:.1} %", share.ratio() * 100.0)
}

/// `of 20 (75.0 %)` behind the number that is marked.
fn in_words(share: Share) -> String {
    format!("{} of {} ({})", share.marked, share.of, percent(share))
}

/// A probability to two places, without more zeros than are worth reading.
fn probability(p: f64) -> String {
    match p {
        p if p < 1e-12 => "less than 1e-12".to_owned(),
        p if p < 0.001 => format!("{p:.1e}"),
        p => format!("{p:.3}"),
    }
}

/// The statistics of an outlier, as they are to be read.
pub(crate) fn outlier_in_words(one: &Outlier) -> String {
    let (least, most) = one.peer_range;
    format!(
        "{}: {} claims; {} {} together, {:.1} to {:.1} % each, {} of them far from it; p = {}, false discovery rate {}",
        one.measure.in_words(),
        in_words(one.own),
        count(one.peer_count as u64, "peer"),
        in_words(one.peers),
        least * 100.0,
        most * 100.0,
        one.far_from,
        probability(one.p_value),
        probability(one.false_discovery_rate),
    )
}

/// The sums in one line.
pub(crate) fn in_one_line(audited: &Audited<'_>) -> String {
    let counts = &audited.counts;
    let mut line = format!(
        "{} in {}",
        count(counts.claims, "claim"),
        count(audited.files, "file")
    );
    if audited.compared {
        let of = |change| audited.changes.of(change);
        let (risk, both) = (of(Change::TakebackRisk), of(Change::Both));
        let (free, other) = (of(Change::Recoverable), of(Change::OtherReason));
        line += &format!(
            ": {} at risk of takeback with {}, {} recoverable with {}, {} held for another reason",
            risk.claims + both.claims,
            (risk.at_risk + both.at_risk).dollars(),
            free.claims + both.claims,
            (free.recoverable + both.recoverable).dollars(),
            other.claims,
        );
        let unjudged = of(Change::NoLongerJudged).claims;
        if unjudged > 0 {
            line += &format!(", {unjudged} held before and no longer judged");
        }
    }
    line
}

/// Adds a claim whose verdict differs.
pub(crate) fn change(
    to: &mut Vec<u8>,
    file: &str,
    claim: &ChangedClaim,
    paint: Palette,
) -> Result<(), Failure> {
    let subject = &*claim.subject;
    let (title, amount) = match claim.change {
        Change::TakebackRisk => (
            "takeback risk",
            format!("{} at risk", claim.at_risk.dollars()),
        ),
        Change::Recoverable => ("recoverable", claim.recoverable.dollars().to_string()),
        Change::Both => (
            "both ways",
            format!(
                "{} at risk, {} recoverable",
                claim.at_risk.dollars(),
                claim.recoverable.dollars()
            ),
        ),
        Change::OtherReason => ("held for another reason", "no new money".to_owned()),
        Change::NoLongerJudged => ("no longer judged", "nothing to recover yet".to_owned()),
    };
    let payer = subject.payer.as_ref().unwrap_or(&subject.payer_sent);
    let title = match claim.change {
        Change::TakebackRisk | Change::Both => paint.error(title).to_string(),
        Change::Recoverable | Change::OtherReason | Change::NoLongerJudged => {
            paint.strong(title).to_string()
        }
    };
    let id = printable(&subject.claim);
    write!(to, "{title}: claim {id}, payer {payer}")?;
    if let Some(provider) = subject.provider {
        write!(to, ", provider {provider}")?;
    }
    writeln!(
        to,
        ": {} before, {} now, {amount}",
        claim.was.word(),
        claim.now.word()
    )?;
    let place = claim.place;
    writeln!(
        to,
        "  {} {file}: set {}, segment {} (byte {})",
        paint.rule("-->"),
        place.set,
        place.segment,
        place.byte
    )?;
    for (when, findings) in [("now", &claim.appeared), ("before", &claim.gone)] {
        for finding in findings {
            reason(to, when, finding)?;
        }
    }
    writeln!(to, "  = help: {}\n", claim.help())?;
    Ok(())
}

fn reason(to: &mut Vec<u8>, when: &str, finding: &Finding) -> Result<(), Failure> {
    let line = finding.subject.as_ref().and_then(|subject| subject.line);
    let line = line.map_or(String::new(), |line| format!(" on line {line}"));
    write!(
        to,
        "  = {when}{line}: {}: {}",
        finding.rule.code,
        finding.message()
    )?;
    if let Some(row) = &finding.nearest {
        let (file, line, fact) = (&row.file, row.line, row.fact);
        let has = row_has(fact, &row.expected, &row.found);
        write!(to, " ({file}:{line} has {fact} `{has}`)")?;
    }
    Ok(writeln!(to)?)
}

/// Writes what was added up.
pub(crate) fn end(
    out: &mut dyn Write,
    audited: &Audited<'_>,
    paint: Palette,
) -> Result<(), Failure> {
    if audited.compared {
        verdicts(out, audited, paint)?;
    }
    mix(out, audited, paint)?;
    offices(out, audited, paint)?;
    telehealth(out, audited, paint)?;
    outliers(out, audited, paint)?;
    writeln!(out, "{}", paint.strong(in_one_line(audited)))?;
    let counts = &audited.counts;
    for (number, what) in [
        (counts.voids, "void others and are left out"),
        (
            counts.replacements,
            "replace others: where both are here, the dollars of both count",
        ),
        (
            counts.institutional,
            "are institutional and have no place of service",
        ),
        (
            counts.unjudged,
            "have lines that the roster does not know enough to judge",
        ),
    ] {
        if number > 0 {
            writeln!(out, "{} of the claims {what}", number)?;
        }
    }
    Ok(())
}

fn verdicts(out: &mut dyn Write, audited: &Audited<'_>, paint: Palette) -> Result<(), Failure> {
    writeln!(out, "{}", paint.strong("Verdicts that the roster changes"))?;
    let mut rows = table([
        "change",
        "by",
        "payer",
        "provider",
        "#claims",
        "#at risk",
        "#recoverable",
    ]);
    let mut all: Vec<_> = audited.changes.iter().collect();
    all.sort_by_key(|(kind, sum)| {
        (
            kind.change,
            std::cmp::Reverse(sum.at_risk + sum.recoverable),
        )
    });
    if all.is_empty() {
        return Ok(writeln!(out, "none\n")?);
    }
    for (kind, sum) in all.iter().take(LISTED) {
        rows.add_row([
            kind.change.word().replace('_', " "),
            kind.event.word().replace('_', " "),
            kind.payer.to_string(),
            kind.provider
                .map_or("several".to_owned(), |npi| npi.to_string()),
            sum.claims.to_string(),
            sum.at_risk.dollars().to_string(),
            sum.recoverable.dollars().to_string(),
        ]);
    }
    write_table(out, &rows, all.len())
}

fn write_table(out: &mut dyn Write, rows: &comfy_table::Table, all: usize) -> Result<(), Failure> {
    writeln!(out, "{}", rows.trim_fmt())?;
    if let Some(more) = all.checked_sub(LISTED).filter(|more| *more > 0) {
        let more = count(more as u64, "more row");
        writeln!(out, " and {more}; --format csv or json lists all")?;
    }
    Ok(writeln!(out)?)
}

/// `11 85.0 % (17), 02 15.0 % (3)`, most first.
fn mix_in_words(counts: &PlaceCounts) -> String {
    let mut places: Vec<_> = counts.places.iter().collect();
    places.sort_by_key(|(pos, counted)| (std::cmp::Reverse(counted.claims), **pos));
    let places = places.into_iter().map(|(pos, counted)| {
        let share = Share {
            marked: counted.claims,
            of: counts.all.claims,
        };
        let name = pos.map_or("none valid".to_owned(), |pos| pos.to_string());
        format!("{name} {} ({})", percent(share), counted.claims)
    });
    places.collect::<Vec<_>>().join(", ")
}

/// The rows of one kind, those with most claims first.
fn sorted<'a>(
    audited: &'a Audited<'_>,
    is_wanted: impl Fn(Who, &PlaceCounts) -> bool,
) -> Vec<(Who, &'a PlaceCounts)> {
    let rows = audited.places.rows();
    let mut rows: Vec<_> = rows.filter(|(who, own)| is_wanted(*who, own)).collect();
    rows.sort_by_key(|(who, own)| (std::cmp::Reverse(own.all.claims), *who));
    rows
}

fn mix(out: &mut dyn Write, audited: &Audited<'_>, paint: Palette) -> Result<(), Failure> {
    let rows = sorted(audited, |who, _| matches!(who, Who::ProviderAt(..)));
    if rows.is_empty() {
        return Ok(());
    }
    let title = "Places of service by provider and location, in claims";
    writeln!(out, "{}", paint.strong(title))?;
    let mut lines = table([
        "provider",
        "location",
        "#claims",
        "#charged",
        "places of service",
    ]);
    for (who, counts) in rows.iter().take(LISTED) {
        let named = Named::of(*who, audited.roster);
        lines.add_row([
            named.provider_in_words(),
            named.place_in_words(),
            counts.all.claims.to_string(),
            counts.all.amount.dollars().to_string(),
            mix_in_words(counts),
        ]);
    }
    write_table(out, &lines, rows.len())
}

fn offices(out: &mut dyn Write, audited: &Audited<'_>, paint: Palette) -> Result<(), Failure> {
    let rows = sorted(audited, |who, own| {
        matches!(who, Who::ProviderAt(..)) && own.office.at_hospital.claims > 0
    });
    if rows.is_empty() {
        return Ok(());
    }
    let title = "Place of service 11 at hospitals (LOC-02; `remedi check` tells the claims)";
    writeln!(out, "{}", paint.strong(title))?;
    let mut lines = table(["provider", "location", "#claims", "#sure", "#charged"]);
    for (who, counts) in rows.iter().take(LISTED) {
        let (named, office) = (Named::of(*who, audited.roster), &counts.office);
        lines.add_row([
            named.provider_in_words(),
            named.place_in_words(),
            office.at_hospital.claims.to_string(),
            office.sure.claims.to_string(),
            office.at_hospital.amount.dollars().to_string(),
        ]);
    }
    write_table(out, &lines, rows.len())
}

fn telehealth(out: &mut dyn Write, audited: &Audited<'_>, paint: Palette) -> Result<(), Failure> {
    let rows = sorted(audited, |who, own| {
        matches!(who, Who::Provider(_)) && own.telehealth.claims > 0
    });
    if rows.is_empty() {
        return Ok(());
    }
    let title = "Telehealth: at home (10) among 02 and 10, since 2022";
    writeln!(out, "{}", paint.strong(title))?;
    let mut lines = table(["provider", "#claims", "#at home", "#share"]);
    for (who, counts) in rows.iter().take(LISTED) {
        let share = Share {
            marked: counts.at_home.claims,
            of: counts.telehealth.claims,
        };
        lines.add_row([
            Named::of(*who, audited.roster).provider_in_words(),
            share.of.to_string(),
            share.marked.to_string(),
            percent(share),
        ]);
    }
    write_table(out, &lines, rows.len())
}

fn outliers(out: &mut dyn Write, audited: &Audited<'_>, paint: Palette) -> Result<(), Failure> {
    let outliers = audited.places.outliers(audited.roster);
    writeln!(out, "{}", paint.strong("Far from their peers"))?;
    for one in outliers.found.iter().take(LISTED) {
        let named = Named::of(one.who, audited.roster);
        let (who, kind) = match one.who {
            Who::Site(_) => (named.place_in_words(), "type of facility"),
            _ => (named.provider_in_words(), "taxonomy"),
        };
        writeln!(out, "  {who} ({kind} {})", one.class)?;
        writeln!(out, "    {}", outlier_in_words(one))?;
    }
    let more = outliers.found.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "  and {more} more; --format csv or json lists all")?;
    }
    if outliers.found.is_empty() {
        writeln!(out, "  none")?;
    }
    writeln!(out, "  Method: {}.", outliers.method())?;
    if outliers.without_peers > 0 {
        let alone = outliers.without_peers;
        writeln!(out, "  Without peers enough to be compared: {alone}")?;
    }
    Ok(writeln!(out)?)
}

#[cfg(test)]
mod tests {
    use remedi_validate::audit::Measure;

    use super::*;

    #[test]
    fn statistics_are_told_in_words() {
        let outlier = Outlier {
            who: Who::Provider(None),
            class: "207R".into(),
            measure: Measure::TelehealthAtHome,
            own: Share { marked: 15, of: 20 },
            peers: Share { marked: 1, of: 60 },
            peer_count: 3,
            far_from: 3,
            peer_range: (0.0, 0.05),
            p_value: 1.234e-9,
            false_discovery_rate: 0.012,
        };
        assert_eq!(
            outlier_in_words(&outlier),
            "10 among telehealth (02 and 10): 15 of 20 (75.0 %) claims; 3 peers 1 of 60 (1.7 %) together, \
             0.0 to 5.0 % each, 3 of them far from it; p = 1.2e-9, false discovery rate 0.012"
        );
        assert_eq!(probability(1e-300), "less than 1e-12");
    }
}
