//! Opens the hub's content store for reading, once for each lane that sends.

use std::path::Path;

use syncit_core::relay_store::{ContentReader, StoreError, StoreResult};
use syncit_core::{ChunkList, Digest};
use syncit_store::SqliteContentReader;

/// Opens the content store for a lane. If that fails, every read from the result fails.
pub(super) fn open(dir: &Path) -> Box<dyn ContentReader + Send> {
    match SqliteContentReader::open(dir) {
        Ok(reader) => Box::new(reader),
        Err(error) => {
            tracing::error!("{error}");
            Box::new(Unreadable(error.to_string()))
        }
    }
}

struct Unreadable(String);

impl Unreadable {
    fn error<T>(&self) -> StoreResult<T> {
        Err(StoreError { doing: "reading content".into(), cause: self.0.clone(), disk_full: false })
    }
}

impl ContentReader for Unreadable {
    fn chunk(&self, _digest: &Digest) -> StoreResult<Option<Vec<u8>>> {
        self.error()
    }

    fn chunk_list(&self, _content: &Digest) -> StoreResult<Option<ChunkList>> {
        self.error()
    }
}
