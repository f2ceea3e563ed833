//! A folder's disk as the loop sees it: calls relative to the folder's handle, each of which either happened or did not.
//! The simulation implements the same trait and may crash between any two calls.

pub mod cut;
pub mod linux;

use std::fmt;

use syncit_core::path::BadPath;
use syncit_core::replica_store::RootId;
use syncit_core::{RelPath, Timestamp};

/// What is at a path, without following a symlink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// File, directory, symlink, or something else.
    pub kind: Kind,
    /// Size in bytes.
    pub size: u64,
    /// Last change of content.
    pub mtime: Timestamp,
    /// Last change of the inode.
    pub ctime: Timestamp,
    /// The inode's number.
    pub inode: u64,
    /// The number of its names; more than one for a file means hard links.
    pub links: u64,
    /// True if it lies on another mount than the folder's root, as a mount point or below one.
    pub is_elsewhere: bool,
    /// True if its owner may execute it.
    pub executable: bool,
    /// The bits of its mode without its kind (0o7777).
    pub mode: u32,
}

impl Stat {
    /// Returns true if nobody but its owner may do anything with it.
    pub fn is_private(&self) -> bool {
        self.mode & 0o077 == 0
    }
}

/// What belongs to a file besides its content, and is local to its machine. A file that replaces another takes it over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Who may do what (0o777); none leaves that as it is. The set-user-ID and set-group-ID bits are never included.
    pub mode: Option<u32>,
    /// The owner's number; none leaves it as it is.
    pub owner: Option<u32>,
    /// The group's number; none leaves it as it is.
    pub group: Option<u32>,
    /// The ACL in this system's form. None, with a mode given, removes the file's ACL.
    pub acl: Option<Vec<u8>>,
    /// Extended attributes, without those that describe the content.
    pub attributes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Permissions {
    /// Returns the same permissions for the owner alone.
    pub fn closed(self) -> Self {
        Permissions { mode: Some(self.mode.unwrap_or(0o600) & 0o700), acl: None, ..self }
    }
}

/// The kinds of files on a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symlink.
    Symlink,
    /// A device, socket or pipe: never synced.
    Other,
}

/// Where a disk call works: a path in the folder, or a place in its own `.syncit` directory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The folder's root itself.
    Root,
    /// A path in the folder, which people see.
    Path(RelPath),
    /// `.syncit/partial/NAME`: content that is still incomplete. The names are chosen here, never by a peer.
    Partial(String),
    /// `.syncit/staging/NAME`: complete content, and displaced files.
    Staging(String),
    /// `.syncit/NAME`: the marker, the record of an exchange in progress.
    Own(String),
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => f.write_str("the folder itself"),
            Place::Path(path) => write!(f, "{path}"),
            Place::Partial(name) => write!(f, ".syncit/partial/{name}"),
            Place::Staging(name) => write!(f, ".syncit/staging/{name}"),
            Place::Own(name) => write!(f, ".syncit/{name}"),
        }
    }
}

impl From<&RelPath> for Place {
    fn from(path: &RelPath) -> Self {
        Place::Path(path.clone())
    }
}

/// Returns the directory that a path is in.
pub(crate) fn parent_place(path: &RelPath) -> Place {
    path.parent().map_or(Place::Root, Place::Path)
}

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// The name, or why it cannot be synced, with a readable form of it.
    pub name: Result<String, (BadPath, String)>,
}

/// Why a disk call failed. It changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {doing} {place}: {kind}")]
pub struct DiskError {
    /// What was being done: `read`, `rename`, ….
    pub doing: &'static str,
    /// The place, for messages.
    pub place: String,
    /// Why.
    pub kind: DiskErrorKind,
}

/// The kinds of errors that are handled differently.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskErrorKind {
    /// Nothing is there, or a directory above it is missing or not a directory.
    #[error("it does not exist")]
    NotFound,
    /// Something is there already.
    #[error("something else is there already")]
    Exists,
    /// A directory that is to be removed is not empty.
    #[error("the directory is not empty")]
    NotEmpty,
    /// The system denies it.
    #[error("permission denied")]
    Denied,
    /// There is no room, or a quota is reached.
    #[error("the disk is full")]
    Full,
    /// It lies below a mount point, where SyncIt does not look: nothing is known of it.
    #[error("it lies below a mount point")]
    OtherMount,
    /// A temporary error (too many open files, a busy file, a device or server that does not answer), in the system's
    /// words: the same call may soon succeed.
    #[error("{0}")]
    Passing(String),
    /// Not possible on this file system (a name, a symlink, an exchange, a reflink, or moving this directory in one step,
    /// as with the lower directories of an overlay).
    #[error("this file system cannot do that")]
    Unsupported,
    /// Anything else, in the system's words.
    #[error("{0}")]
    Other(String),
}

/// The result of every disk call.
pub type DiskResult<T> = Result<T, DiskError>;

/// A folder's file system, by handle: no call ever leaves the folder, whatever symlinks are in it, and none follows a
/// symlink. Cheap to clone; clones may be used on other threads at once, and each closes the folder when it is dropped.
pub trait Disk: Clone + Send + Sync + 'static {
    /// A file open for reading.
    type Reader: Send;

    /// Creates `.syncit` and what belongs in it, where it is missing.
    fn init_own_dir(&self) -> DiskResult<()> {
        Ok(())
    }
    /// Returns the present identity of the root.
    fn root_id(&self) -> DiskResult<RootId>;
    /// Returns the stat of a place. An error of kind `NotFound` means that certainly nothing is there.
    fn stat(&self, place: &Place) -> DiskResult<Stat>;
    /// Returns all names in a directory (never `.syncit` in the root): the complete list, or an error.
    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>>;
    /// Returns the target of a symlink; `Unsupported` if it is not UTF-8 or too long.
    fn read_link(&self, place: &Place) -> DiskResult<String>;
    /// Opens a regular file, without blocking on anything else; also returns its stat from the handle.
    fn open(&self, place: &Place) -> DiskResult<(Self::Reader, Stat)>;
    /// Reads at an offset until the buffer is full or the file ends; returns the bytes read.
    fn read_at(&self, reader: &Self::Reader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize>;
    /// Returns the stat of an open file, to notice that it changed while it was read.
    fn stat_reader(&self, reader: &Self::Reader) -> DiskResult<Stat>;

    /// Creates a directory in an existing one; a private one is never open to others, not even for a moment.
    fn make_dir(&self, place: &Place, private: bool) -> DiskResult<()>;
    /// Closes a directory to all but its owner, or opens it as far as the umask opens new ones. A disk without modes leaves
    /// it as it is.
    fn set_dir_private(&self, place: &Place, private: bool) -> DiskResult<()>;
    /// Removes an empty directory.
    fn remove_dir(&self, place: &Place) -> DiskResult<()>;
    /// Removes a file or symlink. Only called for places in `.syncit`.
    fn remove_file(&self, place: &Place) -> DiskResult<()>;
    /// Creates a symlink where nothing is.
    fn make_link(&self, place: &Place, target: &str) -> DiskResult<()>;
    /// Writes at an offset of a file, creating it (mode 0600) if it is missing.
    fn write_at(&self, place: &Place, offset: u64, bytes: &[u8]) -> DiskResult<()>;
    /// Gives a file its length, executable bit (with the umask's other bits) and mtime.
    fn finish_file(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> DiskResult<()>;
    /// Returns what a file has besides its content.
    fn permissions(&self, _place: &Place) -> DiskResult<Permissions> {
        Ok(Permissions::default())
    }
    /// Returns what a new file in this directory gets from it; nothing if the umask alone decides.
    fn new_permissions(&self, _dir: &Place) -> DiskResult<Permissions> {
        Ok(Permissions::default())
    }
    /// Gives a file permissions, with the executable bit for everybody who may read it. What this user may not give is left
    /// out, and the file is then less open, never more.
    fn set_permissions(&self, _place: &Place, _wanted: &Permissions, _executable: bool) -> DiskResult<()> {
        Ok(())
    }
    /// Copies a whole file to a new one, by reflink if the file system supports that.
    fn copy_file(&self, from: &Place, to: &Place) -> DiskResult<()>;
    /// Renames; fails with `Exists` if anything is at `to`.
    fn rename(&self, from: &Place, to: &Place) -> DiskResult<()>;
    /// Swaps what is at two existing places in one step.
    fn exchange(&self, a: &Place, b: &Place) -> DiskResult<()>;

    /// Makes the content of these files and the names in these directories durable, all of them or an error; in one call,
    /// because many are cheaper together. Files in `.syncit` become durable with their names.
    fn sync(&self, files: &[Place], directories: &[Place]) -> DiskResult<()>;
    /// Returns true if a program has a file open for writing, or mapped for it; false if that cannot be found out.
    fn is_open_for_writing(&self, place: &Place) -> DiskResult<bool>;
    /// Returns the bytes that an ordinary user may still write here.
    fn free_bytes(&self) -> DiskResult<u64>;

    /// While this is true, a directory that was walked to a moment ago may be looked into again without a walk. Never for a
    /// change, and never to conclude that nothing is there.
    fn remember_directories(&self, _remember: bool) {}

    /// Closes everything that is open while there is nothing to do, so that the disk can be unmounted. The next call opens
    /// it again, if it is the same folder.
    fn rest(&self) {}
}
