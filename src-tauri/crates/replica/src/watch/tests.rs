#![allow(clippy::unwrap_used)]
//! Tests with the real inotify. None of them waits for a time: each waits for a hint, and a cookie shows that nothing else
//! is to come.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind};

use super::alias::WatchId;
use super::*;
use crate::workers::Workers;

mod shared;

/// Longer than any test here takes on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(30);

struct Watched {
    watcher: Watcher,
    watches: Watches,
    hints: Receiver<Vec<Hint>>,
    dir: tempfile::TempDir,
    cookies: u64,
}

fn watched(before: impl FnOnce(&Path)) -> Watched {
    watched_with(before, Settings::default())
}

fn watched_with(before: impl FnOnce(&Path), settings: Settings) -> Watched {
    watched_by(&Watches::new(Workers::start()), before, settings)
}

/// Watches a folder through watches that others share.
fn watched_by(watches: &Watches, before: impl FnOnce(&Path), settings: Settings) -> Watched {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    fs::create_dir(&root).unwrap();
    LinuxDisk::open(&root).unwrap().init_own_dir().unwrap();
    before(&root);
    let (sender, hints) = channel();
    let sink = move |hints| {
        let _ = sender.send(hints);
    };
    let watcher = Watcher::start_with(watches, &root, sink, settings).unwrap();
    Watched { watcher, watches: watches.clone(), hints, dir, cookies: 0 }
}

impl Watched {
    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("root").join(path)
    }

    /// Returns all hints for what happened so far.
    fn all(&mut self) -> Vec<Hint> {
        self.cookies += 1;
        self.watcher.cookie(self.cookies).unwrap();
        let cookie = Hint::Cookie(self.cookies);
        let hints = self.until_some(&cookie);
        hints.into_iter().take_while(|hint| *hint != cookie).collect()
    }

    /// Returns the hints up to and including this one, which must be the last of its batch.
    #[track_caller]
    fn until(&mut self, wanted: &Hint) -> Vec<Hint> {
        let seen = self.until_some(wanted);
        assert_eq!(seen.last(), Some(wanted), "{seen:?}");
        seen
    }

    /// Returns the hints up to the end of the batch that contains this one.
    #[track_caller]
    fn until_some(&self, wanted: &Hint) -> Vec<Hint> {
        let mut seen = Vec::new();
        while !seen.contains(wanted) {
            let batch = self.hints.recv_timeout(DEADLINE);
            seen.extend(batch.unwrap_or_else(|_| panic!("no {wanted:?} came, only {seen:?}")));
        }
        seen
    }
}

fn at(path: &str) -> RelPath {
    RelPath::new(path).unwrap()
}

fn path(text: &str) -> Hint {
    Hint::Path(at(text))
}

fn closed(text: &str) -> Hint {
    Hint::Closed(at(text))
}

fn below(text: &str) -> Hint {
    Hint::Below(Some(at(text)))
}

#[test]
fn a_file_is_told_when_it_is_closed() {
    let mut w = watched(|_| {});
    fs::write(w.path("new"), "x").unwrap();
    assert_eq!(w.all().last(), Some(&closed("new")));
    fs::OpenOptions::new().append(true).open(w.path("new")).unwrap().write_all(b"y").unwrap();
    assert_eq!(w.all().last(), Some(&closed("new")));
}

#[test]
fn a_file_being_written_is_told_as_such() {
    let mut w = watched(|root| fs::write(root.join("log"), "").unwrap());
    let mut file = fs::OpenOptions::new().append(true).open(w.path("log")).unwrap();
    file.write_all(b"line").unwrap();
    assert_eq!(w.all(), [Hint::Writing(at("log"))]);
    drop(file);
    assert_eq!(w.all(), [closed("log")]);
}

#[test]
fn names_that_come_and_go_are_told() {
    let mut w = watched(|root| {
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/x"), "").unwrap();
    });
    fs::rename(w.path("a/b/x"), w.path("a/y")).unwrap();
    let hints = w.all();
    assert!(hints.contains(&path("a/b/x")) && hints.contains(&path("a/y")), "{hints:?}");
    fs::set_permissions(w.path("a/y"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(w.all(), [path("a/y")]);
    fs::remove_file(w.path("a/y")).unwrap();
    assert_eq!(w.all(), [path("a/y")]);
    symlink("nowhere", w.path("link")).unwrap();
    assert_eq!(w.all(), [path("link")]);
    for name in ["new\nline", "-rf", "\"quoted\" 'name'"] {
        fs::write(w.path(name), "").unwrap();
        assert!(w.all().contains(&closed(name)));
    }
}

#[test]
fn reading_is_not_told() {
    let mut w = watched(|root| fs::write(root.join("x"), "").unwrap());
    fs::read(w.path("x")).unwrap();
    fs::read_dir(w.path("")).unwrap().count();
    assert_eq!(w.all(), []);
}

#[test]
fn a_new_directory_is_watched_before_it_is_told() {
    let mut w = watched(|_| {});
    // Made at once, and deep: no event of these could have been seen before there was a watch.
    fs::create_dir_all(w.path("a/b/c/d")).unwrap();
    fs::write(w.path("a/b/c/d/file"), "x").unwrap();
    let hints = w.all();
    assert!(hints.contains(&below("a")) && hints.contains(&path("a")), "{hints:?}");
    fs::write(w.path("a/b/c/d/later"), "x").unwrap();
    assert!(w.all().contains(&closed("a/b/c/d/later")));
}

#[test]
fn a_directory_moved_in_or_about_is_watched_under_its_name() {
    let mut w = watched(|root| fs::create_dir(root.join("old")).unwrap());
    let outside = w.dir.path().join("outside");
    fs::create_dir_all(outside.join("deep")).unwrap();
    fs::rename(&outside, w.path("in")).unwrap();
    assert!(w.all().contains(&below("in")));
    fs::rename(w.path("in"), w.path("old/in")).unwrap();
    let hints = w.all();
    assert!(hints.contains(&path("in")) && hints.contains(&below("old/in")), "{hints:?}");
    fs::write(w.path("old/in/deep/x"), "").unwrap();
    let hints = w.all();
    assert!(hints.contains(&closed("old/in/deep/x")), "{hints:?}");
    assert!(hints.iter().all(|hint| *hint != closed("in/deep/x")), "{hints:?}");
    // What is moved out is no longer watched, once the move has been handled completely.
    fs::rename(w.path("old/in"), &outside).unwrap();
    assert!(w.all().contains(&path("old/in")));
    let begun = Instant::now();
    loop {
        fs::write(outside.join("deep/x"), "y").unwrap();
        if w.all().is_empty() {
            break;
        }
        assert!(begun.elapsed() < DEADLINE, "it is still watched");
    }
}

#[test]
fn a_directory_made_again_is_watched_again() {
    let mut w = watched(|_| {});
    for _ in 0..50 {
        fs::create_dir(w.path("d")).unwrap();
        fs::remove_dir(w.path("d")).unwrap();
    }
    fs::create_dir(w.path("d")).unwrap();
    w.all();
    fs::write(w.path("d/x"), "").unwrap();
    assert!(w.all().contains(&closed("d/x")));
}

#[test]
fn symlinks_are_not_followed() {
    let mut w = watched(|root| {
        fs::create_dir(root.parent().unwrap().join("outside")).unwrap();
        symlink("../outside", root.join("link")).unwrap();
    });
    symlink("../outside", w.path("link2")).unwrap();
    assert_eq!(w.all(), [path("link2")]);
    fs::write(w.dir.path().join("outside/x"), "").unwrap();
    assert_eq!(w.all(), []);
}

#[test]
fn what_is_staged_is_not_told_but_put_in_place_is() {
    let mut w = watched(|_| {});
    fs::write(w.path(".syncit/staging/s"), "x").unwrap();
    fs::write(w.path(".syncit/partial/p"), "x").unwrap();
    fs::write(w.path(".syncit/record"), "x").unwrap();
    assert_eq!(w.all(), []);
    fs::rename(w.path(".syncit/staging/s"), w.path("placed")).unwrap();
    assert_eq!(w.all(), [path("placed")]);
}

#[test]
fn the_root_and_its_marker_are_told() {
    let settings = Settings { look_for_root_every: Duration::from_millis(5), ..Settings::default() };
    let mut w = watched_with(|root| fs::write(root.join(".syncit/folder.json"), "{}").unwrap(), settings);
    fs::remove_file(w.path(".syncit/folder.json")).unwrap();
    assert_eq!(w.all(), [Hint::Root]);
    fs::rename(w.path(".syncit"), w.dir.path().join("own")).unwrap();
    w.until_some(&Hint::Root);
    fs::rename(w.dir.path().join("own"), w.path(".syncit")).unwrap();
    w.until_some(&Hint::Root);
    let hints = w.all();
    assert!(hints.iter().all(|hint| matches!(hint, Hint::Root | Hint::Below(None))), "cookies work again: {hints:?}");
    // The folder under this path counts, not the directory that was moved away.
    fs::rename(w.path(""), w.dir.path().join("moved")).unwrap();
    w.until_some(&Hint::Root);
    fs::create_dir(w.dir.path().join("moved/new")).unwrap();
    w.watcher.cookie(1).unwrap_err();
    fs::create_dir(w.path("")).unwrap();
    w.watcher.cookie(1).unwrap_err();
    fs::remove_dir(w.path("")).unwrap();
    fs::rename(w.dir.path().join("moved"), w.path("")).unwrap();
    w.until_some(&Hint::Below(None));
    fs::write(w.path("new/x"), "").unwrap();
    w.until_some(&closed("new/x"));
}

#[test]
fn a_removed_root_is_told() {
    let w = watched(|_| {});
    fs::remove_dir_all(w.path("")).unwrap();
    w.until_some(&Hint::Root);
    w.watcher.cookie(1).unwrap_err();
}

#[test]
fn names_that_cannot_be_synced_are_told_by_their_directory() {
    let mut w = watched(|root| fs::create_dir(root.join("d")).unwrap());
    fs::write(w.path("d").join(OsStr::from_bytes(b"caf\xe9")), "x").unwrap();
    assert_eq!(w.all(), [below("d")]);
    fs::write(w.path("").join(OsStr::from_bytes(b"caf\xe9")), "x").unwrap();
    assert_eq!(w.all(), [Hint::Below(None)]);
}

/// Acts as if the system had lost events.
fn overflow(watches: &Watches) {
    watches.take_event(Ok(Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
}

#[test]
fn an_overflow_is_told_as_everything_and_heals() {
    let mut w = watched(|root| fs::create_dir_all(root.join("a/b")).unwrap());
    overflow(&w.watches);
    let hints = w.until(&Hint::Below(None));
    assert!(hints.contains(&Hint::Root), "{hints:?}");
    fs::rename(w.path("a"), w.path("c")).unwrap();
    fs::write(w.path("c/b/x"), "").unwrap();
    let hints = w.all();
    assert!(hints.contains(&below("c")), "{hints:?}");
    fs::write(w.path("c/b/y"), "").unwrap();
    assert!(w.all().contains(&closed("c/b/y")));
}

#[test]
fn more_than_the_queue_holds_is_told_as_everything() {
    let bound = 100;
    let settings = Settings { queue_bound: bound, ..Settings::default() };
    let mut w = watched_with(|_| {}, settings);
    {
        let mut queue = w.watcher.shared.queue();
        for n in 0..=bound {
            queue.push(Item::Moved(n as WatchId), bound);
        }
    }
    w.watcher.shared.task.wake();
    w.until(&Hint::Below(None));
    assert_eq!(w.all(), []);
}

#[test]
fn a_cookie_survives_an_overflow_and_comes_once() {
    let mut w = watched(|_| {});
    {
        let mut queue = w.watcher.shared.queue();
        queue.cookies.insert(7);
        queue.lose(Instant::now());
    }
    w.watcher.shared.task.wake();
    assert!(w.until(&Hint::Cookie(7)).contains(&Hint::Below(None)));
    w.watcher.shared.push(Item::Cookie(7));
    assert_eq!(w.all(), []);
}

#[test]
fn a_cookie_comes_after_everything_before_it() {
    let mut w = watched(|root| fs::write(root.join(".syncit/cookie-3"), "left by a crash").unwrap());
    for n in 0..300 {
        fs::write(w.path(&n.to_string()), "").unwrap();
    }
    w.watcher.cookie(3).unwrap();
    let hints = w.until(&Hint::Cookie(3));
    for n in 0..300 {
        assert!(hints.contains(&closed(&n.to_string())), "{n}");
    }
    assert!(!w.path(".syncit/cookie-3").exists());
    fs::write(w.path(".syncit/cookie-9"), "").unwrap();
    assert_eq!(w.all(), [], "a cookie that nobody asked for");
}

#[test]
fn what_has_no_watch_is_polled_until_it_has_one() {
    // .syncit, the root and one of the three directories.
    let left = Arc::new(AtomicUsize::new(3));
    let budget = left.clone();
    let may_add = move || budget.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
    let settings = Settings { poll_every: Duration::from_millis(5), may_add: Box::new(may_add), ..Settings::default() };
    let mut w = watched_with(
        |root| {
            for dir in ["a/x", "b/x", "c/x"] {
                fs::create_dir_all(root.join(dir)).unwrap();
            }
        },
        settings,
    );
    let polled = w.watcher.polled();
    assert_eq!(polled.len(), 3, "the other two, and the one in the first: {polled:?}");
    let mut hints = w.all();
    for dir in &polled {
        assert!(hints.contains(&Hint::Below(dir.clone())), "before the cookie: {hints:?}");
        while !hints.contains(&Hint::Below(dir.clone())) {
            hints.extend(w.hints.recv_timeout(DEADLINE).unwrap());
        }
    }
    left.store(1000, Ordering::SeqCst);
    let begun = Instant::now();
    while !w.watcher.polled().is_empty() {
        assert!(begun.elapsed() < DEADLINE);
        let _ = w.hints.recv_timeout(DEADLINE);
    }
    w.all();
    for dir in ["a/x", "b/x", "c/x"] {
        fs::write(w.path(dir).join("f"), "").unwrap();
        assert!(w.all().contains(&closed(&format!("{dir}/f"))), "{dir}");
    }
}

#[test]
fn a_system_without_any_watch_left_is_polled_as_a_whole() {
    let settings =
        Settings { poll_every: Duration::from_millis(5), may_add: Box::new(|| false), ..Settings::default() };
    let w = watched_with(|_| {}, settings);
    assert_eq!(w.watcher.polled(), [None]);
    assert!(w.hints.recv_timeout(DEADLINE).unwrap().contains(&Hint::Below(None)));
    w.watcher.cookie(1).unwrap();
    w.until_some(&Hint::Cookie(1));
}

#[test]
fn the_limit_and_its_use_are_known() {
    let _w = watched(|root| {
        for n in 0..20 {
            fs::create_dir(root.join(n.to_string())).unwrap();
        }
    });
    let limit = Watcher::limit().unwrap();
    assert!(limit.used >= 22 && limit.max_user_watches > 0, "{limit:?}");
}

#[test]
fn a_folder_that_is_not_there_cannot_be_watched() {
    let missing = tempfile::tempdir().unwrap().path().join("none");
    let watches = Watches::new(Workers::start());
    assert!(matches!(Watcher::start(&watches, &missing, |_| {}), Err(WatchError::Disk(_))));
}
