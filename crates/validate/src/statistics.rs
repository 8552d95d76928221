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

/// The probability of a count that is no likelier than the one found, on either side (Fisher's exact test, two-sided).
/// The arguments are those of [`tail_probability`].
///
/// ```
/// // None of the 2 marked ones, as likely as both of them.
/// let p = remedi_validate::two_sided_probability(0, 2, 2, 4);
/// assert!((p - 1.0 / 3.0).abs() < 1e-12);
/// // Three of 4 marked ones among 5 drawn of 20: only all four are less likely.
/// let p = remedi_validate::two_sided_probability(3, 5, 4, 20);
/// assert!((p - 155.0 / 4845.0).abs() < 1e-12);
/// ```
pub fn two_sided_probability(found: u64, drawn: u64, marked: u64, all: u64) -> f64 {
    let (drawn, marked) = (drawn.min(all), marked.min(all));
    let (least, most) = ((drawn + marked).saturating_sub(all), drawn.min(marked));
    if found < least || found > most {
        return 0.0;
    }
    let or_more = |count: u64| tail_probability(count, drawn, marked, all);
    // So many marked ones or fewer are so many others or more.
    let or_fewer = |count: u64| tail_probability(drawn - count, drawn, all - marked, all);
    let ln_weight = |count: u64| ln_choose(marked, count) + ln_choose(all - marked, drawn - count);
    let limit = ln_weight(found) + EQUALLY_LIKELY;
    let is_as_rare = |count: u64| ln_weight(count) <= limit;
    // Counts get less likely to both sides of this one.
    let likeliest = (u128::from(drawn) + 1) * (u128::from(marked) + 1) / (u128::from(all) + 2);
    let likeliest = (likeliest as u64).clamp(least, most);
    if is_as_rare(likeliest) {
        return 1.0;
    }
    let (own, other) = match found < likeliest {
        true => {
            let (mut likely, mut rare) = (likeliest, most + 1);
            while rare - likely > 1 {
                let middle = likely + (rare - likely) / 2;
                match is_as_rare(middle) {
                    true => rare = middle,
                    false => likely = middle,
                }
            }
            (or_fewer(found), or_more(rare))
        }
        false => {
            // One more than the count, as there may be none so rare.
            let (mut rare, mut likely) = (least, likeliest + 1);
            while likely - rare > 1 {
                let middle = rare + (likely - rare) / 2;
                match is_as_rare(middle - 1) {
                    true => rare = middle,
                    false => likely = middle,
                }
            }
            let other = rare.checked_sub(least + 1).map(|above| least + above);
            (or_more(found), other.map_or(0.0, or_fewer))
        }
    };
    (own + other).min(1.0)
}

/// Counts whose logarithms differ by less are equally likely: rounding keeps them apart.
const EQUALLY_LIKELY: f64 = 1e-7;

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
        assert_eq!(two_sided_probability(6, 5, 8, 10), 0.0);
    }

    #[test]
    fn all_counts_that_are_no_likelier_are_added_up() {
        for (drawn, marked, all) in [
            (5, 4, 20),
            (10, 30, 60),
            (40, 3, 80),
            (9, 9, 12),
            (13, 7, 31),
            (1, 1, 1),
            (12, 0, 40),
            (17, 50, 61),
        ] {
            let alone =
                |count| counted(count, drawn, marked, all) - counted(count + 1, drawn, marked, all);
            let counts = 0..=drawn.min(marked);
            for found in counts.clone().filter(|&found| alone(found) > 0.0) {
                let rare = counts
                    .clone()
                    .map(alone)
                    .filter(|one| *one <= alone(found) * (1.0 + 1e-7));
                let expected: f64 = rare.sum();
                let own = two_sided_probability(found, drawn, marked, all);
                let case = format!("{found} {drawn} {marked} {all}: {own} {expected}");
                assert!((own - expected).abs() < 1e-9, "{case}");
            }
        }
    }

    #[test]
    fn two_sides_of_millions_of_claims_are_soon_added_up() {
        let p = two_sided_probability(500_000, 1_000_000, 1_010_000, 2_000_000);
        assert!((0.0..1e-12).contains(&p), "{p}");
        assert_eq!(
            two_sided_probability(500_000, 1_000_000, 1_000_000, 2_000_000),
            1.0
        );
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
