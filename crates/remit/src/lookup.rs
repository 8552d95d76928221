//! Finding numbers by a hash, in some ten bytes each.

/// Numbers by the hash of what they stand for.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    /// Where the entries of each group start; the first bits of the hash are its group.
    starts: Vec<u32>,
    /// Hash and number.
    entries: Vec<(u32, u32)>,
    shift: u32,
}

impl Lookup {
    /// With so many entries at the most, which can be gone through twice.
    pub(crate) fn of(most: usize, entries: impl Iterator<Item = (u32, u32)> + Clone) -> Lookup {
        // About one entry a group.
        let bits = most.max(2).ilog2();
        let shift = 32 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (hash, _) in entries.clone() {
            starts[(hash >> shift) as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut placed = vec![(0, 0); sum as usize];
        let mut next = starts.clone();
        for (hash, number) in entries {
            let next = &mut next[(hash >> shift) as usize];
            placed[*next as usize] = (hash, number);
            *next += 1;
        }
        Lookup {
            starts,
            entries: placed,
            shift,
        }
    }

    /// The numbers of this hash, in the order they were given.
    pub(crate) fn all(&self, hash: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let group = (hash >> self.shift) as usize;
        let of_group = match self.starts.get(group..group + 2) {
            Some(&[start, end]) => &self.entries[start as usize..end as usize],
            _ => &[],
        };
        let own = of_group.iter().filter(move |(own, _)| *own == hash);
        own.map(|&(_, number)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_hashes_are_found_in_their_order() {
        let hashes = [7, u32::MAX, 7, 0, 1 << 31, 7, u32::MAX - 1];
        let entries = hashes.iter().copied().zip(0..);
        let lookup = Lookup::of(hashes.len(), entries);
        let found = |hash| lookup.all(hash).collect::<Vec<_>>();
        assert_eq!(found(7), [0, 2, 5]);
        assert_eq!(found(u32::MAX), [1]);
        assert_eq!(found(0), [3]);
        assert_eq!(found(6), [] as [u32; 0]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert_eq!(Lookup::of(0, std::iter::empty()).all(0).count(), 0);
        assert_eq!(Lookup::default().all(u32::MAX).count(), 0);
    }
}
