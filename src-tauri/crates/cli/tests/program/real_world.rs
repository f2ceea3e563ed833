//! What people and their programs do to real directories that a kinder model of a disk never shows: each of these
//! once left machines different while they said `in-sync`, or deleted what nobody had deleted.

use std::fs::{self, File};
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::machines::{Machines, THREE, until};

/// While a rule file is being rewritten, or cannot be read, what it ignores stays where it is.
#[track_caller]
fn check_rules_hold(spoil: impl Fn(&Path) -> Option<File>, mend: impl Fn(&Path, Option<File>)) {
    let machines = Machines::three();
    machines.write("laptop", "docs/.syncitignore", "cache/\n*.log\n");
    machines.settle_equal();
    for number in 0..20 {
        machines.write("laptop", &format!("docs/cache/{number}"), format!("private {number}"));
    }
    machines.write("laptop", "docs/debug.log", "private");
    machines.settle(&THREE);
    let rules = machines.docs("laptop").join(".syncitignore");
    let open = spoil(&rules);
    // Two changes, one after the other: the first may have been on its way before.
    for path in ["docs/passes.txt", "docs/passes too.txt"] {
        machines.write("laptop", path, "public");
        machines.until_holds("desktop", path, "public");
    }
    // Something new in what is ignored is not sent either.
    machines.write("laptop", "docs/cache/late", "private");
    machines.syncit("laptop", "wait docs --timeout 2");
    mend(&rules, open);
    machines.settle(&THREE);
    for name in ["attic", "desktop"] {
        for path in ["cache", "debug.log"] {
            let there = machines.docs(name).join(path);
            assert!(!there.exists(), "{} was sent while the rules were being written", there.display());
        }
    }
}

#[test]
fn a_rule_file_that_cannot_be_read_leaves_the_rules_as_they_were() {
    check_rules_hold(
        |rules| {
            fs::remove_file(rules).unwrap();
            mknodat(CWD, rules, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
            None
        },
        |rules, _| {
            fs::remove_file(rules).unwrap();
            fs::write(rules, "cache/\n*.log\n").unwrap();
        },
    );
}

/// Bytes that differ by `seed` throughout.
fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..size / 8).flat_map(|_| next().to_le_bytes()).collect()
}

#[test]
fn a_large_file_that_is_replaced_and_renamed_while_it_is_sent_is_no_problem() {
    let machines = Machines::three();
    let root = machines.docs("laptop");
    for round in 0..6 {
        let (beside, big, renamed) = (machines.at("laptop", "beside"), root.join("big"), root.join("renamed"));
        fs::write(&beside, noise(round * 2 + 1, 24 << 20)).unwrap();
        fs::rename(&beside, &big).unwrap();
        until("the first content is on its way", || {
            let folder = machines.json("laptop", "folders")[0].clone();
            (folder["bytes_pending"].as_u64()? > 0 || folder["state"] == "syncing").then_some(())
        });
        fs::write(&beside, noise(round * 2 + 2, 24 << 20)).unwrap();
        fs::rename(&beside, &big).unwrap();
        fs::rename(&big, &renamed).unwrap();
        let answer = machines.syncit("laptop", "--json wait --timeout 120");
        assert_eq!(answer.code, Some(0), "round {round}: {answer:?}");
        machines.settle_equal();
    }
}
