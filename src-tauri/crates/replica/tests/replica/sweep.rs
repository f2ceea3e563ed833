//! The sweep finds changes for which no event came, and counts them.
use std::fs;

use syncit_core::message::ToHub;

use crate::house::real::RealDisk;
use crate::house::{House, path};

/// Longer than one sweep and the pause after it, in milliseconds.
const ONE: u64 = 200_000;
/// Long enough for every file to be checked once.
const TEN: u64 = 10 * ONE;

/// Changes machine 0's disk without any event, lets time pass, and checks that machine 1 has the same then.
#[track_caller]
fn check(fixture: &str, change: impl Fn(&House), within: u64, is_missed: bool) {
    let mut house = House::synced(&[fixture, ""]);
    house.wait(ONE);
    house.machines[0].is_watched = false;
    change(&house);
    house.wait(within);
    assert_eq!(house.tree(0), house.tree(1));
    assert_eq!(house.machines[0].replica.missed_changes() > 0, is_missed);
    assert_eq!(house.state(0).pending, 0);
}

#[test]
fn a_name_that_came_or_went_is_found_by_the_next_sweep() {
    check("d/a \"1\"", |house| assert!(house.disk(0).write(&path("d/b"), b"2")), ONE, true);
    check("d/a \"1\"\nd/b \"1\"", |house| assert!(house.disk(0).delete(&path("d/a"))), ONE, true);
    check("a \"1\"", |house| assert!(house.disk(0).write(&path("b"), b"2")), ONE, true);
}

#[test]
fn directories_that_were_swapped_are_found_by_the_next_sweep() {
    let swap = |house: &House| {
        for (from, to) in [("x", "t"), ("y", "x"), ("t", "y")] {
            assert!(house.disk(0).move_to(&path(from), &path(to)));
        }
    };
    check("x/one \"1\"\nx/deep/two \"2\"\ny/three \"3\"\ny/deep/four \"4\"", swap, ONE, true);
}

#[test]
fn a_write_in_place_is_found_within_ten_sweeps() {
    check("d/a \"1\"", |house| assert!(house.disk(0).write(&path("d/a"), b"other")), TEN, true);
}

#[test]
fn a_sweep_that_finds_nothing_counts_nothing() {
    check("d/a \"1\"\nb \"1\"", |_| {}, TEN, false);
}

#[test]
fn what_events_told_is_not_counted_as_missed() {
    let mut house = House::synced(&["d/a \"1\"", ""]);
    assert!(house.disk(0).write(&path("d/b"), b"2"));
    house.settle();
    assert!(house.disk(1).write(&path("d/c"), b"3"));
    assert!(house.disk(0).delete(&path("d/a")));
    house.wait(TEN);
    for machine in &house.machines {
        assert_eq!(machine.replica.missed_changes(), 0);
    }
}

#[test]
fn a_write_through_a_name_outside_of_the_folder_is_found_by_the_next_sweep() {
    let mut house = House::<RealDisk>::real(1);
    house.disk(0).write("z", b"first");
    let outside = tempfile::tempdir_in(std::env::temp_dir()).unwrap();
    let other = outside.path().join("other name");
    fs::hard_link(house.disk(0).path("z"), &other).unwrap();
    house.rescan(0);
    let sent = |house: &House<RealDisk>| {
        let offers = house.messages.iter().filter_map(|(_, message)| match message {
            ToHub::Offer { items, .. } => Some(items),
            _ => None,
        });
        offers.flatten().filter(|item| item.path == path("z")).count()
    };
    assert_eq!(sent(&house), 1);
    fs::write(&other, b"second").unwrap();
    house.wait(ONE);
    assert_eq!(sent(&house), 2);
    // No watch could have noticed it, so it does not count as missed.
    assert_eq!((house.machines[0].replica.missed_changes(), house.state(0).pending), (0, 0));
}
