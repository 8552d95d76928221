//! What a late request is made with: what the claim has of it, and what is still to be got.

use remedi_claims::ClaimKind;

use super::emergency::EmergencyEvidence;
use super::retro::RetroTerms;
use super::{Problem, Route, TaskService};
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Subject;

/// A line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is.
    pub item: CheckItem,
    /// Whether the claim has it, so that nothing is to be got.
    pub is_there: bool,
    /// What it is, where it stands, or what is to be got. Never a patient's name, birth date or member id.
    pub text: String,
}

/// What a payer asks of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckItem {
    /// The number that was sent.
    Number,
    /// The member's id.
    MemberId,
    /// The days of service.
    ServiceDates,
    /// Procedures with their units.
    Procedures,
    /// The place of service, or the type of bill.
    Place,
    /// Diagnoses.
    Diagnoses,
    /// Who rendered the service.
    ServicingProvider,
    /// Who bills it.
    BillingProvider,
    /// Where it was rendered.
    Facility,
    /// The admission.
    Admission,
    /// What speaks for an emergency.
    Emergency,
    /// Why it was not asked for before.
    Reason,
    /// Records.
    Documents,
    /// When what happened, and who was told.
    Timeline,
    /// That the patient was covered.
    Eligibility,
    /// The payer's denial, where there is one.
    Denial,
    /// How the payer is asked.
    Channel,
    /// What remains when it refuses.
    NextRoute,
}

impl CheckItem {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            CheckItem::Number => "number",
            CheckItem::MemberId => "member_id",
            CheckItem::ServiceDates => "service_dates",
            CheckItem::Procedures => "procedures",
            CheckItem::Place => "place",
            CheckItem::Diagnoses => "diagnoses",
            CheckItem::ServicingProvider => "servicing_provider",
            CheckItem::BillingProvider => "billing_provider",
            CheckItem::Facility => "facility",
            CheckItem::Admission => "admission",
            CheckItem::Emergency => "emergency",
            CheckItem::Reason => "reason",
            CheckItem::Documents => "documents",
            CheckItem::Timeline => "timeline",
            CheckItem::Eligibility => "eligibility",
            CheckItem::Denial => "denial",
            CheckItem::Channel => "channel",
            CheckItem::NextRoute => "next_route",
        }
    }
}

/// What a checklist is made of.
pub(super) struct Asked<'a, 'b> {
    pub claim: &'a ClaimFacts<'b>,
    pub concerned: &'a [&'a LineFacts<'b>],
    pub services: &'a [TaskService],
    pub subject: &'a Subject,
    pub emergency: &'a EmergencyEvidence,
    pub problem: Problem,
    pub route: Route,
    pub terms: &'a RetroTerms,
}

/// What is there.
fn there(item: CheckItem, text: impl Into<String>) -> Check {
    Check {
        item,
        is_there: true,
        text: text.into(),
    }
}

/// What is to be got.
fn to_get(item: CheckItem, text: impl Into<String>) -> Check {
    Check {
        item,
        is_there: false,
        text: text.into(),
    }
}

/// Each text once, in order.
fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let mut each: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !each.contains(&text) {
            each.push(text);
        }
    }
    each.join(", ")
}

impl Asked<'_, '_> {
    /// What a payer asks, in the order in which forms ask it.
    pub fn checklist(&self) -> Vec<Check> {
        let mut list: Vec<Check> = self.number().into_iter().collect();
        list.extend(self.who());
        list.extend(self.what());
        if matches!(self.problem, Problem::Absent | Problem::Placeholder) {
            list.extend(self.why());
        }
        if self.problem == Problem::ReferralAbsent {
            list.push(to_get(
                CheckItem::Documents,
                "the referral with its number (REF*9F), days and visits",
            ));
        }
        list.extend(self.after());
        list
    }

    /// The number as sent, where one was.
    fn number(&self) -> Option<Check> {
        let sent = joined(self.services.iter().filter_map(|one| {
            let number = one.number.as_ref()?;
            Some(number.to_string())
        }));
        let exception = self.claim.references.exception;
        match (&*sent, exception) {
            ("", None) => None,
            ("", Some(exception)) => {
                let text = format!("none; exception REF*4N = {}", super::shown(exception));
                Some(there(CheckItem::Number, text))
            }
            _ => Some(there(CheckItem::Number, format!("sent: {sent} (REF*G1)"))),
        }
    }

    fn who(&self) -> Vec<Check> {
        let claim = self.claim;
        let subscriber = claim.claim.subscriber();
        let has_member = subscriber.is_some_and(|one| !one.id().1.is_empty());
        let member = match has_member {
            true => there(CheckItem::MemberId, "on the claim (2010BA NM109)"),
            false => to_get(CheckItem::MemberId, "not on the claim (2010BA NM109)"),
        };
        let servicing = joined(self.services.iter().filter_map(|one| {
            let npi = one.provider?;
            Some(npi.to_string())
        }));
        let servicing = match &*servicing {
            "" => to_get(
                CheckItem::ServicingProvider,
                "no NPI on the claim (2310B, 2420A)",
            ),
            npi => there(CheckItem::ServicingProvider, npi),
        };
        let tin = self.subject.tin.map(|tin| format!("TIN {tin}"));
        let billing = match (self.subject.billing_npi, tin) {
            (Some(npi), Some(tin)) => there(CheckItem::BillingProvider, format!("{npi}, {tin}")),
            (Some(npi), None) => to_get(
                CheckItem::BillingProvider,
                format!("{npi}; no TIN on the claim"),
            ),
            (None, _) => to_get(
                CheckItem::BillingProvider,
                "no NPI on the claim (2010AA NM109)",
            ),
        };
        vec![member, servicing, billing]
    }

    fn what(&self) -> Vec<Check> {
        let claim = self.claim;
        let dates = self.services.iter().filter_map(|one| one.dates);
        let days = dates.map(|dates| match dates.from == dates.to {
            true => dates.from.to_string(),
            false => format!("{} to {}", dates.from, dates.to),
        });
        let days = joined(days);
        let mut list = vec![match &*days {
            "" => to_get(CheckItem::ServiceDates, "not on the claim"),
            days => there(CheckItem::ServiceDates, days),
        }];
        let procedures = joined(self.services.iter().map(|one| {
            let code = match one.procedure {
                Some(code) => code.to_string(),
                None => one.revenue_code.to_string(),
            };
            let modifiers = one.modifiers.iter().map(|own| format!("-{own}"));
            format!("{code}{} ({})", modifiers.collect::<String>(), one.quantity)
        }));
        list.push(there(CheckItem::Procedures, procedures));
        list.push(match claim.kind {
            ClaimKind::Institutional => {
                let (code, frequency) = (claim.facility_code, claim.claim.frequency());
                let bill = [code, frequency].concat();
                let bill = crate::finding::Value::sent(&bill);
                there(CheckItem::Place, format!("type of bill {bill}"))
            }
            _ => {
                let places = self.services.iter().filter_map(|one| one.pos);
                let places = joined(places.map(|pos| pos.to_string()));
                match &*places {
                    "" => to_get(CheckItem::Place, "no valid place of service on the claim"),
                    places => there(CheckItem::Place, format!("place of service {places}")),
                }
            }
        });
        list.push(match claim.claim.diagnoses().count() {
            0 => to_get(CheckItem::Diagnoses, "none on the claim (2300 HI)"),
            1 => there(CheckItem::Diagnoses, "1 on the claim (2300 HI)"),
            more => there(
                CheckItem::Diagnoses,
                format!("{more} on the claim (2300 HI)"),
            ),
        });
        let facilities = self.concerned.iter().filter_map(|line| line.facility);
        let facilities = joined(facilities.map(|facility| match facility.npi() {
            Some(npi) => npi.to_string(),
            None => "named on the claim without an NPI".to_owned(),
        }));
        if !facilities.is_empty() {
            list.push(there(CheckItem::Facility, facilities));
        }
        if let Some(day) = claim.admitted_on {
            let discharge = claim.discharged_on.map(|day| format!(", discharged {day}"));
            let text = format!("admitted {day}{}", discharge.unwrap_or_default());
            list.push(there(CheckItem::Admission, text));
        }
        list
    }

    fn why(&self) -> Vec<Check> {
        let evidence = self.emergency;
        let mut list = Vec::new();
        if !evidence.found.is_empty() {
            let each = evidence.found.iter();
            let each = joined(each.map(|one| format!("{} ({})", one.what, one.points)));
            let strength = if evidence.is_strong() {
                "strong"
            } else {
                "weak"
            };
            let text = format!("{strength}, {} points: {each}", evidence.points());
            list.push(there(CheckItem::Emergency, text));
        }
        let taken = self.terms.reasons.iter().map(ToString::to_string);
        let taken = match &*joined(taken) {
            "" => String::new(),
            taken => format!("; the payer takes: {taken}"),
        };
        let delay = match self.claim.claim.segment().value(20) {
            b"3" => Some("the authorization was late (CLM20 = 3)"),
            b"8" => Some("the patient's eligibility was late (CLM20 = 8)"),
            b"10" => Some("the prior approval was late (CLM20 = 10)"),
            _ => None,
        };
        let exception = match self.claim.references.exception.map(|one| one.value) {
            Some(b"1") => Some("immediate or urgent care (REF*4N = 1)"),
            Some(b"2") => Some("a period of coverage that was granted afterwards (REF*4N = 2)"),
            Some(b"3") => Some("emergency care (REF*4N = 3)"),
            _ => None,
        };
        list.push(match exception.or(delay) {
            Some(reason) => there(CheckItem::Reason, format!("{reason}{taken}")),
            None => {
                let text = format!("why it was not asked for before the service{taken}");
                to_get(CheckItem::Reason, text)
            }
        });
        let documents = self.terms.documents.iter().map(ToString::to_string);
        let documents = match &*joined(documents) {
            "" => self.usual_documents().to_owned(),
            own => own.to_owned(),
        };
        list.push(to_get(CheckItem::Documents, documents));
        list.push(to_get(
            CheckItem::Timeline,
            "arrival and service, and when and how the payer was told, with reference numbers",
        ));
        list.push(to_get(
            CheckItem::Eligibility,
            "that the patient was covered on the days of service, and since when that was known",
        ));
        list
    }

    fn usual_documents(&self) -> &'static str {
        if self.claim.is_admitted || self.claim.stay_severity().is_some() {
            "history and physical, orders, progress notes, discharge summary"
        } else if self.emergency.is_strong() {
            "record of the emergency department with time of arrival and triage, orders, results"
        } else {
            "notes of the visit, order, results that show the need"
        }
    }

    fn after(&self) -> Vec<Check> {
        let mut list = vec![to_get(
            CheckItem::Denial,
            "where it was denied: reason and remark codes, the payer's claim number, the day of the remittance",
        )];
        if let Some(channel) = &self.terms.channel {
            list.push(there(CheckItem::Channel, &**channel));
        }
        let next = match (&self.terms.after, self.route) {
            (Some(after), _) => Some(&**after),
            (None, Route::RetroAuthorization | Route::AskPayer) => {
                Some("if refused: a talk between physicians, then an appeal")
            }
            (None, Route::EmergencyAppeal) => {
                Some("if denied: an appeal by what a prudent layperson would have done")
            }
            (None, _) => None,
        };
        list.extend(next.map(|next| there(CheckItem::NextRoute, next)));
        list
    }
}
