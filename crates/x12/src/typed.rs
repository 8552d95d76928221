//! Typed, owned documents of whole transaction sets, by way of [`x12_types`].
//!
//! This is for the edge: any set that x12-types knows becomes a document with named parts
//! that serialises. It costs some 150 bytes of memory for each byte of an 837, which is why
//! nothing on the read path uses it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::{fmt, str};

use serde::{Serialize, Serializer};
use x12_types::util::Parser;

use crate::{Error, Place, Segment, Separators, SliceReader, Token, WriteError};

/// One transaction set of an input in memory: its segments from ST to SE.
#[derive(Clone, Debug)]
pub struct TransactionSet<'a> {
    version: &'a [u8],
    segments: Vec<Segment<'a>>,
    place: Place,
}

impl<'a> TransactionSet<'a> {
    /// The sets of an input in order. A set that lacks its SE ends where the next segment of
    /// the envelope stands, or where reading stops: the error comes behind it, and last.
    ///
    /// ```
    /// use remedi_x12::TransactionSet;
    /// let input = b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\
    ///     GS*FA*S*R*20250131*1200*1*X*005010X231A1~\
    ///     ST*999*0001*005010X231A1~AK1*HC*7*005010X222A1~AK9*A*1*1*1~SE*4*0001~\
    ///     GE*1*1~IEA*1*1~";
    /// let set = TransactionSet::of(input).next().unwrap().unwrap();
    /// assert_eq!((set.id(), set.segments().len()), (&b"999"[..], 4));
    /// let typed = set.to_typed().unwrap();
    /// assert_eq!(typed.to_json().unwrap()["ak1"]["02"], "7");
    /// ```
    pub fn of(input: &'a [u8]) -> TransactionSets<'a> {
        TransactionSets {
            reader: SliceReader::new(input),
            version: b"",
            next: None,
            done: false,
        }
    }

    /// The set's id, such as `837` (ST01).
    pub fn id(&self) -> &'a [u8] {
        self.st().map_or(b"", |st| st.value(1))
    }

    /// The version, such as `005010X222A1`: that of its functional group (GS08), or where
    /// there is none its own (ST03).
    pub fn version(&self) -> &'a [u8] {
        match self.version {
            b"" => self.st().map_or(b"", |st| st.value(3)),
            version => version,
        }
    }

    /// The segments from ST to SE.
    pub fn segments(&self) -> &[Segment<'a>] {
        &self.segments
    }

    /// The place of its ST.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The typed document of the set.
    ///
    /// # Errors
    /// [`TypedError`], when x12-types does not know the set in its version or can't read it.
    pub fn to_typed(&self) -> Result<Typed, TypedError> {
        let id = || String::from_utf8_lossy(self.id()).into_owned();
        let Some(read) = read_of(self.version(), self.id()) else {
            return Err(TypedError::Unknown {
                id: id(),
                version: String::from_utf8_lossy(self.version()).into_owned(),
            });
        };
        let bytes = self.segments.iter().map(|s| s.body().len() + 1).sum();
        if bytes > LONGEST_SET {
            return Err(TypedError::TooLong { bytes });
        }
        let mut text = Vec::with_capacity(bytes);
        for (segment, ordinal) in self.segments.iter().zip(1..) {
            let separators = Separators {
                repetition: segment.separators().repetition.and(Some(b'^')),
                ..Separators::USUAL
            };
            let start = text.len();
            segment
                .reseparate_into(separators, &mut text)
                .map_err(|error| TypedError::Separator {
                    segment: ordinal,
                    error,
                })?;
            if str::from_utf8(&text[start..]).is_err() {
                return Err(TypedError::NotUtf8 { segment: ordinal });
            }
        }
        if let Some(stuck) = never_read(self.version(), self.id(), &self.segments) {
            let at = self.segments.get(stuck);
            return Err(TypedError::Unread {
                segment: stuck as u32 + 1,
                tag: at.map(Segment::tag_to_tell),
            });
        }
        let text = String::from_utf8_lossy(&text);
        let unread = |rest: &str| {
            // x12-types reports some faults with a text of its own for the rest.
            let read = text.strip_suffix(rest).unwrap_or(&text);
            let segment = read.matches('~').count() + 1;
            let at = self.segments.get(segment - 1);
            TypedError::Unread {
                segment: segment as u32,
                tag: at.map(Segment::tag_to_tell),
            }
        };
        let (rest, document) = quietly(|| read(&text))
            .ok_or(TypedError::Panicked)?
            .map_err(|rest| unread(&rest))?;
        if !rest.is_empty() {
            return Err(unread(&rest));
        }
        let lost = first_difference(&text, &document.to_x12());
        Ok(Typed { document, lost })
    }

    fn st(&self) -> Option<&Segment<'a>> {
        self.segments.first()
    }
}

/// The longest set that becomes a document, in bytes: it then takes up to 2.5 GB.
const LONGEST_SET: usize = 16 << 20;

/// The sets of an input; made by [`TransactionSet::of`].
#[derive(Clone, Debug)]
pub struct TransactionSets<'a> {
    reader: SliceReader<'a>,
    /// GS08 of the group that is open.
    version: &'a [u8],
    /// The ST that ended a set without SE.
    next: Option<(Segment<'a>, Place)>,
    /// The error that ended reading has been given.
    done: bool,
}

impl<'a> Iterator for TransactionSets<'a> {
    type Item = Result<TransactionSet<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let mut set = self.next.take().map(|st| self.open(st));
        loop {
            let token = match self.reader.next_token() {
                Ok(Some(token)) => token,
                Ok(None) => break,
                // Asked again, the reader says the same.
                Err(_) if set.is_some() => break,
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            };
            self.reader.faults();
            let Token::Segment(segment, place) = token else {
                continue;
            };
            let ended = match segment.tag() {
                b"ST" if set.is_some() => {
                    self.next = Some((segment, place));
                    true
                }
                b"ST" => {
                    set = Some(self.open((segment, place)));
                    false
                }
                b"ISA" | b"IEA" | b"GE" | b"GS" => {
                    self.version = match segment.tag() {
                        b"GS" => segment.value(8),
                        _ => b"",
                    };
                    set.is_some()
                }
                tag => {
                    if let Some(set) = &mut set {
                        set.segments.push(segment);
                    }
                    tag == b"SE" && set.is_some()
                }
            };
            if ended {
                break;
            }
        }
        set.map(Ok)
    }
}

impl<'a> TransactionSets<'a> {
    fn open(&self, (st, place): (Segment<'a>, Place)) -> TransactionSet<'a> {
        TransactionSet {
            version: self.version,
            segments: vec![st],
            place,
        }
    }
}

/// The typed document of one set: a struct of [`x12_types::v005010`], whose fields it
/// serialises.
pub struct Typed {
    document: Box<dyn Document>,
    lost: Option<u32>,
}

impl Typed {
    /// The document as the type it is, such as [`x12_types::v005010::_835`].
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.document.as_any().downcast_ref()
    }

    /// The document as JSON, with the names that x12-types gives its fields.
    ///
    /// # Errors
    /// When serde_json can't hold it.
    pub fn to_json(&self) -> serde_json::Result<serde_json::Value> {
        self.document.to_json()
    }

    /// The set as x12-types writes it, with `*`, `:`, `~` and `^`.
    pub fn to_x12(&self) -> String {
        self.document.to_x12()
    }

    /// The number of the first segment (ST being 1) that [`Typed::to_x12`] does not give
    /// back as it was, but for empty elements at its end: x12-types has dropped or moved
    /// something there. `None` when the document holds all of the set.
    pub fn first_loss(&self) -> Option<u32> {
        self.lost
    }
}

impl Serialize for Typed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json()
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What the document holds may be a patient's.
        f.debug_struct("Typed")
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

trait Document: Any {
    fn as_any(&self) -> &dyn Any;
    fn to_json(&self) -> serde_json::Result<serde_json::Value>;
    fn to_x12(&self) -> String;
}

impl<T: Any + Serialize + fmt::Display> Document for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self)
    }

    fn to_x12(&self) -> String {
        // It ends some segments in a line end; no value holds a terminator.
        self.to_string().replace("~\n", "~")
    }
}

/// Why a set has no typed document.
#[derive(Debug)]
#[non_exhaustive]
pub enum TypedError {
    /// x12-types has no such set in that version.
    Unknown {
        /// ST01.
        id: String,
        /// GS08 or ST03.
        version: String,
    },
    /// The set is longer than 16 MiB.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A value holds a separator that x12-types takes for granted.
    Separator {
        /// Number of the segment in the set, ST being 1.
        segment: u32,
        /// What and where.
        error: WriteError,
    },
    /// A segment is not UTF-8.
    NotUtf8 {
        /// Number of the segment in the set, ST being 1.
        segment: u32,
    },
    /// x12-types has no place for a segment there.
    Unread {
        /// Number of the segment in the set, ST being 1.
        segment: u32,
        /// Its id, or `?` when it has none that is fit to be told; `None` when the set ends
        /// where x12-types wants more.
        tag: Option<String>,
    },
    /// x12-types gave up in a way it does when a segment lacks an element that it requires.
    Panicked,
}

impl fmt::Display for TypedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypedError::Unknown { id, version } => {
                write!(f, "x12-types has no set {id} of version {version}")
            }
            TypedError::TooLong { bytes } => {
                write!(
                    f,
                    "the set has {bytes} bytes, and {LONGEST_SET} are the limit"
                )
            }
            TypedError::Separator { segment, error } => {
                write!(
                    f,
                    "segment {segment} can't be given the usual separators: {error}"
                )
            }
            TypedError::NotUtf8 { segment } => write!(f, "segment {segment} is not UTF-8"),
            TypedError::Unread {
                segment,
                tag: Some(tag),
            } => write!(f, "x12-types has no place for segment {segment} ({tag})"),
            TypedError::Unread { segment, tag: None } => {
                write!(
                    f,
                    "x12-types wants more where the set ends, at segment {segment}"
                )
            }
            TypedError::Panicked => {
                f.write_str("x12-types can't read it: a required element seems to be missing")
            }
        }
    }
}

impl std::error::Error for TypedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TypedError::Separator { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Reads a set; gives the rest that was not read, and the document where there is one.
type Read = fn(&str) -> Result<(String, Box<dyn Document>), String>;

fn read<T>(text: &str) -> Result<(String, Box<dyn Document>), String>
where
    T: for<'a> Parser<&'a str, T, nom::error::Error<&'a str>> + Document,
{
    match T::parse(text) {
        Ok((rest, document)) => Ok((rest.to_owned(), Box::new(document))),
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => Err(fault.input.to_owned()),
        Err(nom::Err::Incomplete(_)) => Err(String::new()),
    }
}

macro_rules! sets {
    ($($version:ident $prefix:literal: $($id:ident)*;)*) => {
        /// How a set of a version is read, where x12-types knows it.
        fn read_of(version: &[u8], id: &[u8]) -> Option<Read> {
            $(
                if version.starts_with($prefix) {
                    return match id {
                        $(id if id == &stringify!($id).as_bytes()[1..] => {
                            Some(read::<x12_types::$version::$id>)
                        })*
                        _ => None,
                    };
                }
            )*
            None
        }
    };
}

// The sets of health care and those that answer any set. x12-types knows many more, each of which
// costs seconds when remedi is built; a set that is not here is shown segment by segment.
sets! {
    v005010 b"005010":
        _270 _271 _274 _275 _276 _277 _278 _820 _824 _834 _835 _837 _864 _997 _999;
}

/// The index of a segment before which x12-types would wait without end for a next one, and
/// take memory all the while.
///
/// Its 277 reads the status of a provider (2200C) or a patient (2200D) again and again until
/// an HL or SE comes, also when there is nothing in front of it that it could take.
fn never_read(version: &[u8], id: &[u8], segments: &[Segment<'_>]) -> Option<usize> {
    const PROVIDER: (&[&[u8]], &[&[u8]]) = (
        &[
            b"NM1", b"N3", b"N4", b"TRN", b"STC", b"QTY", b"AMT", b"REF", b"PER",
        ],
        &[b"TRN", b"STC", b"QTY", b"AMT", b"REF", b"DTP"],
    );
    const PATIENT: (&[&[u8]], &[&[u8]]) = (
        &[b"NM1", b"N3", b"N4", b"REF", b"PER"],
        &[b"TRN", b"STC", b"REF", b"DTP", b"SVC"],
    );
    if id != b"277" || !version.starts_with(b"005010") {
        return None;
    }
    let tag_at = |at: usize| {
        // A segment without elements is none to x12-types.
        let segment = segments.get(at).filter(|s| s.body().len() > s.tag().len());
        segment.map_or(&b""[..], |s| s.tag())
    };
    for (at, hl) in segments.iter().enumerate() {
        let (name, status) = match (hl.tag(), hl.value(3)) {
            (b"HL", b"19") => PROVIDER,
            (b"HL", b"22" | b"PT") => PATIENT,
            _ => continue,
        };
        let mut next = at + 1;
        for tag in name {
            while tag_at(next) == *tag {
                next += 1;
                if matches!(*tag, b"NM1" | b"N3" | b"N4") {
                    break;
                }
            }
        }
        while status.contains(&tag_at(next)) {
            next += 1;
        }
        if !matches!(tag_at(next), b"HL" | b"SE") {
            return Some(next);
        }
    }
    None
}

/// Runs what may panic, and gives `None` when it did.
///
/// x12-types unwraps the elements that it requires. Its panic ends here, and says nothing on
/// standard error: the hook of the process is asked to keep quiet for this thread meanwhile.
fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    result.ok()
}

/// The number of the first segment that differs, empty elements at its end left out.
fn first_difference(text: &str, other: &str) -> Option<u32> {
    fn segments(text: &str) -> impl Iterator<Item = &str> {
        text.split('~').map(|segment| segment.trim_end_matches('*'))
    }
    if segments(text).eq(segments(other)) {
        return None;
    }
    let same = segments(text).zip(segments(other));
    let same = same.take_while(|(one, two)| one == two).count();
    Some(same as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scanner;

    fn interchange(version: &str, sets: &str) -> String {
        format!(
            "ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\
             GS*XX*S*R*20250131*1200*1*X*{version}~{sets}GE*1*1~IEA*1*1~"
        )
    }

    fn typed(version: &str, set: &str) -> Result<Typed, TypedError> {
        let input = interchange(version, set);
        let mut sets = TransactionSet::of(input.as_bytes());
        sets.next().unwrap().unwrap().to_typed()
    }

    const PAYMENT: &str = "ST*835*0001~BPR*I*125*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*\
        999988880*DA*98765*20250131~TRN*1*12345*1512345678~DTM*405*20250131~N1*PR*PAYER~\
        N3*1 MAIN ST~N4*TOWN*OH*44001~PER*BL*DESK*TE*5555550100~N1*PE*CLINIC*XX*1245319599~LX*1~\
        CLP*A1*1*200*125*25*12*9~CAS*CO*45*50~NM1*QC*1*DOE*JO~SVC*HC:99213*200*125**1~\
        DTM*472*20250115~CAS*CO*45*50**PR*1*25~SE*17*0001~";

    #[test]
    fn a_payment_becomes_a_document_that_holds_all_of_it() {
        let payment = typed("005010X221A1", PAYMENT).unwrap();
        let document: &x12_types::v005010::_835 = payment.get().unwrap();
        assert_eq!(document.bpr._02.to_string(), "125");
        assert!(payment.get::<x12_types::v005010::_837>().is_none());
        assert_eq!(payment.first_loss(), None, "{}", payment.to_x12());
        assert!(payment.to_json().unwrap().is_object());
    }

    #[test]
    fn other_separators_and_line_ends_are_rewritten() {
        let usual = interchange("005010X221A1", PAYMENT);
        let odd = usual
            .replace(':', ">")
            .replace('*', "|")
            .replace('^', "%")
            .replace('~', "!\r\n");
        let of = |input: &str| {
            let set = TransactionSet::of(input.as_bytes()).next().unwrap();
            set.unwrap().to_typed().unwrap().to_json().unwrap()
        };
        assert_eq!(of(&odd), of(&usual));
    }

    #[test]
    fn every_set_of_an_input_is_found() {
        let sets = "ST*835*1~LX*1~SE*3*1~ST*835*2~LX*1~ST*835*3~";
        let input = interchange("005010X221A1", sets).repeat(2);
        let found: Vec<_> = TransactionSet::of(input.as_bytes())
            .map(|set| {
                let set = set.unwrap();
                assert_eq!(set.version(), b"005010X221A1");
                (set.place().set.to_string(), set.segments().len())
            })
            .collect();
        let once = [("1", 3), ("2", 2), ("3", 1)];
        let twice: Vec<_> = once
            .iter()
            .chain(&once)
            .map(|&(st02, n)| (st02.to_owned(), n))
            .collect();
        assert_eq!(found, twice);
    }

    #[test]
    fn a_set_that_can_not_be_read_on_is_given_before_the_error_which_comes_once() {
        let endless = "X".repeat(Scanner::USUAL_LIMIT + 1);
        let input = interchange("005010X221A1", "ST*835*1~LX*1~").replace("GE*", &endless);
        let mut sets = TransactionSet::of(input.as_bytes());
        let open = sets.next().unwrap().unwrap();
        assert_eq!(open.segments().len(), 2);
        assert!(sets.next().unwrap().is_err());
        assert!(sets.next().is_none() && sets.next().is_none());
    }

    #[test]
    fn what_x12_types_does_not_know_is_an_error() {
        let of = |version, set| typed(version, set).unwrap_err().to_string();
        assert_eq!(
            of("004010X098A1", "ST*837*1~SE*2*1~"),
            "x12-types has no set 837 of version 004010X098A1"
        );
        assert_eq!(
            of("", "ST*111*1*005010~SE*2*1~"),
            "x12-types has no set 111 of version 005010"
        );
        assert!(typed("005010", "ST*997*1~AK1*HC*1~AK9*A*1*1*1~SE*4*1~").is_ok());
    }

    #[test]
    fn a_segment_out_of_place_is_named() {
        let with_plb = PAYMENT.replace("LX*1~", "XYZ*1~LX*1~");
        let error = typed("005010X221A1", &with_plb).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x12-types has no place for segment 10 (XYZ)"
        );
        let unended = typed("005010X221A1", &PAYMENT.replace("SE*17*0001~", "")).unwrap_err();
        assert!(matches!(unended, TypedError::Unread { tag: None, .. }));
    }

    /// x12-types itself would never come back from these, and fill the memory meanwhile.
    #[test]
    fn a_status_response_that_x12_types_waits_in_is_an_error() {
        let patient = "ST*277*1*005010X214~BHT*0085*08*1*20250131*1200*TH~HL*1**20*1~NM1*PR*2*P~\
            HL*2*1*19*1~NM1*1P*2*C~REF*TJ*912345678~HL*3*2*PT~NM1*QC*1*DOE*JO~TRN*2*A1~\
            STC*A2:20*20250131*WQ*50~DTP*472*D8*20250115~SE*13*1~";
        assert!(typed("005010X214", patient).is_ok());
        for (from, to, segment) in [
            ("SE*13*1~", "", 13),
            ("STC*A2:20", "DMG*D8*20000101~STC*A2:20", 11),
            ("REF*TJ*912345678", "NM1*85*2*D", 7),
            ("DTP*472*D8*20250115", "DTP", 12),
        ] {
            let error = typed("005010X214", &patient.replace(from, to)).unwrap_err();
            assert!(
                matches!(error, TypedError::Unread { segment: at, .. } if at == segment),
                "{error}"
            );
        }
    }

    #[test]
    fn a_panic_of_x12_types_is_an_error() {
        let bare = PAYMENT.replace("SE*17*0001~", "SE*17~");
        let error = typed("005010X221A1", &bare).unwrap_err();
        assert!(matches!(error, TypedError::Panicked), "{error}");
    }

    #[test]
    fn what_can_not_be_said_to_x12_types_is_an_error() {
        let input = interchange("005010X221A1", PAYMENT)
            .replace('*', "|")
            .replace("|PAYER", "|PAY*ER");
        let set = TransactionSet::of(input.as_bytes())
            .next()
            .unwrap()
            .unwrap();
        let error = set.to_typed().unwrap_err();
        assert!(matches!(error, TypedError::Separator { segment: 5, .. }));
        let mut input = interchange("005010X221A1", PAYMENT).into_bytes();
        let at = input
            .windows(5)
            .position(|window| window == b"PAYER")
            .unwrap();
        input[at] = 0xE9;
        let set = TransactionSet::of(&input).next().unwrap().unwrap();
        let error = set.to_typed().unwrap_err();
        assert!(matches!(error, TypedError::NotUtf8 { segment: 5 }));
    }

    #[test]
    fn what_x12_types_drops_is_told() {
        // It stops reading a segment at a character that is no letter, space or ASCII sign.
        let dropped = PAYMENT.replace("PAYER", "PAY\u{B0}ER");
        assert_eq!(
            typed("005010X221A1", &dropped).unwrap().first_loss(),
            Some(5)
        );
    }
}
