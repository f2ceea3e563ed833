//! Moves bytes between open files: whole reads, whole writes, holes, copies.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::Arc;

use parking_lot::Mutex;
use rustix::fs::{self, SeekFrom};
use rustix::io::{self, Errno, Result};

use super::beneath::stat_handle;
use crate::disk::Place;

/// Files being written that are kept open: as many as there are lanes that bring content at once.
const KEPT_OPEN: usize = 4;
/// The length from which a block of zeros is worth a hole, in bytes: a block of common file systems.
const HOLE_MIN: usize = 4096;
/// Bytes copied at a time where the file system has no copy of its own.
const COPY_BUFFER: usize = 256 * 1024;

/// The files last written, so that a large one is not opened again for each of its chunks. Only places in `.syncit` are
/// kept: nobody but this disk renames those, and it forgets them when it does.
#[derive(Default)]
pub(super) struct OpenFiles(Mutex<Vec<(Place, Arc<OwnedFd>)>>);

impl OpenFiles {
    pub(super) fn get(&self, place: &Place) -> Option<Arc<OwnedFd>> {
        let files = self.0.lock();
        files.iter().find(|(kept, _)| kept == place).map(|(_, file)| file.clone())
    }

    pub(super) fn keep(&self, place: &Place, file: Arc<OwnedFd>) {
        if matches!(place, Place::Root | Place::Path(_)) {
            return;
        }
        let mut files = self.0.lock();
        files.retain(|(kept, _)| kept != place);
        if files.len() == KEPT_OPEN {
            files.remove(0);
        }
        files.push((place.clone(), file));
    }

    pub(super) fn forget(&self, place: &Place) {
        self.take(place);
    }

    pub(super) fn forget_all(&self) {
        self.0.lock().clear();
    }

    /// Returns the file and no longer keeps it.
    pub(super) fn take(&self, place: &Place) -> Option<Arc<OwnedFd>> {
        let mut files = self.0.lock();
        let at = files.iter().position(|(kept, _)| kept == place)?;
        Some(files.remove(at).1)
    }
}

/// Reads until the buffer is full or the file ends.
pub(super) fn read_fully(file: impl AsFd, offset: u64, buffer: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match io::pread(&file, &mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(len) => filled += len,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes everything; zeros beyond the end become a hole.
pub(super) fn write_fully(file: impl AsFd, offset: u64, bytes: &[u8]) -> Result<()> {
    if bytes.len() >= HOLE_MIN && bytes.iter().all(|byte| *byte == 0) && stat_handle(&file)?.stx_size <= offset {
        return fs::ftruncate(&file, offset + bytes.len() as u64);
    }
    let mut written = 0;
    while written < bytes.len() {
        match io::pwrite(&file, &bytes[written..], offset + written as u64) {
            Ok(0) => return Err(Errno::IO),
            Ok(len) => written += len,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Makes the kernel begin to write a part of a file to the disk without waiting for it, so that a later sync finds little
/// left to do. It is only a hint, so its result is ignored.
pub(super) fn begin_writing_out(file: &OwnedFd, offset: u64, len: usize) {
    let (Ok(offset), Ok(len)) = (offset.try_into(), len.try_into()) else { return };
    // SAFETY: the descriptor is open for as long as the call lasts, and all other arguments are plain numbers.
    unsafe { libc::sync_file_range(file.as_raw_fd(), offset, len, libc::SYNC_FILE_RANGE_WRITE) };
}

/// Copies all content, sharing its blocks if the file system can, and keeping holes.
pub(super) fn copy(from: &OwnedFd, to: &OwnedFd) -> Result<()> {
    if fs::ioctl_ficlone(to, from).is_ok() {
        return Ok(());
    }
    let size = stat_handle(from)?.stx_size;
    let mut at = 0;
    while at < size {
        let (start, end) = match fs::seek(from, SeekFrom::Data(at)) {
            Ok(start) => (start, fs::seek(from, SeekFrom::Hole(start))?),
            // Only a hole is left.
            Err(Errno::NXIO) => break,
            // This file system does not report its holes.
            Err(_) => (at, size),
        };
        copy_range(from, to, start, end)?;
        at = end;
    }
    fs::ftruncate(to, size)
}

fn copy_range(from: &OwnedFd, to: &OwnedFd, start: u64, end: u64) -> Result<()> {
    let (mut read_at, mut write_at) = (start, start);
    while read_at < end {
        let wanted = (end - read_at).min(1 << 30) as usize;
        match fs::copy_file_range(from, Some(&mut read_at), to, Some(&mut write_at), wanted) {
            // It ends sooner than stat said: the caller compares the copy anyway.
            Ok(0) => return Ok(()),
            Ok(_) | Err(Errno::INTR) => {}
            Err(Errno::NOSPC) => return Err(Errno::NOSPC),
            Err(_) => return copy_by_hand(from, to, read_at, end),
        }
    }
    Ok(())
}

fn copy_by_hand(from: &OwnedFd, to: &OwnedFd, start: u64, end: u64) -> Result<()> {
    let mut buffer = vec![0; COPY_BUFFER];
    let mut at = start;
    while at < end {
        let wanted = (end - at).min(COPY_BUFFER as u64) as usize;
        let len = read_fully(from, at, &mut buffer[..wanted])?;
        if len == 0 {
            break;
        }
        write_fully(to, at, &buffer[..len])?;
        at += len as u64;
    }
    Ok(())
}
