//! Small remittances and claim files, made of the segments that a test is about.

use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::{Cutter, Money, in_order};
use remedi_enrollment::Roster;
use remedi_remit::{
    Action, Analysis, Asked, Denial, DenialsSummary, IdKey, Payers, Payments, SentClaims,
    read_acknowledgements, read_claims, read_claims_as_sent, read_claims_asked, read_payments_by,
};
use remedi_validate::{Checker, Options, Profile};

/// The NPIs of the practice, of its doctor, and of another doctor.
pub const PRACTICE: &str = "1234567893";
pub const DOCTOR: &str = "1245319599";

/// The inputs of an analysis.
#[derive(Clone, Default)]
pub struct Files {
    remits: Vec<String>,
    claims: Vec<String>,
    roster: Vec<(&'static str, String)>,
    batch_size: Option<usize>,
    is_sole_proprietor: bool,
    profile: String,
    acks: Vec<String>,
    is_kept: bool,
    is_judged_as_sent: bool,
}

/// Keeps a value until the end of the tests, so that what is told of it may be looked at behind it.
fn keep<T>(value: T) -> &'static mut T {
    Box::leak(Box::new(value))
}

/// An analysis of one remittance of that day.
pub fn remit(day: &str, payments: &str) -> Files {
    Files::default().remit(day, payments)
}

impl Files {
    /// With a remittance of that day that balances: its payment is the sum of CLP04.
    pub fn remit(self, day: &str, payments: &str) -> Files {
        let paid = payments
            .split('~')
            .filter(|segment| segment.starts_with("CLP*"));
        let paid: Money = paid
            .map(|clp| {
                Money::parse(clp.split('*').nth(4).unwrap_or("0").as_bytes()).unwrap_or_default()
            })
            .sum();
        self.remit_of(day, &paid.to_string(), payments)
    }

    /// With a remittance of that day and payment.
    pub fn remit_of(self, day: &str, paid: &str, payments: &str) -> Files {
        let header = format!(
            "BPR*I*{paid}*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*{day}~TRN*1*T{day}*1999999999~\
             N1*PR*ACME HEALTH*XV*60054~N1*PE*PRACTICE*XX*{PRACTICE}~REF*TJ*123456789~LX*1~"
        );
        self.raw_remit(&format!("{header}{payments}"))
    }

    /// With a remittance by its segments after ST.
    pub fn raw_remit(mut self, body: &str) -> Files {
        self.remits.push(set("HP", "835", "005010X221A1", body));
        self
    }

    /// With an 837P of that day to the payer 60054.
    pub fn sent(self, day: &str, claims: &str) -> Files {
        self.sent_to(day, "60054", claims)
    }

    /// With an 837P of that day to a payer.
    pub fn sent_to(mut self, day: &str, payer: &str, claims: &str) -> Files {
        let tin = if self.is_sole_proprietor { "SY" } else { "EI" };
        let body = format!(
            "BHT*0019*00*1*{day}*1200*CH~NM1*41*2*PRACTICE*****46*S1~PER*IC*A*TE*5555550100~\
             NM1*40*2*ACME HEALTH*****46*60054~HL*1**20*1~NM1*85*2*PRACTICE*****XX*{PRACTICE}~\
             N3*1 MAIN ST~N4*AKRON*OH*443011234~REF*{tin}*123456789~HL*2*1*22*0~SBR*P*18*******CI~\
             NM1*IL*1*DOE*ANY****MI*M100~N3*2 ELM ST~N4*AKRON*OH*443011234~DMG*D8*19700101*F~\
             NM1*PR*2*ACME HEALTH*****PI*{payer}~{claims}"
        );
        self.claims.push(set("HC", "837", "005010X222A1", &body));
        self
    }

    /// With an 837I by its segments after ST.
    pub fn raw_institutional(mut self, body: &str) -> Files {
        self.claims.push(set("HC", "837", "005010X223A2", body));
        self
    }

    /// With claims whose billing provider has an SSN.
    pub fn sole_proprietor(mut self) -> Files {
        self.is_sole_proprietor = true;
        self
    }

    /// With a file of the roster.
    pub fn roster(mut self, file: &'static str, rows: &str) -> Files {
        self.roster.push((file, rows.to_owned()));
        self
    }

    /// With a profile: the text of a `remedi.toml`.
    pub fn profile(mut self, profile: &str) -> Files {
        self.profile = profile.to_owned();
        self
    }

    /// With a 277CA of that day, by its segments behind the level of a provider.
    pub fn acknowledged(mut self, day: &str, patients: &str) -> Files {
        let body = format!(
            "BHT*0085*08*1*{day}*1200*TH~HL*1**20*1~NM1*PR*2*ACME HEALTH*****PI*60054~TRN*1*1~\
             DTP*050*D8*{day}~DTP*009*D8*{day}~HL*2*1*21*1~NM1*41*2*PRACTICE*****46*S1~TRN*2*1~\
             STC*A1:19*{day}*WQ*100~HL*3*2*19*1~NM1*85*2*PRACTICE*****XX*{PRACTICE}~{patients}"
        );
        self.acks.push(set("HN", "277", "005010X214", &body));
        self
    }

    /// With claims that are written into an index and read from it before the payments are.
    pub fn kept(mut self) -> Files {
        self.is_kept = true;
        self
    }

    /// Read in batches of so many bytes.
    pub fn cut_at(mut self, size: usize) -> Files {
        self.batch_size = Some(size);
        self
    }

    /// Reads the claims, and tells something about them; `ended` is given the names by which files were known.
    fn with_claims<T>(
        &self,
        tell: impl FnOnce(&'static mut SentClaims, Option<&'static Roster>, Vec<Option<String>>) -> T,
    ) -> T {
        let files: Vec<_> = self
            .roster
            .iter()
            .map(|(file, rows)| (*file, rows.as_str()))
            .collect();
        let loaded = Roster::from_csv(&files).ok();
        let roster = loaded.map(|loaded| {
            assert!(!loaded.has_errors(), "{:?}", loaded.problems);
            &keep(loaded).roster
        });
        let mut sent = self.acknowledgements();
        let known = self.read_claims(&mut sent, roster, None);
        if self.is_kept {
            sent = written_and_read(&sent);
        }
        tell(keep(sent), roster, known)
    }

    fn own_profile(&self) -> Profile {
        Profile::parse(&self.profile, "remedi.toml").expect("a right profile")
    }

    fn acknowledgements(&self) -> SentClaims {
        let mut sent = SentClaims::default();
        let key = sent.key();
        for text in &self.acks {
            let cutter = Cutter::with_size(text.as_bytes(), self.size());
            let read = |batch: &mut _| read_acknowledgements(batch, key);
            assert!(in_order(cutter, read, |read| sent.acknowledge(read)).is_none());
        }
        sent
    }

    /// Gives the names by which files were known.
    fn read_claims(
        &self,
        sent: &mut SentClaims,
        roster: Option<&Roster>,
        asked: Option<&Asked>,
    ) -> Vec<Option<String>> {
        let options = Options {
            profile: (!self.profile.is_empty()).then(|| Arc::new(self.own_profile())),
            ..Options::default()
        };
        let checker = Checker::new(roster, options);
        let key = sent.key();
        let mut known = Vec::new();
        for (number, text) in self.claims.iter().enumerate() {
            let cutter = Cutter::with_size(text.as_bytes(), self.size());
            let input = sent.input(&format!("{number}.837"));
            let read = |batch: &mut _| match asked {
                Some(asked) => read_claims_asked(batch, &checker, input, key, asked),
                None if self.is_judged_as_sent => read_claims_as_sent(batch, &checker, input, key),
                None => read_claims(batch, &checker, input, key),
            };
            assert!(in_order(cutter, read, |read| sent.add(read)).is_none());
            known.push(sent.end_input(false).map(str::to_owned));
        }
        known
    }

    fn payments(&self, key: IdKey, profile: &Profile) -> Payments {
        let mut payments = Payments::default();
        for (input, text) in (0..).zip(&self.remits) {
            let cutter = Cutter::with_size(text.as_bytes(), self.size());
            let read = |batch: &mut _| read_payments_by(batch, input, key, Some(profile));
            assert!(in_order(cutter, read, |read| payments.add(read)).is_none());
        }
        payments
    }

    /// Reads the claims and tells something about them.
    pub fn tell_claims(&self, tell: impl FnOnce(&mut SentClaims)) {
        self.with_claims(|sent, _, _| tell(sent));
    }

    /// Reads the claims and tells which files were known, by their names.
    pub fn tell_inputs(&self, tell: impl FnOnce(Vec<Option<String>>)) {
        self.with_claims(|_, _, known| tell(known));
    }

    fn size(&self) -> usize {
        self.batch_size.unwrap_or(Cutter::<&[u8]>::USUAL_SIZE)
    }

    /// Analyses the files and tells something about it.
    pub fn tell<T>(&self, tell: impl FnOnce(&'static Analysis<'static>) -> T) -> T {
        self.tell_by_roster(None, |analysis, _| tell(analysis))
    }

    /// What to do on a day, such as `2025-06-01`.
    pub fn worklist(&self, day: &str) -> Vec<Action<'static>> {
        let day = day.parse().expect("a day");
        self.tell_by_roster(Some(day), |analysis, roster| analysis.worklist(day, roster))
    }

    fn tell_by_roster<T>(
        &self,
        day: Option<NaiveDate>,
        tell: impl FnOnce(&'static Analysis<'static>, Option<&'static Roster>) -> T,
    ) -> T {
        self.with_claims(|sent, roster, _| {
            let profile: &Profile = keep(self.own_profile());
            let payers = roster.map(Payers::of).unwrap_or_default();
            let payers = keep(payers.with_profile(Some(profile)));
            let payments = self.payments(sent.key(), profile);
            let analysis = payments.analyse(sent, payers);
            let analysis = keep(match day {
                Some(day) => analysis.as_of(day),
                None => analysis,
            });
            if !self.is_judged_as_sent && !self.is_kept {
                self.judge_those_asked(day, analysis, roster, profile);
            }
            tell(analysis, roster)
        })
    }

    /// Where only those claims are judged that are asked for, the same is told.
    fn judge_those_asked(
        &self,
        day: Option<NaiveDate>,
        all: &Analysis<'_>,
        roster: Option<&Roster>,
        profile: &Profile,
    ) {
        let payers = roster.map(Payers::of).unwrap_or_default();
        let payers = payers.with_profile(Some(profile));
        let mut sent = self.acknowledgements();
        let payments = self.payments(sent.key(), profile);
        let asked = payments.asked(&sent);
        self.read_claims(&mut sent, roster, Some(&asked));
        let some = payments.analyse(&sent, &payers);
        let some = match day {
            Some(day) => some.as_of(day),
            None => some,
        };
        assert!(some.denials().eq(all.denials()));
        assert_eq!(some.summary(), all.summary());
        let as_of = NaiveDate::from_ymd_opt(2025, 6, 1).expect("a date");
        assert_eq!(some.worklist(as_of, roster), all.worklist(as_of, roster));
    }

    /// The same with the claims judged as on the day they were sent.
    pub fn tell_as_sent<T>(&self, tell: impl FnOnce(&'static Analysis<'static>) -> T) -> T {
        let files = Files {
            is_judged_as_sent: true,
            ..self.clone()
        };
        files.tell(tell)
    }

    pub fn denials(&self) -> Vec<Denial<'static>> {
        self.tell(|analysis| analysis.denials().collect())
    }

    /// The one denial there is.
    pub fn denial(&self) -> Denial<'static> {
        let mut denials = self.denials();
        assert_eq!(denials.len(), 1, "{denials:#?}");
        denials.remove(0)
    }

    pub fn summary(&self) -> DenialsSummary {
        self.tell(|analysis| analysis.summary())
    }

    /// The same on a day.
    pub fn summary_on(&self, day: &str) -> DenialsSummary {
        let day = day.parse().expect("a day");
        self.tell_by_roster(Some(day), |analysis, _| analysis.summary())
    }

    /// The faults by name, with the element.
    pub fn faults(&self) -> Vec<String> {
        self.tell(|analysis| {
            let faults = analysis.faults().iter();
            faults
                .map(|fault| format!("{} {}", fault.kind.name(), fault.at.element_name()))
                .collect()
        })
    }
}

/// What is left of claims in an index.
pub fn written_and_read(sent: &SentClaims) -> SentClaims {
    let mut file = Vec::new();
    sent.write(&mut file).expect("memory can be written to");
    SentClaims::read(&file[..]).expect("what was written can be read")
}

/// One transaction set in its interchange.
pub fn set(group: &str, id: &str, version: &str, body: &str) -> String {
    let count = body
        .split('~')
        .filter(|segment| !segment.is_empty())
        .count()
        + 2;
    format!(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*1200*^*00501*\
         000000001*0*T*:~GS*{group}*SENDER*RECEIVER*20250301*1200*1*X*{version}~\
         ST*{id}*0001*{version}~{body}SE*{count}*0001~GE*1*1~IEA*1*000000001~"
    )
}

/// A claim of one line on a day: CLM01, the charge and the procedure, at POS 11.
pub fn claim(id: &str, charge: &str, day: &str, procedure: &str) -> String {
    format!(
        "CLM*{id}*{charge}***11:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*82*1*DOCTOR*ANY****XX*{DOCTOR}~\
         PRV*PE*PXC*207Q00000X~LX*1~SV1*HC:{procedure}*{charge}*UN*1***1~DTP*472*D8*{day}~\
         REF*6R*{id}L1~"
    )
}

/// A claim payment of one line that is wholly denied for a reason such as `CO*B7`.
pub fn denied(id: &str, charge: &str, day: &str, procedure: &str, reason: &str) -> String {
    format!(
        "CLP*{id}*1*{charge}*0**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:{procedure}*{charge}*0~DTM*472*{day}~CAS*{reason}*{charge}~"
    )
}
