//! What a person or a program can request, one file or folder for each command: it takes the runtime and the arguments, and
//! returns a reply. A command knows the runtime, the queries and what is below them, but never another command. What two
//! commands share belongs in a query if it only reads, and in the runtime if it changes something.

mod conflicts;
mod diagnostics;
mod differences;
mod estimate;
mod folders;
mod history;
mod holds;
mod ignore;
mod invite;
mod machines;
pub(crate) mod pairing;
mod pause;
mod restore;
mod selection;
mod settings;
mod store;
mod verify;
mod versions;
pub(crate) mod wait;
mod whereabouts;

pub(crate) use self::estimate::TooLarge;
pub(crate) use self::folders::Kept;
pub(crate) use self::wait::Lacks;
use crate::api::{Command, Reply};
use crate::cancel::Cancel;
use crate::error::{BadArgument, Result};
use crate::machine::logging;
use crate::queries::{self, doctor, status};
use crate::runtime::Runtime;

/// Carries out a command.
pub(crate) fn dispatch(runtime: &Runtime, command: Command, cancel: &Cancel) -> Result<Reply> {
    match command {
        Command::Status => Ok(Reply::Status(Box::new(status::status(runtime)))),
        Command::Hub { name, listen, root } => pairing::hub(runtime, name, listen, root),
        Command::Invite { minutes, may } => invite::invite(runtime, minutes, may),
        Command::Invitation => invite::invitation(runtime),
        Command::CancelInvite => invite::cancel(runtime),
        Command::Discover => pairing::discover(runtime),
        Command::Join { address, code, name, fingerprint } => {
            pairing::join(runtime, address, &code, name, fingerprint.as_deref())
        }
        Command::Leave => pairing::leave(runtime),
        Command::Share { path, name, hub_copy } => folders::share(runtime, &path, name, hub_copy),
        Command::Estimate { path } => estimate::estimate(runtime, &path),
        Command::Unshare { name } => folders::unshare(runtime, &name),
        Command::Link { name, path, role, only } => folders::link(runtime, &name, &path, role, only.as_deref()),
        Command::Unlink { name } => folders::unlink(runtime, &name),
        Command::Relocate { name, path } => folders::relocate(runtime, &name, &path),
        Command::Folders => status::folders(runtime).map(Reply::Folders),
        Command::Wait { folder, timeout, everywhere } => wait::wait(runtime, folder, timeout, everywhere, cancel),
        Command::Machines => queries::machines::machines(runtime).map(Reply::Machines),
        Command::Rename { machine, name } => machines::rename(runtime, machine, &name),
        Command::Forget { name } => machines::forget(runtime, &name),
        Command::Access { machine, folder, access } => machines::access(runtime, &machine, &folder, access),
        Command::AllowInvites { machine, allowed } => machines::allow_invites(runtime, &machine, allowed),
        Command::History(request) => history::history(runtime, &request),
        Command::Activity { hours } => history::activity(runtime, hours),
        Command::Versions { folder, path } => versions::versions(runtime, &folder, &path),
        Command::Restore(request) => restore::restore(runtime, request),
        Command::Content { folder, path, version } => versions::content(runtime, &folder, &path, &version),
        Command::Conflicts { folder, copy, diff } => {
            conflicts::conflicts(runtime, folder.as_deref(), copy.as_deref(), diff)
        }
        Command::Resolve { folder, copy, keep } => conflicts::resolve(runtime, &folder, &copy, keep),
        Command::Differences { folder, after, limit } => differences::differences(runtime, &folder, after, limit),
        Command::SettleDifferences { folder, keep_mine, count } => {
            differences::settle(runtime, &folder, keep_mine, count)
        }
        Command::Selected { folder, path } => selection::selected(runtime, &folder, path.as_deref()),
        Command::Choose { folder, from, deselect, select } => {
            selection::choose(runtime, &folder, from, &deselect, &select)
        }
        Command::Where { paths } => whereabouts::whereabouts(runtime, paths),
        Command::Held => holds::held(runtime),
        Command::Release { folder, delete } => holds::release(runtime, &folder, delete),
        Command::Pause { folder, seconds } => pause::pause(runtime, folder, seconds),
        Command::Resume { folder } => pause::resume(runtime, folder),
        Command::Rescan { folder } => pause::rescan(runtime, folder),
        Command::Ignored { folder, path } => ignore::ignored(runtime, &folder, path),
        Command::IgnoreRules { folder, text } => ignore::rules(runtime, &folder, text),
        Command::IgnorePreview { folder, text } => ignore::preview(runtime, &folder, text),
        Command::Store => store::store(runtime),
        Command::Settings { folder, key, value } => settings::settings(runtime, folder, key, value),
        Command::Verify => verify::verify(runtime, cancel),
        Command::Key => invite::key(runtime),
        Command::Doctor => Ok(Reply::Doctor(doctor::examine(runtime))),
        Command::Diagnostics { file } => diagnostics::write(runtime, &file),
        Command::Log => Ok(Reply::Log { file: logging::file(&runtime.home) }),
        Command::Stop => {
            let _ = runtime.stop.try_send(());
            Ok(Reply::Done)
        }
        Command::Watch => Err(BadArgument::Watch.into()),
    }
}
