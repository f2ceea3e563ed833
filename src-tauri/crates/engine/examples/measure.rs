//! Measures what the engine is held to: a small change, many small files, a large file, and an idle machine, from one
//! client through the hub to another, all in one process on loopback. Give a number of files for the idle machine.
#![allow(clippy::unwrap_used, missing_docs)]

#[allow(dead_code)]
#[path = "../tests/machines/harness.rs"]
mod harness;

use std::time::{Duration, Instant};

use harness::Machines;

const CLIENTS: [&str; 2] = ["laptop", "desktop"];

fn main() {
    let idle_files: usize = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(100_000);
    let m = Machines::new(&["hub", "laptop", "desktop"]);
    m.share_docs(&CLIENTS);
    m.settle(&CLIENTS);
    small_changes(&m);
    many_files(&m);
    large_file(&m);
    drop(m);
    idle(idle_files);
}

/// Looks for a file without help: only so is the latency the person's.
fn until_there(m: &Machines, path: &str) {
    while !m.has("desktop", path) {
        std::hint::spin_loop();
        std::thread::yield_now();
    }
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
    let start = Instant::now();
    for n in 0..10_000 {
        m.write("laptop", &format!("many/{}/{n}", n / 100), content(n));
    }
    let written = start.elapsed();
    m.settle(&CLIENTS);
    let settled = start.elapsed();
    until_there(m, "many/99/9999");
    println!("10,000 x 4 KiB: written in {written:?}, everywhere {settled:?} after the first write");
    let start = Instant::now();
    m.rename("laptop", "many", "moved");
    m.settle(&CLIENTS);
    println!("renamed directory of 10,000: {:?}", start.elapsed());
    let start = Instant::now();
    m.remove("laptop", "moved");
    let removed = start.elapsed();
    m.settle(&CLIENTS);
    println!("10,000 deletions: removed in {removed:?}, everywhere after {:?}", start.elapsed());
}

fn large_file(m: &Machines) {
    let mut content = vec![0_u8; 256 << 20];
    let mut state = 1_u64;
    for word in content.chunks_exact_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        word.copy_from_slice(&state.to_le_bytes());
    }
    let start = Instant::now();
    m.write("laptop", "large", &content);
    let written = start.elapsed();
    m.settle(&CLIENTS);
    println!("256 MiB: written in {written:?}, everywhere after {:?}", start.elapsed());
    content.insert(0, b'!');
    let start = Instant::now();
    m.write("laptop", "large", &content);
    let written = start.elapsed();
    m.settle(&CLIENTS);
    println!("1 byte inserted at its head: written in {written:?}, everywhere after {:?}", start.elapsed());
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
