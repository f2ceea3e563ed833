//! Tests of several folders that share one inotify instance.

use std::collections::BTreeSet;
use std::sync::mpsc::Sender;

use super::*;

/// Returns folders that share their watches, each with `d/e` in it.
fn folders(count: usize) -> Vec<Watched> {
    let watches = Watches::new(Workers::start());
    let dirs = |root: &Path| fs::create_dir_all(root.join("d/e")).unwrap();
    (0..count).map(|_| watched_by(&watches, dirs, Settings::default())).collect()
}

/// Starts another watcher of a directory that is watched already.
fn watched_again(watches: &Watches, root: &Path) -> (Watcher, Receiver<Vec<Hint>>) {
    let (sender, hints) = channel();
    let sink = move |hints| drop(sender.send(hints));
    (Watcher::start_with(watches, root, sink, Settings::default()).unwrap(), hints)
}

#[track_caller]
fn until(hints: &Receiver<Vec<Hint>>, wanted: &Hint) {
    while !hints.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("no {wanted:?} came")).contains(wanted) {}
}

#[track_caller]
fn until_so(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "never {what}");
        std::thread::yield_now();
    }
}

#[test]
fn each_folder_is_told_of_its_own_directories() {
    let mut folders = folders(20);
    for folder in &mut folders {
        fs::write(folder.path("d/e/x"), "").unwrap();
        assert!(folder.all().contains(&closed("d/e/x")));
    }
    for folder in &mut folders {
        assert_eq!(folder.all(), [], "nothing of the others");
        assert_eq!(folder.watcher.watches(), 4, "the folder, its .syncit and two directories");
    }
    assert_eq!(folders[0].watches.count(), 80);
}

#[test]
fn a_folder_that_is_closed_takes_its_watches_with_it_and_no_others() {
    let mut folders = folders(3);
    let gone = folders.remove(1);
    let watches = gone.watches.clone();
    drop(gone.watcher);
    assert_eq!(watches.count(), 8);
    for folder in &mut folders {
        fs::write(folder.path("d/e/x"), "").unwrap();
        assert!(folder.all().contains(&closed("d/e/x")));
        // A directory that ends removes only its own watch.
        fs::remove_dir_all(folder.path("d/e")).unwrap();
        assert!(folder.all().contains(&path("d/e")));
        assert_eq!(folder.watcher.watches(), 3);
    }
    assert_eq!(watches.count(), 6);
    drop(folders);
    assert_eq!(watches.count(), 0);
}

#[test]
fn a_directory_in_two_folders_is_told_to_both() {
    let mut outer = watched(|root| {
        fs::create_dir_all(root.join("d/inner/e")).unwrap();
        LinuxDisk::open(&root.join("d/inner")).unwrap().init_own_dir().unwrap();
    });
    let inner_root = outer.path("d/inner");
    let (inner, hints) = watched_again(&outer.watches, &inner_root);
    fs::write(inner_root.join("e/x"), "").unwrap();
    until(&hints, &closed("e/x"));
    assert!(outer.all().contains(&closed("d/inner/e/x")));
    // A new directory is watched by both, too, and a moved one is found by both.
    fs::create_dir_all(inner_root.join("new/deep")).unwrap();
    until(&hints, &below("new"));
    assert!(outer.all().contains(&below("d/inner/new")));
    fs::rename(inner_root.join("new"), inner_root.join("e/moved")).unwrap();
    until(&hints, &below("e/moved"));
    assert!(outer.all().contains(&below("d/inner/e/moved")));
    fs::write(inner_root.join("e/moved/deep/y"), "").unwrap();
    until(&hints, &closed("e/moved/deep/y"));
    assert!(outer.all().contains(&closed("d/inner/e/moved/deep/y")));
    // Neither removes the other's watches.
    drop(inner);
    fs::write(inner_root.join("e/moved/deep/z"), "").unwrap();
    assert!(outer.all().contains(&closed("d/inner/e/moved/deep/z")));
    let (inner, hints) = watched_again(&outer.watches, &inner_root);
    let watches = outer.watches.clone();
    drop(outer.watcher);
    assert_eq!(inner.watches(), watches.count());
    fs::write(inner_root.join("e/moved/deep/z"), "again").unwrap();
    until(&hints, &closed("e/moved/deep/z"));
    fs::remove_dir_all(inner_root.join("e")).unwrap();
    until(&hints, &path("e"));
    until_so("forgotten", || watches.count() == 2);
}

#[test]
fn a_shared_directory_is_still_told_to_both_after_an_overflow_and_made_again() {
    let mut outer = watched(|root| {
        fs::create_dir_all(root.join("inner/e")).unwrap();
        LinuxDisk::open(&root.join("inner")).unwrap().init_own_dir().unwrap();
    });
    let inner_root = outer.path("inner");
    let (_inner, hints) = watched_again(&outer.watches, &inner_root);
    for round in 0..5 {
        overflow(&outer.watches);
        outer.until_some(&Hint::Below(None));
        until(&hints, &Hint::Below(None));
        fs::write(inner_root.join("e/x"), "").unwrap();
        until(&hints, &closed("e/x"));
        assert!(outer.all().contains(&closed("inner/e/x")), "{round}");
        // The inode is most likely reused.
        fs::remove_dir_all(inner_root.join("e")).unwrap();
        fs::create_dir(inner_root.join("e")).unwrap();
        until(&hints, &below("e"));
        outer.all();
    }
}

#[test]
fn an_overflow_has_every_folder_looked_through_one_after_the_other() {
    let folders = folders(10);
    let (sender, order) = channel();
    let begun = Instant::now();
    overflow(&folders[0].watches);
    std::thread::scope(|scope| {
        for (n, folder) in folders.into_iter().enumerate() {
            let sender: Sender<(usize, Duration)> = sender.clone();
            scope.spawn(move || {
                folder.until_some(&Hint::Below(None));
                sender.send((n, begun.elapsed())).unwrap();
                fs::write(folder.path("d/e/x"), "").unwrap();
                folder.until_some(&closed("d/e/x"));
            });
        }
    });
    drop(sender);
    let order: Vec<(usize, Duration)> = order.iter().collect();
    assert_eq!(order.iter().map(|(n, _)| n).collect::<BTreeSet<_>>().len(), 10);
    assert!(order[9].1 >= watches::PACE * 9, "not all at once: {order:?}");
}

#[test]
fn what_happens_before_a_folder_is_looked_through_is_told_at_once() {
    let mut folders = folders(60);
    overflow(&folders[0].watches);
    let still_waits = |folder: &Watched| folder.watcher.shared.queue().lost().is_some();
    let last = folders.iter().position(|folder| {
        folder.watcher.shared.queue().lost().is_some_and(|at| at > Instant::now() + watches::PACE * 30)
    });
    let quiet = &mut folders[last.unwrap()];
    fs::write(quiet.path("d/e/x"), "").unwrap();
    quiet.until_some(&closed("d/e/x"));
    assert!(still_waits(quiet), "it was not looked through yet");
    // A folder with an awaited cookie does not wait for the others.
    assert!(quiet.all().contains(&Hint::Below(None)));
    assert!(folders.iter().any(still_waits));
}

#[test]
fn a_folder_that_floods_the_system_again_is_left_alone_for_a_while() {
    let mut folders = folders(3);
    let mut flood = |times: u32| {
        let shared = &folders[1].watcher.shared;
        shared.events.store(100_000, Ordering::Relaxed);
        let begun = Instant::now();
        overflow(&folders[1].watches);
        assert_eq!(shared.queue().floods.unwrap().1, times);
        if times > 1 {
            // On a very slow computer it may be over before this check, and then there is nothing to see.
            let is_over = || shared.queue().lost().is_none();
            let until = shared.queue().lost().unwrap_or_else(|| begun + Duration::from_secs(60));
            assert!(until >= begun + crate::watch::shared::flood_pause(times - 1));
            until_so("without watches", || folders[1].watcher.watches() == 0 || is_over());
        }
        folders[0].until_some(&Hint::Below(None));
        fs::write(folders[0].path("d/e/x"), "").unwrap();
        assert!(folders[0].all().contains(&closed("d/e/x")), "another folder goes on");
        folders[1].until_some(&Hint::Below(None));
        fs::write(folders[1].path("d/e/x"), "").unwrap();
        folders[1].until_some(&closed("d/e/x"));
    };
    flood(1);
    flood(2);
    flood(3);
    let pauses = [0, 1, 2, 3, 4, 5, 6, 40].map(|times| crate::watch::shared::flood_pause(times).as_millis());
    assert_eq!(pauses, [0, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
}

#[test]
fn a_folder_that_is_flooded_is_told_by_directories_and_others_at_once() {
    let watches = Watches::new(Workers::start());
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("d")).unwrap();
    LinuxDisk::open(dir.path()).unwrap().init_own_dir().unwrap();
    let (give, hints) = channel();
    let (release, blocked) = channel::<()>();
    // The receiver of the hints is busy.
    let sink = move |hints: Vec<Hint>| {
        give.send(hints).unwrap();
        let _ = blocked.recv();
    };
    let settings = Settings { queue_bound: 100, ..Settings::default() };
    let watcher = Watcher::start_with(&watches, dir.path(), sink, settings).unwrap();
    fs::write(dir.path().join("d/first"), "").unwrap();
    hints.recv_timeout(DEADLINE).unwrap();
    for n in 0..1000 {
        fs::write(dir.path().join(format!("d/{n}")), "").unwrap();
    }
    watcher.cookie(1).unwrap();
    let mut quiet = watched_by(&watches, |_| {}, Settings::default());
    fs::write(quiet.path("x"), "").unwrap();
    assert!(quiet.all().contains(&closed("x")), "another is told at once");
    drop(release);
    let mut found = Vec::new();
    while !found.contains(&Hint::Cookie(1)) {
        found.extend(hints.recv_timeout(DEADLINE).unwrap());
    }
    assert!(found.contains(&below("d")) && found.len() < 200, "{} hints", found.len());
    assert!(!found.contains(&Hint::Below(None)));
    // Afterwards names are reported again.
    fs::write(dir.path().join("d/later"), "").unwrap();
    until(&hints, &closed("d/later"));
}

#[test]
fn a_large_tree_that_comes_is_watched_in_turns_and_told_when_it_is() {
    let mut w = watched(|_| {});
    let outside = w.dir.path().join("outside");
    for n in 0..1000 {
        fs::create_dir_all(outside.join(format!("{}/{n}", n % 10))).unwrap();
    }
    fs::rename(&outside, w.path("in")).unwrap();
    w.until_some(&below("in"));
    assert_eq!(w.watcher.watches(), 1013);
    for n in 0..1000 {
        fs::write(w.path(&format!("in/{}/{n}/x", n % 10)), "").unwrap();
    }
    let hints = w.all();
    for n in 0..1000 {
        assert!(hints.contains(&closed(&format!("in/{}/{n}/x", n % 10))), "{n}");
    }
}
