//! Mass deletions from end to end: nothing of a group is passed on before it is judged, and a hold ends when its files
//! are back. Machines on simulated disks, and a hub whose seconds are driven.

#![allow(clippy::unwrap_used)]

mod house;

use house::{FOLDER, House, path};
use syncit_core::message::ToHub;
use syncit_core::relay_store::RelayStore;
use syncit_replica::step::{Hold, State};
use syncit_testkit::Tree;

/// So many files in `d`, and forty in `e`.
fn tree(count: usize) -> String {
    let of = |dir: &str, count: usize| (0..count).map(|n| format!("{dir}/{n:03} \"{dir}{n}\"\n")).collect::<String>();
    of("d", count) + &of("e", 40)
}

fn delete(house: &House, count: usize) {
    (0..count).for_each(|n| assert!(house.disk(0).delete(&path(&format!("d/{n:03}")))));
}

fn put_back(house: &House, count: usize) {
    (0..count).for_each(|n| assert!(house.disk(0).write(&path(&format!("d/{n:03}")), format!("d{n}").as_bytes())));
}

fn held_files(state: &State) -> Option<u64> {
    match &state.hold {
        Some(Hold::MassDeletion { files, is_own: true, .. }) => Some(*files),
        _ => None,
    }
}

/// Seconds pass at the hub until something is so.
#[track_caller]
fn tick_until(house: &mut House, what: &str, is_so: impl Fn(&House) -> bool) {
    for _ in 0..60 {
        house.settle();
        if is_so(house) {
            return;
        }
        house.tick_hub();
    }
    panic!("it never was so that {what}");
}

#[test]
fn of_300_files_that_are_removed_at_once_none_is_passed_on() {
    let text = tree(300);
    let mut house = House::synced(&[&text, "", ""]);
    let before = house.hub_store().latest(FOLDER).unwrap();
    delete(&house, 300);
    house.settle();
    assert_eq!(house.tree(2), Tree::parse(&text).to_string());
    assert_eq!(house.hub_store().latest(FOLDER).unwrap(), before, "nothing was taken");
    tick_until(&mut house, "all are held", |house| held_files(&house.state(0)) == Some(300));
    // The first offer says how many there are, and none says so of what another one offered.
    let offers = house.messages.iter().filter_map(|(_, message)| match message {
        ToHub::Offer { items, .. } => items.iter().find_map(|item| item.missing),
        _ => None,
    });
    let (announced, offered): (Vec<u64>, usize) = (offers.map(|missing| missing.full).collect(), 255);
    assert_eq!(announced, [300, 300 - offered as u64]);
    // What has nothing to do with it passes.
    (0..6).for_each(|_| house.tick_hub());
    assert!(house.disk(0).delete(&path("e/000")));
    house.settle();
    assert!(!house.tree(2).contains("e0\""), "{}", house.tree(2));
}

#[test]
fn files_that_are_put_back_after_six_seconds_end_the_hold() {
    let text = tree(600);
    let mut house = House::synced(&[&text, ""]);
    delete(&house, 600);
    house.settle();
    (0..6).for_each(|_| house.tick_hub());
    house.settle();
    assert_eq!(held_files(&house.state(0)), Some(600));
    put_back(&house, 600);
    tick_until(&mut house, "it is over", |house| house.state(0).hold.is_none());
    assert_eq!((house.tree(0), house.tree(1)), (Tree::parse(&text).to_string(), Tree::parse(&text).to_string()));
    delete(&house, 1);
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    assert_eq!(house.state(0).pending, 0);
}

#[test]
fn files_that_are_put_back_while_it_is_away_end_it_too() {
    let text = tree(300);
    let mut house = House::synced(&[&text, ""]);
    delete(&house, 300);
    house.settle();
    house.restart(0);
    put_back(&house, 300);
    house.settle();
    house.connect(0);
    tick_until(&mut house, "it is over", |house| house.hub_store().mass_deletions().unwrap().is_empty());
    house.settle();
    assert_eq!((house.state(0).hold, house.tree(1)), (None, Tree::parse(&text).to_string()));
}

#[test]
fn a_renamed_directory_announces_nothing() {
    let mut house = House::synced(&[&tree(300), ""]);
    assert!(house.disk(0).move_to(&path("d"), &path("n")));
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    let announced = house.messages.iter().any(|(_, message)| match message {
        ToHub::Offer { items, .. } => items.iter().any(|item| item.missing.is_some_and(|missing| missing.full > 0)),
        _ => false,
    });
    assert!(!announced && house.hub_store().mass_deletions().unwrap().is_empty());
}
