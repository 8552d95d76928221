//! Claims that other people hold for valid have no error about places of service.

mod samples;

#[test]
fn valid_samples_have_no_error_of_place_of_service() {
    samples::assert_errors_are_known(
        |finding| {
            let family = finding.rule.code.split('-').next();
            matches!(family, Some("POS" | "LOC" | "PX" | "TH"))
        },
        include_str!("places_samples.csv"),
    );
}
