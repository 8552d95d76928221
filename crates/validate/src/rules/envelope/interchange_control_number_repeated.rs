use remedi_x12::Level;

use crate::Example;
use crate::rule::rule;

rule! {
    /// ## What it is
    /// The same sender uses the control number of an interchange (ISA13) towards the same receiver a second time in
    /// the run. Between two inputs it is a warning: they may be copies, or reach different systems.
    ///
    /// ## Why it matters
    /// The receiver takes the interchange for one that it has already got, and rejects all of it (TA1 025). Where the
    /// number is repeated within one input, its claims are held.
    ///
    /// ## What to do
    /// If the file was put together or sent twice, send it once. Else give each interchange a number of its own.
    "SYN-24" "interchange-control-number-repeated": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Repeated(Level::Interchange),
    message: "the interchange control number {number} was used before {where} by the same sender",
    help: "give every interchange a control number of its own (ISA13, IEA02), or leave out the copy",
    predicts: [],
    syntax: Interchange "025",
    rejected: [
        Example::usual().replacing(
            "IEA*1*000000001~",
            "IEA*1*000000001~ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~IEA*0*000000001~",
        ),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing(
            "IEA*1*000000001~",
            "IEA*1*000000001~ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000002*0*T*:~IEA*0*000000002~",
        ),
    ],
}
