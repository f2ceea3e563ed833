//! The messages from a machine to the hub.

use serde::{Deserialize, Serialize};

use super::{Ask, BatchId, Body, Lane, Pieces};
use crate::backlog::Backlog;
use crate::content::Digest;
use crate::entry::Entry;
use crate::hold::Missing;
use crate::ids::{FolderId, Position, ReplicaId, Seq};
use crate::path::RelPath;
use crate::replica_store::{ConflictOf, PathAt};

/// A message from a machine to the hub. Messages travel on the control lane unless they say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ToHub {
    /// The first message of a connection. The machine waits for `Welcome` or `Goodbye` before it
    /// sends more.
    Hello {
        /// `PROTOCOL`.
        protocol: u32,
        /// The program's version, for people.
        version: String,
        /// Whether it wants to hear of content that is still on its way to the hub (`ToClient::Coming`).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        coming: bool,
    },
    /// Attaches to a folder: from now on the hub sends `Changed`.
    Attach {
        /// The folder.
        folder: FolderId,
        /// The copy.
        replica: ReplicaId,
        /// The positions that the replica has taken into its rows, oldest incarnation first.
        positions: Vec<Position>,
    },
    /// Detaches from a folder, permanently if `unlinked`.
    Detach {
        /// The folder.
        folder: FolderId,
        /// Whether this machine no longer keeps the folder.
        unlinked: bool,
    },
    /// Asks for the next block of news.
    News {
        /// The folder.
        folder: FolderId,
        /// The last seq that is known.
        after: Seq,
    },
    /// Offers changes on the express or bulk lane. Its bodies follow on the same lane, always ended
    /// by `BodiesEnd`.
    Offer {
        /// Its number.
        batch: BatchId,
        /// At most `MAX_ITEMS`, each path at most once. Additions parents first, removals children
        /// first, removals before a change of type above them.
        items: Vec<OfferItem>,
    },
    /// A body, on the lane of its batch.
    #[serde(skip)]
    Body(Body),
    /// No more bodies for now; on the lane of the batch.
    BodiesEnd {
        /// The batch.
        batch: BatchId,
    },
    /// Requests content. The bodies come on `lane` in any order, ended by `BodiesEnd`.
    Get {
        /// Its number.
        batch: BatchId,
        /// The lane for the bodies.
        lane: Lane,
        /// At most `MAX_ITEMS`.
        items: Vec<GetItem>,
    },
    /// A question or request that is not part of syncing, answered by `Answered` with the same id.
    Ask {
        /// The number that the machine chose for it.
        id: u64,
        /// The question or request.
        ask: Ask,
    },
    /// This machine has durably recorded that the files of its own hold come back.
    HoldTaken {
        /// The folder.
        folder: FolderId,
        /// The hold.
        hold: u64,
    },
    /// Reports how much of the hub's state this machine lacks; only to a hub that wants it (`Attached::wants_backlog`).
    Backlog {
        /// The folder.
        folder: FolderId,
        /// What it lacks.
        #[serde(flatten)]
        backlog: Backlog,
    },
    /// Answered at once with `Pong`.
    Ping,
    /// Answers `Ping`.
    Pong,
}

/// One change that a replica offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferItem {
    /// The path.
    pub path: RelPath,
    /// The hub's seq of the path that the change is based on; 0 for none.
    pub based_on: Seq,
    /// The new state.
    pub entry: Entry,
    /// If this is the appearing half of a move: the removed half, which is in the same batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<PathAt>,
    /// What it is a conflict copy of, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict_of: Option<ConflictOf>,
    /// On the first deletion of an offer: how many files are missing that belong together and were not offered before.
    /// It can only make the hub stricter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Whether a directory is for its owner alone; `None` if nothing is stated. A directory that the hub already has
    /// can be offered again for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
}

/// One file whose content a replica requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetItem {
    /// The path.
    pub path: RelPath,
    /// The entry of the path whose content is requested; 0 if it is still coming.
    pub seq: Seq,
    /// Which pieces of it.
    pub pieces: Pieces,
    /// Requests content that is on its way to the hub for this path, or has just arrived there. The hub sends those of
    /// its chunks that it already has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming: Option<Digest>,
}

/// Returns the content digest of an entry, if it is a file with content.
pub fn content_of(entry: &Entry) -> Option<Digest> {
    entry.file().filter(|file| file.size > 0).map(|file| file.digest)
}
