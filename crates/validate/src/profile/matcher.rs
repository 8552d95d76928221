//! What a suppression or an own rule is limited to.

use remedi_claims::{Claim, ClaimKind, CodeRange, Npi, Pos, PosSet, ProcedureCode};
use remedi_x12::Level;

use crate::acks::bound;
use crate::checker::PayerIds;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Finding;

/// Payers, submitters, providers, places and procedures: what is empty is any.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    /// Ids and aliases, in capitals.
    pub payers: Vec<Box<str>>,
    pub submitters: Vec<Box<str>>,
    /// Rendering or billing providers.
    pub providers: Vec<Npi>,
    pub kind: Option<ClaimKind>,
    pub pos: Option<PosSet>,
    pub procedures: Vec<CodeRange>,
}

impl Matcher {
    pub fn asks_sender(&self) -> bool {
        !self.submitters.is_empty()
    }

    /// Whether it is limited to certain lines.
    pub fn asks_line(&self) -> bool {
        self.pos.is_some() || !self.procedures.is_empty()
    }

    fn takes_sender(&self, sender: &Sender<'_>) -> bool {
        let mut own = self.submitters.iter();
        self.submitters.is_empty() || own.any(|id| sender.ids().any(|sent| sent == &**id))
    }

    fn takes_payer(&self, canonical: Option<&str>, sent: &str) -> bool {
        let is_it = |id: &str| self.payers.iter().any(|own| own.eq_ignore_ascii_case(id));
        self.payers.is_empty() || canonical.is_some_and(is_it) || is_it(sent)
    }

    fn takes_provider(&self, providers: [Option<Npi>; 2]) -> bool {
        let is_it = |npi| self.providers.contains(&npi);
        self.providers.is_empty() || providers.into_iter().flatten().any(is_it)
    }

    fn takes_service(&self, pos: Option<Pos>, procedure: Option<ProcedureCode>) -> bool {
        let takes_pos = self
            .pos
            .is_none_or(|own| pos.is_some_and(|pos| own.contains(pos)));
        let in_any = |code| self.procedures.iter().any(|own| own.contains(code));
        takes_pos && (self.procedures.is_empty() || procedure.is_some_and(in_any))
    }

    /// Whether a finding is about what it is limited to; of a finding in a remittance with the payer's ids. What the
    /// finding does not tell is not it.
    pub fn matches_finding(
        &self,
        finding: &Finding,
        sender: &Sender<'_>,
        payer: &PayerIds<'_>,
    ) -> bool {
        let of_remittance = payer.sent.iter();
        let mut of_remittance = of_remittance.map(|sent| self.takes_payer(payer.canonical, sent));
        let Some(subject) = finding.subject.as_deref() else {
            let limited = !self.providers.is_empty() || self.asks_line();
            return !limited && of_remittance.any(|takes| takes) && self.takes_sender(sender);
        };
        (self.takes_payer(subject.payer.as_deref(), &subject.payer_sent)
            || of_remittance.any(|takes| takes))
            && self.takes_sender(sender)
            && self.takes_provider([subject.provider, subject.billing_npi])
            && self.takes_service(subject.pos, subject.procedure)
    }

    /// Whether a claim may be one that it is limited to. Lines are asked for themselves; a claim without any is its
    /// billing provider's.
    pub fn takes_claim(
        &self,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        canonical: Option<&str>,
        sender: &Sender<'_>,
    ) -> bool {
        self.kind.is_none_or(|kind| kind == claim.kind)
            && self.takes_payer(canonical, &String::from_utf8_lossy(claim.payer.sent))
            && self.takes_sender(sender)
            && (!lines.is_empty() || self.takes_provider([claim.practice.npi(), None]))
    }

    /// Whether a line is one that it is limited to.
    pub fn takes_line(&self, claim: &ClaimFacts<'_>, line: &LineFacts<'_>) -> bool {
        let provider = line.provider.and_then(|provider| provider.npi());
        self.takes_provider([provider, claim.practice.npi()])
            && self.takes_service(line.pos(), line.procedure)
    }
}

/// Who sends a claim: the submitter (1000A NM109), and the sender of the interchange (ISA06) and of the
/// group (GS02).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sender<'b>([&'b str; 3]);

impl<'b> Sender<'b> {
    /// What of it is known.
    pub fn ids(&self) -> impl Iterator<Item = &'b str> {
        self.0.into_iter().filter(|id| !id.is_empty())
    }
}

/// The senders of the claims of a batch, asked for in the order of the input.
#[derive(Debug, Default)]
pub(crate) struct Senders<'b> {
    sender: Sender<'b>,
    /// The header of the set that the sender is of, by its first segment.
    set: Option<u32>,
    /// The segments before this one were looked at.
    next: u32,
}

impl<'b> Senders<'b> {
    pub fn of(&mut self, claim: &Claim<'b>) -> Sender<'b> {
        let [header, ..] = claim.ranges_above();
        if self.set == Some(header.start) {
            return self.sender;
        }
        let batch = claim.batch();
        let text = |bytes: &'b [u8]| std::str::from_utf8(bytes).unwrap_or_default().trim();
        let Sender([submitter, interchange, group]) = &mut self.sender;
        for index in self.next..header.start {
            match bound(batch.segment_id(index)) {
                Some((Level::Interchange, true)) => {
                    (*interchange, *group) = (text(batch.segment(index).value(6)), "");
                }
                Some((Level::Group, true)) => *group = text(batch.segment(index).value(2)),
                _ => {}
            }
        }
        let sent = claim.submitter();
        *submitter = sent.map_or("", |submitter| text(submitter.id().1));
        (self.set, self.next) = (Some(header.start), self.next.max(header.start));
        self.sender
    }
}
