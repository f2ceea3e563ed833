//! The relay over a store in maps: scripts of what machines send, and what the relay does in response.

#![allow(clippy::unwrap_used)]

mod asking;
mod backlogs;
mod clock;
mod coming;
mod faulty;
mod flood;
mod full;
mod giving;
mod holds;
mod hostile;
mod inviting;
mod lacking;
mod limits;
mod links;
mod moves;
mod past;
mod quota;
mod retention;
mod sizes;
mod turns;
mod verdicts;
mod world;

use std::sync::atomic::Ordering;

use expect_test::Expect;

/// Two machines that attached the folder.
const TWO: &str = "
    laptop: hello
    laptop: attach
    desk: hello
    desk: attach
";

/// Plays the lines of a transcript that begin with `> ` after `setup`, and compares the response to each. Promises are
/// checked after every step. For a new test, those lines are enough: `UPDATE_EXPECT=1` fills in the rest.
fn check(setup: &str, transcript: Expect) {
    let world = play_transcript(setup, &transcript);
    assert_eq!(world.store.failed.load(Ordering::SeqCst), 0, "no fault was asked for");
}

/// Like `check`, for a transcript in which the store fails.
fn check_faults(setup: &str, transcript: Expect) {
    let world = play_transcript(setup, &transcript);
    assert!(world.store.failed.load(Ordering::SeqCst) > 0, "the fault did not occur");
}

fn play_transcript(setup: &str, transcript: &Expect) -> world::World {
    let lines = transcript.data().lines().filter_map(|line| line.trim_start().strip_prefix("> "));
    let script: Vec<&str> = lines.collect();
    assert!(!script.is_empty(), "a transcript has lines that begin with `> `");
    let (world, said) = world::play(setup, &script.join("\n"));
    transcript.assert_eq(&said);
    world
}
