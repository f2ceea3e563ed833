//! Formats schedules as text and parses them.

use std::fmt;
use std::str::FromStr;

use syncit_core::RelPath;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;

use super::{Action, Choice, Errno, Mix, Schedule};
use crate::disk::watch::Reading;
use crate::world::edit::{Content, Edit, Program};

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
        if self.inotify {
            writeln!(f, "inotify")?;
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
            Content::Rules(number) => write!(f, "r{number}"),
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
            Some(b'r') => label().map(Content::Rules),
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
            Edit::Private(path, on) => write!(f, "private {path} {on}"),
            Edit::Touch(path) => write!(f, "touch {path}"),
            Edit::Exchange(a, b) => write!(f, "exchange {a} {b}"),
            Edit::Swap(a, b) => write!(f, "swap {a} {b}"),
            Edit::Over(from, to) => write!(f, "over {from} {to}"),
            Edit::Out(path) => write!(f, "out {path}"),
            Edit::In(path) => write!(f, "in {path}"),
            Edit::HardLink(path, name) => write!(f, "hardlink {path} {name}"),
            Edit::Unseen(path, content) => write!(f, "unseen {path} {content}"),
            Edit::Fifo(path) => write!(f, "fifo {path}"),
            Edit::Readable(path, on) => write!(f, "readable {path} {on}"),
            Edit::Mount(path, on) => write!(f, "mount {path} {on}"),
            Edit::Truncate(path) => write!(f, "truncate {path}"),
            Edit::Program(program, path, content) => {
                write!(f, "{} {path} {content}", format!("{program:?}").to_lowercase())
            }
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
            Action::Stop(machine, calls) => write!(f, "stop {machine} {calls}"),
            Action::HubBurn(calls) => write!(f, "hub burn {calls}"),
            Action::Start(machine) => write!(f, "start {machine}"),
            Action::Full(machine, calls) => write!(f, "full {machine} {calls}"),
            Action::Denied(machine, calls) => write!(f, "denied {machine} {calls}"),
            Action::Backup(machine) => write!(f, "backup {machine}"),
            Action::Restore(machine) => write!(f, "restore {machine}"),
            Action::HubKill => f.write_str("hub kill"),
            Action::HubStart => f.write_str("hub start"),
            Action::HubBackup => f.write_str("hub backup"),
            Action::HubRestore => f.write_str("hub restore"),
            Action::Resolve(machine, Choice::Mine) => write!(f, "{machine} resolve mine"),
            Action::Resolve(machine, Choice::Theirs) => write!(f, "{machine} resolve theirs"),
            Action::Resolve(machine, Choice::Merged) => write!(f, "{machine} resolve merged"),
            Action::Release(true) => f.write_str("release delete"),
            Action::Release(false) => f.write_str("release restore"),
            Action::Read(machine, reading, pick) => {
                write!(f, "read {machine} {} {pick}", format!("{reading:?}").to_lowercase())
            }
            Action::Fail(machine, calls, errno) => {
                write!(f, "fail {machine} {calls} {}", format!("{errno:?}").to_lowercase())
            }
            Action::Pause(machine) => write!(f, "pause {machine}"),
            Action::Resume(machine) => write!(f, "resume {machine}"),
            Action::SyncMode(machine, sync_mode) => write!(f, "role {machine} {sync_mode}"),
            Action::Access(machine, access) => write!(f, "access {machine} {}", format!("{access:?}").to_lowercase()),
            Action::Select(machine, None) => write!(f, "select {machine}"),
            Action::Select(machine, Some(path)) => write!(f, "select {machine} {path}"),
            Action::Deselect(machine, path) => write!(f, "deselect {machine} {path}"),
            Action::Replug(machine) => write!(f, "replug {machine}"),
            Action::Days(days) => write!(f, "days {days}"),
            Action::HubClock(error) => write!(f, "hub clock {error}"),
            Action::Settle => f.write_str("settle"),
            Action::Mend => f.write_str("mend"),
        }
    }
}

pub(super) fn parse_action(words: &[&str]) -> Option<Action> {
    let number = |word: &str| word.parse::<u32>().ok();
    let machine = |word: &str| word.parse::<usize>().ok();
    Some(match *words {
        ["hub", "kill"] => Action::HubKill,
        ["hub", "start"] => Action::HubStart,
        ["hub", "backup"] => Action::HubBackup,
        ["hub", "restore"] => Action::HubRestore,
        ["release", "delete"] => Action::Release(true),
        ["release", "restore"] => Action::Release(false),
        ["settle"] => Action::Settle,
        ["mend"] => Action::Mend,
        ["hints", of, mix] => Action::Hints(machine(of)?, parse_mix(mix)?),
        ["deliver", pick, count] => Action::Deliver(number(pick)?, number(count)?),
        ["wait", millis] => Action::Wait(millis.parse().ok()?),
        ["cut", of] => Action::Cut(machine(of)?),
        ["join", of] => Action::Join(machine(of)?),
        ["kill", of] => Action::Kill(machine(of)?),
        ["crash", of, pick] => Action::Crash(machine(of)?, number(pick)?),
        ["burn", of, calls] => Action::Burn(machine(of)?, number(calls)?),
        ["stop", of, calls] => Action::Stop(machine(of)?, number(calls)?),
        ["hub", "burn", calls] => Action::HubBurn(number(calls)?),
        ["start", of] => Action::Start(machine(of)?),
        ["full", of, calls] => Action::Full(machine(of)?, number(calls)?),
        ["denied", of, calls] => Action::Denied(machine(of)?, number(calls)?),
        ["backup", of] => Action::Backup(machine(of)?),
        ["restore", of] => Action::Restore(machine(of)?),
        ["read", of, reading, pick] => Action::Read(machine(of)?, by_name(&READINGS, reading)?, number(pick)?),
        ["fail", of, calls, errno] => Action::Fail(machine(of)?, number(calls)?, by_name(&Errno::ALL, errno)?),
        ["pause", of] => Action::Pause(machine(of)?),
        ["resume", of] => Action::Resume(machine(of)?),
        ["role", of, sync_mode] => {
            Action::SyncMode(machine(of)?, SYNC_MODES.into_iter().find(|it| it.to_string() == sync_mode)?)
        }
        ["access", of, access] => Action::Access(machine(of)?, by_name(&ACCESSES, access)?),
        ["select", of] => Action::Select(machine(of)?, None),
        ["select", of, path] => Action::Select(machine(of)?, Some(RelPath::new(path).ok()?)),
        ["deselect", of, path] => Action::Deselect(machine(of)?, RelPath::new(path).ok()?),
        ["replug", of] => Action::Replug(machine(of)?),
        ["days", days] => Action::Days(number(days)?),
        ["hub", "clock", error] => Action::HubClock(error.parse().ok()?),
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
    by_name(&[Mix::All, Mix::Reversed, Mix::Twice, Mix::Lost, Mix::Overflow], word)
}

const READINGS: [Reading; 6] =
    [Reading::Whole, Reading::Last, Reading::Mixed, Reading::Holes, Reading::Nothing, Reading::Overflow];
const SYNC_MODES: [SyncMode; 3] = [SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly];
const ACCESSES: [Access; 2] = [Access::Read, Access::Write];

/// Returns the value whose lower-case debug name is `word`.
fn by_name<T: Copy + fmt::Debug>(all: &[T], word: &str) -> Option<T> {
    all.iter().copied().find(|it| format!("{it:?}").to_lowercase() == word)
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
        ["private", at, on] => Edit::Private(path(at)?, on.parse().ok()?),
        ["exec", at, on] => Edit::Executable(path(at)?, on.parse().ok()?),
        ["touch", at] => Edit::Touch(path(at)?),
        ["exchange", a, b] => Edit::Exchange(path(a)?, path(b)?),
        ["swap", a, b] => Edit::Swap(path(a)?, path(b)?),
        ["over", from, to] => Edit::Over(path(from)?, path(to)?),
        ["out", at] => Edit::Out(path(at)?),
        ["in", at] => Edit::In(path(at)?),
        ["hardlink", at, name] => Edit::HardLink(path(at)?, path(name)?),
        ["unseen", at, what] => Edit::Unseen(path(at)?, content(what)?),
        ["fifo", at] => Edit::Fifo(path(at)?),
        ["readable", at, on] => Edit::Readable(path(at)?, on.parse().ok()?),
        ["mount", at, on] => Edit::Mount(path(at)?, on.parse().ok()?),
        ["truncate", at] => Edit::Truncate(path(at)?),
        [program, at, what] => Edit::Program(by_name(&Program::ALL, program)?, path(at)?, content(what)?),
        _ => return None,
    })
}
