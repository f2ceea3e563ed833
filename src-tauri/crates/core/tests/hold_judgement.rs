//! When deletions are a mass deletion, as a function of what was deleted before, what is offered, what was announced
//! with it, and where content is.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use proptest::prelude::*;
use syncit_core::hold::{Copies, Counted, Deletions, Ending, HoldLimits, Missing, losses};
use syncit_core::{Digest, RelPath, Seq};

const USUAL: HoldLimits = HoldLimits::USUAL;

fn full(full: u64) -> Counted {
    Counted { full, ..Counted::default() }
}

fn missing(full: u64) -> Missing {
    Missing { full, empty: 0 }
}

#[test]
fn what_was_passed_on_what_is_offered_and_what_is_announced_count_together() {
    // The files before, those passed on, offered, and announced in addition; whether they are held.
    for (files, passed, offered, rest, expected) in [
        (300, 0, 255, 45, true),
        (300, 0, 1, 299, true),
        (300, 0, 1, 149, false),
        (300, 0, 1, 150, true),
        (300, 100, 1, 49, false),
        (300, 100, 1, 50, true),
        (300, 0, 149, 0, false),
        // Fewer than a hundred are never a mass deletion.
        (99, 0, 1, 98, false),
        (100, 0, 1, 99, true),
        // An announcement of any size does not overflow.
        (300, 100, 1, u64::MAX, true),
    ] {
        let mut deletions = Deletions::default();
        deletions.note(0, full(passed), files, Seq(0));
        let held = deletions.would_be_mass(USUAL, (full(offered), missing(rest)), files - passed, 0);
        assert_eq!(held, expected, "{passed} and {offered} and {rest} of {files}");
    }
}

#[test]
fn what_is_back_counts_no_more_and_neither_does_what_was_kept_as_part_of_the_whole() {
    let mut deletions = Deletions::default();
    deletions.note(0, full(100), 300, Seq(10));
    deletions.note(5, full(49), 200, Seq(200));
    let one_more = |deletions: &Deletions, files| deletions.would_be_mass(USUAL, (full(2), missing(0)), files, 0);
    assert!(one_more(&deletions, 151));
    deletions.recount([Seq(11), Seq(12), Seq(201)]);
    assert_eq!(deletions.files(), 3);
    assert!(!one_more(&deletions, 151));
    // A recount never increases the count.
    deletions.recount((0..300).map(Seq));
    assert_eq!(deletions.files(), 3);
    // 300 of 600 were moved elsewhere: 151 are more than half of the rest.
    let mut moved = Deletions::default();
    moved.note(0, full(1), 600, Seq(0));
    assert!(moved.would_be_mass(USUAL, (full(150), missing(0)), 299, 0));
    // Adding files while deleting does not increase the number that the share is taken of.
    assert_eq!(moved.basis(5_000), 600);
}

fn ending(files: &BTreeMap<RelPath, u8>, paths: &BTreeSet<RelPath>) -> Vec<Ending> {
    let of = |path: &RelPath| Ending { path: path.clone(), content: Digest([files[path]; 32]), size: 1 };
    paths.iter().map(of).collect()
}

fn lost(files: &BTreeMap<RelPath, u8>, elsewhere: &BTreeSet<u8>, ending: &[Ending]) -> Vec<bool> {
    let copies = |content: &Digest, limit: usize| {
        let here = files.iter().filter(|(_, of)| **of == content.0[0]).map(|(path, _)| path.clone());
        Ok::<_, Infallible>(Copies { elsewhere: elsewhere.contains(&content.0[0]), here: here.take(limit).collect() })
    };
    losses(ending, copies).unwrap()
}

/// Files with few different contents, which of them are deleted, and the contents that also exist elsewhere.
fn world() -> impl Strategy<Value = (BTreeMap<RelPath, u8>, BTreeSet<RelPath>, BTreeSet<u8>)> {
    let files = prop::collection::btree_map(0..30_u8, 0..8_u8, 1..20);
    let named = files.prop_map(|files| {
        let name = |n: u8| RelPath::new(&format!("f{n}")).unwrap();
        files.into_iter().map(|(n, content)| (name(n), content)).collect::<BTreeMap<_, _>>()
    });
    (named, prop::collection::vec(any::<bool>(), 20), prop::collection::btree_set(0..8_u8, 0..3)).prop_map(
        |(files, ends, elsewhere)| {
            let ending = files.keys().zip(ends).filter(|(_, ends)| *ends).map(|(path, _)| path.clone()).collect();
            (files, ending, elsewhere)
        },
    )
}

proptest! {
    #[test]
    fn a_file_is_lost_if_nothing_that_stays_has_its_content((files, ends, elsewhere) in world()) {
        let ending = ending(&files, &ends);
        for (file, is_lost) in ending.iter().zip(lost(&files, &elsewhere, &ending)) {
            let content = file.content.0[0];
            let stays = files.iter().any(|(path, of)| *of == content && !ends.contains(path));
            prop_assert_eq!(is_lost, !stays && !elsewhere.contains(&content), "{:?}", file);
        }
    }

    /// Once all of them are deleted, it makes no difference whether the copy was made before or after.
    #[test]
    fn what_comes_back_takes_the_loss_back_whatever_came_first((files, ends, elsewhere) in world(), back in 0..8_u8) {
        let ending = ending(&files, &ends);
        let copy = RelPath::new("copy").unwrap();
        let mut before = files.clone();
        before.insert(copy.clone(), back);
        let mut after: BTreeMap<RelPath, u8> = files.clone();
        after.retain(|path, _| !ends.contains(path));
        after.insert(copy, back);
        prop_assert_eq!(lost(&before, &elsewhere, &ending), lost(&after, &elsewhere, &ending));
    }

    /// Whatever was deleted before, announcing more or offering more never releases what was held.
    #[test]
    fn an_announcement_only_makes_it_stricter(
        passed in prop::collection::vec((0..60_u64, 0..80_u64, 0..20_u64, 0..20_u64), 0..6),
        offered in (0..300_u64, 0..50_u64, 0..50_u64),
        rest in (0..1_000_u64, 0..100_u64),
        more in (0..1_000_u64, 0..100_u64),
        files in 0..600_u64,
        confirmed in 0..50_u64,
    ) {
        let mut deletions = Deletions::default();
        let (mut left, mut seq) = (files + 600, 0);
        let mut passed = passed;
        passed.sort_unstable();
        for (second, full, empty, added) in passed {
            deletions.note(second, Counted { full, empty, added }, left, Seq(seq));
            (left, seq) = (left + added - full - empty, seq + full + empty + added);
        }
        let offered = Counted { full: offered.0, empty: offered.1, added: offered.2 };
        let held = |rest: Missing| deletions.would_be_mass(USUAL, (offered, rest), left, confirmed);
        let less = Missing { full: rest.0, empty: rest.1 };
        let all = Missing { full: rest.0 + more.0, empty: rest.1 + more.1 };
        prop_assert!(!held(less) || held(all));
        prop_assert!(!held(Missing::default()) || held(less));
    }
}
