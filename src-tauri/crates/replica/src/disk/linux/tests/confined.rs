//! Tests that nothing leads out of the folder, and that what does not exist is told from what cannot be looked at.

use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use syncit_testkit::mounts;

use super::*;

#[test]
fn a_parent_that_becomes_a_symlink_leads_nowhere() {
    for walks in [false, true] {
        let f = folder();
        if walks {
            f.disk.set_walks();
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
        check_kind(f.disk.make_dir(&at("dir/new"), false), DiskErrorKind::NotFound);
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
fn a_directory_that_was_just_walked_to_proves_only_what_is_in_it() {
    let f = folder();
    f.put("d/a", "1");
    f.put("e/b", "2");
    f.disk.remember_directories(true);
    f.disk.stat(&at("d/a")).unwrap();
    std_fs::rename(f.path("d"), f.path("before")).unwrap();
    std_fs::rename(f.path("e"), f.path("d")).unwrap();
    f.disk.stat(&at("d/b")).unwrap();
    // What this disk moves itself is no longer where it was.
    f.disk.rename(&at("d"), &at("moved")).unwrap();
    check_kind(f.disk.stat(&at("d/b")), DiskErrorKind::NotFound);
    f.disk.stat(&at("moved/b")).unwrap();
    f.disk.remember_directories(false);
    std_fs::rename(f.path("moved"), f.outside("moved")).unwrap();
    check_kind(f.disk.stat(&at("moved/b")), DiskErrorKind::NotFound);
}

#[test]
fn a_file_that_is_a_symlink_is_never_opened() {
    for walks in [false, true] {
        let f = folder();
        if walks {
            f.disk.set_walks();
        }
        std_fs::write(f.outside("secret"), "secret").unwrap();
        symlink(f.outside("secret"), f.path("link")).unwrap();
        check_kind(f.read(&at("link")), DiskErrorKind::Unsupported);
        check_kind(f.disk.write_at(&at("link"), 0, b"evil"), DiskErrorKind::NotFound);
        check_kind(f.disk.finish_file(&at("link"), 0, false, now()), DiskErrorKind::NotFound);
        check_kind(f.disk.copy_file(&at("link"), &staging("x")), DiskErrorKind::NotFound);
        assert_eq!(std_fs::read_to_string(f.outside("secret")).unwrap(), "secret");
        // The symlink itself is renamed and removed, not what it points to.
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
    f.disk.set_walks();
    assert_eq!(f.read(&at("a/b/c/file")).unwrap(), b"text");
    assert_eq!(f.disk.read_dir(&at("a/b")).unwrap().len(), 1);
    assert_eq!(f.disk.read_dir(&Place::Root).unwrap().len(), 1);
    f.disk.write_at(&staging("s"), 0, b"x").unwrap();
    f.disk.sync(&[staging("s")], &[Place::Root]).unwrap();
    check_kind(f.disk.stat(&at("a/no/c")), DiskErrorKind::NotFound);
}

#[test]
fn below_a_mount_point_is_unknown_not_absent() {
    // /dev/shm, or another mount below /dev, is another file system on every Linux.
    let disk = LinuxDisk::open(Path::new("/")).unwrap();
    assert!(disk.stat(&at("proc")).unwrap().is_elsewhere, "/proc is a mount point");
    assert!(!disk.stat(&Place::Root).unwrap().is_elsewhere);
    check_kind(disk.stat(&at("proc/version")), DiskErrorKind::OtherMount);
    disk.set_walks();
    check_kind(disk.stat(&at("proc/version")), DiskErrorKind::OtherMount);
}

#[test]
fn a_rename_that_the_file_system_cannot_do_is_no_mount() {
    let test = "disk::linux::tests::confined::a_rename_that_the_file_system_cannot_do_is_no_mount";
    mounts::with_own_mounts(test, || {
        let dir = tempfile::tempdir().unwrap();
        mounts::mount(&["-t", "tmpfs", "none"], dir.path()).unwrap();
        let made = |name: &str| {
            std_fs::create_dir_all(dir.path().join(name)).unwrap();
            dir.path().join(name)
        };
        made("lower/.syncit/staging/d");
        made("lower/.syncit/partial");
        made("lower/mounted");
        let (lower, upper, work, root) = (made("lower"), made("upper"), made("work"), made("root"));
        let options = format!("lowerdir={},upperdir={},workdir={}", lower.display(), upper.display(), work.display());
        if let Err(why) = mounts::mount(&["-t", "overlay", "overlay", "-o", &options], &root) {
            return eprintln!("no overlay can be mounted here: {why}");
        }
        mounts::mount(&["-t", "tmpfs", "none"], &root.join("mounted")).unwrap();
        let disk = LinuxDisk::open(&root).unwrap();
        check_kind(disk.rename(&staging("d"), &at("d")), DiskErrorKind::Unsupported);
        check_kind(disk.rename(&staging("d"), &at("mounted/d")), DiskErrorKind::OtherMount);
        check_kind(disk.make_dir(&at("mounted/d"), false), DiskErrorKind::OtherMount);
        let busy = disk.remove_dir(&at("mounted")).unwrap_err().kind;
        assert!(matches!(busy, DiskErrorKind::Passing(_)), "it is mounted on: {busy:?}");
    });
}

/// Runs a test of this file again as an unprivileged user, in a process of its own.
fn run_without_rights(test: &str) {
    let exe = std::env::current_exe().unwrap();
    // The binary's own directory may be closed to others, so a copy is run.
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
        return run_without_rights("disk::linux::tests::confined::what_the_system_refuses_is_denied");
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
            f.disk.set_walks();
        }
        check_kind(f.read(&at("secret")), DiskErrorKind::Denied);
        check_kind(f.disk.read_dir(&at("closed")), DiskErrorKind::Denied);
        check_kind(f.disk.stat(&at("closed/file")), DiskErrorKind::Denied);
        check_kind(f.disk.make_dir(&at("fixed/new"), false), DiskErrorKind::Denied);
        check_kind(f.disk.rename(&at("fixed/file"), &staging("x")), DiskErrorKind::Denied);
    }
    // Another user's file can be read, but its atime changes.
    let (reader, _) = LinuxDisk::open(Path::new("/etc")).unwrap().open(&at("passwd")).unwrap();
    assert!(stat_handle(&reader.file).unwrap().stx_size > 0);
    mode("closed", 0o755);
    mode("fixed", 0o755);
}
