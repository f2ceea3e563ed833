//! Content that was damaged at the hub is fetched from a machine that has it, and only if it has exactly that content.

use syncit_core::message::ToHub;
use syncit_core::relay_store::{Access, RelayStore};
use syncit_core::replica_store::SyncMode;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{Event, FolderCommand, Hint, Phase};

use crate::house::{House, path};

const TREE: &str = "dir/large \"abcdefg\"*400000\ndir/small \"few words\"";

fn offers(house: &House) -> usize {
    house.messages.iter().filter(|(_, message)| matches!(message, ToHub::Offer { .. })).count()
}

/// Checks that the hub has all content, and no entry that it did not have before.
#[track_caller]
fn is_whole(house: &House) {
    assert_eq!(house.hub_store().damage().unwrap(), 0);
    for head in house.hub_store().tree(crate::house::FOLDER).values() {
        assert!(head.entry.file().is_none_or(|file| house.hub_store().content(&file.digest).is_some()), "{head:?}");
    }
}

#[test]
fn a_machine_sends_again_what_the_hub_lacks_and_nothing_is_added() {
    for sync_mode in [SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly] {
        let mut house = House::synced(&[TREE, ""]);
        house.command(0, FolderCommand::SetSyncMode(sync_mode));
        house.settle();
        house.disconnect(1);
        let before = house.hub_store().journal(crate::house::FOLDER);
        for path in ["dir/small", "dir/large"] {
            house.damage(path);
            house.settle();
        }
        is_whole(&house);
        assert_eq!(house.hub_store().journal(crate::house::FOLDER), before, "{sync_mode:?}");
        assert_eq!(house.state(0).phase, Phase::InSync, "{sync_mode:?}: {:?}", house.state(0));
    }
}

#[test]
fn who_connects_later_sends_it_too() {
    let mut house = House::synced(&[TREE, ""]);
    house.disconnect(0);
    house.disconnect(1);
    house.damage("dir/large");
    assert!(house.hub_store().damage().unwrap() > 0);
    house.connect(1);
    house.settle();
    is_whole(&house);
}

#[test]
fn what_is_something_else_by_now_is_no_answer_but_a_change() {
    let mut house = House::synced(&[TREE, ""]);
    house.disconnect(1);
    // The watcher is slow: the row still says what the hub lacks.
    house.machines[0].is_watched = false;
    assert!(house.disk(0).write(&path("dir/small"), b"other words"));
    house.damage("dir/small");
    house.settle();
    assert_eq!(house.hub_store().damage().unwrap(), 1);
    let hint = Hint::Closed(path("dir/small"));
    house.step(0, Event::Hints(vec![hint]));
    house.settle();
    let head = house.hub_store().head(crate::house::FOLDER, &path("dir/small")).unwrap().unwrap();
    assert!(house.hub_store().content(&head.entry.file().unwrap().digest).unwrap() == b"other words");
    assert_eq!(house.state(0).problems, vec![]);
}

#[test]
fn who_may_only_read_or_is_paused_sends_nothing() {
    let mut house = House::synced(&[TREE, ""]);
    house.allow(1, Access::Read);
    house.disconnect(1);
    house.connect(1);
    house.command(0, FolderCommand::Pause);
    house.settle();
    let before = offers(&house);
    house.damage("dir/small");
    house.settle();
    assert_eq!((offers(&house), house.hub_store().damage().unwrap()), (before, 1));
    house.command(0, FolderCommand::Resume);
    house.settle();
    is_whole(&house);
}

#[test]
fn who_wants_it_meanwhile_has_a_problem_that_passes_as_soon_as_it_is_there() {
    let mut house = House::new(&[TREE, ""]);
    house.connect(0);
    house.settle();
    house.disconnect(0);
    house.damage("dir/small");
    house.connect(1);
    house.settle();
    let problems = house.state(1).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].path, Some(path("dir/small")));
    assert!(problems[0].reason.to_string().contains("not-served--damaged"));
    house.connect(0);
    house.settle();
    house.tick_hub();
    house.settle();
    is_whole(&house);
    assert_eq!((house.tree(1), house.state(1).problems), (house.tree(0), vec![]));
    assert!(house.disk(1).stat(&Place::from(&path("dir/small"))).is_ok());
}

/// A large file is read outside the loop, and its content is unknown until then. After each start that is so for a file that was
/// written shortly before.
#[test]
fn what_is_just_being_read_is_sent_when_that_is_over() {
    let mut house = House::synced(&[TREE, ""]);
    house.disconnect(1);
    house.machines[0].is_watched = false;
    let same = "abcdefg".repeat(400_000);
    assert!(house.disk(0).write(&path("dir/large"), same.as_bytes()));
    house.step(0, Event::Hints(vec![Hint::Closed(path("dir/large"))]));
    house.damage("dir/large");
    house.settle();
    is_whole(&house);
}
