//! What a simulated machine runs on: a clock that the world sets, and a fuse that burns down with
//! every call on its disk or store. Where the fuse ends, the machine crashes in the middle of a
//! step, or an ambush happens: a person does something at that point.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use syncit_core::Timestamp;

/// A machine's wall clock. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Returns the current time.
    pub fn wall(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    /// Sets the time, which may go backwards.
    pub fn set(&self, wall: Timestamp) {
        self.0.store(wall.0, Ordering::SeqCst);
    }
}

/// Counts calls down to a crash or an ambush. Clones share the count.
#[derive(Clone, Default)]
pub struct Fuse(Arc<Mutex<Burning>>);

#[derive(Default)]
struct Burning {
    crash: Option<u32>,
    ambush: Option<(u32, Box<dyn FnOnce() + Send>)>,
}

/// The panic payload of a crashed machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

impl Fuse {
    /// Crashes the machine after `calls` more calls, before the next one.
    pub fn light(&self, calls: u32) {
        self.burning().crash = Some(calls);
    }

    /// Calls `act` after `calls` more calls, before the next one: what a person does at that point.
    pub fn ambush(&self, calls: u32, act: impl FnOnce() + Send + 'static) {
        self.burning().ambush = Some((calls, Box::new(act)));
    }

    /// Cancels the crash and the ambush.
    pub fn put_out(&self) {
        *self.burning() = Burning::default();
    }

    /// Counts one call. It does not return if the machine crashes here.
    pub fn burn(&self) {
        let mut burning = self.burning();
        let act = match burning.ambush.take() {
            Some((0, act)) => Some(act),
            Some((left, act)) => {
                burning.ambush = Some((left - 1, act));
                None
            }
            None => None,
        };
        let crashes = match burning.crash.take() {
            Some(0) => true,
            left => {
                burning.crash = left.map(|left| left - 1);
                false
            }
        };
        drop(burning);
        if let Some(act) = act {
            act();
        }
        if crashes {
            // Unlike `panic!` this prints nothing, because it is not a failure of the test.
            resume_unwind(Box::new(Crashed));
        }
    }

    fn burning(&self) -> MutexGuard<'_, Burning> {
        self.0.lock().expect("nothing panics while it holds a fuse")
    }
}

impl fmt::Debug for Fuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fuse").field("crash", &self.burning().crash).finish_non_exhaustive()
    }
}

/// Runs something that may crash; any other panic is passed on.
pub fn until_crash<T>(run: impl FnOnce() -> T) -> Result<T, Crashed> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| match payload.downcast::<Crashed>() {
        Ok(crashed) => *crashed,
        Err(payload) => resume_unwind(payload),
    })
}
