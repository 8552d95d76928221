//! The enrollment roster that belongs to a batch.

use std::fmt::Write;

use super::Cast;
use super::population::{Population, STATE, Site};
use crate::identity::ein;

/// How large a roster is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterOptions {
    /// The cast of the batch it belongs to.
    pub cast: Cast,
    /// Rows of `enrollments.csv`; rows of practices that send no claims fill it up. There are
    /// more when the cast needs more.
    pub rows: usize,
}

impl Default for RosterOptions {
    /// A thousand rows for the default cast.
    fn default() -> RosterOptions {
        RosterOptions {
            cast: Cast::default(),
            rows: 1_000,
        }
    }
}

/// The files of a roster folder as (name, text).
///
/// Every provider of the cast is enrolled with every payer from 2020 on, but for one a practice
/// whose enrollments ended with 2024.
pub fn roster(options: &RosterOptions) -> Vec<(String, String)> {
    let mut population = Population::new(&options.cast);
    let mut enrollments = String::from(
        "provider_npi,payer_id,group_npi,tin,tin_kind,location_id,taxonomy,status,effective_from,\
         effective_to,participation\n",
    );
    let mut rows = 0;
    for practice in &population.practices {
        for index in practice.staff.start..=practice.departed {
            let provider = &population.providers[index];
            let (status, to) = if index == practice.departed {
                ("terminated", "2024-12-31")
            } else {
                ("approved", "")
            };
            for payer in &population.payers {
                let _ = writeln!(
                    enrollments,
                    "{},{},{},{},EIN,{},{},{status},2020-01-01,{to},par",
                    provider.npi,
                    payer.id,
                    practice.office.npi,
                    practice.tin,
                    practice.office.location_id,
                    provider.taxonomy,
                );
                rows += 1;
            }
        }
    }
    let mut stranger = String::new();
    let mut stranger_group = String::new();
    for filler in 0..options.rows.saturating_sub(rows) {
        let payers = population.payers.len();
        if filler % payers == 0 {
            stranger = population.npis.draw();
        }
        if filler % (payers * 10) == 0 {
            stranger_group = population.npis.draw();
        }
        let _ = writeln!(
            enrollments,
            "{stranger},{},{stranger_group},{},EIN,,207Q00000X,approved,{}-01-01,,par",
            population.payers[filler % payers].id,
            ein(6_000_000 + (filler / (payers * 10)) as u32),
            2015 + filler % 10,
        );
    }
    vec![
        ("enrollments.csv".to_owned(), enrollments),
        ("providers.csv".to_owned(), providers(&population)),
        ("locations.csv".to_owned(), locations(&population)),
        ("payers.csv".to_owned(), payers(&population)),
        ("credentials.csv".to_owned(), licenses(&population)),
    ]
}

fn providers(population: &Population) -> String {
    let mut csv = String::from("npi,entity_type,last_or_organization_name,first_name,taxonomies\n");
    for provider in &population.providers {
        let _ = writeln!(
            csv,
            "{},1,{},{},{}",
            provider.npi, provider.last, provider.first, provider.taxonomy
        );
    }
    for practice in &population.practices {
        let (office, hospital) = (&practice.office, &practice.hospital);
        let _ = writeln!(csv, "{},2,{},,193200000X", office.npi, office.name);
        let _ = writeln!(csv, "{},2,{},,282N00000X", hospital.npi, hospital.name);
    }
    csv
}

fn locations(population: &Population) -> String {
    let mut csv = String::from("location_id,npi,name,facility_type,address_1,city,state,zip,tin\n");
    let mut row = |id: &str, site: &Site, kind: &str, tin: &str| {
        let _ = writeln!(
            csv,
            "{id},{},{},{kind},{},{},{STATE},{},{tin}",
            site.npi, site.name, site.street, site.city, site.zip
        );
    };
    for practice in &population.practices {
        row(
            &practice.office.location_id,
            &practice.office,
            "office",
            &practice.tin,
        );
        // One NPI for all of a hospital; the place of service chooses among its rows.
        let hospital = &practice.hospital;
        for (suffix, kind) in [
            ("", "hospital"),
            ("-OP", "hospital_outpatient_on_campus"),
            ("-ED", "emergency_department"),
        ] {
            row(
                &format!("{}{suffix}", hospital.location_id),
                hospital,
                kind,
                "",
            );
        }
    }
    csv
}

fn payers(population: &Population) -> String {
    let mut csv = String::from("payer_id,name,class,state,aliases\n");
    for payer in &population.payers {
        let _ = writeln!(
            csv,
            "{},{},commercial,,1{}",
            payer.id, payer.name, payer.ein
        );
    }
    csv
}

fn licenses(population: &Population) -> String {
    let mut csv = String::from("provider_npi,kind,number,state,issued,expires\n");
    for (provider, number) in population.providers.iter().zip(1..) {
        let _ = writeln!(
            csv,
            "{},license,TL{number:06},{STATE},2015-01-01,2035-12-31",
            provider.npi
        );
    }
    csv
}
