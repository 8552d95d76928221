//! Amounts that must make up each other (SNIP type 3), of claims of other payers and of remittances.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use remedi_claims::{ClaimKind, Cutter, in_order};
use remedi_validate::{Checker, Example, Finding, Options, Remittances};

/// The findings about balance in an input, cut at a size.
fn findings(input: &[u8], size: usize) -> Vec<Finding> {
    let checker = Checker::new(None, Options::default());
    let (mut all, mut remittances) = (Vec::new(), Remittances::new(&checker));
    in_order(
        Cutter::with_size(input, size),
        |batch| checker.check(batch),
        |report| {
            remittances.add(&report);
            all.extend(report.findings);
        },
    );
    all.extend(remittances.end_input().findings);
    all.retain(|finding| finding.rule.family() == "balancing");
    all
}

/// Code, place and difference of each, which is the same whatever the size of batches.
fn told(input: &str) -> Vec<String> {
    let told = |size| {
        let all = findings(input.as_bytes(), size);
        let told = all.iter().map(|finding| {
            let by = finding.values.get("by").map(ToString::to_string);
            let (code, at) = (finding.rule.code, finding.at);
            format!("{code} {at} {}", by.unwrap_or_default())
        });
        told.collect::<Vec<_>>()
    };
    let whole = told(1 << 20);
    for size in [1, 150, 400] {
        assert_eq!(told(size), whole, "{size}");
    }
    whole
}

/// Two lines of 100.00 and 50.00, of which an earlier payer paid 80.00 and 30.00.
const COORDINATED: &str = "CLM*A1*150***11:B:1*Y*A*Y*Y~\
    SBR*P*18*******MB~AMT*D*110~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~\
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
    SVD*12345*80*HC:99213**1~CAS*CO*45*20~DTP*573*D8*20250120~\
    LX*2~SV1*HC:93000*50*UN*1***1~DTP*472*D8*20250115~\
    SVD*12345*30*HC:93000**1~CAS*CO*45*15~CAS*PR*2*5~DTP*573*D8*20250120~";

fn coordinated(text: &str, by: &str) -> String {
    assert!(COORDINATED.contains(text), "{text}");
    let text = COORDINATED.replacen(text, by, 1);
    Example::claim(Box::leak(text.into_boxed_str())).to_input()
}

#[test]
fn what_an_earlier_payer_did_balances_at_each_level() {
    let nothing: [&str; 0] = [];
    assert_eq!(told(&coordinated("", "")), nothing);
    assert_eq!(
        told(&coordinated("CAS*PR*2*5~", "CAS*PR*2*4.99~")),
        ["BAL-02 2430/SVD02 0.01"]
    );
    assert_eq!(
        told(&coordinated("AMT*D*110~", "AMT*D*100~")),
        ["BAL-03 2320/AMT02 -10.00"]
    );
    // The claim's own adjustment lowers what its lines make.
    let both = coordinated("AMT*D*110~", "CAS*CO*23*10~AMT*D*100~");
    assert_eq!(told(&both), nothing);
}

#[test]
fn several_adjudications_of_a_line_count_together() {
    let split = coordinated(
        "SVD*12345*80*HC:99213**1~CAS*CO*45*20~DTP*573*D8*20250120~",
        "SVD*12345*50*HC:99212**1~CAS*CO*45*20~DTP*573*D8*20250120~SVD*12345*30*HC:99211**1~DTP*573*D8*20250120~",
    );
    assert!(told(&split).is_empty());
}

#[test]
fn a_bundled_line_is_not_held_against_its_charge() {
    let bundled = coordinated("HC:93000**1~CAS*CO*45*15~", "HC:93000**1*1~CAS*CO*45*10~");
    assert!(told(&bundled).is_empty());
}

#[test]
fn a_payer_that_says_nothing_of_a_line_is_doubted() {
    let silent = coordinated(
        "SVD*12345*30*HC:93000**1~CAS*CO*45*15~CAS*PR*2*5~DTP*573*D8*20250120~",
        "",
    )
    .replace("AMT*D*110~", "AMT*D*80~");
    assert_eq!(told(&silent), ["BAL-01 2320/AMT02 50.00"]);
    let found = findings(silent.as_bytes(), 1 << 20);
    assert_eq!(found[0].severity.as_str(), "warning");
}

#[test]
fn payers_of_one_identifier_and_amounts_that_are_none_are_not_judged() {
    let wrong = "AMT*D*1~";
    let twice = coordinated(
        "AMT*D*110~",
        "AMT*D*1~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M3~NM1*PR*2*SECOND*****PI*12345~SBR*T*18*******CI~AMT*D*2~",
    );
    assert!(told(&twice).is_empty());
    for amount in ["AMT*D*1O~", "AMT*D*1~AMT*A8*150~"] {
        assert!(told(&coordinated("AMT*D*110~", amount)).is_empty());
    }
    assert_eq!(told(&coordinated("AMT*D*110~", wrong)).len(), 1);
}

#[test]
fn a_predetermination_and_a_claim_of_4010_are_not_judged() {
    let dental = "CLM*A1*150***11:B:1*Y*A*Y*Y**********PB~\
        SBR*P*18*******CI~CAS*CO*45*20~AMT*D*110~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~\
        NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV3*AD:D0120*150~DTP*472*D8*20250115~";
    let asked = Example::claim(dental).of_kind(ClaimKind::Dental).to_input();
    assert!(told(&asked).is_empty());
    let billed = asked.replace("**********PB~", "~");
    assert_eq!(told(&billed), ["BAL-01 2320/AMT02 20.00"]);
    let wrong = coordinated("AMT*D*110~", "AMT*D*1~");
    assert!(told(&wrong.replace("005010X222A1", "004010X098A1")).is_empty());
}

/// Sets of an 835, each of BPR02 and what follows the header.
fn remittances(sets: &[(&str, String)]) -> String {
    let first = Example::payment("").to_input();
    let start = first.find("ST*").expect("a set");
    let end = first.find("SE*").expect("a set");
    let bodies: String = sets
        .iter()
        .map(|(paid, text)| {
            let header = first[start..end].replace("BPR*I*100*", &format!("BPR*I*{paid}*"));
            format!("{header}{text}SE*9*0001~")
        })
        .collect();
    format!("{}{bodies}GE*1*1~IEA*1*000000001~", &first[..start])
}

#[test]
fn a_remittance_of_many_batches_is_judged_as_one() {
    let claims: String = (0..30)
        .map(|n| format!("CLP*A{n}*1*100*70**12*P{n}*11*1~CAS*CO*45*30~NM1*QC*1*DOE*PAT~"))
        .collect();
    let plb = "PLB*1234567893*20251231*WO:P1*100*L6:P2*-7~";
    let right = ("2007", format!("{claims}{plb}"));
    let wrong = ("2000", format!("{claims}{plb}"));
    let unread = ("5", claims.replace("*100*70*", "*100*7O*"));
    assert!(told(&remittances(std::slice::from_ref(&right))).is_empty());
    assert_eq!(
        told(&remittances(&[right, wrong, unread])),
        ["BAL-07 ST/BPR02 7.00"]
    );
}

#[test]
fn a_remittance_without_payments_pays_nothing() {
    assert!(told(&remittances(&[("0", String::new())])).is_empty());
    assert_eq!(
        told(&remittances(&[("100", String::new())])),
        ["BAL-07 ST/BPR02 -100.00"]
    );
}

#[test]
fn a_payment_is_told_by_its_account_number_and_the_payee() {
    let text =
        "CLP*A1*22*-100*-80**12*P1*11*1~NM1*QC*1*DOE*PAT~SVC*HC:99213*-100*-80~CAS*CO*45*-30~";
    let input = remittances(&[("-80", text.to_owned())]);
    assert_eq!(
        told(&input),
        ["BAL-05 2100/CLP04 10.00", "BAL-04 2110/SVC03 10.00"]
    );
    let found = findings(input.as_bytes(), 1 << 20);
    let subject = found[0].subject.as_ref().expect("a claim");
    assert_eq!(&*subject.claim, "A1");
    assert_eq!(
        subject.billing_npi.map(|npi| npi.to_string()).as_deref(),
        Some("1234567893")
    );
}

/// The number behind a note, as in `SVC-unbalancedx3`; 1 when there is none, 0 without the note.
fn noted(notes: &str, note: &str) -> usize {
    let Some((_, rest)) = notes.split_once(note) else {
        return 0;
    };
    let digits = rest.strip_prefix('x').unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().unwrap_or(1)
}

#[test]
fn remittances_of_others_are_out_of_balance_where_arithmetic_says_so() {
    let Some(samples) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = Path::new(&samples);
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let (mut files, mut differ) = (0, Vec::new());
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (path, notes) = (cells[0], cells[11]);
        if cells[3] != "835" || notes.contains("no-ISA") {
            continue;
        }
        let input = fs::read(folder.join(path)).expect("a sample");
        let mut count = BTreeMap::new();
        for finding in findings(&input, 1 << 20) {
            *count.entry(finding.rule.code).or_insert(0) += 1;
        }
        for (code, note) in [
            ("BAL-04", "SVC-unbalanced"),
            ("BAL-05", "CLP-unbalanced"),
            ("BAL-07", "BPR02!=sum(CLP04)-PLB"),
        ] {
            let (told, noted) = (count.get(code).copied().unwrap_or(0), noted(notes, note));
            if told != noted {
                differ.push(format!("{path}: {code} {told} not {noted}"));
            }
        }
        let other = count.get("BAL-06").copied().unwrap_or(0);
        if other > 0 && cells[10].starts_with("valid") && noted(notes, "CLP-unbalanced") == 0 {
            differ.push(format!("{path}: BAL-06 {other}"));
        }
        files += 1;
    }
    assert!(files > 40, "{files}");
    assert!(differ.is_empty(), "{differ:#?}");
}
