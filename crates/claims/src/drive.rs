//! Works on the batches of an input side by side, and hands on the results in order.

use std::io::Read;

use rayon::prelude::*;
use remedi_x12::Error;

use crate::{Batch, Cutter};

/// Runs `work` on every batch of an input, and `sink` on the results in the order of the input: see [`Batches::in_order`],
/// which is faster where there are many inputs.
pub fn in_order<R, T>(
    cutter: Cutter<R>,
    work: impl Fn(&mut Batch) -> T + Sync,
    sink: impl FnMut(T),
) -> Option<Error>
where
    R: Read + Send,
    T: Send,
{
    Batches::default().in_order(cutter, work, sink)
}

/// Batches that are filled again and again, from one input to the next: what they know of the layout of claims is kept
/// with their memory.
#[derive(Debug, Default)]
pub struct Batches {
    ready: Window,
    next: Window,
}

impl Batches {
    /// Runs `work` on every batch of an input, and `sink` on the results in the order of the input.
    ///
    /// On a rayon pool of one thread the batches are worked on one after the other; on a larger
    /// one a window of them is worked on side by side while the next window is read. `work` and
    /// `sink` get the same calls either way. Memory is bounded by two windows of batches.
    ///
    /// Returns the error that stopped the reading, if one did: what was read before it has been
    /// worked on.
    pub fn in_order<R, T>(
        &mut self,
        mut cutter: Cutter<R>,
        work: impl Fn(&mut Batch) -> T + Sync,
        mut sink: impl FnMut(T),
    ) -> Option<Error>
    where
        R: Read + Send,
        T: Send,
    {
        let threads = rayon::current_num_threads();
        let Batches { ready, next } = self;
        let size = if threads == 1 { 1 } else { 2 * threads };
        ready.make_ready(size);
        next.make_ready(size);
        ready.fill(&mut cutter);
        loop {
            let batches = &mut ready.batches[..ready.filled];
            let more = ready.error.is_none() && !batches.is_empty();
            if threads == 1 {
                batches.iter_mut().map(&work).for_each(&mut sink);
                if more {
                    ready.fill(&mut cutter);
                    continue;
                }
                return ready.error.take();
            }
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
                return ready.error.take();
            }
            std::mem::swap(ready, next);
        }
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
#[derive(Debug, Default)]
struct Window {
    batches: Vec<Batch>,
    filled: usize,
    error: Option<Error>,
}

impl Window {
    /// So many batches, none of them with the memory that a large claim of another input took.
    fn make_ready(&mut self, size: usize) {
        self.batches.retain(|batch| !batch.is_large());
        self.batches.resize_with(size, Batch::new);
        (self.filled, self.error) = (0, None);
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
