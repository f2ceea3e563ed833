//! Kernel calls that rustix has no safe form of.

use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use syncit_core::hex::to_hex;

/// Returns the UUID of a file system, if it has one and the kernel tells it (since Linux 6.9).
pub(super) fn filesystem_uuid(root: BorrowedFd<'_>) -> Option<String> {
    /// `struct fsuuid2` of Linux's <uapi/linux/fs.h>.
    #[repr(C)]
    #[derive(Default)]
    struct Uuid {
        len: u8,
        bytes: [u8; 16],
    }
    const FS_IOC_GETFSUUID: rustix::ioctl::Opcode = rustix::ioctl::opcode::read::<Uuid>(0x15, 0);
    // SAFETY: the kernel writes one `struct fsuuid2`, which `Uuid` is.
    let ask = unsafe { rustix::ioctl::Getter::<FS_IOC_GETFSUUID, Uuid>::new() };
    // SAFETY: as above; nothing else is read or written.
    let uuid = unsafe { rustix::ioctl::ioctl(root, ask) }.ok()?;
    Some(to_hex(uuid.bytes.get(..uuid.len.into())?)).filter(|digits| !digits.is_empty())
}

/// Returns true if anybody has the file open for writing: then the kernel refuses a read lease (fcntl(2)). A lease that is
/// granted is given back at once. On file systems without leases this returns false.
pub(super) fn has_writers(file: &OwnedFd) -> bool {
    // As in Linux's <asm-generic/fcntl.h>; the `libc` crate does not name it.
    const F_SETSIG: libc::c_int = 10;
    let ask = |command: libc::c_int, argument: libc::c_int| {
        // SAFETY: the descriptor is open for as long as the call lasts, and both commands take a plain number.
        unsafe { libc::fcntl(file.as_raw_fd(), command, argument) }
    };
    // If somebody opens the file at this very moment, the kernel sends a signal; SIGIO would end the program.
    if ask(F_SETSIG, libc::SIGURG) != 0 {
        return false;
    }
    if ask(libc::F_SETLEASE, libc::F_RDLCK) == 0 {
        ask(libc::F_SETLEASE, libc::F_UNLCK);
        return false;
    }
    std::io::Error::last_os_error().kind() == std::io::ErrorKind::WouldBlock
}
