//! The rules about codes on claims and payments that other people call valid: what they find there must be wrong.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Options, Severity};

/// Samples called valid whose codes are wrong all the same: the rule, why, and the files.
const EXCEPTIONS: &[(&str, &str, &[&str])] = &[
    (
        "COD-01",
        "the example keeps decimal points",
        &[
            "Inteligenz+X12Parser/Spec_4.1.1_InstitutionalClaim.txt",
            "Inteligenz+X12Parser/Spec_4.1.2_InstitutionalPpoRepricedClaim.txt",
            "Inteligenz+X12Parser/Spec_4.1.3_TwoClaimsForTheSameProvider.txt",
            "Inteligenz+X12Parser/Spec_4.2.1_HomeownersCasualtyClaim.txt",
            "Inteligenz+X12Parser/Spec_4.2.2_WorkersCompensation.txt",
            "Inteligenz+X12Parser/Spec_4.2.3_AutomobileAccident.txt",
            "LinuxForHealth+x12/automobile-accident.837",
            "LinuxForHealth+x12/institutional.837",
        ],
    ),
    (
        "COD-03",
        "its dates are made up for another version",
        &[
            "dwai1714+edi_parser/X298-pacdr-professional-external-example.edi",
            "imsweb+x12-parser/x12_complex.txt",
        ],
    ),
    (
        "COD-04",
        "the example keeps decimal points",
        &[
            "Inteligenz+X12Parser/Spec_4.1.1_InstitutionalClaim.txt",
            "Inteligenz+X12Parser/Spec_4.1.3_TwoClaimsForTheSameProvider.txt",
            "Inteligenz+X12Parser/Spec_4.2.2_WorkersCompensation.txt",
            "LinuxForHealth+x12/institutional.837",
        ],
    ),
    (
        "COD-05",
        "a procedure of six digits, or the name of its loop",
        &[
            "imsweb+x12-parser/x12_complex.txt",
            "imsweb+x12-parser/x12_many_claims.txt",
            "imsweb+x12-parser/x12_multiple_gs.txt",
            "imsweb+x12-parser/x12_multiple_isa.txt",
            "imsweb+x12-parser/x12_multiple_transactions.txt",
            "imsweb+x12-parser/x12_valid.txt",
            "imsweb+x12-parser/x12_valid_different_separators.txt",
        ],
    ),
    (
        "COD-07",
        "the example leaves out leading zeros",
        &[
            "Inteligenz+X12Parser/Spec_4.1.1_InstitutionalClaim.txt",
            "Inteligenz+X12Parser/Spec_4.1.2_InstitutionalPpoRepricedClaim.txt",
            "Inteligenz+X12Parser/Spec_4.1.3_TwoClaimsForTheSameProvider.txt",
            "Inteligenz+X12Parser/Spec_4.2.1_HomeownersCasualtyClaim.txt",
            "Inteligenz+X12Parser/Spec_4.2.2_WorkersCompensation.txt",
            "Inteligenz+X12Parser/Spec_4.2.3_AutomobileAccident.txt",
            "LinuxForHealth+x12/automobile-accident.837",
            "LinuxForHealth+x12/institutional.837",
        ],
    ),
    (
        "COD-08",
        "sent with a separator that is not the file's",
        &[
            "Inteligenz+X12Parser/Spec_3.1.3_PPORepricedClaim.txt",
            "LinuxForHealth+x12/ppo-repriced-claim.837i",
        ],
    ),
    (
        "COD-09",
        "a number stands for the state",
        &["imsweb+x12-parser/x12_complex.txt"],
    ),
    (
        "COD-11",
        "the example has a ZIP code that is none",
        &["kputnam+stupidedi/COB-claim-from-billing-provider-to-payer-b.edi"],
    ),
    (
        "COD-13",
        "a taxonomy of nine characters, or the name of its loop",
        &[
            "Inteligenz+X12Parser/Spec_4.2.2_PayerIsPCIns.txt",
            "Inteligenz+X12Parser/Spec_4.2.3_PayerIsPCIns.txt",
            "LinuxForHealth+x12/dependent-commercial-insurance-02.837",
            "imsweb+x12-parser/x12_ambiguous_loop.txt",
            "imsweb+x12-parser/x12_complex.txt",
        ],
    ),
    (
        "COD-17",
        "a drug code of seven digits",
        &["imsweb+x12-parser/x12_complex.txt"],
    ),
    (
        "COD-18",
        "the example leaves out leading zeros",
        &[
            "Inteligenz+X12Parser/Spec_4.2.1_HomeownersCasualtyClaim.txt",
            "Inteligenz+X12Parser/Spec_4.2.2_WorkersCompensation.txt",
            "Inteligenz+X12Parser/Spec_4.2.3_AutomobileAccident.txt",
            "LinuxForHealth+x12/automobile-accident.837",
        ],
    ),
];

#[test]
fn valid_samples_have_valid_codes() {
    let Some(samples) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = Path::new(&samples);
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let (mut found, mut files) = (BTreeSet::new(), 0);
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (file, kind, expectation) = (cells[0], cells[3], cells[10]);
        if !(kind.starts_with("837") || kind == "835")
            || !(expectation.starts_with("valid") || expectation.starts_with("clean"))
        {
            continue;
        }
        files += 1;
        let input = fs::read(folder.join(file)).expect("a sample");
        let checker = Checker::new(None, Options::default());
        in_order(
            Cutter::new(&input[..]),
            |batch| checker.check(batch),
            |report| {
                let codes = report
                    .findings
                    .iter()
                    .filter(|one| one.rule.code.starts_with("COD-"));
                for finding in codes.filter(|one| one.severity == Severity::Error) {
                    found.insert((
                        file.to_owned(),
                        finding.rule.code,
                        format!("{} {}", finding.at, finding.message()),
                    ));
                }
            },
        );
    }
    assert!(files > 50, "{files}");
    let known = |file: &str, code: &str| {
        EXCEPTIONS
            .iter()
            .any(|(rule, _, files)| *rule == code && files.contains(&file))
    };
    let new: Vec<_> = found
        .iter()
        .filter(|(file, code, _)| !known(file, code))
        .collect();
    assert!(new.is_empty(), "{new:#?}");
    for (rule, why, files) in EXCEPTIONS {
        for file in *files {
            let is_told = found.iter().any(|one| (&*one.0, one.1) == (*file, *rule));
            assert!(is_told, "{file} is no longer told {rule}: {why}");
        }
    }
}
