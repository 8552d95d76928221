//! The claim payments of a batch as bytes.

use remedi_claims::{DateRange, Money, Npi, Pos};

use crate::Code;
use crate::category::{Categories, Category};
use crate::cause::denial_by_code;
use crate::member::HashedId;
use crate::packed::{Packer, Table, Unpacker, flags};
use crate::record::{PaidLine, PaymentHead, PaymentRecord, Triplet};

/// The claim payments of a batch.
#[derive(Debug, Default)]
pub(crate) struct PackedPayments {
    packer: Packer,
    /// Where each starts.
    pub starts: Vec<u32>,
    /// Offset of the first CLP in the input.
    base: u64,
    providers: Table<Npi>,
    /// The index among all remittances, by that in the batch.
    remittances: Vec<u32>,
}

// What there is of a payment.
const DENIES: u8 = 1;
const DENYING: u8 = 1 << 1;
const REMARKS: u8 = 1 << 2;
const DATES: u8 = 1 << 3;
const POS: u8 = 1 << 4;
const PROVIDER: u8 = 1 << 5;
const MEMBER: u8 = 1 << 6;
const ORIGINAL: u8 = 1 << 7;
// What there is of a line.
const CONTROL: u8 = 1;
const REJECTS: u8 = 1 << 3;
const OWN_DATES: u8 = 1 << 6;
const NO_DATES: u8 = 1 << 7;

impl PackedPayments {
    /// Writes a payment; `byte` is the offset of its CLP.
    pub(crate) fn push(&mut self, payment: &PaymentRecord<'_>, byte: u64) {
        if self.starts.is_empty() {
            self.base = byte;
        }
        self.starts.push(self.packer.bytes.len() as u32);
        let base = self.base;
        let to = &mut self.packer;
        to.byte(flags([
            (DENIES, payment.denies),
            (DENYING, !payment.denying.is_empty()),
            (REMARKS, !payment.remarks.is_empty()),
            (DATES, payment.dates.is_some()),
            (POS, payment.pos.is_some()),
            (PROVIDER, payment.provider.is_some()),
            (MEMBER, payment.member.is_some()),
            (ORIGINAL, !payment.original.is_empty()),
        ]));
        to.number(payment.remittance.into());
        to.slice(payment.id.as_bytes());
        to.slice(payment.control.as_bytes());
        if !payment.original.is_empty() {
            to.slice(payment.original.as_bytes());
        }
        to.code(payment.status);
        to.money(payment.charge);
        to.money(payment.paid);
        to.code(payment.filing);
        to.code(payment.frequency);
        if let Some(pos) = payment.pos {
            to.byte(pos.number());
        }
        if let Some(member) = payment.member {
            to.fixed(member.to_bytes());
        }
        if let Some(dates) = payment.dates {
            to.dates(dates);
        }
        if let Some(provider) = payment.provider {
            to.number(self.providers.number_of(provider));
        }
        write_codes(to, &payment.remarks);
        write_denying(to, &payment.denying, base);
        write_adjusted(to, payment.adjusted);
        to.fixed(payment.mirror.to_le_bytes());
        to.number(payment.lines.len() as u64);
        let mut before = payment.dates;
        for line in &payment.lines {
            self.push_line(line, before);
            before = line.dates;
        }
    }

    fn push_line(&mut self, line: &PaidLine, before: Option<DateRange>) {
        let to = &mut self.packer;
        to.byte(flags([
            (CONTROL, line.control.is_some()),
            (DENYING, !line.denying.is_empty()),
            (REMARKS, !line.remarks.is_empty()),
            (REJECTS, !line.rejects.is_empty()),
            (PROVIDER, line.provider.is_some()),
            (OWN_DATES, line.dates.is_some() && line.dates != before),
            (NO_DATES, line.dates.is_none()),
        ]));
        to.byte(line.modifiers.iter().count() as u8);
        to.modifiers(line.modifiers);
        if let Some(control) = line.control {
            to.fixed(control.to_bytes());
        }
        to.code(line.service);
        to.money(line.charge);
        to.money(line.paid);
        if let Some(dates) = line.dates.filter(|_| line.dates != before) {
            to.dates(dates);
        }
        if let Some(provider) = line.provider {
            to.number(self.providers.number_of(provider));
        }
        write_codes(to, &line.remarks);
        write_codes(to, &line.rejects);
        write_denying(to, &line.denying, self.base);
    }

    /// The payments, where the remittances of the batch have these indexes among all.
    pub(crate) fn of_remittances(mut self, indexes: Vec<u32>) -> PackedPayments {
        self.packer.bytes.shrink_to_fit();
        self.starts = Vec::new();
        self.remittances = indexes;
        self
    }

    /// How many payments there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether an adjustment of the payment at an offset denies.
    pub(crate) fn denies(&self, offset: u32) -> bool {
        self.unpacker(offset).byte() & DENIES != 0
    }

    /// Whether the payment at an offset names another that it replaces.
    pub(crate) fn replaces(&self, offset: u32) -> bool {
        self.unpacker(offset).byte() & ORIGINAL != 0
    }

    /// The index of the remittance of the payment at an offset.
    pub(crate) fn remittance(&self, offset: u32) -> u32 {
        let mut from = self.unpacker(offset);
        from.byte();
        let local = from.small() as usize;
        self.remittances.get(local).copied().unwrap_or_default()
    }

    /// The head of the payment at an offset.
    pub(crate) fn head(&self, offset: u32) -> PaymentHead<'_> {
        self.read_head(&mut self.unpacker(offset))
    }

    /// The payment at an offset.
    pub(crate) fn payment(&self, offset: u32) -> PaymentRecord<'_> {
        let from = &mut self.unpacker(offset);
        let head = self.read_head(from);
        let (count, mut before) = (from.count(), head.dates);
        let lines = (0..count).map(|_| {
            let line = self.read_line(from, before);
            before = line.dates;
            line
        });
        let lines = lines.collect();
        PaymentRecord { head, lines }
    }

    fn unpacker(&self, offset: u32) -> Unpacker<'_> {
        Unpacker::new(self.packer.bytes.get(offset as usize..).unwrap_or_default())
    }

    fn read_head<'a>(&'a self, from: &mut Unpacker<'a>) -> PaymentHead<'a> {
        let flags = from.byte();
        let has = |flag| flags & flag != 0;
        let local = from.small() as usize;
        let mut head = PaymentHead {
            denies: has(DENIES),
            remittance: self.remittances.get(local).copied().unwrap_or_default(),
            id: from.text(),
            control: from.text(),
            original: if has(ORIGINAL) { from.text() } else { "" },
            status: from.code(),
            charge: from.money(),
            paid: from.money(),
            filing: from.code(),
            frequency: from.code(),
            pos: if has(POS) {
                Pos::new(from.byte())
            } else {
                None
            },
            member: match has(MEMBER) {
                true => HashedId::of_bytes(from.fixed()),
                false => None,
            },
            dates: has(DATES).then(|| from.dates()),
            provider: self.read_provider(from, flags),
            remarks: read_codes(from, has(REMARKS)),
            denying: self.read_denying(from, flags),
            ..PaymentHead::default()
        };
        head.adjusted = read_adjusted(from);
        head.mirror = u64::from_le_bytes(from.fixed());
        head
    }

    fn read_line(&self, from: &mut Unpacker<'_>, before: Option<DateRange>) -> PaidLine {
        let flags = from.byte();
        let has = |flag| flags & flag != 0;
        let modifiers = from.byte();
        PaidLine {
            modifiers: from.modifiers(modifiers),
            control: match has(CONTROL) {
                true => HashedId::of_bytes(from.fixed()),
                false => None,
            },
            service: from.code(),
            charge: from.money(),
            paid: from.money(),
            dates: match (has(NO_DATES), has(OWN_DATES)) {
                (true, _) => None,
                (false, true) => Some(from.dates()),
                (false, false) => before,
            },
            provider: self.read_provider(from, flags),
            remarks: read_codes(from, has(REMARKS)),
            rejects: read_codes(from, has(REJECTS)),
            denying: self.read_denying(from, flags),
        }
    }

    fn read_provider(&self, from: &mut Unpacker<'_>, flags: u8) -> Option<Npi> {
        match flags & PROVIDER {
            0 => None,
            _ => self.providers.values.get(from.small() as usize).copied(),
        }
    }

    fn read_denying(&self, from: &mut Unpacker<'_>, flags: u8) -> Vec<Triplet> {
        let count = if flags & DENYING != 0 {
            from.count()
        } else {
            0
        };
        let triplets = (0..count).map(|_| {
            let (group, carc) = (from.code(), from.code());
            Triplet {
                group,
                carc,
                denial: denial_by_code(group, carc),
                amount: from.money(),
                byte: self.base.wrapping_add(from.number()),
                segment: from.small(),
                element: from.byte(),
            }
        });
        triplets.collect()
    }
}

/// A bit for each category that something is in, and the amounts.
fn write_adjusted(to: &mut Packer, adjusted: Categories) {
    let amounts = Category::ALL.map(|category| adjusted.get(category));
    let present = |bit: usize| u8::from(amounts[bit] != Money::ZERO) << bit;
    to.byte((0..amounts.len()).fold(0, |flags, bit| flags | present(bit)));
    let amounts = amounts.into_iter().filter(|amount| *amount != Money::ZERO);
    amounts.for_each(|amount| to.money(amount));
}

fn read_adjusted(from: &mut Unpacker<'_>) -> Categories {
    let flags = from.byte();
    let mut adjusted = Categories::default();
    for category in Category::ALL {
        if flags & 1 << category as u8 != 0 {
            adjusted.add(category, from.money());
        }
    }
    adjusted
}

fn write_codes(to: &mut Packer, codes: &[Code]) {
    if !codes.is_empty() {
        to.number(codes.len() as u64);
        codes.iter().for_each(|code| to.code(*code));
    }
}

fn read_codes(from: &mut Unpacker<'_>, there: bool) -> Vec<Code> {
    let count = if there { from.count() } else { 0 };
    (0..count).map(|_| from.code()).collect()
}

fn write_denying(to: &mut Packer, denying: &[Triplet], base: u64) {
    if denying.is_empty() {
        return;
    }
    to.number(denying.len() as u64);
    for triplet in denying {
        to.code(triplet.group);
        to.code(triplet.carc);
        to.money(triplet.amount);
        to.number(triplet.byte.wrapping_sub(base));
        to.number(triplet.segment.into());
        to.byte(triplet.element);
    }
}
