//! A folder's disk as the loop sees it: calls relative to the folder's handle, each of which either
//! happened or did not. The simulation implements the same trait and may crash between any two.

pub mod cut;
pub mod linux;

use std::fmt;

use syncit_core::path::BadPath;
use syncit_core::replica_store::RootId;
use syncit_core::{RelPath, Timestamp};

/// What is at a path, without following a symlink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What kind of thing.
    pub kind: Kind,
    /// In bytes.
    pub size: u64,
    /// Last change of content.
    pub mtime: Timestamp,
    /// Last change of the inode.
    pub ctime: Timestamp,
    /// The inode's number.
    pub inode: u64,
    /// How many names it has; more than one of a file means hard links.
    pub links: u64,
    /// Whether it lies on another mount than the folder's root, be it a mount point itself or below one.
    pub is_elsewhere: bool,
    /// Whether its owner may execute it.
    pub executable: bool,
    /// The bits of its mode but for its kind (0o7777).
    pub mode: u32,
}

impl Stat {
    /// Returns true if nobody but its owner may do anything with it.
    pub fn is_private(&self) -> bool {
        self.mode & 0o077 == 0
    }
}

/// What else than content belongs to a file and is local to its machine. What replaces a file takes it over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Who may do what (0o777); none leaves that as it is. Bits that set a user or group at execution are never among it.
    pub mode: Option<u32>,
    /// The owner's number; none leaves it.
    pub owner: Option<u32>,
    /// The group's number; none leaves it.
    pub group: Option<u32>,
    /// The ACL as this system has it. Without one, but with a mode, the file has none.
    pub acl: Option<Vec<u8>>,
    /// Extended attributes, without those that speak of the content.
    pub attributes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Permissions {
    /// The same for the owner alone.
    pub fn closed(self) -> Self {
        Permissions { mode: Some(self.mode.unwrap_or(0o600) & 0o700), acl: None, ..self }
    }
}

/// The kinds of things on a disk.
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
    /// What a person sees.
    Path(RelPath),
    /// `.syncit/partial/NAME`: content that is still incomplete. Names are ours, never a peer's.
    Partial(String),
    /// `.syncit/staging/NAME`: complete content, and what was displaced.
    Staging(String),
    /// `.syncit/NAME`: the marker, the record of an exchange under way.
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

/// The directory that a path is in.
pub(crate) fn parent_place(path: &RelPath) -> Place {
    path.parent().map_or(Place::Root, Place::Path)
}

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirEntry {
    /// The name, or why it cannot be one of ours with a readable form of it.
    pub name: Result<String, (BadPath, String)>,
}

/// Why a disk call failed. Nothing was changed by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {doing} {place}: {kind}")]
pub struct DiskError {
    /// What was being done: `read`, `rename`, ….
    pub doing: &'static str,
    /// To what, for people.
    pub place: String,
    /// Why.
    pub kind: DiskErrorKind,
}

/// The reasons that lead to different behaviour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskErrorKind {
    /// Nothing there, or a directory above it is missing, or is no directory.
    #[error("it does not exist")]
    NotFound,
    /// Something is there already.
    #[error("something else is there already")]
    Exists,
    /// A directory to be removed holds something.
    #[error("the directory is not empty")]
    NotEmpty,
    /// The system refuses.
    #[error("permission denied")]
    Denied,
    /// No room, or a quota reached.
    #[error("the disk is full")]
    Full,
    /// It lies below a mount point, where SyncIt does not look: nothing is known of it.
    #[error("it lies below a mount point")]
    OtherMount,
    /// Something that passes by itself (too many open files, a busy file, a device or server that does not answer), in
    /// the system's words: the same call may work soon.
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

/// What every disk call gives.
pub type DiskResult<T> = Result<T, DiskError>;

/// A folder's file system, by handle: no call ever leaves the folder, whatever symlinks are in it,
/// and none follows a symlink. Cheap to clone; clones may be used on other threads at once, and each closes the folder
/// when it is dropped.
pub trait Disk: Clone + Send + Sync + 'static {
    /// A file open for reading.
    type Reader: Send;

    /// Makes `.syncit` and what belongs into it, where it is missing.
    fn init_own_dir(&self) -> DiskResult<()> {
        Ok(())
    }
    /// What the root is now.
    fn root_id(&self) -> DiskResult<RootId>;
    /// Looks at a place; an error of kind `NotFound` means a certain no.
    fn stat(&self, place: &Place) -> DiskResult<Stat>;
    /// All names in a directory (never `.syncit` in the root). Complete, or an error.
    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>>;
    /// The text of a symlink; `Unsupported` if it is not UTF-8 or too long.
    fn read_link(&self, place: &Place) -> DiskResult<String>;
    /// Opens a regular file, without blocking on anything else; gives its stat from the handle.
    fn open(&self, place: &Place) -> DiskResult<(Self::Reader, Stat)>;
    /// Reads at an offset until the buffer is full or the file ends; returns the bytes read.
    fn read_at(&self, reader: &Self::Reader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize>;
    /// The stat of an open file, to notice that it changed while it was read.
    fn stat_reader(&self, reader: &Self::Reader) -> DiskResult<Stat>;

    /// Makes a directory in an existing one; a private one is never open to others, not even for a moment.
    fn make_dir(&self, place: &Place, private: bool) -> DiskResult<()>;
    /// Closes a directory to all but its owner, or opens it as far as the umask opens new ones. A disk that holds no modes
    /// leaves it as it is.
    fn set_dir_private(&self, place: &Place, private: bool) -> DiskResult<()>;
    /// Removes an empty directory.
    fn remove_dir(&self, place: &Place) -> DiskResult<()>;
    /// Removes a file or symlink. Only ever called for places in `.syncit`.
    fn remove_file(&self, place: &Place) -> DiskResult<()>;
    /// Makes a symlink where nothing is.
    fn make_link(&self, place: &Place, target: &str) -> DiskResult<()>;
    /// Writes at an offset of a file, creating it (mode 0600) if it is missing.
    fn write_at(&self, place: &Place, offset: u64, bytes: &[u8]) -> DiskResult<()>;
    /// Gives a file its length, executable bit (with the umask's other bits) and mtime.
    fn finish_file(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> DiskResult<()>;
    /// What a file has beside its content.
    fn permissions(&self, _place: &Place) -> DiskResult<Permissions> {
        Ok(Permissions::default())
    }
    /// What a new file in this directory gets from it; nothing if the umask alone decides.
    fn new_permissions(&self, _dir: &Place) -> DiskResult<Permissions> {
        Ok(Permissions::default())
    }
    /// Gives a file permissions, with the executable bit for whoever may read it. What this user may not give is left out,
    /// and the file is then less open, never more.
    fn set_permissions(&self, _place: &Place, _wanted: &Permissions, _executable: bool) -> DiskResult<()> {
        Ok(())
    }
    /// Copies a whole file to a new one, by reflink where the file system can.
    fn copy_file(&self, from: &Place, to: &Place) -> DiskResult<()>;
    /// Renames; fails with `Exists` if anything is at `to`.
    fn rename(&self, from: &Place, to: &Place) -> DiskResult<()>;
    /// Swaps two existing things in one step.
    fn exchange(&self, a: &Place, b: &Place) -> DiskResult<()>;

    /// Makes the content of these files and the names in these directories durable, all of them or
    /// an error; in one call, because many are cheaper together. Files in `.syncit` become durable
    /// with their names.
    fn sync(&self, files: &[Place], directories: &[Place]) -> DiskResult<()>;
    /// Returns true if some program has a file open for writing, or mapped for it; false where that cannot be found out.
    fn is_open_for_writing(&self, place: &Place) -> DiskResult<bool>;
    /// Bytes that an ordinary user may still write here.
    fn free_bytes(&self) -> DiskResult<u64>;

    /// Nothing is to be done for now: whatever is open is closed, so that the disk can be unmounted. The next call opens
    /// it again, if it is the same folder.
    fn rest(&self) {}
}
