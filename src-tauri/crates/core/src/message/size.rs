//! How large a message is when it is encoded, so that whoever builds one knows that it fits.
//!
//! Messages travel as JSON, in which a control character takes six bytes and a quote two. So sizes are counted as they
//! are written, never guessed from lengths. A list that may grow is cut into blocks; that a block of a single entry
//! fits, whatever the entry, is asserted below from the bounds of its parts.

use std::io;

use serde::Serialize;

use crate::entry::MAX_LINK_TARGET;
use crate::path::MAX_PATH;

/// The most entries in one offer, one block of news or one get.
pub const MAX_ITEMS: usize = 1_024;
/// The most entries that are told at once of lacking content, or of being whole again.
pub const MAX_LACKING: usize = 256;
/// The longest message, encoded, in bytes. Whoever reads a longer one ends the connection.
pub const MAX_MESSAGE: usize = 8 << 20;
/// A list in a message is cut before it has more than so many encoded bytes. One item always goes.
pub const BLOCK_BYTES: usize = 2 << 20;
/// The most bytes of entries that are named in one verdict as being in the way. One is always named.
pub const IN_THE_WAY_BYTES: usize = 256 << 10;
/// The most runs of chunks that are wanted of one content, or in one message of verdicts, at once.
pub const MAX_RUNS: usize = 65_536;
/// The most runs of the hub's journal that a machine is told of, the newest.
pub const MAX_INCARNATIONS: usize = 4_096;
/// The longest text of a refusal, in bytes; what is longer is cut.
pub const MAX_REFUSAL: usize = 512;

/// Counts what is written to it.
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

/// The encoded size of a message or a part of one, in bytes; `usize::MAX` of what has no encoding, as a body.
pub fn encoded<T: Serialize + ?Sized>(value: &T) -> usize {
    let mut counter = Counter(0);
    match serde_json::to_writer(&mut counter, value) {
        Ok(()) => counter.0,
        Err(_) => usize::MAX,
    }
}

/// What a list takes in a message, item by item.
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
    /// A block of so many bytes and of `MAX_ITEMS` items.
    pub fn of(bytes: usize) -> Self {
        Block { room: bytes, items: MAX_ITEMS, is_empty: true }
    }

    /// Returns true if the block takes one more item, which is then counted. The first one it always takes.
    pub fn takes<T: Serialize + ?Sized>(&mut self, item: &T) -> bool {
        // With the comma behind it.
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

/// How many of these items, from the first on, fit into one block: at least one, if there is one.
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

/// The encoded size of the worst text of so many bytes: each a control character, between quotes.
const fn text(bytes: usize) -> usize {
    6 * bytes + 2
}

/// Everything in an entry that is neither a path nor the target of a symlink: names of fields, numbers, digests.
const FIELDS: usize = 1_024;
/// The largest entry of a journal, whatever is in it: its path, target, and the paths of a move and a conflict.
pub const LARGEST_ENTRY: usize = FIELDS + 3 * text(MAX_PATH) + text(MAX_LINK_TARGET);
/// The largest state that the hub tells of a path, without the path.
const LARGEST_TOLD: usize = FIELDS + text(MAX_PATH) + text(MAX_LINK_TARGET);
const LARGEST_IN_THE_WAY: usize = max(IN_THE_WAY_BYTES, text(MAX_PATH) + LARGEST_TOLD);
const LARGEST_STALE: usize = FIELDS + 2 * LARGEST_TOLD + text(MAX_PATH) + LARGEST_IN_THE_WAY;
/// A run of chunks as it is wanted: two numbers, brackets and commas.
const RUN: usize = 24;
/// The largest message around a list without the list.
const ENVELOPE: usize = 64 << 10;

const fn max(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}

// Any single valid entry fits, and so does any block; an answer to a batch may have a block of verdicts and, behind it,
// all the runs that are wanted.
const _: () = assert!(
    max(BLOCK_BYTES, max(LARGEST_ENTRY, LARGEST_STALE)) + ENVELOPE + MAX_ITEMS * 64 + MAX_RUNS * RUN <= MAX_MESSAGE
);
// Those that are bounded by number alone.
const _: () = assert!(MAX_INCARNATIONS * 128 + ENVELOPE <= MAX_MESSAGE);
const _: () = assert!(MAX_LACKING * (text(MAX_PATH) + 64) + ENVELOPE <= MAX_MESSAGE);
// What could not be sent of a get: only what its texts are cut to keeps it within bounds.
const _: () = assert!(MAX_ITEMS * (2 * text(MAX_REFUSAL) + 128) + ENVELOPE <= MAX_MESSAGE);
