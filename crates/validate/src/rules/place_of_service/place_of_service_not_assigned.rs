use remedi_claims::codes::pos;
use remedi_claims::{ClaimKind, DateRange, Pos};

use super::leading_zero_lost::is_one_digit;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// CLM05-1 of a professional or dental claim is no place of service: it is missing, has not two
    /// digits, has never been assigned, or was not in use on the days of service. Codes come and
    /// go: 19 began in 2016, 58 in 2020, 10 in 2022, 27 in October 2023.
    ///
    /// Lines that inherit the code are not reported again. A single digit is POS-S07, days of which one
    /// end is right POS-S09, POS 10 before 2022 TH-01, and POS 02 before 2017 TH-02.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end (277CA A7, status 249), or denied for an invalid place
    /// of service.
    ///
    /// ## What to do
    /// Send the two-digit code of the place where the patient was, as it was valid on the day of
    /// service.
    "POS-S02" "place-of-service-not-assigned": Error, PlaceOfService;
    source: "005010X222A1 loop 2300 CLM05-1; CMS place of service code set with its dates",
    watch: Claim(check),
    message: "the place of service[ `{sent}`] is {fault}[ on {days}]",
    help: "send the two-digit place of service code that was valid on the day of service",
    predicts: [CO "16" "M77"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***28:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***30:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***27:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20230930~"),
        Example::claim("CLM*A1*80***68:B:1*Y*A*Y*Y~LX*1~SV3*AD:D0120*80****1~DTP*472*D8*20250115~")
            .of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::claim("CLM*A1*100***27:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20231001~"),
        Example::claim("CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20200601~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional {
        return;
    }
    let fault = if lines.is_empty() {
        fault_of(claim.facility_code, claim.dates).map(|fault| (fault, claim.dates))
    } else {
        let inherits = lines.iter().any(|line| !line.has_own_pos);
        let mut asked = lines.iter().filter(|line| !inherits || !line.has_own_pos);
        asked.find_map(|line| Some((fault_of(claim.facility_code, line.dates)?, line.dates)))
    };
    if let Some((fault, dates)) = fault {
        hits.push(hit(Spot::component(claim.segment, 5, 1), claim.facility_code, fault, dates));
    }
}

pub(super) fn hit(spot: Spot, sent: &[u8], fault: &'static str, dates: Option<DateRange>) -> Hit {
    // Only this fault is one of some days.
    let days = dates.filter(|_| fault == NOT_ACTIVE);
    Hit::at(spot)
        .with("fault", fault)
        .with_known("sent", Value::code(sent, 2))
        .with_known("days", days)
}

const NOT_ACTIVE: &str = "not in use";

/// What is wrong with a place of service on these days. One digit is POS-S07, a code that was in use on one end of the
/// days alone POS-S09, telehealth before its time TH-01 and TH-02.
pub(super) fn fault_of(sent: &[u8], dates: Option<DateRange>) -> Option<&'static str> {
    let Some(pos) = Pos::parse(sent) else {
        return Some(match sent {
            b"" => "missing",
            _ if is_one_digit(sent) => return None,
            _ => "not two digits",
        });
    };
    let Some(place) = pos::lookup(pos) else {
        return Some("not assigned");
    };
    let dates = dates?;
    let is_active = place.is_active_on(dates.from) || place.is_active_on(dates.to);
    (!is_active && !matches!(pos.number(), 2 | 10)).then_some(NOT_ACTIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(sent: &str, day: &str) -> Option<&'static str> {
        fault_of(sent.as_bytes(), Some(DateRange::day(day.parse().unwrap())))
    }

    #[test]
    fn codes_are_judged_on_the_day_of_service() {
        assert_eq!(on("19", "2015-12-31"), Some(NOT_ACTIVE));
        assert_eq!(on("19", "2016-01-01"), None);
        assert_eq!(on("27", "2023-09-30"), Some(NOT_ACTIVE));
        assert_eq!(on("11", "1999-01-01"), None);
        assert_eq!(fault_of(b"19", None), None);
    }

    #[test]
    fn telehealth_at_home_before_its_time_is_left_to_its_own_rule() {
        assert_eq!(on("10", "2021-06-01"), None);
        assert_eq!(on("02", "2016-12-31"), None);
    }

    #[test]
    fn a_range_that_is_right_on_one_end_is_left_to_its_own_rule() {
        let dates = DateRange::parse(b"RD8", b"20230928-20231002").unwrap();
        assert_eq!(fault_of(b"27", Some(dates)), None);
        let dates = DateRange::parse(b"RD8", b"20230927-20230928").unwrap();
        assert_eq!(fault_of(b"27", Some(dates)), Some(NOT_ACTIVE));
    }
}
