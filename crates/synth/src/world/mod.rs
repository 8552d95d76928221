//! A linked set: claims, the roster they are judged by, the payments that answer
//! them, and what is true of all three.
//!
//! The truth is written down by the scenario that makes a claim, from the published
//! contracts alone; no rule or roster code takes part.

mod acknowledgement_file;
mod builder;
mod claim;
mod claim_file;
mod clean;
mod denials;
mod faults;
mod folder;
mod noise;
mod ordinary;
mod parts;
mod payment;
mod remittance_file;
mod roster;
mod truth;

use std::io;
use std::path::Path;

use builder::Builder;
pub use folder::WorldFolder;
pub use parts::{WorldOptions, WorldParts, WorldSize};
pub use truth::{
    ExpectedDenial, ExpectedFinding, ExpectedPayment, ExpectedTakeback, PlantedPattern,
};

/// The rules of which [`World::findings`] holds every finding. Other rules may speak too.
pub const RULES: [&str; 127] = [
    "POS-S01", "POS-S02", "POS-S03", "POS-S06", "POS-S07", "POS-S09", "POS-S10", "POS-S11",
    "POS-S12", "POS-S13", "LOC-01", "LOC-02", "LOC-03", "LOC-04", "LOC-05", "LOC-06", "LOC-07",
    "LOC-08", "LOC-09", "LOC-10", "LOC-11", "LOC-12", "LOC-13", "LOC-14", "LOC-15", "LOC-16",
    "LOC-17", "LOC-19", "PX-01", "PX-02", "PX-03", "PX-04", "PX-05", "PX-06", "PX-07", "PX-08",
    "PX-09", "PX-10", "PX-11", "PX-12", "PX-13", "PX-14", "PX-15", "PX-16", "PX-17", "PX-18",
    "PX-19", "PX-20", "PX-21", "PX-22", "PX-23", "PX-24", "PX-25", "PX-26", "PX-27", "PX-28",
    "PX-29", "PX-30", "PX-31", "PX-32", "PX-33", "PX-34", "PX-35", "TH-01", "TH-02", "TH-04",
    "TH-05", "TH-06", "TH-07", "TH-08", "TH-09", "TH-10", "TH-11", "TH-12", "TH-15", "TH-16",
    "TH-18", "CTX-01", "CTX-02", "CTX-03", "CTX-04", "CTX-05", "CTX-06", "CTX-07", "CTX-08",
    "NPI-01", "NPI-02", "NPI-03", "NPI-04", "ENR-02", "ENR-03", "ENR-04", "ENR-05", "ENR-06",
    "ENR-07", "ENR-08", "ENR-09", "ENR-10", "ENR-11", "ENR-12", "ENR-13", "ENR-14", "ENR-15",
    "ENR-16", "ENR-17", "ENR-18", "ENR-19", "ENR-20", "ENR-21", "ENR-22", "ENR-23", "ENR-24",
    "ENR-25", "ENR-27", "ENR-28", "ENR-29", "ENR-31", "AUTH-01", "AUTH-02", "AUTH-03", "AUTH-04",
    "AUTH-05", "AUTH-06", "AUTH-07", "AUTH-08", "AUTH-09", "AUTH-10",
];

/// Claims, payments and roster that belong together, and the truth about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// 837 files as (name, bytes).
    pub claims: Vec<(String, Vec<u8>)>,
    /// 277CA files as (name, bytes): `277ca-p-2024.edi` answers `837p-2024.edi`.
    pub acks: Vec<(String, Vec<u8>)>,
    /// 835 files as (name, bytes).
    pub remits: Vec<(String, Vec<u8>)>,
    /// The files of the roster folder as (name, text).
    pub roster: Vec<(String, String)>,
    /// What the practice sets for itself: a `remedi.toml`.
    pub profile: String,
    /// Every `fail` finding of the rules covered.
    pub findings: Vec<ExpectedFinding>,
    /// Claims (CLM01) that must have no finding of verdict `fail` and none at error severity.
    /// What stands before the `-` names the scenario: `NEWHIRE`, `TELE2020`, `SOLESSN`.
    pub clean: Vec<String>,
    /// Every denied adjustment of the payments. The negated adjustments of a reversal are none.
    pub denials: Vec<ExpectedDenial>,
    /// Every claim payment.
    pub payments: Vec<ExpectedPayment>,
    /// Money that was taken back outside of claims.
    pub takebacks: Vec<ExpectedTakeback>,
    /// What payers deny far more often than other things, where it hit a claim; in the parts of a world, of all parts so far.
    pub patterns: Vec<PlantedPattern>,
}

/// One round of all there is.
fn every_scenario(builder: &mut Builder) {
    faults::add(builder);
    clean::add(builder);
    denials::add(builder);
}

impl World {
    /// The acceptance set of a seed: some thousands of professional claims, some institutional and
    /// dental ones, their payments and one roster.
    ///
    /// ```
    /// let world = remedi_synth::World::linked(1);
    /// assert!(world.findings.iter().any(|finding| finding.rule == "ENR-04"));
    /// assert_eq!(world, remedi_synth::World::linked(1));
    /// ```
    pub fn linked(seed: u64) -> World {
        let mut builder = Builder::new(seed);
        every_scenario(&mut builder);
        for _ in 0..150 {
            clean::ordinary(&mut builder);
        }
        builder.finish()
    }

    /// A world of just so many claims: every scenario again and again until half of them are made, and
    /// ordinary claims. It has every scenario at least once, whatever the number.
    pub fn sized(seed: u64, claims: usize) -> World {
        let mut builder = Builder::new(seed);
        every_scenario(&mut builder);
        while builder.claims() < claims / 2 {
            every_scenario(&mut builder);
        }
        while builder.claims() < claims {
            clean::ordinary(&mut builder);
        }
        builder.finish()
    }

    /// Writes the world to `dir`, as [`WorldFolder`] lays it out.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        WorldFolder::create(dir)?.add(self)
    }
}
