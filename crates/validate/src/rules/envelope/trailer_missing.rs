use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// A transaction set, functional group or interchange ends without its trailer (SE, GE, IEA):
    /// the next one begins, or the file ends. Often the file was cut off.
    ///
    /// ## Why it matters
    /// The receiver rejects it (999 IK502 = 2, AK905 = 3, TA1 023). All claims of the set or group
    /// are held.
    ///
    /// ## What to do
    /// Get the file from its source again, whole. If it was put together by hand, close what is
    /// open.
    "SYN-03" "trailer-missing": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the {level} is not closed by {trailer}",
    help: "send the file again, whole",
    predicts: [],
    rejected: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~GE*1*1~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~"),
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
    match fault.kind {
        FaultKind::MissingTrailer(level) => {
            let hit = Hit::at(Spot::segment(0)).with("level", level.to_string().into_boxed_str());
            Some(hit.with("trailer", level.trailer()))
        }
        _ => None,
    }
}
