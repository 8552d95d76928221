//! A finding in the manner of a compiler: what, where, the segments around it, what to do.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use remedi_validate::{Excerpt, Finding, Severity, Verdict};

use crate::output::words::{printable, row_against};
use crate::session::Palette;

/// Adds a finding as a paragraph.
pub(crate) fn write(to: &mut Vec<u8>, file: &str, finding: &Finding, paint: Palette) {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level
        .primary_title(finding.message().to_string())
        .id(finding.rule.code);
    let mut group = Group::with_title(title);
    // The line under the title tells the place; as segments have no columns, it is our own.
    let mut arrow = 1;
    if let Some(excerpt) = &finding.excerpt {
        let window = Window::of(excerpt);
        arrow = window.last.max(1).ilog10() as usize + 1;
        group = group.element(window.snippet(excerpt, finding));
    }
    if let Some(nearest) = &finding.nearest {
        let (expected, found) = (&nearest.expected, &nearest.found);
        let told = row_against(nearest.fact, expected, found, "the claim");
        let row = format!("{}:{} {told}", nearest.file, nearest.line);
        group = group.element(Level::NOTE.with_name(Some("roster")).message(row));
    }
    if let Some(risk) = risk(finding) {
        group = group.element(Level::NOTE.message(risk));
    }
    group = group.element(Level::HELP.message(finding.help().to_string()));
    let renderer = if paint.on {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let text = renderer.render(&[group]);
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let place = place(file, finding);
    let arrow = format!("{:arrow$}{} {place}", "", paint.rule("-->"));
    for part in [title, "\n", &arrow, "\n", rest, "\n\n"] {
        to.extend_from_slice(part.as_bytes());
    }
}

/// `batch.837: segment 22 (byte 933, loop 2300, CLM05-1)`.
fn place(file: &str, finding: &Finding) -> String {
    let at = &finding.at;
    let mut text = format!("{file}: ");
    if at.place.segment > 0 {
        text += &format!("set {}, segment {} (byte ", at.place.set, at.place.segment);
    } else {
        text += "(byte ";
    }
    text += &at.place.byte.to_string();
    if let Some(id) = at.loop_id {
        text += &format!(", loop {id}");
    }
    if let Some(element) = at.element {
        text += &format!(", {element}");
    }
    text + ")"
}

/// The segments of an excerpt that follow each other in the set.
struct Window {
    source: String,
    first: u32,
    last: u32,
    /// Where in the source the segment at fault starts.
    own: usize,
}

impl Window {
    fn of(excerpt: &Excerpt) -> Window {
        let number = excerpt.segments[excerpt.at_fault].number;
        let mut window = Window {
            source: String::new(),
            first: number,
            last: number,
            own: 0,
        };
        for (index, segment) in excerpt.segments.iter().enumerate() {
            let distance = index as i64 - excerpt.at_fault as i64;
            // What is repeated from far above does not stand beside the segment.
            let follows = i64::from(segment.number) == i64::from(number) + distance;
            if distance != 0 && (number == 0 || !follows) {
                continue;
            }
            window.first = window.first.min(segment.number);
            window.last = window.last.max(segment.number);
            if distance == 0 {
                window.own = window.source.len();
            }
            window.source += &segment.text;
            window.source.push('\n');
        }
        window
    }

    /// The segments with their numbers in the set for line numbers, the element at fault underlined.
    fn snippet(
        self,
        excerpt: &Excerpt,
        finding: &Finding,
    ) -> Snippet<'static, Annotation<'static>> {
        let underline = &excerpt.underline;
        let span = self.own + underline.start..self.own + underline.end;
        let label = finding.at.element.map(|element| element.to_string());
        Snippet::source(self.source)
            .line_start(self.first as usize)
            .line_numbering(self.first > 0)
            .fold(false)
            .annotation(AnnotationKind::Primary.span(span).label(label))
    }
}

/// Which claim is at risk of what.
fn risk(finding: &Finding) -> Option<String> {
    let subject = finding.subject.as_deref()?;
    let mut text = format!("claim {}", printable(&subject.claim));
    if let Some(line) = subject.line {
        text += &format!(", line {line}");
    }
    if let Some(amount) = subject.amount {
        text += &format!(": {}", amount.dollars());
        text += match finding.severity {
            Severity::Error => " at risk",
            _ => " charged",
        };
    }
    if finding.verdict == Verdict::Fail && !finding.rule.predicts.is_empty() {
        let answers: Vec<_> = finding
            .rule
            .predicts
            .iter()
            .map(ToString::to_string)
            .collect();
        text += &format!("; the payer is likely to answer {}", answers.join(" or "));
    }
    Some(text)
}
