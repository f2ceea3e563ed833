//! What a machine says to the hub.

use serde::{Deserialize, Serialize};

use super::{Ask, BatchId, Body, Lane, Pieces};
use crate::content::Digest;
use crate::entry::Entry;
use crate::hold::Missing;
use crate::ids::{FolderId, Position, ReplicaId, Seq};
use crate::path::RelPath;
use crate::replica_store::{ConflictOf, PathAt};

/// From a machine to the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ToHub {
    /// The first message of a connection; `Welcome` or `Goodbye` is awaited before the next.
    /// Control lane, like all that do not say otherwise.
    Hello {
        /// `PROTOCOL`.
        protocol: u32,
        /// The program's version, for people.
        version: String,
        /// Whether it wants to be told of content that is still on its way to the hub (`ToClient::Coming`).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        coming: bool,
    },
    /// Takes up a folder: from now on `Changed` is told.
    Attach {
        /// The folder.
        folder: FolderId,
        /// The copy.
        replica: ReplicaId,
        /// What the replica has taken into its rows, oldest incarnation first.
        positions: Vec<Position>,
    },
    /// Lets a folder go; `unlinked` if for good.
    Detach {
        /// The folder.
        folder: FolderId,
        /// Whether this machine no longer keeps it.
        unlinked: bool,
    },
    /// Asks for the next block of news.
    News {
        /// The folder.
        folder: FolderId,
        /// The last seq that is known.
        after: Seq,
    },
    /// Offers changes; on the express or bulk lane, its bodies behind it on the same, ended by
    /// `BodiesEnd` in any case.
    Offer {
        /// Its number.
        batch: BatchId,
        /// At most `MAX_ITEMS`, each path at most once. Additions parents first, removals children
        /// first, removals before the change of type above them.
        items: Vec<OfferItem>,
    },
    /// A body, on the lane of its batch.
    #[serde(skip)]
    Body(Body),
    /// No more bodies for now, on the lane of the batch.
    BodiesEnd {
        /// The batch.
        batch: BatchId,
    },
    /// Asks for content. The bodies come on `lane`, in any order, ended by `BodiesEnd`.
    Get {
        /// Its number.
        batch: BatchId,
        /// Where the bodies are to come.
        lane: Lane,
        /// At most `MAX_ITEMS`.
        items: Vec<GetItem>,
    },
    /// A question or request that is no part of syncing; answered by `Answered` with the same id.
    Ask {
        /// The machine's number for it.
        id: u64,
        /// What.
        ask: Ask,
    },
    /// This machine has taken in, durably, that the files of a hold of its own come back.
    HoldTaken {
        /// The folder.
        folder: FolderId,
        /// The hold.
        hold: u64,
    },
    /// Answered by `Pong` at once.
    Ping,
    /// Answers `Ping`.
    Pong,
}

/// One change that a replica offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferItem {
    /// The path.
    pub path: RelPath,
    /// The hub's seq of the path that the change was made on; 0 for none.
    pub based_on: Seq,
    /// The new state.
    pub entry: Entry,
    /// The vanished half, which is in the same batch, if this is the appearing half of a move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<PathAt>,
    /// What it is a conflict copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict_of: Option<ConflictOf>,
    /// On the first deletion of an offer: how many files that belong together are missing and were not offered before.
    /// It can only make the hub stricter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Whether a directory is for its owner alone; none if nothing is said of that. A directory that the hub has already
    /// can be offered once more for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
}

/// One file that a replica asks the hub for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetItem {
    /// The path.
    pub path: RelPath,
    /// The entry of the path whose content is meant; 0 if that is only coming.
    pub seq: Seq,
    /// Which part of it.
    pub pieces: Pieces,
    /// The content is meant that is on its way to the hub for this path, or has just come there. Of its chunks, those
    /// come that the hub has already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming: Option<Digest>,
}

/// The content digest that an offered item refers to, if it is a file with content.
pub fn content_of(entry: &Entry) -> Option<Digest> {
    entry.file().filter(|file| file.size > 0).map(|file| file.digest)
}
