//! The real disk on Linux: every call works relative to a handle of the folder's root, which is open only while there is
//! work (`at_rest`).
//!
//! No call follows a symlink or leaves the folder's file system, even if directories are replaced by symlinks between two
//! calls. What lies below a mount point is `OtherMount`, never `NotFound`: it is unknown, not absent.

mod acl;
mod at_rest;
mod beneath;
mod content;
mod errors;
mod kernel;
mod permissions;
mod places;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ffi::CStr;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, RenameFlags, Statx, Timespec, Timestamps, UTIME_OMIT};
use rustix::io::Errno;
use syncit_core::content::CHUNK_MIN;
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::path::{BadPath, OWN_DIR};
use syncit_core::replica_store::RootId;
use syncit_core::{RelPath, Timestamp};

pub use self::at_rest::LinuxDisk;
pub(crate) use self::at_rest::OpenDir;
use self::beneath::{Dir, Root, device, stat_handle, stat_name};
use self::errors::{failed, kind_of, refused};
use self::kernel::{filesystem_uuid, has_writers};
use self::places::{full_path, split};
use crate::disk::{DirEntry, Disk, DiskError, DiskErrorKind, DiskResult, Kind, Permissions, Place, Stat};

/// Up to this number, files and directories are synced one by one; more are synced by one `syncfs`.
///
/// Measured on ext4 over a virtual disk with 2 cores, files of 4 KiB just written, median of five, each against `syncfs` in
/// ms: 8 files 2.0 and 0.3, 32 files 7.4 and 0.7, 256 files 62 and 2.4. But `syncfs` also waits for what others are writing
/// (up to 688 ms beside a bulk write), so few files do not risk it.
const SYNC_SINGLY: usize = 8;

/// A regular file open for reading.
pub struct Reader {
    file: OwnedFd,
    place: Place,
}

/// Converts a stat. With `root`, what lies on another mount is marked; what was opened below the root lies on its own
/// mount.
fn stat_from(stat: &Statx, root: Option<&Root>) -> Stat {
    let time = |at: rustix::fs::StatxTimestamp| Timestamp::from_parts(at.tv_sec, i64::from(at.tv_nsec));
    Stat {
        kind: match FileType::from_raw_mode(stat.stx_mode.into()) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Directory,
            FileType::Symlink => Kind::Symlink,
            _ => Kind::Other,
        },
        size: stat.stx_size,
        mtime: time(stat.stx_mtime),
        ctime: time(stat.stx_ctime),
        inode: stat.stx_ino,
        links: stat.stx_nlink.into(),
        is_elsewhere: root.is_some_and(|root| root.is_elsewhere(stat)),
        executable: stat.stx_mode & 0o100 != 0,
        mode: u32::from(stat.stx_mode) & 0o7777,
    }
}

impl LinuxDisk {
    /// Makes `.syncit`, `.syncit/partial` and `.syncit/staging`, for the owner alone, and `.syncit/.gitignore`, if they are
    /// missing.
    ///
    /// # Errors
    /// `Other` if one of them exists but is not a directory of this file system; a symlink is never followed.
    pub fn init_own_dir(&self) -> DiskResult<()> {
        for path in [OWN_DIR.to_owned(), format!("{OWN_DIR}/partial"), format!("{OWN_DIR}/staging")] {
            let error = |errno| match errno {
                Errno::LOOP | Errno::NOTDIR | Errno::XDEV => DiskError {
                    doing: "use",
                    place: path.clone(),
                    kind: DiskErrorKind::Other("it is no directory of the folder's own file system".to_owned()),
                },
                errno => DiskError { doing: "create", place: path.clone(), kind: kind_of(errno) },
            };
            let (above, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let above = self.root().and_then(|root| root.dir(above)).map_err(error)?;
            match fs::mkdirat(&above, name, Mode::RWXU) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(error(errno)),
            }
            let dir = self.open_at(&path, OFlags::RDONLY | OFlags::DIRECTORY).map_err(error)?;
            permissions::close_directory(&dir).map_err(error)?;
        }
        // Nothing depends on it.
        let _ = self.make_git_ignore();
        Ok(())
    }

    /// Makes git ignore `.syncit` if the folder is a work tree. There is no CACHEDIR.TAG: backups that honour it would
    /// leave out displaced files, which may be the only copy for some minutes.
    fn make_git_ignore(&self) -> Result<(), Errno> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let file = self.root()?.open(&format!("{OWN_DIR}/.gitignore"), flags, Mode::RUSR | Mode::WUSR)?;
        content::write_fully(&file, 0, b"*\n")
    }

    fn each_name(&self, place: &Place, mut found: impl FnMut(&CStr, FileType)) -> DiskResult<()> {
        let error = || failed("list", place);
        let path = match place {
            Place::Root => ".".to_owned(),
            place => full_path(place).map_err(error())?,
        };
        let handle = self.open_at(&path, OFlags::RDONLY | OFlags::DIRECTORY).map_err(error())?;
        for entry in fs::Dir::new(handle).map_err(error())? {
            let entry = entry.map_err(error())?;
            let name = entry.file_name();
            let is_own = *place == Place::Root && name.to_bytes() == OWN_DIR.as_bytes();
            if !is_own && !matches!(name.to_bytes(), b"." | b"..") {
                found(name, entry.file_type());
            }
        }
        Ok(())
    }

    /// Returns the directory that holds a place, and the place's name in it.
    fn parent<'a>(&self, place: &'a Place) -> Result<(Dir, &'a str), Errno> {
        let (dir, name) = split(place)?;
        let root = self.root()?;
        let dir = match place {
            Place::Partial(_) | Place::Staging(_) => root.kept_dir(&dir)?,
            Place::Root | Place::Path(_) | Place::Own(_) => root.dir(&dir)?,
        };
        Ok((dir, name))
    }

    fn stat_beneath(&self, place: &Place) -> Result<Stat, Errno> {
        let root = self.root()?;
        if self.remembers.load(Ordering::Relaxed) && matches!(place, Place::Path(_)) {
            let (dir, name) = split(place)?;
            let seen = root.recent_dir(&dir).and_then(|dir| stat_name(dir, name).ok());
            if let Some(stat) = seen {
                return Ok(stat_from(&stat, Some(&root)));
            }
        }
        let (dir, name) = self.parent(place)?;
        stat_name(dir, name).map(|stat| stat_from(&stat, Some(&root)))
    }

    /// Forgets directories that will be elsewhere once these places have changed.
    fn forget_recent(&self, places: &[&Place]) {
        let Ok(root) = self.root() else { return };
        for place in places {
            if let Place::Path(path) = place {
                root.forget_recent(path.as_str());
            }
        }
    }

    fn open_at(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        self.root()?.open(path, flags, Mode::empty())
    }

    /// Checks that all of these exist. Neighbours mostly have their directory in common.
    fn look_for_all(&self, places: &[Place]) -> DiskResult<()> {
        let mut last: Option<(String, Dir)> = None;
        for place in places {
            let mut look = || {
                let (path, name) = split(place)?;
                let known = last.take().filter(|(of, _)| *of == path);
                let (path, dir) = match known {
                    Some(known) => known,
                    None => (path, self.parent(place)?.0),
                };
                stat_name(&dir, name)?;
                last = Some((path, dir));
                Ok(())
            };
            look().map_err(failed("look at", place))?;
        }
        Ok(())
    }

    fn stat_root(&self) -> Result<Stat, Errno> {
        let root = self.root()?;
        self.check_is_at_path(&root)?;
        let stat = stat_handle(root.handle())?;
        if stat.stx_nlink == 0 {
            return Err(Errno::NOENT);
        }
        Ok(stat_from(&stat, Some(&root)))
    }

    fn file_for_writing(&self, place: &Place) -> Result<Arc<OwnedFd>, Errno> {
        if let Some(file) = self.shared.open_files.get(place) {
            return Ok(file);
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = self.root()?.open(&full_path(place)?, flags, Mode::RUSR | Mode::WUSR)?;
        if FileType::from_raw_mode(stat_handle(&file)?.stx_mode.into()) != FileType::RegularFile {
            return Err(Errno::OPNOTSUPP);
        }
        let file = Arc::new(file);
        self.shared.open_files.keep(place, file.clone());
        Ok(file)
    }

    fn finish(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> Result<(), Errno> {
        let path = full_path(place)?;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = match self.shared.open_files.take(place) {
            Some(file) => file,
            None => Arc::new(match self.open_at(&path, OFlags::WRONLY | flags) {
                // The owner of a read-only file may still change its mode and times.
                Err(Errno::ACCESS) => self.open_at(&path, OFlags::RDONLY | flags)?,
                result => result?,
            }),
        };
        let stat = stat_handle(&file)?;
        if stat.stx_nlink == 0 {
            return Err(Errno::NOENT);
        }
        if FileType::from_raw_mode(stat.stx_mode.into()) != FileType::RegularFile {
            return Err(Errno::OPNOTSUPP);
        }
        if stat.stx_size != size {
            fs::ftruncate(&file, size)?;
        }
        let all = if executable { 0o777 } else { 0o666 };
        match fs::fchmod(&file, Mode::from_raw_mode(all & !self.shared.umask)) {
            // FAT answers this for bits that it cannot store.
            Ok(()) | Err(Errno::PERM | Errno::OPNOTSUPP) => {}
            Err(errno) => return Err(errno),
        }
        let (seconds, nanoseconds) = mtime.parts();
        let times = Timestamps {
            last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
            last_modification: Timespec { tv_sec: seconds, tv_nsec: nanoseconds },
        };
        fs::futimens(&file, &times)
    }

    fn copy(&self, from: &Place, to: &Place) -> Result<(), Errno> {
        let source = self.open_at(&full_path(from)?, OFlags::RDONLY | OFlags::NONBLOCK)?;
        if FileType::from_raw_mode(stat_handle(&source)?.stx_mode.into()) != FileType::RegularFile {
            return Err(Errno::OPNOTSUPP);
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let target = self.root()?.open(&full_path(to)?, flags, Mode::RUSR | Mode::WUSR)?;
        content::copy(&source, &target).inspect_err(|_| {
            // Half a copy is useless.
            if let Ok((dir, name)) = self.parent(to) {
                let _ = fs::unlinkat(dir, name, AtFlags::empty());
            }
        })
    }

    /// Renames where `RENAME_NOREPLACE` is not known (some network file systems). What comes from `.syncit` is linked
    /// first, which fails if something is there; nobody else has names in there. For all else a stat must do: between a
    /// link and the removal of the old name, a person may give that name to something new.
    fn rename_by_hand(&self, from: &Place, to: &Place) -> Result<(), Errno> {
        let ((from_dir, from_name), (to_dir, to_name)) = (self.parent(from)?, self.parent(to)?);
        let is_own = !matches!(from, Place::Root | Place::Path(_));
        if is_own && stat_from(&stat_name(&from_dir, from_name)?, None).kind != Kind::Directory {
            match fs::linkat(&from_dir, from_name, &to_dir, to_name, AtFlags::empty()) {
                Ok(()) => return fs::unlinkat(&from_dir, from_name, AtFlags::empty()),
                Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS | Errno::MLINK) => {}
                Err(errno) => return Err(errno),
            }
        }
        match stat_name(&to_dir, to_name) {
            Ok(_) => Err(Errno::EXIST),
            Err(Errno::NOENT) => fs::renameat(&from_dir, from_name, &to_dir, to_name)
                .map_err(|errno| not_renamed(errno, &from_dir, &to_dir)),
            Err(errno) => Err(errno),
        }
    }

    fn rename_with(&self, a: &Place, b: &Place, flags: RenameFlags) -> Result<(), Errno> {
        let ((a_dir, a_name), (b_dir, b_name)) = (self.parent(a)?, self.parent(b)?);
        #[cfg(test)]
        if self.shared.refuses_flags.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(Errno::INVAL);
        }
        fs::renameat_with(&a_dir, a_name, &b_dir, b_name, flags).map_err(|errno| not_renamed(errno, &a_dir, &b_dir))
    }

    fn sync_one(&self, place: &Place, flags: OFlags) -> DiskResult<()> {
        let sync = || {
            let path = if *place == Place::Root { ".".to_owned() } else { full_path(place)? };
            // Not fdatasync: mode and mtime belong to what the base will record as on the disk.
            fs::fsync(self.open_at(&path, OFlags::RDONLY | flags)?)
        };
        sync().map_err(failed("sync", place))
    }
}

impl Disk for LinuxDisk {
    type Reader = Reader;

    fn init_own_dir(&self) -> DiskResult<()> {
        LinuxDisk::init_own_dir(self)
    }

    fn root_id(&self) -> DiskResult<RootId> {
        let stat = self.stat(&Place::Root)?;
        let root = self.root().map_err(failed("look at", &Place::Root))?;
        Ok(RootId { inode: stat.inode, filesystem: filesystem_uuid(root.handle()) })
    }

    fn stat(&self, place: &Place) -> DiskResult<Stat> {
        let stat = match place {
            Place::Root => self.stat_root(),
            place => self.stat_beneath(place),
        };
        stat.map_err(failed("look at", place))
    }

    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>> {
        let mut entries = Vec::new();
        self.each_name(place, |name, _| {
            let name = match name.to_str() {
                Err(_) => Err((BadPath::NotUtf8, name.to_string_lossy().into_owned())),
                Ok(name) => match RelPath::new(name) {
                    Ok(_) => Ok(name.to_owned()),
                    Err(why) => Err((why, name.to_owned())),
                },
            };
            entries.push(DirEntry { name });
        })?;
        Ok(entries)
    }

    fn read_link(&self, place: &Place) -> DiskResult<String> {
        let read = || {
            let (dir, name) = self.parent(place)?;
            let target = match fs::readlinkat(dir, name, Vec::new()) {
                // What is there is not a symlink.
                Err(Errno::INVAL) => return Err(Errno::NOENT),
                result => result?,
            };
            let target = target.into_string().map_err(|_| Errno::ILSEQ)?;
            if target.len() > MAX_LINK_TARGET { Err(Errno::NAMETOOLONG) } else { Ok(target) }
        };
        read().map_err(failed("read the symlink", place))
    }

    fn open(&self, place: &Place) -> DiskResult<(Reader, Stat)> {
        let open = || {
            let path = full_path(place)?;
            let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
            // Only the owner may read a file without changing its atime.
            match self.open_at(&path, flags | OFlags::NOATIME) {
                Err(Errno::PERM) => self.open_at(&path, flags),
                result => result,
            }
        };
        let file = match open() {
            // A symlink here, or one above it: only the former exists. A socket, or a device without a driver, exists.
            Err(Errno::LOOP | Errno::NXIO | Errno::NODEV) => {
                self.stat(place)?;
                return Err(refused("read", place, DiskErrorKind::Unsupported));
            }
            result => result.map_err(failed("read", place))?,
        };
        let reader = Reader { file, place: place.clone() };
        let stat = self.stat_reader(&reader)?;
        if stat.kind != Kind::File {
            return Err(refused("read", place, DiskErrorKind::Unsupported));
        }
        Ok((reader, stat))
    }

    fn read_at(&self, reader: &Reader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize> {
        content::read_fully(&reader.file, offset, buffer).map_err(failed("read", &reader.place))
    }

    fn stat_reader(&self, reader: &Reader) -> DiskResult<Stat> {
        stat_handle(&reader.file).map(|stat| stat_from(&stat, None)).map_err(failed("look at", &reader.place))
    }

    fn make_dir(&self, place: &Place, private: bool) -> DiskResult<()> {
        let mode = if matches!(place, Place::Path(_)) && !private { 0o777 } else { 0o700 };
        let made = self.parent(place).and_then(|(dir, name)| fs::mkdirat(dir, name, Mode::from_raw_mode(mode)));
        made.map_err(failed("create the directory", place))
    }

    fn set_dir_private(&self, place: &Place, private: bool) -> DiskResult<()> {
        self.set_dir_mode(place, private).map_err(failed("set the permissions of", place))
    }

    fn remove_dir(&self, place: &Place) -> DiskResult<()> {
        self.forget_recent(&[place]);
        let removed = self.parent(place).and_then(|(dir, name)| fs::unlinkat(dir, name, AtFlags::REMOVEDIR));
        removed.map_err(|errno| match errno {
            // POSIX allows either error.
            Errno::EXIST => refused("remove the directory", place, DiskErrorKind::NotEmpty),
            errno => failed("remove the directory", place)(errno),
        })
    }

    fn remove_file(&self, place: &Place) -> DiskResult<()> {
        self.shared.open_files.forget(place);
        let removed = self.parent(place).and_then(|(dir, name)| fs::unlinkat(dir, name, AtFlags::empty()));
        removed.map_err(failed("remove", place))
    }

    fn make_link(&self, place: &Place, target: &str) -> DiskResult<()> {
        let made = self.parent(place).and_then(|(dir, name)| fs::symlinkat(target, dir, name));
        made.map_err(|errno| match errno {
            // FAT answers this.
            Errno::PERM => refused("create the symlink", place, DiskErrorKind::Unsupported),
            errno => failed("create the symlink", place)(errno),
        })
    }

    fn write_at(&self, place: &Place, offset: u64, bytes: &[u8]) -> DiskResult<()> {
        let written = self.file_for_writing(place).and_then(|file| {
            content::write_fully(&*file, offset, bytes)?;
            if bytes.len() > CHUNK_MIN {
                content::begin_writing_out(&file, offset, bytes.len());
            }
            Ok(())
        });
        written.map_err(failed("write", place))
    }

    fn finish_file(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> DiskResult<()> {
        self.finish(place, size, executable, mtime).map_err(failed("finish", place))
    }

    fn permissions(&self, place: &Place) -> DiskResult<Permissions> {
        self.permissions_of(place).map_err(failed("read the permissions of", place))
    }

    fn new_permissions(&self, dir: &Place) -> DiskResult<Permissions> {
        self.permissions_in(dir).map_err(failed("read the permissions of", dir))
    }

    fn set_permissions(&self, place: &Place, wanted: &Permissions, executable: bool) -> DiskResult<()> {
        self.permit(place, wanted, executable).map_err(failed("set the permissions of", place))
    }

    fn copy_file(&self, from: &Place, to: &Place) -> DiskResult<()> {
        self.shared.open_files.forget(to);
        self.copy(from, to).map_err(failed("copy", from))
    }

    fn rename(&self, from: &Place, to: &Place) -> DiskResult<()> {
        self.shared.open_files.forget(from);
        self.shared.open_files.forget(to);
        self.forget_recent(&[from, to]);
        let renamed = match self.rename_with(from, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.rename_by_hand(from, to),
            result => result,
        };
        renamed.map_err(failed("rename", from))
    }

    fn exchange(&self, a: &Place, b: &Place) -> DiskResult<()> {
        self.shared.open_files.forget(a);
        self.shared.open_files.forget(b);
        self.forget_recent(&[a, b]);
        self.rename_with(a, b, RenameFlags::EXCHANGE).map_err(failed("exchange", b))
    }

    fn sync(&self, files: &[Place], directories: &[Place]) -> DiskResult<()> {
        let own: BTreeSet<String> = files
            .iter()
            .filter(|place| !matches!(place, Place::Root | Place::Path(_)))
            .filter_map(|place| split(place).ok().map(|(dir, _)| dir))
            .collect();
        if files.len() + directories.len() > SYNC_SINGLY {
            // A file that is gone cannot be durable, and syncfs would not report it.
            self.look_for_all(files)?;
            return self.root().and_then(|root| fs::syncfs(root.handle())).map_err(failed("sync", &Place::Root));
        }
        for place in files {
            self.sync_one(place, OFlags::NONBLOCK)?;
        }
        for path in &own {
            let dir = self.open_at(path, OFlags::RDONLY | OFlags::DIRECTORY);
            dir.and_then(fs::fsync).map_err(failed("sync", &Place::Own(String::new())))?;
        }
        directories.iter().try_for_each(|place| self.sync_one(place, OFlags::DIRECTORY))
    }

    fn is_open_for_writing(&self, place: &Place) -> DiskResult<bool> {
        let (reader, _) = self.open(place)?;
        Ok(has_writers(&reader.file))
    }

    fn free_bytes(&self) -> DiskResult<u64> {
        let stat = self.root().and_then(|root| fs::fstatvfs(root.handle()));
        let stat = stat.map_err(failed("ask for the free space of", &Place::Root))?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    fn remember_directories(&self, remember: bool) {
        self.remembers.store(remember, Ordering::Relaxed);
    }

    fn rest(&self) {
        self.release();
    }
}

/// Tells a rename that would leave the file system from one that this file system cannot do in one step, as with the lower
/// directories of an overlay or other project quotas: both are EXDEV.
fn not_renamed(errno: Errno, from: &Dir, to: &Dir) -> Errno {
    let device_of = |dir: &Dir| stat_handle(dir).map(|stat| device(&stat)).ok();
    if errno == Errno::XDEV && device_of(from) == device_of(to) { errors::NOT_IN_ONE_STEP } else { errno }
}
