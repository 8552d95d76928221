//! How likely counts are by chance: the hypergeometric distribution, and many tests at once.
//!
//! The only floats of this crate: no money is computed with them.

/// The probability of `found` or more marked ones among `drawn`, taken without putting back from
/// `all` of which `marked` are marked: Fisher's exact test, one-sided.
///
/// ```
/// // Both marked ones among 2 drawn of 4: one way of six.
/// let p = remedi_validate::tail_probability(2, 2, 2, 4);
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
    // The terms of the longer side may all be too small for a float where it begins.
    if (found as f64) < drawn as f64 * marked as f64 / all as f64 {
        return 1.0 - tail_probability(drawn - found + 1, drawn, all - marked, all);
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

/// The probability of a count as far from what is expected, or farther, on either side: twice the probability of its
/// own side (Fisher's exact test, two-sided by doubling), at most 1. The arguments are those of
/// [`tail_probability`].
///
/// ```
/// // None of the 2 marked ones, as likely as both of them.
/// let p = remedi_validate::two_sided_probability(0, 2, 2, 4);
/// assert!((p - 1.0 / 3.0).abs() < 1e-12);
/// ```
pub fn two_sided_probability(found: u64, drawn: u64, marked: u64, all: u64) -> f64 {
    let (drawn, marked) = (drawn.min(all), marked.min(all));
    let expected = drawn as f64 * marked as f64 / all as f64;
    let tail = match found as f64 >= expected {
        true => tail_probability(found, drawn, marked, all),
        // So many marked ones or fewer are so many others or more.
        false => tail_probability(drawn - found.min(drawn), drawn, all - marked, all),
    };
    (2.0 * tail).min(1.0)
}

/// What probabilities are worth when so many tests are made at once: the least rate of false discoveries at which each
/// would be taken for one (Benjamini and Hochberg 1995), in the order given.
///
/// ```
/// let adjusted = remedi_validate::false_discovery_rates(&[0.01, 0.5, 0.02]);
/// assert!((adjusted[0] - 0.03).abs() < 1e-12 && (adjusted[1] - 0.5).abs() < 1e-12);
/// ```
pub fn false_discovery_rates(probabilities: &[f64]) -> Vec<f64> {
    false_discovery_rates_of(probabilities, probabilities.len() as u64)
}

/// The same where more tests were made than these: the others count as certain, with a probability of 1.
pub fn false_discovery_rates_of(probabilities: &[f64], tests: u64) -> Vec<f64> {
    let others = tests.saturating_sub(probabilities.len() as u64) as f64;
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&one, &other| probabilities[other].total_cmp(&probabilities[one]));
    let count = probabilities.len() as f64;
    let tests = count + others;
    let (mut rates, mut least) = (vec![1.0; probabilities.len()], 1.0_f64);
    for (place, index) in order.into_iter().enumerate() {
        let rank = count - place as f64;
        least = least.min(probabilities[index] * tests / rank);
        rates[index] = least;
    }
    rates
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
    fn counts_far_below_what_is_expected_are_certain_to_be_reached() {
        assert!(tail_probability(10, 100_000, 500_000, 1_000_000) > 1.0 - 1e-12);
        let (own, expected) = (tail_probability(1, 9, 9, 20), counted(1, 9, 9, 20));
        assert!((own - expected).abs() < 1e-12, "{own} {expected}");
    }

    #[test]
    fn both_sides_count_the_same() {
        let few = two_sided_probability(1, 10, 30, 60);
        let many = two_sided_probability(9, 10, 30, 60);
        assert!((few - many).abs() < 1e-12, "{few} {many}");
        assert!((many - 2.0 * counted(9, 10, 30, 60)).abs() < 1e-12);
        assert_eq!(two_sided_probability(5, 10, 30, 60), 1.0);
        assert_eq!(two_sided_probability(0, 0, 0, 0), 1.0);
    }

    /// The worked example of the paper has fifteen tests; its first four are discoveries at 0.05.
    #[test]
    fn false_discoveries_are_held_down_as_in_the_paper() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let rates = false_discovery_rates(&p);
        assert_eq!(rates.iter().filter(|rate| **rate <= 0.05).count(), 4);
        assert!(rates.is_sorted());
        assert!((rates[0] - 0.0015).abs() < 1e-12);
        let mut turned = p;
        turned.reverse();
        let mut back = false_discovery_rates(&turned);
        back.reverse();
        assert_eq!(back, rates);
    }

    #[test]
    fn tests_that_are_not_told_count_as_certain() {
        let told = [0.001, 0.004];
        let mut all = told.to_vec();
        all.extend([1.0; 8]);
        let expected = &false_discovery_rates(&all)[..2];
        assert_eq!(false_discovery_rates_of(&told, 10), expected);
        assert_eq!(
            false_discovery_rates_of(&told, 2),
            false_discovery_rates(&told)
        );
        // Fewer tests than are told is no count of tests.
        assert_eq!(
            false_discovery_rates_of(&told, 0),
            false_discovery_rates(&told)
        );
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
