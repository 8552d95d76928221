//! Writing the payments of a world as 835 files.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::claim_file::{Procedure, Suffix};
use super::payment::{Adjustment, LinePayment, Payment};
use super::roster::{Payer, Practice, STATE};
use crate::identity::PATIENT;
use crate::rng::{Purpose, Rng};
use crate::segments::{Amount, Guide, Newline, Padded, Put, Segments, seg};

/// Money that a payer takes back outside of claims (PLB WO).
#[derive(Clone, Debug)]
pub(super) struct Takeback {
    pub(super) payer: Payer,
    pub(super) payee: Practice,
    /// In no remittance before this day.
    pub(super) from: NaiveDate,
    /// CLM01 of the claim that it is for.
    pub(super) claim: String,
    /// PLB03-2: CLP07 of the payment that is taken back.
    pub(super) payer_claim: String,
    /// In cents.
    pub(super) amount: i64,
}

/// How the remittances of a part are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    pub(super) seed: u64,
    /// The number of the part, from 0.
    pub(super) part: u32,
    /// One set of so many comes a second time, in the next interchange.
    pub(super) copies_one_in: Option<u32>,
}

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// As (name, bytes).
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Indexes of the payments that were written twice.
    pub(super) copied: Vec<usize>,
    /// Those that found a remittance to be in.
    pub(super) takebacks: Vec<Takeback>,
}

/// A file for each payer, an interchange for each payment date, a set for each payee.
pub(super) fn write(payments: &[Payment], takebacks: &[Takeback], habits: Habits) -> Written {
    let mut sorted: Vec<(usize, &Payment)> = payments.iter().enumerate().collect();
    // Stable: what answers a claim first stays before its reversal.
    sorted.sort_by_key(|(_, payment)| (payment.payer, payment.paid_on, payee_key(&payment.payee)));
    let mut written = Written::default();
    for (of_payer, number) in sorted
        .chunk_by(|(_, a), (_, b)| a.payer == b.payer)
        .zip(0u64..)
    {
        let Some(&(_, first)) = of_payer.first() else {
            continue;
        };
        let due = takebacks
            .iter()
            .filter(|takeback| takeback.payer == first.payer);
        let mut writer = OfPayer {
            payer: first.payer,
            segments: Segments::new([Newline::Lf, Newline::None][number as usize % 2]),
            control: u64::from(habits.part) * 10_000,
            rng: Rng::for_item(habits.seed, Purpose::Remittance, number),
            habits,
            due: due.cloned().collect(),
            forwarded: BTreeMap::new(),
        };
        for of_day in of_payer.chunk_by(|(_, a), (_, b)| a.paid_on == b.paid_on) {
            writer.day(of_day, &mut written);
        }
        let name = format!("835-{}{}.edi", first.payer.id, Suffix(habits.part));
        written.files.push((name, writer.segments.out));
    }
    written
}

fn payee_key(payee: &Practice) -> (&str, &str) {
    (&payee.site.npi, &payee.tin)
}

/// A set, and what is the same in a copy of it.
#[derive(Clone, Debug)]
struct Remittance<'p> {
    payments: &'p [(usize, &'p Payment)],
    number: u64,
    /// PLB: reason and reference, and the amount in cents.
    adjustments: Vec<(String, i64)>,
}

/// Writes the file of a payer.
struct OfPayer {
    payer: Payer,
    segments: Segments,
    control: u64,
    rng: Rng,
    habits: Habits,
    due: Vec<Takeback>,
    /// What payees owe, by NPI and TIN.
    forwarded: BTreeMap<(String, String), i64>,
}

impl OfPayer {
    fn day(&mut self, of_day: &[(usize, &Payment)], written: &mut Written) {
        let mut copies = Vec::new();
        self.open(of_day);
        for set in of_day.chunk_by(|(_, a), (_, b)| payee_key(&a.payee) == payee_key(&b.payee)) {
            let remittance = self.remittance(set, written);
            self.set(&remittance);
            let one_in = self.habits.copies_one_in;
            if one_in.is_some_and(|one_in| self.rng.below(one_in) == 0) {
                copies.push(remittance);
            }
        }
        self.segments.close();
        if copies.is_empty() {
            return;
        }
        self.open(of_day);
        for copy in copies {
            self.set(&copy);
            let indexes = copy.payments.iter().map(|(index, _)| *index);
            written.copied.extend(indexes);
        }
        self.segments.close();
    }

    fn open(&mut self, of_day: &[(usize, &Payment)]) {
        self.control += 1;
        let paid_on = of_day.first().map(|(_, payment)| payment.paid_on);
        self.segments.open(
            Guide::Remittance,
            self.payer.id,
            "TESTSUBMIT",
            paid_on.unwrap_or_default(),
            self.control,
        );
    }

    /// Decides what is paid for the claims of a set, and what not.
    fn remittance<'p>(
        &mut self,
        payments: &'p [(usize, &'p Payment)],
        written: &mut Written,
    ) -> Remittance<'p> {
        let number = self.segments.sets + 1;
        let mut left: i64 = payments
            .iter()
            .map(|(_, payment)| payment.total_paid())
            .sum();
        let mut adjustments = Vec::new();
        // Interest goes to some payees; what cannot be taken back now is carried forward.
        if left > 0 && number.is_multiple_of(3) {
            adjustments.push(("L6:INTEREST".to_owned(), -525));
            left += 525;
        }
        let Some(&(_, first)) = payments.first() else {
            return Remittance {
                payments,
                number,
                adjustments,
            };
        };
        let payee = (first.payee.site.npi.clone(), first.payee.tin.clone());
        let owed = self.forwarded.get(&payee).copied().unwrap_or_default();
        if (1..=left).contains(&owed) {
            self.forwarded.remove(&payee);
            adjustments.push(("FB:FORWARD".to_owned(), owed));
            left -= owed;
        }
        let (now, later): (Vec<_>, Vec<_>) = self.due.drain(..).partition(|takeback| {
            let fits = payee_key(&takeback.payee) == payee_key(&first.payee)
                && takeback.from <= first.paid_on
                && takeback.amount <= left
                && adjustments.len() < 5;
            if fits {
                left -= takeback.amount;
                adjustments.push((format!("WO:{}", takeback.payer_claim), takeback.amount));
            }
            fits
        });
        self.due = later;
        written.takebacks.extend(now);
        if left < 0 {
            adjustments.push(("FB:FORWARD".to_owned(), left));
            *self.forwarded.entry(payee).or_default() -= left;
        }
        Remittance {
            payments,
            number,
            adjustments,
        }
    }

    fn set(&mut self, remittance: &Remittance<'_>) {
        let Some(&(_, first)) = remittance.payments.first() else {
            return;
        };
        let s = &mut self.segments;
        let (payer, payee) = (&first.payer, &first.payee);
        let payments = remittance.payments.iter();
        let claims: i64 = payments.map(|(_, payment)| payment.total_paid()).sum();
        let adjusted: i64 = remittance
            .adjustments
            .iter()
            .map(|(_, amount)| amount)
            .sum();
        s.begin_set(Guide::Remittance);
        let paid = claims - adjusted;
        if paid > 0 {
            seg!(
                s,
                "BPR*I*",
                Amount(paid),
                "*C*ACH*CCP*01*999999992*DA*123456*1",
                payer.ein,
                "**01*999999992*DA*654321*",
                first.paid_on
            );
        } else {
            seg!(s, "BPR*H*0*C*NON************", first.paid_on);
        }
        let number = remittance.number;
        let part = Suffix(self.habits.part).to_string();
        seg!(
            s,
            "TRN*1*EFT",
            payer.id,
            "-",
            first.paid_on,
            "-",
            number,
            part,
            "*1",
            payer.ein
        );
        seg!(s, "DTM*405*", first.paid_on);
        seg!(s, "N1*PR*", payer.name);
        seg!(s, "N3*1 INVENTED PLAZA");
        seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
        // Some payers leave their id to BPR10 and TRN03.
        if number.is_multiple_of(2) {
            seg!(s, "REF*2U*", payer.id);
        }
        seg!(s, "PER*BL*TEST HELPDESK*TE*5555550101");
        match &payee.person {
            Some(person) => seg!(s, "N1*PE*", person.last, " ", person.first, payee_id(payee)),
            None => seg!(s, "N1*PE*", payee.site.name, payee_id(payee)),
        }
        seg!(s, "N3*", payee.site.street);
        seg!(s, "N4*SAMPLETON*", STATE, "*", payee.site.zip);
        if !payee.site.npi.is_empty() {
            seg!(s, "REF*TJ*", payee.tin);
        }
        seg!(s, "LX*1");
        for (_, payment) in remittance.payments {
            write_payment(s, payment);
        }
        provider_adjustments(s, first, &remittance.adjustments);
        s.end_set();
    }
}

/// One PLB, which has room for six.
fn provider_adjustments(s: &mut Segments, first: &Payment, adjustments: &[(String, i64)]) {
    if adjustments.is_empty() {
        return;
    }
    let payee = &first.payee;
    let provider = match payee.site.npi.as_str() {
        "" => &payee.tin,
        npi => npi,
    };
    let year = first.paid_on.year() as u64;
    for part in ["PLB*", provider, "*"] {
        part.put(&mut s.out);
    }
    Padded(year, 4).put(&mut s.out);
    "1231".put(&mut s.out);
    for (reason, amount) in adjustments {
        "*".put(&mut s.out);
        reason.put(&mut s.out);
        "*".put(&mut s.out);
        Amount(*amount).put(&mut s.out);
    }
    s.end();
}

fn payee_id(payee: &Practice) -> String {
    if payee.site.npi.is_empty() {
        format!("*FI*{}", payee.tin)
    } else {
        format!("*XX*{}", payee.site.npi)
    }
}

fn write_payment(s: &mut Segments, payment: &Payment) {
    seg!(
        s,
        "CLP*",
        payment.claim,
        "*",
        payment.status,
        "*",
        Amount(payment.charge),
        "*",
        Amount(payment.total_paid()),
        "*",
        Amount(payment.patient_share()),
        "*",
        payment.payer.filing,
        "*",
        payment.payer_claim,
        "*",
        payment.pos,
        "*1"
    );
    adjustments(s, &payment.adjustments);
    if payment.dependent || payment.member.is_empty() {
        seg!(s, "NM1*QC*1*", PATIENT, "*", payment.patient);
    }
    if !payment.member.is_empty() {
        let entity = if payment.dependent { "IL" } else { "QC" };
        seg!(
            s,
            "NM1*",
            entity,
            "*1*",
            PATIENT,
            "*",
            payment.patient,
            "****MI*",
            payment.member
        );
    }
    if let Some(person) = payment
        .rendering
        .as_ref()
        .filter(|person| !person.npi.is_empty())
    {
        seg!(
            s,
            "NM1*82*1*",
            person.last,
            "*",
            person.first,
            "****XX*",
            person.npi
        );
    }
    if let Some(next) = payment.forwarded_to {
        seg!(s, "NM1*TT*2*", next.name, "*****PI*", next.id);
    }
    if !payment.remarks.is_empty() {
        seg!(s, "MOA***", payment.remarks.join("*"));
    }
    if payment.lines.is_empty() || payment.dates_of_claim {
        seg!(s, "DTM*232*", payment.service_from);
        if payment.service_to != payment.service_from {
            seg!(s, "DTM*233*", payment.service_to);
        }
    }
    for line in &payment.lines {
        write_line(s, payment, line);
    }
}

fn write_line(s: &mut Segments, payment: &Payment, line: &LinePayment) {
    let guide = payment.guide;
    let kind = if guide == Guide::Dental { "AD:" } else { "HC:" };
    let revenue = if guide == Guide::Institutional {
        "0510"
    } else {
        ""
    };
    let procedure = Procedure(line.changed_to.unwrap_or(line.code), &line.modifiers);
    let (charge, paid) = (Amount(line.charge), Amount(line.paid()));
    if line.changed_to.is_some() {
        let sent = Procedure(line.code, &line.modifiers);
        seg!(
            s, "SVC*", kind, procedure, "*", charge, "*", paid, "*", revenue, "*", line.units, "*",
            kind, sent
        );
    } else {
        seg!(
            s, "SVC*", kind, procedure, "*", charge, "*", paid, "*", revenue, "*", line.units
        );
    }
    if payment.dates_of_claim {
        // They stand above.
    } else if line.from == line.to {
        seg!(s, "DTM*472*", line.from);
    } else {
        seg!(s, "DTM*150*", line.from);
        seg!(s, "DTM*151*", line.to);
    }
    adjustments(s, &line.adjustments);
    if let Some(control) = &line.control {
        seg!(s, "REF*6R*", control);
    }
    for remark in &line.remarks {
        seg!(s, "LQ*HE*", remark);
    }
}

/// One CAS for each group code.
fn adjustments(s: &mut Segments, adjustments: &[Adjustment]) {
    for same_group in adjustments.chunk_by(|a, b| a.group == b.group) {
        let group = same_group.first().map_or("", |adjustment| adjustment.group);
        "CAS*".put(&mut s.out);
        group.put(&mut s.out);
        for (adjustment, number) in same_group.iter().zip(0..) {
            // The quantity of the triplet before stays empty.
            if number > 0 { "**" } else { "*" }.put(&mut s.out);
            adjustment.carc.put(&mut s.out);
            "*".put(&mut s.out);
            Amount(adjustment.amount).put(&mut s.out);
        }
        s.end();
    }
}
