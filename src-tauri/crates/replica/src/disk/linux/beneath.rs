//! Opens what lies below a directory handle so that no symlink is followed and nothing leads outside, even if something is
//! renamed meanwhile. Nothing here knows of places or of errors for people.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rustix::fs::{self, AtFlags, Mode, OFlags, ResolveFlags, Statx, StatxFlags};
use rustix::io::{Errno, Result};

/// A folder's root, by handle.
pub(super) struct Root {
    handle: OwnedFd,
    device: u64,
    inode: u64,
    /// Its mount, if the kernel tells it (since Linux 5.8): a bind mount has the device of what it shows.
    mount: Option<u64>,
    /// True if `openat2` is missing (before Linux 5.6) or forbidden (a container's filter), so that paths are walked one
    /// component at a time.
    walks: Arc<AtomicBool>,
    /// Directories that are kept open.
    kept: Mutex<Vec<(String, Arc<OwnedFd>)>>,
    /// The one that was walked to last.
    recent: Mutex<Option<Recent>>,
}

/// For how long a directory that was walked to is looked into again: what lies in it is mostly looked at together.
const RECENT: Duration = Duration::from_millis(10);

/// A directory that was walked to a moment ago.
struct Recent {
    path: String,
    handle: Arc<OwnedFd>,
    at: Instant,
}

/// A directory to work in: the root itself, or one below it.
pub(super) enum Dir {
    Root(Arc<Root>),
    Below(Arc<OwnedFd>),
}

impl AsFd for Dir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Dir::Root(root) => root.handle(),
            Dir::Below(handle) => handle.as_fd(),
        }
    }
}

impl Root {
    pub(super) fn new(handle: OwnedFd, walks: Arc<AtomicBool>) -> Result<Self> {
        let stat = stat_handle(&handle)?;
        let (device, inode, mount) = (device(&stat), stat.stx_ino, mount(&stat));
        Ok(Root { device, inode, mount, handle, walks, kept: Mutex::default(), recent: Mutex::default() })
    }

    pub(super) fn inode(&self) -> u64 {
        self.inode
    }

    pub(super) fn device(&self) -> u64 {
        self.device
    }

    pub(super) fn handle(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }

    /// Returns true if a stat is of something on another mount or file system.
    pub(super) fn is_elsewhere(&self, stat: &Statx) -> bool {
        let is_other_mount = self.mount.zip(mount(stat)).is_some_and(|(ours, its)| ours != its);
        is_other_mount || device(stat) != self.device
    }

    /// Opens a directory to work in by its path, `""` for the root.
    pub(super) fn dir(self: &Arc<Self>, path: &str) -> Result<Dir> {
        if path.is_empty() {
            return Ok(Dir::Root(self.clone()));
        }
        let handle = Arc::new(self.open(path, OFlags::PATH | OFlags::DIRECTORY, Mode::empty())?);
        let recent = Recent { path: path.to_owned(), handle: handle.clone(), at: Instant::now() };
        *self.recent.lock() = Some(recent);
        Ok(Dir::Below(handle))
    }

    /// Returns the directory at a path if it was walked to a moment ago. A person may have moved it since.
    pub(super) fn recent_dir(&self, path: &str) -> Option<Arc<OwnedFd>> {
        let recent = self.recent.lock();
        let recent = recent.as_ref().filter(|recent| recent.path == path && recent.at.elapsed() < RECENT)?;
        Some(recent.handle.clone())
    }

    /// Forgets what was walked to at a path and below it, because something else will be there.
    pub(super) fn forget_recent(&self, path: &str) {
        let is_at_or_below = |recent: &mut Recent| {
            recent.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.recent.lock().take_if(is_at_or_below);
    }

    /// Opens one of the few directories that nearly every file passes through. It is walked to once, and again if it was
    /// removed.
    pub(super) fn kept_dir(&self, path: &str) -> Result<Dir> {
        let mut kept = self.kept.lock();
        if let Some(at) = kept.iter().position(|(of, _)| of == path) {
            if stat_handle(&kept[at].1)?.stx_nlink > 0 {
                return Ok(Dir::Below(kept[at].1.clone()));
            }
            kept.remove(at);
        }
        let handle = self.open(path, OFlags::PATH | OFlags::DIRECTORY, Mode::empty())?;
        let handle = Arc::new(handle);
        kept.push((path.to_owned(), handle.clone()));
        Ok(Dir::Below(handle))
    }

    /// Opens `path` without following a symlink anywhere in it, the last component included (`LOOP` or `NOTDIR` then), and
    /// without crossing into another file system (`XDEV`).
    pub(super) fn open(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        if self.walks.load(Ordering::Relaxed) {
            return self.walk(path, flags, mode);
        }
        let resolve =
            ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_XDEV;
        match fs::openat2(&self.handle, path, flags, mode, resolve) {
            Err(Errno::NOSYS) => {
                self.walks.store(true, Ordering::Relaxed);
                self.walk(path, flags, mode)
            }
            // A filter may answer this way instead, or the file is another user's and O_NOATIME was asked for.
            Err(Errno::PERM) => self.walk(path, flags, mode),
            result => result,
        }
    }

    fn walk(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd> {
        let step = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut dir: Option<OwnedFd> = None;
        for component in above.split('/').filter(|component| !component.is_empty()) {
            let from = dir.as_ref().unwrap_or(&self.handle);
            let below = fs::openat(from, component, step, Mode::empty())?;
            self.check_device(&below)?;
            dir = Some(below);
        }
        let opened = fs::openat(dir.as_ref().unwrap_or(&self.handle), name, flags, mode)?;
        self.check_device(&opened)?;
        Ok(opened)
    }

    fn check_device(&self, handle: &OwnedFd) -> Result<()> {
        if self.is_elsewhere(&stat_handle(handle)?) { Err(Errno::XDEV) } else { Ok(()) }
    }
}

/// Returns the number of the file system.
pub(super) fn device(stat: &Statx) -> u64 {
    rustix::fs::makedev(stat.stx_dev_major, stat.stx_dev_minor)
}

fn mount(stat: &Statx) -> Option<u64> {
    (stat.stx_mask & StatxFlags::MNT_ID.bits() != 0).then_some(stat.stx_mnt_id)
}

/// The fields that every statx asks for.
const WANTED: StatxFlags = StatxFlags::BASIC_STATS.union(StatxFlags::MNT_ID);

pub(super) fn stat_handle(handle: impl AsFd) -> Result<Statx> {
    fs::statx(handle, "", AtFlags::EMPTY_PATH, WANTED)
}

pub(super) fn stat_name(dir: impl AsFd, name: &str) -> Result<Statx> {
    fs::statx(dir, name, AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT, WANTED)
}
