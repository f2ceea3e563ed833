//! Folders on disks that come and go. Each test runs in a mount namespace of its own, so that nothing stays mounted
//! whatever becomes of it; where the system allows none, it says so and ends.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::machines::until_within;

/// Runs the test of this name once more, in a mount namespace of its own; `true` inside of it.
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

/// A folder's disk is let go of when it is idle, and syncing goes on soon after it is back.
pub const SOON: Duration = Duration::from_secs(60);

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
