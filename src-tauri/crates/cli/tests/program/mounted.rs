//! Folders on disks that come and go. Each test runs in its own mount namespace, so that nothing stays mounted whatever
//! happens. Where the system does not allow that, the test says so and ends.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::machines::{Machines, THREE, until, until_within};
use crate::real_world::exchange;

/// Runs the test of this name again in its own mount namespace. Returns true inside of it.
pub fn in_own_mounts(test: &str) -> bool {
    const INSIDE: &str = "SYNCIT_TEST_MOUNTS";
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let unshare = || {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private"]);
        command
    };
    let may = unshare().args(["mount", "-t", "tmpfs", "none", "/mnt"]).output().is_ok_and(|it| it.status.success());
    if !may {
        println!("{test} needs the right to mount: left out");
        return false;
    }
    let program = std::env::current_exe().unwrap();
    let status = unshare().arg(program).args([test, "--exact", "--nocapture"]).env(INSIDE, "1").status().unwrap();
    assert!(status.success(), "{test} failed in a mount namespace of its own");
    false
}

/// How soon an idle folder's disk can be unmounted, and how soon syncing continues after it is back.
pub const SOON: Duration = Duration::from_secs(60);

#[track_caller]
fn until_there(machines: &Machines, path: &str, content: &str) {
    let there = machines.at("desktop", path);
    until_within(SOON, &format!("{} holds {content:?}", there.display()), || {
        (fs::read(&there).ok()? == content.as_bytes()).then_some(())
    });
}

#[track_caller]
pub fn mount_tmpfs(at: &Path) {
    assert!(Command::new("mount").args(["-t", "tmpfs", "none"]).arg(at).status().unwrap().success());
}

/// Unmounts as soon as nobody uses it.
#[track_caller]
pub fn unmount(at: &Path) {
    until_within(SOON, &format!("{} is unmounted", at.display()), || {
        Command::new("umount").arg(at).output().unwrap().status.success().then_some(())
    });
}

#[test]
fn what_lies_below_a_mount_that_moved_with_its_directory_comes_once_it_is_gone() {
    if !in_own_mounts("mounted::what_lies_below_a_mount_that_moved_with_its_directory_comes_once_it_is_gone") {
        return;
    }
    let machines = Machines::three();
    machines.write("laptop", "docs/a/d/m/file", "below");
    machines.write("laptop", "docs/b/other", "other");
    machines.settle_equal();
    let docs = machines.docs("desktop");
    mount_tmpfs(&docs.join("a/d/m"));
    exchange(&docs.join("a"), &docs.join("b"));
    until("they are exchanged", || machines.docs("laptop").join("b/d").is_dir().then_some(()));
    unmount(&docs.join("b/d/m"));
    for name in ["laptop", "attic"] {
        let file = machines.docs(name).join("b/d/m/file");
        until_within(SOON, &format!("{name} has it"), || (fs::read(&file).ok()? == b"below").then_some(()));
    }
    machines.settle_equal();
}

/// What another disk hides is not synced, and is listed as hidden.
#[track_caller]
fn check_is_listed(machines: &Machines, path: &str) {
    let lines = machines.json("desktop", "ignored docs");
    let line = lines.as_array().unwrap().iter().find(|line| line["path"] == path);
    assert!(line.is_some_and(|line| line["rule"] == "another disk is mounted there"), "{lines}");
}

#[test]
fn what_was_added_below_a_mount_comes_once_it_is_gone() {
    if !in_own_mounts("mounted::what_was_added_below_a_mount_comes_once_it_is_gone") {
        return;
    }
    for restarted in [false, true] {
        let mut machines = Machines::three();
        machines.write("laptop", "docs/m/old", "old");
        machines.settle_equal();
        let below = machines.docs("desktop").join("m");
        mount_tmpfs(&below);
        machines.write("laptop", "docs/m/new", "new");
        machines.settle(&["laptop", "attic"]);
        machines.settle(&["desktop"]);
        check_is_listed(&machines, "m/new");
        if restarted {
            machines.kill("desktop");
            machines.start("desktop");
            machines.settle(&["desktop"]);
            check_is_listed(&machines, "m/new");
        }
        unmount(&below);
        until_there(&machines, "docs/m/new", "new");
        machines.settle_equal();
        for name in THREE {
            assert_eq!(fs::read_to_string(machines.docs(name).join("m/old")).unwrap(), "old");
        }
    }
}

#[test]
fn a_disk_that_is_unmounted_and_mounted_again_loses_nothing() {
    if !in_own_mounts("mounted::a_disk_that_is_unmounted_and_mounted_again_loses_nothing") {
        return;
    }
    let machines = Machines::new(&THREE);
    let (disk, image) = (machines.at("desktop", "disk"), machines.at("desktop", "image"));
    make_ext4(&image);
    let mount = || {
        let mounted = Command::new("mount").args(["-o", "loop"]).args([&image, &disk]).status().unwrap();
        assert!(mounted.success());
    };
    fs::create_dir_all(&disk).unwrap();
    mount();
    machines.write("laptop", "docs/a", "first");
    machines.ok("laptop", "share ~/docs");
    machines.ok("desktop", "link docs ~/disk/docs");
    until("the hub keeps a copy", || machines.json("attic", "folders")[0]["path"].is_string().then_some(()));
    machines.settle(&THREE);
    unmount(&disk);
    machines.write("laptop", "docs/a", "second");
    machines.write("laptop", "docs/b", "new");
    machines.settle(&["laptop", "attic"]);
    let answer = machines.syncit("desktop", "--json wait --timeout 5");
    assert_eq!(answer.code, Some(1), "its disk is not there: {answer:?}");
    assert_ne!(machines.state("desktop"), "in-sync");
    mount();
    until_there(&machines, "disk/docs/b", "new");
    machines.settle(&THREE);
    until_there(&machines, "disk/docs/a", "second");
    assert!(machines.docs("laptop").join("a").exists() && machines.docs("attic").join("a").exists());
}

/// Makes an ext4 file system in a file.
#[track_caller]
pub fn make_ext4(image: &Path) {
    fs::File::create(image).unwrap().set_len(64 << 20).unwrap();
    assert!(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image).status().unwrap().success());
}
