//! Moving directories loses no events: the real inotify, while directories are moved without pause and files are
//! written into them. A follower of the hints, here on the watcher's own thread, must in the end know what is on the
//! disk, at every depth and under the right path.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::fs::{CWD, RenameFlags};
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::event::Hint;
use syncit_replica::watch::{Watcher, Watches};
use syncit_replica::workers::Workers;

const ROUNDS: usize = 40;
/// Longer than anything here takes on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// Distinguishes one state of a file from another.
type Stamp = (u64, u64, i64, i64);
type Files = BTreeMap<PathBuf, Stamp>;

/// Examines the paths that hints name, and nothing else.
struct Follower {
    root: tempfile::TempDir,
    watcher: Watcher,
    known: Arc<Mutex<Files>>,
    cookies: Receiver<u64>,
    last: u64,
}

fn stamp(path: &Path) -> Option<Stamp> {
    let stat = fs::symlink_metadata(path).ok().filter(|stat| !stat.is_dir())?;
    Some((stat.ino(), stat.size(), stat.mtime() * 1_000_000_000 + stat.mtime_nsec(), stat.ctime_nsec()))
}

fn list(dir: &Path, files: &mut Files) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        match stamp(&path) {
            Some(stamp) => drop(files.insert(path, stamp)),
            None if path.file_name().is_some_and(|name| name != ".syncit") => list(&path, files),
            None => {}
        }
    }
}

fn follow(root: &Path, hint: &Hint, known: &mut Files) {
    match hint {
        Hint::Path(path) | Hint::Closed(path) | Hint::Writing(path) => {
            let path = root.join(path.as_str());
            match stamp(&path) {
                Some(stamp) => drop(known.insert(path, stamp)),
                None => known.retain(|known, _| !known.starts_with(&path) || known.exists()),
            }
        }
        Hint::Below(dir) => {
            let dir = dir.as_ref().map_or(root.to_owned(), |dir| root.join(dir.as_str()));
            known.retain(|known, _| !known.starts_with(&dir));
            list(&dir, known);
        }
        Hint::Root | Hint::Cookie(_) => {}
    }
}

impl Follower {
    fn of(dirs: &[&str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        LinuxDisk::open(root.path()).unwrap().init_own_dir().unwrap();
        dirs.iter().for_each(|dir| fs::create_dir_all(root.path().join(dir)).unwrap());
        let known = Arc::new(Mutex::new(Files::new()));
        let (sender, cookies) = channel();
        let (path, shared) = (root.path().to_owned(), known.clone());
        let sink = move |hints: Vec<Hint>| {
            for hint in &hints {
                follow(&path, hint, &mut shared.lock().unwrap());
                if let Hint::Cookie(number) = hint {
                    let _ = sender.send(*number);
                }
            }
        };
        let watcher = Watcher::start(&Watches::new(Workers::start()), root.path(), sink).unwrap();
        Follower { root, watcher, known, cookies, last: 0 }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap_or_else(|error| panic!("{from} to {to}: {error}"));
    }

    fn write_everywhere(&self, name: &str) {
        let mut dirs = vec![self.root.path().to_owned()];
        while let Some(dir) = dirs.pop() {
            fs::write(dir.join(name), name).unwrap();
            let mut again = fs::OpenOptions::new().append(true).create(true).open(dir.join("again")).unwrap();
            std::io::Write::write_all(&mut again, b"x").unwrap();
            for entry in fs::read_dir(&dir).unwrap().flatten() {
                if entry.file_type().unwrap().is_dir() && entry.file_name() != ".syncit" {
                    dirs.push(entry.path());
                }
            }
        }
    }

    /// Waits until all hints so far have been followed. Returns the paths whose state is not known then.
    fn unknown(&mut self) -> Vec<PathBuf> {
        self.last += 1;
        self.watcher.cookie(self.last).unwrap();
        while self.cookies.recv_timeout(DEADLINE).expect("the cookie comes") != self.last {}
        let mut there = Files::new();
        list(self.root.path(), &mut there);
        let known = self.known.lock().unwrap();
        there.iter().filter(|(path, stamp)| known.get(*path) != Some(*stamp)).map(|(path, _)| path.clone()).collect()
    }

    /// Moves directories, writes at once and again when all is quiet, many times over.
    fn storm(mut self, mut act: impl FnMut(&Self, usize)) {
        let mut wrong = Vec::new();
        for round in 0..ROUNDS {
            act(&self, round);
            self.write_everywhere(&format!("at-once-{round}"));
            let at_once = self.unknown();
            self.write_everywhere(&format!("later-{round}"));
            let later = self.unknown();
            if !(at_once.is_empty() && later.is_empty()) {
                wrong.push((round, at_once.len(), later));
            }
        }
        let first = wrong.first();
        assert!(wrong.is_empty(), "wrong in {} of {ROUNDS} rounds, first: {first:?}", wrong.len());
    }
}

#[test]
fn two_directories_swapped_with_a_third_name() {
    Follower::of(&["x/s/t", "y/s/u"]).storm(|f, _| {
        f.rename("x", "t");
        f.rename("y", "x");
        f.rename("t", "y");
    });
}

#[test]
fn two_directories_exchanged() {
    Follower::of(&["x/s/t", "deep/er/y/s/u"]).storm(|f, _| {
        rustix::fs::renameat_with(CWD, f.path("x"), CWD, f.path("deep/er/y"), RenameFlags::EXCHANGE).unwrap();
    });
}

#[test]
fn exchanged_twice_is_as_before() {
    Follower::of(&["x/s/t", "y/s/u"]).storm(|f, round| {
        for _ in 0..=round % 3 {
            rustix::fs::renameat_with(CWD, f.path("x"), CWD, f.path("y"), RenameFlags::EXCHANGE).unwrap();
        }
    });
}

#[test]
fn a_directory_moved_out_and_back() {
    let outside = tempfile::tempdir().unwrap();
    Follower::of(&["x/s/t", "y"]).storm(|f, round| {
        fs::rename(f.path("x"), outside.path().join("x")).unwrap();
        fs::write(outside.path().join("x/s").join(format!("outside-{round}")), "").unwrap();
        fs::rename(outside.path().join("x"), f.path("x")).unwrap();
    });
}

#[test]
fn a_directory_moved_over_another() {
    Follower::of(&["x/s/t", "y"]).storm(|f, round| {
        let (from, to) = if round % 2 == 0 { ("x", "y") } else { ("y", "x") };
        // Only an empty directory can be replaced by a rename.
        let _ = fs::remove_dir_all(f.path(to));
        fs::create_dir(f.path(to)).unwrap();
        f.rename(from, to);
    });
}

#[test]
fn a_directory_inside_another_changes_places_with_it() {
    Follower::of(&["p/q/s/t", "p/u", "z"]).storm(|f, round| {
        let (outer, inner) = if round % 2 == 0 { ("p", "q") } else { ("q", "p") };
        f.rename(&format!("{outer}/{inner}"), "tmp");
        f.rename(outer, &format!("tmp/{outer}"));
        f.rename("tmp", inner);
    });
}

#[test]
fn a_directory_moved_into_one_that_is_new() {
    Follower::of(&["x/s/t"]).storm(|f, round| {
        fs::create_dir(f.path("new")).unwrap();
        f.rename("x", "new/x");
        if round % 2 == 0 {
            f.rename("new", "newer");
            f.rename("newer/x", "x");
            fs::remove_dir_all(f.path("newer")).unwrap();
        } else {
            f.rename("new/x", "x");
            fs::remove_dir_all(f.path("new")).unwrap();
        }
    });
}

#[test]
fn a_directory_made_again_while_the_old_one_is_open() {
    Follower::of(&["x/s"]).storm(|f, _| {
        // The deletion of an open directory is reported late, when another one already has its name.
        let old = fs::File::open(f.path("x/s")).unwrap();
        fs::remove_dir_all(f.path("x")).unwrap();
        fs::create_dir_all(f.path("x/s/t")).unwrap();
        drop(old);
        fs::remove_dir_all(f.path("x/s/t")).unwrap();
    });
}

#[test]
fn many_directories_moved_about_at_random() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        // Knuth's MMIX generator: any sequence will do, as long as it is the same in each run.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    Follower::of(&["a/s", "b/s/t", "c"]).storm(|f, _| {
        for _ in 0..30 {
            let mut path = || {
                let depth = 1 + random(3);
                (0..depth).map(|_| names[random(names.len())]).collect::<Vec<_>>().join("/")
            };
            let (from, to) = (f.path(&path()), f.path(&path()));
            // Most of these fail, because nothing is there or something is in the way; the others matter.
            let _ = match random(5) {
                0 => fs::create_dir(&to),
                1 => rustix::fs::renameat_with(CWD, &from, CWD, &to, RenameFlags::EXCHANGE).map_err(Into::into),
                2 => fs::remove_dir(&from),
                3 => fs::write(to.join("made"), "x"),
                _ => fs::rename(&from, &to),
            };
        }
    });
}
