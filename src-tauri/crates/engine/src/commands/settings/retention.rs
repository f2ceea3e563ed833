//! How long a folder's past is kept, as settings of the folder. They are readable wherever the folder is, and set on
//! the hub.
//!
//! `core::retention` defines which values fit together, and the hub checks them again.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use syncit_core::FolderId;
use syncit_core::message::{Answer, Ask};
use syncit_core::retention::{BadRetention, MAX_DAYS, Retention};
use syncit_core::units::{parse_bytes, show_bytes};

use super::values::bad;
use crate::error::{Error, Expected, Result, Undone};
use crate::runtime::Runtime;
use crate::runtime::role::running_hub;

const ALL: &str = "keep-all-days";
const DAILY: &str = "keep-daily-days";
const WEEKLY: &str = "keep-weekly-days";
const DELETED: &str = "keep-deleted-days";
const SIZE: &str = "keep-size";

/// Returns true if a key is one of these settings.
pub(crate) fn has(key: &str) -> bool {
    [ALL, DAILY, WEEKLY, DELETED, SIZE].contains(&key)
}

/// Returns all of them, as they are set for a folder.
pub(crate) fn read(runtime: &Runtime, folder: FolderId) -> Result<BTreeMap<String, Value>> {
    let keep = kept(runtime, folder, Undone::Answer)?;
    let days =
        [(ALL, keep.all_days), (DAILY, keep.daily_days), (WEEKLY, keep.weekly_days), (DELETED, keep.deleted_days)];
    let mut all: BTreeMap<String, Value> = days.iter().map(|(key, days)| ((*key).to_owned(), json!(days))).collect();
    all.insert(SIZE.to_owned(), json!(keep.max_bytes.map_or("none".to_owned(), show_bytes)));
    Ok(all)
}

/// Sets one of them.
pub(crate) fn set(runtime: &Runtime, folder: FolderId, key: &str, value: String) -> Result<()> {
    running_hub(runtime, Undone::Change)?;
    let mut keep = kept(runtime, folder, Undone::Change)?;
    change(&mut keep, key, &value)?;
    keep.check().map_err(|error| bad(key, value, why(error)))?;
    runtime.ask(Ask::SetRetention { folder, retention: keep }, Undone::Change)?;
    runtime.hints.wake();
    Ok(())
}

fn kept(runtime: &Runtime, folder: FolderId, undone: Undone) -> Result<Retention> {
    match runtime.ask(Ask::Retention { folder }, undone)? {
        Answer::Retention { retention } => Ok(retention),
        _ => Err(Error::other_answer(undone)),
    }
}

fn change(keep: &mut Retention, key: &str, value: &str) -> Result<()> {
    if key == SIZE {
        keep.max_bytes = match value {
            "none" => None,
            size => Some(parse_bytes(size).ok_or_else(|| bad(key, value.to_owned(), Expected::PastSize))?),
        };
        return Ok(());
    }
    let days = match key {
        ALL => &mut keep.all_days,
        DAILY => &mut keep.daily_days,
        WEEKLY => &mut keep.weekly_days,
        _ => &mut keep.deleted_days,
    };
    let wanted = || bad(key, value.to_owned(), Expected::Days { most: MAX_DAYS });
    *days = value.parse().map_err(|_| wanted())?;
    if *days > MAX_DAYS { Err(wanted()) } else { Ok(()) }
}

/// Explains which values do not fit together, by the names of the settings, and what would fit.
fn why(error: BadRetention) -> Expected {
    match error {
        BadRetention::DailyUnderAll { daily, all } => Expected::DailyAfterAll { all, daily },
        BadRetention::WeeklyUnderDaily { weekly, daily } => Expected::WeeklyAfterDaily { daily, weekly },
        BadRetention::TooLong { .. } => Expected::Days { most: MAX_DAYS },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(key: &str, value: &str, expected: &str) {
        let mut keep = Retention::default();
        let done = change(&mut keep, key, value)
            .and_then(|()| keep.check().map_err(|error| bad(key, value.into(), why(error))));
        let shown = done.map_or_else(|error| error.to_string(), |()| keep.to_string());
        assert!(shown.contains(expected), "{key} {value}: {shown}");
    }

    #[test]
    fn days_and_sizes_are_typed_and_fit_together() {
        check(ALL, "7", "7 90 365 365 -");
        check(DAILY, "365", "30 365 365 365 -");
        check(WEEKLY, "90", "30 90 90 365 -");
        check(DELETED, "0", "30 90 365 0 -");
        check(SIZE, "10 GiB", "30 90 365 365 10737418240");
        check(SIZE, "none", "30 90 365 365 -");
        check(ALL, "91", "keep-all-days would be 91 and keep-daily-days only 90");
        check(DAILY, "29", "keep-all-days would be 30 and keep-daily-days only 29");
        check(WEEKLY, "89", "keep-daily-days would be 90 and keep-weekly-days only 89");
        for value in ["-1", "36501", "4294967296", "a week", ""] {
            check(ALL, value, "it must be a number of days, 0 to 36,500");
        }
        for value in ["much", "-1", "", "None"] {
            check(SIZE, value, "it must be “none”, or what past versions may take together");
        }
    }
}
