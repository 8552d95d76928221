//! A professional claim file (837P, 005010X222A1).

use std::io;

use chrono::NaiveDate;

use super::claims::{Claim, Fault};
use super::population::{Population, STATE, Site};
use super::{BatchOptions, BatchSize, BatchTotals};
use crate::identity::{PATIENT, WORDS};
use crate::segments::{Amount, Guide, Padded, Segments, seg};

/// The day the claims are sent.
const SENT: NaiveDate = match NaiveDate::from_ymd_opt(2025, 7, 15) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Buffered bytes before they are handed on.
const FLUSH: usize = 1 << 18;

/// Writes one interchange of professional claims.
///
/// Lines without an injected fault are clean under the [`roster`](super::roster) of the same cast.
///
/// # Errors
/// What `out` reports.
pub fn professional_batch(
    options: &BatchOptions,
    out: &mut impl io::Write,
) -> io::Result<BatchTotals> {
    let population = Population::new(&options.cast);
    let faults = options.faults_in_million();
    let mut totals = BatchTotals::default();
    let mut file = File {
        population: &population,
        segments: Segments::new(options.newline),
        level: 0,
        practice: None,
    };
    file.segments
        .open(Guide::Professional, "TESTSUBMIT", "TESTCLEAR", SENT, 1);
    let mut left_in_set = 0;
    while !options.reached(totals.claims, totals.bytes + file.segments.out.len() as u64) {
        if left_in_set == 0 {
            if totals.claims > 0 {
                file.segments.end_set();
            }
            file.begin_set();
            left_in_set = options
                .claims_per_set
                .map_or(u64::MAX, |claims| u64::from(claims.max(1)));
        }
        left_in_set -= 1;
        let claim = population.claim(totals.claims, faults);
        file.claim(&claim);
        totals.claims += 1;
        totals.lines += claim.lines().len() as u64;
        totals.marked_lines += claim
            .lines()
            .iter()
            .filter(|line| line.fault.is_some())
            .count() as u64;
        totals.charged_cents += claim.total;
        if file.segments.out.len() >= FLUSH {
            totals.flush(&mut file.segments, out)?;
        }
    }
    file.segments.end_set();
    file.segments.close();
    totals.flush(&mut file.segments, out)?;
    Ok(totals)
}

impl BatchOptions {
    pub(super) fn faults_in_million(&self) -> u32 {
        (self.fault_share.clamp(0.0, 1.0) * 1e6).round() as u32
    }

    /// Whether so many claims and bytes are enough.
    pub(super) fn reached(&self, claims: u64, bytes: u64) -> bool {
        match self.size {
            BatchSize::Claims(wanted) => claims >= wanted.max(1),
            BatchSize::Bytes(wanted) => claims > 0 && bytes >= wanted,
        }
    }
}

impl BatchTotals {
    /// Hands the buffered segments on and takes over their counts.
    pub(super) fn flush(
        &mut self,
        segments: &mut Segments,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        out.write_all(&segments.out)?;
        self.bytes += segments.out.len() as u64;
        self.sets = segments.sets;
        self.segments = segments.segments;
        segments.out.clear();
        Ok(())
    }
}

struct File<'a> {
    population: &'a Population,
    segments: Segments,
    /// The last HL01 of the set.
    level: u64,
    /// The practice whose 2000A is open, with its HL01.
    practice: Option<(usize, u64)>,
}

impl File<'_> {
    fn begin_set(&mut self) {
        self.level = 0;
        self.practice = None;
        let s = &mut self.segments;
        s.begin_set(Guide::Professional);
        let number = s.sets;
        seg!(s, "BHT*0019*00*", number, "*", SENT, "*0930*CH");
        seg!(s, "NM1*41*2*TEST SUBMITTER*****46*TESTSUBMIT");
        seg!(s, "PER*IC*TEST CONTACT*TE*5555550100");
        seg!(s, "NM1*40*2*TEST CLEARINGHOUSE*****46*TESTCLEAR");
    }

    fn billing_level(&mut self, index: usize) -> u64 {
        if let Some((open, level)) = self.practice
            && open == index
        {
            return level;
        }
        self.level += 1;
        self.practice = Some((index, self.level));
        let practice = &self.population.practices[index];
        let s = &mut self.segments;
        seg!(s, "HL*", self.level, "**20*1");
        seg!(s, "PRV*BI*PXC*193200000X");
        seg!(
            s,
            "NM1*85*2*",
            practice.office.name,
            "*****XX*",
            practice.office.npi
        );
        address(s, &practice.office);
        seg!(s, "REF*EI*", practice.tin);
        self.level
    }

    fn claim(&mut self, claim: &Claim) {
        let parent = self.billing_level(claim.practice);
        let population = self.population;
        let payer = &population.payers[claim.payer];
        let member = Padded(claim.index + 1, 9);
        let first = WORDS[claim.name as usize];
        self.level += 1;
        let s = &mut self.segments;
        let rank = if claim.secondary { "S" } else { "P" };
        seg!(
            s,
            "HL*",
            self.level,
            "*",
            parent,
            "*22*",
            u32::from(claim.dependent)
        );
        seg!(
            s,
            "SBR*",
            rank,
            "*",
            if claim.dependent { "" } else { "18" },
            "*******12"
        );
        seg!(s, "NM1*IL*1*", PATIENT, "*", first, "****MI*M", member);
        if !claim.dependent {
            demographics(s, claim);
        }
        seg!(s, "NM1*PR*2*", payer.name, "*****PI*", payer.id);
        if claim.dependent {
            self.level += 1;
            seg!(s, "HL*", self.level, "*", self.level - 1, "*23*0");
            seg!(s, "PAT*19");
            seg!(
                s,
                "NM1*QC*1*",
                PATIENT,
                "*",
                WORDS[(claim.name as usize + 7) % WORDS.len()]
            );
            demographics(s, claim);
        }
        seg!(
            s,
            "CLM*B",
            member,
            "*",
            Amount(claim.total),
            "***",
            claim.setting.pos,
            ":B:1*Y*A*Y*Y"
        );
        if let Some(day) = claim.admitted {
            seg!(s, "DTP*435*D8*", day);
        }
        if claim.authorized {
            seg!(s, "REF*G1*AUTH", member);
        }
        seg!(s, "REF*D9*CH", member);
        seg!(
            s,
            "HI*ABK:",
            claim.diagnoses[0],
            "*ABF:",
            claim.diagnoses[1]
        );
        let provider = &population.providers[claim.provider];
        seg!(
            s,
            "NM1*82*1*",
            provider.last,
            "*",
            provider.first,
            "****XX*",
            provider.npi
        );
        seg!(s, "PRV*PE*PXC*", provider.taxonomy);
        if claim.setting.at_hospital {
            let hospital = &population.practices[claim.practice].hospital;
            seg!(s, "NM1*77*2*", hospital.name, "*****XX*", hospital.npi);
            address(s, hospital);
        }
        if claim.secondary {
            self.earlier_payer(claim);
        }
        self.lines(claim);
    }

    fn earlier_payer(&mut self, claim: &Claim) {
        let paid = claim
            .lines()
            .iter()
            .map(|line| line.primary_outcome().0)
            .sum();
        let payer = &self.population.payers[(claim.payer + 1) % self.population.payers.len()];
        let s = &mut self.segments;
        let member = Padded(claim.index + 1, 9);
        seg!(
            s,
            "SBR*P*",
            if claim.dependent { "19" } else { "18" },
            "*******12"
        );
        seg!(s, "AMT*D*", Amount(paid));
        seg!(s, "OI***Y***Y");
        seg!(
            s,
            "NM1*IL*1*",
            PATIENT,
            "*",
            WORDS[claim.name as usize],
            "****MI*P",
            member
        );
        seg!(s, "NM1*PR*2*", payer.name, "*****PI*", payer.id);
    }

    fn lines(&mut self, claim: &Claim) {
        let population = self.population;
        let earlier = &population.payers[(claim.payer + 1) % population.payers.len()];
        let departed = &population.providers[population.practices[claim.practice].departed];
        let s = &mut self.segments;
        for (line, number) in claim.lines().iter().zip(1u32..) {
            seg!(s, "LX*", number);
            let colon = if line.modifier.is_empty() { "" } else { ":" };
            let pos = match line.fault {
                Some(Fault::UnassignedPos) => "35",
                _ => "",
            };
            seg!(
                s,
                "SV1*HC:",
                line.code,
                colon,
                line.modifier,
                "*",
                Amount(line.charge),
                "*UN*1*",
                pos,
                "**1:2"
            );
            seg!(s, "DTP*472*D8*", line.date);
            seg!(s, "REF*6R*B", Padded(claim.index + 1, 9), "L", number);
            let rendering = match line.fault {
                Some(Fault::MistypedNpi) => {
                    let provider = &population.providers[claim.provider];
                    Some((provider, &provider.mistyped_npi))
                }
                Some(Fault::DepartedProvider) => Some((departed, &departed.npi)),
                _ => None,
            };
            if let Some((provider, npi)) = rendering {
                seg!(
                    s,
                    "NM1*82*1*",
                    provider.last,
                    "*",
                    provider.first,
                    "****XX*",
                    npi
                );
                seg!(s, "PRV*PE*PXC*", provider.taxonomy);
            }
            if claim.secondary {
                let (paid, off, share) = line.primary_outcome();
                seg!(
                    s,
                    "SVD*",
                    earlier.id,
                    "*",
                    Amount(paid),
                    "*HC:",
                    line.code,
                    colon,
                    line.modifier,
                    "**1"
                );
                seg!(s, "CAS*CO*45*", Amount(off));
                seg!(s, "CAS*PR*2*", Amount(share));
                seg!(s, "DTP*573*D8*", SENT);
            }
        }
    }
}

pub(super) fn address(s: &mut Segments, site: &Site) {
    seg!(s, "N3*", site.street);
    seg!(s, "N4*", site.city, "*", STATE, "*", site.zip);
}

fn demographics(s: &mut Segments, claim: &Claim) {
    seg!(s, "N3*", 100 + claim.index % 9_000, " INVENTED LN");
    seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
    seg!(
        s,
        "DMG*D8*19",
        Padded(30 + claim.index % 60, 2),
        "0",
        1 + claim.index % 9,
        "15*U"
    );
}
