//! The version before, and this one together: `SYNCIT_BEFORE` names the program of the version before. Hubs and clients of
//! both in every combination, and homes that the one made opened by the other.

use std::fs;
use std::path::PathBuf;

use crate::machines::{Machines, THREE, check_equal};

fn before() -> Option<PathBuf> {
    let path = std::env::var_os("SYNCIT_BEFORE").map(PathBuf::from);
    match &path {
        Some(path) => assert!(path.is_file(), "SYNCIT_BEFORE: there is no {}", path.display()),
        None => println!("SYNCIT_BEFORE does not name the program of the version before: left out"),
    }
    path
}

/// Edits, moves, deletions, a large file, a conflict, rules, a restored version: on every machine in turn.
#[track_caller]
fn work_together(machines: &Machines, round: usize) {
    for name in THREE {
        let dir = machines.docs(name).join(format!("{round} {name}"));
        fs::create_dir_all(dir.join("deep/er")).unwrap();
        for number in 0..30 {
            fs::write(dir.join(format!("{number}")), format!("{number} of {name} in {round}")).unwrap();
        }
        fs::write(dir.join("deep/er/large"), vec![round as u8; 3 << 20]).unwrap();
        fs::write(dir.join("edited"), "first").unwrap();
        fs::write(dir.join("removed"), "removed").unwrap();
        fs::write(dir.join(".syncitignore"), "*.log\n").unwrap();
        machines.settle(&THREE);
        fs::write(dir.join("debug.log"), "not sent").unwrap();
    }
    for (at, name) in THREE.into_iter().enumerate() {
        let other = THREE[(at + 1) % THREE.len()];
        let dir = machines.docs(other).join(format!("{round} {name}"));
        fs::write(dir.join("edited"), format!("edited by {other}")).unwrap();
        fs::remove_file(dir.join("removed")).unwrap();
        fs::rename(dir.join("deep"), dir.join("moved")).unwrap();
        machines.settle(&THREE);
        let dir = machines.docs(name).join(format!("{round} {name}"));
        assert_eq!(fs::read_to_string(dir.join("edited")).unwrap(), format!("edited by {other}"));
        assert!(!dir.join("removed").exists() && dir.join("moved/er/large").exists() && dir.join("debug.log").exists());
        let versions = machines.syncit_words(other, &["--json", "versions", "docs", &format!("{round} {name}/edited")]);
        assert_eq!(versions.out.matches("\"version\":").count(), 2, "{versions:?}");
    }
    // What is ignored would stay under the old name of a directory that is renamed later.
    for name in THREE {
        fs::remove_file(machines.docs(name).join(format!("{round} {name}/debug.log"))).unwrap();
    }
    machines.settle(&THREE);
}

#[track_caller]
fn check_same(machines: &Machines) {
    machines.settle(&THREE);
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
    for old in [vec!["attic"], vec!["laptop"], vec!["attic", "laptop"], vec!["laptop", "desktop"]] {
        let programs: Vec<_> = old.iter().map(|name| (*name, before.as_path())).collect();
        let machines = Machines::three_of(&programs);
        for round in 0..2 {
            work_together(&machines, round);
        }
        check_same(&machines);
    }
}

#[test]
fn homes_of_the_version_before_are_opened_by_this_one() {
    let Some(before) = before() else { return };
    for order in [["attic", "laptop", "desktop"], ["laptop", "desktop", "attic"]] {
        let mut machines = Machines::three_of(&THREE.map(|name| (name, before.as_path())));
        work_together(&machines, 0);
        for (at, name) in order.into_iter().enumerate() {
            // One that ended by itself, one that was killed; each is changed while it is away.
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
            machines.settle(&THREE);
            for there in THREE {
                let root = machines.docs(there);
                assert!(root.join(format!("while {name} was away")).exists(), "{name} → {there}");
                assert!(root.join(format!("0 attic, by {name}/edited")).exists(), "{name} → {there}");
                assert!(!root.join("0 laptop").join(format!("{at}")).exists(), "{name} → {there}");
            }
            machines.settle(&THREE);
            fs::rename(root.join(format!("0 attic, by {name}")), root.join("0 attic")).unwrap();
            machines.settle(&THREE);
        }
        work_together(&machines, 1);
        check_same(&machines);
        // What the version before kept is still kept.
        let versions = machines.syncit_words("laptop", &["--json", "versions", "docs", "0 desktop/edited"]);
        assert_eq!(versions.out.matches("\"version\":").count(), 2, "{versions:?}");
    }
}
