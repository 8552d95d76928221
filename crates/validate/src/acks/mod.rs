//! Acknowledgements of what was checked: TA1, 999 (997 for 4010) and 277CA.
//!
//! They say what the findings say, to the one who sent the claims. The TA1 answers an interchange, the
//! 999 its groups and sets: what has an error is rejected, what has warnings alone is accepted with errors. The
//! 277CA answers the claims of the sets that the 999 accepts: one that is held is refused with the claim status
//! of each finding, and it names the patient as the submitter did.

mod amount;
mod claim_status;
mod form;
mod functional;
mod interchange;
mod levels;
mod notes;
mod seen;

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveTime};
use remedi_x12::{Level, WriteError};

use crate::checker::BatchReport;
use crate::rule::SyntaxCode;
use crate::spool::Spool;
use interchange::{Controls, OpenInterchange};
pub use levels::AckCounts;
pub(crate) use levels::Levels;
use levels::{Follow, Missing, Standing};
pub(crate) use seen::{ClaimsSeen, Interchange, Sent, Sighting, Sightings, bound, group_fault};

/// How acknowledgements are written.
#[derive(Clone, Copy, Debug)]
pub struct AckOptions {
    /// The day on which the claims were received and judged, and the acknowledgements are written.
    pub as_of: NaiveDate,
    /// The time of that day; seconds are not told.
    pub time: NaiveTime,
    /// The control number of the first interchange and of the first group that is written, from 1 to
    /// 999999999; the ones after it count on from there.
    pub control_number: u32,
    /// What is said of claims that are accepted.
    pub accepted: Accepted,
}

/// What a 277CA says of a claim that is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accepted {
    /// A2:20, by a payer: it goes into adjudication.
    #[default]
    IntoAdjudication,
    /// A1:19, by a payer: it was received.
    Received,
    /// A0:16, by a clearinghouse: it was forwarded to the payer.
    Forwarded,
}

/// The kinds of acknowledgements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AckKind {
    /// TA1: of interchanges.
    Interchange,
    /// 997: of groups and sets of 4010.
    Functional,
    /// 999: of groups and sets of 5010.
    Implementation,
    /// 277CA: of claims.
    ClaimStatus,
}

impl AckKind {
    /// The name that the kind goes by, fit for a file: `ta1`, `997`, `999` or `277ca`.
    pub fn as_str(self) -> &'static str {
        match self {
            AckKind::Interchange => "ta1",
            AckKind::Functional => "997",
            AckKind::Implementation => "999",
            AckKind::ClaimStatus => "277ca",
        }
    }
}

/// The acknowledgements of one kind that answer an input: an interchange for each of its own.
#[derive(Debug)]
pub struct AckFile {
    /// Their kind.
    pub kind: AckKind,
    content: Spool,
}

impl AckFile {
    /// Copies them to an output, and gives their length.
    ///
    /// # Errors
    /// When the output fails, or the temporary file that holds what is large.
    pub fn copy_to(&mut self, output: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        self.content.copy_to(output)
    }
}

/// What is being written for an input.
#[derive(Debug, Default)]
struct Files {
    ta1: Spool,
    functional: Spool,
    implementation: Spool,
    status: Spool,
}

/// Writes the acknowledgements of inputs, whose reports it is given in order.
///
/// Memory is bounded by the largest claim, the faults of one set (ten thousand are told) and some bytes for each group
/// of an interchange. All else that is large waits in temporary files.
///
/// ```
/// use chrono::{NaiveDate, NaiveTime};
/// use remedi_claims::{Cutter, in_order};
/// use remedi_validate::acks::{AckKind, AckOptions, Accepted, Acknowledger};
/// use remedi_validate::{Checker, Example, Options};
///
/// let input = Example::usual().to_input();
/// let options = Options { acks: true, ..Options::default() };
/// let checker = Checker::new(None, options);
/// let mut acks = Acknowledger::new(AckOptions {
///     as_of: NaiveDate::from_ymd_opt(2025, 1, 31).unwrap(),
///     time: NaiveTime::MIN,
///     control_number: 1,
///     accepted: Accepted::default(),
/// });
/// in_order(Cutter::new(input.as_bytes()), |batch| checker.check(batch), |report| {
///     acks.add(&report).unwrap();
/// });
/// let mut files = acks.end_input().unwrap();
/// assert_eq!(files[0].kind, AckKind::Implementation);
/// let mut text = Vec::new();
/// files[0].copy_to(&mut text).unwrap();
/// assert!(String::from_utf8(text).unwrap().contains("~IK5*A~AK9*A*1*1*1~"));
/// ```
#[derive(Debug)]
pub struct Acknowledger {
    options: AckOptions,
    controls: Controls,
    open: Option<Box<OpenInterchange>>,
    missing: Missing,
    files: Files,
}

impl Acknowledger {
    /// Acknowledgements that start with these control numbers.
    pub fn new(options: AckOptions) -> Acknowledger {
        let first = options.control_number.clamp(1, 999_999_999);
        Acknowledger {
            options,
            controls: Controls {
                interchange: first,
                group: first,
            },
            open: None,
            missing: Missing::default(),
            files: Files::default(),
        }
    }

    /// Takes the next report of the input, by a checker whose [`Options::acks`](crate::Options::acks) is set;
    /// others tell too little. What is to be rejected as a duplicate must have been
    /// [found](crate::Duplicates::add) before.
    ///
    /// # Errors
    /// When a temporary file fails.
    pub fn add(&mut self, report: &BatchReport) -> Result<(), WriteError> {
        if !report.sightings.detailed {
            return Ok(());
        }
        self.follow(&report.sightings)
    }

    /// Takes it that the input could not be read to its end: what is open lacks its trailer, and is rejected.
    /// To be told before [`Acknowledger::end_input`].
    ///
    /// # Errors
    /// When a temporary file fails.
    pub fn cut_off(&mut self) -> Result<(), WriteError> {
        self.end_all_without_trailers()
    }

    /// Ends the input, and gives the acknowledgements of it: of each kind at most one file, in the order TA1,
    /// 997, 999, 277CA.
    ///
    /// # Errors
    /// When a temporary file fails.
    pub fn end_input(&mut self) -> Result<Vec<AckFile>, WriteError> {
        self.missing.clear();
        self.end_interchange()?;
        let files = std::mem::take(&mut self.files);
        let all = [
            (AckKind::Interchange, files.ta1),
            (AckKind::Functional, files.functional),
            (AckKind::Implementation, files.implementation),
            (AckKind::ClaimStatus, files.status),
        ];
        let written = all.into_iter().filter(|(_, content)| content.length() > 0);
        Ok(written
            .map(|(kind, content)| AckFile { kind, content })
            .collect())
    }

    fn end_interchange(&mut self) -> Result<(), WriteError> {
        match self.open.take() {
            Some(open) => open.end(&mut self.files, &mut self.controls, &self.options),
            None => Ok(()),
        }
    }
}

impl Follow for Acknowledger {
    type Error = WriteError;

    fn missing(&mut self) -> &mut Missing {
        &mut self.missing
    }

    fn is_open(&self, level: Level) -> bool {
        self.open.as_ref().is_some_and(|open| open.is_open(level))
    }

    fn take(&mut self, sighting: &Sighting) -> Result<(), WriteError> {
        if let Sighting::Interchange(isa) = sighting {
            self.end_interchange()?;
            let open = OpenInterchange::new(isa.as_ref().clone());
            self.open = Some(Box::new(open));
        }
        let options = &self.options;
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        match sighting {
            Sighting::Interchange(_) | Sighting::Claim { seen: None, .. } => Ok(()),
            Sighting::Group(gs) => open.group(gs, options),
            Sighting::Set(st) => open.set(st, options),
            Sighting::Claim {
                seen: Some(claim), ..
            } => open.claim(claim, options),
            Sighting::Note(note) => {
                open.note(note);
                Ok(())
            }
            Sighting::Fault(code, severity) | Sighting::MissingTrailer(_, code, severity) => {
                open.fault(*code, Standing::of(*severity));
                Ok(())
            }
            Sighting::End(Level::Set, _) => open.end_set(options),
            Sighting::End(Level::Group, count) => open.end_group(*count, options),
            Sighting::End(Level::Interchange, _) => self.end_interchange(),
        }
    }

    fn end_without_trailer(
        &mut self,
        level: Level,
        code: SyntaxCode,
        standing: Standing,
    ) -> Result<(), WriteError> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        open.fault(code, standing);
        match level {
            Level::Set => open.end_set(&self.options),
            Level::Group => open.end_group(None, &self.options),
            Level::Interchange => self.end_interchange(),
        }
    }
}
