use remedi_x12::Level;

use crate::Example;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// A functional group has the control number (GS06) of another one in its interchange.
    ///
    /// ## Why it matters
    /// The 999 names groups by this number, so that the receiver rejects the second one (AK905 = 19). Its claims
    /// are held.
    ///
    /// ## What to do
    /// Number the groups of an interchange; if one is there twice, leave it out.
    "SYN-25" "group-control-number-repeated": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Repeated(Level::Group),
    message: "the group control number {number} was used before in this interchange",
    help: "give every group of the interchange a control number of its own (GS06, GE02)",
    predicts: [],
    syntax: Group "19",
    rejected: [
        Example::usual().replacing(
            "IEA*1*", "GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~GE*0*1~IEA*2*",
        ),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing(
            "IEA*1*", "GS*HC*SUB*REC*20250131*1200*2*X*005010X222A1~GE*0*2~IEA*2*",
        ),
    ],
}
