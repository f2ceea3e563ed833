//! What the engine needs of the operating system beyond the standard library. Only the files here know which system it is;
//! docs/portability.md says what another one would need.

mod clock;
mod directory;
mod files;
mod host;
mod signals;
mod socket;

pub(crate) use self::clock::since_boot;
pub use self::clock::{asleep, awake};
pub(crate) use self::directory::Directory;
pub use self::files::private_file;
pub(crate) use self::files::{
    Claimed, check_usable, claim_private_dir, executable, is_same, link, open_plain, rename_to_new, space,
};
pub(crate) use self::host::system;
pub use self::host::{host_name, user_id};
pub(crate) use self::signals::Ends;
pub use self::socket::is_same_user;
pub(crate) use self::socket::{Listener, MAX_SOCKET_PATH, Stream, close, listen, socket_name};

/// The disk that folders are on.
pub(crate) type FolderDisk = syncit_replica::disk::linux::LinuxDisk;
