//! Examples of rules: claims and payments that a rule finds fault with, and those that it lets pass.

use chrono::NaiveDate;
use remedi_claims::{ClaimKind, SetKind};

/// An example: a claim (loop 2300) or a payment (835 loop 2100) with what stands around it.
///
/// What is not said is usual: a group practice bills 60054 for a subscriber who is the patient, without a
/// roster; or is paid 100.00 by it. ZIP codes of five digits get the other four that the guide wants, unless
/// [`changing`](Example::changing) takes them away.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    text: &'static str,
    replaced: (&'static str, &'static str),
    changed: (&'static str, &'static str),
    kind: SetKind,
    billing: &'static str,
    payer: &'static str,
    filed_as: &'static str,
    roster: &'static [(&'static str, &'static str)],
    profile: &'static str,
    run_on: &'static str,
}

/// 2000A PRV, 2010AA of a group practice.
const PRACTICE: &str = "NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~";
const PAYER: &str = "NM1*PR*2*SAMPLE PAYER*****PI*60054~";

/// The usual enrollment: of provider 1245319599 with payer 60054, by the group practice.
pub(crate) const ENROLLED: (&str, &str) = (
    "enrollments.csv",
    "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
     1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
);

impl Example {
    /// A professional claim: CLM and what follows it.
    pub const fn claim(text: &'static str) -> Example {
        Example {
            text,
            replaced: ("", ""),
            changed: ("", ""),
            kind: SetKind::Claims(ClaimKind::Professional),
            billing: PRACTICE,
            payer: PAYER,
            filed_as: "CI",
            roster: &[],
            profile: "",
            run_on: "",
        }
    }

    /// A claim payment: CLP and what follows it, PLB too. The remittance pays 100.00.
    pub const fn payment(text: &'static str) -> Example {
        Example {
            kind: SetKind::Payments,
            ..Example::claim(text)
        }
    }

    /// A claim without fault, for examples that are about what stands around it.
    pub const fn usual() -> Example {
        Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
        )
    }

    /// With the first such text of the whole input, envelope and all, replaced by another.
    pub const fn replacing(self, text: &'static str, by: &'static str) -> Example {
        Example {
            replaced: (text, by),
            ..self
        }
    }

    /// With the first such text of the set replaced by another, and the segments counted after that.
    pub const fn changing(self, text: &'static str, by: &'static str) -> Example {
        Example {
            changed: (text, by),
            ..self
        }
    }

    /// Of another kind of claim.
    pub const fn of_kind(self, kind: ClaimKind) -> Example {
        Example {
            kind: SetKind::Claims(kind),
            ..self
        }
    }

    /// With another billing provider: PRV of 2000A and loop 2010AA.
    pub const fn billed_by(self, billing: &'static str) -> Example {
        Example { billing, ..self }
    }

    /// With another payer: loop 2010BB.
    pub const fn sent_to(self, payer: &'static str) -> Example {
        Example { payer, ..self }
    }

    /// With another claim filing indicator (SBR09).
    pub const fn filed_as(self, filed_as: &'static str) -> Example {
        Example { filed_as, ..self }
    }

    /// With a roster: names of files and their text.
    pub const fn with_roster(self, roster: &'static [(&'static str, &'static str)]) -> Example {
        Example { roster, ..self }
    }

    /// The files of its roster, by name and text; none when it has no roster.
    pub const fn roster(&self) -> &'static [(&'static str, &'static str)] {
        self.roster
    }

    /// With a profile: the text of a `remedi.toml`.
    pub const fn with_profile(self, profile: &'static str) -> Example {
        Example { profile, ..self }
    }

    /// Checked as on this day (`2025-01-31`).
    pub const fn run_on(self, day: &'static str) -> Example {
        Example {
            run_on: day,
            ..self
        }
    }

    /// The day it is checked as on, where that matters.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.run_on.parse().ok()
    }

    /// The text of its profile; empty when it has none.
    pub const fn profile(&self) -> &'static str {
        self.profile
    }

    /// The whole input.
    pub fn to_input(&self) -> String {
        let (group, version, set) = match self.kind {
            SetKind::Claims(kind) => ("HC", Example::version_of(kind), self.claims(kind)),
            SetKind::Payments => ("HP", "005010X221A1", self.payments()),
        };
        let set = with_nine_digits(&set);
        let (text, by) = self.changed;
        let set = set.replacen(text, by, 1);
        let segments = set.matches('~').count() + 1;
        let whole = format!(
            "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
             GS*{group}*SUB*REC*20250131*1200*1*X*{version}~{set}SE*{segments}*0001~GE*1*1~IEA*1*000000001~"
        );
        let (text, by) = self.replaced;
        whole.replacen(text, by, 1)
    }

    /// GS08 and ST03 of claims.
    const fn version_of(kind: ClaimKind) -> &'static str {
        match kind {
            ClaimKind::Professional => "005010X222A1",
            ClaimKind::Institutional => "005010X223A2",
            ClaimKind::Dental => "005010X224A2",
        }
    }

    /// A set of claims without its trailer.
    fn claims(&self, kind: ClaimKind) -> String {
        let version = Example::version_of(kind);
        let (taxonomy, billing) = match self.billing.find("NM1*") {
            Some(name) => self.billing.split_at(name),
            None => ("", self.billing),
        };
        format!(
            "ST*837*0001*{version}~BHT*0019*00*1*20250131*1200*CH~\
             NM1*41*2*SUBMITTER*****46*SUB1~PER*IC*DESK*TE*5552345678~NM1*40*2*SAMPLE PAYER*****46*60054~\
             HL*1**20*1~{taxonomy}{billing}\
             HL*2*1*22*0~SBR*P*18*******{}~NM1*IL*1*DOE*PAT****MI*{}~\
             N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*19800101*F~{}{}",
            self.filed_as,
            self.member(),
            self.payer,
            self.diagnosed()
        )
    }

    /// The number of the subscriber: where the claim is for Medicare, one that CMS made up.
    fn member(&self) -> &'static str {
        match self.filed_as {
            "MA" | "MB" => "1S00E00AA00",
            _ => "M1",
        }
    }

    /// A set of payments without its trailer.
    fn payments(&self) -> String {
        format!(
            "ST*835*0001~BPR*I*100*C*CHK************20250131~TRN*1*12345*1512345678~DTM*405*20250131~\
             N1*PR*SAMPLE PAYER*XV*60054~N3*1 PAYER ST~N4*SPRINGFIELD*IL*62701~PER*BL*DESK*TE*5552345678~\
             N1*PE*LAKESIDE MEDICAL GROUP*XX*1234567893~LX*1~{}",
            self.text
        )
    }

    /// The claims with a diagnosis (HI) each, where the text has none.
    fn diagnosed(&self) -> String {
        if self.text.contains("~HI*") {
            return self.text.to_owned();
        }
        let claims = self.text.split_inclusive('~');
        let mut diagnosed = String::new();
        let mut is_owed = false;
        for segment in claims {
            let ends = ["HCP*", "NM1*", "SBR*", "LX*"];
            if is_owed && ends.iter().any(|id| segment.starts_with(id)) {
                diagnosed += "HI*ABK:I10~";
                is_owed = false;
            }
            is_owed |= segment.starts_with("CLM*");
            diagnosed += segment;
        }
        diagnosed
    }
}

/// The set with 0001 behind every ZIP code of five digits that ends an N4.
fn with_nine_digits(set: &str) -> String {
    let segments = set.split_inclusive('~').map(|segment| {
        let zip = segment.trim_end_matches('~').rsplit('*').next();
        let zip = zip.filter(|zip| zip.len() == 5 && zip.bytes().all(|byte| byte.is_ascii_digit()));
        match zip.filter(|_| segment.starts_with("N4*")) {
            Some(zip) => segment.replace(zip, &format!("{zip}0001")),
            None => segment.to_owned(),
        }
    });
    segments.collect()
}
