//! The encoded size of messages, so that the code that builds one knows that it fits.
//!
//! Messages travel as JSON, in which a control character takes six bytes and a quote two. So sizes are measured as
//! encoded, never estimated from lengths. Lists that may grow are cut into blocks. The assertions below prove from the
//! bounds of its parts that a block with any single entry fits.

use std::io;

use serde::Serialize;

use crate::entry::MAX_LINK_TARGET;
use crate::path::MAX_PATH;

/// The most entries in one offer, one block of news or one get.
pub const MAX_ITEMS: usize = 1_024;
/// The most entries in one message about content that is missing, or complete again.
pub const MAX_LACKING: usize = 256;
/// The longest encoded message, in bytes. A reader that gets a longer one closes the connection.
pub const MAX_MESSAGE: usize = 8 << 20;
/// The most encoded bytes of a list in a message. A list is cut before it exceeds this, but always has at least one
/// item.
pub const BLOCK_BYTES: usize = 2 << 20;
/// The most bytes of entries that one verdict names as being in the way. It always names at least one.
pub const IN_THE_WAY_BYTES: usize = 256 << 10;
/// The most runs of chunks wanted at once of one content, or in one message of verdicts.
pub const MAX_RUNS: usize = 65_536;
/// The most incarnations of the hub's journal that are sent to a machine, the newest ones.
pub const MAX_INCARNATIONS: usize = 4_096;
/// The longest text of a refusal, in bytes; longer ones are cut.
pub const MAX_REFUSAL: usize = 512;
/// The longest texts of its reason together, in bytes. The rest of the reason takes less than `MAX_REFUSAL - MAX_REASON`.
pub const MAX_REASON: usize = 384;

/// Counts the bytes written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the encoded size of a message or a part of one, in bytes; `usize::MAX` if it has no encoding, like a body.
pub fn encoded<T: Serialize + ?Sized>(value: &T) -> usize {
    let mut counter = Counter(0);
    match serde_json::to_writer(&mut counter, value) {
        Ok(()) => counter.0,
        Err(_) => usize::MAX,
    }
}

/// Tracks the room that is left for a list in a message, item by item.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    room: usize,
    items: usize,
    is_empty: bool,
}

impl Default for Block {
    fn default() -> Self {
        Block::of(BLOCK_BYTES)
    }
}

impl Block {
    /// Creates a block with room for `bytes` bytes and `MAX_ITEMS` items.
    pub fn of(bytes: usize) -> Self {
        Block { room: bytes, items: MAX_ITEMS, is_empty: true }
    }

    /// Returns true, and counts the item, if the block has room for it. There is always room for the first one.
    pub fn takes<T: Serialize + ?Sized>(&mut self, item: &T) -> bool {
        // Including the comma after it.
        let bytes = encoded(item).saturating_add(1);
        if !self.is_empty && (self.items == 0 || bytes > self.room) {
            return false;
        }
        self.is_empty = false;
        self.items -= 1;
        self.room = self.room.saturating_sub(bytes);
        true
    }
}

/// Returns how many of these items, from the first on, fit into one block: at least one, if there is any.
pub fn within_a_block<T: Serialize>(items: &[T]) -> usize {
    let mut block = Block::default();
    items.iter().take_while(|item| block.takes(*item)).count()
}

/// Cuts a list into blocks, none of them empty.
pub fn in_blocks<T: Serialize>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut blocks: Vec<Vec<T>> = Vec::new();
    let mut block = Block::default();
    for item in items {
        if !block.takes(&item) {
            block = Block::default();
            block.takes(&item);
            blocks.push(Vec::new());
        }
        match blocks.last_mut() {
            Some(last) => last.push(item),
            None => blocks.push(vec![item]),
        }
    }
    blocks
}

/// Returns the largest encoded size of a text of `bytes` bytes: all control characters, between quotes.
const fn text(bytes: usize) -> usize {
    6 * bytes + 2
}

/// Everything in an entry except paths and the target of a symlink: field names, numbers, digests.
const FIELDS: usize = 1_024;
/// The largest journal entry: its path, its target, and the paths of a move and a conflict.
pub const LARGEST_ENTRY: usize = FIELDS + 3 * text(MAX_PATH) + text(MAX_LINK_TARGET);
/// The largest state that the hub reports for a path, without the path.
const LARGEST_TOLD: usize = FIELDS + text(MAX_PATH) + text(MAX_LINK_TARGET);
const LARGEST_IN_THE_WAY: usize = max(IN_THE_WAY_BYTES, text(MAX_PATH) + LARGEST_TOLD);
const LARGEST_STALE: usize = FIELDS + 2 * LARGEST_TOLD + text(MAX_PATH) + LARGEST_IN_THE_WAY;
/// An encoded run of wanted chunks: two numbers, brackets and commas.
const RUN: usize = 24;
/// The most that a message takes without its list.
const ENVELOPE: usize = 64 << 10;

const fn max(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}

// Any single valid entry fits, and so does any block. The answer to a batch may have a block of verdicts followed by
// all wanted runs.
const _: () = assert!(
    max(BLOCK_BYTES, max(LARGEST_ENTRY, LARGEST_STALE)) + ENVELOPE + MAX_ITEMS * 64 + MAX_RUNS * RUN <= MAX_MESSAGE
);
// Lists that are bounded by their number of items alone.
const _: () = assert!(MAX_INCARNATIONS * 128 + ENVELOPE <= MAX_MESSAGE);
const _: () = assert!(MAX_LACKING * (text(MAX_PATH) + 64) + ENVELOPE <= MAX_MESSAGE);
// The missing items of a get are bounded only because their texts are cut.
const _: () = assert!(MAX_ITEMS * (2 * text(MAX_REFUSAL) + 128) + ENVELOPE <= MAX_MESSAGE);
