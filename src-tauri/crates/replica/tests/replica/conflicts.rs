//! Conflicts: both versions are kept, the copy records their common version, and content made from both settles it.

use syncit_core::relay_store::RelayStore;
use syncit_core::replica_store::ConflictOf;
use syncit_core::{Entry, RelPath, Seq};
use syncit_replica::event::{Keep, Merged, Phase};
use syncit_replica::{Conflict, Unresolved};
use syncit_testkit::Tree;

use crate::house::{House, path};

/// Changes a path on the second machine while it is away, and on the first one before the second is back.
fn edit_apart(house: &mut House, at: &str, first: &[u8], second: &[u8]) {
    house.disconnect(1);
    assert!(house.disk(0).write(&path(at), first));
    assert!(house.disk(1).write(&path(at), second));
    house.settle();
    house.connect(1);
    house.settle();
}

fn conflicts(house: &House) -> Vec<Conflict> {
    let all = [0, 1].map(|number| house.machines[number].replica.conflicts().unwrap());
    assert_eq!(all[0].len(), all[1].len());
    for (one, other) in all[0].iter().zip(&all[1]) {
        assert_eq!(one.copy.remote, other.copy.remote);
    }
    all.into_iter().next().unwrap()
}

/// Checks what each conflict copy is a copy of, as `path@seq from base`, in the order of the copies' paths.
#[track_caller]
fn check(house: &House, expected: &[&str]) {
    let show = |ConflictOf { path, seq, base }: ConflictOf| format!("{path}@{seq} from {base}");
    let of = conflicts(house).into_iter().map(|conflict| show(conflict.copy.remote.conflict_of.unwrap()));
    assert_eq!(of.collect::<Vec<_>>(), expected);
}

#[test]
fn a_copy_says_what_both_were_made_from() {
    let mut house = House::synced(&["a \"1\"", ""]);
    edit_apart(&mut house, "a", b"one", b"two");
    check(&house, &["a@2 from 1"]);
    // That stays so when the copy is edited, and when the file is.
    let copy = conflicts(&house)[0].copy.path.clone();
    assert!(house.disk(0).write(&copy, b"two and a half"));
    assert!(house.disk(1).write(&path("a"), b"one and a half"));
    house.settle();
    check(&house, &["a@2 from 1"]);
    // A second conflict of the same file begins at a later version.
    edit_apart(&mut house, "a", b"three", b"four");
    check(&house, &["a@2 from 1", "a@6 from 5"]);
}

#[test]
fn a_copy_of_what_both_made_anew_says_nothing_of_that() {
    let mut house = House::synced(&["", ""]);
    edit_apart(&mut house, "a", b"one", b"two");
    check(&house, &["a@1 from 0"]);
}

#[test]
fn a_copy_of_what_was_removed_in_between_says_nothing_of_that() {
    let mut house = House::synced(&["a \"1\"", ""]);
    house.disconnect(1);
    assert!(house.disk(0).delete(&path("a")));
    house.settle();
    assert!(house.disk(0).write(&path("a"), b"anew"));
    assert!(house.disk(1).write(&path("a"), b"two"));
    house.settle();
    house.connect(1);
    house.settle();
    check(&house, &["a@3 from 0"]);
}

#[test]
fn a_copy_of_a_copy_says_what_that_was_made_from() {
    let mut house = House::synced(&["a \"1\"", ""]);
    edit_apart(&mut house, "a", b"one", b"two");
    let copy = conflicts(&house)[0].copy.clone();
    edit_apart(&mut house, copy.path.as_str(), b"two by one", b"two by two");
    let of_copy = conflicts(&house).into_iter().find(|conflict| conflict.original.path == copy.path).unwrap();
    let of = of_copy.copy.remote.conflict_of.unwrap();
    assert_eq!((of.seq, of.base), (Seq(4), copy.remote.seq));
}

fn merged(conflict: &Conflict, content: &[u8], executable: bool) -> Keep {
    let (copy, original) = (conflict.copy.remote.seq, conflict.original.remote.seq);
    Keep::Merged(Merged { content: content.to_vec(), executable, copy, original })
}

/// Makes two machines with one conflict; the common version is `1`.
fn in_conflict() -> (House, Conflict) {
    let mut house = House::synced(&["a \"1\"", ""]);
    edit_apart(&mut house, "a", b"one", b"two");
    let conflict = conflicts(&house).remove(0);
    (house, conflict)
}

#[test]
fn a_merged_content_takes_the_name_everywhere_and_the_copy_goes() {
    let (mut house, conflict) = in_conflict();
    assert_eq!(house.resolve(1, &conflict.copy.path, merged(&conflict, b"one, two", true)), Ok(()));
    house.settle();
    let expected = Tree::parse("a x \"one, two\"").to_string();
    assert_eq!((house.tree(0), house.tree(1)), (expected.clone(), expected));
    check(&house, &[]);
    // The change and the deletion are like any other.
    let head = |at: &RelPath| house.hub_store().head(crate::house::FOLDER, at).unwrap().unwrap();
    assert_eq!(head(&path("a")).previous, conflict.original.remote.seq);
    assert_eq!(
        (head(&conflict.copy.path).previous, head(&conflict.copy.path).entry),
        (conflict.copy.remote.seq, Entry::Absent)
    );
}

/// Checks that nothing is done and that both versions are still there.
#[track_caller]
fn check_unsettled(mut house: House, conflict: &Conflict, keep: Keep, unsettled: &RelPath) {
    let before = [0, 1].map(|number| house.tree(number));
    assert_eq!(house.resolve(0, &conflict.copy.path, keep), Err(Unresolved::Unsettled(unsettled.clone())));
    assert_eq!([0, 1].map(|number| house.tree(number)), before);
    house.settle();
    assert_eq!(conflicts(&house).len(), 1);
}

#[test]
fn what_was_merged_from_versions_that_are_past_is_not_kept() {
    for edits_copy in [false, true] {
        let (mut house, conflict) = in_conflict();
        let edited = if edits_copy { &conflict.copy.path } else { &conflict.original.path };
        assert!(house.disk(1).write(edited, b"later"));
        house.settle();
        check_unsettled(house, &conflict, merged(&conflict, b"one, two", false), &conflict.original.path);
    }
}

#[test]
fn nothing_is_replaced_that_the_hub_does_not_have() {
    for edits_copy in [false, true] {
        let (house, conflict) = in_conflict();
        let edited = if edits_copy { &conflict.copy.path } else { &conflict.original.path };
        assert!(house.disk(0).write(edited, b"just now"));
        check_unsettled(house, &conflict, merged(&conflict, b"one, two", false), edited);
    }
}

#[test]
fn two_edits_are_both_kept() {
    let mut house = House::synced(&["a \"1\"", ""]);
    edit_apart(&mut house, "a", b"from the first", b"from the second");
    assert_eq!(house.tree(0), house.tree(1));
    let tree = house.tree(0);
    assert!(tree.contains("a \"from the first\"") && tree.contains("\"from the second\""), "{tree}");
    for number in 0..2 {
        assert_eq!((house.state(number).conflicts, house.state(number).phase), (1, Phase::Attention));
    }
}

#[test]
fn an_edit_survives_a_deletion() {
    let mut house = House::synced(&["a \"1\"\nd/b \"2\"", ""]);
    house.disconnect(1);
    assert!(house.disk(0).delete(&path("d")));
    assert!(house.disk(1).write(&path("d/b"), b"edited"));
    house.settle();
    house.connect(1);
    house.settle();
    assert_eq!(house.tree(0), Tree::parse("a \"1\"\nd/b \"edited\"").to_string());
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn a_copy_of_a_conflict_says_of_what() {
    let mut house = House::synced(&["a \"1\"", ""]);
    edit_apart(&mut house, "a", b"one", b"two");
    let conflicts = house.machines[0].replica.conflicts().unwrap();
    let of: Vec<_> = conflicts.iter().map(|conflict| conflict.original.path.clone()).collect();
    assert_eq!(of, [path("a")]);
    let copy = conflicts[0].copy.path.as_str();
    assert!(copy.starts_with("a (conflict, m2, "), "{copy}");
}

#[test]
fn what_was_written_over_at_the_last_moment_is_kept() {
    let mut house = House::synced(&["a \"old\"", ""]);
    house.machines[1].is_watched = false;
    assert!(house.disk(1).write(&path("a"), b"unseen"));
    assert!(house.disk(0).write(&path("a"), b"newer"));
    house.settle();
    let tree = house.tree(1);
    assert!(tree.contains("a \"newer\"") && tree.contains("\"unseen\""), "{tree}");
}
