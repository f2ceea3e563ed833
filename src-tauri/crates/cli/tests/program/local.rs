//! Other users of the same computer: the control socket in a directory to which they can write, and the list of
//! processes.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::machines::{Machines, until};

const NAME: &str = "laptop";

/// `syncit` of a user without a runtime directory, so that the control socket belongs into the shared temporary
/// directory.
fn command(machines: &Machines, words: &[&str]) -> Command {
    let mut command = machines.command(NAME, &[]);
    command.env_remove("XDG_RUNTIME_DIR").arg("--home").arg(machines.at(NAME, "home")).args(words);
    command
}

fn shared_name(machines: &Machines) -> PathBuf {
    machines.at(NAME, &format!("tmp/syncit-{}", rustix::process::getuid().as_raw()))
}

/// Runs an engine until it answers, stops it, and returns the directory of its socket.
fn socket_dir(machines: &Machines) -> PathBuf {
    let mut run = command(machines, &["run"]);
    let log = File::create(machines.at(NAME, "log")).unwrap();
    let mut engine: Child = run.stdout(Stdio::null()).stderr(log).spawn().unwrap();
    until("the engine answers", || {
        let said = || fs::read_to_string(machines.at(NAME, "log")).unwrap_or_default();
        assert!(engine.try_wait().unwrap().is_none(), "it ended: {}", said());
        command(machines, &["status"]).output().unwrap().status.success().then_some(())
    });
    let socket = fs::read_link(machines.at(NAME, "home/control")).unwrap();
    let dir = socket.parent().unwrap().to_owned();
    let meta = dir.symlink_metadata().unwrap();
    assert!(meta.is_dir());
    assert_eq!((meta.uid(), meta.mode() & 0o777), (rustix::process::getuid().as_raw(), 0o700), "{}", dir.display());
    crate::machines::signal(&engine, "TERM");
    assert!(engine.wait().unwrap().success());
    dir
}

/// Checks that the engine starts nevertheless, twice with the same other directory, and does not touch what is there.
#[track_caller]
fn check_left_alone(machines: &Machines, theirs: &Path) {
    let before = theirs.metadata().unwrap();
    let first = socket_dir(machines);
    assert_ne!(first.canonicalize().unwrap(), theirs.canonicalize().unwrap());
    assert_eq!(socket_dir(machines), first);
    let after = theirs.metadata().unwrap();
    assert_eq!((after.mode(), after.uid(), after.ino()), (before.mode(), before.uid(), before.ino()));
    assert_eq!(fs::read_dir(theirs).unwrap().count(), 0);
}

#[test]
fn the_control_socket_lies_in_a_private_directory_of_the_shared_one() {
    let machines = Machines::unpaired(&[]);
    assert_eq!(socket_dir(&machines), shared_name(&machines));
}

#[test]
fn a_symlink_at_the_place_of_the_control_socket_is_not_followed() {
    let machines = Machines::unpaired(&[]);
    let theirs = machines.at(NAME, "public");
    fs::create_dir_all(machines.at(NAME, "tmp")).unwrap();
    DirBuilder::new().mode(0o755).create(&theirs).unwrap();
    symlink(&theirs, shared_name(&machines)).unwrap();
    check_left_alone(&machines, &theirs);
}

#[test]
fn a_directory_that_is_open_to_others_holds_no_control_socket() {
    let machines = Machines::unpaired(&[]);
    let theirs = shared_name(&machines);
    fs::create_dir_all(&theirs).unwrap();
    fs::set_permissions(&theirs, Permissions::from_mode(0o777)).unwrap();
    check_left_alone(&machines, &theirs);
}

#[test]
fn a_directory_of_another_user_holds_no_control_socket() {
    if !rustix::process::getuid().is_root() {
        // Only root can give a directory to another user.
        return;
    }
    let machines = Machines::unpaired(&[]);
    let theirs = shared_name(&machines);
    fs::create_dir_all(&theirs).unwrap();
    fs::set_permissions(&theirs, Permissions::from_mode(0o700)).unwrap();
    std::os::unix::fs::chown(&theirs, Some(65_534), None).unwrap();
    check_left_alone(&machines, &theirs);
}

/// Another machine chooses a folder's name, so the name must not lead to where programs of this user read settings.
#[test]
fn a_folder_with_a_hidden_name_is_not_suggested_into_the_home_directory() {
    let machines = Machines::new(&["attic"]);
    for name in [".ssh", "Photos"] {
        fs::create_dir_all(machines.at("attic", &format!("shared/{name}"))).unwrap();
        machines.ok("attic", &format!("share ~/shared/{name} --name {name}"));
    }
    // With a home of its own, as a person has it.
    let mut run = machines.command(NAME, &["env", "-u", "SYNCIT_HOME"]);
    let log = File::create(machines.at(NAME, "log")).unwrap();
    let mut engine = run.arg("run").stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let ask = |words: &[&str]| machines.command(NAME, &[]).args(words).output().unwrap();
    until("the engine answers", || ask(&["status"]).status.success().then_some(()));
    let (address, code) = machines.invite("attic");
    let joined = ask(&["join", &address, "--code", &code, "--name", NAME]);
    assert!(joined.status.success(), "{joined:?}");
    let folders: serde_json::Value = serde_json::from_slice(&ask(&["--json", "folders"]).stdout).unwrap();
    let suggested: Vec<_> = folders.as_array().unwrap().iter().map(|folder| folder["suggested_path"].clone()).collect();
    let at = |path: &str| serde_json::json!(machines.at(NAME, path));
    assert_eq!(suggested, [at("SyncIt/.ssh"), at("Photos")]);
    crate::machines::signal(&engine, "TERM");
    assert!(engine.wait().unwrap().success());
}

#[test]
fn a_home_directory_is_neither_shared_nor_linked() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.write("laptop", ".ssh/config", "");
    machines.share_docs(&["attic"]);
    for words in [
        "share . --name home",
        "share .ssh --name keys",
        "link docs .",
        "link docs .ssh",
        "link docs .config/autostart",
    ] {
        if words.contains("autostart") {
            machines.write("laptop", ".config/autostart/x.desktop", "");
        }
        machines.refused("laptop", words, "home-directory", "could run programs here", "Documents");
    }
    machines.ok("laptop", "link docs docs");
}

#[test]
fn a_code_is_read_from_standard_input_unless_it_is_given_otherwise() {
    let machines = Machines::unpaired(&["attic", NAME]);
    machines.become_hub("attic");
    let (address, code) = machines.invite("attic");
    let mut joining = machines.command(NAME, &[]);
    joining.arg("--home").arg(machines.at(NAME, "home")).args(["--json", "join", &address]);
    let mut joining = joining.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let shown = fs::read(format!("/proc/{}/cmdline", joining.id())).unwrap();
    assert!(!String::from_utf8_lossy(&shown).contains(&code));
    writeln!(joining.stdin.take().unwrap(), "{} {}", &code[..3], &code[3..]).unwrap();
    let output = joining.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // The command that the hub shows to a person contains no code either.
    let shown = machines.ok("attic", "invite");
    assert!(shown.contains("syncit join") && !shown.contains("--code"), "{shown}");
    machines.refused(NAME, "join 127.0.0.1:1", "usage", "six digits", "syncit invite");
}
