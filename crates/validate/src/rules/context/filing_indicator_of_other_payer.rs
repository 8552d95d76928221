use remedi_enrollment::PayerClass;

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The claim filing indicator (SBR09) does not go with the payer (2010BB): none of the codes that the profile names
    /// (`filing_codes`), or else of another class than the payer's: Medicare is MA or MB, Medicaid MC, TRICARE CH,
    /// Veterans Affairs VA, workers' compensation WC; and these are no commercial insurer's. What plans that run a
    /// program for others, and insurers of automobiles, may be sent as well is not told.
    ///
    /// ## Why it matters
    /// Clearinghouses send claims by it: the claim goes to the wrong payer, which denies it while the time for filing
    /// runs.
    ///
    /// ## What to do
    /// Correct the indicator or the payer. If the payer wants another one, name it in the profile.
    "CTX-03" "filing-indicator-of-other-payer": Warning, ClaimData;
    source: "005010X222A1 and X223A2 SBR09; classes of payers.csv and the profile (class, filing_codes)",
    watch: Claim(check),
    message: "the claim filing indicator is {sent}, and payer {payer} is {class}",
    help: "correct SBR09, or send the claim to the payer that was meant",
    predicts: [OA "109"],
    ack: "A7" "116",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nclass = \"medicare\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_profile("[payers.\"60054\"]\nclass = \"commercial\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("WC")
            .with_profile("[payers.\"60054\"]\nclass = \"commercial\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nfiling_codes = [\"BL\"]\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_profile("[payers.\"60054\"]\nclass = \"medicare\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nclass = \"commercial\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[payers.\"60054\"]\nfiling_codes = [\"BL\", \"CI\"]\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let codes = claim.payer.demands.filing_codes;
    if claim.payer.class.is_none() && codes[0].is_none() {
        return;
    }
    let Some(filed) = claim.subscriber else {
        return;
    };
    let sent = filed.filing;
    let own = match *sent {
        [only] => [only, b' '],
        [first, second] => [first, second],
        _ => return,
    };
    let is_other = match (codes[0], claim.payer.class) {
        (Some(_), _) => !codes.contains(&Some(own)),
        (None, Some(class)) => is_other(class, &own),
        (None, None) => false,
    };
    if is_other {
        let class = match codes[0] {
            Some(_) => "sent others by its profile",
            None => claim.payer.class.map_or("of another class", in_words),
        };
        let hit = Hit::at(Spot::element(filed.segment, 9)).with("sent", Value::sent(sent));
        hits.push(hit.with("class", class));
    }
}

/// Whether the code is certainly not one of a payer of that class.
fn is_other(class: PayerClass, code: &[u8; 2]) -> bool {
    match class {
        PayerClass::Medicare => !matches!(code, b"MA" | b"MB"),
        PayerClass::Medicaid => matches!(code, b"MA" | b"MB" | b"BL" | b"CI" | b"CH" | b"VA" | b"WC" | b"16"),
        PayerClass::Tricare => matches!(code, b"MA" | b"MB" | b"MC" | b"BL" | b"WC" | b"16"),
        PayerClass::Va => matches!(code, b"MA" | b"MB" | b"MC" | b"BL" | b"WC" | b"16"),
        PayerClass::WorkersComp => matches!(code, b"MA" | b"MB" | b"MC" | b"CH" | b"VA" | b"16"),
        PayerClass::Commercial => matches!(code, b"MA" | b"MB" | b"MC" | b"CH" | b"VA" | b"WC"),
        PayerClass::Auto => matches!(code, b"MA" | b"MB" | b"MC" | b"CH" | b"VA"),
        PayerClass::MedicareAdvantage | PayerClass::MedicaidMco | PayerClass::Other => {
            matches!(code, b"WC" | b"VA")
        }
    }
}

fn in_words(class: PayerClass) -> &'static str {
    match class {
        PayerClass::Medicare => "Medicare",
        PayerClass::MedicareAdvantage => "a Medicare Advantage plan",
        PayerClass::Medicaid => "Medicaid",
        PayerClass::MedicaidMco => "a Medicaid plan",
        PayerClass::Commercial => "a commercial insurer",
        PayerClass::Tricare => "TRICARE",
        PayerClass::Va => "Veterans Affairs",
        PayerClass::WorkersComp => "for workers' compensation",
        PayerClass::Auto => "an automobile insurer",
        PayerClass::Other => "of no such class",
    }
}
