//! What the codes of adjustments mean: there are few, and they come again and again.

use foldhash::HashMap;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::Denial;

use crate::Code;
use crate::category::Category;
use crate::cause::denial_by_code;
use crate::code::word;

/// What a group and a reason code mean, for all adjustments that have them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    pub group: Code,
    pub carc: Code,
    pub is_group: bool,
    pub denial: Denial,
    /// Of an amount above zero.
    pub category: Category,
    /// Whether the service is only reported: it is paid for by capitation (24), or a code that is not payable (246).
    pub is_encounter: bool,
}

impl Meaning {
    fn of(group: Code, carc: Code) -> Meaning {
        let denial = denial_by_code(group, carc);
        Meaning {
            group,
            carc,
            is_group: AdjustmentGroup::parse(group.as_bytes()).is_some(),
            denial,
            category: Category::of(denial, group, carc),
            is_encounter: matches!(carc.as_bytes(), b"24" | b"246"),
        }
    }
}

/// Meanings of the codes of a batch: there are few, and they come again and again.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    all: HashMap<(u64, u64), Meaning>,
    /// Those that were asked for last, by what was sent, each where its number says.
    recent: [Option<(u64, Meaning)>; 1 << Meanings::BITS],
}

impl Meanings {
    const BITS: u32 = 5;

    /// What a group (CAS01) and a reason (CAS02) mean as they were sent.
    pub fn of(&mut self, group: &[u8], reason: &[u8]) -> Meaning {
        let number = match (group.len(), reason.len()) {
            (of_group @ ..=2, of_reason @ ..=4) => {
                let lengths = (of_group << 4 | of_reason) as u64;
                word(group) | word(reason) << 16 | lengths << 48
            }
            _ => return self.look_up(group, reason),
        };
        let at = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - Meanings::BITS);
        match self.recent[at as usize] {
            Some((known, meaning)) if known == number => meaning,
            _ => {
                let meaning = self.look_up(group, reason);
                self.recent[at as usize] = Some((number, meaning));
                meaning
            }
        }
    }

    fn look_up(&mut self, group: &[u8], reason: &[u8]) -> Meaning {
        let (group, carc) = (Code::new(group), Code::new(reason));
        let codes = (group.number(), carc.number());
        let meaning = || Meaning::of(group, carc);
        *self.all.entry(codes).or_insert_with(meaning)
    }
}
