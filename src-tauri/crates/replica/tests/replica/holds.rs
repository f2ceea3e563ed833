//! Mass deletions from end to end: nothing of a group is passed on before it is judged, and a hold ends when its files
//! are back. Machines on simulated disks, and a hub whose seconds the test counts.

use syncit_core::hold::Harm;
use syncit_core::message::{Ask, ToHub};
use syncit_core::relay_store::RelayStore;
use syncit_replica::event::{Hold, State};
use syncit_testkit::Tree;

use crate::house::{FOLDER, House, path};

/// Makes `count` files in `d`, and forty in `e`.
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

/// Lets seconds pass at the hub until a condition is met.
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
    // The first offer announces how many there are; no later one counts again what an earlier one offered.
    let offers = house.messages.iter().filter_map(|(_, message)| match message {
        ToHub::Offer { items, .. } => items.iter().find_map(|item| item.missing),
        _ => None,
    });
    let (announced, offered): (Vec<u64>, usize) = (offers.map(|missing| missing.full).collect(), 255);
    assert_eq!(announced, [300, 300 - offered as u64]);
    // An unrelated deletion passes.
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

/// Makes `count` letters in `d`.
fn letters(count: usize) -> String {
    let line = "Dear friend, this is a letter in which nothing much is said, and that at some length. ";
    (0..count).map(|n| format!("d/{n:03} \"{line}{n}\"\n")).collect()
}

/// Replaces each letter with random bytes, as an encryption trojan on the first machine would.
fn encrypt(house: &House, count: usize) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    for n in 0..count {
        let bytes: Vec<u8> = (0..2_000).map(|_| next()).collect();
        assert!(house.disk(0).write(&path(&format!("d/{n:03}")), &bytes));
    }
}

fn overwritten(state: &State) -> Option<(u64, bool)> {
    match &state.hold {
        Some(Hold::MassOverwriting { files, is_own, .. }) => Some((*files, *is_own)),
        _ => None,
    }
}

#[test]
fn letters_that_are_encrypted_are_held_and_come_back_on_all_machines_or_pass_if_that_was_meant() {
    let text = letters(200);
    let original = Tree::parse(&text).to_string();
    for accept in [false, true] {
        let mut house = House::synced(&[&text, "", ""]);
        encrypt(&house, 200);
        let spoilt = house.tree(0);
        house.settle();
        tick_until(&mut house, "all are held", |house| overwritten(&house.state(0)) == Some((200, true)));
        assert_eq!(overwritten(&house.state(2)), Some((200, false)), "the others are told");
        let hold = &house.hub_store().mass_deletions().unwrap()[0];
        assert_eq!(hold.harm, Harm::Overwriting);
        let passed = house.hub_store().held(hold.id, None, 999).unwrap().iter().filter(|(_, passed)| *passed).count();
        assert!(passed < 100, "{passed} were passed on");
        assert_eq!(house.tree(0), spoilt, "nothing is changed on that machine before a person decides");
        // The state is the same after a restart, and other changes sync.
        house.restart(0);
        house.connect(0);
        assert!(house.disk(0).write(&path("e"), b"new"));
        tick_until(&mut house, "all are held again", |house| overwritten(&house.state(0)) == Some((200, true)));
        assert!(house.tree(1).contains("new"));

        house.ask_hub(Ask::Release { folder: FOLDER, delete: accept });
        tick_until(&mut house, "it is over", |house| {
            house
                .hub_store()
                .mass_deletions()
                .unwrap()
                .iter()
                .all(|hold| accept && house.hub_store().held(hold.id, None, 1).unwrap().is_empty())
        });
        house.settle();
        assert!(house.disk(0).delete(&path("e")));
        house.settle();
        for machine in 0..3 {
            assert_eq!(house.tree(machine), if accept { spoilt.clone() } else { original.clone() }, "on {machine}");
            let state = house.state(machine);
            assert_eq!((state.hold, state.pending, state.conflicts), (None, 0, 0), "on {machine}");
        }
    }
}
