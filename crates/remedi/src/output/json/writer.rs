//! The text of JSON: what serde_json writes, byte for byte, in some three fifths of the instructions.
//!
//! Objects of the outputs are many, and most of their text is names of fields. These are names in our own code, so that nothing
//! in them is to be escaped; text is looked through eight bytes at a time, and what has something to escape goes to serde_json,
//! as fractions do. All is put together in one buffer, which is handed on when it is full.

use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};
use std::mem;

use serde::ser::{self, Error as _, Serialize};

use crate::exit::Failure;

/// What is waiting is handed on when it is longer.
const FULL: usize = 64 * 1024;

/// Writes objects.
pub(crate) struct JsonWriter<'w> {
    text: &'w mut Vec<u8>,
    /// What is full is handed on to; without it, all is left in the buffer.
    out: Option<&'w mut dyn Write>,
}

impl<'w> JsonWriter<'w> {
    /// Writes behind what is in the buffer.
    pub(crate) fn onto(text: &'w mut Vec<u8>) -> JsonWriter<'w> {
        JsonWriter { text, out: None }
    }

    /// Writes by way of the buffer, which is empty.
    pub(crate) fn through(text: &'w mut Vec<u8>, out: &'w mut dyn Write) -> JsonWriter<'w> {
        JsonWriter {
            text,
            out: Some(out),
        }
    }

    /// Writes an object as a line of its own.
    pub(crate) fn line(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        object.serialize(&mut *self).map_err(|fault| fault.0)?;
        self.text.push(b'\n');
        Ok(self.make_room()?)
    }

    /// Hands on all that is waiting.
    pub(crate) fn flush(mut self) -> Result<(), Failure> {
        self.hand_on()?;
        match &mut self.out {
            Some(out) => Ok(out.flush()?),
            None => Ok(()),
        }
    }

    fn make_room(&mut self) -> io::Result<()> {
        match self.text.len() > FULL {
            true => self.hand_on(),
            false => Ok(()),
        }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        if let Some(out) = &mut self.out {
            out.write_all(self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    /// Text of our own, or that is looked through already.
    fn plain(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn by_serde_json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        serde_json::to_writer(&mut *self.text, value).map_err(|error| Fault(error.into()))
    }

    fn begin(&mut self, open: u8, close: &'static str) -> Parts<'_, 'w> {
        self.text.push(open);
        Parts {
            to: self,
            is_first: true,
            close,
        }
    }

    /// Begins an object of one part, which is named for the variant.
    fn variant(&mut self, name: &'static str) {
        self.plain("{\"");
        self.plain(name);
        self.plain("\":");
    }
}

/// Whether nothing in a text is to be escaped.
fn is_plain(text: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // A borrow may go from byte to byte, but not where all are plain.
    let below = |word: u64, least: u8| word.wrapping_sub(ONES * u64::from(least)) & !word;
    let escapes = |word: u64| {
        let is_byte = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        (below(word, b' ') | is_byte(b'"') | is_byte(b'\\')) & ONES << 7 != 0
    };
    let mut rest = text;
    while let Some((&chunk, behind)) = rest.split_first_chunk() {
        if escapes(u64::from_le_bytes(chunk)) {
            return false;
        }
        rest = behind;
    }
    // The last eight bytes again, where there are as many.
    match text.last_chunk() {
        Some(&chunk) => !escapes(u64::from_le_bytes(chunk)),
        None => (rest.iter()).all(|&byte| byte >= b' ' && byte != b'"' && byte != b'\\'),
    }
}

/// Why an object can't be written.
#[derive(Debug)]
pub(crate) struct Fault(Failure);

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault(error.into())
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(message: T) -> Fault {
        Fault(Failure::Message(message.to_string()))
    }
}

/// Pieces of a text, which may be escaped.
struct Pieces<'j, 'w>(&'j mut JsonWriter<'w>);

impl fmt::Write for Pieces<'_, '_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if is_plain(piece.as_bytes()) {
            self.0.plain(piece);
            return Ok(());
        }
        let start = self.0.text.len();
        self.0.by_serde_json(piece).map_err(|_| fmt::Error)?;
        // Without the quotes around it.
        self.0.text.pop();
        self.0.text.remove(start);
        Ok(())
    }
}

macro_rules! integers {
    ($($method:ident $type:ty),+) => {
        $(fn $method(self, value: $type) -> Result<(), Fault> {
            self.plain(itoa::Buffer::new().format(value));
            Ok(())
        })+
    };
}

impl<'j, 'w> ser::Serializer for &'j mut JsonWriter<'w> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Parts<'j, 'w>;
    type SerializeTuple = Parts<'j, 'w>;
    type SerializeTupleStruct = Parts<'j, 'w>;
    type SerializeTupleVariant = Parts<'j, 'w>;
    type SerializeMap = Parts<'j, 'w>;
    type SerializeStruct = Parts<'j, 'w>;
    type SerializeStructVariant = Parts<'j, 'w>;

    integers!(
        serialize_i8 i8,
        serialize_i16 i16,
        serialize_i32 i32,
        serialize_i64 i64,
        serialize_u8 u8,
        serialize_u16 u16,
        serialize_u32 u32,
        serialize_u64 u64
    );

    fn serialize_bool(self, value: bool) -> Result<(), Fault> {
        self.plain(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Fault> {
        self.by_serde_json(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Fault> {
        self.by_serde_json(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Fault> {
        if !is_plain(value.as_bytes()) {
            return self.by_serde_json(value);
        }
        self.text.reserve(value.len() + 2);
        self.text.push(b'"');
        self.plain(value);
        self.text.push(b'"');
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Fault> {
        self.text.push(b'"');
        write!(Pieces(self), "{value}").map_err(Fault::custom)?;
        self.text.push(b'"');
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Fault> {
        self.by_serde_json(value)
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.plain("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Fault> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.plain("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'j, 'w>, Fault> {
        Ok(self.begin(b'[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'j, 'w>, Fault> {
        Ok(self.begin(b'[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'j, 'w>, Fault> {
        Ok(self.begin(b'[', "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'j, 'w>, Fault> {
        self.variant(variant);
        Ok(self.begin(b'[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'j, 'w>, Fault> {
        Ok(self.begin(b'{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'j, 'w>, Fault> {
        Ok(self.begin(b'{', "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'j, 'w>, Fault> {
        self.variant(variant);
        Ok(self.begin(b'{', "}}"))
    }
}

/// An array or an object that is being written.
pub(crate) struct Parts<'j, 'w> {
    to: &'j mut JsonWriter<'w>,
    is_first: bool,
    close: &'static str,
}

impl Parts<'_, '_> {
    fn separate(&mut self) {
        if !mem::take(&mut self.is_first) {
            self.to.text.push(b',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.separate();
        value.serialize(&mut *self.to)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
        debug_assert!(is_plain(name.as_bytes()));
        let text = &mut *self.to.text;
        text.reserve(name.len() + 4);
        text.extend_from_slice(if mem::take(&mut self.is_first) {
            b"\""
        } else {
            b",\""
        });
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b"\":");
        value.serialize(&mut *self.to)
    }

    fn close(self) -> Result<(), Fault> {
        self.to.plain(self.close);
        Ok(())
    }
}

impl ser::SerializeSeq for Parts<'_, '_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.element(value)?;
        Ok(self.to.make_room()?)
    }

    fn end(self) -> Result<(), Fault> {
        self.close()
    }
}

impl ser::SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.separate();
        let start = self.to.text.len();
        key.serialize(&mut *self.to)?;
        match self.to.text.get(start) {
            Some(b'"') => Ok(()),
            _ => Err(Fault::custom("a key is no text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.to.text.push(b':');
        value.serialize(&mut *self.to)
    }

    fn end(self) -> Result<(), Fault> {
        self.close()
    }
}

macro_rules! parts {
    ($($form:ident . $method:ident),+) => {
        $(impl ser::$form for Parts<'_, '_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.element(value)
            }

            fn end(self) -> Result<(), Fault> {
                self.close()
            }
        })+
    };
}

parts!(
    SerializeTuple.serialize_element,
    SerializeTupleStruct.serialize_field,
    SerializeTupleVariant.serialize_field
);

macro_rules! fields {
    ($($form:ident),+) => {
        $(impl ser::$form for Parts<'_, '_> {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Fault> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Fault> {
                self.close()
            }
        })+
    };
}

fields!(SerializeStruct, SerializeStructVariant);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(serde::Serialize)]
    enum Form {
        Plain,
        Of(u8),
        Pair(i64, bool),
        Named { one: char, other: Option<f64> },
    }

    #[derive(serde::Serialize)]
    struct Unit;

    #[derive(serde::Serialize)]
    struct Wrapped(f32);

    fn text_of(object: &impl Serialize) -> String {
        let (mut out, mut onto) = (Vec::new(), Vec::new());
        let mut buffer = Vec::new();
        let mut writer = JsonWriter::through(&mut buffer, &mut out);
        assert!(writer.line(object).is_ok() && writer.flush().is_ok());
        assert!(JsonWriter::onto(&mut onto).line(object).is_ok());
        assert_eq!((buffer.len(), &onto), (0, &out));
        String::from_utf8(out).expect("text")
    }

    fn as_serde_json_does(object: &impl Serialize) {
        let theirs = serde_json::to_string(object).expect("an object") + "\n";
        assert_eq!(text_of(object), theirs);
    }

    #[test]
    fn all_forms_are_those_of_serde_json() {
        let numbers = (i8::MIN, u16::MAX, i32::MIN, u64::MAX, i64::MIN, 0_u8);
        let fractions = (0.9, 1.0, -1.5e-9, f64::NAN, f64::INFINITY, Wrapped(0.1));
        let named = |other| Form::Named { one: '"', other };
        let forms = [Form::Plain, Form::Of(1), Form::Pair(-1, false)];
        let map = BTreeMap::from([("b", vec![Some(1)]), ("a\n", vec![None, Some(2)])]);
        as_serde_json_does(&(numbers, fractions, (forms, named(None), named(Some(2.5)))));
        as_serde_json_does(&(map, Unit, (), [""; 0], BTreeMap::<String, ()>::new()));
    }

    #[test]
    fn text_is_escaped_wherever_it_has_to_be() {
        for odd in [
            '"', '\\', '\n', '\0', '\x1F', ' ', '!', '#', '[', ']', '\x7F', 'é', '\u{2028}',
        ] {
            for length in 0..20 {
                for at in 0..=length {
                    let mut text = "a".repeat(length);
                    text.insert(at, odd);
                    as_serde_json_does(&text);
                    // Of two, the first is told as well.
                    as_serde_json_does(&format!("{text}{odd}"));
                }
            }
        }
    }

    #[test]
    fn what_displays_is_escaped_piece_by_piece() {
        struct Shown;
        impl Serialize for Shown {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&format_args!("{}-{}-{:?}", 7, "a\"b", "c"))
            }
        }
        as_serde_json_does(&[Shown, Shown]);
    }

    #[test]
    fn what_is_longer_than_the_buffer_is_handed_on_in_order() {
        let many: Vec<String> = (0..30_000).map(|number| format!("text {number}")).collect();
        as_serde_json_does(&(many, 1));
    }

    #[test]
    fn a_key_that_is_no_text_is_told() {
        let mut text = Vec::new();
        let mut writer = JsonWriter::onto(&mut text);
        assert!(writer.line(&BTreeMap::from([(1, 2)])).is_err());
    }

    #[test]
    fn an_output_that_is_closed_is_told() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (mut buffer, mut closed) = (Vec::new(), Closed);
        let mut writer = JsonWriter::through(&mut buffer, &mut closed);
        let many = vec!["a"; FULL];
        assert!(matches!(writer.line(&many), Err(Failure::Closed)));
    }
}
