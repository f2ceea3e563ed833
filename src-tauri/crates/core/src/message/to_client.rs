//! What the hub says to a machine.

use serde::{Deserialize, Serialize};

use super::{Answer, BatchId, Body, Pieces, Refusal};
use crate::content::Digest;
use crate::entry::FileEntry;
use crate::hold::HoldTold;
use crate::ids::{FolderId, Incarnation, Position, Seq};
use crate::path::{Name, RelPath};
use crate::relay_store::{Accepted, Access};
use crate::replica_store::{PathAt, Told};

/// From the hub to a machine.
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
    /// The hub ends the connection, and why.
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
        /// was restored: rows agreed after it lose their base, and all news are asked for from 0.
        common: Seq,
        /// Every incarnation of the hub with the last seq in it, oldest first.
        incarnations: Vec<Position>,
        /// What this machine may do.
        access: Access,
        /// The folder's holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        holds: Vec<HoldTold>,
    },
    /// The folder's holds changed: these are all that there are now.
    Holds {
        /// The folder.
        folder: FolderId,
        /// In the order in which they began.
        holds: Vec<HoldTold>,
    },
    /// The folder cannot be taken up, or is no longer shared with this machine.
    Detached {
        /// The folder.
        folder: FolderId,
        /// Why.
        refusal: Refusal,
    },
    /// There are news after `latest`'s predecessor: only wakes.
    Changed {
        /// The folder.
        folder: FolderId,
        /// The latest seq.
        latest: Seq,
    },
    /// Answers `News`: the newest entries of paths, by seq; ends at a whole tree.
    News {
        /// The folder.
        folder: FolderId,
        /// What was asked.
        after: Seq,
        /// Everything up to here is in this block or before it.
        upto: Seq,
        /// Whether more is to be asked for.
        more: bool,
        /// The entries, own ones included.
        entries: Vec<Accepted>,
    },
    /// Answers an offer, once its bodies ended. Items not named are not decided yet: they wait
    /// for wanted bodies.
    Verdicts {
        /// The offer.
        batch: BatchId,
        /// (item, verdict) in the order of items.
        verdicts: Vec<(u32, Verdict)>,
    },
    /// A body that was asked for, on the lane of the get.
    #[serde(skip)]
    Body(Body),
    /// All bodies of a get were sent, on its lane.
    BodiesEnd {
        /// The get.
        batch: BatchId,
        /// Items of which some content was not to be had, and why.
        missing: Vec<(u32, Refusal)>,
    },
    /// Answers `Ask`.
    Answered {
        /// The machine's number for it.
        id: u64,
        /// The answer.
        answer: Result<Answer, Refusal>,
    },
    /// The hub lacks some content of these newest entries: who has them offers just the same state once more, and is
    /// asked for what is missing.
    Lacking {
        /// The folder.
        folder: FolderId,
        /// At most `MAX_LACKING`.
        items: Vec<PathAt>,
    },
    /// The hub has all content of these entries again: who could not fetch them tries anew.
    Whole {
        /// The folder.
        folder: FolderId,
        /// At most `MAX_LACKING`.
        items: Vec<PathAt>,
    },
    /// Content is on its way to the hub for what would be accepted as it is now: it can be fetched already, so that it
    /// is here when the news are. Told only to machines that asked for it in their greeting.
    Coming {
        /// The folder.
        folder: FolderId,
        /// The path that it is offered for.
        path: RelPath,
        /// Its size and digest.
        file: FileEntry,
        /// The hub has all chunks before this one.
        chunks: u32,
    },
    /// What was coming is decided, or will not come.
    Came {
        /// The folder.
        folder: FolderId,
        /// The content.
        digest: Digest,
        /// The entry that it is the content of; none if nothing came of it.
        seq: Option<Seq>,
    },
    /// Folders, machines or access changed: only wakes.
    Arranged,
    /// Answered by `Pong` at once, by whatever reads the control lane: the hub asks whether this
    /// connection is alive, because another one claims to be the same machine or replica.
    Ping,
    /// Answers `Ping`.
    Pong,
}

impl ToClient {
    /// The folder that it is about; none if it is about the connection or a question.
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

/// What the hub says to one item of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is in the journal, durably. Also said, with the seq it has, of a state that the path
    /// already had.
    Accepted(Told),
    /// The change was made on something else than what the hub has; nothing was done.
    Stale {
        /// What the hub has at the path; entry absent at seq 0 if it never had anything.
        current: Told,
        /// The newest entry after `based_on` with just the offered state: the offer was accepted
        /// before, and its acknowledgement lost. It may be at another path, if the file was moved meanwhile.
        found: Option<Told>,
        /// The path to which the file was moved that the offer is an edit of. The hub still has there what was edited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved_to: Option<RelPath>,
        /// What would not be a whole tree: a missing or different parent, or live entries below.
        in_the_way: Vec<(RelPath, Told)>,
    },
    /// Some content is not here; nothing was done. The bodies are sent in the same batch on the
    /// bulk lane, ended by `BodiesEnd`; then comes another answer for this item.
    Want(Pieces),
    /// It will not be taken, however often it is offered.
    Refused(Refusal),
}
