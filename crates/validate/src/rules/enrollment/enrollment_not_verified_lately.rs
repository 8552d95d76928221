use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The enrollment that covers the service was last compared with the payer (`verified_on`) longer before the day of
    /// service than the profile allows (`max_data_age_days` of the payer). Where the roster does not say when, nothing
    /// is said.
    ///
    /// ## Why it matters
    /// Billing goes on what the roster says; the payer may have ended, moved or narrowed the enrollment since.
    ///
    /// ## What to do
    /// Verify the enrollment with the payer, and put the day into the roster.
    "ENR-31" "enrollment-not-verified-lately": Warning, Credentialing;
    source: "Consolidated Appropriations Act of 2021, division BB section 116: directories are verified every 90 days; own policy by the profile (max_data_age_days)",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the enrollment of provider {who} with payer {payer} was last verified on {verified}; the service is dated {dates}",
    help: "have the enrollment verified with payer {payer}, and put the day into verified_on",
    predicts: [],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nmax_data_age_days = 90\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,verified_on\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-10-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nmax_data_age_days = 90\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,verified_on\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-11-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nmax_data_age_days = 90\n")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,verified_on\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,verified_on\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2020-10-01\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(verified) = line.outdated {
        hits.push(line.enrollment_hit(claim).with("verified", verified));
    }
}
