//! The random numbers everything here is drawn from.

/// SplitMix64 (Steele, Lea, Flood 2014). Written out, so that a seed gives the same
/// bytes on every machine and with every later version.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

/// What a stream is for. The numbers are part of the output: never change one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Npis = 1,
    Population = 2,
    Run = 3,
    Claim = 4,
    Payment = 5,
    World = 6,
    Remittance = 7,
    Noise = 8,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Rng {
    #[cfg(test)]
    fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// The stream that belongs to one thing (a claim, a payment), reachable without
    /// drawing the streams of the things before it.
    pub(crate) fn for_item(seed: u64, purpose: Purpose, index: u64) -> Rng {
        let mut rng = Rng(seed ^ (purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
        let base = rng.next();
        let mut item = Rng(base ^ index.wrapping_mul(GOLDEN));
        item.next();
        item
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u32
    }

    /// True in `share` of a million draws.
    pub(crate) fn in_million(&mut self, share: u32) -> bool {
        self.below(1_000_000) < share
    }

    /// One of `choices`, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_published_sequence() {
        let mut rng = Rng::new(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_of_neighbours_differ() {
        let first = Rng::for_item(7, Purpose::Claim, 0).next();
        assert_ne!(first, Rng::for_item(7, Purpose::Claim, 1).next());
        assert_ne!(first, Rng::for_item(7, Purpose::Payment, 0).next());
        assert_ne!(first, Rng::for_item(8, Purpose::Claim, 0).next());
    }
}
