use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// The control number in a trailer (SE02, GE02, IEA02) is not the one in its header (ST02,
    /// GS06, ISA13). Leading zeros count in a set only.
    ///
    /// ## Why it matters
    /// The receiver rejects it (999 IK502 = 3, AK905 = 4, TA1 001). All claims of the set or group
    /// are held.
    ///
    /// ## What to do
    /// Write the header's number into the trailer. If two files were joined, check that none is cut
    /// off.
    "SYN-05" "control-numbers-differ": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the control number of {trailer} is not that of {header}",
    help: "write the control number of the header into the trailer",
    predicts: [],
    rejected: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0002~GE*1*1~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*2~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~IEA*1*000000009~"),
    ],
    accepted: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~IEA*1*1~"),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::ControlNumberMismatch(level) => {
            let hit = Hit::at(Spot::element(0, 2)).with("header", level.header());
            Some(hit.with("trailer", level.trailer()))
        }
        _ => None,
    }
}
