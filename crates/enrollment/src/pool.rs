//! Text and lists kept once however many rows repeat them, so that a row is a few numbers.

use std::collections::HashMap;
use std::hash::Hash;

/// A text of the pool; the first is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Symbol(u32);

impl Symbol {
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A list of the pool; the first is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ListId(u32);

impl ListId {
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Texts, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(Vec<Box<str>>);

impl Texts {
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        match symbol.0 {
            0 => "",
            place => self.0.get(place as usize - 1).map_or("", |text| text),
        }
    }
}

/// Lists, each once, one behind the other.
#[derive(Clone, Debug)]
pub(crate) struct Lists<T> {
    items: Vec<T>,
    /// Where each list ends.
    ends: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists {
            items: Vec::new(),
            ends: vec![0],
        }
    }
}

impl<T> Lists<T> {
    /// The items of all lists.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn get(&self, list: ListId) -> &[T] {
        let place = list.0 as usize;
        match place.checked_sub(1) {
            None => &[],
            Some(before) => &self.items[self.ends[before] as usize..self.ends[place] as usize],
        }
    }
}

/// Makes [`Texts`].
#[derive(Debug, Default)]
pub(crate) struct TextPool {
    known: HashMap<Box<str>, Symbol>,
    texts: Texts,
}

impl TextPool {
    pub(crate) fn put(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol(0);
        }
        if let Some(&symbol) = self.known.get(text) {
            return symbol;
        }
        self.texts.0.push(text.into());
        let symbol = Symbol(u32::try_from(self.texts.0.len()).unwrap_or(u32::MAX));
        self.known.insert(text.into(), symbol);
        symbol
    }

    pub(crate) fn finish(self) -> Texts {
        self.texts
    }
}

/// Makes [`Lists`].
#[derive(Debug)]
pub(crate) struct ListPool<T> {
    known: HashMap<Box<[T]>, ListId>,
    lists: Lists<T>,
}

impl<T> Default for ListPool<T> {
    fn default() -> ListPool<T> {
        ListPool {
            known: HashMap::new(),
            lists: Lists::default(),
        }
    }
}

impl<T: Clone + Eq + Hash> ListPool<T> {
    pub(crate) fn put(&mut self, items: &[T]) -> ListId {
        if items.is_empty() {
            return ListId(0);
        }
        if let Some(&list) = self.known.get(items) {
            return list;
        }
        let Lists { items: all, ends } = &mut self.lists;
        let list = ListId(u32::try_from(ends.len()).unwrap_or(u32::MAX));
        all.extend_from_slice(items);
        ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        self.known.insert(items.into(), list);
        list
    }

    pub(crate) fn finish(self) -> Lists<T> {
        self.lists
    }
}
