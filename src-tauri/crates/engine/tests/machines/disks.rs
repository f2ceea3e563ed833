//! Disks that are unmounted while SyncIt runs, and come back: real mounts, in a process with its own mount namespace.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, SyncState};
use syncit_testkit::mounts;

use super::harness::Machines;

/// How long a folder that has nothing to do may keep its disk busy.
const LETS_GO_IN: Duration = Duration::from_secs(2);
/// How soon a disk that is back must be noticed.
const BACK_IN: Duration = Duration::from_secs(10);

/// A disk that can be mounted on a directory, unmounted and mounted again unchanged.
struct Disk {
    arguments: Vec<String>,
}

impl Disk {
    /// A tmpfs that stays mounted elsewhere.
    fn in_memory(keep: &Path) -> Self {
        mounts::mount(&["-t", "tmpfs", "none"], keep).unwrap();
        Disk { arguments: vec!["--bind".into(), keep.to_str().unwrap().into()] }
    }

    /// An image in a file; none where loop devices cannot be used.
    fn image(dir: &Path, name: &str) -> Option<Self> {
        let image = dir.join(name);
        fs::File::create(&image).unwrap().set_len(64 << 20).unwrap();
        let made = std::process::Command::new("mkfs.ext4").arg("-q").arg(&image).status();
        let disk = Disk { arguments: vec!["-o".into(), "loop".into(), image.to_str().unwrap().into()] };
        let probe = dir.join("probe");
        fs::create_dir_all(&probe).unwrap();
        let works = made.is_ok_and(|made| made.success()) && disk.try_mount(&probe).is_ok();
        works.then(|| mounts::unmount(&probe).unwrap())?;
        Some(disk)
    }

    fn try_mount(&self, at: &Path) -> Result<(), String> {
        mounts::mount(&self.arguments.iter().map(String::as_str).collect::<Vec<_>>(), at)
    }

    fn mount(&self, at: &Path) {
        self.try_mount(at).unwrap();
    }
}

#[track_caller]
fn unmounts(at: &Path) {
    let begun = Instant::now();
    while let Err(why) = mounts::unmount(at) {
        assert!(begun.elapsed() < LETS_GO_IN, "{why}");
    }
}

/// A hub with two folders: "docs" is the laptop's whole disk, "part" a directory of it.
fn with_disk(disk: &Disk) -> Machines {
    let m = Machines::new(&["hub", "laptop", "desktop"]);
    let at = m.root("laptop", "docs");
    fs::create_dir_all(&at).unwrap();
    disk.mount(&at);
    fs::create_dir_all(at.join("below/part")).unwrap();
    for folder in ["docs", "part"] {
        m.share("desktop", folder);
    }
    for (folder, path) in [("part", at.join("below/part")), ("docs", at.join("whole"))] {
        fs::create_dir_all(&path).unwrap();
        m.call("laptop", Command::Link { name: folder.into(), path, role: SyncMode::TwoWay, only: None });
    }
    m
}

/// Unmounts the disk, runs `unplugged`, and mounts it again. Returns the device numbers before and after.
fn lets_go_and_goes_on(disk: &Disk, unplugged: impl FnOnce()) -> [u64; 2] {
    let mut m = with_disk(disk);
    let at = m.root("laptop", "docs");
    for n in 0..50 {
        fs::write(at.join(format!("whole/{n}")), vec![n; 100_000]).unwrap();
        fs::write(at.join(format!("below/part/{n}")), "small").unwrap();
    }
    m.settle(&["laptop", "desktop"]);
    let before = fs::metadata(&at).unwrap().dev();
    unmounts(&at);
    m.until_state("laptop", SyncState::Held);
    unplugged();
    fs::write(m.root("desktop", "docs").join("meanwhile"), "x").unwrap();
    m.settle(&["desktop"]);

    disk.mount(&at);
    let after = fs::metadata(&at).unwrap().dev();
    let begun = Instant::now();
    m.until("laptop", "going on", |_| at.join("whole/meanwhile").exists());
    assert!(begun.elapsed() < BACK_IN, "{:?}", begun.elapsed());
    fs::write(at.join("below/part/later"), "x").unwrap();
    m.settle(&["laptop", "desktop"]);
    assert!(m.root("desktop", "part").join("later").exists());
    assert_eq!(fs::read_dir(m.root("desktop", "docs")).unwrap().count(), 52, "nothing was deleted");

    // A start without the disk.
    m.stop("laptop");
    unmounts(&at);
    m.start("laptop");
    m.until_state("laptop", SyncState::Held);
    fs::write(m.root("desktop", "docs").join("again"), "x").unwrap();
    disk.mount(&at);
    let begun = Instant::now();
    m.until("laptop", "going on after a start", |_| at.join("whole/again").exists());
    assert!(begun.elapsed() < BACK_IN, "{:?}", begun.elapsed());
    m.settle(&["laptop", "desktop"]);
    m.stop("laptop");
    [before, after]
}

#[test]
fn a_disk_can_be_unmounted_and_comes_back() {
    mounts::with_own_mounts("disks::a_disk_can_be_unmounted_and_comes_back", || {
        let keep = tempfile::tempdir().unwrap();
        lets_go_and_goes_on(&Disk::in_memory(keep.path()), || {});
    });
}

#[test]
fn an_ext4_disk_comes_back_under_another_device_number() {
    mounts::with_own_mounts("disks::an_ext4_disk_comes_back_under_another_device_number", || {
        let dir = tempfile::tempdir().unwrap();
        let (Some(disk), Some(other)) = (Disk::image(dir.path(), "image"), Disk::image(dir.path(), "other")) else {
            return eprintln!("skipped: no ext4 image can be mounted here");
        };
        // Another disk takes the device number.
        let [before, after] = lets_go_and_goes_on(&disk, || other.mount(&dir.path().join("probe")));
        assert_ne!(before, after);
    });
}
