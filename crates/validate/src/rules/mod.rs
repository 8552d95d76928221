//! The rules, a file each, by family.

use crate::rule::rules;

rules! {
    /// Interchanges, groups and sets.
    mod envelope {
        mod bytes_outside_interchange;
        mod interchange_header_not_fixed_width;
        mod trailer_missing;
        mod trailer_unexpected;
        mod control_numbers_differ;
        mod segment_count_wrong;
        mod segment_outside_set;
        mod last_segment_unterminated;
        mod segment_empty;
        mod segment_id_malformed;
        mod interchange_control_number_repeated;
        mod group_control_number_repeated;
        mod set_control_number_repeated;
        mod group_version_not_supported;
    }
    /// Types, lengths, characters and syntax notes of elements.
    mod syntax {
        mod value_too_short;
        mod value_too_long;
        mod character_not_allowed;
        mod number_malformed;
        mod date_malformed;
        mod time_malformed;
        mod too_many_elements;
        mod too_many_components;
        mod too_many_repetitions;
        mod paired_element_missing;
        mod one_of_elements_missing;
        mod elements_exclude_each_other;
        mod conditional_element_missing;
        mod repetition_separator_wrong;
        mod separators_at_segment_end;
    }
    /// Segments, loops, elements and levels against the guide.
    mod guide {
        mod segment_unknown;
        mod segment_unexpected;
        mod required_segment_missing;
        mod required_loop_missing;
        mod segment_repeats_too_often;
        mod loop_repeats_too_often;
        mod segment_out_of_sequence;
        mod segment_not_used;
        mod required_element_missing;
        mod element_not_used;
        mod code_not_in_guide;
        mod hierarchy_number_wrong;
        mod hierarchy_parent_wrong;
        mod hierarchy_child_code_wrong;
        mod line_number_wrong;
        mod version_not_known;
        mod version_not_of_group;
        mod set_not_of_group;
        mod interchange_version_of_other_group;
    }
    /// The claim as a whole.
    mod context {
        mod charge_not_in_cents;
        mod charges_do_not_add_up;
        mod original_claim_number_missing;
        mod emergency_indicator_without_support;
        mod supervised_service_at_facility;
        mod filing_indicator_of_other_payer;
        mod original_claim_number_on_new_claim;
        mod assignment_not_accepted;
        mod delay_reason_given;
        mod service_dates_backwards;
        mod statement_dates_backwards;
        mod other_dates_backwards;
        mod service_in_future;
        mod frequency_not_of_claims;
        mod tax_number_malformed;
        mod birth_after_service;
        mod admission_after_statement;
        mod line_outside_statement;
        mod amount_not_in_cents;
        mod discharge_before_admission;
        mod interim_bill_of_patient_who_left;
        mod occurrence_in_future;
        mod value_amount_negative;
        mod non_covered_above_charge;
        mod line_control_number_repeated;
        mod nothing_charged;
        mod final_bill_of_patient_who_stays;
        mod discharge_hour_on_interim_bill;
        mod charge_negative;
        mod event_after_service;
        mod patient_too_old;
        mod ssn_of_no_area;
        mod claim_number_too_long;
        mod line_control_number_too_long;
        mod other_payment_negative;
        mod adjudication_in_future;
        mod supervising_provider_renders;
        mod referral_repeats_authorization;
        mod line_repeated;
    }
    /// Codes of lists that others keep (SNIP type 5).
    mod codes {
        mod diagnosis_with_decimal_point;
        mod diagnosis_malformed;
        mod code_version_wrong_for_date;
        mod hospital_procedure_malformed;
        mod procedure_malformed;
        mod modifier_malformed;
        mod revenue_code_malformed;
        mod facility_type_malformed;
        mod state_not_known;
        mod country_not_known;
        mod zip_malformed;
        mod taxonomy_malformed;
        mod adjustment_reason_not_known;
        mod payer_code_not_active;
        mod remark_not_known;
        mod drug_code_malformed;
        mod condition_code_malformed;
        mod occurrence_code_malformed;
        mod occurrence_span_code_malformed;
        mod value_code_malformed;
        mod discharge_status_malformed;
        mod hipps_malformed;
        mod diagnosis_repeated;
        mod external_cause_as_principal;
        mod revenue_code_not_assigned;
        mod admission_type_not_assigned;
        mod modifier_repeated;
        mod telephone_number_malformed;
        mod country_missing;
        mod address_incomplete;
        mod billing_code_repeated;
        mod medicare_number_malformed;
        mod drg_malformed;
        mod taxonomy_not_listed;
        mod claim_status_not_listed;
        mod code_not_in_list;
        mod code_not_valid_on_date;
    }
    /// Amounts that must make up each other.
    mod balancing {
        mod other_payer_claim_out_of_balance;
        mod other_payer_line_out_of_balance;
        mod other_payer_payment_differs_from_lines;
        mod service_payment_out_of_balance;
        mod claim_payment_out_of_balance;
        mod service_charges_do_not_add_up;
        mod remittance_out_of_balance;
    }
    /// What the guide wants in the situation of a claim (SNIP type 4).
    mod situation {
        mod patient_level_of_subscriber;
        mod patient_level_missing;
        mod accident_date_missing;
        mod accident_state_missing;
        mod stay_without_admission_date;
        mod discharge_hour_missing;
        mod admitting_diagnosis_missing;
        mod attending_provider_missing;
        mod payer_responsibility_repeated;
        mod earlier_payer_missing;
        mod line_adjudication_of_unknown_payer;
        mod other_payer_payment_missing;
        mod medicare_secondary_reason_missing;
        mod attachment_number_missing;
        mod diagnosis_pointer_without_diagnosis;
        mod subscriber_address_missing;
        mod subscriber_birth_date_missing;
        mod purchased_service_provider_missing;
        mod unlisted_procedure_not_described;
        mod reason_for_visit_missing;
        mod admission_source_missing;
        mod recertification_date_missing;
        mod equipment_form_without_certification;
        mod dental_service_date_missing;
        mod outpatient_line_date_missing;
        mod first_payer_missing;
        mod adjudication_date_missing;
        mod adjudication_date_repeated;
        mod patient_liability_repeated;
        mod filing_indicator_missing;
        mod other_medicare_reason_missing;
        mod prior_placement_date_missing;
    }
    /// What certain services want (SNIP type 6).
    mod service {
        mod ambulance_transport_missing;
        mod ambulance_address_missing;
        mod ambulance_modifier_missing;
        mod anesthesia_minutes_missing;
        mod anesthesia_modifier_missing;
        mod active_treatment_modifier_missing;
        mod initial_treatment_date_missing;
        mod mammography_certificate_missing;
        mod clia_number_missing;
        mod tooth_number_missing;
        mod mileage_without_transport;
        mod miles_missing;
        mod home_health_payment_code_missing;
        mod home_health_authorization_missing;
        mod oral_area_missing;
        mod tooth_surface_missing;
        mod equipment_code_differs;
        mod equipment_form_not_taken;
        mod tooth_number_not_assigned;
        mod units_zero;
        mod oral_area_not_assigned;
        mod units_negative;
        mod drug_quantity_not_positive;
        mod clia_number_malformed;
        mod clia_numbers_differ;
    }
    /// Identifiers of providers.
    mod npi {
        mod npi_malformed;
        mod npi_missing;
        mod npi_deactivated;
        mod npi_of_other_entity_type;
    }
    /// The code of the place of service itself.
    mod place_of_service {
        mod facility_qualifier_wrong;
        mod place_of_service_not_assigned;
        mod line_place_of_service_not_assigned;
        mod place_of_service_repeated_on_line;
        mod place_of_service_for_type_of_bill;
        mod type_of_bill_whole;
        mod leading_zero_lost;
        mod places_differ_between_lines;
        mod service_crosses_start_of_place;
        mod dental_telehealth_at_another_place;
        mod place_of_service_unspecific;
        mod second_facility_missing;
        mod place_not_of_diagnosis;
    }
    /// The place of service against the facility and the stay.
    mod location {
        mod service_facility_missing;
        mod office_at_hospital;
        mod admission_date_missing;
        mod facility_place_in_office;
        mod facility_is_billing_provider;
        mod facility_at_billing_address;
        mod office_named_for_home;
        mod post_office_box_billed_from;
        mod service_outside_stay;
        mod admission_at_outpatient_place;
        mod nursing_place_against_stay;
        mod surgical_center_confused;
        mod emergency_room_without_hospital;
        mod campus_confused;
        mod facility_in_state_without_licence;
        mod ambulance_place_without_trip;
        mod site_of_another_tin;
        mod zip_not_nine_digits;
    }
    /// Telehealth.
    mod telehealth {
        mod telehealth_at_home_before_its_time;
        mod telehealth_before_its_time;
        mod telehealth_modifier_at_other_place;
        mod telehealth_modifier_missing;
        mod voice_visit_outside_home;
        mod telehealth_modifiers_contradict;
        mod procedure_not_on_telehealth_list;
        mod telephone_code_ended;
        mod telemedicine_code_to_medicare;
        mod hands_on_procedure_by_telehealth;
        mod home_telehealth_at_facility;
        mod telehealth_perhaps_at_home;
        mod home_telehealth_after_statute;
        mod telehealth_not_approved;
        mod telehealth_without_licence_of_patients_state;
        mod telehealth_place_not_taken;
    }
    /// Procedures at places that they do not go with.
    mod procedure {
        mod hospital_visit_outside_hospital;
        mod emergency_visit_outside_emergency_room;
        mod home_visit_outside_home;
        mod office_visit_of_inpatient;
        mod nurse_visit_at_facility;
        mod consultation_at_wrong_place;
        mod critical_care_outside_hospital;
        mod nursing_visit_outside_facility;
        mod preventive_visit_of_inpatient;
        mod after_hours_at_facility;
        mod urgent_care_outside_its_center;
        mod ground_ambulance_elsewhere;
        mod air_ambulance_elsewhere;
        mod dialysis_month_of_inpatient;
        mod opioid_treatment_elsewhere;
        mod other_service_at_mass_immunization;
        mod facility_code_on_professional_claim;
        mod originating_site_at_telehealth;
        mod technical_component_at_hospital;
        mod test_without_professional_modifier;
        mod professional_modifier_in_office;
        mod incident_service_at_facility;
        mod surgical_center_modifier_elsewhere;
        mod facility_surgery_outside_facility;
        mod inpatient_procedure_of_outpatient;
        mod equipment_at_facility;
        mod hospice_unclear;
        mod custody_modifier_missing;
        mod clinic_visit_on_professional_claim;
        mod laboratory_place_against_test;
        mod delivery_outside_hospital;
        mod anesthesia_outside_facility;
        mod vaccine_of_inpatient;
        mod office_and_hospital_on_one_day;
        mod procedure_not_of_its_day;
        mod consultation_to_medicare;
    }
    /// Prior authorizations and referrals.
    mod authorization {
        mod authorization_missing;
        mod authorization_of_other_provider;
        mod authorization_for_other_procedures;
        mod authorization_not_valid_on_date;
        mod authorized_units_exceeded;
        mod referral_missing;
        mod authorization_for_other_place;
        mod authorization_still_to_be_asked_for;
        mod authorization_number_placeholder;
        mod authorization_of_other_member;
    }
    /// Whether the roster lets the provider bill.
    mod enrollment {
        mod rendering_provider_not_in_roster;
        mod no_enrollment_with_payer;
        mod service_before_enrollment_started;
        mod service_after_enrollment_ended;
        mod service_crosses_enrollment_boundary;
        mod tin_not_enrolled;
        mod billing_group_not_linked;
        mod location_not_enrolled;
        mod place_of_service_not_approved;
        mod taxonomy_not_enrolled;
        mod procedure_outside_scope;
        mod plan_not_enrolled;
        mod licence_expired;
        mod payer_not_in_roster;
        mod provider_not_participating;
        mod taxonomy_missing;
        mod revalidation_overdue;
        mod caqh_attestation_lapsed;
        mod provider_excluded;
        mod provider_opted_out;
        mod orders_not_taken;
        mod group_as_rendering_provider;
        mod rendering_provider_missing;
        mod billing_provider_repeated_as_rendering;
        mod substitute_beyond_sixty_days;
        mod supervising_provider_not_enrolled;
        mod clia_certificate_not_valid;
        mod not_enrolled_with_state_medicaid;
        mod npi_replaced;
        mod tax_form_expired;
        mod board_certification_expired;
        mod practice_not_in_roster;
        mod enrollment_not_verified_lately;
    }
}

/// The rule of a code such as `ENR-04`, or of a name.
pub fn find(code_or_name: &str) -> Option<&'static crate::Rule> {
    let is = |own: &str| own.eq_ignore_ascii_case(code_or_name);
    ALL.iter()
        .copied()
        .find(|rule| is(rule.code) || is(rule.name))
}
