//! What the thread that reads events and a folder's turns share, and how often unwatched parts are scanned.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use notify::EventKind;
use parking_lot::{Mutex, MutexGuard};
use syncit_core::RelPath;

use super::alias::WatchId;
use super::queue::{Item, NameEvent, Queue};
use crate::root::marker::MARKER_NAME;
use crate::workers::Task;

/// How often a part without watches is to be scanned.
const POLL_EVERY: Duration = Duration::from_secs(10);
/// How often a root that is gone is looked for, because not every return is a change of the mounts.
const LOOK_FOR_ROOT_EVERY: Duration = Duration::from_secs(5);
/// Limit of items that may wait in the queue; the kernel's own queue holds as many by default.
const QUEUE_BOUND: usize = 16_384;
/// The start of a cookie's name in `.syncit`.
pub(super) const COOKIE: &str = "cookie-";
/// No watch has this number.
pub(super) const NO_WATCH: WatchId = 0;
/// A folder that makes the system lose events again within this time is not watched for longer and longer.
const FLOODS_AGAIN: Duration = Duration::from_secs(60);
/// For how long at first…
const FLOOD_PAUSE: Duration = Duration::from_millis(500);
/// …and at most.
const FLOOD_PAUSE_MAX: Duration = Duration::from_secs(10);

/// The settings that tests make tighter.
pub(super) struct Settings {
    pub(super) poll_every: Duration,
    pub(super) look_for_root_every: Duration,
    pub(super) queue_bound: usize,
    /// Called before each watch; returns true if it may be added.
    pub(super) may_add: Box<dyn FnMut() -> bool + Send>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            poll_every: POLL_EVERY,
            look_for_root_every: LOOK_FOR_ROOT_EVERY,
            queue_bound: QUEUE_BOUND,
            may_add: Box::new(|| true),
        }
    }
}

/// What the thread that reads events and a folder's turns share.
pub(super) struct Shared {
    pub(super) queue: Mutex<Queue>,
    pub(super) queue_bound: usize,
    /// The folder's turns.
    pub(super) task: Task,
    /// The number of the watch of `.syncit`.
    pub(super) own_dir: AtomicU32,
    /// If this is false, no event reports a cookie.
    pub(super) own_dir_is_watched: AtomicBool,
    /// Directories that are scanned now and then because they cannot be watched.
    pub(super) polled: Mutex<BTreeSet<Option<RelPath>>>,
    /// True if something was mounted or unmounted somewhere.
    pub(super) remounted: AtomicBool,
    /// How many directories are watched.
    pub(super) watches: AtomicUsize,
    /// Events since the system last lost some.
    pub(super) events: AtomicU64,
}

impl Shared {
    pub(super) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock()
    }

    pub(super) fn polled(&self) -> MutexGuard<'_, BTreeSet<Option<RelPath>>> {
        self.polled.lock()
    }

    pub(super) fn push(&self, item: Item) {
        self.queue().push(item, self.queue_bound);
        self.task.wake();
    }

    /// Queues that a watched directory no longer exists.
    pub(super) fn ended(&self, dir: WatchId) {
        let is_own = dir == self.own_dir.load(Ordering::Relaxed);
        self.push(if is_own { Item::Marker } else { Item::Ended(dir) });
    }

    /// Schedules a full rescan, at the latest at this time. A folder that floods the system again and again is not watched
    /// before that.
    pub(super) fn lose_at(&self, at: Instant, floods: bool) {
        let mut queue = self.queue();
        let now = Instant::now();
        let before = floods_before(queue.floods, now);
        if floods {
            queue.floods = Some((now, before + 1));
        }
        if floods && before > 0 {
            queue.leave_alone(at.max(now + flood_pause(before)));
        } else {
            queue.lose(at);
        }
        drop(queue);
        self.task.wake();
    }

    /// Handles an event about a watched directory itself or a name in it.
    pub(super) fn saw(&self, dir: WatchId, name: Option<&OsStr>, kind: &EventKind, seen: NameEvent) {
        self.events.fetch_add(1, Ordering::Relaxed);
        let names = matches!(seen, NameEvent::Named | NameEvent::Came);
        let item = match name {
            _ if dir == self.own_dir.load(Ordering::Relaxed) => {
                let name = name.map_or(Some(""), |name| name.to_str());
                name.and_then(|name| self.of_own_dir(name, kind, seen))
            }
            Some(name) => match name.to_str() {
                Some(name) => {
                    self.queue().saw(dir, name, seen, self.queue_bound);
                    return self.task.wake();
                }
                None => names.then_some(Item::BadName(dir)),
            },
            None => names.then_some(Item::Moved(dir)),
        };
        if let Some(item) = item {
            self.push(item);
        }
    }

    /// Returns the item for an event about `.syncit` itself (`""`), or about a name in it.
    fn of_own_dir(&self, name: &str, kind: &EventKind, seen: NameEvent) -> Option<Item> {
        match name {
            "" => matches!(seen, NameEvent::Named | NameEvent::Came).then_some(Item::Marker),
            MARKER_NAME => (seen != NameEvent::Touched).then_some(Item::Marker),
            name => {
                let number = name.strip_prefix(COOKIE)?.parse().ok()?;
                let is_awaited = matches!(kind, EventKind::Create(_)) && self.queue().cookies.contains(&number);
                is_awaited.then_some(Item::Cookie(number))
            }
        }
    }
}

/// Returns how many times a folder has flooded the system shortly before, not counting this time.
pub(super) fn floods_before(last: Option<(Instant, u32)>, now: Instant) -> u32 {
    last.filter(|(at, _)| now - *at < FLOODS_AGAIN).map_or(0, |(_, times)| times)
}

/// Returns how long to leave a folder unwatched that has flooded the system this many times shortly before.
pub(super) fn flood_pause(times: u32) -> Duration {
    match times {
        0 => Duration::ZERO,
        times => FLOOD_PAUSE.saturating_mul(1 << (times - 1).min(16)).min(FLOOD_PAUSE_MAX),
    }
}
