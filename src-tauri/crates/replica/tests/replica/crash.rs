//! A machine crashes before every single disk call, or the call fails, while it places a change over a file that a
//! person is writing. In all cases, what the person wrote is there afterwards.

use std::fs::OpenOptions;
use std::io::Write;

use syncit_replica::event::FolderCommand;
use syncit_testkit::fuse::until_crash;

use crate::house::House;
use crate::house::real::RealDisk;

const ROUNDS: u32 = 400;

/// When the person writes.
#[derive(Clone, Copy, PartialEq)]
enum Moment {
    /// Before the change arrives, unseen by the loop.
    Before,
    /// After the last check, just before the file is displaced.
    Between,
    /// A new file, while the name is free for a moment on a disk without exchange.
    InTheGap,
    /// Into the displaced file, which a program still has open.
    After,
}

/// Whether the disk can exchange two files.
#[derive(Clone, Copy, PartialEq)]
enum Swap {
    InOneStep,
    InTwo,
}

/// What the other machine does to the file.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Edit,
    Delete,
    DeleteAbove,
    Directory,
    Link,
}

fn prepare(change: Change, swap: Swap) -> House<RealDisk> {
    let mut house = House::real_on(2, || match swap {
        Swap::InOneStep => RealDisk::new_in_memory(),
        Swap::InTwo => RealDisk::new_in_memory().without_exchange(),
    });
    house.disk(0).write("d/a", b"old");
    house.rescan(0);
    assert_eq!(house.disk(1).files()["d/a"], b"old");
    let path = house.disk(0).path("d/a");
    std::fs::remove_file(&path).unwrap();
    match change {
        Change::Edit => house.disk(0).write("d/a", b"from the other machine"),
        Change::Delete => {}
        Change::DeleteAbove => std::fs::remove_dir(house.disk(0).path("d")).unwrap(),
        Change::Directory => house.disk(0).write("d/a/inner", b"from the other machine"),
        Change::Link => std::os::unix::fs::symlink("elsewhere", &path).unwrap(),
    }
    house
}

/// Writes a file of the person's own as soon as the name is free.
fn write_in_the_gap(disk: RealDisk) {
    disk.clone().before_rename(move || {
        if disk.path("d/a").exists() {
            write_in_the_gap(disk);
        } else {
            std::fs::write(disk.path("d/a"), b"unseen edit").unwrap();
        }
    });
}

/// Runs one round: the person writes, the change arrives, and `harm` is done to the machine that receives it.
/// Returns true if it crashed.
fn run(house: &mut House<RealDisk>, moment: Moment, harm: impl FnOnce(&RealDisk)) -> bool {
    let disk = house.disk(1).clone();
    let mut file = OpenOptions::new().write(true).open(disk.path("d/a")).unwrap();
    let mut write = move || file.write_all(b"unseen edit").unwrap();
    let change_comes = |house: &mut House<RealDisk>| {
        house.command(0, FolderCommand::Rescan);
        house.wait(3_000);
    };
    match moment {
        Moment::Before => write(),
        Moment::Between => disk.before_rename(write),
        Moment::InTheGap => write_in_the_gap(disk.clone()),
        Moment::After => {
            change_comes(house);
            write();
            harm(&disk);
            return until_crash(|| house.wait(30_000)).is_err();
        }
    }
    harm(&disk);
    until_crash(|| change_comes(house)).is_err()
}

fn check(house: &mut House<RealDisk>, change: Change, what: &str) {
    house.wait(3_000);
    house.rescan(1);
    house.rescan(0);
    house.wait(130_000);
    // A program that another test starts has what is open here, too, for a moment; then it is looked at once more.
    for _ in 0..2 {
        if (0..2).any(|number| !house.disk(number).leftovers().is_empty()) {
            house.wait(130_000);
        }
    }
    for number in 0..2 {
        let files = house.disk(number).files();
        let state = house.state(number);
        let kept = files.values().any(|content| content == b"unseen edit");
        assert!(kept, "{what}: machine {number} has {files:?}, {state:?}");
        if matches!(change, Change::Edit | Change::Directory) {
            let kept = files.values().any(|content| content == b"from the other machine");
            assert!(kept, "{what}: machine {number} has {files:?}, {state:?}");
        }
        assert_eq!(state.pending, 0, "{what}: {state:?}");
        assert_eq!(house.disk(number).leftovers(), Vec::<String>::new(), "{what}: machine {number}");
    }
    assert_eq!(house.disk(0).files(), house.disk(1).files(), "{what}");
}

fn crash_everywhere(moment: Moment, change: Change) {
    crash_everywhere_on(Swap::InOneStep, moment, change);
}

fn crash_everywhere_on(swap: Swap, moment: Moment, change: Change) {
    for calls in 0..ROUNDS {
        let mut house = prepare(change, swap);
        let crashed = run(&mut house, moment, |disk| disk.fuse.light(calls));
        house.disk(1).fuse.put_out();
        if crashed {
            house.reopen_crashed(1);
            house.connect(1);
        }
        check(&mut house, change, &format!("crash before call {calls}"));
        if !crashed {
            assert!(calls > 5, "only {calls} calls were made");
            return;
        }
    }
    panic!("more calls than were tried");
}

fn fail_everywhere(moment: Moment, change: Change) {
    fail_everywhere_on(Swap::InOneStep, moment, change);
}

fn fail_everywhere_on(swap: Swap, moment: Moment, change: Change) {
    for calls in 0..ROUNDS {
        let mut house = prepare(change, swap);
        run(&mut house, moment, |disk| disk.fail_after(calls));
        let is_over = house.disk(1).take_failure();
        check(&mut house, change, &format!("failure of call {calls}"));
        if is_over {
            assert!(calls > 5, "only {calls} calls were made");
            return;
        }
    }
    panic!("more calls than were tried");
}

#[test]
fn an_edit_that_nobody_saw_survives_every_crash() {
    crash_everywhere(Moment::Before, Change::Edit);
}

#[test]
fn an_edit_at_the_last_moment_survives_every_crash() {
    crash_everywhere(Moment::Between, Change::Edit);
}

#[test]
fn an_edit_at_the_last_moment_survives_every_crash_of_a_deletion() {
    crash_everywhere(Moment::Between, Change::Delete);
}

#[test]
fn an_edit_at_the_last_moment_survives_every_crash_of_a_change_of_type() {
    crash_everywhere(Moment::Between, Change::Directory);
    crash_everywhere(Moment::Between, Change::Link);
}

#[test]
fn what_is_written_to_a_displaced_file_survives_every_crash() {
    crash_everywhere(Moment::After, Change::Edit);
    crash_everywhere(Moment::After, Change::Delete);
}

#[test]
fn recovery_survives_every_crash_and_failure() {
    // It first crashes right after the file was displaced.
    let crashed = || {
        let mut house = prepare(Change::Edit, Swap::InOneStep);
        let disk = house.disk(1).clone();
        house.disk(1).before_rename(move || {
            std::fs::write(disk.path("d/a"), b"unseen edit").unwrap();
            disk.fuse.light(0);
        });
        house.command(0, FolderCommand::Rescan);
        assert!(until_crash(|| house.wait(3_000)).is_err());
        assert!(!house.disk(1).files().values().any(|content| content == b"unseen edit"), "it is in staging");
        house.reopen_crashed(1);
        house.connect(1);
        house
    };
    let mut is_over = (false, false);
    for calls in 0..ROUNDS {
        if !is_over.0 {
            let mut house = crashed();
            house.disk(1).fuse.light(calls);
            is_over.0 = until_crash(|| house.wait(3_000)).is_ok();
            house.disk(1).fuse.put_out();
            if !is_over.0 {
                house.reopen_crashed(1);
                house.connect(1);
            }
            check(&mut house, Change::Edit, &format!("second crash before call {calls}"));
        }
        if !is_over.1 {
            let mut house = crashed();
            house.disk(1).fail_after(calls);
            house.wait(3_000);
            is_over.1 = house.disk(1).take_failure();
            check(&mut house, Change::Edit, &format!("failure of call {calls} of recovery"));
        }
    }
    assert_eq!(is_over, (true, true), "more calls than were tried");
}

#[test]
fn what_is_written_to_a_displaced_file_comes_back_though_its_directory_is_gone() {
    let mut house = prepare(Change::DeleteAbove, Swap::InOneStep);
    assert!(!run(&mut house, Moment::After, |disk| assert!(!disk.path("d").exists())));
    check(&mut house, Change::DeleteAbove, "the directory is gone");
}

#[test]
fn an_edit_at_the_last_moment_survives_every_failure() {
    for change in [Change::Edit, Change::Delete, Change::Directory, Change::Link] {
        fail_everywhere(Moment::Between, change);
    }
}

#[test]
fn without_an_exchange_an_edit_survives_every_crash() {
    for moment in [Moment::Before, Moment::Between, Moment::InTheGap, Moment::After] {
        crash_everywhere_on(Swap::InTwo, moment, Change::Edit);
    }
    crash_everywhere_on(Swap::InTwo, Moment::Between, Change::Link);
}

#[test]
fn without_an_exchange_an_edit_survives_every_failure() {
    for moment in [Moment::Between, Moment::InTheGap] {
        fail_everywhere_on(Swap::InTwo, moment, Change::Edit);
    }
    fail_everywhere_on(Swap::InTwo, Moment::Between, Change::Link);
}

#[test]
fn without_an_exchange_a_file_is_back_after_a_crash_also_with_the_hub_out_of_reach() {
    let mut house = prepare(Change::Edit, Swap::InTwo);
    let (first, second) = (house.disk(1).clone(), house.disk(1).clone());
    first.before_rename(move || {
        second.clone().before_rename(move || {
            second.fuse.light(0);
            second.fuse.burn();
        });
    });
    house.command(0, FolderCommand::Rescan);
    assert!(until_crash(|| house.wait(3_000)).is_err());
    assert!(!house.disk(1).path("d/a").exists(), "it crashed between the two renames");
    house.disk(1).fuse.put_out();
    house.reopen_crashed(1);
    house.wait(3_000);
    assert_eq!(house.disk(1).files()["d/a"], b"old");
    house.connect(1);
    house.settle();
    assert_eq!(house.disk(1).files()["d/a"], b"from the other machine");
}
