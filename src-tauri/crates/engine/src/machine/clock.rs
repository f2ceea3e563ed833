//! The clocks of this computer, in the form that the loops need.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Zoned;
use syncit_core::Timestamp;
use syncit_core::hub_clock::Reading;
use syncit_replica::event::Now;

use crate::platform;

/// Returns the wall-clock time.
pub(crate) fn wall() -> Timestamp {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)),
        Err(before) => Timestamp(i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos)),
    }
}

/// Returns the wall-clock time in the person's time zone.
pub(crate) fn local() -> Zoned {
    Zoned::now()
}

/// Returns the wall-clock time and the ticks.
pub(crate) fn now() -> Now {
    Now { wall: wall(), ticks: ticks() }
}

/// Returns monotonic milliseconds since the first call in this process.
pub(crate) fn ticks() -> u64 {
    start().elapsed().as_millis() as u64
}

/// Returns the instant at which `ticks` will return this value.
pub(crate) fn instant_of(ticks: u64) -> Instant {
    // `Instant` must not overflow, and a deadline this far away is as good as none.
    start() + Duration::from_millis(ticks.min(1 << 40))
}

fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

/// Returns the reading for the hub's clock, whose ticks continue while the computer sleeps.
pub(crate) fn hub_reading() -> Reading {
    Reading { wall: wall(), ticks: platform::since_boot().as_millis() as u64 }
}
