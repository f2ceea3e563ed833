//! What the hub's content store holds and how much room it takes. The hub is asked each time; it keeps running sums and
//! does not count.

use syncit_core::message::{Answer, Ask};

use crate::api::{Reply, Store, StoreLine};
use crate::error::{Error, Result, Undone};
use crate::queries::store::of_hub;
use crate::runtime::Runtime;

/// Runs `syncit store`.
pub(crate) fn store(runtime: &Runtime) -> Result<Reply> {
    let Answer::Store { folders } = runtime.ask(Ask::Store, Undone::Answer)? else {
        return Err(Error::other_answer(Undone::Answer));
    };
    let mut directory = runtime.directory();
    if folders.iter().any(|known| directory.folder_name(known.folder).is_none()) {
        directory = runtime.fresh_directory(Undone::Answer)?;
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
    let of_hub = of_hub(runtime);
    let stored_bytes = of_hub.as_ref().map(|store| store.stored_bytes);
    Ok(Reply::Store(Store { stored_bytes, free: of_hub.and_then(|store| store.status.free), folders }))
}
