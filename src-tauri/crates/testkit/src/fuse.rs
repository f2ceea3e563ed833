//! What a simulated machine runs on: a clock that the world sets, and a fuse that burns down with
//! every call on its disk or store. Where it ends the machine crashes, in the middle of a step.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use syncit_core::Timestamp;

/// A machine's wall clock. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// What it shows.
    pub fn wall(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    /// Sets it, also backwards.
    pub fn set(&self, wall: Timestamp) {
        self.0.store(wall.0, Ordering::SeqCst);
    }
}

/// Counts calls down to a crash. Clones burn together.
#[derive(Debug, Clone)]
pub struct Fuse(Arc<AtomicI64>);

/// What a crashed machine unwinds with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

const NEVER: i64 = i64::MAX;

impl Default for Fuse {
    fn default() -> Self {
        Fuse(Arc::new(AtomicI64::new(NEVER)))
    }
}

impl Fuse {
    /// Crashes before the call after so many more.
    pub fn light(&self, calls: u32) {
        self.0.store(i64::from(calls), Ordering::SeqCst);
    }

    /// Does not crash.
    pub fn put_out(&self) {
        self.0.store(NEVER, Ordering::SeqCst);
    }

    /// One call; does not return if the fuse ends here.
    pub fn burn(&self) {
        match self.0.load(Ordering::SeqCst) {
            NEVER => {}
            0 => {
                self.put_out();
                // Quiet, unlike panic!: this is no failure of the test.
                resume_unwind(Box::new(Crashed));
            }
            left => self.0.store(left - 1, Ordering::SeqCst),
        }
    }
}

/// Runs what may crash; every other panic goes on.
pub fn until_crash<T>(run: impl FnOnce() -> T) -> Result<T, Crashed> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| match payload.downcast::<Crashed>() {
        Ok(crashed) => *crashed,
        Err(payload) => resume_unwind(payload),
    })
}
