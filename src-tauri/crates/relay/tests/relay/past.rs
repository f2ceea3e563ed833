//! Versions and restoring: of a file, of a directory, of the folder as it was at a moment.

use std::collections::BTreeMap;

use expect_test::expect;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::past::Which;
use syncit_core::relay_store::RelayStore;
use syncit_core::{Entry, RelPath, Seq, Timestamp};
use syncit_relay::step::{Effect, Event};

use crate::world::{self, FOLDER, World};
use crate::{TWO, check};

#[test]
fn the_versions_of_a_file_follow_it_across_its_moves() {
    check(
        &format!(
            "{TWO}
            laptop: offer 1 a \"1\" on 0; b \"other\" on 0
            laptop: offer 2 a \"2\" on 1
            laptop: offer 3 c \"2\" on 0 from a@3; -a on 3
            laptop: offer 4 c \"3\" on 4
            laptop: offer 5 a \"another\" on 5"
        ),
        expect![[r#"
            > desk: ask versions c
            desk < versions: 6* Changed c "3", 4 Moved c "2", 3 Changed a "2", 1 Added a "1"
            > desk: ask versions a
            desk < versions: 7* Added a "another", 3 Changed a "2", 1 Added a "1"
            > desk: ask version newest c
            desk < version 4 c "2"
            > desk: ask version v1 c
            desk < version 1 a "1"
            > desk: ask version v2 c
            desk < no: NotFound: not-restored--no-version: folder docs, path c
            > desk: ask version v7 c
            desk < no: NotFound: not-restored--no-version: folder docs, path c
            > desk: ask versions nothing
            desk < no: NotFound: not-restored--never-there: folder docs, path nothing
        "#]],
    );
}

#[test]
fn a_version_is_brought_back_as_a_new_change() {
    check(
        &format!(
            "{TWO}
            laptop: offer 1 a \"1\" on 0
            laptop: offer 2 a \"2\" on 1"
        ),
        expect![[r#"
            > desk: ask would-restore newest a
            desk < restored version 1, 1: Changed a
            > desk: ask restore newest a
            desk < restored version 1, 1: Changed a
            laptop < changed 3
            desk < changed 3
            > own history 9
            hub's person < history: 3 Restored a, 2 Changed a, 1 Added a
            > desk: ask restore v1 a
            desk < restored version 1, 0: 
            > desk: ask restore newest a
            desk < restored version 2, 1: Changed a
            laptop < changed 4
            desk < changed 4
            > desk: ask versions a
            desk < versions: 4* Restored a "2", 3 Restored a "1", 2 Changed a "2", 1 Added a "1"
            > laptop: offer 3 a "4" on 2
            laptop < verdicts 3
                0 stale: 4 "2" by desk
        "#]],
    );
}

#[test]
fn what_was_deleted_comes_back_with_the_directories_above_it() {
    check(
        &format!(
            "{TWO}
            laptop: offer 1 d/ on 0; d/e/ on 0; d/e/f \"1\" on 0; d/g \"2\" on 0
            tick 100000
            laptop: offer 2 -d/g on 4
            tick 100000
            laptop: offer 3 -d/e/f on 3; -d/e on 2; -d on 1"
        ),
        expect![[r#"
            > desk: ask would-restore newest d/g
            desk < restored version 4, 2: Added d, Added d/g
            > desk: ask restore newest d
            desk < restored as at 1199999 ms, 3: Added d, Added d/e, Added d/e/f
            laptop < changed 11
            desk < changed 11
            > desk: ask restore newest d/g
            desk < restored version 4, 1: Added d/g
            laptop < changed 12
            desk < changed 12
            > laptop: offer 4 -d/g on 12; -d/e/f on 11; -d/e on 10; -d on 9
            laptop < verdicts 4
                0 accepted 13 gone by laptop
                1 accepted 14 gone by laptop
                2 accepted 15 gone by laptop
                3 accepted 16 gone by laptop
            desk < changed 16
            > laptop: offer 5 d "a file" on 16
            laptop < verdicts 5
                0 accepted 17 "a file" by laptop
            desk < changed 17
            > desk: ask restore newest d/g
            desk < no: BadRequest: not-restored--in-the-way: above d, path d/g
            > desk: ask restore at:1150000 d
            desk < restored as at 1150000 ms, 3: Changed d, Added d/e, Added d/e/f
            laptop < changed 20
            desk < changed 20
        "#]],
    );
}

#[test]
fn a_folder_comes_back_as_it_was_at_a_moment_and_that_can_be_undone() {
    check(
        &format!(
            "{TWO}
            laptop: offer 1 d/ on 0; d/x \"1\" on 0; y \"2\" on 0; l -> y on 0
            tick 60000
            laptop: offer 2 -d/x on 2; -d on 1; -l on 4; new/ on 0; new/z \"3\" on 0
            laptop: offer 3 d \"noise\" on 6; y \"noise\" on 3
            tick 60000"
        ),
        expect![[r#"
            > desk: ask would-restore at:1030000
            desk < restored as at 1030000 ms, 6: Changed d, Added d/x, Added l, Deleted new, Deleted new/z, Changed y
            > desk: ask restore at:1030000
            desk < restored as at 1030000 ms, 6: Changed d, Added d/x, Added l, Deleted new, Deleted new/z, Changed y
            laptop < changed 17
            desk < changed 17
            > desk: ask restore at:1060000
            desk < restored as at 1060000 ms, 5: Deleted d, Deleted d/x, Deleted l, Added new, Added new/z
            laptop < changed 22
            desk < changed 22
            > desk: ask restore at:1060000
            desk < restored as at 1060000 ms, 0: 
        "#]],
    );
}

#[test]
fn what_cannot_be_restored_is_refused_and_changes_nothing() {
    let (world, said) = world::play(
        &format!(
            "{TWO}
            laptop: offer 1 d/ on 0; d/x \"1\" on 0; y \"2\" on 0
            tick 60000"
        ),
        r#"
            desk: ask restore newest
            desk: ask restore v3
            desk: ask restore newest d
            desk: ask restore newest y
            desk: ask restore newest nothing
            desk: ask restore v2 y
            desk: ask restore v99 y
            desk: ask restore v1 d
            desk: ask restore at:9999999
            desk: ask restore at:-5
            desk: ask restore at:999000 y
            own access desk read
            desk: ask restore at:1000001
            desk: ask would-restore at:1000001
            own access desk none
            desk: ask versions y
            desk: ask restore at:1000001
        "#,
    );
    expect![[r#"
        > desk: ask restore newest
        desk < no: BadRequest: not-restored--which-moment
        > desk: ask restore v3
        desk < no: BadRequest: not-restored--which-moment
        > desk: ask restore newest d
        desk < no: BadRequest: not-restored--which-moment-of: path d
        > desk: ask restore newest y
        desk < no: NotFound: not-restored--no-other: path y
        > desk: ask restore newest nothing
        desk < no: NotFound: not-restored--never-there: folder docs, path nothing
        > desk: ask restore v2 y
        desk < no: NotFound: not-restored--no-version: folder docs, path y
        > desk: ask restore v99 y
        desk < no: NotFound: not-restored--no-version: folder docs, path y
        > desk: ask restore v1 d
        desk < no: NotFound: not-restored--no-version: folder docs, path d
        > desk: ask restore at:9999999
        desk < no: BadRequest: not-restored--future: at 1970-01-01T02:46:39Z, now 1970-01-01T00:17:40Z
        > desk: ask restore at:-5
        desk < no: NotFound: not-restored--before-shared: at 1969-12-31T23:59:59Z, folder docs, shared_at 1970-01-01T00:00:00Z
        > desk: ask restore at:999000 y
        desk < no: NotFound: not-restored--not-then: at 1970-01-01T00:16:39Z, folder docs, path y
        > own access desk read
        hub's person < done
        desk < attached latest 3 common 3 runs 1:3 to Read
        laptop < arranged
        desk < arranged
        > desk: ask restore at:1000001
        desk < no: NotAllowed: may-not-change: folder docs
        > desk: ask would-restore at:1000001
        desk < restored as at 1000001 ms, 0: 
        > own access desk none
        hub's person < done
        desk < detached NotFound
        laptop < arranged
        desk < arranged
        > desk: ask versions y
        desk < no: NotFound: no-such-folder-at-hub
        > desk: ask restore at:1000001
        desk < no: NotFound: no-such-folder-at-hub
    "#]]
    .assert_eq(&said);
    assert_eq!(world.store.latest(FOLDER).unwrap(), Seq(3));
}

#[test]
fn without_room_nothing_is_restored() {
    use crate::faulty::{EVERY_WRITE, NOTHING};
    let (world, said) = world::play(
        &format!(
            "{TWO}
            laptop: offer 1 a \"1\" on 0; b \"1\" on 0
            laptop: offer 2 a \"2\" on 1; b \"2\" on 2"
        ),
        &format!(
            "fault {EVERY_WRITE}
            desk: ask restore at:1000000
            desk: ask would-restore at:1000000
            fault {NOTHING}"
        ),
    );
    expect![[r#"
        > fault 2
        > desk: ask restore at:1000000
        desk < no: DiskFull: hub-disk-full--request
        > desk: ask would-restore at:1000000
        desk < restored as at 1000000 ms, 2: Changed a, Changed b
        > fault 0
    "#]]
    .assert_eq(&said);
    assert_eq!(world.store.latest(FOLDER).unwrap(), Seq(4));
}

pub type Tree = BTreeMap<RelPath, Entry>;

/// A folder with a random history.
pub struct Life {
    pub world: World,
    source: ChaCha8Rng,
    /// What was there at each moment.
    moments: Vec<(Timestamp, Tree)>,
    offers: u64,
}

impl Life {
    pub fn new(seed: u64) -> Self {
        let (world, _) = world::play(TWO, "");
        Life { world, source: ChaCha8Rng::seed_from_u64(seed), moments: Vec::new(), offers: 0 }
    }

    pub fn tree(&self) -> Tree {
        let live = self.world.store.map.tree(FOLDER);
        live.into_iter().map(|(path, head)| (path, head.entry)).collect()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.source.random_range(0..from.len())].clone()
    }

    fn path(&mut self) -> RelPath {
        let depth = self.source.random_range(1..=3);
        let names: Vec<&str> = (0..depth).map(|_| self.pick(&["a", "b", "a.b", "a b"])).collect();
        world::path(&names.join("/"))
    }

    /// Offers a batch of one machine: something changes type, content or place, appears or vanishes, with everything
    /// below it.
    pub fn offer(&mut self) {
        let tree = self.tree();
        let path = self.path();
        let head = |path: &RelPath| self.world.store.map.head(FOLDER, path).unwrap().map_or(Seq(0), |head| head.seq);
        let mut items: Vec<String> = Vec::new();
        let above: Vec<_> = path.ancestors().collect();
        for dir in above.iter().rev().filter(|dir| !tree.get(*dir).is_some_and(Entry::is_directory)) {
            items.push(format!("{dir}/ on {}", head(dir)));
        }
        let below: Vec<_> = tree.keys().rev().filter(|other| other.is_below(&path)).cloned().collect();
        let removed: Vec<String> = below.iter().map(|path| format!("-{path} on {}", head(path))).collect();
        let on = head(&path);
        match self.source.random_range(0..8) {
            0 => items.push(format!("{path}/ on {on}")),
            1 | 2 => {
                items.extend(removed);
                items.push(format!("-{path} on {on}"));
            }
            3 => {
                items.extend(removed);
                items.push(format!("{path} -> {} on {on}", self.source.random_range(0..3)));
            }
            _ => {
                items.extend(removed);
                items.push(format!("{path} \"{}\" on {on}", self.source.random_range(0..6)));
            }
        }
        self.offers += 1;
        self.world.play(&format!("laptop: offer {} {}", self.offers, items.join("; ")));
    }

    /// Restores, and returns the answer.
    pub fn restore(&mut self, path: Option<RelPath>, which: Which, dry_run: bool) -> Result<Answer, RefusalCode> {
        let ask = Ask::Restore { folder: FOLDER, path, which, dry_run };
        let effects = self.world.step(vec![Event::Own { id: 1, ask }]).unwrap();
        let answers = effects.into_iter().filter_map(|effect| match effect {
            Effect::Answered { answer, .. } => Some(answer),
            _ => None,
        });
        answers.last().expect("it is answered").map_err(|refusal| refusal.code)
    }
}

fn differences(one: &Tree, other: &Tree) -> usize {
    let only = |a: &Tree, b: &Tree| a.iter().filter(|(path, entry)| b.get(*path) != Some(entry)).count();
    only(one, other) + other.keys().filter(|path| !one.contains_key(*path)).count()
}

#[test]
fn every_moment_of_a_random_history_comes_back_whole() {
    for seed in 0..12 {
        let mut life = Life::new(seed);
        for step in 0..120 {
            life.offer();
            let passed = life.pick(&[0, 0, 1, 700, 90_000]);
            life.world.now = life.world.now.plus_millis(passed);
            if passed > 0 {
                // Times differ by nanoseconds, so the moment before the next round has this state.
                let at = Timestamp(life.world.now.0 - 1);
                life.moments.push((at, life.tree()));
            }
            if step % 10 != 9 {
                continue;
            }
            let (at, then) = {
                let moments = life.moments.clone();
                life.pick(&moments)
            };
            let before = life.tree();
            // Later than what was just accepted, which may be some nanoseconds ahead of the clock.
            let undo = life.world.now.plus_millis(2);
            life.world.now = undo.plus_millis(5);
            let told = life.restore(None, Which::At(at), true).unwrap();
            assert_eq!(life.tree(), before, "seed {seed}: a dry run changed something");
            assert_eq!(life.restore(None, Which::At(at), false).unwrap(), told, "seed {seed}");
            assert_eq!(life.tree(), then, "seed {seed}: the folder is not as it was at {at}");
            let Answer::Restored { total, .. } = told else { panic!("{told:?}") };
            assert_eq!(total, differences(&before, &then) as u64, "seed {seed}");
            if life.source.random_range(0..2) == 0 {
                life.world.now = life.world.now.plus_millis(5);
                life.restore(None, Which::At(undo), false).unwrap();
                assert_eq!(life.tree(), before, "seed {seed}: the restore was not undone");
            }
            life.world.now = life.world.now.plus_millis(5);
            let now = (Timestamp(life.world.now.0 - 1), life.tree());
            life.moments.push(now);
        }
    }
}

#[test]
fn a_part_of_a_random_history_comes_back_and_the_rest_stays() {
    let mut restored = 0;
    for seed in 100..112 {
        let mut life = Life::new(seed);
        for _ in 0..60 {
            life.offer();
            life.world.now = life.world.now.plus_millis(1_000);
            let moment = (Timestamp(life.world.now.0 - 1), life.tree());
            life.moments.push(moment);
        }
        for _ in 0..20 {
            let (at, then) = {
                let moments = life.moments.clone();
                life.pick(&moments)
            };
            let top = life.path();
            let is_part = |path: &RelPath| *path == top || path.is_below(&top);
            let before = life.tree();
            life.world.now = life.world.now.plus_millis(1_000);
            let answer = life.restore(Some(top.clone()), Which::At(at), false);
            let is_above = |path: &RelPath| top.ancestors().any(|above| above == *path);
            let is_blocked = top.ancestors().any(|above| before.get(&above).is_some_and(Entry::is_leaf));
            match answer {
                Err(code) if is_blocked => assert!(code == RefusalCode::BadRequest || code == RefusalCode::NotFound),
                Err(code) => {
                    assert_eq!(code, RefusalCode::NotFound, "seed {seed}");
                    assert!(!then.contains_key(&top), "seed {seed}: {top} was there at {at}");
                }
                Ok(_) => {
                    restored += 1;
                    let after = life.tree();
                    let part = |tree: &Tree| -> Tree {
                        tree.iter()
                            .filter(|(path, _)| is_part(path))
                            .map(|(path, entry)| (path.clone(), entry.clone()))
                            .collect()
                    };
                    assert_eq!(part(&after), part(&then), "seed {seed}: {top} is not as it was at {at}");
                    for (path, entry) in before.iter().filter(|(path, _)| !is_part(path)) {
                        assert_eq!(after.get(path), Some(entry), "seed {seed}: {path} changed");
                    }
                    let new = after.keys().filter(|path| !is_part(path) && !before.contains_key(*path));
                    assert!(new.clone().all(is_above), "seed {seed}: {:?}", new.collect::<Vec<_>>());
                }
            }
        }
    }
    assert!(restored > 60, "only {restored} restores were tried");
}
