use std::collections::HashMap;

use chrono::NaiveDate;
use remedi_claims::Npi;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hit, Hits, RosterRow, rule};

rule! {
    /// ## What it is
    /// A line with modifier Q5 (reciprocal arrangement) or Q6 (fee for time) bills a substitute under the NPI of the
    /// regular provider, whose enrollment is tested as ever. The substitute has stood in for more than sixty continuous
    /// days: by the row of `credentials.csv` of kind `substitution` (`issued` is the first day, `number` the
    /// substitute's NPI), or by the lines of the claim themselves. Without either nothing is counted. Providers called
    /// to active duty have no such limit.
    ///
    /// ## Why it matters
    /// Medicare pays a substitute for sixty days; what is beyond is denied or taken back. Many payers do as Medicare.
    ///
    /// ## What to do
    /// Enroll the substitute, and bill later days under the substitute's own NPI.
    "ENR-23" "substitute-beyond-sixty-days": Warning, Credentialing;
    source: "42 CFR 411.351 and Social Security Act section 1842(b)(6)(D); CMS Claims Processing Manual (100-04) chapter 1 section 30.2.10 and 30.2.11",
    watch: Claim(check),
    cues: [MODIFIER],
    message: "a substitute (Q5 or Q6) stands in for provider {who} since {since}; the service of {last} is beyond sixty days",
    help: "bill what is beyond sixty days under the substitute's own enrollment, or under another substitute after the provider's return",
    predicts: [CO "B7"],
    ack: "A7" "91" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,substitution,,1911111114,,2024-11-16,\n"),
        ]),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250101~LX*2~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250302~")
            .with_roster(&[ENROLLED]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,substitution,,1911111114,,2024-11-17,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250101~LX*2~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250301~")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250101~LX*2~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250302~NM1*82*1*POE*ANN****XX*1911111114~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has_roster {
        return;
    }
    let substituted = lines.iter().enumerate().filter(|(_, line)| line.has_modifier(&["Q5", "Q6"]));
    let substituted = substituted.filter_map(|(index, line)| Some((index, line, line.provider?.npi()?, line.dates?)));
    // Each provider with the first day on which somebody stands in.
    let mut firsts: HashMap<Npi, NaiveDate> = HashMap::new();
    for (_, _, npi, dates) in substituted.clone() {
        let first = firsts.entry(npi).or_insert(dates.from);
        *first = dates.from.min(*first);
    }
    for (index, line, npi, dates) in substituted {
        let on_file = line.records.iter().find_map(|record| match record.amiss {
            Amiss::SubstitutedSince(since) => Some((since, record.row)),
            _ => None,
        });
        let in_claim = || {
            let first = *firsts.get(&npi)?;
            // The first day counts.
            ((dates.to - first).num_days() >= 60).then_some((first, RosterRow::None))
        };
        if let Some((since, row)) = on_file.or_else(in_claim) {
            let hit = Hit::at(line.provider_spot()).naming(row).with("since", since).with("last", dates.to);
            hits.push(hit.with("who", npi).on_line(index));
        }
    }
}
