//! A fixed number of threads for the work of any number of folders.
//!
//! A task is worked on in turns, never two at once, and while it waits to be woken it needs no thread. Turns are short: a
//! task that has more to do queues again behind the others. A task whose last turn was long waits in a separate line, which
//! only half of the threads serve: so a folder that scans for long does not delay small changes of others. A thread that
//! has waited for seconds, for a disk that does not answer, is not counted.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

#[cfg(test)]
mod tests;

/// Limit of threads. There are as many as were needed at once, and one at rest; several may wait for disks that do not
/// answer.
pub const MAX_THREADS: usize = 16;
/// Limit of additional threads that replace those that have waited for long, for a disk that does not answer.
const MAX_STUCK: usize = 48;
/// A turn that takes longer than this is stuck: it waits for something.
const STUCK: Duration = Duration::from_secs(5);
/// How many threads may work on tasks whose last turn was long.
const MAX_LONG: usize = MAX_THREADS / 2;
/// A turn that took longer than this was long.
const LONG: Duration = Duration::from_millis(50);
/// How long a thread that is not needed stays.
const STAYS: Duration = Duration::from_secs(10);

/// Work that is done in turns.
pub trait Work: Send {
    /// Does what there is to do, within some ten milliseconds if possible, and returns what comes next.
    fn turn(&mut self) -> Next;

    /// Does what is left to do after the last turn. Not called after a panic.
    fn end(self: Box<Self>) {}
}

/// What comes after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing, until the task is woken.
    Wait,
    /// Another turn at this time, or when it is woken.
    At(Instant),
    /// There is more to do now.
    Again,
}

/// The threads. Clones share them; when the last clone is dropped, it ends the threads and waits for them.
#[derive(Clone)]
pub struct Workers(Arc<Threads>);

struct Threads(Arc<Pool>);

/// Something that is worked on in turns. Clones are the same task.
#[derive(Clone)]
pub struct Task {
    inner: Arc<Inner>,
    pool: Arc<Pool>,
}

struct Inner {
    number: u64,
    state: AtomicU8,
    /// True if its last turn was long.
    is_long: AtomicBool,
    /// True if there is to be no further turn.
    has_ended: AtomicBool,
    /// None before it begins, and after it ended.
    work: Mutex<Option<Box<dyn Work>>>,
}

/// It waits.
const IDLE: u8 = 0;
/// It is in a line.
const QUEUED: u8 = 1;
/// It has its turn.
const RUNNING: u8 = 2;
/// It has its turn, and was woken after that began.
const AGAIN: u8 = 3;

#[derive(Default)]
struct Pool {
    lines: Mutex<Lines>,
    wake: Condvar,
    last_number: AtomicU64,
}

#[derive(Default)]
struct Lines {
    short: VecDeque<Arc<Inner>>,
    long: VecDeque<Arc<Inner>>,
    /// When to wake which task, and the reverse map.
    timers: BTreeMap<(Instant, u64), Arc<Inner>>,
    timer_of: BTreeMap<u64, Instant>,
    /// True if a timer is due earlier than the sleeping threads know.
    has_earlier_timer: bool,
    threads: usize,
    sleeping: usize,
    /// When the running turns began, and which of them are of tasks from the long line.
    turns: BTreeMap<(Instant, u64), bool>,
    /// A turn that takes longer than this counts as stuck.
    patience: Duration,
    stops: bool,
}

impl Default for Workers {
    fn default() -> Self {
        Workers::start()
    }
}

impl Workers {
    /// Starts one thread; others are started when they are needed.
    ///
    /// # Panics
    /// If the system cannot start a thread.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(STUCK)
    }

    fn start_with(patience: Duration) -> Self {
        let pool = Arc::<Pool>::default();
        pool.lines.lock().patience = patience;
        assert!(pool.add_thread(&mut pool.lines.lock()), "the system can start a thread");
        Workers(Arc::new(Threads(pool)))
    }

    /// Returns a task that does nothing until `Task::begin`.
    #[must_use]
    pub fn task(&self) -> Task {
        let pool = self.0.0.clone();
        let number = pool.last_number.fetch_add(1, Ordering::Relaxed);
        let inner = Inner {
            number,
            state: AtomicU8::new(IDLE),
            is_long: AtomicBool::new(true),
            has_ended: AtomicBool::new(false),
            work: Mutex::new(None),
        };
        Task { inner: Arc::new(inner), pool }
    }

    /// Returns how many threads there are now.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.0.lines.lock().threads
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        let mut lines = self.0.lines.lock();
        lines.stops = true;
        self.0.wake.notify_all();
        // One of the threads itself may drop the last clone.
        let own = usize::from(thread::current().name() == Some(NAME));
        while lines.threads > own {
            self.0.wake.wait(&mut lines);
        }
    }
}

/// The name of each thread, as the system shows it.
const NAME: &str = "folders";

impl Task {
    /// Sets the work, and gives it its first turn soon.
    pub fn begin(&self, work: Box<dyn Work>) {
        *self.inner.work.lock() = Some(work);
        self.wake();
    }

    /// Wakes the task: a turn follows that begins after this call.
    pub fn wake(&self) {
        if self.inner.is_to_be_queued() {
            self.pool.enqueue(&mut self.pool.lines.lock(), self.inner.clone());
        }
    }

    /// Waits for a running turn, after which there is no other, and ends the work on this thread. Returns false if it had
    /// ended already, or never began. Must not be called in a turn of this task.
    pub fn end(&self) -> bool {
        self.inner.has_ended.store(true, Ordering::Release);
        let work = self.inner.work.lock().take();
        self.pool.lines.lock().set_timer(&self.inner, None);
        work.map(Work::end).is_some()
    }
}

impl Inner {
    /// Notes that it was woken; returns true if it therefore has to be put in a line.
    fn is_to_be_queued(&self) -> bool {
        let next = |state| match state {
            IDLE => Some(QUEUED),
            RUNNING => Some(AGAIN),
            _ => None,
        };
        self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, next) == Ok(IDLE)
    }

    /// Runs one turn; a panic ends the task, as it would end a thread of its own.
    fn turn(&self) -> Next {
        let mut work = self.work.lock();
        if self.has_ended.load(Ordering::Acquire) {
            return Next::Wait;
        }
        let Some(mut does) = work.take() else { return Next::Wait };
        let Ok((next, does)) = catch_unwind(AssertUnwindSafe(move || (does.turn(), does))) else { return Next::Wait };
        *work = Some(does);
        next
    }
}

impl Lines {
    fn set_timer(&mut self, task: &Arc<Inner>, at: Option<Instant>) {
        if let Some(before) = self.timer_of.remove(&task.number) {
            self.timers.remove(&(before, task.number));
        }
        if let Some(at) = at {
            self.has_earlier_timer |= self.next_timer().is_none_or(|first| at < first);
            self.timers.insert((at, task.number), task.clone());
            self.timer_of.insert(task.number, at);
        }
    }

    fn next_timer(&self) -> Option<Instant> {
        self.timers.first_key_value().map(|((at, _), _)| *at)
    }

    fn push(&mut self, task: Arc<Inner>) {
        let line = if task.is_long.load(Ordering::Relaxed) { &mut self.long } else { &mut self.short };
        line.push_back(task);
    }

    /// Puts the tasks in line whose timers are due.
    fn fire(&mut self, now: Instant) {
        while self.next_timer().is_some_and(|at| at <= now) {
            let Some((_, task)) = self.timers.pop_first() else { return };
            self.timer_of.remove(&task.number);
            if task.is_to_be_queued() {
                self.push(task);
            }
        }
    }

    /// Returns how many turns are running and not stuck, and how many of them are of tasks from the long line. Stuck turns
    /// beyond the limit count as well.
    fn turns(&self, now: Instant) -> (usize, usize) {
        let is_stuck = |begun: Instant| now.saturating_duration_since(begun) >= self.patience;
        let stuck = self.turns.iter().take(MAX_STUCK).take_while(|((begun, _), _)| is_stuck(*begun)).count();
        let going = self.turns.values().skip(stuck);
        (going.len(), going.filter(|is_long| **is_long).count())
    }

    fn takes_long(&self, now: Instant) -> bool {
        !self.long.is_empty() && self.turns(now).1 < MAX_LONG
    }

    fn may_grow(&self, now: Instant) -> bool {
        // Those that have no turn yet are about to get one.
        let stuck = self.turns.len() - self.turns(now).0;
        self.threads - stuck < MAX_THREADS
    }

    /// Returns when the next turn counts as stuck, so that another task of the long line can have its turn.
    fn next_stuck(&self, now: Instant) -> Option<Instant> {
        let at = self.turns.keys().map(|(begun, _)| *begun + self.patience).find(|at| *at > now);
        at.filter(|_| !self.long.is_empty())
    }

    /// Returns true if another thread has something to do now.
    fn has_more(&mut self, now: Instant) -> bool {
        let has_long = self.takes_long(now);
        std::mem::take(&mut self.has_earlier_timer) || !self.short.is_empty() || has_long
    }

    /// Returns the next task, and whether it comes from the long line. Short ones go first, but one thread is left to the
    /// long ones.
    fn next(&mut self, now: Instant) -> Option<(Arc<Inner>, bool)> {
        if self.turns(now).1 > 0
            && let Some(task) = self.short.pop_front()
        {
            return Some((task, false));
        }
        let long = if self.takes_long(now) { self.long.pop_front() } else { None };
        long.map(|task| (task, true)).or_else(|| self.short.pop_front().map(|task| (task, false)))
    }
}

impl Pool {
    fn enqueue(self: &Arc<Self>, lines: &mut Lines, task: Arc<Inner>) {
        lines.push(task);
        if lines.sleeping > 0 {
            self.wake.notify_one();
        } else if lines.threads >= MAX_THREADS && !lines.stops && lines.may_grow(Instant::now()) {
            // Below that number, the thread that takes a turn makes sure that another one follows.
            self.add_thread(lines);
        }
    }

    /// Starts a thread; returns false if the system gives none.
    fn add_thread(self: &Arc<Self>, lines: &mut Lines) -> bool {
        let pool = self.clone();
        let started = thread::Builder::new().name(NAME.into()).spawn(move || pool.run()).is_ok();
        lines.threads += usize::from(started);
        started
    }

    fn run(self: &Arc<Self>) {
        let mut lines = self.lines.lock();
        let mut is_needed_until = Instant::now() + STAYS;
        while !lines.stops {
            let now = Instant::now();
            lines.fire(now);
            let Some((task, is_long)) = lines.next(now) else {
                if now >= is_needed_until && lines.sleeping > 0 {
                    break;
                }
                lines = self.sleep(lines, now, is_needed_until);
                continue;
            };
            is_needed_until = now + STAYS;
            lines.turns.insert((now, task.number), is_long);
            // Another thread must handle the timers, and tasks that are woken meanwhile.
            if lines.sleeping == 0 && lines.may_grow(now) {
                self.add_thread(&mut lines);
            } else if lines.has_more(now) {
                self.wake.notify_one();
            }
            drop(lines);
            task.state.store(RUNNING, Ordering::Release);
            let next = task.turn();
            task.is_long.store(now.elapsed() > LONG, Ordering::Relaxed);
            lines = self.lines.lock();
            lines.turns.remove(&(now, task.number));
            self.put_back(&mut lines, task, next);
        }
        lines.threads -= 1;
        // Another thread must handle the timers, and `drop` waits for this thread to end.
        self.wake.notify_all();
    }

    fn put_back(&self, lines: &mut Lines, task: Arc<Inner>, next: Next) {
        let is_over = next != Next::Again
            && task.state.compare_exchange(RUNNING, IDLE, Ordering::AcqRel, Ordering::Acquire).is_ok();
        match next {
            Next::At(at) if is_over => lines.set_timer(&task, Some(at)),
            _ => lines.set_timer(&task, None),
        }
        if !is_over {
            task.state.store(QUEUED, Ordering::Release);
            lines.push(task);
        }
    }

    /// Sleeps until the thread is woken or a timer is due. If another thread sleeps too, it also wakes to check whether it
    /// is still needed.
    fn sleep<'a>(
        &self,
        mut lines: MutexGuard<'a, Lines>,
        now: Instant,
        is_needed_until: Instant,
    ) -> MutexGuard<'a, Lines> {
        lines.has_earlier_timer = false;
        let leaves = (lines.sleeping > 0).then_some(is_needed_until);
        let until = lines.next_timer().into_iter().chain(leaves).chain(lines.next_stuck(now)).min();
        lines.sleeping += 1;
        match until {
            Some(until) => drop(self.wake.wait_for(&mut lines, until.saturating_duration_since(now))),
            None => self.wake.wait(&mut lines),
        }
        lines.sleeping -= 1;
        lines
    }
}
