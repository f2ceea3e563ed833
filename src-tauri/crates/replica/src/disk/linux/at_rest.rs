//! Opens the root when work begins and closes it at rest, so that an idle folder does not keep a disk busy.

use std::collections::BTreeSet;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::{Mutex, MutexGuard};
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, StatxFlags};
use rustix::io::{Errno, Result};
use syncit_core::RelPath;
use syncit_core::path::OWN_DIR;

use super::beneath::{Root, device, stat_handle, stat_name};
use super::content::OpenFiles;
use super::errors::{failed, kind_of};
use crate::disk::{DiskError, DiskResult, Place};

/// What all clones of a disk share; the handle of the root is not part of it.
pub(super) struct Shared {
    pub path: PathBuf,
    /// Identifies the directory: a root that is opened again must have the same inode. The device number is not compared,
    /// because it changes when a disk is plugged in again.
    inode: u64,
    /// Permissions that new files must not get.
    pub umask: u32,
    pub open_files: OpenFiles,
    walks: Arc<AtomicBool>,
    /// Makes `renameat2` refuse flags, as some file systems do.
    #[cfg(test)]
    pub refuses_flags: AtomicBool,
}

/// A folder on a Linux file system.
pub struct LinuxDisk {
    pub(super) shared: Arc<Shared>,
    /// Open until `rest`.
    root: Mutex<Option<Arc<Root>>>,
    /// True while a directory that was walked to a moment ago may be looked into again.
    pub(super) remembers: AtomicBool,
}

/// A clone opens the root for itself, and closes it when it is dropped.
impl Clone for LinuxDisk {
    fn clone(&self) -> Self {
        LinuxDisk { shared: self.shared.clone(), root: Mutex::default(), remembers: AtomicBool::new(false) }
    }
}

impl LinuxDisk {
    /// Prepares a folder, which is opened with the first call that needs it. Symlinks are followed only here, and only in
    /// `path` itself.
    ///
    /// # Errors
    /// `NotFound` if there is no directory, `Denied` if it may not be entered.
    pub fn open(path: &Path) -> DiskResult<Self> {
        let open = || {
            let path = std::path::absolute(path).map_err(|_| Errno::NOENT)?;
            let walks = Arc::<AtomicBool>::default();
            let root = Root::new(open_root(&path)?, walks.clone())?;
            let shared = Shared {
                path,
                inode: root.inode(),
                umask: read_umask(),
                open_files: OpenFiles::default(),
                walks,
                #[cfg(test)]
                refuses_flags: AtomicBool::new(false),
            };
            Ok(LinuxDisk { shared: Arc::new(shared), root: Mutex::default(), remembers: AtomicBool::new(false) })
        };
        open().map_err(failed("open", &Place::Root))
    }

    /// Returns the root's handle, and opens it if it is closed. It stays the same until `rest`.
    pub(super) fn root(&self) -> Result<Arc<Root>> {
        let mut kept = self.kept();
        if let Some(root) = &*kept {
            return Ok(root.clone());
        }
        let root = Root::new(open_root(&self.shared.path)?, self.shared.walks.clone())?;
        if root.inode() != self.shared.inode {
            return Err(Errno::NOENT);
        }
        let root = Arc::new(root);
        *kept = Some(root.clone());
        Ok(root)
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Root>>> {
        self.root.lock()
    }

    pub(super) fn release(&self) {
        *self.kept() = None;
        self.shared.open_files.forget_all();
    }

    /// Returns the number of the mount that the root is in now. Numbers are not reused (before Linux 6.8: not at once).
    pub(crate) fn root_mount(&self) -> DiskResult<u64> {
        // STATX_MNT_ID_UNIQUE; an older kernel returns the reusable number.
        let wanted = StatxFlags::MNT_ID.union(StatxFlags::from_bits_retain(0x4000));
        let look = || {
            let root = self.root()?;
            self.check_is_at_path(&root)?;
            fs::statx(root.handle(), "", AtFlags::EMPTY_PATH, wanted).map(|stat| stat.stx_mnt_id)
        };
        look().map_err(failed("look at", &Place::Root))
    }

    /// Fails if the root was removed or is elsewhere now: then it is no longer the folder.
    pub(super) fn check_is_at_path(&self, root: &Root) -> Result<()> {
        let at_path = fs::stat(&self.shared.path)?;
        let is_same = at_path.st_ino == root.inode() && at_path.st_dev == root.device();
        if is_same { Ok(()) } else { Err(Errno::NOENT) }
    }

    /// Opens a directory to watch it and to list its subdirectories.
    pub(crate) fn open_dir(&self, path: Option<&RelPath>) -> DiskResult<OpenDir> {
        self.open_for_watching(path.map_or(".", RelPath::as_str), &path.map_or(Place::Root, Place::from))
    }

    /// Opens `.syncit`.
    pub(crate) fn open_own_dir(&self) -> DiskResult<OpenDir> {
        self.open_for_watching(OWN_DIR, &Place::Own(String::new()))
    }

    fn open_for_watching(&self, path: &str, place: &Place) -> DiskResult<OpenDir> {
        let open = || {
            let root = self.root()?;
            let handle = root.open(path, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())?;
            let stat = stat_handle(&handle)?;
            // A subvolume is not a mount, but it is another file system just the same.
            if device(&stat) != root.device() {
                return Err(Errno::XDEV);
            }
            Ok(OpenDir { handle, device: root.device(), inode: stat.stx_ino, place: format!("{place:?}") })
        };
        open().map_err(failed("list", place))
    }

    #[cfg(test)]
    pub(super) fn set_walks(&self) {
        self.shared.walks.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

fn open_root(path: &Path) -> Result<OwnedFd> {
    fs::open(path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

/// Returns the umask of this process, without changing it even briefly for other threads; the strictest usual one if the
/// kernel does not tell it.
fn read_umask() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    line.and_then(|digits| u32::from_str_radix(digits.trim(), 8).ok()).unwrap_or(0o077)
}

/// A directory that is open for a moment.
pub(crate) struct OpenDir {
    handle: OwnedFd,
    device: u64,
    inode: u64,
    /// For messages.
    place: String,
}

impl OpenDir {
    /// Returns the number of its file system.
    pub(crate) fn device(&self) -> u64 {
        self.device
    }

    pub(crate) fn inode(&self) -> u64 {
        self.inode
    }

    pub(crate) fn descriptor(&self) -> RawFd {
        self.handle.as_raw_fd()
    }

    /// Returns the names of its direct subdirectories as readdir reports them, without a stat of each name, and without
    /// `.syncit` and names that cannot be synced.
    pub(crate) fn subdirectories(&self) -> DiskResult<BTreeSet<String>> {
        let list = || {
            let mut found = BTreeSet::new();
            for entry in fs::Dir::read_from(&self.handle)? {
                let entry = entry?;
                let Some(name) = entry.file_name().to_str().ok().filter(|name| RelPath::new(name).is_ok()) else {
                    continue;
                };
                let is_directory = match entry.file_type() {
                    FileType::Unknown => stat_name(&self.handle, name)
                        .is_ok_and(|stat| FileType::from_raw_mode(stat.stx_mode.into()) == FileType::Directory),
                    known => known == FileType::Directory,
                };
                if is_directory {
                    found.insert(name.to_owned());
                }
            }
            Ok(found)
        };
        list().map_err(|errno| DiskError { doing: "list", place: self.place.clone(), kind: kind_of(errno) })
    }
}
