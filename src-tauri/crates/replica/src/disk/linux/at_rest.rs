//! Opening the root when work begins and closing it at rest, so that an idle folder keeps no disk busy.

use std::collections::BTreeSet;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, StatxFlags};
use rustix::io::{Errno, Result};
use syncit_core::RelPath;
use syncit_core::path::OWN_DIR;

use super::beneath::{Root, device, stat_handle, stat_name};
use super::content::OpenFiles;
use super::errors::{failed, kind_of};
use crate::disk::{DiskError, DiskResult, Place};

/// What all clones of a disk have in common; no handle of the root is among it.
pub(super) struct Shared {
    pub path: PathBuf,
    /// Which directory it is. A root that is opened again must have the same inode; the number of the device is
    /// another one after a disk was plugged in again.
    inode: u64,
    /// What new files must not get.
    pub umask: u32,
    pub open_files: OpenFiles,
    walks: Arc<AtomicBool>,
    /// Refuses the flags of `renameat2`, as some file systems do.
    #[cfg(test)]
    pub refuses_flags: AtomicBool,
}

/// A folder on a Linux file system.
pub struct LinuxDisk {
    pub(super) shared: Arc<Shared>,
    /// Open until `rest`.
    root: Mutex<Option<Arc<Root>>>,
}

/// A clone opens the root for itself, and closes it when it is dropped.
impl Clone for LinuxDisk {
    fn clone(&self) -> Self {
        LinuxDisk { shared: self.shared.clone(), root: Mutex::default() }
    }
}

impl LinuxDisk {
    /// A folder, which is opened with the first call that needs it. Only here, and only in `path` itself, symlinks are
    /// followed.
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
            Ok(LinuxDisk { shared: Arc::new(shared), root: Mutex::default() })
        };
        open().map_err(failed("open", &Place::Root))
    }

    /// The root's handle, opened if it is not; it stays the same until `rest`.
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
        self.root.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn let_go(&self) {
        *self.kept() = None;
        self.shared.open_files.forget_all();
    }

    /// The mount that the root is in now, by a number that is not used again (before Linux 6.8: not at once).
    pub(crate) fn root_mount(&self) -> DiskResult<u64> {
        // STATX_MNT_ID_UNIQUE; an older kernel gives the other one.
        let wanted = StatxFlags::MNT_ID.union(StatxFlags::from_bits_retain(0x4000));
        let look = || {
            let root = self.root()?;
            self.check_is_at_path(&root)?;
            fs::statx(root.handle(), "", AtFlags::EMPTY_PATH, wanted).map(|stat| stat.stx_mnt_id)
        };
        look().map_err(failed("look at", &Place::Root))
    }

    /// A directory that was removed, or is elsewhere now, is no folder any more.
    pub(super) fn check_is_at_path(&self, root: &Root) -> Result<()> {
        let at_path = fs::stat(&self.shared.path)?;
        let is_same = at_path.st_ino == root.inode() && at_path.st_dev == root.device();
        if is_same { Ok(()) } else { Err(Errno::NOENT) }
    }

    /// Opens a directory to watch it and to see what is in it.
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
            // A subvolume is no mount, but as much another file system.
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

/// The umask of this process, without changing it for other threads for a moment. The strictest
/// usual one if the kernel does not tell.
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
    /// For people.
    place: String,
}

impl OpenDir {
    /// The number of the file system that it is on.
    pub(crate) fn device(&self) -> u64 {
        self.device
    }

    pub(crate) fn inode(&self) -> u64 {
        self.inode
    }

    pub(crate) fn descriptor(&self) -> RawFd {
        self.handle.as_raw_fd()
    }

    /// The names of the directories directly in it, told by readdir without a look at each name, and without
    /// `.syncit` and those whose names cannot be synced.
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
