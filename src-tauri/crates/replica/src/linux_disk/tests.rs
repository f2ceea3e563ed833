#![allow(clippy::unwrap_used)]
//! Against real directories. As root, what is about permissions runs again in a child without rights.

use std::fs as std_fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use super::*;
use crate::cut::{self, CUT_BUFFER};
use crate::marker::{self, Marker, MarkerError};
use crate::step::BodyFrom;
use syncit_core::content::{CHUNK_MAX, CHUNK_MIN, CONTENT_MAX, ChunkList, Digest};
use syncit_core::{FolderId, ReplicaId};

struct Folder {
    disk: LinuxDisk,
    dir: tempfile::TempDir,
}

fn folder() -> Folder {
    let dir = tempfile::tempdir().unwrap();
    std_fs::create_dir(dir.path().join("root")).unwrap();
    std_fs::create_dir(dir.path().join("outside")).unwrap();
    let disk = LinuxDisk::open(&dir.path().join("root")).unwrap();
    disk.init_own_dir().unwrap();
    Folder { disk, dir }
}

impl Folder {
    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("root").join(path)
    }

    fn outside(&self, path: &str) -> PathBuf {
        self.dir.path().join("outside").join(path)
    }

    fn put(&self, path: &str, text: &str) -> &Self {
        std_fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std_fs::write(self.path(path), text).unwrap();
        self
    }

    fn text(&self, path: &str) -> String {
        std_fs::read_to_string(self.path(path)).unwrap()
    }

    fn read(&self, place: &Place) -> DiskResult<Vec<u8>> {
        let (reader, stat) = self.disk.open(place)?;
        let mut bytes = vec![0; stat.size as usize + 1];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        bytes.truncate(len);
        Ok(bytes)
    }
}

fn at(path: &str) -> Place {
    Place::Path(RelPath::new(path).unwrap())
}

fn staging(name: &str) -> Place {
    Place::Staging(name.into())
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(since.as_nanos() as i64)
}

#[track_caller]
fn check_kind<T: std::fmt::Debug>(result: DiskResult<T>, kind: DiskErrorKind) {
    assert_eq!(result.unwrap_err().kind, kind);
}

#[test]
fn stat_tells_kinds_without_following() {
    let f = folder();
    f.put("dir/file", "five!").put("run", "");
    std_fs::set_permissions(f.path("run"), std_fs::Permissions::from_mode(0o744)).unwrap();
    symlink("dir", f.path("link")).unwrap();
    let stat = |path| f.disk.stat(&at(path)).unwrap();
    assert_eq!((stat("dir/file").kind, stat("dir/file").size, stat("dir/file").executable), (Kind::File, 5, false));
    assert!(stat("run").executable);
    assert_eq!((stat("dir").kind, stat("link").kind), (Kind::Directory, Kind::Symlink));
    let meta = std_fs::metadata(f.path("dir/file")).unwrap();
    assert_eq!((stat("dir/file").inode, stat("dir/file").device), (meta.ino(), meta.dev()));
    assert_eq!(stat("dir/file").mtime, Timestamp::from_parts(meta.mtime(), meta.mtime_nsec()));
    for missing in ["no", "dir/no", "no/no", "run/no", "link/file"] {
        check_kind(f.disk.stat(&at(missing)), DiskErrorKind::NotFound);
    }
    assert_eq!(f.disk.read_link(&at("link")).unwrap(), "dir");
    check_kind(f.disk.read_link(&at("run")), DiskErrorKind::NotFound);
}

#[test]
fn odd_names_are_only_names() {
    let f = folder();
    let names = ["new\nline", "-rf", "it's \"quoted\"", " ", "ü\u{301}", "*", "a\\b", "\u{202e}x"];
    for name in names {
        f.disk.write_at(&staging("s"), 0, name.as_bytes()).unwrap();
        f.disk.rename(&staging("s"), &at(name)).unwrap();
        assert_eq!(f.text(name), name);
    }
    let mut found: Vec<_> = f.disk.read_dir(&Place::Root).unwrap().into_iter().map(|e| e.name.unwrap()).collect();
    let mut expected = names.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "and .syncit is not among them");
}

#[test]
fn names_that_cannot_be_synced_are_told_with_their_reason() {
    use std::os::unix::ffi::OsStrExt;
    let f = folder();
    let raw = std::ffi::OsStr::from_bytes(b"caf\xe9");
    std_fs::write(f.path("").join(raw), "").unwrap();
    f.put("sub/.syncit", "");
    let root = f.disk.read_dir(&Place::Root).unwrap();
    assert!(root.contains(&DirEntry { name: Err((BadPath::NotUtf8, "caf\u{fffd}".into())) }), "{root:?}");
    let sub = f.disk.read_dir(&at("sub")).unwrap();
    assert_eq!(sub, [DirEntry { name: Err((BadPath::Reserved, ".syncit".into())) }]);
}

#[test]
fn a_parent_that_becomes_a_symlink_leads_nowhere() {
    for walks in [false, true] {
        let f = folder();
        if walks {
            f.disk.0.root.set_walks();
        }
        f.put("dir/sub/file", "mine");
        f.disk.write_at(&staging("new"), 0, b"content").unwrap();
        std_fs::create_dir(f.outside("sub")).unwrap();
        std_fs::write(f.outside("sub/file"), "secret").unwrap();
        std_fs::rename(f.path("dir"), f.outside("kept")).unwrap();
        symlink(f.outside(""), f.path("dir")).unwrap();
        assert_eq!(f.text("dir/sub/file"), "secret", "the trap is set");

        let file = at("dir/sub/file");
        check_kind(f.disk.stat(&file), DiskErrorKind::NotFound);
        check_kind(f.read(&file), DiskErrorKind::NotFound);
        check_kind(f.disk.read_dir(&at("dir/sub")), DiskErrorKind::NotFound);
        check_kind(f.disk.read_dir(&at("dir")), DiskErrorKind::NotFound);
        check_kind(f.disk.write_at(&file, 0, b"evil"), DiskErrorKind::NotFound);
        check_kind(f.disk.finish_file(&file, 0, false, now()), DiskErrorKind::NotFound);
        check_kind(f.disk.remove_file(&file), DiskErrorKind::NotFound);
        check_kind(f.disk.remove_dir(&at("dir/sub")), DiskErrorKind::NotFound);
        check_kind(f.disk.make_dir(&at("dir/new")), DiskErrorKind::NotFound);
        check_kind(f.disk.make_link(&at("dir/new"), "x"), DiskErrorKind::NotFound);
        check_kind(f.disk.rename(&staging("new"), &at("dir/new")), DiskErrorKind::NotFound);
        check_kind(f.disk.rename(&file, &staging("stolen")), DiskErrorKind::NotFound);
        check_kind(f.disk.exchange(&staging("new"), &file), DiskErrorKind::NotFound);
        check_kind(f.disk.copy_file(&file, &staging("stolen")), DiskErrorKind::NotFound);
        check_kind(f.disk.copy_file(&staging("new"), &at("dir/new")), DiskErrorKind::NotFound);
        check_kind(f.disk.sync(&[file], &[]), DiskErrorKind::NotFound);
        assert_eq!(f.text("dir/sub/file"), "secret");
        assert_eq!(std_fs::read_dir(f.outside("")).unwrap().count(), 2, "nothing new outside");
    }
}

#[test]
fn a_file_that_is_a_symlink_is_never_opened() {
    for walks in [false, true] {
        let f = folder();
        if walks {
            f.disk.0.root.set_walks();
        }
        std_fs::write(f.outside("secret"), "secret").unwrap();
        symlink(f.outside("secret"), f.path("link")).unwrap();
        check_kind(f.read(&at("link")), DiskErrorKind::Unsupported);
        check_kind(f.disk.write_at(&at("link"), 0, b"evil"), DiskErrorKind::NotFound);
        check_kind(f.disk.finish_file(&at("link"), 0, false, now()), DiskErrorKind::NotFound);
        check_kind(f.disk.copy_file(&at("link"), &staging("x")), DiskErrorKind::NotFound);
        assert_eq!(std_fs::read_to_string(f.outside("secret")).unwrap(), "secret");
        // It is renamed and removed itself, not what it points to.
        f.disk.rename(&at("link"), &staging("link")).unwrap();
        f.disk.remove_file(&staging("link")).unwrap();
        assert!(f.outside("secret").exists());
    }
}

#[test]
fn an_own_directory_that_is_a_symlink_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), dir.path().join(".syncit")).unwrap();
    let disk = LinuxDisk::open(dir.path()).unwrap();
    assert!(disk.init_own_dir().unwrap_err().to_string().contains("no directory of the folder's own"));
    assert_eq!(std_fs::read_dir(outside.path()).unwrap().count(), 0, "nothing was made through it");

    std_fs::remove_file(dir.path().join(".syncit")).unwrap();
    std_fs::create_dir(dir.path().join(".syncit")).unwrap();
    symlink(outside.path(), dir.path().join(".syncit/staging")).unwrap();
    assert!(disk.init_own_dir().is_err());
    std_fs::remove_file(dir.path().join(".syncit/staging")).unwrap();
    disk.init_own_dir().unwrap();
    disk.init_own_dir().unwrap();
    let mode = |path: &str| std_fs::metadata(dir.path().join(path)).unwrap().mode() & 0o777;
    assert_eq!([mode(".syncit"), mode(".syncit/partial"), mode(".syncit/staging")], [0o700; 3]);
}

#[test]
fn names_of_own_places_are_single_components() {
    let f = folder();
    for name in ["", ".", "..", "../x", "a/b", "/etc/passwd", "x\0", &"x".repeat(256)] {
        check_kind(f.disk.write_at(&Place::Partial(name.into()), 0, b"x"), DiskErrorKind::Unsupported);
        check_kind(f.disk.stat(&Place::Own(name.into())), DiskErrorKind::Unsupported);
    }
}

#[test]
fn what_is_no_regular_file_does_not_hang() {
    let f = folder();
    rustix::fs::mknodat(rustix::fs::CWD, f.path("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(f.path("socket")).unwrap();
    for name in ["pipe", "socket"] {
        assert_eq!(f.disk.stat(&at(name)).unwrap().kind, Kind::Other);
        check_kind(f.read(&at(name)), DiskErrorKind::Unsupported);
        assert!(f.disk.write_at(&at(name), 0, b"x").is_err());
        assert!(f.disk.copy_file(&at(name), &staging("copy")).is_err());
    }
    f.put("dir/x", "");
    check_kind(f.read(&at("dir")), DiskErrorKind::Unsupported);
}

#[test]
fn rename_never_replaces() {
    let f = folder();
    f.put("a", "a").put("b", "b").put("full/x", "");
    std_fs::create_dir(f.path("empty")).unwrap();
    for by_hand in [false, true] {
        f.disk.0.refuses_flags.store(by_hand, std::sync::atomic::Ordering::Relaxed);
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
    f.disk.0.refuses_flags.store(true, std::sync::atomic::Ordering::Relaxed);
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
    // Somebody removes what is being written: it is missed at the latest when it is finished.
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
    let umask = read_umask();
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
    f.disk.make_dir(&at("d")).unwrap();
    check_kind(f.disk.make_dir(&at("d")), DiskErrorKind::Exists);
    f.disk.make_link(&at("d/l"), "../.. anything\n").unwrap();
    check_kind(f.disk.make_link(&at("d/l"), "x"), DiskErrorKind::Exists);
    check_kind(f.disk.remove_dir(&at("d")), DiskErrorKind::NotEmpty);
    check_kind(f.disk.remove_dir(&at("d/l")), DiskErrorKind::NotFound);
    f.disk.remove_file(&at("d/l")).unwrap();
    f.disk.remove_dir(&at("d")).unwrap();
    check_kind(f.disk.stat(&at("d")), DiskErrorKind::NotFound);
    check_kind(f.disk.make_dir(&at(&format!("{}/x", "d".repeat(255)))), DiskErrorKind::NotFound);
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
fn a_root_that_is_elsewhere_now_is_not_found() {
    let f = folder();
    assert_eq!(f.disk.stat(&Place::Root).unwrap().kind, Kind::Directory);
    std_fs::rename(f.path(""), f.outside("moved")).unwrap();
    check_kind(f.disk.stat(&Place::Root), DiskErrorKind::NotFound);
    std_fs::create_dir(f.path("")).unwrap();
    check_kind(f.disk.stat(&Place::Root), DiskErrorKind::NotFound);
    check_kind(LinuxDisk::open(&f.path("none")).map(|_| ()), DiskErrorKind::NotFound);
}

#[test]
fn the_walk_finds_what_the_kernel_finds() {
    let f = folder();
    f.put("a/b/c/file", "text");
    f.disk.0.root.set_walks();
    assert_eq!(f.read(&at("a/b/c/file")).unwrap(), b"text");
    assert_eq!(f.disk.read_dir(&at("a/b")).unwrap().len(), 1);
    assert_eq!(f.disk.read_dir(&Place::Root).unwrap().len(), 1);
    f.disk.write_at(&staging("s"), 0, b"x").unwrap();
    f.disk.sync(&[staging("s")], &[Place::Root]).unwrap();
    check_kind(f.disk.stat(&at("a/no/c")), DiskErrorKind::NotFound);
}

/// Runs a test of this file again as a user without rights, in a process of its own.
fn run_without_rights(test: &str) {
    let exe = std::env::current_exe().unwrap();
    // The binary's own directory may be closed to others: it is run from a copy.
    let open = tempfile::Builder::new().permissions(std_fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let copy = open.path().join("tests");
    std_fs::copy(exe, &copy).unwrap();
    let work = open.path().join("work");
    std_fs::DirBuilder::new().mode(0o777).create(&work).unwrap();
    std_fs::set_permissions(&work, std_fs::Permissions::from_mode(0o777)).unwrap();
    use std::os::unix::process::CommandExt;
    let output = Command::new(copy)
        .args(["--exact", test, "--nocapture"])
        .env("TMPDIR", &work)
        .current_dir(&work)
        .gid(65534)
        .uid(65534)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_the_system_refuses_is_denied() {
    if rustix::process::geteuid().is_root() {
        return run_without_rights("linux_disk::tests::what_the_system_refuses_is_denied");
    }
    let f = folder();
    f.put("secret", "x").put("closed/file", "x").put("fixed/file", "x");
    let mode = |path: &str, mode| {
        std_fs::set_permissions(f.path(path), std_fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("secret", 0);
    mode("closed", 0);
    mode("fixed", 0o555);
    assert!(std_fs::read(f.path("secret")).is_err(), "the rights are really missing");
    for walks in [false, true] {
        if walks {
            f.disk.0.root.set_walks();
        }
        check_kind(f.read(&at("secret")), DiskErrorKind::Denied);
        check_kind(f.disk.read_dir(&at("closed")), DiskErrorKind::Denied);
        check_kind(f.disk.stat(&at("closed/file")), DiskErrorKind::Denied);
        check_kind(f.disk.make_dir(&at("fixed/new")), DiskErrorKind::Denied);
        check_kind(f.disk.rename(&at("fixed/file"), &staging("x")), DiskErrorKind::Denied);
    }
    // A file of somebody else's can be read, though not without a trace.
    let (reader, _) = LinuxDisk::open(Path::new("/etc")).unwrap().open(&at("passwd")).unwrap();
    assert!(stat_handle(&reader.file).unwrap().stx_size > 0);
    mode("closed", 0o755);
    mode("fixed", 0o755);
}

#[test]
fn a_full_disk_is_told_as_such() {
    // /dev/full is no folder's file; its answer is the one that a full disk gives.
    let full = fs::open("/dev/full", OFlags::WRONLY, Mode::empty()).unwrap();
    let errno = content::write_fully(&full, 0, b"x").unwrap_err();
    assert_eq!(kind_of(errno), DiskErrorKind::Full);
    assert_eq!(kind_of(Errno::DQUOT), DiskErrorKind::Full);
    assert_eq!(kind_of(Errno::XDEV), DiskErrorKind::Unsupported, "below a mount point is not absent");
}

#[test]
fn below_a_mount_point_is_unknown_not_absent() {
    // /dev/shm, or whatever is mounted below /dev, is another file system on every Linux.
    let disk = LinuxDisk::open(Path::new("/")).unwrap();
    let proc_stat = disk.stat(&at("proc")).unwrap();
    assert_ne!(proc_stat.device, disk.stat(&Place::Root).unwrap().device, "/proc is a mount point");
    check_kind(disk.stat(&at("proc/version")), DiskErrorKind::Unsupported);
    disk.0.root.set_walks();
    check_kind(disk.stat(&at("proc/version")), DiskErrorKind::Unsupported);
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

/// Bytes that look random and are the same each time.
fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

fn cut_bytes(bytes: &[u8], step: usize) -> ChunkList {
    let read = |offset: u64, buffer: &mut [u8]| {
        // A file that is read in full, whatever the size of the reads was meant to be.
        let mut filled = 0;
        while filled < buffer.len() {
            let from = offset as usize + filled;
            let len = step.min(buffer.len() - filled).min(bytes.len() - from);
            if len == 0 {
                break;
            }
            buffer[filled..filled + len].copy_from_slice(&bytes[from..from + len]);
            filled += len;
        }
        Ok(filled)
    };
    cut::cut(read, bytes.len() as u64).unwrap()
}

#[test]
fn a_stream_is_cut_as_if_it_were_in_memory() {
    let all = noise(3 * CUT_BUFFER + 12_345);
    for len in [0, 1, CHUNK_MIN - 1, CHUNK_MIN, CHUNK_MIN + 1, CHUNK_MAX, CHUNK_MAX + 1, CUT_BUFFER, all.len()] {
        let bytes = &all[..len];
        let list = cut_bytes(bytes, 100_000);
        let whole = fastcdc::v2020::FastCDC::new(bytes, 64 << 10, 256 << 10, 1 << 20);
        let expected: Vec<_> =
            whole.map(|c| (Digest::of(&bytes[c.offset..c.offset + c.length]), c.length as u32)).collect();
        let found: Vec<_> = list.chunks().iter().map(|chunk| (chunk.digest, chunk.len)).collect();
        assert_eq!(found, expected, "{len} bytes");
        if len <= CHUNK_MIN {
            assert_eq!(list, ChunkList::of_small(bytes));
        }
    }
}

#[test]
fn a_byte_inserted_at_the_head_changes_few_chunks() {
    let mut bytes = noise(8 << 20);
    let before = cut_bytes(&bytes, CHUNK_MAX);
    bytes.insert(0, b'!');
    let after = cut_bytes(&bytes, CHUNK_MAX);
    let new = after.chunks().iter().filter(|chunk| !before.chunks().contains(chunk)).count();
    assert!((1..=3).contains(&new), "{new} of {} chunks are new", after.chunks().len());
}

#[test]
fn memory_does_not_grow_with_the_content() {
    let mut largest = 0;
    let size = 600 << 20;
    let list = cut::cut(
        |_, buffer| {
            largest = largest.max(buffer.len());
            Ok(buffer.len())
        },
        size,
    );
    assert_eq!(list.unwrap().size(), size);
    assert!(largest <= CUT_BUFFER);
    assert!(cut::cut(|_, _| unreachable!("it is refused first"), CONTENT_MAX + 1).is_err());
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
fn a_file_is_hashed_with_its_stamp() {
    let f = folder();
    f.put("a", "content");
    let stat = f.disk.stat(&at("a")).unwrap();
    let (list, stamp, executable) = cut::hash_file(&f.disk, &at("a"), stat.ctime).unwrap().unwrap();
    assert_eq!((list, executable), (ChunkList::of_small(b"content"), false));
    assert_eq!((stamp.size, stamp.mtime, stamp.inode, stamp.settled), (7, stat.mtime, stat.inode, false));
    let later = stat.ctime.plus_millis(2001);
    assert!(cut::hash_file(&f.disk, &at("a"), later).unwrap().unwrap().1.settled);
    check_kind(cut::hash_file(&f.disk, &at("gone"), later), DiskErrorKind::NotFound);
}

/// A disk on which something happens right after a file was opened.
#[derive(Clone)]
struct Meddling {
    disk: LinuxDisk,
    meddle: Arc<dyn Fn() + Send + Sync>,
}

macro_rules! forward {
    ($($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        $(fn $name(&self, $($arg: $type),*) -> DiskResult<$out> { self.disk.$name($($arg),*) })*
    };
}

impl Disk for Meddling {
    type Reader = Reader;
    fn open(&self, place: &Place) -> DiskResult<(Reader, Stat)> {
        let opened = self.disk.open(place);
        (self.meddle)();
        opened
    }
    forward! {
        stat(place: &Place) -> Stat;
        read_dir(place: &Place) -> Vec<DirEntry>;
        read_link(place: &Place) -> String;
        read_at(reader: &Reader, offset: u64, buffer: &mut [u8]) -> usize;
        stat_reader(reader: &Reader) -> Stat;
        make_dir(place: &Place) -> ();
        remove_dir(place: &Place) -> ();
        remove_file(place: &Place) -> ();
        make_link(place: &Place, target: &str) -> ();
        write_at(place: &Place, offset: u64, bytes: &[u8]) -> ();
        finish_file(place: &Place, size: u64, executable: bool, mtime: Timestamp) -> ();
        copy_file(from: &Place, to: &Place) -> ();
        rename(from: &Place, to: &Place) -> ();
        exchange(a: &Place, b: &Place) -> ();
        sync(files: &[Place], directories: &[Place]) -> ();
        is_open_for_writing(place: &Place) -> bool;
        free_bytes() -> u64;
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_hashed() {
    let check = |what: &str, meddle: fn(&Path)| {
        let f = folder();
        f.put("a", "before");
        // So that a change in the same tick of the file system's clock shows, too.
        f.disk.finish_file(&at("a"), 6, false, Timestamp(0)).unwrap();
        let path = f.path("a");
        let disk = Meddling { disk: f.disk.clone(), meddle: Arc::new(move || meddle(&path)) };
        assert_eq!(cut::hash_file(&disk, &at("a"), now()).unwrap(), None, "{what}");
    };
    check("appended to", |path| std_fs::write(path, "before and after").unwrap());
    check("cut off", |path| std_fs::write(path, "be").unwrap());
    check("rewritten", |path| std_fs::write(path, "BEFORE").unwrap());
    check("removed", |path| std_fs::remove_file(path).unwrap());
    check("replaced", |path| {
        std_fs::write(path.with_extension("new"), "before").unwrap();
        std_fs::rename(path.with_extension("new"), path).unwrap();
    });
}

#[test]
fn a_body_is_given_only_if_it_is_still_there() {
    let f = folder();
    f.put("a", "0123456789");
    let body = |path: &str, offset, len, text: &str| {
        let digest = Digest::of(text.as_bytes());
        let from = BodyFrom::File { path: RelPath::new(path).unwrap(), offset, len, digest };
        cut::read_body(&f.disk, &from).unwrap()
    };
    assert_eq!(body("a", 3, 4, "3456"), Some(b"3456".to_vec()));
    assert_eq!(body("a", 3, 4, "345"), None);
    assert_eq!(body("a", 8, 4, "89"), None, "the file is shorter");
    assert_eq!(body("a", 0, u32::MAX, "0123456789"), None);
    assert_eq!(body("gone", 0, 1, "0"), None);
    assert_eq!(cut::read_body(&f.disk, &BodyFrom::Bytes(b"x".to_vec())).unwrap(), Some(b"x".to_vec()));
}

#[test]
fn a_program_that_may_still_write_is_noticed() {
    let f = folder();
    f.put("a", "text");
    let is_open = || f.disk.is_open_for_writing(&at("a")).unwrap();
    assert!(!is_open());
    let reader = std_fs::File::open(f.path("a")).unwrap();
    assert!(!is_open(), "a reader does no harm");
    let writer = std_fs::File::options().append(true).open(f.path("a")).unwrap();
    assert!(is_open());
    drop(reader);
    assert!(is_open());
    drop(writer);
    assert!(!is_open());
    assert!(f.disk.is_open_for_writing(&at("gone")).is_err());
}
