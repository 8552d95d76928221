//! The claim payments of a batch as bytes.

use remedi_claims::codes::cause::Denial;
use remedi_claims::{DateRange, Money, Npi, Pos};

use crate::Code;
use crate::category::{Categories, Category};
use crate::cause::denial_by_code;
use crate::code::Billed;
use crate::member::HashedId;
use crate::packed::{HashedTable, Packer, Unpacker, flags};
use crate::record::{PaidLine, PaymentHead, PaymentRecord, Triplet, denial_in};

/// The claim payments of a batch.
#[derive(Debug, Default)]
pub(crate) struct PackedPayments {
    packer: Packer,
    /// Where each starts.
    pub starts: Vec<u32>,
    /// Offset of the first CLP in the input.
    base: u64,
    providers: HashedTable<Npi>,
    forms: HashedTable<Form>,
    billed: HashedTable<Billed>,
    answers: HashedTable<Answer>,
}

/// The payments of a batch, to be read again.
#[derive(Debug)]
pub(crate) struct PaidPage {
    bytes: Box<[u8]>,
    base: u64,
    providers: Vec<Npi>,
    forms: Vec<Form>,
    billed: Vec<Billed>,
    /// Each with whether it denies.
    answers: Vec<(Answer, Denial)>,
    /// The index among all remittances, by that in the batch.
    remittances: Vec<u32>,
}

/// What a payment tells in codes: many tell the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Form {
    status: Code,
    filing: Code,
    frequency: Code,
    pos: Option<Pos>,
    is_encounter: bool,
    is_unreadable: bool,
}

/// The codes of an adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Answer {
    group: Code,
    carc: Code,
}

/// What stands first of a payment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brief {
    /// Index of its remittance.
    pub remittance: u32,
    pub status: Code,
    pub charge: Money,
    pub paid: Money,
    /// Whether an adjustment of the claim or of a line denies.
    pub denies: bool,
    /// Whether it names another payment that it replaces (REF*F8).
    pub has_original: bool,
    /// Whether it takes off what another payer decided.
    pub takes_off: bool,
}

// What there is of a payment.
const DENIES: u8 = 1;
const DENYING: u8 = 1 << 1;
const REMARKS: u8 = 1 << 2;
const DATES: u8 = 1 << 3;
const PROVIDER: u8 = 1 << 4;
const MEMBER: u8 = 1 << 5;
const ORIGINAL: u8 = 1 << 6;
const TAKES_OFF: u8 = 1 << 7;
// What there is of a line.
const CONTROL: u8 = 1;
const REJECTS: u8 = 1 << 3;
const ENCOUNTER: u8 = 1 << 5;
const OWN_DATES: u8 = 1 << 6;
const NO_DATES: u8 = 1 << 7;

impl PackedPayments {
    /// With room for the payments of a batch of so many bytes.
    pub(crate) fn for_bytes(bytes: u64) -> PackedPayments {
        PackedPayments {
            packer: Packer::for_bytes(bytes),
            ..PackedPayments::default()
        }
    }

    /// Writes a payment; `byte` is the offset of its CLP.
    pub(crate) fn push(&mut self, payment: &PaymentRecord<'_>, byte: u64) {
        if self.starts.is_empty() {
            self.base = byte;
        }
        self.starts.push(self.packer.bytes.len() as u32);
        let to = &mut self.packer;
        to.byte(flags([
            (DENIES, payment.denies),
            (DENYING, !payment.denying.is_empty()),
            (REMARKS, !payment.remarks.is_empty()),
            (DATES, payment.dates.is_some()),
            (PROVIDER, payment.provider.is_some()),
            (MEMBER, payment.member.is_some()),
            (ORIGINAL, !payment.original.is_empty()),
            (
                TAKES_OFF,
                payment.adjusted.get(Category::CobEffect) > Money::ZERO,
            ),
        ]));
        to.number(payment.remittance.into());
        to.number(self.forms.number_of(Form {
            status: payment.status,
            filing: payment.filing,
            frequency: payment.frequency,
            pos: payment.pos,
            is_encounter: payment.is_encounter,
            is_unreadable: payment.is_unreadable,
        }));
        to.money(payment.charge);
        to.money(payment.paid);
        if let Some(dates) = payment.dates {
            to.dates(dates);
        }
        to.slice(payment.id);
        to.slice(payment.control);
        if !payment.original.is_empty() {
            to.slice(payment.original);
        }
        if let Some(member) = payment.member {
            to.fixed(member.to_bytes());
        }
        if let Some(provider) = payment.provider {
            to.number(self.providers.number_of(provider));
        }
        write_codes(to, &payment.remarks);
        self.write_denying(&payment.denying);
        let to = &mut self.packer;
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
            (ENCOUNTER, line.is_encounter),
            (OWN_DATES, line.dates.is_some() && line.dates != before),
            (NO_DATES, line.dates.is_none()),
        ]));
        to.number(self.billed.number_of(Billed {
            service: line.service,
            modifiers: line.modifiers,
        }));
        if let Some(control) = line.control {
            to.fixed(control.to_bytes());
        }
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
        self.write_denying(&line.denying);
    }

    fn write_denying(&mut self, denying: &[Triplet]) {
        if denying.is_empty() {
            return;
        }
        let to = &mut self.packer;
        to.number(denying.len() as u64);
        for triplet in denying {
            to.number(self.answers.number_of(Answer {
                group: triplet.group,
                carc: triplet.carc,
            }));
            to.money(triplet.amount);
            to.number(triplet.byte.wrapping_sub(self.base));
            to.number(triplet.segment.into());
            to.byte(triplet.element);
        }
    }

    /// The payments, where the remittances of the batch have these indexes among all.
    pub(crate) fn into_page(self, indexes: Vec<u32>) -> PaidPage {
        let answers = self.answers.values.into_iter();
        let judged = answers.map(|one| (one, denial_by_code(one.group, one.carc)));
        PaidPage {
            bytes: self.packer.bytes.into(),
            base: self.base,
            providers: self.providers.values,
            forms: self.forms.values,
            billed: self.billed.values,
            answers: judged.collect(),
            remittances: indexes,
        }
    }

    /// How many payments there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }
}

impl PaidPage {
    /// What stands first of the payment at an offset.
    pub(crate) fn brief(&self, offset: u32) -> Brief {
        self.read_brief(&mut self.unpacker(offset)).0
    }

    /// Whether an adjustment of the payment at an offset, or of one of its lines, denies.
    pub(crate) fn denies(&self, offset: u32) -> bool {
        self.unpacker(offset).byte() & DENIES != 0
    }

    /// CLP02, CLP01 and CLP07 of the payment at an offset.
    pub(crate) fn names(&self, offset: u32) -> (Code, &[u8], &[u8]) {
        let from = &mut self.unpacker(offset);
        let (brief, flags, _) = self.read_brief(from);
        if flags & DATES != 0 {
            from.dates();
        }
        (brief.status, from.slice(), from.slice())
    }

    /// The head of the payment at an offset.
    pub(crate) fn head(&self, offset: u32) -> PaymentHead<'_> {
        self.read_head(&mut self.unpacker(offset))
    }

    /// The payment at an offset, with its lines in the room that is given.
    pub(crate) fn payment(&self, offset: u32, mut lines: Vec<PaidLine>) -> PaymentRecord<'_> {
        let from = &mut self.unpacker(offset);
        let head = self.read_head(from);
        let (count, mut before) = (from.count(), head.dates);
        lines.clear();
        lines.extend((0..count).map(|_| {
            let line = self.read_line(from, before, head.status);
            before = line.dates;
            line
        }));
        PaymentRecord { head, lines }
    }

    fn unpacker(&self, offset: u32) -> Unpacker<'_> {
        Unpacker::new(self.bytes.get(offset as usize..).unwrap_or_default())
    }

    #[inline]
    fn read_brief(&self, from: &mut Unpacker<'_>) -> (Brief, u8, Form) {
        #[cfg(test)]
        READS.set(READS.get() + 1);
        let flags = from.byte();
        let local = from.small() as usize;
        let form = self.forms.get(from.small() as usize);
        let form = form.copied().unwrap_or_default();
        let brief = Brief {
            remittance: self.remittances.get(local).copied().unwrap_or_default(),
            status: form.status,
            charge: from.money(),
            paid: from.money(),
            denies: flags & DENIES != 0,
            has_original: flags & ORIGINAL != 0,
            takes_off: flags & TAKES_OFF != 0,
        };
        (brief, flags, form)
    }

    fn read_head<'a>(&'a self, from: &mut Unpacker<'a>) -> PaymentHead<'a> {
        let (brief, flags, form) = self.read_brief(from);
        let has = |flag| flags & flag != 0;
        PaymentHead {
            denies: brief.denies,
            remittance: brief.remittance,
            dates: has(DATES).then(|| from.dates()),
            id: from.slice(),
            control: from.slice(),
            original: if has(ORIGINAL) { from.slice() } else { b"" },
            status: form.status,
            charge: brief.charge,
            paid: brief.paid,
            filing: form.filing,
            frequency: form.frequency,
            pos: form.pos,
            member: match has(MEMBER) {
                true => HashedId::of_bytes(from.fixed()),
                false => None,
            },
            provider: self.read_provider(from, flags),
            remarks: read_codes(from, has(REMARKS)),
            denying: self.read_denying(from, flags, form.status),
            adjusted: read_adjusted(from),
            mirror: u64::from_le_bytes(from.fixed()),
            is_encounter: form.is_encounter,
            is_unreadable: form.is_unreadable,
        }
    }

    #[inline]
    fn read_line(
        &self,
        from: &mut Unpacker<'_>,
        before: Option<DateRange>,
        status: Code,
    ) -> PaidLine {
        let flags = from.byte();
        let has = |flag| flags & flag != 0;
        let billed = self.billed.get(from.small() as usize);
        let Billed { service, modifiers } = billed.copied().unwrap_or_default();
        PaidLine {
            service,
            modifiers,
            control: match has(CONTROL) {
                true => HashedId::of_bytes(from.fixed()),
                false => None,
            },
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
            denying: self.read_denying(from, flags, status),
            is_encounter: has(ENCOUNTER),
        }
    }

    #[inline]
    fn read_provider(&self, from: &mut Unpacker<'_>, flags: u8) -> Option<Npi> {
        match flags & PROVIDER {
            0 => None,
            _ => self.providers.get(from.small() as usize).copied(),
        }
    }

    #[inline]
    fn read_denying(&self, from: &mut Unpacker<'_>, flags: u8, status: Code) -> Vec<Triplet> {
        if flags & DENYING == 0 {
            return Vec::new();
        }
        let triplets = (0..from.count()).filter_map(|_| {
            let answer = self.answers.get(from.small() as usize);
            let (amount, byte) = (from.money(), self.base.wrapping_add(from.number()));
            let (segment, element) = (from.small(), from.byte());
            let &(Answer { group, carc }, denial) = answer?;
            Some(Triplet {
                group,
                carc,
                denial: denial_in(status, denial),
                amount,
                byte,
                segment,
                element,
            })
        });
        triplets.collect()
    }
}

#[cfg(test)]
thread_local! {
    /// How often payments were read, for tests of what is read too often.
    pub(crate) static READS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
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
    let (mut flags, mut adjusted) = (from.byte(), Categories::default());
    while let Some(&category) = Category::ALL.get(flags.trailing_zeros() as usize) {
        adjusted.add(category, from.money());
        flags &= flags - 1;
    }
    adjusted
}

fn write_codes(to: &mut Packer, codes: &[Code]) {
    if !codes.is_empty() {
        to.number(codes.len() as u64);
        codes.iter().for_each(|code| to.code(*code));
    }
}

#[inline]
fn read_codes(from: &mut Unpacker<'_>, there: bool) -> Vec<Code> {
    match there {
        true => (0..from.count()).map(|_| from.code()).collect(),
        false => Vec::new(),
    }
}
