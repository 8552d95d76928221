//! Amounts as acknowledgements repeat them: those that were sent, whether they are in whole cents or not.

use std::fmt;
use std::ops::AddAssign;

/// A decimal amount (X12 data type R), in parts of 10⁻¹⁸: an element has at most 18 digits, before and behind the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount(i128);

/// At most so many digits.
const DIGITS: usize = 18;
const ONE: u128 = 10_u128.pow(DIGITS as u32);

impl Amount {
    /// Reads what was sent: a sign, digits, a point and digits; `None` where it is no such number, or a longer one.
    pub fn of(sent: &[u8]) -> Option<Amount> {
        let sent = std::str::from_utf8(sent).ok()?;
        let (is_negative, digits) = match sent.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, sent.strip_prefix('+').unwrap_or(sent)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let (whole, fraction) = (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        );
        if whole.len() > DIGITS || fraction.len() > DIGITS {
            return None;
        }
        let parts: i128 = format!("{whole}{fraction:0<DIGITS$}").parse().ok()?;
        Some(Amount(if is_negative { -parts } else { parts }))
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl fmt::Display for Amount {
    /// Without zeros at the end, as X12 wants it. A sum of more than 18 digits ends where the element does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.0.unsigned_abs();
        let whole = (parts / ONE).min(ONE - 1).to_string();
        let fraction = format!("{:0DIGITS$}", parts % ONE);
        let fraction = fraction[..DIGITS - whole.len()].trim_end_matches('0');
        let sign = if self.0 < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sent: &str) -> Option<String> {
        Amount::of(sent.as_bytes()).map(|amount| amount.to_string())
    }

    #[test]
    fn amounts_are_told_as_sent_without_zeros_that_say_nothing() {
        for (sent, text) in [
            ("100", "100"),
            ("65.50", "65.5"),
            ("-.05", "-0.05"),
            ("+007.", "7"),
            ("0.00", "0"),
            ("100.001", "100.001"),
            ("999999999999999999", "999999999999999999"),
            ("9999999999999999.99", "9999999999999999.99"),
        ] {
            assert_eq!(told(sent).as_deref(), Some(text), "{sent}");
        }
        for none in ["", ".", "-", "1E2", "1.2.3", "12 ", "1000000000000000000"] {
            assert_eq!(told(none), None, "{none}");
        }
    }

    #[test]
    fn a_sum_is_exact_as_far_as_an_element_has_room() {
        let sum = |all: &[&str]| {
            let mut sum = Amount::default();
            for sent in all {
                sum += Amount::of(sent.as_bytes()).unwrap();
            }
            sum.to_string()
        };
        assert_eq!(sum(&["100.001", "30", "75"]), "205.001");
        assert_eq!(sum(&["9999999999999999.99", "105"]), "10000000000000104.9");
        let most = ["999999999999999999"; 3];
        assert_eq!(sum(&most), most[0]);
    }
}
