//! A schedule: everything that happens in a world, one action a line, so that a failing one can be printed, shrunk and
//! kept as a test.
//!
//! ```text
//! 0 write d/a u1      a person's edit on machine 0; contents: empty, common, u1 (short), l1 (large), h1 (huge)
//! 0 ambush 5 delete a the edit is done in the middle of a step, after five calls on the disk or store
//! deliver 7 3         three queues are moved on by one, picked by the number 7
//! crash 1 9           machine 1 loses power; what that takes with it is decided by the number 9
//! settle              everything is started, joined and waited for; then the world is checked
//! inotify             (before all others) the folders are watched as inotify does it at its worst
//! deselect 0 d        machine 0 does not keep d any more; `select 0 d` keeps it again, `select 0` everything
//! read 0 holes 7      machine 0's watcher reads its events; some are lost, picked by the number 7
//! ```

mod action;
mod draw;
mod rough;
mod text;

pub use action::{Action, Choice, Errno, Mix, Schedule};
use draw::{Draw, PATHS};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// From this seed on, deleting a few files is a mass deletion.
pub const HOLDS: u64 = 1 << 32;
/// From this seed on, folders are watched with inotify at its worst, and people do what is hard to follow.
pub const ROUGH: u64 = 1 << 33;
/// From this seed on, machines also keep only a part of the folder.
pub const SELECTION: u64 = 1 << 34;
pub use rough::Kind;

impl Schedule {
    /// Generates the schedule of a seed. The seed also determines how rough it is: a fifth of all schedules have
    /// healthy machines and a healthy network.
    pub fn of_seed(seed: u64) -> Self {
        if let Some(seed) = seed.checked_sub(SELECTION) {
            return rough::of_seed(seed, Kind::Selection);
        }
        if let Some(seed) = seed.checked_sub(ROUGH) {
            return rough::of_seed(seed, Kind::of_seed(seed));
        }
        if let Some(seed) = seed.checked_sub(HOLDS) {
            return Self::with_holds(seed);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let roughness = seed % 5;
        let machines = rng.random_range(1..4);
        let count = rng.random_range(5..100);
        // With few paths there are many collisions.
        let paths = rng.random_range(2..=PATHS.len());
        let mut draw = Draw::new(rng, machines, paths);
        let actions = (0..count).map(|_| draw.action(roughness)).collect();
        let mut rng = draw.rng;
        Schedule {
            machines,
            hub_copy: rng.random_bool(0.3),
            granularity: [1, 1, 1_000_000, 10_000_000, 1_000_000_000, 2_000_000_000][rng.random_range(0..6)],
            skew: [0, 0, 0, 5_000, -3_600_000][rng.random_range(0..5)],
            exchanges: rng.random_bool(0.75),
            hold_files: None,
            inotify: false,
            actions,
        }
    }

    /// Generates a schedule in which deleting a few files is a mass deletion, and somebody resolves holds and conflicts
    /// now and then.
    fn with_holds(seed: u64) -> Self {
        let mut schedule = Self::of_seed(seed);
        let mut rng = ChaCha8Rng::seed_from_u64(!seed);
        schedule.hold_files = Some(rng.random_range(1..4));
        for _ in 0..rng.random_range(0..6) {
            let at = rng.random_range(0..=schedule.actions.len());
            schedule.actions.insert(at, Action::Release(rng.random_bool(0.5)));
        }
        for _ in 0..rng.random_range(0..10) {
            let at = rng.random_range(0..=schedule.actions.len());
            let machine = rng.random_range(0..schedule.machines);
            let choice = match rng.random_bool(0.5) {
                _ if at % 3 == 0 => Choice::Merged,
                true => Choice::Mine,
                false => Choice::Theirs,
            };
            schedule.actions.insert(at, Action::Resolve(machine, choice));
        }
        schedule
    }

    /// Parses the actions of a text, by default for two healthy machines and a hub without a copy.
    ///
    /// # Panics
    /// If a line is invalid; the message contains the line.
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut schedule = Schedule {
            machines: 2,
            hub_copy: false,
            granularity: 1,
            skew: 0,
            exchanges: true,
            hold_files: None,
            inotify: false,
            actions: Vec::new(),
        };
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["machines", count] => schedule.machines = count.parse().expect("a number of machines"),
                ["hub-copy"] => schedule.hub_copy = true,
                ["no-exchange"] => schedule.exchanges = false,
                ["inotify"] => schedule.inotify = true,
                ["granularity", nanos] => schedule.granularity = nanos.parse().expect("nanoseconds"),
                ["holds", files] => schedule.hold_files = Some(files.parse().expect("a number of files")),
                ["skew", millis] => schedule.skew = millis.parse().expect("milliseconds"),
                words => schedule
                    .actions
                    .push(text::parse_action(words).unwrap_or_else(|| panic!("no line of a schedule: {line}"))),
            }
        }
        schedule
    }

    /// Removes what is not needed for `fails` to stay true.
    pub fn shrink(mut self, fails: impl Fn(&Schedule) -> bool) -> Self {
        let mut size = self.actions.len().div_ceil(2);
        while size > 0 {
            let mut start = 0;
            while start < self.actions.len() {
                let mut shorter = self.clone();
                shorter.actions.drain(start..(start + size).min(self.actions.len()));
                if fails(&shorter) {
                    self = shorter;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
        // Inotify is kept: without it, obstacles that are no fault would look like one.
        let sound = [
            Schedule { skew: 0, ..self.clone() },
            Schedule { granularity: 1, ..self.clone() },
            Schedule { hub_copy: false, ..self.clone() },
            Schedule { exchanges: true, ..self.clone() },
        ];
        for candidate in sound {
            if candidate != self && fails(&candidate) {
                self = candidate;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_reads_what_it_prints() {
        for seed in (0..200).chain(HOLDS..HOLDS + 20).chain(ROUGH..ROUGH + 400) {
            let schedule = Schedule::of_seed(seed);
            assert_eq!(Schedule::parse(&schedule.to_string()), schedule);
        }
    }

    #[test]
    fn shrinking_keeps_only_what_matters() {
        let schedule = Schedule::of_seed(9);
        let matters = schedule.actions[schedule.actions.len() / 2].clone();
        let shrunk = schedule.shrink(|candidate| candidate.actions.contains(&matters));
        assert_eq!(shrunk.actions, [matters]);
    }
}
