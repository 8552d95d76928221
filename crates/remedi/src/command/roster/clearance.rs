//! `remedi roster clearance`.

use std::io::Write;

use chrono::NaiveDate;
use clap::Args;
use remedi_claims::{DateRange, Npi, Pos, ProcedureCode, Taxonomy, Tin, TinKind};
use remedi_enrollment::{
    Facility, LocationIndex, MatrixQuery, PayerIndex, PayerMatch, Roster, Service, Subject,
};

use super::RosterAsked;
use crate::cli::day;
use crate::command::profile::ProfileArg;
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::session::Session;

/// Says whether a provider is cleared to bill a payer for a service, or shows who is cleared for what.
///
/// With --npi, --payer, --pos and --procedure one service is asked: it is cleared, or not cleared with the one fact that
/// failed and the row of the roster that comes nearest, or not known. A billing NPI, TIN or taxonomy that is left out is
/// filled in where the roster leaves no choice, and that is told.
///
/// Without --npi, or with --matrix, the cleared-to-bill matrix: each provider with each payer, location, place of service
/// and family of procedures, with the day on which the answer changes next. Of several locations that share an NPI and an
/// address the place of service chooses, as in a claim.
///
/// Exit code: 0 cleared or not known, 1 not cleared; a matrix gives 0.
#[derive(Args, Debug)]
pub(crate) struct Clearance {
    #[command(flatten)]
    roster: RosterAsked,
    #[command(flatten)]
    profile: ProfileArg,
    /// The rendering provider.
    #[arg(long, value_name = "NPI")]
    npi: Option<Npi>,
    /// The payer, by id, name or alias.
    #[arg(long, value_name = "PAYER")]
    payer: Option<String>,
    /// The billing provider's TIN; an SSN with its hyphens, or its last four digits.
    #[arg(long, value_name = "TIN", value_parser = tin)]
    tin: Option<Tin>,
    /// The billing provider's NPI.
    #[arg(long, value_name = "NPI")]
    group_npi: Option<Npi>,
    /// Where the service is rendered, by the roster's id of the location.
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// The place of service, two digits.
    #[arg(long, value_name = "POS", value_parser = pos)]
    pos: Option<Pos>,
    /// The procedure.
    #[arg(long, value_name = "CODE", value_parser = procedure)]
    procedure: Option<ProcedureCode>,
    /// The day of service; the day of --as-of unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<NaiveDate>,
    /// The taxonomy sent for the provider.
    #[arg(long, value_name = "TAXONOMY", value_parser = taxonomy)]
    taxonomy: Option<Taxonomy>,
    /// The patient's plan, where it is known.
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// The payer's network, where it is known.
    #[arg(long, value_name = "NETWORK")]
    network: Option<String>,
    /// Shows the matrix also where --npi is given.
    #[arg(long)]
    matrix: bool,
    /// Exits with 0 even when the service is not cleared.
    #[arg(long)]
    exit_zero: bool,
}

fn tin(text: &str) -> Result<Tin, &'static str> {
    let hyphens = text.bytes().filter(|byte| *byte == b'-').count();
    let kind = match text.len() {
        4 => TinKind::Ssn,
        11 if hyphens == 2 => TinKind::Ssn,
        _ => TinKind::Ein,
    };
    Tin::parse(text.as_bytes(), kind).ok_or("a TIN has nine digits; an SSN may go by its last four")
}

fn pos(text: &str) -> Result<Pos, &'static str> {
    Pos::parse(text.as_bytes()).ok_or("a place of service has two digits, such as 11 or 02")
}

fn procedure(text: &str) -> Result<ProcedureCode, &'static str> {
    let code = ProcedureCode::parse(text.to_ascii_uppercase().as_bytes());
    code.ok_or("a procedure has five letters and digits")
}

fn taxonomy(text: &str) -> Result<Taxonomy, &'static str> {
    let code = Taxonomy::parse(text.to_ascii_uppercase().as_bytes());
    code.ok_or("a taxonomy has ten characters, such as 207Q00000X")
}

impl Clearance {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let is_matrix = self.matrix || self.npi.is_none();
        let roster = self.roster.load(session)?;
        let payer = self.payer.as_deref();
        let payer = payer.map(|sent| payer_of(&roster, sent)).transpose()?;
        let location = self.location.as_deref();
        let location = location.map(|id| location_of(&roster, id)).transpose()?;
        if is_matrix {
            self.matrix(&roster, payer, location, session, out)
        } else {
            outcome.errors = self.one(&roster, payer, location, session, out)?;
            Ok(())
        }
    }

    /// Answers for one service, and says whether it may not be billed.
    fn one(
        &self,
        roster: &Roster,
        payer: Option<PayerIndex>,
        location: Option<LocationIndex>,
        session: &Session,
        out: &mut dyn Write,
    ) -> Result<bool, Failure> {
        let (Some(payer), Some(pos), Some(procedure)) = (payer, self.pos, self.procedure) else {
            return Err(Failure::message(
                "one service is asked by --npi, --payer, --pos and --procedure; --matrix shows all of a provider",
            ));
        };
        let as_of = self.roster.as_of();
        let profile = self.profile.load(session, as_of)?;
        let own = profile.and_then(|profile| profile.terms_of(&roster.payer(payer).id));
        let asked = Service {
            payer,
            subject: Subject::RenderingProvider,
            rendering: self.npi,
            billing: self.group_npi,
            tin: self.tin,
            facility: location.map_or(Facility::default(), |one| roster.facility_of(one)),
            taxonomy: self.taxonomy,
            plan: self.plan.as_deref(),
            network: self.network.as_deref(),
            pos: Some(pos),
            procedure: Some(procedure),
            dates: DateRange::day(self.date.unwrap_or(as_of)),
            known_on: Some(as_of),
            terms: own.unwrap_or_default(),
        };
        let (service, assumed) = roster.assume(&asked);
        let answer = roster.clearance(&service);
        let answered = output::roster_clearance::Answered {
            roster,
            service,
            location,
            assumed,
            answer,
            as_of,
        };
        answered.write(out, session)?;
        Ok(answered.is_not_cleared())
    }

    fn matrix(
        &self,
        roster: &Roster,
        payer: Option<PayerIndex>,
        location: Option<LocationIndex>,
        session: &Session,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let of_one_service = [
            (self.tin.is_some(), "--tin"),
            (self.group_npi.is_some(), "--group-npi"),
            (self.pos.is_some(), "--pos"),
            (self.procedure.is_some(), "--procedure"),
            (self.taxonomy.is_some(), "--taxonomy"),
            (self.plan.is_some(), "--plan"),
            (self.network.is_some(), "--network"),
        ];
        if let Some((_, flag)) = of_one_service.iter().find(|(is_given, _)| *is_given) {
            return Err(Failure::Message(format!(
                "{flag} is about one service, which --npi, --payer, --pos and --procedure ask; the matrix takes --npi, \
--payer and --location"
            )));
        }
        if let Some(npi) = self.npi
            && !roster.knows_provider(npi)
        {
            return Err(Failure::Message(format!("the roster does not name {npi}")));
        }
        let as_of = self.roster.as_of();
        let profile = self.profile.load(session, as_of)?;
        let query = MatrixQuery {
            day: self.date.unwrap_or(as_of),
            known_on: Some(as_of),
            provider: self.npi,
            payer,
            location,
        };
        let blocks = roster.matrix(query, move |payer| {
            let id = &roster.payer(payer).id;
            let own = profile.as_ref().and_then(|profile| profile.terms_of(id));
            own.unwrap_or_default()
        });
        output::roster_matrix::write(out, roster, query.day, blocks, session)
    }
}

fn payer_of(roster: &Roster, sent: &str) -> Result<PayerIndex, Failure> {
    let why = match roster.payer_of(sent) {
        PayerMatch::One(payer) => return Ok(payer),
        PayerMatch::Ambiguous => "several payers of the roster go by",
        PayerMatch::Unknown => "the roster has no payer",
    };
    Err(Failure::Message(format!("{why} `{sent}`")))
}

fn location_of(roster: &Roster, id: &str) -> Result<LocationIndex, Failure> {
    let found = roster.location_of_id(id);
    found.ok_or_else(|| {
        let all: Vec<&str> = roster.locations().map(|(_, one)| &*one.id).collect();
        let near = all.iter().max_by(|one, other| {
            let alike = |own: &str| strsim::jaro_winkler(own, id);
            alike(one).total_cmp(&alike(other))
        });
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Failure::Message(format!("the roster has no location `{id}`{hint}"))
    })
}
