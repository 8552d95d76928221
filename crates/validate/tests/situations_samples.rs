//! Claims and payments that other people hold for valid have no error of balance, of situations or of services
//! (SNIP types 3, 4, 6).

mod samples;

#[test]
fn valid_samples_have_no_error_of_balance_situation_or_service() {
    samples::assert_errors_are_known(
        |finding| matches!(finding.rule.snip(), Some(3 | 4 | 6)),
        include_str!("situations_samples.csv"),
    );
}
