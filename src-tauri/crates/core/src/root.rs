//! Whether the directory at a folder's path is the copy that was linked: one table over what can be found out of it.
//!
//! The number of its device is not among that: it is another one whenever a disk is plugged in again. The marker says
//! whose copy it is. The root's inode, the UUID of its file system and the files tell a marker that some tool removed or
//! replaced from a directory that is another one. The token, which is renewed at each start on the disk and in the
//! database, tells whether either was set back or copied: then what was agreed on before is not to be relied on.

/// What the marker `.syncit/folder.json` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerSeen {
    /// This copy.
    Own,
    /// There is none.
    Missing,
    /// Another copy of the same folder.
    OtherCopy,
    /// Another folder.
    OtherFolder,
    /// It is something else than a marker.
    Damaged,
    /// A newer version of SyncIt wrote it.
    Newer,
    /// It cannot be read, which may pass.
    Unreadable,
}

/// Something of the root compared with what the database remembers of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The same.
    Same,
    /// Something else.
    Other,
    /// One of them is not known.
    Unknown,
}

impl Compared {
    /// Compares two values; unknown is never another one.
    pub fn of<T: PartialEq>(known: Option<&T>, found: Option<&T>) -> Self {
        match (known, found) {
            (Some(known), Some(found)) if known == found => Compared::Same,
            (Some(_), Some(_)) => Compared::Other,
            _ => Compared::Unknown,
        }
    }
}

/// What was found out of a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootSeen {
    /// Its marker.
    pub marker: MarkerSeen,
    /// The inode's number. Some file systems give another one with each mount.
    pub inode: Compared,
    /// The UUID of its file system.
    pub filesystem: Compared,
    /// What was renewed with the last start.
    pub token: Compared,
    /// Whether files are known, and most of them are there as they were last seen.
    pub files_agree: bool,
}

/// What follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootVerdict {
    /// It is the linked copy.
    GoOn,
    /// It is, but for its marker, which is written anew.
    Mend,
    /// It is the linked copy of another time, or a copy of it: what was agreed on is forgotten, so that both sides are
    /// merged and nothing is deleted.
    MergeAnew,
    /// A person has to look.
    Hold(RootHold),
}

/// Why a root is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootHold {
    /// Its marker is gone.
    MarkerGone,
    /// Its marker speaks of something else.
    OtherFolder,
    /// It cannot be looked at.
    Unreadable,
}

/// The table.
pub fn judge(seen: RootSeen) -> RootVerdict {
    use Compared::{Other, Same};
    // Tools that clean, commit or check out a work tree remove or swap markers, and change most files only if a person
    // means it. An empty mount point has another inode, and none of the files.
    let is_surely_ours = seen.inode == Same && seen.filesystem != Other && seen.token != Other && seen.files_agree;
    match seen.marker {
        MarkerSeen::Own if seen.token == Other || seen.filesystem == Other => RootVerdict::MergeAnew,
        // The token has come along, so nothing was set back; FAT gives another inode with each mount.
        MarkerSeen::Own if seen.inode == Other && seen.token != Same => RootVerdict::MergeAnew,
        MarkerSeen::Own => RootVerdict::GoOn,
        MarkerSeen::Missing | MarkerSeen::OtherCopy | MarkerSeen::Damaged if is_surely_ours => RootVerdict::Mend,
        MarkerSeen::Missing => RootVerdict::Hold(RootHold::MarkerGone),
        MarkerSeen::OtherCopy | MarkerSeen::OtherFolder | MarkerSeen::Damaged | MarkerSeen::Newer => {
            RootVerdict::Hold(RootHold::OtherFolder)
        }
        MarkerSeen::Unreadable => RootVerdict::Hold(RootHold::Unreadable),
    }
}
