//! Sync modes are respected: what they leave out is reported, is no pending work, and syncs once the mode changes.
//! In fixtures as text.
use syncit_core::message::{Action, Ask};
use syncit_core::plan::LeftOut;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_replica::event::{FolderCommand, Phase};
use syncit_testkit::Tree;

use crate::house::{FOLDER, House, path, write_tree};

/// Returns what a machine leaves out: one path a line, with the change and the side that does not get it.
fn left_out(house: &House, number: usize) -> String {
    let found = house.machines[number].replica.differences(None, usize::MAX).unwrap();
    let line = |difference: &syncit_replica::Difference| {
        let why = if difference.why == LeftOut::NotApplied { "not applied" } else { "not sent" };
        let change = match difference.why.change(&difference.row).unwrap() {
            Action::Added => "added",
            Action::Changed => "changed",
            Action::Deleted => "deleted",
            other => panic!("{other:?}"),
        };
        format!("{} {change}, {why}\n", difference.row.path)
    };
    found.iter().map(line).collect()
}

/// Checks what a machine leaves out, that the sums agree with it, and that it is neither pending nor a problem.
#[track_caller]
fn check(house: &House, number: usize, expected: &[&str]) {
    let state = house.state(number);
    let told = left_out(house, number);
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
    let counted = |what: &str| told.lines().filter(|line| line.ends_with(what)).count() as u64;
    assert_eq!((state.not_applied, state.not_sent), (counted("not applied"), counted("not sent")), "{told}");
    assert_eq!((state.pending, state.phase, state.problems.len()), (0, Phase::InSync, 0), "{state:?}");
}

#[test]
fn who_only_sends_lists_what_others_changed_and_applies_it_later() {
    let mut house = House::synced(&["a \"1\"\nb \"1\"\nc \"1\"\nd/x \"1\"", "", ""]);
    house.command(1, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    house.settle();
    check(&house, 1, &[]);
    assert!(house.disk(0).write(&path("a"), b"theirs"));
    assert!(house.disk(0).delete(&path("b")));
    assert!(house.disk(0).write(&path("c"), b"theirs, too"));
    write_tree(house.disk(0), "e/new \"2\"");
    house.settle();
    check(
        &house,
        1,
        &[
            "a changed, not applied",
            "b deleted, not applied",
            "c changed, not applied",
            "e added, not applied",
            "e/new added, not applied",
        ],
    );
    assert_eq!(house.tree(1), Tree::parse("a \"1\"\nb \"1\"\nc \"1\"\nd/x \"1\"").to_string());
    // It is known after a restart, and while the hub is away.
    house.restart(1);
    house.work();
    assert_eq!((house.state(1).not_applied, house.state(1).pending), (5, 0));
    house.connect(1);
    // A file that is changed here again is sent, over what others made of it.
    assert!(house.disk(1).write(&path("c"), b"mine"));
    house.settle();
    assert_eq!(left_out(&house, 1).lines().count(), 4);
    // While it is away both change one file, and the mode is changed.
    house.disconnect(1);
    assert!(house.disk(1).write(&path("a"), b"here"));
    house.command(1, FolderCommand::SetSyncMode(SyncMode::TwoWay));
    house.settle();
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    let tree = house.tree(0);
    for part in ["a \"theirs\"", "\"here\"", "a (conflict, m2", "c \"mine\"", "new \"2\""] {
        assert!(tree.contains(part), "{part} is not in\n{tree}");
    }
    assert!(!tree.contains("b \"1\""), "{tree}");
    assert_eq!((house.state(1).not_applied, house.state(1).conflicts), (0, 1));
}

#[test]
fn who_only_receives_lists_its_own_changes_and_sends_them_later() {
    let mut house = House::synced(&["a \"1\"\nb \"1\"\nd/x \"1\"\nd/y \"1\"\ne/x \"1\"", ""]);
    house.command(1, FolderCommand::SetSyncMode(SyncMode::ReceiveOnly));
    house.settle();
    assert!(house.disk(1).write(&path("a"), b"mine"));
    assert!(house.disk(1).delete(&path("b")));
    assert!(house.disk(1).write(&path("d/mine"), b"2"));
    write_tree(house.disk(1), "new \"2\"");
    house.settle();
    check(&house, 1, &["a changed, not sent", "b deleted, not sent", "d/mine added, not sent", "new added, not sent"]);
    // A directory that others delete stays for the files that are kept in it.
    for gone in ["d/x", "d/y", "d", "e/x", "e"] {
        assert!(house.disk(0).delete(&path(gone)));
    }
    house.settle();
    let kept = [
        "a changed, not sent",
        "b deleted, not sent",
        "d added, not sent",
        "d/mine added, not sent",
        "new added, not sent",
    ];
    check(&house, 1, &kept);
    house.restart(1);
    house.work();
    assert_eq!(left_out(&house, 1).lines().collect::<Vec<_>>(), kept);
    house.connect(1);
    house.settle();
    check(&house, 1, &kept);
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nb \"1\"").to_string());
    house.command(1, FolderCommand::SetSyncMode(SyncMode::TwoWay));
    house.settle();
    check(&house, 1, &[]);
    assert_eq!(house.tree(0), Tree::parse("a \"mine\"\nd/mine \"2\"\nnew \"2\"").to_string());
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn who_may_only_read_keeps_its_changes_until_it_may_write() {
    let mut house = House::synced(&["a \"1\"", ""]);
    let access = |house: &mut House, access| {
        let machine = house.machines[1].id;
        house.ask_hub(Ask::SetAccess { machine, folder: FOLDER, access });
        house.settle();
    };
    access(&mut house, Access::Read);
    assert!(!house.state(1).may_write, "it is told at once");
    assert!(house.disk(1).write(&path("a"), b"mine"));
    write_tree(house.disk(1), "new \"2\"");
    house.settle();
    check(&house, 1, &["a changed, not sent", "new added, not sent"]);
    assert_eq!(house.tree(0), Tree::parse("a \"1\"").to_string());
    house.disconnect(1);
    house.settle();
    let state = house.state(1);
    assert_eq!((state.phase, state.not_sent, state.pending), (Phase::Offline, 2, 0), "it is remembered");
    house.connect(1);
    house.settle();
    access(&mut house, Access::Write);
    check(&house, 1, &[]);
    assert_eq!(house.tree(0), Tree::parse("a \"mine\"\nnew \"2\"").to_string());
}

#[test]
fn what_was_offered_before_the_access_changed_is_no_problem() {
    let mut house = House::synced(&["a \"1\"", ""]);
    // The hub does not announce it; the refusal does.
    house.allow(1, Access::Read);
    write_tree(house.disk(1), "new \"2\"");
    house.settle();
    check(&house, 1, &["new added, not sent"]);
}

#[test]
fn who_only_sends_and_may_only_read_moves_nothing() {
    let mut house = House::synced(&["a \"1\"\nb \"1\"", ""]);
    house.command(1, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    let machine = house.machines[1].id;
    house.ask_hub(Ask::SetAccess { machine, folder: FOLDER, access: Access::Read });
    house.settle();
    assert!(house.disk(0).write(&path("a"), b"theirs"));
    assert!(house.disk(1).write(&path("b"), b"mine"));
    house.settle();
    check(&house, 1, &["a changed, not applied", "b changed, not sent"]);
    assert_eq!(house.tree(1), Tree::parse("a \"1\"\nb \"mine\"").to_string());
    house.ask_hub(Ask::SetAccess { machine, folder: FOLDER, access: Access::Write });
    house.settle();
    check(&house, 1, &["a changed, not applied"]);
    assert_eq!(house.tree(0), Tree::parse("a \"theirs\"\nb \"mine\"").to_string());
}

#[test]
fn what_is_left_out_is_told_page_by_page() {
    let mut house = House::synced(&["", ""]);
    house.command(1, FolderCommand::SetSyncMode(SyncMode::ReceiveOnly));
    house.settle();
    let names: Vec<String> = (0..7).map(|n| format!("f{n}")).collect();
    names.iter().for_each(|name| write_tree(house.disk(1), &format!("{name} \"x\"")));
    house.settle();
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let page = house.machines[1].replica.differences(after.as_ref(), 3).unwrap();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        after = Some(last.row.path.clone());
        told.extend(page.into_iter().map(|difference| difference.row.path.to_string()));
    }
    assert_eq!(told, names);
}

#[test]
fn roles_are_kept_to() {
    let mut house = House::synced(&["a \"1\"", "", ""]);
    house.command(1, FolderCommand::SetSyncMode(SyncMode::ReceiveOnly));
    house.command(2, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    house.settle();
    assert!(house.disk(0).write(&path("a"), b"new"));
    write_tree(house.disk(1), "kept \"here\"");
    write_tree(house.disk(2), "sent \"on\"");
    house.settle();
    // A sender applies nothing, and leaves what it sent before as the others changed it.
    assert_eq!(house.tree(0), Tree::parse("a \"new\"\nsent \"on\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"new\"\nkept \"here\"\nsent \"on\"").to_string());
    assert_eq!(house.tree(2), Tree::parse("a \"1\"\nsent \"on\"").to_string());
    assert!(house.disk(2).write(&path("a"), b"newest"));
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"newest\"\nsent \"on\"").to_string());
}

#[test]
fn two_machines_that_only_send_come_to_rest() {
    let mut house = House::synced(&["", "", ""]);
    house.command(0, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    house.command(1, FolderCommand::SetSyncMode(SyncMode::SendOnly));
    write_tree(house.disk(0), "a \"1\"\nd/x \"1\"");
    write_tree(house.disk(1), "a \"2\"\nd/x \"2\"");
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nd/x \"1\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"2\"\nd/x \"2\"").to_string());
    assert_eq!(house.tree(2), Tree::parse("a \"2\"\nd/x \"2\"").to_string());
}

#[test]
fn who_may_only_read_keeps_changes_to_itself() {
    let mut house = House::new(&["a \"1\"", ""]);
    house.allow(1, Access::Read);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    write_tree(house.disk(1), "mine \"2\"");
    write_tree(house.disk(0), "yours \"3\"");
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nyours \"3\"").to_string());
    assert_eq!(house.tree(1), Tree::parse("a \"1\"\nmine \"2\"\nyours \"3\"").to_string());
}
