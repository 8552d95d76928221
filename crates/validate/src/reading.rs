//! Reads the facts of claims, and asks the roster about them.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use remedi_claims::codes::{pos, taxonomy};
use remedi_claims::{
    Claim, ClaimKind, DateRange, LoopKind, Modifier, Money, Npi, Party, Pos, ProcedureCode,
    SegmentAt, SegmentId, ServiceLine, Tin,
};
use remedi_enrollment::{
    AuthorizedService, Clearance, Credential, CredentialKind, Facility, FacilitySource,
    FacilityType, Licence, OnFile, PayerMatch, Roster, Service, Shortfall, Subject, Terms,
};

use crate::codes::packed;
use crate::coordination::adjudications;
use crate::days;
use crate::facts::{
    ClaimFacts, FacilityFacts, Has, HospitalEvidence, LineFacts, PayerFacts, Practice,
    ProviderFacts, Reference, References, SubscriberSent, amount_of, is_of_values,
};
use crate::procedure_places::Families;
use crate::procedures::Procedures;
use crate::profile::{Listings, Profile, Senders, Services};
use crate::records::{self, Clean, Holdings, Inquiry};
use crate::rule::Spot;
use crate::services;
use crate::sites::{self, SiteFacts};

const CTP: SegmentId = SegmentId::of(b"CTP");
const DMG: SegmentId = SegmentId::of(b"DMG");
const DTP: SegmentId = SegmentId::of(b"DTP");
const HI: SegmentId = SegmentId::of(b"HI");
const LX: SegmentId = SegmentId::of(b"LX");
const REF: SegmentId = SegmentId::of(b"REF");
const SBR: SegmentId = SegmentId::of(b"SBR");
const SV1: SegmentId = SegmentId::of(b"SV1");
const SV2: SegmentId = SegmentId::of(b"SV2");
const SV3: SegmentId = SegmentId::of(b"SV3");

/// Whom to ask about claims, and how.
#[derive(Clone, Debug)]
pub(crate) struct Question<'r> {
    pub roster: Option<&'r Roster>,
    /// What the roster has at all.
    pub holdings: Arc<Holdings>,
    pub known_on: Option<NaiveDate>,
    pub terms: Terms,
    pub profile: Option<Arc<Profile>>,
}

/// What claims that follow each other mostly share.
#[derive(Debug, Default)]
pub(crate) struct Shared<'b> {
    practice: Option<(u32, Practice<'b>)>,
    payer: Option<(&'b [u8], Option<PayerMatch>, Option<usize>)>,
    licence: Option<(LicenceKey<'b>, Licence)>,
    /// Providers against whom nothing speaks.
    clean: Clean,
    /// What was told of a line, for the lines of its claim that differ in their procedures.
    told: Option<Told>,
    days: Days<'b>,
    /// Who sends them.
    pub senders: Senders<'b>,
    pub procedures: Procedures,
}

impl Shared<'_> {
    /// With what is remembered of procedures.
    pub fn with(procedures: Procedures) -> Self {
        Shared {
            procedures,
            ..Shared::default()
        }
    }
}

type LicenceKey<'b> = (Npi, &'b [u8], DateRange);

/// What the roster told of a line, which is the same whatever the procedure.
#[derive(Clone, Copy, Debug)]
struct Told {
    setting: Setting,
    hospital: HospitalEvidence,
    practice_is_site: Option<bool>,
    site: Option<SiteFacts>,
    site_tin: Option<Tin>,
    clearance: Option<Clearance>,
    outdated: Option<NaiveDate>,
    licence: Option<Licence>,
    licence_line: Option<u32>,
    is_licensed_elsewhere: bool,
    is_licensed_away_from_patient: bool,
}

/// What else of a line the roster is asked about: its claim, provider and facility, by their segments, its place and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Setting {
    claim: u32,
    provider: Option<u32>,
    facility: Option<u32>,
    pos: Option<Pos>,
    dates: Option<DateRange>,
}

impl Setting {
    fn of(claim: &ClaimFacts<'_>, line: &LineFacts<'_>) -> Setting {
        Setting {
            claim: claim.segment,
            provider: line.provider.as_ref().map(|provider| provider.segment),
            facility: line.facility.as_ref().map(|facility| facility.segment),
            pos: line.pos(),
            dates: line.dates,
        }
    }
}

impl Told {
    fn of(claim: &ClaimFacts<'_>, line: &LineFacts<'_>) -> Told {
        Told {
            setting: Setting::of(claim, line),
            hospital: line.hospital,
            practice_is_site: line.practice_is_site,
            site: line.site,
            site_tin: line.site_tin,
            clearance: line.clearance,
            outdated: line.outdated,
            licence: line.licence,
            licence_line: line.licence_line,
            is_licensed_elsewhere: line.is_licensed_elsewhere,
            is_licensed_away_from_patient: line.is_licensed_away_from_patient,
        }
    }

    fn tell(&self, line: &mut LineFacts<'_>) {
        line.hospital = self.hospital;
        line.practice_is_site = self.practice_is_site;
        line.site = self.site;
        line.site_tin = self.site_tin;
        line.clearance = self.clearance;
        line.outdated = self.outdated;
        line.licence = self.licence;
        line.licence_line = self.licence_line;
        line.is_licensed_elsewhere = self.is_licensed_elsewhere;
        line.is_licensed_away_from_patient = self.is_licensed_away_from_patient;
    }
}

impl<'r> Question<'r> {
    pub fn of(roster: Option<&'r Roster>) -> Question<'r> {
        Question {
            roster,
            holdings: Arc::new(roster.map(Holdings::of).unwrap_or_default()),
            known_on: None,
            terms: Terms::default(),
            profile: None,
        }
    }

    /// Reads a claim, and its lines into `lines`.
    pub fn read<'b>(
        &self,
        claim: Claim<'b>,
        lines: &mut Vec<LineFacts<'b>>,
        shared: &mut Shared<'b>,
    ) -> ClaimFacts<'b> {
        lines.clear();
        let mut facts = self.read_header(claim, shared);
        let mut own_lines = claim.lines();
        let mut in_line = false;
        for part in claim.all_loops() {
            match part.kind() {
                LoopKind::Line => {
                    if part.opens() {
                        lines.extend(own_lines.next().map(|line| LineFacts::of(&facts, line)));
                        in_line = true;
                    }
                    if let Some(line) = lines.last_mut().filter(|_| in_line) {
                        for segment in part.segments() {
                            line.see(&segment, &mut shared.days);
                        }
                    }
                }
                LoopKind::LineProvider if in_line && part.opens() => {
                    if let Some(line) = lines.last_mut() {
                        line.see_provider(&part.party(), facts.has_roster);
                    }
                }
                LoopKind::LineAdjudication if in_line && part.opens() => {
                    if let Some(line) = lines.last_mut() {
                        line.is_adjudicated = true;
                    }
                }
                LoopKind::Drug if in_line => {
                    let mut segments = part.segments();
                    if let Some(line) = lines.last_mut()
                        && segments.any(|one| one.id() == CTP && starts_low(one.value(4)))
                    {
                        line.has.see(Some(Has::ODD_UNITS));
                    }
                }
                LoopKind::Form if in_line => {
                    if let Some(line) = lines.last_mut() {
                        line.has.see(Some(Has::FORM));
                    }
                }
                LoopKind::Claim => {
                    in_line = false;
                    for segment in part.segments() {
                        facts.see(&segment, &mut shared.days);
                    }
                }
                kind if kind < LoopKind::Line => {
                    in_line = false;
                    if lines.is_empty() && part.opens() {
                        match kind {
                            LoopKind::ClaimProvider => facts.see_provider(&part.party()),
                            LoopKind::OtherSubscriber => facts.has_other_payers = true,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        let mut first = facts.dates.map(|dates| dates.from);
        let mut control = (0, 0);
        for line in lines.iter_mut() {
            if let Some(own) = line.references.line_control {
                // Most are counted up, and none of them can be there twice.
                let own = (own.value.len(), tail(own.value));
                let is_odd = own <= control || own.0 > 30;
                facts.has.see(is_odd.then_some(Has::REPEATED));
                control = own;
            }
            line.inherit(&facts);
            let own = line.dates.map(|dates| dates.from);
            first = own.map_or(first, |own| Some(first.map_or(own, |first| first.min(own))));
        }
        facts.see_birth(first);
        self.look_at(&mut facts, lines, shared);
        facts
    }

    /// Looks up what roster, profile and code lists say of a claim and its lines that were read.
    fn look_at<'b>(
        &self,
        facts: &mut ClaimFacts<'b>,
        lines: &mut [LineFacts<'b>],
        shared: &mut Shared<'b>,
    ) {
        let count = lines.len();
        for (line, number) in lines.iter_mut().zip(1..) {
            self.look_at_line(facts, line, number < count, shared);
        }
        if let Some(roster) = self.roster.filter(|_| self.holdings.authorizations) {
            facts.share_out_authorization(roster, lines);
        }
        facts.adjudications = adjudications(facts, lines);
        if let Some(roster) = self.roster.filter(|_| facts.payer.index().is_none()) {
            let mut providers = lines.iter().filter_map(|line| line.provider?.npi());
            facts.is_known |= providers.any(|npi| roster.knows_provider(npi));
        }
    }

    /// Reads what CLM and the levels above it tell.
    fn read_header<'b>(&self, claim: Claim<'b>, shared: &mut Shared<'b>) -> ClaimFacts<'b> {
        let header = claim.segment();
        let [id, charge] = header.values();
        let [facility_code, facility_qualifier, frequency] = header.components(5);
        let practice = self.practice(&claim, shared);
        let (mut level, mut subscriber, mut payer) = (None, None, None);
        for part in claim.loops_above(2) {
            match part.kind() {
                LoopKind::LevelParty if part.opens() => {
                    let party = part.party();
                    match party.role() {
                        b"IL" => subscriber = subscriber.or(Some(party)),
                        b"PR" => payer = payer.or(Some(party)),
                        _ => {}
                    }
                }
                _ => level = level.or(Some(part)),
            }
        }
        let mut facts = ClaimFacts {
            claim,
            kind: claim.kind(),
            segment: header.index(),
            id,
            charge: amount_of(charge),
            facility_code,
            facility_qualifier,
            frequency,
            subscriber: level
                .and_then(|level| level.segments().find(|segment| segment.id() == SBR))
                .map(|sent| SubscriberSent::read(&sent)),
            adjudications: Vec::new(),
            practice,
            payer: self.payer(payer, shared),
            rendering: None,
            facility: None,
            subscriber_birth: None,
            patient_birth: None,
            is_admitted: false,
            admitted_on: None,
            discharged_on: None,
            dates: None,
            has_bad_npi: practice
                .provider
                .is_some_and(|provider| provider.has_bad_npi()),
            has_roster: self.roster.is_some(),
            is_known: practice.is_in_roster,
            as_of: self.known_on,
            supervising: None,
            referring: None,
            references: References::default(),
            has: Has::default(),
            has_other_payers: false,
            diagnoses: None,
            in_5010: claim.version().starts_with("005010"),
        };
        let is_odd_charge = facts.charge.is_none_or(|charge| charge <= Money::ZERO);
        facts.has.see(is_odd_charge.then_some(Has::ODD_CHARGE));
        for segment in subscriber.iter().flat_map(Party::segments) {
            let has = Has::of_subscriber(&segment);
            facts.has.see(has);
            if has == Some(Has::SUBSCRIBER_BIRTH) {
                facts.subscriber_birth = facts.subscriber_birth.or(Some(segment.index()));
            }
        }
        facts
    }

    fn practice<'b>(&self, claim: &Claim<'b>, shared: &mut Shared<'b>) -> Practice<'b> {
        let Some(level) = claim.loops_above(1).next() else {
            return Practice::default();
        };
        let level = level.segment().index();
        if let Some((same, practice)) = shared.practice
            && same == level
        {
            return practice;
        }
        let practice = match claim.billing_provider() {
            Some(party) => self.practice_of(claim, &party),
            None => Practice::default(),
        };
        shared.practice = Some((level, practice));
        practice
    }

    fn practice_of<'b>(&self, claim: &Claim<'b>, party: &Party<'b>) -> Practice<'b> {
        let mut practice = Practice::read(claim, party, self.roster.is_some());
        let npi = practice.npi();
        let taxonomies = practice.provider.and_then(|provider| provider.taxonomy);
        practice.is_hospital = taxonomies.is_some_and(taxonomy::is_hospital);
        practice.renders_itself = taxonomies.is_some_and(records::renders_itself);
        if let Some(roster) = self.roster {
            practice.is_in_roster = roster.knows_practice(npi, practice.tin);
            if let Some(on_file) = npi.and_then(|npi| roster.on_file(npi)) {
                let mut registered = on_file.taxonomies().iter();
                practice.renders_itself |=
                    registered.clone().any(|&own| records::renders_itself(own));
                practice.is_hospital |= registered.any(|&own| taxonomy::is_hospital(own));
                let mut own = on_file.sites().iter().map(|site| site.facility_type);
                practice.is_hospital |= own.len() > 0 && own.all(is_hospital);
            }
        }
        practice
    }

    fn payer<'b>(&self, party: Option<Party<'b>>, shared: &mut Shared<'b>) -> PayerFacts<'b> {
        let sent = party.map_or(&b""[..], |party| party.id().1);
        let (found, profile) = match shared.payer {
            Some((same, found, profile)) if same == sent => (found, profile),
            _ => {
                let found = self.roster.map(|roster| roster.payer_sent(sent));
                let canonical = found.and_then(PayerMatch::one).zip(self.roster);
                let canonical = canonical.map(|(payer, roster)| &*roster.payer(payer).id);
                let own = self.profile.as_ref();
                let profile = own.and_then(|profile| profile.payer_of(canonical, sent));
                shared.payer = Some((sent, found, profile));
                (found, profile)
            }
        };
        let own = profile.and_then(|index| self.profile.as_ref()?.payer(index));
        let of_roster = || {
            let (payer, roster) = found.and_then(PayerMatch::one).zip(self.roster)?;
            roster.payer(payer).class
        };
        let class = own.and_then(|own| own.class).or_else(of_roster);
        PayerFacts {
            segment: party.map(|party| party.name_segment().index()),
            sent,
            found,
            class,
            terms: own.and_then(|own| own.terms).unwrap_or(self.terms),
            demands: own.map(|own| own.demands).unwrap_or_default(),
            profile,
        }
    }

    fn look_at_line<'b>(
        &self,
        claim: &ClaimFacts<'b>,
        facts: &mut LineFacts<'b>,
        has_next: bool,
        shared: &mut Shared<'b>,
    ) {
        // Codes of prospective payment may look like procedures.
        let is_procedure = !facts.has.any(Has::PAYMENT_GROUP);
        if let Some(code) = facts.procedure.filter(|_| is_procedure) {
            let (told, day) = (
                shared.procedures.facts(code),
                facts.dates.map(|dates| dates.from),
            );
            facts.families = told.families;
            facts.is_unlisted = told.may_be_unlisted && services::is_unlisted(code, day);
            if told.may_be_service {
                facts.kind = services::Service::of_line(claim.kind, code, day);
            }
        }
        facts.place = Pos::parse(facts.pos_sent)
            .and_then(pos::lookup)
            .filter(|place| {
                facts.dates.is_none_or(|dates| {
                    place.is_active_on(dates.from) && place.is_active_on(dates.to)
                })
            });
        let is_told = |told: &Told| {
            told.setting.claim == claim.segment
                && told.setting == Setting::of(claim, facts)
                && facts.names_nobody()
        };
        match shared.told.filter(is_told) {
            Some(told) => told.tell(facts),
            None => {
                self.look_at_site(claim, facts);
                self.ask_roster(claim, facts, has_next, shared);
            }
        }
        self.ask_profile(claim, facts);
        self.look_up(claim, facts);
    }

    /// Looks up what the facility is, where a rule may ask.
    fn look_at_site(&self, claim: &ClaimFacts<'_>, line: &mut LineFacts<'_>) {
        let Some(pos) = line.pos() else { return };
        let practice = &claim.practice;
        let (npi, address) = match line.facility {
            Some(facility) => (facility.npi(), facility.address),
            None => (practice.npi(), practice.address),
        };
        match (pos.number(), line.facility) {
            (11 | 17 | 20 | 49, Some(facility)) => {
                line.hospital = self.hospital_evidence(claim, &facility, pos);
            }
            (11 | 17 | 20 | 49, None) => {
                line.hospital = match claim.practice.is_hospital {
                    true => HospitalEvidence::Practice,
                    false => HospitalEvidence::None,
                };
            }
            (_, None) if sites::needs_facility(pos) => {
                line.practice_is_site = self.practice_is_site(claim, pos);
            }
            (number, Some(facility)) if sites::needs_facility(pos) || matches!(number, 10 | 12) => {
                line.site = self.site(claim, &facility, pos);
            }
            _ => {}
        }
        if matches!(pos.number(), 11 | 17 | 20 | 49 | 50 | 71 | 72)
            && let Some(roster) = self.roster
        {
            let tins = roster
                .sites_at(npi, address, Some(pos))
                .map(|site| site.tin);
            let may_be_own = |tin: &Option<Tin>| tin.is_none() || *tin == practice.tin;
            let tin = first_fitting(tins, may_be_own).flatten();
            line.site_tin = tin.filter(|_| tin != practice.tin);
        }
    }

    /// What a named facility is: by its NPI in the roster, its taxonomy, or its address.
    fn site(
        &self,
        claim: &ClaimFacts<'_>,
        facility: &FacilityFacts<'_>,
        pos: Pos,
    ) -> Option<SiteFacts> {
        let npi = facility.npi();
        if let Some(roster) = self.roster {
            let candidates = roster.sites_at(npi, facility.address, Some(pos));
            let kinds = candidates.filter_map(|site| {
                let by_npi = npi.is_some_and(|npi| site.has_npi(npi));
                Some(SiteFacts::of_kind(site.facility_type?, by_npi, pos))
            });
            if let Some(site) = first_fitting(kinds, |site| site.fits) {
                return Some(match other_campus(roster, site.kind, facility, pos) {
                    Some(kind) => SiteFacts::of_kind(kind, site.is_sure, pos),
                    None => site,
                });
            }
            let registered = npi.and_then(|npi| roster.on_file(npi));
            let taxonomies = registered.map_or(&[][..], OnFile::taxonomies);
            if !taxonomies.is_empty() {
                return SiteFacts::of_taxonomies(taxonomies, pos);
            }
        }
        let own = npi.is_some() && npi == claim.practice.npi();
        let taxonomy = claim.practice.provider.filter(|_| own)?.taxonomy?;
        SiteFacts::of_taxonomies(&[taxonomy], pos)
    }

    /// What the fee schedule and the lists of the profile say.
    fn look_up(&self, claim: &ClaimFacts<'_>, line: &mut LineFacts<'_>) {
        let Some(profile) = self.profile.as_deref() else {
            return;
        };
        let Some(procedure) = line.procedure else {
            return;
        };
        if !profile.fees.is_empty() {
            line.fee = profile.fees.find(procedure, &line.modifiers);
        }
        if !profile.lists.is_empty() {
            let subscriber = claim.claim.subscriber();
            let member = subscriber.map_or(&b""[..], |subscriber| subscriber.id().1);
            let code = procedure.as_str().as_bytes();
            let diagnoses = line.diagnoses(&claim.claim);
            line.listings = profile.lists.find(code, member, diagnoses, line.dates);
        }
    }

    fn hospital_evidence(
        &self,
        claim: &ClaimFacts<'_>,
        facility: &FacilityFacts<'_>,
        pos: Pos,
    ) -> HospitalEvidence {
        let npi = facility.npi();
        let mut evidence = HospitalEvidence::Unknown;
        if let Some(roster) = self.roster {
            let candidates = roster.sites_at(npi, facility.address, Some(pos));
            let mut known = candidates.filter(|site| site.facility_type.is_some());
            if let Some(first) = known.next() {
                let by_npi = npi.is_some_and(|npi| first.has_npi(npi));
                // Beside a hospital of one NPI or address may be offices.
                let all = is_hospital(first.facility_type)
                    && known.all(|other| is_hospital(other.facility_type));
                evidence = match (all, by_npi) {
                    (true, true) => HospitalEvidence::RosterNpi,
                    (true, false) => HospitalEvidence::Address,
                    (false, _) => HospitalEvidence::None,
                };
            }
            if evidence == HospitalEvidence::Unknown
                && let Some(registered) = npi.and_then(|npi| roster.on_file(npi))
                && !registered.taxonomies().is_empty()
            {
                let mut own = registered.taxonomies().iter();
                evidence = match own.any(|&own| taxonomy::is_hospital(own)) {
                    true => HospitalEvidence::Taxonomy,
                    false => HospitalEvidence::None,
                };
            }
        }
        let practice = claim.practice.provider;
        if evidence == HospitalEvidence::Unknown
            && npi.is_some()
            && npi == claim.practice.npi()
            && let Some(own) = practice.and_then(|practice| practice.taxonomy)
        {
            evidence = match taxonomy::is_hospital(own) {
                true => HospitalEvidence::Taxonomy,
                false => HospitalEvidence::None,
            };
        }
        evidence
    }

    /// Whether the practice is the facility that the place of service tells of; `None` when
    /// neither roster nor taxonomy tells.
    fn practice_is_site(&self, claim: &ClaimFacts<'_>, pos: Pos) -> Option<bool> {
        let practice = &claim.practice;
        let provider = practice.provider?;
        let mut answer = practice.is_person().then_some(false);
        if let Some(roster) = self.roster {
            let candidates = roster.sites_at(provider.npi(), practice.address, Some(pos));
            for kind in candidates.filter_map(|site| site.facility_type) {
                match sites::is_site_of(kind, pos) {
                    true => return Some(true),
                    false => answer = Some(false),
                }
            }
            let registered = provider.npi().and_then(|npi| roster.on_file(npi));
            for &own in registered.map_or(&[][..], OnFile::taxonomies) {
                match sites::is_taxonomy_of(own, pos) {
                    true => return Some(true),
                    false => answer = Some(false),
                }
            }
        }
        match provider.taxonomy {
            Some(own) => Some(sites::is_taxonomy_of(own, pos)),
            None => answer,
        }
    }

    /// Asks the roster about a line, when all that it must be told is there.
    fn ask_roster<'b>(
        &self,
        claim: &ClaimFacts<'b>,
        line: &mut LineFacts<'b>,
        has_next: bool,
        shared: &mut Shared<'b>,
    ) {
        let Some(roster) = self.roster else { return };
        let inquiry = Inquiry {
            roster,
            holdings: &self.holdings,
            claim,
        };
        inquiry.look(line, &mut shared.clean);
        if self.holdings.authorizations {
            self.look_at_authorization(roster, claim, line);
        }
        let Some(service) = self.service(claim, line) else {
            return;
        };
        let mut clearance = roster.clearance(&service);
        if let Clearance::Cleared(cleared) = clearance
            && cleared.plan_untested
            && let Some(product) = self.product(claim, &service)
        {
            line.product = Some(product);
            let told = Service {
                plan: line.product,
                network: line.product,
                ..service
            };
            clearance = roster.clearance(&told);
        }
        line.clearance = Some(clearance);
        inquiry.look_at_enrollments(&service, line);
        if let Clearance::Cleared(cleared) = clearance
            && let Some(days) = claim.payer.demands.max_data_age_days
        {
            let verified = roster.enrollment(cleared.row).verified_on();
            line.outdated =
                verified.filter(|day| (service.dates.to - *day).num_days() > i64::from(days));
        }
        if let Clearance::Not(not) = clearance
            && let Some(pending) = not.pending
        {
            let row = roster.enrollment(pending);
            line.application = Some((row.status(), row.application_received()));
        }
        if let Clearance::Not(not) = clearance
            && let Some(days) = claim.retro_billing_days()
        {
            let counted_from = match not.shortfall {
                Shortfall::BeforeStart { starts } => {
                    let row = not.nearest.map(|row| roster.enrollment(row));
                    let is_agreed = row.is_some_and(|row| row.billing_effective_from().is_some());
                    (!is_agreed).then_some(starts)
                }
                Shortfall::NotApproved(_) => line.application.and_then(|(_, received)| received),
                _ => None,
            };
            let days = chrono::Days::new(days.into());
            line.back_to = counted_from.and_then(|day| day.checked_sub_days(days));
        }
        if service.subject == Subject::RenderingProvider
            && self.holdings.licences
            && let Some(provider) = service.rendering
        {
            self.look_at_licence(roster, claim, line, provider, service.dates, shared);
        }
        if has_next && inquiry.is_for_any_procedure(line) {
            shared.told = Some(Told::of(claim, line));
        }
    }

    /// Whether the provider was licensed where and when the service was rendered.
    fn look_at_licence<'b>(
        &self,
        roster: &Roster,
        claim: &ClaimFacts<'b>,
        line: &mut LineFacts<'b>,
        provider: Npi,
        dates: DateRange,
        shared: &mut Shared<'b>,
    ) {
        let state = line.state(claim);
        let key = (provider, state, dates);
        line.licence = match shared.licence {
            Some((same, licence)) if same == key => Some(licence),
            _ => {
                let text = std::str::from_utf8(state).unwrap_or_default();
                let on = |day| roster.licence(provider, text, day);
                let licence = match on(dates.from) {
                    Licence::Held if dates.from != dates.to => on(dates.to),
                    first => first,
                };
                shared.licence = Some((key, licence));
                Some(licence)
            }
        };
        if let Some(Licence::Expired { on }) = line.licence {
            let mut own = roster.credentials_of(provider).iter();
            let is_it = |one: &&Credential| {
                one.kind == CredentialKind::License
                    && one.expires == Some(on)
                    && one.state.as_bytes().eq_ignore_ascii_case(state)
            };
            line.licence_line = own.find(is_it).map(|one| one.line);
        }
        let is_licensed_away_from = |state: &[u8]| {
            let text = std::str::from_utf8(state).unwrap_or_default();
            let mut all = roster.credentials_of(provider).iter();
            roster.licence(provider, text, dates.from) == Licence::NoneOnFile
                && all.any(|one| {
                    one.kind == CredentialKind::License
                        && !one.state.is_empty()
                        && one.expires.is_none_or(|day| dates.from <= day)
                        && one.issued.is_none_or(|day| day <= dates.from)
                })
        };
        if let Some(2 | 10) = line.pos_number() {
            let party = claim.claim.patient().or_else(|| claim.claim.subscriber());
            let state = party.and_then(|party| party.address()).map(|one| one.state);
            line.is_licensed_away_from_patient =
                state.is_some_and(|state| state.len() == 2 && is_licensed_away_from(state));
        } else if line.licence == Some(Licence::NoneOnFile) {
            line.is_licensed_elsewhere = state.len() == 2 && is_licensed_away_from(state);
        }
    }

    /// Looks up the authorization that the line is sent with. A void asks for nothing to be paid.
    fn look_at_authorization<'b>(
        &self,
        roster: &Roster,
        claim: &ClaimFacts<'b>,
        line: &mut LineFacts<'b>,
    ) {
        let sent = line.authorization(claim).and_then(Reference::text);
        let Some(number) = sent.filter(|_| !claim.claim.is_void()) else {
            return;
        };
        let member = claim.claim.subscriber();
        let member = member.and_then(|member| std::str::from_utf8(member.id().1).ok());
        let facility = line.facility.and_then(|facility| facility.npi());
        let service = AuthorizedService {
            payer: claim.payer.index(),
            member_id: member.unwrap_or_default(),
            providers: [
                line.provider.and_then(|provider| provider.npi()),
                claim.practice.npi(),
                facility,
            ],
            procedure: line.procedure,
            dates: line.dates,
            pos: line.pos(),
        };
        line.authorized = Some(roster.authorized(number, &service));
    }

    /// What the payer wants for the line, by the profile.
    fn ask_profile<'b>(&self, claim: &ClaimFacts<'b>, line: &mut LineFacts<'b>) {
        let index = claim.payer.profile;
        let Some(payer) = index.and_then(|index| self.profile.as_ref()?.payer(index)) else {
            return;
        };
        let (pos, day) = (line.pos(), line.dates.map(|dates| dates.from));
        let wants = |services: &[Services]| {
            let mut all = services.iter();
            all.any(|one| one.contain(line.procedure, pos, day))
        };
        (line.needs_authorization, line.needs_referral) =
            (wants(&payer.authorization), wants(&payer.referral));
    }

    /// The kind of product that the claim is filed for (SBR09), when all plans and networks of the enrollments that may
    /// clear the service are kinds of products too: names of plans are not in claims.
    fn product(&self, claim: &ClaimFacts<'_>, service: &Service<'_>) -> Option<&'static str> {
        let product = match claim.subscriber?.filing {
            b"HM" => "HMO",
            b"12" => "PPO",
            b"13" => "POS",
            b"14" => "EPO",
            _ => return None,
        };
        let is_product = |name: &str| {
            let mut kinds = ["", "HMO", "PPO", "POS", "EPO"].into_iter();
            kinds.any(|kind| name.eq_ignore_ascii_case(kind))
        };
        let mut rows = self.roster?.alternatives(service);
        rows.all(|row| is_product(row.plan()) && is_product(row.network()))
            .then_some(product)
    }

    /// What the roster is asked about a line; `None` when the payer, a date or an NPI is not known.
    pub fn service<'b>(&self, claim: &ClaimFacts<'b>, line: &LineFacts<'b>) -> Option<Service<'b>> {
        let practice = &claim.practice;
        let is_malformed = |provider: Option<ProviderFacts<'_>>| {
            provider.is_some_and(|provider| provider.has_bad_npi())
        };
        if is_malformed(practice.provider) || is_malformed(line.provider) {
            return None;
        }
        let institutional = claim.kind == ClaimKind::Institutional;
        let (facility, source) = match line.facility {
            Some(facility) => (
                (facility.npi(), facility.address),
                FacilitySource::ServiceFacility,
            ),
            None => (
                (practice.npi(), practice.address),
                FacilitySource::BillingProvider,
            ),
        };
        Some(Service {
            payer: claim.payer.index()?,
            subject: match institutional {
                true => Subject::BillingProvider,
                false => Subject::RenderingProvider,
            },
            rendering: line
                .provider
                .filter(|_| !institutional)
                .and_then(|one| one.npi()),
            billing: practice.npi(),
            tin: practice.tin,
            facility: Facility {
                npi: facility.0,
                address: facility.1,
                source,
            },
            taxonomy: line.provider.and_then(|provider| provider.taxonomy),
            plan: line.product,
            network: line.product,
            pos: line.pos(),
            procedure: line.procedure,
            dates: line.dates?,
            known_on: self.known_on,
            terms: claim.payer.terms,
        })
    }
}

/// Days that were read last, as they were sent (DTP02 and DTP03): lines of a claim, and claims, share them.
#[derive(Debug, Default)]
pub(crate) struct Days<'b>([&'b [u8]; 2], Option<DateRange>);

impl<'b> Days<'b> {
    /// The days of a DTP; `None` where they are malformed.
    #[inline]
    fn of(&mut self, format: &'b [u8], value: &'b [u8]) -> Option<DateRange> {
        if self.0 != [format, value] {
            *self = Days([format, value], DateRange::parse(format, value).ok());
        }
        self.1
    }
}

impl<'b> ClaimFacts<'b> {
    /// Reads a segment of loop 2300.
    #[inline]
    fn see(&mut self, segment: &SegmentAt<'b>, days: &mut Days<'b>) {
        match segment.id() {
            DTP => self.see_date(segment, days),
            HI => {
                self.diagnoses = self.diagnoses.or(Some(segment.index()));
                self.has
                    .see(is_of_values(segment, self.kind).then_some(Has::AMOUNT));
                self.has
                    .see(may_repeat(segment, self.kind).then_some(Has::REPEATED));
                let mut spans = days::spans_backwards(segment, self.kind);
                self.has.see(spans.next().map(|_| Has::BACKWARDS));
                if let Some(as_of) = self.as_of {
                    let mut ahead = days::occurrences_after(segment, self.kind, as_of);
                    self.has.see(ahead.next().map(|_| Has::FUTURE));
                }
            }
            REF => {
                self.references.see(segment, segment.value(1));
                self.has.see(Has::of_segment(segment));
            }
            _ => self.has.see(Has::of_segment(segment)),
        }
    }

    fn see_date(&mut self, segment: &SegmentAt<'b>, days: &mut Days<'b>) {
        let [qualifier, format, value] = segment.values();
        match qualifier {
            b"435" => {
                self.is_admitted = true;
                self.admitted_on = day_of(value);
            }
            b"096" if self.kind != ClaimKind::Institutional => {
                self.discharged_on = day_of(value);
                self.has.see(Has::of_date(qualifier));
            }
            b"434" | b"472" => {
                self.dates = days.of(format, value);
                self.has.see(lack_of(self.dates, format, value));
            }
            _ => {
                self.has.see(Has::of_date(qualifier));
                self.has.see(backwards(format, value));
            }
        }
    }

    /// Compares the birth date of the patient with the first day of service: most are of an earlier year.
    fn see_birth(&mut self, first: Option<NaiveDate>) {
        let own = match self.claim.patient() {
            Some(patient) => {
                let mut segments = patient.segments();
                let birth = segments.find(|segment| segment.id() == DMG);
                birth.map(|segment| segment.index())
            }
            None => self.subscriber_birth,
        };
        self.patient_birth = own;
        let (Some(birth), Some(first)) = (own, first) else {
            return;
        };
        let sent = self.claim.batch().segment(birth).value(2);
        let year = sent.iter().take(4);
        let year = year.fold(0, |year, &byte| {
            10 * year + i32::from(byte.wrapping_sub(b'0'))
        });
        let is_odd = !(first.year() - 150..first.year()).contains(&year);
        self.has.see(is_odd.then_some(Has::ODD_BIRTH));
    }

    /// Reads a provider (2310).
    fn see_provider(&mut self, party: &Party<'b>) {
        let provider = ProviderFacts::read(party);
        self.has_bad_npi |= provider.has_bad_npi();
        self.has.see(Has::of_role(provider.role));
        match provider.role {
            b"82" if self.rendering.is_none() => self.rendering = Some(provider),
            b"DQ" if self.supervising.is_none() => self.supervising = Some(provider),
            b"DN" if self.referring.is_none() => self.referring = Some(provider),
            b"77" | b"FA" | b"LI" | b"TL" if self.facility.is_none() => {
                let facility = FacilityFacts::read(party, provider.npi_sent, self.has_roster);
                self.facility = Some(facility);
            }
            _ => {}
        }
    }
}

impl<'b> LineFacts<'b> {
    /// A line of a claim of which nothing was read yet.
    #[inline]
    fn of(claim: &ClaimFacts<'b>, line: ServiceLine<'b>) -> LineFacts<'b> {
        LineFacts {
            line,
            segment: claim.segment,
            number: None,
            service: None,
            procedure_element: 1,
            procedure: None,
            families: Families::default(),
            is_unlisted: false,
            modifiers: [None; 4],
            pointers: b"",
            kind: None,
            emergency: b"",
            references: References::default(),
            has: Has::default(),
            is_adjudicated: false,
            charge: None,
            pos_sent: match claim.kind {
                ClaimKind::Institutional => b"",
                ClaimKind::Professional | ClaimKind::Dental => claim.facility_code,
            },
            pos_spot: Spot::component(claim.segment, 5, 1),
            has_own_pos: false,
            place: None,
            has_own_dates: false,
            dates: None,
            provider: None,
            own_rendering: None,
            facility: None,
            has_own_facility: false,
            site: None,
            site_tin: None,
            is_licensed_elsewhere: false,
            is_licensed_away_from_patient: false,
            fee: None,
            listings: Listings::default(),
            has_bad_npi: false,
            hospital: HospitalEvidence::NotAsked,
            practice_is_site: None,
            clearance: None,
            product: None,
            application: None,
            back_to: None,
            licence: None,
            licence_line: None,
            supervising: None,
            ordering: None,
            records: Vec::new(),
            outdated: None,
            needs_authorization: false,
            needs_referral: false,
            authorized: None,
        }
    }

    /// Reads a segment of loop 2400.
    #[inline]
    fn see(&mut self, segment: &SegmentAt<'b>, days: &mut Days<'b>) {
        match segment.id() {
            LX => {
                self.segment = segment.index();
                self.number = self.line.number();
            }
            SV1 | SV2 | SV3 if self.service.is_none() => self.read_service(segment),
            DTP => {
                let [qualifier, format, value] = segment.values();
                if qualifier != b"472" {
                    self.has.see(Has::of_date(qualifier));
                    self.has.see(backwards(format, value));
                } else if !self.has_own_dates {
                    self.has_own_dates = true;
                    self.dates = days.of(format, value);
                    self.has.see(lack_of(self.dates, format, value));
                }
            }
            REF => {
                self.references.see(segment, segment.value(1));
                self.has.see(Has::of_segment(segment));
            }
            _ => self.has.see(Has::of_segment(segment)),
        }
    }

    /// Reads SV1, SV2 or SV3.
    fn read_service(&mut self, segment: &SegmentAt<'b>) {
        let [_, second, third, fourth, fifth, sixth, seventh, _, ninth] = segment.values();
        let (element, charge, place, units, non_covered) = match segment.id() {
            SV2 => (2, third, (0, &b""[..]), fifth, seventh),
            SV3 => (1, second, (3, third), sixth, &b""[..]),
            _ => {
                self.pointers = seventh;
                self.emergency = ninth;
                (1, second, (5, fifth), fourth, &b""[..])
            }
        };
        let [qualifier, code, modifiers @ ..] = segment.components::<6>(element.into());
        self.service = Some(segment.index());
        self.procedure_element = element;
        self.procedure = ProcedureCode::parse(code);
        self.modifiers = modifiers.map(Modifier::parse);
        self.charge = amount_of(charge);
        let is_odd_charge = self.charge.is_none_or(|charge| charge < Money::ZERO);
        let has = |what, is_so: bool| is_so.then_some(what);
        self.has.see(has(Has::ODD_CHARGE, is_odd_charge));
        self.has.see(has(Has::PAYMENT_GROUP, qualifier == b"HP"));
        self.has.see(has(Has::ODD_UNITS, starts_low(units)));
        self.has.see(has(Has::AMOUNT, !non_covered.is_empty()));
        if !place.1.is_empty() {
            self.pos_sent = place.1;
            self.pos_spot = Spot::element(segment.index(), place.0);
            self.has_own_pos = true;
        }
    }

    /// Reads a provider (2420).
    fn see_provider(&mut self, party: &Party<'b>, has_roster: bool) {
        let provider = ProviderFacts::read(party);
        self.has_bad_npi |= provider.has_bad_npi();
        self.has.see(Has::of_role(provider.role));
        match provider.role {
            b"82" if self.own_rendering.is_none() => self.own_rendering = Some(provider),
            b"DQ" if self.supervising.is_none() => self.supervising = Some(provider),
            // Who ordered comes before who referred.
            b"DK" | b"DN" if self.ordering.is_none() => self.ordering = Some(provider),
            b"77" | b"FA" | b"LI" | b"TL" if !self.has_own_facility => {
                self.has_own_facility = true;
                let facility = FacilityFacts::read(party, provider.npi_sent, has_roster);
                self.facility = Some(facility);
            }
            _ => {}
        }
    }

    /// Takes from the claim what the line does not say itself.
    #[inline]
    fn inherit(&mut self, claim: &ClaimFacts<'b>) {
        if !self.has_own_dates {
            self.dates = claim.dates;
        }
        let last = self.dates.map(|dates| dates.to);
        self.has
            .see((claim.as_of.is_some() && claim.as_of < last).then_some(Has::FUTURE));
        if !self.has_own_facility {
            self.facility = claim.facility;
        }
        self.provider = match claim.kind {
            ClaimKind::Institutional => claim.practice.provider,
            ClaimKind::Professional | ClaimKind::Dental => {
                let named = self.own_rendering.or(claim.rendering);
                named.or_else(|| {
                    let practice = &claim.practice;
                    practice.provider.filter(|_| practice.is_person())
                })
            }
        };
    }
}

/// Whether a number may be zero or less.
#[inline]
fn starts_low(number: &[u8]) -> bool {
    matches!(number.first(), Some(b'0' | b'.' | b'-'))
}

/// The last eight bytes as a number, which is greater for what was counted up.
#[inline]
fn tail(value: &[u8]) -> u64 {
    match value.last_chunk() {
        Some(&last) => u64::from_be_bytes(last),
        None => value
            .iter()
            .fold(0, |tail, &byte| tail << 8 | u64::from(byte)),
    }
}

/// Whether a code may stand twice in HI of a professional or dental claim, where no two start behind their qualifiers alike otherwise.
#[inline]
fn may_repeat(segment: &SegmentAt<'_>, kind: ClaimKind) -> bool {
    let count = segment.element_count() as usize;
    if count < 2 || kind == ClaimKind::Institutional {
        return false;
    }
    // Behind `ABK:`; of `BK:` a character of the code is left out too, so that some only seem to. The rule looks at all of it.
    let values: [&[u8]; 12] = segment.values();
    let codes = values.map(|sent| packed(sent.get(4..).unwrap_or_default()));
    let count = count.min(12);
    (1..count).any(|at| codes[..at].contains(&codes[at]))
}

/// Whether a range runs backwards, which most dates are none of.
#[inline]
fn backwards(format: &[u8], value: &[u8]) -> Option<Has> {
    (format == b"RD8" && DateRange::is_backwards(format, value)).then_some(Has::BACKWARDS)
}

/// Why days were not read.
#[inline]
fn lack_of(read: Option<DateRange>, format: &[u8], value: &[u8]) -> Option<Has> {
    match read {
        Some(_) => None,
        None => backwards(format, value),
    }
}

/// The day of a date, or of a date with a time (D8, DT).
fn day_of(value: &[u8]) -> Option<NaiveDate> {
    let day = DateRange::parse(b"D8", value.get(..8)?).ok()?;
    Some(day.from)
}

/// What the locations that share an NPI or an address tell: the first that fits, as the claim may mean any of them, else
/// the first.
fn first_fitting<T: Copy>(
    mut told: impl Iterator<Item = T>,
    fits: impl Fn(&T) -> bool,
) -> Option<T> {
    let first = told.next()?;
    match fits(&first) {
        true => Some(first),
        false => told.find(fits).or(Some(first)),
    }
}

fn is_hospital(kind: Option<FacilityType>) -> bool {
    matches!(
        kind,
        Some(
            FacilityType::Hospital
                | FacilityType::HospitalOutpatientOnCampus
                | FacilityType::HospitalOutpatientOffCampus
                | FacilityType::EmergencyDepartment
        )
    )
}

/// The kind of the department of the other campus (19 against 22) that the roster has at the very address of a
/// hospital which has none of this campus there.
fn other_campus(
    roster: &Roster,
    found: FacilityType,
    facility: &FacilityFacts<'_>,
    pos: Pos,
) -> Option<FacilityType> {
    let other = match (found, pos.number()) {
        (FacilityType::Hospital, 19) => 22,
        (FacilityType::Hospital, 22) => 19,
        _ => return None,
    };
    let address = facility.address?;
    let index = roster.location_at(facility.npi(), Some(address), Pos::new(other))?;
    let kind = roster.location(index).facility_type?;
    let is_campus = matches!(
        kind,
        FacilityType::HospitalOutpatientOnCampus | FacilityType::HospitalOutpatientOffCampus
    );
    (is_campus && roster.is_at(index, &address)).then_some(kind)
}
