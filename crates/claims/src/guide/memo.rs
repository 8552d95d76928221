//! Remembers segments that were as their forms ask: what comes again is not looked at again.

use super::judge::Text;

/// The segments that fitted not long ago.
///
/// Much of a file is said again and again: addresses of the practice, payers, dates, charges.
pub(crate) struct Memo(Box<[Row; ROWS]>);

/// A segment up to [`LONGEST`] bytes that fitted a form.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Row {
    /// The form's address and the length, so that no form and no length is mistaken for another.
    form: usize,
    length: usize,
    words: [u64; WORDS],
}

const ROWS: usize = 1024;
const WORDS: usize = 6;
const LONGEST: usize = 8 * WORDS;

/// What a segment is looked up by.
#[derive(Clone, Copy)]
pub(super) struct Key {
    row: Row,
    slot: usize,
}

impl Memo {
    pub(crate) fn new() -> Memo {
        let none = Row {
            form: 0,
            length: 0,
            words: [0; WORDS],
        };
        Memo(Box::new([none; ROWS]))
    }

    /// The key of a segment under a form; `None` for one that is not remembered: a long one, or one at the very end of
    /// the batch.
    #[inline]
    pub(super) fn key<F>(form: &'static F, text: Text<'_>) -> Option<Key> {
        let ahead = text.bytes.first_chunk::<LONGEST>()?;
        if text.length > LONGEST {
            return None;
        }
        let form = std::ptr::from_ref(form).addr();
        let mut words = [0; WORDS];
        let mut hash = form as u64 ^ text.length as u64;
        let (chunks, _) = ahead.as_chunks::<8>();
        for (at, (word, chunk)) in words.iter_mut().zip(chunks).enumerate() {
            let left = text.length.saturating_sub(8 * at);
            if left == 0 {
                break;
            }
            let known = u64::MAX >> (64 - 8 * left.min(8));
            *word = u64::from_le_bytes(*chunk) & known;
            hash = (hash ^ *word)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(29);
        }
        Some(Key {
            row: Row {
                form,
                length: text.length,
                words,
            },
            slot: (hash >> 54) as usize,
        })
    }

    #[inline]
    pub(super) fn has(&self, key: &Key) -> bool {
        self.0[key.slot % ROWS] == key.row
    }

    #[inline]
    pub(super) fn keep(&mut self, key: &Key) {
        self.0[key.slot % ROWS] = key.row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FORMS: [u64; 2] = [1, 2];

    fn key(form: usize, bytes: &str, length: usize) -> Option<Key> {
        let bytes = bytes.as_bytes();
        Memo::key(&FORMS[form], Text { bytes, length })
    }

    #[test]
    fn only_the_same_bytes_under_the_same_form_are_known() {
        let behind = "~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~LX*2~";
        let of = |form, text: &str| key(form, &format!("{text}{behind}"), text.len()).unwrap();
        let mut memo = Memo::new();
        memo.keep(&of(0, "PR*2*PAYER"));
        assert!(memo.has(&of(0, "PR*2*PAYER")));
        for (form, text) in [
            (1, "PR*2*PAYER"),
            (0, "PR*2*PAYEE"),
            (0, "PR*2*PAYE"),
            (0, "PR*2*PAYER~"),
            (0, ""),
        ] {
            assert!(!memo.has(&of(form, text)), "{text}");
        }
        let other = key(0, &format!("PR*2*PAYER*{behind}"), 10).unwrap();
        assert!(memo.has(&other), "what is behind a segment does not count");
    }

    #[test]
    fn what_is_long_or_at_the_end_is_not_remembered() {
        let long = "X".repeat(100);
        assert!(key(0, &long, LONGEST).is_some() && key(0, &long, LONGEST + 1).is_none());
        assert!(key(0, "PR*2*PAYER~", 10).is_none());
    }
}
