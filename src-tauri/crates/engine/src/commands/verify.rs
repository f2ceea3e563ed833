//! `syncit verify`: checks the whole content store, fetches what is damaged again from machines that have it, and
//! reports what is still missing.

use syncit_core::damage::{Lack, LackingEntry};

use crate::api::{DamagedLine, DamagedState, Reply, Verified};
use crate::cancel::Cancel;
use crate::error::{Result, Undone, WrongRole};
use crate::machine::record::RoleRecord;
use crate::queries::versions::version;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;
use crate::runtime::role::running_hub;

/// Runs `syncit verify`.
pub(crate) fn verify(runtime: &Runtime, cancel: &Cancel) -> Result<Reply> {
    if let RoleRecord::Client(client) = runtime.machine().role {
        return Err(WrongRole::AtTheHub { hub: client.hub.to_string(), undone: Undone::Answer }.into());
    }
    let checked = running_hub(runtime, Undone::Answer)?.check(cancel.channel())?;
    let directory = runtime.fresh_directory(Undone::Answer)?;
    let lines = checked.entries.iter().map(|(lack, is_whole)| damaged_line(&directory, lack, *is_whole));
    Ok(Reply::Verified(Verified {
        checked: checked.checked,
        damaged: lines.collect(),
        quarantined: checked.damaged,
        more: checked.is_more,
    }))
}

fn damaged_line(directory: &Directory, lack: &Lack, is_whole: bool) -> DamagedLine {
    let LackingEntry { folder, path, seq, at, size, is_current, .. } = &lack.entry;
    let state = match is_whole {
        true => DamagedState::Fetched,
        false if *is_current => DamagedState::Waiting,
        false => DamagedState::Past,
    };
    DamagedLine {
        folder: directory.folder_name(*folder).map(ToString::to_string).unwrap_or_default(),
        path: path.to_string(),
        version: version(*folder, *at, *seq),
        at: at.to_string(),
        size: *size,
        state,
    }
}
