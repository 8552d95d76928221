//! Writing 277CA files: what the clearinghouse says of each claim on the day after it was sent.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::ExpectedFinding;
use super::claim::Claim;
use super::claim_file::{SET, billing_key, file_key, file_name, reference, sorted};
use super::payment::Payment;
use crate::identity::PATIENT;
use crate::segments::{Amount, Guide, Newline, Segments, seg};

/// Faults that a clearinghouse refuses claims for, and the status that says so (STC01).
const REFUSALS: [(&str, &str); 5] = [
    ("NPI-01", "A7:562:82"),
    ("NPI-02", "A6:562:82"),
    ("POS-S01", "A7:249"),
    ("POS-S02", "A7:249"),
    ("CTX-08", "A7:178"),
];

/// What became of the claims of a part at the door.
#[derive(Debug)]
pub(super) struct Door<'w> {
    /// CLP07 of the first payment, by CLM01. What was paid was let in.
    paid: BTreeMap<&'w str, &'w str>,
    /// The status of what was refused, by CLM01.
    refused: BTreeMap<&'w str, &'static str>,
}

impl<'w> Door<'w> {
    pub(super) fn new(payments: &'w [Payment], findings: &'w [ExpectedFinding]) -> Door<'w> {
        let mut paid = BTreeMap::new();
        for payment in payments {
            paid.entry(payment.sent_as.as_str())
                .or_insert(payment.payer_claim.as_str());
        }
        let refused = findings.iter().filter_map(|finding| {
            let (_, status) = REFUSALS.iter().find(|(rule, _)| *rule == finding.rule)?;
            let claim = finding.claim.as_str();
            (!paid.contains_key(claim)).then_some((claim, *status))
        });
        Door {
            refused: refused.collect(),
            paid,
        }
    }

    fn refuses(&self, claim: &Claim) -> Option<&'static str> {
        self.refused.get(claim.id.as_str()).copied()
    }
}

/// A file for each 837 file of the part, by the same name; their interchanges have the numbers after `control`.
pub(super) fn files(
    claims: &[Claim],
    door: &Door<'_>,
    part: u32,
    mut control: u64,
) -> Vec<(String, Vec<u8>)> {
    let sorted = sorted(claims);
    let files = sorted.chunk_by(|a, b| file_key(a) == file_key(b));
    files
        .filter_map(|file| {
            let mut s = Segments::new(Newline::Lf);
            for of_day in file.chunk_by(|a, b| a.sent_on() == b.sent_on()) {
                control += 1;
                let day = of_day.first()?.sent_on() + Days::new(1);
                let guide = Guide::Acknowledgement;
                s.open(guide, "TESTCLEAR", "TESTSUBMIT", day, control);
                for set in of_day.chunks(SET) {
                    write_set(&mut s, set, door, day, control);
                }
                s.close();
            }
            let name = file_name(file.first()?, part);
            Some((name.replacen("837", "277ca-", 1), s.out))
        })
        .collect()
}

/// Claims let in and refused, with their charges.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    accepted: (u64, i64),
    refused: (u64, i64),
}

impl Sums {
    fn of(claims: &[&Claim], door: &Door<'_>) -> Sums {
        claims.iter().fold(Sums::default(), |mut sums, claim| {
            let side = match door.refuses(claim) {
                Some(_) => &mut sums.refused,
                None => &mut sums.accepted,
            };
            side.0 += 1;
            side.1 += claim.charge() + claim.surplus;
            sums
        })
    }

    fn charge(self) -> i64 {
        self.accepted.1 + self.refused.1
    }

    /// QTY and AMT, by the qualifiers of the quantities.
    fn write(self, s: &mut Segments, accepted: &str, refused: &str) {
        let sides = [
            (self.accepted, accepted, "YU"),
            (self.refused, refused, "YY"),
        ];
        let sides = sides.iter().filter(|((count, _), ..)| *count > 0);
        for ((count, _), quantity, _) in sides.clone() {
            seg!(s, "QTY*", quantity, "*", count);
        }
        for ((_, charge), _, amount) in sides {
            seg!(s, "AMT*", amount, "*", Amount(*charge));
        }
    }
}

fn write_set(s: &mut Segments, set: &[&Claim], door: &Door<'_>, day: NaiveDate, control: u64) {
    s.begin_set(Guide::Acknowledgement);
    let answered = reference(s.sets, control);
    seg!(s, "BHT*0085*08*A", answered, "*", day, "*0930*TH");
    seg!(s, "HL*1**20*1");
    seg!(s, "NM1*AY*2*TEST CLEARINGHOUSE*****46*TESTCLEAR");
    seg!(s, "TRN*1*A", answered);
    for qualifier in ["050", "009"] {
        seg!(s, "DTP*", qualifier, "*D8*", day);
    }
    seg!(s, "HL*2*1*21*1");
    seg!(s, "NM1*41*2*TEST SUBMITTER*****46*TESTSUBMIT");
    seg!(s, "TRN*2*", answered);
    let sums = Sums::of(set, door);
    seg!(s, "STC*A1:19:AY*", day, "*WQ*", Amount(sums.charge()));
    sums.write(s, "90", "AA");
    let mut level = 2u64;
    for practice in set.chunk_by(|a, b| billing_key(a) == billing_key(b)) {
        level += 1;
        let above = level;
        let Some(first) = practice.first() else {
            continue;
        };
        seg!(s, "HL*", above, "*2*19*1");
        let billing = &first.billing;
        let (entity, name) = match &billing.person {
            Some(person) => ("1*", format!("{}*{}", person.last, person.first)),
            None => ("2*", format!("{}*", billing.site.name)),
        };
        let (qualifier, id) = match billing.site.npi.as_str() {
            "" => ("FI*", billing.tin.as_str()),
            npi => ("XX*", npi),
        };
        seg!(s, "NM1*85*", entity, name, "****", qualifier, id);
        seg!(s, "TRN*1*0");
        let sums = Sums::of(practice, door);
        seg!(s, "STC*A1:19:AY**WQ*", Amount(sums.charge()));
        sums.write(s, "QA", "QC");
        for claim in practice {
            level += 1;
            write_claim(s, claim, door, day, (level, above));
        }
    }
    s.end_set();
}

fn write_claim(
    s: &mut Segments,
    claim: &Claim,
    door: &Door<'_>,
    day: NaiveDate,
    (own, above): (u64, u64),
) {
    seg!(s, "HL*", own, "*", above, "*PT");
    let (patient, member) = (claim.patient, &claim.member);
    seg!(s, "NM1*QC*1*", PATIENT, "*", patient, "****MI*", member);
    seg!(s, "TRN*2*", claim.id);
    let charge = Amount(claim.charge() + claim.surplus);
    match door.refuses(claim) {
        Some(status) => seg!(s, "STC*", status, "*", day, "*U*", charge),
        None => seg!(s, "STC*A2:20:PR*", day, "*WQ*", charge),
    }
    if let Some(number) = door.paid.get(claim.id.as_str()) {
        seg!(s, "REF*1K*", number);
    }
    seg!(s, "REF*D9*CH", claim.id);
    let (from, to) = (claim.first_day(), claim.last_day());
    if from == to {
        seg!(s, "DTP*472*D8*", from);
    } else {
        seg!(s, "DTP*472*RD8*", from, "-", to);
    }
}
