//! How long the past is kept, as tables of exact times. The current time is always Sunday, 22 November 2026, noon UTC.

#![allow(clippy::unwrap_used)]

use syncit_core::retention::{Past, Retention, Version, capped, expired, kept_moment, over_cap};
use syncit_core::{Seq, Timestamp};

const NOW: &str = "2026-11-22 12:00:00";

/// Parses `2026-11-22 12:00:00` in UTC, with any number of decimals.
fn time(text: &str) -> Timestamp {
    let moment: jiff::Timestamp = format!("{}Z", text.trim().replace(' ', "T")).parse().unwrap();
    Timestamp(moment.as_nanosecond() as i64)
}

/// Parses one version a line: `TIME`, or `TIME gone` for a deletion. Each has 10 bytes; the last line is the newest
/// entry.
fn versions(text: &str) -> Vec<Version> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let versions = (1..).zip(lines).map(|(seq, line)| {
        let (at, is_live) = line.strip_suffix(" gone").map_or((line, true), |at| (at, false));
        Version { seq: Seq(seq), at: time(at), is_live, bytes: if is_live { 10 } else { 0 } }
    });
    versions.collect()
}

/// Checks which versions, one a line, expire: exactly those marked with `✗`.
#[track_caller]
fn check_with(keep: &Retention, table: &str) {
    let marked = |line: &&str| line.ends_with('✗');
    let lines: Vec<&str> = table.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let bare: Vec<&str> = lines.iter().map(|line| line.trim_end_matches('✗').trim_end()).collect();
    let expected: Vec<&str> =
        lines.iter().filter(|line| marked(line)).map(|line| line.trim_end_matches('✗').trim_end()).collect();
    let gone = expired(&versions(&bare.join("\n")), time(NOW), keep);
    let gone: Vec<&str> = gone.iter().map(|seq| bare[seq.0 as usize - 1]).collect();
    assert_eq!(gone, expected);
}

#[track_caller]
fn check(table: &str) {
    check_with(&Retention::default(), table);
}

#[test]
fn a_version_is_as_old_as_the_moment_that_it_was_replaced() {
    // It was current for years. Replaced a minute ago, it is what a person wants back.
    check(
        "2020-01-01 00:00:00
         2026-11-22 11:59:00",
    );
}

#[test]
fn everything_of_the_last_30_days_is_kept_to_the_nanosecond() {
    check(
        "2026-10-23 11:00:00                ✗
         2026-10-23 11:30:00                ✗
         2026-10-23 12:00:00
         2026-10-23 12:00:00.000000001
         2026-10-23 12:00:00.000000002
         2026-11-22 11:00:00",
    );
}

#[test]
fn from_30_to_90_days_the_last_of_each_day_is_kept() {
    check(
        "2026-09-30 10:00:00                ✗
         2026-09-30 11:00:00
         2026-10-01 00:00:01                ✗
         2026-10-01 08:00:00                ✗
         2026-10-01 23:59:59
         2026-10-03 07:00:00
         2026-11-22 10:00:00",
    );
}

#[test]
fn an_end_of_a_day_belongs_to_what_was_accepted_at_it() {
    check(
        "2026-09-30 10:00:00                ✗
         2026-10-01 00:00:00
         2026-10-01 00:00:00.000000001      ✗
         2026-10-01 09:00:00
         2026-11-22 10:00:00",
    );
}

#[test]
fn from_90_days_to_a_year_the_last_of_each_week_is_kept() {
    // 90 days ago it was noon on 24 August; 8, 15 and 22 June are Mondays.
    check(
        "2026-06-08 09:00:00                ✗
         2026-06-09 09:00:00                ✗
         2026-06-14 09:00:00
         2026-06-16 09:00:00                ✗
         2026-06-21 23:59:59.999999999
         2026-06-22 00:00:00.000000001      ✗
         2026-06-23 09:00:00
         2026-11-22 10:00:00",
    );
}

#[test]
fn what_is_daily_up_to_90_days_is_weekly_beyond() {
    check(
        "2026-08-24 08:00:00                ✗
         2026-08-24 12:00:00
         2026-08-25 12:00:00
         2026-08-26 12:00:00
         2026-11-22 10:00:00",
    );
    check(
        "2026-08-22 12:00:00                ✗
         2026-08-23 12:00:00
         2026-08-24 12:00:00
         2026-11-22 10:00:00",
    );
}

#[test]
fn nothing_past_is_kept_for_more_than_a_year_but_the_newest_for_ever() {
    check(
        "2019-01-01 00:00:00                ✗
         2025-11-20 00:00:00                ✗
         2025-11-22 09:00:00",
    );
    check("2001-01-01 00:00:00");
    check("");
}

#[test]
fn the_last_version_of_what_is_deleted_is_kept_for_a_year() {
    check(
        "2020-01-01 00:00:00                ✗
         2025-06-01 00:00:00
         2025-11-22 12:00:00.000000001 gone",
    );
    check(
        "2025-06-01 00:00:00                ✗
         2025-11-22 12:00:00 gone",
    );
}

#[test]
fn a_deletion_in_between_is_a_version_like_others() {
    check(
        "2026-09-01 10:00:00
         2026-09-02 10:00:00 gone           ✗
         2026-09-02 10:30:00
         2026-09-04 10:00:00 gone
         2026-11-22 10:00:00",
    );
}

/// Returns `count` versions beginning at `first`, `seconds` apart.
fn every(first: &str, seconds: usize, count: usize) -> Vec<Version> {
    let at = |n: usize| time(first).plus_millis((n * seconds) as i64 * 1_000);
    (0..count).map(|n| Version { seq: Seq(n as u64 + 1), at: at(n), is_live: true, bytes: 10 }).collect()
}

#[test]
fn more_than_60_versions_in_an_hour_are_thinned_to_one_a_minute() {
    let left = |first, seconds, count| {
        let versions = every(first, seconds, count);
        versions.len() - expired(&versions, time(NOW), &Retention::default()).len()
    };
    // The newest entry stays in addition to those at the ends of minutes.
    assert_eq!(left("2026-11-22 10:00:00", 30, 61), 31);
    assert_eq!(left("2026-11-22 10:00:00", 30, 60), 60, "60 are not too many");
    assert_eq!(left("2026-11-22 10:40:00", 20, 90), 90, "60 in one hour and 30 in the next");
    assert_eq!(left("2026-11-22 10:00:15", 20, 100), 34);
}

#[test]
fn thinning_keeps_what_stood_at_the_full_minute() {
    let versions = every("2026-11-22 10:00:10", 25, 100);
    let gone = expired(&versions, time(NOW), &Retention::default());
    let kept: Vec<_> =
        versions.iter().filter(|version| !gone.contains(&version.seq)).take(3).map(|kept| kept.at).collect();
    assert_eq!(kept, ["2026-11-22 10:01:00", "2026-11-22 10:01:50", "2026-11-22 10:02:40"].map(time));
}

#[test]
fn the_current_hour_is_not_thinned() {
    let versions = every("2026-11-22 12:00:00", 1, 200);
    assert_eq!(expired(&versions, time("2026-11-22 12:59:59"), &Retention::default()), []);
    assert!(!expired(&versions, time("2026-11-22 13:00:00"), &Retention::default()).is_empty());
}

#[test]
fn a_person_may_keep_less_or_more() {
    let keep = Retention { all_days: 1, daily_days: 2, weekly_days: 0, deleted_days: 3, max_bytes: None };
    check_with(
        &keep,
        "2026-11-19 08:00:00                ✗
         2026-11-20 08:00:00
         2026-11-21 08:00:00                ✗
         2026-11-21 09:00:00
         2026-11-22 08:00:00",
    );
    let forever = Retention { all_days: u32::MAX, ..Retention::default() };
    check_with(
        &forever,
        "1971-01-01 00:00:00
         1971-01-01 00:00:01
         2026-11-22 08:00:00",
    );
}

#[test]
fn expiring_again_takes_nothing_more() {
    let mut versions = every("2026-01-01 00:00:07", 3_533, 8_000);
    versions.extend(every("2026-11-22 09:00:01", 7, 900));
    (1..).zip(&mut versions).for_each(|(seq, version)| version.seq = Seq(seq));
    let keep = Retention::default();
    let gone = expired(&versions, time(NOW), &keep);
    assert!(gone.len() > 5_000);
    versions.retain(|version| !gone.contains(&version.seq));
    assert_eq!(expired(&versions, time(NOW), &keep), []);
}

#[test]
fn the_size_cap_takes_the_longest_past_first_and_spares_seven_days() {
    let versions = versions(
        "2026-10-01 10:00:00
         2026-11-10 10:00:00
         2026-11-15 12:00:00
         2026-11-15 12:00:00.000000001
         2026-11-22 10:00:00",
    );
    let cap = |max_bytes| Retention { max_bytes: Some(max_bytes), ..Retention::default() };
    let taken = |max_bytes| over_cap(capped(&versions, time(NOW), &cap(max_bytes)), 40, &cap(max_bytes));
    assert_eq!(taken(40), []);
    assert_eq!(taken(39), [Seq(1)]);
    assert_eq!(taken(25), [Seq(1), Seq(2)]);
    assert_eq!(taken(0), [Seq(1), Seq(2)], "what was current within the last seven days stays");
}

#[test]
fn the_size_cap_leaves_the_last_version_of_what_was_deleted() {
    let keep = Retention { max_bytes: Some(0), ..Retention::default() };
    let deleted = versions(
        "2026-06-01 10:00:00
         2026-07-01 10:00:00
         2026-08-01 10:00:00 gone",
    );
    let expected = Past { seq: Seq(1), until: time("2026-07-01 10:00:00"), bytes: 10 };
    assert_eq!(capped(&deleted, time(NOW), &keep), [expected]);
}

#[test]
fn a_moment_that_is_not_kept_is_moved_back_to_one_that_is() {
    let check = |asked: &str, expected: Option<&str>| {
        let moment = kept_moment(time(asked), time(NOW), &Retention::default());
        assert_eq!(moment, expected.map(time), "{asked}");
    };
    check("2026-11-22 11:59:59", Some("2026-11-22 11:59:59"));
    check("2026-10-23 12:00:00.000000001", Some("2026-10-23 12:00:00.000000001"));
    check("2026-10-23 12:00:00", Some("2026-10-23 00:00:00"));
    check("2026-08-25 01:00:00", Some("2026-08-25 00:00:00"));
    check("2026-08-24 23:00:00", Some("2026-08-24 00:00:00"));
    check("2026-06-17 10:00:00", Some("2026-06-15 00:00:00"));
    check("2025-11-24 10:00:00", Some("2025-11-24 00:00:00"));
    check("2025-11-23 10:00:00", None);
    check("1999-01-01 00:00:00", None);
}

#[test]
fn what_is_written_down_is_read_back_and_nothing_else() {
    for max_bytes in [None, Some(0), Some(u64::MAX)] {
        let keep = Retention { all_days: 1, daily_days: 2, weekly_days: 3, deleted_days: u32::MAX, max_bytes };
        assert_eq!(keep.to_string().parse(), Ok(keep));
    }
    assert_eq!(Retention::default().to_string(), "30 90 365 365 -");
    for bad in ["", "30", "1 2 3 4 5 6", "1 2 3 -4 -", "a b c d e", "1 2 3 4 ", "1  2 3 4 -"] {
        assert!(bad.parse::<Retention>().is_err(), "{bad:?}");
    }
}
