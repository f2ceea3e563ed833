//! A folder linked here: its directory, its marker, its database and what runs on them, opened and closed together.
//!
//! A link whose directory or database cannot be opened stays and says so; it is tried again now and then, and
//! nothing is concluded from it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crossbeam_channel::Receiver;
use syncit_core::replica_store::{GitHooks, LinkState, StoreResult, Token};
use syncit_core::{FolderId, MachineId, Name, RelPath};
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::event::{Command, Hold, Keep, Phase, Problem, State};
use syncit_replica::root::marker::{self, Marker};
use syncit_replica::watch::WatchError;
use syncit_replica::{Config, FilesFound, HeldHere, Replica, Unresolved};
use syncit_store::{OpenError, SqliteReplicaStore};

use crate::error::{Error, Result};
use crate::folder::mailbox::{FenceEnd, FolderReplica, Shown};
use crate::folder::neighbours;
use crate::folder::router::Router;
use crate::folder::thread::{RunningReplica, StateAnswer, Surroundings};
use crate::machine::home::Home;
use crate::machine::random::random_id;
use crate::machine::record::Link;
use crate::present::holds::hold_line;

/// What a link is opened with.
pub(crate) struct Opening<'a> {
    pub(crate) home: &'a Home,
    /// How much must stay free on the disk of a path, in bytes; asked when the folder is watched.
    pub(crate) least_free: &'a dyn Fn(&Path) -> u64,
    /// What drives it, and which machine this is; or why there is none of it now.
    pub(crate) surroundings: Result<(Surroundings, MachineId)>,
}

/// A linked folder.
pub(crate) struct Linked {
    folder: FolderId,
    inner: Mutex<Inner>,
}

enum Inner {
    Running(RunningReplica),
    /// It could not be opened: whether for safety, and why.
    Broken(Option<Hold>, Problem),
    /// It was taken away, and is never opened again.
    Closed,
}

impl Inner {
    fn trouble(&self) -> Option<&str> {
        match self {
            Inner::Broken(_, problem) => Some(&problem.message),
            Inner::Running(_) | Inner::Closed => None,
        }
    }

    fn log(&self, link: &Link) {
        if let Some(trouble) = self.trouble() {
            tracing::warn!(folder = %link.name, "{trouble}");
        }
    }
}

/// Why a link could not be opened.
#[derive(Debug, thiserror::Error)]
enum OpenFailure {
    #[error(transparent)]
    Watch(#[from] WatchError),
    #[error(transparent)]
    Disk(#[from] syncit_replica::disk::DiskError),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] syncit_core::replica_store::StoreError),
    #[error(transparent)]
    Engine(#[from] Error),
    #[error("it lies inside {}, a folder of another SyncIt on this computer", .0.display())]
    Inside(PathBuf),
}

impl Linked {
    /// Opens a link and sets it going; one that cannot be opened says so in its state. It hears nobody before it is introduced.
    pub(crate) fn open(opening: Opening<'_>, folder: FolderId, link: &Link) -> Arc<Self> {
        let inner = open(opening, folder, link);
        inner.log(link);
        Arc::new(Linked { folder, inner: Mutex::new(inner) })
    }

    /// Says whether it could not be opened.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(&*self.lock(), Inner::Broken(..))
    }

    /// Says whether the folder is at its path again, but as another directory: a copy that took its place, or one on a disk
    /// whose inodes have other numbers with each mount. Only what is opened anew can tell.
    pub(crate) fn is_another_directory(&self, link: &Link) -> bool {
        let is_gone = match &*self.lock() {
            Inner::Running(running) => {
                matches!(running.last_hold(), Some(Hold::RootGone | Hold::MarkerGone | Hold::OtherFolder))
            }
            Inner::Broken(..) | Inner::Closed => false,
        };
        let found = || marker::read(&LinuxDisk::open(&link.path).ok()?).ok();
        is_gone && found() == Some(Marker { folder: self.folder, replica: link.replica })
    }

    /// Tries again what could not be opened; says whether it runs now. Nobody may take the link away meanwhile.
    pub(crate) fn retry(&self, opening: Opening<'_>, link: &Link) -> bool {
        let opened = open(opening, self.folder, link);
        let runs = matches!(&opened, Inner::Running(_));
        let mut inner = self.lock();
        if matches!(&*inner, Inner::Closed) {
            return false;
        }
        if opened.trouble() != inner.trouble() {
            opened.log(link);
        }
        *inner = opened;
        runs
    }

    /// Tells a replica that was just set going what it must know, and lets it hear the hub.
    pub(crate) fn introduce(
        &self,
        router: &Router,
        machines: Vec<(MachineId, Name)>,
        git_hooks: GitHooks,
        is_paused: bool,
    ) {
        if let Inner::Running(running) = &*self.lock() {
            running.mailbox().command(Command::Names(machines));
            running.mailbox().command(Command::SetGitHooks(git_hooks));
            if is_paused {
                running.mailbox().command(Command::Pause);
            }
            router.add(self.folder, running.mailbox().clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops it and waits for what it is doing; it stays closed.
    pub(crate) fn close(&self) {
        let before = std::mem::replace(&mut *self.lock(), Inner::Closed);
        drop(before);
    }

    /// Gives a command; a link that is not open hears it when it is.
    pub(crate) fn command(&self, command: Command) {
        if let Inner::Running(running) = &*self.lock() {
            running.mailbox().command(command);
        }
    }

    /// Asks for its state.
    pub(crate) fn ask_state(&self) -> PendingState {
        match &*self.lock() {
            Inner::Running(running) => PendingState::Asked(running.ask_state()),
            Inner::Broken(hold, problem) => {
                PendingState::Known(unopened(self.folder, hold.clone(), Some(problem.clone())))
            }
            Inner::Closed => PendingState::Known(unopened(self.folder, None, None)),
        }
    }

    /// Asks to be told when everything of now is settled; a link that is not open is in the way at once.
    pub(crate) fn fence(&self, token: u64) -> std::result::Result<Receiver<FenceEnd>, String> {
        match &*self.lock() {
            Inner::Running(running) => Ok(running.fence(token)),
            Inner::Broken(_, problem) => Err(problem.message.clone()),
            Inner::Closed => Err("the folder is no longer linked here".into()),
        }
    }

    /// Asks the loop what there is now, and waits for its answer; none from a link that is not open.
    pub(crate) fn query<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut FolderReplica) -> T + Send + 'static,
    ) -> Option<T> {
        let answer = match &*self.lock() {
            Inner::Running(running) => running.query(question),
            Inner::Broken(..) | Inner::Closed => return None,
        };
        answer.recv().ok()
    }

    /// Settles a conflict on this disk; none from a link that is not open.
    pub(crate) fn resolve(&self, copy: RelPath, keep: Keep) -> Option<std::result::Result<(), Unresolved>> {
        let answer = match &*self.lock() {
            Inner::Running(running) => running.resolve(copy, keep),
            Inner::Broken(..) | Inner::Closed => return None,
        };
        answer.recv().ok()
    }

    /// What holds this disk, if something does.
    pub(crate) fn held_here(&self) -> Option<StoreResult<Option<HeldHere>>> {
        let answer = match &*self.lock() {
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

    /// How many directories are watched.
    pub(crate) fn watches(&self) -> usize {
        match &*self.lock() {
            Inner::Running(running) => running.watches(),
            Inner::Broken(..) | Inner::Closed => 0,
        }
    }

    /// Parts of the folder that are scanned now and then because they cannot be watched.
    pub(crate) fn polled(&self) -> Vec<Option<RelPath>> {
        match &*self.lock() {
            Inner::Running(running) => running.polled(),
            Inner::Broken(..) | Inner::Closed => Vec::new(),
        }
    }
}

/// The state of a link without a replica.
fn unopened(folder: FolderId, hold: Option<Hold>, problem: Option<Problem>) -> State {
    State {
        folder,
        phase: if hold.is_some() { Phase::Held } else { Phase::Attention },
        hold,
        held_files: 0,
        files: 0,
        bytes: 0,
        pending: 0,
        not_applied: 0,
        not_sent: 0,
        may_write: true,
        conflicts: 0,
        problems: problem.into_iter().collect(),
        transfers: Vec::new(),
    }
}

/// A state on its way.
pub(crate) enum PendingState {
    Asked(StateAnswer),
    Known(State),
}

impl PendingState {
    /// The state, or the last known one if the replica is too busy.
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
        Err(error) => {
            let message = format!("cannot open the folder {}: {error}; nothing is synced", link.path.display());
            let hold = match error {
                OpenFailure::Inside(above) => Some(Hold::Inside(above)),
                _ => (!link.path.is_dir()).then_some(Hold::RootGone),
            };
            let hint = match &hold {
                Some(hold) => {
                    format!(
                        "{}; if it is no longer wanted here: `syncit unlink {}`",
                        hold_line(hold, 0, link).hint,
                        link.name
                    )
                }
                None => "it is tried again by itself; `syncit doctor` may say more".to_owned(),
            };
            Inner::Broken(hold, Problem { path: None, message, hint })
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
        let disk = LinuxDisk::open(&link.path)?;
        let store = match SqliteReplicaStore::open(&database) {
            // The link was recorded, so the database was there: a home restored from an older copy. Merging
            // anew loses nothing.
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
