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

/// What is waited for.
struct Waiting {
    fences: Vec<Fence>,
    /// Folders that have no fence, each with the link whose fence ended without an answer. They get one as soon as they are
    /// open: a folder may be closed and opened again at any time, because its disk came back or it was moved.
    unplaced: Vec<(FolderId, Option<Arc<Linked>>)>,
    in_the_way: Vec<InTheWay>,
}

impl Waiting {
    /// Gives a fence to each folder that is open and has none. What is no longer linked is not waited for.
    fn place(&mut self, runtime: &Runtime) {
        let (machine, links) = (runtime.machine(), runtime.links());
        for (id, ended) in std::mem::take(&mut self.unplaced) {
            let Some(link) = machine.links.get(&id) else { continue };
            let is_new = |linked: &&Arc<Linked>| ended.as_ref().is_none_or(|ended| !Arc::ptr_eq(ended, linked));
            let (folder, token) = (link.name.to_string(), next_token());
            let open = links.get(&id).filter(is_new).cloned();
            match open.and_then(|linked| linked.fence(token).map(|fence| (linked, fence))) {
                Some((linked, Ok(end))) => self.fences.push(Fence { id, folder, token, linked, end }),
                Some((_, Err(why))) => self.in_the_way.push(InTheWay::new(folder, String::new(), why)),
                None => self.unplaced.push((id, ended)),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.fences.is_empty() && self.unplaced.is_empty()
    }
}

/// The fence of a folder that is waited for.
struct Fence {
    id: FolderId,
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
    let asked = machine.links.keys().filter(|id| chosen.is_none_or(|chosen| chosen == **id));
    let unplaced = asked.map(|id| (*id, None)).collect();
    let mut waiting = Waiting { fences: Vec::new(), unplaced, in_the_way: Vec::new() };
    let mut timed_out = wait_for(runtime, &mut waiting, deadline, cancel)?;
    let mut in_the_way = waiting.in_the_way;
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
fn wait_for(runtime: &Runtime, waiting: &mut Waiting, deadline: Option<Instant>, cancel: &Cancel) -> Result<bool> {
    let hints = runtime.hints.subscribe();
    let mut wish = None;
    waiting.place(runtime);
    while !waiting.is_over() {
        if let Some(why) = needs_person(runtime, &mut wish) {
            waiting.in_the_way.push(InTheWay::new(String::new(), String::new(), why));
            return Ok(false);
        }
        let mut select = Select::new();
        for fence in &waiting.fences {
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
            waiting.place(runtime);
            continue;
        }
        let fence = waiting.fences.swap_remove(ready);
        match fence.end.try_recv() {
            Ok(FenceEnd::Reached) => {}
            Ok(FenceEnd::Blocked(reasons)) => waiting.in_the_way.extend(reasons.into_iter().map(|(path, why)| {
                let path = path.map(|path| path.to_string()).unwrap_or_default();
                InTheWay::new(fence.folder.clone(), path, why)
            })),
            // The folder was closed meanwhile. A hint tells when it is open again.
            Err(_) => {
                waiting.unplaced.push((fence.id, Some(fence.linked.clone())));
                waiting.place(runtime);
            }
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
