//! What is asked: one service line by its effective values, and how its payer reads enrollments.

use chrono::NaiveDate;
use remedi_claims::{DateRange, Npi, Pos, ProcedureCode, Taxonomy, Tin};

use crate::address::AddressKey;
use crate::payers::PayerIndex;

/// One service line of a claim, by its effective values.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// The payer (2010BB NM109 through the aliases).
    pub payer: PayerIndex,
    /// Whose enrollment is tested.
    pub subject: Subject,
    /// The rendering provider; without one the billing provider's own enrollment is tested.
    pub rendering: Option<Npi>,
    /// The billing provider (2010AA NM109).
    pub billing: Option<Npi>,
    /// The billing provider's TIN (2010AA REF*EI or REF*SY).
    pub tin: Option<Tin>,
    /// Where the service was rendered.
    pub facility: Facility,
    /// The taxonomy sent for the provider tested (PRV03 of the loop its NPI is from).
    pub taxonomy: Option<Taxonomy>,
    /// The plan, where it is known; claims seldom tell.
    pub plan: Option<&'a str>,
    /// The network, where it is known; claims seldom tell.
    pub network: Option<&'a str>,
    /// The place of service (SV105, else CLM05-1).
    pub pos: Option<Pos>,
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// The days of service.
    pub dates: DateRange,
    /// The day whose roster is asked; without one, rows that were never replaced.
    pub known_on: Option<NaiveDate>,
    /// How the payer reads its enrollments.
    pub terms: Terms,
}

impl Service<'_> {
    /// The provider whose enrollment is tested; the billing provider where none rendered the service.
    pub(crate) fn tested(&self) -> Option<Npi> {
        match self.subject {
            Subject::RenderingProvider => self.rendering.or(self.billing),
            Subject::BillingProvider => self.billing,
        }
    }
}

/// Whose enrollment is tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The rendering provider, with place of service and location (837P, 837D).
    #[default]
    RenderingProvider,
    /// The billing provider, without place of service and location (837I).
    BillingProvider,
}

/// The service facility as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facility {
    /// Its NPI.
    pub npi: Option<Npi>,
    /// Its address.
    pub address: Option<AddressKey>,
    /// Which loop it is from.
    pub source: FacilitySource,
}

/// Which loop the service facility is from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FacilitySource {
    /// The claim names a service facility (2420C, 2310C).
    ServiceFacility,
    /// It does not, so that the billing provider's address stands in (2010AA).
    #[default]
    BillingProvider,
}

/// How a payer reads its enrollments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// What an approval is worth for telehealth.
    pub telehealth: Telehealth,
    /// When the location is tested.
    pub location: LocationTest,
    /// When two taxonomies agree.
    pub taxonomy: TaxonomyTest,
}

/// What an approval is worth for telehealth (POS 02 and 10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Telehealth {
    /// Who may bill an office-like place of service may bill telehealth.
    #[default]
    FollowsOffice,
    /// 02 and 10 need approval like any other place.
    Explicit,
}

/// When the location is tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LocationTest {
    /// At office-like places of service: who rounds at a hospital is not at the wrong location.
    #[default]
    OfficeLike,
    /// At every place of service but telehealth and the patient's home (02, 10, 12).
    Strict,
    /// Never.
    Off,
}

/// When two taxonomies agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaxonomyTest {
    /// All ten characters are the same.
    #[default]
    Exact,
    /// The same classification: the first four characters, as in 207R.
    Classification,
    /// The same grouping: the first two characters, as in 20.
    Grouping,
}

/// Places of service at which an approved location matters.
const OFFICE_LIKE: [u8; 7] = [11, 17, 20, 49, 50, 71, 72];

pub(crate) fn is_office_like(pos: Pos) -> bool {
    OFFICE_LIKE.contains(&pos.number())
}

pub(crate) fn is_telehealth(pos: Pos) -> bool {
    matches!(pos.number(), 2 | 10)
}
