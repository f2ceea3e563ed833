//! Who may read the files that SyncIt places: a replaced file keeps its mode, owner, group, ACL and extended
//! attributes; a new one gets what its directory gives to new files.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use rustix::fs::XattrFlags;
use syncit_core::message::Ask;
use syncit_core::past::Which;
use syncit_core::relay_store::RelayStore;
use syncit_replica::event::{self, Keep, Merged};
use syncit_testkit::DiskOptions;

use crate::house::real::RealDisk;
use crate::house::{FOLDER, House, path};

const ACL: &str = "system.posix_acl_access";
const DEFAULT_ACL: &str = "system.posix_acl_default";
const CAPABILITY: &str = "security.capability";
/// `cap_net_raw+ep`, as setcap(8) writes it.
const CAPABILITIES: [u8; 20] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// A user and a group that nothing here runs as.
const OTHER: u32 = 4_321;
const NAMED_USER: u16 = 2;

/// Encodes an ACL in the kernel's format: the owner, a named user, the group, the mask and all others.
fn acl(owner: u16, named: u16, group: u16, mask: u16, others: u16) -> Vec<u8> {
    let entries = [(1, owner, u32::MAX), (NAMED_USER, named, OTHER), (4, group, u32::MAX)];
    let entries = entries.into_iter().chain([(0x10, mask, u32::MAX), (0x20, others, u32::MAX)]);
    let entry =
        |(tag, may, id): (u16, u16, u32)| [&tag.to_le_bytes()[..], &may.to_le_bytes(), &id.to_le_bytes()].concat();
    [2_u32.to_le_bytes().to_vec(), entries.flat_map(entry).collect()].concat()
}

fn attribute(at: &Path, name: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 4_096];
    let len = rustix::fs::getxattr(at, name, bytes.as_mut_slice()).ok()?;
    bytes.truncate(len);
    Some(bytes)
}

/// Sets an extended attribute. Returns false if the file system or the system does not permit it.
fn set_attribute(at: &Path, name: &str, value: &[u8]) -> bool {
    let set = rustix::fs::setxattr(at, name, value, XattrFlags::empty());
    if let Err(errno) = set {
        eprintln!("{name} is left out: {errno}");
    }
    set.is_ok()
}

fn mode(at: &Path) -> u32 {
    fs::metadata(at).unwrap().mode() & 0o7777
}

fn allow(at: &Path, mode: u32) {
    fs::set_permissions(at, fs::Permissions::from_mode(mode)).unwrap();
}

/// Returns the mode of a new file in a directory that adds nothing to it.
fn usual(executable: bool) -> u32 {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("f"), "").unwrap();
    let mode = mode(&dir.path().join("f"));
    if executable { mode | (mode & 0o444) >> 2 } else { mode }
}

/// Makes two machines with one file, on which the second one has set a mode. The others do not learn of it, as the hub
/// does not know of privacy.
fn with_mode(at: &str, mode: u32) -> House<RealDisk> {
    let mut house = House::<RealDisk>::real(2);
    house.is_old_hub = true;
    house.disk(0).write(at, b"old");
    house.rescan(0);
    allow(&house.disk(1).path(at), mode);
    house.rescan(1);
    house
}

#[track_caller]
fn check(house: &House<RealDisk>, at: &str, content: &[u8], expected: u32) {
    let file = house.disk(1).path(at);
    assert_eq!(fs::read(&file).unwrap(), content);
    let seen = mode(&file);
    assert_eq!(seen, expected, "{at} has {seen:04o} instead of {expected:04o}");
}

#[test]
fn what_a_remote_edit_replaces_keeps_its_mode() {
    for wanted in [0o600, 0o640, 0o664, 0o444, 0o700, 0o755] {
        let mut house = with_mode("d/a", wanted);
        house.disk(0).write("d/a", b"a new content");
        house.rescan(0);
        check(&house, "d/a", b"a new content", wanted);
    }
}

#[test]
fn it_does_so_where_two_names_cannot_be_swapped() {
    let mut house = House::real_on(2, || RealDisk::new_in(&std::env::temp_dir()).without_exchange());
    house.disk(0).write("a", b"old");
    house.rescan(0);
    allow(&house.disk(1).path("a"), 0o600);
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    check(&house, "a", b"a new content", 0o600);
}

#[test]
fn a_mode_that_is_set_right_before_the_exchange_is_kept_too() {
    for exchanges in [true, false] {
        let make = || RealDisk::new_in(&std::env::temp_dir());
        let mut house = House::real_on(2, || if exchanges { make() } else { make().without_exchange() });
        house.disk(0).write("a", b"old");
        house.rescan(0);
        let file = house.disk(1).path("a");
        house.disk(1).before_rename(move || allow(&file, 0o600));
        house.disk(0).write("a", b"a new content");
        house.rescan(0);
        check(&house, "a", b"a new content", 0o600);
    }
}

#[test]
fn the_executable_bit_is_the_entrys_for_whoever_may_read() {
    let mut house = with_mode("a", 0o640);
    house.disk(0).write("a", b"#!/bin/sh");
    allow(&house.disk(0).path("a"), 0o755);
    house.rescan(0);
    check(&house, "a", b"#!/bin/sh", 0o750);
    house.disk(0).write("a", b"no program any more");
    allow(&house.disk(0).path("a"), 0o644);
    house.rescan(0);
    check(&house, "a", b"no program any more", 0o640);
}

#[test]
fn new_content_never_has_set_id_bits_or_capabilities() {
    let mut house = with_mode("a", 0o755);
    let file = house.disk(1).path("a");
    let capable = set_attribute(&file, CAPABILITY, &CAPABILITIES);
    allow(&file, 0o7755);
    assert_eq!(mode(&file) & 0o6000, 0o6000, "the bits are there");
    house.rescan(1);
    allow(&house.disk(0).path("a"), 0o755);
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    check(&house, "a", b"a new content", 0o755);
    assert!(!capable || attribute(&file, CAPABILITY).is_none());
}

#[test]
fn it_keeps_its_acl_and_extended_attributes() {
    let mut house = with_mode("a", 0o644);
    let file = house.disk(1).path("a");
    let has_acl = set_attribute(&file, ACL, &acl(6, 4, 0, 4, 0));
    let names: Vec<&str> = ["user.foo", "trusted.foo", "security.foo"]
        .into_iter()
        .filter(|name| set_attribute(&file, name, name.as_bytes()))
        .collect();
    let before = mode(&file);
    house.rescan(1);
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    check(&house, "a", b"a new content", before);
    assert_eq!(attribute(&file, ACL), has_acl.then(|| acl(6, 4, 0, 4, 0)));
    for name in names {
        assert_eq!(attribute(&file, name).as_deref(), Some(name.as_bytes()), "{name}");
    }
    // It becomes executable, for everybody who may read it.
    allow(&house.disk(0).path("a"), 0o755);
    house.rescan(0);
    assert_eq!(attribute(&file, ACL), has_acl.then(|| acl(7, 5, 0, 5, 0)));
}

#[test]
fn it_keeps_its_owner_and_group() {
    let mut house = with_mode("a", 0o640);
    let file = house.disk(1).path("a");
    if let Err(error) = chown(&file, Some(OTHER), Some(OTHER)) {
        return eprintln!("left out: only root may give files away ({error})");
    }
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    check(&house, "a", b"a new content", 0o640);
    let meta = fs::metadata(&file).unwrap();
    assert_eq!((meta.uid(), meta.gid()), (OTHER, OTHER));
}

#[test]
fn without_the_right_to_give_the_group_nobody_else_may_read() {
    if !rustix::process::geteuid().is_root() {
        return eprintln!("left out: only root can prepare it");
    }
    let name = "permissions::without_the_right_to_give_the_group_nobody_else_may_read";
    let inside = std::env::var_os("SYNCIT_TEST_NO_CHOWN").is_some();
    if !inside {
        return without_chown(name);
    }
    let mut house = with_mode("a", 0o640);
    let file = house.disk(1).path("a");
    // The file got its owner and group before this process lost the right to change owners.
    let given = fs::canonicalize("given").unwrap();
    fs::write(house.disk(0).path("a"), "given").unwrap();
    house.rescan(0);
    fs::rename(&given, &file).unwrap();
    house.rescan(1);
    assert_eq!(fs::metadata(&file).unwrap().gid(), OTHER);
    assert!(chown(&file, Some(OTHER), None).is_err(), "it may not");
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    check(&house, "a", b"a new content", 0o600);
}

/// Runs a test again in a process that runs as root but may not change owners.
fn without_chown(test: &str) {
    let dir = tempfile::tempdir().unwrap();
    let given = dir.path().join("given");
    fs::write(&given, "given").unwrap();
    allow(&given, 0o640);
    chown(&given, None, Some(OTHER)).unwrap();
    let mut process = Command::new("setpriv");
    process.args(["--bounding-set=-chown", "--inh-caps=-chown"]);
    run_again(process, test, "SYNCIT_TEST_NO_CHOWN", dir.path());
}

/// Runs a test again under another program. A variable tells the test so.
fn run_again(mut under: Command, test: &str, variable: &str, dir: &Path) {
    under.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]);
    under.env(variable, "1").env("TMPDIR", dir).current_dir(dir);
    match under.output() {
        Err(error) => eprintln!("left out: {:?} does not run ({error})", under.get_program()),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
        }
    }
}

#[test]
fn a_file_that_is_moved_keeps_its_mode() {
    let mut house = with_mode("d/a", 0o600);
    set_attribute(&house.disk(1).path("d/a"), "user.foo", b"mine");
    fs::rename(house.disk(0).path("d"), house.disk(0).path("e")).unwrap();
    house.rescan(0);
    check(&house, "e/a", b"old", 0o600);
    assert_eq!(attribute(&house.disk(1).path("e/a"), "user.foo").as_deref(), Some(&b"mine"[..]));
}

#[test]
fn a_move_that_is_seen_in_two_halves_keeps_the_mode() {
    for removed_first in [true, false] {
        let mut house = with_mode("a", 0o600);
        let (from, to) = (house.disk(0).path("a"), house.disk(0).path("d/b"));
        fs::create_dir(house.disk(0).path("d")).unwrap();
        if removed_first {
            fs::remove_file(&from).unwrap();
            house.command(0, event::FolderCommand::Rescan);
            house.wait(3_000);
            assert!(!house.disk(1).path("a").exists());
            fs::write(&to, "old").unwrap();
        } else {
            // Both are sent in one block, but not as a move.
            house.disconnect(1);
            fs::write(&to, "old").unwrap();
            house.rescan(0);
            fs::remove_file(&from).unwrap();
            house.rescan(0);
            house.connect(1);
            house.settle();
        }
        house.rescan(0);
        check(&house, "d/b", b"old", 0o600);
    }
}

#[test]
fn what_a_move_takes_the_place_of_gives_its_mode() {
    let mut house = with_mode("a", 0o600);
    set_attribute(&house.disk(1).path("a"), "user.foo", b"mine");
    house.disk(0).write("a~", b"a new content");
    house.rescan(0);
    assert_eq!(mode(&house.disk(1).path("a~")), usual(false));
    fs::rename(house.disk(0).path("a~"), house.disk(0).path("a")).unwrap();
    house.rescan(0);
    check(&house, "a", b"a new content", 0o600);
    assert_eq!(attribute(&house.disk(1).path("a"), "user.foo").as_deref(), Some(&b"mine"[..]));
    assert!(!house.disk(1).path("a~").exists());
}

#[test]
fn a_restored_version_keeps_the_mode() {
    let mut house = with_mode("a", 0o600);
    house.disk(0).write("a", b"a new content");
    house.rescan(0);
    house.ask_hub(Ask::Restore { folder: FOLDER, path: Some(path("a")), which: Which::Newest, dry_run: false });
    house.settle();
    check(&house, "a", b"old", 0o600);
}

/// Changes a file of mode 0600 on the second machine while it is away, and on the first one before the second is back.
fn in_conflict() -> (House<RealDisk>, syncit_replica::Conflict) {
    let mut house = with_mode("a", 0o600);
    house.disconnect(1);
    house.disk(0).write("a", b"one");
    house.disk(1).write("a", b"two");
    (0..2).for_each(|number| house.rescan(number));
    house.connect(1);
    house.settle();
    let conflict = house.machines[1].replica.conflicts().unwrap().remove(0);
    (house, conflict)
}

#[test]
fn the_winner_and_the_loser_of_a_conflict_have_its_mode() {
    let (house, conflict) = in_conflict();
    check(&house, "a", b"one", 0o600);
    check(&house, conflict.copy.path.as_str(), b"two", 0o600);
}

#[test]
fn a_conflict_copy_is_as_closed_as_its_file_on_a_third_machine() {
    let mut house = House::<RealDisk>::real(3);
    house.disk(0).write("a", b"old");
    house.rescan(0);
    allow(&house.disk(1).path("a"), 0o600);
    house.disconnect(2);
    house.disk(0).write("a", b"one");
    house.disk(2).write("a", b"two");
    [0, 2].into_iter().for_each(|number| house.rescan(number));
    house.connect(2);
    house.settle();
    let conflict = house.machines[1].replica.conflicts().unwrap().remove(0);
    check(&house, conflict.copy.path.as_str(), b"two", 0o600);
}

#[test]
fn however_a_conflict_is_settled_the_file_keeps_its_mode() {
    for is_merged in [true, false] {
        let (mut house, conflict) = in_conflict();
        let copy = conflict.copy.path.clone();
        allow(&house.disk(1).path(copy.as_str()), 0o644);
        house.rescan(1);
        let conflict = house.machines[1].replica.conflicts().unwrap().remove(0);
        let content = if is_merged { &b"one, two"[..] } else { b"two" };
        let (of_copy, of_file) = (conflict.copy.remote.seq, conflict.original.remote.seq);
        let merged = Merged { content: content.to_vec(), executable: false, copy: of_copy, original: of_file };
        let keep = if is_merged { Keep::Merged(merged) } else { Keep::Mine };
        assert_eq!(house.resolve(1, &copy, keep), Ok(()));
        house.settle();
        check(&house, "a", content, 0o600);
    }
}

#[test]
fn new_files_and_directories_have_the_group_of_a_set_gid_directory() {
    let mut house = House::<RealDisk>::real(2);
    fs::create_dir(house.disk(0).path("team")).unwrap();
    house.rescan(0);
    let team = house.disk(1).path("team");
    if let Err(error) = chown(&team, None, Some(OTHER)) {
        return eprintln!("left out: only root may give files away ({error})");
    }
    allow(&team, 0o2775);
    house.disk(0).write("team/a", b"1");
    house.disk(0).write("team/d/e/b", b"2");
    house.disk(0).write("elsewhere", b"3");
    house.rescan(0);
    for name in ["team/a", "team/d", "team/d/e", "team/d/e/b"] {
        assert_eq!(fs::metadata(team.parent().unwrap().join(name)).unwrap().gid(), OTHER, "{name}");
    }
    assert_ne!(fs::metadata(house.disk(1).path("elsewhere")).unwrap().gid(), OTHER);
    check(&house, "team/a", b"1", usual(false));
}

#[test]
fn new_files_have_what_the_default_acl_of_their_directory_gives() {
    let mut house = House::<RealDisk>::real(2);
    fs::create_dir(house.disk(0).path("d")).unwrap();
    house.rescan(0);
    if !set_attribute(&house.disk(1).path("d"), DEFAULT_ACL, &acl(7, 7, 5, 7, 0)) {
        return;
    }
    for name in ["d/a", "d/e/f/b", "d/e/run"] {
        house.disk(0).write(name, name.as_bytes());
    }
    allow(&house.disk(0).path("d/e/run"), 0o755);
    house.rescan(0);
    // They have what a program that creates files there would get.
    for (name, like) in [("d/a", "d/own"), ("d/e/f/b", "d/e/f/own")] {
        fs::write(house.disk(1).path(like), "").unwrap();
        let [seen, expected] = [name, like].map(|name| house.disk(1).path(name));
        assert_eq!(attribute(&seen, ACL), attribute(&expected, ACL), "{name}");
        assert!(attribute(&seen, ACL).is_some());
        assert_eq!(mode(&seen), mode(&expected), "{name}");
    }
    assert_eq!(mode(&house.disk(1).path("d/e/run")), 0o770);
    assert_eq!(mode(&house.disk(1).path("d/a")) & 0o7, 0, "others may not read it");
}

#[test]
fn what_the_root_gives_to_new_files_does_not_reach_what_has_its_own_rules() {
    let root = RealDisk::new_in(&std::env::temp_dir());
    let has_acl = set_attribute(&root.path(""), DEFAULT_ACL, &acl(7, 7, 5, 7, 5));
    if !has_acl {
        return;
    }
    // The folder was linked by a version that did not know of this, so its own directory inherited the ACL.
    fs::remove_dir_all(root.path(".syncit")).unwrap();
    syncit_replica::disk::Disk::init_own_dir(&root).unwrap();
    let mut disks = vec![root, RealDisk::new_in(&std::env::temp_dir())];
    let disks = std::cell::RefCell::new(&mut disks);
    let mut house = House::real_on(2, || disks.borrow_mut().pop().unwrap());
    fs::create_dir(house.disk(0).path("d")).unwrap();
    house.rescan(0);
    let at = usize::from(attribute(&house.disk(1).path(""), DEFAULT_ACL).is_some());
    assert_eq!(at, 1);
    rustix::fs::removexattr(house.disk(1).path("d"), DEFAULT_ACL).unwrap();
    house.disk(0).write("d/a", b"1");
    house.rescan(0);
    check(&house, "d/a", b"1", usual(false));
    assert_eq!(attribute(&house.disk(1).path("d/a"), ACL), None);
}

#[test]
fn what_is_private_arrives_private() {
    let mut house = House::<RealDisk>::real(3);
    for (name, mode) in [("d/a", 0o600), ("d/run", 0o700), ("open", 0o644)] {
        house.disk(0).write(name, name.as_bytes());
        allow(&house.disk(0).path(name), mode);
    }
    house.rescan(0);
    for number in [1, 2] {
        let modes = ["d/a", "d/run", "open"].map(|name| mode(&house.disk(number).path(name)));
        assert_eq!(modes, [0o600, 0o700, usual(false)]);
    }
    // The same on a machine that joins later, after an edit by one of the others.
    house.disk(1).write("d/a", b"edited");
    house.rescan(1);
    check(&house, "d/a", b"edited", 0o600);
    assert_eq!(mode(&house.disk(2).path("d/a")), 0o600);
    assert_eq!((0..3).map(|number| house.state(number).pending).sum::<u64>(), 0);
}

/// Nothing was moved: a private file was changed, and another file arrives with the content that it had a moment ago.
#[test]
fn a_new_file_is_as_open_as_it_is_elsewhere_though_a_private_one_held_the_same() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"first");
    allow(&house.disk(0).path("a"), 0o600);
    house.rescan(0);
    for (name, content) in [("a", b"second".as_slice()), ("b", b"first")] {
        house.disk(0).write(name, content);
        house.command(0, syncit_replica::event::FolderCommand::Rescan);
        house.wait(1_000);
    }
    check(&house, "a", b"second", 0o600);
    check(&house, "b", b"first", usual(false));
    assert_eq!(mode(&house.disk(0).path("b")), usual(false));
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
}

#[test]
fn a_file_is_closed_and_opened_everywhere_without_a_change_of_its_content() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"1");
    house.rescan(0);
    set_attribute(&house.disk(1).path("a"), "user.foo", b"mine");
    house.rescan(1);
    for (by, closed) in [(0, true), (1, false), (1, true), (0, false)] {
        allow(&house.disk(by).path("a"), if closed { 0o600 } else { 0o644 });
        house.rescan(by);
        check(&house, "a", b"1", if closed { 0o600 } else { 0o644 });
        assert_eq!(mode(&house.disk(0).path("a")), mode(&house.disk(1).path("a")));
    }
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
    assert_eq!(house.bytes_down, 1, "its content came once");
}

#[test]
fn a_program_that_saves_by_renaming_opens_no_private_file() {
    for content in [vec![b'x'; 10], vec![b'x'; 3 << 20]] {
        let mut house = House::<RealDisk>::real(2);
        house.disk(0).write("a", b"1");
        house.disk(0).write("large", &vec![b'y'; 2 << 20]);
        for name in ["a", "large"] {
            allow(&house.disk(0).path(name), 0o600);
            house.rescan(0);
            house.disk(1).write("saved", &content);
            fs::rename(house.disk(1).path("saved"), house.disk(1).path(name)).unwrap();
            house.rescan(1);
            check(&house, name, &content, 0o600);
            assert_eq!(mode(&house.disk(0).path(name)), 0o600, "{name}");
            // A person may make it public.
            allow(&house.disk(1).path(name), 0o644);
            house.rescan(1);
            assert_eq!(mode(&house.disk(0).path(name)), usual(false), "{name}");
        }
        assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
    }
}

#[test]
fn a_file_that_is_closed_here_while_it_is_changed_there_is_private_everywhere() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"1");
    house.rescan(0);
    house.disconnect(1);
    house.disk(0).write("a", b"changed");
    allow(&house.disk(1).path("a"), 0o600);
    (0..2).for_each(|number| house.rescan(number));
    house.connect(1);
    house.settle();
    check(&house, "a", b"changed", 0o600);
    assert_eq!(mode(&house.disk(0).path("a")), 0o600);
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
}

#[test]
fn a_version_from_before_a_file_was_private_is_restored_private() {
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"old");
    house.rescan(0);
    house.disk(0).write("a", b"new");
    allow(&house.disk(0).path("a"), 0o600);
    house.rescan(0);
    house.ask_hub(Ask::Restore { folder: FOLDER, path: Some(path("a")), which: Which::Newest, dry_run: false });
    house.settle();
    check(&house, "a", b"old", 0o600);
    assert_eq!(mode(&house.disk(0).path("a")), 0o600);
}

#[test]
fn a_hub_that_does_not_know_of_privacy_opens_nothing() {
    let mut house = House::<RealDisk>::real(2);
    house.is_old_hub = true;
    house.disk(0).write("a", b"1");
    allow(&house.disk(0).path("a"), 0o600);
    house.rescan(0);
    // The others do not know that it is private.
    check(&house, "a", b"1", usual(false));
    allow(&house.disk(1).path("a"), 0o600);
    house.rescan(1);
    for (by, content) in [(0, b"2"), (1, b"3")] {
        house.disk(by).write("a", content);
        house.rescan(by);
        check(&house, "a", content, 0o600);
        assert_eq!(mode(&house.disk(0).path("a")), 0o600);
    }
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
    // A newer hub learns of it with the next change.
    house.is_old_hub = false;
    house.disk(1).write("a", b"4");
    house.rescan(1);
    let head = house.hub_store().head(FOLDER, &path("a")).unwrap().unwrap();
    assert!(head.entry.file().unwrap().is_private());
}

#[test]
fn what_an_old_machine_says_nothing_of_stays_private_at_the_hub() {
    let mut house = with_mode("a", 0o600);
    house.is_old_hub = false;
    house.disk(1).write("a", b"private");
    house.rescan(1);
    // The first machine runs a version that does not know of privacy.
    house.is_old_hub = true;
    house.disk(0).write("a", b"changed");
    house.rescan(0);
    house.is_old_hub = false;
    let head = house.hub_store().head(FOLDER, &path("a")).unwrap().unwrap();
    assert!(head.entry.file().unwrap().is_private());
    check(&house, "a", b"changed", 0o600);
}

#[test]
fn an_entry_without_privacy_is_as_it_always_was() {
    let file = |private| syncit_core::FileEntry {
        digest: syncit_core::Digest::of(b"x"),
        size: 1,
        executable: false,
        private,
        mtime: syncit_core::Timestamp(0),
    };
    let text = serde_json::to_string(&file(None)).unwrap();
    assert!(!text.contains("private"), "{text}");
    for private in [None, Some(true), Some(false)] {
        let text = serde_json::to_string(&file(private)).unwrap();
        let read: syncit_core::FileEntry = serde_json::from_str(&text).unwrap();
        assert_eq!(read.private, private);
    }
}

#[test]
fn a_umask_that_closes_everything_makes_nothing_private() {
    let name = "permissions::a_umask_that_closes_everything_makes_nothing_private";
    if std::env::var_os("SYNCIT_TEST_UMASK").is_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut process = Command::new("sh");
        process.args(["-c", "umask 077; exec \"$0\" \"$@\""]);
        return run_again(process, name, "SYNCIT_TEST_UMASK", dir.path());
    }
    let mut house = House::<RealDisk>::real(2);
    house.disk(0).write("a", b"1");
    assert_eq!(mode(&house.disk(0).path("a")), 0o600, "the umask is in force");
    allow(&house.disk(0).path("a"), 0o644);
    house.rescan(0);
    check(&house, "a", b"1", 0o600);
    house.disk(1).write("a", b"changed");
    house.rescan(1);
    let head = house.hub_store().head(FOLDER, &path("a")).unwrap().unwrap();
    assert!(!head.entry.file().unwrap().is_private());
    assert_eq!(mode(&house.disk(0).path("a")), 0o644);
    // The same holds for a directory. But one that another machine made private stays private, also under another
    // name.
    make_dir(&house, 0, "d", None);
    house.rescan(0);
    assert_eq!(said(&house, "d"), None);
    make_dir(&house, 0, "d", Some(0o755));
    house.rescan(0);
    make_dir(&house, 0, "d", Some(0o700));
    house.rescan(0);
    assert_eq!(said(&house, "d"), Some(true));
    fs::rename(house.disk(1).path("d"), house.disk(1).path("e")).unwrap();
    house.rescan(1);
    assert_eq!(said(&house, "e"), Some(true));
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
}

#[test]
fn a_disk_without_modes_opens_nothing_elsewhere() {
    let mut house = House::on_disks(&[("", DiskOptions::default()), ("", DiskOptions::FAT)]);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    assert!(house.disk(0).write(&path("a"), b"1") && house.disk(0).make_private(&path("a"), true));
    house.settle();
    assert!(house.disk(1).append(&path("a"), b"2"));
    house.settle();
    assert!(house.disk(0).private_paths().contains(&path("a")));
    assert!(house.disk(1).move_to(&path("a"), &path("b")));
    house.settle();
    assert_eq!(house.disk(0).private_paths().into_iter().collect::<Vec<_>>(), [path("b")]);
}

/// Makes a directory unless it exists, and sets its mode, as a person would.
fn make_dir(house: &House<RealDisk>, number: usize, at: &str, mode: Option<u32>) {
    let dir = house.disk(number).path(at);
    fs::create_dir_all(&dir).unwrap();
    mode.into_iter().for_each(|mode| allow(&dir, mode));
}

/// Returns what the hub knows of a directory's privacy.
fn said(house: &House<RealDisk>, at: &str) -> Option<bool> {
    let head = house.hub_store().head(FOLDER, &path(at)).unwrap().unwrap();
    head.privacy.map(|privacy| privacy.private)
}

#[track_caller]
fn check_dirs(house: &House<RealDisk>, at: &str, machines: std::ops::Range<usize>, closed: bool) {
    for number in machines {
        let seen = mode(&house.disk(number).path(at));
        assert_eq!(seen & 0o077 == 0, closed, "{at} has {seen:04o} on machine {number}");
        assert_eq!(seen & 0o700, 0o700);
        assert_eq!(house.state(number).pending, 0, "machine {number}");
    }
}

#[test]
fn a_private_directory_arrives_private() {
    let mut house = House::<RealDisk>::real(3);
    make_dir(&house, 0, "d", Some(0o700));
    house.disk(0).write("d/e/a", b"1");
    make_dir(&house, 0, "open", Some(0o755));
    house.rescan(0);
    check_dirs(&house, "d", 0..3, true);
    for open in ["d/e", "open"] {
        check_dirs(&house, open, 0..3, false);
        assert_eq!(said(&house, open), None, "nothing is said of an ordinary directory");
    }
    check(&house, "d/e/a", b"1", usual(false));
}

#[test]
fn a_new_directory_is_never_more_open_than_it_is_elsewhere() {
    use syncit_replica::disk::{Disk, Place};
    let disk = RealDisk::new_in(&std::env::temp_dir());
    disk.make_dir(&Place::Path(path("d")), true).unwrap();
    assert_eq!(mode(&disk.path("d")), 0o700, "made so, not changed afterwards");
    disk.set_dir_private(&Place::Path(path("d")), false).unwrap();
    fs::create_dir(disk.path("new")).unwrap();
    assert_eq!(mode(&disk.path("d")), mode(&disk.path("new")));
    allow(&disk.path("d"), 0o2775);
    disk.set_dir_private(&Place::Path(path("d")), true).unwrap();
    assert_eq!(mode(&disk.path("d")), 0o2700);
}

#[test]
fn a_directory_is_closed_and_opened_everywhere_without_a_new_entry() {
    let mut house = House::<RealDisk>::real(3);
    house.disk(0).write("d/a", b"1");
    house.rescan(0);
    let head = |house: &House<RealDisk>| house.hub_store().head(FOLDER, &path("d")).unwrap().unwrap();
    let before = head(&house);
    for (by, closed) in [(0, true), (1, false), (2, true), (2, false)] {
        house.disconnect(2);
        make_dir(&house, by, "d", Some(if closed { 0o700 } else { 0o755 }));
        house.rescan(by);
        house.connect(2);
        house.settle();
        check_dirs(&house, "d", 0..3, closed);
        assert_eq!(said(&house, "d"), Some(closed));
    }
    let after = head(&house);
    assert_eq!((after.seq, after.at, after.entry), (before.seq, before.at, before.entry));
}

#[test]
fn a_directory_in_the_place_of_a_private_one_is_closed() {
    let mut house = House::<RealDisk>::real(2);
    make_dir(&house, 0, "d", Some(0o700));
    house.disk(0).write("d/a", b"1");
    house.rescan(0);
    // As programs do that unpack or check out into a fresh directory.
    fs::create_dir(house.disk(1).path("new")).unwrap();
    fs::rename(house.disk(1).path("d"), house.disk(1).path("old")).unwrap();
    fs::rename(house.disk(1).path("new"), house.disk(1).path("d")).unwrap();
    house.rescan(1);
    check_dirs(&house, "d", 0..2, true);
    check_dirs(&house, "old", 0..2, true);
}

#[test]
fn a_private_directory_that_is_restored_is_private() {
    let mut house = House::<RealDisk>::real(2);
    make_dir(&house, 0, "d", Some(0o700));
    house.disk(0).write("d/a", b"1");
    house.rescan(0);
    fs::remove_dir_all(house.disk(0).path("d")).unwrap();
    house.rescan(0);
    house.wait(3_000);
    house.settle();
    assert!(!house.disk(1).path("d").exists());
    house.ask_hub(Ask::Restore { folder: FOLDER, path: Some(path("d/a")), which: Which::Newest, dry_run: false });
    house.settle();
    check(&house, "d/a", b"1", usual(false));
    check_dirs(&house, "d", 0..2, true);
}

#[test]
fn a_hub_that_does_not_know_of_privacy_opens_no_directory() {
    let mut house = House::<RealDisk>::real(2);
    house.is_old_hub = true;
    make_dir(&house, 0, "d", Some(0o700));
    house.disk(0).write("d/a", b"1");
    house.rescan(0);
    assert_eq!(said(&house, "d"), None);
    check_dirs(&house, "d", 0..1, true);
    check_dirs(&house, "d", 1..2, false);
    house.disk(1).write("d/b", b"2");
    house.rescan(1);
    check_dirs(&house, "d", 0..1, true);
    // A newer hub learns of it with the next scan.
    house.is_old_hub = false;
    house.rescan(0);
    check_dirs(&house, "d", 0..2, true);
}

#[test]
fn a_disk_without_modes_opens_no_directory_elsewhere() {
    let mut house = House::on_disks(&[("", DiskOptions::default()), ("", DiskOptions::FAT)]);
    (0..2).for_each(|number| house.connect(number));
    house.settle();
    assert!(house.disk(0).make_directory(&path("d")) && house.disk(0).make_private(&path("d"), true));
    house.settle();
    assert!(house.disk(1).write(&path("d/a"), b"2"));
    house.settle();
    assert!(house.disk(0).private_paths().contains(&path("d")));
    assert!(house.disk(1).move_to(&path("d"), &path("e")));
    house.settle();
    assert_eq!(house.disk(0).private_paths().into_iter().collect::<Vec<_>>(), [path("e")]);
    assert_eq!((house.state(0).pending, house.state(1).pending), (0, 0));
}

/// Makes a database as left by a version that did not record modes: nothing of the seen modes is in it.
fn forget_seen_modes(house: &mut House<RealDisk>, number: usize) {
    use syncit_core::replica_store::{Local, ReplicaStore};
    let store = &mut house.machines[number].store;
    for mut row in store.below(None, None, usize::MAX).unwrap() {
        if let Local::Known { stamp: Some(stamp), .. } = &mut row.local {
            stamp.private = None;
            store.put(&row).unwrap();
        }
    }
    store.commit().unwrap();
}

#[test]
fn a_mode_that_was_not_changed_since_it_was_seen_makes_nothing_private() {
    // Its mode was not sent, because the hub ran an older version. Then all machines are updated.
    let mut house = with_mode("d/a", 0o600);
    house.is_old_hub = false;
    make_dir(&house, 1, "d", Some(0o700));
    forget_seen_modes(&mut house, 1);
    house.disk(1).write("d/a", b"an edit");
    house.rescan(1);
    check(&house, "d/a", b"an edit", 0o600);
    assert_eq!(mode(&house.disk(0).path("d/a")), usual(false), "an edit is no chmod");
    assert_eq!(said(&house, "d"), None);
    // A mode that differs from the recorded one is a change.
    for mode in [0o640, 0o600] {
        allow(&house.disk(1).path("d/a"), mode);
        make_dir(&house, 1, "d", Some(mode | mode >> 2 & 0o110 | 0o100));
        house.rescan(1);
    }
    assert_eq!(mode(&house.disk(0).path("d/a")), 0o600);
    assert_eq!(said(&house, "d"), Some(true));
}
