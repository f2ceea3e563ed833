//! `syncit pause`, `resume` and `check`: stopping syncing, resuming it, and rescanning everything now.

use syncit_replica::event::FolderCommand;

use crate::api::Reply;
use crate::error::{BadArgument, Error, Result, Undone};
use crate::machine::clock;
use crate::machine::record::{Pause, RoleRecord};
use crate::queries::names::linked;
use crate::runtime::folders::apply_pauses;
use crate::runtime::{RunningRole, Runtime};
use crate::task::Task;

/// Runs `syncit pause`.
pub(crate) fn pause(runtime: &Runtime, folder: Option<String>, seconds: Option<u64>) -> Result<Reply> {
    let until = seconds
        .map(|seconds| clock::wall().plus_millis(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)));
    set_pause(runtime, folder, Some(Pause { until }))
}

/// Runs `syncit resume`. What a person paused and what the machine paused by itself are resumed one after the other: a
/// person who ends a pause of theirs may not know that the battery is low.
pub(crate) fn resume(runtime: &Runtime, folder: Option<String>) -> Result<Reply> {
    let machine = runtime.machine();
    let by_itself = runtime.power.cause().filter(|_| !matches!(machine.role, RoleRecord::None));
    match (&folder, by_itself) {
        (Some(_), _) if machine.paused.is_some() => {
            return Err(BadArgument::EverythingPaused.into());
        }
        (Some(name), Some(because)) if linked(&machine, name)?.1.paused.is_none() => {
            return Err(match because.reason() {
                Some(why) => BadArgument::PausesByItself { why }.into(),
                None => BadArgument::EverythingPaused.into(),
            });
        }
        (None, Some(_)) if machine.paused.is_none() => {
            runtime.power.resume();
            apply_pauses(runtime);
            runtime.hints.wake();
            return Ok(Reply::Done);
        }
        _ => {}
    }
    set_pause(runtime, folder, None)
}

fn set_pause(runtime: &Runtime, folder: Option<String>, pause: Option<Pause>) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Change));
    }
    match folder {
        None => runtime.change(|machine| machine.paused = pause)?,
        Some(name) => {
            let (folder, _) = linked(&machine, &name)?;
            runtime.change(|machine| {
                if let Some(link) = machine.links.get_mut(&folder) {
                    link.paused = pause;
                }
            })?;
        }
    }
    apply_pauses(runtime);
    let _ = runtime.tasks.send(Task::Look);
    Ok(Reply::Done)
}

/// Runs `syncit check`.
pub(crate) fn rescan(runtime: &Runtime, folder: Option<String>) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Change));
    }
    let only = folder.map(|name| linked(&machine, &name)).transpose()?.map(|(folder, _)| folder);
    if let RunningRole::Client(client) = runtime.running() {
        client.try_now();
    }
    for (_, linked) in runtime.links().into_iter().filter(|(folder, _)| only.is_none_or(|only| only == *folder)) {
        linked.command(FolderCommand::Rescan);
    }
    // This also retries folders that could not be opened.
    let _ = runtime.tasks.send(Task::Look);
    Ok(Reply::Done)
}
