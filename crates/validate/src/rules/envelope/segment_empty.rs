use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// A terminator follows another with no segment between them.
    ///
    /// ## Why it matters
    /// Most receivers skip it; strict ones reject the set, as it is no segment of the guide.
    ///
    /// ## What to do
    /// Remove the second terminator.
    "SYN-09" "segment-empty": Warning, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "two terminators stand together with no segment between them",
    help: "remove one of the terminators",
    predicts: [],
    rejected: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~~SE*11*0001~GE*1*1~IEA*1*000000001~"),
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
    (fault.kind == FaultKind::EmptySegment).then(|| Hit::at(Spot::segment(0)))
}
