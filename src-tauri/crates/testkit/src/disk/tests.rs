#![allow(clippy::unwrap_used)]
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;
use syncit_replica::disk::Disk;

use crate::fuse::{Crashed, until_crash};
use crate::tree::check_tree;

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn place(text: &str) -> Place {
    Place::Path(path(text))
}

fn disk_with(fixture: &str) -> SimDisk {
    let disk = SimDisk::new(DiskOptions::default(), Clock::default(), Fuse::default());
    disk.fill(&Tree::parse(fixture));
    disk.write_back();
    disk.take_hints();
    disk
}

/// Returns every tree that can result from a crash after `change` on a fixture.
fn crashes(fixture: &str, change: impl Fn(&SimDisk)) -> BTreeSet<String> {
    let outcomes = (0..300).map(|seed| {
        let disk = disk_with(fixture);
        change(&disk);
        disk.crash(&mut ChaCha8Rng::seed_from_u64(seed));
        disk.tree().to_string()
    });
    outcomes.collect()
}

fn set(trees: &[&str]) -> BTreeSet<String> {
    trees.iter().map(|tree| Tree::parse(tree).to_string()).collect()
}

#[test]
fn a_crash_loses_renames_of_one_directory_in_their_order() {
    let left = crashes("a \"1\"\nb \"2\"", |disk| {
        disk.rename(&place("a"), &place("c")).unwrap();
        disk.rename(&place("b"), &place("d")).unwrap();
    });
    assert_eq!(left, set(&["a \"1\"\nb \"2\"", "b \"2\"\nc \"1\"", "c \"1\"\nd \"2\""]));
}

#[test]
fn a_crash_loses_names_and_content_independently() {
    let left = crashes("a \"1\"", |disk| {
        disk.write_at(&place("b"), 0, b"2").unwrap();
    });
    assert_eq!(left, set(&["a \"1\"", "a \"1\"\nb \"\"", "a \"1\"\nb \"2\""]));
}

#[test]
fn what_was_synced_is_never_lost() {
    let left = crashes("a \"1\"\nd/", |disk| {
        disk.write_at(&place("d/b"), 0, b"2").unwrap();
        disk.rename(&place("a"), &place("d/a")).unwrap();
        disk.sync(&[place("d/b")], &[place("d")]).unwrap();
    });
    assert_eq!(left, set(&["d/a \"1\"\nd/b \"2\""]));
}

#[test]
fn a_rename_between_directories_is_never_half_done() {
    let left = crashes("x/a \"1\"\ny/b/c \"2\"", |disk| {
        disk.exchange(&place("x/a"), &place("y/b")).unwrap();
    });
    assert_eq!(left, set(&["x/a \"1\"\ny/b/c \"2\"", "x/a/c \"2\"\ny/b \"1\""]));
}

#[test]
fn an_open_file_stays_whatever_becomes_of_its_name() {
    let disk = disk_with("a \"old\"");
    let (reader, stat) = disk.open(&place("a")).unwrap();
    disk.delete(&path("a"));
    disk.write(&path("a"), b"new");
    let mut buffer = [0; 9];
    assert_eq!(disk.read_at(&reader, 0, &mut buffer).unwrap(), 3);
    assert_eq!(&buffer[..3], b"old");
    assert_ne!(disk.stat(&place("a")).unwrap().inode, stat.inode, "the number is in use as long as it is open");
    drop(reader);
    disk.delete(&path("a"));
    disk.write(&path("b"), b"");
    assert_eq!(disk.stat(&place("b")).unwrap().inode, stat.inode, "then it is used again");
}

#[test]
fn a_person_who_writes_on_after_an_exchange_writes_into_the_displaced_file() {
    let disk = disk_with("a \"old\"");
    let file = disk.open_to_write(&path("a")).unwrap();
    disk.write_at(&Place::Staging("1".into()), 0, b"remote").unwrap();
    disk.exchange(&Place::Staging("1".into()), &place("a")).unwrap();
    disk.write_on(&file, b"mine");
    disk.close(file);
    check_tree(&disk.tree(), "a \"remote\"");
    assert_eq!(disk.own_files()["staging/1"], b"mine");
}

#[test]
fn names_that_differ_in_case_are_the_same_where_the_disk_says_so() {
    let options = DiskOptions { folds_case: true, granularity: 2_000_000_000, ..DiskOptions::default() };
    let clock = Clock::default();
    clock.set(Timestamp(5_999_999_999));
    let disk = SimDisk::new(options, clock, Fuse::default());
    disk.write(&path("Read Me"), b"1");
    assert_eq!(disk.stat(&place("read me")).unwrap().mtime, Timestamp(4_000_000_000));
    let error = disk.make_dir(&place("READ ME"), false).unwrap_err();
    assert_eq!(error.kind, DiskErrorKind::Exists);
    assert!(disk.move_to(&path("Read Me"), &path("READ ME")));
    check_tree(&disk.tree(), "READ ME \"1\"");
}

#[test]
fn a_call_fails_and_a_machine_crashes_where_it_is_told_to() {
    let fuse = Fuse::default();
    let disk = SimDisk::new(DiskOptions::default(), Clock::default(), fuse.clone());
    disk.fail_after(1, DiskErrorKind::Full);
    disk.make_dir(&place("a"), false).unwrap();
    assert_eq!(disk.make_dir(&place("b"), false).unwrap_err().kind, DiskErrorKind::Full);
    fuse.light(1);
    let end = until_crash(|| {
        disk.make_dir(&place("c"), false).unwrap();
        disk.make_dir(&place("d"), false).unwrap();
    });
    assert_eq!(end, Err(Crashed));
    check_tree(&disk.tree(), "a/\nc/");
}

/// Returns a watched disk without pending events.
fn watched(fixture: &str) -> SimDisk {
    let disk = disk_with(fixture);
    disk.start_watching();
    disk
}

fn delivered(disk: &SimDisk, reading: watch::Reading, seed: u64) -> Vec<Hint> {
    disk.read_watch(reading, &mut ChaCha8Rng::seed_from_u64(seed))
}

#[test]
fn what_happens_in_a_new_directory_is_told_only_by_its_appearance() {
    let disk = watched("");
    disk.make_directory(&path("d"));
    disk.write(&path("d/a"), b"1");
    assert!(disk.has_missed(), "nothing tells of it before the events are read");
    let hints = delivered(&disk, watch::Reading::Whole, 0);
    assert_eq!(hints, [Hint::Path(path("d")), Hint::Below(Some(path("d")))]);
    assert!(!disk.has_missed());
    disk.write(&path("d/a"), b"2");
    assert!(delivered(&disk, watch::Reading::Whole, 0).contains(&Hint::Closed(path("d/a"))));
}

#[test]
fn a_watch_tells_under_the_path_where_it_was_added() {
    let disk = watched("x/a \"1\"\ny/b \"2\"");
    assert!(disk.swap_paths(&path("x"), &path("y")));
    disk.write(&path("x/b"), b"3");
    assert!(disk.has_missed());
    let hints = delivered(&disk, watch::Reading::Nothing, 0);
    assert_eq!(hints, []);
    disk.write(&path("x/b"), b"4");
    let hints = delivered(&disk, watch::Reading::Whole, 0);
    assert!(hints.contains(&Hint::Closed(path("y/b"))) && !hints.contains(&Hint::Closed(path("x/b"))), "{hints:?}");
    assert!(disk.has_missed());
}

#[test]
fn a_watch_may_be_removed_by_a_path_that_it_has_no_longer() {
    let is_told = |seed| {
        let disk = watched("x/a \"1\"\ny/b \"2\"");
        disk.exchange_paths(&path("x"), &path("y"));
        delivered(&disk, watch::Reading::Whole, seed);
        disk.write(&path("x/b"), b"3");
        let is_told = delivered(&disk, watch::Reading::Whole, seed).contains(&Hint::Closed(path("x/b")));
        assert!(is_told != disk.has_missed());
        is_told
    };
    let times = (0..50).filter(|seed| is_told(*seed)).count();
    assert!((1..50).contains(&times), "{times} of 50");
}

#[test]
fn a_loss_that_is_told_has_everything_scanned_and_watched_anew() {
    let disk = watched("x/a \"1\"");
    disk.move_to(&path("x"), &path("y"));
    let hints = delivered(&disk, watch::Reading::Overflow, 0);
    assert_eq!(hints, [Hint::Root, Hint::Below(None)]);
    disk.write(&path("y/a"), b"2");
    assert!(delivered(&disk, watch::Reading::Whole, 0).contains(&Hint::Closed(path("y/a"))));
}

#[test]
fn a_file_with_two_names_is_one_file() {
    let disk = watched("a \"1\"");
    assert!(disk.hard_link(&path("a"), &path("b")));
    assert_eq!(disk.stat(&place("a")).unwrap().links, 2);
    delivered(&disk, watch::Reading::Whole, 0);
    disk.append(&path("b"), b"2");
    check_tree(&disk.tree(), "a \"12\"\nb \"12\"");
    let hints = delivered(&disk, watch::Reading::Whole, 0);
    assert_eq!(hints, [Hint::Writing(path("b")), Hint::Closed(path("b"))]);
    assert!(disk.has_missed(), "nothing tells of the other name");
    disk.delete(&path("a"));
    check_tree(&disk.tree(), "b \"12\"");
}

#[test]
fn a_mount_hides_what_it_covers_and_lies_on_another_file_system() {
    let disk = watched("d/a \"1\"");
    assert!(disk.mount(&path("d"), true));
    assert!(disk.stat(&place("d")).unwrap().is_elsewhere && !disk.stat(&Place::Root).unwrap().is_elsewhere);
    for refused in [disk.stat(&place("d/a")).unwrap_err(), disk.read_dir(&place("d")).unwrap_err()] {
        assert_eq!(refused.kind, DiskErrorKind::OtherMount);
    }
    assert!(disk.rename(&place("d"), &place("e")).is_err(), "it is busy");
    assert_eq!(delivered(&disk, watch::Reading::Whole, 0), [Hint::Below(Some(path("d")))]);
    check_tree(&disk.tree(), "d/");
    assert!(disk.covers(b"1"));
    assert!(disk.mount(&path("d"), false));
    check_tree(&disk.tree(), "d/a \"1\"");
}

#[test]
fn what_may_not_be_read_is_there_all_the_same() {
    let disk = watched("d/a \"1\"\nb \"2\"");
    disk.set_readable(&path("d"), false);
    disk.set_readable(&path("b"), false);
    assert!(disk.stat(&place("d")).is_ok() && disk.stat(&place("b")).is_ok());
    let refused = [disk.stat(&place("d/a")).unwrap_err(), disk.open(&place("b")).unwrap_err()];
    assert!(refused.iter().all(|error| error.kind == DiskErrorKind::Denied));
    disk.clear_obstacles();
    assert!(disk.stat(&place("d/a")).is_ok() && disk.open(&place("b")).is_ok());
}

#[test]
fn what_leaves_the_folder_comes_back_with_its_inode() {
    let disk = watched("d/a \"1\"");
    let before = disk.stat(&place("d")).unwrap().inode;
    assert!(disk.move_out(&path("d")));
    check_tree(&disk.tree(), "");
    assert!(disk.move_in(&path("e")));
    assert_eq!(disk.stat(&place("e")).unwrap().inode, before);
    check_tree(&disk.tree(), "e/a \"1\"");
}
