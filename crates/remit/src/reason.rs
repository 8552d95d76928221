//! Why the analysis says what it says, in words.

use std::fmt;

use remedi_claims::codes::carc;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::rarc;
use remedi_claims::{Npi, Pos};

use crate::{Code, SentAgain};

/// Why the analysis says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The reason code says so.
    Carc(Code),
    /// The reason code is in no table.
    UnknownCarc(Code),
    /// The user's table says so of a reason or remark code.
    OwnTable(Code),
    /// The user's list of combinations says so of a reason code with a remark code.
    OwnCombination(Code, Code),
    /// The reason code is no longer in the list.
    Deactivated(Code),
    /// A remark code of the same level says so.
    Remark(Code),
    /// A remark code of the claim says so.
    ClaimRemark(Code),
    /// A remark code names another cause than the reason code, which is specific.
    RemarkPointsElsewhere(Code),
    /// Another remark code of the same level names another cause.
    AlsoRemark(Code, RootCause),
    /// The reason code comes with a reject code of pharmacies (LQ*RX), which is of another list.
    PharmacyReject(Code),
    /// The reason code needs a remark code, and there is none.
    NoRemark,
    /// The reason code needs a remark code, and there are alerts only.
    OnlyAlerts,
    /// The reason code needs a remark code, and those that are there give no cause.
    RemarkWithoutCause,
    /// A credentialing denial is put on the patient.
    PatientCharged,
    /// The group code is CR, which 5010 no longer has.
    OldGroup,
    /// The group code is in no list.
    UnknownGroup(Code),
    /// The check of the sent claim finds what the payer found; the rule.
    CheckAgrees(&'static str),
    /// The check of the sent claim finds another cause; the rule.
    CheckDisagrees(&'static str),
    /// The check of the sent claim finds what the reason code may stand for; the rule.
    CheckSuspects(&'static str),
    /// All facts are known, and claim and roster were right.
    NothingWrong,
    /// Emergency services need no prior authorization.
    Emergency,
    /// A remark code says that the No Surprises Act holds.
    SurpriseBilling(Code),
    /// The user reads a reason code as other payers use it (`loose_semantics`).
    LooseSemantics(Code),
    /// The payer adjudicated another place of service (CLP08) than was sent.
    OtherPlace {
        /// What the payer adjudicated.
        adjudicated: Pos,
        /// What was sent (CLM05-1).
        sent: Pos,
    },
    /// The payer adjudicated another claim frequency (CLP09) than was sent.
    OtherFrequency {
        /// What the payer adjudicated.
        adjudicated: Code,
        /// What was sent (CLM05-3).
        sent: Code,
    },
    /// The payer adjudicated another rendering provider (2110 REF*HPI, 2100 NM1*82) than was sent.
    OtherProvider {
        /// Whom the payer adjudicated.
        adjudicated: Npi,
        /// Who was sent.
        sent: Npi,
    },
    /// The payee of the remittance has another tax id than the billing provider that was sent.
    OtherPayee,
    /// The payee of the remittance (1000B N104) has another NPI than the billing provider that was sent (2010AA NM109).
    OtherPayeeNpi {
        /// Whom the payer paid.
        adjudicated: Npi,
        /// Who was sent.
        sent: Npi,
    },
    /// The claim was sent again, or voided, since, and that is not answered yet.
    SentAgain(SentAgain),
    /// It is denied as a duplicate, and of the service nothing else was decided in these remittances.
    FirstNotHere,
    /// Several claims as sent fit the payment, and nothing tells which of them it answers.
    SeveralClaims,
    /// The payment is a copy of one that was told before.
    Copied,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let carc_meaning = |code: &Code| {
            let carc = carc::lookup(code.as_bytes());
            carc.map(|carc| carc.mapping.meaning)
        };
        let rarc_meaning = |code: &Code| rarc::lookup(code.as_bytes()).map(|rarc| rarc.meaning);
        let coded =
            |f: &mut fmt::Formatter<'_>, what, code: &Code, meaning: Option<&str>| match meaning {
                Some(meaning) => write!(f, "{what} {code}: {meaning}"),
                None => write!(f, "{what} {code}"),
            };
        match self {
            Reason::Carc(code) => coded(f, "reason code", code, carc_meaning(code)),
            Reason::UnknownCarc(code) if code.is_empty() => f.write_str("there is no reason code"),
            Reason::UnknownCarc(code) => write!(f, "reason code {code} is in no table"),
            Reason::OwnTable(code) => write!(f, "your own table says so of {code}"),
            Reason::OwnCombination(carc, remark) => {
                write!(
                    f,
                    "your own list of combinations says so of {carc} with {remark}"
                )
            }
            Reason::Deactivated(code) => {
                write!(f, "reason code {code} is no longer in the list")
            }
            Reason::Remark(code) => coded(f, "remark code", code, rarc_meaning(code)),
            Reason::ClaimRemark(code) => {
                coded(f, "remark code of the claim", code, rarc_meaning(code))
            }
            Reason::RemarkPointsElsewhere(code) => {
                write!(f, "remark code {code} names another cause")
            }
            Reason::AlsoRemark(code, cause) => {
                write!(f, "remark code {code} names {cause}, too")
            }
            Reason::PharmacyReject(code) => write!(
                f,
                "reject code {code} of pharmacies (LQ*RX) stands for the remark code, and is not tied to a cause"
            ),
            Reason::NoRemark => {
                f.write_str("the reason code needs a remark code, and there is none")
            }
            Reason::OnlyAlerts => {
                f.write_str("the reason code needs a remark code, and there are alerts only")
            }
            Reason::RemarkWithoutCause => f.write_str("the remark codes are not tied to a cause"),
            Reason::PatientCharged => f.write_str(
                "a credentialing denial is put on the patient (group PR), which is unusual",
            ),
            Reason::OldGroup => f.write_str("group CR is no longer used in 5010"),
            Reason::UnknownGroup(code) => write!(f, "group code {code:?} is in no list"),
            Reason::CheckAgrees(rule) => {
                write!(f, "the check of the claim as sent finds the same ({rule})")
            }
            Reason::CheckDisagrees(rule) => {
                write!(
                    f,
                    "the check of the claim as sent finds something else ({rule})"
                )
            }
            Reason::CheckSuspects(rule) => {
                write!(
                    f,
                    "the check of the claim as sent finds what the code may stand for ({rule})"
                )
            }
            Reason::NothingWrong => {
                f.write_str("every fact is known, and the claim and the roster were right")
            }
            Reason::Emergency => {
                f.write_str("emergency services (POS 23) need no prior authorization")
            }
            Reason::SurpriseBilling(code) => coded(
                f,
                "the payer has to pay as if in network by remark code",
                code,
                rarc_meaning(code),
            ),
            Reason::LooseSemantics(code) => write!(
                f,
                "payers also use {code} for providers they do not know (loose_semantics)"
            ),
            Reason::OtherPlace { adjudicated, sent } => {
                write!(
                    f,
                    "the payer adjudicated POS {adjudicated}; POS {sent} was sent"
                )
            }
            Reason::OtherFrequency { adjudicated, sent } => write!(
                f,
                "the payer adjudicated claim frequency {adjudicated}; {sent} was sent"
            ),
            Reason::OtherProvider { adjudicated, sent } => write!(
                f,
                "the payer adjudicated rendering provider {adjudicated}; {sent} was sent"
            ),
            Reason::OtherPayee => f.write_str(
                "the payer adjudicated another payee: its tax id is not the one that was sent",
            ),
            Reason::OtherPayeeNpi { adjudicated, sent } => write!(
                f,
                "the payer adjudicated payee {adjudicated}; billing provider {sent} was sent"
            ),
            Reason::SentAgain(SentAgain {
                on,
                is_void,
                is_overdue,
            }) => match (is_void, is_overdue) {
                (true, _) => write!(f, "the claim was voided on {on}"),
                (false, false) => write!(
                    f,
                    "the claim was sent again on {on}, and is not answered yet"
                ),
                (false, true) => write!(
                    f,
                    "the claim was sent again on {on}, and was not answered in 45 days"
                ),
            },
            Reason::FirstNotHere => f.write_str(
                "what it repeats is not among these remittances: look for it before the payer is asked to reopen it",
            ),
            Reason::SeveralClaims => f.write_str(
                "several claims as sent fit the payment, and nothing tells which of them it answers",
            ),
            Reason::Copied => {
                f.write_str("the same payment was told before: what this one denies is in no sum")
            }
        }
    }
}
