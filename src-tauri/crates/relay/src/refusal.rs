//! How the relay refuses: a refusal goes to the machine that asked; an error ends the relay.

use syncit_core::Reason;
use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::StoreError;

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The store failed, which concerns everybody.
    Store(StoreError),
    /// It was refused, which concerns only the machine that asked.
    Refused(Refusal),
}

/// The result of a request.
pub(crate) type Asked<T> = Result<T, Halt>;

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Store(error)
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Halt::Refused(refusal)
    }
}

/// Separates a refusal, for the machine that asked, from an error, which ends the relay.
pub(crate) fn settle<T>(asked: Asked<T>) -> Result<Result<T, Refusal>, StoreError> {
    match asked {
        Ok(value) => Ok(Ok(value)),
        Err(Halt::Refused(refusal)) => Ok(Err(refusal)),
        Err(Halt::Store(error)) => Err(error),
    }
}

/// Makes a refusal without a hint.
pub(crate) fn refusal(code: RefusalCode, message: impl Into<String>) -> Refusal {
    Refusal { code, reason: Reason::said(message.into(), None) }
}

/// Makes a refusal with a hint on what to do.
pub(crate) fn hinted(code: RefusalCode, message: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal { code, reason: Reason::said(message.into(), Some(hint.into())) }
}

/// Refuses a request that makes no sense.
pub(crate) fn bad_request(message: impl Into<String>) -> Refusal {
    refusal(RefusalCode::BadRequest, message)
}

/// Refuses a folder that does not exist or that the machine has no access to. Both get the same
/// words.
pub(crate) fn no_such_folder() -> Refusal {
    hinted(RefusalCode::NotFound, "the hub shares no such folder", "`syncit folders` lists the shared ones")
}

/// Does the same for a folder that the machine still has a copy of; maybe only that machine still
/// knows its name.
pub(crate) fn folder_gone() -> Refusal {
    hinted(RefusalCode::NotFound, "the folder is no longer shared with this machine; its files stay", UNLINK_HINT)
}

/// What a person can do with the copy of a folder that is no longer shared.
pub(crate) const UNLINK_HINT: &str = "let it go here with `syncit unlink NAME`, or have it shared again";

/// Refuses for lack of space on the hub's disk.
pub(crate) fn disk_full() -> Refusal {
    hinted(
        RefusalCode::DiskFull,
        "the hub's disk is too full to take this",
        "make room on the hub; it is offered again by itself",
    )
}

/// Refuses a key that is not paired, or no longer.
pub(crate) fn not_paired() -> Refusal {
    hinted(
        RefusalCode::NotAllowed,
        "this machine is not paired with the hub, or the hub forgot it",
        "to pair it again: `syncit leave` here, then `syncit join` with a new code; files stay",
    )
}
