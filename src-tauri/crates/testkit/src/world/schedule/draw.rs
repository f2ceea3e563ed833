//! Generates the actions of an ordinary random schedule.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use syncit_core::RelPath;

use super::{Action, Mix};
use crate::world::edit::{Content, Edit};

/// Draws random actions.
pub(super) struct Draw {
    pub rng: ChaCha8Rng,
    pub machines: usize,
    paths: usize,
    label: u32,
}

/// With few paths there are many collisions.
pub(super) const PATHS: [&str; 12] = ["a", "d", "d/a", "b", "d/e", "d/e/a", "f", "f/a", "d/b", "c", "d/e/b", "f/e"];

impl Draw {
    pub fn new(rng: ChaCha8Rng, machines: usize, paths: usize) -> Self {
        Draw { rng, machines, paths, label: 0 }
    }

    pub fn path(&mut self) -> RelPath {
        let text = PATHS[self.rng.random_range(0..self.paths)];
        RelPath::new(text).expect("the paths above are paths")
    }

    pub fn content(&mut self) -> Content {
        self.label += 1;
        match self.rng.random_range(0..40) {
            0..2 => Content::Empty,
            2..5 => Content::Common,
            5..7 => Content::Large(self.label),
            7 => Content::Huge(self.label),
            _ => Content::Unique(self.label),
        }
    }

    pub fn edit(&mut self) -> Edit {
        match self.rng.random_range(0..28) {
            0..8 => Edit::Write(self.path(), self.content()),
            8 => Edit::Append(self.path(), self.content()),
            9..12 => Edit::Save(self.path(), self.content()),
            12 => Edit::Open(self.path(), self.content()),
            13 => Edit::Close(self.content()),
            14..17 => Edit::Delete(self.path()),
            17..21 => Edit::Move(self.path(), self.path()),
            21..25 => Edit::MakeDir(self.path()),
            25 => Edit::Link(self.path(), self.rng.random_range(0..3)),
            26 => Edit::Executable(self.path(), self.rng.random_bool(0.6)),
            // Drawn in the same place as a touch, so that the rest of each seed's schedule stays as it was.
            _ if self.label.is_multiple_of(4) => Edit::Touch(self.path()),
            _ => Edit::Private(self.path(), !self.label.is_multiple_of(3)),
        }
    }

    pub fn action(&mut self, roughness: u64) -> Action {
        let machine = self.rng.random_range(0..self.machines);
        let rough = if roughness == 0 { 83 } else { 100 };
        match self.rng.random_range(0..rough) {
            0..32 => Action::Edit(machine, self.edit()),
            32..54 => Action::Deliver(self.rng.random_range(0..1_000), self.rng.random_range(1..20)),
            54..66 => Action::Hints(machine, self.mix()),
            66..80 => Action::Wait(self.wait()),
            80 => Action::Settle,
            81..83 => Action::Flush(machine, self.path()),
            _ => self.trouble(machine, roughness),
        }
    }

    pub fn wait(&mut self) -> u64 {
        match self.rng.random_range(0..10) {
            0..3 => self.rng.random_range(1..20),
            3..7 => self.rng.random_range(20..600),
            7..9 => self.rng.random_range(600..5_000),
            _ => self.rng.random_range(5_000..100_000),
        }
    }

    fn mix(&mut self) -> Mix {
        match self.rng.random_range(0..12) {
            0 => Mix::Reversed,
            1 => Mix::Twice,
            2 => Mix::Lost,
            3 => Mix::Overflow,
            _ => Mix::All,
        }
    }

    /// Draws a fault. Roughness 1: the network; 2: also ambushes in the middle of a step and failing disks; 3: also
    /// crashes; 4: also backups.
    pub fn trouble(&mut self, machine: usize, roughness: u64) -> Action {
        let kind = self.rng.random_range(0..[0, 6, 13, 24, 30][roughness as usize]);
        match kind {
            0..3 => Action::Cut(machine),
            3..6 => Action::Join(machine),
            6..10 => Action::Ambush(machine, self.rng.random_range(0..40), self.edit()),
            10..12 => Action::Full(machine, self.rng.random_range(0..20)),
            12 => Action::Denied(machine, self.rng.random_range(0..20)),
            13 => Action::Kill(machine),
            14 => Action::Crash(machine, self.rng.random_range(0..1_000)),
            15..19 => Action::Burn(machine, self.rng.random_range(0..60)),
            19..22 => Action::Start(machine),
            22 => Action::HubKill,
            23 => Action::HubStart,
            24..26 => Action::HubBackup,
            26 => Action::HubRestore,
            27..29 => Action::Backup(machine),
            _ => Action::Restore(machine),
        }
    }
}
