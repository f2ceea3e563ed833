//! The messages from the hub to a machine.

use serde::{Deserialize, Serialize};

use super::{Answer, BatchId, Body, Pieces, Refusal};
use crate::content::Digest;
use crate::entry::FileEntry;
use crate::hold::HoldReport;
use crate::ids::{FolderId, Incarnation, Position, Seq};
use crate::path::{Name, RelPath};
use crate::relay_store::{Access, JournalEntry};
use crate::replica_store::{PathAt, Remote};

/// A message from the hub to a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ToClient {
    /// Answers `Hello`.
    Welcome {
        /// `PROTOCOL`.
        protocol: u32,
        /// The program's version, for people.
        version: String,
        /// The hub's name.
        hub: Name,
        /// This machine's name, as the hub has it.
        name: Name,
    },
    /// The hub closes the connection, with the reason.
    Goodbye(Refusal),
    /// Answers `Attach`.
    Attached {
        /// The folder.
        folder: FolderId,
        /// The current run of the journal.
        incarnation: Incarnation,
        /// The latest seq.
        latest: Seq,
        /// The last position that both sides have. If it is not the machine's own latest, one side
        /// was restored from a backup: rows agreed on after it lose their base, and all news are
        /// requested from 0.
        common: Seq,
        /// Every incarnation of the hub with its last seq, oldest first.
        incarnations: Vec<Position>,
        /// What this machine may do with the folder.
        access: Access,
        /// The folder's holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        holds: Vec<HoldReport>,
        /// Whether the hub wants to know what the machine lacks (`ToHub::Backlog`).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        wants_backlog: bool,
    },
    /// The folder's holds changed. These are all current ones.
    Holds {
        /// The folder.
        folder: FolderId,
        /// In the order in which they began.
        holds: Vec<HoldReport>,
    },
    /// The folder cannot be attached, or is no longer shared with this machine.
    Detached {
        /// The folder.
        folder: FolderId,
        /// Why.
        refusal: Refusal,
    },
    /// A wake-up: there are news up to `latest`.
    Changed {
        /// The folder.
        folder: FolderId,
        /// The latest seq.
        latest: Seq,
    },
    /// Answers `News`: the newest entries of paths, by seq, ending at a whole tree.
    News {
        /// The folder.
        folder: FolderId,
        /// The seq from the request.
        after: Seq,
        /// This block and those before it contain everything up to this seq.
        upto: Seq,
        /// Whether there are more news to request.
        more: bool,
        /// The entries, including the machine's own.
        entries: Vec<JournalEntry>,
    },
    /// Answers an offer, once its bodies ended. Items without a verdict are not decided yet: they
    /// wait for wanted bodies.
    Verdicts {
        /// The offer.
        batch: BatchId,
        /// (item, verdict) in the order of items.
        verdicts: Vec<(u32, Verdict)>,
    },
    /// A requested body, on the lane of the get.
    #[serde(skip)]
    Body(Body),
    /// All bodies of a get were sent; on its lane.
    BodiesEnd {
        /// The get.
        batch: BatchId,
        /// Items whose content was not completely available, and why.
        missing: Vec<(u32, Refusal)>,
    },
    /// Answers `Ask`.
    Answered {
        /// The number that the machine chose for the request.
        id: u64,
        /// The answer.
        answer: Result<Answer, Refusal>,
    },
    /// The hub lacks some content of these newest entries. A machine that has it offers the same state again, and is
    /// then asked for what is missing.
    Lacking {
        /// The folder.
        folder: FolderId,
        /// At most `MAX_LACKING`.
        items: Vec<PathAt>,
    },
    /// The hub has all content of these entries again. Machines that could not fetch it retry.
    Whole {
        /// The folder.
        folder: FolderId,
        /// At most `MAX_LACKING`.
        items: Vec<PathAt>,
    },
    /// Content is on its way to the hub for a change that would be accepted as things stand. It can be fetched already,
    /// so that it is here before the news arrive. Sent only to machines that asked for it in their hello.
    Coming {
        /// The folder.
        folder: FolderId,
        /// The path for which it is offered.
        path: RelPath,
        /// Its size and digest.
        file: FileEntry,
        /// The hub has all chunks before this one.
        chunks: u32,
    },
    /// The coming content was accepted, or will not arrive.
    Came {
        /// The folder.
        folder: FolderId,
        /// The content.
        digest: Digest,
        /// The entry that has this content; `None` if there is no such entry.
        seq: Option<Seq>,
    },
    /// A wake-up: folders, machines or access changed.
    Arranged,
    /// Answered at once with `Pong` by the reader of the control lane. The hub checks whether this
    /// connection is alive, because another one claims to be the same machine or replica.
    Ping,
    /// Answers `Ping`.
    Pong,
}

impl ToClient {
    /// Returns the folder that it is about; `None` if it is about the connection or a question.
    pub fn folder(&self) -> Option<FolderId> {
        match self {
            ToClient::Attached { folder, .. }
            | ToClient::Detached { folder, .. }
            | ToClient::Changed { folder, .. }
            | ToClient::Holds { folder, .. }
            | ToClient::Lacking { folder, .. }
            | ToClient::Whole { folder, .. }
            | ToClient::Coming { folder, .. }
            | ToClient::Came { folder, .. }
            | ToClient::News { folder, .. } => Some(*folder),
            ToClient::Verdicts { batch, .. } | ToClient::BodiesEnd { batch, .. } => Some(batch.folder),
            ToClient::Body(body) => Some(body.batch.folder),
            ToClient::Welcome { .. }
            | ToClient::Goodbye(_)
            | ToClient::Answered { .. }
            | ToClient::Arranged
            | ToClient::Ping
            | ToClient::Pong => None,
        }
    }
}

/// The hub's decision on one item of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is in the journal, durably. Also the verdict, with the existing seq, if the path already
    /// had this state.
    Accepted(Remote),
    /// The change was not based on the hub's current state; nothing was done.
    Stale {
        /// The hub's state of the path; an absent entry at seq 0 if it never had anything.
        current: Remote,
        /// The newest entry after `based_on` with exactly the offered state: the offer was accepted earlier, and its
        /// acknowledgement was lost. It may be at another path, if the file was moved meanwhile.
        found: Option<Remote>,
        /// If the offer is an edit of a file that was moved: its new path. The hub still has the edited version there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved_to: Option<RelPath>,
        /// What would break the whole tree: a missing or different parent, or live entries below.
        in_the_way: Vec<(RelPath, Remote)>,
    },
    /// The hub lacks some content; nothing was done. The machine sends the bodies in the same batch
    /// on the bulk lane, ended by `BodiesEnd`; then it gets another verdict on this item.
    Want(Pieces),
    /// It will not be accepted, however often it is offered.
    Refused(Refusal),
}
