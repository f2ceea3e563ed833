//! Runs tests that mount and unmount real file systems in a process with its own mounts, which nobody else sees and
//! which end with it.

use std::path::Path;
use std::process::Command;

/// The environment variable that names the test running in such a process.
const INSIDE: &str = "SYNCIT_TEST_OWN_MOUNTS";

/// Runs `run` in a process with its own mounts, by starting this test (given by its full name) there again. Where the
/// system does not permit that, it prints this and the test passes.
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
    // Pass on messages, for example that a part was skipped.
    eprint!("{errors}");
}

/// Mounts a file system with arguments for mount(8); fails with the error text of the command.
pub fn mount(arguments: &[&str], at: &Path) -> Result<(), String> {
    succeeds(Command::new("mount").args(arguments).arg(at))
}

/// Unmounts a file system; fails with the error text of the command.
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
