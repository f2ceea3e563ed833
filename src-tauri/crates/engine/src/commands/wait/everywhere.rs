//! The part of `syncit wait --everywhere` about the other machines: the hub is asked what they lack until it is nothing.

use std::time::{Duration, Instant};

use crossbeam_channel::Select;
use syncit_core::reasons;

use crate::api::{InTheWay, MachineStatus};
use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::queries::machines::machines;
use crate::runtime::Runtime;

/// How often the hub is asked: machines report once a second at most.
const ASK_EVERY: Duration = Duration::from_millis(250);
/// A machine that does not report for this long runs a version of SyncIt that never does.
const SILENCE: Duration = Duration::from_secs(10);

reasons! {
    /// What another machine lacks.
    pub enum Lacks {
        /// So many changes.
        "lacks--changes" Changes { changes: u64 },
        /// It does not report what it lacks.
        "lacks--unknown" Unknown,
    }
}

/// Waits until no connected machine lacks anything, of one folder or of all that this machine may read. Returns true if the
/// time runs out first, and then lists what is missing where.
pub(super) fn wait_for(
    runtime: &Runtime,
    folder: Option<&str>,
    deadline: Option<Instant>,
    cancel: &Cancel,
    in_the_way: &mut Vec<InTheWay>,
) -> Result<bool> {
    let begun = Instant::now();
    loop {
        let lacking = match machines(runtime) {
            Ok(all) => all.iter().filter(|machine| machine.online).flat_map(|it| lacks(it, folder)).collect(),
            // The connection is made again by itself.
            Err(Error::Offline { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        let is_known = runtime.router.online().is_some();
        if is_known && lacking.is_empty() {
            return Ok(false);
        }
        let silent = begun.elapsed() >= SILENCE && lacking.iter().any(|(is_silent, _)| *is_silent);
        let is_over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if silent || is_over {
            in_the_way.extend(lacking.into_iter().filter(|(is_silent, _)| is_over || *is_silent).map(|(_, left)| left));
            return Ok(is_over);
        }
        pause(runtime, deadline, cancel)?;
    }
}

/// Returns what one machine lacks, each with whether that is not known.
fn lacks(machine: &MachineStatus, folder: Option<&str>) -> Vec<(bool, InTheWay)> {
    let is_asked = |name: &str| folder.is_none_or(|folder| folder.to_lowercase() == name.to_lowercase());
    let left = machine.folders.iter().filter(|it| is_asked(&it.folder) && it.pending != Some(0));
    let line = left.map(|it| {
        let why = it.pending.map_or(Lacks::Unknown, |changes| Lacks::Changes { changes });
        let left = InTheWay::new(it.folder.clone(), String::new(), why);
        (it.pending.is_none(), InTheWay { machine: Some(machine.name.clone()), ..left })
    });
    line.collect()
}

/// Waits for a moment before the hub is asked again.
fn pause(runtime: &Runtime, deadline: Option<Instant>, cancel: &Cancel) -> Result<()> {
    let again = Instant::now() + ASK_EVERY;
    let mut select = Select::new();
    select.recv(cancel.channel());
    select.recv(runtime.ending.channel());
    match select.ready_deadline(deadline.map_or(again, |deadline| deadline.min(again))) {
        Ok(_) => Err(Error::Stopping),
        Err(_) => Ok(()),
    }
}
