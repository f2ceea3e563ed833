#![allow(clippy::unwrap_used)]
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::*;
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

/// Every tree that some crash leaves of what `change` does to a fixture.
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
    let error = disk.make_dir(&place("READ ME")).unwrap_err();
    assert_eq!(error.kind, DiskErrorKind::Exists);
    assert!(disk.move_to(&path("Read Me"), &path("READ ME")));
    check_tree(&disk.tree(), "READ ME \"1\"");
}

#[test]
fn a_call_fails_and_a_machine_crashes_where_it_is_told_to() {
    let fuse = Fuse::default();
    let disk = SimDisk::new(DiskOptions::default(), Clock::default(), fuse.clone());
    disk.fail_after(1, DiskErrorKind::Full);
    disk.make_dir(&place("a")).unwrap();
    assert_eq!(disk.make_dir(&place("b")).unwrap_err().kind, DiskErrorKind::Full);
    fuse.light(1);
    let end = until_crash(|| {
        disk.make_dir(&place("c")).unwrap();
        disk.make_dir(&place("d")).unwrap();
    });
    assert_eq!(end, Err(Crashed));
    check_tree(&disk.tree(), "a/\nc/");
}
