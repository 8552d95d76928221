//! Facts of claims and lines by their effective values: what overrides what is decided here, once.

use chrono::NaiveDate;
use remedi_claims::codes::pos::{self, MedicareRate, PlaceOfService};
use remedi_claims::{
    Claim, ClaimKind, DateRange, EntityType, Modifier, Money, Npi, NpiFault, Party, Pos, PosSet,
    ProcedureCode, SegmentAt, SegmentId, ServiceLine, Taxonomy, Tin, TinKind,
};
use remedi_enrollment::{
    AddressKey, Authorized, Clearance, Licence, PayerClass, PayerIndex, PayerMatch, Status, Terms,
};

use crate::authorization::RetroWindow;
use crate::coordination::Adjudication;
use crate::finding::Value;
use crate::procedure_places::Families;
use crate::profile::{Fee, Listings};
use crate::records::Record;
use crate::rule::{Severity, Spot};
use crate::services::Service;
use crate::sites::SiteFacts;

const AMT: SegmentId = SegmentId::of(b"AMT");
const CN1: SegmentId = SegmentId::of(b"CN1");
const CR1: SegmentId = SegmentId::of(b"CR1");
const CR3: SegmentId = SegmentId::of(b"CR3");
const DMG: SegmentId = SegmentId::of(b"DMG");
const HCP: SegmentId = SegmentId::of(b"HCP");
const HI: SegmentId = SegmentId::of(b"HI");
const N3: SegmentId = SegmentId::of(b"N3");
const N4: SegmentId = SegmentId::of(b"N4");
const PRV: SegmentId = SegmentId::of(b"PRV");
const PS1: SegmentId = SegmentId::of(b"PS1");
const PWK: SegmentId = SegmentId::of(b"PWK");
const REF: SegmentId = SegmentId::of(b"REF");
const SV5: SegmentId = SegmentId::of(b"SV5");
const TOO: SegmentId = SegmentId::of(b"TOO");

/// What a claim (2010BA, 2300, 2310) or a line (2400, 2420) has that rules about situations ask for: a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Has(u32);

impl Has {
    /// An accident date (DTP*439).
    pub const ACCIDENT_DATE: Has = Has(1);
    /// A discharge hour (DTP*096).
    pub const DISCHARGE_HOUR: Has = Has(1 << 1);
    /// An initial treatment date (DTP*454).
    pub const INITIAL_TREATMENT: Has = Has(1 << 2);
    /// The payer's number of an earlier claim (REF*F8).
    pub const ORIGINAL_NUMBER: Has = Has(1 << 3);
    /// A mammography certification number (REF*EW).
    pub const MAMMOGRAPHY: Has = Has(1 << 4);
    /// A CLIA number (REF*X4), or that of the laboratory referred to (REF*F4).
    pub const CLIA: Has = Has(1 << 5);
    /// Ambulance transport information (CR1).
    pub const AMBULANCE: Has = Has(1 << 6);
    /// An attachment (PWK).
    pub const ATTACHMENT: Has = Has(1 << 7);
    /// A purchased service (PS1).
    pub const PURCHASED: Has = Has(1 << 8);
    /// A tooth (TOO).
    pub const TOOTH: Has = Has(1 << 9);
    /// Where an ambulance picked up the patient (NM1*PW).
    pub const PICK_UP: Has = Has(1 << 10);
    /// Where an ambulance dropped off the patient (NM1*45).
    pub const DROP_OFF: Has = Has(1 << 11);
    /// An attending provider (NM1*71).
    pub const ATTENDING: Has = Has(1 << 12);
    /// A purchased service provider (NM1*QB).
    pub const PURCHASED_FROM: Has = Has(1 << 13);
    /// A street of the subscriber (2010BA N3).
    pub const SUBSCRIBER_STREET: Has = Has(1 << 14);
    /// A city of the subscriber (2010BA N4).
    pub const SUBSCRIBER_CITY: Has = Has(1 << 15);
    /// Birth date and gender of the subscriber (2010BA DMG).
    pub const SUBSCRIBER_BIRTH: Has = Has(1 << 16);
    /// A certification of medical equipment (CR3).
    pub const EQUIPMENT_CERTIFIED: Has = Has(1 << 17);
    /// Rental and purchase price of medical equipment (SV5).
    pub const EQUIPMENT_PRICED: Has = Has(1 << 18);
    /// When a certification of medical equipment was revised or renewed (DTP*607).
    pub const RECERTIFIED: Has = Has(1 << 19);

    /// A form that backs up the line (2440).
    pub const FORM: Has = Has(1 << 20);
    /// A range of days that ends before it starts (DTP02 = RD8).
    pub const BACKWARDS: Has = Has(1 << 21);
    /// A day of service, or of an occurrence (HI with BH), behind the day of the run.
    pub const FUTURE: Has = Has(1 << 22);
    /// Amounts other than the charge (AMT, CN1, HCP, SV207, value codes of HI).
    pub const AMOUNT: Has = Has(1 << 23);
    /// A charge that is no amount in dollars and cents, or less than nothing; of a claim, nothing too.
    pub const ODD_CHARGE: Has = Has(1 << 24);
    /// Units that may be zero or less (SV104, SV205, SV306), or a quantity of a drug (CTP04).
    pub const ODD_UNITS: Has = Has(1 << 25);
    /// A birth date of the patient that is not of one of the 150 years before that of the service.
    pub const ODD_BIRTH: Has = Has(1 << 26);
    /// A code of prospective payment in the place of the procedure (SV202-1 = HP).
    pub const PAYMENT_GROUP: Has = Has(1 << 27);
    /// The onset of an illness (DTP*431).
    pub const ONSET: Has = Has(1 << 28);
    /// What a claim should have once and may have twice: a diagnosis of a professional or dental claim, a control number of
    /// lines (REF*6R); or such a number of more than 30 characters.
    pub const REPEATED: Has = Has(1 << 29);

    /// Whether any of these is there.
    pub fn any(self, these: Has) -> bool {
        self.0 & these.0 != 0
    }

    /// Whether all of these are there.
    pub fn all(self, these: Has) -> bool {
        self.0 & these.0 == these.0
    }

    /// What either has.
    pub const fn or(self, other: Has) -> Has {
        Has(self.0 | other.0)
    }

    pub(crate) fn see(&mut self, what: Option<Has>) {
        self.0 |= what.unwrap_or_default().0;
    }

    /// By a segment's id; DTP and REF by their qualifiers.
    pub(crate) fn of_segment(segment: &SegmentAt<'_>) -> Option<Has> {
        Some(match segment.id() {
            REF => match segment.value(1) {
                b"F8" => Has::ORIGINAL_NUMBER,
                b"EW" => Has::MAMMOGRAPHY,
                b"X4" | b"F4" => Has::CLIA,
                _ => return None,
            },
            CR1 => Has::AMBULANCE,
            CR3 => Has::EQUIPMENT_CERTIFIED,
            SV5 => Has::EQUIPMENT_PRICED,
            PWK => Has::ATTACHMENT,
            PS1 => Has::PURCHASED,
            TOO => Has::TOOTH,
            AMT | CN1 | HCP => Has::AMOUNT,
            _ => return None,
        })
    }

    /// By the qualifier of a date (DTP01).
    pub(crate) fn of_date(qualifier: &[u8]) -> Option<Has> {
        Some(match qualifier {
            b"439" => Has::ACCIDENT_DATE,
            b"431" => Has::ONSET,
            b"096" => Has::DISCHARGE_HOUR,
            b"454" => Has::INITIAL_TREATMENT,
            b"607" => Has::RECERTIFIED,
            _ => return None,
        })
    }

    /// By a segment of the subscriber's name (2010BA).
    pub(crate) fn of_subscriber(segment: &SegmentAt<'_>) -> Option<Has> {
        Some(match segment.id() {
            N3 => Has::SUBSCRIBER_STREET,
            N4 => Has::SUBSCRIBER_CITY,
            DMG => Has::SUBSCRIBER_BIRTH,
            _ => return None,
        })
    }

    /// By the role of a party (NM101).
    pub(crate) fn of_role(role: &[u8]) -> Option<Has> {
        Some(match role {
            b"PW" => Has::PICK_UP,
            b"45" => Has::DROP_OFF,
            b"71" => Has::ATTENDING,
            b"QB" => Has::PURCHASED_FROM,
            _ => return None,
        })
    }
}

/// A claim with what its lines share.
#[derive(Clone, Debug)]
pub struct ClaimFacts<'b> {
    /// The claim.
    pub claim: Claim<'b>,
    /// Professional, institutional or dental.
    pub kind: ClaimKind,
    /// CLM, by its index in the batch.
    pub segment: u32,
    /// CLM01.
    pub id: &'b [u8],
    /// The total charge (CLM02); `None` when it is absent or malformed.
    pub charge: Option<Money>,
    /// CLM05-1 as sent.
    pub facility_code: &'b [u8],
    /// CLM05-2 as sent.
    pub facility_qualifier: &'b [u8],
    /// CLM05-3 as sent.
    pub frequency: &'b [u8],
    /// SBR of the subscriber level (2000B); `None` when there is none.
    pub subscriber: Option<SubscriberSent<'b>>,
    /// What other payers did with it and its lines.
    pub(crate) adjudications: Vec<Adjudication<'b>>,
    /// The billing provider (2010AA).
    pub practice: Practice<'b>,
    /// The payer (2010BB).
    pub payer: PayerFacts<'b>,
    /// The rendering provider of the claim (2310B; 2310D of an 837I).
    pub rendering: Option<ProviderFacts<'b>>,
    /// The service facility of the claim (2310C; 2310E of an 837I).
    pub facility: Option<FacilityFacts<'b>>,
    /// Where birth date and gender of the subscriber stand (2010BA DMG).
    pub subscriber_birth: Option<u32>,
    /// Where those of the patient stand (2010CA DMG, else that of 2010BA).
    pub patient_birth: Option<u32>,
    /// Whether the claim tells an admission (2300 DTP*435).
    pub is_admitted: bool,
    /// The day of the admission, where DTP*435 tells one.
    pub admitted_on: Option<NaiveDate>,
    /// The day of the discharge (2300 DTP*096), which an 837I does not tell.
    pub discharged_on: Option<NaiveDate>,
    /// The claim's own dates (2300 DTP*434 or DTP*472), which stand in for those of lines.
    pub dates: Option<DateRange>,
    /// Whether a provider of the claim (2010AA, 2310) has an NPI that is none.
    pub has_bad_npi: bool,
    /// Whether there is a roster to ask.
    pub has_roster: bool,
    /// Whether the roster knows the practice, or a provider of a line; asked where it does not know the payer.
    pub is_known: bool,
    /// The day of the run, where it is told.
    pub as_of: Option<NaiveDate>,
    /// The supervising provider of the claim (2310D).
    pub supervising: Option<ProviderFacts<'b>>,
    /// The referring provider of the claim (2310A; 2310F of an 837I).
    pub referring: Option<ProviderFacts<'b>>,
    /// Its numbers (2300 REF).
    pub references: References<'b>,
    /// What else it has.
    pub has: Has,
    /// Whether it names other payers (2320).
    pub has_other_payers: bool,
    /// Its first HI, by its index in the batch.
    pub diagnoses: Option<u32>,
    pub(crate) in_5010: bool,
}

/// SBR of the subscriber level (2000B), as sent.
#[derive(Clone, Copy, Debug)]
pub struct SubscriberSent<'b> {
    /// SBR, by its index in the batch.
    pub segment: u32,
    /// Which payer it is: P the first, S the second (SBR01).
    pub responsibility: &'b [u8],
    /// 18 when the subscriber is the patient (SBR02).
    pub relationship: &'b [u8],
    /// Why Medicare comes second (SBR05).
    pub insurance_type: &'b [u8],
    /// The kind of insurance (SBR09).
    pub filing: &'b [u8],
}

impl<'b> SubscriberSent<'b> {
    pub(crate) fn read(sent: &SegmentAt<'b>) -> SubscriberSent<'b> {
        let [
            responsibility,
            relationship,
            _,
            _,
            insurance_type,
            _,
            _,
            _,
            filing,
        ] = sent.values();
        SubscriberSent {
            segment: sent.index(),
            responsibility,
            relationship,
            insurance_type,
            filing,
        }
    }
}

/// Numbers that a claim (2300 REF) or a line (2400 REF) gives for the payer it is sent to.
#[derive(Clone, Copy, Debug, Default)]
pub struct References<'b> {
    /// The prior authorization (REF*G1).
    pub authorization: Option<Reference<'b>>,
    /// The referral (REF*9F).
    pub referral: Option<Reference<'b>>,
    /// The CLIA number (REF*X4).
    pub clia: Option<Reference<'b>>,
    /// Why there is no authorization (REF*4N).
    pub exception: Option<Reference<'b>>,
    /// The control number of the line (REF*6R), whatever payer it names.
    pub line_control: Option<Reference<'b>>,
    /// The control number of the clearinghouse (REF*D9), whatever payer it names.
    pub trace: Option<Reference<'b>>,
}

/// A value as sent.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'b> {
    /// Its segment: the REF of a number, the N3 of a street.
    pub segment: u32,
    /// REF02, N301.
    pub value: &'b [u8],
}

impl<'b> References<'b> {
    /// Takes down a REF. Of several of a kind the first counts; one that names another payer (REF04-1 = 2U) is that one's.
    pub(crate) fn see(&mut self, segment: &SegmentAt<'b>, qualifier: &[u8]) {
        let place = match qualifier {
            b"G1" => &mut self.authorization,
            b"9F" => &mut self.referral,
            b"X4" => &mut self.clia,
            b"4N" => &mut self.exception,
            b"6R" => &mut self.line_control,
            b"D9" => &mut self.trace,
            _ => return,
        };
        if place.is_some() {
            return;
        }
        let names_own = matches!(qualifier, b"6R" | b"D9");
        if !names_own && segment.component(4, 1) == b"2U" {
            return;
        }
        *place = Some(Reference {
            segment: segment.index(),
            value: segment.value(2),
        });
    }
}

impl ClaimFacts<'_> {
    /// How bad it is that a bill for someone who stays at the facility lacks what such bills need: an error of a
    /// hospital (11), a warning of a swing bed (18), a nursing facility (21), a religious institution (41), as payers
    /// differ there; `None` for other bills, and for those before 5010.
    pub fn stay_severity(&self) -> Option<Severity> {
        let severity = match self.facility_code {
            b"11" => Severity::Error,
            b"18" | b"21" | b"41" => Severity::Warning,
            _ => return None,
        };
        (self.kind == ClaimKind::Institutional && self.is_5010()).then_some(severity)
    }

    /// Whether the bill of an 837I is for home health care under a plan: 32, and 33 until 2013.
    pub fn is_home_health(&self) -> bool {
        self.kind == ClaimKind::Institutional && matches!(self.facility_code, b"32" | b"33")
    }

    /// Whether the bill of an 837I is for hospice care: 81 and 82.
    pub fn is_hospice(&self) -> bool {
        self.kind == ClaimKind::Institutional && matches!(self.facility_code, b"81" | b"82")
    }

    /// Whether the claim bills Medicare for a period of home health care: type of bill 329, or 327 that replaces it.
    pub fn is_home_health_period(&self) -> bool {
        self.is_home_health()
            && self.facility_code == b"32"
            && matches!(self.frequency, b"7" | b"9")
            && self.is_5010()
            && self.is_for_medicare()
    }

    /// Whether the claim is read by a guide of version 5010, whose situations differ from those of 4010.
    pub fn is_5010(&self) -> bool {
        self.in_5010
    }

    /// The subscriber (2010BA) of a claim of version 5010, where no level of the patient (2000C) makes another
    /// person the patient.
    pub fn subscriber_as_patient(&self) -> Option<Party<'_>> {
        let is_patient = self.is_5010() && self.claim.patient().is_none();
        self.claim.subscriber().filter(|_| is_patient)
    }

    /// Whether the claim asks what would be paid (CLM19 = PB, dental).
    pub fn is_predetermination(&self) -> bool {
        self.kind == ClaimKind::Dental && self.claim.segment().value(19) == b"PB"
    }

    /// Whether the claim is for Medicare fee for service: by the roster's class of the payer, else by SBR09 = MB or MA.
    pub fn is_for_medicare(&self) -> bool {
        match self.payer.class {
            Some(class) => class == PayerClass::Medicare,
            None => self
                .subscriber
                .is_some_and(|subscriber| matches!(subscriber.filing, b"MB" | b"MA")),
        }
    }
}

impl ClaimFacts<'_> {
    /// The days of the claim, else those of its lines from the first to the last.
    pub fn dates_with(&self, lines: &[LineFacts<'_>]) -> Option<DateRange> {
        let of_lines = lines.iter().filter_map(|line| line.dates);
        self.dates.or_else(|| of_lines.reduce(DateRange::span))
    }

    /// Whether the payer wants a person as rendering provider: as the profile says, else Medicare does.
    pub fn wants_person(&self) -> bool {
        self.kind == ClaimKind::Professional
            && self
                .payer
                .demands
                .person_rendering
                .unwrap_or_else(|| self.is_for_medicare())
    }

    /// Where the payer wants telehealth on a day: as the profile says, else Medicare wants 02 or 10 from 2024 on.
    pub fn telehealth_place(&self) -> Option<TelehealthPlace> {
        let by_class = || {
            self.is_for_medicare()
                .then_some(TelehealthPlace::Telehealth)
        };
        self.payer.demands.telehealth_place.or_else(by_class)
    }

    /// How many days before the application's receipt the payer lets be billed: as the profile says, else 30 for
    /// Medicare (42 CFR 424.521).
    pub fn retro_billing_days(&self) -> Option<u16> {
        let told = self.payer.demands.retro_billing_days;
        told.or_else(|| self.is_for_medicare().then_some(30))
    }
}

/// The billing provider with its tax identity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Practice<'b> {
    /// 2010AA; `None` when there is none.
    pub provider: Option<ProviderFacts<'b>>,
    /// REF*EI, or REF*SY of a sole proprietor.
    pub tin: Option<Tin>,
    /// Where the TIN stands.
    pub tin_segment: Option<u32>,
    /// Whether what stands there is not nine digits or an SSN of no area, or nothing stands there.
    pub has_odd_tin: bool,
    /// N3 and N4, where a roster may be asked.
    pub address: Option<AddressKey>,
    /// The street (N301).
    pub street: Option<Reference<'b>>,
    /// The state (N402).
    pub state: &'b [u8],
    /// The ZIP code (N403).
    pub zip: &'b [u8],
    /// Whether the roster knows the practice by NPI or TIN.
    pub is_in_roster: bool,
    /// Whether the practice is itself a hospital, by its taxonomy or in the roster.
    pub is_hospital: bool,
    /// Whether it is of those that bill without a person who rendered the service: laboratories, suppliers,
    /// transport, facilities; by its taxonomy or in the roster.
    pub renders_itself: bool,
}

impl Practice<'_> {
    /// Its NPI.
    pub fn npi(&self) -> Option<Npi> {
        self.provider.and_then(|provider| provider.npi())
    }

    /// Whether it is a person, who is then the rendering provider unless another is named.
    pub fn is_person(&self) -> bool {
        self.provider
            .is_some_and(|provider| provider.entity_type == Some(EntityType::Person))
    }
}

/// The payer that the claim is sent to.
#[derive(Clone, Copy, Debug)]
pub struct PayerFacts<'b> {
    /// 2010BB NM1; `None` when there is none.
    pub segment: Option<u32>,
    /// NM109.
    pub sent: &'b [u8],
    /// Whom the roster knows by it; `None` without a roster.
    pub found: Option<PayerMatch>,
    /// Its kind, by the profile or the roster.
    pub class: Option<PayerClass>,
    /// How it reads its enrollments.
    pub terms: Terms,
    /// What it asks of claims.
    pub demands: Demands,
    /// Its entry in the profile.
    pub(crate) profile: Option<usize>,
}

/// What a payer asks of claims, by the profile; what is not told is decided by its class, or not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// The taxonomy of the rendering and the billing provider.
    pub taxonomy: bool,
    /// A person as rendering provider.
    pub person_rendering: Option<bool>,
    /// That the provider accepts assignment (CLM07 = A).
    pub assignment: Option<bool>,
    /// How many days before the application's receipt may be billed.
    pub retro_billing_days: Option<u16>,
    /// How long after the service an authorization may still be asked for.
    pub retro_authorization: Option<RetroWindow>,
    /// How old what the roster says may be on the day of service, in days.
    pub max_data_age_days: Option<u16>,
    /// Where it wants telehealth.
    pub telehealth_place: Option<TelehealthPlace>,
    /// Whether it wants a telehealth modifier at 02 and 10.
    pub telehealth_modifier: Option<bool>,
    /// Whether it wants a claim for each place of service.
    pub one_pos_per_claim: bool,
    /// The claim filing indicators (SBR09) it takes.
    pub filing_codes: [Option<FilingCode>; 6],
}

/// Which place of service a payer wants for telehealth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TelehealthPlace {
    /// 02 or 10.
    Telehealth,
    /// That of a visit in person, with a modifier.
    InPerson,
}

/// A claim filing indicator (SBR09), with a space behind one of one character.
pub type FilingCode = [u8; 2];

impl PayerFacts<'_> {
    /// The payer, when the roster knows just one.
    pub fn index(&self) -> Option<PayerIndex> {
        self.found.and_then(PayerMatch::one)
    }
}

/// A provider as sent.
#[derive(Clone, Copy, Debug)]
pub struct ProviderFacts<'b> {
    /// Its NM1.
    pub segment: u32,
    /// NM101.
    pub role: &'b [u8],
    /// NM102.
    pub entity_type: Option<EntityType>,
    /// NM109.
    pub id: &'b [u8],
    /// NM109 after NM108 = XX, as an NPI; `None` when there is none.
    pub npi_sent: Option<Result<Npi, NpiFault>>,
    /// PRV03 of its loop; of the billing provider that of 2000A.
    pub taxonomy: Option<Taxonomy>,
    /// The PRV of that taxonomy.
    pub taxonomy_segment: Option<u32>,
    /// Whether its loop has the payer's own number (REF*G2), as atypical providers do.
    pub has_payer_number: bool,
}

impl<'b> ProviderFacts<'b> {
    /// Its NPI, when it is one.
    pub fn npi(&self) -> Option<Npi> {
        self.npi_sent.and_then(Result::ok)
    }

    /// Whether what was sent as its NPI is none.
    pub fn has_bad_npi(&self) -> bool {
        matches!(self.npi_sent, Some(Err(_)))
    }

    /// What was sent as its NPI, when it is ten digits: what is not may be another number.
    pub fn sent_digits(&self) -> Option<&'b [u8]> {
        let digits = |id: &&[u8]| id.len() == 10 && id.iter().all(u8::is_ascii_digit);
        Some(self.id).filter(digits)
    }

    /// Where its NPI stands, or should.
    pub fn npi_spot(&self) -> Spot {
        Spot::element(self.segment, 9)
    }

    /// Reads the loop of a provider in one go.
    pub(crate) fn read(party: &Party<'b>) -> ProviderFacts<'b> {
        let mut segments = party.segments();
        let name = party.name_segment();
        let [role, entity_type, _, _, _, _, _, qualifier, id] = name.values();
        segments.next();
        let mut facts = ProviderFacts {
            segment: name.index(),
            role,
            entity_type: match entity_type {
                b"1" => Some(EntityType::Person),
                b"2" => Some(EntityType::Organization),
                _ => None,
            },
            id,
            npi_sent: (qualifier == b"XX" && !id.is_empty()).then(|| Npi::parse(id)),
            taxonomy: None,
            taxonomy_segment: None,
            has_payer_number: false,
        };
        for segment in segments {
            match segment.id() {
                PRV => facts.set_taxonomy(&segment),
                REF => facts.has_payer_number |= segment.value(1) == b"G2",
                _ => {}
            }
        }
        facts
    }

    /// The role in words, by NM101, and the entity code of a 277CA.
    pub(crate) fn role_in_words(&self) -> (&'static str, Option<&'static str>) {
        match self.role {
            b"85" => ("billing provider", Some("85")),
            b"82" => ("rendering provider", Some("82")),
            b"77" | b"FA" | b"LI" | b"TL" => ("service facility", Some("77")),
            b"DN" | b"P3" => ("referring provider", Some("DN")),
            b"DK" => ("ordering provider", Some("DK")),
            b"DQ" => ("supervising provider", Some("DQ")),
            b"QB" => ("purchased service provider", Some("QB")),
            b"71" => ("attending provider", Some("71")),
            b"72" => ("operating physician", Some("72")),
            b"ZZ" => ("other operating physician", Some("ZZ")),
            _ => ("provider", None),
        }
    }

    fn set_taxonomy(&mut self, provider: &SegmentAt<'b>) {
        let [_, qualifier, code] = provider.values();
        if matches!(qualifier, b"PXC" | b"ZZ") {
            self.taxonomy = Taxonomy::parse(code);
            self.taxonomy_segment = Some(provider.index());
        }
    }
}

impl<'b> Practice<'b> {
    /// Reads loop 2010AA, and the taxonomy of 2000A.
    pub(crate) fn read(claim: &Claim<'b>, party: &Party<'b>, has_roster: bool) -> Practice<'b> {
        let (address, [state, zip]) = whereabouts(party, has_roster);
        let street = party.segments().find(|segment| segment.id() == N3);
        let mut provider = ProviderFacts::read(party);
        if let Some(specialty) = claim.billing_specialty() {
            provider.set_taxonomy(&specialty);
        }
        let tin = party.tin();
        let kind = match tin.map(|tin| tin.kind()) {
            Some(TinKind::Ssn) => b"SY",
            _ => b"EI",
        };
        let sent = party.reference(kind);
        Practice {
            provider: Some(provider),
            tin,
            tin_segment: sent.map(|reference| reference.index()),
            has_odd_tin: !sent.is_some_and(|reference| {
                let number = reference.value(2);
                is_nine_digits(number) && !(kind == b"SY" && is_of_no_area(number))
            }),
            address,
            street: street.map(|street| Reference {
                segment: street.index(),
                value: street.value(1),
            }),
            state,
            zip,
            is_in_roster: false,
            is_hospital: false,
            renders_itself: false,
        }
    }
}

/// A service facility as sent.
#[derive(Clone, Copy, Debug)]
pub struct FacilityFacts<'b> {
    /// Its NM1.
    pub segment: u32,
    /// NM109 after NM108 = XX; `None` when there is none.
    pub npi_sent: Option<Result<Npi, NpiFault>>,
    /// N3 and N4, where a roster may be asked.
    pub address: Option<AddressKey>,
    /// The state (N402).
    pub state: &'b [u8],
    /// The ZIP code (N403).
    pub zip: &'b [u8],
}

impl<'b> FacilityFacts<'b> {
    /// Its NPI, when it is one.
    pub fn npi(&self) -> Option<Npi> {
        self.npi_sent.and_then(Result::ok)
    }

    pub(crate) fn read(
        party: &Party<'b>,
        npi_sent: Option<Result<Npi, NpiFault>>,
        has_roster: bool,
    ) -> Self {
        let (address, [state, zip]) = whereabouts(party, has_roster);
        FacilityFacts {
            segment: party.name_segment().index(),
            npi_sent,
            address,
            state,
            zip,
        }
    }
}

/// What is compared of the address of a party (N3, N4), which only a roster asks for, and its state and ZIP code.
fn whereabouts<'b>(party: &Party<'b>, has_roster: bool) -> (Option<AddressKey>, [&'b [u8]; 2]) {
    let Some(sent) = party.address() else {
        return (None, [b"", b""]);
    };
    let address = has_roster.then(|| AddressKey::of(&sent.into()));
    (address, [sent.state, sent.zip])
}

/// A service line by its effective values.
#[derive(Clone, Debug)]
pub struct LineFacts<'b> {
    /// The line.
    pub line: ServiceLine<'b>,
    /// LX.
    pub segment: u32,
    /// LX01.
    pub number: Option<u32>,
    /// SV1, SV2 or SV3.
    pub service: Option<u32>,
    /// Where the procedure stands in it.
    pub procedure_element: u8,
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// The families of procedures that rules on places know it by.
    pub families: Families,
    /// Whether the procedure does not tell what was done.
    pub is_unlisted: bool,
    /// Its modifiers.
    pub modifiers: [Option<Modifier>; 4],
    /// The diagnoses that it points to (SV107) as sent, of an 837P.
    pub pointers: &'b [u8],
    /// The kind of service that it is, of those that rules ask for more of.
    pub(crate) kind: Option<Service>,
    /// What SV109 says of an emergency, of an 837P.
    pub emergency: &'b [u8],
    /// Its numbers (2400 REF).
    pub references: References<'b>,
    /// What else it has.
    pub has: Has,
    /// Whether it tells what another payer did with it (2430).
    pub is_adjudicated: bool,
    /// The line's charge; `None` when it is absent or malformed.
    pub charge: Option<Money>,
    /// The place of service as sent: SV105 or SV303, else CLM05-1; none on an 837I.
    pub pos_sent: &'b [u8],
    /// Where it stands.
    pub pos_spot: Spot,
    /// Whether it is the line's own (SV105, SV303).
    pub has_own_pos: bool,
    /// The place of service, when it has been assigned and is active on the days of service, as far as these are
    /// known.
    pub place: Option<&'static PlaceOfService>,
    /// Whether the line has a DTP*472 of its own.
    pub has_own_dates: bool,
    /// The days of service: 2400 DTP*472, else the claim's.
    pub dates: Option<DateRange>,
    /// The rendering provider: 2420A, else 2310B, else a billing provider who is a person. Of an 837I the
    /// billing provider, as whose enrollment is tested.
    pub provider: Option<ProviderFacts<'b>>,
    /// The rendering provider that the line itself names (2420A).
    pub own_rendering: Option<ProviderFacts<'b>>,
    /// The service facility: 2420C, else 2310C; `None` for the billing provider's own address.
    pub facility: Option<FacilityFacts<'b>>,
    /// Whether the line itself names that facility (2420C).
    pub has_own_facility: bool,
    /// What the named facility is; looked up at the places of service where rules ask.
    pub site: Option<SiteFacts>,
    /// Whose the office is where the service was, by the roster, when not the practice's; looked up at office-like
    /// places of service.
    pub site_tin: Option<Tin>,
    /// Whether the provider has no licence on file for the state of service, and one for another.
    pub is_licensed_elsewhere: bool,
    /// Whether the provider of a telehealth service has no licence on file for the patient's state, and one for
    /// another.
    pub is_licensed_away_from_patient: bool,
    /// What the fee schedule says of the procedure.
    pub fee: Option<Fee>,
    /// What the user's lists say of the procedure and the member.
    pub listings: Listings,
    /// Whether the line names a provider (2420) with an NPI that is none.
    pub has_bad_npi: bool,
    /// What speaks for the named facility, or without one the practice, being a hospital; looked up at
    /// the places of service that a hospital is not (11, 17, 20, 49).
    pub hospital: HospitalEvidence,
    /// Whether the practice is the facility that the place of service tells of; looked up where no facility
    /// is named.
    pub practice_is_site: Option<bool>,
    /// Whether the line may be billed; `None` when the roster was not asked.
    pub clearance: Option<Clearance>,
    /// The kind of product that the claim is filed for, where the enrollment is for certain products.
    pub product: Option<&'static str>,
    /// An application under way for a line that may not be billed: its status and its receipt.
    pub application: Option<(Status, Option<NaiveDate>)>,
    /// The first day that the payer may let be billed when it has approved the application, or by its own
    /// rule before the day of effect.
    pub back_to: Option<NaiveDate>,
    /// The provider's licence in the state of service; `None` when the roster was not asked.
    pub licence: Option<Licence>,
    /// The line of `credentials.csv` with the licence that had expired.
    pub licence_line: Option<u32>,
    /// The supervising provider that the line itself names (2420D).
    pub supervising: Option<ProviderFacts<'b>>,
    /// The ordering (2420E), else the referring provider (2420F) that the line itself names.
    pub ordering: Option<ProviderFacts<'b>>,
    /// What the roster says against its providers; mostly nothing.
    pub records: Vec<Record<'b>>,
    /// When the enrollment that clears it was last compared with the payer, where that is too long ago.
    pub outdated: Option<NaiveDate>,
    /// Whether the payer wants an authorization for it, by the profile.
    pub needs_authorization: bool,
    /// Whether the payer wants a referral for it, by the profile.
    pub needs_referral: bool,
    /// What the authorizations on file say of the number sent; `None` when none was asked, or the number of the claim is
    /// for other lines.
    pub authorized: Option<Authorized>,
}

/// What speaks for a place being a hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HospitalEvidence {
    /// It was not asked.
    NotAsked,
    /// The roster has its NPI as a hospital's.
    RosterNpi,
    /// Its taxonomy is a hospital's.
    Taxonomy,
    /// Its address is that of a hospital of the roster; others may have offices there.
    Address,
    /// No facility is named, and the practice is a hospital.
    Practice,
    /// It is something else.
    None,
    /// Nobody knows what it is.
    Unknown,
}

impl<'b> LineFacts<'b> {
    /// Whether it has one of these modifiers.
    pub fn has_modifier(&self, these: &[&str]) -> bool {
        let mut own = self.modifiers.iter().flatten();
        own.any(|own| these.iter().any(|one| one.as_bytes() == own.as_bytes()))
    }

    /// Whether a person is named as who rendered the service, or is the practice.
    pub(crate) fn is_rendered_by_person(&self) -> bool {
        self.provider
            .is_some_and(|one| one.entity_type == Some(EntityType::Person))
    }

    /// The state of the service: of the facility, else of the billing provider (N402); empty when neither tells.
    pub fn state(&self, claim: &ClaimFacts<'b>) -> &'b [u8] {
        match self.facility.map_or(&b""[..], |facility| facility.state) {
            b"" => claim.practice.state,
            state => state,
        }
    }

    /// The prior authorization: the line's own, else the claim's.
    pub fn authorization(&self, claim: &ClaimFacts<'b>) -> Option<Reference<'b>> {
        let own = self.references.authorization;
        own.or(claim.references.authorization)
    }

    /// How much of the service there was (SV104, SV205) in this unit (SV103, SV204): `UN` units, `DA` days, `MJ` minutes;
    /// `None` when it is sent in another, or not whole.
    pub fn quantity(&self, unit: &[u8]) -> Option<u32> {
        let service = self.line.service()?;
        let (sent_in, sent) = match service.tag() {
            b"SV1" => (service.value(3), service.value(4)),
            b"SV2" => (service.value(4), service.value(5)),
            _ => return None,
        };
        let sent = std::str::from_utf8(sent).ok().filter(|_| sent_in == unit);
        sent?.parse().ok()
    }

    /// The place of service, when it is a valid one.
    pub fn pos(&self) -> Option<Pos> {
        self.place.map(|place| place.code)
    }

    /// The diagnoses of ICD-10-CM that it points to, the principal one first; `None` for a pointer to none.
    pub(crate) fn diagnoses<'c>(
        &'c self,
        claim: &'c Claim<'_>,
    ) -> impl Iterator<Item = Option<&'c [u8]>> {
        let separator = claim.segment().separators().component;
        let pointers = self.pointers.split(move |&byte| byte == separator);
        pointers.map(|pointer| {
            let number: usize = std::str::from_utf8(pointer).ok()?.parse().ok()?;
            let is_own = |qualifier: &[u8]| matches!(qualifier, b"ABK" | b"ABF" | b"BK" | b"BF");
            let mut own = claim.diagnoses().filter(|(qualifier, _)| is_own(qualifier));
            let (qualifier, code) = own.nth(number.checked_sub(1)?)?;
            qualifier.starts_with(b"A").then_some(code)
        })
    }

    /// The number of the place of service, when it is a valid one.
    pub fn pos_number(&self) -> Option<u8> {
        self.place.map(|place| place.code.number())
    }

    /// Whether the service is a professional one at one of these places.
    pub fn is_at(&self, places: &[u8]) -> bool {
        self.pos_number().is_some_and(|own| places.contains(&own))
    }

    /// How the fee schedule pays for a unit at these places, when it pays otherwise than at the line's own, in words
    /// such as "the facility rate is 41.20 less".
    pub(crate) fn rate_at(&self, places: PosSet) -> Option<Value> {
        let (fee, place, dates) = (self.fee?, self.place?, self.dates?);
        let (facility, elsewhere) = (fee.facility?, fee.non_facility?);
        let rate = |place: &PlaceOfService| place.medicare_rate_on(dates.from);
        let known = places.iter().filter_map(pos::lookup).map(rate);
        let mut known = known.filter(|rate| *rate != MedicareRate::Unknown);
        let right = known.next()?;
        if known.any(|other| other != right) {
            return None;
        }
        let (name, paid, now) = match (right, rate(place)) {
            (MedicareRate::Facility, MedicareRate::NonFacility) => {
                ("facility", facility, elsewhere)
            }
            (MedicareRate::NonFacility, MedicareRate::Facility) => {
                ("non-facility", elsewhere, facility)
            }
            _ => return None,
        };
        let difference = paid - now;
        let direction = match difference.cents() {
            0 => return None,
            ..0 => "less",
            _ => "more",
        };
        let text = format!("the {name} rate is {} {direction}", difference.abs());
        Some(Value::Text(text.into()))
    }

    /// Where the procedure stands, or should.
    pub fn procedure_spot(&self) -> Spot {
        match self.service {
            Some(service) => Spot::component(service, self.procedure_element, 2),
            None => Spot::segment(self.segment),
        }
    }

    /// Where the NPI of the provider tested stands, or else the line.
    pub fn provider_spot(&self) -> Spot {
        match self.provider {
            Some(provider) => provider.npi_spot(),
            None => Spot::segment(self.segment),
        }
    }
}

/// Whether a segment of loop 2300 holds the value codes of a hospital's claim (HI with qualifier BE).
pub(crate) fn is_of_values(segment: &SegmentAt<'_>, kind: ClaimKind) -> bool {
    kind == ClaimKind::Institutional && segment.id() == HI && segment.component(1, 1) == b"BE"
}

/// Whether a tax number has the form that guides want.
pub(crate) fn is_nine_digits(sent: &[u8]) -> bool {
    sent.len() == 9 && sent.iter().all(u8::is_ascii_digit)
}

/// Whether an SSN starts with three digits that none starts with. Those that start with 9 are numbers of persons without
/// an SSN.
pub(crate) fn is_of_no_area(sent: &[u8]) -> bool {
    sent.starts_with(b"000") || sent.starts_with(b"666")
}

/// An amount in dollars and cents, of the ten digits that guides allow (data element 782).
pub(crate) fn amount_of(sent: &[u8]) -> Option<Money> {
    const MOST: Money = Money::from_cents(9_999_999_999);
    let amount = Money::parse(sent).ok();
    amount.filter(|amount| amount.abs() <= MOST)
}

/// Whether a number is no amount in dollars and cents. What is no number at all (SYN-14), and what has more digits than
/// data element 782 (SYN-12), is told by the guide.
pub(crate) fn is_no_amount(sent: &[u8]) -> bool {
    let unsigned = sent.strip_prefix(b"-").unwrap_or(sent);
    let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
    let points = unsigned.iter().filter(|&&byte| byte == b'.').count();
    let is_number = points <= 1 && digits + points == unsigned.len();
    is_number && (1..=18).contains(&digits) && amount_of(sent).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_an_amount_with_ten_digits_and_two_behind_the_point_at_most() {
        for sent in ["10.005", "-.005", "100000000", "1000000000000000.00"] {
            assert!(is_no_amount(sent.as_bytes()), "{sent}");
        }
        for sent in ["1", "-1", ".5", "5.", "10.0500", "99999999.99"] {
            assert!(amount_of(sent.as_bytes()).is_some(), "{sent}");
            assert!(!is_no_amount(sent.as_bytes()), "{sent}");
        }
    }

    #[test]
    fn what_the_guide_tells_of_a_number_is_not_told_again() {
        for sent in [
            "",
            "-",
            ".",
            "-.",
            "1-2",
            "--1",
            "+1.005",
            "1.2.3",
            "1E5",
            " 1.005",
            "1000000000000000000",
            "1.0000000000000000001",
        ] {
            assert!(!is_no_amount(sent.as_bytes()), "{sent:?}");
        }
    }
}
