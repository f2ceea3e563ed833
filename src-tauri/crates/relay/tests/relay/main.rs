//! The relay over a store in maps: scripts of what machines say, and what the relay does about it.

#![allow(clippy::unwrap_used)]

mod asking;
mod clock;
mod coming;
mod faulty;
mod flood;
mod full;
mod giving;
mod holds;
mod hostile;
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

/// Two machines that took up the folder.
const TWO: &str = "
    laptop: hello
    laptop: attach
    desk: hello
    desk: attach
";

/// Plays a script after `setup` and compares what is said; promises are checked after every step.
fn check(setup: &str, script: &str, expected: Expect) {
    let (world, said) = world::play(setup, script);
    assert_eq!(world.store.failed.load(Ordering::SeqCst), 0, "no fault was asked for");
    expected.assert_eq(&said);
}

/// Like `check`, of a script in which the store fails.
fn check_faults(setup: &str, script: &str, expected: Expect) {
    let (world, said) = world::play(setup, script);
    assert!(world.store.failed.load(Ordering::SeqCst) > 0, "the fault did not occur");
    expected.assert_eq(&said);
}
