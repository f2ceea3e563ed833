//! Tests of writing, renaming, exchanging and removing.

use std::os::unix::fs::{MetadataExt, symlink};

use syncit_core::content::CHUNK_MAX;
use syncit_core::{FolderId, ReplicaId};

use super::*;
use crate::root::marker::{self, Marker, MarkerError};

#[test]
fn rename_never_replaces() {
    let f = folder();
    f.put("a", "a").put("b", "b").put("full/x", "");
    std_fs::create_dir(f.path("empty")).unwrap();
    for by_hand in [false, true] {
        f.disk.shared.refuses_flags.store(by_hand, std::sync::atomic::Ordering::Relaxed);
        let rename = |from: &str, to: &str| f.disk.rename(&at(from), &at(to));
        check_kind(rename("a", "b"), DiskErrorKind::Exists);
        check_kind(rename("a", "empty"), DiskErrorKind::Exists);
        check_kind(rename("full", "empty"), DiskErrorKind::Exists);
        check_kind(rename("gone", "new"), DiskErrorKind::NotFound);
        check_kind(rename("a", "gone/new"), DiskErrorKind::NotFound);
        rename("a", "new").unwrap();
        assert_eq!((f.text("new"), f.text("b")), ("a".into(), "b".into()));
        rename("new", "a").unwrap();
        rename("full", "moved").unwrap();
        rename("moved", "full").unwrap();
        symlink("nowhere", f.path("link")).unwrap();
        rename("link", "link2").unwrap();
        assert_eq!(f.disk.read_link(&at("link2")).unwrap(), "nowhere");
        std_fs::remove_file(f.path("link2")).unwrap();
    }
    assert!(f.disk.rename(&at("full"), &at("full/inside")).is_err());
}

#[test]
fn without_the_flags_of_rename_nothing_is_overwritten_and_an_exchange_is_unsupported() {
    let f = folder();
    f.put("a", "a");
    f.disk.write_at(&staging("s"), 0, b"new").unwrap();
    f.disk.shared.refuses_flags.store(true, std::sync::atomic::Ordering::Relaxed);
    check_kind(f.disk.exchange(&staging("s"), &at("a")), DiskErrorKind::Unsupported);
    check_kind(f.disk.rename(&staging("s"), &at("a")), DiskErrorKind::Exists);
    f.disk.rename(&at("a"), &staging("old")).unwrap();
    f.disk.rename(&staging("s"), &at("a")).unwrap();
    assert_eq!(f.text("a"), "new");
    assert_eq!(f.read(&staging("old")).unwrap(), b"a");
    check_kind(f.disk.stat(&staging("s")), DiskErrorKind::NotFound);
}

#[test]
fn exchange_swaps_two_things_at_once() {
    let f = folder();
    f.put("a", "old").put("dir/x", "x");
    f.disk.write_at(&staging("s"), 0, b"new").unwrap();
    f.disk.exchange(&staging("s"), &at("a")).unwrap();
    assert_eq!(f.text("a"), "new");
    assert_eq!(f.read(&staging("s")).unwrap(), b"old");
    // Writing to the same place again goes to what is there now.
    f.disk.write_at(&staging("s"), 0, b"OLD").unwrap();
    assert_eq!(f.text("a"), "new");
    f.disk.exchange(&at("a"), &at("dir")).unwrap();
    assert_eq!(f.text("a/x"), "x");
    check_kind(f.disk.exchange(&staging("s"), &at("gone")), DiskErrorKind::NotFound);
}

#[test]
fn a_file_kept_open_is_not_mistaken_for_a_new_one() {
    let f = folder();
    let part = Place::Partial("p".into());
    f.disk.write_at(&part, 0, b"one").unwrap();
    f.disk.rename(&part, &at("placed")).unwrap();
    f.disk.write_at(&part, 0, b"two").unwrap();
    assert_eq!(f.text("placed"), "one");
    f.disk.remove_file(&part).unwrap();
    f.disk.write_at(&part, 0, b"3").unwrap();
    assert_eq!(f.read(&part).unwrap(), b"3");
    f.disk.finish_file(&part, 1, false, now()).unwrap();
    f.disk.exchange(&part, &at("placed")).unwrap();
    f.disk.write_at(&part, 0, b"ONE").unwrap();
    assert_eq!((f.text("placed"), f.read(&part).unwrap()), ("3".into(), b"ONE".to_vec()));
    // Somebody removes a file that is being written: that is noticed, at the latest, when it is finished.
    std_fs::remove_file(f.path(".syncit/partial/p")).unwrap();
    f.disk.write_at(&part, 3, b"...").ok();
    check_kind(f.disk.finish_file(&part, 6, false, now()), DiskErrorKind::NotFound);
}

#[test]
fn a_directory_of_its_own_that_was_removed_is_found_again_when_it_is_back() {
    let f = folder();
    let place = Place::Staging("s".into());
    f.disk.write_at(&place, 0, b"one").unwrap();
    f.disk.rename(&place, &at("placed")).unwrap();
    std_fs::remove_dir(f.path(".syncit/staging")).unwrap();
    check_kind(f.disk.rename(&at("placed"), &place), DiskErrorKind::NotFound);
    check_kind(f.disk.stat(&place), DiskErrorKind::NotFound);
    f.disk.init_own_dir().unwrap();
    f.disk.rename(&at("placed"), &place).unwrap();
    assert_eq!(f.text(".syncit/staging/s"), "one");
    f.disk.stat(&place).unwrap();
    f.disk.sync(&vec![place; SYNC_SINGLY + 1], &[]).unwrap();
}

#[test]
fn finishing_gives_length_mode_and_time() {
    let f = folder();
    let umask = f.disk.shared.umask;
    let mtime = Timestamp::from_parts(1_000_000_000, 123_456_789);
    f.disk.write_at(&staging("s"), 0, b"content").unwrap();
    assert_eq!(std_fs::metadata(f.path(".syncit/staging/s")).unwrap().mode() & 0o7777, 0o600);
    for (executable, all) in [(true, 0o777), (false, 0o666)] {
        f.disk.finish_file(&staging("s"), 3, executable, mtime).unwrap();
        let stat = f.disk.stat(&staging("s")).unwrap();
        assert_eq!((stat.size, stat.executable, stat.mtime), (3, executable && umask & 0o100 == 0, mtime));
        assert_eq!(std_fs::metadata(f.path(".syncit/staging/s")).unwrap().mode() & 0o7777, all & !umask);
    }
    f.disk.finish_file(&staging("s"), 3, false, Timestamp(-1)).unwrap();
    assert_eq!(f.disk.stat(&staging("s")).unwrap().mtime, Timestamp(-1), "before 1970");
}

#[test]
fn zeros_beyond_the_end_become_holes() {
    let f = folder();
    let zeros = vec![0; CHUNK_MAX];
    f.disk.write_at(&staging("s"), 0, b"head").unwrap();
    for n in 1..20 {
        f.disk.write_at(&staging("s"), n * CHUNK_MAX as u64, &zeros).unwrap();
    }
    f.disk.write_at(&staging("s"), 2 * CHUNK_MAX as u64, b"middle").unwrap();
    f.disk.write_at(&staging("s"), 0, &[0; 4]).unwrap();
    let size = 20 * CHUNK_MAX as u64;
    f.disk.copy_file(&staging("s"), &staging("copy")).unwrap();
    for name in ["s", "copy"] {
        f.disk.sync(&[staging(name)], &[]).unwrap();
        let meta = std_fs::metadata(f.path(".syncit/staging").join(name)).unwrap();
        assert_eq!(meta.len(), size);
        assert!(meta.blocks() * 512 < CHUNK_MAX as u64, "{name}: {} blocks", meta.blocks());
        let bytes = f.read(&staging(name)).unwrap();
        assert_eq!(&bytes[2 * CHUNK_MAX..2 * CHUNK_MAX + 6], b"middle");
        assert_eq!(bytes.iter().filter(|byte| **byte != 0).count(), 6, "zeros were written over the head");
    }
}

#[test]
fn a_file_beyond_four_gibibytes_is_addressed_rightly() {
    let f = folder();
    let end = 5u64 << 30;
    f.disk.write_at(&staging("s"), end, b"the end").unwrap();
    f.disk.finish_file(&staging("s"), end + 7, false, now()).unwrap();
    let (reader, stat) = f.disk.open(&staging("s")).unwrap();
    let mut bytes = [0; 20];
    assert_eq!((f.disk.read_at(&reader, end, &mut bytes).unwrap(), stat.size), (7, end + 7));
    assert_eq!(&bytes[..7], b"the end");
}

#[test]
fn copies_are_whole_and_new() {
    let f = folder();
    let text = "0123456789abcdef".repeat(50_000);
    f.put("a", &text);
    f.disk.copy_file(&at("a"), &staging("c")).unwrap();
    assert_eq!(f.read(&staging("c")).unwrap(), text.as_bytes());
    check_kind(f.disk.copy_file(&at("a"), &staging("c")), DiskErrorKind::Exists);
    check_kind(f.disk.copy_file(&at("gone"), &staging("d")), DiskErrorKind::NotFound);
    check_kind(f.disk.stat(&staging("d")), DiskErrorKind::NotFound);
}

#[test]
fn directories_and_links_are_made_and_removed() {
    let f = folder();
    f.disk.make_dir(&at("d"), false).unwrap();
    check_kind(f.disk.make_dir(&at("d"), false), DiskErrorKind::Exists);
    f.disk.make_link(&at("d/l"), "../.. anything\n").unwrap();
    check_kind(f.disk.make_link(&at("d/l"), "x"), DiskErrorKind::Exists);
    check_kind(f.disk.remove_dir(&at("d")), DiskErrorKind::NotEmpty);
    check_kind(f.disk.remove_dir(&at("d/l")), DiskErrorKind::NotFound);
    f.disk.remove_file(&at("d/l")).unwrap();
    f.disk.remove_dir(&at("d")).unwrap();
    check_kind(f.disk.stat(&at("d")), DiskErrorKind::NotFound);
    check_kind(f.disk.make_dir(&at(&format!("{}/x", "d".repeat(255))), false), DiskErrorKind::NotFound);
}

#[test]
fn few_and_many_are_synced() {
    let f = folder();
    for count in [0, 1, SYNC_SINGLY, SYNC_SINGLY + 1, 40] {
        let places: Vec<_> = (0..count).map(|n| staging(&n.to_string())).collect();
        for place in &places {
            f.disk.write_at(place, 0, b"x").unwrap();
        }
        f.disk.sync(&places, &[Place::Root]).unwrap();
        let mut gone = places.clone();
        gone.push(staging("gone"));
        check_kind(f.disk.sync(&gone, &[]), DiskErrorKind::NotFound);
    }
    check_kind(f.disk.sync(&[], &[at("gone")]), DiskErrorKind::NotFound);
    assert!(f.disk.free_bytes().unwrap() > 0);
}

#[test]
fn a_full_disk_is_told_as_such() {
    // /dev/full is not in a folder, but its error is the one that a full disk gives.
    let full = fs::open("/dev/full", OFlags::WRONLY, Mode::empty()).unwrap();
    let errno = content::write_fully(&full, 0, b"x").unwrap_err();
    assert_eq!(kind_of(errno), DiskErrorKind::Full);
    assert_eq!(kind_of(Errno::DQUOT), DiskErrorKind::Full);
    assert_eq!(kind_of(Errno::XDEV), DiskErrorKind::OtherMount, "below a mount point is not absent");
}

#[test]
fn markers_are_written_whole_and_replaced() {
    let f = folder();
    let one = Marker { folder: FolderId([1; 16]), replica: ReplicaId([2; 16]) };
    let two = Marker { folder: FolderId([3; 16]), replica: ReplicaId([4; 16]) };
    assert_eq!(marker::read(&f.disk), Err(MarkerError::Missing));
    marker::write(&f.disk, &one).unwrap();
    assert_eq!(marker::read(&f.disk), Ok(one));
    f.put(
        ".syncit/folder.json.new",
        "left by a crash, and longer than what replaces it, as it might be, so that a rest would show; and on, and on",
    );
    marker::write(&f.disk, &two).unwrap();
    assert_eq!(marker::read(&f.disk), Ok(two));
    assert!(!f.path(".syncit/folder.json.new").exists());
    f.put(".syncit/folder.json", &" ".repeat(5000));
    assert!(matches!(marker::read(&f.disk), Err(MarkerError::Damaged(_))));
    std_fs::remove_file(f.path(".syncit/folder.json")).unwrap();
    symlink(f.outside("marker"), f.path(".syncit/folder.json")).unwrap();
    assert!(matches!(marker::read(&f.disk), Err(MarkerError::Disk(_))));
}
