//! The hub's content store, damaged on its disk: the damage is found, reported, and repaired from a machine that has
//! the content.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::machines::{Answer, Machines, check_equal, keys, until};

const SMALL: &str = "words that lie in a row of the database";
const PAST: &str = "words that only the past has, and nobody else";

/// Returns content that cannot be compressed and has several chunks.
fn large() -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..200_000).flat_map(next).collect()
}

/// Returns a hub with the store alone, and two clients with a small file, a large one, and one that has a past.
fn three_machines() -> Machines {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    machines.write("laptop", "docs/changed.txt", PAST);
    machines.settle(&["laptop", "desktop"]);
    machines.write("laptop", "docs/changed.txt", "other words");
    machines.write("laptop", "docs/small.txt", SMALL);
    machines.write("laptop", "docs/deep/large.bin", large());
    machines.settle(&["laptop", "desktop"]);
    machines
}

impl Machines {
    fn relay(&self, path: &str) -> PathBuf {
        self.at("attic", "home/relay").join(path)
    }

    /// Changes a byte of these words where the hub's database contains them.
    fn spoil_row(&self, words: &str) {
        let file = self.relay("relay.db");
        let mut bytes = fs::read(&file).unwrap();
        let at: Vec<_> = bytes.windows(words.len()).enumerate().filter(|(_, part)| *part == words.as_bytes()).collect();
        let at: Vec<usize> = at.into_iter().map(|(at, _)| at).collect();
        assert!(!at.is_empty(), "the database does not hold {words:?}");
        at.into_iter().for_each(|at| bytes[at] ^= 1);
        fs::write(file, bytes).unwrap();
    }

    /// Returns the hub's files of chunks.
    fn chunk_files(&self) -> Vec<PathBuf> {
        let shelves = fs::read_dir(self.relay("chunks")).unwrap().map(|entry| entry.unwrap().path());
        shelves.flat_map(|shelf| fs::read_dir(shelf).unwrap()).map(|entry| entry.unwrap().path()).collect()
    }

    fn quarantined(&self) -> usize {
        fs::read_dir(self.relay("quarantine")).map_or(0, Iterator::count)
    }

    /// Returns the exit code of `verify --json`, and folder, path and state of each damaged version.
    fn verify(&self) -> (Option<i32>, Vec<String>) {
        let Answer { code, out, err } = self.syncit("attic", "--json verify");
        let told: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out} {err}"));
        assert_eq!(keys(&told), ["checked", "damaged", "more", "quarantined"]);
        assert!(told["checked"].as_u64().unwrap() > 0 && told["more"] == false, "{told}");
        let show = |line: &Value| {
            assert_eq!(keys(line), ["at", "folder", "path", "size", "state", "version"]);
            format!(
                "{} {} {}",
                line["folder"].as_str().unwrap(),
                line["path"].as_str().unwrap(),
                line["state"].as_str().unwrap()
            )
        };
        (code, told["damaged"].as_array().unwrap().iter().map(show).collect())
    }
}

#[test]
fn what_is_damaged_is_fetched_again_from_a_client_and_a_third_machine_gets_the_right_bytes() {
    let mut machines = three_machines();
    assert_eq!(machines.verify(), (Some(0), vec![]));
    assert!(machines.ok("attic", "verify").contains("no damage found"));
    machines.refused("laptop", "verify", "not-the-hub", "attic", "attic");

    machines.end("attic", "TERM");
    machines.spoil_row(SMALL);
    let chunk = machines.chunk_files().into_iter().next().expect("the large file's chunks are files");
    let mut bytes = fs::read(&chunk).unwrap();
    bytes[1_000] ^= 1;
    fs::write(&chunk, bytes).unwrap();
    machines.start("attic");
    machines.settle(&["laptop", "desktop"]);
    let fetched = vec!["docs small.txt fetched".to_owned(), "docs deep/large.bin fetched".to_owned()];
    let (code, mut damaged) = machines.verify();
    damaged.sort();
    assert_eq!(
        (code, damaged),
        (Some(1), {
            let mut all = fetched;
            all.sort();
            all
        })
    );
    assert_eq!(machines.quarantined(), 2);
    assert_eq!(machines.verify(), (Some(0), vec![]));
    assert_eq!(machines.json("attic", "folders")[0]["problems"], json!([]));

    machines.start("third");
    machines.pair("attic", "third");
    machines.ok("third", "link docs ~/docs");
    machines.settle(&["third"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("third", "docs"));
    assert!(fs::read(machines.at("third", "docs/deep/large.bin")).unwrap() == large(), "the content differs");
}

#[test]
fn what_nobody_has_now_waits_and_comes_by_itself_and_what_only_the_past_needs_is_told_as_such() {
    let mut machines = three_machines();
    let past = machines.json("attic", "versions docs changed.txt")[1]["version"].as_str().unwrap().to_owned();
    for name in ["laptop", "desktop", "attic"] {
        machines.end(name, "TERM");
    }
    machines.spoil_row(SMALL);
    machines.spoil_row(PAST);
    machines.chunk_files().iter().for_each(|file| fs::remove_file(file).unwrap());
    machines.start("attic");
    let all = ["docs deep/large.bin waiting", "docs small.txt waiting", "docs changed.txt past"];
    let told = |machines: &Machines| {
        let (code, mut damaged) = machines.verify();
        damaged.sort_by_key(|line| (line.ends_with("past"), line.clone()));
        (code, damaged)
    };
    assert_eq!(told(&machines), (Some(1), all.map(str::to_owned).to_vec()));
    // Also after a start, before the next check.
    machines.end("attic", "TERM");
    machines.start("attic");
    machines.until_problem("attic", "small.txt", "damaged");
    assert_eq!(machines.state("attic"), "attention");
    let words = machines.syncit("attic", "verify");
    assert_eq!(words.code, Some(1));
    for part in ["as soon as a machine that has it connects", "docs/small.txt", "Past versions", "docs/changed.txt"] {
        assert!(words.out.contains(part), "no {part:?} in {words:?}");
    }
    let restore = format!("restore docs changed.txt --version {past}");
    machines.refused("attic", &restore, "internal", "changed.txt", "syncit verify");

    // A machine that fetches it meanwhile has a problem at the path, which disappears by itself.
    machines.start("third");
    machines.pair("attic", "third");
    machines.ok("third", "link docs ~/docs");
    machines.until_problem("third", "small.txt", "damaged on the hub’s disk");
    machines.until_holds("third", "docs/changed.txt", "other words");
    machines.start("laptop");
    machines.until_holds("third", "docs/small.txt", SMALL);
    // The laptop has nothing of its own to wait for while it sends what the hub lost.
    let large = |name| fs::read(machines.at(name, "docs/deep/large.bin")).ok();
    until("third has the large file", || (large("third")? == large("laptop")?).then_some(()));
    machines.settle(&["laptop", "third"]);
    check_equal(&machines.at("laptop", "docs"), &machines.at("third", "docs"));
    until("the hub has nothing to complain of", || {
        (machines.json("attic", "folders")[0]["problems"] == json!([])).then_some(())
    });
    assert_ne!(machines.state("attic"), "attention");
    assert_eq!(machines.verify(), (Some(1), vec!["docs changed.txt past".to_owned()]));
    machines.refused("attic", &restore, "internal", "changed.txt", "syncit verify");
}
