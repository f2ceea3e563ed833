//! Where a folder could lie on this machine, and what sharing a directory would need. It only looks.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syncit_core::message::{Answer, Ask};

use crate::api::Estimate;
use crate::core::Core;
use crate::errors::{Error, Result};
use crate::links;
use crate::machine::{Machine, Part};
use crate::roots::{self, Missing};
use crate::units::show_bytes;

/// How long an estimate may count.
const COUNTING: Duration = Duration::from_secs(2);
/// How many numbers are tried behind a name that is taken.
const NUMBERS: u32 = 9;

/// Where a folder of this name could be kept: beside the person's other directories if nothing of that name is
/// there, else under SyncIt's own. A directory that holds something is never suggested, nor is one from which programs
/// take settings, like `.ssh`: the name is another machine's choice.
pub(crate) fn suggested(core: &Core, machine: &Machine, name: &str) -> Option<PathBuf> {
    let own = core.home.default_hub_root();
    let beside = own.parent().filter(|_| !name.starts_with('.')).map(|dir| dir.join(name));
    let numbered = (2..=NUMBERS).map(|number| own.join(format!("{name} {number}")));
    let mut candidates = beside.into_iter().chain([own.join(name)]).chain(numbered);
    candidates.find(|path| is_empty_or_missing(path) && roots::is_apart(path, &core.home, machine))
}

fn is_empty_or_missing(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// SyncIt's own directory is made when the first folder is put there.
pub(crate) fn make_default_root(core: &Core, path: &Path) -> Result<()> {
    let own = core.home.default_hub_root();
    if path.parent() == Some(&own) && !own.exists() {
        fs::create_dir_all(&own).map_err(|cause| Error::Home { doing: "make", path: own, cause })?;
    }
    Ok(())
}

/// Directories whose disks have less free than SyncIt leaves: nothing new is written there.
pub(crate) fn full_disks(core: &Core) -> Vec<PathBuf> {
    let machine = core.machine();
    let mut full = Vec::new();
    let links = machine.links.values().map(|link| link.path.as_path());
    for path in [core.home.data()].into_iter().chain(links) {
        // A directory that is not there is no full disk; what holds it is another one.
        let least = || roots::least_free(&machine.settings, path);
        if path.is_dir() && roots::free_bytes(path).is_ok_and(|free| free < least()) {
            full.push(path.to_owned());
        }
    }
    full
}

/// `syncit estimate`.
pub(crate) fn estimate(core: &Core, path: &Path) -> Estimate {
    let machine = core.machine();
    let hub_free = hub_free(core);
    let free = roots::free_bytes(path).unwrap_or_default();
    let root = match roots::check(path, Missing::Refused, &core.home, &machine) {
        Ok(root) => root,
        Err(error) => {
            let problem = Some(error.to_string());
            return Estimate { files: 0, bytes: 0, free, hub_free, problem, complete: true };
        }
    };
    let counted = roots::count(&root, Instant::now() + COUNTING);
    let marked = links::check_unmarked(&root).err().map(|error| error.to_string());
    let problem = marked.or_else(|| {
        let (hub_free, keep) =
            (hub_free?, if is_hub(&machine) { roots::least_free(&machine.settings, core.home.data()) } else { 0 });
        let left = hub_free.saturating_sub(counted.bytes);
        (left < keep || counted.bytes > hub_free).then(|| {
            format!("the hub has {} free, too little for the {} in it", show_bytes(hub_free), show_bytes(counted.bytes))
        })
    });
    Estimate { files: counted.files, bytes: counted.bytes, free, hub_free, problem, complete: counted.complete }
}

fn is_hub(machine: &Machine) -> bool {
    matches!(machine.part, Part::Hub(_))
}

/// What is free on the hub's disk, if the hub can be asked now.
fn hub_free(core: &Core) -> Option<u64> {
    if is_hub(&core.machine()) {
        return roots::free_bytes(&core.home.relay()).ok();
    }
    core.router.online()?;
    match core.ask(Ask::Room, "how much is free on the hub is not known") {
        Ok(Answer::Room { free }) => free,
        Ok(_) => None,
        Err(error) => {
            tracing::debug!("{error}");
            None
        }
    }
}
