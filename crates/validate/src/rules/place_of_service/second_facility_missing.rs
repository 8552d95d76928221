use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use crate::sites;

rule! {
    /// ## What it is
    /// A line has a place of service of its own that can not be where the claim says: the claim
    /// names a facility (2310C) at a place such as a hospital, the line was in an office, at home
    /// or in a facility of another kind, and the line names no facility (2420C). It then has the
    /// one of the claim. So it is when the claim names an office that the roster knows, and the line
    /// was in a hospital or another facility.
    ///
    /// ## Why it matters
    /// The payer reads the line as one at the facility of the claim: an office visit in a hospital
    /// is denied, or paid and taken back. Where the whole claim has that place it is LOC-02, LOC-03,
    /// LOC-13 or LOC-14; where the line alone differs, more often its own facility is missing, and
    /// this rule speaks for them.
    ///
    /// ## What to do
    /// Name the place of the line in 2420C, or bill the line on a claim of its own.
    "POS-S12" "second-facility-missing": Warning, PlaceOfService;
    source: "005010X222A1 loops 2310C and 2420C",
    watch: Line(check),
    cues: [OWN_PLACE],
    message: "line {line} has place of service {pos}, and the facility that the claim names for {claimed}",
    help: "name the facility of line {line} in 2420C, or bill the line on another claim",
    predicts: [CO "16" "MA114" "N294"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1*11**1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1*11**1~DTP*472*D8*20250115~NM1*77*2*BRANCH*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~").with_profile("[rules]\n\"POS-S08\" = \"off\"\n"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some(claimed) = sites::elsewhere_than(claim, line) {
        hits.push(Hit::at(line.pos_spot).with("claimed", claimed));
    }
}
