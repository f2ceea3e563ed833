//! The measurements.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machines::{Folder, Machines, until};
use crate::rsync::Peer;
use crate::{Figure, Scale};

type Measure = fn(&mut Machines, Option<&Peer>, Scale) -> Vec<Figure>;

/// All of them, by name.
pub const ALL: &[(&str, Measure)] = &[
    ("latency", latency),
    ("small", many_small),
    ("large", one_large),
    ("link", one_large_on_slow_links),
    ("insert", inserted_byte),
    ("rename", renamed_directory),
    ("delete", deletions),
    ("rest", at_rest),
];

const MIB: u64 = 1 << 20;

/// Bytes that no compression makes smaller, the same for the same seed.
fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        // xorshift64* (Vigna, 2016).
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend_from_slice(&state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// Files in directories of a hundred.
fn make_files(root: &Path, files: u64, size: usize) {
    for number in 0..files {
        let dir = root.join(format!("dir-{:04}", number / 100));
        if number % 100 == 0 {
            fs::create_dir_all(&dir).unwrap();
        }
        fs::write(dir.join(format!("file-{number:06}")), noise(number + 1, size)).unwrap();
    }
}

fn make_large(path: &Path, mib: u64) {
    let mut file = fs::File::create(path).unwrap();
    for number in 0..mib {
        file.write_all(&noise(number + 77, MIB as usize)).unwrap();
    }
}

/// Writes out whatever the file system of a path has in memory, before a time is taken: else the first one to ask for
/// durability also waits for the making of the tree and for what rsync, which never asks, has left behind.
pub fn flush(path: &Path) {
    let done = Command::new("sync").arg("--file-system").arg(path).status();
    assert!(done.is_ok_and(|status| status.success()), "the file system of {} cannot be flushed", path.display());
}

/// Bytes that went over loopback so far.
fn network() -> u64 {
    let counters = fs::read_to_string("/proc/net/dev").unwrap();
    let lo = counters.lines().find_map(|line| line.trim().strip_prefix("lo:")).unwrap();
    lo.split_whitespace().nth(8).unwrap().parse().unwrap()
}

/// A time for people.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// A time, and the bytes sent per hop (there are two).
fn with_bytes(time: Duration, bytes: u64) -> String {
    format!("{} · {:.2} MiB a hop", seconds(time), bytes as f64 / 2.0 / MIB as f64)
}

fn same(folder: &Folder, path: &str) -> bool {
    fs::read(folder.a.join(path)).unwrap() == fs::read(folder.b.join(path)).unwrap_or_default()
}

fn latency(machines: &mut Machines, _: Option<&Peer>, _: Scale) -> Vec<Figure> {
    let folder = machines.new_folder();
    let mut times = Vec::new();
    for number in 0..220 {
        let (from, to) = (folder.a.join(format!("note-{number}")), folder.b.join(format!("note-{number}")));
        let begun = Instant::now();
        fs::write(&from, noise(number, 1_000)).unwrap();
        until("a small file is there", || to.exists());
        // The first ones warm up caches and connections.
        if number >= 20 {
            times.push(begun.elapsed());
        }
    }
    machines.settle(&folder);
    assert!(same(&folder, "note-219"));
    machines.drop_folder(&folder);
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1_000.0;
    let what = "new small file, p50 / p95";
    vec![Figure::new(what, format!("{:.1} / {:.1} ms", ms(100), ms(190)), None)]
}

fn many_small(machines: &mut Machines, rsync: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let files = scale.of(10_000);
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let folder = machines.new_folder();
        let tree = folder.beside.join("tree");
        make_files(&tree, files, 4_096);
        let beside = rsync.and_then(|peer| peer.copy(&tree, &folder.beside.join("copy")));
        flush(&folder.a);
        let (used, begun) = (machines.used(), Instant::now());
        fs::rename(&tree, folder.a.join("tree")).unwrap();
        let time = machines.until_b_has(&folder, files, begun);
        let what = format!("{files} × 4 KiB, median of 3");
        let figure = Figure::new(what, seconds(time), beside).with_cpu(&used, &machines.used());
        assert!(same(&folder, "tree/dir-0000/file-000042"));
        rounds.push((time, figure));
        machines.drop_folder(&folder);
    }
    rounds.sort_by_key(|(time, _)| *time);
    vec![rounds.swap_remove(1).1]
}

fn one_large(machines: &mut Machines, rsync: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, mib) = (machines.new_folder(), scale.of(1_024));
    let large = folder.beside.join("large");
    make_large(&large, mib);
    let beside = rsync.and_then(|peer| peer.copy(&large, &folder.beside.join("copy")));
    flush(&folder.a);
    let (used, begun) = (machines.used(), Instant::now());
    fs::rename(&large, folder.a.join("large")).unwrap();
    let time = machines.until_b_has(&folder, 1, begun);
    let figure = Figure::new(format!("one file of {mib} MiB"), seconds(time), beside).with_cpu(&used, &machines.used());
    assert!(same(&folder, "large"));
    machines.drop_folder(&folder);
    vec![figure]
}

/// A's and B's links carry so much each, in KiB a second: a good Wi-Fi.
const LINK: u64 = 16 * 1_024;

fn one_large_on_slow_links(machines: &mut Machines, _: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, mib) = (machines.new_folder(), scale.of(640));
    let large = folder.beside.join("large");
    make_large(&large, mib);
    machines.limit(LINK);
    flush(&folder.a);
    let begun = Instant::now();
    fs::rename(&large, folder.a.join("large")).unwrap();
    let time = machines.until_b_has(&folder, 1, begun);
    machines.limit(0);
    assert!(same(&folder, "large"));
    machines.drop_folder(&folder);
    let of_one = time.as_secs_f64() / (mib as f64 / (LINK / 1_024) as f64);
    let what = format!("one file of {mib} MiB, links of {} MiB/s", LINK / 1_024);
    vec![Figure::new(what, format!("{} · {of_one:.2} × one hop", seconds(time)), None)]
}

fn inserted_byte(machines: &mut Machines, rsync: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, mib) = (machines.new_folder(), scale.of(256));
    let (path, other) = (folder.a.join("large"), folder.beside.join("copy"));
    make_large(&path, mib);
    rsync.and_then(|peer| peer.copy(&path, &other));
    machines.settle(&folder);

    let mut content = b"x".to_vec();
    content.extend(fs::read(&path).unwrap());
    let new = folder.beside.join("new");
    fs::write(&new, &content).unwrap();
    flush(&folder.a);
    let sent = network();
    let begun = Instant::now();
    fs::rename(&new, &path).unwrap();
    until("the byte is there", || {
        fs::metadata(folder.b.join("large")).is_ok_and(|data| data.len() == content.len() as u64)
    });
    let (time, sent) = (begun.elapsed(), network() - sent);
    assert!(same(&folder, "large"));
    let beside = rsync.and_then(|peer| peer.copy(&path, &other));
    machines.drop_folder(&folder);
    let what = format!("1 byte inserted at the head of {mib} MiB");
    vec![Figure::new(what, with_bytes(time, sent), beside)]
}

fn renamed_directory(machines: &mut Machines, _: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, files) = (machines.new_folder(), scale.of(2_000));
    make_files(&folder.beside.join("tree"), files, 100 * 1_024);
    fs::rename(folder.beside.join("tree"), folder.a.join("tree")).unwrap();
    machines.until_b_has(&folder, files, Instant::now());
    machines.settle(&folder);

    flush(&folder.a);
    let sent = network();
    let (used, begun) = (machines.used(), Instant::now());
    fs::rename(folder.a.join("tree"), folder.a.join("renamed")).unwrap();
    until("the old name is gone", || folder.b.join("renamed").exists() && !folder.b.join("tree").exists());
    let time = machines.until_b_has(&folder, files, begun);
    let sent = network() - sent;
    let what = format!("directory of {files} files, {} MiB, renamed", files * 100 / 1_024);
    let figure = Figure::new(what, with_bytes(time, sent), None).with_cpu(&used, &machines.used());
    assert!(same(&folder, "renamed/dir-0000/file-000042"));
    machines.drop_folder(&folder);
    vec![figure]
}

fn deletions(machines: &mut Machines, rsync: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, files) = (machines.new_folder(), scale.of(30_000));
    let gone = files / 3;
    let (tree, copy) = (folder.beside.join("tree"), folder.beside.join("copy"));
    make_files(&tree, files, 100);
    rsync.and_then(|peer| peer.copy(&tree, &copy));
    fs::rename(&tree, folder.a.join("tree")).unwrap();
    machines.until_b_has(&folder, files, Instant::now());
    machines.settle(&folder);

    flush(&folder.a);
    for dir in 0..gone / 100 {
        fs::rename(folder.a.join(format!("tree/dir-{dir:04}")), folder.beside.join(format!("gone-{dir:04}"))).unwrap();
    }
    let (used, begun) = (machines.used(), Instant::now());
    let time = machines.until_b_has(&folder, files - gone, begun);
    let later = machines.used();
    let beside = rsync.and_then(|peer| peer.copy(&folder.a.join("tree"), &copy));
    machines.drop_folder(&folder);
    vec![Figure::new(format!("{gone} deletions of {files} files"), seconds(time), beside).with_cpu(&used, &later)]
}

fn at_rest(machines: &mut Machines, _: Option<&Peer>, scale: Scale) -> Vec<Figure> {
    let (folder, files) = (machines.new_folder(), scale.of(100_000));
    make_files(&folder.beside.join("tree"), files, 1_024);
    flush(&folder.a);
    let (used, begun) = (machines.used(), Instant::now());
    fs::rename(folder.beside.join("tree"), folder.a.join("tree")).unwrap();
    let filled = machines.until_b_has(&folder, files, begun);
    let figure = Figure::new(format!("{files} × 1 KiB"), seconds(filled), None);
    let mut figures = vec![figure.with_cpu(&used, &machines.used())];
    machines.settle(&folder);

    // A fresh start is what a machine is after a night; what the first filling needed is not.
    for machine in [&mut machines.a, &mut machines.b] {
        machine.stop();
        machine.start();
    }
    machines.settle(&folder);
    let before = [machines.a.usage(), machines.b.usage(), machines.hub.usage()];
    std::thread::sleep(Duration::from_secs(30));
    let after = [machines.a.usage(), machines.b.usage(), machines.hub.usage()];
    for ((name, before), after) in ["A", "B", "the hub"].into_iter().zip(before).zip(after) {
        let cpu = (after.1 - before.1).as_secs_f64() * 2.0;
        let syncit = format!("{:.0} MiB · {cpu:.2} CPU s", after.0 as f64 / MIB as f64);
        figures.push(Figure::new(format!("{name} at rest with {files} files, a minute"), syncit, None));
    }

    machines.b.stop();
    fs::write(folder.a.join("fresh"), "fresh").unwrap();
    let begun = Instant::now();
    machines.b.start();
    until("the fresh change is there", || folder.b.join("fresh").exists());
    let what = format!("restart to a fresh change, {files} files");
    figures.push(Figure::new(what, seconds(begun.elapsed()), None));
    machines.settle(&folder);
    machines.drop_folder(&folder);
    figures
}
