use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// A segment id is not two or three capital letters and digits. Most often a value holds the
    /// segment terminator, or a line was broken inside a segment.
    ///
    /// ## Why it matters
    /// The receiver does not know the segment and rejects the set (999 IK304 = 1). All its claims
    /// are held.
    ///
    /// ## What to do
    /// Look at the segment before it: remove the terminator from the value, or mend the line.
    "SYN-10" "segment-id-malformed": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the segment id is not two or three capital letters and digits",
    help: "look whether a value before it holds the segment terminator",
    predicts: [],
    rejected: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~nte*ADD*X~SE*12*0001~GE*1*1~IEA*1*000000001~"),
    ],
    accepted: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~IEA*1*000000001~"),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    (fault.kind == FaultKind::BadTag).then(|| Hit::at(Spot::segment(0)))
}
