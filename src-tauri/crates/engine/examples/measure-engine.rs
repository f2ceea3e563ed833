//! Measures what the engine is held to: a small change, many small files, a large file, and an idle machine, from one
//! client through the hub to another, all in one process on loopback. Names of parts (small, many,
//! large, idle) choose among them.
#![allow(clippy::unwrap_used, missing_docs)]

#[allow(dead_code)]
#[path = "../tests/machines/harness.rs"]
mod harness;

use std::time::{Duration, Instant};

use harness::Machines;

const CLIENTS: [&str; 2] = ["laptop", "desktop"];

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|arg| arg == name);
    if ["small", "many", "large"].into_iter().any(is_chosen) {
        let m = Machines::new(&["hub", "laptop", "desktop"]);
        m.share_docs(&CLIENTS);
        m.settle(&CLIENTS);
        for (name, measure) in [("small", small_changes as fn(&Machines)), ("many", many_files), ("large", large_file)]
        {
            if is_chosen(name) {
                measure(&m);
            }
        }
    }
    if is_chosen("idle") {
        idle(100_000);
    }
}

/// Runs something and says how long it took and how much of that was computing, in all threads.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu());
    let value = work();
    println!("{what}: {:?}, CPU {:?}", start.elapsed(), cpu() - before);
    value
}

fn small_changes(m: &Machines) {
    let mut times: Vec<Duration> = (0..200)
        .map(|n| {
            let path = format!("small-{n}");
            let start = Instant::now();
            m.write("laptop", &path, format!("content {n}"));
            while !m.has("desktop", &path) {
                std::thread::sleep(Duration::from_micros(200));
            }
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("new small file, 200 times: p50 {:?}, p95 {:?}, max {:?}", times[100], times[190], times[199]);
}

fn many_files(m: &Machines) {
    let content =
        |n: usize| -> Vec<u8> { (0..4096_u32).map(|at| (at as usize * 7 + n * 13 + n / 256) as u8).collect() };
    // A folder that is emptied altogether would be held.
    m.write("laptop", "stays", "x");
    timed("10,000 x 4 KiB, from the first write", || {
        for n in 0..10_000 {
            m.write("laptop", &format!("many/{}/{n}", n / 100), content(n));
        }
        timed("  after the last write", || m.settle(&CLIENTS));
    });
    timed("that directory renamed", || {
        m.rename("laptop", "many", "moved");
        m.settle(&CLIENTS);
    });
    timed("10,000 deletions", || {
        m.remove("laptop", "moved");
        timed("  after the last one", || m.settle(&CLIENTS));
    });
}

fn large_file(m: &Machines) {
    let mut content = vec![0_u8; 256 << 20];
    let mut state = 1_u64;
    for word in content.chunks_exact_mut(8) {
        // Marsaglia's xorshift64.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        word.copy_from_slice(&state.to_le_bytes());
    }
    m.write("laptop", "large", &content);
    timed("256 MiB, after the last write", || m.settle(&CLIENTS));
    content.insert(0, b'!');
    m.write("laptop", "large", &content);
    timed("a byte inserted at its head, after the last write", || m.settle(&CLIENTS));
}

/// One hub with a folder of its own in a process of its own would be the honest measure; the hub's relay and its
/// replica are both in here, which is more than one machine.
fn idle(files: usize) {
    let m = Machines::new(&["hub", "laptop"]);
    m.share_docs(&["laptop"]);
    let start = Instant::now();
    for n in 0..files {
        m.write("laptop", &format!("{}/{n}", n / 500), n.to_string());
    }
    println!("{files} files written in {:?}", start.elapsed());
    let start = Instant::now();
    m.settle(&["laptop"]);
    println!("at the hub {:?} later", start.elapsed());
    println!("in memory, hub and client together: {}", rss());
    let mut m = m;
    m.stop("hub");
    m.stop("laptop");
    println!("after stopping both: {}", rss());
    m.start("laptop");
    m.until("laptop", "scanned", |status| status.folders[0].files as usize >= files);
    println!("client alone, started again, offline: {}", rss());
    m.start("hub");
    m.until("laptop", "online", |status| status.hub.as_ref().unwrap().online);
    m.settle(&["laptop"]);
    println!("with the hub again: {}", rss());
    let before = cpu();
    std::thread::sleep(Duration::from_secs(20));
    println!("CPU in 20 s at rest, hub and client together: {:?}", cpu() - before);
}

fn rss() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).collect::<Vec<_>>().join(", ")
}

fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
