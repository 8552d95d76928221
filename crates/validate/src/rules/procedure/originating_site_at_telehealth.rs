use crate::Example;
use crate::procedure_places::check;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// The fee of the originating site of telehealth (Q3014) with the place of service 02 or 10.
    /// The site is where the patient is: an office, a hospital, a clinic, a nursing or dialysis
    /// facility.
    ///
    /// ## Why it matters
    /// 02 and 10 are for the provider at a distance. Payers deny the fee there.
    ///
    /// ## What to do
    /// Send the place where the patient was. When the patient was at home, there is no such fee.
    "PX-18" "originating-site-at-telehealth": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 12 section 190.5",
    watch: Line(|claim, line, hits| check("PX-18", claim, line, hits)),
    cues: [FAMILY],
    message: "procedure {procedure}, the fee of the originating site, {doubt} with place of service {pos}; its places are {fits}[; {rate}]",
    help: "send the place where the patient was[ on line {line}], or leave the line out",
    predicts: [CO "5" "M77", CO "58"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:Q3014:95*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:Q3014*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}
