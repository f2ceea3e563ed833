//! How the relay refuses: a refusal goes to the machine that asked; an error ends the relay.

use syncit_core::Reason;
use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::StoreError;

use crate::reasons::{BadAsk, Breach, BrokenProtocol, Denied, NotTaken};

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

/// Refuses a request that makes no sense.
pub(crate) fn bad_request(why: BadAsk) -> Refusal {
    Refusal::new(RefusalCode::BadRequest, why)
}

/// Refuses what no honest program does.
pub(crate) fn breach(how: Breach) -> Refusal {
    Refusal::new(RefusalCode::BadRequest, BrokenProtocol::Breach { cause: how.into() })
}

/// Refuses an entry that can never be accepted, whatever the hub has.
pub(crate) fn not_acceptable(why: impl Into<Reason>) -> Refusal {
    Refusal::new(RefusalCode::BadRequest, NotTaken::NotAcceptable { cause: why.into() })
}

/// Refuses what does not exist, as far as the machine may know.
pub(crate) fn not_found(why: impl Into<Reason>) -> Refusal {
    Refusal::new(RefusalCode::NotFound, why)
}

/// Refuses a folder that does not exist or that the machine has no access to.
pub(crate) fn no_such_folder() -> Refusal {
    not_found(Denied::NoSuchFolder)
}

/// Does the same for a folder that the machine still has a copy of.
pub(crate) fn folder_gone() -> Refusal {
    not_found(Denied::FolderGone)
}

/// Refuses a machine that is not paired.
pub(crate) fn no_such_machine() -> Refusal {
    not_found(Denied::NoSuchMachine)
}

/// Refuses an entry for lack of space on the hub's disk.
pub(crate) fn disk_full() -> Refusal {
    Refusal::new(RefusalCode::DiskFull, NotTaken::DiskFull)
}

/// Refuses a key that is not paired, or no longer.
pub(crate) fn not_paired() -> Refusal {
    Refusal::new(RefusalCode::NotAllowed, Denied::NotPaired)
}
