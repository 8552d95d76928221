//! How likely a count is by chance: the hypergeometric distribution.
//!
//! The only floats of this crate: no money is computed with them.

/// The probability of `found` or more marked ones among `drawn`, taken without putting back from
/// `all` of which `marked` are marked: Fisher's exact test, one-sided.
///
/// ```
/// // Both marked ones among 2 drawn of 4: one way of six.
/// let p = remedi_remit::tail_probability(2, 2, 2, 4);
/// assert!((p - 1.0 / 6.0).abs() < 1e-12);
/// ```
pub fn tail_probability(found: u64, drawn: u64, marked: u64, all: u64) -> f64 {
    let (drawn, marked) = (drawn.min(all), marked.min(all));
    let (most, least) = (drawn.min(marked), (drawn + marked).saturating_sub(all));
    if found <= least {
        return 1.0;
    }
    if found > most {
        return 0.0;
    }
    let first =
        ln_choose(marked, found) + ln_choose(all - marked, drawn - found) - ln_choose(all, drawn);
    let mut term = first.exp();
    let mut sum = term;
    for count in found..most {
        let up = (marked - count) as f64 * (drawn - count) as f64;
        let down = (count + 1) as f64 * (all + count + 1 - marked - drawn) as f64;
        term *= up / down;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum.min(1.0)
}

fn ln_choose(all: u64, some: u64) -> f64 {
    ln_factorial(all) - ln_factorial(some) - ln_factorial(all - some)
}

/// Exact sums for small numbers, Stirling's series above.
fn ln_factorial(number: u64) -> f64 {
    if number < 32 {
        return (2..=number).map(|factor| (factor as f64).ln()).sum();
    }
    let x = number as f64;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    x * x.ln() - x + 0.5 * (std::f64::consts::TAU * x).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By counting every way to draw, with whole numbers.
    fn counted(found: u64, drawn: u64, marked: u64, all: u64) -> f64 {
        let choose = |all: u64, some: u64| -> u128 {
            if some > all {
                return 0;
            }
            (0..some).fold(1u128, |ways, step| {
                ways * u128::from(all - step) / u128::from(step + 1)
            })
        };
        let ways: u128 = (found..=drawn.min(marked))
            .map(|count| choose(marked, count) * choose(all - marked, drawn - count))
            .sum();
        ways as f64 / choose(all, drawn) as f64
    }

    #[test]
    fn the_tail_agrees_with_counting() {
        for (found, drawn, marked, all) in [
            (3, 5, 4, 20),
            (1, 10, 10, 60),
            (7, 8, 30, 60),
            (2, 40, 3, 80),
            (5, 9, 9, 12),
        ] {
            let (own, expected) = (
                tail_probability(found, drawn, marked, all),
                counted(found, drawn, marked, all),
            );
            assert!((own - expected).abs() < 1e-9 * expected, "{own} {expected}");
        }
    }

    #[test]
    fn what_must_be_is_certain_and_what_can_not_be_is_not() {
        assert_eq!(tail_probability(0, 5, 5, 100), 1.0);
        assert_eq!(tail_probability(3, 5, 8, 10), 1.0);
        assert_eq!(tail_probability(6, 5, 8, 10), 0.0);
        assert_eq!(tail_probability(4, 4, 4, 4), 1.0);
    }

    #[test]
    fn millions_of_claims_do_no_harm() {
        let p = tail_probability(500, 1_000, 20_000, 2_000_000);
        assert!((0.0..1e-100).contains(&p));
        assert!(
            (ln_factorial(32) - (2..=32).map(|n| f64::from(n).ln()).sum::<f64>()).abs() < 1e-10
        );
    }
}
