//! Who takes part in a world, and the roster that tells of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::NaiveDate;

/// All of a world is in one state.
pub(super) const STATE: &str = "OH";

/// A place with an address, as 2010AA, 2310C and `locations.csv` tell it.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) location_id: &'static str,
    pub(super) npi: String,
    pub(super) name: String,
    pub(super) street: String,
    pub(super) state: &'static str,
    pub(super) zip: String,
}

/// One who renders services.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) npi: String,
    pub(super) last: String,
    pub(super) first: &'static str,
    pub(super) taxonomy: &'static str,
}

/// One who bills (2010AA).
#[derive(Clone, Debug)]
pub(super) struct Practice {
    /// A sole proprietor (NM102 = 1).
    pub(super) person: Option<Person>,
    pub(super) site: Site,
    pub(super) tin: String,
    /// REF01 and `tin_kind`: an SSN (SY) instead of an EIN (EI).
    pub(super) by_ssn: bool,
    pub(super) taxonomy: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Payer {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    /// An id that stands for it in 2010BB.
    pub(super) alias: &'static str,
    /// CLP06 and SBR09.
    pub(super) filing: &'static str,
    pub(super) ein: &'static str,
}

pub(super) const COMMERCIAL: Payer = Payer {
    id: "90001",
    name: "INVENTED COMMERCIAL PLAN",
    class: "commercial",
    alias: "ICP77",
    filing: "12",
    ein: "895000001",
};
pub(super) const SECOND: Payer = Payer {
    id: "90002",
    name: "INVENTED MUTUAL PLAN",
    class: "commercial",
    alias: "IMP88",
    filing: "12",
    ein: "895000002",
};
pub(super) const MEDICARE: Payer = Payer {
    id: "90003",
    name: "INVENTED MEDICARE CONTRACTOR",
    class: "medicare",
    alias: "IMC99",
    filing: "MB",
    ein: "895000003",
};
pub(super) const MEDICAID: Payer = Payer {
    id: "90004",
    name: "INVENTED STATE MEDICAID",
    class: "medicaid",
    alias: "ISM66",
    filing: "MC",
    ein: "895000004",
};
pub(super) const ADVANTAGE: Payer = Payer {
    id: "90005",
    name: "INVENTED ADVANTAGE PLAN",
    class: "medicare_advantage",
    alias: "IAP55",
    filing: "16",
    ein: "895000005",
};
/// In `payers.csv`, but no enrollment names it yet.
pub(super) const NEW: Payer = Payer {
    id: "90006",
    name: "INVENTED NEW PLAN",
    class: "commercial",
    alias: "INP44",
    filing: "12",
    ein: "895000006",
};
/// In no file of the roster.
pub(super) const UNLISTED: Payer = Payer {
    id: "97777",
    name: "UNLISTED PLAN",
    class: "commercial",
    alias: "97777",
    filing: "12",
    ein: "895000077",
};

/// Wants authorizations, referrals, taxonomies, persons and telehealth approvals: see [`profile`].
pub(super) const STRICT: Payer = Payer {
    id: "90007",
    name: "INVENTED STRICT PLAN",
    class: "commercial",
    alias: "ITP33",
    filing: "12",
    ein: "895000007",
};
/// Wants telehealth at the place of a visit in person, and authorizes within ninety days after the service: see
/// [`profile`].
pub(super) const IN_PERSON: Payer = Payer {
    id: "90008",
    name: "INVENTED IN PERSON PLAN",
    class: "commercial",
    alias: "IPP22",
    filing: "12",
    ein: "895000008",
};
/// A plan of the state's Medicaid.
pub(super) const MANAGED: Payer = Payer {
    id: "90009",
    name: "INVENTED MEDICAID PLAN",
    class: "medicaid_mco",
    alias: "IMM11",
    filing: "MC",
    ein: "895000009",
};

pub(super) const LISTED: [Payer; 9] = [
    COMMERCIAL, SECOND, MEDICARE, MEDICAID, ADVANTAGE, NEW, STRICT, IN_PERSON, MANAGED,
];
/// How long payers take what comes after a denial: days after the answer for appeals and corrected claims, days after the
/// service for claims at all, and for authorizations after the fact. Invented, in the range of what such payers give: plans of
/// the state a year, others less. Medicare's own terms need not be told, [`NEW`] tells none, and neither has [`STRICT`] for late
/// requests.
const DEADLINES: [(Payer, [u16; 4]); 7] = [
    (COMMERCIAL, [180, 180, 180, 14]),
    (SECOND, [90, 120, 90, 0]),
    (MEDICAID, [60, 365, 365, 30]),
    (ADVANTAGE, [120, 365, 365, 0]),
    (STRICT, [60, 90, 90, 0]),
    (IN_PERSON, [180, 180, 180, 90]),
    (MANAGED, [60, 180, 180, 10]),
];

pub(super) const WITH_ENROLLMENTS: [Payer; 5] = [COMMERCIAL, SECOND, MEDICARE, MEDICAID, ADVANTAGE];

/// A row of `enrollments.csv`.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) provider: String,
    pub(super) payer: &'static str,
    pub(super) group: String,
    pub(super) tin: String,
    pub(super) tin_kind: &'static str,
    pub(super) location: &'static str,
    pub(super) plan: &'static str,
    pub(super) taxonomy: &'static str,
    pub(super) status: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) billing_from: &'static str,
    pub(super) participation: &'static str,
    pub(super) approved_pos: &'static str,
    pub(super) allow: &'static str,
    pub(super) deny: &'static str,
    pub(super) verified_on: &'static str,
    /// From when, and until when, the roster said so.
    pub(super) recorded: [Option<NaiveDate>; 2],
}

impl Row {
    /// Approved and open since 2015, for a person at a practice, at any location.
    pub(super) fn new(person: &Person, payer: Payer, practice: &Practice) -> Row {
        let alone = practice.person.is_some();
        Row {
            provider: person.npi.clone(),
            payer: payer.id,
            group: if alone {
                String::new()
            } else {
                practice.site.npi.clone()
            },
            tin: if practice.by_ssn {
                practice.tin[5..].to_owned()
            } else {
                practice.tin.clone()
            },
            tin_kind: if practice.by_ssn { "SSN" } else { "EIN" },
            location: "",
            plan: "",
            taxonomy: person.taxonomy,
            status: "approved",
            from: "2015-01-01",
            to: "",
            billing_from: "",
            participation: "par",
            approved_pos: "",
            allow: "",
            deny: "",
            verified_on: "",
            recorded: [None, None],
        }
    }

    /// The enrollment of a practice itself.
    pub(super) fn own(payer: Payer, practice: &Practice) -> Row {
        let nobody = Person {
            npi: String::new(),
            last: String::new(),
            first: "",
            taxonomy: "",
        };
        Row::new(&nobody, payer, practice)
    }

    pub(super) fn from(mut self, date: &'static str) -> Row {
        self.from = date;
        self
    }

    pub(super) fn terminated(mut self, date: &'static str) -> Row {
        self.status = "terminated";
        self.to = date;
        self
    }
}

/// A row of `credentials.csv`.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub(super) npi: String,
    pub(super) kind: &'static str,
    pub(super) payer: &'static str,
    pub(super) number: String,
    pub(super) state: &'static str,
    pub(super) issued: &'static str,
    pub(super) expires: &'static str,
}

impl Credential {
    /// Of a kind, until a day, held since 2010.
    pub(super) fn until(npi: &str, kind: &'static str, expires: &'static str) -> Credential {
        Credential {
            npi: npi.to_owned(),
            kind,
            payer: "",
            number: String::new(),
            state: "",
            issued: "2010-01-01",
            expires,
        }
    }
}

/// What speaks against a provider in `providers.csv`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    pub(super) deactivated_on: &'static str,
    pub(super) reactivated_on: &'static str,
    pub(super) replaced_by: &'static str,
    pub(super) opted_out_from: &'static str,
    pub(super) opted_out_to: &'static str,
    pub(super) excluded_from: &'static str,
    pub(super) excluded_to: &'static str,
    pub(super) order_refer: &'static str,
}

/// A row of `locations.csv`.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) site: Site,
    /// `facility_type`.
    pub(super) kind: &'static str,
    pub(super) tin: String,
    pub(super) approved_pos: &'static str,
}

/// A row of `authorizations.csv`.
#[derive(Clone, Debug)]
pub(super) struct Authorization {
    pub(super) number: String,
    pub(super) member: String,
    pub(super) provider: String,
    pub(super) procedures: &'static str,
    pub(super) units: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) pos: &'static str,
}

/// A fee schedule: tests with two parts, services incident to a physician's, and surgery that is for facilities alone.
const FEES: &str = "code,modifier,facility,non_facility,pctc,na_indicator
71046,,30.00,30.00,1,
71046,26,10.00,10.00,1,
93306,,200.00,200.00,1,
93306,26,70.00,70.00,1,
73030,,30.00,30.00,1,
73030,26,9.00,9.00,1,
96365,,,70.00,5,
96372,,,15.00,5,
96413,,,140.00,5,
J1100,,,1.00,5,
J1030,,,5.00,5,
47562,,650.00,,0,NA
27447,,1300.00,,0,NA
";

/// Procedures that may be done by telehealth.
const TELEHEALTH: &str = r#""99202", "99203", "99204", "99205", "99212", "99213", "99214", "99215", "90834", "90837", "98966", "98967", "98968", "99441", "99442", "99443""#;

/// What becomes the roster folder.
#[derive(Debug, Default)]
pub(super) struct Roster {
    pub(super) rows: Vec<Row>,
    pub(super) people: Vec<Person>,
    pub(super) organizations: Vec<(Site, &'static str)>,
    /// By NPI.
    pub(super) standings: BTreeMap<String, Standing>,
    pub(super) locations: Vec<Location>,
    /// Of [`STRICT`].
    pub(super) authorizations: Vec<Authorization>,
    /// Members who have elected hospice.
    pub(super) hospice: Vec<String>,
    /// Members in a Part A stay of a nursing facility.
    pub(super) part_a_stays: Vec<String>,
    pub(super) credentials: Vec<Credential>,
    /// Practices and payers for which the roster claims to be complete.
    pub(super) complete: Vec<(Practice, Payer)>,
}

impl Roster {
    /// The files as (name, text).
    fn files(&self) -> Vec<(String, String)> {
        [
            ("enrollments.csv", self.enrollments()),
            ("providers.csv", self.providers()),
            ("locations.csv", self.locations()),
            ("payers.csv", payers()),
            ("coverage.csv", self.coverage()),
            ("credentials.csv", self.credentials()),
            ("authorizations.csv", self.authorizations()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .into()
    }

    /// The files with what has come since they were taken last; what they told is forgotten.
    pub(super) fn take_files(&mut self, is_first: bool) -> Vec<(String, String)> {
        let mut files = self.files();
        if !is_first {
            for (name, text) in &mut files {
                if name == "payers.csv" {
                    text.truncate(text.find('\n').map_or(0, |end| end + 1));
                }
            }
        }
        *self = Roster {
            hospice: std::mem::take(&mut self.hospice),
            ..Roster::default()
        };
        files
    }

    /// Forgets everybody else in `providers.csv`, with the rows and credentials.
    pub(super) fn forget_people_but(&mut self, named: &BTreeSet<&str>) {
        let mut gone = BTreeSet::new();
        self.people.retain(|person| {
            let stays = named.contains(person.npi.as_str());
            if !stays {
                gone.insert(person.npi.clone());
            }
            stays
        });
        self.rows.retain(|row| !gone.contains(&row.provider));
        self.credentials
            .retain(|credential| !gone.contains(&credential.npi));
    }

    fn enrollments(&self) -> String {
        let mut csv = String::from(
            "provider_npi,payer_id,group_npi,tin,tin_kind,location_id,plan,taxonomy,status,\
             effective_from,effective_to,billing_effective_from,participation,approved_pos,\
             scope_allow,scope_deny,verified_on,recorded_from,recorded_to\n",
        );
        for row in &self.rows {
            let recorded = row.recorded.map(|day| day.map(|day| day.to_string()));
            let [recorded_from, recorded_to] = recorded.map(Option::unwrap_or_default);
            let cells = [
                &row.provider,
                row.payer,
                &row.group,
                &row.tin,
                row.tin_kind,
                row.location,
                row.plan,
                row.taxonomy,
                row.status,
                row.from,
                row.to,
                row.billing_from,
                row.participation,
                row.approved_pos,
                row.allow,
                row.deny,
                row.verified_on,
                &recorded_from,
                &recorded_to,
            ];
            csv.push_str(&cells.join(","));
            csv.push('\n');
        }
        csv
    }

    fn providers(&self) -> String {
        let mut csv = String::from(
            "npi,entity_type,last_or_organization_name,first_name,taxonomies,npi_deactivated_on,\
             npi_reactivated_on,opted_out_from,opted_out_to,excluded_from,excluded_to,order_refer,replaced_by\n",
        );
        for person in &self.people {
            let Person {
                npi,
                last,
                first,
                taxonomy,
            } = person;
            let standing = self.standings.get(npi).copied().unwrap_or_default();
            let cells = [
                standing.deactivated_on,
                standing.reactivated_on,
                standing.opted_out_from,
                standing.opted_out_to,
                standing.excluded_from,
                standing.excluded_to,
                standing.order_refer,
                standing.replaced_by,
            ];
            let cells = cells.join(",");
            let _ = writeln!(csv, "{npi},1,{last},{first},{taxonomy},{cells}");
        }
        for (site, taxonomy) in &self.organizations {
            let _ = writeln!(csv, "{},2,{},,{taxonomy},,,,,,,,", site.npi, site.name);
        }
        csv
    }

    fn locations(&self) -> String {
        let mut csv = String::from(
            "location_id,npi,name,facility_type,address_1,city,state,zip,tin,approved_pos\n",
        );
        for location in &self.locations {
            let Location {
                site,
                kind,
                tin,
                approved_pos,
            } = location;
            let _ = writeln!(
                csv,
                "{},{},{},{kind},{},SAMPLETON,{},{},{tin},{approved_pos}",
                site.location_id, site.npi, site.name, site.street, site.state, site.zip
            );
        }
        csv
    }

    fn authorizations(&self) -> String {
        let mut csv = String::from(
            "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\n",
        );
        for authorization in &self.authorizations {
            let Authorization {
                number,
                member,
                provider,
                procedures,
                units,
                from,
                to,
                pos,
            } = authorization;
            let payer = STRICT.id;
            let _ = writeln!(
                csv,
                "{number},{payer},{member},{provider},{procedures},{units},{from},{to},{pos}"
            );
        }
        csv
    }

    fn coverage(&self) -> String {
        let mut csv = String::from("group_npi,tin,payer_id,complete,as_of\n");
        for (practice, payer) in &self.complete {
            let _ = writeln!(
                csv,
                "{},{},{},yes,2025-07-01",
                practice.site.npi, practice.tin, payer.id
            );
        }
        csv
    }

    fn credentials(&self) -> String {
        let mut csv = String::from("provider_npi,kind,payer_id,number,state,issued,expires\n");
        for credential in &self.credentials {
            let Credential {
                npi,
                kind,
                payer,
                number,
                state,
                issued,
                expires,
            } = credential;
            let _ = writeln!(
                csv,
                "{npi},{kind},{payer},{number},{state},{issued},{expires}"
            );
        }
        csv
    }

    /// What the practice sets for itself, as a `remedi.toml`.
    pub(super) fn profile(&self) -> String {
        let words = |members: &[String]| {
            let words: Vec<_> = members.iter().map(|one| format!("\"{one}\"")).collect();
            words.join(", ")
        };
        let mut profile = String::new();
        for (payer, [appeal, corrected, filing, late]) in DEADLINES {
            let _ = writeln!(
                profile,
                "[payers.\"{}\"]\nappeal_days = {appeal}\ncorrected_claim_days = {corrected}\n\
                 timely_filing_days = {filing}",
                payer.id
            );
            if late > 0 {
                let _ = writeln!(profile, "retro_authorization_days = {late}");
            }
            profile.push_str(demands(payer));
        }
        let _ = write!(
            profile,
            "[lists]\ntelehealth = [{TELEHEALTH}]\ninpatient_only = [\"33533\"]\nhospice = [{}]\n\
             part_a_stay = [{}]\ndiagnosis_places = {{ csv = \"diagnosis,pos\\nO80*,21 25\\n\" }}\n\
             [fee_schedule]\ncsv = '''\n{FEES}'''\n",
            words(&self.hospice),
            words(&self.part_a_stays),
        );
        profile
    }
}

/// What a payer asks of claims, as lines of its part of the profile.
fn demands(payer: Payer) -> &'static str {
    match payer {
        STRICT => {
            "taxonomy_required = true\nperson_rendering = true\nmax_data_age_days = 180\none_pos_per_claim = true\n\
             terms = { telehealth = \"explicit\" }\nauthorization = [{ procedure = \"70450-70498\" }]\n\
             referral = [{ procedure = \"99242-99245\" }]\n"
        }
        IN_PERSON => {
            "telehealth_place = \"in_person\"\nauthorization = [{ procedure = \"70450-70498\" }]\n"
        }
        _ => "",
    }
}

fn payers() -> String {
    let mut csv = String::from("payer_id,name,class,state,aliases\n");
    for payer in LISTED {
        let is_of_state = payer.class.starts_with("medicaid");
        let state = if is_of_state { STATE } else { "" };
        let _ = writeln!(
            csv,
            "{},{},{},{state},{}|1{}",
            payer.id, payer.name, payer.class, payer.alias, payer.ein
        );
    }
    csv
}
