//! What belongs to a file on Linux besides its content: mode, owner, group, ACL and extended attributes.

use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{self, Gid, Mode, OFlags, Uid, XattrFlags};
use rustix::io::{Errno, Result};

use super::acl;
use super::at_rest::LinuxDisk;
use super::beneath::stat_handle;
use super::places::full_path;
use crate::disk::{Permissions, Place};

const ACL: &str = "system.posix_acl_access";
const DEFAULT_ACL: &str = "system.posix_acl_default";
/// The kernel's own limits for a list of names and for a value (<linux/limits.h>).
const ATTRIBUTES_MAX: usize = 64 << 10;
/// More than common values need.
const USUAL_VALUE: usize = 256;
/// They describe the content, or all attributes together: the kernel makes them itself.
const NEVER_TAKEN_OVER: [&[u8]; 3] = [b"security.capability", b"security.ima", b"security.evm"];

impl LinuxDisk {
    /// Returns the permissions of a file, which are local to this machine.
    pub(super) fn permissions_of(&self, place: &Place) -> Result<Permissions> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = self.open_at(&full_path(place)?, flags)?;
        let stat = stat_handle(&file)?;
        let mut found = Permissions {
            mode: Some(u32::from(stat.stx_mode) & 0o777),
            owner: Some(stat.stx_uid),
            group: Some(stat.stx_gid),
            ..Permissions::default()
        };
        for name in names(&file)? {
            match &name[..] {
                name if name == ACL.as_bytes() => found.acl = value(&file, name)?,
                name if is_taken_over(name) => {
                    // One that may not be read or has gone meanwhile is left out.
                    let value = value(&file, name).ok().flatten();
                    found.attributes.extend(value.map(|value| (name.to_vec(), value)));
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// Returns what the kernel would give to a new file in a directory, beyond the umask.
    pub(super) fn permissions_in(&self, dir: &Place) -> Result<Permissions> {
        let path = if *dir == Place::Root { ".".to_owned() } else { full_path(dir)? };
        let dir = self.open_at(&path, OFlags::RDONLY | OFlags::DIRECTORY)?;
        let stat = stat_handle(&dir)?;
        let gives_group = u32::from(stat.stx_mode) & fs::Mode::SGID.bits() != 0;
        let default = value(&dir, DEFAULT_ACL.as_bytes()).or_else(|errno| match errno {
            Errno::OPNOTSUPP => Ok(None),
            errno => Err(errno),
        })?;
        Ok(Permissions {
            group: gives_group.then_some(stat.stx_gid),
            acl: default.map(|default| acl::of_new_file(&default)),
            ..Permissions::default()
        })
    }

    /// Gives these to a file, with the executable bit for everybody who may read it. If some of them cannot be given, the
    /// file is less open than they say, never more.
    pub(super) fn permit(&self, place: &Place, wanted: &Permissions, executable: bool) -> Result<()> {
        let path = full_path(place)?;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = match self.open_at(&path, OFlags::RDONLY | flags) {
            Err(Errno::ACCESS) => self.open_at(&path, OFlags::WRONLY | flags)?,
            result => result?,
        };
        let has_group = give_owner(&file, wanted)?;
        for (name, value) in &wanted.attributes {
            // Only root may set some of them; a missing one never makes a file more open.
            let _ = fs::fsetxattr(&file, name.as_slice(), value, XattrFlags::empty());
        }
        let has_acl = give_acl(&file, wanted, executable, has_group);
        let Some(mode) = wanted.mode else {
            return if has_acl { Ok(()) } else { close(&file) };
        };
        let mut mode = acl::mode_with(mode, executable);
        if wanted.acl.is_none() && !has_group {
            mode &= !0o070 | (mode & 0o007) << 3;
        }
        if !has_acl {
            mode &= 0o700;
        }
        // With an ACL, the group bits are its mask, and were set with it.
        let set = if wanted.acl.is_some() && has_acl { Ok(()) } else { fs::fchmod(&file, Mode::from_raw_mode(mode)) };
        match set {
            // FAT answers this for bits that it cannot store.
            Err(Errno::PERM | Errno::OPNOTSUPP) => Ok(()),
            result => result,
        }
    }
}

impl LinuxDisk {
    /// Closes a directory to all but its owner, or opens it as the kernel would a new one. The group bits are the ACL's
    /// mask, so they also decide what the ACL gives to others.
    pub(super) fn set_dir_mode(&self, place: &Place, private: bool) -> Result<()> {
        let dir = self.open_at(&full_path(place)?, OFlags::RDONLY | OFlags::DIRECTORY)?;
        let before = u32::from(stat_handle(&dir)?.stx_mode) & 0o7777;
        let mode = if private { before & !0o077 } else { before | (0o777 & !umask()?) };
        match fs::fchmod(&dir, Mode::from_raw_mode(mode)) {
            // FAT answers this for bits that it cannot store.
            Err(Errno::PERM | Errno::OPNOTSUPP) => Ok(()),
            result => result,
        }
    }
}

/// Returns the umask of this process. The only system call that returns it also changes it.
fn umask() -> Result<u32> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|_| Errno::NOENT)?;
    let umask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    umask.and_then(|umask| u32::from_str_radix(umask.trim(), 8).ok()).ok_or(Errno::INVAL)
}

/// Closes a file to all but its owner.
fn close(file: &OwnedFd) -> Result<()> {
    let mode = u32::from(stat_handle(file)?.stx_mode) & 0o700;
    fs::fchmod(file, Mode::from_raw_mode(mode))
}

/// Returns true if the file now has the group that it should have. The owner stays if this user may not change it.
fn give_owner(file: &OwnedFd, wanted: &Permissions) -> Result<bool> {
    if wanted.owner.is_none() && wanted.group.is_none() {
        return Ok(true);
    }
    let stat = stat_handle(file)?;
    let owner = wanted.owner.filter(|owner| *owner != stat.stx_uid);
    let group = wanted.group.filter(|group| *group != stat.stx_gid);
    let (uid, gid) = (owner.map(Uid::from_raw), group.map(Gid::from_raw));
    if (uid, gid) == (None, None) || fs::fchown(file, uid, gid).is_ok() {
        return Ok(true);
    }
    // Users may give a file to a group that they belong to.
    Ok(gid.is_none() || fs::fchown(file, None, gid).is_ok())
}

/// Returns true if the file now has the ACL that it should have, which may be none.
fn give_acl(file: &OwnedFd, wanted: &Permissions, executable: bool, has_group: bool) -> bool {
    match &wanted.acl {
        Some(bytes) => {
            let bytes = acl::with(bytes, executable, has_group);
            fs::fsetxattr(file, ACL, &bytes, XattrFlags::empty()).is_ok()
        }
        // A new file that is given none has none, because `.syncit` passes none on.
        None if wanted.mode.is_none() => true,
        None => matches!(fs::fremovexattr(file, ACL), Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP)),
    }
}

/// Closes this directory to all but its owner, and makes it pass nothing on to what is made in it.
pub(super) fn close_directory(dir: impl AsFd) -> Result<()> {
    for name in [DEFAULT_ACL, ACL] {
        match fs::fremovexattr(&dir, name) {
            Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP | Errno::PERM) => {}
            Err(errno) => return Err(errno),
        }
    }
    match fs::fchmod(&dir, Mode::RWXU) {
        // FAT has no permissions.
        Ok(()) | Err(Errno::PERM | Errno::OPNOTSUPP) => Ok(()),
        Err(errno) => Err(errno),
    }
}

fn is_taken_over(name: &[u8]) -> bool {
    let is_of = |space: &&[u8]| name.starts_with(space);
    [&b"user."[..], b"trusted.", b"security."].iter().any(is_of) && !NEVER_TAKEN_OVER.contains(&name)
}

/// Returns the names of a file's extended attributes; none if the file system does not support them.
fn names(file: &OwnedFd) -> Result<Vec<Vec<u8>>> {
    let list = match read_whole(|buffer| fs::flistxattr(file, buffer)) {
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => Vec::new(),
        result => result?,
    };
    let names = list.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(<[u8]>::to_vec).collect())
}

/// Returns the value of an extended attribute; none if it is not there.
fn value(file: &OwnedFd, name: &[u8]) -> Result<Option<Vec<u8>>> {
    match read_whole(|buffer| fs::fgetxattr(file, name, buffer)) {
        Err(Errno::NODATA) => Ok(None),
        result => result.map(Some),
    }
}

/// Reads with a buffer that is mostly large enough, or else with one that always is.
fn read_whole(read: impl Fn(&mut [u8]) -> Result<usize>) -> Result<Vec<u8>> {
    let mut buffer = vec![0; USUAL_VALUE];
    let len = match read(&mut buffer) {
        Err(Errno::RANGE) => {
            buffer.resize(ATTRIBUTES_MAX, 0);
            read(&mut buffer)?
        }
        result => result?,
    };
    buffer.truncate(len);
    Ok(buffer)
}
