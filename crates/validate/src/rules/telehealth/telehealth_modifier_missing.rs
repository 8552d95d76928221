use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, Severity, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A line at 02 or 10 from 2024 on has no telehealth modifier (95, GT, GQ, 93, FQ, G0).
    /// Medicare asks none for video, and is not judged; many other payers want 95. A payer of which
    /// the profile says that it wants a modifier (`telehealth_modifier`) is a warning, and one of which
    /// it says that it wants none is not judged for video. A service that
    /// is by voice alone (98008 to 98015, 98966 to 98968, 99441 to 99443) without 93 or FQ is a
    /// warning at every payer, as sources disagree.
    ///
    /// ## Why it matters
    /// Payers that want the modifier deny the line, or pay it as if by another means.
    ///
    /// ## What to do
    /// Add 95 for video and 93 for voice alone where the payer wants it; raise or lower the rule
    /// for the payer in the profile.
    "TH-05" "telehealth-modifier-missing": Info, PlaceOfService;
    source: "CMS transmittal 12671; AAFP and CodingIntel on modifier 95 in 2025: sources disagree",
    from: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service {pos} is telehealth, and the line has no modifier that says how: {wanted}",
    help: "add {wanted}[ on line {line}] if the payer wants it",
    predicts: [CO "4"],
    yields_to: ["TH-08", "TH-09", "TH-10", "TH-11", "PX-18", "PX-05", "PX-32"],
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.60054]\ntelehealth_modifier = false\n"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if !line.is_at(&[2, 10]) || claim.kind != ClaimKind::Professional {
        return;
    }
    let is_voice = family("TH-05", line).is_some();
    let (wanted, severity) = match is_voice {
        true if !line.has_modifier(&["93", "FQ"]) => ("93, voice alone", Severity::Warning),
        false if !line.has_modifier(&["95", "GT", "GQ", "93", "FQ", "G0"]) => {
            let severity = match claim.payer.demands.telehealth_modifier {
                Some(true) => Severity::Warning,
                None if !claim.is_for_medicare() => Severity::Info,
                _ => return,
            };
            ("95, video", severity)
        }
        _ => return,
    };
    hits.push(Hit::at(line.procedure_spot()).with("wanted", wanted).graded(severity));
}
