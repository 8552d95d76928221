use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// As AUTH-01, but the payer authorizes services for some days after they were rendered (`retro_authorization` or
    /// `retro_authorization_days` in its profile), and by the day of the run (`--as-of`) that time has not run out.
    ///
    /// ## Why it matters
    /// What is asked for in time is paid. When the time has run out, only an appeal remains.
    ///
    /// ## What to do
    /// Ask now, with the records: the day of service, procedures, diagnoses, the provider, why it was not asked for
    /// before. `remedi auth` sorts all such claims by the day and has a checklist for each.
    "AUTH-08" "authorization-still-to-be-asked-for": Error, Authorization;
    source: "terms of payers, as the profile says (retro_authorization)",
    watch: Claim(check),
    cues: [AUTHORIZATION],
    message: "payer {payer} wants an authorization for this service, and no number is sent; it may be asked for until {until}[; {emergency} speaks for an emergency][; exception {exception} is given as the reason]",
    help: "hold the claim[ (line {line})], ask payer {payer} for the authorization by {until}, and send its number in REF*G1",
    predicts: [CO "197"],
    ack: "A6" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nretro_authorization_days = 30\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nretro_authorization_days = 30\n[[payers.\"60054\".authorization]]\nprocedure = [\"70450-70498\", \"99213\"]\npos = [\"11\", \"23\"]\nfrom = 2025-01-01\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    hits.extend(claim.authorization_lacks(lines).filter_map(|(line, hit)| {
        let until = line.may_still_be_authorized(claim)?;
        Some(hit.with("until", until))
    }));
}
