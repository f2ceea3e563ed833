//! Content as a list of chunks. A content's digest is BLAKE3 over its encoded chunk list, so that
//! whoever has the list can check it before trusting it, and whoever has all chunks can rebuild it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hex::{from_hex, write_hex};

/// The smallest chunk that FastCDC cuts (but for a content's last one), in bytes. Content up to
/// this size is one chunk; empty content has none.
pub const CHUNK_MIN: usize = 64 * 1024;
/// The average that FastCDC aims at, in bytes.
pub const CHUNK_AVERAGE: usize = 256 * 1024;
/// The largest chunk, in bytes. Nothing larger is ever sent, stored or asked for.
pub const CHUNK_MAX: usize = 1024 * 1024;
/// The largest content, in bytes: 256 GiB, so that an encoded list stays under 160 MiB.
pub const CONTENT_MAX: u64 = 256 << 30;
/// Bytes of one chunk in an encoded list: digest, then length (u32, little-endian).
pub const ENCODED_CHUNK: usize = 36;

/// A BLAKE3 digest: of a chunk's bytes, or of a content's encoded chunk list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(*blake3::hash(bytes).as_bytes())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0[..4], f)
    }
}

/// Says that a text is not the 64 hexadecimal digits of a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a digest of 64 hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        from_hex(text).map(Digest).ok_or(NotADigest)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One chunk of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChunkRef {
    /// Of the chunk's bytes.
    pub digest: Digest,
    /// In bytes, 1 to `CHUNK_MAX`.
    pub len: u32,
}

/// The chunks of a content in their order. Its digest stands for the content: contents are equal if their lists are.
///
/// ```
/// use syncit_core::ChunkList;
///
/// let list = ChunkList::of_small(b"buy milk");
/// assert_eq!(list.size(), 8);
/// assert_eq!(ChunkList::decode(&list.encode())?.digest(), list.digest());
/// # Ok::<(), syncit_core::content::BadChunkList>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChunkList(Vec<ChunkRef>);

/// Why bytes are not an encoded chunk list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChunkList {
    /// Not a multiple of `ENCODED_CHUNK`.
    #[error("a chunk list is cut off")]
    CutOff,
    /// A chunk that is empty or larger than `CHUNK_MAX`.
    #[error("a chunk list names a chunk of a length that no chunk has")]
    ChunkLength,
    /// More than `CONTENT_MAX` in all.
    #[error("a chunk list names more content than a file may have")]
    TooLarge,
}

impl ChunkList {
    /// Checks the chunks and their sum.
    pub fn new(chunks: Vec<ChunkRef>) -> Result<Self, BadChunkList> {
        let mut size = 0;
        for chunk in &chunks {
            if chunk.len == 0 || chunk.len as usize > CHUNK_MAX {
                return Err(BadChunkList::ChunkLength);
            }
            size += u64::from(chunk.len);
        }
        if size > CONTENT_MAX {
            return Err(BadChunkList::TooLarge);
        }
        Ok(ChunkList(chunks))
    }

    /// The list of a content that is one chunk, or none if it is empty.
    ///
    /// # Panics
    /// If the content is larger than `CHUNK_MAX`.
    pub fn of_small(content: &[u8]) -> Self {
        assert!(content.len() <= CHUNK_MAX, "content of one chunk has at most CHUNK_MAX bytes");
        if content.is_empty() {
            return ChunkList::default();
        }
        ChunkList(vec![ChunkRef { digest: Digest::of(content), len: content.len() as u32 }])
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadChunkList> {
        if !bytes.len().is_multiple_of(ENCODED_CHUNK) {
            return Err(BadChunkList::CutOff);
        }
        let chunks = bytes.chunks_exact(ENCODED_CHUNK).map(|part| {
            let (digest, len) = part.split_at(32);
            ChunkRef {
                digest: Digest(digest.try_into().expect("split_at gave 32 bytes")),
                len: u32::from_le_bytes(len.try_into().expect("4 of 36 bytes are left")),
            }
        });
        ChunkList::new(chunks.collect())
    }

    /// The bytes that a content's digest is taken over.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENCODED_CHUNK);
        for chunk in &self.0 {
            bytes.extend_from_slice(&chunk.digest.0);
            bytes.extend_from_slice(&chunk.len.to_le_bytes());
        }
        bytes
    }

    /// The digest of the content.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.encode())
    }

    /// The size of the content, in bytes.
    pub fn size(&self) -> u64 {
        self.0.iter().map(|chunk| u64::from(chunk.len)).sum()
    }

    /// The chunks in their order.
    pub fn chunks(&self) -> &[ChunkRef] {
        &self.0
    }

    /// The chunks with the offset of each in the content.
    pub fn with_offsets(&self) -> impl Iterator<Item = (u64, ChunkRef)> + '_ {
        self.0.iter().scan(0, |offset, chunk| {
            let at = *offset;
            *offset += u64::from(chunk.len);
            Some((at, *chunk))
        })
    }
}
