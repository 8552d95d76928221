//! What acknowledgements (TA1, 999, 997, 277CA) come to, in a paragraph.

use remedi_claims::Money;
use remedi_claims::codes::acknowledgement::{self, AckElement};
use remedi_x12::Segment;

use super::check_summary::count;
use crate::output::words;

/// So many sets, groups or claims are told one by one, the rest is counted.
const MOST_TOLD: usize = 10;

/// Gathers what the segments of acknowledgements say.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// What is accepted and rejected above the claims, one sentence each.
    told: Told,
    sets_accepted: u64,
    /// AK102 of the open group.
    group: String,
    set: Option<Set>,
    claims: Claims,
}

/// Sentences, up to [`MOST_TOLD`].
#[derive(Debug, Default)]
struct Told {
    sentences: Vec<String>,
    more: u64,
}

impl Told {
    fn add(&mut self, sentence: impl FnOnce() -> String) {
        match self.sentences.len() < MOST_TOLD {
            true => self.sentences.push(sentence()),
            false => self.more += 1,
        }
    }
}

/// A set of a 999 whose end has not been seen.
#[derive(Debug, Default)]
struct Set {
    /// AK202.
    control: String,
    errors: u64,
    /// CLM01 of the claims at fault.
    claims: Vec<String>,
}

/// The claims of a 277CA.
#[derive(Debug, Default)]
struct Claims {
    /// HL03 of the open level.
    level: Vec<u8>,
    /// CLM01 of the open claim, until its status is seen.
    open: Option<String>,
    /// Whether the last sentence waits for the status of the claim's first line at fault.
    awaits_line: bool,
    is_in_line: bool,
    accepted: u64,
    accepted_amount: Money,
    refused: u64,
    refused_amount: Money,
    told: Told,
}

impl Verdict {
    /// Whether a segment is the first of which one can tell that acknowledgements follow, or something else;
    /// `None` where one can't tell yet.
    pub(crate) fn is_of_use(segment: &Segment<'_>) -> Option<bool> {
        match segment.tag() {
            b"ISA" => None,
            b"TA1" => Some(true),
            b"GS" => match segment.value(1) {
                b"FA" => Some(true),
                // Only the set tells a claim acknowledgement from another claim status.
                b"HN" => None,
                _ => Some(false),
            },
            b"ST" => Some(segment.value(1) == b"277"),
            _ => Some(false),
        }
    }

    /// Takes the next segment.
    pub(crate) fn take(&mut self, segment: &Segment<'_>) {
        match segment.tag() {
            b"TA1" => self.interchange(segment),
            b"AK1" => self.group = text(segment.value(2)),
            b"AK2" => {
                self.set = Some(Set {
                    control: text(segment.value(2)),
                    ..Set::default()
                });
            }
            // A segment whose elements are at fault counts by these.
            b"IK3" | b"AK3" if segment.value(4) != b"8" => self.error(),
            b"IK4" | b"AK4" => self.error(),
            b"CTX" if segment.component(1, 1) == b"CLM01" => {
                let claim = text(segment.component(1, 2));
                if let Some(set) = &mut self.set
                    && set.claims.last() != Some(&claim)
                {
                    set.claims.push(claim);
                }
            }
            b"IK5" | b"AK5" => self.end_set(segment),
            b"AK9" => self.end_group(segment),
            _ => self.claims.take(segment),
        }
    }

    fn interchange(&mut self, ta1: &Segment<'_>) {
        self.told.add(|| {
            let mut told = format!("interchange {} {}", text(ta1.value(1)), becomes(ta1, 4));
            if !matches!(ta1.value(5), b"" | b"000") {
                told += &format!(" ({})", why(ta1, 5));
            }
            told
        });
    }

    fn error(&mut self) {
        if let Some(set) = &mut self.set {
            set.errors += 1;
        }
    }

    fn end_set(&mut self, ik5: &Segment<'_>) {
        let set = self.set.take().unwrap_or_default();
        if ik5.value(1) == b"A" {
            self.sets_accepted += 1;
            return;
        }
        self.told.add(|| {
            let mut told = format!("set {} {}", set.control, becomes(ik5, 1));
            match set.errors {
                0 if !ik5.value(2).is_empty() => told += &format!(": {}", why(ik5, 2)),
                0 => {}
                errors => told += &format!(": {}", count(errors, "error")),
            }
            match set.claims.as_slice() {
                [] => {}
                [claim] => told += &format!(" in claim {claim}"),
                claims => {
                    let shown = claims.len().min(MOST_TOLD);
                    told += &format!(" in claims {}", claims[..shown].join(", "));
                    if claims.len() > shown {
                        told += &format!(" and {} more", claims.len() - shown);
                    }
                }
            }
            told
        });
    }

    fn end_group(&mut self, ak9: &Segment<'_>) {
        let (received, accepted) = (text(ak9.value(3)), text(ak9.value(4)));
        let control = std::mem::take(&mut self.group);
        self.told.add(|| {
            let mut told = format!("group {control} {}", becomes(ak9, 1));
            if !ak9.value(5).is_empty() {
                told += &format!(" ({})", why(ak9, 5));
            }
            told + &format!(": {accepted} of {received} sets accepted")
        });
    }

    /// The paragraph; `None` where there is nothing to say.
    pub(crate) fn paragraph(&self) -> Option<String> {
        let mut all = self.told.sentences.clone();
        if self.told.more > 0 {
            all.push(format!("and {} more", self.told.more));
        }
        if self.sets_accepted > 0 {
            all.push(format!("{} accepted", count(self.sets_accepted, "set")));
        }
        let claims = &self.claims;
        if claims.accepted > 0 {
            let (accepted, amount) = (count(claims.accepted, "claim"), claims.accepted_amount);
            all.push(format!("{accepted} accepted with {}", amount.dollars()));
        }
        if claims.refused > 0 {
            let (refused, amount) = (count(claims.refused, "claim"), claims.refused_amount);
            all.push(format!("{refused} refused with {}", amount.dollars()));
            all.extend(claims.told.sentences.iter().cloned());
        }
        if claims.told.more > 0 {
            all.push(format!("and {} more claims refused", claims.told.more));
        }
        (!all.is_empty()).then(|| all.join("; "))
    }
}

impl Claims {
    fn take(&mut self, segment: &Segment<'_>) {
        match segment.tag() {
            b"HL" => {
                self.level = segment.value(3).to_vec();
                self.open = None;
                (self.awaits_line, self.is_in_line) = (false, false);
            }
            b"SVC" => self.is_in_line = true,
            b"TRN" if self.is_claim() && segment.value(1) == b"2" => {
                self.open = Some(text(segment.value(2)));
            }
            b"STC" => self.status(segment),
            _ => {}
        }
    }

    /// Whether the level holds claims: of a patient in a 277CA, of a subscriber or a dependent in other
    /// claim status.
    fn is_claim(&self) -> bool {
        matches!(&self.level[..], b"PT" | b"22" | b"23")
    }

    /// The first status of a claim says what becomes of it.
    fn status(&mut self, stc: &Segment<'_>) {
        let code = || match words::claim_status(stc, 1) {
            Some(words) => format!("{} ({words})", text(stc.value(1))),
            None => text(stc.value(1)),
        };
        let Some(claim) = self.open.take() else {
            if self.is_in_line
                && std::mem::take(&mut self.awaits_line)
                && let Some(told) = self.told.sentences.last_mut()
            {
                *told += &format!(", in a line {}", code());
            }
            return;
        };
        let amount = Money::parse(stc.value(4)).unwrap_or(Money::ZERO);
        if stc.value(3) != b"U" {
            self.accepted += 1;
            self.accepted_amount += amount;
            return;
        }
        self.refused += 1;
        self.refused_amount += amount;
        self.awaits_line = self.told.sentences.len() < MOST_TOLD;
        self.told.add(|| format!("claim {claim} {}", code()));
    }
}

/// A value as sent, fit to be shown.
fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).escape_debug().to_string()
}

/// What becomes of something, by the code at a position.
fn becomes(segment: &Segment<'_>, position: usize) -> String {
    words_of(segment, position)
        .unwrap_or_else(|| format!("has status {}", text(segment.value(position))))
}

/// What is wrong with something, by the code at a position.
fn why(segment: &Segment<'_>, position: usize) -> String {
    words_of(segment, position).unwrap_or_else(|| format!("code {}", text(segment.value(position))))
}

fn words_of(segment: &Segment<'_>, position: usize) -> Option<String> {
    let element = AckElement::at(segment.tag(), position)?;
    let code = acknowledgement::lookup(element, segment.value(position))?;
    Some(code.meaning.to_owned())
}

#[cfg(test)]
mod tests {
    use remedi_x12::Separators;

    use super::*;

    fn paragraph(input: &str) -> String {
        let mut verdict = Verdict::default();
        for raw in input.split_inclusive('~') {
            verdict.take(&Segment::new(raw.as_bytes(), Separators::USUAL));
        }
        verdict.paragraph().unwrap_or_default()
    }

    #[test]
    fn an_interchange_is_told_with_its_fault() {
        assert_eq!(
            paragraph("TA1*000000041*250131*1200*R*025~"),
            "interchange 000000041 rejected (control number was used before)"
        );
        assert_eq!(
            paragraph("TA1*000000041*250131*1200*A*000~"),
            "interchange 000000041 accepted"
        );
    }

    #[test]
    fn sets_are_told_with_their_errors_and_claims_and_those_accepted_are_counted() {
        let set = "AK2*837*0002~IK3*CLM*22*2300*8~CTX*CLM01:A1~IK4*5:1**7~IK4*6**1~IK3*HI*30**3~CTX*CLM01:A2~";
        assert_eq!(
            paragraph(&format!(
                "AK1*HC*41~AK2*837*0001~IK5*A~{set}IK5*R*5~AK9*P*2*2*1~"
            )),
            "set 0002 rejected: 3 errors in claims A1, A2; group 41 accepted in part: 1 of 2 sets accepted; \
             1 set accepted"
        );
        assert_eq!(
            paragraph("AK1*HC*41~AK2*837*0001~IK5*R*23~AK9*R*1*1*0*2~"),
            "set 0001 rejected: control number was used before in the group; group 41 rejected (version of the \
             group is not supported): 0 of 1 sets accepted"
        );
    }

    #[test]
    fn claims_are_told_by_their_first_status() {
        let claim =
            |id, stc| format!("HL*4*3*PT~NM1*QC*1~TRN*2*{id}~{stc}~SVC*HC:1*5~STC*A7:1*2*U~");
        let input =
            claim("A", "STC*A2:20*20250201*WQ*100") + &claim("B", "STC*A7:562:82*20250201*U*50.5");
        assert_eq!(
            paragraph(&format!(
                "HL*2*1*21~TRN*2*X~STC*A1:19:PR*20250201*WQ*1~{input}"
            )),
            "1 claim accepted with $100.00; 1 claim refused with $50.50; claim B A7:562:82 (rejected: information \
             is invalid; NPI of the entity; rendering provider), in a line A7:1 (rejected: information is invalid; \
             see the remittance for more)"
        );
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let set = "AK2*837*1~IK5*R*5~".repeat(MOST_TOLD + 3);
        assert!(paragraph(&set).ends_with("; and 3 more"));
        assert_eq!(paragraph("LX*1~"), "");
    }
}
