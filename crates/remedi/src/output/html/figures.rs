//! Numbers and words as a page shows them.

use remedi_claims::Money;

/// Dollars with their thousands: `$12,270.00`.
pub(super) fn dollars(amount: Money) -> String {
    let cents = amount.cents().unsigned_abs();
    let sign = if amount < Money::ZERO { "-" } else { "" };
    format!("{sign}${}.{:02}", thousands(cents / 100), cents % 100)
}

/// A count with its thousands: `12,270`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Things with their number: `1 claim`, `1,250 claims`.
pub(super) fn counted(number: u64, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {what}{ending}", thousands(number))
}

/// A part of the largest, of a thousand; what is less than nothing has no bar.
pub(super) fn permille(part: i64, most: i64) -> i64 {
    if part <= 0 || most <= 0 {
        return 0;
    }
    (i128::from(part) * 1000 / i128::from(most)).clamp(1, 1000) as i64
}

/// A probability or a rate of false discoveries: `0.012`, `< 0.001`.
pub(super) fn chance(value: f64) -> String {
    if value < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{value:.3}")
    }
}

/// A published word for reading: `PLACE_OF_SERVICE` as `Place of service`.
pub(super) fn label(word: &str) -> String {
    let lower = word.to_ascii_lowercase().replace(['_', '-'], " ");
    let mut label = String::with_capacity(lower.len());
    for (place, part) in lower.split(' ').enumerate() {
        if place > 0 {
            label.push(' ');
        }
        match in_full(part) {
            "cob" | "npi" | "pos" | "tin" | "clia" | "drg" | "esrd" | "fda" | "ncci" | "ndc"
            | "pcp" | "qmb" | "snf" => {
                label += &part.to_ascii_uppercase();
            }
            part if place == 0 => {
                let mut letters = part.chars();
                label.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                label += letters.as_str();
            }
            part => label += part,
        }
    }
    label
}

/// What a short part of a word stands for.
fn in_full(part: &str) -> &str {
    match part {
        "auth" => "authorization",
        "dos" => "date of service",
        "dx" => "diagnosis",
        "mod" => "modifier",
        "proc" => "procedure",
        "tob" => "type of bill",
        part => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_have_their_thousands_and_their_sign() {
        let told = |cents| dollars(Money::from_cents(cents));
        assert_eq!(told(0), "$0.00");
        assert_eq!(told(99_999), "$999.99");
        assert_eq!(told(100_000), "$1,000.00");
        assert_eq!(told(-123_456_789), "-$1,234,567.89");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(
            [0, 1].map(|number| counted(number, "claim")),
            ["0 claims", "1 claim"]
        );
    }

    #[test]
    fn small_chances_are_not_told_as_none() {
        assert_eq!(chance(0.0), "< 0.001");
        assert_eq!(chance(0.0124), "0.012");
    }

    #[test]
    fn words_read_as_words() {
        assert_eq!(label("PLACE_OF_SERVICE"), "Place of service");
        assert_eq!(label("COB_EFFECT"), "COB effect");
        assert_eq!(label("inappropriate-pos"), "Inappropriate POS");
        assert_eq!(label("front_desk"), "Front desk");
        assert_eq!(
            label("not-certified-on-dos"),
            "Not certified on date of service"
        );
        assert_eq!(label("dx-invalid-dos"), "Diagnosis invalid date of service");
        assert_eq!(label(""), "");
    }
}
