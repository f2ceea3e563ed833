//! The loop over real directories: what only a real file system can show.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command as Process;

use syncit_core::message::ToHub;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{Event, Hint};
use syncit_replica::watch::{Watcher, Watches};
use syncit_replica::workers::Workers;

use crate::house::real::{Mount, RealDisk, run_without_rights};
use crate::house::{House, path};

#[test]
fn a_restart_reads_no_settled_file() {
    const FILES: u64 = 2_000;
    let mut house = House::<RealDisk>::real(1);
    for n in 0..FILES {
        house.disk(0).write(&format!("d{}/f{n}", n % 20), n.to_string().as_bytes());
    }
    house.rescan(0);
    house.wait(5_000);
    // Every file is read again, now that a second write in the same tick is impossible.
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

fn ignored(house: &House<RealDisk>, number: usize) -> Vec<(String, String)> {
    let ignored = house.machines[number].replica.ignored(None).unwrap();
    ignored.into_iter().map(|it| (it.path, it.rule)).collect()
}

fn pair(path: &str, rule: &str) -> (String, String) {
    (path.to_owned(), rule.to_owned())
}

#[test]
fn a_folder_inside_another_is_synced_without_its_own_things_and_nobody_is_bothered() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("copied/a", b"1");
    house.disk(0).write("copied/.syncit/folder.json", b"{}");
    house.disk(0).write("d/moved/.syncit/staging/x", b"2");
    house.rescan(0);
    assert_eq!(house.state(0).problems, []);
    assert_eq!(house.disk(1).files().into_keys().collect::<Vec<_>>(), ["copied/a"]);
    assert!(house.disk(1).path("d/moved").is_dir());
    let all = [pair("copied/.syncit", ".syncit"), pair("d/moved/.syncit", ".syncit")];
    assert_eq!(ignored(&house, 0), all);
    assert_eq!(house.machines[0].replica.ignored(Some(&path("d"))).unwrap().len(), 1);
    house.restart(0);
    house.connect(0);
    house.settle();
    assert_eq!((ignored(&house, 0), house.state(0).problems), (all.to_vec(), vec![]));
    // When the directory is moved elsewhere, it stays here for the unsynced files in it.
    fs::rename(house.disk(1).path("copied"), house.disk(1).path("renamed")).unwrap();
    house.rescan(1);
    assert!(house.disk(0).path("renamed/a").exists() && house.disk(0).path("copied/.syncit/folder.json").exists());
    let stays = pair("copied", "stays for what is ignored in it");
    assert_eq!(ignored(&house, 0), [stays, all[0].clone(), all[1].clone()]);
    assert_eq!((house.state(0).problems, house.state(0).pending), (vec![], 0));
    fs::remove_dir_all(house.disk(0).path("d")).unwrap();
    fs::remove_dir_all(house.disk(0).path("copied/.syncit")).unwrap();
    house.rescan(0);
    assert_eq!(ignored(&house, 0), []);
    assert!(!house.disk(1).path("d").exists() && !house.disk(0).path("copied").exists());
}

#[test]
fn the_lost_and_found_of_a_disk_is_left_alone() {
    if rustix::process::geteuid().is_root() {
        return run_without_rights("real::the_lost_and_found_of_a_disk_is_left_alone");
    }
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"1");
    house.disk(0).write("lost+found/x", b"2");
    fs::set_permissions(house.disk(0).path("lost+found"), fs::Permissions::from_mode(0o000)).unwrap();
    house.rescan(0);
    assert!(fs::read_dir(house.disk(0).path("lost+found")).is_err(), "it cannot be read");
    assert_eq!((house.state(0).problems, house.state(0).pending), (vec![], 0));
    assert_eq!(house.disk(1).files().into_keys().collect::<Vec<_>>(), ["a"]);
    assert!(!house.disk(1).path("lost+found").exists());
    assert_eq!(ignored(&house, 0), [pair("lost+found", "/lost+found/")]);
    let watcher = Watcher::start(&Watches::new(Workers::start()), &house.disk(0).path(""), |_| {}).unwrap();
    assert_eq!(watcher.polled(), [], "it is not looked at again and again");
    fs::set_permissions(house.disk(0).path("lost+found"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn what_stays_under_the_old_name_of_a_renamed_directory_is_listed() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("old/a", b"1");
    house.disk(0).write(".syncitignore", b"*.log\n");
    house.rescan(0);
    house.disk(1).write("old/mine.log", b"mine");
    house.rescan(1);
    fs::rename(house.disk(0).path("old"), house.disk(0).path("new")).unwrap();
    house.rescan(0);
    assert!(house.disk(1).path("new/a").exists() && house.disk(1).path("old/mine.log").exists());
    let listed = [pair("old", "stays for what is ignored in it"), pair("old/mine.log", "*.log")];
    assert_eq!(ignored(&house, 1), listed);
    assert_eq!((house.state(1).problems, house.state(1).pending), (vec![], 0));
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

#[test]
fn what_lies_below_a_mount_point_is_unknown_and_deleted_nowhere() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("mnt/a", b"1");
    house.disk(0).write("b", b"2");
    house.rescan(0);
    let mount = Mount::over(house.disk(0), "mnt");
    assert!(house.disk(0).stat(&Place::Path(path("mnt"))).unwrap().is_elsewhere, "something is mounted there");
    house.rescan(0);
    house.disk(1).write("mnt/c", b"3");
    house.disk(1).write("d", b"4");
    house.rescan(1);
    assert_eq!(house.disk(1).files().into_keys().collect::<Vec<_>>(), ["b", "d", "mnt/a", "mnt/c"]);
    assert!(house.disk(0).path("d").exists(), "the rest goes on");
    assert!(!house.disk(0).path("mnt/c").exists(), "nothing is put into what is mounted there");
    drop(mount);
    assert!(!house.disk(0).path("mnt/c").exists(), "nor below it");
    house.rescan(0);
    assert_eq!(house.disk(0).files(), house.disk(1).files());
    assert_eq!(house.state(0).pending, 0);
}

#[test]
fn what_may_not_be_read_waits_with_its_reason_and_is_deleted_nowhere() {
    if rustix::process::geteuid().is_root() {
        return run_without_rights("real::what_may_not_be_read_waits_with_its_reason_and_is_deleted_nowhere");
    }
    let mut house = House::<RealDisk>::real(2);
    for (name, content) in [("secret", "1"), ("closed/a", "2"), ("open", "3")] {
        house.disk(0).write(name, content.as_bytes());
    }
    house.rescan(0);
    for name in ["secret", "open"] {
        house.disk(0).write(name, b"changed");
    }
    let allow = |house: &House<RealDisk>, name: &str, mode| {
        fs::set_permissions(house.disk(0).path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(&house, "secret", 0);
    allow(&house, "closed", 0);
    assert!(fs::read(house.disk(0).path("secret")).is_err(), "it may really not be read");
    assert!(fs::read_dir(house.disk(0).path("closed")).is_err(), "it may really not be listed");
    house.rescan(0);
    let there = house.disk(1).files();
    let text = |name: &str| String::from_utf8_lossy(&there[name]).into_owned();
    assert_eq!([text("secret"), text("closed/a"), text("open")], ["1", "2", "changed"]);
    let problems: Vec<String> = house.state(0).problems.into_iter().map(|problem| problem.reason.to_string()).collect();
    let unreadable = |path: &str| format!("unreadable: cause (disk--denied), path {path}");
    assert_eq!(problems, [unreadable("closed"), unreadable("secret")]);
    allow(&house, "secret", 0o600);
    allow(&house, "closed", 0o700);
    house.rescan(0);
    assert_eq!(house.state(0).problems, []);
    assert_eq!(house.disk(0).files(), house.disk(1).files());
    assert_eq!(house.disk(1).files()["secret"], b"changed");
}

#[test]
fn a_repository_that_is_never_quiet_waits_and_holds_up_nothing_else() {
    let mut house = House::<RealDisk>::real(2);
    for n in 0..8 {
        let names = [".git/index".to_owned(), format!("f{n}")];
        names.iter().for_each(|name| house.disk(0).write(name, n.to_string().as_bytes()));
        house.step(0, Event::Hints(names.iter().map(|name| Hint::Closed(path(name))).collect()));
        house.wait(1_900);
        assert!(house.disk(1).path(&names[1]).exists(), "{n}");
        assert!(!house.disk(1).path(".git/index").exists(), "{n}");
    }
    house.wait(200);
    assert_eq!(fs::read(house.disk(1).path(".git/index")).unwrap(), b"7");
}

#[test]
fn a_real_file_that_is_never_quiet_is_taken_after_ten_seconds() {
    let mut house = House::<RealDisk>::real(2);
    let mut log = fs::File::create(house.disk(0).path("log")).unwrap();
    let mut write_for = |house: &mut House<RealDisk>, tenths: usize| {
        for _ in 0..tenths {
            log.write_all(b".").unwrap();
            house.step(0, Event::Hints(vec![Hint::Writing(path("log"))]));
            house.wait(100);
        }
    };
    write_for(&mut house, 98);
    assert!(!house.disk(1).path("log").exists());
    assert_eq!(house.state(0).pending, 1, "it is known of");
    write_for(&mut house, 5);
    let taken = fs::read(house.disk(1).path("log")).unwrap();
    assert!((98..=103).contains(&taken.len()), "{}", taken.len());
}

#[test]
fn news_of_many_bytes_come_in_several_blocks() {
    const LINKS: usize = 1_500;
    let mut house = House::<RealDisk>::real_in_memory(2);
    house.disconnect(1);
    for n in 0..LINKS {
        symlink(format!("{n:04}").repeat(1_000), house.disk(0).path(&format!("link{n:04}"))).unwrap();
    }
    house.rescan(0);
    let before = house.messages.len();
    house.connect(1);
    house.settle();
    let is_question = |sent: &&(usize, ToHub)| sent.0 == 1 && matches!(sent.1, ToHub::News { .. });
    let questions = house.messages[before..].iter().filter(is_question).count();
    assert!(questions >= 3, "6 MB in blocks of 2 MiB: {questions}");
    for n in 0..LINKS {
        let target = fs::read_link(house.disk(1).path(&format!("link{n:04}"))).unwrap();
        assert_eq!(target.to_str().unwrap(), format!("{n:04}").repeat(1_000));
    }
    assert_eq!(house.state(1).pending, 0);
}

#[test]
fn what_is_shown_of_a_real_transfer_grows_to_all_of_it() {
    let mut house = House::<RealDisk>::real(1);
    let mut state = 1_u32;
    let content = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let content: Vec<u8> = content.take(5 << 20).collect();
    house.disk(0).write("large", &content);
    house.rescan(0);
    let all = content.len() as u64;
    assert!(house.shown.len() >= 5, "at least one for each chunk: {:?}", house.shown);
    assert!(house.shown.is_sorted() && house.shown.iter().all(|(_, total)| *total == all), "{:?}", house.shown);
    assert_eq!(house.shown.last(), Some(&(all, all)));
    assert_eq!(house.state(0).transfers, []);
}
