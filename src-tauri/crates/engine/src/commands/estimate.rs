//! `syncit estimate`: what sharing a directory would need. It only reads.

use std::path::Path;
use std::time::{Duration, Instant};

use syncit_core::message::{Answer, Ask};
use syncit_core::units::show_bytes;

use crate::api::{Estimate, Reply};
use crate::error::Result;
use crate::folder::on_disk;
use crate::folder::root::{self, Missing};
use crate::machine::record::{Machine, RoleRecord};
use crate::runtime::Runtime;

/// How long an estimate may count.
const COUNTING: Duration = Duration::from_secs(2);

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
            let problem = Some(error.to_string());
            return Estimate { files: 0, bytes: 0, free, hub_free, problem, complete: true };
        }
    };
    let counted = root::count(&root, Instant::now() + COUNTING);
    let marked = on_disk::check_unmarked(&root).err().map(|error| error.to_string());
    let problem = marked.or_else(|| {
        let (hub_free, keep) =
            (hub_free?, if is_hub(&machine) { root::least_free(&machine.settings, runtime.home.data()) } else { 0 });
        let left = hub_free.saturating_sub(counted.bytes);
        (left < keep || counted.bytes > hub_free).then(|| {
            format!("the hub has {} free, too little for the {} in it", show_bytes(hub_free), show_bytes(counted.bytes))
        })
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
    match runtime.ask(Ask::Room, "how much is free on the hub is not known") {
        Ok(Answer::Room { free }) => free,
        Ok(_) => None,
        Err(error) => {
            tracing::debug!("{error}");
            None
        }
    }
}
