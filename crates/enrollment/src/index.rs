//! Finding rows by a number in constant time.

/// Where the entries of each key stand in a list sorted by key: an open-addressing table,
/// as keys are looked up for every service line and never change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Box<[Slot]>,
    mask: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    first: u32,
    /// Zero in an empty slot.
    count: u32,
}

/// Two halves of a key, such as an NPI and a payer.
pub(crate) fn pair(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// FNV-1a over bytes, for keys that are text.
#[derive(Clone, Copy)]
pub(crate) struct TextHash(u64);

impl TextHash {
    pub(crate) const EMPTY: TextHash = TextHash(0xcbf2_9ce4_8422_2325);

    pub(crate) fn add(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    pub(crate) fn get(self) -> u64 {
        self.0
    }

    /// Of text without regard to ASCII case.
    pub(crate) fn of(text: &str) -> u64 {
        let mut hash = TextHash::EMPTY;
        hash.add(text.bytes().map(|byte| byte.to_ascii_lowercase()));
        hash.get()
    }
}

fn scatter(key: u64) -> usize {
    let product = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (product ^ product >> 32) as usize
}

impl Index {
    /// Indexes the keys of a list in its order; equal keys must stand together.
    pub(crate) fn new(keys: impl Iterator<Item = u64> + Clone) -> Index {
        let mut distinct = 0usize;
        let mut last = None;
        for key in keys.clone() {
            distinct += usize::from(last != Some(key));
            last = Some(key);
        }
        let size = (distinct * 2).next_power_of_two();
        let mut index = Index {
            slots: vec![Slot::default(); size].into(),
            mask: size - 1,
        };
        let mut open: Option<Slot> = None;
        for (place, key) in keys.enumerate() {
            match &mut open {
                Some(slot) if slot.key == key => slot.count += 1,
                _ => {
                    if let Some(slot) = open.take() {
                        index.insert(slot);
                    }
                    open = Some(Slot {
                        key,
                        first: u32::try_from(place).unwrap_or(u32::MAX),
                        count: 1,
                    });
                }
            }
        }
        if let Some(slot) = open {
            index.insert(slot);
        }
        index
    }

    fn insert(&mut self, slot: Slot) {
        let mut place = scatter(slot.key) & self.mask;
        while self.slots[place].count > 0 {
            place = (place + 1) & self.mask;
        }
        self.slots[place] = slot;
    }

    /// The places of the entries with this key.
    pub(crate) fn get(&self, key: u64) -> std::ops::Range<usize> {
        if self.slots.is_empty() {
            return 0..0;
        }
        let mut place = scatter(key) & self.mask;
        loop {
            let slot = self.slots[place];
            if slot.count == 0 {
                return 0..0;
            }
            if slot.key == key {
                let first = slot.first as usize;
                return first..first + slot.count as usize;
            }
            place = (place + 1) & self.mask;
        }
    }
}

/// Values by key, several to a key, in the order they came.
#[derive(Clone, Debug)]
pub(crate) struct Multimap<V> {
    values: Box<[V]>,
    index: Index,
}

impl<V> Default for Multimap<V> {
    fn default() -> Multimap<V> {
        Multimap {
            values: Box::default(),
            index: Index::default(),
        }
    }
}

impl<V> Multimap<V> {
    pub(crate) fn new(mut entries: Vec<(u64, V)>) -> Multimap<V> {
        entries.sort_by_key(|(key, _)| *key);
        Multimap::of_sorted(entries)
    }

    /// The same of entries that are sorted by key.
    pub(crate) fn of_sorted(entries: Vec<(u64, V)>) -> Multimap<V> {
        let index = Index::new(entries.iter().map(|(key, _)| *key));
        Multimap {
            values: entries.into_iter().map(|(_, value)| value).collect(),
            index,
        }
    }

    /// All values, by key.
    pub(crate) fn values(&self) -> &[V] {
        &self.values
    }

    pub(crate) fn get(&self, key: u64) -> &[V] {
        &self.values[self.index.get(key)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_finds_its_own_values_and_no_other() {
        let entries: Vec<(u64, u64)> = (0..1000u64)
            .flat_map(|n| [(n * n, n), (n * n, n + 1)])
            .collect();
        let map = Multimap::new(entries);
        for n in 0..1000u64 {
            assert_eq!(map.get(n * n), [n, n + 1], "{n}");
        }
        assert!(map.get(3).is_empty());
        assert!(Multimap::<u8>::default().get(0).is_empty());
        assert!(Multimap::<u8>::new(vec![]).get(7).is_empty());
    }

    #[test]
    fn text_is_hashed_without_regard_to_case() {
        assert_eq!(TextHash::of("Aetna"), TextHash::of("AETNA"));
        assert_ne!(TextHash::of("Aetna"), TextHash::of("Aetna "));
    }
}
