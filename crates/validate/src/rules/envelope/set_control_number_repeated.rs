use remedi_x12::Level;

use crate::Example;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A transaction set has the control number (ST02) of another one in its functional group.
    ///
    /// ## Why it matters
    /// The 999 names sets by this number, so that the receiver rejects the second one (IK502 = 23). Its claims are
    /// held.
    ///
    /// ## What to do
    /// Number the sets of a group from 0001; if one is there twice, leave it out.
    "SYN-26" "set-control-number-repeated": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Repeated(Level::Set),
    message: "the set control number {number} was used before in this group",
    help: "give every set of the group a control number of its own (ST02, SE02)",
    predicts: [],
    syntax: Set "23",
    rejected: [
        Example::usual().replacing("GE*1*1~", SAME),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing("GE*1*1~", OTHER),
    ],
}

/// A second set of the number of the first one.
const SAME: &str = "ST*837*0001*005010X222A1~BHT*0019*00*2*20250131*1200*CH~\
    NM1*41*2*SUBMITTER*****46*SUB1~PER*IC*DESK*TE*5552345678~NM1*40*2*SAMPLE PAYER*****46*60054~\
    HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~\
    REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~\
    N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*19800101*F~\
    NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~\
    SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250116~SE*23*0001~GE*2*1~";
/// One of the next number.
const OTHER: &str = "ST*837*0002*005010X222A1~BHT*0019*00*2*20250131*1200*CH~\
    NM1*41*2*SUBMITTER*****46*SUB1~PER*IC*DESK*TE*5552345678~NM1*40*2*SAMPLE PAYER*****46*60054~\
    HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~\
    REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~\
    N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*19800101*F~\
    NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~\
    SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250116~SE*23*0002~GE*2*1~";
