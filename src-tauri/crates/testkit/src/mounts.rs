//! Tests that mount and unmount real file systems: each runs again in a process with mounts of its own, which nobody
//! else sees and which end with it.

use std::path::Path;
use std::process::Command;

/// Says inside of which test this process is.
const INSIDE: &str = "SYNCIT_TEST_OWN_MOUNTS";

/// Runs `run` in a process with its own mounts, by starting this test (its full name) there again. Where the system does
/// not permit that, it says so and the test passes.
///
/// # Panics
/// If the test fails there.
pub fn with_own_mounts(test: &str, run: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some_and(|inside| inside == test) {
        return run();
    }
    if let Err(why) = may_mount() {
        eprintln!("{test} is skipped: mounting is not permitted here ({why})");
        return;
    }
    let exe = std::env::current_exe().expect("a test knows its program");
    let output = unshared().arg(exe).args(["--exact", test, "--nocapture"]).env(INSIDE, test).output();
    let output = output.expect("unshare was there a moment ago");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
    // What it has to say, such as that it skipped a part.
    eprint!("{errors}");
}

/// Mounts a file system, as mount(8) takes it, and says why not.
pub fn mount(arguments: &[&str], at: &Path) -> Result<(), String> {
    succeeds(Command::new("mount").args(arguments).arg(at))
}

/// Unmounts, and says why not.
pub fn unmount(at: &Path) -> Result<(), String> {
    succeeds(Command::new("umount").arg(at))
}

fn may_mount() -> Result<(), String> {
    succeeds(unshared().args(["mount", "-t", "tmpfs", "none", "/tmp"]))
}

fn unshared() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private"]);
    if !std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        command.arg("--map-root-user");
    }
    command
}

fn succeeds(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let words = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(words()) }
}
