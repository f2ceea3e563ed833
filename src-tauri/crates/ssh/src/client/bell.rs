//! How a lane's thread is woken while it waits for its socket.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// A bell that any thread can ring.
pub(super) struct Bell {
    rope: UnixStream,
    ear: UnixStream,
    /// True if it was rung and nobody has heard it yet.
    rung: AtomicBool,
}

impl Bell {
    pub fn new() -> io::Result<Self> {
        let (rope, ear) = UnixStream::pair()?;
        rope.set_nonblocking(true)?;
        ear.set_nonblocking(true)?;
        Ok(Bell { rope, ear, rung: AtomicBool::new(false) })
    }

    /// Wakes the thread that waits, or the next one that does.
    pub fn ring(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) {
            // It cannot be full, because it holds at most one byte. It may be closed if the thread has ended.
            let _ = (&self.rope).write(&[1]);
        }
    }

    /// Clears the wake-ups so far. The caller must check their causes after this.
    pub fn hush(&self) {
        let mut bytes = [0; 8];
        while matches!((&self.ear).read(&mut bytes), Ok(1..)) {}
        self.rung.store(false, Ordering::Release);
    }

    /// Waits until the bell rings, the socket has something to read, or can be written to if that is wanted, but at most
    /// for this time. Returns true if the socket has something to read.
    pub fn wait(&self, socket: impl AsFd, to_write: bool, time: Duration) -> io::Result<bool> {
        let wanted = if to_write { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
        let mut fds = [PollFd::new(&socket, wanted), PollFd::new(&self.ear, PollFlags::IN)];
        let time = Timespec { tv_sec: time.as_secs() as i64, tv_nsec: time.subsec_nanos().into() };
        match poll(&mut fds, Some(&time)) {
            Ok(_) | Err(Errno::INTR) => Ok(fds[0].revents().contains(PollFlags::IN)),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns a second handle to the end that becomes readable when the bell rings.
    pub fn ear(&self) -> io::Result<UnixStream> {
        self.ear.try_clone()
    }
}
