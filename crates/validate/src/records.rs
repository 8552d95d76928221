//! What the roster says of the providers of a line besides their enrollments: the NPI registry, exclusions, credentials.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use remedi_claims::{
    ClaimKind, CodeRange, DateRange, EntityType, Money, Npi, Pos, ProcedureCode, Taxonomy,
};
use remedi_enrollment::{
    Clearance, Cleared, Credential, CredentialKind, OnFile, PayerClass, PayerIndex, Provider,
    Roster, Service, Shortfall, Subject,
};

use crate::facts::{ClaimFacts, LineFacts, ProviderFacts};
use crate::rule::{Hit, RosterRow};
use crate::services::Service as Kind;

/// Something that the roster says against a provider of a line.
#[derive(Clone, Copy, Debug)]
pub struct Record<'b> {
    /// The provider as sent.
    pub provider: ProviderFacts<'b>,
    /// What speaks against it.
    pub amiss: Amiss,
    /// The row of the roster that says so.
    pub row: RosterRow,
}

/// What can speak against a provider on the days of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Amiss {
    /// The NPI is out of use.
    Deactivated {
        /// The first day of the service on which it is.
        day: NaiveDate,
        /// Since when.
        since: NaiveDate,
        /// The day it was activated again, when it was.
        until: Option<NaiveDate>,
    },
    /// The registry gave another NPI in the place of this one.
    Replaced {
        /// The other NPI.
        by: Npi,
        /// The first day of the service on which it is so, and since when; `None` where the roster tells no day.
        since: Option<(NaiveDate, NaiveDate)>,
    },
    /// The registry has a person for an organization, or the other way round.
    OtherType(EntityType),
    /// The provider has opted out of Medicare.
    OptedOut {
        /// Since when.
        since: NaiveDate,
    },
    /// The provider is excluded from federal programs.
    Excluded {
        /// Since when.
        since: NaiveDate,
    },
    /// Revalidation was due.
    RevalidationDue(NaiveDate),
    /// Recredentialing was due.
    RecredentialingDue(NaiveDate),
    /// The attestation of the CAQH profile was due.
    AttestationDue(NaiveDate),
    /// The board certification had expired.
    BoardExpired(NaiveDate),
    /// The W-9 on file with the payer had run out.
    TaxFormExpired(NaiveDate),
    /// Medicare does not take the provider's orders and referrals of this kind.
    MayNotOrder(&'static str),
    /// The supervising provider is not enrolled with the payer.
    SupervisorNotEnrolled,
    /// The provider of a Medicaid plan is not enrolled with the Medicaid agency of its state.
    NotWithStateMedicaid,
    /// A substitute stands in for longer than sixty days.
    SubstitutedSince(NaiveDate),
    /// The CLIA certificate of the number sent had expired.
    CliaExpired(NaiveDate),
    /// It starts later.
    CliaNotYetIssued(NaiveDate),
    /// It is for simpler tests.
    CliaTooLow(CliaLevel),
}

/// What a CLIA certificate is good for (`level` in `credentials.csv`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CliaLevel {
    /// Waived tests.
    Waiver,
    /// Provider-performed microscopy, and waived tests.
    Microscopy,
}

impl CliaLevel {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            CliaLevel::Waiver => "a waiver",
            CliaLevel::Microscopy => "for provider-performed microscopy",
        }
    }

    fn parse(word: &str) -> Option<CliaLevel> {
        let is = |known: &[&str]| known.iter().any(|one| word.eq_ignore_ascii_case(one));
        if is(&["waiver", "waived", "certificate of waiver"]) {
            return Some(CliaLevel::Waiver);
        }
        is(&["ppm", "ppmp", "microscopy"]).then_some(CliaLevel::Microscopy)
    }
}

impl Record<'_> {
    /// A hit at the NPI of the provider, or where it should be.
    pub(crate) fn hit(&self) -> Hit {
        let (role, entity) = self.provider.role_in_words();
        let hit = Hit::at(self.provider.npi_spot())
            .with("role", role)
            .with_known("who", self.provider.npi())
            .naming(self.row);
        match entity {
            Some(entity) => hit.entity(entity),
            None => hit,
        }
    }
}

/// What a roster has at all, so that lines are not asked about what it has not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holdings {
    /// Any licence.
    pub licences: bool,
    /// Any provider, or any credential that is no licence.
    records: bool,
    /// Any provider that may order, or may not.
    orders: bool,
    /// Any that may order power mobility devices: older lists, and those kept by hand, do not tell.
    orders_mobility: bool,
    /// Any that may certify hospice care, which older lists do not tell either.
    orders_hospice: bool,
    /// Any authorization.
    pub authorizations: bool,
    /// CLIA certificates by number, as places in all credentials.
    clia: HashMap<Box<str>, Vec<usize>>,
    /// The Medicaid agencies by state.
    medicaid: Vec<(Box<str>, PayerIndex)>,
}

impl Holdings {
    pub fn of(roster: &Roster) -> Holdings {
        let is_licence = |one: &Credential| one.kind == CredentialKind::License;
        let may = |kind| move |one: &Provider| one.may_order(kind) == Some(true);
        let providers = || roster.providers().iter();
        let mut holdings = Holdings {
            licences: roster.credentials().iter().any(is_licence),
            records: !roster.providers().is_empty() || !roster.credentials().iter().all(is_licence),
            orders: providers().any(|one| !one.order_refer.is_empty()),
            orders_mobility: providers().any(may("PMD")),
            orders_hospice: providers().any(may("HOSPICE")),
            authorizations: roster.has_authorizations(),
            ..Holdings::default()
        };
        for (place, one) in roster.credentials().iter().enumerate() {
            if one.kind == CredentialKind::Clia && !one.number.is_empty() {
                let number = one.number.to_ascii_uppercase().into();
                holdings.clia.entry(number).or_default().push(place);
            }
        }
        let payers = roster.payers();
        let agencies = payers.filter(|(_, payer)| {
            payer.class == Some(PayerClass::Medicaid) && !payer.state.is_empty()
        });
        holdings.medicaid = agencies
            .map(|(index, payer)| (payer.state.clone(), index))
            .collect();
        holdings
    }
}

/// Providers, days and payers against whom nothing speaks, last seen.
#[derive(Debug, Default)]
pub(crate) struct Clean {
    seen: [Option<Asked>; 4],
    next: usize,
}

/// A provider by place and NPI, with days and payer.
type Asked = (u32, Npi, DateRange, Option<PayerIndex>);

/// Who asks about the providers of a line.
pub(crate) struct Inquiry<'q, 'b> {
    pub roster: &'q Roster,
    pub holdings: &'q Holdings,
    pub claim: &'q ClaimFacts<'b>,
}

impl<'b> Inquiry<'_, 'b> {
    /// Looks up the providers of a line.
    pub fn look(&self, line: &mut LineFacts<'b>, clean: &mut Clean) {
        let Some(dates) = line.dates else { return };
        let mut records = std::mem::take(&mut line.records);
        if self.holdings.records {
            let claim = self.claim;
            let own = line.provider.as_ref();
            let billing = claim.practice.provider.as_ref();
            let billing = billing.filter(|one| own.is_none_or(|own| own.segment != one.segment));
            let supervising = line.supervising.as_ref().or(claim.supervising.as_ref());
            let ordering = line.ordering.as_ref().or(claim.referring.as_ref());
            for provider in [own, billing, ordering, supervising].into_iter().flatten() {
                self.look_at(provider, dates, clean, &mut records);
            }
            if self.holdings.orders && claim.is_for_medicare() {
                match claim.kind {
                    ClaimKind::Professional => {
                        self.look_at_orders(ordering.copied(), line, &mut records);
                    }
                    _ if claim.is_home_health() => {
                        self.look_at_certification("HHA", &mut records);
                    }
                    _ if claim.is_hospice() && dates.to >= HOSPICE_FROM => {
                        self.look_at_certification("HOSPICE", &mut records);
                    }
                    _ => {}
                }
            }
            self.look_at_substitute(line, dates, &mut records);
        }
        if !self.holdings.clia.is_empty() {
            self.look_at_clia(line, dates, &mut records);
        }
        line.records = records;
    }

    /// Whether all that was asked about a line has the same answer for lines like it whatever their procedures are: those
    /// that [name nobody](LineFacts::names_nobody) of their own.
    pub fn is_for_any_procedure(&self, line: &LineFacts<'b>) -> bool {
        let (holdings, claim) = (self.holdings, self.claim);
        // Of several rows the first that clears counts, and another may for another procedure.
        let is_cleared = |cleared: Cleared| {
            let provider = line.provider.and_then(|provider| provider.npi());
            cleared.nonpar.is_none()
                && !cleared.plan_untested
                && provider.is_some_and(|npi| self.roster.is_for_any_procedure(npi, cleared.row))
        };
        line.dates.is_some_and(|dates| dates.from == dates.to)
            && line.records.is_empty()
            && line.names_nobody()
            && claim.supervising.is_none()
            && claim.payer.class != Some(PayerClass::MedicaidMco)
            && !holdings.authorizations
            && !(holdings.orders && claim.is_for_medicare())
            && (holdings.clia.is_empty() || claim.references.clia.is_none())
            && matches!(line.clearance, Some(Clearance::Cleared(cleared)) if is_cleared(cleared))
    }

    fn look_at(
        &self,
        provider: &ProviderFacts<'b>,
        dates: DateRange,
        clean: &mut Clean,
        records: &mut Vec<Record<'b>>,
    ) {
        let Some(npi) = provider.npi() else { return };
        let Some(on_file) = self.roster.on_file(npi) else {
            return;
        };
        let registered = on_file.entity_type().map(|own| match own {
            remedi_enrollment::EntityType::Individual => EntityType::Person,
            remedi_enrollment::EntityType::Organization => EntityType::Organization,
        });
        // Who owns a practice alone may bill as an organization under the own NPI (X12 interpretation 2217).
        let is_owner = provider.role == b"85" && registered == Some(EntityType::Person);
        let registered = registered.filter(|_| !is_owner);
        let is_other_type = |of: &EntityType| provider.entity_type.is_some_and(|sent| sent != *of);
        let other_type = registered.filter(is_other_type);
        let has_credentials = on_file.has_credentials_besides_licences();
        if other_type.is_none() && !has_credentials && !on_file.is_suspect() {
            return;
        }
        let payer = self.claim.payer.index();
        let key = Some((provider.segment, npi, dates, payer));
        if clean.seen.contains(&key) {
            return;
        }
        let before = records.len();
        let mut add = |amiss, row| {
            records.push(Record {
                provider: *provider,
                amiss,
                row,
            })
        };
        if on_file.is_suspect()
            && let Some(own) = on_file.provider()
        {
            let first_of = |from: NaiveDate| from.max(dates.from);
            let day = own.npi_deactivated_on.map(first_of);
            if let Some(day) = day.filter(|day| *day <= dates.to && own.deactivated_on(*day))
                && let Some(since) = own.npi_deactivated_on
            {
                let until = own.npi_reactivated_on.filter(|until| *until > since);
                match own.replaced_by {
                    Some(by) => add(
                        Amiss::Replaced {
                            by,
                            since: Some((day, since)),
                        },
                        RosterRow::Provider(npi, "replaced_by"),
                    ),
                    None => add(
                        Amiss::Deactivated { day, since, until },
                        RosterRow::Provider(npi, "npi_deactivated_on"),
                    ),
                }
            }
            if let Some(by) = own.replaced_by
                && own.npi_deactivated_on.is_none()
            {
                add(
                    Amiss::Replaced { by, since: None },
                    RosterRow::Provider(npi, "replaced_by"),
                );
            }
            for (span, column) in [
                (own.opted_out, "opted_out_from"),
                (own.excluded, "excluded_from"),
            ] {
                let Some(since) = span.from else { continue };
                if span.contains(first_of(since)) && first_of(since) <= dates.to {
                    let amiss = match column {
                        "opted_out_from" => Amiss::OptedOut { since },
                        _ => Amiss::Excluded { since },
                    };
                    add(amiss, RosterRow::Provider(npi, column));
                }
            }
        }
        if let Some(registered) = other_type {
            add(
                Amiss::OtherType(registered),
                RosterRow::Provider(npi, "entity_type"),
            );
        }
        if has_credentials {
            let own = on_file.credentials();
            for (kind, amiss) in [
                (
                    CredentialKind::Revalidation,
                    Amiss::RevalidationDue as fn(NaiveDate) -> Amiss,
                ),
                (CredentialKind::Recredentialing, Amiss::RecredentialingDue),
                (CredentialKind::Caqh, Amiss::AttestationDue),
                (CredentialKind::W9, Amiss::TaxFormExpired),
                (CredentialKind::Board, Amiss::BoardExpired),
            ] {
                if let Some((due, row)) = overdue(own, kind, payer, dates.to) {
                    add(
                        amiss(due),
                        RosterRow::Credential(
                            npi,
                            row.line,
                            if row.expires.is_some() {
                                "expires"
                            } else {
                                "issued"
                            },
                        ),
                    );
                }
            }
        }
        if records.len() == before {
            clean.seen[clean.next % 4] = key;
            clean.next += 1;
        }
    }

    /// Whether Medicare takes the order for what the line of an 837P bills.
    fn look_at_orders(
        &self,
        ordering: Option<ProviderFacts<'b>>,
        line: &LineFacts<'b>,
        records: &mut Vec<Record<'b>>,
    ) {
        let kinds = ORDERED
            .iter()
            .filter(|(kind, _)| *kind != "PMD" || self.holdings.orders_mobility);
        let mut kinds =
            kinds.filter(|(_, ranges)| line.procedure.is_some_and(|own| contains(ranges, own)));
        if let Some((ordering, &(kind, _))) = ordering.zip(kinds.next()) {
            self.look_at_order(ordering, kind, records);
        }
    }

    /// Whether Medicare takes home health or hospice care from those who certify and refer: it looks at the attending
    /// (2310A) and the referring provider (2310F) of what is to be paid. Of hospice care a nurse practitioner or a
    /// physician assistant may be the attending without certifying anything.
    fn look_at_certification(&self, kind: &'static str, records: &mut Vec<Record<'b>>) {
        let claim = self.claim;
        let is_hospice = kind == "HOSPICE";
        if claim.charge.is_none_or(|charge| charge <= Money::ZERO)
            || is_hospice && !self.holdings.orders_hospice
        {
            return;
        }
        let attending = claim.claim.provider(b"71");
        let attending = attending.map(|party| ProviderFacts::read(&party));
        let attending = attending.filter(|one| !is_hospice || !self.is_no_physician(one));
        for provider in [attending, claim.referring].into_iter().flatten() {
            self.look_at_order(provider, kind, records);
        }
    }

    /// Whether a provider is a nurse practitioner or a physician assistant, by a taxonomy of the claim or the roster.
    fn is_no_physician(&self, provider: &ProviderFacts<'b>) -> bool {
        let of_roster = provider.npi().and_then(|npi| self.roster.on_file(npi));
        let of_roster = of_roster.map_or(&[][..], OnFile::taxonomies);
        let mut all = provider.taxonomy.iter().chain(of_roster);
        all.any(|code| code.as_str().starts_with("363"))
    }

    /// Whether Medicare takes orders of a kind from a provider.
    fn look_at_order(
        &self,
        provider: ProviderFacts<'b>,
        kind: &'static str,
        records: &mut Vec<Record<'b>>,
    ) {
        let npi = provider.npi();
        let known = npi.and_then(|npi| self.roster.provider(npi)?.may_order(kind));
        if let (Some(npi), Some(false)) = (npi, known) {
            records.push(Record {
                provider,
                amiss: Amiss::MayNotOrder(kind),
                row: RosterRow::Provider(npi, "order_refer"),
            });
        }
    }

    /// How long a substitute (Q5, Q6) has stood in for the provider.
    fn look_at_substitute(
        &self,
        line: &LineFacts<'b>,
        dates: DateRange,
        records: &mut Vec<Record<'b>>,
    ) {
        let Some(provider) = line.provider.filter(|_| line.has_modifier(&["Q5", "Q6"])) else {
            return;
        };
        let Some(npi) = provider.npi() else { return };
        let own = self.roster.credentials_of(npi).iter();
        let absences =
            own.filter(|one| one.kind == CredentialKind::Substitution && one.valid_on(dates.to));
        let Some(absence) = absences.max_by_key(|one| one.issued) else {
            return;
        };
        // The first day counts.
        let Some(since) = absence
            .issued
            .filter(|since| (dates.to - *since).num_days() >= 60)
        else {
            return;
        };
        records.push(Record {
            provider,
            amiss: Amiss::SubstitutedSince(since),
            row: RosterRow::Credential(npi, absence.line, "issued"),
        });
    }

    fn look_at_clia(&self, line: &LineFacts<'b>, dates: DateRange, records: &mut Vec<Record<'b>>) {
        let Some(sent) = line.references.clia.or(self.claim.references.clia) else {
            return;
        };
        let Some(provider) = line.provider.or(self.claim.practice.provider) else {
            return;
        };
        let is_test = line.kind == Some(Kind::Laboratory);
        let is_waived = line.has_modifier(&["QW"]);
        if !is_test && !is_waived {
            return;
        }
        let number = String::from_utf8_lossy(sent.value).to_ascii_uppercase();
        let Some(places) = self.holdings.clia.get(number.as_str()) else {
            return;
        };
        let all = self.roster.credentials();
        let own = || places.iter().map(|&place| &all[place]);
        let amiss_on = |day: NaiveDate| {
            let mut too_low = None;
            for one in own().filter(|one| one.valid_on(day)) {
                match CliaLevel::parse(&one.level) {
                    Some(level) if !is_waived && !level.permits(line.procedure) => {
                        too_low = Some((Amiss::CliaTooLow(level), one, "level"));
                    }
                    _ => return None,
                }
            }
            let expired = || {
                let ended = own().filter(|one| one.expires.is_some_and(|last| last < day));
                let one = ended.max_by_key(|one| one.expires)?;
                Some((Amiss::CliaExpired(one.expires?), one, "expires"))
            };
            let later = || {
                let coming = own().filter(|one| one.issued.is_some_and(|first| day < first));
                let one = coming.min_by_key(|one| one.issued)?;
                Some((Amiss::CliaNotYetIssued(one.issued?), one, "issued"))
            };
            too_low.or_else(expired).or_else(later)
        };
        // A certificate may be renewed between the days.
        if let Some((amiss, one, column)) = amiss_on(dates.from).or_else(|| amiss_on(dates.to)) {
            let row = RosterRow::Credential(one.provider, one.line, column);
            records.push(Record {
                provider,
                amiss,
                row,
            });
        }
    }

    /// Asks whether the supervising provider is enrolled, and the provider of a Medicaid plan with the state.
    pub fn look_at_enrollments(&self, service: &Service<'b>, line: &mut LineFacts<'b>) {
        if service.subject == Subject::RenderingProvider
            && let Some(supervising) = line.supervising.or(self.claim.supervising)
            && supervising.npi().is_some()
        {
            let other = Service {
                rendering: supervising.npi(),
                taxonomy: None,
                ..*service
            };
            if self.lacks_enrollment(&other) {
                line.records.push(Record {
                    provider: supervising,
                    amiss: Amiss::SupervisorNotEnrolled,
                    row: RosterRow::None,
                });
            }
        }
        if self.claim.payer.class == Some(PayerClass::MedicaidMco)
            && let Some(provider) = line.provider
        {
            let state = &self.roster.payer(service.payer).state;
            let mut agencies = self.holdings.medicaid.iter();
            let Some(&(_, agency)) =
                agencies.find(|(own, _)| !state.is_empty() && own.eq_ignore_ascii_case(state))
            else {
                return;
            };
            let other = Service {
                payer: agency,
                plan: None,
                network: None,
                ..*service
            };
            if self.lacks_enrollment(&other) {
                line.records.push(Record {
                    provider,
                    amiss: Amiss::NotWithStateMedicaid,
                    row: RosterRow::None,
                });
            }
        }
    }

    /// Whether no enrollment is in force on a day of the service, whatever it is for.
    fn lacks_enrollment(&self, service: &Service<'_>) -> bool {
        let Clearance::Not(not) = self.roster.clearance(service) else {
            return false;
        };
        matches!(
            not.shortfall,
            Shortfall::NoRow
                | Shortfall::NotApproved(_)
                | Shortfall::BeforeStart { .. }
                | Shortfall::AfterEnd { .. }
        )
    }
}

/// Since when Medicare asks whether it knows those who certify hospice care.
const HOSPICE_FROM: NaiveDate = NaiveDate::from_ymd_opt(2024, 6, 3).unwrap();

/// The last of the credentials of a kind for a payer, when none is good on a day and one was before.
fn overdue(
    own: &[Credential],
    kind: CredentialKind,
    payer: Option<PayerIndex>,
    day: NaiveDate,
) -> Option<(NaiveDate, &Credential)> {
    let mut last: Option<(NaiveDate, &Credential)> = None;
    for one in own.iter().filter(|one| one.kind == kind) {
        if one.payer.is_some() && one.payer != payer {
            continue;
        }
        match one.last_day() {
            Some(due) if due < day => {
                if last.is_none_or(|(other, _)| other < due) {
                    last = Some((due, one));
                }
            }
            // One that starts later says nothing of the day.
            _ if one.issued.is_some_and(|issued| day < issued) => {}
            _ => return None,
        }
    }
    last
}

impl CliaLevel {
    /// Whether the certificate is for a test that is not marked as waived.
    fn permits(self, procedure: Option<ProcedureCode>) -> bool {
        let Some(procedure) = procedure else {
            return true;
        };
        let mut levels = CLIA.iter();
        levels.any(|(level, ranges)| {
            let reaches = match self {
                CliaLevel::Waiver => *level == "waiver",
                CliaLevel::Microscopy => true,
            };
            reaches && contains(ranges, procedure)
        })
    }
}

fn contains(ranges: &[CodeRange], procedure: ProcedureCode) -> bool {
    ranges.iter().any(|range| range.contains(procedure))
}

/// Whether an organization of this taxonomy bills without a person who rendered the service.
pub(crate) fn renders_itself(taxonomy: Taxonomy) -> bool {
    let code = taxonomy.as_str();
    ORGANIZATIONS
        .taxonomies
        .iter()
        .any(|family| code.starts_with(family))
}

impl LineFacts<'_> {
    /// Whether the line names neither a supervising or ordering provider, a substitute nor a laboratory of its own.
    pub(crate) fn names_nobody(&self) -> bool {
        self.supervising.is_none()
            && self.ordering.is_none()
            && self.references.clia.is_none()
            && (self.modifiers[0].is_none() || !self.has_modifier(&["Q5", "Q6"]))
    }

    /// Whether organizations bill the line without a person who rendered the service, by what the practice is, the place
    /// of service or the procedure.
    pub(crate) fn is_rendered_by_organization(&self, claim: &ClaimFacts<'_>) -> bool {
        let is_at = |pos: Pos| ORGANIZATIONS.places.contains(&pos);
        let is_one = |procedure| contains(&ORGANIZATIONS.procedures, procedure);
        claim.practice.renders_itself
            || self.pos().is_some_and(is_at)
            || self.procedure.is_some_and(is_one)
    }
}

struct Organizations {
    taxonomies: Vec<&'static str>,
    places: Vec<Pos>,
    procedures: Vec<CodeRange>,
}

static ORGANIZATIONS: LazyLock<Organizations> = LazyLock::new(|| {
    let rows = lists(include_str!("../data/rendering_organizations.csv"));
    let words = |what: &str| {
        let found = rows.iter().find(|(own, _)| *own == what);
        found.map_or("", |(_, words)| words).split(' ')
    };
    Organizations {
        taxonomies: words("taxonomy").collect(),
        places: words("pos")
            .filter_map(|word| Pos::parse(word.as_bytes()))
            .collect(),
        procedures: words("procedure").filter_map(CodeRange::parse).collect(),
    }
});

static ORDERED: LazyLock<Vec<(&'static str, Vec<CodeRange>)>> =
    LazyLock::new(|| procedures(include_str!("../data/ordered_services.csv")));

static CLIA: LazyLock<Vec<(&'static str, Vec<CodeRange>)>> =
    LazyLock::new(|| procedures(include_str!("../data/clia_levels.csv")));

fn procedures(table: &'static str) -> Vec<(&'static str, Vec<CodeRange>)> {
    let rows = lists(table).into_iter();
    rows.map(|(what, words)| {
        (
            what,
            words.split(' ').filter_map(CodeRange::parse).collect(),
        )
    })
    .collect()
}

/// The rows of a table of two columns.
fn lists(table: &'static str) -> Vec<(&'static str, &'static str)> {
    table
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_tables_is_read() {
        let organizations = include_str!("../data/rendering_organizations.csv");
        let ordered = include_str!("../data/ordered_services.csv");
        let clia = include_str!("../data/clia_levels.csv");
        for (what, words) in [organizations, ordered, clia].into_iter().flat_map(lists) {
            for word in words.split(' ') {
                let is_read = match what {
                    "taxonomy" => word.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                    "pos" => Pos::parse(word.as_bytes()).is_some(),
                    _ => CodeRange::parse(word).is_some(),
                };
                assert!(is_read, "{what}: {word}");
            }
        }
    }
}
