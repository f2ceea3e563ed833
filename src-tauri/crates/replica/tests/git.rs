//! Repositories of the real git in folders that are synced.

#![allow(clippy::unwrap_used, missing_docs)]

mod house;

use std::fs;
use std::path::Path;
use std::process::Command;

use house::House;
use house::real::RealDisk;

fn has_git() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs git in a directory, and returns what it said.
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
