//! Chunk lists, by which contents are fetched and checked.

use syncit_core::content::CONTENT_MAX;
use syncit_core::{CHUNK_MAX, ChunkList};

pub(crate) fn run(bytes: &[u8]) {
    let Ok(list) = ChunkList::decode(bytes) else { return };
    assert_eq!(list.encode(), bytes, "a list has one encoding");
    assert!(list.chunks().iter().all(|chunk| (1..=CHUNK_MAX as u32).contains(&chunk.len)));
    let mut end = 0;
    for (offset, chunk) in list.with_offsets() {
        assert_eq!(offset, end);
        end += u64::from(chunk.len);
    }
    assert_eq!((list.size(), list.size() <= CONTENT_MAX), (end, true));
    assert_eq!(ChunkList::new(list.chunks().to_vec()).map(|again| again.digest()), Ok(list.digest()));
}
