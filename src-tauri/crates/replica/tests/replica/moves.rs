//! Moves are synced as moves, and content that a machine had a moment ago is not sent to it again.

use std::collections::BTreeSet;

use syncit_core::message::ToHub;
use syncit_core::relay_store::RelayStore;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::{Event, FolderCommand, Hint};
use syncit_testkit::Tree;

use crate::house::{House, path, write_tree};

/// Makes `count` different files of `4 * fours` bytes each, in directories of forty.
fn files(dir: &str, count: usize, fours: usize) -> String {
    (0..count).map(|n| format!("{dir}{}/f{n} \"{n:04}\"*{fours}\n", n / 40)).collect()
}

/// The traffic before a person's change, to measure what the change costs.
struct Since {
    bytes_up: u64,
    bytes_down: u64,
    messages: usize,
}

impl Since {
    fn now(house: &House) -> Self {
        Since { bytes_up: house.bytes_up, bytes_down: house.bytes_down, messages: house.messages.len() }
    }

    /// Returns the bytes of content that were uploaded and downloaded.
    fn bytes(&self, house: &House) -> (u64, u64) {
        (house.bytes_up - self.bytes_up, house.bytes_down - self.bytes_down)
    }

    /// Returns how many files were offered as moves.
    fn moves(&self, house: &House) -> usize {
        let offered = house.messages[self.messages..].iter().filter_map(|(_, message)| match message {
            ToHub::Offer { items, .. } => Some(items),
            _ => None,
        });
        offered.flatten().filter(|item| item.moved_from.is_some()).count()
    }
}

#[test]
fn renamed_directories_are_moved_although_their_hints_come_in_pieces() {
    let mut house = House::synced(&[&format!("kept \"1\"\n{}", files("old", 400, 100)), ""]);
    let since = Since::now(&house);
    house.machines[0].is_watched = false;
    for n in 0..10 {
        assert!(house.disk(0).move_to(&path(&format!("old{n}")), &path(&format!("new{n}"))));
    }
    house.step(0, Event::Hints((0..10).map(|n| Hint::Path(path(&format!("old{n}")))).collect()));
    for n in 0..10 {
        house.wait(150);
        house.step(0, Event::Hints(vec![Hint::Path(path(&format!("new{n}")))]));
    }
    house.settle();
    assert_eq!(house.tree(1), Tree::parse(&format!("kept \"1\"\n{}", files("new", 400, 100))).to_string());
    assert_eq!((since.moves(&house), since.bytes(&house)), (400, (0, 0)));
}

#[test]
fn more_files_than_are_planned_at_once_are_moved_without_content() {
    const FILES: usize = 2_100;
    let mut house = House::synced(&[&files("all/old", FILES, 1), ""]);
    let inodes = |house: &House, dir: &str| -> BTreeSet<u64> {
        let inode = |n: usize| house.disk(1).stat(&Place::Path(path(&format!("{dir}{}/f{n}", n / 40)))).unwrap().inode;
        (0..FILES).map(inode).collect()
    };
    let (since, before) = (Since::now(&house), inodes(&house, "all/old"));
    house.disconnect(1);
    house.command(0, FolderCommand::Pause);
    assert!(house.disk(0).move_to(&path("all"), &path("every")));
    house.wait(5_000);
    house.command(0, FolderCommand::Resume);
    house.settle();
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(1), Tree::parse(&files("every/old", FILES, 1)).to_string());
    assert_eq!((since.moves(&house), since.bytes(&house)), (FILES, (0, 0)));
    assert!(inodes(&house, "every/old") == before, "the very files were moved there, too");
}

#[test]
fn content_that_comes_back_under_another_name_is_not_sent_again() {
    let mut house = House::synced(&[&format!("kept \"1\"\n{}", files("old", 40, 20_000)), ""]);
    assert!(house.disk(0).delete(&path("old0")));
    house.wait(3_000);
    assert_eq!(house.tree(1), "kept \"1\"\n", "the removals went alone");
    let since = Since::now(&house);
    write_tree(house.disk(0), &files("new", 40, 20_000));
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
    let (up, down) = since.bytes(&house);
    let chunk_lists = 40 * 2 * 36;
    assert!(up <= chunk_lists && down == 0, "{up} bytes went up, {down} down");
}

#[test]
fn a_large_repository_at_work_holds_up_nothing_else() {
    let mut house = House::synced(&["", ""]);
    let repository = files(".git/objects/", 2_100, 1);
    write_tree(house.disk(0), &format!(".git/index.lock \"\"\n{repository}z \"1\""));
    house.wait(1_000);
    assert_eq!(house.tree(1), Tree::parse(".git/\nz \"1\"").to_string());
    assert!(house.disk(0).delete(&path(".git/index.lock")));
    house.settle();
    assert_eq!(house.tree(1), Tree::parse(&format!("{repository}z \"1\"")).to_string());
}

/// Makes `count` empty files in directories of forty.
fn empties(dir: &str, count: usize) -> String {
    (0..count).map(|n| format!("{dir}/{}/e{n} \"\"\n", n / 40)).collect()
}

/// Moves this many empty files on the machine that did not create them. Checks that the hub recognises the moves.
fn check_empties(count: usize, kept: &str, move_them: impl FnOnce(&mut House)) {
    let mut house = House::synced(&[&format!("{kept}{}", empties("old", count)), ""]);
    move_them(&mut house);
    house.settle();
    for number in 0..2 {
        let moved = Tree::parse(&format!("{kept}{}", empties("new", count))).to_string();
        assert!(house.tree(number) == moved, "machine {number}: {:?}", house.state(number));
    }
    assert_eq!(house.hub_store().mass_deletions().unwrap(), []);
}

#[test]
fn a_directory_of_empty_files_that_is_moved_is_no_mass_deletion() {
    let rename = |house: &House| assert!(house.disk(1).move_to(&path("old"), &path("new")));
    for kept in ["", "kept \"1\"\n"] {
        // Each change is noticed at once.
        check_empties(300, kept, |house| rename(house));
        // While nothing is sent, or nothing can be sent, and then all at once. One case has more paths than are planned
        // at once.
        check_empties(if kept.is_empty() { 2_100 } else { 300 }, kept, |house| {
            house.command(1, FolderCommand::Pause);
            rename(house);
            house.wait(5_000);
            house.command(1, FolderCommand::Resume);
        });
        check_empties(300, kept, |house| {
            house.disconnect(1);
            rename(house);
            house.wait(5_000);
            house.connect(1);
        });
        // In pieces: first the old directory is gone, then the new one appears bit by bit.
        check_empties(300, kept, |house| {
            house.machines[1].is_watched = false;
            rename(house);
            house.step(1, Event::Hints(vec![Hint::Path(path("old"))]));
            for n in 0..8 {
                house.wait(150);
                house.step(1, Event::Hints(vec![Hint::Path(path(&format!("new/{n}")))]));
            }
        });
    }
}

#[test]
fn a_directory_of_empty_files_that_is_deleted_is_a_mass_deletion() {
    let mut house = House::synced(&[&format!("kept \"1\"\n{}", empties("old", 300)), ""]);
    write_tree(house.disk(1), &empties("new", 10));
    assert!(house.disk(1).delete(&path("old")));
    house.settle();
    assert_eq!(house.hub_store().mass_deletions().unwrap().len(), 1);
    assert!(house.tree(0).contains("old/7/e299"), "it was passed on");
}

/// Both names are known directories, so only their identity shows that they were exchanged.
#[test]
fn directories_that_were_exchanged_are_listed_anew_whatever_told_of_them() {
    let mut house = House::synced(&["x/one \"1\"\nx/deep/two \"2\"\ny/three \"3\"\ny/deep/four \"4\"", ""]);
    house.machines[0].is_watched = false;
    assert!(house.disk(0).exchange_paths(&path("x"), &path("y")));
    house.step(0, Event::Hints(vec![Hint::Path(path("x")), Hint::Path(path("y"))]));
    house.settle();
    let expected = Tree::parse("x/three \"3\"\nx/deep/four \"4\"\ny/one \"1\"\ny/deep/two \"2\"").to_string();
    assert_eq!((house.tree(0), house.tree(1)), (expected.clone(), expected));
}
