//! What a replica reports to the hub about what is not in place.

use syncit_core::Seq;
use syncit_core::backlog::Backlog;
use syncit_core::message::ToHub;
use syncit_replica::event::{Effect, FolderCommand};

use crate::house::{House, write_tree};

/// Returns what a machine has reported since the last call.
fn reports(house: &mut House, number: usize) -> Vec<Backlog> {
    let effects = std::mem::take(&mut house.machines[number].effects);
    let reports = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Backlog { backlog, .. }, .. } => Some(backlog),
        _ => None,
    });
    reports.collect()
}

fn lacks(upto: u64, items: u64, bytes: u64) -> Backlog {
    Backlog { upto: Seq(upto), items, bytes }
}

#[test]
fn what_is_in_place_at_once_is_one_report_and_then_there_is_silence() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.wait(2_000);
    assert_eq!(reports(&mut house, 1).last(), Some(&lacks(1, 0, 0)));
    write_tree(house.disk(0), "b \"22\"\nc \"333\"");
    house.wait(5_000);
    assert_eq!(reports(&mut house, 1), [lacks(3, 0, 0)]);
    house.wait(60_000);
    assert_eq!(reports(&mut house, 1), []);
}

#[test]
fn a_paused_machine_reports_what_waits() {
    let mut house = House::synced(&["", ""]);
    house.wait(2_000);
    house.command(1, FolderCommand::Pause);
    write_tree(house.disk(0), "b \"22\"\nc \"333\"");
    house.wait(5_000);
    assert_eq!(reports(&mut house, 1).last(), Some(&lacks(2, 2, 5)));
    house.command(1, FolderCommand::Resume);
    house.wait(5_000);
    assert_eq!(reports(&mut house, 1).last(), Some(&lacks(2, 0, 0)));
}

#[test]
fn a_machine_lacks_nothing_of_its_own_that_is_not_sent_yet() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.wait(2_000);
    house.command(1, FolderCommand::Pause);
    write_tree(house.disk(1), "mine \"22\"");
    house.wait(5_000);
    assert_eq!(reports(&mut house, 1).last(), Some(&lacks(1, 0, 0)));
}
