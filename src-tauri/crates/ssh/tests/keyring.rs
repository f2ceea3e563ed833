//! The only test with a real keyring: its own session bus, its own unlocked daemon, its own directories.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};

use syncit_ssh::keys::{KeyChoice, KeyError, KeyPlace, create, delete, load, probe_keyring};

const INSIDE: &str = "SYNCIT_TEST_INSIDE_SESSION";

/// Runs one of the functions below again in its own process, on its own session bus, with a keyring daemon that is
/// unlocked, or one that the bus may start and nobody unlocks.
fn run_in_session(test: &str, unlocked: bool) {
    let dir = tempfile::tempdir().unwrap();
    // The daemon takes the password on its standard input and goes to the background once unlocked.
    let daemon =
        if unlocked { "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null && " } else { "" };
    let script = format!("{daemon}exec \"$0\" --exact {test} --nocapture");
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(INSIDE, "1")
        .env("HOME", dir.path())
        .env("XDG_RUNTIME_DIR", dir.path())
        .env("XDG_DATA_HOME", dir.path().join("data"))
        .env("XDG_CONFIG_HOME", dir.path().join("config"))
        .stdin(Stdio::null())
        .output()
        .expect("dbus-run-session is installed (Debian: dbus)");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

#[test]
fn a_key_goes_to_an_unlocked_keyring() {
    if !is_inside() {
        return run_in_session("a_key_goes_to_an_unlocked_keyring", true);
    }
    let dir = tempfile::tempdir().unwrap();
    probe_keyring("test").unwrap();
    let (made, place) = create(KeyChoice::KeyringOrFile, "test", dir.path()).unwrap();
    assert_eq!(place, KeyPlace::Keyring("test".into()));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "no key file beside the keyring");
    assert_eq!(load(&place).unwrap().public_wire, made.public_wire);
    delete(&place).unwrap();
    assert!(matches!(load(&place), Err(KeyError::NotInKeyring(_))));
    delete(&place).unwrap();
}

#[test]
fn where_nobody_unlocks_the_keyring_the_key_goes_to_a_file() {
    if !is_inside() {
        return run_in_session("where_nobody_unlocks_the_keyring_the_key_goes_to_a_file", false);
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(probe_keyring("test"), Err(KeyError::Keyring(_))));
    let (made, place) = create(KeyChoice::KeyringOrFile, "test", dir.path()).unwrap();
    assert!(matches!(&place, KeyPlace::File(path) if path.starts_with(dir.path())), "{place:?}");
    assert_eq!(load(&place).unwrap().public_wire, made.public_wire);
    // If a key should be in the keyring, a failure is an error to wait out, not a reason for a new key.
    assert!(load(&KeyPlace::Keyring("test".into())).is_err());
}
