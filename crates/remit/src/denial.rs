//! A denied adjustment with all that is known about it.

use chrono::NaiveDate;
use remedi_claims::codes::cause::{self, Owner, RootCause, Route};
use remedi_claims::{DateRange, Money, Npi, Pos, ProcedureCode, Tin};

use crate::analysis::Answered;
use crate::packed::text;
use crate::record::RemittanceRecord;
use crate::{Analysis, Code, Deadline, Evidence, Modifiers, Reason, SentAgain, Spot, State};

/// A denied adjustment: one CAS triplet whose reason denies or may yet deny.
#[derive(Clone, Debug, PartialEq)]
pub struct Denial<'a> {
    /// The check or EFT trace number (TRN02).
    pub trace: &'a str,
    /// The day of the payment (BPR16, else DTM*405).
    pub paid_on: Option<NaiveDate>,
    /// The patient account number (CLP01).
    pub claim: &'a str,
    /// The patient account number as it was sent (CLM01), where the payer gave back another: payers cut it, and give 0 back.
    pub claim_sent: Option<&'a str>,
    /// The payer's control number (CLP07).
    pub payer_claim: &'a str,
    /// LX01 of the line where it was found in the claim, else the number of the SVC; `None` for
    /// a claim-level adjustment.
    pub line: Option<u32>,
    /// The claim status (CLP02).
    pub status: Code,
    /// The payer: the matched claim's, else that of the remittance.
    pub payer: Option<&'a str>,
    /// The payee's NPI.
    pub payee_npi: Option<Npi>,
    /// The payee's TIN; its `Display` masks an SSN.
    pub payee_tin: Option<Tin>,
    /// The rendering provider; on an 837I the billing one.
    pub provider: Option<Npi>,
    /// The location of the roster.
    pub location: Option<&'a str>,
    /// The place of service: as sent, else as the payer has it.
    pub pos: Option<Pos>,
    /// The procedure that was billed.
    pub procedure: Option<ProcedureCode>,
    /// Its modifiers.
    pub modifiers: Modifiers,
    /// The first day of service.
    pub service_from: Option<NaiveDate>,
    /// The last day of service.
    pub service_to: Option<NaiveDate>,
    /// The charge of the line (SVC02), else of the claim (CLP03).
    pub charge: Money,
    /// The payment of the line (SVC03), else of the claim (CLP04).
    pub paid: Money,
    /// The group (CAS01).
    pub group: Code,
    /// The reason (CAS02, 05 ...).
    pub carc: Code,
    /// The remark codes that bear on it.
    pub rarcs: Vec<Code>,
    /// The amount of the adjustment.
    pub amount: Money,
    /// `Yes` or `Pending`.
    pub denied: cause::Denial,
    /// Whether it still holds.
    pub state: State,
    /// Whether the patient may be billed (group PR).
    pub billable_to_patient: bool,
    /// The root cause.
    pub cause: RootCause,
    /// The cause more closely, in kebab-case.
    pub subcause: &'static str,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Why.
    pub because: Vec<Reason>,
    /// What the check of the sent claim says.
    pub evidence: Evidence,
    /// The cause that the answer may stand for beyond its own meaning.
    pub suspects: Option<RootCause>,
    /// Reject codes of pharmacies with it (LQ*RX), a list of their own.
    pub pharmacy_rejects: Vec<Code>,
    /// Whether it could have been prevented.
    pub preventable: bool,
    /// Whose work it is.
    pub owner: Owner,
    /// What to do.
    pub route: Route,
    /// The last day to do it, where the payer's terms are known.
    pub deadline: Option<Deadline>,
    /// That the claim was sent again, or voided, since.
    pub sent_again: Option<SentAgain>,
    /// The reason code in the remittance.
    pub at: Spot,
}

impl<'a> Denial<'a> {
    /// The patient account number as sent (CLM01), as far as that is known, else as the payer gave it back (CLP01).
    pub fn account_number(&self) -> &'a str {
        self.claim_sent.unwrap_or(self.claim)
    }

    /// What a remittance says of a line of a payment, or of the whole of it, and of which claim that is. Amount, codes, cause and
    /// the way on are for those who know them.
    pub(crate) fn about(
        analysis: &'a Analysis<'_>,
        remittance: &'a RemittanceRecord,
        answered: &Answered<'a>,
        line: Option<usize>,
    ) -> Denial<'a> {
        let payment = &answered.payment;
        let paid = line.map(|line| &payment.lines[line]);
        let sent = line.and_then(|line| answered.sent(line));
        let claim = answered.found.as_ref().map(|(_, claim)| claim);
        let service = match line {
            Some(line) => answered.service(line),
            None => answered.common(),
        };
        let dates = answered.dates(line);
        let found = answered.found.as_ref();
        let sent_as = found.map(|(found, _)| analysis.claims_sent().id(found.claim));
        let other = sent_as.filter(|sent| *sent != payment.id);
        Denial {
            trace: &remittance.trace,
            paid_on: remittance.paid_on,
            claim: text(payment.id),
            claim_sent: other.map(text),
            payer_claim: text(payment.control),
            line: line.map(|line| sent.map_or(line as u32 + 1, |sent| sent.number)),
            status: payment.status,
            payer: answered.payer,
            payee_npi: remittance.payee_npi,
            payee_tin: analysis
                .payers
                .tin(remittance.payee_tin, claim.and_then(|claim| claim.tin)),
            provider: service.provider,
            location: service.location,
            pos: service.pos,
            procedure: service.procedure,
            modifiers: paid.map_or_else(Modifiers::default, |paid| paid.modifiers),
            service_from: dates.map(|DateRange { from, .. }| from),
            service_to: dates.map(|DateRange { to, .. }| to),
            charge: paid.map_or(payment.charge, |paid| paid.charge),
            paid: paid.map_or(payment.paid, |paid| paid.paid),
            group: Code::default(),
            carc: Code::default(),
            rarcs: Vec::new(),
            amount: Money::ZERO,
            denied: cause::Denial::Yes,
            state: State::Current,
            billable_to_patient: false,
            cause: RootCause::Unknown,
            subcause: "",
            confidence: 0,
            because: Vec::new(),
            evidence: Evidence::NONE,
            suspects: None,
            pharmacy_rejects: Vec::new(),
            preventable: false,
            owner: Owner::None,
            route: Route::None,
            deadline: None,
            sent_again: None,
            at: Spot {
                input: remittance.input,
                place: remittance.place,
                loop_id: "",
                tag: "",
                element: 0,
            },
        }
    }
}
