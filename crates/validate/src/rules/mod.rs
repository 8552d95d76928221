//! The rules, a file each, by family.

use crate::rule::rules;

rules! {
    /// The code of the place of service itself.
    mod place_of_service {
        mod facility_qualifier_wrong;
        mod place_of_service_not_assigned;
        mod line_place_of_service_not_assigned;
    }
    /// Procedures at places that they do not go with.
    mod procedure {
        mod hospital_visit_outside_hospital;
        mod emergency_visit_outside_emergency_room;
        mod home_visit_outside_home;
    }
}

/// The rule of a code such as `ENR-04`, or of a name.
pub fn find(code_or_name: &str) -> Option<&'static crate::Rule> {
    let is = |own: &str| own.eq_ignore_ascii_case(code_or_name);
    ALL.iter()
        .copied()
        .find(|rule| is(rule.code) || is(rule.name))
}
