//! Faults against the guides: what is said of claims that break one thing, and of samples.

use remedi_claims::{Batch, Cutter, GuideFault, GuideFaultKind};

const PROFESSIONAL: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
*250131*1200*^*00501*000000001*0*T*:~GS*HC*SEND*RECV*20250131*1200*1*X*005010X222A1~\
ST*837*0001*005010X222A1~BHT*0019*00*1*20250131*1200*CH~NM1*41*2*SENDER*****46*S1~\
PER*IC*DESK*TE*5552345678~NM1*40*2*RECEIVER*****46*R1~HL*1**20*1~PRV*BI*PXC*207Q00000X~\
NM1*85*2*CLINIC*****XX*1234567893~N3*1 MAIN ST~N4*TOWN*CA*900010000~REF*EI*123456789~\
HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*TESTER*ONE****MI*M1~N3*2 SIDE ST~N4*TOWN*CA*90001~\
DMG*D8*19700101*F~NM1*PR*2*PAYER*****PI*60054~\
CLM*A1*125***11:B:1*Y*A*Y*Y~HI*ABK:J0190~NM1*82*1*DOCTOR*ONE****XX*1245319599~\
LX*1~SV1*HC:99213:25*100*UN*1***1~DTP*472*D8*20250131~\
LX*2~SV1*HC:93000*25*UN*1***1~DTP*472*RD8*20250130-20250131~\
HL*3*1*22*1~SBR*P********CI~NM1*IL*1*TESTER*TWO****MI*M2~NM1*PR*2*PAYER*****PI*60054~\
HL*4*3*23*0~PAT*19~NM1*QC*1*TESTER*CHILD~N3*3 SIDE ST~N4*TOWN*CA*90001~DMG*D8*20150101*M~\
CLM*A2*80***21:B:1*Y*A*Y*Y~DTP*435*D8*20250130~HI*ABK:J0190~\
LX*1~SV1*HC:99221*80*UN*1***1~DTP*472*D8*20250130~SE*45*0001~GE*1*1~IEA*1*000000001~";

/// Professional claims of 4010.
const FORMER: &str = include_str!("../../../fixtures/guides/professional-4010.837");

/// Each fault as `segment loop/element kind`.
fn told(input: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    let (mut cutter, mut batch) = (Cutter::new(input), Batch::new());
    while cutter.next_batch(&mut batch).expect("readable") {
        batch.walk();
        all.extend(batch.guide_faults().iter().map(|fault| {
            let number = batch.place(fault.segment).segment;
            format!("{number} {} {:?}", path(fault), fault.kind)
        }));
    }
    all
}

/// The place of a fault as `2300/CLM05-1`.
fn path(fault: &GuideFault) -> String {
    let tag = String::from_utf8_lossy(&fault.tag);
    let mut path = match fault.loop_id {
        Some(id) => format!("{id}/{}", tag.trim_end()),
        None => tag.trim_end().to_owned(),
    };
    if fault.element > 0 {
        path += &format!("{:02}", fault.element);
    }
    if fault.component > 0 {
        path += &format!("-{}", fault.component);
    }
    path
}

/// What is told of the professional claims with one text replaced by another.
fn with(text: &str, by: &str) -> Vec<String> {
    assert!(PROFESSIONAL.contains(text), "{text}");
    told(PROFESSIONAL.replacen(text, by, 1).as_bytes())
}

#[test]
fn claims_without_fault_have_none() {
    assert_eq!(told(PROFESSIONAL.as_bytes()), [""; 0]);
}

#[test]
fn a_missing_segment_shows_at_the_next_one() {
    assert_eq!(
        with("N4*TOWN*CA*900010000~", ""),
        ["10 2010AA/N4 MissingSegment"]
    );
    assert_eq!(
        with("SBR*P*18*******CI~", ""),
        ["13 2000B/SBR MissingSegment"]
    );
    assert_eq!(
        with("DTP*472*D8*20250131~", ""),
        ["24 2400/DTP MissingSegment"]
    );
}

#[test]
fn a_missing_loop_is_told_once() {
    assert_eq!(
        with(
            "NM1*85*2*CLINIC*****XX*1234567893~N3*1 MAIN ST~N4*TOWN*CA*900010000~REF*EI*123456789~",
            ""
        ),
        ["8 2010AA/NM1 MissingLoop"]
    );
    assert_eq!(
        with("LX*1~SV1*HC:99221*80*UN*1***1~DTP*472*D8*20250130~", ""),
        ["41 2400/LX MissingLoop"]
    );
}

#[test]
fn where_only_the_head_of_a_loop_is_missing_the_rest_is_read() {
    assert_eq!(
        with("NM1*85*2*CLINIC*****XX*1234567893~", ""),
        ["8 2010AA/NM1 MissingLoop"]
    );
    assert_eq!(with("HL*2*1*22*0~", "")[..1], ["12 2000B/HL MissingLoop"]);
    assert_eq!(
        with("LX*2~", ""),
        [
            "25 2400/SV1 SegmentRepeats(1)",
            "26 2400/DTP SegmentRepeats(1)"
        ]
    );
}

#[test]
fn what_has_no_place_is_told_once() {
    assert_eq!(
        with("HI*ABK:J0190~", "HI*ABK:J0190~XYZ*1~"),
        ["21 2300/XYZ UnknownSegment"]
    );
    assert_eq!(
        with("HI*ABK:J0190~", "HI*ABK:J0190~CLP*1~"),
        ["21 2300/CLP UnexpectedSegment"]
    );
    // A party of no known kind: what follows it is its own.
    assert_eq!(
        with("LX*1~", "NM1*99*2*NOBODY~N3*X~N4*Y*CA*90001~REF*0B*1~LX*1~"),
        ["22 2310B/NM1 UnexpectedSegment"]
    );
}

#[test]
fn a_segment_with_a_malformed_id_is_not_missing_too() {
    assert_eq!(with("LX*1~SV1*HC:99213", "lx*1~SV1*HC:99213"), [""; 0]);
    assert_eq!(
        with("N4*TOWN*CA*900010000~", "n4*TOWN*CA*900010000~"),
        [""; 0]
    );
}

#[test]
fn a_required_party_of_no_known_kind_is_not_missing_too() {
    assert_eq!(
        with("NM1*85*2*CLINIC", "NM1*8X*2*CLINIC"),
        ["8 2000A/NM1 UnexpectedSegment"]
    );
}

#[test]
fn what_comes_too_often_or_too_late_is_told() {
    assert_eq!(
        with("HI*ABK:J0190~", "HI*ABK:J0190~HI*ABK:J0191~"),
        ["21 2300/HI SegmentRepeats(1)"]
    );
    assert_eq!(
        with("LX*1~", "NM1*82*1*DOCTOR*TWO****XX*1234567893~LX*1~"),
        ["22 2310B/NM1 LoopRepeats(1)"]
    );
    assert_eq!(
        with("HI*ABK:J0190~", "HI*ABK:J0190~DTP*435*D8*20250131~"),
        ["21 2300/DTP OutOfSequence"]
    );
    // What is out of sequence is not missing too.
    assert_eq!(
        with(
            "N3*1 MAIN ST~N4*TOWN*CA*900010000~",
            "N4*TOWN*CA*900010000~N3*1 MAIN ST~"
        ),
        ["10 2010AA/N3 OutOfSequence"]
    );
}

#[test]
fn elements_are_judged_by_type_length_and_code() {
    let clm = |by: &str| with("CLM*A1*125***11:B:1*Y*A*Y*Y~", by);
    assert_eq!(
        clm("CLM*A1*ABC***11:B:1*Y*A*Y*Y~"),
        ["19 2300/CLM02 NotANumber"]
    );
    assert_eq!(
        clm("CLM*A1*125***11:B:1*Q*A*Y*Y~"),
        ["19 2300/CLM06 BadCode"]
    );
    assert_eq!(
        clm("CLM*A1*125***11:B*Y*A*Y*Y~"),
        ["19 2300/CLM05-3 MissingElement"]
    );
    assert_eq!(
        clm("CLM*A1*125***11:B:1:2*Y*A*Y*Y~"),
        ["19 2300/CLM05-4 TooManyComponents(3)"]
    );
    assert_eq!(
        clm("CLM*A1*125*X**11:B:1*Y*A*Y*Y~"),
        ["19 2300/CLM03 ElementNotUsed"]
    );
    assert_eq!(
        clm("CLM*A123456789012345678901234567890123456789*125***11:B:1*Y*A*Y*Y~"),
        ["19 2300/CLM01 TooLong(38)"]
    );
    assert_eq!(
        clm("CLM*A\u{1}*125***11:B:1*Y*A*Y*Y~"),
        ["19 2300/CLM01 BadCharacter"]
    );
    assert_eq!(
        with("N4*TOWN*CA*90001~", "N4*T*CA*90001~"),
        ["16 2010BA/N401 TooShort(2)"]
    );
    assert_eq!(
        with("N4*TOWN*CA*90001~", "N4*TOWN*CA*90001*CA***X~"),
        ["16 2010BA/N407 Excluded"]
    );
    assert_eq!(
        with("N3*2 SIDE ST~", "N3*2 SIDE ST*B*C~"),
        ["15 2010BA/N303 TooManyElements(2)"]
    );
    assert_eq!(
        with("HI*ABK:J0190~", "HI*ABK:J0190^ABF:J0191~"),
        ["20 2300/HI01 TooManyRepetitions(1)"]
    );
}

#[test]
fn dates_have_the_form_that_their_qualifier_tells() {
    assert_eq!(
        with("DTP*472*D8*20250131~", "DTP*472*D8*20250231~"),
        ["24 2400/DTP03 BadDate"]
    );
    assert_eq!(
        with("RD8*20250130-20250131", "RD8*20250130"),
        ["27 2400/DTP03 BadDate"]
    );
    assert_eq!(
        with("BHT*0019*00*1*20250131*1200", "BHT*0019*00*1*20250131*2460"),
        ["2 ST/BHT05 BadTime"]
    );
}

#[test]
fn elements_that_belong_together_come_together() {
    assert_eq!(with("XX*1245319599~", "XX~"), ["21 2310B/NM109 Paired"]);
    assert_eq!(
        with(
            "PER*IC*DESK*TE*5552345678~",
            "PER*IC*DESK*TE*5552345678*EX~"
        ),
        ["4 1000A/PER06 Paired"]
    );
    // What the guide requires is missing, and no more is said of it.
    assert_eq!(
        with("*PI*60054~", "*PI~"),
        ["18 2010BB/NM109 MissingElement"]
    );
}

#[test]
fn levels_count_and_name_their_parents() {
    assert_eq!(
        with("HL*2*1*22*0~", "HL*7*1*22*0~"),
        ["12 2000B/HL01 HierarchyNumber(2)"]
    );
    assert_eq!(
        with("HL*4*3*23*0~", "HL*4*2*23*0~"),
        ["32 2000C/HL02 HierarchyParent"]
    );
    assert_eq!(
        with("HL*3*1*22*1~", "HL*3*1*22*0~"),
        ["28 2000B/HL04 HierarchyChild(true)"]
    );
    assert_eq!(
        with("HL*2*1*22*0~", "HL*2*1*22*1~"),
        ["12 2000B/HL04 HierarchyChild(false)"]
    );
    assert_eq!(with("LX*2~", "LX*5~"), ["25 2400/LX01 LineNumber(2)"]);
}

#[test]
fn the_envelope_is_judged_whatever_the_version() {
    assert_eq!(
        with("GS*HC*SEND*RECV*20250131", "GS*HC*SEND*RECV*20250231"),
        ["0 GS04 BadDate"]
    );
    assert_eq!(with("*0*T*:~", "*0*Q*:~"), ["0 ISA15 BadCode"]);
    let old = FORMER.replace("*080131*1200*", "*080131*3339*");
    assert_eq!(told(old.as_bytes()), ["0 ISA10 BadTime"]);
    let gs = |by| told(FORMER.replace("*20080131*1200*57*X*", by).as_bytes());
    assert_eq!(gs("*20080131*1200*57*Y*"), ["0 GS07 BadCode"]);
    // Examples of 4010 have days there that are none.
    assert_eq!(gs("*2008013*1200*57*X*"), [""; 0]);
}

/// What is told of a dental claim with one text replaced by another.
fn dental(text: &str, by: &str) -> Vec<String> {
    let claims = PROFESSIONAL.replace("005010X222A1", "005010X224A2");
    let (above, _) = claims.split_once("CLM*A1*").expect("there is a claim");
    let claim = "CLM*A1*125***11:B:1*Y*A*Y*Y~DTP*472*D8*20250131~DN1*24*12**Y~DN2*3*M****JP~\
        HI*ABK:K029*ABF:K0401*ABF:K0402*ABF:K0403~LX*1~SV3*AD:D2740*125***R*1*****1:2~TOO*JP*3~\
        DTP*441*D8*20150131~SE*28*0001~GE*1*1~IEA*1*000000001~";
    let claims = format!("{above}{claim}");
    assert!(claims.contains(text), "{text}");
    told(claims.replacen(text, by, 1).as_bytes())
}

#[test]
fn dental_claims_are_judged_by_their_guide() {
    assert_eq!(dental("DN1*", "DN1*"), [""; 0]);
    assert_eq!(
        dental("DN2*3*M****JP~", "DN2*3*M~"),
        ["22 2300/DN206 MissingElement"]
    );
    assert_eq!(
        dental("DN2*3*M****JP~", "DN2*3*M****JO~"),
        ["22 2300/DN206 BadCode"]
    );
    assert_eq!(
        dental("DN2*3*M****JP~", "DN2*3*M*1*D8*20250131*JP~"),
        [
            "22 2300/DN203 ElementNotUsed",
            "22 2300/DN204 ElementNotUsed",
            "22 2300/DN205 ElementNotUsed",
        ]
    );
    assert_eq!(
        dental("DN1*24*12**Y~", "DN1*24*12*Y~"),
        ["21 2300/DN103 ElementNotUsed"]
    );
    assert_eq!(
        dental("*ABF:K0403~", "*ABF:K0403*ABF:K0409~"),
        ["23 2300/HI05 ElementNotUsed"]
    );
    // A day that is estimated.
    assert_eq!(dental("DTP*441*", "DTP*139*"), [""; 0]);
}

#[test]
fn a_segment_has_an_element() {
    assert_eq!(dental("DN1*24*12**Y~", "DN1~"), ["21 2300/DN101 NoneOf"]);
    assert_eq!(
        dental("DN1*24*12**Y~", "DN1***~"),
        ["21 2300/DN1 SeparatorsAtEnd", "21 2300/DN101 NoneOf"]
    );
    // What is required is told by name.
    assert_eq!(
        dental("DN2*3*M****JP~", "DN2~"),
        [
            "22 2300/DN201 MissingElement",
            "22 2300/DN202 MissingElement",
            "22 2300/DN206 MissingElement",
        ]
    );
}

/// The professional claims of 4010 with one text replaced by another.
fn former(text: &str, by: &str) -> Vec<String> {
    assert!(FORMER.contains(text), "{text}");
    told(FORMER.replacen(text, by, 1).as_bytes())
}

#[test]
fn claims_of_4010_are_judged_by_their_guide() {
    assert_eq!(told(FORMER.as_bytes()), [""; 0]);
    assert_eq!(
        former("REF*87*004010X098A1~\n", ""),
        ["3 ST/REF MissingSegment"]
    );
    assert_eq!(
        former("REF*87*004010X098A1~", "REF*87*004010X098A2~"),
        ["3 ST/REF02 BadCode"]
    );
    assert_eq!(
        former("HI*BK:4019*", "HI*ABK:I10*"),
        ["31 2300/HI01-1 BadCode"]
    );
    assert_eq!(
        former("NM1*FA*2*LAKESIDE CLINIC", "NM1*FZ*2*LAKESIDE CLINIC"),
        ["37 2310B/NM1 UnexpectedSegment"]
    );
    assert_eq!(former("OI***Y*C**Y~\n", ""), ["44 2320/OI MissingSegment"]);
    assert_eq!(
        former("N3*PO BOX 900~\n", "N2*SECOND NAME~\nN3*PO BOX 900~\n"),
        ["15 2010AB/N2 SegmentNotUsed"]
    );
}

#[test]
fn elements_of_4010_have_its_lengths_and_counts() {
    let name = "NM1*IL*1*DOE*PAT*Q***MI*M0000001";
    let long = "A".repeat(36);
    assert_eq!(
        former(name, &name.replace("DOE", &long)),
        ["19 2010BA/NM103 TooLong(35)"]
    );
    assert_eq!(
        former(name, &format!("{name}***X")),
        ["19 2010BA/NM112 TooManyElements(11)"]
    );
    assert_eq!(
        former("ST*837*0001~", "ST*837*0001*005010X222A1~")[0],
        "1 ST/ST03 VersionNotOfGroup"
    );
    assert_eq!(
        former("CLM*P-1*400***11::1", "CLM*P-1*400***11:B:1"),
        ["24 2300/CLM05-2 ElementNotUsed"]
    );
    assert_eq!(
        former("REF*6R*LINE-1~", &format!("REF*6R*{}~", "1".repeat(31))),
        ["52 2400/REF02 TooLong(30)"]
    );
}

#[test]
fn a_set_of_4010_names_its_guide_in_the_header() {
    let named = |version: &str| former("REF*87*004010X098A1~", &format!("REF*87*{version}~"));
    assert_eq!(named("004010X096A1")[0], "3 ST/REF02 VersionNotOfGroup");
    // The edition before the addenda is read and not judged, which is told of.
    let told = named("004010X098");
    assert_eq!(told, ["3 ST/REF02 VersionNotOfGroup"]);
    // What is no version of claims leaves it to the group.
    assert_eq!(named("004010X091A1"), ["3 ST/REF02 BadCode"]);
}

/// Samples that others call valid, and the places where they are wrong all the same.
fn wrong_samples() -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = include_str!("guides_samples.csv").lines().skip(1);
    let read = |line: &'static str| {
        let mut cells = line.splitn(3, ',');
        let mut cell = || cells.next().expect("three cells");
        let (file, places) = (cell(), cell());
        assert!(!cell().is_empty(), "{line}");
        (file, places.split(' ').collect())
    };
    lines.map(read).collect()
}

#[test]
fn valid_samples_have_no_fault() {
    let Some(folder) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let wrong = wrong_samples();
    let (mut files, mut judged, mut unexpected) = (0, 0, Vec::new());
    for line in manifest.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (file, expectation, notes) = (cells[0], cells[10], cells[11]);
        // What a test asserts one thing of is no whole set.
        let is_fragment = expectation.starts_with("valid: assert");
        if !expectation.starts_with("valid") || is_fragment || notes.contains("CHECK") {
            continue;
        }
        files += 1;
        judged += u32::from(cells[4].starts_with("005010"));
        let mut found = told(&std::fs::read(folder.join(file)).unwrap());
        // Told as warnings: receivers read over them.
        let warnings = [
            "NotASeparator",
            "SeparatorsAtEnd",
            "VersionNotOfGroup",
            "SetNotOfGroup { is_received: true }",
        ];
        found.retain(|fault| !warnings.iter().any(|one| fault.ends_with(one)));
        match wrong.iter().find(|(name, _)| *name == file) {
            None if found.is_empty() => {}
            None => unexpected.push(format!("{file}: {found:?}")),
            Some((_, places)) => {
                for place in places {
                    let is_there = |fault: &String| fault.split(' ').nth(1) == Some(place);
                    assert!(found.iter().any(is_there), "{file} {place}: {found:#?}");
                }
            }
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert!(files >= 100 && judged > 65, "{files} {judged}");
    assert!(wrong.len() * 20 <= files, "{} of {files}", wrong.len());
}

#[test]
fn invalid_samples_have_the_fault_that_they_are_known_for() {
    use GuideFaultKind::{BadCode, LoopRepeats, MissingLoop, UnexpectedSegment};
    let Some(folder) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    for (file, place, kind) in [
        (
            "EdiFabric+native-csharp-examples/837p_error.txt",
            "7 2000A/PRV02",
            BadCode,
        ),
        (
            "Inteligenz+X12Parser/MissingEntityCode.txt",
            "23 2310A/NM1",
            UnexpectedSegment,
        ),
        (
            "imsweb+x12-parser/x12_bad_segment_identifier.txt",
            "5 1000A/PER",
            GuideFaultKind::MissingSegment,
        ),
        (
            "imsweb+x12-parser/x12_bad_segment_identifier.txt",
            "10 2010AA/N4",
            GuideFaultKind::MissingSegment,
        ),
        (
            "imsweb+x12-parser/x12_bad_segment_identifier.txt",
            "19 2010BA/NM1",
            MissingLoop,
        ),
        (
            "imsweb+x12-parser/x12_loop_errors1_exceeds_max_1_parent.txt",
            "13 2010AA/NM1",
            LoopRepeats(1),
        ),
        (
            "imsweb+x12-parser/x12_loop_errors2_exceeds_max_repeats_multiple_parents.txt",
            "32 2010AA/NM1",
            LoopRepeats(1),
        ),
        (
            "imsweb+x12-parser/x12_loop_errors3_missing_loops.txt",
            "7 2010AA/NM1",
            MissingLoop,
        ),
        (
            "git-albertomarin+badX12/error_validation.edi",
            "0 GS04",
            GuideFaultKind::BadDate,
        ),
    ] {
        let found = told(&std::fs::read(folder.join(file)).unwrap());
        let expected = format!("{place} {kind:?}");
        assert!(found.contains(&expected), "{file} {expected}: {found:#?}");
    }
}

#[test]
fn headers_name_versions_and_groups_that_are_known() {
    let gs = |by: &str| with("GS*HC*SEND*RECV*20250131*1200*1*X*005010X222A1~", by);
    assert_eq!(
        gs("GS*HC*SEND*RECV*20250131*1200*1*X*005010X223A2~"),
        ["1 ST/ST03 VersionNotOfGroup"]
    );
    assert_eq!(
        gs("GS*HP*SEND*RECV*20250131*1200*1*X*005010X221A1~"),
        ["1 ST/ST01 SetNotOfGroup { is_received: false }"]
    );
    let st = |by: &str| with("ST*837*0001*", by);
    for (by, fault) in [
        ("ST*835*0001*", "SetNotOfGroup { is_received: true }"),
        ("ST*999*0001*", "SetNotOfGroup { is_received: true }"),
        ("ST*8377*0001*", "SetNotOfGroup { is_received: false }"),
        ("ST*276*0001*", "SetNotOfGroup { is_received: false }"),
        ("ST**0001*", "MissingElement"),
    ] {
        assert_eq!(st(by), [format!("1 ST/ST01 {fault}")], "{by}");
    }
    assert_eq!(
        with("ST*837*0001*005010X222A1~", "ST*837*0001*005010X999~"),
        ["1 ST/ST03 UnknownVersion"]
    );
    assert_eq!(
        with("ST*837*0001*005010X222A1~", "ST*837*0001*005010X222~"),
        ["1 ST/ST03 VersionNotOfGroup"],
        "another edition"
    );
    assert_eq!(
        with("*^*00501*", "*^*00401*"),
        ["0 GS08 VersionOfInterchange"]
    );
    assert_eq!(
        with("*ZZ*SENDER         *", "*ZZ*               *"),
        ["0 ISA06 MissingElement"]
    );
    assert_eq!(with("*^*00501*", "*U*00501*"), ["0 ISA11 NotASeparator"]);
    assert_eq!(with("*^*00501*", "*^*00999*"), ["0 ISA12 BadCode"]);
}

#[test]
fn a_version_of_another_set_is_none_of_this_one() {
    let other = |st: &str| {
        let text = PROFESSIONAL.replace("*0001*005010X222A1~", st);
        told(text.replace("005010X222A1", "005010X221A1").as_bytes())
    };
    // Both agree, and no guide of claims is meant.
    assert_eq!(other("*0001*005010X221A1~"), ["1 ST/ST03 UnknownVersion"]);
    // GS08 alone says how to read the set.
    assert_eq!(other("*0001~"), ["1 ST/ST03 UnknownVersion"]);
    let plain = PROFESSIONAL.replace("*005010X222A1~", "~");
    let gs = plain.replace("*1*X~", "*1*X*005010X222A1~");
    // And that is enough to read it, though every guide asks for ST03.
    assert_eq!(told(gs.as_bytes()), ["1 ST/ST03 MissingElement"]);
}

#[test]
fn a_number_as_large_as_numbers_get_is_told() {
    let line = "LX*1~SV1*HC:99213:25*100*UN*1***1~DTP*472*D8*20250131~";
    let large = line.replace("LX*1~", "LX*4294967295~").repeat(3);
    let mut told = with(line, &large);
    told.retain(|fault| !fault.ends_with("TooLong(6)"));
    let large = "31 2400/LX01 LineNumber(4294967295)";
    assert_eq!(told, ["22 2400/LX01 LineNumber(1)", large]);
}

#[test]
fn a_segment_of_the_standard_that_the_guide_leaves_out_is_not_used() {
    assert_eq!(
        with("N3*1 MAIN ST~", "N2*SECOND NAME~N3*1 MAIN ST~"),
        ["9 2010AA/N2 SegmentNotUsed"]
    );
    assert_eq!(
        with("HI*ABK:J0190~", "CL1*1*7*01~HI*ABK:J0190~"),
        ["20 2300/CL1 SegmentNotUsed"]
    );
}

#[test]
fn a_misplaced_segment_takes_no_others_with_it() {
    assert_eq!(
        with("LX*1~", "LX*1~DTP*435*D8*20250131~"),
        ["23 2400/DTP01 BadCode"]
    );
    assert_eq!(
        with(
            "SV1*HC:99213:25*100*UN*1***1~",
            "SV1*HC:99213:25*100*UN*1***1~NTE*ADD*X~"
        ),
        ["25 2400/DTP OutOfSequence"]
    );
    // A claim's own segment in a line: what follows is still of the line.
    assert_eq!(
        with(
            "SV1*HC:99213:25*100*UN*1***1~",
            "HI*ABK:I10~SV1*HC:99213:25*100*UN*1***1~"
        ),
        ["23 2300/HI OutOfSequence"]
    );
}

#[test]
fn a_level_of_no_known_kind_is_told_once() {
    assert_eq!(
        with("HL*3*1*22*1~", "HL*3*1*99*1~")[..1],
        ["28 2400/HL UnexpectedSegment"]
    );
    assert_eq!(
        with(
            "HL*2*1*22*0~SBR*P*18*******CI~",
            "SBR*P*18*******CI~HL*2*1*22*0~"
        ),
        ["12 2000B/HL MissingLoop", "14 2000B/SBR MissingSegment"]
    );
}

/// What is told of professional claims of one subscriber, without the places, where segments end like this.
fn told_of_claims(claims: &[&[u8]], end: &[u8]) -> Vec<String> {
    let (head, rest) = PROFESSIONAL.split_once("CLM*A1").expect("a claim");
    let (_, tail) = rest.split_once("SE*45").expect("a trailer");
    let input = [head.as_bytes(), &claims.concat(), b"SE*45", tail.as_bytes()].concat();
    let segments: Vec<&[u8]> = input.split(|&byte| byte == b'~').collect();
    let all = told(&segments.join(end)).into_iter();
    let mut all: Vec<String> = all
        .filter_map(|one| Some(one.split_once(' ')?.1.to_owned()))
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn a_claim_laid_out_like_those_before_it_is_told_the_same_faults_as_the_first() {
    const CLAIM: &[u8] = b"CLM*A1*125.5***11:B:1*Y*A*Y*Y~DTP*435*D8*20250130~\
        PWK*OZ*BM***AC*DMN0012~REF*G1*AUTH1~REF*D9*N1~NTE*ADD*A NOTE~HI*ABK:J0190*ABF:E119~\
        NM1*82*1*DOCTOR*ONE****XX*1245319599~PRV*PE*PXC*207Q00000X~REF*G2*B99~\
        NM1*77*2*CLINIC*****XX*1234567893~N3*1 MAIN ST~N4*TOWN*CA*900010000~\
        LX*1~SV1*HC:99213:25:59*100*UN*1***1:2**Y~DTP*472*RD8*20250130-20250131~REF*6R*L1~\
        LX*2~SV1*HC:93000*25.5*UN*2***1~DTP*472*D8*20250131~REF*6R*L2~";
    let ends: [&[u8]; 4] = [b"~", b"~\r\n", b"\n", b"\x1C"];
    for end in ends {
        assert_eq!(told_of_claims(&[CLAIM; 4], end), [""; 0]);
    }
    let others: [&[u8]; 14] = [
        b"", b"*", b"**", b":", b"^", b"A", b"1", b"0", b".", b"-", b" ", b"\n", b"\x1f", b"\xE9",
    ];
    let mut wrong = 0;
    for at in 4..CLAIM.len() {
        for (number, other) in others.iter().enumerate().skip(at % 4).step_by(4) {
            // In place of a byte, and before it; segments stay what they are, one after the other.
            let removed = (at / 4 + number / 4) % 2;
            if CLAIM[at] == b'~' && removed == 1 {
                continue;
            }
            let claim = [&CLAIM[..at], other, &CLAIM[at + removed..]].concat();
            let end = ends[(at + number / 4) % ends.len()];
            // What ends segments is none of a claim's bytes.
            if end == b"\n" && *other == b"\n" {
                continue;
            }
            // The second is where a layout is learnt, and the third where what was right is.
            let first = told_of_claims(&[&claim, CLAIM, CLAIM, CLAIM], end);
            let last = told_of_claims(&[CLAIM, CLAIM, CLAIM, &claim], end);
            assert_eq!(first, last, "{}", String::from_utf8_lossy(&claim));
            wrong += usize::from(!first.is_empty());
        }
    }
    assert!(wrong > 500, "{wrong}");
}
