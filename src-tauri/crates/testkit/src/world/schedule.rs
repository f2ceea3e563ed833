//! A schedule: everything that happens in a world, one action a line, so that a failing one can be
//! printed, cut down, and kept as a test.
//!
//! ```text
//! 0 write d/a u1      a person's edit on machine 0; contents: empty, common, u1 (short), l1 (large), h1 (huge)
//! 0 ambush 5 delete a the edit is done in the middle of a step, after five calls on the disk or store
//! deliver 7 3         three queues are moved on by one, picked by the number 7
//! crash 1 9           machine 1 loses power; what that takes with it is decided by the number 9
//! settle              everything is started, joined and waited for; then the world is checked
//! ```

use std::fmt;
use std::str::FromStr;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_core::RelPath;

use super::edit::{Content, Edit};

/// What becomes of the watch hints that wait on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mix {
    All,
    Reversed,
    Twice,
    Lost,
    Overflow,
}

/// One thing that happens. Numbers of machines are taken modulo how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Action {
    Edit(usize, Edit),
    Ambush(usize, u32, Edit),
    Flush(usize, RelPath),
    Hints(usize, Mix),
    Deliver(u32, u32),
    Wait(u64),
    Cut(usize),
    Join(usize),
    Kill(usize),
    Crash(usize, u32),
    Burn(usize, u32),
    Start(usize),
    Full(usize, u32),
    Denied(usize, u32),
    Backup(usize),
    Restore(usize),
    HubKill,
    HubClock(i64),
    HubStart,
    HubBackup,
    HubRestore,
    Release(bool),
    Resolve(usize, Choice),
    Settle,
}

/// What a person keeps of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Choice {
    Mine,
    Theirs,
    Merged,
}

/// From this seed on, deleting a few files is a mass deletion.
pub const HOLDS: u64 = 1 << 32;

/// A world's setting and what happens in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// How many machines keep the folder.
    pub machines: usize,
    /// Whether the first of them is the hub itself.
    pub hub_copy: bool,
    /// What file times are cut down to, in nanoseconds.
    pub granularity: i64,
    /// How far the machines' clocks are apart, in milliseconds: the n-th is n times as far off.
    pub skew: i64,
    /// Whether their disks can swap two things in one step.
    pub exchanges: bool,
    /// From how many files on, if they are more than half, deletions are held.
    pub hold_files: Option<u64>,
    /// In this order.
    pub actions: Vec<Action>,
}

impl Schedule {
    /// The schedule that a seed stands for. How rough it is goes by the seed too: a fifth of all have
    /// sound machines and a sound network.
    pub fn of_seed(seed: u64) -> Self {
        if let Some(seed) = seed.checked_sub(HOLDS) {
            return Self::with_holds(seed);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let roughness = seed % 5;
        let machines = rng.random_range(1..4);
        let count = rng.random_range(5..100);
        // Few paths make for many collisions.
        let paths = rng.random_range(2..=PATHS.len());
        let mut draw = Draw { rng, machines, paths, label: 0 };
        let actions = (0..count).map(|_| draw.action(roughness)).collect();
        let mut rng = draw.rng;
        Schedule {
            machines,
            hub_copy: rng.random_bool(0.3),
            granularity: [1, 1, 1_000_000, 10_000_000, 1_000_000_000, 2_000_000_000][rng.random_range(0..6)],
            skew: [0, 0, 0, 5_000, -3_600_000][rng.random_range(0..5)],
            exchanges: rng.random_bool(0.75),
            hold_files: None,
            actions,
        }
    }

    /// The same, where deleting a few files is a mass deletion, and somebody settles holds and conflicts now and then.
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

    /// Two sound machines and a hub that keeps no copy, with the actions of a text.
    ///
    /// # Panics
    /// If a line makes no sense, with the line.
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut schedule = Schedule {
            machines: 2,
            hub_copy: false,
            granularity: 1,
            skew: 0,
            exchanges: true,
            hold_files: None,
            actions: Vec::new(),
        };
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["machines", count] => schedule.machines = count.parse().expect("a number of machines"),
                ["hub-copy"] => schedule.hub_copy = true,
                ["no-exchange"] => schedule.exchanges = false,
                ["granularity", nanos] => schedule.granularity = nanos.parse().expect("nanoseconds"),
                ["holds", files] => schedule.hold_files = Some(files.parse().expect("a number of files")),
                ["skew", millis] => schedule.skew = millis.parse().expect("milliseconds"),
                words => schedule
                    .actions
                    .push(parse_action(words).unwrap_or_else(|| panic!("no line of a schedule: {line}"))),
            }
        }
        schedule
    }

    /// Leaves out what is not needed for `fails` to stay true.
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

struct Draw {
    rng: ChaCha8Rng,
    machines: usize,
    paths: usize,
    label: u32,
}

const PATHS: [&str; 12] = ["a", "d", "d/a", "b", "d/e", "d/e/a", "f", "f/a", "d/b", "c", "d/e/b", "f/e"];

impl Draw {
    fn path(&mut self) -> RelPath {
        let text = PATHS[self.rng.random_range(0..self.paths)];
        RelPath::new(text).expect("the paths above are paths")
    }

    fn content(&mut self) -> Content {
        self.label += 1;
        match self.rng.random_range(0..40) {
            0..2 => Content::Empty,
            2..5 => Content::Common,
            5..7 => Content::Large(self.label),
            7 => Content::Huge(self.label),
            _ => Content::Unique(self.label),
        }
    }

    fn edit(&mut self) -> Edit {
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
            _ => Edit::Touch(self.path()),
        }
    }

    fn action(&mut self, roughness: u64) -> Action {
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

    fn wait(&mut self) -> u64 {
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

    /// 1: the network; 2: also people in the middle of a step and failing disks; 3: also crashes; 4: also backups.
    fn trouble(&mut self, machine: usize, roughness: u64) -> Action {
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

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "machines {}", self.machines)?;
        if self.hub_copy {
            writeln!(f, "hub-copy")?;
        }
        if self.granularity != 1 {
            writeln!(f, "granularity {}", self.granularity)?;
        }
        if self.skew != 0 {
            writeln!(f, "skew {}", self.skew)?;
        }
        if !self.exchanges {
            writeln!(f, "no-exchange")?;
        }
        if let Some(files) = self.hold_files {
            writeln!(f, "holds {files}")?;
        }
        self.actions.iter().try_for_each(|action| writeln!(f, "{action}"))
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Empty => f.write_str("empty"),
            Content::Common => f.write_str("common"),
            Content::Unique(label) => write!(f, "u{label}"),
            Content::Large(label) => write!(f, "l{label}"),
            Content::Huge(label) => write!(f, "h{label}"),
        }
    }
}

impl FromStr for Content {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        let label = || word[1..].parse().map_err(|_| ());
        match word.as_bytes().first() {
            _ if word == "empty" => Ok(Content::Empty),
            _ if word == "common" => Ok(Content::Common),
            Some(b'u') => label().map(Content::Unique),
            Some(b'l') => label().map(Content::Large),
            Some(b'h') => label().map(Content::Huge),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Write(path, content) => write!(f, "write {path} {content}"),
            Edit::Append(path, content) => write!(f, "append {path} {content}"),
            Edit::Save(path, content) => write!(f, "save {path} {content}"),
            Edit::Open(path, content) => write!(f, "open {path} {content}"),
            Edit::Close(content) => write!(f, "close {content}"),
            Edit::Delete(path) => write!(f, "delete {path}"),
            Edit::Move(from, to) => write!(f, "move {from} {to}"),
            Edit::MakeDir(path) => write!(f, "mkdir {path}"),
            Edit::Link(path, target) => write!(f, "link {path} {target}"),
            Edit::Executable(path, on) => write!(f, "exec {path} {on}"),
            Edit::Touch(path) => write!(f, "touch {path}"),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Edit(machine, edit) => write!(f, "{machine} {edit}"),
            Action::Ambush(machine, calls, edit) => write!(f, "{machine} ambush {calls} {edit}"),
            Action::Flush(machine, path) => write!(f, "{machine} flush {path}"),
            Action::Hints(machine, mix) => write!(f, "hints {machine} {}", format!("{mix:?}").to_lowercase()),
            Action::Deliver(pick, count) => write!(f, "deliver {pick} {count}"),
            Action::Wait(millis) => write!(f, "wait {millis}"),
            Action::Cut(machine) => write!(f, "cut {machine}"),
            Action::Join(machine) => write!(f, "join {machine}"),
            Action::Kill(machine) => write!(f, "kill {machine}"),
            Action::Crash(machine, pick) => write!(f, "crash {machine} {pick}"),
            Action::Burn(machine, calls) => write!(f, "burn {machine} {calls}"),
            Action::Start(machine) => write!(f, "start {machine}"),
            Action::Full(machine, calls) => write!(f, "full {machine} {calls}"),
            Action::Denied(machine, calls) => write!(f, "denied {machine} {calls}"),
            Action::Backup(machine) => write!(f, "backup {machine}"),
            Action::Restore(machine) => write!(f, "restore {machine}"),
            Action::HubKill => f.write_str("hub kill"),
            Action::HubClock(error) => write!(f, "hub clock {error}"),
            Action::HubStart => f.write_str("hub start"),
            Action::HubBackup => f.write_str("hub backup"),
            Action::HubRestore => f.write_str("hub restore"),
            Action::Resolve(machine, Choice::Mine) => write!(f, "{machine} resolve mine"),
            Action::Resolve(machine, Choice::Theirs) => write!(f, "{machine} resolve theirs"),
            Action::Resolve(machine, Choice::Merged) => write!(f, "{machine} resolve merged"),
            Action::Release(true) => f.write_str("release delete"),
            Action::Release(false) => f.write_str("release restore"),
            Action::Settle => f.write_str("settle"),
        }
    }
}

fn parse_action(words: &[&str]) -> Option<Action> {
    let number = |word: &str| word.parse::<u32>().ok();
    let machine = |word: &str| word.parse::<usize>().ok();
    Some(match *words {
        ["hub", "kill"] => Action::HubKill,
        ["hub", "clock", error] => Action::HubClock(error.parse().ok()?),
        ["hub", "start"] => Action::HubStart,
        ["hub", "backup"] => Action::HubBackup,
        ["hub", "restore"] => Action::HubRestore,
        ["release", "delete"] => Action::Release(true),
        ["release", "restore"] => Action::Release(false),
        ["settle"] => Action::Settle,
        ["hints", of, mix] => Action::Hints(machine(of)?, parse_mix(mix)?),
        ["deliver", pick, count] => Action::Deliver(number(pick)?, number(count)?),
        ["wait", millis] => Action::Wait(millis.parse().ok()?),
        ["cut", of] => Action::Cut(machine(of)?),
        ["join", of] => Action::Join(machine(of)?),
        ["kill", of] => Action::Kill(machine(of)?),
        ["crash", of, pick] => Action::Crash(machine(of)?, number(pick)?),
        ["burn", of, calls] => Action::Burn(machine(of)?, number(calls)?),
        ["start", of] => Action::Start(machine(of)?),
        ["full", of, calls] => Action::Full(machine(of)?, number(calls)?),
        ["denied", of, calls] => Action::Denied(machine(of)?, number(calls)?),
        ["backup", of] => Action::Backup(machine(of)?),
        ["restore", of] => Action::Restore(machine(of)?),
        [of, "resolve", "mine"] => Action::Resolve(machine(of)?, Choice::Mine),
        [of, "resolve", "theirs"] => Action::Resolve(machine(of)?, Choice::Theirs),
        [of, "resolve", "merged"] => Action::Resolve(machine(of)?, Choice::Merged),
        [of, "flush", path] => Action::Flush(machine(of)?, RelPath::new(path).ok()?),
        [of, "ambush", calls, ref edit @ ..] => Action::Ambush(machine(of)?, number(calls)?, parse_edit(edit)?),
        [of, ref edit @ ..] => Action::Edit(machine(of)?, parse_edit(edit)?),
        [] => return None,
    })
}

fn parse_mix(word: &str) -> Option<Mix> {
    let all = [Mix::All, Mix::Reversed, Mix::Twice, Mix::Lost, Mix::Overflow];
    all.into_iter().find(|mix| format!("{mix:?}").to_lowercase() == word)
}

fn parse_edit(words: &[&str]) -> Option<Edit> {
    let path = |word: &str| RelPath::new(word).ok();
    let content = |word: &str| word.parse::<Content>().ok();
    Some(match *words {
        ["write", at, what] => Edit::Write(path(at)?, content(what)?),
        ["append", at, what] => Edit::Append(path(at)?, content(what)?),
        ["save", at, what] => Edit::Save(path(at)?, content(what)?),
        ["open", at, what] => Edit::Open(path(at)?, content(what)?),
        ["close", what] => Edit::Close(content(what)?),
        ["delete", at] => Edit::Delete(path(at)?),
        ["move", from, to] => Edit::Move(path(from)?, path(to)?),
        ["mkdir", at] => Edit::MakeDir(path(at)?),
        ["link", at, target] => Edit::Link(path(at)?, target.parse().ok()?),
        ["exec", at, on] => Edit::Executable(path(at)?, on.parse().ok()?),
        ["touch", at] => Edit::Touch(path(at)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_reads_what_it_prints() {
        for seed in 0..200 {
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
