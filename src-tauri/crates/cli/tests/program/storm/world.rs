//! Three machines, the folders that they share, and the people in front of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machines::{Machines, THREE, until};
use crate::mounted::{mount_tmpfs, unmount};

use super::deeds::Run;
use super::disks::{Disk, FileSystem};
use super::hand::{Hand, Ledger, pause};
use super::oracle;
use super::script::{Script, Step};

/// How long machines may take to settle before that counts as a failure, in seconds.
const REST: u64 = 150;

/// When a difference is looked at again, to tell a wait that ended too early from a change that was missed, in milliseconds.
const LATER: u64 = 10_000;

/// How often each deed was done.
pub type Counts = BTreeMap<&'static str, u64>;

pub struct World {
    /// Before the machines, in whose directories they are mounted: fields are dropped in order, so disks are unmounted
    /// first.
    disks: Vec<Disk>,
    machines: Machines,
    roots: [PathBuf; 3],
    running: [bool; 3],
    /// What is mounted over a directory of the folder.
    over: [Option<PathBuf>; 3],
    ledger: Ledger,
    /// What all machines ignored at the last comparison.
    ignored: BTreeSet<PathBuf>,
    /// What failed while a deed was done.
    failed: Option<String>,
    pub counts: Counts,
}

/// Runs a script, and returns what is wrong.
pub fn run(script: &Script, on: FileSystem) -> Result<Counts, String> {
    let mut world = World::new(on)?;
    for (number, round) in script.rounds.iter().enumerate() {
        for step in round {
            world.step(step).map_err(|what| format!("step {step}: {what}"))?;
        }
        world.end_round().map_err(|what| format!("after round {}: {what}", number + 1))?;
    }
    Ok(world.counts.clone())
}

impl World {
    fn new(on: FileSystem) -> Result<Self, String> {
        let machines = Machines::unpaired(&THREE);
        let disks = THREE.iter().map(|name| Disk::new(on, &machines.at(name, "disk")));
        let disks = disks.collect::<Result<Vec<_>, _>>()?;
        let [hub, first, second] = THREE;
        machines.ok(hub, &format!("hub --name {hub} --listen 127.0.0.1:0 --root ~/disk"));
        for name in [first, second] {
            machines.pair(hub, name);
        }
        let roots = THREE.map(|name| machines.at(name, "disk/docs"));
        for name in THREE {
            fs::create_dir_all(machines.at(name, "disk/outside")).unwrap();
        }
        // Files that nobody changes, so that the folder is never emptied.
        for number in 0..12 {
            machines.write(first, &format!("disk/docs/kept/{number}"), format!("kept {number}"));
        }
        machines.ok(first, "share ~/disk/docs");
        machines.ok(second, "link docs ~/disk/docs");
        until("the hub keeps a copy", || machines.json(hub, "folders")[0]["path"].is_string().then_some(()));
        Ok(World {
            machines,
            roots,
            running: [true; 3],
            disks,
            over: [None, None, None],
            ledger: Ledger::default(),
            ignored: BTreeSet::new(),
            failed: None,
            counts: Counts::new(),
        })
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        pause(step.pause);
        let done = match step.deed.run {
            Run::Machine(run) => run(self, step),
            Run::Hand(run) if self.disks[step.who].is_mounted => {
                let roots = self.roots.clone();
                let ignored = self.ignored.clone();
                let is_elsewhere =
                    |path: &Path, content: &[u8]| is_elsewhere(&roots, &ignored, step.who, path, content);
                let mut hand = Hand {
                    root: self.roots[step.who].clone(),
                    outside: self.machines.at(THREE[step.who], "disk/outside"),
                    ledger: &mut self.ledger,
                    by: step.to_string(),
                    is_elsewhere: &is_elsewhere,
                };
                run(&mut hand, step)
            }
            Run::Hand(_) => Ok(false),
        };
        if step.deed.changes_rules() {
            self.ignored.clear();
        }
        *self.counts.entry(step.deed.name).or_default() += u64::from(matches!(done, Ok(true)));
        self.failed.take().map_or(Ok(()), Err)
    }

    pub fn kill(&mut self, who: usize) -> io::Result<bool> {
        if self.running[who] {
            self.machines.kill(THREE[who]);
        }
        Ok(std::mem::replace(&mut self.running[who], false))
    }

    pub fn start(&mut self, who: usize) -> io::Result<bool> {
        if !self.running[who] {
            self.machines.start(THREE[who]);
        }
        Ok(!std::mem::replace(&mut self.running[who], true))
    }

    pub fn ask(&mut self, who: usize, words: &str) -> io::Result<bool> {
        Ok(self.running[who] && self.machines.syncit(THREE[who], words).code == Some(0))
    }

    /// Checks in the middle of a storm: if all machines say that they are done, and `wait` says so too, nothing may
    /// differ.
    pub fn look(&mut self) -> io::Result<bool> {
        if self.running != [true; 3] || self.disks.iter().any(|disk| !disk.is_mounted) {
            return Ok(false);
        }
        let is_done = |name: &&str| self.machines.syncit(name, "wait --timeout 20").code == Some(0);
        if !THREE.iter().chain(&THREE).all(is_done) || self.over.iter().any(Option::is_some) {
            return Ok(false);
        }
        let at_rest = |name: &str| oracle::is_at_rest(&self.machines.json(name, "folders")[0]);
        if !THREE.iter().all(|name| at_rest(name)) {
            return Ok(false);
        }
        if let Some(what) = oracle::differences(&self.machines, &self.roots) {
            self.failed = Some(format!("a lie: all say that they are in sync, but {what}"));
        }
        Ok(true)
    }

    pub fn mount_over(&mut self, who: usize, directory: &str) -> io::Result<bool> {
        let at = self.roots[who].join(directory);
        if self.over[who].is_some() || !self.disks[who].is_mounted || !at.is_dir() {
            return Ok(false);
        }
        mount_tmpfs(&at);
        fs::write(at.join("on the other disk"), "not synced")?;
        self.over[who] = Some(at);
        Ok(true)
    }

    pub fn unmount_over(&mut self, who: usize) -> io::Result<bool> {
        let Some(at) = self.over[who].take() else { return Ok(false) };
        // The mount moves when a directory above it is moved, also out of the folder.
        let now = mounts_below(&self.machines.at(THREE[who], "disk"));
        unmount(now.first().unwrap_or(&at));
        Ok(true)
    }

    pub fn unmount_disk(&mut self, who: usize) -> io::Result<bool> {
        if !self.disks[who].is_mounted || self.over[who].is_some() {
            return Ok(false);
        }
        self.disks[who].unmount();
        Ok(true)
    }

    pub fn mount_disk(&mut self, who: usize) -> io::Result<bool> {
        if self.disks[who].is_mounted {
            return Ok(false);
        }
        self.disks[who].mount().map_err(io::Error::other)?;
        Ok(true)
    }

    /// Mounts and starts everything again, waits until it settles, and compares it.
    fn end_round(&mut self) -> Result<(), String> {
        for (who, name) in THREE.into_iter().enumerate() {
            self.unmount_over(who).map_err(|error| error.to_string())?;
            self.mount_disk(who).map_err(|error| error.to_string())?;
            self.start(who).map_err(|error| error.to_string())?;
            self.machines.ok(name, "resume docs");
            remove_fifos(&self.roots[who]).map_err(|error| error.to_string())?;
        }
        for name in THREE.iter().chain(&THREE) {
            let answer = self.machines.syncit(name, &format!("--json wait --timeout {REST}"));
            if answer.code != Some(0) {
                return Err(format!("{name} does not come to rest: {}\n{}", answer.out, oracle::told(&self.machines)));
            }
        }
        let differing = oracle::differences(&self.machines, &self.roots);
        let lost = oracle::lost(&self.machines, &self.roots, &self.ledger);
        if let Some(what) = differing.or(lost) {
            let told = oracle::told(&self.machines);
            pause(LATER);
            let is_over = oracle::differences(&self.machines, &self.roots).is_none();
            let later = if is_over { "nothing differs any more" } else { "something still differs" };
            return Err(format!("`wait` returned 0 on all machines, but {what}\n{told}\nten seconds later {later}"));
        }
        self.ledger.is_unsure = false;
        let begun = Instant::now();
        while !THREE.iter().all(|name| oracle::is_at_rest(&self.machines.json(name, "folders")[0])) {
            if begun.elapsed() > Duration::from_secs(REST) {
                return Err(format!("all are equal, but do not say so:\n{}", oracle::told(&self.machines)));
            }
            pause(20);
        }
        let [hub, first, second] = THREE.map(|name| oracle::ignored(&self.machines, name));
        self.ignored = &(&hub & &first) & &second;
        Ok(())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for at in self.over.iter().flatten() {
            let _ = Command::new("umount").arg("--lazy").arg(at).output();
        }
    }
}

/// Returns true if all machines ignore a file and another one still has it: then its content was not removed.
fn is_elsewhere(roots: &[PathBuf; 3], ignored: &BTreeSet<PathBuf>, who: usize, path: &Path, content: &[u8]) -> bool {
    let Ok(below) = path.strip_prefix(&roots[who]) else { return false };
    let others = || roots.iter().enumerate().filter(|(other, _)| *other != who);
    below.ancestors().any(|above| ignored.contains(above))
        && others().any(|(_, root)| fs::read(root.join(below)).is_ok_and(|there| there == content))
}

/// Removes the pipes below a directory, in which machines are still working.
fn remove_fifos(dir: &Path) -> io::Result<()> {
    for entry in unless_gone(fs::read_dir(dir))?.into_iter().flatten() {
        let path = entry?.path();
        match unless_gone(fs::symlink_metadata(&path))?.map(|meta| meta.file_type()) {
            Some(kind) if kind.is_fifo() => drop(unless_gone(fs::remove_file(&path))?),
            Some(kind) if kind.is_dir() => remove_fifos(&path)?,
            _ => {}
        }
    }
    Ok(())
}

fn unless_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Returns the mount points below a directory.
fn mounts_below(root: &Path) -> Vec<PathBuf> {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let unescape = |text: &str| text.replace("\\040", " ");
    let points = table.lines().filter_map(|line| line.split(' ').nth(4)).map(|point| PathBuf::from(unescape(point)));
    points.filter(|point| point.starts_with(root) && point != root).collect()
}
