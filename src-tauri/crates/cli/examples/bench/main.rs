//! `npm run bench`: what SyncIt takes for the work of `docs/performance.md`, from machine A through a hub to
//! machine B on loopback, beside one hop of rsync over ssh.
//!
//! Three engines run as processes of their own, the hub keeping the content store alone, so that memory and
//! CPU are those of a real machine. Every figure uses a new shared folder in a new directory. Trees are made
//! elsewhere and moved into the folder in one step, as rsync, too, finds its source in place.
//!
//! `bench [--quick] [--threads] [NAME…]` runs all measurements or the named ones; `--quick` uses a tenth of the sizes.
//! Beside the times stands the CPU time that each machine used, which says more where other things run beside;
//! `--threads` prints that of each thread, in milliseconds.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod machines;
mod rsync;
mod work;

use std::time::Duration;

use machines::{Machines, Used};

/// One line of the result.
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// What SyncIt took, through the hub.
    pub syncit: String,
    /// What one hop of rsync took.
    pub rsync: Option<String>,
    /// The CPU time that the threads of A, the hub and B used for it, where that was looked at.
    pub used: Option<[Vec<(String, Duration)>; 3]>,
}

impl Figure {
    /// A line without CPU times.
    pub fn new(what: impl Into<String>, syncit: String, rsync: Option<Duration>) -> Self {
        Figure { what: what.into(), syncit, rsync: rsync.map(work::seconds), used: None }
    }

    /// The same with what was used between two moments.
    pub fn with_cpu(self, from: &Used, to: &Used) -> Self {
        Figure { used: Some(from.until(to)), ..self }
    }

    fn print(&self, threads: bool) {
        let rsync = self.rsync.as_deref().unwrap_or("–");
        let sum = |of: &Vec<(String, Duration)>| of.iter().map(|(_, time)| *time).sum::<Duration>().as_secs_f64();
        let cpu = match &self.used {
            Some([a, hub, b]) => format!("{:.2} · {:.2} · {:.2}", sum(a), sum(hub), sum(b)),
            None => "–".into(),
        };
        println!("{:<52} {:>26} {rsync:>16} {cpu:>22}", self.what, self.syncit);
        for (name, used) in ["A", "hub", "B"].into_iter().zip(self.used.iter().flatten()).filter(|_| threads) {
            let used: Vec<_> = used.iter().map(|(thread, time)| format!("{thread} {}", time.as_millis())).collect();
            println!("    {name:<4} {}", used.join(" · "));
        }
    }
}

/// How large the work is.
#[derive(Clone, Copy)]
pub struct Scale {
    divisor: u64,
}

impl Scale {
    /// A count or a size of the full benchmark, smaller if it was asked for.
    pub fn of(self, full: u64) -> u64 {
        (full / self.divisor).max(1)
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let scale = Scale { divisor: if words.iter().any(|word| word == "--quick") { 10 } else { 1 } };
    let threads = words.iter().any(|word| word == "--threads");
    let named: Vec<_> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let dir = tempfile::Builder::new().prefix("syncit-bench-").tempdir().unwrap();
    describe_machine();

    let rsync = rsync::Peer::start(&dir.path().join("rsync"));
    if rsync.is_none() {
        eprintln!("no sshd could be started here: nothing stands beside SyncIt's figures");
    }
    let mut machines = Machines::start(&dir.path().join("syncit"));
    println!("{:<52} {:>26} {:>16} {:>22}", "work", "A → hub → B", "rsync, one hop", "CPU s: A · hub · B");
    for (name, measure) in work::ALL {
        if !named.is_empty() && !named.iter().any(|wanted| wanted == name) {
            continue;
        }
        for figure in measure(&mut machines, rsync.as_ref(), scale) {
            figure.print(threads);
        }
    }
    machines.stop();
}

fn describe_machine() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    println!("{cores} cores{}, Linux {}, SyncIt {}\n", model.trim_start(), kernel.trim(), env!("CARGO_PKG_VERSION"));
}
