//! How long the past is kept: which versions of a path are removed, as a function of times alone.
//!
//! A version is the state of its path from when it was accepted until the next one was. Its age counts from that end:
//! what was replaced a minute ago is a minute old, however long it was current. The rules keep *moments*: every moment
//! of the last 30 days, then the end of each day, then the end of each week (UTC). A version is removed if it was
//! current at no moment that is kept, so each path keeps its part of the whole tree of such a moment. The newest entry
//! of a path is never removed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::Seq;
use crate::reason::reasons;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// Offset from the Unix epoch, which was a Thursday, to a Monday: weeks end between Sunday and Monday.
const MONDAY: i64 = 4 * DAY;
/// The size cap never removes what was current less than this long ago.
const CAP_SPARES: i64 = 7 * DAY;
/// A path with more versions than this in an hour is thinned to one a minute once the hour is over.
const BUSY: usize = 60;

/// How long the past of a folder is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Retention {
    /// Days for which every version is kept.
    pub all_days: u32,
    /// Days for which the version at the end of each day is kept.
    pub daily_days: u32,
    /// Days for which the version at the end of each week is kept.
    pub weekly_days: u32,
    /// Days for which the last version of a deleted file is kept.
    pub deleted_days: u32,
    /// The most bytes that past versions may take together, before compression; `None` for no limit.
    pub max_bytes: Option<u64>,
}

impl Default for Retention {
    fn default() -> Self {
        Retention { all_days: 30, daily_days: 90, weekly_days: 365, deleted_days: 365, max_bytes: None }
    }
}

impl fmt::Display for Retention {
    /// Formats it as `30 90 365 365 -`: the days in field order, then the bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {} ", self.all_days, self.daily_days, self.weekly_days, self.deleted_days)?;
        match self.max_bytes {
            None => f.write_str("-"),
            Some(bytes) => bytes.fmt(f),
        }
    }
}

/// The most days for which the past can be kept: a hundred years.
pub const MAX_DAYS: u32 = 36_500;

reasons! {
    /// Why a retention is invalid.
    pub enum BadRetention {
        /// Daily versions would end before all versions do.
        "bad-retention--daily" DailyUnderAll { daily: u32, all: u32 },
        /// Weekly versions would end before daily ones do.
        "bad-retention--weekly" WeeklyUnderDaily { weekly: u32, daily: u32 },
        /// Longer than `MAX_DAYS`.
        "bad-retention--too-long" TooLong { days: u32, most: u32 },
    }
}

impl Retention {
    /// Checks the days.
    pub fn check(&self) -> Result<(), BadRetention> {
        let Retention { all_days: all, daily_days: daily, weekly_days: weekly, deleted_days: deleted, .. } = *self;
        match all.max(daily).max(weekly).max(deleted) {
            days if days > MAX_DAYS => Err(BadRetention::TooLong { days, most: MAX_DAYS }),
            _ if daily < all => Err(BadRetention::DailyUnderAll { daily, all }),
            _ if weekly < daily => Err(BadRetention::WeeklyUnderDaily { weekly, daily }),
            _ => Ok(()),
        }
    }
}

/// The error for a text that `Display` does not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not how long a past is kept")]
pub struct NotARetention;

impl FromStr for Retention {
    type Err = NotARetention;
    fn from_str(text: &str) -> Result<Self, NotARetention> {
        let parts: Vec<&str> = text.split(' ').collect();
        let [all, daily, weekly, deleted, bytes] = parts[..] else { return Err(NotARetention) };
        let days = |text: &str| text.parse().map_err(|_| NotARetention);
        Ok(Retention {
            all_days: days(all)?,
            daily_days: days(daily)?,
            weekly_days: days(weekly)?,
            deleted_days: days(deleted)?,
            max_bytes: if bytes == "-" { None } else { Some(bytes.parse().map_err(|_| NotARetention)?) },
        })
    }
}

/// One entry in the history of a path, as far as retention needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its position.
    pub seq: Seq,
    /// When it was accepted, in hub time.
    pub at: Timestamp,
    /// Whether something was at the path.
    pub is_live: bool,
    /// The size of its content, in bytes.
    pub bytes: u64,
}

/// A past version of a folder that the size cap may remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Its position.
    pub seq: Seq,
    /// When the next version of its path was accepted.
    pub until: Timestamp,
    /// The size of its content, in bytes.
    pub bytes: u64,
}

/// Returns the versions of one path that are to be removed, in order. `versions` are all remaining versions of the
/// path, oldest first; the last is its newest entry.
///
/// ```
/// use syncit_core::retention::{Retention, Version, expired};
/// use syncit_core::{Seq, Timestamp};
///
/// let day = |number: i64| Timestamp(number * 24 * 3_600_000_000_000);
/// let version = |seq, at| Version { seq: Seq(seq), at, is_live: true, bytes: 1_000 };
/// let versions = [version(1, day(0)), version(2, day(300)), version(3, day(398))];
/// let keep = Retention { weekly_days: 0, ..Retention::default() };
/// // The first ended 100 days ago, longer than the end of each day is kept; the second two days ago.
/// assert_eq!(expired(&versions, day(400), &keep), [Seq(1)]);
/// ```
pub fn expired(versions: &[Version], now: Timestamp, keep: &Retention) -> Vec<Seq> {
    let busy = busy_hours(versions, now);
    let last = last_of_deleted(versions);
    let ended = versions.iter().zip(versions.iter().skip(1)).enumerate();
    let gone = ended.filter(|(index, (version, next))| {
        let is_last_of_deleted = last == Some(*index) && next.at.0 > ago(now, keep.deleted_days);
        let is_thinned = busy.binary_search(&version.at.0.div_euclid(HOUR)).is_ok();
        !is_last_of_deleted && !is_kept(version.at.0, next.at.0, is_thinned, now, keep)
    });
    gone.map(|(_, (version, _))| version.seq).collect()
}

/// Returns the past versions of one path that the size cap may remove. These exclude the newest entry, the last version
/// of what was deleted less than `deleted_days` ago, and versions without content.
pub fn capped(versions: &[Version], now: Timestamp, keep: &Retention) -> Vec<Past> {
    let last = last_of_deleted(versions);
    let ended = versions.iter().zip(versions.iter().skip(1)).enumerate();
    let past = ended.filter(|(index, (version, next))| {
        let is_last_of_deleted = last == Some(*index) && next.at.0 > ago(now, keep.deleted_days);
        version.bytes > 0 && !is_last_of_deleted && next.at.0 <= now.0.saturating_sub(CAP_SPARES)
    });
    past.map(|(_, (version, next))| Past { seq: version.seq, until: next.at, bytes: version.bytes }).collect()
}

/// Returns which of `past` the size cap removes, oldest end first. `total` is the size of `past` and of the versions
/// that may not be removed.
pub fn over_cap(mut past: Vec<Past>, total: u64, keep: &Retention) -> Vec<Seq> {
    let mut excess = total.saturating_sub(keep.max_bytes.unwrap_or(u64::MAX));
    past.sort_by_key(|version| (version.until, version.seq));
    let taken = past.into_iter().take_while(|version| {
        let is_needed = excess > 0;
        excess = excess.saturating_sub(version.bytes);
        is_needed
    });
    taken.map(|version| version.seq).collect()
}

/// Returns the newest moment at or before `at` whose whole tree is kept, if there is one.
pub fn kept_moment(at: Timestamp, now: Timestamp, keep: &Retention) -> Option<Timestamp> {
    let day = at.0.div_euclid(DAY) * DAY;
    if at.0 > ago(now, keep.all_days) {
        Some(at)
    } else if day > ago(now, keep.daily_days) {
        Some(Timestamp(day))
    } else {
        Some(Timestamp(week_end(at.0))).filter(|end| end.0 > ago(now, keep.weekly_days))
    }
}

fn ago(now: Timestamp, days: u32) -> i64 {
    now.0.saturating_sub(i64::from(days).saturating_mul(DAY))
}

/// Returns the last end of a week at or before a moment.
fn week_end(at: i64) -> i64 {
    (at - MONDAY).div_euclid(WEEK) * WEEK + MONDAY
}

/// Returns true if a kept moment lies in `[begin, end)`.
fn is_kept(begin: i64, end: i64, is_thinned: bool, now: Timestamp, keep: &Retention) -> bool {
    let newest = end.saturating_sub(1);
    let is_at = |moment: i64, days: u32| moment >= begin && moment > ago(now, days);
    if end > ago(now, keep.all_days) {
        return !is_thinned || newest.div_euclid(MINUTE) * MINUTE >= begin;
    }
    is_at(newest.div_euclid(DAY) * DAY, keep.daily_days) || is_at(week_end(newest), keep.weekly_days)
}

/// Returns the past hours in which the path had more than `BUSY` versions, ascending.
fn busy_hours(versions: &[Version], now: Timestamp) -> Vec<i64> {
    let hours = versions.chunk_by(|one, next| one.at.0.div_euclid(HOUR) == next.at.0.div_euclid(HOUR));
    let busy = hours.filter(|of_hour| of_hour.len() > BUSY).map(|of_hour| of_hour[0].at.0.div_euclid(HOUR));
    busy.filter(|hour| (hour + 1).saturating_mul(HOUR) <= now.0).collect()
}

/// Returns the index of the last live version, if the path is deleted now.
fn last_of_deleted(versions: &[Version]) -> Option<usize> {
    let head = versions.last()?;
    if head.is_live { None } else { versions.iter().rposition(|version| version.is_live) }
}
