//! `npm run bench`: what SyncIt takes for the work of `docs/performance.md`, from machine A through a hub to
//! machine B on loopback, beside one hop of rsync over ssh.
//!
//! Three engines run as processes of their own, the hub keeping the content store alone, so that memory and
//! CPU are those of a real machine. Every figure uses a new shared folder in a new directory. Trees are made
//! elsewhere and moved into the folder in one step, as rsync, too, finds its source in place.
//!
//! `bench [--quick] [NAME…]` runs all measurements or the named ones; `--quick` uses a tenth of the sizes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod machines;
mod rsync;
mod work;

use machines::Machines;

/// One line of the result.
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// What SyncIt took, through the hub.
    pub syncit: String,
    /// What one hop of rsync took.
    pub rsync: Option<String>,
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
    let named: Vec<_> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let dir = tempfile::Builder::new().prefix("syncit-bench-").tempdir().unwrap();
    describe_machine();

    let rsync = rsync::Peer::start(&dir.path().join("rsync"));
    if rsync.is_none() {
        eprintln!("no sshd could be started here: nothing stands beside SyncIt's figures");
    }
    let mut machines = Machines::start(&dir.path().join("syncit"));
    println!("{:<52} {:>26} {:>20}", "work", "A → hub → B", "rsync, one hop");
    for (name, measure) in work::ALL {
        if !named.is_empty() && !named.iter().any(|wanted| wanted == name) {
            continue;
        }
        for figure in measure(&mut machines, rsync.as_ref(), scale) {
            println!("{:<52} {:>26} {:>20}", figure.what, figure.syncit, figure.rsync.unwrap_or_else(|| "–".into()));
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
