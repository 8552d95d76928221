//! Codes as claims send them: where each stands and of what list it is (SNIP type 5).
//!
//! One pass over the segments of a claim finds its codes; rules name the lists that they judge.

use std::ops::Range;

use chrono::NaiveDate;
use remedi_claims::{
    Batch, Claim, ClaimKind, ClaimPayment, DateRange, LayoutId, SegmentAt, SegmentId,
};
use remedi_x12::Element;

use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::profile::{CodeLists, Listed};
use crate::rule::{Hit, Hits, Rule, Severity, Spot};

const CAS: SegmentId = SegmentId::of(b"CAS");
const CL1: SegmentId = SegmentId::of(b"CL1");
const CLM: SegmentId = SegmentId::of(b"CLM");
const DTP: SegmentId = SegmentId::of(b"DTP");
const HI: SegmentId = SegmentId::of(b"HI");
const HL: SegmentId = SegmentId::of(b"HL");
const LIN: SegmentId = SegmentId::of(b"LIN");
const LQ: SegmentId = SegmentId::of(b"LQ");
const LX: SegmentId = SegmentId::of(b"LX");
const MIA: SegmentId = SegmentId::of(b"MIA");
const MOA: SegmentId = SegmentId::of(b"MOA");
const N4: SegmentId = SegmentId::of(b"N4");
const NM1: SegmentId = SegmentId::of(b"NM1");
const PER: SegmentId = SegmentId::of(b"PER");
const PRV: SegmentId = SegmentId::of(b"PRV");
const SBR: SegmentId = SegmentId::of(b"SBR");
const SV1: SegmentId = SegmentId::of(b"SV1");
const SV2: SegmentId = SegmentId::of(b"SV2");
const SV3: SegmentId = SegmentId::of(b"SV3");
const SV5: SegmentId = SegmentId::of(b"SV5");
const SVC: SegmentId = SegmentId::of(b"SVC");
const SVD: SegmentId = SegmentId::of(b"SVD");

/// The list that a code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CodeList {
    /// Diagnoses of ICD-10-CM: HI with ABK, ABF, ABJ, APR, ABN.
    Icd10Cm,
    /// Diagnoses of ICD-9-CM: HI with BK, BF, BJ, PR, BN.
    Icd9Cm,
    /// Hospital procedures of ICD-10-PCS: HI with BBR, BBQ.
    Icd10Pcs,
    /// Hospital procedures of ICD-9-CM: HI with BR, BQ.
    Icd9Procedure,
    /// Procedures of HCPCS, CPT included: SV101, SV202, SV501, SVD03 with HC, HI with BP and BO.
    Hcpcs,
    /// Dental procedures: SV301 and SVD03 with AD.
    Cdt,
    /// Modifiers of procedures: SV101-3 to -6, and so in SV2, SV3, SVD.
    Modifier,
    /// Revenue codes: SV201, SVD04.
    RevenueCode,
    /// Facility type and frequency of the type of bill: CLM05-1 of an 837I.
    FacilityType,
    /// Diagnosis related groups: HI with DR.
    Drg,
    /// Condition codes: HI with BG.
    ConditionCode,
    /// Occurrence codes: HI with BH.
    OccurrenceCode,
    /// Occurrence span codes: HI with BI.
    OccurrenceSpanCode,
    /// Value codes: HI with BE.
    ValueCode,
    /// Patient discharge status: CL103.
    DischargeStatus,
    /// National drug codes: LIN03 with N4.
    Ndc,
    /// States and provinces: N402, CLM11-4.
    State,
    /// Countries: N404, CLM11-5.
    Country,
    /// ZIP codes of the United States: N403.
    Zip,
    /// Provider taxonomies: PRV03.
    Taxonomy,
    /// Claim adjustment reasons: CAS02 and every third element after it.
    AdjustmentReason,
    /// Remittance advice remarks: MOA03 to 07, MIA05 and MIA20 to 23.
    Remark,
    /// Groups that prospective payment pays by (HIPPS): SV202, SVD03 with HP.
    Hipps,
    /// Telephone numbers, but for the submitter's: PER04, PER06 and PER08 with TE.
    Telephone,
    /// What an address without a country lacks, by the name of its element: N402, N403.
    AddressPart,
    /// Postal codes that start with a letter, as those of Canada do, in an address without a country: N403.
    PostalCode,
}

impl CodeList {
    /// How many lists there are.
    pub(crate) const COUNT: usize = CodeList::PostalCode as usize + 1;

    /// A code of the list in words.
    pub const fn name(self) -> &'static str {
        match self {
            CodeList::Icd10Cm | CodeList::Icd9Cm => "diagnosis code",
            CodeList::Icd10Pcs | CodeList::Icd9Procedure => "hospital procedure code",
            CodeList::Hcpcs | CodeList::Cdt => "procedure code",
            CodeList::Modifier => "modifier",
            CodeList::RevenueCode => "revenue code",
            CodeList::FacilityType => "facility type",
            CodeList::Drg => "diagnosis related group",
            CodeList::ConditionCode => "condition code",
            CodeList::OccurrenceCode => "occurrence code",
            CodeList::OccurrenceSpanCode => "occurrence span code",
            CodeList::ValueCode => "value code",
            CodeList::DischargeStatus => "discharge status",
            CodeList::Ndc => "drug code",
            CodeList::State => "state",
            CodeList::Country => "country",
            CodeList::Zip => "ZIP code",
            CodeList::Taxonomy => "taxonomy",
            CodeList::AdjustmentReason => "adjustment reason",
            CodeList::Remark => "remark",
            CodeList::Hipps => "HIPPS code",
            CodeList::Telephone => "telephone number",
            CodeList::AddressPart => "part of an address",
            CodeList::PostalCode => "postal code",
        }
    }
}

/// A code as sent.
#[derive(Clone, Copy, Debug)]
pub struct CodeSent<'b> {
    /// The list it is of.
    pub list: CodeList,
    /// The code.
    pub code: &'b [u8],
    /// Where it stands.
    pub spot: Spot,
    /// Who stands behind it: NM101 of its loop for states, countries, ZIP codes and taxonomies, else empty.
    pub role: &'b [u8],
    /// The days that it must be valid on: those of the line, else of the claim; of what another payer says the
    /// day of that (DTP*573).
    pub dates: Option<DateRange>,
    /// Whether it is the principal diagnosis: HI with ABK or BK.
    pub is_principal: bool,
    /// Whether it stands in a remittance (835).
    pub in_remittance: bool,
    /// Whether it stands in a claim that is read by a guide of version 5010.
    pub in_5010_claim: bool,
    /// What the user's list says of it; `None` without one.
    pub(crate) listed: Option<Listed>,
}

impl CodeSent<'_> {
    /// The code, where it is hardly anything else: next to a code stand the city of a patient and dates.
    pub fn shown(&self) -> Option<Value> {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let longest = match self.list {
            // Of letters and digits, as many numbers of members are.
            CodeList::Ndc if self.code.iter().any(u8::is_ascii_alphabetic) => return None,
            CodeList::Taxonomy if !is_digit(self.code.first()) => return None,
            CodeList::Telephone | CodeList::AddressPart | CodeList::PostalCode => return None,
            CodeList::Ndc => 13,
            CodeList::Taxonomy => 10,
            CodeList::Icd10Cm | CodeList::Icd10Pcs => 7,
            CodeList::Icd9Cm
            | CodeList::Hcpcs
            | CodeList::Cdt
            | CodeList::Zip
            | CodeList::Remark
            | CodeList::Hipps => 5,
            CodeList::Icd9Procedure | CodeList::RevenueCode | CodeList::Drg => 4,
            CodeList::FacilityType | CodeList::AdjustmentReason => 3,
            CodeList::State
            | CodeList::Country
            | CodeList::Modifier
            | CodeList::ConditionCode
            | CodeList::OccurrenceCode
            | CodeList::OccurrenceSpanCode
            | CodeList::ValueCode
            | CodeList::DischargeStatus => 2,
        };
        Value::code(self.code, longest)
    }

    /// What to do about a code that a payer set.
    pub fn todo(&self) -> &'static str {
        match self.in_remittance {
            true => "look the code up in the current list, or ask the payer what is meant",
            false => "copy the code and the day from the remittance of the other payer",
        }
    }

    /// Who stands behind an address, in words, and the entity code of a 277CA.
    fn who(&self) -> (&'static str, Option<&'static str>) {
        match self.role {
            b"85" => ("billing provider", Some("85")),
            b"87" => ("pay-to address", Some("87")),
            b"IL" => ("subscriber", Some("IL")),
            b"QC" => ("patient", Some("QC")),
            b"PR" => ("payer", Some("PR")),
            b"77" | b"FA" | b"LI" | b"TL" => ("service facility", Some("77")),
            b"DK" => ("ordering provider", Some("DK")),
            b"PW" => ("pick-up address", None),
            b"45" => ("drop-off address", None),
            b"" => ("accident", None),
            _ => ("party", None),
        }
    }

    /// A fault of a code of an address, where it stands.
    pub fn address_hit(&self) -> Hit {
        let (who, entity) = self.who();
        let hit = self.hit().with("who", who);
        match entity {
            Some(entity) => hit.entity(entity),
            None => hit,
        }
    }

    /// The fault of a code of the billing manual that is not two capital letters or digits.
    pub fn not_two_signs(&self) -> Option<Hit> {
        let fits = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        let is_formed = self.code.len() == 2 && self.code.iter().all(fits);
        (!is_formed).then(|| self.hit().with_known("code", self.shown()))
    }

    /// A fault of the code, where it stands.
    pub fn hit(&self) -> Hit {
        Hit::at(self.spot)
    }
}

/// A rule about codes.
pub(crate) type CodeRule = (&'static Rule, fn(&CodeSent<'_>) -> Option<Hit>);

/// The rules about codes, by the list that they judge.
#[derive(Debug, Default)]
pub(crate) struct CodeRules {
    of_list: [Vec<CodeRule>; CodeList::COUNT],
}

/// What was right not long ago, and need not be judged again.
#[derive(Debug, Default)]
pub(crate) struct CodesSeen {
    /// The levels above a claim that the claim before it stood under too, and in which nothing was wrong.
    levels: [Range<u32>; 4],
    codes: RightCodes,
    places: Places,
}

impl CodesSeen {
    /// Forgets what stands in the batch.
    pub fn leave_batch(&mut self) {
        self.levels = Default::default();
    }
}

/// Codes, and whole elements with all of theirs, that no rule had anything against.
#[derive(Debug)]
struct RightCodes(Box<[Right; 512]>);

/// All that the rules are told of a code or an element up to sixteen bytes, where the user has no lists: its bytes, and
/// the rest of it.
type Right = (u128, u128);

/// What is judged at once.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// A code.
    Code(CodeList),
    /// An element of HI, by the component and the repetition separator.
    Health(u8, Option<u8>),
    /// A procedure with its modifiers, by the component separator.
    Procedure(u8),
}

impl Unit {
    /// A number for each.
    fn number(self) -> u128 {
        match self {
            Unit::Code(list) => list as u128,
            Unit::Procedure(component) => 1 << 8 | u128::from(component) << 16,
            Unit::Health(component, repetition) => {
                let repetition = repetition.map_or(0, |byte| 1 << 32 | u128::from(byte) << 24);
                2 << 8 | u128::from(component) << 16 | repetition
            }
        }
    }
}

impl Default for RightCodes {
    fn default() -> RightCodes {
        RightCodes(Box::new([(0, 0); 512]))
    }
}

impl RightCodes {
    #[inline]
    fn key(
        unit: Unit,
        sent: &[u8],
        role: &[u8],
        dates: Option<DateRange>,
        in_5010_claim: bool,
    ) -> Option<Right> {
        // Payers' codes start and end on days of their own.
        let is_dated = matches!(
            unit,
            Unit::Code(CodeList::AdjustmentReason | CodeList::Remark)
        );
        if is_dated || sent.len() > 16 || role.len() > 3 {
            return None;
        }
        // Without lists the days tell nothing of the others but which version of the ICD is in force.
        let version = match dates {
            None => 1,
            Some(dates) => {
                2 | u64::from(dates.from < ICD_10_START) << 2
                    | u64::from(dates.to < ICD_10_START) << 3
            }
        };
        let version = version | u64::from(in_5010_claim) << 4;
        let lengths = (role.len() as u64) << 16 | (sent.len() as u64) << 8;
        let rest = packed(role) << 32 | lengths | version;
        let (head, tail) = sent.split_at(sent.len().min(8));
        Some((
            u128::from(packed(head)) << 64 | u128::from(packed(tail)),
            unit.number() << 64 | u128::from(rest),
        ))
    }

    fn slot(&mut self, (sent, rest): Right) -> &mut Right {
        let folded = |both: u128| both as u64 ^ (both >> 64) as u64;
        let hash = folded(sent) ^ folded(rest).rotate_left(40);
        let hash = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        &mut self.0[(hash >> 55) as usize % 512]
    }
}

/// What a segment tells a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    /// Codes, of some of its like.
    Codes,
    /// What line the next codes are of, and that nobody stands behind them.
    Line,
    /// Who stands behind the next codes.
    Role,
    Nothing,
}

impl Tells {
    #[inline]
    fn of(id: SegmentId) -> Tells {
        match id {
            CAS | CL1 | CLM | HI | LIN | MIA | MOA | N4 | PER | PRV | SV1 | SV2 | SV3 | SV5
            | SVD => Tells::Codes,
            LX => Tells::Line,
            NM1 | SBR => Tells::Role,
            _ => Tells::Nothing,
        }
    }
}

/// Where codes stand in claims that are laid out in some way: their segments, by their numbers from CLM on.
#[derive(Debug)]
struct Places(Box<[(LayoutId, Box<[u32]>)]>);

impl Places {
    const ROWS: usize = 1024;

    /// Those of a claim with this layout.
    fn of(&mut self, layout: LayoutId, claim: &Claim<'_>) -> &[u32] {
        let row = &mut self.0[layout.number() as usize % Places::ROWS];
        if row.0 != layout {
            *row = (layout, Places::find(claim));
        }
        &row.1
    }

    /// The segments with codes, and those that tell what the next codes are of.
    #[cold]
    fn find(claim: &Claim<'_>) -> Box<[u32]> {
        let all: Vec<(u32, SegmentId)> = (0..)
            .zip(claim.all_segments().map(|one| one.id()))
            .collect();
        let (mut asks_line, mut asks_role) = (false, false);
        let mut own: Vec<u32> = Vec::new();
        for (number, id) in all.into_iter().rev() {
            let is_asked = match Tells::of(id) {
                Tells::Codes => true,
                Tells::Line => asks_line || asks_role,
                Tells::Role => asks_role,
                Tells::Nothing => continue,
            };
            match Tells::of(id) {
                Tells::Codes => (asks_line, asks_role) = (true, true),
                Tells::Line => (asks_line, asks_role) = (false, false),
                Tells::Role | Tells::Nothing => asks_role = false,
            }
            own.extend(is_asked.then_some(number));
        }
        own.reverse();
        own.into()
    }
}

impl Default for Places {
    fn default() -> Places {
        // No layout has the number 0.
        let free = std::iter::repeat_with(|| (LayoutId::default(), Box::default()));
        Places(free.take(Places::ROWS).collect())
    }
}

/// Up to eight bytes as a number, which differs for all that are as many.
#[inline]
pub(crate) fn packed(bytes: &[u8]) -> u64 {
    let four = |at: usize| {
        let own = bytes.get(at..).and_then(|rest| rest.first_chunk());
        own.map_or(0, |&four| u64::from(u32::from_be_bytes(four)))
    };
    match *bytes {
        [] => 0,
        [a] => a.into(),
        [a, b] => u64::from(a) << 8 | u64::from(b),
        [a, b, c] => u64::from(a) << 16 | u64::from(b) << 8 | u64::from(c),
        _ => four(0) << 32 | four(bytes.len() - 4),
    }
}

/// From this day on services are sent with ICD-10 (45 CFR 162.1002).
pub(crate) const ICD_10_START: NaiveDate = match NaiveDate::from_ymd_opt(2015, 10, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl CodeRules {
    pub fn push(&mut self, lists: &[CodeList], rule: CodeRule) {
        for &list in lists {
            self.of_list[list as usize].push(rule);
        }
    }

    /// Judges every code of a claim and of the levels above it.
    pub fn run(
        &self,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        lists: Option<&CodeLists>,
        seen: &mut CodesSeen,
        hits: &mut Hits,
    ) {
        if self.of_list.iter().all(Vec::is_empty) {
            return;
        }
        let batch = claim.claim.batch();
        let CodesSeen {
            levels,
            codes,
            places,
        } = seen;
        for (range, seen) in claim.claim.ranges_above().into_iter().zip(levels) {
            // Lists of the user are dated, and claims are of other days.
            if *seen == range && lists.is_none() {
                continue;
            }
            let before = hits.all.len();
            let mut pass = Pass::new(self, claim, lines, lists, hits);
            pass.right = Some(&mut *codes).filter(|_| lists.is_none());
            let own = batch.segments(range.clone());
            own.filter(|one| Tells::of(one.id()) != Tells::Nothing)
                .for_each(|one| pass.segment(&one));
            *seen = if hits.all.len() == before {
                range
            } else {
                0..0
            };
        }
        let mut pass = Pass::new(self, claim, lines, lists, hits);
        pass.right = Some(codes).filter(|_| lists.is_none());
        let first = claim.segment;
        match claim.claim.layout() {
            Some(layout) => {
                for number in places.of(layout, &claim.claim) {
                    pass.segment(&batch.segment_at(first + number));
                }
            }
            None => {
                let all = claim.claim.all_segments();
                all.for_each(|one| pass.segment(&one));
            }
        }
    }
}

impl CodeRules {
    /// Judges the codes of a claim payment: what was paid, and why it was adjusted. Only an adjustment reason
    /// that is none is an error, as denials are judged by it.
    pub fn run_payment(
        &self,
        payment: &ClaimPayment<'_>,
        lists: Option<&CodeLists>,
        hits: &mut Hits,
    ) {
        let day = payment.remittance().paid_on().and_then(Result::ok);
        let mut pass = Pass {
            rules: self,
            batch: payment.batch(),
            kind: ClaimKind::Professional,
            in_5010_claim: false,
            lines: &[],
            lists,
            hits,
            dates: None,
            paid_on: Some(day.map(DateRange::day)),
            line: None,
            role: b"",
            is_principal: false,
            right: None,
        };
        payment.segments().for_each(|one| pass.paid(&one));
        for service in payment.services() {
            let dates = service.dates().and_then(Result::ok);
            pass.dates = dates.map(|(from, to)| DateRange { from, to });
            service.segments().for_each(|one| pass.paid(&one));
        }
    }
}

/// A pass over segments that stand one after the other.
struct Pass<'p, 'b> {
    rules: &'p CodeRules,
    batch: &'b Batch,
    kind: ClaimKind,
    in_5010_claim: bool,
    lines: &'p [LineFacts<'b>],
    lists: Option<&'p CodeLists>,
    hits: &'p mut Hits,
    /// The days of the claim.
    dates: Option<DateRange>,
    /// The day of payment, where it is known; `None` in claims.
    paid_on: Option<Option<DateRange>>,
    /// The line that the segment is in.
    line: Option<usize>,
    role: &'b [u8],
    /// Whether the code is the principal diagnosis.
    is_principal: bool,
    /// Codes that need not be judged again; none where the user has lists.
    right: Option<&'p mut RightCodes>,
}

impl<'p, 'b> Pass<'p, 'b> {
    fn new(
        rules: &'p CodeRules,
        claim: &ClaimFacts<'b>,
        lines: &'p [LineFacts<'b>],
        lists: Option<&'p CodeLists>,
        hits: &'p mut Hits,
    ) -> Pass<'p, 'b> {
        Pass {
            rules,
            batch: claim.claim.batch(),
            kind: claim.kind,
            in_5010_claim: claim.is_5010(),
            lines,
            lists,
            hits,
            dates: claim.dates_with(lines),
            paid_on: None,
            line: None,
            role: b"",
            is_principal: false,
            right: None,
        }
    }

    /// A segment of a remittance.
    fn paid(&mut self, segment: &SegmentAt<'b>) {
        match segment.id() {
            CAS | MOA | MIA => self.segment(segment),
            LQ if segment.value(1) == b"HE" => self.remarks(segment, &[2]),
            SVC => {
                self.procedure(segment, 1);
                self.element(segment, 4, CodeList::RevenueCode);
            }
            _ => {}
        }
    }

    fn segment(&mut self, segment: &SegmentAt<'b>) {
        match segment.id() {
            LX => {
                let index = segment.index();
                let next = self.line.map_or(0, |line| line + 1);
                let is_next = |line: &LineFacts<'_>| line.segment == index;
                self.line = match self.lines.get(next).is_some_and(is_next) {
                    true => Some(next),
                    false => {
                        let at = self.lines.partition_point(|line| line.segment <= index);
                        at.checked_sub(1)
                    }
                };
                self.role = b"";
            }
            NM1 => self.role = segment.value(1),
            CLM => self.claim(segment),
            HI => self.health_information(segment),
            SV1 | SV3 | SV5 => self.procedure(segment, 1),
            SV2 => {
                self.element(segment, 1, CodeList::RevenueCode);
                self.procedure(segment, 2);
            }
            SVD => {
                self.procedure(segment, 3);
                self.element(segment, 4, CodeList::RevenueCode);
            }
            N4 => self.address(segment),
            PER => self.contact(segment),
            PRV if matches!(segment.value(2), b"PXC" | b"ZZ") => {
                self.element(segment, 3, CodeList::Taxonomy);
            }
            CAS => {
                let dates = self.adjudicated(segment);
                for (element, position) in segment.elements().zip(1_u8..) {
                    if position % 3 == 2 {
                        let spot = Spot::element(segment.index(), position);
                        self.dated(CodeList::AdjustmentReason, element.bytes(), spot, dates);
                    }
                }
            }
            MOA => self.remarks(segment, &[3, 4, 5, 6, 7]),
            MIA => self.remarks(segment, &[5, 20, 21, 22, 23]),
            LIN if segment.value(2) == b"N4" => self.element(segment, 3, CodeList::Ndc),
            CL1 => self.element(segment, 3, CodeList::DischargeStatus),
            SBR => self.role = b"",
            _ => {}
        }
    }

    fn claim(&mut self, segment: &SegmentAt<'b>) {
        let values: [&[u8]; 11] = segment.values();
        if self.kind == ClaimKind::Institutional {
            let spot = Spot::component(segment.index(), 5, 1);
            self.code(CodeList::FacilityType, segment.component(5, 1), spot);
        }
        if !values[10].is_empty() {
            for (component, list) in [(4, CodeList::State), (5, CodeList::Country)] {
                let spot = Spot::component(segment.index(), 11, component);
                let code = segment.component(11, component.into());
                self.code(list, code, spot);
            }
        }
    }

    fn health_information(&mut self, segment: &SegmentAt<'b>) {
        let separators = segment.separators();
        let unit = Unit::Health(separators.component, separators.repetition);
        for position in (1..=u8::MAX).take(segment.element_count() as usize) {
            self.at_once(unit, segment.value(position.into()), |pass| {
                let element = segment.element(position.into());
                // Where repetitions are used, places tell the element alone.
                for pair in element.iter().flat_map(Element::repetitions) {
                    pass.health_code(segment, &pair, position);
                }
            });
        }
    }

    /// Judges the codes of an element, unless the same were right not long ago.
    #[inline]
    fn at_once(&mut self, unit: Unit, sent: &'b [u8], judge: impl FnOnce(&mut Self)) {
        let key = match self.right {
            Some(_) if !sent.is_empty() => {
                RightCodes::key(unit, sent, self.role, self.days(), self.in_5010_claim)
            }
            _ => None,
        };
        let is_right = self.is_right(key);
        if is_right && !cfg!(debug_assertions) {
            return;
        }
        let before = self.hits.all.len();
        judge(self);
        let is_right_now = self.hits.all.len() == before;
        debug_assert!(is_right_now || !is_right);
        if is_right_now {
            self.keep(key);
        }
    }

    #[inline]
    fn is_right(&mut self, key: Option<Right>) -> bool {
        match (key, &mut self.right) {
            (Some(key), Some(right)) => *right.slot(key) == key,
            _ => false,
        }
    }

    /// Remembers what was right.
    fn keep(&mut self, key: Option<Right>) {
        if let (Some(key), Some(right)) = (key, &mut self.right) {
            *right.slot(key) = key;
        }
    }

    fn health_code(&mut self, segment: &SegmentAt<'b>, pair: &Element<'b>, position: u8) {
        let mut components = pair.components();
        let (Some(qualifier), Some(code)) = (components.next(), components.next()) else {
            return;
        };
        let list = match qualifier {
            b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" => CodeList::Icd10Cm,
            b"BK" | b"BF" | b"BJ" | b"PR" | b"BN" => CodeList::Icd9Cm,
            b"BBR" | b"BBQ" => CodeList::Icd10Pcs,
            b"BR" | b"BQ" => CodeList::Icd9Procedure,
            b"BP" | b"BO" => CodeList::Hcpcs,
            b"DR" => CodeList::Drg,
            b"BG" => CodeList::ConditionCode,
            b"BH" => CodeList::OccurrenceCode,
            b"BI" => CodeList::OccurrenceSpanCode,
            b"BE" => CodeList::ValueCode,
            _ => return,
        };
        let spot = Spot::component(segment.index(), position, 2);
        self.is_principal = matches!(qualifier, b"ABK" | b"BK");
        self.code(list, code, spot);
        self.is_principal = false;
    }

    /// The procedure of a composite with its modifiers.
    fn procedure(&mut self, segment: &SegmentAt<'b>, position: u8) {
        let unit = Unit::Procedure(segment.separators().component);
        self.at_once(unit, segment.value(position.into()), |pass| {
            pass.procedure_codes(segment, position);
        });
    }

    fn procedure_codes(&mut self, segment: &SegmentAt<'b>, position: u8) {
        let Some(element) = segment.element(position.into()) else {
            return;
        };
        let mut components = element.components();
        let list = match components.next() {
            Some(b"HC") => CodeList::Hcpcs,
            Some(b"AD") => CodeList::Cdt,
            Some(b"HP") => CodeList::Hipps,
            _ => return,
        };
        let lists = [list, CodeList::Modifier, CodeList::Modifier];
        let lists = lists.into_iter().chain([CodeList::Modifier; 2]);
        for ((code, list), component) in components.zip(lists).zip(2..) {
            let spot = Spot::component(segment.index(), position, component);
            self.code(list, code, spot);
        }
    }

    fn address(&mut self, segment: &SegmentAt<'b>) {
        let [_, state, zip, country] = segment.values();
        let spot = |element| Spot::element(segment.index(), element);
        self.code(CodeList::Country, country, spot(4));
        if matches!(country, b"" | b"US" | b"CA") {
            self.code(CodeList::State, state, spot(2));
        }
        // Canada, named by its provinces alone, has postal codes of letters and digits.
        let is_canadian = zip.first().is_some_and(u8::is_ascii_uppercase);
        if matches!(country, b"" | b"US") && !is_canadian {
            self.code(CodeList::Zip, zip, spot(3));
        }
        if !self.in_5010_claim {
            return;
        }
        if is_canadian && country.is_empty() {
            return self.code(CodeList::PostalCode, zip, spot(4));
        }
        if matches!(country, b"" | b"US") {
            for (sent, name, element) in [(state, b"N402", 2), (zip, b"N403", 3)] {
                // A part of another country stands in N407.
                if sent.is_empty() && segment.value(7).is_empty() {
                    self.code(CodeList::AddressPart, name, spot(element));
                }
            }
        }
    }

    /// The telephone numbers of a contact. The submitter's is no matter of claims, and countries abroad have other forms.
    fn contact(&mut self, segment: &SegmentAt<'b>) {
        if self.role == b"41" {
            return;
        }
        for position in [4, 6, 8] {
            let own = usize::from(position);
            if segment.value(own - 1) != b"TE" {
                continue;
            }
            let is_usual = segment.value(own).len() == 10;
            if is_usual || !self.is_abroad(segment) {
                self.element(segment, position, CodeList::Telephone);
            }
        }
    }

    /// Whether the address of a party, which stands before its contact, is outside of the United States and Canada.
    fn is_abroad(&self, contact: &SegmentAt<'b>) -> bool {
        // No party has so many segments in between.
        let before = (0..contact.index())
            .rev()
            .take(32)
            .map(|index| self.batch.segment_at(index));
        let mut own = before.take_while(|one| !matches!(one.id(), NM1 | HL));
        let address = own.find(|one| one.id() == N4);
        address.is_some_and(|address| !matches!(address.value(4), b"" | b"US" | b"CA"))
    }

    fn remarks(&mut self, segment: &SegmentAt<'b>, positions: &[u8]) {
        let dates = self.adjudicated(segment);
        for &position in positions {
            let spot = Spot::element(segment.index(), position);
            self.dated(
                CodeList::Remark,
                segment.value(position.into()),
                spot,
                dates,
            );
        }
    }

    /// When the payer decided what a segment tells of: BPR16; of 2320 and 2430 of a claim 2330B or 2430 DTP*573, which
    /// comes behind it.
    fn adjudicated(&self, segment: &SegmentAt<'b>) -> Option<DateRange> {
        if let Some(paid_on) = self.paid_on {
            return paid_on;
        }
        let behind = segment.index() + 1..self.batch.segment_count();
        let own = self.batch.segments(behind);
        let mut own = own.take_while(|one| !matches!(one.id(), SBR | SVD | LX | CLM | HL));
        let day = own.find(|one| one.id() == DTP && one.value(1) == b"573")?;
        DateRange::parse(day.value(2), day.value(3)).ok()
    }

    fn element(&mut self, segment: &SegmentAt<'b>, position: u8, list: CodeList) {
        let spot = Spot::element(segment.index(), position);
        self.code(list, segment.value(position.into()), spot);
    }

    #[inline]
    fn code(&mut self, list: CodeList, code: &'b [u8], spot: Spot) {
        self.dated(list, code, spot, self.days());
    }

    /// The days on which codes must be valid here.
    fn days(&self) -> Option<DateRange> {
        match self.line.and_then(|line| self.lines.get(line)) {
            Some(line) => line.dates,
            None => self.dates,
        }
    }

    #[inline]
    fn dated(&mut self, list: CodeList, code: &'b [u8], spot: Spot, dates: Option<DateRange>) {
        if code.is_empty() {
            return;
        }
        let in_remittance = self.paid_on.is_some();
        let key = match self.right {
            // What is right behind others may be wrong as the principal one.
            Some(_) if !in_remittance && !self.is_principal => {
                let unit = Unit::Code(list);
                RightCodes::key(unit, code, self.role, dates, self.in_5010_claim)
            }
            _ => None,
        };
        let is_right = self.is_right(key);
        if is_right && !cfg!(debug_assertions) {
            return;
        }
        let sent = CodeSent {
            list,
            code,
            spot,
            role: self.role,
            dates,
            is_principal: self.is_principal,
            in_remittance,
            in_5010_claim: self.in_5010_claim,
            listed: self.lists.and_then(|lists| lists.find(list, code, dates)),
        };
        if is_right {
            let mut rules = self.rules.of_list[list as usize].iter();
            debug_assert!(rules.all(|(_, check)| check(&sent).is_none()));
            return;
        }
        let before = self.hits.all.len();
        for &(rule, check) in &self.rules.of_list[list as usize] {
            if let Some(hit) = check(&sent) {
                // What a payer repeats of a service is not for us to correct.
                let is_repeated = sent.in_remittance && list != CodeList::AdjustmentReason;
                self.hits.rule = Some(rule);
                self.hits.line = self.line;
                self.hits.push(match is_repeated {
                    true => hit.graded(Severity::Warning),
                    false => hit,
                });
            }
        }
        if self.hits.all.len() == before {
            self.keep(key);
        }
    }
}
