//! Works on the batches of an input side by side, and hands on the results in order.

use std::io::Read;

use rayon::prelude::*;
use remedi_x12::Error;

use crate::{Batch, Cutter};

/// Runs `work` on every batch of an input, and `sink` on the results in the order of the input.
///
/// On a rayon pool of one thread the batches are worked on one after the other; on a larger
/// one a window of them is worked on side by side while the next window is read. `work` and
/// `sink` get the same calls either way. Memory is bounded by two windows of batches.
///
/// Returns the error that stopped the reading, if one did: what was read before it has been
/// worked on.
pub fn in_order<R, T>(
    mut cutter: Cutter<R>,
    work: impl Fn(&mut Batch) -> T + Sync,
    mut sink: impl FnMut(T),
) -> Option<Error>
where
    R: Read + Send,
    T: Send,
{
    let threads = rayon::current_num_threads();
    if threads == 1 {
        let mut batch = Batch::new();
        loop {
            let (filled, error) = cut(&mut cutter, &mut batch);
            if !filled {
                return error;
            }
            sink(work(&mut batch));
            if error.is_some() {
                return error;
            }
        }
    }
    let mut ready = Window::new(2 * threads);
    let mut next = Window::new(2 * threads);
    ready.fill(&mut cutter);
    loop {
        let batches = &mut ready.batches[..ready.filled];
        let more = ready.error.is_none() && !batches.is_empty();
        let (results, ()) = rayon::join(
            || batches.par_iter_mut().map(&work).collect::<Vec<T>>(),
            || {
                if more {
                    next.fill(&mut cutter);
                }
            },
        );
        results.into_iter().for_each(&mut sink);
        if !more {
            return ready.error;
        }
        std::mem::swap(&mut ready, &mut next);
    }
}

/// Cuts the next batch; whether there is anything in it, and what stopped the reading.
fn cut<R: Read>(cutter: &mut Cutter<R>, batch: &mut Batch) -> (bool, Option<Error>) {
    match cutter.next_batch(batch) {
        Ok(filled) => (filled, None),
        Err(error) => (true, Some(error)),
    }
}

/// Batches that are worked on side by side.
struct Window {
    batches: Vec<Batch>,
    filled: usize,
    error: Option<Error>,
}

impl Window {
    fn new(size: usize) -> Window {
        Window {
            batches: (0..size).map(|_| Batch::new()).collect(),
            filled: 0,
            error: None,
        }
    }

    fn fill<R: Read>(&mut self, cutter: &mut Cutter<R>) {
        self.filled = 0;
        for batch in &mut self.batches {
            let (filled, error) = cut(cutter, batch);
            self.filled += usize::from(filled);
            self.error = error;
            if !filled || self.error.is_some() {
                return;
            }
        }
    }
}
