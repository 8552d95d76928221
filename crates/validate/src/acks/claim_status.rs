//! The 277CA (005010X214): what becomes of each claim of the sets that are accepted.
//!
//! Sums come before the claims that they are of. So claims, billing providers and sets are put into a spool each as
//! they are seen, and read together when the interchange has ended and all sums are known.

use std::sync::Arc;

use remedi_claims::DateRange;
use remedi_x12::{SegmentBuf, WriteError};

use super::amount::Amount;
use super::form::{Answer, Form, date, time};
use super::functional::GroupAnswer;
use super::seen::{ClaimSeen, Group, Interchange, LineSeen, Name, Provider, Set};
use super::{Accepted, AckOptions};
use crate::rule::AckStatus;
use crate::spool::{Pieces, Spool};

/// GS01, ST01 and GS08.
const NAMES: [&str; 3] = ["HN", "277", "005010X214"];

/// What is known of the claims of an interchange.
#[derive(Debug, Default)]
pub(super) struct Statuses {
    /// How many providers, then the segments of the source and those of the receiver.
    sets: Spool,
    /// How many claims, then the segments of the provider.
    providers: Spool,
    /// The segments of a claim.
    claims: Spool,
}

/// Claims, and what they charge.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    accepted: u64,
    accepted_amount: Amount,
    rejected: u64,
    rejected_amount: Amount,
}

impl Sum {
    fn add(&mut self, claim: &ClaimSeen) {
        if claim.held {
            self.rejected += 1;
            self.rejected_amount += claim.charge;
        } else {
            self.accepted += 1;
            self.accepted_amount += claim.charge;
        }
    }

    fn amount(&self) -> String {
        let mut all = self.accepted_amount;
        all += self.rejected_amount;
        all.to_string()
    }

    /// QTY and AMT, where there is something to count; the quantities are qualified by these two.
    fn segments(&self, accepted: &str, rejected: &str) -> Vec<SegmentBuf> {
        let of = |tag, qualifier: &str, value: String| {
            SegmentBuf::new(tag).element(qualifier).element(value)
        };
        let mut all = Vec::new();
        if self.accepted > 0 {
            all.push(of("QTY", accepted, self.accepted.to_string()));
        }
        if self.rejected > 0 {
            all.push(of("QTY", rejected, self.rejected.to_string()));
        }
        if self.accepted > 0 {
            all.push(of("AMT", "YU", self.accepted_amount.to_string()));
        }
        if self.rejected > 0 {
            all.push(of("AMT", "YY", self.rejected_amount.to_string()));
        }
        all
    }
}

/// A set whose claims are being seen.
#[derive(Debug)]
pub(super) struct OpenStatus {
    /// HL01 of the last level.
    level: u64,
    sum: Sum,
    provider: Option<OpenProvider>,
    providers: u64,
    start: Mark,
}

#[derive(Debug)]
struct OpenProvider {
    seen: Arc<Provider>,
    level: u64,
    sum: Sum,
}

/// How far the spools were filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark([u64; 3]);

impl OpenStatus {
    /// Whether there is any claim.
    pub fn is_empty(&self) -> bool {
        self.sum.accepted + self.sum.rejected == 0
    }
}

impl Statuses {
    pub fn mark(&self) -> Mark {
        Mark([
            self.sets.length(),
            self.providers.length(),
            self.claims.length(),
        ])
    }

    /// Forgets what came after a mark.
    pub fn forget(&mut self, after: Mark) -> Result<(), WriteError> {
        let Mark([sets, providers, claims]) = after;
        self.sets.truncate(sets)?;
        self.providers.truncate(providers)?;
        self.claims.truncate(claims)?;
        Ok(())
    }

    /// Forgets a set that is rejected.
    pub fn forget_set(&mut self, set: &OpenStatus) -> Result<(), WriteError> {
        self.forget(set.start)
    }

    pub fn start(&self) -> OpenStatus {
        OpenStatus {
            level: 2,
            sum: Sum::default(),
            provider: None,
            providers: 0,
            start: self.mark(),
        }
    }

    pub fn claim(
        &mut self,
        set: &mut OpenStatus,
        claim: &ClaimSeen,
        form: Form,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        let same = |open: &OpenProvider| open.seen.byte == claim.provider.byte;
        if !set.provider.as_ref().is_some_and(same) {
            self.end_provider(set, form, options)?;
            set.level += 1;
            set.provider = Some(OpenProvider {
                seen: Arc::clone(&claim.provider),
                level: set.level,
                sum: Sum::default(),
            });
        }
        if let Some(provider) = &mut set.provider {
            set.level += 1;
            set.sum.add(claim);
            provider.sum.add(claim);
            let segments = claim_segments(claim, (set.level, provider.level), form, options);
            self.claims.push(&form.render(&segments)?)?;
        }
        Ok(())
    }

    fn end_provider(
        &mut self,
        set: &mut OpenStatus,
        form: Form,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        let Some(provider) = set.provider.take() else {
            return Ok(());
        };
        set.providers += 1;
        let segments = provider_segments(&provider, form, options);
        let sum = provider.sum;
        self.providers.push_number(sum.accepted + sum.rejected)?;
        self.providers.push(&form.render(&segments)?)?;
        Ok(())
    }

    /// Ends a set that is accepted.
    pub fn end_set(
        &mut self,
        mut open: OpenStatus,
        (interchange, group, set): (&Interchange, &Group, &Set),
        form: Form,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        self.end_provider(&mut open, form, options)?;
        let none = Name::default();
        let own = set.receiver.as_ref().unwrap_or(&none);
        let code = |sent: &[u8], other: &[u8]| match sent.len() < 2 {
            true => form.required(other, (2, 80), "UNKNOWN"),
            false => form.text(sent, 80),
        };
        let source = [
            level(1, None, "20", "1"),
            SegmentBuf::new("NM1")
                .elements([options.accepted.source(), "2"])
                .element(form.required(&own.last, (1, 60), "UNKNOWN"))
                .skip_to(8)
                .element("46")
                .element(code(&own.id, group.receiver())),
        ];
        let sender = set.submitter.as_ref().unwrap_or(&none);
        let is_person = *sender.entity_type == *b"1";
        let mut name = SegmentBuf::new("NM1")
            .elements(["41", if is_person { "1" } else { "2" }])
            .element(form.required(&sender.last, (1, 60), "UNKNOWN"));
        if is_person {
            name = name
                .element(form.text(&sender.first, 35))
                .element(form.text(&sender.middle, 25));
        }
        let status = received(options);
        let mut receiver = vec![
            level(2, Some(1), "21", "1"),
            name.skip_to(8)
                .element("46")
                .element(code(&sender.id, interchange.value(6))),
            SegmentBuf::new("TRN").element("2").element(form.required(
                &set.reference,
                (1, 50),
                "0",
            )),
            SegmentBuf::new("STC")
                .composite([
                    status.category,
                    status.status,
                    status.entity.unwrap_or_default(),
                ])
                .element(date(options.as_of))
                .element("WQ")
                .element(open.sum.amount()),
        ];
        receiver.extend(open.sum.segments("90", "AA"));
        self.sets.push_number(open.providers)?;
        self.sets.push(&form.render(&source)?)?;
        self.sets.push(&form.render(&receiver)?)?;
        Ok(())
    }

    pub fn reader(&mut self) -> Result<StatusReader<'_>, WriteError> {
        Ok(StatusReader {
            sets: self.sets.reader()?,
            providers: self.providers.reader()?,
            claims: self.claims.reader()?,
        })
    }
}

/// Reads the sets of an interchange in order.
pub(super) struct StatusReader<'s> {
    sets: Pieces<'s>,
    providers: Pieces<'s>,
    claims: Pieces<'s>,
}

impl StatusReader<'_> {
    /// Writes the sets of the next group.
    pub fn write_group(
        &mut self,
        answer: &mut Answer<'_, impl std::io::Write>,
        group: &GroupAnswer,
        interchange_control: u32,
        group_control: &mut u32,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        for _ in 0..group.status_sets {
            let control = answer.set(&group.seen, NAMES, group_control)?;
            let reference = format!("{interchange_control:09}-{control}");
            let (day, hour) = (date(options.as_of), time(options.time));
            let bht =
                SegmentBuf::new("BHT").elements(["0085", "08", &reference, &day, &hour, "TH"]);
            answer.write(&bht)?;
            let providers = self.sets.number()?;
            answer.rendered(&self.sets.piece()?)?;
            answer.write(&SegmentBuf::new("TRN").elements(["1", &reference]))?;
            for qualifier in ["050", "009"] {
                answer.write(&SegmentBuf::new("DTP").elements([qualifier, "D8", &day]))?;
            }
            answer.rendered(&self.sets.piece()?)?;
            for _ in 0..providers {
                let claims = self.providers.number()?;
                answer.rendered(&self.providers.piece()?)?;
                for _ in 0..claims {
                    answer.rendered(&self.claims.piece()?)?;
                }
            }
        }
        Ok(())
    }
}

fn level(own: u64, above: Option<u64>, code: &str, has_inner: &str) -> SegmentBuf {
    let above = above.map(|above| above.to_string()).unwrap_or_default();
    SegmentBuf::new("HL")
        .element(own.to_string())
        .element(above)
        .elements([code, has_inner])
}

/// That the set, or a provider's part of it, has been received: for each of its claims there is a status.
fn received(options: &AckOptions) -> AckStatus {
    AckStatus {
        category: "A1",
        status: "19",
        entity: Some(options.accepted.source()),
    }
}

fn provider_segments(provider: &OpenProvider, form: Form, options: &AckOptions) -> Vec<SegmentBuf> {
    let none = Name::default();
    let seen = &provider.seen;
    let name = seen.name.as_ref().unwrap_or(&none);
    let is_person = *name.entity_type == *b"1";
    let has_npi = *name.qualifier == *b"XX" && name.id.len() >= 2;
    let tax_id = match &*name.qualifier {
        b"24" | b"34" => Some(&name.id),
        _ => seen.tax_id.as_ref().map(|(_, id)| id),
    };
    let (qualifier, id) = match (has_npi, tax_id) {
        (true, _) => ("XX", &name.id),
        (false, Some(id)) => ("FI", id),
        (false, None) => ("SV", &seen.payer_number),
    };
    let mut nm1 = SegmentBuf::new("NM1")
        .elements(["85", if is_person { "1" } else { "2" }])
        .element(form.required(&name.last, (1, 60), "UNKNOWN"));
    if is_person {
        let parts = [(&name.first, 35), (&name.middle, 25)];
        nm1 = nm1.elements(parts.map(|(part, longest)| form.text(part, longest)));
        nm1 = nm1.skip_to(7).element(form.text(&name.suffix, 10));
    }
    let status = received(options);
    let mut all = vec![
        level(provider.level, Some(2), "19", "1"),
        nm1.skip_to(8)
            .element(qualifier)
            .element(form.required(id, (2, 80), "UNKNOWN")),
        // The provider's part of a set has no number of its own.
        SegmentBuf::new("TRN").elements(["1", "0"]),
        SegmentBuf::new("STC")
            .composite([
                status.category,
                status.status,
                status.entity.unwrap_or_default(),
            ])
            .element("")
            .element("WQ")
            .element(provider.sum.amount()),
    ];
    if let Some((kind, id)) = &seen.tax_id
        && has_npi
    {
        let qualifier = if *kind == b"SY" { "SY" } else { "TJ" };
        let id = form.required(id, (1, 50), "0");
        all.push(SegmentBuf::new("REF").element(qualifier).element(id));
    }
    all.extend(provider.sum.segments("QA", "QC"));
    all
}

fn claim_segments(
    claim: &ClaimSeen,
    (own, above): (u64, u64),
    form: Form,
    options: &AckOptions,
) -> Vec<SegmentBuf> {
    let none = Name::default();
    let patient = claim.patient.as_ref().unwrap_or(&none);
    let (qualifier, member) = &claim.member;
    let mut all = vec![
        level(own, Some(above), "PT", ""),
        SegmentBuf::new("NM1")
            .elements(["QC", "1"])
            .element(form.required(&patient.last, (1, 60), "UNKNOWN"))
            .element(form.text(&patient.first, 35))
            .element(form.text(&patient.middle, 25))
            .skip_to(7)
            .element(form.text(&patient.suffix, 10))
            .element(if **qualifier == *b"II" { "II" } else { "MI" })
            .element(form.required(member, (2, 80), "UNKNOWN")),
        SegmentBuf::new("TRN")
            .element("2")
            .element(form.required(&claim.id, (1, 50), "0")),
    ];
    if claim.held {
        for statuses in refusal(claim).chunks(3) {
            all.push(status(statuses, "U", &claim.charge.to_string(), options));
        }
    } else {
        let accepted = options.accepted.status();
        all.push(status(
            &[accepted],
            "WQ",
            &claim.charge.to_string(),
            options,
        ));
    }
    for (qualifier, sent) in [
        ("1K", &claim.payer_number),
        ("D9", &claim.clearinghouse_number),
        ("BLT", &claim.bill_type),
    ] {
        all.extend(reference(qualifier, sent, form));
    }
    all.extend(claim.dates.map(service_date));
    for line in &claim.lines {
        line_segments(line, form, options, &mut all);
    }
    all
}

/// What refuses a claim: where only lines of it are at fault, that it is them.
fn refusal(claim: &ClaimSeen) -> Vec<AckStatus> {
    let in_lines = claim.lines.first().and_then(|line| line.statuses.first());
    match in_lines {
        Some(first) if claim.statuses.is_empty() => vec![AckStatus {
            category: first.category,
            status: "247",
            entity: None,
        }],
        _ => claim.statuses.clone(),
    }
}

/// STC with up to three statuses.
fn status(statuses: &[AckStatus], action: &str, charge: &str, options: &AckOptions) -> SegmentBuf {
    let mut stc = SegmentBuf::new("STC");
    for (index, status) in statuses.iter().enumerate() {
        if index == 1 {
            stc = stc.skip_to(10);
        }
        stc = stc.composite([
            status.category,
            status.status,
            status.entity.unwrap_or_default(),
        ]);
        if index == 0 {
            stc = stc.element(date(options.as_of)).elements([action, charge]);
        }
    }
    stc
}

fn reference(qualifier: &str, sent: &[u8], form: Form) -> Option<SegmentBuf> {
    let value = form.text(sent, 50);
    (!value.is_empty()).then(|| SegmentBuf::new("REF").element(qualifier).element(value))
}

fn service_date(dates: DateRange) -> SegmentBuf {
    let dtp = SegmentBuf::new("DTP").element("472");
    match dates.from == dates.to {
        true => dtp.elements(["D8".to_owned(), date(dates.from)]),
        false => dtp.elements([
            "RD8".to_owned(),
            format!("{}-{}", date(dates.from), date(dates.to)),
        ]),
    }
}

/// The qualifiers of procedures (SVC01-1) that are not HC.
const QUALIFIERS: [&[u8]; 5] = [b"AD", b"ER", b"HP", b"IV", b"WK"];

fn line_segments(line: &LineSeen, form: Form, options: &AckOptions, all: &mut Vec<SegmentBuf>) {
    let mut sent = line.procedure.iter().map(|part| form.text(part, 48));
    let qualifier = sent.next().unwrap_or_default();
    let code = sent.next().filter(|code| !code.is_empty());
    let (parts, revenue) = match code {
        Some(code) => {
            let known = QUALIFIERS.contains(&&qualifier[..]);
            let qualifier = if known { qualifier } else { b"HC".to_vec() };
            let modifiers = sent.filter(|modifier| modifier.len() == 2);
            let parts = [qualifier, code].into_iter().chain(modifiers);
            (parts.collect::<Vec<_>>(), form.text(&line.revenue, 48))
        }
        // A line of a hospital may have a revenue code alone.
        None => {
            let revenue = form.required(&line.revenue, (1, 48), "0");
            (vec![b"NU".to_vec(), revenue], Vec::new())
        }
    };
    let mut svc = SegmentBuf::new("SVC")
        .composite(parts)
        .element(line.charge.to_string())
        .element("")
        .element(revenue);
    if is_quantity(&line.units) {
        svc = svc.skip_to(7).element(form.text(&line.units, 15));
    }
    all.push(svc);
    for statuses in line.statuses.chunks(3) {
        all.push(status(statuses, "U", "", options));
    }
    all.extend(reference("FJ", &line.control, form));
    all.extend(reference("XZ", &line.prescription, form));
    all.extend(line.dates.map(service_date));
}

fn is_quantity(sent: &[u8]) -> bool {
    let mut parts = sent.split(|&byte| byte == b'.');
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let whole = parts.next().is_some_and(digits);
    whole && parts.next().is_none_or(digits) && parts.next().is_none() && sent.len() <= 15
}

impl Accepted {
    /// The entity that answers (NM101 of loop 2100A): a payer, or a clearinghouse.
    fn source(self) -> &'static str {
        match self {
            Accepted::IntoAdjudication | Accepted::Received => "PR",
            Accepted::Forwarded => "AY",
        }
    }

    fn status(self) -> AckStatus {
        let (category, status, entity) = match self {
            Accepted::IntoAdjudication => ("A2", "20", None),
            Accepted::Received => ("A1", "19", Some("PR")),
            Accepted::Forwarded => ("A0", "16", Some("PR")),
        };
        AckStatus {
            category,
            status,
            entity,
        }
    }
}
