//! The one way to ask a running engine: a command in, a reply or an error out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded, never};

use crate::api::{ApiResult, Command, Reply};
use crate::core::Core;
use crate::errors::{Error, Result};
use crate::housekeeping::Task;
use crate::{
    answers, conflicts, diagnostics, differences, doctor, folders, holds, inviting, logging, machines, part, past,
    places, restore, rules, settings, store, verify, wait,
};

/// Ends a wait early.
#[derive(Debug, Clone)]
pub struct Cancel(Receiver<()>);

impl Cancel {
    /// Nothing ends it early.
    pub fn never() -> Self {
        Cancel(never())
    }

    /// It is given up when the other end of the channel is dropped.
    pub fn on_close(channel: Receiver<()>) -> Self {
        Cancel(channel)
    }

    pub(crate) fn channel(&self) -> &Receiver<()> {
        &self.0
    }
}

/// Asks an engine, from any thread, as often as one likes.
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
    stop: Sender<()>,
    ending: Arc<Ending>,
}

struct Ending {
    has_begun: AtomicBool,
    /// Dropped when the end begins, which wakes all who wait.
    alive: std::sync::Mutex<Option<Sender<()>>>,
    end: Receiver<()>,
}

impl Handle {
    pub(crate) fn new(core: Arc<Core>, stop: Sender<()>) -> Self {
        let (alive, end) = bounded(0);
        let ending = Ending { has_begun: AtomicBool::new(false), alive: std::sync::Mutex::new(Some(alive)), end };
        Handle { core, stop, ending: Arc::new(ending) }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// From now on every request is refused.
    pub(crate) fn end(&self) {
        self.ending.has_begun.store(true, Ordering::SeqCst);
        *self.ending.alive.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// Carries out a request and gives its answer, however long that takes.
    pub fn call(&self, command: Command) -> ApiResult {
        self.call_until(command, &Cancel::never())
    }

    /// Like `call`; a wait ends early when `cancel` says so.
    pub fn call_until(&self, command: Command, cancel: &Cancel) -> ApiResult {
        if self.ending.has_begun.load(Ordering::SeqCst) {
            return Err(Error::Stopping.into());
        }
        self.carry_out(command, cancel).map_err(Into::into)
    }

    /// A channel that gets a hint now and whenever something may have changed, until the engine ends. Hints that
    /// were not taken yet melt into one.
    pub fn subscribe(&self) -> Receiver<()> {
        self.core.hints.subscribe()
    }

    /// The computer has just woken: what it missed is looked for at once. The engine notices by itself within some
    /// seconds; this is for whoever knows sooner.
    pub fn woke(&self) {
        let _ = self.core.tasks.send(Task::Woke);
    }

    fn carry_out(&self, command: Command, cancel: &Cancel) -> Result<Reply> {
        let core = &self.core;
        match command {
            Command::Status => Ok(Reply::Status(Box::new(answers::status(core)))),
            Command::Hub { name, listen, root } => part::hub(core, name, listen, root),
            Command::Invite { minutes, may } => inviting::invite(core, minutes, may),
            Command::Invitation => inviting::invitation(core),
            Command::CancelInvite => inviting::cancel(core),
            Command::Discover => part::discover(core),
            Command::Join { address, code, name } => part::join(core, address, &code, name),
            Command::Leave => part::leave(core),
            Command::Share { path, name, hub_copy } => folders::share(core, &path, name, hub_copy),
            Command::Estimate { path } => Ok(Reply::Estimate(places::estimate(core, &path))),
            Command::Unshare { name } => folders::unshare(core, &name),
            Command::Link { name, path, role } => folders::link(core, &name, &path, role),
            Command::Unlink { name } => folders::unlink(core, &name),
            Command::Relocate { name, path } => folders::relocate(core, &name, &path),
            Command::Folders => answers::folders(core).map(Reply::Folders),
            Command::Wait { folder, timeout } => wait::wait(core, folder, timeout, cancel, &self.ending.end),
            Command::Machines => answers::machines(core).map(Reply::Machines),
            Command::Rename { machine, name } => machines::rename(core, machine, &name),
            Command::Forget { name } => machines::forget(core, &name),
            Command::Access { machine, folder, access } => machines::access(core, &machine, &folder, access),
            Command::History(request) => past::history(core, &request).map(Reply::History),
            Command::Activity { hours } => past::activity(core, hours).map(Reply::Activity),
            Command::Versions { folder, path } => restore::versions(core, &folder, &path),
            Command::Restore { folder, path, version, at, to, dry_run } => {
                restore::restore(core, restore::Restore { folder, path, version, at, to, dry_run })
            }
            Command::Content { folder, path, version } => restore::content(core, &folder, &path, &version),
            Command::Conflicts { folder, copy, diff } => {
                conflicts::conflicts(core, folder.as_deref(), copy.as_deref(), diff).map(Reply::Conflicts)
            }
            Command::Resolve { folder, copy, keep } => conflicts::resolve(core, &folder, &copy, keep),
            Command::Differences { folder, after, limit } => {
                differences::differences(core, &folder, after, limit).map(Reply::Differences)
            }
            Command::Held => holds::held(core).map(Reply::Held),
            Command::Release { folder, delete } => holds::release(core, &folder, delete),
            Command::Pause { folder, seconds } => folders::pause(core, folder, seconds),
            Command::Resume { folder } => folders::resume(core, folder),
            Command::Rescan { folder } => folders::rescan(core, folder),
            Command::Ignored { folder, path } => answers::ignored(core, &folder, path).map(Reply::Ignored),
            Command::IgnoreRules { folder, text } => rules::rules(core, &folder, text),
            Command::IgnorePreview { folder, text } => rules::preview(core, &folder, text),
            Command::Store => store::store(core),
            Command::Settings { folder, key, value } => settings::settings(core, folder, key, value),
            Command::Verify => verify::verify(core, cancel),
            Command::Key => inviting::key(core),
            Command::Doctor => Ok(Reply::Doctor(doctor::examine(core))),
            Command::Diagnostics { file } => diagnostics::write(core, &file),
            Command::Log => Ok(Reply::Log { file: logging::file(&core.home) }),
            Command::Stop => {
                let _ = self.stop.try_send(());
                Ok(Reply::Done)
            }
            Command::Watch => {
                Err(Error::BadArgument("watching is done by `subscribe` or over the control socket".into()))
            }
        }
    }
}
