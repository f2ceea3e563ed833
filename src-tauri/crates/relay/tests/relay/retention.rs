//! Removing old versions: daily, in slices, by a clock that never runs ahead of the days that passed.

use expect_test::expect;
use syncit_core::Timestamp;
use syncit_core::message::{Answer, RefusalCode};
use syncit_core::past::Which;
use syncit_core::relay_store::RelayStore;
use syncit_core::retention::{Retention, kept_moment};
use syncit_relay::step::Event;

use crate::past::{Life, Tree};
use crate::world::{self, FOLDER, World, file};
use crate::{TWO, check};

const DAY: i64 = 24 * 3_600_000;

/// Lets a day pass, with enough ticks for a whole run.
fn day(world: &mut World) {
    world.expires = true;
    world.now = world.now.plus_millis(DAY);
    run(world);
}

fn run(world: &mut World) {
    for _ in 0..40 {
        world.relay.step(vec![Event::Tick], world.reading()).unwrap();
    }
    world.check();
}

fn seqs(world: &World) -> Vec<u64> {
    world.store.map.journal(FOLDER).iter().map(|entry| entry.seq.0).collect()
}

fn holds(world: &World, content: &str) -> bool {
    let digest = file(content).file().unwrap().digest;
    world.store.map.content(&digest).is_some()
}

#[test]
fn old_versions_go_and_their_content_with_them_but_not_what_is_needed() {
    let (mut world, _) = world::play(
        &format!(
            "{TWO}
            laptop: offer 1 a \"first\" on 0; b \"shared\" on 0
            laptop: offer 2 a \"second\" on 1; b \"other\" on 2
            laptop: offer 3 a \"shared\" on 3"
        ),
        "",
    );
    for _ in 0..29 {
        day(&mut world);
    }
    assert_eq!(seqs(&world), [1, 2, 3, 4, 5]);
    for _ in 0..4 {
        day(&mut world);
    }
    assert_eq!(seqs(&world), [4, 5]);
    for (content, is_needed) in [("first", false), ("second", false), ("shared", true), ("other", true)] {
        assert_eq!(holds(&world, content), is_needed, "{content}");
    }
    let sums = world.store.folder_sums(FOLDER).unwrap();
    assert_eq!((sums.past_bytes, sums.past_versions), (0, 0));
}

#[test]
fn what_was_uploaded_and_never_referred_to_goes_after_a_whole_day() {
    let (mut world, _) = world::play(
        TWO,
        r#"
            laptop: offer 1 none/a "lost" on 0
            laptop: offer 2 a "kept" on 0
        "#,
    );
    day(&mut world);
    assert!(holds(&world, "lost"), "it may belong to something that is still on its way");
    day(&mut world);
    day(&mut world);
    assert!(!holds(&world, "lost") && holds(&world, "kept"));
}

#[test]
fn a_clock_set_ahead_by_years_lets_nothing_go_that_a_day_would_not() {
    let (mut world, _) = world::play(TWO, r#"laptop: offer 1 a "first" on 0"#);
    world.expires = true;
    run(&mut world);
    world.play(r#"laptop: offer 2 a "second" on 1"#);
    world.error = 10 * 365 * DAY;
    run(&mut world);
    world.error = 0;
    run(&mut world);
    assert_eq!(seqs(&world), [1, 2]);
    for _ in 0..33 {
        day(&mut world);
    }
    assert_eq!(seqs(&world), [2]);
}

#[test]
fn a_full_disk_waits_and_nothing_is_let_go_by_half() {
    use crate::faulty::{EVERY_WRITE, NOTHING};
    let (mut world, _) = world::play(
        TWO,
        r#"
            laptop: offer 1 a "first" on 0
            laptop: offer 2 a "second" on 1
        "#,
    );
    for _ in 0..28 {
        day(&mut world);
    }
    world.play(&format!("fault {EVERY_WRITE}"));
    for _ in 0..10 {
        day(&mut world);
    }
    assert_eq!(seqs(&world), [1, 2]);
    world.play(&format!("fault {NOTHING}"));
    for _ in 0..10 {
        day(&mut world);
    }
    assert_eq!(seqs(&world), [2]);
}

#[test]
fn the_size_cap_takes_the_oldest_of_more_than_a_week() {
    let (mut world, _) = world::play(TWO, "own keep 30 90 365 365 12");
    for n in 0..20_u64 {
        world.play(&format!("laptop: offer {n} a \"4 B{}\" on {n}", n % 10));
        day(&mut world);
    }
    // Versions of the last seven days stay, although they exceed the cap.
    let left = seqs(&world);
    assert!(left.len() > 3 && left.len() <= 9, "{left:?}");
    assert_eq!(left.last(), Some(&20));
    assert!(world.store.folder_sums(FOLDER).unwrap().past_bytes > 12);
}

#[test]
fn how_long_is_said_by_the_hub_for_each_folder_and_what_that_costs_is_told() {
    check(
        TWO,
        expect![[r#"
            > desk: ask retention
            desk < kept 30 90 365 365 -
            > desk: ask keep 7 14 28 60 1000
            desk < no: NotAllowed: only-at-hub
            > own keep 7 14 28 60 1000
            hub's person < done
            > desk: ask retention
            desk < kept 7 14 28 60 1000
            > own keep 7 6 28 60 -
            hub's person < no: BadRequest: bad-retention--daily: all 7, daily 6
            > own keep 7 14 13 60 -
            hub's person < no: BadRequest: bad-retention--weekly: daily 14, weekly 13
            > own keep 7 14 28 36501 -
            hub's person < no: BadRequest: bad-retention--too-long: days 36501, most 36500
            > laptop: offer 1 a "12345" on 0; b "123" on 0
            laptop < verdicts 1
                0 accepted 1 "12345" by laptop
                1 accepted 2 "123" by laptop
            desk < changed 2
            > laptop: offer 2 a "1" on 1; -b on 2
            laptop < verdicts 2
                0 accepted 3 "1" by laptop
                1 accepted 4 gone by laptop
            desk < changed 4
            > desk: ask store
            desk < store: 1 now, 8 in 2 past; 0 now, 0 in 0 past
            > desk: ask totals
            desk < no: NotAllowed: only-at-hub
            > free 5000
            > own totals
            hub's person < 9 bytes for 1 now and 8 past, Some(5000) free
        "#]],
    );
}

#[test]
fn what_was_set_for_a_folder_that_ended_is_forgotten() {
    let (world, _) = world::play(
        TWO,
        r#"
            own keep 7 14 28 60 1000
            own settings hold-files 7
            own unshare
        "#,
    );
    for key in [format!("retention/{FOLDER}"), format!("hold-files:{FOLDER}")] {
        assert_eq!(world.store.map.setting(&key).unwrap(), None, "{key}");
    }
}

#[test]
fn a_random_history_of_months_comes_back_at_every_moment_that_is_kept() {
    let keep = Retention { all_days: 10, daily_days: 40, weekly_days: 100, ..Retention::default() };
    for seed in 0..3 {
        let mut life = Life::new(seed);
        life.world.play(&format!("own keep {keep}"));
        life.world.expires = true;
        let mut midnights: Vec<(Timestamp, Tree)> = Vec::new();
        for _ in 0..120 {
            for _ in 0..3 {
                life.offer();
                life.world.now = life.world.now.plus_millis(DAY / 5);
            }
            let days = life.world.now.0 / (DAY * 1_000_000) + 1;
            life.world.now = Timestamp(days * DAY * 1_000_000);
            midnights.push((life.world.now, life.tree()));
            run(&mut life.world);
            // What is accepted exactly at a moment belongs to it.
            life.world.now = life.world.now.plus_millis(1);
        }
        let clock = life.world.now;
        life.world.now = clock.plus_millis(1);
        let mut kept = 0;
        for (midnight, tree) in &midnights {
            let answer = life.restore(None, Which::At(*midnight), false);
            match kept_moment(*midnight, clock, &keep) {
                None => assert_eq!(answer, Err(RefusalCode::NotFound), "seed {seed}"),
                Some(moment) => {
                    let Ok(Answer::Restored { at, .. }) = answer else { panic!("seed {seed}: {answer:?}") };
                    assert_eq!(at, Some(moment));
                    if moment == *midnight {
                        kept += 1;
                        assert_eq!(life.tree(), *tree, "seed {seed}: not as it was at {midnight}");
                    }
                }
            }
            life.world.now = life.world.now.plus_millis(1);
        }
        // Ten days, thirty daily moments, and the weeks before.
        assert!((45..=50).contains(&kept), "{kept} midnights");
        let all: usize = life.world.store.map.journal(FOLDER).len();
        assert!(all > 100, "{all} entries are left");
    }
}
