//! A hub whose clock leaps: what is accepted gets the right date, and a moment that nobody can know is refused.

use syncit_core::message::{Answer, Ask, HistoryFilter, Lane, RefusalCode, ToClient, ToHub};
use syncit_core::past::Which;
use syncit_core::{Seq, Timestamp};
use syncit_relay::step::{Effect, Event};

use crate::TWO;
use crate::world::{self, FOLDER, World, path};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;
const YEAR: i64 = 365 * DAY;

/// Two machines, and a hub whose clock has been right for a quarter of an hour.
fn begin() -> World {
    let (mut world, _) = world::play(TWO, r#"laptop: offer 1 a "1" on 0"#);
    pass(&mut world, 15 * MINUTE);
    world
}

fn pass(world: &mut World, millis: i64) {
    world.expires = true;
    for _ in 0..millis / (5 * SECOND) {
        world.now = world.now.plus_millis(5 * SECOND);
        let reading = world.reading();
        world.relay.step(vec![Event::Tick], reading).unwrap();
    }
    world.check();
}

/// Returns the entries as history lists them, with their times.
fn history(world: &mut World, since: Option<Timestamp>) -> Vec<(u64, Timestamp)> {
    let ask = Ask::History(HistoryFilter { since, limit: 100, ..HistoryFilter::default() });
    match own(world, ask) {
        Ok(Answer::History { entries, .. }) => entries.iter().map(|line| (line.entry.seq.0, line.entry.at)).collect(),
        other => panic!("{other:?}"),
    }
}

/// Returns the newest entries as a machine receives them, with their times.
fn news(world: &mut World) -> Vec<(u64, Timestamp)> {
    let message = ToHub::News { folder: FOLDER, after: Seq(0) };
    let event = Event::Message { session: world.session("desk"), lane: Lane::Control, message };
    let told = world.step(vec![event]).unwrap().into_iter().find_map(|effect| match effect {
        Effect::Send { message: ToClient::News { entries, .. }, .. } => Some(entries),
        _ => None,
    });
    told.unwrap().iter().map(|entry| (entry.seq.0, entry.at)).collect()
}

fn own(world: &mut World, ask: Ask) -> Result<Answer, RefusalCode> {
    let effects = world.step(vec![Event::Own { id: 1, ask }]).unwrap();
    let answer = effects.into_iter().find_map(|effect| match effect {
        Effect::Answered { answer, .. } => Some(answer),
        _ => None,
    });
    answer.unwrap().map_err(|refusal| refusal.code)
}

/// Returns which version of `a` there was at a moment.
fn version_at(world: &mut World, at: Timestamp) -> Result<u64, RefusalCode> {
    match own(world, Ask::Version { folder: FOLDER, path: path("a"), which: Which::At(at) })? {
        Answer::Version { entry } => Ok(entry.seq.0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_glitch_of_the_clock_leaves_the_journal_and_its_moments_right() {
    let mut world = begin();
    world.error = 5 * YEAR;
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    let second = world.now;
    world.error = 0;
    let mut accepted = vec![(2, second)];
    for n in 3..8 {
        pass(&mut world, MINUTE);
        world.play(&format!("laptop: offer {n} a \"{n}\" on {}", n - 1));
        accepted.push((n, world.now));
    }
    pass(&mut world, MINUTE);
    for (n, at) in accepted.iter().copied() {
        assert_eq!(version_at(&mut world, at.plus_millis(10 * SECOND)), Ok(n));
        assert_eq!(version_at(&mut world, at.plus_millis(-10 * SECOND)), Ok(n - 1));
    }
    let told = history(&mut world, Some(accepted[0].1));
    assert_eq!(told, accepted.into_iter().rev().collect::<Vec<_>>());
    match own(&mut world, Ask::Clock) {
        Ok(Answer::Clock { doubted: None, noticed: Some(noticed), .. }) => assert_eq!(noticed.by, 5 * YEAR),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_clock_that_was_wrong_for_a_day_is_followed_back_and_its_time_is_not_answered() {
    let mut world = begin();
    let before = world.now;
    pass(&mut world, MINUTE);
    world.error = 5 * YEAR;
    pass(&mut world, DAY / 2);
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    let wrong = world.now;
    pass(&mut world, DAY / 2);
    world.error = 0;
    pass(&mut world, MINUTE);
    assert!(matches!(own(&mut world, Ask::Clock), Ok(Answer::Clock { doubted: Some(_), .. })));
    pass(&mut world, 15 * MINUTE);
    assert!(matches!(own(&mut world, Ask::Clock), Ok(Answer::Clock { doubted: None, .. })));
    world.play(r#"laptop: offer 3 a "3" on 2"#);
    let third = world.now;
    pass(&mut world, MINUTE);
    assert_eq!(version_at(&mut world, before), Ok(1));
    assert_eq!(version_at(&mut world, third.plus_millis(SECOND)), Ok(3));
    assert_eq!(version_at(&mut world, third.plus_millis(-SECOND)), Ok(2));
    assert_eq!(version_at(&mut world, wrong), Err(RefusalCode::ClockWasWrong));
    assert_eq!(version_at(&mut world, third.plus_millis(YEAR)), Err(RefusalCode::BadRequest), "that is in the future");
    let restore = Ask::Restore { folder: FOLDER, path: None, which: Which::At(wrong), dry_run: false };
    assert_eq!(own(&mut world, restore).unwrap_err(), RefusalCode::ClockWasWrong);
    // People see what the clock showed, with the newest entry of the order first; machines get the same times.
    let all = history(&mut world, None);
    assert_eq!(all.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((all[0].1, all[1].1), (third, wrong.plus_millis(5 * YEAR)));
    // Since an uncertain moment, too much is listed rather than too little.
    assert_eq!(history(&mut world, Some(wrong)).iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [3, 2]);
    let journal = world.store.map.journal(FOLDER);
    assert!(journal.is_sorted_by_key(|entry| entry.at));
}

#[test]
fn times_are_told_in_hub_time_and_pages_go_on_where_they_ended() {
    let mut world = begin();
    for (n, error) in [(2, YEAR), (3, 0), (4, -DAY), (5, 0)] {
        world.error = error;
        pass(&mut world, 20 * MINUTE);
        world.play(&format!("laptop: offer {n} a \"{n}\" on {}", n - 1));
    }
    let mut cursor = None;
    let mut seen = Vec::new();
    loop {
        let filter = HistoryFilter { limit: 1, before: cursor, ..HistoryFilter::default() };
        let Ok(Answer::History { entries, next }) = own(&mut world, Ask::History(filter)) else { panic!() };
        seen.extend(entries.iter().map(|line| line.entry.seq.0));
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    // Machines receive the same times.
    assert_eq!(news(&mut world).last().unwrap(), &(5, world.now));
}

/// The journal survives a restart, and so does what is known of the clock.
#[test]
fn what_was_found_of_the_clock_survives_a_restart() {
    let mut world = begin();
    world.error = 5 * YEAR;
    pass(&mut world, 20 * MINUTE);
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    let wrong = world.now;
    world.error = 0;
    pass(&mut world, 20 * MINUTE);
    world.play("restart");
    world.play("laptop: hello");
    world.play("laptop: attach");
    world.play(r#"laptop: offer 3 a "3" on 2"#);
    let third = world.now;
    pass(&mut world, MINUTE);
    assert_eq!(version_at(&mut world, third.plus_millis(SECOND)), Ok(3));
    assert_eq!(version_at(&mut world, wrong), Err(RefusalCode::ClockWasWrong));
    assert_eq!(history(&mut world, None)[0].1, third);
}

#[test]
fn a_small_computer_dates_what_came_after_its_start_when_its_clock_is_set() {
    let mut world = begin();
    let before = world.now;
    // Off for two days; its clock continues where it stopped.
    world.now = world.now.plus_millis(2 * DAY);
    world.error = -2 * DAY;
    world.play("restart");
    world.play("laptop: hello");
    world.play("laptop: attach");
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    let second = world.now;
    pass(&mut world, 30 * SECOND);
    world.error = 0;
    pass(&mut world, 15 * MINUTE);
    let apart = history(&mut world, None)[0].1.millis_since(second);
    assert!(apart.abs() <= 1_000, "{apart} ms");
    assert_eq!(version_at(&mut world, before.plus_millis(DAY)), Ok(1));
    assert_eq!(version_at(&mut world, second.plus_millis(10 * SECOND)), Ok(2));
}

#[test]
fn a_directory_that_was_removed_while_the_clock_was_wrong_comes_back_all_the_same() {
    let mut world = begin();
    world.play(r#"laptop: offer 2 d/ on 0; d/f "1" on 0"#);
    world.error = YEAR;
    pass(&mut world, 20 * MINUTE);
    world.play("laptop: offer 3 -d/f on 3; -d on 2");
    world.error = 0;
    pass(&mut world, 20 * MINUTE);
    let restore = Ask::Restore { folder: FOLDER, path: Some(path("d")), which: Which::Newest, dry_run: false };
    match own(&mut world, restore) {
        Ok(Answer::Restored { total, .. }) => assert_eq!(total, 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wild_clock_lets_nothing_of_the_past_go() {
    let mut world = begin();
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    for error in [5 * YEAR, -YEAR, 40 * YEAR, 0] {
        world.error = error;
        pass(&mut world, DAY / 4);
    }
    assert_eq!(world.store.map.journal(FOLDER).len(), 2);
}

#[test]
fn without_room_a_leap_stays_in_doubt() {
    use crate::faulty::{EVERY_WRITE, NOTHING};
    let mut world = begin();
    world.play(&format!("fault {EVERY_WRITE}"));
    world.error = DAY;
    pass(&mut world, 30 * MINUTE);
    world.play(&format!("fault {NOTHING}"));
    let real = world.now;
    pass(&mut world, 15 * MINUTE);
    world.play(r#"laptop: offer 2 a "2" on 1"#);
    assert_eq!(history(&mut world, None)[0].1.millis_since(real), DAY + 15 * MINUTE);
}
