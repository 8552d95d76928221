//! Claims and payments that other people hold for valid have no error about codes.

mod samples;

#[test]
fn valid_samples_have_valid_codes() {
    samples::assert_errors_are_known(
        |finding| finding.rule.code.starts_with("COD-"),
        include_str!("codes_samples.csv"),
    );
}
