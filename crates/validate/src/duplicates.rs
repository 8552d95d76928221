//! Control numbers that were used before: of interchanges in the run, of groups in their interchange, of sets in
//! their group.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use remedi_x12::{ControlNumber, Level, Place};

use crate::acks::{Interchange, Sent, Sighting};
use crate::checker::{About, BatchReport, Checker};
use crate::finding::{At, ElementAt, Finding, Value};
use crate::rule::{Hit, Severity, Spot};
use crate::summary::Event;

/// Finds control numbers that were used before, in all inputs of a run; made by
/// [`Checker::duplicates`](crate::Checker::duplicates).
///
/// Numbers are compared without zeros in front, those of sets as they are. What is empty or far too long is another
/// fault. The same interchange in two inputs may be one that was meant to be checked
/// twice, so that it is a warning unless the rule is graded otherwise.
///
/// It holds some thirty bytes for each interchange of the run, and sixteen for each set of the group that is
/// open.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_validate::{Checker, Example, Options, Summary};
///
/// let input = Example::usual().to_input().repeat(2);
/// let checker = Checker::new(None, Options::default());
/// let (mut duplicates, mut summary) = (checker.duplicates(), Summary::default());
/// duplicates.start_input("claims.837");
/// in_order(Cutter::new(input.as_bytes()), |batch| checker.check(batch), |mut report| {
///     duplicates.add(&mut report);
///     summary.add(&report);
/// });
/// summary.end_file();
/// assert_eq!((summary.clean(), summary.held()), (1, 1));
/// assert_eq!(summary.acknowledged().interchanges, [1, 0, 1]);
/// ```
#[derive(Debug)]
pub struct Duplicates<'c, 'r> {
    checker: &'c Checker<'r>,
    /// Sender and receiver with their qualifiers (ISA05 to ISA08), by number.
    parties: HashMap<Sent, u32>,
    /// The first input of each interchange, by parties and ISA13.
    interchanges: HashMap<(u32, ControlNumber), u32>,
    /// GS06 in the open interchange.
    groups: HashSet<ControlNumber>,
    /// ST02 in the open group.
    sets: HashSet<ControlNumber>,
    inputs: Vec<Box<str>>,
}

impl<'c, 'r> Duplicates<'c, 'r> {
    pub(crate) fn new(checker: &'c Checker<'r>) -> Duplicates<'c, 'r> {
        Duplicates {
            checker,
            parties: HashMap::new(),
            interchanges: HashMap::new(),
            groups: HashSet::new(),
            sets: HashSet::new(),
            inputs: Vec::new(),
        }
    }

    /// Starts an input, by the name that findings call it.
    pub fn start_input(&mut self, name: &str) {
        self.inputs.push(name.into());
        renew(&mut self.groups);
        renew(&mut self.sets);
    }

    /// Adds what is found in the next batch to its report, and says whether there is anything.
    pub fn add(&mut self, report: &mut BatchReport) -> bool {
        let (mut found, mut bad, mut headers) = (Vec::new(), Vec::new(), 0);
        let suppressed = &mut report.counts.suppressed;
        for (index, sighting) in report.sightings.all.iter().enumerate() {
            let (level, place, hit) = match sighting {
                Sighting::Interchange(isa) => {
                    (Level::Interchange, isa.place, self.interchange(isa))
                }
                Sighting::Group(gs) => (Level::Group, gs.place, self.group(gs.place)),
                Sighting::Set(st) => (Level::Set, st.place, self.set(st.place)),
                _ => continue,
            };
            let finding = hit.and_then(|hit| self.finding(level, place, &hit, suppressed));
            let is_bad = finding
                .as_ref()
                .is_some_and(|finding| finding.severity == Severity::Error);
            if is_bad {
                let byte = place.byte;
                bad.push((headers, Event::Bad { level, byte }));
            }
            headers += 1;
            found.extend(finding.map(|finding| (index, finding)));
        }
        if !bad.is_empty() {
            hold(&mut report.events, bad);
        }
        let is_any = !found.is_empty();
        if is_any {
            tell(report, found);
        }
        is_any
    }

    fn interchange(&mut self, isa: &Interchange) -> Option<Hit> {
        renew(&mut self.groups);
        renew(&mut self.sets);
        let number = number(isa.place.interchange)?;
        let parts = [5, 6, 7, 8].map(|position| isa.value(position).trim_ascii());
        let parties = parts.join(&isa.separators.element);
        let next = self.parties.len() as u32;
        let parties = *self.parties.entry(parties.into()).or_insert(next);
        let input = self.inputs.len().saturating_sub(1) as u32;
        let first = match self.interchanges.entry((parties, number)) {
            Entry::Vacant(free) => {
                free.insert(input);
                return None;
            }
            Entry::Occupied(taken) => *taken.get(),
        };
        let hit = repeated(13, isa.place.interchange);
        Some(match self.inputs.get(first as usize) {
            Some(name) if first != input => hit
                .graded(Severity::Warning)
                .with("where", Value::Text(format!("in {name}").into())),
            _ => hit.with("where", Value::Word("in this input")),
        })
    }

    fn group(&mut self, place: Place) -> Option<Hit> {
        renew(&mut self.sets);
        let is_new = self.groups.insert(number(place.group)?);
        (!is_new).then(|| repeated(6, place.group))
    }

    fn set(&mut self, place: Place) -> Option<Hit> {
        // Letters may be in it, and zeros in front count.
        let is_new = self.sets.insert(whole(place.set)?);
        (!is_new).then(|| repeated(2, place.set))
    }

    /// What the rule of a level says of a number that is there again.
    fn finding(
        &self,
        level: Level,
        place: Place,
        hit: &Hit,
        suppressed: &mut u64,
    ) -> Option<Finding> {
        let mut rules = self.checker.repeated.iter();
        let &(rule, _) = rules.find(|(_, own)| *own == level)?;
        let about = About::default();
        self.checker
            .admit((rule, hit), &about, suppressed, || Finding {
                rule,
                severity: rule.severity,
                verdict: hit.verdict,
                at: At {
                    place,
                    loop_id: None,
                    element: Some(ElementAt::new(
                        level.header().as_bytes(),
                        hit.spot.element,
                        0,
                    )),
                },
                subject: None,
                nearest: None,
                values: hit.values.clone(),
                excerpt: None,
                syntax: rule.syntax,
                sent: None,
                entity: None,
                status: None,
            })
    }
}

/// A control number that is there again, in an element of its header.
fn repeated(element: u8, number: ControlNumber) -> Hit {
    let hit = Hit::at(Spot::element(0, element));
    hit.with("number", Value::sent(number.as_bytes()))
}

/// Adds what was found, each behind the sighting of its header, and among the findings in the order of the input.
fn tell(report: &mut BatchReport, found: Vec<(usize, Finding)>) {
    let sightings = std::mem::take(&mut report.sightings.all);
    let findings = std::mem::take(&mut report.findings);
    let mut faults = found
        .iter()
        .filter_map(|(index, finding)| Some((*index, finding.syntax?, finding.severity)))
        .peekable();
    for (index, sighting) in sightings.into_iter().enumerate() {
        report.sightings.all.push(sighting);
        while let Some((_, code, severity)) = faults.next_if(|fault| fault.0 == index) {
            report.sightings.all.push(Sighting::Fault(code, severity));
        }
    }
    let mut found = found.into_iter().map(|(_, finding)| finding).peekable();
    for finding in findings {
        let byte = finding.at.place.byte;
        while let Some(next) = found.next_if(|next| next.at.place.byte < byte) {
            report.take_finding(next);
        }
        report.findings.push(finding);
    }
    found.for_each(|finding| report.take_finding(finding));
}

/// Adds what is at fault, each behind the start of it: headers are counted from 0.
fn hold(events: &mut Vec<Event>, bad: Vec<(usize, Event)>) {
    let (mut bad, mut headers) = (bad.into_iter().peekable(), 0..);
    for event in std::mem::take(events) {
        events.push(event);
        if let Event::Starts(_) = event {
            let own = headers.next();
            events.extend(bad.next_if(|&(at, _)| Some(at) == own).map(|(_, one)| one));
        }
    }
}

/// A control number, if it is whole: what is as long as a place can hold may have been cut.
fn whole(sent: ControlNumber) -> Option<ControlNumber> {
    (1..15).contains(&sent.as_bytes().len()).then_some(sent)
}

/// A control number without the zeros in front, which do not count in ISA13 and GS06.
fn number(sent: ControlNumber) -> Option<ControlNumber> {
    let bytes = whole(sent)?;
    let bytes = bytes.as_bytes();
    let zeros = bytes.iter().take_while(|&&byte| byte == b'0').count();
    // Zero itself is a number.
    let zeros = zeros.min(bytes.len() - 1);
    Some(ControlNumber::new(&bytes[zeros..]))
}

/// Empties a set, and gives back its memory where it is large: clearing it takes time with its capacity.
fn renew(numbers: &mut HashSet<ControlNumber>) {
    match numbers.capacity() > 1024 {
        true => *numbers = HashSet::new(),
        false => numbers.clear(),
    }
}
