//! Content as a list of chunks. A content's digest is the BLAKE3 digest of its encoded chunk list,
//! so the list can be checked before it is trusted, and the content can be rebuilt from the list
//! and all chunks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hex::{from_hex, write_hex};
use crate::reason::reasons;

/// The smallest chunk that FastCDC cuts (except for the last one of a content), in bytes. Content
/// up to this size is one chunk; empty content has none.
pub const CHUNK_MIN: usize = 64 * 1024;
/// The average chunk size that FastCDC aims at, in bytes.
pub const CHUNK_AVERAGE: usize = 256 * 1024;
/// The largest chunk, in bytes. Nothing larger is ever sent, stored or requested.
pub const CHUNK_MAX: usize = 1024 * 1024;
/// The largest content, in bytes: 256 GiB, so that an encoded list stays under 160 MiB.
pub const CONTENT_MAX: u64 = 256 << 30;
/// Bytes of one chunk in an encoded list: digest, then length (u32, little-endian).
pub const ENCODED_CHUNK: usize = 36;

/// A BLAKE3 digest: of a chunk's bytes, or of a content's encoded chunk list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Computes the digest of these bytes.
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

/// The error for a text that is not the 64 hexadecimal digits of a digest.
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

/// One chunk of a content, by reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChunkRef {
    /// The digest of the chunk's bytes.
    pub digest: Digest,
    /// In bytes, 1 to `CHUNK_MAX`.
    pub len: u32,
}

/// The chunks of a content in order. The digest of this list identifies the content: contents are equal if their lists
/// are.
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

reasons! {
    /// Why bytes are not an encoded chunk list.
    #[derive(Copy)]
    pub enum BadChunkList {
        /// The length is not a multiple of `ENCODED_CHUNK`.
        "bad-chunk-list--cut-off" CutOff,
        /// A chunk is empty or larger than `CHUNK_MAX`.
        "bad-chunk-list--chunk-length" ChunkLength,
        /// The chunks sum up to more than `CONTENT_MAX`.
        "bad-chunk-list--too-large" TooLarge,
    }
}

impl ChunkList {
    /// Checks the lengths of the chunks and their sum.
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

    /// Builds the list of a content that is a single chunk. Empty content has no chunks.
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

    /// Decodes what `encode` wrote.
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

    /// Encodes the list. The digest of a content is taken over these bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENCODED_CHUNK);
        for chunk in &self.0 {
            bytes.extend_from_slice(&chunk.digest.0);
            bytes.extend_from_slice(&chunk.len.to_le_bytes());
        }
        bytes
    }

    /// Returns the digest of the content.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.encode())
    }

    /// Returns the size of the content, in bytes.
    pub fn size(&self) -> u64 {
        self.0.iter().map(|chunk| u64::from(chunk.len)).sum()
    }

    /// Returns the chunks in order.
    pub fn chunks(&self) -> &[ChunkRef] {
        &self.0
    }

    /// Returns the chunks, each with its offset in the content.
    pub fn with_offsets(&self) -> impl Iterator<Item = (u64, ChunkRef)> + '_ {
        self.0.iter().scan(0, |offset, chunk| {
            let at = *offset;
            *offset += u64::from(chunk.len);
            Some((at, *chunk))
        })
    }
}
