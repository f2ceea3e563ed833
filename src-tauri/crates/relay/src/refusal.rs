//! How the relay says no: a refusal for the machine that asked, beside the errors that end the relay.

use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::StoreError;

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The store failed: concerns everybody.
    Store(StoreError),
    /// It was refused: concerns who asked.
    Refused(Refusal),
}

/// What a request gives.
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

/// Splits what concerns who asked from what concerns everybody.
pub(crate) fn settle<T>(asked: Asked<T>) -> Result<Result<T, Refusal>, StoreError> {
    match asked {
        Ok(value) => Ok(Ok(value)),
        Err(Halt::Refused(refusal)) => Ok(Err(refusal)),
        Err(Halt::Store(error)) => Err(error),
    }
}

/// A refusal without a hint.
pub(crate) fn refusal(code: RefusalCode, message: impl Into<String>) -> Refusal {
    Refusal { code, message: message.into(), hint: None }
}

/// A refusal that says what to do.
pub(crate) fn hinted(code: RefusalCode, message: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal { code, message: message.into(), hint: Some(hint.into()) }
}

/// The request makes no sense.
pub(crate) fn bad_request(message: impl Into<String>) -> Refusal {
    refusal(RefusalCode::BadRequest, message)
}

/// A folder that does not exist, or that the machine may not know of: the same words for both.
pub(crate) fn no_such_folder() -> Refusal {
    hinted(RefusalCode::NotFound, "the hub shares no such folder", "`syncit folders` lists the shared ones")
}

/// The same for one that a machine keeps, whose name only that machine may know.
pub(crate) fn folder_gone() -> Refusal {
    hinted(RefusalCode::NotFound, "the folder is no longer shared with this machine; its files stay", LET_GO)
}

/// What can be done with the copy of a folder that is shared no more.
pub(crate) const LET_GO: &str = "let it go here with `syncit unlink NAME`, or have it shared again";

/// There is no room for it.
pub(crate) fn disk_full() -> Refusal {
    hinted(
        RefusalCode::DiskFull,
        "the hub's disk is too full to take this",
        "make room on the hub; it is offered again by itself",
    )
}

/// A key that is not, or no longer, paired.
pub(crate) fn not_paired() -> Refusal {
    hinted(
        RefusalCode::NotAllowed,
        "this machine is not paired with the hub, or the hub forgot it",
        "to pair it again: `syncit leave` here, then `syncit join` with a new code; files stay",
    )
}
