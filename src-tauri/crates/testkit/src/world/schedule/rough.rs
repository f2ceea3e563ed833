//! Random schedules in which the kernel and people behave as roughly as they really do.
//!
//! Each seed has one kind, so that a kind can be run, counted and disabled by itself.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::RelPath;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;

use super::draw::{Draw, PATHS};
use super::{Action, Errno, Schedule};
use crate::disk::watch::Reading;
use crate::world::edit::{Content, Edit, Program};

/// In milliseconds.
const DAY: i64 = 24 * 3_600_000;

/// The subject of a rough schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Directories that are exchanged, swapped, moved over each other, moved out and back in, and the events of that.
    Names,
    /// Files with several names, and writes that produce no event.
    Links,
    /// Programs, by the order of their calls.
    Programs,
    /// Calls that fail once.
    Errors,
    /// Pipes, and things that cannot be read for a while.
    Unreadable,
    /// Ignore files that are edited, half written, removed.
    Rules,
    /// Mounts that come and go.
    Mounts,
    /// Roles, access, pauses.
    Roles,
    /// Disks that come back with another device number.
    Replugged,
    /// Clocks that leap, and retention.
    Clocks,
    /// Directories that are not chosen on a machine, and chosen again. It has a range of seeds of its own.
    Selection,
}

impl Kind {
    /// All kinds. The n-th seed has the n-th kind, cyclically.
    pub const ALL: [Kind; 10] = [
        Kind::Names,
        Kind::Links,
        Kind::Programs,
        Kind::Errors,
        Kind::Unreadable,
        Kind::Rules,
        Kind::Mounts,
        Kind::Roles,
        Kind::Replugged,
        Kind::Clocks,
    ];

    /// Returns the kind of a seed, counted from `ROUGH`.
    pub fn of_seed(seed: u64) -> Self {
        Kind::ALL[(seed % Kind::ALL.len() as u64) as usize]
    }
}

/// Generates the schedule of a seed, counted from the beginning of its range.
pub(super) fn of_seed(seed: u64, kind: Kind) -> Schedule {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    let machines = rng.random_range(1..4);
    let count = rng.random_range(5..70);
    let paths = rng.random_range(4..=PATHS.len());
    // A third has healthy machines, a third crashes, and a third only cuts in the network.
    let roughness = [0, 1, 3][rng.random_range(0..3)];
    let mut draw = Rough { draw: Draw::new(rng, machines, paths), kind };
    let mut actions = draw.beginning();
    actions.extend((0..count).map(|_| draw.action(roughness)));
    let mut rng = draw.draw.rng;
    Schedule {
        machines,
        hub_copy: rng.random_bool(0.3),
        granularity: [1, 1, 1, 10_000_000, 2_000_000_000][rng.random_range(0..5)],
        skew: [0, 0, 0, 5_000][rng.random_range(0..4)],
        exchanges: rng.random_bool(0.9),
        hold_files: None,
        inotify: true,
        actions,
    }
}

struct Rough {
    draw: Draw,
    kind: Kind,
}

impl Rough {
    /// Creates something to work on.
    fn beginning(&mut self) -> Vec<Action> {
        let path = |text: &str| RelPath::new(text).expect("these are paths");
        let mut actions = Vec::new();
        for dir in ["d", "f", "d/e"] {
            actions.push(Action::Edit(0, Edit::MakeDir(path(dir))));
        }
        for file in ["a", "d/a", "f/a", "d/e/a"] {
            let content = self.draw.content();
            actions.push(Action::Edit(0, Edit::Write(path(file), content)));
        }
        actions.push(Action::Settle);
        actions
    }

    fn below(&mut self, number: u32) -> u32 {
        self.draw.rng.random_range(0..number)
    }

    fn machine(&mut self) -> usize {
        self.draw.rng.random_range(0..self.draw.machines)
    }

    fn action(&mut self, roughness: u64) -> Action {
        let machine = self.machine();
        match self.below(100) {
            0..22 => Action::Edit(machine, self.special()),
            22..37 => Action::Edit(machine, self.draw.edit()),
            37..55 => Action::Deliver(self.below(1_000), self.draw.rng.random_range(1..20)),
            55..72 => Action::Read(machine, self.reading(), self.below(1_000)),
            72..82 => Action::Wait(self.draw.wait()),
            82..85 => Action::Settle,
            85..93 if roughness > 0 => self.draw.trouble(machine, roughness),
            85..93 if self.kind == Kind::Selection => self.rare(machine),
            85..93 => Action::Deliver(self.below(1_000), 20),
            _ => self.rare(machine),
        }
    }

    fn reading(&mut self) -> Reading {
        match self.below(16) {
            0..2 => Reading::Last,
            2 => Reading::Mixed,
            3 => Reading::Holes,
            4 => Reading::Nothing,
            5 => Reading::Overflow,
            _ => Reading::Whole,
        }
    }

    /// Returns a path that is usually a directory.
    fn dir(&mut self) -> RelPath {
        let text = ["d", "f", "d/e", "d/b", "c"][self.below(5) as usize];
        RelPath::new(text).expect("these are paths")
    }

    fn name(&mut self) -> RelPath {
        if self.below(2) == 0 { self.dir() } else { self.draw.path() }
    }

    fn special(&mut self) -> Edit {
        match self.kind {
            Kind::Links => match self.below(6) {
                0..2 => Edit::HardLink(self.draw.path(), self.draw.path()),
                2..4 => Edit::Unseen(self.draw.path(), self.draw.content()),
                4 => Edit::Append(self.draw.path(), self.draw.content()),
                _ => self.names(),
            },
            Kind::Programs => Edit::Program(self.program(), self.draw.path(), self.draw.content()),
            Kind::Unreadable => match self.below(6) {
                0 => Edit::Fifo(self.draw.path()),
                1..4 => Edit::Readable(self.name(), false),
                4 => Edit::Readable(self.name(), true),
                _ => self.draw.edit(),
            },
            Kind::Rules => self.rules(),
            Kind::Selection => match self.below(4) {
                0 => self.rules(),
                _ => self.names(),
            },
            Kind::Mounts => match self.below(6) {
                0..2 => Edit::Mount(self.dir(), true),
                2..4 => Edit::Mount(self.dir(), false),
                _ => self.draw.edit(),
            },
            _ => self.names(),
        }
    }

    fn names(&mut self) -> Edit {
        match self.below(10) {
            0..2 => Edit::Exchange(self.name(), self.name()),
            2..5 => Edit::Swap(self.name(), self.name()),
            5 => Edit::Over(self.dir(), self.dir()),
            6 => Edit::Out(self.name()),
            7 => Edit::In(self.name()),
            _ => Edit::Move(self.name(), self.name()),
        }
    }

    fn program(&mut self) -> Program {
        Program::ALL[self.below(Program::ALL.len() as u32) as usize]
    }

    fn rules(&mut self) -> Edit {
        let path = [".syncitignore", "d/.syncitignore"][usize::from(self.below(4) == 0)];
        let path = RelPath::new(path).expect("these are paths");
        let rules = Content::Rules(self.below(Content::RULES.len() as u32));
        match self.below(10) {
            0..3 => Edit::Write(path, rules),
            3 => Edit::Save(path, rules),
            4 => Edit::Truncate(path),
            5 => Edit::Open(path, rules),
            6 => Edit::Close(Content::Empty),
            7 => Edit::Delete(path),
            8 => Edit::Delete(self.draw.path()),
            _ => self.draw.edit(),
        }
    }

    fn rare(&mut self, machine: usize) -> Action {
        match (self.kind, self.below(6)) {
            (Kind::Errors, _) => {
                let errno = Errno::ALL[self.below(Errno::ALL.len() as u32) as usize];
                Action::Fail(machine, self.below(40), errno)
            }
            (Kind::Roles, 0..2) => Action::SyncMode(
                machine,
                [SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly][self.below(3) as usize],
            ),
            (Kind::Roles, 2) => Action::Access(machine, [Access::Read, Access::Write][self.below(2) as usize]),
            (Kind::Roles, 3..5) => Action::Pause(machine),
            (Kind::Roles, _) => Action::Resume(machine),
            (Kind::Replugged, 0..3) => Action::Replug(machine),
            (Kind::Selection, 0..3) => Action::Deselect(machine, self.dir()),
            (Kind::Selection, 3..5) => Action::Select(machine, Some(self.dir())),
            (Kind::Selection, _) => Action::Select(machine, None),
            (Kind::Clocks, 0..2) => Action::Days(self.draw.rng.random_range(1..500)),
            (Kind::Clocks, 2) => Action::HubClock([0, DAY, 2_000 * DAY][self.below(3) as usize]),
            _ => Action::Read(machine, Reading::Whole, 0),
        }
    }
}
