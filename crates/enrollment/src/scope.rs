//! Which procedures an enrollment allows.

use std::fmt;

use remedi_claims::{CodeRange, ProcedureCode};

/// Ranges of procedures that a payer lets a provider bill, and ranges that it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Ranges allowed (`scope_allow`); when empty, whatever is not denied.
    pub allow: Box<[CodeRange]>,
    /// Ranges denied (`scope_deny`).
    pub deny: Box<[CodeRange]>,
}

impl Scope {
    /// Whether the scope says nothing.
    pub fn is_empty(&self) -> bool {
        self.allow.is_empty() && self.deny.is_empty()
    }

    /// Whether the procedure may be billed: the narrowest range that holds it decides, and of two
    /// equally narrow ones the denial. `Err` tells the range that denies, or none when the code is
    /// merely not among those allowed.
    ///
    /// # Errors
    /// The procedure is outside the scope.
    ///
    /// ```
    /// use remedi_claims::{CodeRange, ProcedureCode};
    /// use remedi_enrollment::Scope;
    /// let ranges = |text: &str| text.split(' ').filter_map(CodeRange::parse).collect();
    /// let scope = Scope { allow: ranges("92900-93999 92937"), deny: ranges("92920-92945") };
    /// let code = |text: &[u8]| ProcedureCode::parse(text).unwrap();
    /// assert!(scope.permits(code(b"93306")).is_ok());
    /// assert!(scope.permits(code(b"92928")).is_err());
    /// assert!(scope.permits(code(b"92937")).is_ok());
    /// assert_eq!(scope.permits(code(b"99213")), Err(None));
    /// ```
    pub fn permits(&self, procedure: ProcedureCode) -> Result<(), Option<CodeRange>> {
        let narrowest = |ranges: &[CodeRange]| {
            ranges
                .iter()
                .filter(|range| range.contains(procedure))
                .min_by_key(|range| range.width())
                .copied()
        };
        match (narrowest(&self.allow), narrowest(&self.deny)) {
            (Some(allowed), Some(denied)) if allowed.width() < denied.width() => Ok(()),
            (_, Some(denied)) => Err(Some(denied)),
            (Some(_), None) => Ok(()),
            (None, None) if self.allow.is_empty() => Ok(()),
            (None, None) => Err(None),
        }
    }

    /// Whether each procedure that this scope permits is permitted by one of the others.
    pub(crate) fn is_within(&self, others: &[&Scope]) -> bool {
        // What scopes say changes at the bounds of ranges only; outside of all ranges what is not denied is open.
        let outside = !self.allow.is_empty() || others.iter().any(|other| other.allow.is_empty());
        let scopes = others.iter().copied().chain([self]);
        let ranges = scopes.flat_map(|scope| scope.allow.iter().chain(&scope.deny));
        let mut bounds = ranges
            .flat_map(|range| [Some(range.first()), range.last().next()])
            .flatten();
        let is_permitted = |code| others.iter().any(|other| other.permits(code).is_ok());
        outside && bounds.all(|code| self.permits(code).is_err() || is_permitted(code))
    }
}

impl fmt::Display for Scope {
    /// `99202-99215 93306 but not 93350`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, ranges: &[CodeRange]| {
            for (index, range) in ranges.iter().enumerate() {
                if index > 0 {
                    f.write_str(" ")?;
                }
                write!(f, "{range}")?;
            }
            Ok(())
        };
        if self.allow.is_empty() {
            f.write_str("any")?;
        }
        write(f, &self.allow)?;
        if !self.deny.is_empty() {
            f.write_str(" but not ")?;
            write(f, &self.deny)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(text: &str) -> Box<[CodeRange]> {
        text.split_whitespace()
            .map(|range| CodeRange::parse(range).unwrap())
            .collect()
    }

    fn permits(allow: &str, deny: &str, code: &str) -> bool {
        Scope {
            allow: ranges(allow),
            deny: ranges(deny),
        }
        .permits(ProcedureCode::parse(code.as_bytes()).unwrap())
        .is_ok()
    }

    #[test]
    fn the_narrowest_range_decides() {
        assert!(!permits("92900-93999", "92920-92945", "92928"));
        assert!(permits("92928", "92920-92945", "92928"));
        assert!(permits("92900-93999", "92920-92945", "92919"));
    }

    #[test]
    fn a_denial_wins_a_tie() {
        assert!(!permits("92920-92945", "92920-92945", "92928"));
        assert!(!permits("92928", "92928", "92928"));
    }

    #[test]
    fn without_a_list_of_allowed_codes_all_but_the_denied_are() {
        assert!(permits("", "92920-92945", "99213"));
        assert!(!permits("", "92920-92945", "92945"));
        assert!(!permits("99202-99215", "", "93306"));
    }

    #[test]
    fn a_range_holds_codes_of_its_series_only() {
        assert!(permits("G0101-G0124", "", "G0102"));
        assert!(!permits("G0101-G0124", "", "00102"));
        assert!(!permits("00100-01999", "", "0101T"));
        assert!(permits("0001T-0900T", "", "0101T"));
    }

    #[test]
    fn a_scope_is_told_in_words() {
        let scope = Scope {
            allow: ranges("99202-99215 93306"),
            deny: ranges("93350"),
        };
        assert_eq!(scope.to_string(), "99202-99215 93306 but not 93350");
    }

    #[test]
    fn a_scope_is_within_another_that_permits_all_of_its_codes() {
        let scope = |allow: &str, deny: &str| Scope {
            allow: ranges(allow),
            deny: ranges(deny),
        };
        for (own, other, is_within) in [
            (("99202-99215", ""), ("99202-99215", ""), true),
            (("99203", ""), ("99202-99215", ""), true),
            (("99202-99215", ""), ("99203", ""), false),
            (("99202-99215", ""), ("99202-99205 99206-99215", ""), true),
            (("99202-99215", ""), ("", ""), true),
            (("", "93306"), ("99202-99215", ""), false),
            (("", "93300-93350"), ("", "93306"), true),
            (("", "93306"), ("", "93300-93350"), false),
            // The one code that is let through the denial is denied by the other.
            (
                ("93306", "93300-93350"),
                ("93300-93400", "93300-93350"),
                false,
            ),
        ] {
            let (own, other) = (scope(own.0, own.1), scope(other.0, other.1));
            assert_eq!(own.is_within(&[&other]), is_within, "{own} in {other}");
        }
    }
}
