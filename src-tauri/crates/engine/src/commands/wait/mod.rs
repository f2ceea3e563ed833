//! `syncit wait`: waits until every current change is at the hub and everything of the hub is here, and with
//! `--everywhere` also on every machine that is connected.
//!
//! Each replica is given a fence, and reports when it is reached or what only a person can clear. Nothing is guessed
//! from states or from silence.

pub(crate) mod everywhere;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Select};
use syncit_core::{FolderId, Reason};
use syncit_replica::event::FolderCommand;

use crate::api::{InTheWay, Reply};
use crate::cancel::Cancel;
use crate::client::trouble::Wish;
use crate::error::{BadArgument, Error, Result, Undone};
use crate::folder::linked::Linked;
use crate::folder::mailbox::FenceEnd;
use crate::machine::record::RoleRecord;
use crate::runtime::{RunningRole, Runtime};

pub(crate) use self::everywhere::Lacks;

/// The fence of a folder that is waited for.
struct Fence {
    folder: String,
    token: u64,
    linked: Arc<Linked>,
    end: Receiver<FenceEnd>,
}

impl Drop for Fence {
    fn drop(&mut self) {
        self.linked.command(FolderCommand::Unfence(self.token));
    }
}

/// Waits for all folders that are linked here, or for one.
pub(crate) fn wait(
    runtime: &Runtime,
    folder: Option<String>,
    timeout: Option<f64>,
    everywhere: bool,
    cancel: &Cancel,
) -> Result<Reply> {
    let deadline = match timeout {
        None => None,
        Some(seconds) => {
            let patience = Duration::try_from_secs_f64(seconds)
                .map_err(|_| BadArgument::Seconds { seconds: seconds.to_string() })?;
            Instant::now().checked_add(patience)
        }
    };
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Answer));
    }
    let chosen: Option<FolderId> = match &folder {
        None => None,
        Some(name) => Some(machine.link_named(name).ok_or_else(|| Error::not_linked(name))?.0),
    };
    let mut in_the_way = Vec::new();
    let mut fences = Vec::new();
    for (id, linked) in runtime.links() {
        let Some(link) = machine.links.get(&id).filter(|_| chosen.is_none_or(|chosen| chosen == id)) else { continue };
        let (folder, token) = (link.name.to_string(), next_token());
        match linked.fence(token) {
            Ok(end) => fences.push(Fence { folder, token, linked, end }),
            Err(why) => in_the_way.push(InTheWay::new(folder, String::new(), why)),
        }
    }
    let mut timed_out = wait_for(runtime, fences, deadline, cancel, &mut in_the_way)?;
    // What is not at the hub cannot be anywhere else.
    if everywhere && !timed_out && in_the_way.is_empty() {
        timed_out = everywhere::wait_for(runtime, folder.as_deref(), deadline, cancel, &mut in_the_way)?;
    }
    Ok(Reply::Wait { in_the_way, timed_out })
}

fn next_token() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Waits until no fence is left. Returns true if the time runs out first.
fn wait_for(
    runtime: &Runtime,
    mut fences: Vec<Fence>,
    deadline: Option<Instant>,
    cancel: &Cancel,
    in_the_way: &mut Vec<InTheWay>,
) -> Result<bool> {
    let hints = runtime.hints.subscribe();
    let mut wish = None;
    while !fences.is_empty() {
        if let Some(why) = needs_person(runtime, &mut wish) {
            in_the_way.push(InTheWay::new(String::new(), String::new(), why));
            return Ok(false);
        }
        let mut select = Select::new();
        for fence in &fences {
            select.recv(&fence.end);
        }
        let (hint, cancelled, ended) =
            (select.recv(&hints), select.recv(cancel.channel()), select.recv(runtime.ending.channel()));
        let ready = match deadline {
            None => select.ready(),
            Some(deadline) => match select.ready_deadline(deadline) {
                Ok(ready) => ready,
                Err(_) => return Ok(true),
            },
        };
        if ready == cancelled || ready == ended {
            return Err(Error::Stopping);
        }
        if ready == hint {
            // If the hints end, so does the engine; `ending` reports that.
            let _ = hints.try_recv();
            continue;
        }
        let fence = fences.swap_remove(ready);
        match fence.end.try_recv() {
            Ok(FenceEnd::Reached) => {}
            Ok(FenceEnd::Blocked(reasons)) => in_the_way.extend(reasons.into_iter().map(|(path, why)| {
                let path = path.map(|path| path.to_string()).unwrap_or_default();
                InTheWay::new(fence.folder.clone(), path, why)
            })),
            // The folder was unlinked meanwhile, so there is nothing left to wait for.
            Err(_) => {}
        }
    }
    Ok(false)
}

/// Returns why the connection will not come back by itself, if so. A trouble from before this wait is no answer,
/// because the hub may be back since then. So this asks for one attempt while there is no connection.
fn needs_person(runtime: &Runtime, wish: &mut Option<Wish>) -> Option<Reason> {
    let RunningRole::Client(client) = runtime.running() else { return None };
    let line = client.status();
    if line.online {
        *wish = None;
        return None;
    }
    let wish = *wish.get_or_insert_with(|| client.try_now());
    line.trouble.filter(|trouble| trouble.needs_person && trouble.wish >= wish).map(|trouble| trouble.reason)
}
