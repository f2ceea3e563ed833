//! When something was last heard of the other side of a stream: russh does not tell, and a lane whose hub is silent ends.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The time at which something was last heard.
pub(super) struct Heard(Mutex<Instant>);

impl Heard {
    pub fn new() -> Arc<Self> {
        Arc::new(Heard(Mutex::new(Instant::now())))
    }

    /// Records that something is heard now.
    pub fn now(&self) {
        *self.0.lock() = Instant::now();
    }

    /// Returns for how long nothing was heard.
    pub fn silence(&self) -> Duration {
        self.0.lock().elapsed()
    }
}

/// A stream that records when something was heard: bytes that arrive, or that the other side at last takes.
pub(super) struct Watched {
    stream: TcpStream,
    heard: Arc<Heard>,
    /// True if the last write had to wait.
    waits: bool,
}

impl Watched {
    pub fn new(stream: TcpStream, heard: Arc<Heard>) -> Self {
        Watched { stream, heard, waits: false }
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.heard.now();
        }
        outcome
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, buf);
        // A write that does not wait proves nothing: the bytes may be kept on this side.
        if std::mem::replace(&mut self.waits, outcome.is_pending()) && matches!(outcome, Poll::Ready(Ok(_))) {
            self.heard.now();
        }
        outcome
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
