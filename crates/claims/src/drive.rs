//! Works on the batches of inputs side by side, and hands on the results in order.

use std::collections::BTreeMap;
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
            iter::once(cutter),
            |cutter| ((), cutter),
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
    /// `open` gives what comes with an input, and its cutter.
    ///
    /// Every thread of the rayon pool that it is called in cuts its next batch when the one before is done, whichever input
    /// that is of: no thread waits for others while there is something to read. While the start of an input is read, other
    /// threads open those behind it: an input that comes only when those before it are handed on must stand alone.
    /// `sink` gets the same calls, on the calling thread, however many threads there are; `work` must not wait for the
    /// pool itself. Memory is bounded by a batch for each thread, and some results of batches.
    pub fn all_in_order<N, M, R, T>(
        &mut self,
        inputs: impl Iterator<Item = N> + Send,
        open: impl Fn(N) -> (M, Cutter<R>) + Sync,
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
        if others.is_empty() {
            for (number, input) in inputs.enumerate() {
                let (with, mut cutter) = open(input);
                sink(Told::Starts(with));
                let mut end = None;
                while end.is_none() {
                    let cut = Cut::of(&mut cutter, own);
                    if cut.is_batch {
                        sink(Told::Batch(done(number, own, &work)));
                    }
                    end = cut.end;
                }
                sink(Told::Ends(end.flatten()));
            }
            return;
        }
        let line = Line {
            state: Mutex::new(State::of(inputs, threads)),
            changed: Condvar::new(),
            open,
            work,
        };
        rayon::in_place_scope(|scope| {
            for batch in others {
                let line = &line;
                scope.spawn(move |_| line.help(batch));
            }
            line.lead(own, &mut sink);
        });
    }
}

/// What a look at an input gave.
struct Cut {
    /// Whether there is a batch to work on.
    is_batch: bool,
    /// Where the input has ended, what has stopped the reading.
    end: Option<Option<Error>>,
}

impl Cut {
    /// Fills a batch with what comes next in an input.
    fn of<R: Read>(cutter: &mut Cutter<R>, batch: &mut Batch) -> Cut {
        let filled = cutter.next_batch(batch);
        Cut {
            is_batch: *filled.as_ref().unwrap_or(&true),
            end: cutter.has_ended().then(|| filled.err()),
        }
    }
}

/// What the work gives of a batch of the input with this number.
fn done<T>(number: usize, batch: &mut Batch, work: impl Fn(usize, &mut Batch) -> T) -> T {
    let done = work(number, batch);
    if batch.is_large() {
        // A large claim is rare; its memory is not kept for those that follow.
        *batch = Batch::new();
    }
    done
}

/// What is told at once of a part of an input; a small input is one part.
struct Step<M, T> {
    starts: Option<M>,
    batch: Option<T>,
    ends: Option<Option<Error>>,
}

impl<M, T> Step<M, T> {
    fn tell(self, mut sink: impl FnMut(Told<M, T>)) {
        if let Some(with) = self.starts {
            sink(Told::Starts(with));
        }
        if let Some(done) = self.batch {
            sink(Told::Batch(done));
        }
        if let Some(error) = self.ends {
            sink(Told::Ends(error));
        }
    }
}

/// An input that has started and is not read to its end.
struct Unread<R> {
    number: usize,
    /// So many of its steps are taken.
    steps: u64,
    /// `None` while a thread reads on.
    cutter: Option<Box<Cutter<R>>>,
}

/// What a thread does next.
enum Next<N, R> {
    /// It opens the input with this number.
    Open(usize, N),
    /// It takes this step of the input with this number.
    ReadOn(usize, u64, Box<Cutter<R>>),
}

/// What the threads share.
struct State<I: Iterator, R, M, T> {
    /// Those that have not started.
    inputs: iter::Fuse<I>,
    /// So many have started.
    started: usize,
    /// Those that have, in order.
    unread: Vec<Unread<R>>,
    /// Steps that are done and not handed on, by their input and their number in it.
    waiting: BTreeMap<(usize, u64), Step<M, T>>,
    /// The step that is handed on next.
    front: (usize, u64),
    /// So many steps are taken and not handed on.
    under_way: usize,
    /// No more than these.
    most: usize,
    /// Nothing is left to take.
    is_read: bool,
    /// Somebody has panicked.
    is_broken: bool,
    /// So many threads wait for a change: there is nobody to be told of most changes.
    asleep: usize,
}

impl<I: Iterator, R, M, T> State<I, R, M, T> {
    fn of(inputs: I, threads: usize) -> State<I, R, M, T> {
        State {
            inputs: inputs.fuse(),
            started: 0,
            unread: Vec::new(),
            waiting: BTreeMap::new(),
            front: (0, 0),
            under_way: 0,
            most: 4 * threads,
            is_read: false,
            is_broken: false,
            asleep: 0,
        }
    }

    /// Takes the next step, if there is one now.
    fn next(&mut self) -> Option<Next<I::Item, R>> {
        let most = match self.unread.first() {
            // Whether there is more in it is not known: another input may be started, but leaves it half of the room.
            Some(first) if first.steps == 1 && first.cutter.is_none() => self.most / 2,
            _ => self.most,
        };
        if self.under_way >= most {
            return None;
        }
        let next = match self.unread.first_mut() {
            Some(first) if first.cutter.is_some() || first.steps > 1 => {
                let cutter = first.cutter.take()?;
                first.steps += 1;
                Next::ReadOn(first.number, first.steps - 1, cutter)
            }
            _ => {
                let Some(input) = self.inputs.next() else {
                    self.is_read = self.unread.is_empty();
                    return None;
                };
                let number = self.started;
                self.started += 1;
                self.unread.push(Unread {
                    number,
                    steps: 1,
                    cutter: None,
                });
                Next::Open(number, input)
            }
        };
        self.under_way += 1;
        Some(next)
    }

    /// The input with this number may be read on, or is at its end where there is no cutter.
    fn put_back(&mut self, number: usize, cutter: Option<Box<Cutter<R>>>) {
        if let Ok(place) = self.unread.binary_search_by_key(&number, |one| one.number) {
            match cutter {
                Some(_) => self.unread[place].cutter = cutter,
                None => drop(self.unread.remove(place)),
            }
        }
    }

    /// The step that is to be handed on, if it is done.
    fn take(&mut self) -> Option<Step<M, T>> {
        let step = self.waiting.remove(&self.front)?;
        self.front = match step.ends {
            Some(_) => (self.front.0 + 1, 0),
            None => (self.front.0, self.front.1 + 1),
        };
        self.under_way -= 1;
        Some(step)
    }
}

/// Threads that work on the same inputs, and the one among them that hands on the results.
struct Line<I: Iterator, R, M, T, O, W> {
    /// Not held while inputs are opened or read, nor while the work is done.
    state: Mutex<State<I, R, M, T>>,
    changed: Condvar,
    open: O,
    work: W,
}

impl<I, R, M, T, O, W> Line<I, R, M, T, O, W>
where
    I: Iterator,
    R: Read,
    O: Fn(I::Item) -> (M, Cutter<R>),
    W: Fn(usize, &mut Batch) -> T,
{
    /// Hands on results as they come, and works where none has come.
    fn lead(&self, batch: &mut Batch, mut sink: impl FnMut(Told<M, T>)) {
        let _alarm = Alarm(self);
        let mut state = self.state();
        while !state.is_broken {
            if let Some(step) = state.take() {
                self.tell_of(&state);
                drop(state);
                step.tell(&mut sink);
                state = self.state();
            } else if let Some(next) = state.next() {
                drop(state);
                state = self.work_on(next, batch);
            } else if state.is_read && state.under_way == 0 {
                return;
            } else {
                state = self.sleep(state);
            }
        }
    }

    /// Works as long as there is something to do.
    fn help(&self, batch: &mut Batch) {
        let _alarm = Alarm(self);
        let mut state = self.state();
        while !state.is_broken {
            if let Some(next) = state.next() {
                drop(state);
                state = self.work_on(next, batch);
            } else if state.is_read {
                return;
            } else {
                state = self.sleep(state);
            }
        }
    }

    /// Does what is next, and puts what comes of it.
    fn work_on(
        &self,
        next: Next<I::Item, R>,
        batch: &mut Batch,
    ) -> MutexGuard<'_, State<I, R, M, T>> {
        let (number, step, starts, mut cutter) = match next {
            Next::Open(number, input) => {
                let (with, cutter) = (self.open)(input);
                (number, 0, Some(with), Box::new(cutter))
            }
            Next::ReadOn(number, step, cutter) => (number, step, None, cutter),
        };
        let Cut { is_batch, end } = Cut::of(&mut cutter, batch);
        let cutter = end.is_none().then_some(cutter);
        let mut state = self.state();
        state.put_back(number, cutter);
        self.tell_of(&state);
        drop(state);
        let told = Step {
            starts,
            batch: is_batch.then(|| done(number, batch, &self.work)),
            ends: end,
        };
        let mut state = self.state();
        state.waiting.insert((number, step), told);
        self.tell_of(&state);
        state
    }
}

impl<I: Iterator, R, M, T, O, W> Line<I, R, M, T, O, W> {
    fn state(&self) -> MutexGuard<'_, State<I, R, M, T>> {
        // Nothing is left half done behind it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes those who wait for a change of the state.
    fn tell_of(&self, state: &State<I, R, M, T>) {
        if state.asleep > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits until the state has changed.
    fn sleep<'s>(
        &self,
        mut state: MutexGuard<'s, State<I, R, M, T>>,
    ) -> MutexGuard<'s, State<I, R, M, T>> {
        state.asleep += 1;
        let woken = self.changed.wait(state);
        let mut state = woken.unwrap_or_else(PoisonError::into_inner);
        state.asleep -= 1;
        state
    }
}

/// Wakes those who wait when a thread ends in a panic.
struct Alarm<'l, I: Iterator, R, M, T, O, W>(&'l Line<I, R, M, T, O, W>);

impl<I: Iterator, R, M, T, O, W> Drop for Alarm<'_, I, R, M, T, O, W> {
    fn drop(&mut self) {
        if thread::panicking() {
            let mut state = self.0.state();
            state.is_broken = true;
            self.0.tell_of(&state);
        }
    }
}
