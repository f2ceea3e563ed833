//! Free space is checked before anything is written: a machine that announces more than fits fills nobody's disk.
//! Content that is all the same costs no network traffic and, if it is zeros, no disk space.

use syncit_replica::disk::cut::cut;
use syncit_replica::disk::{Disk, Place};
use syncit_replica::event::Phase;

use crate::house::{House, path};

const MIB: u64 = 1 << 20;

/// Makes content in which nothing repeats.
fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        // Xorshift64 (Marsaglia, 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..bytes).map(|_| next()).collect()
}

/// Offers these files from the first machine, while the second one has `free` bytes of space.
fn offered(free: u64, files: &[(&str, &[u8])]) -> House {
    let mut house = House::synced(&["", ""]);
    house.disk(1).set_free(free);
    for (at, content) in files {
        assert!(house.disk(0).write(&path(at), content));
    }
    house.settle();
    house
}

fn problems(house: &House) -> Vec<String> {
    house.state(1).problems.iter().map(|problem| problem.reason.to_string()).collect()
}

#[test]
fn one_chunk_again_and_again_is_sent_once() {
    let block = noise(MIB as usize, 1);
    let bomb = block.repeat(12);
    let house = offered(1 << 40, &[("bomb", &bomb)]);
    assert_eq!(house.tree(1), house.tree(0));
    assert!(house.bytes_up < 4 * MIB, "{} bytes went up", house.bytes_up);
    assert!(house.bytes_down < 4 * MIB, "{} bytes came down", house.bytes_down);
}

#[test]
fn what_a_repeated_chunk_takes_is_counted() {
    let bomb = noise(MIB as usize, 1).repeat(12);
    let mut house = offered(8 * MIB, &[("bomb", &bomb), ("small", b"1")]);
    assert_eq!(house.tree(1), "small \"1\"\n");
    assert!(house.bytes_down < MIB, "{} bytes came down", house.bytes_down);
    assert_eq!(problems(&house), ["not-updated--disk-full: path bomb"]);
    house.disk(1).set_free(16 * MIB);
    house.wait(70_000);
    assert_eq!(house.tree(1), house.tree(0));
    assert_eq!(house.state(1).phase, Phase::InSync);
}

#[test]
fn zeros_take_no_room_and_no_time() {
    let mut sparse = vec![0; 20 << 20];
    sparse[10 << 20] = 1;
    let house = offered(4 * MIB, &[("sparse", &sparse)]);
    assert_eq!(house.tree(1), house.tree(0));
    assert!(house.bytes_down < 4 * MIB, "{} bytes came down", house.bytes_down);
}

#[test]
fn zeros_over_what_is_left_of_another_attempt_are_zeros() {
    let mut house = House::synced(&["", ""]);
    let sparse = vec![0; 3 << 20];
    let read = |at: u64, buffer: &mut [u8]| {
        let rest = &sparse[at as usize..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    };
    let digest = cut(read, sparse.len() as u64).unwrap().digest();
    house.disk(1).write_at(&Place::Partial(digest.to_string()), 0, &noise(4 << 20, 3)).unwrap();
    assert!(house.disk(0).write(&path("sparse"), &sparse));
    house.settle();
    assert_eq!(house.tree(1), house.tree(0));
}

#[test]
fn files_are_counted_together() {
    let files: Vec<(String, Vec<u8>)> = (0..20).map(|n| (format!("f{n:02}"), noise(MIB as usize / 2, n + 1))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(at, content)| (at.as_str(), content.as_slice())).collect();
    let house = offered(3 * MIB, &files);
    let came = house.tree(1).lines().count();
    assert!((1..=6).contains(&came) && house.bytes_down <= 4 * MIB, "{came} files, {} bytes", house.bytes_down);
}

#[test]
fn small_files_and_links_are_counted_too_but_deletions_and_moves_go_on() {
    let mut house = House::synced(&["a \"1\"\nb \"2\"", ""]);
    house.disk(1).set_free(0);
    for n in 0..100 {
        assert!(house.disk(0).make_symlink(&path(&format!("l{n}")), "to"));
    }
    assert!(house.disk(0).write(&path("small"), b"3"));
    assert!(house.disk(0).delete(&path("a")));
    assert!(house.disk(0).move_to(&path("b"), &path("c")));
    house.settle();
    assert_eq!(house.tree(1), "c \"2\"\n");
    house.disk(1).set_free(1 << 30);
    house.wait(70_000);
    assert_eq!(house.tree(1), house.tree(0));
}
