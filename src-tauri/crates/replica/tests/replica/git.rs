//! Real git repositories in synced folders.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use syncit_core::message::ToHub;

use crate::house::House;
use crate::house::real::RealDisk;

fn has_git() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs git in a directory and returns its output.
fn git(dir: &Path, args: &[&str]) -> (bool, String) {
    let mut git = Command::new("git");
    git.current_dir(dir).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    git.env("HOME", dir).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Ana").env(format!("GIT_{who}_EMAIL"), "ana@example.org");
    }
    let output = git.args(args).output().unwrap();
    (
        output.status.success(),
        [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat(),
    )
}

#[track_caller]
fn works(dir: &Path, args: &[&str]) -> String {
    let (is_done, said) = git(dir, args);
    assert!(is_done, "git {args:?}: {said}");
    said
}

#[test]
fn two_machines_that_commit_apart_keep_a_repository_that_works_and_both_commits() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let mut house = House::<RealDisk>::real(2);
    let roots = [0, 1].map(|number| house.disk(number).path(""));
    works(&roots[0], &["init", "-q", "-b", "main"]);
    house.disk(0).write("a", b"1");
    works(&roots[0], &["add", "a"]);
    works(&roots[0], &["commit", "-q", "-m", "first"]);
    house.rescan(0);
    works(&roots[1], &["log", "--oneline"]);
    for number in [0, 1] {
        house.disconnect(number);
    }
    let mut commits = Vec::new();
    for (number, root) in roots.iter().enumerate() {
        house.disk(number).write(&format!("b{number}"), b"2");
        works(root, &["add", "."]);
        works(root, &["commit", "-q", "-m", &format!("on {number}")]);
        works(root, &["tag", "-f", "latest"]);
        commits.push(works(root, &["rev-parse", "HEAD"]).trim().to_owned());
    }
    assert_ne!(commits[0], commits[1]);
    for number in [0, 1] {
        house.connect(number);
        house.rescan(number);
    }
    assert_eq!(house.disk(0).files(), house.disk(1).files());
    for root in &roots {
        let copies: Vec<String> =
            works(root, &["for-each-ref", "--format=%(refname)"]).lines().map(Into::into).collect();
        assert!(copies.iter().any(|name| name.starts_with("refs/heads/main-conflict-m")), "{copies:?}");
        assert!(copies.iter().any(|name| name.starts_with("refs/tags/latest-conflict-m")), "{copies:?}");
        for args in [&["fsck", "--strict"][..], &["status"], &["log", "--all"], &["reflog"], &["gc", "--prune=now"]] {
            let said = works(root, args);
            assert!(!said.contains("error") && !said.contains("bad ") && !said.contains("warning"), "{args:?}: {said}");
        }
        let reachable = works(root, &["rev-list", "--branches"]);
        assert!(commits.iter().all(|commit| reachable.contains(commit)), "{reachable}");
    }
    let logs = fs::read_dir(house.disk(0).path(".git/logs/refs/heads")).unwrap();
    let names: Vec<String> = logs.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().any(|name| name.starts_with(".main-conflict-")), "the lost log is kept, too: {names:?}");
}

/// Makes two machines in sync, with a repository of three files.
fn with_repository() -> (House<RealDisk>, [PathBuf; 2]) {
    let mut house = House::<RealDisk>::real(2);
    let roots = [0, 1].map(|number| house.disk(number).path("r"));
    for name in ["a", "b", "d/c"] {
        house.disk(0).write(&format!("r/{name}"), name.as_bytes());
    }
    works(&roots[0], &["init", "-q", "-b", "main"]);
    works(&roots[0], &["add", "."]);
    works(&roots[0], &["commit", "-q", "-m", "first"]);
    house.rescan(0);
    (house, roots)
}

fn index(house: &House<RealDisk>, number: usize) -> Vec<u8> {
    fs::read(house.disk(number).path("r/.git/index")).unwrap()
}

/// Makes git check files whose times it does not know, which changes only the index.
#[track_caller]
fn refresh(house: &mut House<RealDisk>, number: usize) {
    let root = house.disk(number).path("r");
    let file = File::options().append(true).open(root.join("a")).unwrap();
    let age = Duration::from_secs(1_000_000 - offered(house) as u64 * 10 - house.now() / 1_000);
    file.set_modified(SystemTime::now() - age).unwrap();
    let before = index(house, number);
    works(&root, &["status"]);
    assert!(index(house, number) != before, "git had nothing to note");
    house.wait(3_000);
    house.rescan(number);
}

fn offered(house: &House<RealDisk>) -> usize {
    house.messages.iter().filter(|(_, message)| matches!(message, ToHub::Offer { .. })).count()
}

#[track_caller]
fn check_quiet(house: &House<RealDisk>) {
    for number in [0, 1] {
        let state = house.state(number);
        assert_eq!((state.pending, &state.problems[..], state.conflicts), (0, &[][..], 0), "{number}");
        let dir = house.disk(number).path("r/.git");
        let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let copies: Vec<String> = names.filter(|name| name.contains("conflict")).collect();
        assert!(copies.is_empty(), "{copies:?}");
    }
}

#[test]
fn what_git_status_notes_of_this_machines_files_is_sent_to_nobody() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let (mut house, roots) = with_repository();
    let before = (offered(&house), index(&house, 0));
    for _ in 0..3 {
        refresh(&mut house, 1);
    }
    assert!((offered(&house), index(&house, 0)) == before, "sent, though nothing was staged");
    check_quiet(&house);
    // After a start the index is known from its row.
    house.restart(1);
    house.connect(1);
    house.settle();
    refresh(&mut house, 1);
    assert!((offered(&house), index(&house, 0)) == before, "sent after a start");
    check_quiet(&house);
    // Changes that are really staged are sent as usual, from either machine.
    for number in [1, 0, 1] {
        refresh(&mut house, 0);
        refresh(&mut house, 1);
        house.disk(number).write("r/b", format!("{}", offered(&house)).as_bytes());
        works(&roots[number], &["add", "b"]);
        house.rescan(number);
        assert!(index(&house, 0) == index(&house, 1));
        assert_eq!(works(&roots[1 - number], &["diff", "--cached", "--name-only"]), "b\n");
        works(&roots[number], &["commit", "-q", "-m", "more"]);
        house.rescan(number);
        assert_eq!(works(&roots[1 - number], &["status", "--porcelain"]), "");
        check_quiet(&house);
    }
    for root in &roots {
        works(root, &["fsck", "--strict"]);
    }
}

#[test]
fn an_index_that_git_refreshed_gives_way_to_a_new_one_without_a_conflict() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let (mut house, roots) = with_repository();
    for restarts in [false, true] {
        refresh(&mut house, 0);
        house.disconnect(1);
        house.disk(0).write("r/b", format!("new {restarts}").as_bytes());
        works(&roots[0], &["add", "b"]);
        house.rescan(0);
        refresh(&mut house, 1);
        if restarts {
            house.restart(1);
        }
        house.connect(1);
        house.settle();
        assert!(index(&house, 0) == index(&house, 1));
        check_quiet(&house);
    }
    // A copy of the index under another name has exactly the bytes of the machine where it was
    // made.
    refresh(&mut house, 1);
    house.disk(0).write("copied", &index(&house, 0));
    house.rescan(0);
    assert!(fs::read(house.disk(1).path("copied")).unwrap() == index(&house, 0));
    assert!(index(&house, 1) != index(&house, 0));
    fs::rename(house.disk(0).path("r"), house.disk(0).path("s")).unwrap();
    house.rescan(0);
    fs::rename(house.disk(0).path("s/.git/index"), house.disk(0).path("s/.git/aside")).unwrap();
    house.rescan(0);
    for name in ["copied", "s/.git/aside"] {
        let bytes = [0, 1].map(|number| fs::read(house.disk(number).path(name)).unwrap());
        assert!(bytes[0] == bytes[1], "{name}");
    }
    assert!(!house.disk(1).path("s/.git/index").exists() && !house.disk(1).path("r").exists());
    let state = house.state(1);
    assert_eq!((state.pending, state.problems, state.conflicts), (0, vec![], 0));
}
