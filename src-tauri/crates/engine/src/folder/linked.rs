//! A folder linked here: its directory, its marker, its database and the replica that runs on them, opened and closed
//! together.
//!
//! If the directory or the database cannot be opened, the link stays and shows the reason. Opening is retried
//! periodically, and nothing is concluded from the failure.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::Receiver;
use parking_lot::Mutex;
use syncit_core::Reason;
use syncit_core::path::OWN_DIR;
use syncit_core::replica_store::{GitHooks, LinkState, StoreError, StoreResult, Token};
use syncit_core::{FolderId, MachineId, Name, RelPath, reasons};
use syncit_replica::disk::DiskError;
use syncit_replica::event::{Activity, FolderCommand, Hold, Keep, Phase, Problem, State};
use syncit_replica::root::marker::{self, Marker};
use syncit_replica::watch::WatchError;
use syncit_replica::{Config, FilesFound, HeldHere, Replica, Unresolved};
use syncit_store::{OpenError, SqliteReplicaStore};

use crate::error::{Cause, Error, Result};
use crate::folder::mailbox::{FenceEnd, FolderReplica, Shown};
use crate::folder::neighbours;
use crate::folder::router::Router;
use crate::folder::thread::{RunningReplica, StateAnswer, Surroundings};
use crate::machine::home::Home;
use crate::machine::random::random_id;
use crate::machine::record::Link;
use crate::platform::FolderDisk;

/// What is needed to open a link.
pub(crate) struct Opening<'a> {
    pub(crate) home: &'a Home,
    /// Returns how many bytes must stay free on the disk of a path; called once the folder is watched.
    pub(crate) least_free: &'a dyn Fn(&Path) -> u64,
    /// What the replica needs to run and this machine's identifier, or why they are not available.
    pub(crate) surroundings: Result<(Surroundings, MachineId)>,
}

/// A linked folder.
pub(crate) struct Linked {
    folder: FolderId,
    inner: Mutex<Inner>,
}

enum Inner {
    Running(RunningReplica),
    /// It could not be opened: the hold, if the reason is safety, and the problem.
    Broken(Option<Hold>, Problem),
    /// It was removed, and is never opened again.
    Closed,
}

impl Inner {
    fn trouble(&self) -> Option<&Reason> {
        match self {
            Inner::Broken(_, problem) => Some(&problem.reason),
            Inner::Running(_) | Inner::Closed => None,
        }
    }

    fn log(&self, link: &Link) {
        if let Some(trouble) = self.trouble() {
            tracing::warn!(folder = %link.name, "{trouble}");
        }
    }
}

reasons! {
    /// Why a linked folder is not open, so that nothing is synced.
    pub enum NotOpened {
        /// Something fails. It is tried again by itself.
        "not-opened" Failed { path: PathBuf, cause: Reason },
        /// Its directory is gone.
        "not-opened--gone" Gone { folder: String, path: PathBuf, cause: Reason },
        /// It lies inside a folder of another installation.
        "not-opened--inside" Inside { folder: String, path: PathBuf, other: PathBuf, own_dir: PathBuf },
        /// It cannot be watched.
        "not-watched" NotWatched { cause: Cause },
    }
}

/// Why a link could not be opened.
#[derive(Debug)]
enum OpenFailure {
    Failed(Reason),
    Inside(PathBuf),
}

impl From<Error> for OpenFailure {
    fn from(error: Error) -> Self {
        OpenFailure::Failed(error.reason())
    }
}

impl From<DiskError> for OpenFailure {
    fn from(error: DiskError) -> Self {
        OpenFailure::Failed(error.kind.reason())
    }
}

impl From<WatchError> for OpenFailure {
    fn from(error: WatchError) -> Self {
        match error {
            WatchError::Disk(error) => error.into(),
            WatchError::System(error) => OpenFailure::Failed(NotOpened::NotWatched { cause: (&error).into() }.into()),
        }
    }
}

impl From<OpenError> for OpenFailure {
    fn from(error: OpenError) -> Self {
        Error::from(error).into()
    }
}

impl From<StoreError> for OpenFailure {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

impl Linked {
    /// Opens a link and starts its replica. If that fails, its state says so. It gets no messages until it is
    /// introduced.
    pub(crate) fn open(opening: Opening<'_>, folder: FolderId, link: &Link) -> Arc<Self> {
        let inner = open(opening, folder, link);
        inner.log(link);
        Arc::new(Linked { folder, inner: Mutex::new(inner) })
    }

    /// Returns true if it could not be opened.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(&*self.inner.lock(), Inner::Broken(..))
    }

    /// Returns true if the folder exists at its path again, but as another directory: a copy in its place, or one on a
    /// disk whose inode numbers change with each mount. Only reopening it shows which.
    pub(crate) fn is_another_directory(&self, link: &Link) -> bool {
        let is_gone = match &*self.inner.lock() {
            Inner::Running(running) => {
                matches!(running.last_hold(), Some(Hold::RootGone | Hold::MarkerGone | Hold::OtherFolder))
            }
            Inner::Broken(..) | Inner::Closed => false,
        };
        let found = || marker::read(&FolderDisk::open(&link.path).ok()?).ok();
        is_gone && found() == Some(Marker { folder: self.folder, replica: link.replica })
    }

    /// Tries again to open a broken link. Returns true if it runs now. The caller must make sure that the link is not
    /// removed meanwhile.
    pub(crate) fn retry(&self, opening: Opening<'_>, link: &Link) -> bool {
        let opened = open(opening, self.folder, link);
        let runs = matches!(&opened, Inner::Running(_));
        let mut inner = self.inner.lock();
        if matches!(&*inner, Inner::Closed) {
            return false;
        }
        if opened.trouble() != inner.trouble() {
            opened.log(link);
        }
        *inner = opened;
        runs
    }

    /// Sends a new replica what it must know, and registers it for the hub's messages.
    pub(crate) fn introduce(
        &self,
        router: &Router,
        machines: Vec<(MachineId, Name)>,
        git_hooks: GitHooks,
        is_paused: bool,
    ) {
        if let Inner::Running(running) = &*self.inner.lock() {
            running.mailbox().command(FolderCommand::Names(machines));
            running.mailbox().command(FolderCommand::SetGitHooks(git_hooks));
            if is_paused {
                running.mailbox().command(FolderCommand::Pause);
            }
            router.add(self.folder, running.mailbox().clone());
        }
    }

    /// Stops the replica and waits until its work ends. The link stays closed.
    pub(crate) fn close(&self) {
        let before = std::mem::replace(&mut *self.inner.lock(), Inner::Closed);
        drop(before);
    }

    /// Sends a command. A link that is not open drops it, and gets the current settings when it opens.
    pub(crate) fn command(&self, command: FolderCommand) {
        if let Inner::Running(running) = &*self.inner.lock() {
            running.mailbox().command(command);
        }
    }

    /// Asks for the link's state.
    pub(crate) fn ask_state(&self) -> PendingState {
        match &*self.inner.lock() {
            Inner::Running(running) => PendingState::Asked(running.ask_state()),
            Inner::Broken(hold, problem) => {
                PendingState::Known(unopened(self.folder, hold.clone(), Some(problem.clone())))
            }
            Inner::Closed => PendingState::Known(unopened(self.folder, None, None)),
        }
    }

    /// Asks for a notification when everything as of now is settled. A link that could not be opened is an obstacle at once.
    /// Returns none for one that was closed.
    pub(crate) fn fence(&self, token: u64) -> Option<std::result::Result<Receiver<FenceEnd>, Reason>> {
        match &*self.inner.lock() {
            Inner::Running(running) => Some(Ok(running.fence(token))),
            Inner::Broken(_, problem) => Some(Err(problem.reason.clone())),
            Inner::Closed => None,
        }
    }

    /// Runs a question in the loop and waits for the answer. Returns `None` if the link is not open.
    pub(crate) fn query<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut FolderReplica) -> T + Send + 'static,
    ) -> Option<T> {
        let answer = match &*self.inner.lock() {
            Inner::Running(running) => running.query(question),
            Inner::Broken(..) | Inner::Closed => return None,
        };
        answer.recv().ok()
    }

    /// Resolves a conflict on this disk. Returns `None` if the link is not open.
    pub(crate) fn resolve(&self, copy: RelPath, keep: Keep) -> Option<std::result::Result<(), Unresolved>> {
        let answer = match &*self.inner.lock() {
            Inner::Running(running) => running.resolve(copy, keep),
            Inner::Broken(..) | Inner::Closed => return None,
        };
        answer.recv().ok()
    }

    /// Returns the hold on this disk, if there is one.
    pub(crate) fn held_here(&self) -> Option<StoreResult<Option<HeldHere>>> {
        let answer = match &*self.inner.lock() {
            Inner::Running(running) => running.query(FolderReplica::held_here),
            Inner::Broken(Some(hold), _) => {
                let (sample, since) = (Vec::new(), syncit_core::Timestamp(0));
                let found = FilesFound::Nothing;
                return Some(Ok(Some(HeldHere { hold: hold.clone(), files: 0, sample, since, found })));
            }
            Inner::Broken(None, _) | Inner::Closed => return None,
        };
        answer.recv().ok()
    }

    /// Returns how many directories are watched.
    pub(crate) fn watches(&self) -> usize {
        match &*self.inner.lock() {
            Inner::Running(running) => running.watches(),
            Inner::Broken(..) | Inner::Closed => 0,
        }
    }

    /// Returns the parts of the folder that are scanned periodically because they cannot be watched.
    pub(crate) fn polled(&self) -> Vec<Option<RelPath>> {
        match &*self.inner.lock() {
            Inner::Running(running) => running.polled(),
            Inner::Broken(..) | Inner::Closed => Vec::new(),
        }
    }
}

/// Returns the state of a link without a replica.
fn unopened(folder: FolderId, hold: Option<Hold>, problem: Option<Problem>) -> State {
    State {
        folder,
        phase: if hold.is_some() { Phase::Held } else { Phase::Attention },
        activity: Activity::Paused,
        hold,
        held_files: 0,
        files: 0,
        bytes: 0,
        pending: 0,
        not_applied: 0,
        not_sent: 0,
        may_write: true,
        unselected_files: 0,
        unselected_bytes: 0,
        conflicts: 0,
        problems: problem.into_iter().collect(),
        transfers: Vec::new(),
    }
}

/// A state that was requested.
pub(crate) enum PendingState {
    Asked(StateAnswer),
    Known(State),
}

impl PendingState {
    /// Returns the state, or the last known one if the replica is too busy to answer by `deadline`.
    pub(crate) fn by(self, deadline: Instant) -> Shown {
        match self {
            PendingState::Asked(answer) => answer.by(deadline),
            PendingState::Known(state) => Shown { state, bytes_pending: 0, missed: 0 },
        }
    }
}

fn open(opening: Opening<'_>, folder: FolderId, link: &Link) -> Inner {
    match try_open(opening, folder, link) {
        Ok(running) => Inner::Running(running),
        Err(failure) => {
            let (folder, path) = (link.name.to_string(), link.path.clone());
            let (hold, why) = match failure {
                OpenFailure::Inside(other) => {
                    let own_dir = other.join(OWN_DIR);
                    (Some(Hold::Inside(other.clone())), NotOpened::Inside { folder, path, other, own_dir })
                }
                OpenFailure::Failed(cause) if path.is_dir() => (None, NotOpened::Failed { path, cause }),
                OpenFailure::Failed(cause) => (Some(Hold::RootGone), NotOpened::Gone { folder, path, cause }),
            };
            Inner::Broken(hold, Problem { path: None, reason: why.into() })
        }
    }
}

fn try_open(opening: Opening<'_>, folder: FolderId, link: &Link) -> std::result::Result<RunningReplica, OpenFailure> {
    if let Some(above) = neighbours::folder_above(&link.path) {
        return Err(OpenFailure::Inside(above));
    }
    let (surroundings, machine) = opening.surroundings?;
    let database = opening.home.replica_database(link.replica);
    RunningReplica::start(folder, &link.path, surroundings, || {
        let disk = FolderDisk::open(&link.path)?;
        let store = match SqliteReplicaStore::open(&database) {
            // The link is recorded, so the database existed: this home was restored from an older copy. Merging again
            // loses nothing.
            Err(OpenError::Missing { .. }) => {
                SqliteReplicaStore::create(&database, &LinkState::new(folder, link.replica, link.role))?
            }
            opened => opened?,
        };
        let config = Config {
            machine,
            min_free: (opening.least_free)(&link.path),
            reads_only: link.reads_only,
            token: Token(random_id()),
            path: link.path.display().to_string(),
        };
        let replica = Replica::open(disk.clone(), store, config)?;
        Ok((disk, replica))
    })
}
