use chrono::NaiveDate;
use remedi_claims::{DateRange, SegmentAt};

use crate::Example;
use crate::coordination::decided_on;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Another payer adjudicated the claim (2330B DTP*573) or a line (2430 DTP*573) after the day of the run (`--as-of`,
    /// today unless given), and after the day on which the file was written (BHT04).
    ///
    /// ## Why it matters
    /// What was decided can't be still to come: most often the year is mistyped. Payers count time limits from that
    /// day, and front ends refuse a day in the future.
    ///
    /// ## What to do
    /// Send the day of that payer's remittance.
    "CTX-36" "adjudication-in-future": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2330B and 2430 DTP claim and line check or remittance date",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "the other payer adjudicated on {decided}, and it is {today} by the day of the run and that of the file",
    help: "send the day of the remittance of that payer[, on line {line}]",
    predicts: [CO "16" "N480"],
    ack: "A7" "516",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*30~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250210~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~").run_on("2025-02-05"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20260120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~").run_on("2025-02-05"),
    ],
    accepted: [
        // The file was written later than the roster is asked about.
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*30~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250131~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~").run_on("2025-01-20"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(as_of) = claim.as_of else { return };
    let mut judge = |day: SegmentAt<'_>, line: Option<usize>| {
        let Some(decided) = read(&day).filter(|decided| as_of < *decided) else { return };
        let today = as_of.max(claim.claim.written_on().unwrap_or(as_of));
        if today < decided {
            let hit = Hit::at(Spot::element(day.index(), 3)).on_line(line);
            hits.push(hit.with("decided", decided).with("today", today));
        }
    };
    for payer in claim.claim.other_payers().filter_map(|other| other.payer()) {
        if let Some(day) = decided_on(&payer) {
            judge(day, None);
        }
    }
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.is_adjudicated) {
        for day in line.line.adjudications().filter_map(|one| one.date()) {
            judge(day, Some(index));
        }
    }
}

fn read(day: &SegmentAt<'_>) -> Option<NaiveDate> {
    DateRange::parse(day.value(2), day.value(3)).ok().map(|days| days.from)
}
