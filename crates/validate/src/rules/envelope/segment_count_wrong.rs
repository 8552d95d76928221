use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// The count in a trailer is not what was read: segments from ST to SE (SE01), sets of a group
    /// (GE01), or groups of an interchange (IEA01).
    ///
    /// ## Why it matters
    /// Something was lost or added on the way. The receiver rejects it (999 IK502 = 4, AK905 = 5,
    /// TA1 021). All claims of the set or group are held.
    ///
    /// ## What to do
    /// Find out whether segments are missing before you correct the number.
    "SYN-06" "segment-count-wrong": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "{trailer}01 says[ {declared}], and {counted} {what} were read",
    help: "find out whether something is missing, then correct the count",
    predicts: [],
    rejected: [
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*99*0001~GE*1*1~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*2*1~IEA*1*000000001~"),
        Example::input("ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250131*1200*^*00501*000000001*0*T*:~\
            GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~\
            BHT*0019*00*1*20250131*1200*CH~HL*1**20*1~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
            HL*2*1*22*0~NM1*PR*2*SAMPLE PAYER*****PI*60054~CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~\
            SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SE*11*0001~GE*1*1~IEA*3*000000001~"),
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
        FaultKind::CountMismatch { level, declared, counted } => {
            let what = match level {
                Level::Set => "segments",
                Level::Group => "transaction sets",
                Level::Interchange => "functional groups",
            };
            let hit = Hit::at(Spot::element(0, 1)).with("trailer", level.trailer());
            Some(hit.with_known("declared", declared).with("counted", counted).with("what", what))
        }
        _ => None,
    }
}
