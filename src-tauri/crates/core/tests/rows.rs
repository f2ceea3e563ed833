//! What follows from a row alone: how its path stands, and what a later absence proves.
#![allow(clippy::unwrap_used)]

use syncit_core::replica_store::{Base, Local, Remote, Row, Standing, Unknown};
use syncit_core::{Entry, MachineId, Privacy, Reason, RelPath, Seq};

const UNKNOWN: [(&str, Unknown); 9] = [
    ("unread", Unknown::Unread),
    ("busy", Unknown::Busy),
    ("ignored", Unknown::Ignored),
    ("kept", Unknown::Kept),
    ("unreadable", Unknown::Unreadable),
    ("unsupported", Unknown::Unsupported),
    ("unrepresentable", Unknown::Unrepresentable),
    ("mount", Unknown::Mount),
    ("unselected", Unknown::Unselected),
];

fn entry(text: &str) -> Entry {
    match text {
        "-" => Entry::Absent,
        "dir" => Entry::Directory,
        text => Entry::Symlink(text.into()),
    }
}

/// Parses `here base remote`. `here` may name a reason for being unknown; a `!` after it adds a `Reason` to the row.
fn row(text: &str) -> Row {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [here, base, remote] = words[..] else { panic!("no row: {text}") };
    let reason = here.ends_with('!').then(|| Reason::said("no room".into(), Some("make some".into())));
    let here = here.trim_end_matches('!');
    let local = match UNKNOWN.iter().find(|(name, _)| *name == here) {
        Some((_, why)) => Local::Unknown(*why),
        None => Local::Known { entry: entry(here), stamp: None },
    };
    let seq = |text: &str| Seq(u64::from(text != "-"));
    Row {
        local,
        base: Base { entry: entry(base), seq: seq(base) },
        remote: Remote { entry: entry(remote), seq: seq(remote), ..Remote::default() },
        to_evict: false,
        reason,
        ..Row::new(RelPath::new("x").unwrap())
    }
}

#[test]
fn how_a_path_stands_follows_from_its_row() {
    use Standing::*;
    let table = [
        ("a a a", Equal),
        ("b a a", Pending),
        ("a a b", Pending),
        ("a - -", Pending),
        ("- a a", Pending),
        ("b! a a", Troubled),
        // An earlier failure that is settled now does not count.
        ("a! a a", Equal),
        ("unread a a", Pending),
        ("busy - -", Pending),
        ("ignored a b", LeftOut),
        ("mount a b", LeftOut),
        ("kept - -", LeftOut),
        ("unreadable! - -", Troubled),
        ("unreadable! a a", Troubled),
        // Below an unreadable directory.
        ("unreadable a a", LeftOut),
        // A pipe is never synced; in place of a file it is an obstacle.
        ("unsupported - -", Aside),
        ("unsupported a a", Troubled),
        ("unsupported - a", Troubled),
        ("unrepresentable - a", Troubled),
        ("unrepresentable - -", LeftOut),
        ("unselected - a", LeftOut),
        // Something else has its name.
        ("unselected! - a", Troubled),
        ("unselected! - -", Troubled),
    ];
    for (text, expected) in table {
        assert_eq!(row(text).standing(), expected, "{text}");
    }
}

#[test]
fn only_what_is_equal_left_out_or_never_synced_may_be_passed_over() {
    // A folder is in sync if no row is pending or troubled. So a row that is neither must not differ from the hub.
    let states = ["-", "dir", "a", "b"];
    let here = states.iter().copied().chain(UNKNOWN.iter().map(|(name, _)| *name));
    for here in here {
        for base in states {
            for remote in states {
                let row = row(&format!("{here} {base} {remote}"));
                match row.standing() {
                    Standing::Equal => assert_eq!(row.local.entry(), Some(&row.remote.entry), "{row:?}"),
                    Standing::Pending => assert!(row.is_pending(), "{row:?}"),
                    Standing::Troubled => assert!(row.is_troubled() || row.is_pending(), "{row:?}"),
                    Standing::LeftOut | Standing::Aside => assert!(row.local.entry().is_none(), "{row:?}"),
                }
            }
        }
    }
}

#[test]
fn what_lies_below_a_directory_that_is_not_looked_at_is_not_looked_at_either() {
    // For each local state: the reasons for which a directory above makes it unknown, too.
    let table = [
        ("a", "ignored unreadable mount unselected"),
        ("-", "ignored unreadable mount unselected"),
        ("unread", "ignored unreadable mount unselected"),
        ("busy", "ignored unreadable mount unselected"),
        ("unreadable", "ignored mount unselected"),
        ("unsupported", "ignored mount unselected"),
        ("ignored", ""),
        ("mount", ""),
        ("kept", ""),
        ("unrepresentable", ""),
        ("unselected", ""),
    ];
    for (here, expected) in table {
        let below = row(&format!("{here} a a")).local;
        let covering = UNKNOWN.iter().filter(|(_, why)| why.covers(&below)).map(|(name, _)| *name);
        assert_eq!(covering.collect::<Vec<_>>().join(" "), expected, "{here}");
    }
}

#[track_caller]
fn check_absent(text: &str, is_ignored: bool, expected: &str) {
    let reported = match row(text).seen_absent(is_ignored) {
        None => "as it was".to_owned(),
        Some(row) => {
            assert_eq!(row.local, Local::ABSENT);
            if row.base.entry.is_live() { "deleted".to_owned() } else { "nothing known".to_owned() }
        }
    };
    assert_eq!(reported, expected, "{text}");
}

#[test]
fn absence_proves_a_deletion_only_where_presence_was_seen() {
    for seen in ["a", "dir", "unread", "busy", "unreadable", "unsupported"] {
        check_absent(&format!("{seen} a a"), false, "deleted");
    }
    // SyncIt did not look at it, so the hub's state comes back.
    check_absent("ignored a a", false, "nothing known");
    check_absent("mount a a", false, "nothing known");
    check_absent("ignored a a", true, "as it was");
    check_absent("ignored - -", true, "nothing known");
    check_absent("ignored a -", true, "nothing known");
    // Never on this disk, or already known to be absent.
    check_absent("unrepresentable a a", false, "as it was");
    check_absent("- a a", false, "as it was");
    check_absent("kept - -", false, "nothing known");
    // It was not chosen, and is chosen again: the hub's state comes back.
    check_absent("unselected - a", false, "nothing known");
}

#[test]
fn absence_of_what_is_not_chosen_proves_nothing() {
    let table = [
        ("a a a", "unselected"),
        ("b a a", "unselected"),
        ("dir dir dir", "unselected"),
        ("unread a a", "unselected"),
        ("ignored a a", "unselected"),
        ("a - -", "forgotten"),
        ("a a -", "forgotten"),
        // What was deleted before it was not chosen any more is still a deletion.
        ("- a a", "as it was"),
        ("unselected - a", "as it was"),
        // What had its name is gone.
        ("unselected! - a", "unselected"),
        ("unselected! - -", "forgotten"),
    ];
    for (text, expected) in table {
        let reported = match row(text).unselected_and_absent() {
            None => "as it was",
            Some(row) if row.local == Local::Unknown(Unknown::Unselected) => "unselected",
            Some(row) if row.is_void() => "forgotten",
            Some(row) => panic!("{text}: {row:?}"),
        };
        assert_eq!(reported, expected, "{text}");
    }
    // Nothing is pending, and the hub's next state is news.
    let unselected = row("a a a").unselected();
    assert!(!unselected.is_pending() && !unselected.base.entry.is_live());
}

#[test]
fn what_is_to_be_removed_from_this_disk_is_pending_until_it_is() {
    let evicted = Row { to_evict: true, ..row("a a a") };
    assert!(evicted.is_pending() && !evicted.differs());
    assert!(!evicted.unselected().is_pending());
}

#[test]
fn nothing_that_was_not_looked_at_is_ever_deleted_at_the_hub() {
    for base in ["-", "dir", "a", "b"] {
        for remote in ["-", "dir", "a", "b"] {
            for why in ["ignored", "mount"] {
                for is_ignored in [false, true] {
                    let after = row(&format!("{why} {base} {remote}")).seen_absent(is_ignored);
                    // A deletion is an absence where something was agreed on.
                    assert!(after.is_none_or(|row| row.base.entry.is_absent()), "{why} {base} {remote}");
                }
            }
        }
    }
}

#[test]
fn only_a_directory_has_a_privacy_and_nothing_else_of_a_known_entry_changes() {
    let reported = |what: &str, seq: u64, private: Option<(bool, u64)>| {
        let privacy = private.map(|(private, seq)| Privacy { private, seq: Seq(seq) });
        Remote {
            entry: entry(what),
            seq: Seq(seq),
            machine: Some(MachineId([seq as u8; 16])),
            privacy,
            ..Remote::default()
        }
    };
    for first in ["-", "dir", "a"] {
        let mut remote = Remote::default();
        assert!(remote.take(reported(first, 3, Some((true, 4)))));
        let privacy = Some((true, 4)).filter(|_| first == "dir");
        assert_eq!(remote, reported(first, 3, privacy), "{first}");
        for then in ["-", "dir", "b"] {
            // What is known about a seq stays, except for a directory's privacy if that was stated later.
            for (said, is_news) in [(None, false), (Some((false, 4)), false), (Some((false, u64::MAX)), true)] {
                let mut remote = remote.clone();
                let is_news = is_news && first == "dir" && then == "dir";
                assert_eq!(remote.take(reported(then, 3, said)), is_news, "{first} {then} {said:?}");
                assert_eq!(remote, reported(first, 3, if is_news { said } else { privacy }), "{first} {then} {said:?}");
            }
            let mut remote = remote.clone();
            assert!(!remote.take(reported(then, 2, Some((false, 9)))), "{first} {then}");
        }
    }
}
