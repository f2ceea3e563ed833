//! Why the system refused something, and what was not done because of an error: the parts of other reasons.

use std::io::{self, ErrorKind};

use syncit_core::reasons;

reasons! {
    /// Why the system refused something.
    pub enum Cause {
        /// It, or a directory above it, does not exist.
        "cause--not-found" NotFound,
        /// The system denies it.
        "cause--denied" Denied,
        /// There is no room, or a quota is reached.
        "cause--full" Full,
        /// The disk cannot be written.
        "cause--read-only" ReadOnly,
        /// Something is there already.
        "cause--exists" Exists,
        /// It, or something above it, is no directory.
        "cause--not-a-directory" NotADirectory,
        /// It is a directory.
        "cause--is-a-directory" IsADirectory,
        /// A directory is not empty.
        "cause--not-empty" NotEmpty,
        /// Something uses it.
        "cause--busy" Busy,
        /// Another program listens on the address.
        "cause--address-in-use" AddressInUse,
        /// No network of this machine has the address.
        "cause--address-not-here" AddressNotHere,
        /// Anything else, in the system's words.
        "cause--other" Other { words: String },
    }
}

impl From<&io::Error> for Cause {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Cause::NotFound,
            ErrorKind::PermissionDenied => Cause::Denied,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Cause::Full,
            ErrorKind::ReadOnlyFilesystem => Cause::ReadOnly,
            ErrorKind::AlreadyExists => Cause::Exists,
            ErrorKind::NotADirectory => Cause::NotADirectory,
            ErrorKind::IsADirectory => Cause::IsADirectory,
            ErrorKind::DirectoryNotEmpty => Cause::NotEmpty,
            ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => Cause::Busy,
            ErrorKind::AddrInUse => Cause::AddressInUse,
            ErrorKind::AddrNotAvailable => Cause::AddressNotHere,
            _ => Cause::Other { words: error.to_string() },
        }
    }
}

reasons! {
    /// What was not done because of an error.
    #[derive(Copy)]
    pub enum Undone {
        /// A change, certainly.
        "undone--change" Change,
        /// A change, perhaps.
        "undone--perhaps" Perhaps,
        /// Something was asked, and there is no answer.
        "undone--answer" Answer,
    }
}

impl Undone {
    /// Returns what is so once the request is at the hub, which may have carried it out.
    pub(crate) fn once_sent(self) -> Self {
        match self {
            Undone::Change | Undone::Perhaps => Undone::Perhaps,
            Undone::Answer => Undone::Answer,
        }
    }
}
