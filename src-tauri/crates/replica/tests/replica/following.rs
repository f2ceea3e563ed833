//! One machine edits a file and another one moves it: the edit follows the file.

use syncit_core::relay_store::RelayStore;
use syncit_testkit::Tree;

use crate::house::{House, path, write_tree};

/// Which change the hub learns of first.
#[derive(Debug, Clone, Copy)]
enum First {
    /// Both machines were away, and the one with the edit comes back first.
    Edit,
    /// Both machines were away, and the one with the move comes back first.
    Move,
    /// Both are connected: the edit is seen before the news of the move arrives, and the other way round.
    Neither,
}

/// Moves on the first machine and edits on the second, both starting from the tree `before`. Checks that both then have
/// the expected tree, and that there is no conflict.
fn check(before: &str, moves: &[(&str, &str)], edits: &str, expected: &str) {
    for first in [First::Edit, First::Move, First::Neither] {
        let mut house = House::synced(&[before, ""]);
        (0..2).for_each(|number| house.disconnect(number));
        for (from, to) in moves {
            assert!(house.disk(0).move_to(&path(from), &path(to)), "{from}");
        }
        write_tree(house.disk(1), edits);
        let order = if matches!(first, First::Edit) { [1, 0] } else { [0, 1] };
        for number in order {
            house.connect(number);
            if !matches!(first, First::Neither) {
                house.settle();
            }
        }
        house.settle();
        for number in 0..2 {
            let expected = Tree::parse(expected).to_string();
            assert_eq!(house.tree(number), expected, "machine {number}, first: {first:?}");
        }
    }
}

#[test]
fn an_edit_follows_a_renamed_file() {
    check("report \"1\"\nother \"2\"", &[("report", "final")], "report \"edited\"", "final \"edited\"\nother \"2\"");
}

#[test]
fn an_edit_follows_its_directory() {
    check(
        "work/a \"1\"\nwork/b \"2\"\nwork/deep/c \"3\"",
        &[("work", "done")],
        "work/a \"edited\"\nwork/deep/c \"too\"",
        "done/a \"edited\"\ndone/b \"2\"\ndone/deep/c \"too\"",
    );
}

#[test]
fn a_large_edit_follows_too() {
    let whole = |name: &str, word: &str| format!("{name}/a \"{word}\"*100000");
    check(&whole("work", "0123"), &[("work", "done")], &whole("work", "4567"), &whole("done", "4567"));
}

#[test]
fn files_that_are_alike_are_told_by_their_names() {
    check("d/a \"1\"\nd/b \"1\"", &[("d", "e")], "d/a \"edited\"\nd/b \"as well\"", "e/a \"edited\"\ne/b \"as well\"");
}

#[test]
fn what_is_new_in_a_directory_that_was_moved_keeps_it_and_the_edit_follows_all_the_same() {
    check("d/a \"1\"", &[("d", "e")], "d/a \"edited\"\nd/new \"2\"", "d/new \"2\"\ne/a \"edited\"");
}

/// Brings one machine back whose offers are accepted while the answer is lost; then connects it again.
fn check_lost_answer(number: usize) {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disconnect(number);
    let (mover, editor) = (0, 1);
    assert!(house.disk(mover).move_to(&path("a"), &path("b")));
    write_tree(house.disk(editor), "a \"edited\"");
    house.settle();
    house.loses_acceptances = true;
    house.connect(number);
    house.settle();
    let head = house.hub_store().head(crate::house::FOLDER, &path("b")).unwrap().unwrap();
    assert_eq!(head.entry.file().map(|file| file.size), Some(6), "it was accepted");
    house.loses_acceptances = false;
    house.disconnect(number);
    house.connect(number);
    house.settle();
    for machine in 0..2 {
        assert_eq!(house.tree(machine), "b \"edited\"\n", "machine {machine}");
    }
}

#[test]
fn an_edit_that_was_taken_where_the_file_went_is_not_offered_again_at_its_old_place() {
    check_lost_answer(1);
}

#[test]
fn a_move_that_took_an_edit_along_is_no_conflict_when_its_answer_is_lost() {
    check_lost_answer(0);
}

/// The file was edited at its new path, too: both edits stay, as if nothing had been moved.
#[test]
fn edits_of_both_are_kept() {
    let mut house = House::synced(&["a \"1\"", ""]);
    (0..2).for_each(|number| house.disconnect(number));
    assert!(house.disk(0).move_to(&path("a"), &path("b")));
    write_tree(house.disk(0), "b \"mine\"");
    write_tree(house.disk(1), "a \"yours\"");
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    for number in 0..2 {
        assert_eq!(house.tree(number), "a \"yours\"\nb \"mine\"\n", "machine {number}");
    }
}

/// The file is moved several times before the edit reaches the hub.
#[test]
fn an_edit_follows_several_moves() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disconnect(1);
    write_tree(house.disk(1), "a \"edited\"");
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "d")] {
        assert!(house.disk(0).move_to(&path(from), &path(to)));
        house.settle();
    }
    house.connect(1);
    house.settle();
    for number in 0..2 {
        assert_eq!(house.tree(number), "d \"edited\"\n", "machine {number}");
    }
}
