//! Everything that can fail in the engine, and how people are told.
//!
//! Every variant says what failed and on what. `code` is for programs and stays stable; `hint` says what to do. Nothing
//! here contains a secret.

use std::path::PathBuf;

use syncit_core::Reason;
use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::path::BadPath;
use syncit_core::replica_store::StoreError;
use syncit_store::OpenError;
use syncit_words::Voice;

use crate::api::ApiError;

/// An error of the engine.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A directory or file of the home could not be used.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Home {
        /// What was being done.
        doing: &'static str,
        /// The directory or file.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
    },
    /// Another engine holds the home's lock.
    #[error("another engine already runs on {}: this one was not started", .0.display())]
    AlreadyRunning(PathBuf),
    /// A newer version of SyncIt wrote the home.
    #[error("{} was written by a newer version of SyncIt ({found}): it was left untouched", home.display())]
    NewerHome {
        /// The home.
        home: PathBuf,
        /// What was found in it.
        found: String,
    },
    /// A database could not be used.
    #[error("cannot go on: {0}")]
    Store(#[from] StoreError),
    /// The machine's key could not be created or read.
    #[error("cannot use this machine's key: {0}")]
    Key(String),
    /// Every port is taken, or the address does not belong to this machine.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The requested address.
        address: String,
        /// The cause.
        cause: String,
    },
    /// A text is not an address.
    #[error("{0:?} is not an address that SyncIt can use")]
    BadAddress(String),
    /// Only a hub can do this.
    #[error("this machine is not the hub: {0}")]
    NotTheHub(&'static str),
    /// Only the hub can do this, and this machine is one of its clients.
    #[error("this machine is not the hub, {hub} is: {doing}")]
    AtTheHub {
        /// The hub's name.
        hub: String,
        /// What was not done.
        doing: &'static str,
    },
    /// The machine is neither a hub nor paired with one.
    #[error("this machine has neither a hub nor is it one: {0}")]
    NotSetUp(&'static str),
    /// `hub` or `join` on a hub.
    #[error("this machine is the hub already, named {name}: {doing}")]
    IsTheHub {
        /// The hub's name.
        name: String,
        /// What was not done.
        doing: &'static str,
    },
    /// `hub` or `join` on a paired machine.
    #[error("this machine is paired with the hub {hub}: {doing}")]
    IsPaired {
        /// The hub's name.
        hub: String,
        /// What was not done.
        doing: &'static str,
    },
    /// Pairing failed.
    #[error("{}", Voice::PLAIN.message(.0))]
    Pairing(Reason),
    /// The hub is not connected.
    #[error("the hub {hub} cannot be reached{}: {doing}", in_brackets(.why))]
    Offline {
        /// The hub's name.
        hub: String,
        /// What was not done.
        doing: String,
        /// The reason, if it is known.
        why: Option<Reason>,
    },
    /// The hub did not answer in time.
    #[error("the hub {hub} did not answer within {seconds} s: {doing}")]
    NoAnswer {
        /// The hub's name.
        hub: String,
        /// What may not have been done.
        doing: String,
        /// How long it had.
        seconds: u64,
    },
    /// The hub broke the protocol: its answer does not fit the question.
    #[error("the hub answered something else than was asked: {0}")]
    UnexpectedAnswer(&'static str),
    /// The hub refused the request.
    #[error("{}", Voice::PLAIN.message(&.0.reason))]
    Refused(Refusal),
    /// A name that is not valid for a folder or a machine.
    #[error("{name:?} cannot be a name: it {cause}")]
    BadName {
        /// The given name.
        name: String,
        /// What is wrong with it.
        cause: BadPath,
    },
    /// A path that is not valid inside a folder.
    #[error("{path:?} cannot be a path in a folder: it {cause}")]
    BadPathInFolder {
        /// The given path.
        path: String,
        /// What is wrong with it.
        cause: BadPath,
    },
    /// No such folder is shared, as far as this machine knows.
    #[error("there is no shared folder named {0:?}")]
    NoFolder(String),
    /// The folder is shared, but not linked here.
    #[error("the folder {0:?} is not linked on this machine")]
    NotLinked(String),
    /// The folder is linked here, but its directory or database cannot be opened.
    #[error("the folder {0:?} cannot be opened on this machine: nothing was changed")]
    NotOpen(String),
    /// The folder is already linked here.
    #[error("the folder {name:?} is linked on this machine already, at {}", path.display())]
    IsLinked {
        /// The folder.
        name: String,
        /// Its root.
        path: PathBuf,
    },
    /// Another folder has the name.
    #[error("there is a shared folder named {0:?} already")]
    FolderNameTaken(String),
    /// No such machine is known.
    #[error("there is no paired machine named {0:?}")]
    NoMachine(String),
    /// A path that cannot be linked.
    #[error("cannot sync {}: {why}", path.display())]
    BadRoot {
        /// A code for programs.
        code: &'static str,
        /// The path.
        path: PathBuf,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A directory that cannot hold the hub's copies.
    #[error("{} cannot hold the hub's copies of folders: {why}", path.display())]
    BadHubRoot {
        /// The directory.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// There is too little room.
    #[error("cannot share {folder:?}: it would leave {left} free on the hub's disk, and {minimum} must stay")]
    NoRoom {
        /// The folder.
        folder: String,
        /// How much would be left, for people.
        left: String,
        /// How much must stay free, for people.
        minimum: String,
    },
    /// There is too little room on this machine's disk for what was to be linked or chosen.
    #[error("{what} takes {needed}, and {} has {free} free beyond what must stay: nothing was changed", path.display())]
    NoRoomHere {
        /// What does not fit.
        what: String,
        /// How much it takes, for people.
        needed: String,
        /// The folder's path.
        path: PathBuf,
        /// How much is free beyond the minimum, for people.
        free: String,
    },
    /// A path that is no subfolder.
    #[error("there is no subfolder {path:?} in {folder:?}")]
    NoSubfolder {
        /// The folder.
        folder: String,
        /// The path.
        path: String,
    },
    /// A conflict that was not resolved.
    #[error("{message}")]
    Unresolved {
        /// A code for programs.
        code: &'static str,
        /// Why not.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A hold that only a person at this disk can end.
    #[error("{message}")]
    Held {
        /// What is held, and that it stays so.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A setting that does not exist.
    #[error("there is no setting {0:?}")]
    NoSetting(String),
    /// A value that is not valid for a setting.
    #[error("{value:?} cannot be the value of {key}: {why}")]
    BadSetting {
        /// The setting.
        key: String,
        /// The given value.
        value: String,
        /// What it can be.
        why: String,
    },
    /// An argument that makes no sense.
    #[error("{0}")]
    BadArgument(String),
    /// Lines that are not valid ignore rules.
    #[error("{0}: nothing was changed")]
    BadRules(String),
    /// A file could not be written.
    #[error("cannot write {}: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
    },
    /// A text that names no version of a folder's files.
    #[error("{0:?} names no version of a file of this folder")]
    NoVersion(String),
    /// The content that the hub sent does not match its digest.
    #[error("the content of {0} at the hub is damaged: nothing was written")]
    Damaged(String),
    /// The engine is stopping.
    #[error("the engine is stopping: the request was not carried out")]
    Stopping,
}

/// The result of everything that can fail in the engine.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Returns a stable code for programs, in kebab-case.
    pub fn code(&self) -> &str {
        match self {
            Error::Home { .. } => "home",
            Error::AlreadyRunning(_) => "already-running",
            Error::NewerHome { .. } => "newer-home",
            Error::Store(error) if error.disk_full => "disk-full",
            Error::Store(_) => "store",
            Error::Key(_) => "key",
            Error::Listen { .. } => "listen",
            Error::BadAddress(_) => "bad-address",
            Error::NotTheHub(_) | Error::AtTheHub { .. } => "not-the-hub",
            Error::NotSetUp(_) => "not-set-up",
            Error::IsTheHub { .. } => "is-the-hub",
            Error::IsPaired { .. } => "is-paired",
            Error::Pairing(reason) => reason.code(),
            Error::BadRoot { code, .. } | Error::Unresolved { code, .. } => code,
            Error::Offline { .. } => "offline",
            Error::NoAnswer { .. } => "no-answer",
            Error::UnexpectedAnswer(_) => "protocol",
            Error::Refused(refusal) => refusal_code(refusal.code),
            Error::BadName { .. } => "bad-name",
            Error::BadPathInFolder { .. } => "bad-path",
            Error::NoFolder(_) => "no-such-folder",
            Error::NotLinked(_) => "not-linked",
            Error::NotOpen(_) => "not-open",
            Error::IsLinked { .. } => "is-linked",
            Error::FolderNameTaken(_) => "name-taken",
            Error::NoMachine(_) => "no-such-machine",
            Error::BadHubRoot { .. } => "bad-root",
            Error::NoRoom { .. } | Error::NoRoomHere { .. } => "disk-full",
            Error::NoSubfolder { .. } => "no-such-subfolder",
            Error::Held { .. } => "held",
            Error::NoSetting(_) => "no-such-setting",
            Error::BadSetting { .. } => "bad-setting",
            Error::BadArgument(_) => "bad-argument",
            Error::BadRules(_) => "bad-ignore-rule",
            Error::NoVersion(_) => "not-found",
            Error::Damaged(_) => "damaged",
            Error::Write { cause, .. } if cause.kind() == std::io::ErrorKind::StorageFull => "disk-full",
            Error::Write { .. } => "write",
            Error::Stopping => "stopping",
        }
    }

    /// Returns what to do, if there is anything.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Error::AlreadyRunning(_) => "talk to that one (`syncit status`), or choose another --home",
            Error::NewerHome { .. } => "upgrade SyncIt on this machine, or choose another --home",
            Error::Home { .. } => "check who owns it and whether there is room on its disk",
            Error::Store(error) if error.disk_full => "make room on the disk that holds SyncIt's home",
            Error::Key(_) => "`syncit doctor` says where this machine's key is kept; unlock the keyring if it is there",
            Error::Listen { .. } => "choose another ADDR:PORT of this machine that nothing else uses",
            Error::BadAddress(_) => "write HOST, HOST:PORT, 192.168.1.20:22082 or [fe80::1%eth0]:22082",
            Error::NotTheHub(_) => "run this on the hub; `syncit status` names it",
            Error::AtTheHub { hub, .. } => return Some(format!("run it on {hub}")),
            Error::NotSetUp(_) => {
                "make this machine the hub with `syncit hub`, or pair it with one: `syncit join ADDRESS`"
            }
            Error::IsTheHub { .. } => "to join another hub, use another --home",
            Error::IsPaired { .. } => "leave that hub first: `syncit leave`; files stay where they are",
            Error::Pairing(reason) => return Voice::PLAIN.hint(reason),
            Error::Offline { why, .. } => {
                if let Some(hint) = why.as_ref().and_then(|why| Voice::PLAIN.hint(why)) {
                    return Some(hint);
                }
                "`syncit status` says what is wrong with the connection; try again once it is there"
            }
            Error::NoAnswer { .. } => "try again; `syncit doctor` checks the connection",
            Error::UnexpectedAnswer(_) => "install the same version on this machine and on the hub",
            Error::Refused(refusal) => return Voice::PLAIN.hint(&refusal.reason),
            Error::BadName { .. } => "choose 1 to 40 printable characters without a slash",
            Error::BadPathInFolder { .. } => "give it as it stands in the folder: DIR/FILE",
            Error::NoFolder(_) => "`syncit folders` lists them",
            Error::NotOpen(_) => "`syncit folders` says why",
            Error::NotLinked(_) => "link it: `syncit link NAME PATH`",
            Error::IsLinked { .. } => "to keep it elsewhere, move it there and say `syncit relocate NAME PATH`",
            Error::FolderNameTaken(_) => {
                "choose another with --name, or link the folder that has it: `syncit link NAME PATH`"
            }
            Error::NoMachine(_) => "`syncit machines` lists them",
            Error::BadRoot { hint, .. } | Error::Held { hint, .. } | Error::Unresolved { hint, .. } => {
                return Some(hint.clone());
            }
            Error::BadHubRoot { .. } => {
                "choose a directory that is for these copies alone (`syncit hub --root DIR`, later `syncit settings root DIR`), or `none`"
            }
            Error::NoRoomHere { .. } => {
                "choose fewer subfolders (`syncit selected FOLDER` lists their sizes), or make room on that disk"
            }
            Error::NoSubfolder { .. } => "`syncit selected FOLDER` lists them",
            Error::NoRoom { .. } => "make room, or lower what must stay: `syncit settings min-free 1GiB`",
            Error::BadRules(_) => "write them as in .gitignore, one a line",
            Error::NoSetting(_) => "`syncit settings` lists them",
            Error::NoVersion(_) => "`syncit versions FOLDER PATH` lists those that are kept",
            Error::Damaged(_) => "`syncit verify` on the hub fetches it again from a machine that has it",
            Error::Write { cause, .. } if cause.kind() == std::io::ErrorKind::StorageFull => {
                "make room on its disk, or choose another place"
            }
            Error::Write { .. } => "choose a path that can be written and does not exist yet",
            Error::BadSetting { .. } | Error::BadArgument(_) | Error::Store(_) | Error::Stopping => return None,
        };
        Some(hint.to_owned())
    }

    /// Returns it as data.
    pub(crate) fn reason(&self) -> Reason {
        match self {
            Error::Pairing(reason) | Error::Refused(Refusal { reason, .. }) => reason.clone(),
            other => Reason::said(other.to_string(), other.hint()),
        }
    }

    fn path(&self) -> Option<String> {
        let path = match self {
            Error::Home { path, .. }
            | Error::NewerHome { home: path, .. }
            | Error::BadRoot { path, .. }
            | Error::BadHubRoot { path, .. }
            | Error::IsLinked { path, .. }
            | Error::Write { path, .. }
            | Error::AlreadyRunning(path) => path.display().to_string(),
            Error::BadPathInFolder { path, .. } => path.clone(),
            _ => return None,
        };
        Some(path)
    }
}

fn in_brackets(why: &Option<Reason>) -> String {
    why.as_ref().map_or_else(String::new, |why| format!(" ({})", Voice::PLAIN.message(why)))
}

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

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Newer { ref path, .. } => Error::NewerHome { home: path.clone(), found: error.to_string() },
            OpenError::Store(error) => Error::Store(error),
            other => Error::Store(StoreError {
                doing: "opening a database".into(),
                cause: other.to_string(),
                disk_full: false,
            }),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        ApiError { code: error.code().to_owned(), path: error.path(), ..ApiError::new(error.reason()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_that_answers_something_else_broke_the_protocol() {
        let error = ApiError::from(Error::UnexpectedAnswer("the folder was not shared"));
        assert_eq!(error.code, "protocol");
        assert!(error.message.ends_with("the folder was not shared") && error.hint.is_some(), "{error:?}");
    }
}
