//! Sent claims in a file, until the payer answers: weeks lie between an 837 and its 835.
//!
//! A file is a mark, the version of the format, and blocks, each with its length and a checksum (CRC-32, both little
//! endian). The first holds the key of the hashes, the inputs and how many blocks follow, each with the claims of one
//! batch as [`SentClaims`] holds them. It names no patient: members and control numbers are hashes, and of an SSN that
//! serves as a TIN the last four digits. But it holds claim numbers (CLM01), days and procedures, so that it has to be
//! kept as safe as the claims themselves.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::{LazyLock, Mutex, PoisonError};

use remedi_claims::{Npi, Tin, TinKind};
use remedi_validate::{Prediction, rules};

use crate::SentClaims;
use crate::acknowledged::Acknowledged;
use crate::code::Billed;
use crate::member::{HashedId, IdKey};
use crate::packed::{Packer, Slot, Unpacker, flags};
use crate::sent::{Sending, SentFinding, SentInput, SentPage};

const MARK: &[u8; 16] = b"remedi claims\r\n\0";
/// To be raised with every change of what `sent` packs, of the sums of `reading`, or of what is written here.
const VERSION: u32 = 10;

/// Why a file can't be opened as an index of claims.
#[derive(Debug)]
#[non_exhaustive]
pub enum IndexError {
    /// It can't be read.
    Unreadable(io::Error),
    /// It is something else.
    NotAnIndex,
    /// It is in a format of another version of remedi; which.
    OtherVersion(u32),
    /// It is cut short, or bytes in it changed.
    Damaged,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Unreadable(error) => error.fmt(f),
            IndexError::NotAnIndex => f.write_str("this is no index of claims"),
            IndexError::OtherVersion(version) => write!(
                f,
                "this index of claims is of another version of remedi (its format is {version}, not {VERSION}): remove it and give \
                 the claims again"
            ),
            IndexError::Damaged => f.write_str(
                "this index of claims is damaged: take a copy of it that is whole, or remove it and give the claims again",
            ),
        }
    }
}

impl std::error::Error for IndexError {}

impl From<io::Error> for IndexError {
    fn from(error: io::Error) -> IndexError {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => IndexError::Damaged,
            _ => IndexError::Unreadable(error),
        }
    }
}

impl SentClaims {
    /// Writes all claims of inputs that were read to their end.
    ///
    /// ```
    /// use remedi_remit::SentClaims;
    ///
    /// let mut file = Vec::new();
    /// SentClaims::default().write(&mut file)?;
    /// assert!(SentClaims::read(&file[..]).is_ok_and(|claims| claims.is_empty()));
    /// file[20] ^= 1;
    /// assert!(SentClaims::read(&file[..]).is_err());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// When `to` fails.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(MARK)?;
        to.write_all(&VERSION.to_le_bytes())?;
        let is_whole = |page: &SentPage| {
            let input = self.inputs.get(page.input as usize);
            input.is_none_or(|input| !input.broke_off)
        };
        let mut block = Packer::default();
        block.fixed(self.key.to_bytes());
        block.number(self.inputs.len() as u64);
        for input in &self.inputs {
            block.slice(input.name.as_bytes());
            let kept = (!input.broke_off).then_some((input.claims, input.digest));
            let (claims, digest) = kept.unwrap_or_default();
            block.number(claims);
            block.fixed(digest.to_le_bytes());
        }
        let pages = self.pages.iter().filter(|page| is_whole(page));
        block.number(pages.count() as u64);
        write_block(&block, to)?;
        block.bytes.clear();
        write_acknowledged(&self.acknowledged, &mut block);
        write_block(&block, to)?;
        let mut slots = &self.slots[..];
        for (number, page) in (0..).zip(&self.pages) {
            let count = slots.partition_point(|slot| slot.page == number);
            let (own, rest) = slots.split_at(count);
            slots = rest;
            if is_whole(page) {
                block.bytes.clear();
                write_page(page, own, &mut block);
                write_block(&block, to)?;
            }
        }
        Ok(())
    }

    /// Opens claims that were [written](SentClaims::write).
    ///
    /// # Errors
    /// When the file can't be read, is no index, one of another version, or damaged.
    pub fn read(mut from: impl Read) -> Result<SentClaims, IndexError> {
        let mut mark = [0; MARK.len()];
        match from.read_exact(&mut mark) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(IndexError::NotAnIndex);
            }
            read => read?,
        }
        if mark != *MARK {
            return Err(IndexError::NotAnIndex);
        }
        let version = read_u32(&mut from)?;
        if version != VERSION {
            return Err(IndexError::OtherVersion(version));
        }
        let mut block = Vec::new();
        read_block(&mut from, &mut block)?;
        let mut header = Unpacker::new(&block);
        let mut claims = SentClaims {
            key: IdKey::of_bytes(header.fixed()),
            ..SentClaims::default()
        };
        let inputs = header.count();
        claims.inputs = (0..inputs)
            .map(|_| SentInput {
                name: header.text().into(),
                claims: header.number(),
                digest: u64::from_le_bytes(header.fixed()),
                broke_off: false,
            })
            .collect();
        let pages = header.small();
        read_block(&mut from, &mut block)?;
        claims.acknowledged = read_acknowledged(&block);
        for number in 0..pages {
            read_block(&mut from, &mut block)?;
            let page = read_page(&block, number, &mut claims.slots);
            let page = page.filter(|page| (page.input as usize) < inputs);
            claims.pages.push(page.ok_or(IndexError::Damaged)?);
        }
        let number = |claim| claims.hash_of(claims.id(claim)) as u32;
        let all = 0..claims.len() as u32;
        claims.numbers = all.clone().map(number).collect();
        let replaces = |&claim: &u32| !claims.head(claim).original.is_empty();
        claims.replacing = all.filter(replaces).collect();
        match from.read(&mut [0])? {
            0 => Ok(claims),
            _ => Err(IndexError::Damaged),
        }
    }
}

fn write_block(block: &Packer, to: &mut impl Write) -> io::Result<()> {
    let bytes = &block.bytes;
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
    to.write_all(bytes)
}

fn read_block(from: &mut impl Read, block: &mut Vec<u8>) -> Result<(), IndexError> {
    let (length, sum) = (read_u32(from)?, read_u32(from)?);
    block.clear();
    from.take(length.into()).read_to_end(block)?;
    match block.len() == length as usize && crc32fast::hash(block) == sum {
        true => Ok(()),
        false => Err(IndexError::Damaged),
    }
}

fn read_u32(from: &mut impl Read) -> Result<u32, IndexError> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// The same file may have been read twice.
fn write_acknowledged(acknowledged: &[Acknowledged], to: &mut Packer) {
    let mut all = acknowledged.to_vec();
    all.sort_unstable();
    all.dedup();
    to.number(all.len() as u64);
    for one in all {
        to.byte(flags([
            (1, one.is_rejected),
            (2, one.trace.is_some()),
            (4, one.control.is_some()),
            (8, one.told_on.is_some()),
        ]));
        to.fixed(one.id.to_le_bytes());
        for id in [one.trace, one.control].into_iter().flatten() {
            to.fixed(id.to_bytes());
        }
        if let Some(day) = one.told_on {
            to.day(day);
        }
    }
}

fn read_acknowledged(block: &[u8]) -> Vec<Acknowledged> {
    let from = &mut Unpacker::new(block);
    let all = (0..from.count()).map(|_| {
        let (there, id) = (from.byte(), u64::from_le_bytes(from.fixed()));
        let mut hashed = |flag| match there & flag {
            0 => None,
            _ => HashedId::of_bytes(from.fixed()),
        };
        Acknowledged {
            id,
            trace: hashed(2),
            control: hashed(4),
            is_rejected: there & 1 != 0,
            told_on: (there & 8 != 0).then(|| from.day()),
        }
    });
    all.collect()
}

fn write_page(page: &SentPage, slots: &[Slot], to: &mut Packer) {
    to.number(page.input.into());
    to.number(page.base);
    to.number(page.sendings.len() as u64);
    for sending in &page.sendings {
        match sending.tin.map(|tin| (tin.ein(), tin)) {
            None => to.byte(0),
            Some((Some(ein), _)) => {
                to.byte(1);
                to.number(ein.into());
            }
            // Shown are the last four digits, and no more are to be kept.
            Some((None, ssn)) => {
                to.byte(2);
                to.slice(ssn.to_string().trim_start_matches('*').as_bytes());
            }
        }
        to.number(sending.npi.map_or(0, Npi::number));
        to.slice(sending.payer.as_bytes());
        to.slice(sending.payer_sent.as_bytes());
        to.byte(sending.sent_on.is_some().into());
        if let Some(day) = sending.sent_on {
            to.day(day);
        }
    }
    to.number(page.providers.len() as u64);
    for provider in &page.providers {
        to.number(provider.number());
    }
    to.number(page.billed.len() as u64);
    for billed in &page.billed {
        to.code(billed.service);
        to.modifiers(billed.modifiers);
    }
    to.number(page.locations.len() as u64);
    for location in &page.locations {
        to.slice(location.as_bytes());
    }
    to.number(page.findings.len() as u64);
    for finding in &page.findings {
        to.slice(finding.rule.as_bytes());
        to.slice(finding.cause.as_str().as_bytes());
        to.byte(finding.is_error.into());
        // Of our own rules it is known.
        let predicts = match finding.is_habit {
            true => finding.predicts,
            false => &[],
        };
        to.number(predicts.len() as u64);
        for prediction in predicts {
            to.slice(prediction.to_string().as_bytes());
        }
    }
    to.number(slots.len() as u64);
    let mut before = 0;
    for slot in slots {
        to.number((slot.offset - before).into());
        before = slot.offset;
    }
    to.slice(&page.bytes);
}

/// A page and where its claims start; `None` when it can't be one.
fn read_page(block: &[u8], number: u32, slots: &mut Vec<Slot>) -> Option<SentPage> {
    let from = &mut Unpacker::new(block);
    let (input, base) = (from.small(), from.number());
    let sendings = (0..from.count()).map(|_| {
        let tin = match from.byte() {
            0 => None,
            1 => Some(Tin::parse(
                format!("{:09}", from.small()).as_bytes(),
                TinKind::Ein,
            )?),
            _ => Some(Tin::parse(from.slice(), TinKind::Ssn)?),
        };
        let npi = match from.number() {
            0 => None,
            number => Some(npi(number)?),
        };
        Some(Sending {
            tin,
            npi,
            payer: from.text().into(),
            payer_sent: from.text().into(),
            sent_on: (from.byte() != 0).then(|| from.day()),
        })
    });
    let sendings: Option<Vec<Sending>> = sendings.collect();
    let providers = (0..from.count()).map(|_| npi(from.number()));
    let providers: Option<Vec<Npi>> = providers.collect();
    let billed = (0..from.count()).map(|_| Billed {
        service: from.code(),
        modifiers: from.modifiers(),
    });
    let billed = billed.collect();
    let locations = (0..from.count()).map(|_| from.text().into()).collect();
    let findings = (0..from.count()).map(|_| {
        let code = from.text();
        let known = rules::find(code);
        let (cause, is_error) = (from.text().parse().ok()?, from.byte() != 0);
        let own: Vec<&str> = (0..from.count()).map(|_| from.text()).collect();
        let predicts = match known {
            Some(rule) => rule.predicts,
            None => Prediction::of_texts(own).ok()?,
        };
        Some(SentFinding {
            rule: known.map_or_else(|| kept(code), |rule| rule.code),
            cause,
            is_error,
            predicts,
            is_habit: known.is_none() && !predicts.is_empty(),
        })
    });
    let findings: Option<Vec<SentFinding>> = findings.collect();
    let (count, mut offset) = (from.count(), 0_u32);
    let first = slots.len();
    for _ in 0..count {
        offset = offset.checked_add(from.small())?;
        slots.push(Slot {
            page: number,
            offset,
        });
    }
    let bytes = from.slice();
    let mut own = slots[first..].iter();
    own.all(|slot| (slot.offset as usize) < bytes.len())
        .then_some(SentPage {
            input,
            base,
            bytes: bytes.into(),
            sendings: sendings?,
            providers: providers?,
            billed,
            locations,
            findings: findings?,
        })
}

fn npi(number: u64) -> Option<Npi> {
    Npi::parse(format!("{number:010}").as_bytes()).ok()
}

/// The code of a rule that is none of ours, such as one of a profile: kept once for as long as the program runs, as
/// those of profiles are.
fn kept(code: &str) -> &'static str {
    static KNOWN: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.get(code).copied().unwrap_or_else(|| {
        let code: &'static str = Box::leak(code.into());
        known.insert(code);
        code
    })
}
