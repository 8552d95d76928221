//! Whose remittance it is: the payer behind the ids and names of an 835 header.

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use remedi_claims::codes::cause::Route;
use remedi_claims::{DateRange, Tin, TinKind};
use remedi_enrollment::{Parties, PayerClass, PayerIndex, PayerMatch, Roster};
use remedi_validate::Profile;
use remedi_validate::authorization::Anchor;

use crate::Code;
use crate::own::OwnTables;
use crate::record::RemittanceRecord;
use crate::sent::Stay;

/// The payers of a roster, by their ids and by their names however spelt.
#[derive(Debug, Default)]
pub struct Payers<'r> {
    parties: Option<Parties>,
    /// Says how long payers take appeals.
    profile: Option<&'r Profile>,
    /// By normalised id, name or alias; `None` where several payers share it.
    by_name: HashMap<String, Option<PayerIndex>>,
}

words_of! {
    /// Which of a payer's terms ends on the last day.
    DeadlineKind {
        /// For appeals.
        Appeal = "appeal",
        /// For corrected claims, and for having a claim processed again.
        CorrectedClaim = "corrected_claim",
        /// For authorizations after the fact.
        RetroAuthorization = "retro_authorization",
        /// For claims at all.
        TimelyFiling = "timely_filing",
    }
}

/// The last day to do something about a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The last day.
    pub until: NaiveDate,
    /// Which term ends on it.
    pub by: DeadlineKind,
}

/// What decides until when something can be done about a denial.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Denied<'a> {
    pub route: Route,
    pub payer: Option<&'a str>,
    /// CLP06.
    pub filing: Code,
    pub paid_on: Option<NaiveDate>,
    /// Days of the service.
    pub dates: Option<DateRange>,
    /// What the claim tells of a stay; `None` where the claim is not known.
    pub stay: Option<Stay>,
}

/// A name in capitals, with single blanks for all that is neither letter nor digit.
pub(crate) fn normalised(name: &str) -> String {
    let words = name.split(|char: char| !char.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").to_uppercase()
}

/// REF*2U, N104, TRN03 and BPR10, the last two also without the 1 before the TIN.
fn forms_of_ids(remittance: &RemittanceRecord) -> impl Iterator<Item = &str> {
    remittance.payer.ids.iter().flat_map(|sent| {
        let tin = sent.strip_prefix('1').filter(|tin| tin.len() == 9);
        [Some(sent.as_ref()), tin].into_iter().flatten()
    })
}

impl<'r> Payers<'r> {
    /// The payers of this roster.
    pub fn of(roster: &Roster) -> Payers<'r> {
        let mut by_name: HashMap<String, Option<PayerIndex>> = HashMap::new();
        for (index, payer) in roster.payers() {
            let names = [&payer.id, &payer.name].into_iter().chain(&payer.aliases);
            for name in names.map(|name| normalised(name)) {
                if !name.is_empty() {
                    let known = by_name.entry(name).or_insert(Some(index));
                    if *known != Some(index) {
                        *known = None;
                    }
                }
            }
        }
        Payers {
            parties: Some(Parties::of(roster)),
            profile: None,
            by_name,
        }
    }

    /// With what a profile says of them.
    pub fn with_profile(self, profile: Option<&'r Profile>) -> Payers<'r> {
        Payers { profile, ..self }
    }

    /// The last day to do something about a denial, where the terms of the payer are known.
    ///
    /// - An appeal or a dispute: so many days after the remittance as the profile says; else Medicare (by the class of the
    ///   payer, or CLP06 = MB or MA) takes redeterminations for 120 days.
    /// - A corrected claim, or having a claim processed again: so many days after the remittance as the profile says; else
    ///   Medicare Part B reopens for any cause within a year.
    /// - A new claim: so many days after the first day of service as the profile says; else Medicare takes claims for a
    ///   calendar year.
    /// - An authorization after the fact: as the profile says. Where it counts from an admission or a discharge, a remittance alone
    ///   does not tell; of a claim without such a day the service counts.
    pub(crate) fn deadline(&self, denied: &Denied<'_>) -> Option<Deadline> {
        let told = self.profile.zip(denied.payer);
        let terms = |days: fn(&Profile, &str) -> Option<u16>| {
            let (profile, payer) = told?;
            days(profile, payer).map(|days| Days::new(days.into()))
        };
        let is_medicare = self.is_medicare(denied.payer, denied.filing);
        // A day that takes five digits for its year is no day that a payer told.
        let is_day = |day: &NaiveDate| day.year() <= 9999;
        let until = |by, until: Option<NaiveDate>| {
            let until = until.filter(is_day)?;
            Some(Deadline { by, until })
        };
        match denied.route {
            Route::Appeal | Route::Dispute => {
                let days = terms(Profile::appeal_days_of);
                let days = days.or(is_medicare.then_some(Days::new(120)))?;
                until(DeadlineKind::Appeal, denied.paid_on?.checked_add_days(days))
            }
            Route::CorrectedClaim
            | Route::VoidAndReplace
            | Route::Reopening
            | Route::EnrollmentThenReprocess => {
                let (answered, days) = (denied.paid_on?, terms(Profile::corrected_claim_days_of));
                let reopens = denied.route == Route::Reopening && is_medicare;
                let last = match days {
                    Some(days) => answered.checked_add_days(days),
                    None if reopens => answered.checked_add_months(Months::new(12)),
                    None => None,
                };
                until(DeadlineKind::CorrectedClaim, last)
            }
            Route::NewClaim => {
                let (served, days) = (denied.dates?.from, terms(Profile::timely_filing_days_of));
                let last = match days {
                    Some(days) => served.checked_add_days(days),
                    None if is_medicare => served.checked_add_months(Months::new(12)),
                    None => None,
                };
                until(DeadlineKind::TimelyFiling, last)
            }
            Route::RetroAuthorization => {
                let (profile, payer) = told?;
                let window = profile.retro_window_of(payer)?;
                let dates = denied.dates?;
                let last = window.ends(match window.from {
                    Anchor::Service => dates.from,
                    Anchor::LastService => dates.to,
                    Anchor::Admission => denied.stay?.admitted.unwrap_or(dates.from),
                    Anchor::Discharge => denied.stay?.discharged.unwrap_or(dates.to),
                });
                until(DeadlineKind::RetroAuthorization, last)
            }
            _ => None,
        }
    }

    /// Whether Medicare itself decided: the profile says of what class the payer is, else CLP06 (MB, MA) or the roster.
    fn is_medicare(&self, payer: Option<&str>, filing: Code) -> bool {
        let of_profile = self.profile.zip(payer);
        if let Some(class) = of_profile.and_then(|(profile, payer)| profile.class_of(payer)) {
            return class == PayerClass::Medicare;
        }
        let of_roster = || {
            let parties = self.parties.as_ref()?;
            parties.payer(parties.payer_of(payer?).one()?).class
        };
        matches!(filing.as_str(), "MB" | "MA") || of_roster() == Some(PayerClass::Medicare)
    }

    /// The payers of the roster, where one is known.
    pub(crate) fn parties(&self) -> Option<&Parties> {
        self.parties.as_ref()
    }

    pub(crate) fn profile(&self) -> Option<&'r Profile> {
        self.profile
    }

    /// What the user says of reason and remark codes of a payer.
    pub(crate) fn own_tables<'a>(&'a self, payer: Option<&'a str>) -> OwnTables<'a> {
        OwnTables {
            tables: self.profile.map(Profile::causes),
            payer,
        }
    }

    /// The payer of the roster that the own ids of a remittance (REF*2U, N104, TRN03, BPR10) mean; `None` when they mean
    /// none or several.
    pub(crate) fn identified(&self, remittance: &RemittanceRecord) -> Option<&str> {
        let parties = self.parties()?;
        let mut meant = forms_of_ids(remittance).filter_map(|id| parties.payer_of(id).one());
        let first = meant.next()?;
        meant
            .all(|other| other == first)
            .then(|| &*parties.payer(first).id)
    }

    /// Whether two payers of the roster are two.
    pub(crate) fn are_others(&self, one: &str, other: &str) -> bool {
        let known = |id| self.parties()?.payer_of(id).one();
        matches!((known(one), known(other)), (Some(one), Some(other)) if one != other)
    }

    /// The canonical id of the payer of a remittance: by REF*2U, N104, TRN03 or BPR10, then by
    /// the normalised N102. `None` when one of these means several payers. What the roster does
    /// not know is given as sent.
    pub(crate) fn payer(&self, remittance: &RemittanceRecord) -> Option<Box<str>> {
        if let Some(parties) = self.parties() {
            for id in forms_of_ids(remittance) {
                match parties.payer_of(id) {
                    PayerMatch::One(payer) => return Some(parties.payer(payer).id.clone()),
                    PayerMatch::Ambiguous => return None,
                    PayerMatch::Unknown => {}
                }
            }
            if let Some(known) = self.by_name.get(&normalised(&remittance.payer.name)) {
                return known.map(|payer| parties.payer(payer).id.clone());
            }
        }
        let name = normalised(&remittance.payer.name).into_boxed_str();
        let mut sent = remittance.payer.ids.iter().chain([&name]);
        sent.find(|sent| !sent.is_empty()).cloned()
    }

    /// The TIN of a payee as it may be shown. An 835 does not tell an EIN from an SSN; the
    /// matched claim and the roster do.
    pub(crate) fn tin(&self, sent: Option<Tin>, claim: Option<Tin>) -> Option<Tin> {
        let as_ssn = sent.and_then(|sent| sent.taken_for_ssn());
        let is_same = |ssn: &Tin| as_ssn.is_some_and(|own| own.agrees_with(ssn));
        let of_claim = claim.filter(|tin| tin.kind() == TinKind::Ssn && is_same(tin));
        let knows = |tin: Option<Tin>| {
            let parties = self.parties().zip(tin);
            parties.is_some_and(|(parties, tin)| parties.knows_tin(tin))
        };
        // A roster that does not tell the kind takes it for both.
        let is_ein = || claim.is_some() && claim == sent && knows(sent);
        of_claim
            .or_else(|| as_ssn.filter(|_| knows(as_ssn) && !is_ein()))
            .or(sent)
    }
}
