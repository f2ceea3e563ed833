//! How the operating system is made to write to the disk, beyond what the standard library can ask of it.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::Path;

/// Makes everything durable that was written to the file system of a directory.
pub(crate) fn everything(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(dir)?)?)
}

/// Makes the kernel start writing a file to the disk without waiting for it, so that a later sync of many files waits
/// for the slowest of them instead of for one after another. Only a hint, so its result is ignored.
pub(crate) fn begin(file: &File) {
    // SAFETY: the descriptor is open for as long as the call lasts, and all other arguments are plain numbers.
    unsafe { libc::sync_file_range(file.as_raw_fd(), 0, 0, libc::SYNC_FILE_RANGE_WRITE) };
}
