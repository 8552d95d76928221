//! Which enrollments come of a directory's tree, and what is refused.

use super::super::{Format, Import, ImportError, Options, Report};

const GROUP: &str =
    "HL*3*2*4*1~NM1*QV*2*GROUP A*****XX*1300000019~DTP*092*D8*20200101~REF*EI*911111111~";
const SITE: &str = "HL*4*3*N*1~NM1*77*2*MAIN*****SV*MAIN~N3*1 ELM ST~N4*TESTVILLE*OH*439990001~";

/// A provider of this NPI below a level.
fn provider(hl: u32, above: &str, npi: &str, more: &str) -> String {
    format!("HL*{hl}*{above}*19*0~NM1*1P*1*NAME{hl}*EVA****XX*{npi}~DTP*092*D8*20240101~{more}")
}

/// A whole input around the levels below the plan and the receiver.
fn directory(levels: &[&str]) -> String {
    let levels = levels.concat();
    let segments = levels.matches('~').count() + 7;
    format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *250301*1200*|*00405*000000001*0*T*:~\
GS*PW*S*R*20250301*1200*1*X*004050X109~ST*274*0001*004050X109~BHT*0028*27*0001*20250301*1200~\
HL*1**20*1~NM1*PR*2*PLAN*****46*PLAN~HL*2*1*21*1~NM1*40*2*STATE*****46*STATE~\
{levels}SE*{segments}*0001~GE*1*1~IEA*1*000000001~"
    )
}

struct Read {
    report: Report,
    files: Vec<(String, String)>,
}

impl Read {
    fn of(input: &str) -> Result<Read, ImportError> {
        Read::asking("P1", input)
    }

    fn asking(payer: &str, input: &str) -> Result<Read, ImportError> {
        let options = Options {
            payer: Some(payer.to_owned()),
            ..Options::new(Format::Directory274)
        };
        let mut import = Import::into_files(Vec::new(), options)?;
        import.read("a.274", input.as_bytes())?;
        let (report, outputs) = import.finish()?;
        let mut files = Vec::new();
        for output in outputs {
            let mut text = Vec::new();
            let name = output.name.clone();
            output.write(&mut text).unwrap();
            files.push((name, String::from_utf8(text).unwrap()));
        }
        let refused = report.refused_rows() as u64;
        assert_eq!(report.read, report.taken + report.passed + refused);
        Ok(Read { report, files })
    }

    /// The cells of the enrollments of a provider, up to the last day.
    fn enrollments(&self, npi: &str) -> Vec<String> {
        let file = self
            .files
            .iter()
            .find(|(name, _)| name == "enrollments.csv");
        let rows = file.map_or("", |(_, text)| text).lines();
        let own = rows.filter(|row| row.starts_with(npi));
        own.map(|row| row.split(',').take(12).collect::<Vec<_>>().join(","))
            .collect()
    }

    /// The lines and elements of what was refused.
    fn refused(&self) -> Vec<(u64, &str)> {
        let refused = self.report.refused.iter();
        refused.map(|one| (one.line, one.column.as_str())).collect()
    }
}

const EVA: &str = "1400000018";
const IDA: &str = "1400000026";

#[test]
fn a_level_belongs_to_the_one_that_hl02_names_wherever_it_stands() {
    let other =
        "HL*5*2*4*1~NM1*QV*2*GROUP B*****XX*1300000027~DTP*092*D8*20210101~REF*EI*922222222~";
    let (eva, ida) = (provider(6, "3", EVA, ""), provider(7, "5", IDA, ""));
    let read = Read::of(&directory(&[GROUP, other, &eva, &ida])).unwrap();
    assert_eq!(
        read.enrollments(EVA),
        ["1400000018,P1,,,1300000019,911111111,EIN,,,approved,2024-01-01,"]
    );
    assert_eq!(
        read.enrollments(IDA),
        ["1400000026,P1,,,1300000027,922222222,EIN,,,approved,2024-01-01,"]
    );
    assert_eq!(read.refused(), []);
}

#[test]
fn a_provider_below_no_level_is_refused_and_those_after_it_are_not() {
    for above in ["99", "", "9"] {
        let orphan = provider(5, above, EVA, "");
        // What stands later is not above.
        let (ida, later) = (provider(6, "3", IDA, ""), GROUP.replace("HL*3", "HL*9"));
        let read = Read::of(&directory(&[GROUP, &orphan, &ida, &later])).unwrap();
        assert_eq!(read.refused(), [(13, "HL02")], "{above}");
        assert!(read.enrollments(EVA).is_empty());
        assert_eq!(read.enrollments(IDA).len(), 1);
    }
}

#[test]
fn two_levels_of_one_number_are_above_nothing() {
    let twice = GROUP.replace("1300000019", "1300000027");
    let read = Read::of(&directory(&[GROUP, &twice, &provider(5, "3", EVA, "")])).unwrap();
    assert_eq!(read.refused(), [(13, "HL01"), (17, "HL02")]);
}

#[test]
fn sites_below_their_providers_are_not_read() {
    let (eva, site) = (provider(5, "3", EVA, ""), SITE.replace("*3*N", "*5*N"));
    let read = Read::of(&directory(&[GROUP, &eva, &site])).unwrap();
    assert_eq!(read.refused(), [(13, "HL02"), (16, "HL02")]);
    assert!(read.enrollments(EVA).is_empty());
}

#[test]
fn a_group_that_can_not_be_told_takes_its_providers_with_it() {
    for group in [
        "HL*3*2*4*1~NM1*QV*2*GROUP~DTP*092*D8*20200101~",
        "HL*3*2*4*1~NM1*QV*2*GROUP*****XX*1300000018~DTP*092*D8*20200101~",
        "HL*3*2*4*1~NM1*QV*2*GROUP~REF*EI*91111~",
        "HL*3*2*4*1~NM1*QV*2*GROUP*****XX*1300000019~DTP*092*D8*20201301~",
        "HL*3*2*4*1~NM1*QV*2*GROUP*****XX*1300000019~DTP*093*D8*TBD~",
    ] {
        let read = Read::of(&directory(&[group, &provider(5, "3", EVA, "")])).unwrap();
        assert_eq!(read.report.refused.len(), 2, "{group}: {:?}", read.report);
        let why = read.report.refused[1].to_string();
        assert!(
            why.ends_with("HL02: what it belongs to, line 9, was left out"),
            "{why}"
        );
        assert!(read.enrollments(EVA).is_empty(), "{group}");
    }
}

#[test]
fn a_group_goes_by_a_persons_number_too() {
    let group = "HL*3*2*4*1~NM1*QV*2*GROUP*****SY*987654321~";
    let read = Read::of(&directory(&[group, &provider(5, "3", EVA, "")])).unwrap();
    assert_eq!(
        read.enrollments(EVA),
        ["1400000018,P1,,,,987654321,SSN,,,approved,2024-01-01,"]
    );
}

#[test]
fn a_provider_below_no_group_needs_a_tin() {
    let bare = Read::of(&directory(&[&provider(5, "2", EVA, "")])).unwrap();
    assert_eq!(bare.refused(), [(9, "HL02")]);
    let own = provider(5, "2", EVA, "REF*SY*987654321~");
    let read = Read::of(&directory(&[&own])).unwrap();
    assert_eq!(
        read.enrollments(EVA),
        ["1400000018,P1,,,,987654321,SSN,,,approved,2024-01-01,"]
    );
}

#[test]
fn a_site_that_can_not_be_told_takes_its_providers_with_it() {
    for site in [
        "HL*4*3*N*1~NM1*77*2*FAR AWAY~",
        "HL*4*3*N*1~NM1*77*2*FAR AWAY*****XX*1300000018~",
    ] {
        let read = Read::of(&directory(&[GROUP, site, &provider(5, "4", EVA, "")])).unwrap();
        assert_eq!(read.refused(), [(13, "NM109"), (15, "HL02")], "{site}");
        assert!(read.enrollments(EVA).is_empty());
    }
}

#[test]
fn of_several_payers_the_one_asked_for_is_taken_and_none_is_guessed() {
    let second = "HL*11**20*1~NM1*PR*2*OTHER*****46*OTHERPLAN~HL*12*11*21*1~\
HL*13*12*4*1~NM1*QV*2*GROUP B*****XX*1300000027~";
    let (eva, ida) = (provider(5, "3", EVA, ""), provider(14, "13", IDA, ""));
    let input = directory(&[GROUP, &eva, second, &ida]);
    let error = Read::of(&input).err().unwrap().to_string();
    assert!(
        error.contains("several payers (`OTHERPLAN`, `PLAN`), none of which goes by `P1`"),
        "{error}"
    );
    let read = Read::asking("otherplan", &input).unwrap();
    assert!(read.enrollments(EVA).is_empty());
    assert_eq!(read.enrollments(IDA).len(), 1);
    assert_eq!(read.report.passed, 2);
    assert_eq!(
        read.report.remarks,
        ["a.274: rows of other payers than the one asked for: 2"]
    );
}

#[test]
fn a_set_that_takes_back_tells_no_enrollment() {
    for purpose in ["01", "03", "04", "13"] {
        let input = directory(&[GROUP, &provider(5, "3", EVA, "")]);
        let read = Read::of(&input.replace("0028*27", &format!("0028*{purpose}"))).unwrap();
        assert_eq!(read.refused(), [(4, "BHT02")], "{purpose}");
        assert!(read.enrollments(EVA).is_empty());
    }
}

#[test]
fn of_a_set_that_breaks_off_the_last_level_is_refused() {
    let whole = directory(&[
        GROUP,
        &provider(5, "3", IDA, ""),
        &provider(6, "3", EVA, ""),
    ]);
    let ends = ["SE*", "DTP*092*D8*20240101~SE", "*20240101~SE", "1*1~IEA"];
    for end in ends.map(|end| whole.rfind(end).unwrap()) {
        let cut = &whole[..end];
        let read = Read::of(cut).unwrap();
        let is_whole = cut.contains("~SE*");
        assert_eq!(
            read.refused().is_empty(),
            is_whole,
            "{cut}: {:?}",
            read.report
        );
        assert_eq!(read.enrollments(EVA).is_empty(), !is_whole, "{cut}");
        assert_eq!(read.enrollments(IDA).len(), 1, "{cut}");
    }
    let without = Read::of(&whole.replace("SE*17*0001~", "")).unwrap();
    assert_eq!(without.refused(), [(16, "SE")]);
}

#[test]
fn what_is_no_level_of_a_directory_is_told() {
    let odd = provider(5, "3", EVA, "").replace("*19*", "*1P*");
    let bare = "NM1*1P*1*NAME*IDA****XX*1400000026~DTP*092*D8*20240601~";
    let read = Read::of(&directory(&[
        GROUP,
        &odd,
        &provider(6, "3", "1400000034", bare),
    ]))
    .unwrap();
    assert_eq!(read.refused(), [(13, "HL03"), (19, "NM101")]);
    // What follows the stray name is not of the level before it.
    let row = &read.enrollments("1400000034")[0];
    assert!(row.ends_with(",2024-01-01,"), "{row}");
}

#[test]
fn the_tins_of_site_and_provider_count_like_those_of_the_group() {
    let site = format!("{SITE}REF*EI*922222222~");
    let eva = provider(5, "4", EVA, "REF*EI*93-3333333~REF*SY*987654321~");
    let read = Read::of(&directory(&[GROUP, &site, &eva])).unwrap();
    assert_eq!(
        read.enrollments(EVA),
        ["1400000018,P1,,,1300000019,933333333|922222222|911111111,EIN,MAIN,,approved,2024-01-01,"]
    );
}

#[test]
fn a_provider_in_several_networks_is_enrolled_in_each() {
    let eva = provider(5, "3", EVA, "REF*N5*GOLD~REF*N5*BASIC~");
    let read = Read::of(&directory(&[GROUP, &eva])).unwrap();
    let networks = read.enrollments(EVA);
    assert_eq!(networks.len(), 2);
    assert!(
        networks[0].starts_with("1400000018,P1,,GOLD,"),
        "{networks:?}"
    );
}

#[test]
fn what_is_not_taken_is_told() {
    let group = format!("{GROUP}LQ*68*207Q~");
    let eva = provider(5, "3", EVA, "REF*0B*A12345~");
    let ida = provider(6, "3", IDA, "LQ*68*207Q~");
    let read = Read::of(&directory(&[&group, &eva, &ida])).unwrap();
    assert_eq!(
        read.report.remarks,
        [
            "a.274: licence numbers (REF*0B), which are not taken: 1",
            "a.274: codes of groups and sites that are no taxonomy: 1"
        ]
    );
    // An enrollment without its taxonomy would hold for any.
    assert_eq!(read.refused(), [(18, "LQ02")]);
    assert!(read.enrollments(IDA).is_empty());
}

#[test]
fn nobody_is_enrolled_outside_the_contract_of_the_group() {
    let group = format!("{GROUP}DTP*093*D8*20250131~").replace("20200101", "20240201");
    let late = provider(5, "3", EVA, "DTP*093*D8*20271231~");
    let early = provider(6, "3", IDA, "DTP*093*D8*20231231~").replace("20240101", "20200101");
    let read = Read::of(&directory(&[&group, &late, &early])).unwrap();
    let row = &read.enrollments(EVA)[0];
    assert!(row.ends_with(",2024-02-01,2025-01-31"), "{row}");
    assert_eq!(read.refused(), [(18, "DTP*093")]);
}

#[test]
fn another_taxonomy_at_another_site_is_another_enrollment() {
    let second = SITE.replace("HL*4", "HL*6").replace("MAIN", "EAST");
    let eva = provider(5, "4", EVA, "LQ*68*207Q00000X~");
    let there = provider(7, "6", EVA, "LQ*68*207R00000X~").replace("NAME7", "NAME5");
    let read = Read::of(&directory(&[GROUP, SITE, &eva, &second, &there])).unwrap();
    let rows = read.enrollments(EVA);
    assert_eq!(rows.len(), 2, "{:?}", read.report);
    assert!(rows[0].contains(",MAIN,207Q00000X,") && rows[1].contains(",EAST,207R00000X,"));
    let told: Vec<String> = read
        .report
        .conflicts
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["providers.csv: 1400000018: taxonomies: `207Q00000X` kept; a.274:25 has `207R00000X`"]
    );
}

#[test]
fn a_fault_is_told_once() {
    let read = Read::of(&directory(&[GROUP, &provider(5, "3", "1400000019", "")])).unwrap();
    assert_eq!(read.refused(), [(13, "NM109")]);
    let both = provider(5, "3", "1400000019", "LQ*68*207Q~");
    let read = Read::of(&directory(&[GROUP, &both])).unwrap();
    assert_eq!(read.refused(), [(13, "NM109"), (13, "LQ02")]);
    assert_eq!(read.report.refused_rows(), 1);
}
