//! What the hub's content store holds and costs: asked for anew each time, of sums that are kept and not counted.

use syncit_core::message::{Answer, Ask};
use syncit_core::{FolderId, RelPath};

use crate::api::{Reply, Store, StoreLine, StoreStatus};
use crate::core::{Core, Running};
use crate::errors::{Error, Result};

/// `syncit store`.
pub(crate) fn store(core: &Core) -> Result<Reply> {
    const DOING: &str = "what the folders take there is not known";
    let Answer::Store { folders } = core.ask(Ask::Store, DOING)? else {
        return Err(Error::BadArgument("the hub answered something else than was asked".into()));
    };
    let mut directory = core.directory();
    if folders.iter().any(|known| directory.folder_name(known.folder).is_none()) {
        directory = core.fresh_directory(DOING)?;
    }
    let lines = folders.into_iter().filter_map(|known| {
        let sums = known.sums;
        Some(StoreLine {
            folder: directory.folder_name(known.folder)?.to_string(),
            current_bytes: sums.current_bytes,
            past_bytes: sums.past_bytes,
            past_versions: sums.past_versions,
        })
    });
    let mut folders: Vec<StoreLine> = lines.collect();
    folders.sort_by_key(|line| line.folder.to_lowercase());
    let of_hub = of_hub(core);
    let stored_bytes = of_hub.as_ref().map(|store| store.stored_bytes);
    Ok(Reply::Store(Store { stored_bytes, free: of_hub.and_then(|store| store.status.free), folders }))
}

/// What a hub's store takes on the disk, for what, and what in it is damaged.
pub(crate) struct OfHub {
    pub(crate) stored_bytes: u64,
    pub(crate) status: StoreStatus,
    /// Chunks and lists that were damaged and have not come back.
    pub(crate) damage: u64,
    /// Entries of journals that no machine could take and that are not told to any.
    pub(crate) untold: Vec<(FolderId, RelPath)>,
}

/// On the hub, what its store takes and lacks.
pub(crate) fn of_hub(core: &Core) -> Option<OfHub> {
    let Running::Hub(_) = core.running() else { return None };
    match core.ask(Ask::StoreTotals, "the size of the content store is not known") {
        Ok(Answer::StoreTotals { stored_bytes, sums, free, damage, untold }) => {
            let (current_bytes, past_bytes, past_versions) = (sums.current_bytes, sums.past_bytes, sums.past_versions);
            let status = StoreStatus { current_bytes, past_bytes, past_versions, free };
            Some(OfHub { stored_bytes, status, damage, untold })
        }
        Ok(_) => None,
        Err(error) => {
            tracing::warn!("{error}");
            None
        }
    }
}
