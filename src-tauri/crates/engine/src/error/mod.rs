//! Everything that can fail in the engine, as reasons.
//!
//! The families here say what failed and on what; `words/catalogues` has the sentences and what helps. Nothing here
//! contains a secret.

mod argument;
mod cause;
mod conflict;
mod machine;
mod names;
mod role;
mod root;

use std::fmt;
use std::path::PathBuf;

use syncit_core::Reason;
use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::reason::Shape;
use syncit_core::replica_store::StoreError;
use syncit_store::OpenError;
use syncit_words::Voice;

pub(crate) use self::argument::{BadArgument, Expected};
pub use self::cause::Cause;
pub(crate) use self::cause::Undone;
pub(crate) use self::conflict::{NotSettled, Unmergeable};
pub(crate) use self::machine::{MachineFailed, NotWritten};
pub(crate) use self::names::Misnamed;
pub(crate) use self::role::{HubFailed, WrongRole};
pub(crate) use self::root::{BadHubRoot, BadRoot, NoRoom, of_marker};
use crate::api::ApiError;

/// The families of this room.
pub(crate) const REASONS: &[&[Shape]] = &[
    argument::BadArgument::ALL,
    argument::Expected::ALL,
    cause::Cause::ALL,
    cause::Undone::ALL,
    conflict::NotSettled::ALL,
    conflict::Unmergeable::ALL,
    machine::MachineFailed::ALL,
    machine::NotWritten::ALL,
    names::Misnamed::ALL,
    role::HubFailed::ALL,
    role::WrongRole::ALL,
    root::BadHubRoot::ALL,
    root::BadMarker::ALL,
    root::BadRoot::ALL,
    root::NoRoom::ALL,
];

/// An error of the engine. What code tells apart is a variant of its own.
#[derive(Debug)]
pub enum Error {
    /// Another engine holds the home's lock.
    AlreadyRunning(PathBuf),
    /// The machine's key could not be created or read. It may be later, when the keyring is unlocked.
    Key(Reason),
    /// Pairing failed.
    Pairing(Reason),
    /// The hub is not connected.
    Offline {
        /// The hub's name.
        hub: String,
        /// Why not, if it is known.
        why: Option<Reason>,
        /// What was not done.
        undone: Undone,
    },
    /// The hub did not answer in time.
    NoAnswer {
        /// The hub's name.
        hub: String,
        /// How long it had.
        seconds: u64,
        /// What may not have been done.
        undone: Undone,
    },
    /// The hub refused the request.
    Refused(Refusal),
    /// The engine is stopping.
    Stopping,
    /// Anything else.
    Other(Reason),
}

/// The result of everything that can fail in the engine.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Returns it as a reason.
    pub fn reason(&self) -> Reason {
        match self {
            Error::AlreadyRunning(path) => MachineFailed::AlreadyRunning { path: path.clone() }.into(),
            Error::Key(cause) => MachineFailed::Key { cause: cause.clone() }.into(),
            Error::Pairing(reason) | Error::Other(reason) => reason.clone(),
            Error::Offline { hub, why: None, undone } => {
                HubFailed::Offline { hub: hub.clone(), undone: *undone }.into()
            }
            Error::Offline { hub, why: Some(cause), undone } => {
                HubFailed::OfflineBecause { hub: hub.clone(), cause: cause.clone(), undone: *undone }.into()
            }
            Error::NoAnswer { hub, seconds, undone } => {
                HubFailed::NoAnswer { hub: hub.clone(), seconds: *seconds, undone: undone.once_sent() }.into()
            }
            Error::Refused(refusal) => refusal.reason.clone(),
            Error::Stopping => MachineFailed::Stopping.into(),
        }
    }

    /// Returns a stable code for programs, in kebab-case.
    pub fn code(&self) -> String {
        match self {
            // An older hub refuses in sentences.
            Error::Refused(refusal) => refusal_code(refusal.code).to_owned(),
            other => other.reason().code().to_owned(),
        }
    }

    /// Returns the error for a key that cannot be used, in the words of its library.
    pub(crate) fn key(error: &dyn fmt::Display) -> Self {
        Error::Key(Cause::Other { words: error.to_string() }.into())
    }

    /// Returns the error for an answer of the hub that does not fit the question.
    pub(crate) fn other_answer(undone: Undone) -> Self {
        HubFailed::OtherAnswer { undone: undone.once_sent() }.into()
    }

    /// Returns the error for a machine that is neither a hub nor paired with one.
    pub(crate) fn not_set_up(undone: Undone) -> Self {
        WrongRole::NotSetUp { undone }.into()
    }

    /// Returns the error for a folder that is not shared.
    pub(crate) fn no_folder(folder: &str) -> Self {
        Misnamed::NoFolder { folder: folder.to_owned() }.into()
    }

    /// Returns the error for a folder that is not linked here.
    pub(crate) fn not_linked(folder: &str) -> Self {
        Misnamed::NotLinked { folder: folder.to_owned() }.into()
    }

    /// Returns the error for a folder that is linked here but not open.
    pub(crate) fn not_open(folder: &str) -> Self {
        Misnamed::NotOpen { folder: folder.to_owned() }.into()
    }

    /// Returns the error for a setting that does not exist.
    pub(crate) fn no_setting(key: &str) -> Self {
        Misnamed::NoSetting { key: key.to_owned() }.into()
    }
}

macro_rules! errors_of {
    ($($family:ty),* $(,)?) => {$(
        impl From<$family> for Error {
            fn from(reason: $family) -> Self {
                Error::Other(reason.into())
            }
        }
    )*};
}

errors_of!(
    BadArgument,
    BadHubRoot,
    BadRoot,
    HubFailed,
    MachineFailed,
    Misnamed,
    NoRoom,
    NotSettled,
    NotWritten,
    WrongRole
);

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error.disk_full {
            true => MachineFailed::StoreFull.into(),
            false => MachineFailed::Store { words: error.to_string() }.into(),
        }
    }
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Newer { path, .. } => MachineFailed::Newer { path }.into(),
            OpenError::Store(error) => error.into(),
            other => MachineFailed::Store { words: other.to_string() }.into(),
        }
    }
}

/// For logs.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Voice::PLAIN.message(&self.reason()))
    }
}

impl std::error::Error for Error {}

fn refusal_code(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::NotAllowed => "not-allowed",
        RefusalCode::NotFound => "not-found",
        RefusalCode::NameTaken => "name-taken",
        RefusalCode::BadRequest => "bad-request",
        RefusalCode::DiskFull => "disk-full",
        RefusalCode::CopiedHome => "copied-home",
        RefusalCode::Protocol => "protocol",
        RefusalCode::Held | RefusalCode::Overwriting => "held",
        RefusalCode::Internal => "internal",
        RefusalCode::ClockWasWrong => "clock-was-wrong",
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        ApiError { code: error.code(), ..ApiError::new(error.reason()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_that_answers_something_else_broke_the_protocol() {
        let error = ApiError::from(Error::other_answer(Undone::Change));
        assert_eq!(error.code, "protocol");
        assert!(error.message.ends_with("whether it was done is not known") && error.hint.is_some(), "{error:?}");
    }
}
