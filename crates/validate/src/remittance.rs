//! Facts of payments (835), and the sums of remittances, which may go on for many batches.

use remedi_claims::{Batch, ClaimPayment, Money, Remittance, SegmentAt, SegmentId};

use crate::checker::{About, BatchReport, Checker, PayerIds};
use crate::excerpt::Excerpt;
use crate::finding::{At, Finding};
use crate::rule::Spot;

const CAS: SegmentId = SegmentId::of(b"CAS");

/// What a payer did with a claim (2100), with what its services share.
#[derive(Clone, Debug)]
pub struct PaymentFacts<'b> {
    /// The claim payment.
    pub payment: ClaimPayment<'b>,
    /// CLP, by its index in the batch.
    pub segment: u32,
    /// The total charge (CLP03); `None` when it is absent or malformed.
    pub charge: Option<Money>,
    /// The payment (CLP04); `None` when it is absent or malformed.
    pub paid: Option<Money>,
    /// All adjustments, of the claim and of its services; `None` when one is malformed.
    pub adjusted: Option<Money>,
}

/// What a payer did with a service (2110).
#[derive(Clone, Copy, Debug)]
pub struct ServiceFacts {
    /// SVC, by its index in the batch.
    pub segment: u32,
    /// The charge (SVC02); `None` when it is absent or malformed.
    pub charge: Option<Money>,
    /// The payment (SVC03); `None` when it is absent or malformed.
    pub paid: Option<Money>,
    /// The adjustments of the service; `None` when one is malformed.
    pub adjusted: Option<Money>,
}

impl<'b> PaymentFacts<'b> {
    /// Reads a claim payment, and its services into `services`.
    pub(crate) fn read(payment: ClaimPayment<'b>, services: &mut Vec<ServiceFacts>) -> Self {
        services.clear();
        services.extend(payment.services().map(|service| {
            let header = service.segment();
            let [_, charge, paid] = header.values();
            ServiceFacts {
                segment: header.index(),
                charge: Money::parse(charge).ok(),
                paid: Money::parse(paid).ok(),
                adjusted: adjusted(service.segments()),
            }
        }));
        let header = payment.segment();
        let [_, _, charge, paid] = header.values();
        let of_services = services.iter().map(|service| service.adjusted);
        let own = std::iter::once_with(|| adjusted(payment.segments()));
        PaymentFacts {
            payment,
            segment: header.index(),
            charge: Money::parse(charge).ok(),
            paid: Money::parse(paid).ok(),
            adjusted: own.chain(of_services).sum(),
        }
    }
}

/// An amount, zero when it is empty; `None` when it is malformed.
fn amount(sent: &[u8]) -> Option<Money> {
    if sent.is_empty() {
        return Some(Money::ZERO);
    }
    Money::parse(sent).ok()
}

/// The amounts of all CAS of some segments; `None` when one is malformed.
fn adjusted<'b>(segments: impl Iterator<Item = SegmentAt<'b>>) -> Option<Money> {
    segments
        .filter(|segment| segment.id() == CAS)
        .flat_map(|segment| {
            let [_, _, a, _, _, b, _, _, c, _, _, d, _, _, e, _, _, f] = segment.values();
            [a, b, c, d, e, f]
        })
        .map(amount)
        .sum()
}

/// The sums of a remittance, which is a transaction set of an 835.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemittanceSums {
    /// The payment (BPR02); `None` when it is absent or malformed.
    pub paid: Option<Money>,
    /// Its claim payments (CLP04), an empty one as zero; `None` when one is malformed.
    pub claims_paid: Option<Money>,
    /// Its provider-level adjustments (PLB); positive lowers the payment, `None` when one is malformed.
    pub adjusted: Option<Money>,
}

/// What one batch has of a remittance.
#[derive(Clone, Debug)]
pub(crate) struct RemittancePart {
    /// The first byte of its ST.
    byte: u64,
    /// Who paid.
    about: About<'static>,
    /// By what that payer is known to the roster, and the ids as sent.
    payer: (Option<Box<str>>, [Box<str>; 2]),
    sums: RemittanceSums,
    /// BPR02.
    at: At,
    excerpt: Option<Box<Excerpt>>,
}

impl RemittancePart {
    pub fn read(batch: &Batch, checker: &Checker<'_>, excerpts: bool) -> Vec<RemittancePart> {
        let mut payments = batch.payments().peekable();
        let mut adjustments = batch.provider_adjustments().peekable();
        let parts = batch.remittances().map(|remittance| {
            let st = remittance.set_segment();
            let is_own = |other: Remittance<'_>| other.set_segment().index() == st.index();
            let bpr = remittance.financial_information();
            let spot = Spot::element(bpr.unwrap_or(st).index(), 2);
            let claims =
                std::iter::from_fn(|| payments.next_if(|payment| is_own(payment.remittance())));
            let claims_paid = claims.map(|claim| amount(claim.segment().value(4))).sum();
            let plbs = std::iter::from_fn(|| adjustments.next_if(|(other, _)| is_own(*other)));
            let about = checker.about_remittance(remittance);
            let PayerIds { canonical, sent } = about.payer_ids;
            RemittancePart {
                byte: st.byte(),
                about: about.detached(),
                payer: (canonical.map(Into::into), sent.map(Into::into)),
                sums: RemittanceSums {
                    paid: remittance.paid().and_then(Result::ok),
                    claims_paid,
                    adjusted: plbs.map(|(_, plb)| provider_adjusted(&plb)).sum(),
                },
                at: At::of(batch, spot),
                excerpt: excerpts.then(|| Box::new(Excerpt::capture(batch, spot))),
            }
        });
        parts.collect()
    }
}

/// The amounts of a PLB; `None` when one is malformed.
fn provider_adjusted(plb: &SegmentAt<'_>) -> Option<Money> {
    let [_, _, _, a, _, b, _, c, _, d, _, e, _, f] = plb.values();
    [a, b, c, d, e, f].map(amount).into_iter().sum()
}

/// Judges remittances as a whole: reports are added in the order of the input.
///
/// As a remittance ends where its last payment does, and may span batches, what is wrong with its sums is told
/// at the end of the input.
#[derive(Debug)]
pub struct Remittances<'c, 'r> {
    checker: &'c Checker<'r>,
    open: Option<RemittancePart>,
    found: BatchReport,
}

impl<'c, 'r> Remittances<'c, 'r> {
    /// None yet; judged by the rules of this checker.
    pub fn new(checker: &'c Checker<'r>) -> Remittances<'c, 'r> {
        Remittances {
            checker,
            open: None,
            found: BatchReport::default(),
        }
    }

    /// Adds the next report of the input.
    pub fn add(&mut self, report: &BatchReport) {
        for part in &report.remittances {
            match &mut self.open {
                Some(open) if open.byte == part.byte => open.sums.add(&part.sums),
                _ => {
                    self.judge();
                    self.open = Some(part.clone());
                }
            }
        }
    }

    /// Ends an input: a report of nothing but what was found, in the order of the input.
    pub fn end_input(&mut self) -> BatchReport {
        self.judge();
        std::mem::take(&mut self.found)
    }

    /// Judges the remittance that is open.
    fn judge(&mut self) {
        let Some(open) = self.open.take() else { return };
        let (canonical, sent) = &open.payer;
        let about = open.about.known_by(PayerIds {
            canonical: canonical.as_deref(),
            sent: sent.each_ref().map(|id| &**id),
        });
        for &(rule, check) in &self.checker.remittance {
            let Some(hit) = check(&open.sums) else {
                continue;
            };
            let suppressed = &mut self.found.counts.suppressed;
            let finding = self
                .checker
                .admit((rule, &hit), &about, suppressed, || Finding {
                    rule,
                    severity: rule.severity,
                    verdict: hit.verdict,
                    at: open.at,
                    subject: None,
                    nearest: None,
                    values: hit.values.clone(),
                    excerpt: open.excerpt.clone(),
                    syntax: rule.syntax,
                    sent: None,
                    entity: None,
                    status: None,
                });
            if let Some(finding) = finding {
                self.found.take_finding(finding);
            }
        }
    }
}

impl RemittanceSums {
    /// Adds what another batch has of the same remittance.
    fn add(&mut self, more: &RemittanceSums) {
        let sum = |one: Option<Money>, other: Option<Money>| Some(one? + other?);
        self.claims_paid = sum(self.claims_paid, more.claims_paid);
        self.adjusted = sum(self.adjusted, more.adjusted);
    }
}
