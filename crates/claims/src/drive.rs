//! Works on the batches of inputs side by side, and hands on the results in order.

use std::collections::VecDeque;
use std::io::Read;
use std::iter;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

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

/// What comes of inputs that are read one after the other: of each [`Told::Starts`], what the work gave of its batches, and
/// [`Told::Ends`].
#[derive(Debug)]
pub enum Told<M, T> {
    /// An input starts, and what came with it.
    Starts(M),
    /// What the work gave of its next batch.
    Batch(T),
    /// It has ended, or could not be read on: what was read before that has been worked on.
    Ends(Option<Error>),
}

/// Batches that are filled again and again, from one input to the next: what they know of the layout of claims is kept
/// with their memory.
#[derive(Debug, Default)]
pub struct Batches {
    /// One for each thread.
    all: Vec<Batch>,
}

impl Batches {
    /// Runs `work` on every batch of an input, and `sink` on the results in the order of the input.
    ///
    /// Returns the error that stopped the reading, if one did: what was read before it has been
    /// worked on. For the rest see [`Batches::all_in_order`].
    pub fn in_order<R, T>(
        &mut self,
        cutter: Cutter<R>,
        work: impl Fn(&mut Batch) -> T + Sync,
        mut sink: impl FnMut(T),
    ) -> Option<Error>
    where
        R: Read + Send,
        T: Send,
    {
        let mut stopped = None;
        self.all_in_order(
            iter::once(((), cutter)),
            |_, batch| work(batch),
            |told| match told {
                Told::Starts(()) => {}
                Told::Batch(done) => sink(done),
                Told::Ends(error) => stopped = error,
            },
        );
        stopped
    }

    /// Runs `work` on every batch of some inputs, with the number of the input from 0, and `sink` on the results in their order.
    ///
    /// Every thread of the rayon pool that it is called in cuts its next batch when the one before is done, whichever input
    /// that is of: no thread waits for others while there is something to read. `sink` gets the same calls, on the
    /// calling thread, however many threads there are; `work` must not wait for the pool itself. Memory is bounded by a
    /// batch for each thread, and some results of batches.
    pub fn all_in_order<M, R, T>(
        &mut self,
        inputs: impl Iterator<Item = (M, Cutter<R>)> + Send,
        work: impl Fn(usize, &mut Batch) -> T + Sync,
        mut sink: impl FnMut(Told<M, T>),
    ) where
        M: Send,
        R: Read + Send,
        T: Send,
    {
        let threads = rayon::current_num_threads();
        self.all.resize_with(threads, Batch::new);
        let Some((own, others)) = self.all.split_first_mut() else {
            return;
        };
        let mut source = Source::of(inputs);
        if others.is_empty() {
            while let Some((_, step)) = source.next(own) {
                sink(step.done(own, &work));
            }
            return;
        }
        let line = Line {
            source: Mutex::new(source),
            results: Mutex::default(),
            changed: Condvar::new(),
            most: 4 * threads,
        };
        rayon::in_place_scope(|scope| {
            for batch in others {
                let (line, work) = (&line, &work);
                scope.spawn(move |_| line.help(batch, work));
            }
            line.lead(own, &work, &mut sink);
        });
    }
}

/// What comes next in the inputs.
enum Step<M> {
    Starts(M),
    /// A batch of the input with this number.
    Batch(usize),
    Ends(Option<Error>),
}

impl<M> Step<M> {
    /// Does the work that it asks for.
    fn done<T>(self, batch: &mut Batch, work: impl Fn(usize, &mut Batch) -> T) -> Told<M, T> {
        match self {
            Step::Starts(with) => Told::Starts(with),
            Step::Ends(error) => Told::Ends(error),
            Step::Batch(input) => {
                let done = work(input, batch);
                if batch.is_large() {
                    // A large claim is rare; its memory is not kept for those that follow.
                    *batch = Batch::new();
                }
                Told::Batch(done)
            }
        }
    }
}

/// The inputs, cut one after the other.
struct Source<I, R> {
    inputs: I,
    open: Option<Cutter<R>>,
    /// What has stopped the reading of the open one.
    stopped: Option<Error>,
    /// So many inputs have started.
    started: usize,
    /// So many steps have been taken.
    steps: u64,
}

impl<M, R: Read, I: Iterator<Item = (M, Cutter<R>)>> Source<I, R> {
    fn of(inputs: I) -> Source<I, R> {
        Source {
            inputs,
            open: None,
            stopped: None,
            started: 0,
            steps: 0,
        }
    }

    /// The next step with its number from 0, its batch filled where it is one; `None` at the end of the last input.
    fn next(&mut self, batch: &mut Batch) -> Option<(u64, Step<M>)> {
        let step = self.step(batch)?;
        self.steps += 1;
        Some((self.steps - 1, step))
    }

    fn step(&mut self, batch: &mut Batch) -> Option<Step<M>> {
        let Some(cutter) = &mut self.open else {
            let (with, cutter) = self.inputs.next()?;
            self.open = Some(cutter);
            self.started += 1;
            return Some(Step::Starts(with));
        };
        if self.stopped.is_none() {
            let filled = cutter.next_batch(batch);
            let is_batch = *filled.as_ref().unwrap_or(&true);
            self.stopped = filled.err();
            if is_batch {
                return Some(Step::Batch(self.started - 1));
            }
        }
        self.open = None;
        Some(Step::Ends(self.stopped.take()))
    }
}

/// Threads that work on the same inputs, and the one among them that hands on the results.
struct Line<I, R, M, T> {
    source: Mutex<Source<I, R>>,
    results: Mutex<Results<M, T>>,
    /// A result was put, handed on, or will never come.
    changed: Condvar,
    /// No more results than about these wait for one before them.
    most: usize,
}

/// Results that are not handed on yet.
struct Results<M, T> {
    /// From the step on that comes next; `None` where one is not done.
    waiting: VecDeque<Option<Told<M, T>>>,
    /// So many steps are handed on.
    handed_on: u64,
    /// Somebody has panicked.
    is_broken: bool,
}

impl<M, T> Default for Results<M, T> {
    fn default() -> Self {
        Results {
            waiting: VecDeque::new(),
            handed_on: 0,
            is_broken: false,
        }
    }
}

impl<M, R: Read, I: Iterator<Item = (M, Cutter<R>)>, T> Line<I, R, M, T> {
    /// Hands on results as they come, and works where none has come.
    fn lead(
        &self,
        batch: &mut Batch,
        work: impl Fn(usize, &mut Batch) -> T,
        mut sink: impl FnMut(Told<M, T>),
    ) {
        let _alarm = Alarm(self);
        while !self.results().is_broken {
            while let Some(told) = self.take() {
                sink(told);
            }
            if !self.is_full() && self.work_on(batch, &work) {
                continue;
            }
            let steps = lock(&self.source).steps;
            let mut results = self.results();
            while !results.is_broken && !matches!(results.waiting.front(), Some(Some(_))) {
                if results.handed_on == steps {
                    return;
                }
                results = wait(&self.changed, results);
            }
        }
    }

    /// Works as long as there is something to do.
    fn help(&self, batch: &mut Batch, work: impl Fn(usize, &mut Batch) -> T) {
        let _alarm = Alarm(self);
        loop {
            let mut results = self.results();
            while !results.is_broken && results.waiting.len() >= self.most {
                results = wait(&self.changed, results);
            }
            let is_broken = results.is_broken;
            drop(results);
            if is_broken || !self.work_on(batch, &work) {
                return;
            }
        }
    }

    /// Whether as many results wait as may.
    fn is_full(&self) -> bool {
        self.results().waiting.len() >= self.most
    }

    /// Does what comes next, if anything does.
    fn work_on(&self, batch: &mut Batch, work: impl Fn(usize, &mut Batch) -> T) -> bool {
        // Not held while the work is done.
        let next = lock(&self.source).next(batch);
        let Some((number, step)) = next else {
            return false;
        };
        self.put(number, step.done(batch, work));
        true
    }

    fn put(&self, number: u64, told: Told<M, T>) {
        let mut results = self.results();
        let place = (number - results.handed_on) as usize;
        let length = results.waiting.len().max(place + 1);
        results.waiting.resize_with(length, || None);
        if let Some(slot) = results.waiting.get_mut(place) {
            *slot = Some(told);
        }
        self.changed.notify_all();
    }

    /// The next result, if it is there.
    fn take(&self) -> Option<Told<M, T>> {
        let mut results = self.results();
        let told = results.waiting.front_mut()?.take()?;
        results.waiting.pop_front();
        results.handed_on += 1;
        self.changed.notify_all();
        Some(told)
    }
}

impl<I, R, M, T> Line<I, R, M, T> {
    fn results(&self) -> MutexGuard<'_, Results<M, T>> {
        lock(&self.results)
    }
}

/// Wakes those who wait for results when a thread ends in a panic.
struct Alarm<'l, I, R, M, T>(&'l Line<I, R, M, T>);

impl<I, R, M, T> Drop for Alarm<'_, I, R, M, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.results().is_broken = true;
            self.0.changed.notify_all();
        }
    }
}

/// Nothing is left half done behind a lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'m, T>(changed: &Condvar, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    changed.wait(guard).unwrap_or_else(PoisonError::into_inner)
}
