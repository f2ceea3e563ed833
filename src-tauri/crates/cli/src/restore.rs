//! After a restore: waits until what the hub brought back is on this machine's disk, too.

use syncit_core::show::printable;
use syncit_engine::api::{ApiResult, Command, InTheWay, Reply};
use syncit_words::Language;

use crate::failure::Failure;
use crate::{args, output};

/// Returns the command to wait for after a restore, or `None` if nothing changed or the files were written elsewhere.
pub fn settles(typed: &args::CliCommand, reply: &Reply) -> Option<Command> {
    match (typed, reply) {
        (args::CliCommand::Restore(asked), Reply::Restored { folder, total, to: None, .. })
            if !asked.dry_run && *total > 0 =>
        {
            Some(Command::Wait { folder: Some(folder.clone()), timeout: None, everywhere: false })
        }
        _ => None,
    }
}

/// Reports what keeps the files from being here yet. The restore itself has succeeded.
pub fn report(waited: ApiResult, language: Language) -> Result<(), Failure> {
    match waited {
        Ok(Reply::Wait { in_the_way, .. }) => {
            in_the_way.iter().for_each(|left| output::remark(&not_yet_here(left, language)));
            Ok(())
        }
        // The hub may keep the folder only in its store.
        Err(error) if error.code == "not-linked" => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

fn not_yet_here(left: &InTheWay, language: Language) -> String {
    let (place, reason) = (output::place(left), printable(&left.reason));
    language.say("restore-not-yet-here", [("place", place.into()), ("reason", reason.into())])
}
