//! A large file passes through the whole engine, and no process ever uses much memory. `SYNCIT_LARGE_MIB` sets the
//! file's size in MiB.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::machines::Machines;

/// The file's default size in MiB: five times what a process may use.
const SIZE: u64 = 1 << 10;
const BLOCK: usize = 1 << 20;
/// The most memory that a process may have used, in KiB.
const MOST: u64 = 200 << 10;

/// Returns bytes that compression does not make smaller, and that differ by `seed`.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..BLOCK).map(|_| next()).collect()
}

#[track_caller]
fn check_same(a: &Path, b: &Path, size: u64) {
    let (one, other) = (File::open(a).unwrap(), File::open(b).unwrap());
    assert_eq!(other.metadata().unwrap().len(), size);
    let (mut left, mut right) = (vec![0; BLOCK], vec![0; BLOCK]);
    for at in (0..size).step_by(BLOCK) {
        one.read_exact_at(&mut left, at).unwrap();
        other.read_exact_at(&mut right, at).unwrap();
        assert!(left == right, "{} differs at {at}", b.display());
    }
}

/// Returns the peak memory of a process, in KiB.
pub fn most_held(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_large_file_passes_in_bounded_memory() {
    let size = std::env::var("SYNCIT_LARGE_MIB").map_or(SIZE, |mib| mib.parse().unwrap()) << 20;
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    machines.share_docs(&["laptop", "desktop"]);
    let (from, to) = (machines.at("laptop", "docs/large.bin"), machines.at("desktop", "docs/large.bin"));
    let beside = machines.at("laptop", "large.bin");
    let file = File::create(&beside).unwrap();
    file.set_len(size).unwrap();
    // All zeros except these.
    for at in [0, size / 3 + 77, size / 3 * 2, size - BLOCK as u64] {
        file.write_all_at(&noise(at + 1), at).unwrap();
    }
    drop(file);
    fs::rename(beside, &from).unwrap();
    machines.settle(&["laptop", "desktop"]);
    check_same(&from, &to, size);
    for name in ["attic", "laptop", "desktop"] {
        let most = most_held(machines.pid(name));
        assert!(most < MOST, "{name} held {} MiB", most >> 10);
    }
}
