//! `syncit estimate`: what sharing a directory would need. It only reads.

use std::path::Path;
use std::time::{Duration, Instant};

use syncit_core::message::{Answer, Ask};
use syncit_core::reasons;

use crate::api::{Estimate, Reply, Sentence};
use crate::error::{Result, Undone};
use crate::folder::on_disk;
use crate::folder::root::{self, Missing};
use crate::machine::record::{Machine, RoleRecord};
use crate::runtime::Runtime;

/// How long an estimate may count.
const COUNTING: Duration = Duration::from_secs(2);

reasons! {
    /// What has too little room for a directory.
    pub enum TooLarge {
        /// The hub's disk.
        "disk-full--estimated" ForHub { free: u64, needed: u64 },
    }
}

/// Runs `syncit estimate`.
pub(crate) fn estimate(runtime: &Runtime, path: &Path) -> Result<Reply> {
    Ok(Reply::Estimate(measure(runtime, path)))
}

fn measure(runtime: &Runtime, path: &Path) -> Estimate {
    let machine = runtime.machine();
    let hub_free = hub_free(runtime);
    let free = root::free_bytes(path).unwrap_or_default();
    let root = match root::check(path, Missing::Refused, &runtime.home, &machine) {
        Ok(root) => root,
        Err(error) => {
            let problem = Some(error.reason().into());
            return Estimate { files: 0, bytes: 0, free, hub_free, problem, complete: true };
        }
    };
    let counted = root::count(&root, Instant::now() + COUNTING);
    let marked: Option<Sentence> = on_disk::check_unmarked(&root).err().map(|error| error.reason().into());
    let problem = marked.or_else(|| {
        let (hub_free, keep) =
            (hub_free?, if is_hub(&machine) { root::least_free(&machine.settings, runtime.home.data()) } else { 0 });
        let left = hub_free.saturating_sub(counted.bytes);
        let too_large = TooLarge::ForHub { free: hub_free, needed: counted.bytes };
        (left < keep || counted.bytes > hub_free).then(|| Sentence::new(too_large))
    });
    Estimate { files: counted.files, bytes: counted.bytes, free, hub_free, problem, complete: counted.complete }
}

fn is_hub(machine: &Machine) -> bool {
    matches!(machine.role, RoleRecord::Hub(_))
}

/// Returns the free bytes on the hub's disk, if the hub can be asked now.
fn hub_free(runtime: &Runtime) -> Option<u64> {
    if is_hub(&runtime.machine()) {
        return root::free_bytes(&runtime.home.relay()).ok();
    }
    runtime.router.online()?;
    match runtime.ask(Ask::Room, Undone::Answer) {
        Ok(Answer::Room { free }) => free,
        Ok(_) => None,
        Err(error) => {
            tracing::debug!("{error}");
            None
        }
    }
}
