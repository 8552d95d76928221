//! Segments with other separators.

use crate::{Segment, Separators, WriteError, WriteErrorKind};

impl Segment<'_> {
    /// The segment with other separators: its bytes from the tag to the terminator, without
    /// the padding before it.
    ///
    /// In an ISA, ISA16 becomes the new component separator, and ISA11 the new repetition
    /// separator where it was one, or `U` when there is none.
    ///
    /// ```
    /// use remedi_x12::{Segment, Separators};
    /// let pipes = Separators { element: b'|', component: b'>', ..Separators::USUAL };
    /// let segment = Segment::new(b"\nCLM|A1|125||11>B>1~", pipes);
    /// assert_eq!(segment.reseparate(Separators::USUAL)?, b"CLM*A1*125**11:B:1~");
    /// assert!(Segment::new(b"NTE|ADD|2:1~", pipes).reseparate(Separators::USUAL).is_err());
    /// # Ok::<(), remedi_x12::WriteError>(())
    /// ```
    ///
    /// # Errors
    /// When a value holds one of the new separators, or an element repeats and there is no
    /// new separator for it.
    pub fn reseparate(&self, separators: Separators) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::with_capacity(self.body().len() + 1);
        self.reseparate_into(separators, &mut bytes)?;
        Ok(bytes)
    }

    /// The tag for an error message; `?` for what is no tag, as that may be a value.
    pub(crate) fn tag_to_tell(&self) -> String {
        match std::str::from_utf8(self.tag()) {
            Ok(tag) if crate::envelope::is_tag(tag.as_bytes()) => tag.to_owned(),
            _ => "?".to_owned(),
        }
    }

    pub(crate) fn reseparate_into(
        &self,
        new: Separators,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        let old = self.separators();
        let tag = || self.tag_to_tell();
        if let Some(first) = self.tag().first()
            && new.is_padding(*first)
        {
            // The reader would take it for padding, and the rest for the tag.
            return Err(WriteErrorKind::Tag(tag()).into());
        }
        let isa = self.tag() == b"ISA";
        let (mut element, mut component) = (0, 1);
        for &byte in self.body() {
            let here = |byte| WriteErrorKind::Separator {
                tag: tag(),
                element,
                component,
                byte,
            };
            if byte == old.element {
                out.push(new.element);
                (element, component) = (element + 1, 1);
                if isa && element == 16 {
                    // The old one, and a line end where the terminator is on the next line.
                    out.push(new.component);
                    break;
                }
            } else if isa && element == 11 && Some(byte) == old.repetition {
                out.push(new.repetition.unwrap_or(b'U'));
            } else if !isa && element > 0 && byte == old.component {
                out.push(new.component);
                component += 1;
            } else if !isa && element > 0 && Some(byte) == old.repetition {
                let none = || WriteErrorKind::NoRepetition {
                    tag: tag(),
                    element,
                };
                out.push(new.repetition.ok_or_else(none)?);
                component = 1;
            } else {
                if new.contains(byte) {
                    return Err(here(byte).into());
                }
                out.push(byte);
            }
        }
        out.push(new.segment);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Header;

    fn kind(result: Result<Vec<u8>, WriteError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn an_isa_is_reseparated_with_its_declarations() {
        let text = b"ISA|00||00||ZZ|S|ZZ|R|250131|1200|%|00501|1|0|T|>\n!GS|HC";
        let header = Header::parse(text).unwrap();
        assert_eq!(
            header.separators.segment, b'!',
            "terminator on the next line"
        );
        let isa = Segment::from_parts(text, 0, header.length - 1, header.separators, 0);
        assert_eq!(
            isa.reseparate(Separators::USUAL).unwrap(),
            b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~"
        );
        let unrepeated = Separators {
            repetition: None,
            ..Separators::USUAL
        };
        let bytes = isa.reseparate(unrepeated).unwrap();
        assert!(bytes.windows(3).any(|window| window == b"*U*"));
    }

    #[test]
    fn what_can_not_be_reseparated_names_its_place() {
        let tilde = Separators {
            segment: b'\n',
            ..Separators::USUAL
        };
        let clm = Segment::new(b"CLM*A*1**11:B~:1\n", tilde);
        assert_eq!(
            kind(clm.reseparate(Separators::USUAL)),
            "CLM04-2 holds `~`, a separator or line end"
        );
        let padded = Separators {
            component: b' ',
            ..Separators::USUAL
        };
        let odd_tag = Segment::new(b" CL*1~", padded);
        assert!(odd_tag.reseparate(Separators::USUAL).is_err());
    }
}
