//! Git hooks from other machines are placed without the executable bit, unless a person has set this otherwise. The missing
//! bit is never sent to anybody.

use syncit_core::relay_store::RelayStore;
use syncit_core::replica_store::GitHooks;
use syncit_replica::disk::Place;
use syncit_replica::event::{FolderCommand, Keep, Phase};
use syncit_testkit::DiskOptions;

use crate::house::{FOLDER, House, Watched, path};

const HOOK: &str = ".git/hooks/post-checkout";

/// Returns on which machines a file is executable, and whether it is so at the hub.
fn runs<D: Watched>(house: &House<D>, at: &str) -> (Vec<bool>, bool) {
    let executable = |disk: &D| disk.stat(&Place::Path(path(at))).unwrap().executable;
    let head = house.hub_store().head(FOLDER, &path(at)).unwrap().unwrap();
    let here = house.machines.iter().map(|machine| executable(&machine.disk)).collect();
    (here, head.entry.file().unwrap().executable)
}

#[track_caller]
fn check<D: Watched>(house: &mut House<D>, at: &str, here: &[bool], at_hub: bool) {
    house.settle();
    assert_eq!(runs(house, at), (here.to_vec(), at_hub));
    for number in 0..here.len() {
        let state = house.state(number);
        assert_eq!((state.phase, state.pending), (Phase::InSync, 0), "machine {number}");
    }
}

/// Makes two machines, the first of which has created a hook.
fn with_hook() -> House {
    House::synced(&[&format!("{HOOK} x \"#!/bin/sh\"\nrun x \"#!/bin/sh 2\""), ""])
}

#[test]
fn a_hook_of_another_machine_is_placed_without_the_executable_bit_and_all_else_with_it() {
    let mut house = with_hook();
    check(&mut house, HOOK, &[true, false], true);
    check(&mut house, "run", &[true, true], true);
}

#[test]
fn nobody_hears_of_the_missing_bit_by_looks_restarts_and_edits_of_other_files() {
    let mut house = with_hook();
    let seq = house.hub_store().head(FOLDER, &path(HOOK)).unwrap().unwrap().seq;
    for _ in 0..2 {
        house.command(1, FolderCommand::Rescan);
        house.settle();
        house.restart(1);
        house.connect(1);
        house.disk(1).touch(&path(HOOK), syncit_core::Timestamp(1_000_000_000));
        house.disk(1).write(&path(".git/config"), b"[core]");
        check(&mut house, HOOK, &[true, false], true);
    }
    assert_eq!(house.hub_store().head(FOLDER, &path(HOOK)).unwrap().unwrap().seq, seq);
}

#[test]
fn a_bit_that_a_person_sets_holds_until_another_content_comes() {
    let mut house = with_hook();
    house.disk(1).make_executable(&path(HOOK), true);
    check(&mut house, HOOK, &[true, true], true);
    house.command(1, FolderCommand::Rescan);
    house.restart(1);
    house.connect(1);
    check(&mut house, HOOK, &[true, true], true);
    // The privacy changes, the content does not.
    house.disk(0).make_private(&path(HOOK), true);
    check(&mut house, HOOK, &[true, true], true);
    house.disk(0).write(&path(HOOK), b"#!/bin/sh\nanother");
    check(&mut house, HOOK, &[true, false], true);
    house.disk(0).write(&path(HOOK), b"#!/bin/sh");
    check(&mut house, HOOK, &[true, false], true);
}

#[test]
fn a_bit_that_a_person_takes_is_a_change_where_it_was_set() {
    let mut house = with_hook();
    house.disk(0).make_executable(&path(HOOK), false);
    check(&mut house, HOOK, &[false, false], false);
    house.disk(0).make_executable(&path(HOOK), true);
    check(&mut house, HOOK, &[true, false], true);
    house.disk(1).make_executable(&path(HOOK), true);
    check(&mut house, HOOK, &[true, true], true);
    house.disk(1).make_executable(&path(HOOK), false);
    check(&mut house, HOOK, &[false, false], false);
}

#[test]
fn an_edit_here_of_such_a_hook_keeps_the_bit_at_the_hub() {
    let mut house = with_hook();
    house.disk(1).write(&path(HOOK), b"#!/bin/sh\nedited");
    check(&mut house, HOOK, &[false, false], true);
    house.disk(1).save(&path(HOOK), b"#!/bin/sh\nedited by a program that makes a new file");
    check(&mut house, HOOK, &[false, false], true);
}

#[test]
fn a_moved_repository_keeps_on_each_machine_what_ran_there() {
    let mut house = House::synced(&["r/.git/hooks/a x \"a\"\nr/.git/hooks/b x \"b\"", ""]);
    house.disk(1).make_executable(&path("r/.git/hooks/b"), true);
    house.settle();
    for (number, from, to) in [(0, "r", "s"), (1, "s", "t"), (0, "t/.git", "t/old.git")] {
        house.disk(number).move_to(&path(from), &path(to));
        house.settle();
        let dir = if to.contains('/') { to.to_owned() } else { format!("{to}/.git") };
        check(&mut house, &format!("{dir}/hooks/a"), &[true, false], true);
        check(&mut house, &format!("{dir}/hooks/b"), &[true, true], true);
    }
}

#[test]
fn a_program_that_another_machine_moves_among_the_hooks_is_not_run_and_stays_one_if_it_moves_away() {
    let mut house = House::synced(&["run x \"evil\"\n.git/hooks/pre-push x \"good\"", ""]);
    house.disk(1).make_executable(&path(".git/hooks/pre-push"), true);
    house.settle();
    house.disk(0).move_to(&path("run"), &path(HOOK));
    check(&mut house, HOOK, &[true, false], true);
    house.disk(0).move_to(&path(".git/hooks/pre-push"), &path(".git/hooks/update"));
    check(&mut house, ".git/hooks/update", &[true, false], true);
    house.disk(0).move_to(&path(HOOK), &path("run"));
    check(&mut house, "run", &[true, true], true);
}

#[test]
fn with_the_other_setting_hooks_are_as_they_are_and_back() {
    let mut house = with_hook();
    house.disk(1).write(&path(".git/hooks/own"), b"made here");
    house.disk(1).make_executable(&path(".git/hooks/own"), true);
    house.settle();
    house.command(1, FolderCommand::SetGitHooks(GitHooks::AsTheyAre));
    check(&mut house, HOOK, &[true, true], true);
    check(&mut house, ".git/hooks/own", &[false, true], true);
    house.disk(0).write(&path(HOOK), b"#!/bin/sh\nanother");
    check(&mut house, HOOK, &[true, true], true);
    house.restart(1);
    house.connect(1);
    check(&mut house, HOOK, &[true, true], true);
    house.command(1, FolderCommand::SetGitHooks(GitHooks::NotExecutable));
    check(&mut house, HOOK, &[true, false], true);
    check(&mut house, ".git/hooks/own", &[false, true], true);
}

#[test]
fn a_setting_that_is_made_while_the_folder_cannot_be_changed_takes_effect_later() {
    let mut house = with_hook();
    house.command(1, FolderCommand::SetGitHooks(GitHooks::AsTheyAre));
    house.settle();
    house.disk(1).fail_any_after(0, syncit_replica::disk::DiskErrorKind::Other("input/output error".into()));
    house.command(1, FolderCommand::SetGitHooks(GitHooks::NotExecutable));
    house.work();
    house.disk(1).mend();
    house.wait(120_000);
    check(&mut house, HOOK, &[true, false], true);
}

#[test]
fn the_winner_of_a_conflict_and_what_a_person_keeps_of_it_run_only_if_they_ran_here() {
    let mut house = with_hook();
    house.disk(1).make_executable(&path(HOOK), true);
    house.settle();
    house.disconnect(1);
    house.disk(0).write(&path(HOOK), b"theirs");
    house.disk(1).write(&path(HOOK), b"mine");
    house.settle();
    house.connect(1);
    house.settle();
    let conflicts = house.machines[1].replica.conflicts().unwrap();
    let copy = conflicts[0].copy.path.clone();
    assert_eq!(runs(&house, HOOK), (vec![true, false], true));
    assert_eq!(runs(&house, copy.as_str()), (vec![false, true], true));
    assert_eq!(house.resolve(1, &copy, Keep::Mine), Ok(()));
    check(&mut house, HOOK, &[false, true], true);
}

#[test]
fn on_a_disk_without_the_bit_nothing_changes() {
    let fat = DiskOptions { keeps_executable: false, ..DiskOptions::default() };
    let tree = format!("{HOOK} x \"#!/bin/sh\"");
    let mut house = House::on_disks(&[(&tree, DiskOptions::default()), ("", fat)]);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    for git_hooks in [GitHooks::AsTheyAre, GitHooks::NotExecutable] {
        house.command(1, FolderCommand::SetGitHooks(git_hooks));
        house.command(1, FolderCommand::Rescan);
        house.settle();
        assert!(house.hub_store().head(FOLDER, &path(HOOK)).unwrap().unwrap().entry.file().unwrap().executable);
        assert_eq!(house.state(1).phase, Phase::InSync);
    }
}
