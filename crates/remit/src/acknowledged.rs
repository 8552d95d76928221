//! What acknowledgements of claims (277CA) tell: the payer's number of a claim, and which claims were rejected and
//! never adjudicated.

use chrono::NaiveDate;
use remedi_claims::{Batch, parse_date};

use crate::member::{HashedId, IdKey};

/// What an acknowledgement says of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Acknowledged {
    /// A hash of CLM01 as it came back (2200D TRN02), whatever its form.
    pub id: u64,
    /// The control number of the clearinghouse (REF*D9).
    pub trace: Option<HashedId>,
    /// The payer's control number of the claim (REF*1K).
    pub control: Option<HashedId>,
    /// The day of the acknowledgement (BHT04).
    pub told_on: Option<NaiveDate>,
    /// Whether the claim was rejected, so that the payer never decided on it.
    pub is_rejected: bool,
}

/// What [`read_acknowledgements`] found in a batch, for [`SentClaims::acknowledge`](crate::SentClaims::acknowledge).
#[derive(Debug, Default)]
pub struct AcknowledgementsRead {
    pub(crate) claims: Vec<Acknowledged>,
    has_set: bool,
}

impl AcknowledgementsRead {
    /// Whether a 277CA (005010X214) starts in the batch.
    pub fn has_set(&self) -> bool {
        self.has_set
    }
}

/// Reads what the acknowledgements of claims (277CA) of a batch say.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_remit::{SentClaims, read_acknowledgements};
///
/// let mut claims = SentClaims::default();
/// let (input, key): (&[u8], _) = (b"", claims.key());
/// let read = |batch: &mut _| read_acknowledgements(batch, key);
/// let stopped = in_order(Cutter::new(input), read, |read| claims.acknowledge(read));
/// # let _ = stopped;
/// ```
pub fn read_acknowledgements(batch: &mut Batch, key: IdKey) -> AcknowledgementsRead {
    let mut read = AcknowledgementsRead::default();
    let (mut is_277ca, mut told_on, mut is_patient) = (false, None, false);
    let mut claim: Option<Acknowledged> = None;
    // What is left open by a batch before is in its own.
    for index in 0..batch.segment_count() {
        let segment = batch.segment(index);
        match segment.tag() {
            b"ST" => {
                read.claims.extend(claim.take());
                (told_on, is_patient) = (None, false);
                is_277ca =
                    segment.value(1) == b"277" && segment.value(3).starts_with(b"005010X214");
                read.has_set |= is_277ca;
            }
            _ if !is_277ca => {}
            b"BHT" => told_on = parse_date(segment.value(4)).ok(),
            b"HL" => {
                read.claims.extend(claim.take());
                is_patient = segment.value(3) == b"PT";
            }
            b"TRN" if is_patient && segment.value(1) == b"2" => {
                read.claims.extend(claim.take());
                claim = Some(Acknowledged {
                    id: key.hash_of_number(segment.value(2)),
                    told_on,
                    ..Acknowledged::default()
                });
            }
            // What is said of lines does not tell what became of the claim.
            b"SVC" => read.claims.extend(claim.take()),
            b"STC" => {
                if let Some(claim) = &mut claim {
                    let category = segment.component(1, 1);
                    claim.is_rejected |= matches!(category, b"A3" | b"A6" | b"A7" | b"A8");
                }
            }
            b"REF" => {
                if let Some(claim) = &mut claim {
                    match segment.value(1) {
                        b"1K" => claim.control = key.hash(segment.value(2)),
                        b"D9" => claim.trace = key.hash(segment.value(2)),
                        _ => {}
                    }
                }
            }
            b"SE" => {
                read.claims.extend(claim.take());
                is_277ca = false;
            }
            _ => {}
        }
    }
    read.claims.extend(claim);
    // An acceptance without a number of the payer helps to find nothing.
    read.claims
        .retain(|claim| claim.is_rejected || claim.control.is_some());
    read
}
