//! The previous version and this one together: `SYNCIT_BEFORE` names the program of the previous version. Hubs and
//! clients of both run in every combination, and each home of the previous version is opened by this one.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::machines::{Machines, THREE, check_equal, until};

fn before() -> Option<PathBuf> {
    let path = std::env::var_os("SYNCIT_BEFORE").map(PathBuf::from);
    match &path {
        Some(path) => assert!(path.is_file(), "SYNCIT_BEFORE: there is no {}", path.display()),
        None => println!("SYNCIT_BEFORE does not name the program of the version before: left out"),
    }
    path
}

/// Additions, edits, moves, deletions, a large file, rules, a conflict, private files, restarts: by every machine in
/// turn.
#[track_caller]
fn work_together(machines: &mut Machines, round: usize) {
    for (at, name) in THREE.into_iter().enumerate() {
        let other = THREE[(at + 1) % THREE.len()];
        let dir = format!("{round} {name}");
        add(machines, name, &dir, round);
        change(machines, name, other, &dir);
        edit_at_once(machines, name, other, &dir);
        close(machines, name, other, &dir);
    }
    restart(machines, round);
}

#[track_caller]
fn add(machines: &Machines, name: &str, dir: &str, round: usize) {
    let dir = machines.docs(name).join(dir);
    for made in ["deep/er", "gone/deep", "closed"] {
        fs::create_dir_all(dir.join(made)).unwrap();
        fs::write(dir.join(made).join("inside"), made).unwrap();
    }
    for number in 0..30 {
        fs::write(dir.join(format!("{number}")), format!("{number} of {name} in {round}")).unwrap();
    }
    fs::write(dir.join("deep/er/large"), vec![round as u8; 3 << 20]).unwrap();
    for once in ["edited", "removed", "both", "secret"] {
        fs::write(dir.join(once), format!("{once} of {name} in {round}")).unwrap();
    }
    fs::set_permissions(dir.join("secret"), Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(dir.join("closed"), Permissions::from_mode(0o700)).unwrap();
    fs::write(dir.join(".syncitignore"), "*.log\n").unwrap();
    settle(machines);
    fs::write(dir.join("debug.log"), "not sent").unwrap();
}

/// `other` changes what `name` made.
#[track_caller]
fn change(machines: &Machines, name: &str, other: &str, dir: &str) {
    let there = machines.docs(other).join(dir);
    fs::write(there.join("edited"), format!("edited by {other}")).unwrap();
    fs::remove_file(there.join("removed")).unwrap();
    fs::remove_dir_all(there.join("gone")).unwrap();
    fs::rename(there.join("deep"), there.join("moved")).unwrap();
    settle(machines);
    let here = machines.docs(name).join(dir);
    assert_eq!(fs::read_to_string(here.join("edited")).unwrap(), format!("edited by {other}"));
    assert!(here.join("moved/er/large").exists() && here.join("debug.log").exists());
    assert!(["removed", "gone", "deep"].iter().all(|gone| !here.join(gone).exists()));
    let versions = machines.syncit_words(other, &["--json", "versions", "docs", &format!("{dir}/edited")]);
    assert_eq!(versions.out.matches("\"version\":").count(), 2, "{versions:?}");
    // An ignored file would stay under the old name of a directory that is renamed later.
    fs::remove_file(here.join("debug.log")).unwrap();
}

/// Two machines edit a file while they are not connected: both edits are kept everywhere.
#[track_caller]
fn edit_at_once(machines: &Machines, name: &str, other: &str, dir: &str) {
    for editor in [name, other] {
        machines.ok(editor, "pause docs");
        fs::write(machines.docs(editor).join(dir).join("both"), format!("by {editor}")).unwrap();
    }
    for editor in [name, other] {
        machines.ok(editor, "resume docs");
    }
    settle(machines);
    for there in THREE {
        let names = fs::read_dir(machines.docs(there).join(dir)).unwrap().map(|entry| entry.unwrap());
        let both = names.filter(|entry| entry.file_name().to_string_lossy().starts_with("both"));
        let kept: BTreeSet<String> = both.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect();
        assert_eq!(kept, BTreeSet::from([name, other].map(|editor| format!("by {editor}"))), "{there}");
    }
}

/// What `name` closed to others stays closed there, whatever others change. It is closed on every machine that runs
/// this version if the hub runs it, too: the previous version did not know privacy.
#[track_caller]
fn close(machines: &Machines, name: &str, other: &str, dir: &str) {
    fs::write(machines.docs(other).join(dir).join("secret"), format!("edited by {other}")).unwrap();
    fs::write(machines.docs(other).join(dir).join("closed/more"), "more").unwrap();
    settle(machines);
    let is_told = machines.is_tested(THREE[0]);
    for there in THREE {
        if [name, there].iter().all(|it| machines.is_tested(it)) && (is_told || there == name) {
            check_closed(&machines.docs(there).join(dir));
        }
    }
}

#[track_caller]
fn check_closed(dir: &Path) {
    for path in ["secret", "closed"].map(|name| dir.join(name)) {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is open: {mode:o}", path.display());
    }
}

/// Each machine ends, or is killed, and is changed while it is away.
#[track_caller]
fn restart(machines: &mut Machines, round: usize) {
    for (at, name) in THREE.into_iter().enumerate() {
        match (at + round) % 2 {
            0 => assert_eq!(machines.end(name, "TERM").code(), Some(0)),
            _ => machines.kill(name),
        }
        fs::write(machines.docs(name).join(format!("{round} {name}/0")), "while it was away").unwrap();
        machines.start(name);
        settle(machines);
    }
}

/// Waits until everything from any machine is on all of them. The previous version may wait forever for a file that was
/// being written when it was asked, so it is asked again.
#[track_caller]
fn settle(machines: &Machines) {
    for name in THREE.into_iter().chain(THREE) {
        if machines.is_tested(name) {
            machines.settle(&[name]);
        } else {
            let wait = || (machines.syncit(name, "wait --timeout 20").code == Some(0)).then_some(());
            until(&format!("{name} has everything"), wait);
        }
    }
}

#[track_caller]
fn check_same(machines: &Machines) {
    settle(machines);
    check_equal(&machines.docs(THREE[0]), &machines.docs(THREE[1]));
    check_equal(&machines.docs(THREE[0]), &machines.docs(THREE[2]));
    for name in THREE {
        let folder = machines.json(name, "folders")[0].clone();
        assert_eq!((&folder["pending"], folder["problems"].as_array().map(Vec::len)), (&0.into(), Some(0)), "{folder}");
    }
}

#[test]
fn hubs_and_clients_of_the_version_before_and_of_this_one_work_together() {
    let Some(before) = before() else { return };
    // Every combination except those of one version alone.
    for mix in 1..(1 << THREE.len()) - 1 {
        let old = THREE.into_iter().enumerate().filter(|(at, _)| mix & (1 << at) != 0);
        let programs: Vec<_> = old.map(|(_, name)| (name, before.as_path())).collect();
        let mut machines = Machines::three_of(&programs);
        for round in 0..2 {
            work_together(&mut machines, round);
        }
        check_same(&machines);
    }
}

#[test]
fn homes_of_the_version_before_are_opened_by_this_one() {
    let Some(before) = before() else { return };
    for order in [["attic", "laptop", "desktop"], ["laptop", "desktop", "attic"]] {
        let mut machines = Machines::three_of(&THREE.map(|name| (name, before.as_path())));
        work_together(&mut machines, 0);
        for (at, name) in order.into_iter().enumerate() {
            // One machine is killed, the others end by themselves; each is changed while it is away.
            match at {
                1 => machines.kill(name),
                _ => assert_eq!(machines.end(name, "TERM").code(), Some(0)),
            }
            let root = machines.docs(name);
            fs::write(root.join(format!("while {name} was away")), "new").unwrap();
            fs::rename(root.join("0 attic"), root.join(format!("0 attic, by {name}"))).unwrap();
            fs::remove_file(root.join("0 laptop").join(format!("{at}"))).unwrap();
            machines.update(name);
            machines.start(name);
            settle(&machines);
            for there in THREE {
                let root = machines.docs(there);
                assert!(root.join(format!("while {name} was away")).exists(), "{name} → {there}");
                assert!(root.join(format!("0 attic, by {name}/edited")).exists(), "{name} → {there}");
                assert!(!root.join("0 laptop").join(format!("{at}")).exists(), "{name} → {there}");
            }
            settle(&machines);
            fs::rename(root.join(format!("0 attic, by {name}")), root.join("0 attic")).unwrap();
            work_together(&mut machines, at + 1);
        }
        check_same(&machines);
        // What the previous version kept is still kept.
        let versions = machines.syncit_words("laptop", &["--json", "versions", "docs", "0 desktop/edited"]);
        assert_eq!(versions.out.matches("\"version\":").count(), 2, "{versions:?}");
    }
}

#[test]
fn invitations_of_machines_need_a_hub_that_knows_them() {
    let Some(before) = before() else { return };
    let machines = Machines::three_of(&[("attic", &before)]);
    machines.refused("laptop", "invite", "hub-too-old", "attic runs an older SyncIt", "update SyncIt on attic");
    machines.refused("laptop", "invite --cancel", "hub-too-old", "attic", "");
    machines.settle_equal();
    let machines = Machines::three_of(&[("laptop", &before)]);
    machines.ok("attic", "allow-invites laptop on");
    machines.ok("attic", "allow-invites desktop on");
    machines.ok("desktop", "invite");
    machines.settle_equal();
}
