//! The clean and the held claims of an input as two valid 837 files.
//!
//! Each claim goes, byte for byte, into exactly one of the two, and is held as [`Summary`](crate::Summary) counts
//! it. The two have the interchanges, groups, sets, headers and levels (2000A, 2000B, 2000C) that their claims stand
//! under; counts in SE01, GE01 and IEA01, hierarchy numbers (HL01, HL02) and child codes (HL04) are made to fit, and
//! trailers that are missing are added. All else stays as sent: separators, line ends, control numbers.
//!
//! - A set or group that is rejected for a fault of its own is held as a whole, with its levels as sent, whose faults must not
//!   be lost; so are the groups of an interchange whose header is at fault, which both files have as it was sent.
//! - What holds no claims (a level, a set, a group, an interchange, a set of another type) is kept in the held file.
//! - What no valid file can hold, segments outside of sets and bytes outside of interchanges, is left out.
//!
//! Each claim that is held, and all that is kept or left out without being a claim, is told as an [`Entry`].

mod log;
mod plan;
mod units;
mod writer;

use std::io;

use remedi_claims::Money;
use remedi_x12::{Level, Place};

use crate::checker::BatchReport;
use crate::holding::{Ended, Holding};
use crate::rule::{Severity, SyntaxCode};
use crate::summary::Event;
use log::{Log, Piece};
use plan::Plan;
pub(crate) use units::{Judged, Units};
use writer::Writer;

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Of the claims that can go.
    Clean,
    /// Of the claims that are held, and of what holds none.
    Held,
}

impl Side {
    /// Both.
    pub const ALL: [Side; 2] = [Side::Clean, Side::Held];

    /// The word in names of files: `clean` or `held`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Clean => "clean",
            Side::Held => "held",
        }
    }
}

/// Why something is not in the clean file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The claim has an error.
    Claim,
    /// The set of the claim is rejected.
    Set,
    /// The group of the claim is rejected.
    Group,
    /// The interchange of the claim is rejected.
    Interchange,
    /// A level, set, group or interchange without claims: it is kept in the held file.
    NoClaims,
    /// A set of another type than 837: it is kept in the held file.
    OtherSet,
    /// It can stand in no valid file: it is in neither of the two.
    LeftOut,
}

impl Why {
    /// The word in outputs, such as `left-out`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::Claim => "claim",
            Why::Set => "set",
            Why::Group => "group",
            Why::Interchange => "interchange",
            Why::NoClaims => "no-claims",
            Why::OtherSet => "other-set",
            Why::LeftOut => "left-out",
        }
    }
}

/// One reason why a claim is held, or something that is no claim and not in the clean file.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'e> {
    /// What kind of reason it is.
    pub why: Why,
    /// The patient account number (CLM01) as sent; none of what is no claim.
    pub claim: Option<&'e [u8]>,
    /// The charge (CLM02), where it is an amount.
    pub charge: Option<Money>,
    /// The line at fault (LX01).
    pub line: Option<u32>,
    /// The place in the input: of the finding, else of CLM or of the first segment.
    pub place: Place,
    /// The rule; `None` where none spoke.
    pub rule: Option<&'e str>,
    /// What is wrong.
    pub message: &'e str,
}

/// Takes what a split gives.
pub trait Sink {
    /// Takes more of one of the two files.
    ///
    /// # Errors
    /// When it can't be written.
    fn write(&mut self, side: Side, bytes: &[u8]) -> io::Result<()>;

    /// Takes an entry, in the order of the input.
    ///
    /// # Errors
    /// When it can't be written.
    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()>;
}

/// How many claims went where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SplitCounts {
    /// Sets of claims (837).
    pub sets: u64,
    /// Claims in the clean file.
    pub clean: u64,
    /// Claims in the held file.
    pub held: u64,
    /// Of what holds no claims, so many are kept in the held file.
    pub kept: u64,
    /// So many segments and gaps are in neither.
    pub left_out: u64,
}

/// Why a set, a group or an interchange is rejected: the first error, and how many come after it.
#[derive(Clone, Debug)]
struct Cause {
    /// Whether the interchange is rejected, with all groups in it.
    is_of_interchange: bool,
    /// Where; `None` where no segment is at fault.
    place: Option<Place>,
    /// The code of the rule; `None` where none spoke.
    rule: Option<&'static str>,
    message: Box<str>,
    more: u64,
}

impl Cause {
    fn of_our_own(message: &str) -> Cause {
        Cause {
            is_of_interchange: false,
            place: None,
            rule: None,
            message: message.into(),
            more: 0,
        }
    }

    /// The error about a level that stands at a byte.
    fn told_at(byte: u64, level: Level, report: &BatchReport) -> Cause {
        let is_about_group = |code| matches!(code, Some(SyntaxCode::Group(_)));
        let errors = report.findings.iter().filter(|finding| {
            finding.at.place.byte == byte
                && finding.severity == Severity::Error
                && finding.subject.is_none()
        });
        let own = |is_group| {
            let mut errors = errors.clone();
            errors.find(|finding| is_about_group(finding.syntax) == is_group)
        };
        let is_group = level == Level::Group;
        let cause = match own(is_group).or_else(|| own(!is_group)) {
            Some(finding) => Cause {
                place: Some(finding.at.place),
                rule: Some(finding.rule.code),
                ..Cause::of_our_own(&format!("{}: {}", finding.at, finding.message()))
            },
            None => Cause::default(),
        };
        Cause {
            is_of_interchange: level == Level::Interchange,
            ..cause
        }
    }
}

impl Default for Cause {
    /// Of what was told elsewhere.
    fn default() -> Cause {
        Cause::of_our_own("what it stands in is at fault")
    }
}

/// Splits an input, whose reports it is given in order.
///
/// As trailers come last, claims wait for the end of their group. Memory is bounded by the largest batch, some
/// 16 MiB of claims that wait, and a byte for each level and some for each set of a group.
///
/// ```
/// use std::io;
/// use remedi_claims::{Cutter, in_order};
/// use remedi_validate::split::{Entry, Side, Sink, Splitter};
/// use remedi_validate::{Checker, Example, Options};
///
/// #[derive(Default)]
/// struct Files([Vec<u8>; 2]);
///
/// impl Sink for Files {
///     fn write(&mut self, side: Side, bytes: &[u8]) -> io::Result<()> {
///         self.0[side as usize].extend(bytes);
///         Ok(())
///     }
///     fn entry(&mut self, _: &Entry<'_>) -> io::Result<()> {
///         Ok(())
///     }
/// }
///
/// let input = Example::usual().to_input();
/// let checker = Checker::new(None, Options { split: true, ..Options::default() });
/// let (mut splitter, mut files) = (Splitter::default(), Files::default());
/// in_order(Cutter::new(input.as_bytes()), |batch| checker.check(batch), |report| {
///     splitter.add(&report, &mut files).unwrap();
/// });
/// let counts = splitter.end_input(&mut files).unwrap();
/// assert_eq!((counts.clean, counts.held), (1, 0));
/// assert_eq!(files.0, [input.into_bytes(), Vec::new()]);
/// ```
#[derive(Debug, Default)]
pub struct Splitter {
    holding: Holding,
    set_cause: Option<Cause>,
    group_cause: Option<Cause>,
    interchange_cause: Option<Cause>,
    plan: Plan,
    log: Log,
    writer: Writer,
}

impl Splitter {
    /// Takes the next report of the input, by a checker whose [`Options::split`](crate::Options::split) is set.
    ///
    /// # Errors
    /// When the sink fails, or the temporary file that holds what is large.
    pub fn add(&mut self, report: &BatchReport, sink: &mut impl Sink) -> io::Result<()> {
        let Some(units) = &report.split else {
            return Ok(());
        };
        let mut rest = Piece::of(units);
        for event in &report.events {
            match *event {
                Event::Starts(_) => self.keep(&rest.take_to_header())?,
                Event::Bad { level, byte } => self.blame(level, byte, report),
                Event::Claims(_) => {}
            }
            if let Some(ended) = self.holding.take(event) {
                self.leave(ended, sink)?;
                self.keep(&rest.take(1))?;
                if let Event::Starts(Level::Interchange) = event {
                    self.interchange_cause = None;
                }
            }
        }
        self.holding.leave_open(report.open);
        self.keep(&rest)
    }

    /// Takes it that the input could not be read to its end: the set and the group that are open are held. To be
    /// told before [`Splitter::end_input`].
    pub fn cut_off(&mut self) {
        let open = self.holding.cut_off();
        let cause = || Cause::of_our_own("the input could not be read to its end");
        if open.set {
            self.set_cause.get_or_insert_with(cause);
        }
        if open.group {
            self.group_cause.get_or_insert_with(cause);
        }
    }

    /// Ends the input, and gives what became of it.
    ///
    /// # Errors
    /// When the sink fails, or the temporary file that holds what is large.
    pub fn end_input(&mut self, sink: &mut impl Sink) -> io::Result<SplitCounts> {
        let ended = self.holding.end();
        self.leave(ended, sink)?;
        let counts = self.writer.end(sink)?;
        *self = Splitter::default();
        Ok(counts)
    }

    /// Keeps in mind why the open set, group or interchange is at fault.
    fn blame(&mut self, level: Level, byte: u64, report: &BatchReport) {
        let own = match level {
            Level::Set => &mut self.set_cause,
            Level::Group => &mut self.group_cause,
            Level::Interchange => &mut self.interchange_cause,
        };
        match own {
            Some(first) => first.more += 1,
            None => *own = Some(Cause::told_at(byte, level, report)),
        }
    }

    /// Ends the set that is open, and writes the group when that has ended.
    fn leave(&mut self, ended: Ended, sink: &mut impl Sink) -> io::Result<()> {
        let cause = self.set_cause.take();
        self.plan
            .end_set(ended.set.then(|| cause.unwrap_or_default()));
        let Some(is_bad) = ended.group else {
            return Ok(());
        };
        let cause = self.group_cause.take();
        let cause = cause.or_else(|| self.interchange_cause.clone());
        let cause = is_bad.then(|| cause.unwrap_or_default());
        let (plan, writer) = (&mut self.plan, &mut self.writer);
        self.log.replay(|kept| {
            let fate = plan.next(&kept.unit, cause.as_ref());
            writer.take(&kept, &fate, sink)
        })?;
        self.plan = Plan::default();
        Ok(())
    }

    fn keep(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        for unit in piece.units {
            self.plan.take(unit.kind);
        }
        self.log.push(piece)
    }
}
