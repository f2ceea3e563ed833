//! Why a conflict, or what differs in a folder, was not settled.

use syncit_core::{Reason, RelPath, reasons};

reasons! {
    /// Why something was not settled.
    pub enum NotSettled {
        /// No conflict copy of this path waits.
        "no-such-conflict" NoConflict { place: String },
        /// One of the versions is changing, or not at the hub yet.
        "unsettled" Unsettled { place: String },
        /// One of the two is a directory.
        "not-a-file" Directory { place: String },
        /// This machine sends nothing of the folder.
        "not-allowed--receives" OnlyReceives { folder: String },
        /// The folder is stopped here.
        "held--stopped" Stopped { folder: String },
        /// The disk refused.
        "write--conflict" NotWritten { place: String },
        /// The changes of both do not fit into one text.
        "not-mergeable" NotMergeable { place: String, cause: Reason },
        /// What differs has changed since it was listed.
        "changed-meanwhile" ChangedMeanwhile { folder: String },
        /// The hub lets this machine only read the folder.
        "not-allowed--reads" OnlyReads { folder: String },
        /// A hold that only a person at this disk can end.
        "held--at-the-disk" Held { cause: Reason },
    }
}

reasons! {
    /// Why the changes of both versions do not fit into one text, or why that is not known.
    pub enum Unmergeable {
        /// It is not known what both were made from.
        "unmergeable--no-base" NoBase,
        /// A version is too large.
        "unmergeable--too-large" TooLarge { path: RelPath },
        /// A version is a directory.
        "unmergeable--directory" Directory { path: RelPath },
        /// A version is no file.
        "unmergeable--no-file" NoFile { path: RelPath },
        /// A version is no text.
        "unmergeable--no-text" NoText { path: RelPath },
        /// What both were made from is no longer kept.
        "unmergeable--base-not-kept" BaseNotKept,
        /// What both were made from is no text.
        "unmergeable--base-no-text" BaseNoText,
        /// What both were made from cannot be merged on.
        "unmergeable--base" Base { cause: Reason },
        /// Both changed the same lines, or lines beside each other.
        "unmergeable--same-lines" SameLines { line: usize },
        /// One side has too many changes.
        "unmergeable--too-many" TooMany { most: usize },
        /// Too many conflicts are asked about at once.
        "unmergeable--not-looked-at" NotLookedAt,
    }
}
