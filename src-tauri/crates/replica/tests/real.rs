//! The loop over real directories: what only a real file system has.

#![allow(clippy::unwrap_used, missing_docs)]

mod house;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::Command as Process;

use house::House;
use house::real::RealDisk;

#[test]
fn a_restart_reads_no_settled_file() {
    const FILES: u64 = 2_000;
    let mut house = House::<RealDisk>::real(1);
    for n in 0..FILES {
        house.disk(0).write(&format!("d{}/f{n}", n % 20), n.to_string().as_bytes());
    }
    house.rescan(0);
    house.wait(5_000);
    // Read once more, now that a second write in the same tick is out of the question.
    house.rescan(0);
    let before = house.disk(0).opens();
    assert!(before >= FILES, "{before}");
    house.restart(0);
    house.connect(0);
    house.settle();
    assert_eq!(house.state(0).files, FILES);
    let opens = house.disk(0).opens() - before;
    // The marker, and at most the ignore file of each directory.
    assert!(opens < 100, "{opens}");
    house.disk(0).write("d1/f1", b"changed");
    house.rescan(0);
    assert!(house.disk(0).opens() > before + opens, "opens are counted");
}

#[test]
fn litter_goes_with_its_directory_and_ignored_things_keep_it() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("litter/a", b"1");
    house.disk(0).write("kept/a", b"2");
    house.disk(0).write(".syncitignore", b"*.log\n");
    house.rescan(0);
    house.disk(1).write("litter/.DS_Store", b"system");
    house.disk(1).write("kept/mine.log", b"mine");
    house.rescan(1);
    for name in ["litter", "kept"] {
        fs::remove_dir_all(house.disk(0).path(name)).unwrap();
    }
    house.rescan(0);
    assert!(!house.disk(1).path("litter").exists());
    assert_eq!(fs::read(house.disk(1).path("kept/mine.log")).unwrap(), b"mine");
    assert!(!house.disk(1).path("kept/a").exists());
    assert!(!house.disk(0).path("kept").exists(), "it is not offered again");
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
}

#[test]
fn names_and_things_that_cannot_be_synced_are_problems_and_others_go_on() {
    let mut house = House::<RealDisk>::real(2);
    let odd = house.disk(0).path("").join(OsStr::from_bytes(b"caf\xe9"));
    fs::write(&odd, b"here only").unwrap();
    let fifo = house.disk(0).path("pipe");
    assert!(Process::new("mkfifo").arg(&fifo).status().unwrap().success());
    house.disk(0).write("a", b"1");
    house.disk(0).write("none", b"");
    house.rescan(0);
    assert_eq!(house.disk(1).files().into_keys().collect::<Vec<_>>(), ["a", "none"]);
    let problems = house.state(0).problems;
    assert_eq!(problems.len(), 2, "{problems:?}");
    fs::remove_file(&fifo).unwrap();
    fs::rename(&odd, house.disk(0).path("good")).unwrap();
    house.rescan(0);
    assert_eq!(house.state(0).problems, []);
    assert_eq!(fs::read(house.disk(1).path("good")).unwrap(), b"here only");
}
