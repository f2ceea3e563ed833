//! What happens to a folder whose marker, disk or database was replaced or set back, on a real
//! disk.

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use syncit_core::replica_store::ReplicaStore;
use syncit_replica::event::{Event, Hint, Hold};
use syncit_replica::root::token;
use tempfile::TempDir;

use crate::house::House;
use crate::house::real::RealDisk;

const FILES: usize = 12;

/// Makes two machines with a dozen equal files.
fn house() -> House<RealDisk> {
    let mut house = House::<RealDisk>::real(2);
    write_all(&mut house);
    house
}

fn write_all(house: &mut House<RealDisk>) {
    for n in 0..FILES {
        house.disk(0).write(&format!("d/f{n}"), n.to_string().as_bytes());
    }
    house.rescan(0);
    assert_eq!(house.disk(1).files().len(), FILES);
}

fn look(house: &mut House<RealDisk>, number: usize) {
    house.step(number, Event::Hints(vec![Hint::Root]));
    house.rescan(number);
}

#[track_caller]
fn goes_on(house: &mut House<RealDisk>) {
    look(house, 0);
    assert_eq!(house.state(0).hold, None);
    house.disk(0).write("later", b"new");
    house.rescan(0);
    assert_eq!(fs::read(house.disk(1).path("later")).unwrap(), b"new");
    assert_eq!(house.disk(0).files(), house.disk(1).files());
    assert_eq!(house.disk(1).files().len(), FILES + 1, "nothing was deleted");
    assert!(house.disk(0).path(".syncit/token").exists());
}

#[test]
fn a_marker_that_a_tool_removed_is_written_anew() {
    let mut house = house();
    fs::remove_dir_all(house.disk(0).path(".syncit")).unwrap();
    goes_on(&mut house);
}

#[test]
fn a_marker_that_another_machine_committed_is_replaced() {
    let mut house = house();
    let (own, other) = (house.disk(0).path(".syncit/folder.json"), house.disk(1).path(".syncit/folder.json"));
    let right = fs::read(&own).unwrap();
    fs::copy(other, &own).unwrap();
    goes_on(&mut house);
    assert_eq!(fs::read(&own).unwrap(), right);
}

#[test]
fn a_marker_with_both_sides_of_a_merge_is_replaced() {
    let mut house = house();
    fs::write(house.disk(0).path(".syncit/folder.json"), "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n").unwrap();
    goes_on(&mut house);
}

#[test]
fn a_directory_without_marker_and_with_other_files_is_held() {
    let mut house = house();
    for name in [".syncit", "d"] {
        fs::remove_dir_all(house.disk(0).path(name)).unwrap();
    }
    house.disk(0).write("d/f0", b"something else");
    look(&mut house, 0);
    assert_eq!(house.state(0).hold, Some(Hold::MarkerGone));
    assert_eq!(house.disk(1).files().len(), FILES);
}

#[test]
fn a_copy_that_really_is_another_machines_is_held() {
    let mut house = house();
    for name in ["folder.json", "token"] {
        fs::copy(house.disk(1).path(".syncit").join(name), house.disk(0).path(".syncit").join(name)).unwrap();
    }
    look(&mut house, 0);
    assert_eq!(house.state(0).hold, Some(Hold::OtherFolder));
}

#[test]
fn the_root_and_the_token_of_a_database_from_before_are_taken_in_without_a_hold() {
    let mut house = house();
    let mut link = house.machines[0].store.link().unwrap();
    assert!(link.root.is_some() && link.token.is_some());
    (link.root, link.token) = (None, None);
    fs::remove_file(house.disk(0).path(".syncit/token")).unwrap();
    house.machines[0].store.set_link(&link).unwrap();
    house.machines[0].store.commit().unwrap();
    house.restart(0);
    house.connect(0);
    goes_on(&mut house);
    let link = house.machines[0].store.link().unwrap();
    let file = token::read(house.disk(0)).unwrap();
    assert!(link.token == Some(file.token) && link.root.is_some());
}

#[test]
fn git_leaves_our_directory_alone_and_what_it_cleans_away_comes_back() {
    let mut house = house();
    let root = house.disk(0).path("");
    let git = |words: &str| {
        let names = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"];
        let output = Process::new("git").arg("-C").arg(&root).args(names).args(words.split(' ')).output().unwrap();
        assert!(output.status.success(), "git {words}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    if Process::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: there is no git");
        return;
    }
    git("init -q");
    assert!(!git("status --porcelain -uall").contains(".syncit"));
    git("add -A");
    git("commit -qm all");
    assert!(!git("ls-files").contains(".syncit"));
    house.disk(0).write("later", b"new");
    git("stash -q -u");
    assert!(house.disk(0).path(".syncit/folder.json").exists());
    git("stash pop -q");
    git("add -A");
    git("commit -qm later");
    git("clean -fdq");
    assert!(house.disk(0).path(".syncit/folder.json").exists());
    house.rescan(0);
    let before = house.disk(1).files();

    git("clean -fdxq");
    assert!(!house.disk(0).path(".syncit").exists(), "git was told to remove what is ignored, too");
    look(&mut house, 0);
    assert_eq!(house.state(0).hold, None);
    assert_eq!(house.disk(1).files(), before);
    assert_eq!(git("status --porcelain -uall"), "");
}

fn copy_all(from: &Path, to: &Path) {
    assert!(Process::new("cp").args(["-a", "--"]).arg(from.join(".")).arg(to).status().unwrap().success());
}

fn start(house: &mut House<RealDisk>, number: usize) {
    house.restart(number);
    house.connect(number);
    house.settle();
}

/// Returns the contents of all files.
fn contents(house: &House<RealDisk>, number: usize) -> Vec<Vec<u8>> {
    let mut contents: Vec<_> = house.disk(number).files().into_values().collect();
    contents.sort();
    contents
}

/// Makes changes after a copy of the disk was made.
fn change(house: &mut House<RealDisk>) {
    start(house, 0);
    house.disk(1).write("added", b"later");
    house.disk(1).write("d/f0", b"newest");
    house.rescan(1);
    house.rescan(0);
    assert_eq!(house.disk(0).files(), house.disk(1).files());
    assert_eq!(fs::read(house.disk(0).path("d/f0")).unwrap(), b"newest");
}

#[track_caller]
fn nothing_is_lost(house: &House<RealDisk>) {
    for number in [0, 1] {
        let files = house.disk(number).files();
        assert_eq!(files.get("added").map(Vec::as_slice), Some(&b"later"[..]), "{files:?}");
        assert_eq!(files.get("d/f0").map(Vec::as_slice), Some(&b"newest"[..]), "{files:?}");
    }
    assert_eq!(contents(house, 0), contents(house, 1));
    assert_eq!(house.state(0).hold, None);
}

#[test]
fn a_disk_that_was_set_back_is_merged_and_nothing_is_deleted() {
    let mut house = house();
    let before = TempDir::new().unwrap();
    copy_all(&house.disk(0).path(""), before.path());
    change(&mut house);
    house.disconnect(0);
    for entry in fs::read_dir(house.disk(0).path("")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }
    copy_all(before.path(), &house.disk(0).path(""));
    house.disk(0).write("d/f1", b"only here");
    start(&mut house, 0);
    nothing_is_lost(&house);
    for kept in ["only here", "1"] {
        assert!(contents(&house, 1).iter().any(|content| content == kept.as_bytes()), "{:?}", house.disk(1).files());
    }
    // This happens only once.
    fs::remove_file(house.disk(0).path("added")).unwrap();
    start(&mut house, 0);
    assert!(!house.disk(1).path("added").exists());
}

#[test]
fn a_database_that_was_set_back_is_merged_and_nothing_is_deleted() {
    let mut house = house();
    house.disk(0).write("passing", b"1");
    house.rescan(0);
    let before = house.machines[0].store.backup();
    change(&mut house);
    // As far as the old database knows, it was deleted and then created again by another machine.
    fs::remove_file(house.disk(1).path("passing")).unwrap();
    house.rescan(1);
    house.disconnect(0);
    house.disk(1).write("passing", b"1");
    house.rescan(1);
    house.machines[0].store.restore(&before);
    start(&mut house, 0);
    nothing_is_lost(&house);
    for number in [0, 1] {
        assert!(house.disk(number).path("passing").exists(), "machine {number}");
    }
}

#[test]
fn a_start_that_ends_anywhere_is_known_as_ours() {
    let mut house = House::<RealDisk>::real_in_memory(2);
    write_all(&mut house);
    let mut ends = 0;
    for calls in 0..60 {
        fs::write(house.disk(0).path("d/f1"), calls.to_string()).unwrap();
        fs::remove_file(house.disk(0).path("d/f2")).unwrap();
        house.disconnect(0);
        house.disk(0).fail_after(calls);
        house.restart(0);
        house.work();
        ends += u32::from(!house.disk(0).take_failure());
        start(&mut house, 0);
        look(&mut house, 0);
        assert_eq!(
            house.disk(0).files(),
            house.disk(1).files(),
            "after {calls} calls: no conflict, and nothing came back"
        );
        assert!(!house.disk(1).path("d/f2").exists());
        house.disk(0).write("d/f2", b"2");
        house.rescan(0);
    }
    assert!(ends > 20, "{ends}");
}
