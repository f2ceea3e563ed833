//! Whatever one machine makes or asks, however much and however hostile, no other machine is kept offline and the hub's
//! memory stays small.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use crate::large::most_held;
use crate::machines::Machines;

/// Names and targets of control characters, which take six bytes each on the wire.
const LINKS: usize = 360;
const TARGET: usize = 4_000;
/// Directories with the longest names, one inside the other.
const DEPTH: usize = 13;
/// The most memory that the hub may have used, in KiB, when a machine had everything listed many times at once.
const MOST: u64 = 300 << 10;

#[test]
fn names_of_control_characters_keep_nobody_offline_and_history_of_them_is_listed() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop"]);
    let mut dir = machines.at("laptop", "docs");
    for _ in 0..DEPTH {
        dir.push("\u{1}".repeat(255));
        fs::create_dir(&dir).unwrap();
    }
    for n in 0..LINKS {
        symlink("\u{1}".repeat(TARGET), dir.join(format!("{n:04}"))).unwrap();
    }
    machines.settle(&["laptop"]);
    // So it gets all of them at once.
    machines.ok("desktop", "link docs ~/docs");
    machines.settle(&["laptop", "desktop"]);
    let there = machines.at("desktop", "docs").join(dir.strip_prefix(machines.at("laptop", "docs")).unwrap());
    assert_eq!(fs::read_dir(there).unwrap().count(), LINKS);
    // After all of this a change still arrives.
    machines.write("laptop", "docs/after.txt", "after");
    machines.until_holds("desktop", "docs/after.txt", "after");
    let listed = machines.json("desktop", "history --limit 1000");
    assert!(listed.as_array().unwrap().len() > LINKS, "{}", listed.as_array().unwrap().len());

    let asking: Vec<_> = (0..16)
        .map(|_| {
            let mut command = machines.command("desktop", &[]);
            command.arg("--home").arg(machines.at("desktop", "home")).args(["history", "--limit", "1000"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    machines.write("laptop", "docs/meanwhile.txt", "meanwhile");
    machines.until_holds("desktop", "docs/meanwhile.txt", "meanwhile");
    for mut child in asking {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(machines.state("desktop"), "in-sync");
    let most = most_held(machines.pid("attic"));
    assert!(most < MOST, "the hub held {} MiB", most >> 10);
}
