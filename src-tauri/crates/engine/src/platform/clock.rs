//! Clocks that the standard library does not have.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns how long ago the computer booted.
pub(crate) fn since_boot() -> Duration {
    read(ClockId::Boottime)
}

/// Returns how long the computer was awake since then.
pub fn awake() -> Duration {
    read(ClockId::Monotonic)
}

/// Returns how long it slept since then.
pub fn asleep() -> Duration {
    let awake = awake();
    since_boot().saturating_sub(awake)
}

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}
