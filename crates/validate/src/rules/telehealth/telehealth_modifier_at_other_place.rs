use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, TelehealthPlace};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::ClaimKind;

rule! {
    /// ## What it is
    /// A line from 2024 on, for Medicare or a payer that wants 02 or 10, has a telehealth modifier (95, GT, GQ, 93,
    /// FQ, G0), and its place of service is neither 02 nor 10. During the emergency, from March 2020 to the end of
    /// 2023, Medicare wanted just that: the usual place with 95. Therapists of hospital outpatients
    /// (modifiers GN, GO, GP at 19 or 22) go on that way. Other payers have their own rules: they
    /// are judged where the profile says which place they want (`telehealth_place`).
    ///
    /// ## Why it matters
    /// Medicare pays telehealth by 02 and 10. The line may be paid at the wrong rate, or denied.
    ///
    /// ## What to do
    /// Send 10 when the patient was at home, 02 when elsewhere; leave the modifier out if the visit
    /// was in person.
    "TH-04" "telehealth-modifier-at-other-place": Warning, PlaceOfService;
    source: "CMS transmittal 12671 and physician fee schedule rule of 2024; not confirmed for every contractor",
    from: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
    watch: Line(check),
    cues: [MODIFIER],
    message: "the modifier says telehealth, and the place of service is {pos}",
    help: "send 10 when the patient was at home, else 02[, on line {line}]",
    predicts: [CO "5" "M77", CO "4"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*RD8*20231231-20240101~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.60054]\ntelehealth_place = 'telehealth'\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_profile("[payers.60054]\ntelehealth_place = 'in_person'\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20210601~").filed_as("MB"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.place.is_none()
        || line.is_at(&[2, 10])
        || !line.has_modifier(&["95", "GT", "GQ", "93", "FQ", "G0"])
        || claim.telehealth_place() != Some(TelehealthPlace::Telehealth)
    {
        return;
    }
    let is_hospital_therapy = line.is_at(&[19, 22]) && line.has_modifier(&["GN", "GO", "GP"]);
    if claim.kind == ClaimKind::Professional && !is_hospital_therapy {
        hits.push(Hit::at(line.pos_spot));
    }
}
