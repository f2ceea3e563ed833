//! Decides whether the directory at a folder's path is the copy that was linked, by one table over what can be found
//! out about it.
//!
//! The device number is not part of it, because it changes whenever a disk is plugged in again. The marker names the
//! copy. The root's inode, the UUID of its file system and the files distinguish a directory whose marker some tool
//! removed or replaced from a different directory. The token, which is renewed on the disk and in the database at each
//! start, shows whether either was set back or copied: then the base cannot be relied on.

/// What the marker `.syncit/folder.json` identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerSeen {
    /// This copy.
    Own,
    /// There is no marker.
    Missing,
    /// Another copy of the same folder.
    OtherCopy,
    /// Another folder.
    OtherFolder,
    /// It is not a valid marker.
    Damaged,
    /// A newer version of SyncIt wrote it.
    Newer,
    /// It cannot be read, which may be temporary.
    Unreadable,
}

/// A property of the root, compared with what the database remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The same.
    Same,
    /// Different.
    Other,
    /// At least one of the two values is not known.
    Unknown,
}

impl Compared {
    /// Compares two values. An unknown value is never different.
    pub fn of<T: PartialEq>(known: Option<&T>, found: Option<&T>) -> Self {
        match (known, found) {
            (Some(known), Some(found)) if known == found => Compared::Same,
            (Some(_), Some(_)) => Compared::Other,
            _ => Compared::Unknown,
        }
    }
}

/// What was found out about a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootSeen {
    /// Its marker.
    pub marker: MarkerSeen,
    /// The inode's number. Some file systems assign another one at each mount.
    pub inode: Compared,
    /// The UUID of its file system.
    pub filesystem: Compared,
    /// The token that was renewed at the last start.
    pub token: Compared,
    /// Whether files are known and most of them are as they were last seen.
    pub files_agree: bool,
}

/// What to do with the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootVerdict {
    /// It is the linked copy.
    GoOn,
    /// It is the linked copy without its marker, which is written again.
    Mend,
    /// It is the linked copy from another time, or a copy of it. The base is forgotten, so that both sides are merged
    /// and nothing is deleted.
    MergeAnew,
    /// A person has to look at it.
    Hold(RootHold),
}

/// Why a root is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootHold {
    /// Its marker is gone.
    MarkerGone,
    /// Its marker identifies something else.
    OtherFolder,
    /// It cannot be examined.
    Unreadable,
}

/// Looks up the verdict in the table.
pub fn judge(seen: RootSeen) -> RootVerdict {
    use Compared::{Other, Same};
    // Tools that clean, commit or check out a work tree may remove or replace markers, but they change most files only
    // if a person intends it. An empty mount point has another inode and none of the files.
    let is_surely_ours = seen.inode == Same && seen.filesystem != Other && seen.token != Other && seen.files_agree;
    match seen.marker {
        MarkerSeen::Own if seen.token == Other || seen.filesystem == Other => RootVerdict::MergeAnew,
        // The token matches, so nothing was set back. FAT assigns another inode at each mount.
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
