//! Places for connections while the server runs, and how much a connection may send and receive before it has logged in.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use parking_lot::Mutex;
use syncit_core::MachineId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::admission::{Admission, Place};
use super::limits::Limits;

/// Bytes that a connection may send, and receive, before it has logged in. A login takes half of each. A client may request new keys at
/// any time. That costs the hub as much as the first key exchange, and an answer of more than 800 bytes.
const BEFORE_LOGIN: (u64, u64) = (8 << 10, 4 << 10);
/// The additional bytes for pairing.
const FOR_PAIRING: (u64, u64) = (8 << 10, 4 << 10);
/// For a paired machine nothing is counted any more.
const UNLIMITED: u64 = u64::MAX;

/// All places.
pub(super) struct Places {
    began: Instant,
    inside: Mutex<Inside>,
}

struct Inside {
    admission: Admission,
    /// Notified when their place is taken away.
    cuts: HashMap<Place, Arc<Notify>>,
}

impl Inside {
    fn cut(&self, place: Option<Place>) {
        if let Some(cut) = place.and_then(|place| self.cuts.get(&place)) {
            cut.notify_one();
        }
    }
}

impl Places {
    pub fn new(limits: &Limits) -> Arc<Self> {
        let inside = Inside { admission: Admission::new(limits), cuts: HashMap::new() };
        Arc::new(Places { began: Instant::now(), inside: Mutex::new(inside) })
    }

    /// Takes a place for a connection from this address. Returns `None` if the connection must be refused. `is_known` is true if a paired
    /// machine has logged in from there lately.
    pub fn take(self: &Arc<Self>, address: IpAddr, is_known: bool) -> Option<Arc<Taken>> {
        let mut inside = self.inside.lock();
        let entered = inside.admission.knock(address, is_known, self.began.elapsed())?;
        inside.cut(entered.instead_of);
        let cut = Arc::new(Notify::new());
        inside.cuts.insert(entered.place, cut.clone());
        drop(inside);
        let [heard, said] = [BEFORE_LOGIN.0, BEFORE_LOGIN.1].map(AtomicU64::new);
        Some(Arc::new(Taken { places: self.clone(), place: entered.place, address, cut, heard, said }))
    }
}

/// The place of one connection, given back when it is dropped.
pub(super) struct Taken {
    places: Arc<Places>,
    place: Place,
    /// The address from which the connection comes.
    pub address: IpAddr,
    cut: Arc<Notify>,
    /// How many bytes may still be received and sent.
    heard: AtomicU64,
    said: AtomicU64,
}

impl Taken {
    /// Waits until the place is taken away, which may never happen.
    pub async fn taken_away(&self) {
        self.cut.notified().await;
    }

    /// Records that the connection has proved a machine's key.
    pub fn log_in(&self, machine: MachineId) {
        let mut inside = self.places.inside.lock();
        let instead_of = inside.admission.log_in(self.place, machine);
        inside.cut(instead_of);
        self.heard.store(UNLIMITED, Ordering::Relaxed);
        self.said.store(UNLIMITED, Ordering::Relaxed);
    }

    /// Allows the connection to pair. It keeps its place among those that have not logged in.
    pub fn may_pair(&self) {
        self.heard.fetch_add(FOR_PAIRING.0, Ordering::Relaxed);
        self.said.fetch_add(FOR_PAIRING.1, Ordering::Relaxed);
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut inside = self.places.inside.lock();
        inside.admission.leave(self.place);
        inside.cuts.remove(&self.place);
    }
}

/// Counts bytes that are received or sent. Too many are an error.
fn spend(left: &AtomicU64, bytes: usize) -> io::Result<()> {
    let before = left.load(Ordering::Relaxed);
    if before == UNLIMITED {
        return Ok(());
    }
    // Only the connection's own task counts; a concurrent login is not undone.
    match before.checked_sub(bytes as u64) {
        Some(after) => {
            let _ = left.compare_exchange(before, after, Ordering::Relaxed, Ordering::Relaxed);
            Ok(())
        }
        None => Err(io::Error::other("it said more than a login takes")),
    }
}

/// A connection's stream, whose bytes are counted until it has logged in.
pub(super) struct Counted {
    stream: TcpStream,
    place: Arc<Taken>,
}

impl Counted {
    pub fn new(stream: TcpStream, place: Arc<Taken>) -> Self {
        Counted { stream, place }
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => Poll::Ready(spend(&self.place.heard, buf.filled().len() - before)),
            other => other,
        }
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            Poll::Ready(Ok(count)) => Poll::Ready(spend(&self.place.said, count).map(|()| count)),
            other => other,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
